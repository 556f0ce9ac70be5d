"""`download_file`: whole and in ranges, and the folder after a failure."""

from __future__ import annotations

import errno
import os
import random
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.systems import needs_posix
from tigris_http import IncompleteBody, NotFound, ObjectChanged, PreconditionFailed, Unavailable
from tigris_http.emulator import Fault
from tigris_http.transfers import DownloadedFile, DownloadFile, Progress, TransferOptions

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

PART = 5 << 20
CONTENT = random.Random(1).randbytes(2 * PART + 1234)
IN_PARTS = TransferOptions(part_size=PART, threshold=PART, concurrency=2)
ONE_BY_ONE = TransferOptions(part_size=PART, threshold=PART, concurrency=1)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


async def stored(client: AsyncTigrisHTTP, content: bytes = CONTENT, **options: Any) -> str:
    await client.create_bucket("atlas", snapshot_enabled=True)
    return (await client.put_object("atlas", "k", content, **options)).etag


@pytest.mark.parametrize("size", [0, 1, PART - 1, PART, PART + 1, 2 * PART, 2 * PART + 1])
async def test_an_object_is_written_as_boto3_writes_it(
    client: AsyncTigrisHTTP, tigris: Emulator, s3: Any, tmp_path: Path, size: int
) -> None:
    etag = await stored(client, CONTENT[:size])
    target = tmp_path / "target"
    done = await client.download_file("atlas", "k", target, transfer=IN_PARTS)
    asked = [each.operation for each in tigris.requests if each.operation in ("GetObject", "HeadObject")]
    assert ["GetObject"] * (-(-size // PART) or 2) == asked
    s3.download_file("atlas", "k", str(tmp_path / "boto3"))
    assert (tmp_path / "boto3").read_bytes() == target.read_bytes() == CONTENT[:size]
    version = (await client.head_object("atlas", "k")).version_id
    assert DownloadedFile(target, size, etag, version) == done
    assert ["boto3", "target"] == names(tmp_path)


async def test_other_versions_and_snapshots_are_read(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    await stored(client)
    version = (await client.head_object("atlas", "k")).version_id
    snapshot = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "k", b"later")
    past: list[dict[str, Any]] = [{"version_id": version}, {"snapshot_version": snapshot}]
    for options in past:
        await client.download_file("atlas", "k", tmp_path / "old", transfer=IN_PARTS, **options)
        assert CONTENT == (tmp_path / "old").read_bytes()
    await client.send(DownloadFile("atlas", "k", str(tmp_path / "new")))
    assert b"later" == (tmp_path / "new").read_bytes()


@pytest.mark.parametrize(
    ("stored_mtime", "expected"),
    [
        ("1700000000.123456700", 1_700_000_000_123_456_700),
        ("1700000000", 1_700_000_000 * 10**9),
        ("1700000000.5", 1_700_000_000_500_000_000),
    ],
)
async def test_the_time_of_change_is_that_of_the_metadata(
    client: AsyncTigrisHTTP, tmp_path: Path, stored_mtime: str, expected: int
) -> None:
    await stored(client, b"a", metadata={"mtime": stored_mtime})
    await client.download_file("atlas", "k", tmp_path / "a", fsync=True)
    # NTFS counts in steps of 100 ns.
    assert expected == (tmp_path / "a").stat().st_mtime_ns


@pytest.mark.parametrize("metadata", [None, {"mtime": "yesterday"}, {"mtime": "1e9"}])
async def test_without_one_it_is_that_of_the_object(
    client: AsyncTigrisHTTP, tmp_path: Path, metadata: dict[str, str] | None
) -> None:
    await stored(client, b"a", metadata=metadata)
    await client.download_file("atlas", "k", tmp_path / "a")
    modified = (await client.head_object("atlas", "k")).last_modified
    assert modified is not None
    assert int(modified.timestamp()) == (tmp_path / "a").stat().st_mtime


async def test_a_checksum_is_checked(client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path) -> None:
    await stored(client, CONTENT, checksums="crc32c")
    await client.download_file("atlas", "k", tmp_path / "a", checksum_mode=True, transfer=IN_PARTS)
    assert CONTENT == (tmp_path / "a").read_bytes()
    assert [None] == [dict(each.headers).get("range") for each in tigris.requests if each.operation == "GetObject"]


async def test_progress_grows_by_each_range_once(client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path) -> None:
    await stored(client)
    tigris.inject(Fault("cut_body", operation="GetObject", after=1000))
    seen: list[Progress] = []
    await client.download_file("atlas", "k", tmp_path / "a", transfer=IN_PARTS, progress=seen.append)
    assert [PART, PART, 1234, 0] == sorted((each.advanced for each in seen), reverse=True)
    assert [len(CONTENT)] * 4 == [each.total for each in seen]
    assert sorted(each.done for each in seen) == [each.done for each in seen]
    assert (len(CONTENT), 1) == (seen[-1].done, seen[-1].files_done)
    assert CONTENT == (tmp_path / "a").read_bytes()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault("status", operation="GetObject", times=50), Unavailable),
        (Fault("cut_body", operation="GetObject", after=0, times=50), IncompleteBody),
        (Fault("status", operation="GetObject", status=412), PreconditionFailed),
    ],
    ids=["status", "cut", "condition"],
)
async def test_a_failed_download_leaves_the_old_file(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path, fault: Fault, expected: type[Exception]
) -> None:
    await stored(client)
    (tmp_path / "a").write_bytes(b"old")
    tigris.inject(fault)
    with pytest.raises(expected):
        await client.download_file("atlas", "k", tmp_path / "a", transfer=IN_PARTS)
    assert b"old" == (tmp_path / "a").read_bytes()
    assert ["a"] == names(tmp_path)
    assert [] == [each.name for each in threading.enumerate() if each.name == "tigris_http job"]


@pytest.mark.parametrize("change", ["replaced", "deleted"])
async def test_an_object_that_changes_is_not_mixed(
    client: AsyncTigrisHTTP, tigris: Emulator, s3: Any, tmp_path: Path, change: str
) -> None:
    await stored(client)

    def changed(_: Progress) -> None:
        if change == "replaced":
            s3.put_object(Bucket="atlas", Key="k", Body=CONTENT[::-1])
        else:
            s3.delete_object(Bucket="atlas", Key="k")

    with pytest.raises(ObjectChanged, match="DownloadFile"):
        await client.download_file("atlas", "k", tmp_path / "a", transfer=ONE_BY_ONE, progress=changed)
    assert [] == names(tmp_path)


async def test_an_error_of_progress_comes_out(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    def refuse(_: Progress) -> None:
        raise LookupError("enough")

    await stored(client)
    with pytest.raises(LookupError, match="enough"):
        await client.download_file("atlas", "k", tmp_path / "a", transfer=IN_PARTS, progress=refuse)
    assert [] == names(tmp_path)


@needs_posix
@pytest.mark.parametrize("resume", [False, True])
async def test_a_full_disk_is_the_systems_error_and_names_the_target(
    client: AsyncTigrisHTTP, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, resume: bool
) -> None:
    await stored(client)
    (tmp_path / "a").write_bytes(b"old")

    def full(number: int, view: memoryview, place: int) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(OSError, match="No space left on device") as met:
        await client.download_file("atlas", "k", tmp_path / "a", transfer=IN_PARTS, resume=resume)
    assert (str(tmp_path / "a"), None) == (met.value.filename, met.value.filename2)
    assert b"old" == (tmp_path / "a").read_bytes()
    assert ["a"] == names(tmp_path)


@pytest.mark.parametrize("resume", [False, True])
async def test_an_error_of_the_temporary_file_names_the_target(
    client: AsyncTigrisHTTP, tmp_path: Path, resume: bool
) -> None:
    await stored(client)
    with pytest.raises(FileNotFoundError) as met:
        await client.download_file("atlas", "k", tmp_path / "none" / "a", resume=resume)
    assert f"[Errno 2] No such file or directory: {str(tmp_path / 'none' / 'a')!r}" == str(met.value)
    assert [] == names(tmp_path)


async def test_without_positioned_writes_the_file_is_the_same(
    client: AsyncTigrisHTTP, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("preadv", "pwrite"):
        monkeypatch.delattr(os, name, raising=False)
    await client.create_bucket("atlas")
    (tmp_path / "source").write_bytes(CONTENT)
    await client.upload_file("atlas", "k", tmp_path / "source", transfer=IN_PARTS)
    await client.download_file("atlas", "k", tmp_path / "a", transfer=IN_PARTS)
    assert CONTENT == (tmp_path / "a").read_bytes()


async def test_a_file_that_is_there_stays_if_asked(client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path) -> None:
    await stored(client)
    target = tmp_path / "a"
    target.write_bytes(b"old")
    before = len(tigris.requests)
    with pytest.raises(FileExistsError, match="target is there"):
        await client.download_file("atlas", "k", target, overwrite=False)
    assert before == len(tigris.requests)
    target.unlink()

    def appear(_: Progress) -> None:
        target.write_bytes(b"new")

    with pytest.raises(FileExistsError):
        await client.download_file("atlas", "k", target, overwrite=False, progress=appear)
    assert b"new" == target.read_bytes()
    target.unlink()
    await client.download_file("atlas", "k", target, overwrite=False)
    assert CONTENT == target.read_bytes()
    assert ["a"] == names(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"target": 5}, TypeError, "target must be the path of a file, not int"),
        ({"target": b"a"}, TypeError, "target must be the path of a file, not bytes"),
        ({"target": "."}, ValueError, "target must be the path of a file, not the directory"),
        ({"target": "new/"}, ValueError, "target must be the path of a file, not the directory"),
        ({"target": ""}, ValueError, "target must be the path of a file"),
        ({"target": "nowhere/at/all"}, FileNotFoundError, r": '.*nowhere.at.all'$"),
        ({"target": "nowhere/at/all", "resume": True}, FileNotFoundError, r": '.*nowhere.at.all'$"),
        ({"transfer": 5}, TypeError, "transfer must be a TransferOptions, not int"),
        ({"progress": 5}, TypeError, "progress must be a function"),
        ({"overwrite": "no"}, TypeError, "overwrite must be a bool"),
        ({"bucket": ""}, ValueError, "bucket"),
        ({"version_id": "1", "snapshot_version": "1700000000000000000"}, ValueError, "version_id"),
    ],
)
async def test_bad_arguments_are_refused_before_anything_is_sent(
    client: AsyncTigrisHTTP,
    tigris: Emulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: dict[str, Any],
    error: type[Exception],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    given: dict[str, Any] = {"bucket": "atlas", "key": "k", "target": "a"} | arguments
    with pytest.raises(error, match=message):
        await client.download_file(**given)
    assert () == tuple(tigris.requests)
    assert [] == names(tmp_path)


async def test_a_missing_object_writes_nothing(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    await client.create_bucket("atlas")
    with pytest.raises(NotFound):
        await client.download_file("atlas", "k", tmp_path / "a")
    assert [] == names(tmp_path)
