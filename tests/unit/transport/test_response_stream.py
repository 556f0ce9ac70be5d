"""A body on a connection of ours releases it at its end, and closes it after a break. No socket."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from tigris_http._transport.pool.slots import Lease
from tigris_http._transport.response_body.stream import AsyncResponseStream, ResponseStream
from tigris_http._wire.http import Head
from tigris_http._wire.http11.framing import Counted
from tigris_http.errors import IncompleteBody

Piece = bytes | Exception


class Connection:
    failed = False
    deadline = None

    def __init__(self, *pieces: Piece) -> None:
        self._pieces = [*pieces]

    def receive_into(self, buffer: memoryview, _timeout: float | None) -> int:
        piece = self._pieces.pop(0)
        if isinstance(piece, Exception):
            raise piece
        buffer[: len(piece)] = piece
        return len(piece)


class AsyncConnection(Connection):
    async def receive_into(self, buffer: memoryview, _timeout: float | None) -> int:  # type: ignore[override]
        return super().receive_into(buffer, _timeout)


def opened(kind: Any, connection: Connection) -> tuple[Any, list[bool]]:
    released: list[bool] = []
    lease: Any = Lease("route")  # type: ignore[arg-type]
    lease.stream = connection
    pool = SimpleNamespace(
        release=lambda _lease, *, reusable: released.append(reusable), loop=SimpleNamespace(check=lambda: None)
    )
    return kind(lease, Head(200), Counted(5), 1.0, pool, keep=True), released


CASES = [
    ((b"abc", b"de"), None, True),
    ((b"abc", b""), IncompleteBody, False),
    ((b"abc", httpx.ReadError("reset")), httpx.ReadError, False),
]


@pytest.mark.parametrize(("pieces", "error", "reusable"), CASES, ids=["whole", "cut", "reset"])
def test_the_end_and_a_break_release_the_connection_once_without_a_close(
    pieces: tuple[Piece, ...], error: type[Exception] | None, reusable: bool
) -> None:
    def read(body: ResponseStream) -> None:
        assert 3 == body.readinto(memoryview(bytearray(9)))
        if error is None:
            assert 2 == body.readinto(memoryview(bytearray(9)))
        else:
            with pytest.raises(error):
                body.readinto(memoryview(bytearray(9)))
        assert 0 == body.readinto(memoryview(bytearray(9)))

    async def aread(body: AsyncResponseStream) -> None:
        assert 3 == await body.readinto(memoryview(bytearray(9)))
        if error is None:
            assert 2 == await body.readinto(memoryview(bytearray(9)))
        else:
            with pytest.raises(error):
                await body.readinto(memoryview(bytearray(9)))
        assert 0 == await body.readinto(memoryview(bytearray(9)))

    body, released = opened(ResponseStream, Connection(*pieces))
    read(body)
    assert [reusable] == released
    abody, areleased = opened(AsyncResponseStream, AsyncConnection(*pieces))
    asyncio.run(aread(abody))
    assert [reusable] == areleased
    body.close()
    assert [reusable] == released


def test_for_httpx_it_is_an_iterator_with_errors_of_httpx() -> None:
    async def gathered(body: AsyncResponseStream, found: list[bytes]) -> None:
        async for piece in body:
            found.append(piece)  # noqa: PERF401  # the pieces before the error count

    body, _ = opened(ResponseStream, Connection(b"abc", b"de"))
    assert [b"abc", b"de"] == list(body)
    cut, _ = opened(ResponseStream, Connection(b"abc", b""))
    acut, _ = opened(AsyncResponseStream, AsyncConnection(b"abc", b""))
    found: list[bytes] = []
    with pytest.raises(httpx.RemoteProtocolError, match="peer closed connection: the connection ended 2 bytes before"):
        found.extend(cut)
    with pytest.raises(httpx.RemoteProtocolError, match="peer closed connection: the connection ended 2 bytes before"):
        asyncio.run(gathered(acut, found))
    assert [b"abc", b"abc"] == found
