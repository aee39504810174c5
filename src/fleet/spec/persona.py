"""The spec of one role: mandate, assists, boundaries and how it behaves."""

from __future__ import annotations

from pydantic import Field, PrivateAttr

from fleet.spec.assist import Assist
from fleet.spec.boundary import Boundary
from fleet.spec.duty import Duty
from fleet.spec.frozen import Model, Slug, Text


class Scope(Model):
    """How far a level reaches.

    Attributes:
        horizon: how far ahead it plans.
        radius: whom its work reaches.
        evaluation: who judges the work.
        direction: how much direction it needs, or gives.
    """

    horizon: Text
    radius: Text
    evaluation: Text
    direction: Text


class Persona(Model):
    """One role, as its file says it, or, in a library, with what came along from the levels below.

    Attributes:
        class_: the id, kebab-case (``class`` in the file; the file's name).
        domain: the folder it lies in.
        title: how people call the role.
        persistent_persona: whether it remembers an account between conversations.
        summary: one line that continues its title.
        persona: character and voice, second person.
        traits: names of shared traits.
        above: the next lower level of the ladder; None if there is none.
        level: the name of the level, such as ``L3``.
        scope: how far the level reaches.
        expertise: what it knows.
        mandate: the lanes it owns.
        assists: the lanes it may help out in.
        boundaries: the exclusions said out loud.
        lifts: ids of boundaries of lower levels that do not hold here.
        reads: lanes whose records it may look at without working in them.
        notes: free text for people; shown, never compiled.
    """

    class_: Slug = Field(alias="class")
    domain: Slug
    title: Text
    persistent_persona: bool = False
    summary: Text
    persona: Text
    traits: tuple[Slug, ...] = ()
    above: Slug | None = None
    level: Text | None = None
    scope: Scope | None = None
    expertise: tuple[Text, ...] = ()
    mandate: tuple[Duty, ...] = ()
    assists: tuple[Assist, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    lifts: tuple[Slug, ...] = ()
    reads: tuple[Slug, ...] = ()
    notes: Text | None = None
    _voices: tuple[str, ...] = PrivateAttr(default=())

    @property
    def voices(self) -> tuple[str, ...]:
        """The persona texts of the levels below, lowest first, then its own."""
        return (*self._voices, self.persona)

    def raised_on(self, voices: tuple[str, ...]) -> Persona:
        """The same persona with the texts of the levels below, lowest first."""
        raised = self.model_copy()
        raised._voices = voices  # noqa: SLF001  its own class
        return raised

    @property
    def identifier(self) -> str:
        """The class with underscores, fit for a Python name or a tool name."""
        return self.class_.replace("-", "_")

    @property
    def lanes(self) -> tuple[str, ...]:
        """The names of the lanes it owns."""
        return tuple(duty.lane for duty in self.mandate)

    def boundary(self, boundary_id: str) -> Boundary | None:
        """The boundary with this id, or None."""
        return next((boundary for boundary in self.boundaries if boundary.id == boundary_id), None)
