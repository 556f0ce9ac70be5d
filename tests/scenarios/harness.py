"""Run a scenario with an emulator and a client.

A scenario ("story") is a coroutine that uses the async client. For the blocking client `AsyncFacade` calls each method
at once and wraps the result in an awaitable. The harness then steps the coroutine by hand, without an event loop, so a
blocking client that waits for one fails the test.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Coroutine, Generator, Iterator
from typing import TYPE_CHECKING, Any, cast

import trio

from tigris_http import (
    ArchiveBody,
    AsyncTigrisHTTP,
    BundleMember,
    BundleResponse,
    ObjectBody,
    ObjectFile,
    Pages,
    RetryPolicy,
    TigrisHTTP,
)
from tigris_http.transfers import ObjectWriter

if TYPE_CHECKING:
    import pytest
    from typing_extensions import Self

    from tigris_http.credentials import Provider, Secrets
    from tigris_http.emulator import Emulator

MODES = ("blocking", "asyncio", "trio")
OFFLINE = ("presigned_post", "presigned_url")
"""Methods that send nothing; the async client does not await them either."""
AT_ONCE = RetryPolicy(base=0)
"""The default policy, without waits between attempts."""


class Ready:
    """A finished result as an awaitable."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __await__(self) -> Generator[Any, Any, Any]:
        yield from ()  # a generator, which never waits
        return self.value


class AsyncFacade:
    """An object of the blocking client with the interface of its async twin."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, "close" if name == "aclose" else name)
        if not callable(value) or name in OFFLINE:
            return value

        def call(*args: Any, **kwargs: Any) -> Any:
            return as_async(value(*args, **kwargs))

        return call

    def __await__(self) -> Generator[Any, Any, AsyncFacade]:
        yield from ()
        return self

    async def __aenter__(self) -> Self:
        self._inner.__enter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        self._inner.__exit__(*error)

    def __aiter__(self) -> AsyncFacade:
        return AsyncFacade(iter(self._inner))

    async def __anext__(self) -> Any:
        try:
            item = next(self._inner)
        except StopIteration:
            raise StopAsyncIteration from None
        return AsyncFacade(item) if isinstance(item, BundleMember) else item

    def __repr__(self) -> str:
        return repr(self._inner)


def as_async(value: object) -> object:
    """Return the result that the async twin would return."""
    opened = (ArchiveBody, ObjectBody, ObjectFile, ObjectWriter, BundleResponse, BundleMember)
    if isinstance(value, (TigrisHTTP, Pages, *opened, Iterator)):
        return AsyncFacade(value)
    return Ready(value)


class Harness:
    """The clients of one scenario, and the way to run it."""

    def __init__(self, mode: str, tigris: Emulator) -> None:
        self.mode = mode
        self.tigris = tigris
        self._clients: list[AsyncTigrisHTTP] = []

    def client(
        self,
        endpoint: str | None = None,
        credentials: Secrets | Provider | None = None,
        *,
        retry: RetryPolicy = AT_ONCE,
        **options: Any,
    ) -> AsyncTigrisHTTP:
        """Return a new client of `tigris`. The harness closes it."""
        kind: Callable[..., Any] = TigrisHTTP if self.mode == "blocking" else AsyncTigrisHTTP
        created = kind(endpoint or self.tigris.endpoint, credentials or self.tigris.credentials, retry=retry, **options)
        return self.own(created)

    def own(self, created: AsyncTigrisHTTP | TigrisHTTP) -> AsyncTigrisHTTP:
        """Close a client when the scenario ends; return it with the async interface."""
        client = cast("AsyncTigrisHTTP", AsyncFacade(created)) if isinstance(created, TigrisHTTP) else created
        self._clients.append(client)
        return client

    def play(self, story: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a scenario to its end."""

        async def whole() -> None:
            try:
                await story()
            finally:
                for client in self._clients:
                    await client.aclose()

        match self.mode:
            case "asyncio":
                asyncio.run(whole())
            case "trio":
                trio.run(whole)
            case _:
                _step(whole())


def _step(coroutine: Coroutine[Any, Any, None]) -> None:
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise AssertionError("the blocking client waited for an event loop")


def played(test: pytest.Function) -> bool | None:
    """Run a coroutine test in its harness: `pytest_pyfunc_call` of a conftest."""
    if not inspect.iscoroutinefunction(test.obj):
        return None
    arguments = {name: test.funcargs[name] for name in inspect.signature(test.obj).parameters}
    harness = test.funcargs["harness"]
    assert isinstance(harness, Harness)
    harness.play(lambda: test.obj(**arguments))
    return True
