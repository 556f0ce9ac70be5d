"""Response bodies as the client reads them, from any transport.

Contract: a stream that fills the reader's memory (`response_stream`) is used so; any other is read in chunks
(`chunk_stream`). Errors leave as ours. A body read whole is bounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tigris_http._transport.errors import Failures, translate
from tigris_http._transport.response_body.whole import WholeBody, is_success
from tigris_http._wire.http import Head, Headers
from tigris_http._wire.lost_responses import BROKEN_BODY
from tigris_http.errors import TigrisError

if TYPE_CHECKING:
    from typing_extensions import Self

    from tigris_http._core.messages import Send
    from tigris_http._transport.response_body.chunk_stream import AsyncChunkStream, ChunkStream
    from tigris_http._transport.response_body.stream import AsyncResponseStream, ResponseStream

EARLY_ERROR_SECONDS: Final = 5.0
"""Seconds to wait for each next piece of an error response to a request that was not sent whole."""
_ROOM: Final = 64 * 1024
"""Bytes of a body that are received at once if it is read whole."""


def head_of(response: Any) -> Head:  # noqa: ANN401  # of httpx, or of its fork
    raw: list[tuple[bytes, bytes]] = response.headers.raw
    return Head(response.status_code, tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw]))


class _Body:
    def __init__(self, send: Send, head: Head, stream: Any, failures: Failures) -> None:  # noqa: ANN401
        self.head, self._send, self._stream = head, send, stream
        self._is_early_error = stream.is_early and not is_success(head)
        if self._is_early_error:
            stream.hurry(EARLY_ERROR_SECONDS)
        self._failures = failures

    @property
    def remaining(self) -> int | None:
        remaining: int | None = self._stream.remaining
        return remaining

    @property
    def trailers(self) -> Headers:
        trailers: Headers = self._stream.trailers
        return trailers

    def handed_out(self) -> Self:
        """End the deadline of the call; return the body itself."""
        self._stream.hand_out()
        return self

    def _located(self, error: TigrisError) -> TigrisError:
        send = self._send
        # A body read whole is part of an attempt, and located with it; one handed out is on its own.
        return error.located(send.operation, send.bucket, send.key, 1) if send.stream else error

    def _room(self) -> bytearray:
        return bytearray(min(self.remaining or _ROOM, _ROOM))


class Body(_Body):
    _stream: ResponseStream | ChunkStream

    def readinto(self, buffer: memoryview, /) -> int:
        try:
            return self._stream.readinto(buffer)
        except TigrisError as error:
            self._located(error)
            raise
        except self._failures as error:
            raise self._located(translate(error, self._send, in_body=True)) from error

    def whole(self) -> bytes:
        if self._stream.is_done:  # no body, as after a HEAD: closed already
            return b""
        whole, room = WholeBody(self.head, stream=self._send.stream), self._room()
        view = memoryview(room)
        while not self._stream.is_done:
            try:
                size = self.readinto(view)
            except BROKEN_BODY:
                if not self._is_early_error:
                    raise
                break  # another attempt would end alike, and the status says enough
            if whole.add(bytes(view[:size])):
                break
        self.close()
        return whole.body()

    def close(self) -> None:
        self._stream.close()


class AsyncBody(_Body):
    _stream: AsyncResponseStream | AsyncChunkStream

    async def readinto(self, buffer: memoryview, /) -> int:
        try:
            return await self._stream.readinto(buffer)
        except TigrisError as error:
            self._located(error)
            raise
        except self._failures as error:
            raise self._located(translate(error, self._send, in_body=True)) from error

    async def whole(self) -> bytes:
        if self._stream.is_done:  # no body, as after a HEAD: closed already
            return b""
        whole, room = WholeBody(self.head, stream=self._send.stream), self._room()
        view = memoryview(room)
        while not self._stream.is_done:
            try:
                size = await self.readinto(view)
            except BROKEN_BODY:
                if not self._is_early_error:
                    raise
                break  # another attempt would end alike, and the status says enough
            if whole.add(bytes(view[:size])):
                break
        await self.aclose()
        return whole.body()

    async def aclose(self) -> None:
        await self._stream.aclose()
