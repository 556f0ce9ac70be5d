"""Soft-deleted objects beside tigris-boto3-ext: each lists, restores and purges those that the other deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import tigris_boto3_ext as ext
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http import NotFound

from .extension_results import status_and_code

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP

BUCKET = "atlas"


async def filled(client: AsyncTigrisHTTP, s3: Any) -> None:
    """Write and delete by turns: `a` and `dir/é` twice each; `live` is left."""
    await client.create_bucket(BUCKET, soft_delete=7)
    for key in ("a", "dir/é"):
        await client.put_object(BUCKET, key, b"ours")
        s3.delete_object(Bucket=BUCKET, Key=key)
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"theirs")
        await client.delete_object(BUCKET, key)
    await client.put_object(BUCKET, "live", b"")


async def deleted(client: AsyncTigrisHTTP, s3: Any) -> list[tuple[str, str]]:
    """Return key and version of each deleted object, once both clients list the same."""
    ours = [each async for each in client.list_deleted_object_versions(BUCKET)]
    theirs = ext.list_deleted_object_versions(s3, BUCKET)
    assert [
        (entry["Key"], entry["VersionId"], entry["Size"], entry["ETag"].strip('"'), entry["LastModified"])
        for entry in theirs.get("Versions", [])
    ] == [(each.key, each.version_id, each.size, each.etag, each.last_modified) for each in ours]
    assert "DeleteMarkers" not in theirs
    return [(each.key, each.version_id) for each in ours]


async def read(client: AsyncTigrisHTTP, key: str) -> bytes:
    async with client.get_object(BUCKET, key) as body:
        return await body.read()


async def test_both_list_the_same_deleted_objects(client: AsyncTigrisHTTP, s3: Any) -> None:
    await filled(client, s3)
    assert ["a", "a", "dir/é", "dir/é"] == [key for key, _ in await deleted(client, s3)]
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({}, {}),
        ({"prefix": "dir/"}, {"Prefix": "dir/"}),
        ({"delimiter": "/"}, {"Delimiter": "/"}),
        ({"max_keys": 1}, {"MaxKeys": 1}),
    ]
    for options, words in pairs:
        pages = [page async for page in client.list_deleted_objects(BUCKET, **options).pages()]
        answer = ext.list_deleted_objects(s3, BUCKET, **words)
        assert [
            (entry["Key"], entry["Size"], entry["ETag"].strip('"'), entry["LastModified"])
            for entry in answer.get("Contents", [])
        ] == [(each.key, each.size, each.etag, each.last_modified) for each in pages[0].objects]
        assert [entry["Prefix"] for entry in answer.get("CommonPrefixes", [])] == list(pages[0].common_prefixes)
        assert answer.get("NextContinuationToken") == pages[0].next_continuation_token
    # Each client goes on from the other's marker.
    first = ext.list_deleted_object_versions(s3, BUCKET, MaxKeys=1)
    rest = client.list_deleted_object_versions(
        BUCKET, key_marker=first["NextKeyMarker"], version_id_marker=first["NextVersionIdMarker"]
    )
    assert ["a", "dir/é", "dir/é"] == [each.key async for each in rest]


async def test_each_restores_and_purges_the_objects_that_the_other_deleted(client: AsyncTigrisHTTP, s3: Any) -> None:
    await filled(client, s3)
    (_, newest), (_, oldest), *_ = await deleted(client, s3)
    ext.restore_deleted_object(s3, BUCKET, "a", oldest)
    assert b"ours" == await read(client, "a")
    await client.restore_deleted_object(BUCKET, "dir/é")
    with s3.get_object(Bucket=BUCKET, Key="dir/é")["Body"] as body:
        assert b"theirs" == body.read()
    left = await deleted(client, s3)
    assert [("a", newest), "dir/é"] == [left[0], left[1][0]]
    await client.purge_deleted_object(BUCKET, "a", newest)
    ext.purge_deleted_object(s3, BUCKET, *left[1])
    assert [] == await deleted(client, s3)
    assert (b"ours", b"theirs") == (await read(client, "a"), await read(client, "dir/é"))


async def test_both_get_an_error_for_a_version_that_is_not_kept(client: AsyncTigrisHTTP, s3: Any) -> None:
    await filled(client, s3)
    (_, newest), *_ = await deleted(client, s3)
    ext.purge_deleted_object(s3, BUCKET, "a", newest)
    for key, version in (("a", newest), ("never", None)):
        with pytest.raises(ClientError) as refused:
            ext.restore_deleted_object(s3, BUCKET, key, version)
        with pytest.raises(NotFound) as caught:
            await client.restore_deleted_object(BUCKET, key, version_id=version)
        assert status_and_code(refused.value) == (caught.value.status, caught.value.code)


async def test_boto3_in_the_view_of_deleted_objects_does_as_our_operations(client: AsyncTigrisHTTP, s3: Any) -> None:
    await filled(client, s3)
    before = await deleted(client, s3)

    @ext.with_soft_delete_view
    def purge_all(s3: Any) -> None:
        for entry in s3.list_object_versions(Bucket=BUCKET)["Versions"]:
            s3.delete_object(Bucket=BUCKET, Key=entry["Key"], VersionId=entry["VersionId"])

    with ext.TigrisSoftDeleteView(s3):
        found = [(entry["Key"], entry["VersionId"]) for entry in s3.list_object_versions(Bucket=BUCKET)["Versions"]]
        keys = [entry["Key"] for entry in s3.list_objects_v2(Bucket=BUCKET)["Contents"]]
    assert before == found
    assert [each.key async for each in client.list_deleted_objects(BUCKET)] == keys
    purge_all(s3)
    assert [] == await deleted(client, s3)
    assert ["live"] == [each.key async for each in client.list_objects_v2(BUCKET)]
