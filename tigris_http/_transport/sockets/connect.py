"""Open a connection: to the service or a proxy, the tunnel, TLS; all within one time-out.

Contract: all errors are httpcore's. No part of the request was sent then. Messages name the proxy without its user.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import anyio
import httpcore

from tigris_http._concurrency.event_loop import on_asyncio
from tigris_http._transport.sockets import asyncio, blocking, trio

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from tigris_http._transport.sockets.asyncio import AsyncioStream
    from tigris_http._transport.sockets.blocking import BlockingStream
    from tigris_http._transport.sockets.proxy import Proxy, Route
    from tigris_http._transport.sockets.trio import AnyioStream


def open_connection(route: Route, context: Callable[[], ssl.SSLContext], seconds: float | None) -> BlockingStream:
    """Open a connection for `route` within `seconds`."""
    tls = context() if route.needs_tls else None
    deadline = None if seconds is None else time.monotonic() + seconds
    proxy = route.proxy
    if proxy is None:
        stream = blocking.open_stream(route.host, route.port, seconds)
    else:
        stream = blocking.open_stream(proxy.host, proxy.port, seconds)
        try:
            if tls is not None and proxy.scheme == "https":
                stream = stream.start_tls(tls, proxy.host, _seconds_left(deadline))
            if route.scheme == "https":
                stream.deadline = deadline
                answer = httpcore.HTTP11Connection(_origin(proxy), stream).handle_request(
                    _connect_request(route, proxy)
                )
                _check_tunnel(answer.status, proxy)
                stream.deadline = None
        except BaseException:
            stream.close()
            raise
    if tls is None or route.scheme != "https":
        return stream
    return stream.start_tls(tls, route.host, _seconds_left(deadline))


def _seconds_left(deadline: float | None) -> float | None:
    # Above 0, which would mean no time-out: the next step fails at once.
    return None if deadline is None else max(deadline - time.monotonic(), 0.001)


async def aopen_connection(
    route: Route, context: Callable[[], ssl.SSLContext], seconds: float | None
) -> AsyncioStream | AnyioStream:
    """Open a connection for `route` within `seconds`."""
    try:
        with anyio.fail_after(seconds):
            return await _aopen(route, context)
    except TimeoutError as error:
        raise httpcore.ConnectTimeout(str(error) or "timed out") from error


async def _aopen(route: Route, context: Callable[[], ssl.SSLContext]) -> AsyncioStream | AnyioStream:
    tls = context() if route.needs_tls else None
    open_stream, proxy = (asyncio if on_asyncio() else trio).open_stream, route.proxy
    if proxy is None:
        stream: AsyncioStream | AnyioStream = await open_stream(route.host, route.port)
    else:
        stream = await open_stream(proxy.host, proxy.port)
        try:
            if tls is not None and proxy.scheme == "https":
                stream = await stream.start_tls(tls, proxy.host)
            if route.scheme == "https":
                http = httpcore.AsyncHTTP11Connection(_origin(proxy), stream)
                answer = await http.handle_async_request(_connect_request(route, proxy))
                _check_tunnel(answer.status, proxy)
        except BaseException:
            await stream.aclose()
            raise
    if tls is None or route.scheme != "https":
        return stream
    return await stream.start_tls(tls, route.host)


def _origin(proxy: Proxy) -> httpcore.Origin:
    return httpcore.Origin(proxy.scheme.encode(), proxy.host.encode(), proxy.port)


def _connect_request(route: Route, proxy: Proxy) -> httpcore.Request:
    """Return the request for a tunnel: the proxy learns the host and port only."""
    host = f"[{route.host}]" if ":" in route.host else route.host
    target = f"{host}:{route.port}".encode("ascii")
    fields = [(b"Host", target)]
    if proxy.authorization is not None:
        fields.append((b"Proxy-Authorization", proxy.authorization.encode("ascii")))
    url = httpcore.URL(scheme=proxy.scheme, host=proxy.host, port=proxy.port, target=target)
    return httpcore.Request("CONNECT", url, headers=fields)


def _check_tunnel(status: int, proxy: Proxy) -> None:
    if not 200 <= status < 300:
        why = " (put the right user and password into the proxy's URL)" if status == 407 else ""
        raise httpcore.ProxyError(f"the proxy {proxy.host}:{proxy.port} refused a tunnel with status {status}{why}")
