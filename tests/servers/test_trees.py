"""Trees on stores without bundles and without metadata in listings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.systems import needs_posix
from tests.trees import found, lay

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tigris_http import AsyncTigrisHTTP

pytestmark = [pytest.mark.anyio, needs_posix]

CONTENTS = {
    **{f"d{number % 3}/{number}": bytes([number]) * number * 100 for number in range(12)},
    "medium": os.urandom(300_000),
    "empty": b"",
    "a b+c ü": b"odd",
}


async def test_a_second_upload_asks_for_each_object_and_sends_nothing(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str], tmp_path: Path
) -> None:
    prefix = key_in("tree")
    lay(tmp_path, CONTENTS)
    # One at a time: rclone fails if two requests make the same directory.
    first = await client.upload_tree(tmp_path, bucket, prefix, concurrency=1)
    first.raise_for_failures()
    second = await client.upload_tree(tmp_path, bucket, prefix)
    assert ((), len(CONTENTS), True) == (second.sent, len(second.skipped), second.ok)
    assert second.requests <= len(CONTENTS) + 2  # one HEAD an object, and a listing refused before it


async def test_a_download_comes_without_bundles_and_with_times(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str], tmp_path: Path
) -> None:
    prefix = key_in("tree")
    lay(tmp_path / "a", CONTENTS)
    (await client.upload_tree(tmp_path / "a", bucket, prefix)).raise_for_failures()
    (await client.download_tree(bucket, prefix, tmp_path / "b")).raise_for_failures()
    assert CONTENTS == found(tmp_path / "b")
    times = [{name: (tmp_path / side / name).stat().st_mtime_ns for name in CONTENTS} for side in "ab"]
    assert times[0] == times[1]
    again = await client.download_tree(bucket, prefix, tmp_path / "b", delete=True)
    assert ((), (), True) == (again.sent, again.deleted, again.ok)


@pytest.mark.parametrize("compare", ["quick", "size", "etag", "missing"])
async def test_the_ways_to_compare(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str], tmp_path: Path, compare: Any
) -> None:
    prefix = key_in("tree")
    lay(tmp_path, {"same": b"1", "content": b"old", "size": b"1", "gone": b"x"})
    await client.upload_tree(tmp_path, bucket, prefix)
    (tmp_path / "content").write_bytes(b"new")
    (tmp_path / "size").write_bytes(b"22")
    (tmp_path / "more").write_bytes(b"m")
    (tmp_path / "gone").unlink()
    sent = {"quick": {"content", "size"}, "size": {"size"}, "etag": {"content", "size"}, "missing": set[str]()}
    result = await client.upload_tree(tmp_path, bucket, prefix, compare=compare, delete=True)
    result.raise_for_failures()
    names = {each.key.rpartition("/")[2] for each in result.sent}
    assert sent[compare] | {"more"} == names
    assert ["gone"] == [each.key.rpartition("/")[2] for each in result.deleted]


async def test_a_refused_key_is_a_failed_item_alone(
    client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str], tmp_path: Path
) -> None:
    prefix = key_in("tree")
    odd = {"back\\slash": b"1", "control\x01": b"2", "n" * 250: b"3"}
    lay(tmp_path, {**odd, "good": b"4", "other/good": b"5"})
    result = await client.upload_tree(tmp_path, bucket, prefix)
    assert {"good", "other/good"} <= {each.key.removeprefix(f"{prefix}/") for each in result.sent}
    assert {each.key.removeprefix(f"{prefix}/") for each in result.failed} <= odd.keys()
    assert () == result.refused
