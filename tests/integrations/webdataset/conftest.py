"""A fresh bucket for each test, and the handlers of webdataset as they were."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tigris_http import RetryPolicy, TigrisHTTP
from tigris_http.emulator import Emulator

QUICK = RetryPolicy(base=0.001, cap=0.01)
_NUMBERS = itertools.count()


@pytest.fixture
def client(tigris: Emulator) -> Iterator[TigrisHTTP]:
    with TigrisHTTP(tigris.endpoint, tigris.credentials, retry=QUICK) as client:
        yield client


@pytest.fixture
def bucket(client: TigrisHTTP, tigris: Emulator) -> str:
    name = f"shards-{next(_NUMBERS)}"
    client.create_bucket(name, snapshot_enabled=True)
    tigris.clear_requests()
    return name


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    from webdataset.gopen import gopen_schemes  # without it the suite is skipped

    before = dict(gopen_schemes)
    yield
    gopen_schemes.clear()
    gopen_schemes.update(before)
