"""Sockets on an asyncio loop for httpcore: the async twin of `blocking`."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from contextlib import suppress
from typing import Final

import anyio
import httpcore

from tigris_http._transport.sockets.blocking import split_time
from tigris_http._transport.sockets.stream import CONNECTING, READING, WRITING, SocketStream
from tigris_http._transport.sockets.tls import NEED_DATA, Tls

MAX_READS_IN_A_ROW: Final = 16
"""Reads without a wait before other tasks get a turn: a fast server must not block the loop."""


class AsyncioStream(SocketStream["AsyncioStream"], httpcore.AsyncNetworkStream):
    """A socket on an asyncio loop."""

    def __init__(self, sock: socket.socket, tls: Tls | None = None, below: AsyncioStream | None = None) -> None:
        super().__init__(sock, tls, below)
        self._waiting = self._reads_in_a_row = 0

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  # httpcore's signature
        """Return bytes of a response's head, `b""` at the end."""
        if self._leftover:
            return self._pass_head(self._take_leftover(max_bytes))
        with READING:
            timeout = self._head_timeout(timeout)
        room = bytearray(max_bytes)
        size = await self.receive_into(memoryview(room), timeout)
        return self._pass_head(bytes(memoryview(room)[:size]))

    async def receive_into(self, view: memoryview, timeout: float | None) -> int:  # noqa: ASYNC109
        """Receive into the front of `view`; return the size, 0 if the peer closed."""
        if self._leftover:
            return self._leftover_into(view)
        with READING:
            if self._tls is None:
                return await self._receive(view, timeout)
            while (size := self._tls.read_into(view)) == NEED_DATA:
                self._tls.received(self._cipher[: await self._receive(self._cipher, timeout)])
                await self._send(self._tls.to_send(), timeout)
            return size

    async def _receive(self, view: memoryview, timeout: float | None) -> int:  # noqa: ASYNC109
        if self._below is not None:
            return await self._below.receive_into(view, self._step_timeout(timeout))
        seconds = self._step_timeout(timeout)
        self._reads_in_a_row += 1
        if self._reads_in_a_row == MAX_READS_IN_A_ROW:
            # Before the read: a cancellation here must not lose bytes.
            self._reads_in_a_row = 0
            await asyncio.sleep(0)
        try:
            # Fast path: if bytes are there, neither the loop nor a timer is needed.
            return self._sock.recv_into(view)
        except BlockingIOError:
            self._waiting, self._reads_in_a_row = self._waiting + 1, 0
            try:
                with anyio.fail_after(seconds):
                    return await asyncio.get_running_loop().sock_recv_into(self._sock, view)
            finally:
                self._waiting -= 1

    async def _send(self, data: bytes, timeout: float | None) -> None:  # noqa: ASYNC109
        if not data:
            return
        if self._below is not None:
            await self._below.write(data, self._step_timeout(timeout))
            return
        try:
            sent = self._sock.send(data)
        except BlockingIOError:
            sent = 0
        if sent < len(data):
            with memoryview(data) as view, anyio.fail_after(self._step_timeout(timeout)):
                await asyncio.get_running_loop().sock_sendall(self._sock, view[sent:])

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        if not buffer:
            return
        self._begin_request()
        try:
            with WRITING:
                if self._tls is not None:
                    self._tls.write(buffer)
                    buffer = self._tls.to_send()
                await self._send(buffer, timeout)
        except BaseException:
            self.failed = True
            raise

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> AsyncioStream:
        """Add TLS within `timeout` seconds; return the new stream. Closes this one if it fails."""
        below = None if self._tls is None else self
        inner = self._layer(None, below)
        room = memoryview(bytearray(65536))
        try:
            with CONNECTING, anyio.fail_after(timeout):
                tls = Tls(ssl_context, server_hostname)
                while tls.handshake() == NEED_DATA:
                    await inner._send(tls.to_send(), None)  # noqa: SLF001  # same class
                    tls.received(room[: await inner._receive(room, None)])  # noqa: SLF001
                await inner._send(tls.to_send(), None)  # noqa: SLF001
        except httpcore.NetworkError as error:  # of the stream below
            await self.aclose()
            raise httpcore.ConnectError(str(error)) from error
        except BaseException:
            await self.aclose()
            raise
        return self._layer(tls, below)

    def _layer(self, tls: Tls | None, below: AsyncioStream | None) -> AsyncioStream:
        return AsyncioStream(self._sock, tls, below)

    async def aclose(self) -> None:
        """Close the socket and wake its reader."""
        self.close_now()

    def close_now(self) -> None:
        """Close the socket, on its loop or without one. Wakes its reader if the loop still runs."""
        if self._waiting:
            # After a close the selector forgets the socket, and the task would wait for good: shut it down first.
            with suppress(OSError):  # no longer connected
                self._sock.shutdown(socket.SHUT_RDWR)
            with suppress(RuntimeError):  # no loop is running
                asyncio.get_running_loop().call_soon(self._sock.close)
                return
        self._sock.close()


async def open_stream(host: str, port: int) -> AsyncioStream:
    """Connect to the first address of the host that accepts."""
    loop = asyncio.get_running_loop()
    failed: OSError | None = None
    with CONNECTING:
        addresses = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        deadline = _scope_deadline()
        for number, (family, kind, protocol, _, address) in enumerate(addresses):
            try:
                sock = socket.socket(family, kind, protocol)
            except OSError as error:  # the system lacks this address family
                failed = error
                continue
            try:
                sock.setblocking(False)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with anyio.fail_after(split_time(deadline, len(addresses) - number)):
                    await loop.sock_connect(sock, address)
            except OSError as error:  # TimeoutError is one
                sock.close()
                failed = error
            except BaseException:
                sock.close()
                raise
            else:
                return AsyncioStream(sock)
        raise failed or OSError(f"{host} has no address")


def _scope_deadline() -> float | None:
    # The deadline of the caller's cancel scope, converted from the loop's clock.
    seconds = anyio.current_effective_deadline() - anyio.current_time()
    return None if seconds == float("inf") else time.monotonic() + seconds
