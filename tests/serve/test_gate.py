"""Who may ask, how much, and for how long."""

from __future__ import annotations

import asyncio
import base64
import threading
import time

import pytest
from starlette.testclient import TestClient

from fleet.serve import Limits, build_app
from fleet.serve.gate import HEADERS, LOOPBACK
from fleet.serve.problem import ProblemError
from fleet.serve.threads import Threads

KEY = "correct horse battery staple"
HELLO = {"message": "Hello"}


def basic(name, password):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


@pytest.fixture(scope="module")
def locked(shipped):
    with TestClient(build_app(shipped, key=KEY)) as client:
        yield client


@pytest.mark.parametrize("path", ["/v1/personas", "/openapi.json", "/index.html", "/playground.html", "/nothing"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": KEY},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {KEY}x"},
        {"Authorization": f"Bearer {KEY[:-1]}"},
        {"Authorization": f"Basic {KEY}"},
        {"Authorization": "Basic ÿ".encode("latin-1")},
        basic(KEY, ""),
        basic("", "no"),
    ],
)
def test_without_the_key_nothing_is_said(locked, path, headers):
    response = locked.get(path, headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer" if path.startswith("/v1/") else "Basic")
    assert response.json()["type"] == "urn:fleet:problem:no-key"
    assert "Authorization: Bearer KEY" in response.json()["detail"]


@pytest.mark.parametrize(
    "headers", [{"Authorization": f"Bearer {KEY}"}, {"Authorization": f"bearer  {KEY}"}, basic("me", KEY)]
)
def test_the_key_opens(locked, headers):
    assert locked.get("/v1/personas", headers=headers).status_code == 200
    assert locked.get("/playground.html", headers=headers).status_code == 200


def test_health_needs_no_key(locked):
    assert locked.get("/healthz").status_code == 200


def test_the_description_says_that_a_key_is_needed(locked, client):
    described = locked.get("/openapi.json", headers=basic("", KEY)).json()
    assert described["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert described["paths"]["/v1/route"]["post"]["security"] == [{"key": []}]
    assert "securitySchemes" not in client.get("/openapi.json").json()["components"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("127.0.0.1:8321", 200),
        ("localhost:1", 200),
        ("LOCALHOST", 200),
        ("[::1]:8321", 200),
        ("evil.example", 421),
        ("evil.example:8321", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost.evil.example", 421),
        ("[::1].evil.example", 421),
        ("", 421),
    ],
)
def test_a_name_that_somebody_made_up_for_this_machine_is_refused(served, host, status):
    response = served(hosts=LOOPBACK).get("/healthz", headers={"Host": host})
    assert response.status_code == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://127.0.0.1:8321", 200), ("http://127.0.0.1:9000", 403), ("https://evil.example", 403), ("null", 403)],
)
def test_a_page_of_another_site_may_not_ask(client, origin, status):
    response = client.post("/v1/route", json=HELLO, headers={"Origin": origin})
    assert response.status_code == status
    assert not any(name.startswith("access-control") for name in response.headers)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_a_page_can_send_without_asking_first_is_refused(client, kind):
    response = client.post("/v1/route", content=b'{"message": "Hello"}', headers={"Content-Type": kind})
    assert (response.status_code, response.json()["type"]) == (415, "urn:fleet:problem:not-json")


@pytest.mark.parametrize("path", ["/healthz", "/index.html", "/v1/personas", "/nothing", "/v1/route", "/openapi.json"])
def test_every_response_tells_browsers_what_holds(client, path):
    headers = client.get(path).headers
    assert HEADERS.items() <= {name: headers.get(name) for name in HEADERS}.items()
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == ("no-store" if path.startswith("/v1/") else "no-cache")


def chunks(*parts):
    yield from parts


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_has_an_end(served, chunked):
    client = served(limits=Limits(max_bytes=100))
    kind = {"Content-Type": "application/json"}
    for size, status in ((100, 200), (101, 413), (100_000, 413)):
        body = b'{"message": "Hello"}'.ljust(size)
        parts = chunks(*(body[at : at + 30] for at in range(0, size, 30))) if chunked else body
        assert client.post("/v1/route", content=parts, headers=kind).status_code == status


def ask(app, *messages, headers=()):
    """Send a request to an application message by message; what is not sent never comes."""
    sent = []
    waiting = list(messages)

    async def receive():
        return waiting.pop(0) if waiting else await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    raw = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json"), *headers]
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "headers": raw}
    scope |= {"path": "/v1/route", "raw_path": b"/v1/route", "query_string": b"", "root_path": "", "scheme": "http"}
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"]


def test_a_length_that_is_none_is_too_large(app):
    for length in (b"-1", b"many", "²".encode("latin-1"), b"9" * 30):
        assert ask(app, headers=[(b"content-length", length)]) == 413


def test_a_body_that_does_not_come_is_not_waited_for(shipped):
    app = build_app(shipped, limits=Limits(timeout=0.05))
    assert ask(app, {"type": "http.request", "body": b"{", "more_body": True}) == 408


class Slow:
    """A router that answers when it is let; only its first message, with which a server warms up, ends at once."""

    def __init__(self):
        self.asked, self.let = threading.Semaphore(0), threading.Event()

    def route(self, message, **_more):
        if message != HELLO["message"]:
            message = "nothing to warm up"
            raise RuntimeError(message)
        self.asked.release()
        self.let.wait(30)
        message = "nobody waits any more"
        raise RuntimeError(message)


@pytest.fixture
def slow():
    router = Slow()
    yield router
    router.let.set()


def test_who_asks_for_too_long_is_told_and_others_are_not_kept_waiting(served, slow):
    client = served(router=slow, limits=Limits(timeout=0.2, at_once=1, waiting=1))
    first = threading.Thread(target=client.get, args=("/healthz",))
    found = client.post("/v1/route", json=HELLO)
    assert (found.status_code, found.json()["type"]) == (504, "urn:fleet:problem:too-slow")
    began = time.monotonic()
    first.start()
    first.join(10)
    assert client.get("/healthz").status_code == 200
    assert time.monotonic() - began < 5


def test_more_than_may_wait_are_sent_away(slow):
    async def crowd():
        threads = Threads(Limits(timeout=30, at_once=1, waiting=2))
        asked = [asyncio.ensure_future(threads.run(lambda: slow.let.wait(30))) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(ProblemError) as busy:
            await threads.run(lambda: None)
        slow.let.set()
        assert await asyncio.gather(*asked) == [True] * 3
        assert await threads.run(lambda: "free again") == "free again"
        threads.close()
        return busy.value

    problem = asyncio.run(crowd())
    assert (problem.status_code, problem.headers["Retry-After"]) == (503, "1")


def test_who_asks_while_the_library_is_learned_is_told_to_ask_again(slow):
    async def early():
        threads = Threads(Limits(timeout=0.05, at_once=2, waiting=1))
        learned = asyncio.Event()
        loop = asyncio.get_running_loop()
        threads.warm(lambda: slow.let.wait(30) and None)
        threads._warming.add_done_callback(lambda _: loop.call_soon_threadsafe(learned.set))
        with pytest.raises(ProblemError, match="still learns the library") as busy:
            await threads.run(lambda: slow.let.wait(30))
        slow.let.set()
        await learned.wait()
        assert await threads.run(lambda: "learned") == "learned"
        threads.close()
        return busy.value

    problem = asyncio.run(early())
    assert (problem.status_code, problem.headers["Retry-After"]) == (503, "5")


def test_a_place_is_free_when_its_work_is_done_not_when_nobody_waits_any_more(slow):
    async def late():
        threads = Threads(Limits(timeout=0.05, at_once=1, waiting=1))
        with pytest.raises(ProblemError, match="no answer within"):
            await threads.run(lambda: slow.let.wait(30))
        with pytest.raises(ProblemError, match="no answer within"):  # it waited in line, and leaves it
            await threads.run(lambda: None)
        threads.begin(lambda: None)
        with pytest.raises(ProblemError, match="too many"):
            threads.begin(lambda: None)
        threads.close()

    asyncio.run(late())
