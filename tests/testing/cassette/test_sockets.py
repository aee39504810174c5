"""Nothing is connected to: not by the suite as it runs by default, and not by a replay. Python itself counts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

from overlay import BASES

COUNTING = """
import sys

EVENTS = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg")
counted = []
sys.addaudithook(lambda event, args: counted.append(event) if event in EVENTS else None)
"""

PROGRAM = """
import asyncio, json, socket
import pytest
from langchain_core.language_models import GenericFakeChatModel
from fleet.testing.cassette import cassette_model, recording

class Provider(GenericFakeChatModel):
    def _generate(self, *args, **kwargs):
        with socket.socket() as connection:
            connection.connect_ex(("127.0.0.1", 9))
        return super()._generate(*args, **kwargs)

def ask():
    model = cassette_model(Provider(messages=iter(["one", "two", "three"])))
    said = [model.invoke("Hi").text, "".join(chunk.text for chunk in model.stream("Ho"))]
    return [*said, asyncio.run(model.ainvoke("Hu")).text]

def taken():
    found, counted[:] = len(counted), []
    return found

with recording("talk.cassette.yaml", mode="record"):
    recorded = ask()
live = taken()
with recording("talk.cassette.yaml"):
    replayed = ask()
replay = taken()
code = pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:randomly", "my-library"])
print("\\n" + json.dumps([int(code), recorded == replayed, live, replay, taken()]))
"""

SUITE = """
import json
import pytest

code = pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:randomly", "my-library", *sys.argv[1:]])
print("\\n" + json.dumps([int(code), len(counted)]))
"""


def run(tmp_path, program, *words):
    shutil.copytree(BASES / "tiny", tmp_path / "my-library")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LANG", "PYTEST", "COV"))}
    done = subprocess.run(
        [sys.executable, "-c", COUNTING + program, *words],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_no_socket_is_opened_by_the_suite_and_by_a_replay(tmp_path):
    code, same, live, replay, suite = run(tmp_path, PROGRAM)
    assert live >= 3  # so it would be seen
    assert (code, same, replay, suite) == (0, True, 0, 0)


def test_no_socket_is_opened_where_langchain_is_not_even_loaded(tmp_path):
    program = SUITE.replace("print(", 'assert "langchain_core" not in sys.modules\nprint(')
    assert run(tmp_path, program) == [0, 0]


def test_the_room_is_light():
    code = "import sys, fleet.testing.cassette; print('langchain_core' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
