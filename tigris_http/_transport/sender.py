"""One request through an httpx transport: ours, or the caller's transport or client.

Contract: the caller's may also be of the fork `httpx2`. It is neither changed nor closed, and used in its own process
only. Authentication and redirects of an httpx client are not applied, since the request is signed. A target that a URL
class would rewrite travels in the `target` extension. Bodies are read raw.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from tigris_http._concurrency.cancel import LONGEST
from tigris_http._concurrency.event_loop import OneLoop
from tigris_http._concurrency.per_process import OneProcess
from tigris_http._core.messages import Reply, Send, Timeouts
from tigris_http._transport.errors import Failures, to_tigris_error
from tigris_http._transport.http_transport import AsyncHTTPTransport, HTTPTransport
from tigris_http._transport.messages import NO_BODY, Request
from tigris_http._transport.request_body.chunks import AsyncUploadChunks, UploadChunks
from tigris_http._transport.request_body.upload import NO_UPLOAD
from tigris_http._transport.response_body.body import AsyncBody, Body, head_of
from tigris_http._transport.response_body.chunk_stream import AsyncChunkStream, ChunkStream, Unclosed, aclose, close
from tigris_http._transport.response_body.stream import AsyncResponseStream, ResponseStream
from tigris_http._wire.http import AsyncByteSource, ByteSource
from tigris_http.errors import TigrisError, TimedOut

if TYPE_CHECKING:
    from tigris_http._transport.request_body.upload import Upload

Steps: TypeAlias = Mapping[str, float | None]
"""Seconds of each step of a request."""

_STACKS: Final = ("httpx", "httpx2")
_GRACE: Final = 0.05
"""Seconds after its deadline at which an async call is cancelled. Its steps end themselves, except for reads of the
caller's own body."""


def stack_of(given: object, *kinds: str) -> Any:  # noqa: ANN401  # httpx, or the fork, which is no dependency
    """Return the package of which `given` is one of `kinds`; `TypeError` if it is none."""
    for kind in type(given).__mro__:
        root = kind.__module__.partition(".")[0]
        if root in _STACKS and kind.__name__ in kinds:
            return sys.modules[root]
    named = " or an ".join(f"httpx.{kind}" for kind in kinds)
    raise TypeError(f"transport must be an {named}, not {type(given).__name__}")


@cache
def _streams(stack: Any) -> tuple[type[Any], type[Any]]:  # noqa: ANN401
    """Return classes of uploads that are streams of this package."""
    blocking = type("UploadChunks", (UploadChunks, stack.SyncByteStream), {})
    return blocking, type("AsyncUploadChunks", (AsyncUploadChunks, stack.AsyncByteStream), {})


def _left(steps: Steps, deadline: float) -> Steps:
    """Return the seconds of each step of a transport that knows no deadline."""
    left = min(max(deadline - time.monotonic(), 0.001), LONGEST)
    return {name: left if step is None else min(step, left) for name, step in steps.items()}


class _Sender:
    def __init__(self, transport: Any, kinds: tuple[str, str], *, owned: bool) -> None:  # noqa: ANN401
        self._transport, self._stack = transport, stack_of(transport, *kinds)
        self._owned, self._process = owned, OneProcess()
        self._is_client = hasattr(transport, "send")
        # A subclass may look at the URL of a request, so it gets the whole one.
        self._is_ours = type(transport) in {HTTPTransport, AsyncHTTPTransport}
        self._no_body = NO_BODY if self._is_ours else self._stack.ByteStream(b"")
        self._failures: Failures = (self._stack.HTTPError, self._stack.InvalidURL, UnicodeError)
        self._raised: Failures = (*self._failures, TigrisError)
        self._unclosed: deque[Unclosed] = deque()
        self._steps: tuple[Timeouts | None, Steps] = (None, {})
        """The time-outs of the latest request, in httpx's form."""
        self._origin = lru_cache(maxsize=256)(self._url)

    def holds_connections(self) -> bool:
        """Return whether the client's own transport has open connections."""
        return self._owned and bool(self._transport.holds_connections())

    def _check_process(self) -> None:
        if not self._owned:
            self._process.check("the httpx client or transport of this client")

    def _url(self, scheme: str, host: str, port: int, target: bytes) -> Any:  # noqa: ANN401
        return self._stack.URL(scheme=scheme, host=host, port=port, raw_path=target)

    def _steps_of(self, timeouts: Timeouts) -> Steps:
        last, steps = self._steps
        if last is not timeouts:
            found = [(name, getattr(timeouts, name)) for name in ("connect", "read", "write", "pool")]
            # Other transports pass these numbers to the system.
            steps = {name: None if step is None else min(step, LONGEST) for name, step in found}
            self._steps = (timeouts, steps)
        return steps

    def _request(self, send: Send, chunks: Any) -> Any:  # noqa: ANN401
        address, target = send.address, send.address.target.encode("ascii")
        fields = [(b"Host", address.authority.encode("ascii")), (b"Accept-Encoding", b"identity")]
        fields += [(name.encode("ascii"), value.encode("latin-1")) for name, value in send.headers]
        if self._is_ours:
            url = self._origin(address.scheme, address.host, address.port, b"/")
            timeout = self._steps_of(send.timeouts)
            own = {"timeout": timeout, "target": target, "deadline": send.deadline}
            return Request(send.method, url, fields, send.payload.size, chunks, own)
        url = self._url(address.scheme, address.host, address.port, target)
        steps = self._steps_of(send.timeouts)
        left = steps if send.deadline is None else _left(steps, send.deadline)
        extensions: dict[str, object] = {"timeout": left}
        if url.raw_path != target:
            extensions["target"] = target
        return self._stack.Request(send.method, url, headers=fields, stream=chunks, extensions=extensions)

    def _failure(self, send: Send, error: Exception, failed: BaseException | None) -> TigrisError:
        if not self._is_ours and isinstance(error, self._stack.ProxyError):
            address, target = send.address, send.address.target.encode("ascii")
            if self._url(address.scheme, address.host, address.port, target).raw_path != target:
                # httpcore puts the extension into the line that asks for the tunnel.
                raise ValueError(
                    f"{send.operation}: the key of this request cannot be sent by a proxy of your own httpx transport, "
                    "which would rewrite it; give the proxy's URL to the client instead"
                ) from error
        return to_tigris_error(send, error, failed)


class Sender(_Sender):
    """Sends for a blocking client, by an `httpx.BaseTransport` or an `httpx.Client`. Safe from threads."""

    def __init__(self, transport: Any, *, owned: bool = False) -> None:  # noqa: ANN401
        super().__init__(transport, ("Client", "BaseTransport"), owned=owned)

    def perform(self, send: Send, upload: Upload) -> Reply[ByteSource] | TigrisError:
        self._check_process()
        while self._unclosed:
            close(*self._unclosed.popleft())
        if send.deadline is not None and send.deadline <= time.monotonic():
            return TimedOut("no time is left for this call", sent=False)
        chunks = None if upload is NO_UPLOAD else _streams(self._stack)[0](upload)
        try:
            response = self._asked(self._request(send, chunks or self._no_body))
        except self._raised as error:
            return self._failure(send, error, chunks and chunks.failed)
        body: Body | None = None
        try:
            stream = response.stream
            if isinstance(stream, ResponseStream):
                head = stream.head
            else:
                head = head_of(response)
                stream = ChunkStream(send, head, response, self._failures, self._unclosed)
            body = Body(send, head, stream, self._failures)
            shown = send.hands_out(head)
            if shown and body.remaining != 0:
                return Reply(head, source=body.handed_out())
            return Reply(head, body.whole(), body if shown else None)
        except TigrisError as error:
            (response if body is None else body).close()
            return error
        except BaseException:
            (response if body is None else body).close()
            raise

    def _asked(self, request: Any) -> Any:  # noqa: ANN401
        if self._is_client:
            return self._transport.send(request, stream=True, auth=None, follow_redirects=False)
        return self._transport.handle_request(request)

    def close(self) -> None:
        """Close forgotten responses, and our own transport."""
        while self._unclosed:
            close(*self._unclosed.popleft())
        if self._owned:
            self._transport.close()


class AsyncSender(_Sender):
    """Sends for an async client, by an `httpx.AsyncBaseTransport` or an `httpx.AsyncClient`."""

    def __init__(self, transport: Any, *, owned: bool = False) -> None:  # noqa: ANN401
        super().__init__(transport, ("AsyncClient", "AsyncBaseTransport"), owned=owned)
        self._loop: OneLoop | None = None

    async def perform(self, send: Send, upload: Upload) -> Reply[AsyncByteSource] | TigrisError:
        self._check_process()
        self._loop = self._loop or OneLoop()
        self._loop.check()
        while self._unclosed:
            await aclose(*self._unclosed.popleft())
        if send.deadline is None:
            return await self._performed(send, upload)
        left = send.deadline - time.monotonic()
        if left <= 0:
            return TimedOut("no time is left for this call", sent=False)
        import anyio

        with anyio.move_on_after(left + (_GRACE if self._is_ours else 0.0)):
            return await self._performed(send, upload)
        return TimedOut("no answer in the time for this call")

    async def _performed(self, send: Send, upload: Upload) -> Reply[AsyncByteSource] | TigrisError:
        chunks = None if upload is NO_UPLOAD else _streams(self._stack)[1](upload)
        try:
            response = await self._asked(self._request(send, chunks or self._no_body))
        except self._raised as error:
            return self._failure(send, error, chunks and chunks.failed)
        finally:
            if chunks is not None:
                await chunks.aclose()
        body: AsyncBody | None = None
        try:
            stream = response.stream
            if isinstance(stream, AsyncResponseStream):
                head = stream.head
            else:
                head = head_of(response)
                stream = AsyncChunkStream(send, head, response, self._failures, self._unclosed)
            body = AsyncBody(send, head, stream, self._failures)
            shown = send.hands_out(head)
            if shown and body.remaining != 0:
                return Reply(head, source=body.handed_out())
            return Reply(head, await body.whole(), body if shown else None)
        except TigrisError as error:
            await (response if body is None else body).aclose()
            return error
        except BaseException:
            await (response if body is None else body).aclose()
            raise

    async def _asked(self, request: Any) -> Any:  # noqa: ANN401
        if self._is_client:
            return await self._transport.send(request, stream=True, auth=None, follow_redirects=False)
        return await self._transport.handle_async_request(request)

    async def aclose(self) -> None:
        if self._loop is not None and self._loop.is_here():
            while self._unclosed:
                await aclose(*self._unclosed.popleft())
        if self._owned:
            await self._transport.aclose()
