"""Arrays and groups: sharding, consolidated metadata, xarray, the past, and the requests that they take."""

from __future__ import annotations

import asyncio
import importlib
from collections import Counter
from typing import Any

import pytest
import zarr
from zarr.abc.store import ByteRequest, OffsetByteRequest, RangeByteRequest, SuffixByteRequest
from zarr.core.buffer import Buffer, cpu, default_buffer_prototype

from tigris_http import AccessDenied, AsyncTigrisHTTP, NotFound, RetryPolicy, TigrisError, TigrisHTTP
from tigris_http.emulator import Emulator, Fault
from tigris_http.zarr import TigrisStore

np: Any = importlib.import_module("numpy")
ANY = default_buffer_prototype()


@pytest.fixture
def store(client: TigrisHTTP, bucket: str) -> TigrisStore:
    return TigrisStore(bucket, "a.zarr", client=client)


def requests(tigris: Emulator) -> Counter[str]:
    return Counter(record.operation for record in tigris.requests)


def numbers(store: TigrisStore, chunks: int, **options: Any) -> Any:
    """Return an array of `chunks` chunks that holds 0, 1, 2..."""
    shape = (chunks * 16,)
    array = zarr.create_array(store, name="numbers", shape=shape, chunks=(16,), dtype="f8", fill_value=-1.0, **options)
    array[:] = np.arange(*shape)
    return array


def test_part_of_a_shard_takes_its_index_and_its_chunks_alone(store: TigrisStore, tigris: Emulator) -> None:
    array = numbers(store, 64, shards=(512,), compressors=None)
    tigris.clear_requests()
    assert [500.0, 501.0] == list(array[500:502])
    assert {"GetObject": 2} == requests(tigris)
    sent = [dict(record.headers)["range"] for record in tigris.requests]
    assert ["bytes=-516", "bytes=3968-4095"] == sent
    assert np.array_equal(array[:], np.arange(1024))
    array[100:600] = -7
    assert 500 == int((array[:] == -7).sum())


@pytest.mark.parametrize("zarr_format", [2, 3])
def test_groups_and_arrays_come_back(store: TigrisStore, zarr_format: int) -> None:
    root = zarr.create_group(store, zarr_format=zarr_format)
    for name in ("a", "a-b", "b"):
        group = root.create_group(name, attributes={"name": name})
        array = group.create_array("x", shape=(10, 10), chunks=(3, 4), dtype="i4")
        array[:] = np.arange(100).reshape(10, 10)
    opened = zarr.open_group(store, mode="r")
    assert ["a", "a-b", "b"] == sorted(name for name, _ in opened.groups())
    assert "a-b" == opened["a-b"].attrs["name"]
    for name in ("a", "b"):
        assert np.array_equal(np.arange(100).reshape(10, 10), opened[f"{name}/x"][:])
    assert opened["a/x"].nbytes_stored() == opened["b/x"].nbytes_stored()
    del root["a"]
    assert ["a-b", "b"] == sorted(name for name, _ in zarr.open_group(store, mode="r").groups())
    with pytest.raises(ValueError, match="read-only"):
        opened["a-b/x"][0, 0] = 1


@pytest.mark.filterwarnings("ignore:Consolidated metadata is currently not part")
def test_consolidated_metadata_is_read_by_one_request(store: TigrisStore, tigris: Emulator) -> None:
    root = zarr.create_group(store)
    for number in range(12):
        root.create_array(f"x{number}", shape=(4,), chunks=(2,), dtype="i4")
    zarr.consolidate_metadata(store)
    tigris.clear_requests()
    opened = zarr.open_consolidated(store, zarr_format=3)
    assert 12 == len(list(opened.arrays()))
    assert {"GetObject": 1} == requests(tigris)


@pytest.mark.filterwarnings(
    "ignore:Consolidated metadata is currently not part", "ignore::zarr.errors.UnstableSpecificationWarning"
)
def test_a_dataset_of_xarray_comes_back(store: TigrisStore, client: TigrisHTTP) -> None:
    xarray: Any = importlib.import_module("xarray")
    dataset = xarray.Dataset(
        {"t": (("time", "x"), np.arange(60.0).reshape(6, 10)), "name": ("x", [f"n{x}" for x in range(10)])},
        coords={"time": np.arange("2026-01-01", "2026-01-07", dtype="datetime64[D]").astype("datetime64[ns]")},
        attrs={"source": "made up"},
    )
    dataset.to_zarr(store, mode="w", encoding={"t": {"chunks": (2, 5)}})
    with xarray.open_zarr(store, chunks=None) as opened:
        assert dataset.identical(opened.load())
    more = dataset.assign_coords(time=dataset.time + np.timedelta64(6, "D"))
    more.to_zarr(store, append_dim="time")
    again = TigrisStore(store.bucket, "a.zarr/", client=client, read_only=True)
    with xarray.open_zarr(again, chunks=None) as opened:
        assert xarray.concat([dataset, more], "time", data_vars="minimal").t.identical(opened.t.load())


def test_a_snapshot_is_read_while_the_array_is_overwritten(store: TigrisStore, client: TigrisHTTP) -> None:
    array = numbers(store, 40)
    version = client.create_snapshot(store.bucket).version
    past = TigrisStore(store.bucket, store.prefix, client=client, snapshot_version=version)
    array[:320] = 0
    zarr.create_array(store, name="later", shape=(1,), dtype="i4")
    with zarr.config.set({"async.concurrency": 40}):
        then = zarr.open_array(past, path="numbers")
        assert np.array_equal(np.arange(640), then[:])
        assert 320 == int((array[:] == 0).sum())
    asyncio.run(store.delete_dir("numbers"))
    assert np.array_equal(np.arange(640), then[:])
    assert past.read_only
    with pytest.raises(ValueError, match="read-only"):
        then[0] = 1
    with pytest.raises(ValueError, match="snapshot"):
        past.with_read_only(False)


def test_chunks_that_are_read_at_once_come_as_bundles(store: TigrisStore, tigris: Emulator) -> None:
    array = numbers(store, 300)
    with zarr.config.set({"async.concurrency": 300}):
        assert np.array_equal(array[:], np.arange(4800))
        tigris.clear_requests()
        assert np.array_equal(array[:], np.arange(4800))
    assert {"BundleObjects": 1} == requests(tigris)


def test_chunks_that_are_not_there_have_the_fill_value(store: TigrisStore, tigris: Emulator) -> None:
    array = numbers(store, 100)
    array[160:800] = -1  # zarr does not store chunks of fill values
    tigris.clear_requests()
    with zarr.config.set({"async.concurrency": 100}):
        found = array[:]
    assert 640 == int((found == -1).sum())
    assert np.array_equal(found[800:], np.arange(800, 1600))
    assert "GetObject" not in requests(tigris)


def test_large_chunks_come_by_requests_of_their_own(store: TigrisStore, tigris: Emulator) -> None:
    array = zarr.create_array(store, name="x", shape=(12 << 17,), chunks=(1 << 17,), dtype="u2", compressors=None)
    array[:] = np.arange(12 << 17) % 65521
    with zarr.config.set({"async.concurrency": 12}):
        assert np.array_equal(array[:], np.arange(12 << 17) % 65521)
        tigris.clear_requests()
        assert np.array_equal(array[:], np.arange(12 << 17) % 65521)
    assert {"GetObject": 12} == requests(tigris)


def test_ranges_of_one_key_come_in_one_request(store: TigrisStore, tigris: Emulator, client: TigrisHTTP) -> None:
    data = bytes(range(256)) * 40
    for key in "abc":
        client.put_object(store.bucket, f"a.zarr/{key}", data)
    wanted: list[tuple[str, ByteRequest | None]] = [
        ("a", RangeByteRequest(10, 20)),
        ("b", RangeByteRequest(0, 5)),
        ("a", RangeByteRequest(500, 510)),
        ("gone", RangeByteRequest(0, 1)),
        ("a", RangeByteRequest(15, 30)),
        ("c", None),
        ("c", SuffixByteRequest(3)),
        ("c", OffsetByteRequest(10_000)),
        ("gone", None),
    ]
    tigris.clear_requests()
    found = asyncio.run(store.get_partial_values(ANY, wanted))
    expected = [data[10:20], data[:5], data[500:510], None, data[15:30], data, data[-3:], data[10_000:], None]
    assert expected == [None if each is None else each.to_bytes() for each in found]
    assert 7 == len(tigris.requests)


def test_ranges_beyond_the_end_are_empty_as_slices_are(store: TigrisStore, client: TigrisHTTP) -> None:
    client.put_object(store.bucket, "a.zarr/a", b"0123456789")
    client.put_object(store.bucket, "a.zarr/empty", b"")
    ranges: list[ByteRequest] = [
        RangeByteRequest(4, 4),
        RangeByteRequest(10, 12),
        RangeByteRequest(8, 99),
        OffsetByteRequest(10),
    ]
    ranges += [SuffixByteRequest(0), SuffixByteRequest(99)]

    async def each(key: str) -> list[Buffer | None]:
        singly = [await store.get(key, ANY, byte_range) for byte_range in ranges]
        assert singly == await store.get_partial_values(ANY, [(key, byte_range) for byte_range in ranges])
        return singly

    found = [None if each is None else each.to_bytes() for each in asyncio.run(each("a"))]
    assert [b"", b"", b"89", b"", b"", b"0123456789"] == found
    assert [b""] * 6 == [None if each is None else each.to_bytes() for each in asyncio.run(each("empty"))]
    assert [None] * 6 == asyncio.run(each("gone"))


def test_a_directory_is_deleted_by_requests_of_1000_keys(
    store: TigrisStore, tigris: Emulator, client: TigrisHTTP
) -> None:
    for number in range(1002):
        client.put_object(store.bucket, f"a.zarr/x/c/{number}", b"")
    client.put_object(store.bucket, "a.zarr/x-y/c/0", b"kept")
    tigris.clear_requests()
    asyncio.run(store.delete_dir("x"))
    assert {"DeleteObjects": 2, "ListObjectsV2": 2} == requests(tigris)
    assert ["a.zarr/x-y/c/0"] == [each.key for each in client.list_objects_v2(store.bucket)]


@pytest.mark.parametrize("fault", ["cut_body", "lose_answer", "drop_request"])
def test_a_connection_that_breaks_costs_no_byte(store: TigrisStore, tigris: Emulator, fault: Any) -> None:
    array = numbers(store, 64, compressors=None)
    for concurrency in (1, 64):
        tigris.inject(Fault(fault, after=100, times=3))
        with zarr.config.set({"async.concurrency": concurrency}):
            assert np.array_equal(array[:], np.arange(1024))
        assert () == tigris.faults
    tigris.inject(Fault(fault, operation="PutObject", times=2))
    array[:32] = 5
    assert 32 == int((array[:33] == 5).sum())


def test_what_is_not_a_missing_key_is_an_error(store: TigrisStore, tigris: Emulator, client: TigrisHTTP) -> None:
    elsewhere = TigrisStore("no-such-bucket-anywhere", client=client)
    with pytest.raises(NotFound, match="NoSuchBucket"):
        asyncio.run(elsewhere.get("zarr.json", ANY))
    for byte_range in (RangeByteRequest(0, 4), OffsetByteRequest(4), SuffixByteRequest(4)):
        with pytest.raises(NotFound):
            asyncio.run(elsewhere.get("a/c/0", ANY, byte_range))
    array = numbers(store, 20)
    tigris.inject(Fault("status", operation="GetObject", status=403, key="a.zarr/numbers/c/3"))
    with zarr.config.set({"async.concurrency": 1}), pytest.raises(AccessDenied):
        array[:]
    tigris.inject(Fault("status", operation="BundleObjects", status=403))
    with zarr.config.set({"async.concurrency": 20}), pytest.raises(AccessDenied):
        array[:]
    client.put_object(store.bucket, "a.zarr/numbers/c/3", b"archived", storage_class="GLACIER")
    with zarr.config.set({"async.concurrency": 20}), pytest.raises(AccessDenied, match="InvalidObjectState"):
        array[:]


def test_each_value_that_does_not_come_with_a_broken_bundle_is_an_error(
    tigris: Emulator, client: TigrisHTTP, bucket: str
) -> None:
    """Each reader ends, with an error."""
    values = {f"c/{number}": bytes([number]) * 20_000 for number in range(30)}
    for key, value in values.items():
        client.put_object(bucket, key, value)
    tigris.inject(Fault("cut_body", operation="BundleObjects", after=90_000, times=9))
    tigris.inject(Fault("status", operation="GetObject", status=500, times=99))
    once = TigrisHTTP(tigris.endpoint, tigris.credentials, retry=RetryPolicy(max_attempts=1))
    store = TigrisStore(bucket, client=once)

    async def read() -> list[Buffer | BaseException | None]:
        return await asyncio.wait_for(
            asyncio.gather(*(store.get(key, ANY) for key in values), return_exceptions=True), 30
        )

    found = asyncio.run(read())
    came = [each.to_bytes() for each in found if isinstance(each, Buffer)]
    assert 0 < len(came) < len(values) == len(came) + sum(isinstance(each, TigrisError) for each in found)
    assert set(came) < set(values.values())


def test_of_many_writers_one_wins(store: TigrisStore, tigris: Emulator) -> None:
    async def race() -> None:
        values = [cpu.Buffer.from_bytes(b"%d" % number) for number in range(20)]
        await asyncio.gather(*(store.set_if_not_exists("k", value) for value in values))

    tigris.inject(Fault("lose_answer", operation="PutObject"))
    asyncio.run(race())
    assert 1 == sum(record.operation == "PutObject" and record.status == 200 for record in tigris.requests)


def test_large_values_go_in_parts(store: TigrisStore, tigris: Emulator) -> None:
    data = bytes(range(256)) * (1 << 17) + b"end"
    asyncio.run(store.set("large", cpu.Buffer.from_bytes(data)))
    assert 3 == requests(tigris)["UploadPart"]
    found = asyncio.run(store.get("large", ANY))
    assert found is not None
    assert data == found.to_bytes()


@pytest.mark.anyio
async def test_a_cancelled_read_leaves_the_others_alone(client: TigrisHTTP, bucket: str) -> None:
    for number in range(20):
        client.put_object(bucket, f"{number}", b"%d" % number)
    store = TigrisStore(bucket, client=client)
    tasks = [asyncio.ensure_future(store.get(f"{number}", ANY)) for number in range(20)]
    await asyncio.sleep(0)
    for task in tasks[:5]:
        task.cancel()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(each, asyncio.CancelledError) for each in found[:5])
    assert [b"%d" % number for number in range(5, 20)] == [each.to_bytes() for each in found[5:]]  # type: ignore[union-attr]


def test_arguments_are_refused_by_their_names(client: TigrisHTTP) -> None:
    with pytest.raises(ValueError, match="bucket"):
        TigrisStore("A b", client=client)
    with pytest.raises(ValueError, match="snapshot_version"):
        TigrisStore("bucket", client=client, snapshot_version="x")
    for prefix in (7, None):
        with pytest.raises(TypeError, match="prefix must be a str"):
            TigrisStore("bucket", prefix, client=client)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="read_only must be a bool"):
        TigrisStore("bucket", client=client, read_only="no")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="client must be"):
        TigrisStore("bucket", client="http://127.0.0.1")  # type: ignore[arg-type]


def test_an_object_that_marks_a_folder_is_no_key(store: TigrisStore, client: TigrisHTTP) -> None:
    """Consoles make such objects. A folder without keys is empty, so an array may be created in it."""
    for folder in ("a.zarr/", "a.zarr/group/"):
        client.put_object(store.bucket, folder, b"")

    async def seen() -> tuple[bool, bool, list[str]]:
        return await store.is_empty(""), await store.is_empty("group"), [key async for key in store.list()]

    assert (True, True, []) == asyncio.run(seen())
    zarr.open_group(store, mode="w-")
    assert (False, True, ["zarr.json"]) == asyncio.run(seen())
    with pytest.raises(FileExistsError):
        zarr.open_group(store, mode="w-")


def test_a_value_is_a_buffer(store: TigrisStore) -> None:
    with pytest.raises(TypeError, match="Buffer"):
        asyncio.run(store.set("k", b"bytes"))  # type: ignore[arg-type]


def test_equal_stores_read_the_same_place(client: TigrisHTTP, bucket: str, tigris: Emulator) -> None:
    store = TigrisStore(bucket, "x", client=client)
    other = AsyncTigrisHTTP(tigris.endpoint, tigris.credentials)
    assert store == TigrisStore(bucket, "x/", client=other)
    assert store != TigrisStore(bucket, "y", client=client)
    assert store != TigrisStore(bucket, "x", client=client, read_only=True)
    assert store != TigrisStore(bucket, "x", client=client, snapshot_version="1")
    assert store != TigrisStore(bucket, "x", client=TigrisHTTP(tigris.endpoint, ("tid_b", "tsec_b")))
    assert store != "t3://x"
