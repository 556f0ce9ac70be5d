"""Arrays on a store of another make, without bundles: the plain part of the store."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Iterator
from typing import Any

import pytest
import zarr
from zarr.abc.store import SuffixByteRequest
from zarr.core.buffer import cpu, default_buffer_prototype

from tests.servers.cutting import CuttingProxy
from tests.servers.third_party import Server, started
from tigris_http import RetryPolicy, TigrisHTTP
from tigris_http.zarr import TigrisStore

np: Any = importlib.import_module("numpy")
ANY = default_buffer_prototype()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with started("seaweedfs") as running:
        yield running


def of(server: Server, endpoint: str) -> TigrisHTTP:
    return TigrisHTTP(
        endpoint,
        server.credentials,
        region=server.region,
        addressing_style="path",
        retry=RetryPolicy(base=0.001, cap=0.01),
    )


@pytest.mark.parametrize("value", [b"", b"0123456789"])
def test_the_last_bytes_of_a_value_come_also_if_there_are_fewer(value: bytes) -> None:
    """rclone refuses a range of more last bytes than there are."""

    async def read(store: TigrisStore, suffix: int) -> bytes | None:
        found = await store.get("k", ANY, SuffixByteRequest(suffix))
        return None if found is None else found.to_bytes()

    with started("rclone") as other, of(other, other.endpoint) as client:
        client.create_bucket("zarr-parts")
        store = TigrisStore("zarr-parts", client=client)
        assert asyncio.run(read(store, 9)) is None
        asyncio.run(store.set("k", cpu.Buffer.from_bytes(value)))
        for suffix in (1, 10, 11, 1000):
            assert value[-suffix:] == asyncio.run(read(store, suffix))


def test_arrays_of_another_server_come_back(server: Server) -> None:
    with of(server, server.endpoint) as client, CuttingProxy(server.port) as proxy:
        client.create_bucket("zarr-arrays")
        store = TigrisStore("zarr-arrays", "a/b.zarr", client=client)
        array = zarr.create_array(store, name="x", shape=(400, 8), chunks=(10, 8), dtype="i4", fill_value=-1)
        values = np.arange(3200).reshape(400, 8)
        array[:] = values
        array[20:40] = -1
        values[20:40] = -1
        with zarr.config.set({"async.concurrency": 40}):
            for _ in range(2):
                assert np.array_equal(values, array[:])
            # Connections that break in the middle of answers.
            proxy.cuts[:] = [300, 500, 700]
            breaking = TigrisStore("zarr-arrays", "a/b.zarr", client=of(server, proxy.endpoint))
            assert np.array_equal(values, zarr.open_array(breaking, path="x")[:])
        assert [] == proxy.cuts
        assert ["x"] == [name for name, _ in zarr.open_group(store, mode="r").members()]
        asyncio.run(store.set_if_not_exists("k", cpu.Buffer.from_bytes(b"1")))
        asyncio.run(store.set_if_not_exists("k", cpu.Buffer.from_bytes(b"2")))
        found = asyncio.run(store.get("k", ANY))
        assert found is not None
        assert b"1" == found.to_bytes()
        asyncio.run(store.clear())
        assert asyncio.run(store.is_empty(""))
        assert [] == list(client.list_objects_v2("zarr-arrays"))
