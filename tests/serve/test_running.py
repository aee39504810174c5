"""`fleet serve` as a process: to whom it listens, and how it ends."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys

import httpx2
import pytest

from fleet.cli import main
from fleet.errors import FleetError
from fleet.serve import Limits, key_from, listening, safe_host

KEY = "correct horse battery staple"


@pytest.fixture
def started(tmp_path):
    """A function that starts the command and gives its process and its address."""
    running = []

    def start(*words):
        command = [sys.executable, "-m", "fleet.cli", "serve", "shipped", "--port", "0", *words]
        process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout.readline() == "library: shipped (argument)\n"
        return process, re.fullmatch(r"playground: (\S+)/playground\.html\n", process.stdout.readline())[1]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def asked(url, body=None, **headers):
    method = "GET" if body is None else "POST"
    response = httpx2.request(method, url, json=body, headers=headers, timeout=30)
    return response.status_code, response.content


def test_it_serves_a_library_until_it_is_stopped(started, tmp_path):
    process, home = started("--record", "record")
    assert asked(f"{home}/healthz")[0] == 200
    status, answer = asked(
        f"{home}/v1/check/call", {"persona": "support-agent", "tool": "tickets.resolve", "arguments": {"id": 1}}
    )
    assert (status, json.loads(answer)["outcome"]) == (200, "allow")
    assert b"<title>Playground" in asked(f"{home}/playground.html")[1]
    process.send_signal(signal.SIGINT)
    assert process.wait(20) in {0, 130}
    assert main(["audit", "verify", str(tmp_path / "record")]) == 0


def test_the_company_is_said_on_the_command_line(started):
    _, home = started("--company", "Acme", "--product", "Rocket")
    assert b"Support Engineer of Acme" in asked(f"{home}/personas/support-agent.html")[1]
    assert b"Support Engineer of Acme" in asked(f"{home}/v1/prompt", {"persona": "support-agent"})[1]


def test_a_body_in_chunks_ends_where_it_is_too_long(started):
    _, home = started("--max-bytes", "1000")
    host, port = home.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as line:
        head = f"POST /v1/route HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        line.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        for _ in range(3):
            line.sendall(b"200\r\n" + b" " * 512 + b"\r\n")
        answer = line.makefile("rb").readline()
    assert answer == b"HTTP/1.1 413 Content Too Large\r\n" or answer.startswith(b"HTTP/1.1 413 ")


def test_a_key_in_a_file_opens(started, tmp_path):
    (tmp_path / "key").write_text(f"{KEY}\n")
    _, home = started("--api-key-file", "key")
    assert asked(f"{home}/v1/personas")[0] == 401
    assert asked(f"{home}/v1/personas", Authorization=f"Bearer {KEY}")[0] == 200


def test_a_key_comes_from_a_file_or_is_said(tmp_path):
    (tmp_path / "key").write_text(f"  {KEY}\n")
    assert key_from(tmp_path / "key", "another one that is long") == KEY
    assert key_from(None, KEY) == KEY
    assert key_from(None, " ") is None
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(FleetError, match="has 0 characters"):
        key_from(tmp_path / "empty", None)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com"])  # noqa: S104  refused
def test_others_are_let_in_with_a_key_only(host):
    with pytest.raises(FleetError, match="no key keeps them out"):
        safe_host(host, None)
    assert safe_host(host, KEY) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_on_loopback_the_name_is_looked_at_with_a_key_too(host):
    assert safe_host(host, None) == safe_host(host, KEY) == {"127.0.0.1", "localhost", "::1"}


def test_nobody_listens_where_somebody_else_does_or_at_an_address_that_is_not_ours():
    with (
        listening("127.0.0.1", 0) as taken,
        pytest.raises(FleetError, match=r"nobody can listen there: .* in use"),
    ):
        listening("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(FleetError, match="nobody can listen there: "):
        listening("192.0.2.1", 0)


def test_an_answer_does_not_wait_for_the_clients_acknowledgement():
    with listening("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize(
    "given", [{"max_bytes": 0}, {"timeout": 0}, {"timeout": float("nan")}, {"at_once": 0}, {"waiting": -1}]
)
def test_a_limit_that_lets_nothing_through_is_none(given):
    with pytest.raises(FleetError, match="limits of a server are over 0"):
        Limits(**given)


def test_the_library_is_said_once(capsys):
    assert main(["serve", "shipped", "--library", "shipped"]) == 2
    assert "leave one out" in capsys.readouterr().err
