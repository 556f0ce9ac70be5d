"""Trees in which items fail: each failed item is named, all others arrive, and nothing is lost."""

from __future__ import annotations

import errno
import gc
import os
import socket
from typing import TYPE_CHECKING, Any

import pytest

from tests.systems import needs_posix
from tests.trees import found, lay
from tigris_http import AccessDenied, NotFound, TigrisError, Unavailable
from tigris_http.emulator import Fault
from tigris_http.transfers import TransferOptions, TreeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.scenarios.harness import Harness
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator
    from tigris_http.transfers import TreeItem

pytestmark = needs_posix
MIB = 1 << 20
PART = 5 * MIB
IN_PARTS = TransferOptions(part_size=PART, threshold=PART)
CONTENTS = {f"d/{number:02}": bytes([number]) * number * 200 for number in range(30)}


def keys(items: tuple[TreeItem, ...]) -> set[str]:
    return {each.key for each in items}


async def fill(client: AsyncTigrisHTTP, contents: Mapping[str, bytes]) -> None:
    await client.create_bucket("atlas")
    for key, content in contents.items():
        await client.put_object("atlas", key, content)


async def test_errors_that_heal_are_not_noticed(client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path) -> None:
    lay(tmp_path / "a", CONTENTS)
    await client.create_bucket("atlas")
    for operation in ("PutObject", "ListObjectsV2", "BundleObjects"):
        tigris.inject(Fault("status", operation=operation, status=503, times=2))
    up = await client.upload_tree(tmp_path / "a", "atlas")
    down = await client.download_tree("atlas", "", tmp_path / "b")
    assert (True, True, CONTENTS) == (up.ok, down.ok, found(tmp_path / "b"))


@pytest.mark.parametrize("on_error", ["collect", "raise"])
async def test_a_denied_key_is_a_failed_item(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path, on_error: Any
) -> None:
    lay(tmp_path, CONTENTS)
    await client.create_bucket("atlas")
    tigris.inject(Fault("status", operation="PutObject", key="d/07", status=403))
    if on_error == "raise":
        with pytest.raises(AccessDenied) as caught:
            await client.upload_tree(tmp_path, "atlas", on_error="raise")
        assert "d/07" == caught.value.key
        return
    result = await client.upload_tree(tmp_path, "atlas")
    assert ({"d/07"}, set(CONTENTS) - {"d/07"}) == (keys(result.failed), keys(result.sent))
    assert isinstance(result.failed[0].error, AccessDenied)
    with pytest.raises(TreeError, match="1 items of the tree failed and 0 were refused; first upload of 'd/07'"):
        result.raise_for_failures()


async def test_a_bundle_that_breaks_is_continued(client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path) -> None:
    await fill(client, CONTENTS)
    tigris.inject(Fault("cut_body", operation="BundleObjects", after=30_000))
    result = await client.download_tree("atlas", "", tmp_path)
    assert (CONTENTS, True) == (found(tmp_path), result.ok)
    assert result.requests > 2  # the listing and the bundle


async def test_an_object_that_cannot_be_read_keeps_no_other_back(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path
) -> None:
    await fill(client, CONTENTS)
    # Every bundle breaks, and each GET of two objects fails.
    tigris.inject(Fault("cut_body", operation="BundleObjects", after=700, times=10**6))
    for key in ("d/17", "d/20"):
        tigris.inject(Fault("status", operation="GetObject", key=key, status=500, times=10**6))
    result = await client.download_tree("atlas", "", tmp_path)
    assert {"d/17", "d/20"} == keys(result.failed)
    assert {key: content for key, content in CONTENTS.items() if key not in {"d/17", "d/20"}} == found(tmp_path)
    assert all(isinstance(each.error, Unavailable) for each in result.failed)


async def test_a_bundle_that_fails_names_all_its_objects(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path
) -> None:
    large = {"large": bytes(300_000)}
    await fill(client, CONTENTS | large)
    tigris.inject(Fault("status", operation="BundleObjects", status=500, times=10**6))
    result = await client.download_tree("atlas", "", tmp_path)
    assert (set(CONTENTS), large) == (keys(result.failed), found(tmp_path))


async def test_objects_that_change_after_the_listing(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    contents = {**CONTENTS, "x1": b"gone", "x2": b"old", "x3": b"grows", "x4": b"grows much", "x5": bytes(300_000)}
    await fill(client, contents)
    changed = {"x2": b"newer", "x3": bytes(MIB), "x4": os.urandom(3 * MIB), "x5": os.urandom(400_000)}
    seen: list[Any] = []
    is_changed = False

    async def change(_: object) -> None:
        nonlocal is_changed
        if is_changed:
            return
        is_changed = True
        await client.delete_object("atlas", "x1")
        for key, content in changed.items():
            await client.put_object("atlas", key, content)

    # The marker's item is known after the listing and before the bundle.
    await client.put_object("atlas", "a/", b"")
    result = await client.download_tree(
        "atlas", "", tmp_path, on_item=hook(client, change), progress=seen.append, exclude=[]
    )
    assert {"x1"} == keys(result.failed)
    assert isinstance(result.failed[0].error, NotFound)
    assert {**CONTENTS, **changed} == found(tmp_path)
    assert sum(map(len, found(tmp_path).values())) == result.bytes
    assert {each.key: each.size for each in result.sent if each.key in changed} == {
        key: len(content) for key, content in changed.items()
    }
    assert result.bytes == seen[-1].done
    assert [each.done for each in seen] == sorted(each.done for each in seen)


def hook(client: AsyncTigrisHTTP, change: Any) -> Any:
    """Return a callback that runs `change`: blocking for the blocking client."""
    if hasattr(client, "_inner"):

        def now(item: object) -> None:
            step = change(item)
            with pytest.raises(StopIteration):
                step.send(None)

        return now
    return change


@pytest.mark.parametrize("way", ["up", "down", "delete"])
async def test_a_listing_that_fails_deletes_nothing(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path, way: str
) -> None:
    await client.create_bucket("atlas")
    lay(tmp_path / "many", {f"{number:04}": b"" for number in range(1_001)})
    await client.upload_tree(tmp_path / "many", "atlas", "p")
    lay(tmp_path / "few", {"a": b"1", "0001": b""})
    listing = "ListObjectsV2"
    tigris.inject(Fault("slow_body", operation=listing, rate=1e9))  # the first page passes
    tigris.inject(Fault("status", operation=listing, status=500, times=10**6))
    run: dict[str, Callable[[], Any]] = {
        "up": lambda: client.upload_tree(tmp_path / "few", "atlas", "p", delete=True),
        "down": lambda: client.download_tree("atlas", "p", tmp_path / "few", delete=True),
        "delete": lambda: client.delete_prefix("atlas", "p/", max_delete=5_000),
    }
    with pytest.raises(Unavailable):
        await run[way]()
    tigris.clear_faults()
    assert 1_001 <= len([each.key async for each in client.list_objects_v2("atlas", prefix="p/")])
    assert {"a", "0001"} <= found(tmp_path / "few").keys()


async def test_an_unreadable_directory_fails_and_nothing_is_deleted(
    client: AsyncTigrisHTTP, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = {"a": b"1", "d/b": b"2"}
    await fill(client, {**contents, "surplus": b"x"})
    lay(tmp_path, {**contents, "extra": b"y"})
    scandir = os.scandir

    def refusing(path: str) -> Any:
        if str(path).rstrip("/").endswith("d"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    up = await client.upload_tree(tmp_path, "atlas", delete=True)
    assert ({"d/"}, (), False) == (keys(up.failed), up.deleted, up.ok)
    assert {"d/b", "surplus"} <= {each.key async for each in client.list_objects_v2("atlas")}
    down = await client.download_tree("atlas", "", tmp_path, delete=True)
    assert ({"d/"}, (), False) == (keys(down.failed), down.deleted, down.ok)
    monkeypatch.undo()
    assert {"a", "d/b", "extra", "surplus"} == set(found(tmp_path))


async def test_an_unreadable_file_fails_alone(
    client: AsyncTigrisHTTP, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    lay(tmp_path, {"a": b"1", "b": b"2", "c": b"3"})
    await client.create_bucket("atlas")

    class Refusing(io.FileIO):
        def __init__(self, path: str, mode: str) -> None:
            if path.endswith("b"):
                raise PermissionError(errno.EACCES, "Permission denied", path)
            super().__init__(path, mode)

    monkeypatch.setattr("tigris_http.transfers._local.sources.io.FileIO", Refusing)
    result = await client.upload_tree(tmp_path, "atlas")
    assert ({"b"}, {"a", "c"}) == (keys(result.failed), keys(result.sent))
    assert isinstance(result.failed[0].error, PermissionError)


@pytest.mark.parametrize("size", [10, PART + 1], ids=["small", "large"])
async def test_a_file_that_vanishes_fails_alone(client: AsyncTigrisHTTP, tmp_path: Path, size: int) -> None:
    lay(tmp_path, {**CONTENTS, "e": "pipe", "f": bytes(size), "g": b"x"})
    await client.create_bucket("atlas")

    def remove(item: TreeItem) -> None:
        if item.key == "e":  # all later items are not begun
            (tmp_path / "f").unlink()

    result = await client.upload_tree(tmp_path, "atlas", transfer=IN_PARTS, on_item=remove)
    assert ({"f"}, {"e"}, {*CONTENTS, "g"}) == (keys(result.failed), keys(result.refused), keys(result.sent))
    assert isinstance(result.failed[0].error, FileNotFoundError)


@pytest.mark.parametrize("size", [10, 300_000, PART + 1], ids=["small", "medium", "large"])
async def test_a_full_disk_keeps_the_old_file(
    client: AsyncTigrisHTTP, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    await fill(client, {"a": b"1", "b": b"n" * size, "c": b"3"})
    lay(tmp_path, {"b": b"old"})

    def full(number: int, data: Any, *place: int) -> Any:
        if bytes(data[:1]) == b"n":
            raise OSError(errno.ENOSPC, "No space left on device")
        written: int = real[len(place)](number, data, *place)
        return written

    real: tuple[Any, Any] = (os.write, os.pwrite)
    monkeypatch.setattr(os, "write", full)
    monkeypatch.setattr(os, "pwrite", full)
    result = await client.download_tree("atlas", "", tmp_path, transfer=IN_PARTS)
    monkeypatch.undo()
    assert ({"b"}, {"a", "c"}) == (keys(result.failed), keys(result.sent))
    error = result.failed[0].error
    assert isinstance(error, OSError)
    assert (errno.ENOSPC, str(tmp_path / "b")) == (error.errno, error.filename)
    assert {"a": b"1", "b": b"old", "c": b"3"} == found(tmp_path)


@pytest.mark.parametrize("size", [10, 300_000], ids=["small", "medium"])
async def test_no_device_pipe_or_link_to_a_directory_is_replaced(
    client: AsyncTigrisHTTP, tmp_path: Path, size: int
) -> None:
    objects = {key: key.encode() * size for key in ("dir", "good", "link", "pipe", "socket")}
    await fill(client, objects)
    lay(tmp_path, {"dir/x": b"", "pipe": "pipe"})
    (tmp_path / "link").symlink_to("dir")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "socket"))  # noqa: ASYNC240  # a short path
        result = await client.download_tree("atlas", "", tmp_path)
    assert ({"dir", "link", "pipe", "socket"}, {"good"}) == (keys(result.refused), keys(result.sent))
    assert {"dir/x": b"", "good": objects["good"]} == found(tmp_path)
    assert (tmp_path / "link").is_symlink()


async def test_files_and_directories_change_places(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    objects = {"a": b"a file now", "b/c/d": b"in a directory now", "e": b"same"}
    await fill(client, objects)
    lay(tmp_path, {"a/x": b"", "a/y/z": b"", "b": b"", "e": b"old"})
    result = await client.download_tree("atlas", "", tmp_path, delete=True)
    assert (objects, {"a/x", "a/y/z", "b"}, True) == (found(tmp_path), keys(result.deleted), result.ok)


async def test_a_directory_with_a_key_stays(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    await fill(client, {"d/": b"", "e/f": b""})
    lay(tmp_path, {"d/surplus": b"", "g/surplus": b""})
    result = await client.download_tree("atlas", "", tmp_path, delete=True)
    assert {"d/surplus", "g/surplus"} == keys(result.deleted)
    assert {"d", "e"} == {each.name for each in tmp_path.iterdir()}  # noqa: ASYNC240
    again = await client.download_tree("atlas", "", tmp_path, delete=True)
    assert ((), ()) == (again.sent, again.deleted)


@pytest.mark.parametrize("on_error", ["collect", "raise"])
async def test_a_failed_deletion_has_its_error(
    harness: Harness, client: AsyncTigrisHTTP, monkeypatch: pytest.MonkeyPatch, on_error: Any
) -> None:
    from tigris_http.operations import DeleteObjects
    from tigris_http.operations.objects.deletes import DeletedObject, DeleteFailure, DeleteObjectsResult

    await fill(client, {"a": b"", "b": b""})

    def parse(self: DeleteObjects, response: object) -> DeleteObjectsResult:
        return DeleteObjectsResult((DeletedObject("a"),), (DeleteFailure("b", "AccessDenied", "not yours"),))

    monkeypatch.setattr(DeleteObjects, "parse", parse)
    if on_error == "raise":
        with pytest.raises(AccessDenied, match="not yours"):
            await client.delete_prefix("atlas", "", on_error="raise")
        return
    result = await client.delete_prefix("atlas", "")
    assert ({"a"}, {"b"}) == (keys(result.deleted), keys(result.failed))
    assert isinstance(result.failed[0].error, AccessDenied)


async def test_a_failed_upload_holds_no_bytes_of_its_file(
    client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path
) -> None:
    size = 4 * MIB + 3
    lay(tmp_path, {f"f{number}": bytes(size) for number in range(4)})
    await client.create_bucket("atlas")
    tigris.inject(Fault("status", operation="PutObject", status=403, times=4))
    result = await client.upload_tree(tmp_path, "atlas")
    assert 4 == len(result.failed)
    gc.collect()
    assert [] == [each for each in _reachable(result.failed) if isinstance(each, bytes) and len(each) == size]


def _reachable(start: object) -> list[object]:
    seen: dict[int, object] = {}
    following = [start]
    while following:
        each = following.pop()
        if id(each) not in seen and not isinstance(each, type):
            seen[id(each)] = each
            if len(seen) > 100_000:
                break
            following += gc.get_referents(each)
    return list(seen.values())


async def test_an_unknown_bucket_ends_the_tree(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    lay(tmp_path, {"a": b"1"})
    with pytest.raises(NotFound):
        await client.upload_tree(tmp_path, "nowhere")
    with pytest.raises(NotFound):
        await client.download_tree("nowhere", "", tmp_path)
    with pytest.raises(NotFound):
        await client.delete_prefix("nowhere", "")
    assert {"a": b"1"} == found(tmp_path)


async def test_every_outcome_is_told_once(client: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path) -> None:
    await fill(client, CONTENTS)
    tigris.inject(Fault("cut_body", operation="BundleObjects", after=700, times=10**6))
    tigris.inject(Fault("status", operation="GetObject", key="d/17", status=500, times=10**6))
    told: list[TreeItem] = []
    result = await client.download_tree("atlas", "", tmp_path, on_item=told.append)
    assert sorted(CONTENTS) == sorted(each.key for each in told)
    assert sorted(told, key=str) == sorted((*result.sent, *result.failed), key=str)
    assert isinstance(result.failed[0].error, TigrisError)
