"""Every kind of file that an author writes: those of a library, and the cases that are tested beside it."""

from __future__ import annotations

from types import MappingProxyType

from fleet.authoring.kinds import KINDS, Models
from fleet.testing.written import CaseFile

AUTHORED: Models = MappingProxyType({**KINDS, "cases": CaseFile})
"""Kind -> what a file of this kind is read as."""
