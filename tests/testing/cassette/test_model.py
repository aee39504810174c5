"""Every way of asking a chat model is recorded and replayed: what comes out of a replay is what the model said."""

from __future__ import annotations

import asyncio
import threading
from functools import partial

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import BaseChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import RunnableBinding, RunnableLambda
from pydantic import BaseModel

from fleet.errors import NotRecordedError
from fleet.testing.cassette import cassette_model, read_cassette, recording

WORDS = "I may not. The account manager decides."


def test_invoke(live, replay):
    assert live(WORDS).invoke("15 %?").text == WORDS
    said = replay().invoke("15 %?")
    assert (said.text, type(said)) == (WORDS, AIMessage)


def test_stream_comes_in_the_same_chunks(live, replay):
    recorded = [chunk.content for chunk in live(WORDS).stream("15 %?")]
    replayed = list(replay().stream("15 %?"))
    assert len(recorded) > 5
    assert [chunk.content for chunk in replayed] == recorded
    assert all(isinstance(chunk, AIMessageChunk) for chunk in replayed)
    assert replayed[-1].chunk_position == "last"
    assert len({chunk.id for chunk in replayed}) == 1


def test_what_was_streamed_can_be_invoked_and_the_other_way_round(live, replay):
    list(live(WORDS).stream("15 %?"))
    assert replay().invoke("15 %?").text == WORDS
    live("Hello there.").invoke("Hi")
    assert [chunk.content for chunk in replay().stream("Hi")] == ["Hello there."]


def test_ainvoke_and_astream(live, replay):
    async def recorded():
        model = live(WORDS, "Hello there.")
        return (await model.ainvoke("15 %?")).text, [chunk.content async for chunk in model.astream("Hi")]

    async def replayed():
        model = replay()
        return (await model.ainvoke("15 %?")).text, [chunk.content async for chunk in model.astream("Hi")]

    said = asyncio.run(recorded())
    assert said[0] == WORDS
    assert len(said[1]) == 3
    assert asyncio.run(replayed()) == said


def test_bound_tools(live, replay, tools, calling):
    asked = [HumanMessage("Close 4411")]
    recorded = live(calling).bind_tools(tools, tool_choice="any").invoke(asked)
    replayed = replay().bind_tools(tools, tool_choice="any").invoke(asked)
    assert recorded.tool_calls[0]["id"] == "toolu_0a9F"
    (call,) = replayed.tool_calls
    assert (call["name"], call["args"], replayed.text) == ("close_ticket", {"id": 4411}, "One moment.")
    assert call["id"].startswith("call-")


def test_what_a_tool_returned_is_part_of_the_next_request_whatever_the_id_of_the_call_is(live, replay, tools, calling):
    def conversation(model):
        first = model.invoke([HumanMessage("Close 4411")])
        answer = ToolMessage("closed", tool_call_id=first.tool_calls[0]["id"])
        return model.invoke([HumanMessage("Close 4411"), first, answer]).text

    assert conversation(live(calling, "Done.").bind_tools(tools)) == "Done."
    assert conversation(replay().bind_tools(tools)) == "Done."


def test_a_bound_tool_streams_its_call(path):
    class Streaming(BaseChatModel):
        @property
        def _llm_type(self):
            return "streaming"

        def _generate(self, messages, stop=None, run_manager=None, **kwargs):
            raise NotImplementedError

        def _stream(self, messages, stop=None, run_manager=None, **kwargs):
            from langchain_core.outputs import ChatGenerationChunk

            yield ChatGenerationChunk(message=AIMessageChunk([{"type": "text", "text": "One", "index": 0}]))
            pieces = [("close_ticket", "", "toolu_1"), (None, '{"id": ', None), (None, "4411}", None)]
            for name, args, id_ in pieces:
                call = {"name": name, "args": args, "id": id_, "index": 1, "type": "tool_call_chunk"}
                yield ChatGenerationChunk(message=AIMessageChunk([], tool_call_chunks=[call]))
            usage = {"input_tokens": 3, "output_tokens": 4, "total_tokens": 7}
            yield ChatGenerationChunk(message=AIMessageChunk([], usage_metadata=usage))

    recorded = list(cassette_model(Streaming(), path, mode="record").stream("Close 4411"))
    replayed = list(cassette_model(Streaming(), path).stream("Close 4411"))
    assert [chunk.content for chunk in replayed] == [chunk.content for chunk in recorded]
    assert [[one["args"] for one in chunk.tool_call_chunks] for chunk in replayed] == [
        [one["args"] for one in chunk.tool_call_chunks] for chunk in recorded
    ]
    whole = sum(replayed[1:], replayed[0])
    assert whole.tool_calls[0]["args"] == {"id": 4411}
    assert whole.tool_calls[0]["id"].startswith("call-")
    assert whole.usage_metadata["total_tokens"] == 7
    assert "toolu_1" not in path.read_text("utf-8")


class Ticket(BaseModel):
    """A ticket."""

    id: int


def test_structured_output_by_a_tool_call(live, replay):
    class Plain(GenericFakeChatModel):
        def bind_tools(self, tools, **kwargs):
            return self.bind(tools=[one if isinstance(one, dict) else one.__name__ for one in tools], **kwargs)

    said = AIMessage("", tool_calls=[{"name": "Ticket", "args": {"id": 7}, "id": "a"}])
    model = replay().tape.path
    recorded = cassette_model(Plain(messages=iter([said])), model, mode="record").with_structured_output(Ticket)
    assert recorded.invoke("Which?") == Ticket(id=7)
    replayed = cassette_model(Plain(messages=iter([])), model).with_structured_output(Ticket, include_raw=True)
    assert replayed.invoke("Which?")["parsed"] == Ticket(id=7)


def test_structured_output_is_made_as_the_model_makes_it(path):
    class Native(GenericFakeChatModel):
        def with_structured_output(self, schema, *, include_raw=False, **kwargs):
            return self.bind(response_format=schema) | (lambda message: schema.model_validate_json(message.text))

    recorded = cassette_model(Native(messages=iter(['{"id": 7}'])), path, mode="record")
    assert recorded.with_structured_output(Ticket).invoke("Which?") == Ticket(id=7)
    assert cassette_model(Native(messages=iter([])), path).with_structured_output(Ticket).invoke("Which?") == Ticket(
        id=7
    )
    (entry,) = read_cassette(path).entries.values()
    assert '"response_format": {"description": "A ticket."' in entry.request.settings


def test_batch_and_abatch_count_equal_requests_in_their_order(live, replay):
    words = ["one", "two", "three", "four"]
    recorded = [said.text for said in live(*words, "five").batch(["Hi", "Hi", "Ho", "Hi"], {"max_concurrency": 1})]
    assert recorded == words
    for _ in range(5):
        assert [said.text for said in replay().batch(["Hi", "Hi", "Ho", "Hi"])] == words
    assert [said.text for said in asyncio.run(replay().abatch(["Hi", "Hi", "Ho", "Hi"]))] == words
    assert replay().batch([]) == asyncio.run(replay().abatch([])) == []


def test_a_batch_may_return_its_errors(live, replay):
    live("one").invoke("Hi")
    for said in (
        replay().batch(["Hi", "Ho"], return_exceptions=True),
        asyncio.run(replay().abatch(["Hi", "Ho"], return_exceptions=True)),
    ):
        assert said[0].text == "one"
        assert isinstance(said[1], NotRecordedError)
    with pytest.raises(NotRecordedError):
        replay().batch(["Ho"])
    with pytest.raises(NotRecordedError):
        asyncio.run(replay().abatch(["Ho"]))


def test_a_request_asked_again_gets_the_next_reply(live, replay):
    model = live("one", "two")
    assert [model.invoke("Hi").text, model.invoke("Hi").text] == ["one", "two"]
    model = replay()
    assert [model.invoke("Hi").text, model.invoke("Hi").text] == ["one", "two"]
    with pytest.raises(NotRecordedError, match="made 3 times, and recorded 2 times"):
        model.invoke("Hi")


def test_threads_share_the_replies_of_equal_requests(live, replay):
    words = [f"reply {number}" for number in range(20)]
    model = live(*words)
    for _ in words:
        model.invoke("Hi")
    model, heard = replay(), []
    threads = [threading.Thread(target=lambda: heard.append(model.invoke("Hi").text)) for _ in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard) == sorted(words)


def test_an_attempt_that_failed_is_not_counted(path):
    class Failing(GenericFakeChatModel):
        fails: list[bool]

        def _generate(self, *args, **kwargs):
            if self.fails.pop(0):
                raise TimeoutError
            return super()._generate(*args, **kwargs)

    live = cassette_model(Failing(messages=iter([WORDS]), fails=[True, False]), path, mode="record")
    assert (
        live.with_retry(retry_if_exception_type=(TimeoutError,), wait_exponential_jitter=False).invoke("Hi").text
        == WORDS
    )
    assert cassette_model(Failing(messages=iter([]), fails=[]), path).invoke("Hi").text == WORDS


def test_a_stream_that_is_left_is_replayed_as_far_as_it_was_heard(live, replay):
    heard = []
    for chunk in live(WORDS).stream("15 %?"):
        heard.append(chunk.content)
        if len(heard) == 3:
            break
    again = []
    for chunk in replay().stream("15 %?"):
        again.append(chunk.content)
        if len(again) == 3:
            break
    assert again == heard
    with pytest.raises(NotRecordedError, match="left before"):
        list(replay().stream("15 %?"))


def test_an_async_stream_that_is_left_is_kept_too(live, replay):
    async def first(model):
        stream = model.astream("15 %?")
        async for chunk in stream:
            await stream.aclose()
            return chunk.content
        return None

    assert asyncio.run(first(live(WORDS))) == asyncio.run(first(replay())) == "I"


def test_who_listens_hears_each_token_once(live, replay):
    class Ear(BaseCallbackHandler):
        def __init__(self):
            self.heard, self.started = [], 0

        def on_chat_model_start(self, *args, **kwargs):
            self.started += 1

        def on_llm_new_token(self, token, **kwargs):
            self.heard.append(token)

    ears = Ear(), Ear()
    list(live(WORDS).stream("15 %?", {"callbacks": [ears[0]]}))
    list(replay().stream("15 %?", {"callbacks": [ears[1]]}))
    assert ears[0].heard == ears[1].heard
    assert "".join(ears[0].heard) == WORDS
    assert [ear.started for ear in ears] == [1, 1]


def test_and_so_it_is_with_tools_inside_of_something_else(live, replay, tools):
    class Ear(BaseCallbackHandler):
        def __init__(self):
            self.heard = []

        def on_llm_new_token(self, token, **kwargs):
            self.heard.append(token)

    for made in (lambda: live(WORDS), replay):
        ear = Ear()
        list((RunnableLambda(lambda text: text) | made().bind_tools(tools)).stream("15 %?", {"callbacks": [ear]}))
        assert "".join(ear.heard) == WORDS


def test_settings_and_tools_are_part_of_a_request(live, fake, path, tools):
    live("zero").invoke("Hi")
    for model in (
        cassette_model(fake(temperature=0.7), path),
        cassette_model(fake(model_name="fake-2"), path),
        cassette_model(fake(), path).bind(top_p=0.1),
        cassette_model(fake(), path).bind(stop=["."]),
        cassette_model(fake(), path).bind_tools(tools),
    ):
        with pytest.raises(NotRecordedError):
            model.invoke("Hi")
    assert cassette_model(fake(), path).bind(stream=False).invoke("Hi").text == "zero"


def test_messages_keep_their_names_roles_and_places(live, replay):
    live("one").invoke([SystemMessage("Be brief."), HumanMessage("Hi", name="anna")])
    for other in (
        [SystemMessage("Be brief."), HumanMessage("Hi")],
        [SystemMessage("Be brief."), HumanMessage("Hi", name="bo")],
        [HumanMessage("Be brief."), HumanMessage("Hi", name="anna")],
        [HumanMessage("Hi", name="anna"), SystemMessage("Be brief.")],
        [SystemMessage("Be brief."), HumanMessage("Hi ", name="anna")],
    ):
        with pytest.raises(NotRecordedError):
            replay().invoke(other)
    assert replay().invoke([SystemMessage("Be brief.", id="x"), HumanMessage("Hi", name="anna", id="y")]).text == "one"


def test_a_function_that_makes_the_model_is_called_only_to_record(path, fake, tools, calling):
    made = []

    def make():
        made.append(fake(calling))
        return made[-1]

    asked = [HumanMessage("Close 4411")]
    recorded = cassette_model(make, path, mode="record")
    assert made == []
    recorded.bind_tools(tools).invoke(asked)
    assert len(made) == 1
    assert cassette_model(make, path).bind_tools(tools).invoke(asked).tool_calls[0]["args"] == {"id": 4411}
    assert len(made) == 1


def test_the_keywords_of_a_partial_are_settings(path, fake):
    cassette_model(partial(fake, "one", temperature=0.5), path, mode="record").invoke("Hi")
    assert cassette_model(partial(fake, temperature=0.5), path).invoke("Hi").text == "one"
    with pytest.raises(NotRecordedError, match=r"the setting `temperature` is `0.9`, and was `0.5`"):
        cassette_model(partial(fake, temperature=0.9), path).invoke("Hi")


def test_record_missing_asks_only_for_what_is_not_there(live, replay):
    live("one").invoke("Hi")
    model = live("two", mode="record-missing")
    assert [model.invoke("Hi").text, model.invoke("Ho").text] == ["one", "two"]
    assert [replay().invoke("Hi").text, replay().invoke("Ho").text] == ["one", "two"]


def test_without_a_recording_the_model_itself_is_asked(fake, path, tools, calling):
    model = cassette_model(fake("one", "two words", calling))
    assert model.invoke("Hi").text == "one"
    assert [chunk.content for chunk in model.stream("Hi")] == ["two", " ", "words"]
    assert model.bind_tools(tools).invoke("Hi").tool_calls
    with recording(path, mode="record"):
        assert cassette_model(fake("three")).batch(["Hi"])[0].text == "three"
    assert cassette_model(fake("four")).batch(["Hi"])[0].text == "four"


def test_a_cache_of_langchain_does_not_reply_instead(live, path):
    from langchain_core.caches import InMemoryCache
    from langchain_core.globals import set_llm_cache

    set_llm_cache(InMemoryCache())
    try:
        model = live("one", "two")
        assert [model.invoke("Hi").text, model.invoke("Hi").text] == ["one", "two"]
    finally:
        set_llm_cache(None)


def test_details_come_back_without_what_is_of_one_run(live, replay, path):
    metadata = {"model_name": "fake-1", "id": "msg_01", "finish_reason": "stop", "headers": {"x-request-id": "abc"}}
    usage = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
    said = AIMessage(
        [{"type": "text", "text": "No."}, {"type": "image", "data": "AAAA"}],
        response_metadata={**metadata, "total_duration": 12},
        usage_metadata=usage,
        additional_kwargs={"refusal": None, "reasoning_content": "hm"},
        id="msg_01",
    )
    live(said).invoke("Hi")
    again = replay().invoke("Hi")
    assert again.content == said.content
    assert again.usage_metadata == usage
    assert again.response_metadata == {"model_name": "fake-1", "finish_reason": "stop"}
    assert again.additional_kwargs == {"reasoning_content": "hm"}
    assert "msg_01" not in path.read_text("utf-8")


def test_a_call_that_the_model_got_wrong_comes_back_as_it_was(live, replay):
    wrong = {"name": "close_ticket", "args": '{"id": ', "id": "toolu_2", "error": "cut"}
    live(AIMessage("", invalid_tool_calls=[wrong])).invoke("Hi")
    (again,) = replay().invoke("Hi").invalid_tool_calls
    assert (again["name"], again["args"]) == ("close_ticket", '{"id": ')


def test_a_model_that_cannot_stream_is_one_chunk(path):
    class Whole(BaseChatModel):
        @property
        def _llm_type(self):
            return "whole"

        def _generate(self, messages, stop=None, run_manager=None, **kwargs):
            call = {"name": "close_ticket", "args": {"id": 1}, "id": "a"}
            return ChatResult(generations=[ChatGeneration(message=AIMessage(WORDS, tool_calls=[call]))])

    def said(model):
        (chunk,) = model.stream("Hi")
        return chunk.content, chunk.tool_calls[0]["args"], chunk.chunk_position

    assert said(cassette_model(Whole(), path, mode="record")) == (WORDS, {"id": 1}, "last")
    assert said(cassette_model(Whole(), path)) == (WORDS, {"id": 1}, "last")


def test_later_options_win_over_those_of_the_tools(path, fake, tools, calling):
    cassette_model(fake(calling), path, mode="record").bind_tools(tools, strict=True).bind(strict=False).invoke("Hi")
    (entry,) = read_cassette(path).entries.values()
    assert '"strict": false' in entry.request.settings


def test_tools_in_the_form_of_a_provider_are_bound_as_they_are(path):
    live = cassette_model(GenericFakeChatModel(messages=iter(["one"])), path, mode="record")
    assert live.bind(tools=[{"type": "web_search_20250305", "name": "web_search"}, 7]).invoke("Hi").text == "one"
    (entry,) = read_cassette(path).entries.values()
    assert [name.partition("@")[0] for name in entry.request.tools] == ["7", "web_search"]


def test_the_wrapped_model_has_the_profile_and_settings_of_the_one_inside(fake, path):
    model = cassette_model(fake(profile={"structured_output": True}), path)
    assert model.profile == {"structured_output": True}
    assert isinstance(model.bind_tools([]), RunnableBinding)
    assert model._identifying_params["model"] == "fake-1"
    assert model._llm_type == "fleet-cassette"
