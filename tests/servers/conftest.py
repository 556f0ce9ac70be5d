"""The servers, one after the other, and both clients on each."""

from __future__ import annotations

from contextlib import AsyncExitStack, contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tigris_http import AsyncTigrisHTTP, RetryPolicy, TigrisHTTP

from .clients import awaitable
from .third_party import STARTERS, Server, started

# A second attempt must not hide the failure of the first.
ONCE = RetryPolicy(max_attempts=1)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from typing import Protocol

    from tigris_http._core.hooks import Hook
    from tigris_http._wire.address import Style

    class Connect(Protocol):
        async def __call__(
            self,
            *,
            secret: str | None = None,
            key_id: str | None = None,
            style: Style = "path",
            max_connections: int = 16,
            endpoint: str | None = None,
            on_response: Hook | None = None,
            retry: RetryPolicy = ONCE,
        ) -> AsyncTigrisHTTP: ...


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", params=STARTERS)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with started(request.param) as running:
        yield running


@pytest.fixture(params=["blocking", "async"])
async def connect(server: Server, request: pytest.FixtureRequest) -> AsyncIterator[Connect]:
    """Make clients of one kind, which are closed at the end."""
    async with AsyncExitStack() as stack:

        async def make(
            *,
            secret: str | None = None,
            key_id: str | None = None,
            style: Style = "path",
            max_connections: int = 16,
            endpoint: str | None = None,
            on_response: Hook | None = None,
            retry: RetryPolicy = ONCE,
        ) -> AsyncTigrisHTTP:
            # Only a name, not an address, can have buckets below it.
            endpoint = endpoint or (server.named_endpoint if style == "virtual" else server.endpoint)
            pair = (key_id or server.credentials[0], secret or server.credentials[1])
            kind = AsyncTigrisHTTP if request.param == "async" else TigrisHTTP
            client = kind(
                endpoint,
                pair,
                region=server.region,
                addressing_style=style,
                retry=retry,
                max_connections=max_connections,
                on_response=on_response,
            )
            if isinstance(client, AsyncTigrisHTTP):
                return await stack.enter_async_context(client)
            return awaitable(stack.enter_context(client))

        yield make


@pytest.fixture
async def client(connect: Connect) -> AsyncTigrisHTTP:
    """One of the clients, with credentials that the server knows."""
    return await connect()


@pytest.fixture
def blocking(server: Server) -> Iterator[TigrisHTTP]:
    """The blocking client itself, for features without an async side."""
    with TigrisHTTP(
        server.endpoint, server.credentials, region=server.region, addressing_style="path", retry=ONCE
    ) as client:
        yield client


@contextmanager
def _bucket(server: Server, name: str) -> Iterator[str]:
    with TigrisHTTP(
        server.endpoint, server.credentials, region=server.region, addressing_style="path", retry=ONCE
    ) as client:
        client.create_bucket(name)
    yield name


@pytest.fixture(scope="session")
def bucket(server: Server) -> Iterator[str]:
    """A bucket for all tests: SeaweedFS takes longer to create one than most tests last."""
    with _bucket(server, f"shared-{uuid4().hex[:12]}") as name:
        yield name


@pytest.fixture
def new_bucket(server: Server) -> Iterator[str]:
    """A bucket for one test."""
    with _bucket(server, f"own-{uuid4().hex[:12]}") as name:
        yield name


@pytest.fixture
def key_in() -> Callable[[str], str]:
    """Return keys that no other test has: `key_in("name")`."""
    folder = uuid4().hex[:12]
    return lambda name: f"{folder}/{name}"
