"""Streams under httpcore for an event loop that is not asyncio's: trio's.

Contract: all is as on asyncio, but that the stock stream of httpcore does the waiting, at the price of a copy.
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
        """Close it, also where the caller is being cancelled."""
        with anyio.CancelScope(shield=True):
            await self._stock.aclose()

    def close_now(self) -> None:
        """Close the socket alone, where the event loop that it belongs to is gone."""
        self._sock.close()


async def open_stream(host: str, port: int) -> AnyioStream:
    """Return a connected stream."""
    backend = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())
    return AnyioStream(await backend.connect_tcp(host, port))
