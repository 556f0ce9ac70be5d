"""An open body that is read on where it broke: the source below `ObjectBody`, blocking and async, a twin each.

Contract: a `ByteSource`. What is decided, is decided in `_resume`; here bytes are counted and steps done. As long as
nothing breaks, a read costs one call more.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from tigris_http._download.resume import Download
from tigris_http._wire.lost_responses import BROKEN_BODY
from tigris_http.errors import TigrisError
from tigris_http.operations.objects._object_info import ObjectInfo, object_info
from tigris_http.operations.objects.reads import GetObject

if TYPE_CHECKING:
    from tigris_http._core.messages import CallContext
    from tigris_http._wire.http import AsyncByteSource, ByteSource, Head, Headers
    from tigris_http.operations._base import AnyOperation

Ask: TypeAlias = "Callable[[GetObject], tuple[Head, ByteSource]]"
"""Sends a GET of this client's, and returns its open answer."""
AsyncAsk: TypeAlias = "Callable[[GetObject], Awaitable[tuple[Head, AsyncByteSource]]]"


class _Rest:
    """The open rest of an object."""

    def __init__(self, info: ObjectInfo, source: ByteSource) -> None:
        self.info, self.source = info, source
        self.close = source.close


class _AsyncRest:
    """The open rest of an object."""

    def __init__(self, info: ObjectInfo, source: AsyncByteSource) -> None:
        self.info, self.source = info, source
        self.aclose = source.aclose


def resuming(operation: AnyOperation, head: Head, source: ByteSource, plan: CallContext, ask: Ask) -> ByteSource:
    """Return what the answer to `operation` is read from: `source`, or one that goes on where that breaks."""
    if isinstance(operation, GetObject) and operation.resume:
        return Resuming(operation, head, source, plan, ask)
    return source


class Resuming:
    """A body of the blocking client's."""

    __slots__ = ("_ask", "_download", "_source")

    def __init__(self, get: GetObject, head: Head, source: ByteSource, plan: CallContext, ask: Ask) -> None:
        self._source, self._ask = source, ask
        self._download = Download(get, head, plan)

    @property
    def resumed(self) -> int:
        """How often the body was read on after it had broken."""
        return self._download.resumed

    @property
    def remaining(self) -> int | None:
        """Bytes still to come: 0 once the connection is released, None if only the end tells."""
        return self._source.remaining

    @property
    def trailers(self) -> Headers:
        """What came behind the body."""
        return self._source.trailers

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill the front of `buffer` with what is there; return how much, 0 at the end."""
        download = self._download
        while True:
            try:
                size = self._source.readinto(buffer)
            except BROKEN_BODY as error:
                if download.is_whole(error):
                    return 0
                self._go_on(error)
                continue
            if size or not download.left:
                download.left -= size
                return size
            self._go_on(download.ended_short())

    def _go_on(self, broke: TigrisError) -> None:
        from tigris_http._download.run_steps import run_steps

        # Nothing is kept while it is waited.
        self._source.close()
        self._source = run_steps(self._download.go_on(broke), self._open).source

    def _open(self, get: Any) -> _Rest:  # noqa: ANN401  # a GetObject: it is what the plan opens
        head, source = self._ask(get)
        try:
            return _Rest(object_info(head, get.bucket, get.key), source)
        except BaseException:
            source.close()
            raise

    def close(self) -> None:
        """Give the connection back, or close it when the body was not read to its end. Never raises."""
        if not self._download.left:
            self._download.ended()
        self._source.close()


def aresuming(
    operation: AnyOperation, head: Head, source: AsyncByteSource, plan: CallContext, ask: AsyncAsk
) -> AsyncByteSource:
    """Return what the answer to `operation` is read from: `source`, or one that goes on where that breaks."""
    if isinstance(operation, GetObject) and operation.resume:
        return AsyncResuming(operation, head, source, plan, ask)
    return source


class AsyncResuming:
    """A body of the async client's."""

    __slots__ = ("_ask", "_download", "_source")

    def __init__(self, get: GetObject, head: Head, source: AsyncByteSource, plan: CallContext, ask: AsyncAsk) -> None:
        self._source, self._ask = source, ask
        self._download = Download(get, head, plan)

    @property
    def resumed(self) -> int:
        """How often the body was read on after it had broken."""
        return self._download.resumed

    @property
    def remaining(self) -> int | None:
        """Bytes still to come: 0 once the connection is released, None if only the end tells."""
        return self._source.remaining

    @property
    def trailers(self) -> Headers:
        """What came behind the body."""
        return self._source.trailers

    async def readinto(self, buffer: memoryview, /) -> int:
        """Fill the front of `buffer` with what is there; return how much, 0 at the end."""
        download = self._download
        while True:
            try:
                size = await self._source.readinto(buffer)
            except BROKEN_BODY as error:
                if download.is_whole(error):
                    return 0
                await self._go_on(error)
                continue
            if size or not download.left:
                download.left -= size
                return size
            await self._go_on(download.ended_short())

    async def _go_on(self, broke: TigrisError) -> None:
        from tigris_http._download.run_steps import run_steps_async

        await self._source.aclose()
        self._source = (await run_steps_async(self._download.go_on(broke), self._open)).source

    async def _open(self, get: Any) -> _AsyncRest:  # noqa: ANN401
        head, source = await self._ask(get)
        try:
            return _AsyncRest(object_info(head, get.bucket, get.key), source)
        except BaseException:
            await source.aclose()
            raise

    async def aclose(self) -> None:
        """Give the connection back, or close it when the body was not read to its end. Never raises."""
        if not self._download.left:
            self._download.ended()
        await self._source.aclose()
