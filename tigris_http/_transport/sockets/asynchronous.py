"""Connections of async clients: the twin of `blocking`, on asyncio and on trio."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from typing import Final

from tigris_http._concurrency.event_loop import sleep
from tigris_http._transport.sockets.readiness import READ, WRITE
from tigris_http._transport.sockets.stream import CONNECTING, READING, WRITING, EarlyAnswer, Stream
from tigris_http._transport.sockets.tls import NEED_DATA, Tls
from tigris_http._transport.sockets.waiting import Watch

AT_ONCE: Final = 16
"""Reads in a row without a wait: bytes that come fast must not keep the loop from other tasks."""


class AsyncStream(Stream):
    """A connection of one task at a time."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock)
        self._watch = Watch()
        self._at_once = 0

    async def receive_into(self, view: memoryview, timeout: float | None) -> int:
        if self._held:
            return self._take_held(view)
        try:
            return await self._receive(len(self._layers), view, timeout)
        except OSError as error:
            raise READING.mapped(error) from error

    async def _receive(self, level: int, view: memoryview, timeout: float | None) -> int:
        if level:
            layer, cipher = self._layers[level - 1], self._ciphers[level - 1]
            while (size := layer.read_into(view)) == NEED_DATA:
                layer.received(cipher[: await self._receive(level - 1, cipher, timeout)])
                await self._send_raw(level - 1, layer.to_send(), timeout)
            return size
        seconds = self._seconds(timeout)
        awaited, self._answer_awaited = self._answer_awaited, False
        self._at_once += 1
        if self._at_once == AT_ONCE:
            # Before anything is received: a task that is cancelled here must not lose bytes.
            self._at_once = 0
            await sleep(0)
        while True:
            if not awaited:
                try:
                    return self._sock.recv_into(view)
                except BlockingIOError:
                    pass
            self._at_once = 0
            if not await self._watch.readable(self._sock, seconds):
                raise TimeoutError("timed out")
            awaited, seconds = False, self._seconds(timeout)

    async def send(
        self,
        data: bytes | memoryview,
        timeout: float | None,
        answer: EarlyAnswer | None = None,
    ) -> bool:
        try:
            return await self._send(self._encrypted(data), timeout, answer)
        except BaseException as error:
            self.failed = True
            if isinstance(error, OSError):
                raise WRITING.mapped(error) from error
            raise

    async def _send(
        self,
        data: bytes | memoryview,
        timeout: float | None,
        answer: EarlyAnswer | None = None,
    ) -> bool:
        self._answer_awaited = True
        with memoryview(data) as view:
            sent = 0
            while True:
                if answer is not None and self._is_answered(answer):
                    return True
                try:  # noqa: SIM105  # a context costs more than the call
                    sent += self._sock.send(view[sent:] if sent else data)
                except BlockingIOError:
                    pass
                if sent == len(view):
                    return False
                events = WRITE if answer is None or answer.head is not None else WRITE | READ
                if not await self._watch.ready([self._sock], events, self._seconds(timeout)):
                    raise TimeoutError("timed out")

    async def _send_raw(self, level: int, data: bytes, timeout: float | None) -> None:
        if data:
            for layer in reversed(self._layers[:level]):
                layer.write(data)
                data = layer.to_send()
            await self._send(data, timeout)

    async def start_tls(self, context: ssl.SSLContext, hostname: str) -> None:
        level = len(self._layers)
        room = memoryview(bytearray(65536))
        with CONNECTING:
            layer = Tls(context, hostname)
            while layer.handshake() == NEED_DATA:
                await self._send_raw(level, layer.to_send(), None)
                layer.received(room[: await self._receive(level, room, None)])
            await self._send_raw(level, layer.to_send(), None)
        self._add_layer(layer)

    def close(self) -> None:
        self._watch.stop()
        self._close_socket()

    def __del__(self) -> None:
        # A forked child must not touch its parent's loop, with which it shares the registrations.
        if hasattr(self, "_watch") and self._process.is_here():
            with suppress(OSError):
                self._watch.abandon(self._sock)
        else:
            super().__del__()
