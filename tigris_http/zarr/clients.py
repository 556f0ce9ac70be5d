"""One async client for each event loop and process, with the settings of one client.

Contract: zarr runs a store on a loop of its own in another thread, users run it on theirs, and a forked child has new
loops. Connections belong to one loop, so each has a client. The client of a closed loop is dropped, which closes its
sockets. Thread-safe.
"""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar

from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http._concurrency.per_process import OneProcess, PerProcess

if TYPE_CHECKING:
    from tigris_http._client.config.config import Config

T = TypeVar("T")


class Settings:
    """The settings of a client, or those of the environment. Equal if they reach the same service as the same user."""

    def __init__(self, client: AsyncTigrisHTTP | TigrisHTTP | None) -> None:
        if not isinstance(client, (AsyncTigrisHTTP, TigrisHTTP, type(None))):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"client must be an AsyncTigrisHTTP, a TigrisHTTP or None, not {type(client).__name__}")
        self._given = client
        self._config: Config = (AsyncTigrisHTTP.from_env() if client is None else client)._config  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        if isinstance(client, TigrisHTTP) and self._config.network.transport is not None:
            raise TypeError("client sends by a blocking transport of your own: give an AsyncTigrisHTTP in its place")

    @property
    def max_connections(self) -> int:
        """Connections of each client."""
        return self._config.max_connections

    def make(self) -> AsyncTigrisHTTP:
        """Return a new client."""
        client = AsyncTigrisHTTP.__new__(AsyncTigrisHTTP)
        client.__setstate__(self._config)
        return client

    @property
    def identity(self) -> tuple[object, ...]:
        """The part that decides on equality."""
        config = self._config
        sender = None if self._given is None else config.credentials
        return config.endpoint, sender, config.scopes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Settings) and self.identity == other.identity

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._given) if self._given is not None else "<the environment>"

    def __reduce__(self) -> tuple[object, ...]:
        # Another process reads its own environment, so those credentials need not travel.
        return Settings, (self._given,)


class PerLoop(Generic[T]):
    """Makes a value at its first use on an event loop, and ends it after the loop, or with this object."""

    def __init__(self, make: Callable[[], T], end: Callable[[T], None]) -> None:
        self._make, self._end = make, end
        self._processes: PerProcess[_Loops[T]] = PerProcess(_Loops)

    def here(self) -> T:
        """Return the value of the running loop."""
        loops, loop = self._processes.get(), asyncio.get_running_loop()
        found = loops.values.get(loop)
        if found is None:
            found = self._make()
            with loops.lock:
                if not loops.values:
                    weakref.finalize(self, _end_all, loops, self._end)
                loops.values[loop] = found
                over = [each for each in loops.values if each.is_closed()]
                ended = [loops.values.pop(each) for each in over]
            for value in ended:
                self._end(value)
        return found


class _Loops(Generic[T]):
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process = OneProcess()
        self.values: dict[asyncio.AbstractEventLoop, T] = {}


_INHERITED: list[object] = []
"""Values of a parent process, never collected in this one: their sockets are the parent's."""


def _end_all(loops: _Loops[T], end: Callable[[T], None]) -> None:
    if not loops.process.is_here():
        _INHERITED.append(loops)
        return
    for loop, value in loops.values.items():
        if loop.is_running():
            # Its own thread must do it.
            with suppress(RuntimeError):  # closed since
                loop.call_soon_threadsafe(end, value)
                continue
        end(value)


def closed(client: AsyncTigrisHTTP) -> None:
    """Close a client in any thread, whether a loop runs in it or not. Its own connections need no waiting."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        loop = asyncio.new_event_loop()
        try:
            loop.run_until_complete(client.aclose())
        finally:
            loop.close()
        return
    closing = client.aclose()
    with suppress(StopIteration):
        closing.send(None)
    closing.close()
