"""Prefixes within the service: copied, moved, restored from a snapshot, deleted and brought back."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import NotFound
from tigris_http.emulator import Fault
from tigris_http.transfers import TransferOptions, TreeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator
    from tigris_http.transfers import TreeItem

CONTENTS = {"a": b"1", "d/b": b"22", "d/c d+ü%2F": b"333", "e//f": b"4444"}


async def fill(client: AsyncTigrisHTTP, bucket: str, prefix: str, contents: Mapping[str, bytes] = CONTENTS) -> None:
    for key, content in contents.items():
        await client.put_object(
            bucket, prefix + key, content, content_type="text/css", metadata={"name": "x"}, tagging={"t": "1"}
        )


async def stored(client: AsyncTigrisHTTP, bucket: str, prefix: str = "") -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    async for each in client.list_objects_v2(bucket, prefix=prefix):
        async with client.get_object(bucket, each.key) as body:
            contents[each.key[len(prefix) :]] = await body.read()
    return contents


def keys(items: tuple[TreeItem, ...]) -> list[str]:
    return sorted(each.key for each in items)


async def test_a_prefix_is_copied_with_its_settings(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.create_bucket("backup")
    await fill(client, "atlas", "p/")
    result = await client.copy_prefix("backup", "q/", "atlas", "p/")
    assert (True, sorted(f"q/{key}" for key in CONTENTS), 10) == (result.ok, keys(result.sent), result.bytes)
    assert CONTENTS == await stored(client, "backup", "q/")
    info = await client.head_object("backup", "q/d/b")
    assert ("text/css", {"name": "x"}) == (info.content_type, info.metadata)
    assert {"t": "1"} == (await client.get_object_tagging("backup", "q/d/b")).tags
    again = await client.copy_prefix("backup", "q/", "atlas", "p/")
    assert ((), 4, 2) == (again.sent, len(again.skipped), again.requests)


async def test_a_copy_makes_the_target_like_the_source(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await fill(client, "atlas", "p/")
    await fill(client, "atlas", "q/", {"a": b"x", "gone": b"y", "keep.tmp": b"z"})
    result = await client.copy_prefix("atlas", "q/", "atlas", "p/", delete=True, exclude=["*.tmp"])
    assert ["q/gone"] == keys(result.deleted)
    assert {**CONTENTS, "keep.tmp": b"z"} == await stored(client, "atlas", "q/")


async def test_a_copy_is_of_a_snapshot(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.create_bucket("backup")
    await fill(client, "atlas", "")
    version = (await client.create_snapshot("atlas")).version
    await client.delete_prefix("atlas", "d/")
    await client.put_object("atlas", "a", b"later")
    result = await client.copy_prefix("backup", "", "atlas", "", snapshot_version=version)
    assert (4, CONTENTS) == (len(result.sent), await stored(client, "backup"))


async def test_large_objects_are_copied_in_parts(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    content = random.Random(1).randbytes(12 << 20)
    await fill(client, "atlas", "p/", {"large": content, "small": b"1"})
    seen: list[Any] = []
    options = TransferOptions(part_size=5 << 20, copy_threshold=0)
    result = await client.copy_prefix("atlas", "q/", "atlas", "p/", transfer=options, progress=seen.append)
    assert (True, {"large": content, "small": b"1"}) == (result.ok, await stored(client, "atlas", "q/"))
    assert 3 == len([each for each in tigris.requests if each.operation == "UploadPartCopy"])
    assert [] == [each.key async for each in client.list_multipart_uploads("atlas")]
    assert len(content) + 1 == seen[-1].done == seen[-1].total


async def test_a_prefix_is_moved_by_renames_inside_a_bucket(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    await fill(client, "atlas", "p/")
    result = await client.move_prefix("atlas", "q/", "atlas", "p/")
    assert (True, 4) == (result.ok, len(result.sent))
    assert ({}, CONTENTS) == (await stored(client, "atlas", "p/"), await stored(client, "atlas", "q/"))
    assert not [each for each in tigris.requests if each.operation == "DeleteObject"]


async def test_a_prefix_is_moved_by_copies_to_another_bucket(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.create_bucket("archive")
    await fill(client, "atlas", "p/")
    result = await client.move_prefix("archive", "q/", "atlas", "p/", include=["d/*"])
    assert ["q/d/b", "q/d/c d+ü%2F"] == keys(result.sent)
    assert {"a": b"1", "e//f": b"4444"} == await stored(client, "atlas", "p/")
    assert {"d/b": b"22", "d/c d+ü%2F": b"333"} == await stored(client, "archive", "q/")


async def test_a_source_that_was_not_deleted_after_its_copy_is_a_failure(
    client: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    await client.create_bucket("atlas")
    await client.create_bucket("archive")
    await fill(client, "atlas", "p/", {"a": b"1"})
    tigris.inject(Fault("status", operation="DeleteObject", status=403))
    result = await client.move_prefix("archive", "", "atlas", "p/")
    assert ((), ["a"]) == (result.sent, keys(result.failed))
    assert {"a": b"1"} == await stored(client, "atlas", "p/")
    with pytest.raises(TreeError, match="1 items of the tree failed"):
        result.raise_for_failures()


@pytest.mark.parametrize("method", ["copy_prefix", "move_prefix"])
@pytest.mark.parametrize(("to", "of"), [("p/", "p/"), ("p/q/", "p/"), ("p/", "p/q/"), ("", "p/")])
async def test_prefixes_that_overlap_are_refused(client: AsyncTigrisHTTP, method: str, to: str, of: str) -> None:
    with pytest.raises(ValueError, match="overlap in bucket 'atlas'"):
        await getattr(client, method)("atlas", to, "atlas", of)


async def test_a_prefix_becomes_what_it_was_at_a_snapshot(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await fill(client, "atlas", "p/")
    version = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "p/a", b"X")
    await client.delete_object("atlas", "p/d/b")
    await client.put_object("atlas", "p/new", b"new")
    await client.put_object("atlas", "other", b"other")
    trial = await client.restore_prefix("atlas", "p/", version, delete=True, dry_run=True)
    assert (["p/a", "p/d/b"], ["p/new"]) == (keys(trial.sent), keys(trial.deleted))
    kept = await client.restore_prefix("atlas", "p/", version)
    assert (["p/a", "p/d/b"], {**CONTENTS, "new": b"new"}) == (keys(kept.sent), await stored(client, "atlas", "p/"))
    result = await client.restore_prefix("atlas", "p/", version, delete=True)
    assert ((), ["p/new"], CONTENTS) == (result.sent, keys(result.deleted), await stored(client, "atlas", "p/"))
    assert {"": b"other"} == await stored(client, "atlas", "other")
    assert [] == [each async for each in client.diff("atlas", "p/", old=version)]


async def test_other_bytes_of_the_same_size_and_time_are_restored(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "a", b"old", metadata={"mtime": "1700000000.5"})
    version = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "a", b"new", metadata={"mtime": "1700000000.5"})
    assert ["a"] == keys((await client.restore_prefix("atlas", "", version)).sent)
    assert {"a": b"old"} == await stored(client, "atlas")


async def test_copies_in_parts_of_the_same_time_are_not_copied_again(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    content = random.Random(2).randbytes(12 << 20)
    await client.put_object("atlas", "p/large", content, metadata={"mtime": "1700000000.5"})
    options = TransferOptions(part_size=5 << 20, copy_threshold=0)
    assert ["q/large"] == keys((await client.copy_prefix("atlas", "q/", "atlas", "p/", transfer=options)).sent)
    again = await client.copy_prefix("atlas", "q/", "atlas", "p/", transfer=options)
    assert ((), ["q/large"]) == (again.sent, keys(again.skipped))


async def test_an_empty_snapshot_deletes_all_only_on_request(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    version = (await client.create_snapshot("atlas")).version
    await fill(client, "atlas", "", {"a": b"1"})
    with pytest.raises(ValueError, match="has no object, and delete=True would delete 1 objects"):
        await client.restore_prefix("atlas", "", version, delete=True)
    assert ["a"] == keys((await client.restore_prefix("atlas", "", version, delete=True, allow_empty=True)).deleted)


async def test_a_prefix_is_deleted_as_text(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await fill(client, "atlas", "", {"logs/1": b"", "logs-old/1": b"", "a": b"", "logs/bad\x01key": b""})
    few = await client.delete_prefix("atlas", "logs", max_delete=2)
    assert (3, ()) == (len(few.refused), few.deleted)
    result = await client.delete_prefix("atlas", "logs")
    assert ["logs-old/1", "logs/1", "logs/bad\x01key"] == keys(result.deleted)
    assert {"a": b""} == await stored(client, "atlas")


async def test_deletions_beyond_a_page_are_counted(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    for number in range(1_050):
        await client.put_object("atlas", f"{number:04}", b"")
    result = await client.delete_prefix("atlas", "")
    assert (1_050, True, {}) == (len(result.deleted), result.ok, await stored(client, "atlas"))
    assert 2 == len([each for each in tigris.requests if each.operation == "DeleteObjects"])


async def test_deleted_objects_are_brought_back(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", soft_delete=True)
    await fill(client, "atlas", "p/")
    await fill(client, "atlas", "p/", {"twice": b"old"})
    await client.delete_object("atlas", "p/twice")
    await fill(client, "atlas", "p/", {"twice": b"newer"})
    await client.delete_prefix("atlas", "p/")
    await fill(client, "atlas", "p/", {"a": b"live"})
    result = await client.undelete_prefix("atlas", "p/")
    assert (True, ["p/a"]) == (result.ok, keys(result.skipped))
    assert {**CONTENTS, "twice": b"newer", "a": b"live"} == await stored(client, "atlas", "p/")
    over = await client.undelete_prefix("atlas", "p/", include=["a"], overwrite=True)
    assert (["p/a"], b"1") == (keys(over.sent), (await stored(client, "atlas", "p/a"))[""])


async def test_a_bucket_that_is_not_there_is_an_error_and_no_result(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    with pytest.raises(NotFound):
        await client.copy_prefix("atlas", "", "gone", "")
    with pytest.raises(NotFound):
        await client.delete_prefix("gone", "")
