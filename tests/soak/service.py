"""The service of a soak, in a process of its own: an emulator that spoils one request in a hundred, at random.

It prints its endpoint, and the numbers of requests and faults when standard input ends.
"""

from __future__ import annotations

import json
import random
import sys
import threading
from collections.abc import Callable

from tigris_http.emulator import Emulator, Fault

SHARE = 0.01
TICK = 0.01
"""Seconds between two updates of the number of requests."""

_KINDS: tuple[Callable[[random.Random], Fault], ...] = (
    lambda _: Fault("drop_request"),
    lambda _: Fault("drop_request", abort=True),
    lambda chance: Fault("lose_answer", after=chance.randrange(60)),
    lambda chance: Fault("cut_body", after=chance.randrange(2000)),
    lambda chance: Fault("cut_body", after=chance.randrange(1_500_000)),
    lambda chance: Fault("cut_body", after=chance.randrange(2000), abort=True),
    lambda chance: Fault("stall_body", after=chance.randrange(2000), seconds=5),
    lambda _: Fault("slow_body", rate=1e6),
    lambda _: Fault("status", status=503, retry_after=0),
    lambda chance: Fault("status", status=chance.choice([429, 500, 502, 503, 504])),
    lambda _: Fault("status", status=502, body="<html>bad gateway"),
    lambda _: Fault("clock_skewed"),
    lambda _: Fault("close_idle"),
    lambda _: Fault("truncate_tar", "BundleObjects"),
)


def _wait(ended: threading.Event) -> None:
    sys.stdin.read()
    ended.set()


def serve(seed: int) -> None:
    """Run until standard input ends."""
    chance, ended = random.Random(seed), threading.Event()
    requests = faults = 0
    owed = 0.0
    with Emulator(log_limit=100_000) as tigris:
        print(tigris.endpoint, flush=True)
        threading.Thread(target=_wait, args=(ended,), daemon=True).start()
        while not ended.wait(TICK):
            seen = len(tigris.requests)
            tigris.clear_requests()
            requests, owed = requests + seen, owed + seen * SHARE
            # One at a time: a request that waits for a bundle must not hide the next one.
            while owed >= 1 and len(tigris.faults) < 10:
                tigris.inject(chance.choice(_KINDS)(chance))
                faults, owed = faults + 1, owed - 1
        faults -= sum(fault.times for fault in tigris.faults)
        print(json.dumps({"requests": requests, "faults": faults}), flush=True)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
