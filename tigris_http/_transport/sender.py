"""Send one request on a connection of our own.

Contract: no URL library rewrites the request target. Bodies are raw: no Content-Encoding is undone. httpcore and h11
write and read the head, with one `HTTP11Connection` for each request, since h11 does not see the body. The pool owns
the connections.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, cast

import anyio
import httpcore

from tigris_http._core.messages import Reply, Send, Timeouts
from tigris_http._transport.errors import to_tigris_error
from tigris_http._transport.pool.pool import AsyncPool, BlockingPool
from tigris_http._transport.request_body.chunks import AsyncUploadChunks, UploadChunks
from tigris_http._transport.response_body import FAILURES, AsyncSource, Source
from tigris_http._wire.http import AsyncByteSource, ByteSource, Head
from tigris_http.errors import TigrisError, TimedOut

if TYPE_CHECKING:
    import ssl

    from tigris_http._transport.pool.lease import Lease
    from tigris_http._transport.request_body.upload import Upload
    from tigris_http._transport.sockets.asyncio import AsyncioStream
    from tigris_http._transport.sockets.proxy import Route, Routes
    from tigris_http._transport.sockets.trio import AnyioStream

_ORIGIN = httpcore.Origin(b"http", b"service", 80)
"""A placeholder that httpcore compares: the route and the Host header hold the real origin."""


@lru_cache(maxsize=64)
def _extensions(timeouts: Timeouts) -> dict[str, object]:
    return {"timeout": {"read": timeouts.read, "write": timeouts.write}}


def _request(send: Send, route: Route, chunks: UploadChunks | AsyncUploadChunks) -> httpcore.Request:
    address, target = send.address, send.address.target
    fields = [(b"Host", address.authority.encode("ascii")), (b"Accept-Encoding", b"identity")]
    fields += [(name.encode("ascii"), value.encode("latin-1")) for name, value in send.headers]
    if route.forwarded:
        target = address.origin + target
        if route.proxy is not None and route.proxy.authorization is not None:
            fields.append((b"Proxy-Authorization", route.proxy.authorization.encode("ascii")))
    url = httpcore.URL(scheme=b"http", host=b"service", port=80, target=target.encode("ascii"))
    request = httpcore.Request(send.method, url, content=chunks, extensions=_extensions(send.timeouts))
    request.headers = fields  # as an argument, httpcore would check each for bytes
    return request


def _head(response: httpcore.Response) -> Head:
    return Head(
        response.status, tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers)
    )


def _version(response: httpcore.Response) -> object:
    return cast("dict[str, object]", response.extensions).get("http_version")  # pyright: ignore[reportUnknownMemberType]


class _BaseSender:
    """Shared by the blocking and the async sender."""

    def __init__(self, routes: Routes) -> None:
        self._routes = routes

    def _route(self, send: Send) -> Route:
        address = send.address
        return self._routes.to(address.scheme, address.host, address.port)


class Sender(_BaseSender):
    """Sends for a blocking client. Thread-safe."""

    def __init__(self, limit: int, routes: Routes, context: Callable[[], ssl.SSLContext]) -> None:
        super().__init__(routes)
        self.pool = BlockingPool(limit, context)

    def perform(self, send: Send, upload: Upload) -> Reply[ByteSource] | TigrisError:
        """Send one request; return its reply or the network error."""
        try:
            route = self._route(send)
            lease = self.pool.acquire(route, send)
        except (*FAILURES, ValueError) as error:
            return to_tigris_error(send, error, None, sent=False)
        chunks = UploadChunks(upload)
        try:
            stream = lease.connection()
            stream.deadline = send.deadline
            response = httpcore.HTTP11Connection(_ORIGIN, stream).handle_request(_request(send, route, chunks))
            head = _head(response)
            source = Source(send, head, _version(response), lease, self.pool)
            shown = send.hands_out(head)
            if shown and source.remaining != 0:
                stream.deadline = None
                return Reply(head, source=source)
            return Reply(head, source.whole(), source if shown else None)
        except (*FAILURES, UnicodeError, TigrisError) as error:
            self.pool.release(lease, usable=False)
            return to_tigris_error(send, error, chunks.failed)
        except BaseException:
            self.pool.release(lease, usable=False)
            raise

    def close(self) -> None:
        """Close all connections."""
        self.pool.close()


class AsyncSender(_BaseSender):
    """Sends for an async client, within one event loop."""

    def __init__(self, limit: int, routes: Routes, context: Callable[[], ssl.SSLContext]) -> None:
        super().__init__(routes)
        self.pool = AsyncPool(limit, context)

    async def perform(self, send: Send, upload: Upload) -> Reply[AsyncByteSource] | TigrisError:
        """Send one request; return its reply or the network error."""
        self.pool.loop.check()
        if send.deadline is None:
            return await self._attempt(send, upload, [])
        sent: list[bool] = []
        with anyio.move_on_after(max(send.deadline - time.monotonic(), 0)):
            return await self._attempt(send, upload, sent)
        return TimedOut("no answer in the time for this call", sent=bool(sent))

    async def _attempt(self, send: Send, upload: Upload, sent: list[bool]) -> Reply[AsyncByteSource] | TigrisError:
        try:
            route = self._route(send)
            lease = await self.pool.acquire(route, send)
        except (*FAILURES, ValueError) as error:
            return to_tigris_error(send, error, None, sent=False)
        sent.append(True)
        chunks = AsyncUploadChunks(upload)
        try:
            return await self._exchange(send, _request(send, route, chunks), lease)
        except (*FAILURES, UnicodeError, TigrisError) as error:
            await self.pool.release(lease, usable=False)
            return to_tigris_error(send, error, chunks.failed)
        except BaseException:
            await self.pool.release(lease, usable=False)
            raise
        finally:
            await chunks.aclose()

    async def _exchange(
        self, send: Send, request: httpcore.Request, lease: Lease[AsyncioStream | AnyioStream]
    ) -> Reply[AsyncByteSource]:
        response = await httpcore.AsyncHTTP11Connection(_ORIGIN, lease.connection()).handle_async_request(request)
        head = _head(response)
        source = AsyncSource(send, head, _version(response), lease, self.pool)
        shown = send.hands_out(head)
        if shown and source.remaining != 0:
            return Reply(head, source=source)
        return Reply(head, await source.whole(), source if shown else None)

    async def aclose(self) -> None:
        """Close all connections."""
        await self.pool.aclose()
