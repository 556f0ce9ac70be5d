"""A server that stalls a bundle on demand, and the states of a bundle in which it does."""

from __future__ import annotations

import json
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import anyio

from tests.bundles import archive
from tests.rawserver import RawServer, Seen, error, ok
from tests.unit.transport.test_handoff import chunked
from tigris_http import (
    BundleKey,
    RetryPolicy,
    TigrisHTTP,
)

ROOT = Path(__file__).parent.parent.parent
SOON = 2.0
"""Seconds: far more than ending takes on a slow machine, far less than any timeout here."""
LONG = RetryPolicy(base=2000, cap=2000, deadline=None)
"""Waits for a quarter of an hour on average."""
LARGE = random.Random(3).randbytes(3_000_000)
WANTED = [BundleKey(f"key/{number:02}", size=100) for number in range(20)]
"""With `max_bytes=2000` and one request ahead, two requests of ten keys each."""


# -- a server that stalls on demand -----------------------------------------------------------------------------------

STALL = None
Script = Callable[[Seen, int], "list[bytes | None]"]


class ScriptedServer(RawServer):
    """Sends `script`'s answer to each request, by its number; at `STALL` it waits until the client leaves."""

    def __init__(self, script: Script) -> None:
        super().__init__(b"")
        self.script = script
        self.stalled = 0
        """The number of stalled answers."""

    def _one(self, connection: socket.socket, reader: Any, number: int) -> bool:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = reader.readline()
            if not line:
                return False
            head += line
        length = int(dict(Seen(0, head[:-4], b"").fields).get("content-length", "0"))
        seen = Seen(number, head[:-4], reader.read(length))
        with self._lock:
            self.requests.append(seen)
            count = len(self.requests)
        for part in self.script(seen, count):
            if part is STALL:
                self._stall(connection)
                return False
            connection.sendall(part)
        return not seen.get("x-close")

    def _stall(self, connection: socket.socket) -> None:
        with self._lock:
            self.stalled += 1
        try:
            with suppress(OSError):
                while connection.recv(65536):
                    continue
        finally:
            with self._lock:
                self.stalled -= 1


def requested_keys(seen: Seen) -> list[str]:
    keys: list[str] = json.loads(seen.body)["keys"]
    return keys


def content(key: str) -> bytes:
    return LARGE if key.startswith("large") else key.encode() * 10


def bundled(seen: Seen, *, upto: int | None = None) -> bytes:
    """Return the answer to a bundle request, or the beginning of it."""
    body = chunked(archive([(key, content(key)) for key in requested_keys(seen)]), 16_384)
    return body[:upto]


def is_bundle(seen: Seen) -> bool:
    return seen.request_line.startswith(b"POST")


def key_of(seen: Seen) -> str:
    return seen.target.decode().removeprefix("/bucket/")


def head_length() -> int:
    return chunked(b"", 1).index(b"\r\n\r\n") + 4


def no_answer(_seen: Seen, _count: int) -> list[bytes | None]:
    return [STALL]


def no_body(seen: Seen, _count: int) -> list[bytes | None]:
    return [bundled(seen, upto=head_length()), STALL]


def second_unanswered(seen: Seen, _count: int) -> list[bytes | None]:
    return [bundled(seen)] if "key/00" in requested_keys(seen) else [STALL]


def second_without_body(seen: Seen, _count: int) -> list[bytes | None]:
    return [bundled(seen)] if "key/00" in requested_keys(seen) else [bundled(seen, upto=head_length()), STALL]


def in_a_large_member(seen: Seen, _count: int) -> list[bytes | None]:
    return [bundled(seen, upto=1_600_000), STALL]


def first_get_answered(seen: Seen, _count: int) -> list[bytes | None]:
    return [ok(content(key_of(seen)), 'ETag: "1"')] if key_of(seen) == "key/00" else [STALL]


def gets_put_off(seen: Seen, _count: int) -> list[bytes | None]:
    if key_of(seen) == "key/00":
        return [ok(content(key_of(seen)), 'ETag: "1"')]
    return [error(503, "SlowDown", "Retry-After: 600")]


def cut_short(seen: Seen, _count: int) -> list[bytes | None]:
    """Answer with four members and nothing after them: the client waits before its next request."""
    if "key/00" not in requested_keys(seen):
        return [STALL]
    body = archive([(key, content(key)) for key in requested_keys(seen)[:4]])[: 4 * 1024]
    return [chunked(body, 16_384)]


class State:
    """A state of a bundle: the steps to it, and the requests that the server has seen by then."""

    def __init__(self, script: Script, taken: int, requests: int, **options: Any) -> None:
        self.script = script
        self.taken = taken
        """The number of results before it."""
        self.requests = requests
        self.options: dict[str, Any] = {"keys": WANTED, "max_bytes": 2000, "min_bundle": 1} | options


SNAPSHOT = {"snapshot_version": "1700"}
STATES = {
    "before the first result": State(no_body, 0, 1, prefetch=0),
    "with a request ahead that is not answered": State(second_unanswered, 10, 2),
    "with an answer ahead that stalls": State(second_without_body, 10, 2),
    "in a large member": State(in_a_large_member, 0, 1, keys=["large", "b"]),
    "during single GETs": State(first_get_answered, 1, 8, **SNAPSHOT),
    "while single GETs wait to be sent again": State(gets_put_off, 1, 8, **SNAPSHOT),
    "while the rest waits to be asked for": State(cut_short, 4, 1, prefetch=0, keys=WANTED[:10]),
}


ALL_STATES = {"before the answer": State(no_answer, 0, 1)} | STATES


@contextmanager
def telling(state: State) -> Iterator[ScriptedServer]:
    """Serve a state; other requests are answered well."""

    def script(seen: Seen, count: int) -> list[bytes | None]:
        if seen.target.startswith(b"/bucket/fine") or seen.request_line.startswith(b"HEAD"):
            return [ok()]
        return state.script(seen, count)

    with ScriptedServer(script) as server:
        yield server


def jobs() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "tigris_http job"]


def eventually(holds: Callable[[], bool], what: str = "it never came to that") -> None:
    end = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.01)


def pause(mode: str, seconds: float = 0.01) -> Any:
    """Wait; the caller awaits the result of an async wait."""
    return threading.Event().wait(seconds) if mode == "blocking" else anyio.sleep(seconds)


def nothing_is_left(server: ScriptedServer) -> None:
    eventually(lambda: not jobs(), "a thread was left behind")
    eventually(lambda: not server.stalled, "a connection was left behind")


# -- other processes --------------------------------------------------------------------------------------------------

SMALL = [f"small/{number:03}" for number in range(60)]
SIZED = [BundleKey(key, size=100) for key in SMALL]


def filled(client: TigrisHTTP) -> None:
    client.create_bucket("atlas", snapshot_enabled=True)
    for key in SMALL:
        client.put_object("atlas", key, content(key))
    client.put_object("atlas", "large", LARGE)
