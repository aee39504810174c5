"""How the package is used, for type checkers only: `make lint` reads this file, nothing runs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_type

import fleet
from fleet.diagnostics import Diagnostic

library: fleet.Library = fleet.load("my-library")
assert_type(library["support-agent"], fleet.Persona)
assert_type(library.owner_of("renewal"), str)
assert_type(fleet.check(library), tuple[Diagnostic, ...])
assert_type([boundary.rule for boundary in library["support-agent"].boundaries], list[str])

context = fleet.Context(stage="customer", assigned=frozenset({"account-manager"}))
prompt = fleet.compile_prompt(library, "support-agent", company="Acme", context=context)
assert_type(prompt, fleet.Prompt)
assert_type(prompt.text, str)

relation: fleet.Relation = fleet.relate(library, "support-agent", "renewal", context)
assert_type(bool(relation), bool)

tools: Mapping[str, fleet.Tool] = library.tools
guard = fleet.Guard(library, tools=tools)
decision = guard.check_call("support-agent", "tickets.resolve", {"id": 4411}, context=context)
assert_type(decision, fleet.Decision)
assert_type(decision.owner, str | None)
assert_type(guard.check_handoff(fleet.Handoff("support-agent", "triage")), fleet.Decision)

try:
    fleet.load()
except fleet.LibraryError as error:
    assert_type(error.diagnostics, tuple[fleet.Diagnostic, ...])
