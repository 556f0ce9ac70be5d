"""Trees up and down: the table of cases, on both clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.systems import needs_posix
from tests.trees import CASES, Case, found, lay
from tigris_http.transfers import TransferOptions
from tigris_http.transfers._work.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tigris_http import AsyncTigrisHTTP
    from tigris_http.transfers import TreeItem, TreeResult

pytestmark = needs_posix
PREFIX = "www/"


def names(items: tuple[TreeItem, ...]) -> set[str]:
    return {each.key.removeprefix(PREFIX) for each in items}


async def run(client: AsyncTigrisHTTP, case: Case, root: Path) -> TreeResult:
    if case.way == "up":
        return await client.upload_tree(root, "atlas", PREFIX, **case.options)
    return await client.download_tree("atlas", PREFIX, root, **case.options)


async def stored(client: AsyncTigrisHTTP) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    async for each in client.list_objects_v2("atlas"):
        async with client.get_object("atlas", each.key) as body:
            contents[each.key.removeprefix(PREFIX)] = await body.read()
    return contents


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.way}: {case.name}")
async def test_a_tree_ends_as_the_table_says(client: AsyncTigrisHTTP, case: Case, tmp_path: Path) -> None:
    root = tmp_path / "tree"
    root.mkdir()
    await client.create_bucket("atlas")
    lay(root, case.local)
    for key, content in case.remote.items():
        await client.put_object("atlas", PREFIX + key, content)
    if case.first:
        assert (await run(client, case, root)).ok
        lay(root, case.then)
        for key, content in case.then_remote.items():
            await client.put_object("atlas", PREFIX + key, content)
    result = await run(client, case, root)
    wanted = tuple(map(set, (case.sent, case.deleted, case.refused, case.failed)))
    assert wanted == tuple(map(names, (result.sent, result.deleted, result.refused, result.failed)))
    assert case.after == (await stored(client) if case.way == "up" else found(root))
    assert result.ok == (not case.refused and not case.failed)
    assert all(each.reason for each in (*result.refused, *result.failed, *result.skipped))
    assert [] == [each.name for each in tmp_path.rglob(".tigris-*")]  # noqa: ASYNC240
    assert ["tree"] == [each.name for each in tmp_path.iterdir()]  # noqa: ASYNC240  # nothing beside the target
    if case.again:
        second = await run(client, case, root)
        assert ((), (), True) == (second.sent, second.deleted, second.ok)


async def test_each_item_knows_its_path(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    await client.create_bucket("atlas")
    lay(tmp_path / "in", dict.fromkeys(("a", "d/b c", "ä/ü"), b"x"))
    for _ in range(2):  # sent, then skipped
        up = await client.upload_tree(tmp_path / "in", "atlas", "p")
        down = await client.download_tree("atlas", "p", tmp_path / "out")
        for result, folder in ((up, "in"), (down, "out")):
            items = (*result.sent, *result.skipped)
            assert {each.key: str(tmp_path / folder / each.key[2:]) for each in items} == {
                each.key: each.path for each in items
            }
            assert 3 == len(items)
            # A path for each of a million items would take 100 MB.
            assert 1 == len({id(each.at) for each in items})


class Unequal(Exception):
    """Stops a run."""


@pytest.mark.parametrize("way", ["up", "down"])
async def test_progress_is_monotonic_and_ends_with_the_total(client: AsyncTigrisHTTP, tmp_path: Path, way: str) -> None:
    await client.create_bucket("atlas")
    contents = {f"d{n % 3}/{n}": bytes(n * 100) for n in range(40)}
    lay(tmp_path, contents)
    seen: list[Any] = []
    result = await client.upload_tree(tmp_path, "atlas", PREFIX, progress=seen.append)
    if way == "down":
        seen.clear()
        result = await client.download_tree("atlas", PREFIX, tmp_path / "out", progress=seen.append)
    done = [each.done for each in seen]
    assert done == sorted(done)
    assert done == [sum(each.advanced for each in seen[: n + 1]) for n in range(len(seen))]
    total = sum(map(len, contents.values()))
    assert (total, total, 40, 40, total) == (
        seen[-1].done, seen[-1].total, seen[-1].files_done, seen[-1].files_total, result.bytes
    )  # fmt: skip


async def test_each_item_is_reported_when_it_is_known(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    await client.create_bucket("atlas")
    lay(tmp_path, {"a": b"1", "b": b"2"})
    seen: list[TreeItem] = []
    result = await client.upload_tree(tmp_path, "atlas", on_item=seen.append)
    assert sorted(result.sent, key=str) == sorted(seen, key=str)


@pytest.mark.parametrize("callback", ["progress", "on_item"])
async def test_the_error_of_a_callback_comes_out(client: AsyncTigrisHTTP, tmp_path: Path, callback: str) -> None:
    await client.create_bucket("atlas")
    lay(tmp_path, {"a": b"1", "b": b"2"})

    def stop(_: object) -> None:
        raise Unequal

    with pytest.raises(Unequal):
        await client.upload_tree(tmp_path, "atlas", **{callback: stop})  # type: ignore[arg-type]


async def test_an_empty_source_empties_the_target_only_on_request(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "a", b"1")
    source = tmp_path / "empty"
    source.mkdir()
    with pytest.raises(ValueError, match="has no file, and delete=True would delete 1 objects"):
        await client.upload_tree(source, "atlas", delete=True)
    assert {"a": b"1"} == await stored(client)
    result = await client.upload_tree(source, "atlas", delete=True, allow_empty=True)
    assert ({"a"}, {}) == (names(result.deleted), await stored(client))


async def test_an_empty_prefix_empties_the_directory_only_on_request(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    await client.create_bucket("atlas")
    lay(tmp_path, {"a": b"1"})
    with pytest.raises(ValueError, match="has no object, and delete=True would delete 1 files"):
        await client.download_tree("atlas", "none", tmp_path, delete=True)
    assert {"a": b"1"} == found(tmp_path)
    result = await client.download_tree("atlas", "none", tmp_path, delete=True, allow_empty=True)
    assert ({"none/a"}, {}) == (names(result.deleted), found(tmp_path))


@pytest.mark.parametrize("way", ["up", "down"])
async def test_the_objects_of_a_tree_share_its_bandwidth(
    client: AsyncTigrisHTTP, tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await client.create_bucket("atlas")
    lay(tmp_path, {str(n): bytes(100_000) for n in range(8)})
    taken: list[int] = []
    paces: set[int] = set()

    def wait(pace: Pace, size: int) -> Iterator[object]:
        paces.add(id(pace))
        taken.append(size)
        yield from ()

    monkeypatch.setattr(Pace, "wait", wait)
    slow = TransferOptions(bandwidth=1e9)
    if way == "down":
        await client.upload_tree(tmp_path, "atlas")
        taken.clear()
        paces.clear()
        await client.download_tree("atlas", "", tmp_path / "out", transfer=slow)
    else:
        await client.upload_tree(tmp_path, "atlas", transfer=slow)
    assert (1, 800_000) == (len(paces), sum(taken))
