"""Fixtures for the tests of the emulator: a running one, boto3 clients for it, and a raw socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3  # type: ignore[import-untyped]  # boto3 ships no types
import pytest
from botocore.config import Config  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http.emulator import Emulator, EmulatorCredentials

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def tigris() -> Iterator[Emulator]:
    """An emulator of this test's own, in memory, for parts of any size."""
    with Emulator(minimum_part_size=0) as emulator:
        yield emulator


@pytest.fixture
def connect() -> Iterator[Callable[..., Any]]:
    """A maker of boto3 clients, which are closed at the end."""
    clients: list[Any] = []

    def make(emulator: Emulator, credentials: EmulatorCredentials | None = None, **s3: Any) -> Any:
        credentials = credentials or emulator.credentials
        client = boto3.client(
            "s3",
            endpoint_url=emulator.endpoint,
            aws_access_key_id=credentials.access_key_id,
            aws_secret_access_key=credentials.secret_access_key,
            aws_session_token=credentials.session_token,
            region_name="auto",
            config=Config(
                s3={"addressing_style": "path", **s3},
                retries={"total_max_attempts": 1},
                connect_timeout=5,
                read_timeout=20,
            ),
        )
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def s3(tigris: Emulator, connect: Callable[..., Any]) -> Any:
    """A boto3 client for `tigris`, with the bucket `plain` and the snapshot bucket `atlas`."""
    client = connect(tigris)
    client.create_bucket(Bucket="plain")

    def enable(request: Any, **_: Any) -> None:
        request.headers["X-Tigris-Enable-Snapshot"] = "true"

    client.meta.events.register("before-sign.s3.CreateBucket", enable)
    client.create_bucket(Bucket="atlas")
    client.meta.events.unregister("before-sign.s3.CreateBucket", enable)
    return client
