"""Mutation testing of the rooms that decide: break them in thousands of small ways, and see whether a test notices.

    python tools/mutants.py                  all of it; ends with 1 under 95 %
    python tools/mutants.py guard/limit      one file
    python tools/mutants.py --again          what no test noticed in the last run, and what is new
    python tools/mutants.py --sample 300     a quick look: so many of them, drawn at random

Which files, tests and lines is said in `[tool.mutmut]` of pyproject.toml. mutmut makes the mutants in `build/mutation`,
of a copy of the source in which decorated functions are written without their ``@``, for it passes those by and many
rules are properties. They are run by `mutant_runs.py`: a pytest for each would take most of the time for starting.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from importlib.metadata import version
from pathlib import Path

import libcst as cst
from mutmut.mutation.file_mutation import mutate_file_contents

ROOT = Path(__file__).parents[1]
WORK = ROOT / "build" / "mutation"
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mutmut"]
KEPT = frozenset({"staticmethod", "classmethod"})  # mutmut can do these by itself
# What is not counted: rule -> the module, the line that is changed, and the line that it becomes.
EXCLUDED = {
    "what goes to the log": (r"", r"_log\.\w+\(.*\)", r".*"),
    "the text of an error that only the log shows": (
        r"fleet\.guard\.given",
        r"message = .*|raise TypeError\(message\)",
        r"message = .*|raise TypeError\(None\)",
    ),
    "another name of the same encoding": (
        r"",
        r"(.*(?:en|de)code\()'(?:ascii|utf-8)'(.*)",
        r"(.*(?:en|de)code\()'(?:ASCII|UTF-8)'(.*)",
    ),
}
LEFT = ("survived", "not reached", "ended by SIGKILL")  # the last is what somebody else ended, and says nothing


class _Plain(cst.CSTTransformer):
    """Writes ``@property def name`` as ``def name`` and ``name = property(name)``."""

    def leave_Module(self, original_node: cst.Module, updated_node: cst.Module) -> cst.Module:  # noqa: ARG002, N802  libcst
        return updated_node.with_changes(body=list(_flat(updated_node.body)))

    def leave_IndentedBlock(  # noqa: N802  libcst
        self,
        original_node: cst.IndentedBlock,  # noqa: ARG002  libcst
        updated_node: cst.IndentedBlock,
    ) -> cst.IndentedBlock:
        return updated_node.with_changes(body=list(_flat(updated_node.body)))


def _flat(statements: Iterable[cst.CSTNode]) -> Iterator[cst.CSTNode]:
    for one in statements:
        if not isinstance(one, cst.FunctionDef) or not one.decorators or _is_kept(one):
            yield one
            continue
        yield one.with_changes(decorators=())
        value = cst.Name(one.name.value)
        for decorator in reversed(one.decorators):
            value = cst.Call(decorator.decorator, [cst.Arg(value)])
        target = cst.AssignTarget(cst.Name(one.name.value))
        yield cst.SimpleStatementLine([cst.Assign([target], value)])


def _is_kept(function: cst.FunctionDef) -> bool:
    names = [one.decorator.value for one in function.decorators if isinstance(one.decorator, cst.Name)]
    return len(function.decorators) == 1 and len(names) == 1 and names[0] in KEPT


def made() -> dict[str, str]:
    """Lay out the folder in which the tests run, and return the mutants by name, each with what it changes."""
    shutil.rmtree(WORK / "src", ignore_errors=True)
    shutil.rmtree(WORK / "results", ignore_errors=True)
    (WORK / "results").mkdir(parents=True)
    shutil.copytree(ROOT / "src", WORK / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "tests", *CONFIG["also_copy"]):
        link = WORK / name
        if not link.is_symlink():
            link.symlink_to(ROOT / name)
    mutants: dict[str, str] = {}
    for path in sorted((WORK / "src").rglob("*.py")):
        name = path.relative_to(WORK).as_posix()
        if any(fnmatch(name, pattern) for pattern in CONFIG["only_mutate"]):
            module = ".".join(path.relative_to(WORK / "src").with_suffix("").parts)
            code, changes = _mutated(name, path.read_text("utf-8"))
            path.write_text(code, "utf-8")
            mutants |= {f"{module}.{one}": change for one, change in changes.items()}
    return mutants


def _mutated(name: str, source: str) -> tuple[str, dict[str, str]]:
    """A file with all its mutants, and what each changes; kept for the next run, for mutmut is slow."""
    plain = cst.parse_module(source).visit(_Plain()).code
    key = hashlib.sha256(f"{plain}{version('mutmut')}".encode()).hexdigest()
    kept = WORK / "made" / f"{key[:16]}.json"
    if not kept.exists():
        found = mutate_file_contents(name, plain)
        code = found.code.replace("mutmut.mutation.trampoline", "mutant_switch")
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(json.dumps([code, dict(_changes(found.code, found.mutant_names))]))
    code, changes = json.loads(kept.read_text())
    return code, changes


def _changes(code: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each mutant with the lines that it changes."""
    functions = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.FunctionDef))
    written = {node.name: ast.unparse(node).splitlines()[1:] for node in functions}
    for name in names:
        before, after = written[f"{name.rpartition('_')[0]}_orig"], written[name]
        lines = list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]
        yield name, "\n".join(f"    {line}" for line in lines if not line.startswith("@@"))


def _excluded(mutant: str, change: str) -> str | None:
    """The rule by which a mutant is not counted."""
    before, after = ([line[5:].strip() for line in change.split("\n") if line[4:5] == sign] for sign in "-+")
    if len(before) != 1 or len(after) != 1:
        return None
    for rule, (module, was, becomes) in EXCLUDED.items():
        old, new = re.fullmatch(was, before[0]), re.fullmatch(becomes, after[0])
        if re.match(rf"{module}\.?", mutant) and old and new and old.groups() == new.groups():
            return rule
    return None


def _alike(mutants: dict[str, str]) -> dict[str, tuple[str, str, int]]:
    """Each mutant with what it is called by whatever else is changed: its function, its change, and which of these."""
    found: Counter[tuple[str, str]] = Counter()
    names = {}
    for name, change in mutants.items():
        same = name.rpartition("__mutmut_")[0], change
        names[name] = (*same, found[same])
        found[same] += 1
    return names


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="such as guard/limit; all if none is given")
    parser.add_argument("--again", action="store_true", help="keep what was noticed in the last run")
    parser.add_argument("--sample", type=int, metavar="N", help="only so many, drawn at random")
    parser.add_argument("--seed", type=int, default=0, help="of what is drawn, and of the order")
    parser.add_argument("--fail-under", type=float, default=95.0, metavar="PERCENT")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--budget", type=float, default=10.0, metavar="SECONDS", help="of tests for one mutant")
    parser.add_argument("--tests", nargs="*", help="instead of those in pyproject.toml")
    asked = parser.parse_args()
    os.chdir(ROOT)  # where mutmut looks for its configuration
    rooms = tuple(f"fleet.{file.replace('/', '.')}." for file in asked.files or ("relation", "guard"))
    mutants = {name: change for name, change in made().items() if name.startswith(rooms)}
    rules = {name: rule for name, change in mutants.items() if (rule := _excluded(name, change))}
    names = _alike({name: change for name, change in mutants.items() if name not in rules})
    known = _known(names) if asked.again else {}
    left = [name for name in names if name not in known]
    random.Random(asked.seed).shuffle(left)  # noqa: S311  no secret; a run that is cut short is a sample too
    left = left[: asked.sample]
    (WORK / "results.json").unlink(missing_ok=True)
    (WORK / "names.json").write_text(json.dumps(names))
    if left:
        asking = {"mutants": left, "known": known, "workers": asked.workers, "budget": asked.budget}
        (WORK / "asked.json").write_text(json.dumps(asking))
        ended = _run(asked.tests or CONFIG["pytest_add_cli_args_test_selection"])
        if ended:
            return ended
        known = json.loads((WORK / "results.json").read_text())
    return reported(mutants, known, Counter(rules.values()), asked.fail_under)


def _known(names: dict[str, tuple[str, str, int]]) -> dict[str, str]:
    """What a test noticed in the last run, also if that was cut short, of what is the same now."""
    if not (WORK / "results.json").exists():
        return {}
    keys = json.loads((WORK / "names.json").read_text())
    last = {tuple(keys[name]): result for name, result in json.loads((WORK / "results.json").read_text()).items()}
    return {name: last[key] for name, key in names.items() if not last.get(key, LEFT[0]).startswith(LEFT)}


def _run(tests: list[str]) -> int:
    """Run the mutants that are asked for, in one pytest; its exit code."""
    path = os.pathsep.join(map(str, (WORK / "src", ROOT / "tools")))
    environment = {**os.environ, "PYTHONPATH": path}
    environment |= {"HYPOTHESIS_PROFILE": "mutation", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "mutant_runs", *CONFIG["pytest_add_cli_args"], *tests]
    return subprocess.run(command, cwd=WORK, env=environment, check=False).returncode


def reported(mutants: dict[str, str], results: dict[str, str], excluded: Counter[str], bar: float) -> int:
    """Print what survived and the shares, and return whether that is too few."""
    files: dict[str, list[bool]] = {}
    for name, result in sorted(results.items()):
        noticed = not result.startswith(LEFT)
        files.setdefault("/".join(name.split(".")[1:3]) + ".py", []).append(noticed)
        if not noticed:
            print(f"{result}: {name}\n{mutants[name]}")
    print("\n| file | mutants | noticed | share |\n|---|---|---|---|")
    for file, found in files.items():
        print(f"| {file} | {len(found)} | {sum(found)} | {100 * sum(found) / len(found):.1f} % |")
    found = [one for these in files.values() for one in these]
    share = 100 * sum(found) / len(found)
    print(f"| all | {len(found)} | {sum(found)} | {share:.1f} % |\n")
    print(f"run: {len(found)} of {len(mutants) - sum(excluded.values())}")
    for rule, number in excluded.items():
        print(f"not counted: {number}, {rule}")
    return int(share < bar)


if __name__ == "__main__":
    sys.exit(main())
