"""What a library keeps of the one it extends, and who takes the lanes that lost their owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from fleet.diagnostics import Diagnostic, Label, Span, closest, quoted, suggestion
from fleet.library.ladder import levels_below
from fleet.library.parts import Parts, place_in
from fleet.spec import Duty, FrozenMapping, Persona

NOBODY = "none"
"""What stands under ``lanes:`` for a lane that this library does not have."""


def settled(parts: Parts, base: frozenset[str], patched: frozenset[str]) -> tuple[Parts, list[Diagnostic]]:
    """Retire what is not kept, move the lanes that ``lanes:`` names, and list those that nobody took.

    `base` holds the classes of the library underneath, `patched` those that this library's own files change.
    """
    found = list(_misused(parts, base))
    retired = _retired(parts, base)
    for class_ in sorted(retired & patched):
        message = f"persona {quoted(class_)} is patched here, but not kept"
        help_ = f"{_keep(parts, class_)}, or delete the patch"
        found.append(Diagnostic("FLT221", message, parts.draft.personas[class_].at("class"), help=help_))
    for class_ in sorted(retired & set(parts.draft.examples)):
        node = parts.draft.examples[class_]
        if node.span.path in parts.draft.own:
            message = f"persona {quoted(class_)} gets examples here, but is not kept"
            help_ = f"{_keep(parts, class_)}, or delete the examples"
            found.append(Diagnostic("FLT221", message, node.head, help=help_))
    owners = {duty.lane: owner for owner, duty, _ in parts.duties() if owner in retired}
    owners |= {duty.lane: owner for owner, duty, _ in parts.duties() if owner not in retired}
    moves = _moves(parts, owners, retired, found)
    lost = sorted(lane for lane, owner in owners.items() if owner in retired and lane not in moves)
    found.extend(_unsettled(parts, lost, owners, retired))
    if not moves and not retired:
        return parts, found
    gone = {lane for lane, target in moves.items() if target == NOBODY} | set(lost)
    move = _Move(parts, owners, moves, gone=gone, open_=frozenset(lost), retired=retired)
    everybody = {
        class_: move.persona(persona, () if class_ in patched else levels_below(class_, parts.personas))
        for class_, persona in parts.personas.items()
    }
    manifest = parts.manifest.model_copy(update=move.manifest())
    return (
        replace(
            parts,
            manifest=manifest,
            personas={class_: persona for class_, persona in everybody.items() if class_ not in retired},
            retired={
                class_: persona.model_copy(update={"mandate": ()})
                for class_, persona in everybody.items()
                if class_ in retired
            },
            settled=moves,
        ),
        found,
    )


class _Move:
    """The lanes that change hands, applied to personas and to the manifest."""

    def __init__(
        self,
        parts: Parts,
        owners: Mapping[str, str],
        moves: Mapping[str, str],
        *,
        gone: set[str],
        open_: frozenset[str],
        retired: frozenset[str],
    ) -> None:
        self.parts = parts
        self.open = open_
        self.owners = owners
        self.moves = moves
        self.gone = gone
        self.retired = retired
        self.duties = {duty.lane: duty for _, duty, _ in parts.duties()}

    def owner(self, lane: str) -> str | None:
        """Who owns a lane when all is settled."""
        return self.moves.get(lane, self.owners.get(lane))

    def persona(self, persona: Persona, below: Iterable[str]) -> Persona:
        """The persona after the moves.

        Boundaries and assists fall away in lanes that came to it or to the levels `below`: it may always work there.
        """
        class_, parts = persona.class_, self.parts
        mandate = tuple(self._mandate(class_, persona.mandate))
        owned = {duty.lane for duty in mandate if self.moves.get(duty.lane) == class_}
        ours = self.gone | owned | {lane for lane, target in self.moves.items() if target in below}
        boundaries = tuple(
            boundary.model_copy(update={"owner": self._renamed(boundary.lane, boundary.owner)})
            for boundary in persona.boundaries
            if not self._goes(boundary.lane, ours, parts.place(class_, "boundaries", boundary.id, "lane"))
        )
        gone_ids = {boundary.id for boundary in persona.boundaries} - {boundary.id for boundary in boundaries}
        return persona.model_copy(
            update={
                "mandate": mandate,
                "assists": tuple(
                    assist
                    for assist in persona.assists
                    if not self._goes(assist.lane, ours, parts.place(class_, "assists", assist.lane, "lane"))
                ),
                "boundaries": boundaries,
                "lifts": tuple(id_ for id_ in persona.lifts if id_ not in gone_ids),
                "reads": tuple(lane for lane in persona.reads if lane not in self.gone),
            }
        )

    def manifest(self) -> dict[str, object]:
        """The fields of ``library.yaml`` that change with the moves."""
        manifest, node = self.parts.manifest, self.parts.draft.manifest
        parties = {
            name: party.model_copy(update={"lanes": tuple(self._mandate(name, party.lanes))})
            for name, party in manifest.parties.items()
        }
        tools = {
            name: tool
            for name, tool in manifest.tools.items()
            if tool.lane is None or not self._goes(tool.lane, self.gone, place_in(node, "tools", name, "lane"))
        }
        return {"parties": FrozenMapping(parties), "tools": FrozenMapping(tools)}

    def _goes(self, lane: str, skip: set[str], place: Span) -> bool:
        """Whether what `place` says about `lane` goes with it; what this library says itself stays to be judged."""
        return lane in skip and (lane in self.open or place.path not in self.parts.draft.own)

    def _mandate(self, owner: str, duties: Iterable[Duty]) -> Iterator[Duty]:
        here = set()
        for duty in duties:
            if self.moves.get(duty.lane, owner) == owner and not (duty.lane in self.gone and owner in self.retired):
                here.add(duty.lane)
                yield self._pruned(duty)
        for lane, target in sorted(self.moves.items()):
            if target == owner and lane not in here:
                yield self._pruned(self.duties[lane])

    def _pruned(self, duty: Duty) -> Duty:
        if not self.gone & set(duty.not_):
            return duty
        left = {lane: text for lane, text in duty.not_.items() if lane not in self.gone}
        return duty.model_copy(update={"not_": FrozenMapping(left)})

    def _renamed(self, lane: str, owner: str) -> str:
        """The owner a boundary of the library underneath names, where the lane went to somebody else."""
        if lane in self.moves and owner == self.owners.get(lane):
            return self.moves[lane]
        return self.owner(lane) or owner if owner in self.retired else owner


def _retired(parts: Parts, base: frozenset[str]) -> frozenset[str]:
    manifest = parts.manifest
    if manifest.keep is not None:
        misspelt = (closest(name, base) for name in manifest.keep if name not in base)
        return base - set(manifest.keep) - set(misspelt)
    return base & set(manifest.retire or ())


def _keep(parts: Parts, class_: str) -> str:
    """What to type so that a persona of the library underneath stays."""
    if parts.manifest.keep is not None:
        return f"add `{class_}` to `keep:`"
    return f"take `{class_}` out of `retire:`"


def _misused(parts: Parts, base: frozenset[str]) -> Iterator[Diagnostic]:
    manifest, node = parts.manifest, parts.draft.manifest
    if manifest.keep is not None and manifest.retire is not None:
        message = "`keep` and `retire` both say who stays"
        labels = (Label(node.key("keep"), "and here"),)
        yield Diagnostic("FLT218", message, node.key("retire"), labels, help="remove one of the two")
    for key, names in (("keep", manifest.keep), ("retire", manifest.retire)):
        if names is not None and manifest.extends is None:
            message = f"`{key}` needs a library to build on"
            yield Diagnostic("FLT218", message, node.key(key), help="add `extends: shipped`, or remove the line")
            continue
        for name in names or ():
            if name not in base:
                message = f"no persona of the library underneath is named {quoted(name)}"
                yield Diagnostic("FLT204", message, place_in(node, key, name), help=suggestion(name, base))


def _moves(parts: Parts, owners: Mapping[str, str], retired: frozenset[str], found: list[Diagnostic]) -> dict[str, str]:
    manifest, node = parts.manifest, parts.draft.manifest
    targets = {*parts.personas, *manifest.parties} - retired
    waiting = {lane for lane, owner in owners.items() if owner in retired} - set(manifest.lanes)
    moves: dict[str, str] = {}
    for lane, target in manifest.lanes.items():
        if manifest.extends is None:
            message = "`lanes` settles what a library underneath leaves open, and there is none"
            help_ = "write the lane into the `mandate:` of its owner"
            found.append(Diagnostic("FLT218", message, node.key("lanes"), help=help_))
            return {}
        if lane not in owners:
            place = node.mapping["lanes"].key(lane)
            found.append(Diagnostic("FLT202", f"no lane is named {quoted(lane)}", place, help=suggestion(lane, owners)))
            if (near := closest(lane, waiting)) is not None:
                moves[near] = target if target in targets else NOBODY
        elif target != NOBODY and target not in targets:
            place = place_in(node, "lanes", lane)
            message = f"nobody here is named {quoted(target)}"
            help_ = suggestion(target, {*targets, NOBODY})
            if target in retired:
                message = f"{quoted(target)} is not kept here"
                help_ = f"{_keep(parts, target)}, or give the lane to somebody else"
            found.append(Diagnostic("FLT204", message, place, help=help_))
            moves[lane] = NOBODY
        else:
            moves[lane] = target
    return moves


def _unsettled(
    parts: Parts, lost: Iterable[str], owners: Mapping[str, str], retired: frozenset[str]
) -> Iterator[Diagnostic]:
    manifest = parts.draft.manifest
    key = "keep" if "keep" in manifest.mapping else "retire"
    staying = set(parts.personas) - retired
    for lane in lost:
        heir = _heir(parts, lane, owners[lane], staying)
        yield Diagnostic(
            "FLT203",
            f"lane {quoted(lane)} has no owner here, for {quoted(owners[lane])} is not kept",
            manifest.key(key),
            note="every lane has exactly one owner, or is no lane of this library",
            help=f"under `lanes:` write `{lane}: {heir}`; on the right stands who takes it, or `none`",
        )


def _heir(parts: Parts, lane: str, owner: str, staying: set[str]) -> str:
    """Who might take a lane: somebody who helps out in it already, else a neighbor of its owner, else nobody."""
    helpers = [name for name in staying if any(assist.lane == lane for assist in parts.personas[name].assists)]
    neighbors = [name for name in staying if parts.personas[name].domain == parts.personas[owner].domain]
    return min(helpers or neighbors, default=NOBODY)
