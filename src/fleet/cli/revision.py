"""A library as it was at a revision of a git repository, written into a folder of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.library import shown

_MAIN = ("origin/HEAD", "origin/main", "origin/master", "main", "master")


class Repository(NamedTuple):
    """The repository that a folder lies in: its top, and the folder's path below it, with forward slashes."""

    top: Path
    below: str

    @classmethod
    def of(cls, folder: Path) -> Repository:
        """Find the repository of `folder`.

        Raises:
            FleetError: if there is none, or no git to ask.
        """
        try:
            top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
        except FleetError as error:
            if "not a git repository" not in str(error):
                raise
            message = f"{quoted(shown(folder))} lies in no git repository; name two folders: `fleet plan OLD NEW`"
            raise FleetError(message) from None
        return cls(top, folder.resolve().relative_to(top.resolve()).as_posix())

    def commit(self, revision: str) -> str:
        """The full id of the commit that `revision` names.

        Raises:
            FleetError: if no commit has that name.
        """
        try:
            found = _git(self.top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        except FleetError:
            message = f"{quoted(revision)} is neither a folder nor a revision of this repository; look for a slip in it"
            raise FleetError(message) from None
        return found.decode().strip()

    def fork(self) -> str:
        """Where the work at hand left the main branch: the merge base of ``HEAD`` and the main branch.

        Raises:
            FleetError: if no main branch is found.
        """
        for branch in _MAIN:
            try:
                return _git(self.top, "merge-base", "HEAD", branch).decode().strip()
            except FleetError:
                continue
        message = "no main branch is found here; name the revision to compare with: `fleet plan REVISION`"
        raise FleetError(message)

    def write(self, revision: str, folder: Path) -> None:
        """Write the files that lay in the library's folder at `revision` into `folder`.

        Raises:
            FleetError: if there were none.
        """
        commit = self.commit(revision)
        found = False
        for name, content in self._files(commit):
            path = folder / name
            if not path.resolve().is_relative_to(folder.resolve()):
                message = f"at {quoted(revision)} the file {quoted(name)} leads out of its folder"
                raise FleetError(message)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            found = True
        if not found:
            message = f"at {quoted(revision)} there was no folder {quoted(self.below)}; name a later revision"
            raise FleetError(message)

    def _files(self, commit: str) -> Iterator[tuple[str, bytes]]:
        """The regular files below the library's folder, with their content."""
        listed = _git(self.top, "ls-tree", "-r", "-z", "--full-tree", commit, "--", f":(literal){self.below}")
        prefix = "" if self.below == "." else f"{self.below}/"
        if self.below == ".":
            listed = _git(self.top, "ls-tree", "-r", "-z", "--full-tree", commit)
        for entry in listed.decode("utf-8", "surrogateescape").split("\0"):
            head, _, path = entry.partition("\t")
            mode, _, rest = head.partition(" ")
            if mode.startswith("100"):
                yield path.removeprefix(prefix), _git(self.top, "cat-file", "blob", rest.split(" ")[1])


def _git(folder: Path, *words: str) -> bytes:
    """What git answers; nothing of the repository's own configuration is run for it."""
    git = shutil.which("git")
    if git is None:
        message = "git is not installed; name two folders: `fleet plan OLD NEW`"
        raise FleetError(message)
    done = subprocess.run([git, "-C", str(folder), *words], capture_output=True, check=False)  # noqa: S603  no shell
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        message = f"git: {said[0].removeprefix('fatal: ') if said else 'no such revision'}"
        raise FleetError(message)
    return done.stdout
