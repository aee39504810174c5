"""Two examples that say nearly the same are one example, counted twice."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.checks.own import is_own
from fleet.checks.sample import KINDS, Sample, samples
from fleet.diagnostics import Diagnostic, Label, quoted
from fleet.library import Library
from fleet.text import repeats


def near(library: Library) -> Iterator[Diagnostic]:
    """An example that nearly repeats another: what can be mended here is named first, and a probe before an ask."""
    ordered = sorted(samples(library), key=lambda one: (is_own(library, one.span), KINDS.index(one.kind), one.span))
    for repeat in repeats(sample.text for sample in ordered):
        sample, original = ordered[repeat.position], ordered[repeat.original]
        if not is_own(library, sample.span):
            continue
        yield Diagnostic(
            "FLT250",
            f"{_what(library, sample)} nearly repeats {_other(library, sample, original)}",
            sample.span,
            (Label(original.span, f"the {original.kind}"),),
            note=_why(sample, original),
            help="say one of them in other words, or remove it",
        )


def _what(library: Library, sample: Sample) -> str:
    article = "an" if sample.kind == "ask" else "a"
    return f"{article} {sample.kind} of {quoted(sample.home or library.manifest.fallback)}"


def _other(library: Library, sample: Sample, original: Sample) -> str:
    alike = (sample.kind, sample.home) == (original.kind, original.home)
    return "another one" if alike else _what(library, original)


def _why(sample: Sample, original: Sample) -> str:
    if sample.taught != original.taught:
        return "probes and twins test what asks and says taught; a text in both tests memory only"
    if sample.taught and sample.home != original.home:
        return "a router learns from both, and cannot learn both"
    return "what is said twice weighs twice and shows nothing new"
