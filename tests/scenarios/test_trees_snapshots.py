"""Trees of snapshots: the bytes of then, while the bucket changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.systems import needs_posix
from tests.trees import found, lay
from tigris_http import TigrisSnapshot

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scenarios.harness import Harness
    from tigris_http import AsyncTigrisHTTP

pytestmark = needs_posix
THEN = {"a": b"then", "d/b": b"x" * 2_000, "d/medium": b"m" * 300_000, "gone": b"later"}


async def changed(client: AsyncTigrisHTTP) -> str:
    """Return the version of a snapshot of a bucket that has changed since."""
    await client.create_bucket("atlas", snapshot_enabled=True)
    for key, content in THEN.items():
        await client.put_object("atlas", f"www/{key}", content)
    version = (await client.create_snapshot("atlas")).version
    await client.delete_object("atlas", "www/gone")
    for key in ("a", "d/b", "d/medium", "new"):
        await client.put_object("atlas", f"www/{key}", b"now")
    return version


@pytest.mark.parametrize("small", [0, 1 << 20])
async def test_a_tree_comes_as_it_was(client: AsyncTigrisHTTP, tmp_path: Path, small: int) -> None:
    version = await changed(client)
    lay(tmp_path, {"surplus": b"x"})
    result = await client.download_tree("atlas", "www", tmp_path, snapshot_version=version, delete=True, small=small)
    assert (THEN, True) == (found(tmp_path), result.ok)
    again = await client.download_tree("atlas", "www", tmp_path, snapshot_version=version, delete=True, small=small)
    assert ((), ()) == (again.sent, again.deleted)
    # One request for the listing, and one for each object.
    assert result.requests <= 2 * len(THEN) + 2


@pytest.mark.parametrize("compare", ["quick", "etag", "size"])
async def test_a_view_gives_the_same_tree(harness: Harness, tmp_path: Path, compare: str) -> None:
    client = harness.client()
    version = await changed(client)
    with TigrisSnapshot(getattr(client, "_inner", client), "atlas", version) as inner:
        view = harness.own(inner)
        result = await view.download_tree("atlas", "www", tmp_path, compare=compare)  # type: ignore[arg-type]
        assert (THEN, True) == (found(tmp_path), result.ok)
        again = await view.download_tree("atlas", "www", tmp_path, compare=compare)  # type: ignore[arg-type]
        assert () == again.sent


async def test_nothing_is_written_through_a_view(harness: Harness, tmp_path: Path) -> None:
    client = harness.client()
    version = await changed(client)
    lay(tmp_path, {"a": b"up", "other": b"up"})
    with TigrisSnapshot(getattr(client, "_inner", client), "atlas", version) as inner:
        view = harness.own(inner)
        with pytest.raises(ValueError, match="cannot be done at a snapshot"):
            await view.upload_tree(tmp_path, "atlas", "www")
        with pytest.raises(ValueError, match="cannot be done at a snapshot"):
            await view.delete_prefix("atlas", "www/")
    assert ["www/a", "www/d/b", "www/d/medium", "www/new"] == [
        each.key async for each in client.list_objects_v2("atlas")
    ]
