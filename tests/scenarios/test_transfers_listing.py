"""Listings side by side with both clients: against the emulator, beside a plain listing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import anyio
import pytest

from tests.scenarios.harness import AT_ONCE, MODES
from tests.unit.transfers.key_sets import key_set
from tests.unit.transfers.listed import Listed
from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http.emulator import Emulator
from tigris_http.operations import ListObjectsV2
from tigris_http.transfers._work.items import AsyncItems, Items

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tigris_http.operations import ListedObject

NAMES = ["hashed directories", "Unicode", "control characters", "dense and sparse", "equal in 900 characters", "days"]
COUNT = 700


@pytest.fixture(scope="module")
def filled() -> Iterator[Emulator]:
    """An emulator with a bucket for each set of keys."""
    with (
        Emulator() as emulator,
        TigrisHTTP(emulator.endpoint, emulator.credentials) as client,
        ThreadPoolExecutor(4) as threads,
    ):
        for number, name in enumerate(NAMES):
            bucket = f"atlas-{number}"
            client.create_bucket(bucket)
            list(threads.map(putting(client, bucket), key_set(name, COUNT)))
        yield emulator


def putting(client: TigrisHTTP, bucket: str) -> Callable[[str], object]:
    return lambda key: client.put_object(bucket, key, b"", metadata={"name": "value"})


def listed(emulator: Emulator, mode: str, action: Listed) -> list[ListedObject]:
    if mode == "blocking":
        with TigrisHTTP(emulator.endpoint, emulator.credentials, retry=AT_ONCE) as client:
            return list(Items(client, action, 8))

    async def whole() -> list[ListedObject]:
        async with AsyncTigrisHTTP(emulator.endpoint, emulator.credentials, retry=AT_ONCE) as client:
            return [entry async for entry in AsyncItems(client, action, 8)]

    return anyio.run(whole, backend=mode)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", NAMES)
def test_listings_side_by_side_are_one_listing(filled: Emulator, name: str, mode: str) -> None:
    bucket = f"atlas-{NAMES.index(name)}"
    with TigrisHTTP(filled.endpoint, filled.credentials) as client:
        expected = list(client.list_objects_v2(bucket))
    assert key_set(name, COUNT) == [entry.key for entry in expected]
    action = Listed(ListObjectsV2(bucket, max_keys=20), lanes=8)
    assert expected == listed(filled, mode, action)
    assert action.listings[0].requests <= 1.3 * COUNT / 20 + 8


@pytest.mark.parametrize("mode", MODES)
def test_the_metadata_comes_with_each_page(filled: Emulator, mode: str) -> None:
    action = Listed(ListObjectsV2("atlas-0", max_keys=50, with_metadata=True), lanes=3)
    found = listed(filled, mode, action)
    assert COUNT == len(found)
    assert {"name": "value"} in [entry.metadata for entry in found]
    assert all(entry.metadata == {"name": "value"} for entry in found)
    assert action.listings[0].metadata_known


@pytest.mark.parametrize("mode", MODES)
def test_a_prefix_and_a_start_are_kept(filled: Emulator, mode: str) -> None:
    operation = ListObjectsV2("atlas-3", prefix="dense/", start_after="dense/000099", max_keys=10)
    found = [entry.key for entry in listed(filled, mode, Listed(operation, lanes=6))]
    assert [f"dense/{number:06}" for number in range(100, COUNT // 2)] == found
