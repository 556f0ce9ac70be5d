"""Two states of a bucket compared: snapshots, now, and forks."""

from __future__ import annotations

import pickle
import random
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import NotFound
from tigris_http._client.scopes import AtSnapshot
from tigris_http.transfers import Changed, Diff

if TYPE_CHECKING:
    from tests.scenarios.conftest import Crowd
    from tests.scenarios.harness import Harness
    from tigris_http import AsyncTigrisHTTP

VERSION = "1792493847118382304"


async def found(changes: Any) -> list[tuple[str, str]]:
    return [(change.kind, change.key) async for change in changes]


async def with_snapshot(client: AsyncTigrisHTTP) -> str:
    """Create a bucket with three objects, take a snapshot, and change, remove and add one. Return the version."""
    await client.create_bucket("atlas", snapshot_enabled=True)
    for key in ("a", "b/same", "c"):
        await client.put_object("atlas", key, b"old")
    version = (await client.create_snapshot("atlas", "first")).version
    await client.put_object("atlas", "a", b"new")
    await client.delete_object("atlas", "c")
    await client.put_object("atlas", "b/added", b"added")
    return version


async def test_a_snapshot_is_compared_with_now(client: AsyncTigrisHTTP) -> None:
    version = await with_snapshot(client)
    changes = [change async for change in client.diff("atlas", old=version)]
    assert [("changed", "a"), ("added", "b/added"), ("removed", "c")] == [(each.kind, each.key) for each in changes]
    changed, added, removed = changes
    assert changed.old is not None
    assert changed.new is not None
    assert changed.old.etag != changed.new.etag
    assert added.old is None
    assert added.new is not None
    assert 5 == added.new.size
    assert removed.new is None
    assert removed.old is not None
    assert ("c", 3) == (removed.old.key, removed.old.size)


async def test_the_other_way_round_it_is_the_reverse(client: AsyncTigrisHTTP) -> None:
    version = await with_snapshot(client)
    there = [change async for change in client.diff("atlas", old=version)]
    back = [change async for change in client.diff("atlas", new=version)]
    reverse = {"added": "removed", "removed": "added", "changed": "changed"}
    assert back == [Changed(each.key, reverse[each.kind], each.new, each.old) for each in there]  # type: ignore[arg-type]


async def test_a_prefix_limits_the_comparison(client: AsyncTigrisHTTP) -> None:
    version = await with_snapshot(client)
    assert [("added", "b/added")] == await found(client.diff("atlas", "b/", old=version))
    assert [] == await found(client.diff("atlas", "none/", old=version))


async def test_a_fork_is_compared_with_its_parent(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "a", b"old")
    await client.put_object("atlas", "b", b"old")
    await client.create_fork("lab", "atlas")
    assert [] == await found(client.diff("atlas", other_bucket="lab"))
    await client.put_object("lab", "a", b"another size")
    await client.put_object("lab", "new", b"")
    await client.delete_object("lab", "b")
    expected = [("changed", "a"), ("removed", "b"), ("added", "new")]
    assert expected == await found(client.diff("atlas", other_bucket="lab"))
    version = (await client.create_snapshot("lab", "first")).version
    await client.delete_object("lab", "a")
    assert expected == await found(client.diff("atlas", new=version, other_bucket="lab"))


@pytest.mark.parametrize("seed", range(3))
async def test_any_two_snapshots_differ_as_their_objects_do(client: AsyncTigrisHTTP, seed: int) -> None:
    choice = random.Random(seed)
    await client.create_bucket("atlas", snapshot_enabled=True)
    state: dict[str, bytes] = {}
    states: list[tuple[str, dict[str, bytes]]] = []
    for name in ("first", "second", "third"):
        for _ in range(25):
            key = "".join(choice.choices("ab/é", k=2))
            if choice.random() < 0.3:
                await client.delete_object("atlas", key)
                state.pop(key, None)
            else:
                state[key] = choice.choice([b"1", b"2", b"22"])
                await client.put_object("atlas", key, state[key])
        states.append(((await client.create_snapshot("atlas", name)).version, dict(state)))
    for old, before in states:
        for new, after in states:
            if old == new:
                continue
            expected = [
                ("added" if key not in before else "changed" if key in after else "removed", key)
                for key in sorted(before.keys() | after.keys(), key=str.encode)
                if before.get(key) != after.get(key)
            ]
            assert expected == await found(client.diff("atlas", old=old, new=new))


async def test_few_changes_among_many_objects_are_found(crowd: Crowd) -> None:
    fork = await crowd.fork()
    await crowd.client.put_object(fork, "part/02500", b"other")
    await crowd.client.put_object(fork, "part/03999+", b"")
    await crowd.client.delete_object(fork, "part/04999")
    expected = [("changed", "part/02500"), ("added", "part/03999+"), ("removed", "part/04999")]
    assert expected == await found(crowd.client.diff(crowd.bucket, other_bucket=fork))


@pytest.mark.parametrize(
    ("arguments", "error", "named"),
    [
        ({}, ValueError, "old and new are the same state"),
        ({"old": VERSION, "new": VERSION}, ValueError, "old and new are the same state"),
        ({"other_bucket": "atlas"}, ValueError, "old and new are the same state"),
        ({"old": "yesterday"}, ValueError, "old"),
        ({"new": 17}, TypeError, "new"),
        ({"other_bucket": "No Bucket"}, ValueError, "other_bucket"),
        ({"prefix": b"a", "old": VERSION}, TypeError, "prefix"),
    ],
)
async def test_wrong_arguments_are_named_by_the_call(
    client: AsyncTigrisHTTP, arguments: dict[str, Any], error: type[Exception], named: str
) -> None:
    with pytest.raises(error, match=named):
        client.diff("atlas", **arguments)


async def test_the_first_item_sends_the_first_request(client: AsyncTigrisHTTP) -> None:
    changes = client.diff("nowhere", old=VERSION)
    assert "Items of Diff(bucket='nowhere'" in repr(changes)
    with pytest.raises(NotFound) as met:
        await found(changes)
    assert "nowhere" == met.value.bucket
    with pytest.raises(ValueError, match="closed"):
        await found(changes)


async def test_items_end_once(client: AsyncTigrisHTTP) -> None:
    version = await with_snapshot(client)
    changes = client.diff("atlas", old=version)
    assert 3 == len(await found(changes))
    assert [] == await found(changes)


async def test_it_is_no_operation_to_send(client: AsyncTigrisHTTP) -> None:
    action: Any = Diff("atlas", old=VERSION)
    uses: list[Any] = [client.send, client.stream, client.presigned_url]
    for use in uses:
        with pytest.raises(TypeError, match=r"use the client's method|takes several requests"):
            await use(action)


async def test_open_items_do_not_pickle(client: AsyncTigrisHTTP, harness: Harness) -> None:
    changes: Any = client.diff("atlas", old=VERSION)
    with pytest.raises(TypeError, match="do not pickle"):
        pickle.dumps(changes._inner if harness.mode == "blocking" else changes)


async def test_a_view_of_a_snapshot_is_what_is_now(client: AsyncTigrisHTTP) -> None:
    version = await with_snapshot(client)
    later = (await client.create_snapshot("atlas", "second")).version
    await client.delete_object("atlas", "a")
    view = client.scoped(AtSnapshot("atlas", later))
    expected = [("changed", "a"), ("added", "b/added"), ("removed", "c")]
    assert expected == await found(view.diff("atlas", old=version))
