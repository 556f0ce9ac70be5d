"""This client's parameters send the same requests as the contexts and decorators of tigris-boto3-ext."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tigris_boto3_ext as ext

from tigris_http import TigrisSnapshot

from .extension_results import sent

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator


def creation_headers(tigris: Emulator) -> list[dict[str, str]]:
    """Return the Tigris headers of the bucket requests since the last call."""
    bucket_requests = ("x-tigris-", "x-amz-")
    return [
        {name: value for name, value in headers.items() if name.startswith(bucket_requests)}
        for method, _, headers in sent(tigris)
        if method == "PUT"
    ]


async def test_buckets_created_in_a_context_are_those_created_by_parameters(
    client: AsyncTigrisHTTP, s3: Any, tigris: Emulator
) -> None:
    await client.create_bucket("past", snapshot_enabled=True)
    await client.put_object("past", "k", b"one")
    version = (await client.create_snapshot("past")).version
    cases: list[tuple[dict[str, Any], Any, Callable[[Any], Any]]] = [
        ({"snapshot_enabled": True}, ext.TigrisSnapshotEnabled(s3), ext.snapshot_enabled),
        ({"soft_delete": True}, ext.TigrisSoftDeleteEnabled(s3), ext.soft_delete_enabled()),
        ({"soft_delete": 9}, ext.TigrisSoftDeleteEnabled(s3, retention_days=9), ext.soft_delete_enabled(9)),
        ({"fork_source": "past"}, ext.TigrisFork(s3, "past"), ext.forked_from("past")),
        (
            {"fork_source": "past", "fork_source_snapshot": version},
            ext.TigrisFork(s3, "past", snapshot_version=version),
            ext.forked_from("past", version),
        ),
        (
            {"storage_class": "GLACIER_IR", "regions": ["iad", "sjc"]},
            ext.TigrisBucketOptions(s3, default_storage_class="GLACIER_IR", regions=["iad", "sjc"]),
            ext.with_bucket_options(default_storage_class="GLACIER_IR", regions=["iad", "sjc"]),
        ),
    ]
    tigris.clear_requests()
    for number, (parameters, context, decorator) in enumerate(cases):
        await client.create_bucket(f"ours-{number}", **parameters)
        (ours,) = creation_headers(tigris)
        with context:
            s3.create_bucket(Bucket=f"theirs-{number}")
        decorator(lambda s3, name: s3.create_bucket(Bucket=name))(s3, f"decorated-{number}")
        assert [ours, ours] == creation_headers(tigris)


async def test_reads_in_a_context_are_those_of_a_version(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("past", snapshot_enabled=True)
    await client.put_object("past", "k", b"one")
    version = (await client.create_snapshot("past", "base")).version
    await client.put_object("past", "k", b"two")

    def content(s3: Any) -> bytes:
        with s3.get_object(Bucket="past", Key="k")["Body"] as body:
            return bytes(body.read())

    async with client.get_object("past", "k", snapshot_version=version) as body:
        ours = await body.read()
    with ext.TigrisSnapshot(s3, "past", version):
        assert ours == content(s3)
    assert ours == ext.with_snapshot("past", version)(content)(s3)
    assert b"two" == content(s3)
    with ext.TigrisSnapshot(s3, "past"):
        listed = [entry["Name"] for entry in s3.list_buckets()["Buckets"]]
    assert [f"{entry.version}; name={entry.name}" async for entry in client.list_snapshots("past")] == listed
    async with TigrisSnapshot(client, "past") as view:
        assert listed == [entry.name async for entry in view.list_buckets()]


async def test_copies_in_a_context_are_renames(client: AsyncTigrisHTTP, s3: Any, tigris: Emulator) -> None:
    await client.create_bucket("atlas")

    def move(s3: Any) -> None:
        s3.copy_object(Bucket="atlas", Key="new é", CopySource={"Bucket": "atlas", "Key": "old +"})

    def renames() -> list[tuple[str, str, str | None, str | None]]:
        found = [
            (record.method, record.target, record.header("x-tigris-rename"), record.header("x-amz-copy-source"))
            for record in tigris.requests
            if record.header("x-tigris-rename")
        ]
        tigris.clear_requests()
        return found

    await client.put_object("atlas", "old +", b"x")
    await client.rename_object("atlas", "old +", "new é")
    ((method, path, word, source),) = renames()
    with ext.TigrisRename(s3):
        s3.copy_object(Bucket="atlas", Key="old +", CopySource={"Bucket": "atlas", "Key": "new é"})
    renames()
    ext.with_rename(move)(s3)
    ((their_method, their_path, their_word, their_source),) = renames()
    assert (method, path.split("?")[0], word) == (their_method, their_path.split("?")[0], their_word)
    assert source is not None
    assert their_source is not None
    assert source.lstrip("/") == their_source.lstrip("/")
    assert ["new é"] == [each.key async for each in client.list_objects_v2("atlas")]


async def test_both_send_the_same_for_a_migration(client: AsyncTigrisHTTP, s3: Any, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", b"x")
    tigris.clear_requests()
    info = await client.migrate_object("atlas", "k")
    ours = sent(tigris)
    assert f'"{info.etag}"' == ext.migrate_object(s3, "atlas", "k")["ETag"]
    assert ours == sent(tigris)
    assert ext.is_object_migrated(s3, "atlas", "k") is await client.is_object_migrated("atlas", "k") is True
    for source in ("tigris", "shadow"):
        tigris.clear_requests()
        [_ async for _ in client.list_objects_v2("atlas", source=source)]
        (our_source,) = [record.header("x-tigris-list-source") for record in tigris.requests]
        tigris.clear_requests()
        ext.list_objects_from_source(s3, "atlas", source)
        with ext.TigrisListSource(s3, source):
            s3.list_objects_v2(Bucket="atlas")
        ext.with_list_source(source)(lambda s3: s3.list_objects_v2(Bucket="atlas"))(s3)
        assert [source] * 4 == [
            our_source,
            *(record.header("x-tigris-list-source") for record in tigris.requests),
        ]
