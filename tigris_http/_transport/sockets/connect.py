"""Open connections: to the service or to a proxy, through the proxy, and TLS, all within one span of time.

Contract: addresses are tried as RFC 8305 ("happy eyeballs") has it, and the one that worked is tried first for a
while. Errors are httpx's, and mean that nothing of a request was sent. The error of a proxy names it without its user.
"""

from __future__ import annotations

import errno
import os
import socket
import time
from collections.abc import AsyncIterator, Generator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import httpx

from tigris_http._concurrency.cancel import BOUND
from tigris_http._concurrency.event_loop import on_asyncio
from tigris_http._transport.http11 import exchange, exchange_async
from tigris_http._transport.sockets.asynchronous import AsyncStream
from tigris_http._transport.sockets.blocking import BlockingStream
from tigris_http._transport.sockets.readiness import WRITE, any_ready
from tigris_http._transport.sockets.stream import CONNECTING
from tigris_http._transport.sockets.waiting import Watch
from tigris_http._wire.http11.heads import RawHeaders, request_head

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from tigris_http._transport.sockets.proxy import Route

STAGGER: Final = 0.25
"""Seconds before the next address is tried beside those under way (RFC 8305, "Connection Attempt Delay")."""
REMEMBERED: Final = 600.0
"""Seconds for which the address that worked last is tried first."""
MOST_REMEMBERED: Final = 1024
"""Hosts whose addresses are remembered: buckets have host names of their own."""
_SLICE: Final = 0.2
"""Seconds between looks at a cancellation token: it ends the wait for one socket, and there may be several."""
_UNDER_WAY: Final = frozenset({errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EAGAIN, errno.EINTR})


class Address(NamedTuple):
    """An address of a host, as `getaddrinfo` gives it."""

    family: int
    kind: int
    protocol: int
    name: str
    address: Any


class Wait(NamedTuple):
    """Wait until one of `socks` can be written, for at most `seconds`."""

    socks: Sequence[socket.socket]
    seconds: float | None


Connecting: TypeAlias = Generator[Wait, None, socket.socket]


class Connector:
    def __init__(self, context: Callable[[], ssl.SSLContext]) -> None:
        self._context = context
        self._worked: dict[tuple[str, int], tuple[Any, float]] = {}

    def open(self, route: Route, seconds: float | None) -> BlockingStream:
        tls = self._context() if route.needs_tls else None
        deadline = None if seconds is None else time.monotonic() + seconds
        host, port = _first_hop(route)
        with _Hop(route), CONNECTING:
            addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            stream = BlockingStream(_connected(self._connecting(host, port, addresses, deadline)))
        try:
            for number, step in enumerate(_layers(route, tls)):
                left = _left(deadline)
                if step is None:
                    stream.deadline = deadline
                    head = exchange(stream, _tunnel(route), (), read=left, write=left)
                    stream.deadline = None
                    _check_tunnel(head.status, route)
                else:
                    with _Hop(route, to_proxy=number == 0 and route.has_tls_proxy):
                        stream.start_tls(*step, left)
        except BaseException as error:
            stream.close()
            _raise_connecting(error)
            raise
        return stream

    async def open_async(self, route: Route, seconds: float | None) -> AsyncStream:
        tls = self._context() if route.needs_tls else None
        deadline = None if seconds is None else time.monotonic() + seconds
        host, port = _first_hop(route)
        with _Hop(route), CONNECTING:
            addresses = await _resolve(host, port, _left(deadline))
            stream = AsyncStream(await _connected_async(self._connecting(host, port, addresses, deadline)))
        stream.deadline = deadline
        try:
            for number, step in enumerate(_layers(route, tls)):
                if step is None:
                    head = await exchange_async(stream, _tunnel(route), _nothing(), read=None, write=None)
                    _check_tunnel(head.status, route)
                else:
                    with _Hop(route, to_proxy=number == 0 and route.has_tls_proxy):
                        await stream.start_tls(*step)
        except BaseException as error:
            stream.close()
            _raise_connecting(error)
            raise
        stream.deadline = None
        return stream

    def _connecting(self, host: str, port: int, found: Sequence[Any], deadline: float | None) -> Connecting:
        """Yield waits; return a connected socket."""
        worked, until = self._worked.get((host, port), (None, 0.0))
        first = worked if until > time.monotonic() else None
        addresses = _ordered([Address(*each) for each in found], first)
        sock, address = yield from _race(host, addresses, deadline)
        if len(self._worked) >= MOST_REMEMBERED:
            self._worked.clear()
        self._worked[host, port] = address, time.monotonic() + REMEMBERED
        return sock


class _Hop:
    """A context that names the proxy in errors of connecting to it, and raises a host that is no name as httpx's."""

    def __init__(self, route: Route, *, to_proxy: bool = True) -> None:
        self._proxy = route.proxy if to_proxy else None

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        proxy = self._proxy
        if proxy is not None and isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, UnicodeError)):
            told = httpx.ConnectTimeout if isinstance(error, httpx.ConnectTimeout) else httpx.ProxyError
            raise told(f"no connection to the proxy {proxy.host}:{proxy.port}: {error}") from error.__cause__ or error


def _first_hop(route: Route) -> tuple[str, int]:
    return (route.host, route.port) if route.proxy is None else (route.proxy.host, route.proxy.port)


def _ordered(addresses: list[Address], first: Any) -> list[Address]:  # noqa: ANN401  # as in `socket`
    """Return the addresses with `first` in front, then the families in turn (RFC 8305, section 4)."""
    families: dict[int, list[Address]] = {}
    for each in addresses:
        families.setdefault(each.family, []).append(each)
    longest = max((len(each) for each in families.values()), default=0)
    in_turn = [each[number] for number in range(longest) for each in families.values() if number < len(each)]
    return sorted(in_turn, key=lambda each: each.address != first)


def _race(
    host: str, addresses: list[Address], deadline: float | None
) -> Generator[Wait, None, tuple[socket.socket, Any]]:
    """Begin attempts in turn; return the first connected socket, and its address."""
    attempts: dict[socket.socket, Any] = {}
    failed: OSError | None = None
    try:
        while True:
            if addresses:
                each = addresses.pop(0)
                try:
                    sock = socket.socket(each.family, each.kind, each.protocol)
                except OSError as error:  # an address of a family that the system does not have
                    failed = error
                    continue
                attempts[sock] = each.address
                sock.setblocking(False)
                try:
                    code = sock.connect_ex(each.address)
                except OSError as error:
                    failed = error
                    _drop(attempts, sock)
                    continue
                if code not in {0, *_UNDER_WAY}:
                    failed = OSError(code, os.strerror(code))
                    _drop(attempts, sock)
                    continue
            elif not attempts:
                raise failed or OSError(f"{host} has no address")
            next_at = time.monotonic() + STAGGER if addresses else None
            while attempts:
                yield Wait(tuple(attempts), _until(next_at, deadline))
                for index, _ in any_ready(list(attempts), WRITE, 0):
                    sock = list(attempts)[index]
                    code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                    if not code:
                        with suppress(OSError):  # macOS refuses the option on a reset socket: the request will say it
                            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                        return sock, attempts.pop(sock)
                    failed = OSError(code, os.strerror(code))
                    _drop(attempts, sock)
                    next_at = 0.0 if addresses else None
                    break
                now = time.monotonic()
                if deadline is not None and now >= deadline:
                    raise TimeoutError("timed out")
                if next_at is not None and now >= next_at:
                    break
    finally:
        for sock in attempts:
            sock.close()


def _drop(attempts: dict[socket.socket, Any], sock: socket.socket) -> None:
    del attempts[sock]
    sock.close()


def _until(*moments: float | None) -> float | None:
    known = [moment for moment in moments if moment is not None]
    return max(min(known) - time.monotonic(), 0.0) if known else None


def _connected(connecting: Connecting) -> socket.socket:
    token = BOUND.token
    try:
        while True:
            wait = next(connecting)
            if token is None:
                any_ready(wait.socks, WRITE, wait.seconds)
            else:
                token.check()
                any_ready(wait.socks, WRITE, _SLICE if wait.seconds is None else min(wait.seconds, _SLICE))
                token.check()
    except StopIteration as end:
        sock: socket.socket = end.value
        return sock
    finally:
        connecting.close()


async def _connected_async(connecting: Connecting) -> socket.socket:
    watch = Watch()
    try:
        while True:
            wait = next(connecting)
            await watch.ready(wait.socks, WRITE, wait.seconds)
    except StopIteration as end:
        sock: socket.socket = end.value
        return sock
    finally:
        connecting.close()


async def _resolve(host: str, port: int, seconds: float | None) -> Sequence[Any]:
    try:
        return await _resolved(host, port, seconds)
    except RuntimeError:  # no thread can be started
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


async def _resolved(host: str, port: int, seconds: float | None) -> Sequence[Any]:
    if on_asyncio():
        import asyncio

        looked_up = asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        try:
            return await asyncio.wait_for(looked_up, seconds)
        except asyncio.TimeoutError:  # another class than TimeoutError before Python 3.11
            raise TimeoutError(f"the name {host} was not resolved in time") from None
    import trio

    with trio.move_on_after(float("inf") if seconds is None else seconds):
        return await trio.socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    raise TimeoutError(f"the name {host} was not resolved in time")


def _left(deadline: float | None) -> float | None:
    # Never 0 or less, which would be no time-out at all: a step without time left fails at once.
    return None if deadline is None else max(deadline - time.monotonic(), 0.001)


def _layers(route: Route, tls: ssl.SSLContext | None) -> list[tuple[ssl.SSLContext, str] | None]:
    """Return the steps after TCP: TLS to a host, or None for the tunnel."""
    steps: list[tuple[ssl.SSLContext, str] | None] = []
    if tls is None:
        return steps
    proxy = route.proxy
    if proxy is not None and route.has_tls_proxy:
        steps.append((tls, proxy.host))
    if route.scheme == "https":
        steps += [(tls, route.host)] if proxy is None else [None, (tls, route.host)]
    return steps


def _tunnel(route: Route) -> bytes:
    """Return the head of the request for a tunnel: the proxy learns the host and port only."""
    host = f"[{route.host}]" if ":" in route.host else route.host
    target = f"{host}:{route.port}".encode("ascii")
    headers: RawHeaders = [(b"Host", target)]
    if route.proxy is not None and route.proxy.authorization is not None:
        headers.append((b"Proxy-Authorization", route.proxy.authorization.encode("ascii")))
    return request_head(b"CONNECT", target, headers)


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield


def _check_tunnel(status: int, route: Route) -> None:
    proxy = route.proxy
    if proxy is not None and not 200 <= status < 300:
        why = " (it wants a user and a password, or other ones)" if status == 407 else ""
        raise httpx.ProxyError(f"the proxy {proxy.host}:{proxy.port} refused a tunnel with status {status}{why}")


def _raise_connecting(error: BaseException) -> None:
    """Raise an error of connecting in place of any other: nothing of the request was sent."""
    if isinstance(error, httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout):
        raise httpx.ConnectTimeout(str(error)) from error
    if isinstance(error, (httpx.NetworkError, httpx.RemoteProtocolError)) and not isinstance(error, httpx.ConnectError):
        raise httpx.ConnectError(str(error)) from error
