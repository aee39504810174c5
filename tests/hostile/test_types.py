"""A value of the wrong type is refused in its file, whatever field it stands in; nothing is converted."""

from __future__ import annotations

import pytest
import yaml

pytestmark = pytest.mark.bulk

TEXT, LIST, MAPPING, NUMBER, TRUTH = "text", ["text"], {"text": "text"}, 3, True
WRONG = {"text": [LIST, MAPPING, NUMBER, 1.5, TRUTH], "list": [TEXT, MAPPING, NUMBER, TRUTH]}
WRONG["mapping"] = [TEXT, LIST, NUMBER, TRUTH]
WRONG["number"] = [TEXT, LIST, MAPPING, TRUTH]
WRONG["truth"] = ["yes", LIST, MAPPING, NUMBER]
FREE = ("enum", "const")
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def kind_of(value):
    if isinstance(value, bool):
        return "truth"
    for kind, name in ((str, "text"), (list, "list"), (dict, "mapping")):
        if isinstance(value, kind):
            return name
    return "number"


def inside(data, path=()):
    """Every value of some data, with the path that leads to it."""
    if path:
        yield path, data
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, inner in entries:
        yield from inside(inner, (*path, step))


def put(data, path, value):
    """The data with another value at a path."""
    step, *rest = path
    if isinstance(data, dict):
        return {
            key: (put(inner, rest, value) if rest else value) if key == step else inner for key, inner in data.items()
        }
    return [(put(inner, rest, value) if rest else value) if at == step else inner for at, inner in enumerate(data)]


def text_of(data):
    return yaml.dump(data, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=1000)


FILES = [
    "library.yaml",
    "works/fitter.yaml",
    "works/smith.yaml",
    "works/fitter.examples.yaml",
    "parties/porter.examples.yaml",
    "traits/tidy.yaml",
]


@pytest.mark.parametrize("file", FILES)
def test_a_value_of_another_type_is_refused_wherever_it_stands(bench, file):
    data = yaml.safe_load(bench.texts["full", file])
    tried = 0
    for path, value in inside(data):
        if any(step in FREE for step in path):
            continue
        for wrong in WRONG[kind_of(value)]:
            if allowed(path, wrong):
                continue
            found = bench.findings("full", file, text_of(put(data, path, wrong)))
            assert file in {where for where, _, _ in found}, (path, wrong, found)
            tried += 1
    assert tried > len(data)


def allowed(path, wrong):
    """Schemas may name several types, and a shorter text is still one."""
    if path[-1] == "type" and wrong == LIST:
        return False
    return path[-1] in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum") and wrong == NUMBER


@pytest.mark.parametrize("file", FILES)
def test_a_field_that_must_be_there_is_missed_where_it_was(bench, file):
    data = yaml.safe_load(bench.texts["full", file])
    for path, holder in [((), data), *inside(data)]:
        if not isinstance(holder, dict):
            continue
        for key in REQUIRED & set(holder):
            if "args" in path or path[-2:-1] == ("not",) or holder_takes_any(path):
                continue
            less = {name: value for name, value in holder.items() if name != key}
            text = text_of(put(data, path, less) if path else less)
            found = bench.findings("full", file, text)
            assert file in {where for where, _, _ in found}, (path, key, found)


REQUIRED = {
    "format",
    "fallback",
    "about",
    "title",
    "lane",
    "duty",
    "class",
    "domain",
    "summary",
    "persona",
    "trait",
    "text",
    "how",
    "id",
    "owner",
    "rule",
    "because",
    "horizon",
    "radius",
    "evaluation",
    "direction",
}


def holder_takes_any(path):
    """Where a field of one of these names is optional: a party and a tool may be without `about`."""
    return len(path) == 2 and path[0] in ("parties", "tools")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("library.yaml", "format: 1", "format: 1.0"),
        ("library.yaml", "format: 1", "format: '1'"),
        ("library.yaml", "format: 1", "format: 2"),
        ("library.yaml", "shared: true", "shared: false"),
        ("library.yaml", "shared: true", "shared: yes"),
        ("library.yaml", "optional: true", "optional: on"),
        ("library.yaml", "maxItems: 3", "maxItems: -1"),
        ("library.yaml", "maxItems: 3", "maxItems: 3.5"),
        ("library.yaml", "maxLength: 80", "maxLength: '80'"),
        ("library.yaml", "maximum: 50", "maximum: 0"),
        ("library.yaml", "maximum: 50", "maximum: -1e300"),
        ("library.yaml", "exclusiveMaximum: 100", "exclusiveMaximum: 0"),
        ("library.yaml", "enum: [screw]", "enum: []"),
        ("library.yaml", "enum: [screw]", "enum: [[screw]]"),
        ("library.yaml", "const: stock\n      tags", "const: {a: b}\n      tags"),
        ("library.yaml", "email_domain_in: [example.org]", "email_domain_in: []"),
        ("library.yaml", "email_domain_in: [example.org]", "email_domain_in: ['@example.org']"),
        ("library.yaml", "email_domain_in: [example.org]", "email_domain_in: ['*.org']"),
        ("library.yaml", "email_domain_in: [example.org]", "email_domain_in: [Example.org]"),
        ("library.yaml", "email_domain_in: [example.org]", 'email_domain_in: ["example.org\\n"]'),
        ("library.yaml", "owned_by: account", "owned_by: anybody"),
        ("library.yaml", "effect: commit", "effect: delete"),
        ("library.yaml", "beyond: ask", "beyond: allow"),
        ("library.yaml", "lane: fitting\n    effect: commit", "lane: fitting\n    shared: true\n    effect: commit"),
        ("library.yaml", "    shared: true\n", ""),
        ("library.yaml", "additionalProperties: false", "additionalProperties: true"),
        ("library.yaml", "enum: [screw, nail]", "enum: [[a]]"),
        ("library.yaml", "const: stock\n        tags", "const: [stock]\n        tags"),
        ("library.yaml", "minLength: 1", "pattern: a+"),
        ("library.yaml", "type: boolean", "$ref: '#/x'"),
        ("library.yaml", "required: [to]", "required: [ot]"),
        ("library.yaml", "required: [to]", "required: to"),
        ("library.yaml", "  stock.look:", "  stock look:"),
        ("library.yaml", "  stock.look:", "  '../look':"),
        ("library.yaml", "  stock.look:", "  '':"),
        ("library.yaml", "  stock.look:", "  stock..look:"),
        ("library.yaml", "  town: Ghent", "  Town: Ghent"),
        ("library.yaml", "  town: Ghent", "  town: ''"),
        ("library.yaml", "  town: Ghent", "  town: 1"),
        ("library.yaml", "  porter:", "  none:"),
        ("library.yaml", "  porter:", "  owner:"),
        ("library.yaml", "  porter:", "  fitter:"),
        ("works/fitter.yaml", "persistent_persona: true", "persistent_persona: yes"),
        ("works/fitter.yaml", "persistent_persona: true", "persistent_persona: 'true'"),
        ("works/fitter.yaml", "persistent_persona: true", "persistent_persona: 1"),
        ("works/fitter.yaml", "assigned: true", "assigned: 1"),
        ("works/fitter.yaml", "assigned: true", "assigned: false"),
        (
            "works/fitter.yaml",
            "when: {assigned: true, facts: [bench-asked], stages: [customer], audience: customer}",
            "when: {}",
        ),
        (
            "works/fitter.yaml",
            "when: {assigned: true, facts: [bench-asked], stages: [customer], audience: customer}",
            "when: {facts: []}",
        ),
        ("works/fitter.yaml", "facts: [bench-asked], stages: [customer]", "facts: [bench-asked], stages: []"),
        ("works/fitter.yaml", "unassigned: smith", "unassigned: porter"),
        ("works/fitter.yaml", "assigned: true, facts", "assigned: true, unassigned: fitter, facts"),
        ("works/fitter.yaml", "stages: [trial, customer]", "stages: []"),
        ("works/fitter.yaml", "stages: [trial, customer]", "stages: customer"),
        ("works/fitter.yaml", "stages: [trial, customer]", "stages: [[customer]]"),
        ("works/fitter.yaml", "severity: critical", "severity: 3"),
        ("works/fitter.yaml", "severity: critical", "severity: Critical"),
        ("works/fitter.yaml", "severity: critical", "severity: highest"),
        ("works/fitter.yaml", "only: inform", "only: everything"),
        ("works/fitter.yaml", "traits: [tidy, mild]", "traits: [tidy, tidy]"),
        ("works/fitter.yaml", "traits: [tidy, mild]", "traits: [tidy, '']"),
        ("works/fitter.yaml", "traits: [tidy, mild]", "traits: [tidy, 3]"),
        ("works/fitter.yaml", "reads: [room-keys]", "reads: [room-keys, room-keys]"),
        ("works/fitter.yaml", "title: Fitter", "title: ''"),
        ("works/fitter.yaml", "title: Fitter", "title: '   '"),
        ("works/fitter.yaml", "title: Fitter", "title: |\n\n"),
        ("works/fitter.yaml", "title: Fitter", "title:"),
        ("works/fitter.yaml", "title: Fitter", "title: 2024"),
        ("works/fitter.yaml", "owner: smith", "owner: fitter"),
        ("works/fitter.yaml", "lane: forging\n    owner: smith", "lane: fitting\n    owner: fitter"),
        ("works/fitter.yaml", "- lane: forging\n", "- lane: fitting\n"),
        ("works/fitter.yaml", "id: no-room-keys", "id: no-forging"),
        ("works/fitter.yaml", "class: fitter", "class: none"),
        ("works/fitter.yaml", "domain: works", "domain: ../works"),
        ("works/fitter.examples.yaml", "probes:", "probes: [x]\n    asks:"),
        ("works/fitter.examples.yaml", "      - The lock of our back door does not turn.", "      - ''"),
        ("works/fitter.examples.yaml", "      - The lock of our back door does not turn.", "      - [nested]"),
        ("works/fitter.examples.yaml", "      - The lock of our back door does not turn.", "      - yes: no"),
        ("works/fitter.examples.yaml", "  fitting:", "  forging:"),
        ("works/smith.yaml", "above: fitter", "above: [fitter]"),
        ("works/smith.yaml", "above: fitter", "above: smith"),
        ("works/smith.yaml", "above: fitter", "above: porter"),
        ("works/smith.yaml", "lifts: [no-forging]", "lifts: [no-room-keys]"),
        ("works/smith.yaml", "lifts: [no-forging]", "lifts: []"),
        ("works/smith.yaml", "lifts: [no-forging]", "removes: [no-forging]"),
        ("traits/tidy.yaml", "trait: tidy", "trait: mild"),
    ],
)
def test_a_value_that_cannot_be_is_refused(bench, file, old, new):
    text = bench.texts["full", file]
    assert text.count(old) >= 1, old
    found = bench.findings("full", file, text.replace(old, new, 1))
    assert file in {where for where, _, _ in found}, found
