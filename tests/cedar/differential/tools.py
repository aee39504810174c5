"""Random tools: in a lane or shared, of each effect, with limits of each kind and perhaps a schema."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

ACCOUNT = "acme"
TEXTS = ("small", "smaller", "Small", "all", "mall")
DOMAINS = ("example.org", "mail.example.org", "example.com")
LARGE = 2**53
_NAMES = ("amount", "days", "kind", "list", "note", "to")

Spec = dict[str, object]


def random_tool(rng: Random, lanes: Sequence[str]) -> Spec:
    """A tool as ``library.yaml`` says it."""
    tool: Spec = {"shared": True} if rng.random() < 0.1 else {"lane": rng.choice(lanes)}
    tool["effect"] = rng.choice(["read", "write", "write", "commit"])
    drawn = {name: _limit(rng) for name in rng.sample(_NAMES, rng.choice([0, 1, 1, 2, 3]))}
    limits = {name: limit for name, (limit, _) in drawn.items()}
    if limits:
        tool["limits"] = limits
        tool["beyond"] = rng.choice(["ask", "deny"])
    if rng.random() < 0.4:
        properties = {name: schema for name, (_, schema) in drawn.items()}
        properties |= {name: _schema(rng) for name in rng.sample(_NAMES, 1) if name not in properties}
        required = [name for name in properties if rng.random() < 0.7]
        tool["args"] = {"type": "object", "properties": properties, "required": required}
    return tool


def _limit(rng: Random) -> tuple[Spec, Spec]:
    """A limit, and the schema of an argument that can meet it."""
    kind = rng.choice([_bounded, _bounded, _bounded, _listed, _listed, _short, _few, _mail, _account])
    limit, schema = kind(rng)
    if rng.random() < 0.2:
        limit["optional"] = True
    return limit, schema


def borders(rng: Random) -> Spec:
    """One border of a number or two, that some number is between."""
    low = rng.choice([rng.randint(-3, 20), rng.randint(-3, 20), rng.randint(-3, 20) + 0.5, LARGE + 1, -LARGE - 1])
    high = low + rng.choice([1, 2, 10])
    least = {rng.choice(["minimum", "exclusiveMinimum"]): low}
    most = {rng.choice(["maximum", "exclusiveMaximum"]): high}
    return rng.choice([least, most, {**least, **most}])


def _bounded(rng: Random) -> tuple[Spec, Spec]:
    schema = {"type": rng.choice(["integer", "number"])}
    if rng.random() < 0.3:
        schema |= borders(rng)
    return borders(rng), schema


def _listed(rng: Random) -> tuple[Spec, Spec]:
    match rng.randrange(4):
        case 0:
            return {"enum": rng.sample(TEXTS, 2)}, {"type": "string", "enum": [*TEXTS, 1], "maxLength": 5}
        case 1:
            return {"enum": [*rng.sample([1, 2, 10], 2), *rng.sample([True, False, "1", 1.5, "10"], 1)]}, {
                "enum": [1, 2, 10]
            }
        case 2:
            return {"enum": [1, 2, 3], "maximum": 2}, {"type": "integer", "enum": [1, 2, "2"], "minimum": 1}
        case _:
            const = rng.choice(["small", 1, 0, True, False, 2.5])
            return {"const": const}, {"enum": [const, "other"]}


def _short(rng: Random) -> tuple[Spec, Spec]:
    most = rng.randint(0, 4)
    return {"maxLength": most}, {"type": "string", "maxLength": most + rng.choice([0, 1])}


def _few(rng: Random) -> tuple[Spec, Spec]:
    return {"maxItems": rng.randint(0, 3)}, {"type": "array", "items": {"type": rng.choice(["string", "integer"])}}


def _mail(rng: Random) -> tuple[Spec, Spec]:
    return {"email_domain_in": rng.sample(DOMAINS, rng.randint(1, 2))}, {"type": "string"}


def _account(_rng: Random) -> tuple[Spec, Spec]:
    return {"owned_by": "account"}, {"type": "string"}


def _schema(rng: Random) -> Spec:
    """A schema of an argument that has no limit."""
    return rng.choice(
        [
            {"type": "boolean"},
            {"type": "integer", **borders(rng)},
            {"type": "number", **borders(rng)},
            {"type": "string", "minLength": 1},
            {"enum": ["low", "high", 1, None]},
            {"type": "array", "minItems": 1, "maxItems": 2},
            {"type": ["integer", "string", "null"], "maximum": 5, "maxLength": 1},
            {"anyOf": [{"type": "integer", "minimum": 3}, {"enum": ["all", 1]}, {"type": "null"}]},
            {"type": "integer", "anyOf": [{"const": 2}, {"type": "number", "minimum": 4}], "maximum": 5},
        ]
    )
