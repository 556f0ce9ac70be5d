"""File systems of the emulator, and what they send."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import TigrisHTTP
from tigris_http.emulator import Emulator
from tigris_http.fsspec import TigrisFileSystem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def options(tigris: Emulator) -> dict[str, Any]:
    """Storage options of the emulator, in the words of s3fs."""
    keys = tigris.credentials
    return {"key": keys.access_key_id, "secret": keys.secret_access_key, "endpoint_url": tigris.endpoint}


@pytest.fixture
def fs(options: dict[str, Any]) -> Iterator[TigrisFileSystem]:
    made = TigrisFileSystem(**options)
    yield made
    made.close()


_NUMBERS = itertools.count()


@pytest.fixture
def bucket(client: TigrisHTTP) -> str:
    name = f"atlas-{next(_NUMBERS)}"
    client.create_bucket(name)
    return name


@pytest.fixture
def snapshots(client: TigrisHTTP) -> str:
    """A snapshot bucket."""
    name = f"past-{next(_NUMBERS)}"
    client.create_bucket(name, snapshot_enabled=True)
    return name


@pytest.fixture
def sent(tigris: Emulator) -> Callable[[Callable[[], object]], dict[str, int]]:
    """Return the operations that a call sends, counted."""

    def count(call: Callable[[], object]) -> dict[str, int]:
        tigris.clear_requests()
        call()
        return dict(Counter(each.operation for each in tigris.requests))

    return count


@pytest.fixture
def contents(client: TigrisHTTP, bucket: str) -> Callable[[], dict[str, bytes]]:
    """Return all objects of the bucket as they are in the service."""

    def read() -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for each in client.list_objects_v2(bucket):
            with client.get_object(bucket, each.key) as body:
                found[each.key] = body.read()
        return found

    return read
