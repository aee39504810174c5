"""What one process answers over loopback: `python benchmarks/serve.py`, in the test environment.

`fleet serve` is started on the shipped library. Each operation is asked a fixed number of times, by one client and by
eight at once, each over a connection of its own that stays open: requests per second, and how long the middle one and
the slowest hundredth took. Health is asked besides, while replies of 5,000 characters are judged. It ends after
`--seconds` at the latest, whatever is done by then.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

MESSAGES = [
    "Deployments fail with a 500 since last night",
    "Please correct the address on invoice 8841.",
    "We would like to add forty seats. What would that cost us?",
    "Our champion leaves at the end of the month and the renewal is in May.",
    "Somebody promised us single sign-on for March, when does it ship?",
]
DRAFTS = [
    "The import works again since this morning. I have also given you a discount of 20 % on the renewal.",
    "I have restarted the worker, and the queue is empty again. Tell me if it comes back.",
    "That is for our Account Manager, to whom I am passing it on.",
]
KNOWN = {"stage": "customer", "account": "acme"}
LONG = "The import of file {0} works again since {0} o'clock, and I have looked at the log. "


def questions() -> dict[str, tuple[str, list[dict[str, object]]]]:
    """What is asked: a name, where, and the bodies, each of them in turn."""
    deal = {"account": "acme", "percent": 10}
    call = {"persona": "account-manager", "tool": "discounts.grant", "arguments": deal, "context": KNOWN}
    over = {"source": "support-agent", "target": "account-manager", "lane": "deal-negotiation", "context": KNOWN}
    return {
        "route": ("/v1/route", [{"message": f"{one} ({n})", "context": KNOWN} for n in range(40) for one in MESSAGES]),
        "check reply": (
            "/v1/check/reply",
            [
                {"persona": "support-agent", "draft": f"Ticket {n}. {one}", "context": KNOWN}
                for n in range(40)
                for one in DRAFTS
            ],
        ),
        "check call": ("/v1/check/call", [call]),
        "check handoff": ("/v1/check/handoff", [over]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400, help="requests of each kind and number of clients")
    parser.add_argument("--seconds", type=float, default=120, help="the most time for all of it")
    given = parser.parse_args()
    end = time.monotonic() + given.seconds
    with served() as address:
        for path, bodies in questions().values():
            asked(address, path, bodies, 20, end)
        print("".join(head.rjust(16) for head in ("", "clients", "a second", "p50", "p99", "requests")))
        for name, (path, bodies) in questions().items():
            for clients in (1, 8):
                show(name, clients, *crowd(address, path, bodies, clients, given.count, end))
        show("health, besides", 1, *besides(address, end))


@contextlib.contextmanager
def served() -> Iterator[str]:
    """A server, as `host:port`."""
    words = [sys.executable, "-m", "fleet.cli", "serve", "shipped", "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            process.stdout.readline()
            yield re.search(r"http://(.*?)/", process.stdout.readline())[1]
        finally:
            process.terminate()


def asked(address: str, path: str, bodies: list[dict[str, object]], count: int, end: float) -> list[float]:
    """Ask so many times over one connection; how long each took."""
    took = []
    line = http.client.HTTPConnection(address, timeout=60)
    for number in range(count):
        if time.monotonic() > end:
            break
        body = json.dumps(bodies[number % len(bodies)])
        began = time.perf_counter()
        line.request("POST", path, body, {"Content-Type": "application/json"})
        response = line.getresponse()
        response.read()
        took.append(time.perf_counter() - began)
        assert response.status == 200, response.status  # noqa: S101  what is refused is not measured
    line.close()
    return took


def crowd(
    address: str, path: str, bodies: list[dict[str, object]], clients: int, count: int, end: float
) -> tuple[list[float], float]:
    """So many clients at once, each with its part of the requests; how long each took, and all."""
    took: list[list[float]] = [[] for _ in range(clients)]

    def one(at: int) -> None:
        own = bodies[at:] + bodies[:at]
        took[at] = asked(address, path, own, count // clients, end)

    threads = [threading.Thread(target=one, args=(at,)) for at in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [second for part in took for second in part], time.perf_counter() - began


def besides(address: str, end: float) -> tuple[list[float], float]:
    """Health, while four long replies are judged."""
    drafts = ["".join(LONG.format(f"{n}.{at}") for at in range(80))[:5_000] for n in range(4)]
    bodies = [{"persona": "support-agent", "draft": one, "context": KNOWN} for one in drafts]
    busy = threading.Thread(target=crowd, args=(address, "/v1/check/reply", bodies, 4, 4, end))
    busy.start()
    took, began = [], time.perf_counter()
    line = http.client.HTTPConnection(address, timeout=60)
    while busy.is_alive() and time.monotonic() < end:
        start = time.perf_counter()
        line.request("GET", "/healthz")
        line.getresponse().read()
        took.append(time.perf_counter() - start)
        time.sleep(0.01)
    busy.join()
    line.close()
    return took, time.perf_counter() - began


def show(name: str, clients: int, took: list[float], seconds: float) -> None:
    """A line of the table."""
    cuts = statistics.quantiles(took, n=100) if len(took) > 1 else [0.0] * 99
    shown = [name, f"{clients}", f"{len(took) / seconds:.0f}", f"{cuts[49] * 1000:.1f} ms", f"{cuts[98] * 1000:.1f} ms"]
    print("".join(text.rjust(16) for text in (*shown, f"{len(took)}")), flush=True)


if __name__ == "__main__":
    main()
