"""One HTTP/1.1 request on one connection, up to the head of its response.

Contract: the bytes are sent as given. A response that arrives before the request is sent whole ends the sending, unless
it is a success (RFC 9112, section 9.5): a service that refuses a body need not read it. After a failed write, a
response that is there already counts. Errors are httpx's.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterable, Iterable
from typing import TYPE_CHECKING, Final

import httpx

from tigris_http._wire.http11.heads import AnswerHead, HeadReader
from tigris_http.errors import MalformedResponse

if TYPE_CHECKING:
    from tigris_http._transport.sockets.asynchronous import AsyncStream
    from tigris_http._transport.sockets.blocking import BlockingStream

SENT_WITH_HEAD: Final = 64 * 1024
"""Bytes of a body's first chunk that are sent with the head, in one system call."""


class AnswerReader:
    """Reads an answer's head, also while its request is still being sent."""

    def __init__(self) -> None:
        self._reader = HeadReader()
        self.head: AnswerHead | None = None
        self.ended = False
        """True if the connection was closed before the head was complete."""

    def take(self, data: bytes) -> bool:
        if not data:
            self.ended = True
            return True
        try:
            self.head = self._reader.feed(data)
        except MalformedResponse as error:
            raise httpx.RemoteProtocolError(error.message) from error
        return self.head is not None and self.head.status >= 300

    @property
    def begun(self) -> bool:
        return self._reader.begun

    def finish(self) -> tuple[AnswerHead, bytes]:
        """Return the head and the bytes received after it."""
        if self.head is None:
            raise httpx.RemoteProtocolError(
                "Server disconnected inside the head of its answer."
                if self.begun
                else "Server disconnected without sending a response."
            )
        return self.head, self._reader.rest


def exchange(
    stream: BlockingStream, head: bytes, chunks: Iterable[bytes], *, read: float | None, write: float | None
) -> AnswerHead:
    """Send a request; return the head of its answer.

    `read` bounds the seconds until the whole head is there, `write` those of each write.
    """
    answer = AnswerReader()
    unsent: httpx.TransportError | None = None
    pending = head
    for chunk in chunks:
        if not chunk:
            continue
        try:
            if pending and len(chunk) > SENT_WITH_HEAD:
                stream.send(pending, write)
                pending = b""
            watched = answer if not pending else None
            if stream.send(pending + chunk if pending else chunk, write, watched):
                break
        except (httpx.WriteError, httpx.WriteTimeout) as error:
            unsent = error
            break
        pending = b""
    else:
        if pending:  # a request without a body
            stream.send(pending, write)
    by = None if read is None else time.monotonic() + read
    while answer.head is None and not answer.ended:
        if unsent is not None and not answer.begun and not stream.has_bytes:
            raise unsent
        size = stream.receive_into(stream.scratch, _left(by))
        answer.take(bytes(stream.scratch[:size]))
    return _finished(stream, answer, unsent)


async def exchange_async(
    stream: AsyncStream, head: bytes, chunks: AsyncIterable[bytes], *, read: float | None, write: float | None
) -> AnswerHead:
    """Do as `exchange`."""
    answer = AnswerReader()
    unsent: httpx.TransportError | None = None
    pending = head
    async for chunk in chunks:
        if not chunk:
            continue
        try:
            if pending and len(chunk) > SENT_WITH_HEAD:
                await stream.send(pending, write)
                pending = b""
            watched = answer if not pending else None
            if await stream.send(pending + chunk if pending else chunk, write, watched):
                break
        except (httpx.WriteError, httpx.WriteTimeout) as error:
            unsent = error
            break
        pending = b""
    else:
        if pending:
            await stream.send(pending, write)
    by = None if read is None else time.monotonic() + read
    while answer.head is None and not answer.ended:
        if unsent is not None and not answer.begun and not stream.has_bytes:
            raise unsent
        size = await stream.receive_into(stream.scratch, _left(by))
        answer.take(bytes(stream.scratch[:size]))
    return _finished(stream, answer, unsent)


def _left(by: float | None) -> float | None:
    if by is None:
        return None
    left = by - time.monotonic()
    if left <= 0:
        raise httpx.ReadTimeout("the head of the answer did not end in time")
    return left


def _finished(
    stream: BlockingStream | AsyncStream, answer: AnswerReader, unsent: httpx.TransportError | None
) -> AnswerHead:
    if answer.ended and answer.head is None and unsent is not None:
        raise unsent
    head, rest = answer.finish()
    stream.unread(rest)
    return head
