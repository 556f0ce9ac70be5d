from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.readers.world import BUCKET, options_for
from tigris_http import TigrisHTTP
from tigris_http._readers import client_options
from tigris_http._readers.client_options import ClientOptions
from tigris_http.emulator import Emulator


@pytest.fixture
def tigris() -> Iterator[Emulator]:
    with Emulator(minimum_part_size=0) as emulator:
        yield emulator


@pytest.fixture
def client(tigris: Emulator) -> Iterator[TigrisHTTP]:
    """A client of `tigris`, which has the bucket."""
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket(BUCKET, snapshot_enabled=True)
        yield client


@pytest.fixture(autouse=True)
def _own_clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close the clients that a test made."""
    made: dict[str, TigrisHTTP] = {}
    monkeypatch.setattr(client_options, "_CLIENTS", made)
    yield
    for client in made.values():
        client.close()


@pytest.fixture
def options(tigris: Emulator) -> ClientOptions:
    return options_for(tigris)
