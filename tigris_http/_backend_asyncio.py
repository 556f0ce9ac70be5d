"""Sockets under httpcore on an asyncio loop, whose answers can be taken over where their heads end.

Contract: the twin of the blocking half in `_backend`. On an event loop that is not asyncio's the stock backend serves,
and nothing can be taken over.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import cast

import anyio
import httpcore

from tigris_http._backend_stream import CONNECTING, READING, WRITING, SocketOptions, Stream
from tigris_http._tls import WANT, Tls


class AsyncioStream(Stream, httpcore.AsyncNetworkStream):
    """A connected socket on an asyncio loop, with or without TLS."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  # httpcore's signature
        """Return bytes of the answer's head, or of its body when that is read here; `b""` at the end."""
        if self._held:
            return self._let_through(self._take_held(max_bytes))
        if self._tls is None:
            with READING:
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
        with READING:
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
        with WRITING:
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
            with CONNECTING, anyio.fail_after(timeout):
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


class _Stock(httpcore.AsyncNetworkStream):
    """A stock stream which, unlike these, closes the socket too where a handshake is cancelled."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self.read, self.write, self.aclose = stream.read, stream.write, stream.aclose  # type: ignore[method-assign]
        self.get_extra_info = stream.get_extra_info  # type: ignore[method-assign]

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        """Return the stream with TLS on it."""
        try:
            return await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            with anyio.CancelScope(shield=True):
                await self._stream.aclose()
            raise


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
            return _Stock(await self._stock.connect_tcp(host, port, timeout, local_address, socket_options))
        with CONNECTING, anyio.fail_after(timeout):
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
