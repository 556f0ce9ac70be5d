"""An async client for tests, which may use it on several event loops.

Contract: the connections of a loop close when the loop ends in order (`asyncio.run`, `asyncio.Runner`, `trio.run`, the
plugins of pytest), or at the end of the test if it stands still by then. Nothing waits for a loop that still runs.
"""

from __future__ import annotations

import asyncio
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, cast

from tigris_http import AsyncTigrisHTTP
from tigris_http._concurrency.event_loop import OneLoop, on_asyncio
from tigris_http._concurrency.per_process import CLIENT_IS_CLOSED
from tigris_http._transport.transport import AsyncTransport

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from tigris_http._core.messages import Reply, Send
    from tigris_http._transport.request_body.upload import Upload
    from tigris_http._transport.settings import PoolSettings
    from tigris_http._wire.http import AsyncByteSource
    from tigris_http.errors import TigrisError
    from tigris_http.pytest_plugin.service import TigrisService


async def _closed_with_its_loop(transport: AsyncTransport) -> AsyncGenerator[None, None]:
    """Close the connections when this generator is closed. An event loop closes each at its end."""
    try:
        yield
    finally:
        await transport.aclose()


class _OnLoop:
    """The connections of one event loop."""

    def __init__(self, settings: PoolSettings) -> None:
        self.loop = OneLoop()
        self.asyncio_loop = asyncio.get_running_loop() if on_asyncio() else None
        self.transport = AsyncTransport(settings)
        self.guard = _closed_with_its_loop(self.transport)

    def end(self) -> None:
        """Close the connections, unless the loop still runs: then it does so at its end."""
        loop = self.asyncio_loop
        if loop is None or loop.is_running() or on_asyncio():
            return
        if not loop.is_closed():
            loop.run_until_complete(self.guard.aclose())
            return
        # It was closed without its generators: another loop closes the sockets.
        with closing(asyncio.new_event_loop()) as other:
            other.run_until_complete(self.transport.aclose())


class _EachLoop(AsyncTransport):
    def __init__(self, settings: PoolSettings) -> None:
        super().__init__(settings)
        self._settings = settings
        self._loops: list[_OnLoop] = []
        self._is_closed = False

    async def perform(self, send: Send, upload: Upload) -> Reply[AsyncByteSource] | TigrisError:
        if self._is_closed:
            raise RuntimeError(CLIENT_IS_CLOSED)
        here = self._here()
        if here is None:
            here = _OnLoop(self._settings)
            self._loops.append(here)
            await here.guard.asend(None)
        return await here.transport.perform(send, upload)

    def _here(self) -> _OnLoop | None:
        return next((each for each in self._loops if each.loop.is_here()), None)

    async def aclose(self) -> None:
        self._is_closed = True
        here = self._here()
        if here is not None:
            await here.guard.aclose()

    def end(self) -> None:
        self._is_closed = True
        for each in self._loops:
            each.end()
        self._loops.clear()


class _Client(AsyncTigrisHTTP):
    _transport_type = _EachLoop

    def end(self) -> None:
        cast("_EachLoop", self._transport).end()


_Client.__name__ = AsyncTigrisHTTP.__name__


@contextmanager
def closing_on_each_loop(service: TigrisService) -> Generator[AsyncTigrisHTTP, None, None]:
    """Yield a client; close it at the end of the block, outside of any event loop."""
    client = service.connected(_Client)
    try:
        yield client
    finally:
        client.end()
