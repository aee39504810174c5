"""Nothing secret is written down, wherever in a request or reply it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from fleet.errors import FleetError
from fleet.testing.cassette import cassette_model, read_cassette, recording, redacted
from fleet.testing.cassette.redaction import redacted_data

SECRETS = {
    "sk-proj-Abc123Def456Ghi789Jkl": "[secret]",
    "sk-ant-api03-Abc_123-Def456Ghi": "[secret]",
    "ghp_0123456789abcdefghijABCDEFGHIJ012345": "[secret]",
    "github_pat_11ABCDEFG0123456789_abcdefghij": "[secret]",
    "glpat-0123456789abcdefghij": "[secret]",
    "xoxb-123456789012-abcdefABCDEF": "[secret]",
    "AKIAIOSFODNN7EXAMPLE": "[secret]",
    "AIzaSyA-0123456789abcdefghijklmnopqrstu": "[secret]",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N": "[secret]",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----": "[secret]",
    "-----BEGIN PRIVATE KEY-----\nMIIE": "[secret]",
    "Bearer abcdef0123456789": "Bearer [secret]",
    "https://bo:hunter2@db.acme.io/x": "https://[secret]@db.acme.io/x",
    "anna.li+crm@mail.acme.co.uk": "[mail]",
    "+49 170 1234567": "[phone]",
    "+1 (415) 867-5309": "[phone]",
    "0049-89-1234567": "[phone]",
    "(415) 867-5309": "[phone]",
    "415-867-5309": "[phone]",
}
HARMLESS = [
    "ticket 4411, 15 % for 36 months, 2026-10-27 09:30:00, invoice 8841-22",
    "bo@example.com, ops@acme.test, +1 202 555 0123, 555-0123",
    "550e8400-e29b-41d4-a716-446655440000",
    "version 1.2.3.4, 192.168.100.200, 12345678901234567890",
    "sk-y-blue and risk-management-and-compliance, sk-learn-is-a-library",
    "a@b, @channel, 3+4, bearer of bad news",
    "[secret] [mail] [phone] Bearer [secret] https://[secret]@db.acme.io",
]
OWN = "Halvorsen"


@pytest.mark.parametrize(("secret", "shown"), SECRETS.items())
def test_a_secret_is_replaced(secret, shown):
    assert redacted(secret) == shown
    assert redacted(f"see {secret}, ok") == f"see {shown}, ok" or secret.startswith("-----BEGIN PRIVATE")


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_stays(text):
    assert redacted(text) == text


@given(st.lists(st.sampled_from([*SECRETS, *HARMLESS, " ", "+", "-", "@", "a", "1"]) | st.text(max_size=5), max_size=6))
def test_redacting_twice_is_redacting_once(pieces):
    text = redacted("".join(pieces))
    assert redacted(text) == text


@given(st.text(alphabet="+0123456789 ()-./@a.sk_:", max_size=60))
def test_it_is_so_for_any_figures(text):
    assert redacted(redacted(text)) == redacted(text)


def test_what_stands_under_the_name_of_a_secret_is_one():
    data = {
        "api_key": "x",
        "X-Api-Key": "y",
        "password": "z",
        "token_count": 3,
        "properties": {"password": {"type": "t"}},
    }
    found = redacted_data(data, redacted)
    assert found == {
        "api_key": "[secret]",
        "X-Api-Key": "[secret]",
        "password": "[secret]",
        "token_count": 3,
        "properties": {"password": {"type": "t"}},
    }


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("how", ["invoke", "stream"])
def test_no_secret_reaches_the_file_from_anywhere(fake, path, how, secret, tools):
    called = [{"name": f"tool {secret}", "args": {secret: [secret]}, "id": "a"}]
    wrong = [{"name": "close", "args": f'{{"{secret}', "id": "b", "error": secret}]
    said = AIMessage(
        f"Write to {secret} now.",
        name=secret if how == "invoke" else None,
        tool_calls=called if how == "invoke" else [],
        invalid_tool_calls=wrong if how == "invoke" else [],
        response_metadata={"note": secret, "deep": [{"deeper": secret}], "headers": {"authorization": secret}},
        additional_kwargs={"reasoning_content": secret},
    )
    asked = [
        SystemMessage(f"Key: {secret}"),
        HumanMessage([{"type": "text", "text": secret}, {"type": "x", "y": secret}]),
    ]
    asked += [AIMessage(secret, tool_calls=called, id=secret)]

    def ask(model):
        bound = model.bind_tools(tools).bind(stop=[secret], user=secret, api_key="hidden-1")
        return bound.invoke(asked) if how == "invoke" else list(bound.stream(asked))

    ask(cassette_model(fake(said), path, mode="record"))
    text = path.read_text("utf-8")
    for part in secret.split("\n"):
        assert len(part) < 6 or part.startswith("-----END") or part.removeprefix("Bearer ") not in text, part
    assert "hidden-1" not in text
    ask(cassette_model(fake(), path))


def test_a_secret_that_comes_in_pieces_is_none_either(path):
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk
    from langchain_core.outputs import ChatGenerationChunk

    class Slow(BaseChatModel):
        @property
        def _llm_type(self):
            return "slow"

        def _generate(self, messages, stop=None, run_manager=None, **kwargs):
            raise NotImplementedError

        def _stream(self, messages, stop=None, run_manager=None, **kwargs):
            for piece in ("Write to anna@", "acme.io", ", soon."):
                yield ChatGenerationChunk(message=AIMessageChunk(piece))

    assert len(list(cassette_model(Slow(), path, mode="record").stream("Hi"))) > 2
    assert [chunk.content for chunk in cassette_model(Slow(), path).stream("Hi")] == ["Write to [mail], soon."]
    assert "acme" not in path.read_text("utf-8")


def test_the_model_that_is_recorded_is_not_redacted(fake, path):
    heard = []

    class Hearing(type(fake())):
        def _generate(self, messages, stop=None, run_manager=None, **kwargs):
            heard.append(messages[0].text)
            return super()._generate(messages, stop=stop, run_manager=run_manager, **kwargs)

    said = cassette_model(Hearing(messages=iter(["Yes, anna@acme.io."])), path, mode="record").invoke("anna@acme.io?")
    assert (heard, said.text) == (["anna@acme.io?"], "Yes, anna@acme.io.")


def test_a_conversation_that_goes_on_with_what_was_redacted_is_found_again(fake, path):
    def talk(model):
        first = model.invoke([HumanMessage("Who?")])
        return model.invoke([HumanMessage("Who?"), first, HumanMessage(f"Really {first.text}")]).text

    talk(cassette_model(fake("Ask anna@acme.io.", "Yes."), path, mode="record"))
    assert talk(cassette_model(fake(), path)) == "Yes."


def test_a_redaction_of_ones_own(fake, path):
    def redact(text):
        return redacted(text).replace(OWN, "[customer]")

    with recording(path, mode="record", redact=redact):
        cassette_model(fake(f"{OWN} pays.")).invoke(f"What about {OWN}, anna@acme.io?")
    assert OWN not in path.read_text("utf-8")
    with recording(path, redact=redact):
        assert cassette_model(fake()).invoke(f"What about {OWN}, anna@acme.io?").text == "[customer] pays."


def test_a_redaction_that_never_ends_is_refused(fake, path):
    with pytest.raises(FleetError, match="must leave alone what it made"):
        cassette_model(fake("x"), path, mode="record", redact=lambda text: f"{text}.").invoke("x")


def test_two_requests_that_differ_in_a_secret_share_an_entry(fake, path):
    model = cassette_model(fake("one", "two"), path, mode="record")
    for name in ("anna", "bo"):
        model.invoke(f"I am {name}@acme.io")
    (entry,) = read_cassette(path).entries.values()
    assert [reply.text for reply in entry.replies.values()] == ["one", "two"]
