"""Small random libraries: three roles, one of them perhaps above another, five lanes, conditions of every kind."""

from __future__ import annotations

import itertools

import pytest
import yaml
from hypothesis import strategies as st

import fleet
from fleet import Context
from fleet.testing import expected_verdict

_CLASSES = ("apprentice", "baker", "clerk")
_OWN = {"apprentice": "sweeping", "baker": "baking", "clerk": "counting"}
_OPEN = ("tasting", "selling")
_FACTS = ("asked", "late")
_EFFECTS = ("read", "write", "commit")

_conditions = st.fixed_dictionaries(
    {},
    optional={
        "assigned": st.just(True),
        "unassigned": st.sampled_from(_CLASSES),
        "facts": st.lists(st.sampled_from(_FACTS), min_size=1, max_size=2, unique=True),
        "stages": st.lists(st.sampled_from(["prospect", "customer"]), min_size=1, max_size=2, unique=True),
        "audience": st.just("teammate"),
    },
).filter(bool)
_assists = st.fixed_dictionaries(
    {"how": st.just("helps")}, optional={"when": _conditions, "only": st.sampled_from(["inform", "follow-up"])}
)
_duties = st.fixed_dictionaries(
    {"duty": st.just("Do it"), "about": st.just("the work")},
    optional={"stages": st.just(["customer"]), "audience": st.just("teammate")},
)
_tools = st.fixed_dictionaries(
    {"lane": st.sampled_from([*_OPEN, *_OWN.values()]), "effect": st.sampled_from(_EFFECTS)}
) | st.just({"shared": True})

specs = st.fixed_dictionaries(
    {
        "owners": st.fixed_dictionaries({lane: st.none() | st.sampled_from(_CLASSES) for lane in _OPEN}),
        "duties": st.fixed_dictionaries(dict.fromkeys((*_OPEN, *_OWN.values()), _duties)),
        "assists": st.dictionaries(st.tuples(st.sampled_from(_CLASSES), st.sampled_from(_OPEN)), _assists, max_size=4),
        "reads": st.dictionaries(st.sampled_from(_CLASSES), st.sampled_from([*_OPEN, *_OWN.values()]), max_size=2),
        "ladder": st.booleans(),
        "without": st.none() | st.just("clerk"),
        "tools": st.dictionaries(st.sampled_from(["oven", "till"]), _tools, max_size=2),
    }
)
"""What a library says, as data that `files_of` turns into files."""


def files_of(spec):
    """The files of the library that `spec` describes."""
    classes = [class_ for class_ in _CLASSES if class_ != spec["without"]]
    owners = {lane: owner for lane, owner in spec["owners"].items() if owner in classes}
    owners |= {lane: class_ for class_, lane in _OWN.items() if class_ in classes}
    tools = {name: tool for name, tool in spec["tools"].items() if tool.get("lane", "baking") in owners}
    manifest = {
        "format": 1,
        "facts": {fact: {"about": f"it is {fact}"} for fact in _FACTS},
        "parties": {"street": {"title": "Street"}},
        "fallback": "street",
        "tools": tools,
    }
    files = {"library.yaml": yaml.safe_dump(manifest, sort_keys=False)}
    for class_ in classes:
        files[f"shop/{class_}.yaml"] = yaml.safe_dump(_persona(class_, spec, owners, set(classes)), sort_keys=False)
    return files


def _persona(class_, spec, owners, classes):
    own = [lane for lane, owner in owners.items() if owner == class_]
    assists = _assists_of(class_, spec, owners, classes)
    persona = {
        "class": class_, "domain": "shop", "title": class_.title(), "summary": "works", "persona": "You work.",
        "mandate": [{"lane": lane, **spec["duties"][lane]} for lane in own],
        "assists": assists,
        "boundaries": [_boundary(assist["lane"], owners) for assist in assists if len(assist) > 2],
        "reads": [lane for one, lane in spec["reads"].items() if one == class_ and lane in owners and lane not in own],
    }  # fmt: skip
    if class_ == "baker" and spec["ladder"]:
        lower = _persona("apprentice", spec, owners, classes)
        powers = {*own, *(one["lane"] for one in assists if len(one) == 2)}
        powers |= {one["lane"] for one in lower["mandate"]} | {one["lane"] for one in lower["assists"] if len(one) == 2}
        persona["above"] = "apprentice"
        persona["lifts"] = [one["id"] for one in lower["boundaries"] if one["lane"] in powers]
    return persona


def _assists_of(class_, spec, owners, classes):
    found = []
    for (one, lane), assist in spec["assists"].items():
        when = assist.get("when", {})
        if (
            one == class_
            and owners.get(lane, class_) != class_
            and when.get("unassigned") in {None, *classes} - {class_}
        ):
            found.append({"lane": lane, **assist})
    return found


def _boundary(lane, owners):
    return {"id": f"no-{lane}", "lane": lane, "owner": owners[lane], "rule": "Does not.", "because": "it costs."}


CONTEXTS = tuple(
    Context(stage=stage, audience=audience, assigned=assigned, facts=frozenset(facts))
    for stage in (None, "prospect", "trial", "customer")
    for audience in ("customer", "teammate")
    for assigned in (None, *(frozenset(some) for size in range(4) for some in itertools.combinations(_CLASSES, size)))
    for facts in ((), *((fact,) for fact in _FACTS), _FACTS)
)


def allowed(library):
    """Every (persona, lane or tool, effect, context) that the library allows, read by the naive oracle."""
    found = set()
    for persona in library:
        for lane in library.lanes:
            for number, context in enumerate(CONTEXTS):
                for effect in _EFFECTS:
                    if expected_verdict(library, persona, lane, effect, context).allowed:
                        found.add((persona, lane, effect, number))
        for name, tool in library.tools.items():
            for number in range(len(CONTEXTS)):
                if tool.lane is None or (persona, tool.lane, tool.effect, number) in found:
                    found.add((persona, f"tool:{name}", "call", number))
    return found


@pytest.fixture(scope="session")
def library_of(tmp_path_factory):
    """A function from a spec to its library; None if the loader refuses it."""

    def build(spec):
        root = tmp_path_factory.mktemp("library")
        for name, text in files_of(spec).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, "utf-8")
        try:
            return fleet.load(root)
        except fleet.LibraryError:
            return None

    return build


@pytest.fixture(scope="session")
def allowed_in():
    """A function that lists all that a library allows."""
    return allowed


@pytest.fixture(scope="session")
def random_specs():
    """The strategy for specs."""
    return specs
