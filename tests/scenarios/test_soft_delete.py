"""Objects deleted and kept for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tigris_http import NotFound, OutcomeUnknown, ServiceError
from tigris_http.emulator import Fault

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

BUCKET = "atlas"


async def filled(client: AsyncTigrisHTTP) -> list[str]:
    """Delete `notes/a` twice and `b` once; return the deleted versions of `notes/a`, the newest first."""
    await client.create_bucket(BUCKET, soft_delete=7)
    for content in (b"first", b"second"):
        await client.put_object(BUCKET, "notes/a", content)
        await client.delete_object(BUCKET, "notes/a")
    await client.put_object(BUCKET, "b", b"b")
    await client.delete_object(BUCKET, "b")
    return [each.version_id async for each in client.list_deleted_object_versions(BUCKET, prefix="notes/")]


async def read(client: AsyncTigrisHTTP, key: str) -> bytes:
    async with client.get_object(BUCKET, key) as body:
        return await body.read()


async def test_deleted_objects_are_listed_by_key_and_by_version(client: AsyncTigrisHTTP) -> None:
    await filled(client)
    await client.put_object(BUCKET, "live", b"")
    assert ["b", "notes/a"] == [each.key async for each in client.list_deleted_objects(BUCKET, max_keys=1)]
    assert ["live"] == [each.key async for each in client.list_objects_v2(BUCKET)]
    pages = [page async for page in client.list_deleted_objects(BUCKET, delimiter="/").pages()]
    assert [(["b"], ("notes/",))] == [([each.key for each in page.objects], page.common_prefixes) for page in pages]
    versions = [each async for each in client.list_deleted_object_versions(BUCKET, max_keys=1)]
    assert ["b", "notes/a", "notes/a"] == [each.key for each in versions]
    assert all(each.soft_deleted and not each.is_delete_marker for each in versions)


async def test_any_deleted_version_can_be_restored(client: AsyncTigrisHTTP) -> None:
    newest, oldest = await filled(client)
    restored = await client.restore_deleted_object(BUCKET, "notes/a", version_id=oldest)
    assert (BUCKET, "notes/a", oldest) == (restored.bucket, restored.key, restored.version_id)
    assert b"first" == await read(client, "notes/a")
    assert [newest] == [each.version_id async for each in client.list_deleted_object_versions(BUCKET, prefix="n")]
    with pytest.raises(NotFound):
        await client.restore_deleted_object(BUCKET, "notes/a", version_id=oldest)


async def test_without_a_version_the_last_deletion_is_undone(client: AsyncTigrisHTTP) -> None:
    await filled(client)
    await client.restore_deleted_object(BUCKET, "notes/a")
    assert b"second" == await read(client, "notes/a")
    with pytest.raises(NotFound):
        await client.restore_deleted_object(BUCKET, "never")


async def test_a_purged_version_is_gone_and_the_live_object_is_not(client: AsyncTigrisHTTP) -> None:
    newest, oldest = await filled(client)
    await client.put_object(BUCKET, "notes/a", b"live")
    await client.purge_deleted_object(BUCKET, "notes/a", oldest)
    assert [newest] == [each.version_id async for each in client.list_deleted_object_versions(BUCKET, prefix="n")]
    assert b"live" == await read(client, "notes/a")
    with pytest.raises(NotFound):
        await client.restore_deleted_object(BUCKET, "notes/a", version_id=oldest)


async def test_a_plain_delete_cannot_purge(client: AsyncTigrisHTTP) -> None:
    newest, _ = await filled(client)
    with pytest.raises(ServiceError) as refused:
        await client.delete_object(BUCKET, "notes/a", version_id=newest)
    assert (400, "InvalidArgument") == (refused.value.status, refused.value.code)


async def test_a_lost_answer_for_a_named_version_is_settled(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    newest, oldest = await filled(client)
    tigris.inject(Fault("lose_answer", "UndeleteObject"))
    await client.restore_deleted_object(BUCKET, "notes/a", version_id=oldest)
    assert b"first" == await read(client, "notes/a")
    tigris.inject(Fault("lose_answer", "PurgeObject"), Fault("lose_answer", "DeleteObject"))
    await client.purge_deleted_object(BUCKET, "notes/a", newest)
    assert [] == [each async for each in client.list_deleted_object_versions(BUCKET, prefix="n")]


async def test_a_version_that_never_existed_is_not_found_even_after_a_lost_answer(
    client: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    await filled(client)
    for fault in (Fault("drop_request", "UndeleteObject"), Fault("status", "UndeleteObject", status=502, body="Bad")):
        tigris.inject(fault)
        with pytest.raises(NotFound):
            await client.restore_deleted_object(BUCKET, "notes/never", version_id="1792493847118382304")


async def test_a_lost_answer_without_a_version_is_an_error_and_nothing_is_repeated(
    client: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    await filled(client)
    tigris.inject(Fault("lose_answer", "UndeleteObject"))
    with pytest.raises(OutcomeUnknown):
        await client.restore_deleted_object(BUCKET, "notes/a")
    assert b"second" == await read(client, "notes/a")
    assert 1 == len([each async for each in client.list_deleted_object_versions(BUCKET, prefix="n")])


async def test_a_request_that_never_arrived_is_sent_again_if_it_names_the_version(
    client: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    _, oldest = await filled(client)
    tigris.inject(Fault("drop_request", "UndeleteObject"))
    await client.restore_deleted_object(BUCKET, "notes/a", version_id=oldest)
    assert b"first" == await read(client, "notes/a")
