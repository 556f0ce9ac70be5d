"""An interruption that meets the beginning of an upload in parts leaves no upload behind, if its answer comes soon."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

import pytest

from tests.scenarios.interrupting import interrupted
from tests.scenarios.test_transfers_ends import working
from tests.systems import needs_posix
from tigris_http import AccessDenied
from tigris_http.emulator import Fault
from tigris_http.transfers import TransferOptions
from tigris_http.transfers._work import base, perform

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scenarios.harness import Harness
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

pytestmark = needs_posix
PART = 5 << 20
CONTENT = bytes(2 * PART + 1)
IN_PARTS = TransferOptions(part_size=PART, threshold=PART, copy_threshold=PART)
CREATE = "CreateMultipartUpload"
LONG = 20.0
"""Seconds: far more than a slow machine takes."""
Using = Callable[["AsyncTigrisHTTP", "Path"], Coroutine[Any, Any, object]]


async def _upload_file(client: AsyncTigrisHTTP, _: Path) -> None:
    await client.upload_file("atlas", "k", CONTENT, transfer=IN_PARTS)


async def _write_object(client: AsyncTigrisHTTP, _: Path) -> None:
    async with client.write_object("atlas", "k", transfer=IN_PARTS) as file:
        await file.write(CONTENT)


async def _copy_file(client: AsyncTigrisHTTP, _: Path) -> None:
    await client.copy_file("atlas", "k", "atlas", "source", transfer=IN_PARTS)


async def _upload_tree(client: AsyncTigrisHTTP, folder: Path) -> None:
    (folder / "k").write_bytes(CONTENT)
    await client.upload_tree(folder, "atlas", transfer=IN_PARTS)


async def _copy_prefix(client: AsyncTigrisHTTP, _: Path) -> None:
    await client.copy_prefix("atlas", "to/", "atlas", "source", transfer=IN_PARTS)


USES: dict[str, Using] = {
    "upload_file": _upload_file,
    "write_object": _write_object,
    "copy_file": _copy_file,
    "upload_tree": _upload_tree,
    "copy_prefix": _copy_prefix,
}


def is_begun(tigris: Emulator) -> bool:
    return any(each.operation == CREATE for each in tigris.requests)


async def left(client: AsyncTigrisHTTP) -> list[str]:
    return [each.key async for each in client.list_multipart_uploads("atlas")]


async def prepared(harness: Harness, seconds: float) -> AsyncTigrisHTTP:
    """Return the client of a bucket whose next upload is begun, with an answer that comes after some seconds."""
    client = harness.client()
    await client.create_bucket("atlas")
    await client.put_object("atlas", "source", CONTENT)
    # Another writer's upload of the same key, which no other client may abort.
    await client.create_multipart_upload("atlas", "k")
    harness.tigris.clear_requests()
    harness.tigris.inject(Fault("stall_body", operation=CREATE, seconds=seconds))
    return client


@pytest.mark.parametrize("by_task", [True, False])
@pytest.mark.parametrize("use", USES)
async def test_an_upload_whose_beginning_was_interrupted_is_aborted_and_no_other(
    harness: Harness, use: str, by_task: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(perform, "_ANSWER_SECONDS", LONG)
    monkeypatch.setattr(base, "_LAST_SECONDS", LONG)
    client = await prepared(harness, seconds=0.1)
    await interrupted(harness, lambda: USES[use](client, tmp_path), lambda: is_begun(harness.tigris), by_task=by_task)
    assert (["k"], []) == (await left(client), working())
    assert 1 == [each.operation for each in harness.tigris.requests].count("AbortMultipartUpload")


@pytest.mark.parametrize("use", USES)
async def test_an_answer_that_does_not_come_soon_is_not_waited_for(
    harness: Harness, use: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(perform, "_ANSWER_SECONDS", 0.01)
    client = await prepared(harness, seconds=3600)
    await interrupted(harness, lambda: USES[use](client, tmp_path), lambda: is_begun(harness.tigris))
    assert [] == working()
    # No client received its id.
    assert 2 == len(await left(client))


async def test_an_error_of_the_beginning_comes_out_unchanged(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    tigris.inject(Fault("status", operation=CREATE, status=403))
    with pytest.raises(AccessDenied) as failed:
        await client.upload_file("atlas", "k", CONTENT, transfer=IN_PARTS)
    assert (CREATE, None) == (failed.value.operation, failed.value.upload_id)
