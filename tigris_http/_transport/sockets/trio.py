"""Streams on trio for httpcore.

Contract: as on asyncio. httpcore's own stream does the waiting, which costs a copy.
"""

from __future__ import annotations

from typing import cast

import anyio
import httpcore

from tigris_http._transport.sockets.asyncio import AsyncioStream
from tigris_http._transport.sockets.tls import Tls


class AnyioStream(AsyncioStream):
    """A connected stream, with or without TLS."""

    def __init__(
        self, stock: httpcore.AsyncNetworkStream, tls: Tls | None = None, below: AsyncioStream | None = None
    ) -> None:
        super().__init__(stock.get_extra_info("socket"), tls, below)
        self._stock = stock

    async def _receive(self, view: memoryview, timeout: float | None) -> int:  # noqa: ASYNC109
        if self._below is not None:
            return await self._below.receive_into(view, self._step_timeout(timeout))
        data = await self._stock.read(len(view), self._step_timeout(timeout))
        view[: len(data)] = data
        return len(data)

    async def _send(self, data: bytes, timeout: float | None) -> None:  # noqa: ASYNC109
        if self._below is not None:
            await self._below.write(data, self._step_timeout(timeout))
        elif data:
            await self._stock.write(data, self._step_timeout(timeout))

    def _layer(self, tls: Tls | None, below: AsyncioStream | None) -> AsyncioStream:
        return AnyioStream(self._stock, tls, below)

    async def aclose(self) -> None:
        """Close the stream, even during a cancellation."""
        with anyio.CancelScope(shield=True):
            await self._stock.aclose()

    def close_now(self) -> None:
        """Close the socket alone, after the end of its event loop."""
        self._sock.close()


async def open_stream(host: str, port: int) -> AnyioStream:
    """Connect to a host."""
    backend = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())
    return AnyioStream(await backend.connect_tcp(host, port))
