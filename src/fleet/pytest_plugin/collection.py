"""Libraries and case files as collectors, and each exact case as a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fleet.errors import LibraryError
from fleet.library import MANIFEST, Library, load
from fleet.pytest_plugin.failure import CaseFailedError, Style, failure_text, findings_text
from fleet.testing import Case, Target, elements_of, generated, judged, read_cases

_TARGETS = pytest.StashKey[dict[Path, Target]]()


class LibraryFile(pytest.File):
    """A ``library.yaml``: the exact suite of its library."""

    def collect(self) -> Iterator[pytest.Item]:
        """Generate every case of the library, and a test that its boundaries and elements are all reached."""
        target = target_of(self.config, self.path.parent)
        library = _shown(self, self.path.parent)
        cases = generated(target.library)
        for case in cases:
            yield CaseItem.from_parent(self, name=case.id, case=case, target=target, library=library)
        yield CoverageItem.from_parent(self, name="coverage", cases=cases, target=target, library=library)
        if self.config.getoption("fleet_baseline"):
            yield from self._language(target.library, library)

        if self.config.getoption("fleet_agent"):
            from fleet.pytest_plugin.agents import agent_items  # noqa: PLC0415  only with agents

            yield from agent_items(self, target.library, self.path.parent, library)

    def _language(self, tested: Library, library: str) -> Iterator[pytest.Item]:
        from fleet.pytest_plugin.language import LanguageItem, baseline_for  # noqa: PLC0415  only with a baseline

        baseline = baseline_for(self.config, library)
        if baseline is not None:
            given = {"tested": tested, "root": self.path.parent, "baseline": baseline, "library": library}
            yield LanguageItem.from_parent(self, name="language", **given)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:  # type: ignore[override]
        """Show findings instead of a traceback."""
        return _findings(excinfo) or str(super().repr_failure(excinfo))


class CasesFile(pytest.File):
    """A ``*.boundary.yaml``: cases written by hand."""

    def collect(self) -> Iterator[pytest.Item]:
        """Read the cases of the file."""
        root = _library_of(self.config, self.path)
        target = target_of(self.config, root)
        library = _shown(self, root) if root else "shipped"
        for case in read_cases(self.path, target.library):
            yield CaseItem.from_parent(self, name=case.id, case=case, target=target, library=library)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:  # type: ignore[override]
        """Show findings instead of a traceback."""
        return _findings(excinfo) or str(super().repr_failure(excinfo))


class CaseItem(pytest.Item):
    """One exact case."""

    def __init__(self, *, case: Case, target: Target, library: str, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self.case = case
        self.target = target
        self.user_properties += [("fleet_library", library), ("fleet_case", case.id)]

    def runtest(self) -> None:
        """Put the case to the guard or the prompt."""
        result = judged(self.case, self.target)
        self.user_properties.append(("fleet_elements", " ".join(self.case.elements)))
        if not result.held:
            raise CaseFailedError(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Style | None = None) -> str:
        """Show what was expected, what came out, where the spec says so, and how to run it again."""
        if isinstance(excinfo.value, CaseFailedError):
            return failure_text(excinfo.value.result, self.nodeid)
        return str(super().repr_failure(excinfo, style))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the case comes from."""
        place = self.case.place
        return self.path, place.line - 1 if place and place.path.endswith(self.path.name) else None, self.name


class CoverageItem(pytest.Item):
    """Whether the generated cases reach every element of the library."""

    def __init__(self, *, cases: tuple[Case, ...], target: Target, library: str, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self.cases = cases
        self.target = target
        self.user_properties.append(("fleet_library", library))

    def runtest(self) -> None:
        """Hold the cases against the elements that the spec names."""
        reached = {element for case in self.cases for element in case.elements}
        elements = list(elements_of(self.target.library))
        missing = [element for element in elements if element not in reached]
        self.user_properties.append(("fleet_coverage", f"{len(elements) - len(missing)}/{len(elements)}"))
        if missing:
            shown = "\n".join(f"NOT TESTED {element}" for element in missing[:10])
            pytest.fail(f"{shown}\nfleet explain FLT504", pytrace=False)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The library it is about."""
        return self.path, None, self.name


def target_of(config: pytest.Config, root: Path | None) -> Target:
    """The guard and prompts of a library, loaded once a session."""
    targets = config.stash.setdefault(_TARGETS, {})
    key = root or Path()
    if key not in targets:
        library: Library = load(root)
        targets[key] = Target.of(library)
    return targets[key]


def _library_of(config: pytest.Config, path: Path) -> Path | None:
    """The library that a case file is about: the ini option, else the nearest one upwards, else the shipped one."""
    given = str(config.getini("fleet_library"))
    if given:
        return config.rootpath / given
    return next((folder for folder in path.parents if (folder / MANIFEST).is_file()), None)


def _shown(collector: pytest.Collector, root: Path) -> str:
    try:
        return root.relative_to(collector.config.rootpath).as_posix()
    except ValueError:
        return root.as_posix()


def _findings(excinfo: pytest.ExceptionInfo[BaseException]) -> str | None:
    return findings_text(excinfo.value) if isinstance(excinfo.value, LibraryError) else None
