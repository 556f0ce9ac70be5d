"""Streams of anyio under httpcore, for an event loop that is not asyncio's: trio's.

Contract: the stock stream of httpcore reads and writes; its answers can be taken over as those of `_backend` can, at
the price of a copy. A handshake that is cancelled closes the socket too, which the stock stream leaves open.
"""

from __future__ import annotations

import socket
import ssl
from typing import Any, cast

import anyio
import httpcore

from tigris_http._backend_stream import READING, WRITING, Stream, is_readable


class AnyioStream(Stream, httpcore.AsyncNetworkStream):
    """A connected stream, with or without TLS."""

    def __init__(self, stock: httpcore.AsyncNetworkStream) -> None:
        super().__init__()
        self._stock = stock

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  # httpcore's signature
        """Return bytes of an answer's head; `b""` at the end."""
        if self._held:
            return self._let_through(self._take_held(max_bytes))
        with READING:
            timeout = self._seconds(self._head_seconds(timeout))
        return self._let_through(await self._stock.read(max_bytes, timeout))

    async def receive_into(self, view: memoryview, timeout: float | None) -> int:  # noqa: ASYNC109
        """Fill the front of `view` with what comes next; return how much, 0 where the peer closed."""
        if not self._held:
            with READING:
                timeout = self._seconds(timeout)
            self._held = await self._stock.read(len(view), timeout)
        return self._held_into(view)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Send all of `buffer`."""
        self._begin()
        try:
            with WRITING:
                timeout = self._seconds(timeout)
            await self._stock.write(buffer, timeout)
        except BaseException:
            self.failed = True
            raise

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> AnyioStream:
        """Return the stream with TLS on it."""
        try:
            return AnyioStream(await self._stock.start_tls(ssl_context, server_hostname, timeout))
        except BaseException:
            await self.aclose()
            raise

    @property
    def in_step(self) -> bool:
        """Whether nothing came that nobody asked for, and the peer has not closed: fit for another request."""
        sock = cast("socket.socket | None", self._stock.get_extra_info("socket"))
        if self._held or sock is None or is_readable(sock):
            return False
        tls = cast("ssl.SSLObject | None", self._stock.get_extra_info("ssl_object"))
        return tls is None or not tls.pending()

    async def aclose(self) -> None:
        """Close it, also where the caller is being cancelled."""
        with anyio.CancelScope(shield=True):
            await self._stock.aclose()

    def close_now(self) -> None:
        """Close the socket alone, where the event loop that it belongs to is gone."""
        sock = cast("socket.socket | None", self._stock.get_extra_info("socket"))
        if sock is not None:
            sock.close()

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # httpcore's signature
        """Return what httpcore asks of a stream."""
        return not self.in_step if info == "is_readable" else self._stock.get_extra_info(info)


async def open_stream(host: str, port: int) -> AnyioStream:
    """Return a connected stream."""
    backend = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())
    return AnyioStream(await backend.connect_tcp(host, port))
