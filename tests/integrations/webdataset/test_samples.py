"""Samples without shards: grouped as webdataset groups the members of a shard, and read by bundles."""

from __future__ import annotations

import asyncio
import importlib
import io
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any, cast

import pytest
import webdataset as wds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from webdataset.tariterators import group_by_keys

from tigris_http import AsyncTigrisHTTP, BundleError, TigrisHTTP
from tigris_http.emulator import Emulator, Fault
from tigris_http.webdataset import Sample, samples

np: Any = importlib.import_module("numpy")

NAMES = ["a", "b", "x/a", "x/b.d/a", "x//a", "ä/💥", "x/a b#?%20"]
EXTENSIONS = ["", ".jpg", ".JPG", ".seg.png", ".", "..txt", ".tar.gz"]
KEYS = [name + extension for name in NAMES for extension in EXTENSIONS]


class Reader:
    """Reads samples by one of the clients."""

    def __init__(self, kind: str, tigris: Emulator, client: TigrisHTTP) -> None:
        self._kind, self._tigris, self._client = kind, tigris, client

    def __call__(self, *arguments: Any, **options: Any) -> list[Sample]:
        if self._kind == "blocking":
            return list(samples(self._client, *arguments, **options))
        return asyncio.run(self._async(*arguments, **options))

    async def _async(self, *arguments: Any, **options: Any) -> list[Sample]:
        async with AsyncTigrisHTTP(self._tigris.endpoint, self._tigris.credentials) as client:
            return [sample async for sample in samples(client, *arguments, **options)]


@pytest.fixture(params=["blocking", "async"])
def read(request: pytest.FixtureRequest, tigris: Emulator, client: TigrisHTTP) -> Reader:
    return Reader(request.param, tigris, client)


def by_webdataset(bucket: str, keys: Iterable[str]) -> Iterator[Sample]:
    members = [{"fname": key, "data": key.encode(), "__url__": f"t3://{bucket}"} for key in keys]
    return cast("Iterator[Sample]", group_by_keys(members))


def test_samples_are_grouped_as_webdataset_groups_them(client: TigrisHTTP, bucket: str, tigris: Emulator) -> None:
    for key in KEYS:
        client.put_object(bucket, key, key.encode())
    readers = [Reader("blocking", tigris, client), Reader("async", tigris, client)]

    @settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(KEYS), max_size=25))
    def check(keys: list[str]) -> None:
        try:
            expected = list(by_webdataset(bucket, keys))
        except ValueError:
            for read in readers:
                with pytest.raises(ValueError, match="already"):
                    read(bucket, keys)
            return
        for read in readers:
            assert expected == read(bucket, keys)

    check()


def filled(client: TigrisHTTP, bucket: str, count: int) -> None:
    for number in range(count):
        client.put_object(bucket, f"cats/{number:03}.cls", b"%d" % number)
        client.put_object(bucket, f"cats/{number:03}.txt", f"№ {number}".encode())
    client.put_object(bucket, "cats/README", b"no member")
    client.put_object(bucket, "dogs/000.cls", b"0")


def test_a_prefix_is_read_by_its_listing_and_a_bundle(
    read: Reader, client: TigrisHTTP, bucket: str, tigris: Emulator
) -> None:
    filled(client, bucket, 50)
    tigris.clear_requests()
    found = read(bucket, prefix="cats/")
    assert {"ListObjectsV2": 1, "BundleObjects": 1} == Counter(record.operation for record in tigris.requests)
    assert [f"cats/{number:03}" for number in range(50)] == [sample["__key__"] for sample in found]
    sample = {"__key__": "cats/007", "__url__": f"t3://{bucket}", "cls": b"7", "txt": "№ 7".encode()}
    assert sample == found[7]
    assert [] == read(bucket, prefix="birds/")
    assert [] == read(bucket, [])


def test_samples_go_through_a_pipeline_of_webdataset(client: TigrisHTTP, bucket: str) -> None:
    filled(client, bucket, 20)
    for number in range(20):
        file = io.BytesIO()
        np.save(file, np.full(3, number))
        client.put_object(bucket, f"cats/{number:03}.x.npy", file.getvalue())
    pipeline = wds.DataPipeline(
        lambda: samples(client, bucket, prefix="cats/"),
        wds.decode(),
        wds.to_tuple("__key__", "cls", "txt", "x.npy"),
        wds.batched(5),
    )
    for _ in range(2):  # epochs
        batches = list(pipeline)
        assert [5] * 4 == [len(batch[0]) for batch in batches]
        assert list(range(20)) == [int(number) for batch in batches for number in batch[1]]
        assert "№ 19" == batches[-1][2][-1]
        assert np.array_equal(np.full(3, 19), batches[-1][3][-1])


def test_a_missing_member_is_an_error(read: Reader, client: TigrisHTTP, bucket: str) -> None:
    filled(client, bucket, 3)
    keys = [f"cats/{number:03}.{extension}" for number in range(3) for extension in ("cls", "jpg", "txt")]
    with pytest.raises(BundleError) as caught:
        read(bucket, keys)
    assert (("cats/000.jpg",), bucket) == (caught.value.missing_keys, caught.value.bucket)


def test_a_sample_that_lacks_a_member_is_dropped_whole_on_request(
    read: Reader, client: TigrisHTTP, bucket: str
) -> None:
    filled(client, bucket, 12)
    client.delete_object(bucket, "cats/002.cls")
    client.delete_object(bucket, "cats/005.txt")
    for extension in ("cls", "txt"):
        client.delete_object(bucket, f"cats/011.{extension}")
    keys = [f"cats/{number:03}.{extension}" for number in range(12) for extension in ("cls", "txt")]
    dropped: list[str] = []
    found = read(bucket, keys, on_missing="drop", on_dropped=lambda key, reason: dropped.append(key))
    kept = [number for number in range(12) if number not in {2, 5, 11}]
    assert [f"cats/{number:03}" for number in kept] == [sample["__key__"] for sample in found]
    assert all(4 == len(sample) for sample in found)
    assert ["cats/002.cls", "cats/005.txt", "cats/011.cls", "cats/011.txt"] == dropped


@pytest.mark.parametrize("fault", ["cut_body", "truncate_tar", "lose_answer"])
def test_a_bundle_that_breaks_off_is_read_on(
    read: Reader, client: TigrisHTTP, bucket: str, tigris: Emulator, fault: Any
) -> None:
    filled(client, bucket, 40)
    tigris.inject(Fault(fault, operation="BundleObjects", after=20_000))
    found = read(bucket, prefix="cats/")
    assert list(range(40)) == [int(sample["cls"]) for sample in found]
    assert () == tigris.faults


def test_a_snapshot_has_the_samples_of_then(read: Reader, client: TigrisHTTP, bucket: str) -> None:
    filled(client, bucket, 3)
    version = client.create_snapshot(bucket).version
    client.delete_prefix(bucket, "cats/").raise_for_failures()
    found = read(bucket, prefix="cats/", snapshot_version=version)
    assert [f"t3://{bucket}@{version}"] * 3 == [sample["__url__"] for sample in found]
    assert [] == read(bucket, prefix="cats/")


def test_keys_of_any_length_are_read_as_they_come(read: Reader, client: TigrisHTTP, bucket: str) -> None:
    filled(client, bucket, 4)

    def endless() -> Iterator[str]:
        for number in range(12_000):
            yield f"cats/{number // 2 % 4:03}.{'cls' if number % 2 == 0 else 'txt'}"

    assert 6000 == len(read(bucket, endless()))


def test_the_async_client_takes_async_keys(client: TigrisHTTP, bucket: str, tigris: Emulator) -> None:
    filled(client, bucket, 3)

    async def keys() -> AsyncIterator[str]:
        for number in range(3):
            yield f"cats/{number:03}.cls"

    assert [b"0", b"1", b"2"] == [sample["cls"] for sample in Reader("async", tigris, client)(bucket, keys())]
    with pytest.raises(TypeError, match="async iterable"):
        samples(client, bucket, keys())  # type: ignore[call-overload]


def test_a_loop_that_is_left_early_ends_the_bundle(client: TigrisHTTP, bucket: str, tigris: Emulator) -> None:
    filled(client, bucket, 30)

    async def first() -> object:
        async with AsyncTigrisHTTP(tigris.endpoint, tigris.credentials) as other:
            found = samples(other, bucket, prefix="cats/")
            sample = await anext(found)
            await cast("Any", found).aclose()
            return sample["cls"]

    assert b"0" == asyncio.run(first())
    found = samples(client, bucket, prefix="cats/")
    assert b"0" == next(found)["cls"]
    cast("Any", found).close()  # a warning of an open bundle would be an error


def test_wrong_arguments_are_refused_at_once(client: TigrisHTTP, tigris: Emulator) -> None:
    wrong: list[tuple[type[Exception], str, tuple[Any, ...], dict[str, Any]]] = [
        (TypeError, "client", ("http://127.0.0.1", "bucket", []), {}),
        (TypeError, "keys", (client, "bucket", "a.jpg"), {}),
        (ValueError, "keys or prefix", (client, "bucket"), {}),
        (ValueError, "keys or prefix", (client, "bucket", []), {"prefix": ""}),
        (ValueError, "bucket", (client, "A b", []), {}),
        (ValueError, "on_missing", (client, "bucket", []), {"on_missing": "skip"}),
        (ValueError, "snapshot_version", (client, "bucket", []), {"snapshot_version": "now"}),
    ]
    for kind, name, arguments, options in wrong:
        with pytest.raises(kind, match=name):
            samples(*arguments, **options)
    assert () == tigris.requests
