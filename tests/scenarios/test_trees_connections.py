"""No request of a tree waits for a connection that the tree itself holds, however few there are."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.modes import NO_RETRY
from tests.systems import needs_posix
from tests.trees import found, lay
from tigris_http import RetryPolicy, Timeouts
from tigris_http.emulator import Fault
from tigris_http.transfers import TransferOptions

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scenarios.harness import Harness
    from tigris_http import AsyncTigrisHTTP

pytestmark = needs_posix
MIB = 1 << 20
PART = 5 * MIB
IN_PARTS = TransferOptions(part_size=PART, threshold=PART)
_RANDOM = random.Random(3)
CONTENTS = {
    **{f"small/{number}": _RANDOM.randbytes(number * 300) for number in range(40)},
    **{f"medium/{number}": _RANDOM.randbytes(300_000 + number) for number in range(6)},
    **{f"zlarge/{number}": _RANDOM.randbytes(PART + number) for number in range(1, 4)},
}


def hasty(harness: Harness, connections: int, retry: RetryPolicy = NO_RETRY) -> AsyncTigrisHTTP:
    """Return a client that waits for no connection."""
    return harness.client(max_connections=connections, timeouts=Timeouts(pool=0.001), retry=retry)


@pytest.mark.parametrize("connections", [1, 2, 3, 4, 5, 16, 64])
async def test_a_tree_waits_for_no_connection(harness: Harness, tmp_path: Path, connections: int) -> None:
    client = hasty(harness, connections)
    await client.create_bucket("atlas", snapshot_enabled=True)
    source, target = tmp_path / "source", tmp_path / "target"
    lay(source, CONTENTS)
    up = await client.upload_tree(source, "atlas", "www", transfer=IN_PARTS)
    up.raise_for_failures()
    down = await client.download_tree("atlas", "www", target, transfer=IN_PARTS)
    down.raise_for_failures()
    assert CONTENTS == found(target)
    version = (await client.create_snapshot("atlas")).version
    # A snapshot has no bundles.
    past = await client.download_tree("atlas", "www", tmp_path / "past", snapshot_version=version, transfer=IN_PARTS)
    past.raise_for_failures()
    assert CONTENTS == found(tmp_path / "past")
    gone = await client.delete_prefix("atlas", "www/")
    assert (len(CONTENTS), True) == (len(gone.deleted), gone.ok)


@pytest.mark.parametrize("connections", [1, 2, 3, 4])
async def test_a_bundle_that_breaks_waits_for_no_connection(harness: Harness, tmp_path: Path, connections: int) -> None:
    client = hasty(harness, connections, RetryPolicy(max_attempts=2, base=0))
    await client.create_bucket("atlas")
    for key, content in CONTENTS.items():
        await client.put_object("atlas", key, content)
    harness.tigris.inject(Fault("cut_body", operation="BundleObjects", after=3_000, times=50))
    result = await client.download_tree("atlas", "", tmp_path / "target", transfer=IN_PARTS)
    result.raise_for_failures()
    assert CONTENTS == found(tmp_path / "target")


@pytest.mark.parametrize("connections", [1, 2])
async def test_a_listing_of_several_pages_waits_for_no_connection(
    harness: Harness, tmp_path: Path, connections: int
) -> None:
    filler, client = harness.client(), hasty(harness, connections)
    await filler.create_bucket("atlas")
    contents = {f"d/{number:04}": b"" for number in range(1_010)}
    lay(tmp_path, contents)
    await filler.upload_tree(tmp_path, "atlas")
    result = await client.download_tree("atlas", "", tmp_path / "new", small=0, include=["*9"])
    assert (101, True) == (len(result.sent), result.ok)
    gone = await client.delete_prefix("atlas", "d/")
    assert (1_010, True) == (len(gone.deleted), gone.ok)


@pytest.mark.parametrize("connections", [1, 2, 3])
async def test_deleted_objects_come_back_through_one_connection(harness: Harness, connections: int) -> None:
    client = hasty(harness, connections)
    await client.create_bucket("atlas", soft_delete=True)
    for number in range(12):
        await client.put_object("atlas", f"d/{number}", b"%d" % number)
    await client.delete_prefix("atlas", "d/")
    result = await client.undelete_prefix("atlas", "d/")
    assert (12, True) == (len(result.sent), result.ok)
