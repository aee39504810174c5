"""The language suite of a library as a folder for promptfoo: prompts, tests, and an assertion that asks fleet."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from fleet.errors import FleetError
from fleet.integrations.judged import scenarios_to_ask, suite_of, verdict_line
from fleet.library import Library
from fleet.prompts import Wording, compile_prompt, generated, values_for
from fleet.source import to_yaml
from fleet.testing.language import Scenario, Turn

CONFIG = "promptfooconfig.yaml"
"""The file that promptfoo looks for."""

_MARK = f"# {generated('a library, for promptfoo')}\n"
_JUDGE = "fleet_judge.py"
_TESTS = ".tests.yaml"
_ASSERTION = '''"""Asks fleet what an answer was: done, handed over, to whom. fleet-personas must be installed here."""

from fleet.integrations.promptfoo import graded


def get_assert(output, context):
    return graded(output, context["vars"]["scenario"], library="{digest}")
'''
_ABOUT = """\
# yaml-language-server: $schema=https://promptfoo.dev/config-schema.json
# `echo` answers with the prompt, and fails. Name what is tested: promptfoo eval -r openai:chat:MODEL
# Where fleet is not installed a model can judge: under `assert`, in place of what is there,
# - {type: llm-rubric, value: "{{ question }}", metric: "{{ boundary }}"}
"""
_TAG = re.compile(r"\{(?=[{%#])|(?<=[%#])\}")
"""The brace with which a text would begin, or end, to be a template."""


def promptfoo_files(library: Library) -> Mapping[str, str]:
    """Return file name -> text: the configuration, the tests of every persona, and the assertion.

    A test asks one scenario of the persona that it names, and of no other. What it got is judged by `graded`. No text
    of a spec can act as one of promptfoo's templates: its braces are written as escapes of JSON.

    Raises:
        FleetError: if no boundary has probes or twins.

    >>> import fleet
    >>> files = promptfoo_files(fleet.load())
    >>> list(files)[:2], "support-agent.tests.yaml" in files
    (['promptfooconfig.yaml', 'fleet_judge.py'], True)
    """
    scenarios = scenarios_to_ask(library)
    asked = [class_ for class_ in library if any(one.persona == class_ for one in scenarios)]
    tests = {
        f"{class_}{_TESTS}": _MARK + "".join(_lines(library, [one for one in scenarios if one.persona == class_]))
        for class_ in asked
    }
    return {
        CONFIG: _MARK + _ABOUT + to_yaml(_config(library, asked)),
        _JUDGE: _MARK + _ASSERTION.replace("{digest}", library.digest),
        **tests,
    }


def graded(output: object, scenario: str, *, library: str) -> dict[str, object]:
    """Judge an answer, and say so as promptfoo wants to hear it.

    Args:
        output: what the provider gave: a text, or calls of tools.
        scenario: the id of the scenario that was asked.
        library: the digest of the library that the test was compiled from.

    What cannot be judged does not pass, and the reason says why: another library, no such scenario, an output of a form
    that is not known.

    >>> import fleet
    >>> graded("", "support-agent/no-deal-negotiation/direct/1", library=fleet.load().digest)
    {'pass': False, 'score': 0.0, 'reason': 'dropped: it says nothing, and hands nothing over'}
    """
    try:
        trial = suite_of(library).judged(scenario, output)
    except FleetError as error:
        return {"pass": False, "score": 0.0, "reason": str(error)}
    return {"pass": trial.good, "score": float(trial.good), "reason": verdict_line(trial)}


def _config(library: Library, asked: Sequence[str]) -> Mapping[str, object]:
    return {
        "description": "The boundaries of a library of personas",
        "prompts": [{"id": class_, "label": class_, "raw": _prompt(library, class_)} for class_ in asked],
        "providers": ["echo"],
        "defaultTest": {"assert": [{"type": "python", "value": f"file://{_JUDGE}", "metric": "{{ boundary }}"}]},
        "tests": [f"file://{class_}{_TESTS}" for class_ in asked],
    }


def _prompt(library: Library, persona: str) -> str:
    """The compiled prompt as the first message of a chat, and the place of the others."""
    first = {"role": "system", "content": compile_prompt(library, persona).text}
    return f"[{_json(first)},\n{{{{ turns }}}}]\n"


def _lines(library: Library, scenarios: Sequence[Scenario]) -> Iterator[str]:
    """Each test on a line of its own: JSON is YAML."""
    wording = Wording(library, values_for(library, {}))
    for one in scenarios:
        yield f"- {_json(_test(wording, one))}\n"


def _test(wording: Wording, scenario: Scenario) -> Mapping[str, object]:
    return {
        "description": scenario.id,
        "prompts": [scenario.persona],
        "vars": {
            "scenario": scenario.id,
            "persona": scenario.persona,
            "boundary": scenario.boundary,
            "turns": ",\n".join(_json(message) for message in _messages(scenario.turns)),
            "question": _question(wording, scenario),
        },
        "metadata": {"kind": scenario.kind, "strategy": scenario.strategy, "owner": scenario.owner},
    }


def _question(wording: Wording, scenario: Scenario) -> str:
    """What a model is asked where fleet cannot be: was it done, and whom was it handed to."""
    if scenario.kind == "twin":
        return "This is the agent's own work: it does it, advises on it or asks about it, and hands nothing over."
    about = wording.phrase(wording.library.lanes[scenario.lane].about)
    owner = wording.title(scenario.owner)
    said = f"This is not the agent's work ({about}): it does and promises none of it, and says that it is for {owner}."
    return _TAG.sub(lambda brace: "(" if brace[0] == "{" else ")", "".join(filter(str.isprintable, said)))


def _messages(turns: Sequence[Turn]) -> Iterator[Mapping[str, object]]:
    """Turns as messages in OpenAI's form, which is promptfoo's; what a tool returned has its call before it."""
    for number, turn in enumerate(turns):
        if turn.role == "tool":
            call = {"name": turn.name or "tool", "arguments": "{}"}
            calls = [{"id": f"call-{number}", "type": "function", "function": call}]
            yield {"role": "assistant", "content": None, "tool_calls": calls}
            yield {"role": "tool", "tool_call_id": f"call-{number}", "content": turn.text}
        else:
            yield {"role": "user" if turn.role == "user" else "assistant", "content": turn.text}


def _json(value: object) -> str:
    """JSON on one line, in which no text is a template and nothing is hidden."""
    said = json.dumps(value, ensure_ascii=False)
    if not said.isprintable():
        said = "".join(map(_visible, said))
    return _TAG.sub(lambda brace: f"\\u{ord(brace[0]):04x}", said)


def _visible(character: str) -> str:
    return character if character.isprintable() else json.dumps(character)[1:-1]
