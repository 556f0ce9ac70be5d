"""The transport of one call: it counts the bytes of bodies, and sends by the client's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http._core.messages import Reply

if TYPE_CHECKING:
    from tigris_http._core.messages import Send
    from tigris_http._transport.request_body.upload import Upload
    from tigris_http._transport.transport import AsyncTransport, Transport
    from tigris_http._wire.http import AsyncByteSource, ByteSource, Headers
    from tigris_http.errors import TigrisError
    from tigris_http.otel._recorder import Recorder


def _count(recorder: Recorder, send: Send, reply: Reply[ByteSource] | Reply[AsyncByteSource] | TigrisError) -> None:
    if isinstance(reply, Reply) and 200 <= reply.head.status < 300:
        recorder.exchanged(send.payload.size, len(reply.body), send.operation)


class CountingTransport:
    def __init__(self, transport: Transport, recorder: Recorder) -> None:
        self._transport, self._recorder = transport, recorder

    def perform(self, send: Send, upload: Upload) -> Reply[ByteSource] | TigrisError:
        reply = self._transport.perform(send, upload)
        _count(self._recorder, send, reply)
        if isinstance(reply, Reply) and reply.source is not None:
            reply.source = CountingSource(reply.source, self._recorder, send.operation)
        return reply


class AsyncCountingTransport:
    def __init__(self, transport: AsyncTransport, recorder: Recorder) -> None:
        self._transport, self._recorder = transport, recorder

    async def perform(self, send: Send, upload: Upload) -> Reply[AsyncByteSource] | TigrisError:
        reply = await self._transport.perform(send, upload)
        _count(self._recorder, send, reply)
        if isinstance(reply, Reply) and reply.source is not None:
            reply.source = AsyncCountingSource(reply.source, self._recorder, send.operation)
        return reply


class CountingSource:
    """An open body."""

    def __init__(self, source: ByteSource, recorder: Recorder, operation: str) -> None:
        self._source, self._recorder, self._operation = source, recorder, operation

    def readinto(self, buffer: memoryview, /) -> int:
        size = self._source.readinto(buffer)
        self._recorder.exchanged(0, size, self._operation)
        return size

    @property
    def remaining(self) -> int | None:
        return self._source.remaining

    @property
    def trailers(self) -> Headers:
        return self._source.trailers

    def close(self) -> None:
        self._source.close()
        self._recorder.source_closed()


class AsyncCountingSource:
    """The async twin of `CountingSource`."""

    def __init__(self, source: AsyncByteSource, recorder: Recorder, operation: str) -> None:
        self._source, self._recorder, self._operation = source, recorder, operation

    async def readinto(self, buffer: memoryview, /) -> int:
        size = await self._source.readinto(buffer)
        self._recorder.exchanged(0, size, self._operation)
        return size

    @property
    def remaining(self) -> int | None:
        return self._source.remaining

    @property
    def trailers(self) -> Headers:
        return self._source.trailers

    async def aclose(self) -> None:
        await self._source.aclose()
        self._recorder.source_closed()
