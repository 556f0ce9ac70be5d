"""A bucket of samples. Nothing here loads PyTorch: without it the suite is skipped, and this file is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.integrations.torch.samples import BUCKET, CONTENTS, LATER, REPLACED, client_of
from tigris_http.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http import TigrisHTTP


@pytest.fixture
def tigris() -> Iterator[Emulator]:
    """An emulator that honours snapshots in bundles, with a bucket of `CONTENTS`.

    It is new for each test: it may log a cancelled request late.
    """
    with Emulator(bundle_snapshots=True) as emulator, client_of(emulator) as client:
        client.create_bucket(BUCKET, snapshot_enabled=True)
        for key, content in CONTENTS.items():
            client.put_object(BUCKET, key, content)
        emulator.clear_requests()
        yield emulator


@pytest.fixture
def client(tigris: Emulator) -> Iterator[TigrisHTTP]:
    with client_of(tigris) as client:
        yield client


@pytest.fixture
def pinned(client: TigrisHTTP) -> str:
    """The version of a snapshot of `CONTENTS`. Since then an object was replaced, one deleted and one added."""
    replaced, deleted = REPLACED
    version = client.create_snapshot(BUCKET).version
    client.put_object(BUCKET, replaced, b"replaced")
    client.delete_object(BUCKET, deleted)
    client.put_object(BUCKET, LATER, b"added")
    return version
