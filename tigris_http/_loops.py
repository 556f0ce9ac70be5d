"""One async client for each event loop and process, with the settings of one client; and calls at once on a loop.

Contract: an integration runs on a loop of its library in another thread, on those of its users, and in a forked child
on new ones. Connections belong to one loop, so each loop has a client. It ends when its loop is closed or its owner is
dropped, whichever is noticed first, and no socket is left to the collector. In a child, those of the parent are left
alone. Thread-safe.
"""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http._concurrency.per_process import OneProcess, PerProcess

if TYPE_CHECKING:
    from tigris_http._client.config.config import Config

T = TypeVar("T")


def config_of(client: object) -> Config:
    """Return the settings of a client of either kind. Raises `TypeError` if async clients cannot have them."""
    if not isinstance(client, (TigrisHTTP, AsyncTigrisHTTP)):
        raise TypeError(f"client must be a TigrisHTTP or an AsyncTigrisHTTP, not {type(client).__name__}")
    config = client._config  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    if isinstance(client, TigrisHTTP) and config.network.transport is not None:
        raise TypeError("client sends by a blocking transport of your own: give an AsyncTigrisHTTP in its place")
    return config


def client_with(config: Config) -> AsyncTigrisHTTP:
    """Return a new client that its owner closes. Its settings need not pickle."""
    client = AsyncTigrisHTTP.__new__(AsyncTigrisHTTP)
    client.__setstate__(config)
    client._transport.is_owned = True  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return client


def maker_of(client: object) -> Callable[[], AsyncTigrisHTTP]:
    """Return a function that makes clients with the settings of a client, and traced as it is. See `config_of`."""
    config = config_of(client)
    traced: Callable[[AsyncTigrisHTTP], AsyncTigrisHTTP] | None = getattr(client, "traced_alike", None)
    return (lambda: client_with(config)) if traced is None else (lambda: traced(client_with(config)))


def closed(client: AsyncTigrisHTTP) -> None:
    """Close a client in any thread, whether a loop runs in it or not. Its own connections need no waiting."""
    closing = client.aclose()
    with suppress(StopIteration):
        closing.send(None)
    closing.close()


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
                if not loops.has_end:
                    weakref.finalize(self, _end_all, loops, self._end)
                    loops.has_end = True
                loops.values[loop] = found
                over = [each for each in loops.values if each.is_closed()]
                ended = [loops.values.pop(each) for each in over]
            for value in ended:
                self._end(value)
        return found

    def taken(self) -> T | None:
        """Return the value of the running loop for the caller to end, None if there is none. The next use makes one."""
        loops = self._processes.get()
        with loops.lock:
            return loops.values.pop(asyncio.get_running_loop(), None)


class _Loops(Generic[T]):
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process = OneProcess()
        self.values: dict[asyncio.AbstractEventLoop, T] = {}
        self.has_end = False


_INHERITED: list[object] = []
"""Values of a parent process, never collected in this one: their sockets are the parent's."""


def _end_all(loops: _Loops[T], end: Callable[[T], None]) -> None:
    if not loops.process.is_here():
        _INHERITED.append(loops)
        return
    with loops.lock:
        # Forgotten: a function of `atexit` that runs later gets new ones.
        values, loops.values = loops.values, {}
    for loop, value in values.items():
        if loop.is_running():
            # Its own thread must do it.
            with suppress(RuntimeError):  # closed since
                loop.call_soon_threadsafe(end, value)
                continue
        end(value)


async def all_of(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Await all at once. An error ends the others."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
