"""Clocks and providers that a test sets, and signatures with their credentials."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

import anyio
import pytest

from tigris_http._auth.keyring import Keyring
from tigris_http._auth.keyring_async import AsyncKeyring
from tigris_http._auth.keyring_sync import BlockingKeyring
from tigris_http._auth.refresh import Refresh
from tigris_http.credentials import Credentials, described
from tigris_http.errors import CredentialsError

START = datetime(2026, 11, 2, 12, 0, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
SECRET = "hidden"


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def set(self, minutes: float) -> None:
        """Set it to so many minutes after the start."""
        self.now = START + timedelta(minutes=minutes)


class Mint:
    """A provider: each call returns other credentials that live for an hour, or raises `error`."""

    def __init__(self, clock: Clock, life: timedelta | None = HOUR) -> None:
        self.clock, self.life = clock, life
        self.calls = 0
        self.error: BaseException | None = None
        self.hold: threading.Event | None = None
        self.entered = threading.Event()

    def __call__(self) -> Credentials:
        self.calls += 1
        number = self.calls
        self.entered.set()
        if self.hold is not None:
            assert self.hold.wait(10)
        if self.error is not None:
            raise self.error
        return Credentials(f"tid_{number}", SECRET, "token", None if self.life is None else self.clock() + self.life)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mint(clock: Clock) -> Mint:
    return Mint(clock)


def key(keyring: Keyring[Any]) -> str | None:
    current = keyring.current()
    return None if current is None else described(current)


def signed_with(keyring: BlockingKeyring) -> str:
    """Do the steps of an exchange before it signs; return the key that it would use."""
    for _ in range(3):
        current = keyring.current()
        if current is not None:
            return described(current)
        error = keyring.refresh(Refresh())
        if error is not None:
            raise error
    raise AssertionError("a refresh that went well left a refresh due")


# -- threads ----------------------------------------------------------------------------------------------------------


def together(work: Callable[[], Any], count: int = 64) -> list[Any]:
    """Do work in so many threads at once; return results and errors."""
    barrier = threading.Barrier(count)

    def one() -> Any:
        barrier.wait(10)
        try:
            return work()
        except CredentialsError as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return [done.result(20) for done in [pool.submit(one) for _ in range(count)]]


# -- tasks ------------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["asyncio", "trio"])
def run(request: pytest.FixtureRequest) -> Callable[[Callable[[], Awaitable[None]]], None]:
    def play(story: Callable[[], Awaitable[None]]) -> None:
        anyio.run(story, backend=request.param)

    return play


Run = Callable[[Callable[[], Awaitable[None]]], None]


async def asigned_with(keyring: AsyncKeyring) -> str:
    for _ in range(3):
        current = keyring.current()
        if current is not None:
            return described(current)
        error = await keyring.refresh(Refresh())
        if error is not None:
            raise error
    raise AssertionError("a refresh that went well left a refresh due")


class AsyncMint:
    """An async provider that waits until the test lets it go on."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.calls = 0
        self.cancelled = 0
        self.go = anyio.Event()

    async def __call__(self) -> Credentials:
        self.calls += 1
        number = self.calls
        try:
            await self.go.wait()
        except BaseException:
            self.cancelled += 1
            raise
        return Credentials(f"tid_{number}", SECRET, None, self.clock() + HOUR)
