"""A request that was not recorded is an error that says what changed, down to the line of a spec."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

import fleet
from fleet.errors import LibraryError, NotRecordedError
from fleet.testing.cassette import cassette_model, pruned, read_cassette, recording, stale, unused
from fleet.testing.cassette.edited import edited
from fleet.testing.cassette.prompts import Prompts
from fleet.testing.cassette.redaction import redacted
from fleet.testing.cassette.values import Told
from overlay import BASES


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A library of one's own, in the working folder."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(BASES / "tiny", "my-library")
    return Path("my-library")


def prompts_of(folder, **values):
    library = fleet.load(folder)
    return library, {class_: fleet.compile_prompt(library, class_, **values).text for class_ in library}


def record(fake, folder, **values):
    """Record one conversation with each persona."""
    library, prompts = prompts_of(folder, **values)
    for class_, text in prompts.items():
        with recording(f"cassettes/{class_}.cassette.yaml", mode="record", library=library):
            cassette_model(fake("No.")).invoke([SystemMessage(text), HumanMessage("May I?")])


def replay(fake, folder, class_, said="May I?", after="", **values):
    library, prompts = prompts_of(folder, **values)
    with recording(f"cassettes/{class_}.cassette.yaml", library=library):
        return cassette_model(fake()).invoke([SystemMessage(prompts[class_] + after), HumanMessage(said)]).text


def edit(folder, file, old, new):
    path = folder / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def error(*args, **kwargs):
    with pytest.raises(NotRecordedError) as missed:
        replay(*args, **kwargs)
    (finding,) = missed.value.diagnostics
    return finding


def line_of(folder, file, text):
    lines = (folder / file).read_text("utf-8").split("\n")
    return next(number for number, line in enumerate(lines, start=1) if text in line)


TRAINER = "training/field-trainer.yaml"


def test_an_edit_makes_the_replies_of_that_persona_stale_and_of_no_other(fake, folder):
    record(fake, folder, company="Acme")
    others = [class_ for class_ in fleet.load(folder) if class_ not in ("field-trainer", "lead-trainer")]
    boundary = fleet.load(folder)["field-trainer"].boundaries[0]
    edit(folder, TRAINER, boundary.rule, "Never touches a hinge.")
    finding = error(fake, folder, "field-trainer", company="Acme")
    assert finding.code == "FLT521"
    assert finding.message == (
        f"the prompt of `field-trainer` changed since it was recorded: boundary `{boundary.id}` is another"
    )
    assert (finding.span.path, finding.span.line) == (
        f"my-library/{TRAINER}",
        line_of(folder, TRAINER, "touches a hinge"),
    )
    assert "touches a hinge" in finding.span.excerpt
    assert "`lead-trainer` changed" in error(fake, folder, "lead-trainer", company="Acme").message  # one level up
    assert others
    for class_ in others:
        assert replay(fake, folder, class_, company="Acme") == "No."


def test_every_text_of_a_prompt_is_noticed_at_its_line(fake, folder):
    record(fake, folder)
    library, prompts = prompts_of(folder)
    blocks = [
        one for one in fleet.compile_prompt(library, "field-trainer").blocks if one.path.startswith("training/field")
    ]
    assert len({block.line for block in blocks}) > 5
    text = (folder / TRAINER).read_text("utf-8")
    for block in blocks:
        lines = text.split("\n")
        line = lines[block.line - 1]
        value = line.rpartition(": ")[2].strip() if ": " in line else line.strip().removeprefix("- ")
        if value in ("|", ">", "true", "false"):
            continue
        lines[block.line - 1] = line.replace(
            value, f'"{value} Anew."' if not value.endswith('"') else f'"Anew {value[1:]}'
        )
        (folder / TRAINER).write_text("\n".join(lines), "utf-8")
        try:
            changed = prompts_of(folder)[1]["field-trainer"] != prompts["field-trainer"]
        except LibraryError:  # a name, not a text
            continue
        assert changed, line
        finding = error(fake, folder, "field-trainer")
        places = [(span.path, span.line) for span in (finding.span, *(label.span for label in finding.labels))]
        assert (f"my-library/{TRAINER}", block.line) in places, (line, finding)
    (folder / TRAINER).write_text(text, "utf-8")
    assert replay(fake, folder, "field-trainer") == "No."


def test_a_boundary_that_is_gone_is_named_where_it_stood(fake, folder):
    record(fake, folder)
    text = (folder / TRAINER).read_text("utf-8")
    start, end = text.index("  - id: no-course-design"), text.index("reads:")
    (folder / TRAINER).write_text(text[:start] + text[end:], "utf-8")
    edit(folder, "training/lead-trainer.yaml", "lifts: [no-course-design]\n", "")
    finding = error(fake, folder, "field-trainer")
    assert "boundary `no-course-design` is gone" in finding.message
    assert (finding.span.path, finding.span.line) == (
        f"my-library/{TRAINER}",
        line_of(folder, TRAINER, "id: no-repairs"),
    )


@pytest.mark.parametrize("class_", sorted(fleet.load()))
def test_every_edit_of_a_shipped_prompt_is_named_at_its_line(shipped, class_):
    prompts = Prompts(shipped, redacted)
    prompt = fleet.compile_prompt(shipped, class_)
    now = prompts.told(prompt)
    blocks = [block for block in prompt.blocks if not block.changing]
    for number, block in enumerate(blocks):
        others = now.blocks[:number], now.blocks[number + 1 :]
        other = now.blocks[number].model_copy(update={"text": "Something else.\n"})
        finding = edited(Told(persona=class_, blocks=(*others[0], other, *others[1])), prompt, now, shipped)
        assert finding.message.endswith("is another")
        assert (finding.span.path.endswith(block.path), finding.span.line) == (True, block.line)
        assert finding.span.excerpt or block.path.startswith("prompts/")
        if block.element != "fixed text":
            finding = edited(Told(persona=class_, blocks=(*others[0], *others[1])), prompt, now, shipped)
            assert f"`{block.element.partition('/')[2] or block.element}` is " in finding.message
    assert sum(block.partial == "boundary" for block in blocks) == len(shipped[class_].boundaries)


def test_what_the_host_says_after_the_prompt_is_no_edit_of_it(fake, folder):
    record(fake, folder)
    finding = error(fake, folder, "field-trainer", after="Be brief.")
    assert finding.code == "FLT520"
    assert finding.message == "the system message is another: `Be brief.`, and was `nothing more`"


def test_another_company_is_another_prompt(fake, folder):
    record(fake, folder, company="Acme")
    finding = error(fake, folder, "field-trainer", company="Globex")
    assert finding.code == "FLT521"
    assert "text `title` is another" in finding.message


def test_the_nearest_request_says_what_is_new_in_the_conversation(fake, folder):
    record(fake, folder)
    finding = error(fake, folder, "field-trainer", said="May I now?")
    assert finding.message == "the conversation is another: `May I now?`, and was `May I?`"
    assert finding.span.path == "cassettes/field-trainer.cassette.yaml"
    assert finding.span.excerpt.startswith("- settings")


def test_the_prompt_of_another_persona(fake, folder):
    record(fake, folder)
    library, prompts = prompts_of(folder)
    asked = [SystemMessage(prompts["bench-technician"]), HumanMessage("May I?")]
    said = "nothing is recorded with the prompt of `bench-technician`"
    with (
        pytest.raises(NotRecordedError, match=said),
        recording("cassettes/field-trainer.cassette.yaml", library=library),
    ):
        cassette_model(fake()).invoke(asked)


def test_the_shipped_library_is_known_without_being_named(fake, path, shipped):
    text = fleet.compile_prompt(shipped, "support-agent", company="Acme", context=fleet.Context(stage="trial")).text
    cassette_model(fake("No."), path, mode="record").invoke([SystemMessage(text), HumanMessage("May I?")])
    (told,) = read_cassette(path).told.values()
    assert told.persona == "support-agent"
    assert "- stage: trial" not in told.text
    changed = text.replace(shipped["support-agent"].boundary("no-deal-negotiation").rule, "Sells.")
    with pytest.raises(NotRecordedError) as missed:
        cassette_model(fake(), path).invoke([SystemMessage(changed), HumanMessage("May I?")])
    assert "the system message is another: `" in str(missed.value)
    assert "Sells." in str(missed.value)


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (
            ["Hi"],
            ["Hi", AIMessage("Yes?"), "No"],
            "the conversation has 3 messages, and the nearest that is recorded has 1",
        ),
        (["Hi", AIMessage("Yes?")], ["Hi", "Yes?"], "is another from its message 2 on: by `user`, and was by `agent`"),
        (["Hi\nyou\nthere"], ["Hi\nyou\nthen"], "the conversation is another: `then`, and was `there`"),
        (
            [SystemMessage("A"), "Hi"],
            ["Hi"],
            "the system message has 0 messages, and the nearest that is recorded has 1",
        ),
        (
            [SystemMessage("A"), "Hi"],
            ["Hi", SystemMessage("A")],
            "the system message stands elsewhere in the conversation",
        ),
    ],
)
def test_how_conversations_part(live, replay, first, second, message):
    live("one").invoke([HumanMessage(one) if isinstance(one, str) else one for one in first])
    with pytest.raises(NotRecordedError) as missed:
        replay().invoke([HumanMessage(one) if isinstance(one, str) else one for one in second])
    assert message in str(missed.value)


def test_settings_tools_and_stops_are_told_apart(live, replay, tools):
    from langchain_core.tools import tool

    @tool
    def close_ticket(id: int, why: str) -> str:  # noqa: A002  a word of the support desk
        """Close a ticket."""
        return ""

    live("one").bind_tools(tools).bind(top_p=1, stop=["."]).invoke("Hi")
    for model, message in (
        (replay().bind_tools(tools).bind(top_p=0.5, stop=["."]), "the setting `top_p` is `0.5`, and was `1`"),
        (replay().bind_tools(tools).bind(stop=["."]), "the setting `top_p` is not there, and was `1`"),
        (replay().bind(top_p=1, stop=["."]), "the tool `close_ticket` is gone"),
        (
            replay().bind_tools([close_ticket]).bind(top_p=1, stop=["."]),
            "the schema of the tool `close_ticket` is another",
        ),
        (replay().bind_tools(tools).bind(top_p=1), "the model is to stop at nothing, and was at `.`"),
    ):
        with pytest.raises(NotRecordedError) as missed:
            model.invoke("Hi")
        assert message in str(missed.value)
    live("two").invoke("Ho")
    with pytest.raises(NotRecordedError, match="the tool `close_ticket` is new"):
        replay().bind_tools(tools).invoke("Ho")


def test_a_cassette_that_is_not_there_is_an_error(replay):
    with pytest.raises(NotRecordedError, match="nothing is recorded in"):
        replay().invoke("Hi")


def test_a_missing_reply_that_somebody_caught_is_an_error_in_the_end(fake, path):
    def caught(model, tape):
        try:
            model.invoke("Hi")
        except NotRecordedError:
            return len(tape.missed)
        return 0

    def hidden(model):
        try:
            model.invoke("Hi")
        except NotRecordedError:
            raise ValueError from None

    with pytest.raises(NotRecordedError), recording(path) as tape:
        assert caught(cassette_model(fake()), tape) == 1
    with pytest.raises(NotRecordedError) as missed, recording(path) as tape, tape.run("a"):
        hidden(cassette_model(fake()))
    assert isinstance(missed.value.__cause__, ValueError)
    with pytest.raises(NotRecordedError), recording(path):
        cassette_model(fake()).with_fallbacks([fake("live")]).invoke("Hi")
    with pytest.raises(ZeroDivisionError), recording(path):
        1 / 0  # noqa: B018  the error is the test


def test_what_nobody_asked_for_is_listed_and_can_be_taken_out(fake, path):
    with recording(path, mode="record") as tape:
        for run in ("a", "b"):
            with tape.run(run):
                cassette_model(fake("one")).invoke("Hi")
        cassette_model(fake("two")).invoke("Ho")
    assert tape.unused() == ()
    with recording(path) as tape, tape.run("a"):
        cassette_model(fake()).invoke("Hi")
    warnings = tape.unused()
    assert [one.message for one in warnings] == ["nobody asked for a reply to `Hi`", "nobody asked for a reply to `Ho`"]
    assert {one.severity for one in warnings} == {"warning"}
    assert all(one.span.excerpt.startswith("- ") for one in warnings)
    assert warnings == unused(read_cassette(path), tape.used)
    assert len(unused(read_cassette(path), ())) == 2
    assert pruned(path, tape.used) == 2
    assert pruned(path, tape.used) == 0
    assert unused(read_cassette(path), tape.used) == ()


def test_what_is_stale_can_be_listed_without_running_anything(fake, folder):
    record(fake, folder)
    cassettes = {class_: read_cassette(Path(f"cassettes/{class_}.cassette.yaml")) for class_ in fleet.load(folder)}
    assert [stale(one, fleet.load(folder)) for one in cassettes.values()] == [()] * len(cassettes)
    edit(folder, TRAINER, fleet.load(folder)["field-trainer"].boundaries[0].rule, "Never touches a hinge.")
    found = {class_: stale(one, fleet.load(folder)) for class_, one in cassettes.items()}
    assert {class_ for class_, warnings in found.items() if warnings} == {"field-trainer", "lead-trainer"}
