"""Downloads that continue an earlier one from the part file that it left."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import IncompleteBody, NotFound, ObjectChanged, PreconditionFailed, Unavailable
from tigris_http.emulator import Fault
from tigris_http.transfers import Progress, TransferOptions
from tigris_http.transfers._local import part

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

PART = 5 << 20
CONTENT = random.Random(1).randbytes(3 * PART + 1234)
OTHER = CONTENT[::-1]
ONE_BY_ONE = TransferOptions(part_size=PART, threshold=PART, concurrency=1)
KEPT = [".a.tigris.part", ".a.tigris.record"]


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


async def stored(client: AsyncTigrisHTTP, content: bytes = CONTENT, **options: Any) -> str:
    await client.create_bucket("atlas", snapshot_enabled=True)
    return (await client.put_object("atlas", "k", content, **options)).etag


async def broken(client: AsyncTigrisHTTP, folder: Path, after: int = 2, **options: Any) -> None:
    """Break a download after some ranges."""
    seen: list[Progress] = []

    def stop(state: Progress) -> None:
        seen.append(state)
        if len(seen) == after:
            raise LookupError("the power failed")

    given: dict[str, Any] = {"transfer": ONE_BY_ONE, "progress": stop, "resume": True} | options
    with pytest.raises(LookupError):
        await client.download_file("atlas", "k", folder / "a", **given)


def asked(tigris: Emulator) -> list[tuple[str | None, str | None]]:
    """Return the range and the condition of each GET, and forget them."""
    found = [(each.header("range"), each.header("if-match")) for each in tigris.requests]
    operations = {each.operation for each in tigris.requests}
    tigris.clear_requests()
    assert operations <= {"GetObject"}
    return found


async def test_ranges_that_are_there_are_not_read_again(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path
) -> None:
    etag = await stored(client)
    await broken(client, tmp_path)
    assert KEPT == names(tmp_path)
    tigris.clear_requests()
    seen: list[Progress] = []
    done = await client.download_file(
        "atlas", "k", tmp_path / "a", resume=True, transfer=ONE_BY_ONE, progress=seen.append
    )
    condition = f'"{etag}"'
    assert asked(tigris) == [
        (f"bytes={2 * PART}-{3 * PART - 1}", condition),
        (f"bytes={3 * PART}-{len(CONTENT) - 1}", condition),
    ]
    assert (2 * PART, len(CONTENT), etag) == (done.resumed_bytes, done.size, done.etag)
    assert CONTENT == (tmp_path / "a").read_bytes()
    assert ["a"] == names(tmp_path)
    assert [2 * PART, PART, 1234, 0] == [each.advanced for each in seen]
    assert [2 * PART, 3 * PART, len(CONTENT), len(CONTENT)] == [each.done for each in seen]
    assert [len(CONTENT)] * 4 == [each.total for each in seen]


async def test_ranges_of_any_size_continue(client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path) -> None:
    await stored(client)
    await broken(client, tmp_path, 1)
    larger = TransferOptions(part_size=2 * PART, threshold=PART, concurrency=3)
    tigris.clear_requests()
    done = await client.download_file("atlas", "k", tmp_path / "a", resume=True, transfer=larger)
    assert [f"bytes={PART}-{3 * PART - 1}", f"bytes={3 * PART}-{len(CONTENT) - 1}"] == [
        which for which, _ in asked(tigris)
    ]
    assert PART == done.resumed_bytes
    assert CONTENT == (tmp_path / "a").read_bytes()


async def test_the_written_part_of_a_broken_range_stays(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path
) -> None:
    await stored(client)
    tigris.inject(Fault("cut_body", operation="GetObject", after=3 << 20))
    tigris.inject(Fault("status", operation="GetObject", status=503, times=50))
    with pytest.raises((IncompleteBody, Unavailable)):
        await client.download_file("atlas", "k", tmp_path / "a", resume=True)
    tigris.clear_faults()
    tigris.clear_requests()
    done = await client.download_file("atlas", "k", tmp_path / "a", resume=True)
    assert [f"bytes={done.resumed_bytes}-{len(CONTENT) - 1}"] == [which for which, _ in asked(tigris)]
    assert 2 << 20 <= done.resumed_bytes <= 3 << 20
    assert CONTENT == (tmp_path / "a").read_bytes()
    assert ["a"] == names(tmp_path)


@pytest.mark.parametrize("other", [OTHER, CONTENT + b"x", b"short", b""], ids=["bytes", "longer", "shorter", "empty"])
async def test_another_object_begins_again(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path, other: bytes
) -> None:
    await stored(client)
    await broken(client, tmp_path)
    await client.put_object("atlas", "k", other)
    tigris.clear_requests()
    seen: list[Progress] = []
    done = await client.download_file(
        "atlas", "k", tmp_path / "a", resume=True, transfer=ONE_BY_ONE, progress=seen.append
    )
    assert [412, 206] == [each.status for each in tigris.requests][:2] or not other
    assert 0 == done.resumed_bytes
    assert other == (tmp_path / "a").read_bytes()
    assert ["a"] == names(tmp_path)
    assert len(other) == seen[-1].done == sum(each.advanced for each in seen)


async def test_the_part_file_is_of_one_object_and_version(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path
) -> None:
    await stored(client)
    await client.put_object("atlas", "k2", OTHER)
    await broken(client, tmp_path)
    done = await client.download_file("atlas", "k2", tmp_path / "a", resume=True, transfer=ONE_BY_ONE)
    assert 0 == done.resumed_bytes
    assert OTHER == (tmp_path / "a").read_bytes()
    await broken(client, tmp_path)
    version = (await client.head_object("atlas", "k")).version_id
    tigris.clear_requests()
    done = await client.download_file(
        "atlas", "k", tmp_path / "a", resume=True, transfer=ONE_BY_ONE, version_id=version
    )
    assert 0 == done.resumed_bytes
    assert (f"bytes=0-{PART - 1}", None) == asked(tigris)[0]
    assert CONTENT == (tmp_path / "a").read_bytes()


async def test_a_version_and_a_snapshot_are_continued(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    await stored(client)
    version = (await client.head_object("atlas", "k")).version_id
    snapshot = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "k", b"later")
    past: list[dict[str, Any]] = [{"version_id": version}, {"snapshot_version": snapshot}]
    for options in past:
        await broken(client, tmp_path, **options)
        done = await client.download_file("atlas", "k", tmp_path / "a", resume=True, transfer=ONE_BY_ONE, **options)
        assert 2 * PART == done.resumed_bytes
        assert CONTENT == (tmp_path / "a").read_bytes()


async def test_an_object_that_changes_meanwhile_is_not_mixed(client: AsyncTigrisHTTP, s3: Any, tmp_path: Path) -> None:
    await stored(client)
    await broken(client, tmp_path, 1)

    def changed(_: Progress) -> None:
        s3.put_object(Bucket="atlas", Key="k", Body=OTHER)

    with pytest.raises(ObjectChanged):
        await client.download_file("atlas", "k", tmp_path / "a", resume=True, transfer=ONE_BY_ONE, progress=changed)
    assert KEPT == names(tmp_path)
    assert 0 == (await client.download_file("atlas", "k", tmp_path / "a", resume=True)).resumed_bytes
    assert OTHER == (tmp_path / "a").read_bytes()


async def test_a_file_that_only_had_to_be_renamed_costs_one_byte(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path
) -> None:
    etag = await stored(client)
    target = tmp_path / "a"

    def appear(_: Progress) -> None:
        target.write_bytes(b"new")

    with pytest.raises(FileExistsError):
        await client.download_file("atlas", "k", target, resume=True, overwrite=False, progress=appear)
    assert ([*KEPT, "a"], b"new") == (names(tmp_path), target.read_bytes())
    target.unlink()
    tigris.clear_requests()
    done = await client.download_file("atlas", "k", target, resume=True, overwrite=False)
    last = len(CONTENT) - 1
    assert [(f"bytes={last}-{last}", f'"{etag}"')] == asked(tigris)
    assert (last, CONTENT) == (done.resumed_bytes, target.read_bytes())
    assert ["a"] == names(tmp_path)


async def test_a_failure_without_bytes_leaves_no_file(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path
) -> None:
    await client.create_bucket("atlas")
    with pytest.raises(NotFound):
        await client.download_file("atlas", "k", tmp_path / "a", resume=True)
    assert [] == names(tmp_path)
    await client.put_object("atlas", "k", CONTENT)
    tigris.inject(Fault("cut_body", operation="GetObject", after=0, times=50))
    with pytest.raises(IncompleteBody):
        await client.download_file("atlas", "k", tmp_path / "a", resume=True)
    assert [] == names(tmp_path)


async def test_a_download_that_cannot_begin_keeps_the_part_file(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path
) -> None:
    await stored(client)
    await broken(client, tmp_path)
    tigris.inject(Fault("status", operation="GetObject", times=50))
    with pytest.raises(Unavailable):
        await client.download_file("atlas", "k", tmp_path / "a", resume=True)
    tigris.clear_faults()
    with pytest.raises(NotFound):
        await client.download_file("atlas", "missing", tmp_path / "a", resume=True)
    with pytest.raises(PreconditionFailed):
        await client.download_file("atlas", "k", tmp_path / "a", resume=True, if_match="0" * 32)
    await client.delete_object("atlas", "k")
    with pytest.raises(NotFound):
        await client.download_file("atlas", "k", tmp_path / "a", resume=True)
    assert KEPT == names(tmp_path)
    await client.put_object("atlas", "k", CONTENT)
    done = await client.download_file("atlas", "k", tmp_path / "a", resume=True, transfer=ONE_BY_ONE)
    assert 2 * PART == done.resumed_bytes


async def test_without_resume_the_part_file_is_neither_read_nor_changed(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path
) -> None:
    await stored(client)
    await broken(client, tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in KEPT}
    tigris.clear_requests()
    done = await client.download_file("atlas", "k", tmp_path / "a", transfer=ONE_BY_ONE)
    assert (0, f"bytes=0-{PART - 1}") == (done.resumed_bytes, asked(tigris)[0][0])
    assert before == {name: (tmp_path / name).read_bytes() for name in KEPT}
    assert CONTENT == (tmp_path / "a").read_bytes()


async def test_a_second_download_into_the_same_file_is_refused(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    await stored(client)
    refused: list[BlockingIOError] = []

    async def again(client: AsyncTigrisHTTP) -> None:
        with pytest.raises(BlockingIOError, match="another download with resume fills the target") as met:
            await client.download_file("atlas", "k", tmp_path / "a", resume=True)
        refused.append(met.value)

    def during(state: Progress) -> Any:
        if state.files_done:
            return None
        waiting = again(client)
        if type(client).__name__ == "AsyncTigrisHTTP":
            return waiting
        with pytest.raises(StopIteration):
            waiting.send(None)
        return None

    await client.download_file("atlas", "k", tmp_path / "a", resume=True, transfer=ONE_BY_ONE, progress=during)
    assert [str(tmp_path / "a")] * 4 == [each.filename for each in refused]
    assert CONTENT == (tmp_path / "a").read_bytes()
    assert ["a"] == names(tmp_path)


async def test_time_of_change_and_durability_are_as_without_resume(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    await stored(client, metadata={"mtime": "1700000000.5"})
    await broken(client, tmp_path)
    await client.download_file("atlas", "k", tmp_path / "a", resume=True, fsync=True)
    assert 1_700_000_000_500_000_000 == (tmp_path / "a").stat().st_mtime_ns
    assert CONTENT == (tmp_path / "a").read_bytes()


async def test_without_positioned_writes_a_download_continues(
    client: AsyncTigrisHTTP, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pwrite", "fdatasync"):
        monkeypatch.delattr(os, name, raising=False)
    await stored(client)
    await broken(client, tmp_path)
    done = await client.download_file("atlas", "k", tmp_path / "a", resume=True, transfer=ONE_BY_ONE)
    assert (2 * PART, CONTENT) == (done.resumed_bytes, (tmp_path / "a").read_bytes())


async def test_a_weak_entity_tag_is_never_continued(
    client: AsyncTigrisHTTP, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_weak(_: object) -> bool:
        return False

    monkeypatch.setattr(part, "is_strong", is_weak)
    await stored(client)
    await broken(client, tmp_path)
    assert [] == names(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"resume": "yes"}, TypeError, "resume must be a bool"),
        ({"resume": True, "checksum_mode": True}, ValueError, "resume and checksum_mode exclude each other"),
    ],
)
async def test_bad_arguments_are_refused_before_anything_is_sent(
    client: AsyncTigrisHTTP,
    tigris: Emulator,
    tmp_path: Path,
    arguments: dict[str, Any],
    error: type[Exception],
    message: str,
) -> None:
    with pytest.raises(error, match=message):
        await client.download_file("atlas", "k", tmp_path / "a", **arguments)
    assert () == tuple(tigris.requests)
    assert [] == names(tmp_path)
