"""Cassettes as files: read back as they were written, sorted, strict, and read well in a review."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

import fleet
from fleet.diagnostics import hidden_characters
from fleet.errors import LibraryError
from fleet.source import compose, plain
from fleet.testing.cassette import cassette_model, cassette_path, read_cassette, recording
from fleet.testing.cassette.canonical import request_of, tool_name
from fleet.testing.cassette.layout import Json, to_lines
from fleet.testing.cassette.plain import sound, to_json
from fleet.testing.cassette.values import Call, Cassette, Entry, Message, Part, Reply, Request
from fleet.testing.cassette.writing import to_file

HIDDEN = "\u200b\u200d\ufe0f\u202e\u2028\x00\x1b\x7f\x85\ufeff\ufffe\U000e0041\u00ad\t\r"
TEXTS = st.text(alphabet=f"aB1 \n\n#>|\"-:{{}}[]\\&*!%@`~'é😀{HIDDEN}", max_size=24).map(sound) | st.text(
    max_size=12
).map(sound)
NAMES = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
JSONS = st.dictionaries(TEXTS, st.integers() | TEXTS | st.lists(TEXTS, max_size=2), max_size=3).map(to_json)
OPTIONAL_JSON = st.just("") | JSONS
PARTS = st.builds(Part, text=TEXTS, block=OPTIONAL_JSON)
CALLS = st.builds(Call, tool=TEXTS, args=JSONS, id=TEXTS) | st.builds(
    Call, tool=TEXTS, args=TEXTS, broken=st.just(True)
)
SAID = {"name": st.none() | TEXTS.filter(bool), "text": TEXTS, "parts": st.lists(PARTS, max_size=2).map(tuple)}
SAID |= {"calls": st.lists(CALLS, max_size=2).map(tuple)}
MESSAGES = st.builds(Message, role=TEXTS, answers=st.none() | TEXTS.filter(bool), failed=st.booleans(), **SAID)
REPLIES = st.builds(Reply, run=TEXTS, number=st.integers(1, 3), details=OPTIONAL_JSON, cut=st.booleans(), **SAID)
SCHEMA = '{"name": "close"}'


@st.composite
def cassettes(draw):
    entries = {}
    for _ in range(draw(st.integers(0, 3))):
        messages, stop = draw(st.lists(MESSAGES, max_size=3)), draw(st.lists(TEXTS, max_size=2))
        tools = draw(st.sampled_from([(), (tool_name(SCHEMA),)]))
        request = Request(settings=draw(OPTIONAL_JSON), tools=tools, stop=tuple(stop), messages=tuple(messages))
        replies = draw(st.lists(REPLIES, min_size=1, max_size=3))
        entries[request.key] = Entry(request, {(reply.run, reply.number): reply for reply in replies})
    return Cassette({}, {tool_name(SCHEMA): SCHEMA}, entries)


def said(cassette):
    return {key: (entry.request, entry.replies) for key, entry in cassette.entries.items()}


@given(cassettes())
def test_what_is_written_is_read_again(tmp_path_factory, cassette):
    path = tmp_path_factory.getbasetemp() / "any.cassette.yaml"
    path.write_text(to_file(cassette), "utf-8", newline="\n")
    again = read_cassette(path)
    assert said(again) == said(cassette)
    assert to_file(again) == to_file(cassette)


@given(
    st.dictionaries(
        NAMES,
        TEXTS | st.integers(-1000, 1000) | st.booleans() | st.lists(TEXTS, min_size=1) | JSONS.map(Json),
        min_size=1,
    )
)
def test_any_text_is_read_as_it_was_and_hides_nothing(value):
    text = "".join(to_lines(value))
    node, findings = compose(text, "a.yaml", escapes=True)
    assert findings == ()
    expected = {name: tuple(one) if isinstance(one, list) else one for name, one in value.items()}
    read = plain(node)
    for name, one in expected.items():
        if isinstance(one, Json):
            expected[name] = read[name]
            assert (
                to_json(yaml.safe_load(read[name]) if read[name] == "{}" else __import__("json").loads(read[name]))
                == one
            )
    assert read == expected
    assert not hidden_characters(text)
    assert "\t" not in text


def test_lines_of_a_text_are_lines_of_the_file():
    data = {
        "a": "one\ntwo\n",
        "b": "one\n\n two",
        "c": "one \ntwo",
        "d": "⚠\ufe0f\n  two",
        "e": "no",
        "f": "x-1",
        "g": ["3"],
    }
    assert "".join(to_lines(data)).split("\n") == [
        "a: |",
        "  one",
        "  two",
        "b: |-",
        "  one",
        "",
        "   two",
        'c: "one \\n\\',
        '  two"',
        'd: "⚠\\ufe0f\\n\\',
        '  \\  two"',
        'e: "no"',
        "f: x-1",
        "g:",
        '- "3"',
        "",
    ]


def test_a_file_reads_like_the_conversation(fake, path, shipped, tools):
    prompt = fleet.compile_prompt(shipped, "support-agent", company="Acme").text
    call = {"name": "close_ticket", "args": {"id": 4411}, "id": "toolu_1"}
    asked = [SystemMessage(f"{prompt}\nBe brief."), HumanMessage("Thanks!\nClose it?")]
    with recording(path, mode="record") as tape, tape.run("vip#1"):
        model = cassette_model(fake(AIMessage("Closing.", tool_calls=[call]), "Done.\n\nAnything else?")).bind_tools(
            tools
        )
        first = model.invoke(asked)
        model.invoke([*asked, first, ToolMessage("closed", tool_call_id="toolu_1", name="close_ticket")])
    text = path.read_text("utf-8")
    key = next(key for key, entry in read_cassette(path).entries.items() if len(entry.request.messages) == 2)
    (prompt_id,), (tool,) = read_cassette(path).told, read_cassette(path).schemas
    assert text.startswith("# Recorded by fleet: ")
    assert "  - element: boundaries/no-deal-negotiation\n    file: support/support-agent.yaml\n    text: " in text
    assert text[text.index("requests:") :] == textwrap.dedent(f"""\
        requests:
        - settings: |-
            {{"model": "fake-1", "temperature": 0.0}}
          tools:
          - {tool}
          messages:
          - role: system
            prompt: {prompt_id}
            text: |-
              BLANK
              Be brief.
          - role: user
            text: |-
              Thanks!
              Close it?
          replies:
          - run: "vip#1"
            number: 1
            text: "Closing."
            calls:
            - tool: close_ticket
              args: |-
                {{"id": 4411}}
              id: call-{key[:8]}-1
        - settings: |-
            {{"model": "fake-1", "temperature": 0.0}}
          tools:
          - {tool}
          messages:
          - role: system
            prompt: {prompt_id}
            text: |-
              BLANK
              Be brief.
          - role: user
            text: |-
              Thanks!
              Close it?
          - role: agent
            text: "Closing."
            calls:
            - tool: close_ticket
              args: |-
                {{"id": 4411}}
              id: call-1
          - role: tool
            name: close_ticket
            text: closed
            answers: call-1
          replies:
          - run: "vip#1"
            number: 1
            text: |-
              Done.

              Anything else?
        """).replace("|-\n      BLANK\n      Be brief.", '"\\n\\\n      Be brief."')


def test_recording_the_same_again_changes_no_byte(fake, path, calling, tools):
    def record(id_):
        said = calling.model_copy(update={"tool_calls": [{**calling.tool_calls[0], "id": id_}], "id": id_})
        with recording(path, mode="record"):
            model = cassette_model(fake(said, "Done.", "two words")).bind_tools(tools)
            first = model.invoke([HumanMessage("Close")])
            model.invoke([HumanMessage("Close"), first, ToolMessage("closed", tool_call_id=id_)])
            list(model.stream([HumanMessage("Hi")]))
        return path.read_bytes()

    assert record("toolu_1") == record("toolu_2")


def test_one_more_reply_is_a_few_lines_more(fake, path):
    with recording(path, mode="record"):
        model = cassette_model(fake("one", "three"))
        model.invoke("a")
        model.invoke("c")
    before = path.read_text("utf-8").split("\n")
    with recording(path, mode="record-missing"):
        cassette_model(fake("two")).invoke("b")
    after = path.read_text("utf-8").split("\n")
    assert len(after) - len(before) == 8
    assert [line for line in after if line not in before] == ["    text: b", "    text: two"]
    assert [line for line in before if line not in after] == []


def test_a_run_is_recorded_as_a_whole(fake, path):
    def record(*runs, mode="record"):
        with recording(path, mode=mode) as tape:
            for run, words in runs:
                with tape.run(run):
                    for word in words:
                        cassette_model(fake(f"{word}!")).invoke(word)
        found = [
            (reply.run, reply.text)
            for entry in read_cassette(path).entries.values()
            for reply in entry.replies.values()
        ]
        return sorted(found)

    assert record(("a", ["x", "y"]), ("b", ["x"])) == [("a", "x!"), ("a", "y!"), ("b", "x!")]
    assert record(("a", ["z"])) == [("a", "z!"), ("b", "x!")]
    assert record(("a", ["q"]), mode="record-missing") == [("a", "q!"), ("a", "z!"), ("b", "x!")]
    assert record(("c", [])) == [("a", "q!"), ("a", "z!"), ("b", "x!")]


def test_runs_may_come_in_any_order_and_count_by_themselves(fake, path):
    with recording(path, mode="record") as tape:
        for run in ("a", "b"):
            with tape.run(run):
                model = cassette_model(fake(f"{run}1", f"{run}2"))
                model.invoke("Hi")
                model.invoke("Hi")
    with recording(path) as tape:
        for run in ("b", "a", "b"):
            with tape.run(run):
                assert [cassette_model(fake()).invoke("Hi").text for _ in "12"] == [f"{run}1", f"{run}2"]


def test_several_processes_write_into_one_file(path):
    code = textwrap.dedent("""
        import sys
        from langchain_core.language_models import GenericFakeChatModel
        from fleet.testing.cassette import cassette_model, recording
        for number in range(5):
            with recording(sys.argv[1], mode="record") as tape, tape.run(f"{sys.argv[2]}#{number}"):
                cassette_model(GenericFakeChatModel(messages=iter([sys.argv[2]]))).invoke("Hi")
    """)
    started = [subprocess.Popen([sys.executable, "-c", code, str(path), name]) for name in ("a", "b", "c")]
    assert [one.wait(60) for one in started] == [0, 0, 0]
    (entry,) = read_cassette(path).entries.values()
    assert {place[0]: reply.text for place, reply in entry.replies.items()} == {
        f"{name}#{number}": name for name in "abc" for number in range(5)
    }


def test_what_was_recorded_before_an_error_is_kept(fake, path):
    def fail(model):
        model.invoke("Hi")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), recording(path, mode="record"):
        fail(cassette_model(fake("one")))
    assert len(read_cassette(path).entries) == 1
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_where_a_cassette_lies(tmp_path):
    assert cassette_path(tmp_path, "support-agent") == tmp_path / "cassettes" / "support-agent.cassette.yaml"
    assert cassette_path(tmp_path / "test_a.py", "b") == tmp_path / "cassettes" / "b.cassette.yaml"


def test_a_library_may_hold_cassettes(tmp_path, tiny_files, write_library):
    root = write_library({**tiny_files, "cassettes/field-trainer.cassette.yaml": "format: 1\n"})
    assert len(fleet.load(root)) == len(fleet.load(write_library(tiny_files, "other")))


FILE = """\
format: 1
tools:
- id: close@{tool}
  schema: |-
    {{"name": "close"}}
requests:
- tools:
  - close@{tool}
  messages:
  - role: user
    text: Hi
  replies:
  - number: 1
    text: Hello
    stream: |-
      [2, {{"text": 3, "last": true}}]
""".format(tool=tool_name(SCHEMA).rpartition("@")[2])


def test_a_file_that_is_right(tmp_path):
    path = tmp_path / "a.cassette.yaml"
    path.write_text(FILE)
    (entry,) = read_cassette(path).entries.values()
    assert entry.request == request_of([HumanMessage("Hi")], schemas=[SCHEMA], redact=str)
    assert entry.replies["", 1].text == "Hello"


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("format: 1", "format: 2", ("FLT104", 1, "format")),
        ("    text: Hello", "    txet: Hello", ("FLT101", 14, "unknown field `txet`")),
        ("  - number: 1", "  - number: one", ("FLT103", 13, "number")),
        ('{"name": "close"}', '{"name": }', ("FLT522", 4, "`schema` is no JSON from its line 1 on")),
        ('{"name": "close"}', "[1]", ("FLT522", 4, "`schema` is no JSON of a mapping")),
        ('{"name": "close"}', '{"name": "closed"}', ("FLT522", 3, "is not the id of what stands under it")),
        ("  - close@", "  - closed@", ("FLT522", 8, "no tool of this file has the id")),
        ("    text: Hi", "    prompt: support-agent@1", ("FLT522", 11, "no prompt of this file has the id")),
        ("    text: Hi", "    parts:\n    - prompt: x@1", ("FLT522", 12, "no prompt of this file has the id `x@1`")),
        ("    text: Hello", "    text: Hell", ("FLT522", 15, "add up to 5 characters, and the text has 4")),
        ("[2, ", "[-2, ", ("FLT522", 15, "something that is no chunk")),
        ('"last": true', '"lust": true', ("FLT522", 15, "something that is no chunk")),
        ('[2, {"text": 3, "last": true}]', "{}", ("FLT522", 15, "`stream` is no JSON of a list")),
        (
            "  - number: 1\n    text: Hello",
            "  - number: 1\n  - number: 1\n    text: Hello",
            ("FLT110", 14, "reply 1 appears twice"),
        ),
        ("    text: Hi", '    text: "Hi" there', ("FLT004", 11, "closing quote")),
    ],
)
def test_a_file_that_is_not_right_says_where(tmp_path, monkeypatch, old, new, finding):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.cassette.yaml"
    assert FILE.count(old) == 1 or old == "  - close@"
    path.write_text(FILE.replace(old, new, 1))
    with pytest.raises(LibraryError) as refused:
        read_cassette(path)
    (found,) = refused.value.diagnostics
    code, line, message = finding
    assert (found.code, found.span.path, found.span.line) == (code, "a.cassette.yaml", line)
    assert message in found.message
    with pytest.raises(LibraryError), recording(path, mode="record"):
        pass
    assert path.read_text() == FILE.replace(old, new, 1)


def test_other_files_are_refused_too(tmp_path):
    path = tmp_path / "a.cassette.yaml"
    for content, code in ((b"", "FLT014"), (b"\xff", "FLT002"), (b"format: 1\nformat: 1\n", "FLT006")):
        path.write_bytes(content)
        with pytest.raises(LibraryError) as refused:
            read_cassette(path)
        assert [one.code for one in refused.value.diagnostics] == [code]
    with pytest.raises(LibraryError) as refused:
        read_cassette(tmp_path)
    assert [one.code for one in refused.value.diagnostics] == ["FLT001"]
    path.write_text(FILE + re.sub(r"(?s).*requests:\n", "", FILE))
    with pytest.raises(LibraryError, match="the same request appears twice"):
        read_cassette(path)
    deep = "[" * 20_000 + "]" * 20_000
    path.write_text(FILE.replace('[2, {"text": 3, "last": true}]', deep))
    with pytest.raises(LibraryError, match=r"nested too deep|no JSON"):
        read_cassette(path)
