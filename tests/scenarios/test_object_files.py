"""Objects opened as files that seek."""

from __future__ import annotations

import asyncio
import io
import os
import pickle
import random
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.systems import needs_posix
from tigris_http import AsyncTigrisHTTP, NotFound, ObjectChanged, RetryPolicy, TigrisHTTP, TigrisSnapshot, Timeouts
from tigris_http.emulator import Emulator, Fault
from tigris_http.operations import OpenObject

if TYPE_CHECKING:
    from .harness import Harness

DATA = random.Random(8).randbytes(3_000_000)


async def prepared(client: AsyncTigrisHTTP, tigris: Emulator, content: bytes = DATA, **options: Any) -> None:
    await client.create_bucket("atlas", **options)
    await client.put_object("atlas", "k", content, content_type="image/tiff", metadata={"sheet": "7"})
    tigris.clear_requests()


async def test_an_object_is_read_at_any_position(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await prepared(client, tigris)
    drawn = random.Random(1)
    async with client.open_object("atlas", "k") as file:
        assert (len(DATA), len(DATA), None) == (file.size, file.info.content_length, file.info.content_range)
        assert ("image/tiff", "7") == (file.info.content_type, file.info.metadata["sheet"])
        for _ in range(40):
            at, size = drawn.randrange(len(DATA)), drawn.randrange(300_000)
            file.seek(at)
            if drawn.random() < 0.5:
                assert DATA[at : at + size] == await file.read(size)
            else:
                buffer = bytearray(size)
                count = await file.readinto(buffer)
                assert DATA[at : at + size] == buffer[:count]
        file.seek(-100, os.SEEK_END)
        assert DATA[-100:] == await file.readall()
        file.seek(10**9)
        assert b"" == await file.read()


async def test_reading_from_front_to_end_takes_a_few_requests_and_one_connection(
    harness: Harness, tigris: Emulator
) -> None:
    client = harness.client(max_connections=1, timeouts=Timeouts(pool=1))
    await prepared(client, tigris)
    async with client.open_object("atlas", "k") as file, client.open_object("atlas", "k") as other:
        # Neither holds a connection between reads.
        found, mirrored = b"", b""
        while piece := await file.read(50_000):
            found += piece
            mirrored += await other.read(50_000)
    assert DATA == found == mirrored
    assert len(tigris.requests) <= 12


async def test_small_and_empty_objects_take_one_request(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await prepared(client, tigris, b"0123456789")
    async with client.open_object("atlas", "k") as file:
        file.seek(-3, os.SEEK_END)
        assert b"789" == await file.read()
        file.seek(0)
        assert b"0123456789" == await file.read()
    assert 1 == len(tigris.requests)
    await client.put_object("atlas", "k", b"")
    async with client.open_object("atlas", "k") as file:
        assert (0, b"") == (file.size, await file.read())


async def test_a_missing_object_cannot_be_opened(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    with pytest.raises(NotFound) as caught:
        await client.open_object("atlas", "gone")
    assert ("GetObject", "atlas", "gone") == (caught.value.operation, caught.value.bucket, caught.value.key)


@pytest.mark.parametrize("how", ["replaced", "deleted"])
async def test_an_object_that_changes_is_never_mixed(client: AsyncTigrisHTTP, tigris: Emulator, how: str) -> None:
    await prepared(client, tigris)
    async with client.open_object("atlas", "k") as file:
        assert DATA[:10] == await file.read(10)
        if how == "deleted":
            await client.delete_object("atlas", "k")
        else:
            await client.put_object("atlas", "k", DATA[::-1])
        assert DATA[10:20] == await file.read(10)  # fetched already
        with pytest.raises(ObjectChanged) as caught:
            await file.read()
        assert ("GetObject", "atlas", "k") == (caught.value.operation, caught.value.bucket, caught.value.key)


async def test_versions_and_snapshots_are_read_although_the_object_changed(
    client: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    await prepared(client, tigris, snapshot_enabled=True)
    version = (await client.head_object("atlas", "k")).version_id
    snapshot = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "k", b"another")
    async with client.open_object("atlas", "k", version_id=version) as file:
        assert DATA == await file.read()
    async with client.open_object("atlas", "k", snapshot_version=snapshot) as file:
        assert DATA == await file.read()
    with TigrisSnapshot(client, "atlas", snapshot) as past:
        async with past.open_object("atlas", "k") as file:
            assert DATA == await file.read()
        async with past.stream(OpenObject("atlas", "k")) as file:
            assert DATA == await file.read()


async def test_fetches_that_break_resume(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(retry=RetryPolicy(base=0.001, cap=0.002))
    await prepared(client, tigris)
    tigris.inject(Fault("cut_body", "GetObject", after=1000, times=4), Fault("status", "GetObject", times=2))
    async with client.open_object("atlas", "k") as file:
        assert DATA == await file.read()


# -- the blocking client alone: the standard library's use of files --------------------------------------------------


def test_an_archive_of_many_members_is_read_by_few_requests(tigris: Emulator) -> None:
    archive, drawn = io.BytesIO(), random.Random(3)
    members = {f"m{number:03}": drawn.randbytes(drawn.randrange(20_000)) for number in range(200)}
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        for name, content in members.items():
            writer.writestr(name, content)
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket("atlas")
        client.put_object("atlas", "archive.zip", archive.getvalue())
        tigris.clear_requests()
        with client.open_object("atlas", "archive.zip") as file, zipfile.ZipFile(file) as reader:
            assert members == {name: reader.read(name) for name in reader.namelist()}
    assert len(tigris.requests) <= 10


@needs_posix
def test_a_forked_child_reads_on_in_a_file(tigris: Emulator) -> None:
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket("atlas")
        client.put_object("atlas", "k", DATA)
        with client.open_object("atlas", "k") as file:
            file.seek(500_000)
            child = os.fork()
            if not child:  # pragma: no cover  # in the child
                os._exit(0 if DATA[500_000:700_000] == file.read(200_000) else 1)
            assert DATA[500_000:600_000] == file.read(100_000)
            assert 0 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_file_goes_on_at_its_position_in_another_process(tigris: Emulator) -> None:
    """It pickles without its buffers, and stays with the object that it was opened for."""
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket("atlas")
        client.put_object("atlas", "k", DATA)
        with client.open_object("atlas", "k", read_ahead=100_000) as file:
            file.seek(1_000_000)
            dumped = pickle.dumps(file)
        with pytest.raises(ValueError, match="closed"):
            pickle.dumps(file)
        assert len(dumped) < 5000
        again, late = pickle.loads(dumped), pickle.loads(dumped)
        assert DATA[1_000_000:1_000_010] == again.read(10)
        assert (100_000, file.info) == (again._reading.options.read_ahead, again.info)
        client.put_object("atlas", "k", DATA[::-1])
        with pytest.raises(ObjectChanged):
            late.read(10)
        again._client.close()
        late._client.close()


def test_an_async_file_goes_on_at_its_position_in_another_process(tigris: Emulator) -> None:
    async def main() -> None:
        async with AsyncTigrisHTTP(tigris.endpoint, tigris.credentials) as client:
            await client.create_bucket("atlas")
            await client.put_object("atlas", "k", DATA)
            async with client.open_object("atlas", "k") as file:
                file.seek(1_000_000)
                again = pickle.loads(pickle.dumps(file))
                assert DATA[1_000_000:1_000_010] == await again.read(10)
                await again._client.aclose()

    asyncio.run(main())
