"""One request for the handlers, and their answer.

Contract: plain data. Keys are the bytes of the raw target, percent-decoded once and never normalised. `+` is a plus in
a path. "Query values in raw calls: `%20` for space [...]; `+` for space is also produced by the TS SDK's URL builder,
so an emulator must decode both."
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from tigris_http.emulator.http.body import Body
    from tigris_http.emulator.http.message import Headers, Query

Level = Literal["service", "bucket", "object"]
MAX_KEY: Final = 1024
XML: Final = ("Content-Type", "application/xml")
JSON: Final = ("Content-Type", "application/json")


@dataclass(frozen=True)
class Place:
    """The bucket and key of a target, and the addressing style."""

    bucket: str
    key: bytes
    level: Level
    virtual_host: bool


def place(path: str, host: str, domains: tuple[str, ...]) -> Place:
    """Find bucket and key in `path` (as sent, without the query) and the Host header.

    `<bucket>.<domain>` is the virtual-host style. Bare domains and addresses are path style.
    """
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and ":" in host else host
    name = name.lower()
    for domain in domains:
        if name.endswith(f".{domain}"):
            bucket = name[: -len(domain) - 1]
            key = unquote_to_bytes(path[1:])
            return Place(bucket, key, "object" if key else "bucket", virtual_host=True)
    if path == "/":
        return Place("", b"", "service", virtual_host=False)
    raw_bucket, _, raw_key = path[1:].partition("/")
    bucket = unquote_to_bytes(raw_bucket).decode("utf-8", "replace")
    key = unquote_to_bytes(raw_key)
    return Place(bucket, key, "object" if key else "bucket", virtual_host=False)


@dataclass(frozen=True)
class Call:
    """An authenticated request: the argument of every handler."""

    method: str
    target: str
    path: str
    place: Place
    query: Query
    headers: Headers
    body: Body
    request_id: str
    operation: str
    access_key_id: str | None
    """The key that signed it; None for an anonymous request."""
    server_base: str
    """`http://host:port` of the server, for `Location` elements."""
    in_session: bool = False
    """True for an unsigned request of a session, in the name of the owner."""
    without_tar_end: bool = False
    """A fault: the archive of a bundle lacks its end blocks."""

    @property
    def bucket(self) -> str:
        """The bucket of the target."""
        return self.place.bucket

    @property
    def key(self) -> bytes:
        """The key of the target, as bytes."""
        return self.place.key

    @property
    def wants_json(self) -> bool:
        """True if the request asks for JSON."""
        return "application/json" in (self.headers.get("accept") or "").lower()


@dataclass
class Answer:
    """The result of a handler. A `stream` replaces `body`; without `length` it is sent chunked."""

    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list["tuple[str, str]"])
    body: bytes = b""
    stream: Generator[bytes | memoryview, None, None] | None = None
    length: int | None = None
    trailers: Callable[[], list[tuple[str, str]]] | None = None
    """Called after the end of the stream. Only chunked answers have trailers."""
    done: Callable[[], None] | None = None
    """Called exactly once after the answer, also if the connection broke."""


def text(key: bytes) -> str:
    """Decode a key for documents; bytes that are not UTF-8 become U+FFFD."""
    return key.decode("utf-8", "replace")
