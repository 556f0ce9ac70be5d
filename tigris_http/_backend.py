"""Sockets under httpcore, blocking and asyncio, whose answers can be taken over where their heads end.

Contract: as an `httpcore.NetworkStream` each reads and writes as any other, but never gives more than an answer's
head at once, so that h11 holds nothing of the body. Whoever takes the body over reads it by `receive_into`, straight
into memory of its own, and says by `give_back` what h11 is to read next. Errors are httpcore's. On an event loop that
is not asyncio's the stock backend serves, and nothing can be taken over.
"""

from __future__ import annotations

import asyncio
import select
import socket
import ssl
from collections.abc import Iterable
from types import TracebackType
from typing import Any, cast

import anyio
import httpcore

from tigris_http._framing import HeadSplitter
from tigris_http._tls import WANT, Tls

RECEIVE = 256 * 1024
"""Bytes of a TLS connection that are received at once."""

SocketOptions = Iterable[Any]


class _Mapped:
    """A context that raises errors of the system as httpcore's; a class, since a generator costs more than a read."""

    def __init__(self, timed_out: type[Exception], failed: type[Exception]) -> None:
        self._timed_out, self._failed = timed_out, failed

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, TimeoutError):
            raise self._timed_out(str(error) or "timed out") from error
        if isinstance(error, OSError):  # ssl.SSLError is one
            raise self._failed(str(error) or type(error).__name__) from error


_CONNECTING = _Mapped(httpcore.ConnectTimeout, httpcore.ConnectError)
_READING = _Mapped(httpcore.ReadTimeout, httpcore.ReadError)
_WRITING = _Mapped(httpcore.WriteTimeout, httpcore.WriteError)


def _is_readable(sock: socket.socket) -> bool:
    # What the pool asks of an idle connection: readable means closed by the peer, or out of step.
    if sock.fileno() < 0:
        return True
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([sock], [], [], 0)[0])


class _Stream:
    """What both streams have in common: the socket, the head splitter, and bytes that came too early."""

    def __init__(self, sock: socket.socket, tls: Tls | None = None) -> None:
        self._sock, self._tls = sock, tls
        self._heads = HeadSplitter()
        self._held = b""
        self._cipher = memoryview(b"") if tls is None else memoryview(bytearray(RECEIVE))

    def _let_through(self, data: bytes) -> bytes:
        """Return what of `data` may be read as a head, or is of a body that is read here; hold the rest."""
        end = self._heads.split(data)
        self._held = data[end:] + self._held
        return data[:end]

    def _take_held(self, size: int) -> bytes:
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def _held_into(self, view: memoryview) -> int:
        taken = self._take_held(len(view))
        view[: len(taken)] = taken
        return len(taken)

    def give_back(self, data: bytes) -> None:
        """Say what is read next, before anything of the socket."""
        self._held += data

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # httpcore's signature
        """Return what httpcore asks of a stream."""
        if info == "socket":
            return self._sock
        if info == "ssl_object":
            return None if self._tls is None else self._tls.object
        if info == "is_readable":
            return bool(self._held) or _is_readable(self._sock)
        if info in {"client_addr", "server_addr"}:
            return self._sock.getsockname() if info == "client_addr" else self._sock.getpeername()
        return None


class BlockingStream(_Stream, httpcore.NetworkStream):
    """A connected socket, with or without TLS."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return bytes of the answer's head, or of its body when that is read here; `b""` at the end."""
        if self._held:
            return self._let_through(self._take_held(max_bytes))
        if self._tls is None:
            with _READING:
                self._sock.settimeout(timeout)
                return self._let_through(self._sock.recv(max_bytes))
        data = bytearray(max_bytes)
        size = self.receive_into(memoryview(data), timeout)
        return self._let_through(bytes(memoryview(data)[:size]))

    def receive_into(self, view: memoryview, timeout: float | None) -> int:
        """Fill the front of `view` with what comes next; return how much, 0 where the peer closed."""
        if self._held:
            return self._held_into(view)
        with _READING:
            self._sock.settimeout(timeout)
            if self._tls is None:
                return self._sock.recv_into(view)
            while (size := self._tls.read_into(view)) == WANT:
                self._tls.received(self._cipher[: self._sock.recv_into(self._cipher)])
                self._flush(self._tls)
            return size

    def _flush(self, tls: Tls) -> None:
        data = tls.to_send()
        if data:
            self._sock.sendall(data)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of `buffer`."""
        if not buffer:
            return
        self._heads.begin()
        with _WRITING:
            self._sock.settimeout(timeout)
            if self._tls is not None:
                self._tls.write(buffer)
                buffer = self._tls.to_send()
            with memoryview(buffer) as view:
                sent = 0
                while sent < len(view):
                    sent += self._sock.send(view[sent:])

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> BlockingStream:
        """Return the stream with TLS on it."""
        try:
            with _CONNECTING:
                self._sock.settimeout(timeout)
                tls = Tls(ssl_context, server_hostname)
                while tls.handshake() == WANT:
                    self._flush(tls)
                    tls.received(self._sock.recv(65536))
                self._flush(tls)
        except BaseException:
            self.close()
            raise
        return BlockingStream(self._sock, tls)

    def close(self) -> None:
        """Close the socket."""
        self._sock.close()


class BlockingBackend(httpcore.NetworkBackend):
    """Connects as the stock backend does, and gives streams that can be taken over."""

    def __init__(self) -> None:
        self._stock = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions | None = None,
    ) -> BlockingStream:
        """Return a connected stream."""
        stream = self._stock.connect_tcp(host, port, timeout, local_address, socket_options)
        return BlockingStream(stream.get_extra_info("socket"))

    def sleep(self, seconds: float) -> None:
        """Sleep."""
        self._stock.sleep(seconds)


class AsyncioStream(_Stream, httpcore.AsyncNetworkStream):
    """A connected socket on an asyncio loop, with or without TLS."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  # httpcore's signature
        """Return bytes of the answer's head, or of its body when that is read here; `b""` at the end."""
        if self._held:
            return self._let_through(self._take_held(max_bytes))
        if self._tls is None:
            with _READING:
                try:
                    return self._let_through(self._sock.recv(max_bytes))
                except BlockingIOError:
                    with anyio.fail_after(timeout):
                        data = await asyncio.get_running_loop().sock_recv(self._sock, max_bytes)
                    return self._let_through(data)
        room = bytearray(max_bytes)
        size = await self.receive_into(memoryview(room), timeout)
        return self._let_through(bytes(memoryview(room)[:size]))

    async def receive_into(self, view: memoryview, timeout: float | None) -> int:  # noqa: ASYNC109
        """Fill the front of `view` with what comes next; return how much, 0 where the peer closed."""
        if self._held:
            return self._held_into(view)
        with _READING:
            if self._tls is None:
                return await self._receive(view, timeout)
            while (size := self._tls.read_into(view)) == WANT:
                self._tls.received(self._cipher[: await self._receive(self._cipher, timeout)])
                await self._send(self._tls.to_send(), timeout)
            return size

    async def _receive(self, view: memoryview, timeout: float | None) -> int:  # noqa: ASYNC109
        try:
            # Most often bytes are there already: then neither the loop nor a timer is needed.
            return self._sock.recv_into(view)
        except BlockingIOError:
            with anyio.fail_after(timeout):
                return await asyncio.get_running_loop().sock_recv_into(self._sock, view)

    async def _send(self, data: bytes, timeout: float | None) -> None:  # noqa: ASYNC109
        if data:
            with anyio.fail_after(timeout):
                await asyncio.get_running_loop().sock_sendall(self._sock, data)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Send all of `buffer`."""
        if not buffer:
            return
        self._heads.begin()
        with _WRITING:
            if self._tls is not None:
                self._tls.write(buffer)
                buffer = self._tls.to_send()
            await self._send(buffer, timeout)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> AsyncioStream:
        """Return the stream with TLS on it."""
        room = memoryview(bytearray(65536))
        try:
            with _CONNECTING, anyio.fail_after(timeout):
                tls = Tls(ssl_context, server_hostname)
                while tls.handshake() == WANT:
                    await self._send(tls.to_send(), None)
                    tls.received(room[: await self._receive(room, None)])
                await self._send(tls.to_send(), None)
        except BaseException:
            self._sock.close()
            raise
        return AsyncioStream(self._sock, tls)

    async def aclose(self) -> None:
        """Close the socket."""
        self._sock.close()


class AsyncBackend(httpcore.AsyncNetworkBackend):
    """Connects on asyncio by itself, elsewhere by the stock backend."""

    def __init__(self) -> None:
        self._stock = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: SocketOptions | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return a connected stream."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # trio
            return await self._stock.connect_tcp(host, port, timeout, local_address, socket_options)
        with _CONNECTING, anyio.fail_after(timeout):
            sock = await _connected(loop, host, port, local_address)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for option in socket_options or ():
            sock.setsockopt(*option)
        return AsyncioStream(sock)

    async def sleep(self, seconds: float) -> None:
        """Sleep."""
        await anyio.sleep(seconds)


async def _connected(loop: asyncio.AbstractEventLoop, host: str, port: int, local_address: str | None) -> socket.socket:
    """Return a socket connected to the first address of the host that takes it."""
    failed: OSError | None = None
    for family, kind, protocol, _, address in await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.setblocking(False)
            if local_address is not None:
                sock.bind((local_address, 0))
            await loop.sock_connect(sock, address)
        except OSError as error:
            sock.close()
            failed = error
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise failed or OSError(f"{host} has no address")
