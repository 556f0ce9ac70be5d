"""Send requests through the caller's own httpx client or transport, or those of the fork `httpx2`.

Contract: the caller's objects are neither changed nor closed, and used only in the process that passed them. A client's
authentication and redirects are off: what is signed is what is sent. If the URL class would rewrite a target, the exact
one goes into httpcore's `target` extension. Bodies are raw, and their length is checked. The time-outs of a step never
exceed the rest of the attempt.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import anyio

from tigris_http._concurrency.event_loop import OneLoop
from tigris_http._concurrency.per_process import OneProcess
from tigris_http._core.messages import Reply, Send
from tigris_http._transport.errors import to_tigris_error
from tigris_http._transport.httpx_response_body import AsyncHttpxSource, HttpxSource, Unclosed, aclose, close
from tigris_http._transport.request_body.chunks import AsyncUploadChunks, UploadChunks
from tigris_http._wire.http import AsyncByteSource, ByteSource
from tigris_http.errors import TigrisError, TimedOut

if TYPE_CHECKING:
    from tigris_http._transport.request_body.upload import Upload

_STACKS: Final = ("httpx", "httpx2")


def find_package(transport: object, *kinds: str) -> Any:  # noqa: ANN401  # httpx or its fork
    """Return the package that defines `transport` as one of `kinds`; raise `TypeError` if none does."""
    for kind in type(transport).__mro__:
        root = kind.__module__.partition(".")[0]
        if root in _STACKS and kind.__name__ in kinds:
            return sys.modules[root]
    named = " or an ".join(f"httpx.{kind}" for kind in kinds)
    raise TypeError(f"transport must be an {named}, not {type(transport).__name__}")


@cache
def _streams(stack: Any) -> tuple[type[Any], type[Any]]:  # noqa: ANN401
    """Return upload classes that are streams for this package."""
    blocking = type("UploadChunks", (UploadChunks, stack.SyncByteStream), {})
    return blocking, type("AsyncUploadChunks", (AsyncUploadChunks, stack.AsyncByteStream), {})


def _seconds_left(timeout: float | None, deadline: float | None) -> float | None:
    if deadline is None:
        return timeout
    left = max(deadline - time.monotonic(), 0.001)
    return left if timeout is None else min(timeout, left)


def _request(stack: Any, send: Send, chunks: object) -> Any:  # noqa: ANN401
    address, target, seconds = send.address, send.address.target.encode("ascii"), send.timeouts
    url = stack.URL(scheme=address.scheme, host=address.host, port=address.port, raw_path=target)
    steps = {"connect": seconds.connect, "read": seconds.read, "write": seconds.write, "pool": seconds.pool}
    extensions: dict[str, object] = {
        "timeout": {name: _seconds_left(step, send.deadline) for name, step in steps.items()}
    }
    if url.raw_path != target:
        extensions["target"] = target
    fields = [(b"Host", address.authority.encode("ascii")), (b"Accept-Encoding", b"identity")]
    fields += [(name.encode("ascii"), value.encode("latin-1")) for name, value in send.headers]
    return stack.Request(send.method, url, headers=fields, stream=chunks, extensions=extensions)


def _failure(stack: Any, send: Send, request: Any, error: Exception, failed: BaseException | None) -> TigrisError:  # noqa: ANN401
    if isinstance(error, stack.ProxyError) and "target" in request.extensions:
        # httpcore uses the extension as the target of the CONNECT request.
        raise ValueError(
            f"{send.operation}: the key of this request cannot be sent by a proxy of your own httpx transport, "
            "which would rewrite it: give the proxy's URL to the client instead"
        ) from error
    return to_tigris_error(send, error, failed)


class _BaseHttpxSender:
    """Shared by the blocking and the async sender."""

    def __init__(self, transport: Any, kinds: tuple[str, str]) -> None:  # noqa: ANN401  # of either package
        self._transport, self._stack, self._process = transport, find_package(transport, *kinds), OneProcess()
        self._is_client = hasattr(transport, "send")
        self._failures: tuple[type[Exception], ...] = (self._stack.HTTPError, self._stack.InvalidURL, UnicodeError)
        self._unclosed: deque[Unclosed] = deque()

    def _check_process(self) -> None:
        self._process.check("the httpx client or transport of this client")


class HttpxSender(_BaseHttpxSender):
    """Sends for a blocking client by an `httpx.Client` or `httpx.BaseTransport`."""

    def __init__(self, transport: Any) -> None:  # noqa: ANN401
        super().__init__(transport, ("Client", "BaseTransport"))

    def perform(self, send: Send, upload: Upload) -> Reply[ByteSource] | TigrisError:
        """Send one request; return its reply or the network error."""
        self._check_process()
        while self._unclosed:
            close(*self._unclosed.popleft())
        if send.deadline is not None and send.deadline <= time.monotonic():
            return TimedOut("no time is left for this call", sent=False)
        chunks = _streams(self._stack)[0](upload)
        request = _request(self._stack, send, chunks)
        try:
            response = self._send_request(request)
        except self._failures as error:
            return _failure(self._stack, send, request, error, chunks.failed)
        source = HttpxSource(send, response, self._failures, self._unclosed)
        try:
            shown = send.hands_out(source.head)
            if shown and source.remaining != 0:
                return Reply(source.head, source=source.handed_out())
            return Reply(source.head, source.whole(), source if shown else None)
        except TigrisError as error:
            source.close()
            return error
        except BaseException:
            source.close()
            raise

    def _send_request(self, request: Any) -> Any:  # noqa: ANN401
        if self._is_client:
            return self._transport.send(request, stream=True, auth=None, follow_redirects=False)
        return self._transport.handle_request(request)

    def close(self) -> None:
        """Close abandoned responses. The caller closes its own client or transport."""
        while self._unclosed:
            close(*self._unclosed.popleft())


class AsyncHttpxSender(_BaseHttpxSender):
    """Sends for an async client by an `httpx.AsyncClient` or `httpx.AsyncBaseTransport`."""

    def __init__(self, transport: Any) -> None:  # noqa: ANN401
        super().__init__(transport, ("AsyncClient", "AsyncBaseTransport"))
        self._loop: OneLoop | None = None

    async def perform(self, send: Send, upload: Upload) -> Reply[AsyncByteSource] | TigrisError:
        """Send one request; return its reply or the network error."""
        self._check_process()
        self._loop = self._loop or OneLoop()
        self._loop.check()
        while self._unclosed:
            await aclose(*self._unclosed.popleft())
        if send.deadline is None:
            return await self._attempt(send, upload)
        left = send.deadline - time.monotonic()
        with anyio.move_on_after(max(left, 0)):
            return await self._attempt(send, upload)
        # The progress of the request is not visible here.
        return TimedOut("no answer in the time for this call", sent=left > 0)

    async def _attempt(self, send: Send, upload: Upload) -> Reply[AsyncByteSource] | TigrisError:
        chunks = _streams(self._stack)[1](upload)
        request = _request(self._stack, send, chunks)
        try:
            response = await self._send_request(request)
        except self._failures as error:
            return _failure(self._stack, send, request, error, chunks.failed)
        finally:
            await chunks.aclose()
        source = AsyncHttpxSource(send, response, self._failures, self._unclosed)
        try:
            shown = send.hands_out(source.head)
            if shown and source.remaining != 0:
                return Reply(source.head, source=source.handed_out())
            return Reply(source.head, await source.whole(), source if shown else None)
        except TigrisError as error:
            await source.aclose()
            return error
        except BaseException:
            await source.aclose()
            raise

    async def _send_request(self, request: Any) -> Any:  # noqa: ANN401
        if self._is_client:
            return await self._transport.send(request, stream=True, auth=None, follow_redirects=False)
        return await self._transport.handle_async_request(request)

    async def aclose(self) -> None:
        """Close abandoned responses. The caller closes its own client or transport."""
        if self._loop is not None and self._loop.is_here():
            while self._unclosed:
                await aclose(*self._unclosed.popleft())
