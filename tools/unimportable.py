"""A module as it is where a package that it needs is not installed, for showing and testing what is said then."""

from __future__ import annotations

from types import ModuleType
from typing import NoReturn


class Unimportable(ModuleType):
    """A module that needs a package which is not installed: nothing can be had from it."""

    def __init__(self, name: str, package: str) -> None:
        super().__init__(name)
        self._package = package

    def __getattr__(self, _: str) -> NoReturn:
        package = vars(self)["_package"]
        message = f"No module named {package!r}"
        raise ModuleNotFoundError(message, name=package)
