"""The fixtures of the scenarios: both clients run each coroutine test, the async one on asyncio and on trio."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3  # type: ignore[import-untyped]  # boto3 ships no types
import pytest
from botocore.config import Config  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http import TigrisHTTP
from tigris_http.emulator import Emulator

from .harness import MODES, Harness, played

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http import AsyncTigrisHTTP


@pytest.fixture
def tigris() -> Iterator[Emulator]:
    """An emulator for one test, in memory, for parts of any size."""
    with Emulator(minimum_part_size=0) as emulator:
        yield emulator


@pytest.fixture(params=MODES)
def harness(request: pytest.FixtureRequest, tigris: Emulator) -> Harness:
    return Harness(request.param, tigris)


@pytest.fixture
def client(harness: Harness) -> AsyncTigrisHTTP:
    """A client of `tigris` that retries without waiting."""
    return harness.client()


@pytest.fixture
def s3(tigris: Emulator) -> Iterator[Any]:
    """A boto3 client of `tigris`."""
    client = boto3.client(
        "s3",
        endpoint_url=tigris.endpoint,
        aws_access_key_id=tigris.credentials.access_key_id,
        aws_secret_access_key=tigris.credentials.secret_access_key,
        region_name="auto",
        config=Config(s3={"addressing_style": "path"}, signature_version="s3v4", retries={"total_max_attempts": 1}),
    )
    yield client
    client.close()


@dataclass(frozen=True)
class Crowd:
    """A snapshot bucket with 5,000 objects, filled once for all tests; they fork it to change it."""

    tigris: Emulator
    client: AsyncTigrisHTTP
    bucket: str
    contents: dict[str, bytes]

    @property
    def keys(self) -> list[str]:
        return list(self.contents)

    async def fork(self) -> str:
        """Return a new fork."""
        name = f"fork-{next(_NUMBERS)}"
        await self.client.create_fork(name, self.bucket)
        return name


_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def crowded() -> Iterator[tuple[Emulator, dict[str, bytes]]]:
    contents = {f"part/{number:05}": b"%d;" % number * (number % 40) for number in range(5000)}
    with Emulator() as emulator:
        with TigrisHTTP(emulator.endpoint, emulator.credentials) as filler:
            filler.create_bucket("crowd", snapshot_enabled=True)
            for key, content in contents.items():
                filler.put_object("crowd", key, content)
        yield emulator, contents


@pytest.fixture
def crowd(harness: Harness, crowded: tuple[Emulator, dict[str, bytes]]) -> Crowd:
    emulator, contents = crowded
    return Crowd(emulator, harness.client(emulator.endpoint), "crowd", contents)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    return played(pyfuncitem)
