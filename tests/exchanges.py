"""The exchanges of `fixtures/exchanges`, read by h11: nothing here knows the client or the emulator.

for name in names():
    exchange = load(name)
    exchange.request.method, exchange.response.status
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import h11

if TYPE_CHECKING:
    from collections.abc import Iterable


FOLDER = Path(__file__).parent.parent / "fixtures" / "exchanges"

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SentRequest:
    """A request, without its date, signature and user agent."""

    method: str
    target: str
    headers: Fields
    """Names in lower case."""
    body: bytes

    @property
    def host(self) -> str:
        """The Host header."""
        return dict(self.headers)["host"]


@dataclass(frozen=True)
class SentResponse:
    """An answer of a service."""

    status: int
    headers: Fields
    """Names in lower case."""
    body: bytes
    """The body without its framing."""
    trailers: Fields


@dataclass(frozen=True)
class Exchange:
    """One request and the answer to it."""

    name: str
    request: SentRequest
    response: SentResponse


def names() -> list[str]:
    """Return the names of all cases, such as `get_object/range`."""
    return sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*"))


def raw(name: str) -> tuple[bytes, bytes]:
    """Return the raw bytes of both messages of a case."""
    return (FOLDER / name / "request.http").read_bytes(), (FOLDER / name / "response.http").read_bytes()


def load(name: str) -> Exchange:
    """Read the messages of a case; raise `ValueError` that names it if they are not well-formed."""
    try:
        return _read(name)
    except (h11.ProtocolError, TypeError, ValueError) as error:
        raise ValueError(f"fixtures/exchanges/{name} is not well-formed: {error}") from error


def _read(name: str) -> Exchange:
    sent, received = raw(name)
    server = h11.Connection(h11.SERVER)
    server.receive_data(sent)
    head = server.next_event()
    if not isinstance(head, h11.Request):
        raise TypeError(f"{head!r} is no request")
    body, _ = _body(server)
    client = h11.Connection(h11.CLIENT)
    client.send(head)
    if body:
        client.send(h11.Data(data=body))
    client.send(h11.EndOfMessage())
    client.receive_data(received)
    answer = client.next_event()
    if not isinstance(answer, h11.Response):
        raise TypeError(f"{answer!r} is no response")
    content, trailers = _body(client)
    return Exchange(
        name,
        SentRequest(head.method.decode(), head.target.decode(), _fields(head.headers), body),
        SentResponse(answer.status_code, _fields(answer.headers), content, trailers),
    )


def _body(connection: h11.Connection) -> tuple[bytes, Fields]:
    content = b""
    event = connection.next_event()
    while isinstance(event, h11.Data):
        content += event.data
        event = connection.next_event()
    if not isinstance(event, h11.EndOfMessage):
        raise TypeError(f"{event!r} in place of the end")
    if connection.trailing_data[0]:
        raise ValueError("something follows the message")
    return content, _fields(event.headers)


def _fields(headers: Iterable[tuple[bytes, bytes]]) -> Fields:
    return tuple((name.decode(), value.decode()) for name, value in headers)
