"""boto3 with tigris-boto3-ext reads the writes of this client, and the other way round."""

from __future__ import annotations

import gzip
import http.client
import io
import random
import re
import tarfile
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import pytest
import tigris_boto3_ext as ext
import zstandard
from boto3.s3.transfer import TransferConfig  # type: ignore[import-untyped]  # boto3 ships no types
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http import BundleError, BundleSkipped, ServiceError
from tigris_http.operations import GetObject, PutObject

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tigris_http import AsyncTigrisHTTP

ODD_KEYS = sorted(
    ["plain", "a//b", "../x", "./y", "a%2Fb", "a?b#c", "a b+c", "é\U0001f600", "a\r\nb", "a&b=<c>", "dots..", "~!'()*"],
    key=str.encode,
)
NOISE = random.Random(2).randbytes(11 * 1024 * 1024)


async def read(client: AsyncTigrisHTTP, bucket: str, key: str, **options: Any) -> bytes:
    async with client.get_object(bucket, key, **options) as body:
        return await body.read()


def boto_read(answer: Any) -> bytes:
    with answer["Body"] as body:
        return bytes(body.read())


def boto_keys(answer: Any) -> list[str]:
    return [entry["Key"] for entry in answer.get("Contents", [])]


def fetched(url: str, method: str = "GET", body: bytes | None = None, headers: Any = ()) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request(method, url.split(parts.netloc, 1)[1], body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


# -- objects -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ODD_KEYS)
async def test_each_reads_the_objects_of_the_other(client: AsyncTigrisHTTP, s3: Any, key: str) -> None:
    content = key.encode() * 3
    await client.create_bucket("ours")
    s3.create_bucket(Bucket="theirs")
    ours = await client.put_object("ours", key, content, content_type="text/css", metadata={"Name": "va  lue"})
    theirs = s3.put_object(Bucket="theirs", Key=key, Body=content, ContentType="text/css", Metadata={"Name": "va  lue"})
    assert f'"{ours.etag}"' == theirs["ETag"]
    seen = s3.get_object(Bucket="ours", Key=key)
    assert (content, "text/css", {"name": "va  lue"}, theirs["ETag"]) == (
        boto_read(seen),
        seen["ContentType"],
        seen["Metadata"],
        seen["ETag"],
    )
    async with client.get_object("theirs", key) as body:
        assert content == await body.read()
    assert ("text/css", {"name": "va  lue"}, ours.etag) == (body.info.content_type, body.info.metadata, body.info.etag)
    assert [key] == boto_keys(s3.list_objects_v2(Bucket="ours"))
    assert [key] == [entry.key async for entry in client.list_objects_v2("theirs")]
    info = await client.head_object("theirs", key)
    assert s3.head_object(Bucket="theirs", Key=key)["LastModified"] == info.last_modified


async def test_both_list_the_same_in_the_same_pages(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    for key in [*ODD_KEYS, "d/1", "d/2", "e/1"]:
        await client.put_object("atlas", key, key.encode())
    await client.delete_object("atlas", "plain")
    pages = list(
        s3.get_paginator("list_objects_v2").paginate(Bucket="atlas", Delimiter="/", PaginationConfig={"PageSize": 3})
    )
    ours = [page async for page in client.list_objects_v2("atlas", delimiter="/", max_keys=3).pages()]
    assert [
        (boto_keys(page), [prefix["Prefix"] for prefix in page.get("CommonPrefixes", [])], page["IsTruncated"])
        for page in pages
    ] == [([entry.key for entry in page.objects], list(page.common_prefixes), page.is_truncated) for page in ours]
    theirs = [
        (entry["Key"], entry["Size"], entry["ETag"].strip('"'), entry["LastModified"], entry["StorageClass"])
        for entry in s3.list_objects_v2(Bucket="atlas")["Contents"]
    ]
    assert theirs == [
        (entry.key, entry.size, entry.etag, entry.last_modified, entry.storage_class)
        async for entry in client.list_objects_v2("atlas")
    ]


async def test_both_see_the_same_versions_and_delete_markers(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    first = (await client.put_object("atlas", "k", b"one")).version_id
    s3.put_object(Bucket="atlas", Key="k", Body=b"two")
    marker = s3.delete_object(Bucket="atlas", Key="k")
    assert marker["DeleteMarker"]
    ours = [entry async for entry in client.list_object_versions("atlas")]
    answer = s3.list_object_versions(Bucket="atlas")
    assert [marker["VersionId"]] == [entry.version_id for entry in ours if entry.is_delete_marker]
    assert [(entry["VersionId"], entry["IsLatest"], entry["Size"]) for entry in answer["Versions"]] == [
        (entry.version_id, entry.is_latest, entry.size) for entry in ours if not entry.is_delete_marker
    ]
    assert [entry["VersionId"] for entry in answer["DeleteMarkers"]] == [marker["VersionId"]]
    assert b"one" == boto_read(s3.get_object(Bucket="atlas", Key="k", VersionId=first))
    await client.delete_object("atlas", "k", version_id=marker["VersionId"])
    assert b"two" == boto_read(s3.get_object(Bucket="atlas", Key="k"))
    s3.delete_object(Bucket="atlas", Key="k", VersionId=first)
    with pytest.raises(ServiceError):
        await client.head_object("atlas", "k", version_id=first)


async def test_a_multipart_upload_of_boto3_is_read_whole_and_in_ranges(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    config = TransferConfig(multipart_threshold=5 * 1024 * 1024, multipart_chunksize=5 * 1024 * 1024)
    s3.upload_fileobj(io.BytesIO(NOISE), "atlas", "big", Config=config, ExtraArgs={"Metadata": {"n": "1"}})
    async with client.get_object("atlas", "big") as body:
        assert NOISE == await body.read()
    info = body.info
    assert info.etag is not None
    assert ("3", {"n": "1"}, len(NOISE)) == (info.etag.partition("-")[2], info.metadata, info.size)
    middle = (5 * 1024 * 1024 - 3, 5 * 1024 * 1024 + 3)
    assert NOISE[middle[0] : middle[1] + 1] == await read(client, "atlas", "big", range=middle, if_match=info.etag)
    assert (await client.copy_object("atlas", "copy", "atlas", "big", source_if_match=info.etag)).etag
    target = io.BytesIO()
    s3.download_fileobj("atlas", "copy", target, Config=config)
    assert NOISE == target.getvalue()
    async with client.bundle_objects("atlas", ["big"], on_skipped="drop") as bundle:
        assert [NOISE] == [await member.read() async for member in bundle]


async def test_each_copies_renames_and_deletes_the_objects_of_the_other(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas")
    for key in ODD_KEYS:
        s3.put_object(Bucket="atlas", Key=key, Body=key.encode())
        await client.rename_object("atlas", key, f"ours/{key}")
        ext.rename_object(s3, "atlas", f"ours/{key}", f"theirs/{key}")
        assert key.encode() == await read(client, "atlas", f"theirs/{key}")
        s3.copy_object(Bucket="atlas", Key=f"copy/{key}", CopySource={"Bucket": "atlas", "Key": f"theirs/{key}"})
        await client.copy_object("atlas", key, "atlas", f"copy/{key}")
        assert key.encode() == boto_read(s3.get_object(Bucket="atlas", Key=key))
    assert sorted(f"{prefix}{key}" for prefix in ("", "copy/", "theirs/") for key in ODD_KEYS) == sorted(
        boto_keys(s3.list_objects_v2(Bucket="atlas"))
    )
    carried = [key for key in ODD_KEYS if "\r" not in key]  # boto3 writes a bare CR into XML, which reads it as LF
    s3.delete_objects(Bucket="atlas", Delete={"Objects": [{"Key": f"copy/{key}"} for key in carried]})
    await client.delete_objects("atlas", [f"theirs/{key}" for key in ODD_KEYS])
    left = [entry.key async for entry in client.list_objects_v2("atlas")]
    assert sorted([*ODD_KEYS, *(f"copy/{key}" for key in ODD_KEYS if "\r" in key)], key=str.encode) == left


# -- buckets, snapshots, forks -------------------------------------------------------------------------------------


async def test_both_read_the_same_of_a_bucket(client: AsyncTigrisHTTP, s3: Any) -> None:
    ext.create_snapshot_bucket(s3, "theirs")
    await client.create_bucket("ours", snapshot_enabled=True)
    s3.create_bucket(Bucket="plain")
    await client.create_fork("lab", "theirs")
    for name in ("ours", "theirs", "plain", "lab"):
        info = await client.get_bucket_info(name)
        seen = ext.get_bucket_info(s3, name)
        assert (seen["snapshot_enabled"], seen["fork_source_bucket"], seen["fork_source_snapshot"]) == (
            info.snapshot_enabled,
            info.fork_source_bucket,
            info.fork_source_snapshot,
        )
        assert ext.has_snapshot_enabled(s3, name) is await client.has_snapshot_enabled(name)
    assert [(bucket["Name"], bucket["CreationDate"]) for bucket in s3.list_buckets()["Buckets"]] == [
        (bucket.name, bucket.created_at) async for bucket in client.list_buckets()
    ]


async def test_each_reads_the_past_by_the_snapshots_of_the_other(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "k", b"one")
    ours = await client.create_snapshot("atlas", "our name")
    s3.put_object(Bucket="atlas", Key="k", Body=b"two")
    s3.put_object(Bucket="atlas", Key="later", Body=b"")
    theirs = ext.get_snapshot_version(ext.create_snapshot(s3, "atlas", "their name"))
    assert theirs is not None
    await client.put_object("atlas", "k", b"three")
    assert b"one" == boto_read(ext.get_object_from_snapshot(s3, "atlas", "k", ours.version))
    assert b"two" == await read(client, "atlas", "k", snapshot_version=theirs)
    assert ["k"] == boto_keys(ext.list_objects_from_snapshot(s3, "atlas", ours.version))
    assert ["k", "later"] == [entry.key async for entry in client.list_objects_v2("atlas", snapshot_version=theirs)]
    head = ext.head_object_from_snapshot(s3, "atlas", "k", theirs)
    info = await client.head_object("atlas", "k", snapshot_version=theirs)
    assert (head["ETag"].strip('"'), head["VersionId"]) == (info.etag, info.version_id)
    listed = [entry async for entry in client.list_snapshots("atlas")]
    assert {(ours.version, "our name"), (theirs, "their name")} == {(entry.version, entry.name) for entry in listed}
    assert [bucket["Name"] for bucket in ext.list_snapshots(s3, "atlas")["Buckets"]] == [
        f"{entry.version}; name={entry.name}" for entry in listed
    ]
    ext.delete_snapshot(s3, "atlas", ours.version)
    await client.delete_snapshot("atlas", theirs)
    assert [] == ext.list_snapshots(s3, "atlas")["Buckets"]


async def test_each_works_in_the_forks_of_the_other(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.put_object("atlas", "k", b"one")
    version = (await client.create_snapshot("atlas", "base")).version
    await client.put_object("atlas", "k", b"two")
    ext.create_fork(s3, "theirs", "atlas", snapshot_version=version)
    await client.create_fork("ours", "atlas")
    assert (b"one", b"two") == (await read(client, "theirs", "k"), boto_read(s3.get_object(Bucket="ours", Key="k")))
    seen = ext.list_forks(s3, "atlas")
    forks = [fork async for fork in client.list_forks("atlas")]
    assert {"ours", "theirs"} == {fork.name for fork in forks}
    assert [
        (
            fork["name"],
            [(parent["bucket"], parent["snapshot"], parent["snapshot_name"]) for parent in fork["fork_parents"]],
        )
        for fork in seen["buckets"]
    ] == [
        (fork.name, [(parent.bucket, parent.snapshot_version, parent.snapshot_name) for parent in fork.parents])
        for fork in forks
    ]


# -- bundles -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("compression", ["none", "gzip", "zstd"])
async def test_the_extensions_archive_has_the_members_of_our_bundle(
    client: AsyncTigrisHTTP, s3: Any, compression: Literal["none", "gzip", "zstd"]
) -> None:
    await client.create_bucket("atlas")
    contents = {key: key.encode() * 700 for key in ODD_KEYS} | {"empty": b"", "n/" * 90 + "long": NOISE[:1_500_000]}
    for key, content in contents.items():
        s3.put_object(Bucket="atlas", Key=key, Body=content)
    keys = [*contents, "gone"]
    with ext.bundle_objects(s3, "atlas", keys, compression=compression) as response:
        raw = response.read()
    match compression:
        case "gzip":
            raw = gzip.decompress(raw)
        case "zstd":
            raw = zstandard.ZstdDecompressor().decompressobj().decompress(raw)
    with tarfile.open(fileobj=io.BytesIO(raw)) as tar:
        theirs = [(entry.name, tar.extractfile(entry).read()) for entry in tar]  # type: ignore[union-attr]
    gone: list[str] = []
    ours: list[tuple[str, bytes]] = []
    async with client.bundle_objects("atlas", keys, compression=compression) as bundle:
        async for found in bundle:
            if isinstance(found, BundleSkipped):
                gone.append(found.key)
            else:
                ours.append((found.key, await found.read()))
    assert list(contents.items()) == ours
    assert "__bundle_errors.json" == theirs.pop()[0]
    assert theirs == ours
    assert ["gone"] == gone


async def test_both_get_an_error_for_a_bundle_with_a_missing_key(client: AsyncTigrisHTTP, s3: Any) -> None:
    await client.create_bucket("atlas")
    with pytest.raises(ext.BundleError) as theirs:
        ext.bundle_objects(s3, "atlas", ["gone"], on_error="fail")
    with pytest.raises(BundleError) as ours:
        await client.bundle_objects("atlas", ["gone"], on_error="fail")
    assert (theirs.value.status_code, theirs.value.code) == (ours.value.status_code, ours.value.code)
    # A request for each: the request ids differ.
    shown = [re.sub("<RequestId>.*</RequestId>", "", error.body) for error in (theirs.value, ours.value)]
    assert shown[0] == shown[1]
    assert "<Key>gone</Key>" in shown[1]


# -- presigned URLs and errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ODD_KEYS)
async def test_the_urls_of_both_do_the_same(client: AsyncTigrisHTTP, s3: Any, key: str) -> None:
    await client.create_bucket("atlas")
    ours = client.presigned_url(PutObject("atlas", key, b"", content_type="text/css"))
    assert 200 == fetched(ours.url, "PUT", b"ours", ours.headers)[0]
    assert b"ours" == boto_read(s3.get_object(Bucket="atlas", Key=key))
    params = {"Bucket": "atlas", "Key": key}
    assert (200, b"ours") == fetched(s3.generate_presigned_url("get_object", params))
    assert 200 == fetched(s3.generate_presigned_url("put_object", params), "PUT", b"theirs")[0]
    assert b"theirs" == await read(client, "atlas", key)
    assert (200, b"theirs") == fetched(client.presigned_url(GetObject("atlas", key)).url)


@pytest.mark.parametrize(
    "action",
    [
        "get",
        "put",
        "range",
        "condition",
        "create",
        "delete bucket",
        "not empty",
        "self-copy",
        "snapshot",
        "version",
        "fork",
    ],
)
async def test_both_get_the_same_status_and_code(client: AsyncTigrisHTTP, s3: Any, action: str) -> None:
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.create_bucket("plain")
    await client.put_object("atlas", "k", b"x")
    itself = {"Bucket": "atlas", "Key": "k"}
    both: dict[str, tuple[Callable[[], Awaitable[object]], Callable[[], object]]] = {
        "get": (lambda: client.get_object("atlas", "gone"), lambda: s3.get_object(Bucket="atlas", Key="gone")),
        "put": (
            lambda: client.put_object("nowhere", "k", b""),
            lambda: s3.put_object(Bucket="nowhere", Key="k", Body=b""),
        ),
        "range": (
            lambda: client.get_object("atlas", "k", range=(5, 6)),
            lambda: s3.get_object(Bucket="atlas", Key="k", Range="bytes=5-6"),
        ),
        "condition": (
            lambda: client.put_object("atlas", "k", b"", if_none_match="*"),
            lambda: s3.put_object(Bucket="atlas", Key="k", Body=b"", IfNoneMatch="*"),
        ),
        "create": (lambda: client.create_bucket("atlas"), lambda: s3.create_bucket(Bucket="atlas")),
        "delete bucket": (lambda: client.delete_bucket("nowhere"), lambda: s3.delete_bucket(Bucket="nowhere")),
        "not empty": (lambda: client.delete_bucket("atlas"), lambda: s3.delete_bucket(Bucket="atlas")),
        "self-copy": (
            lambda: client.copy_object("atlas", "k", "atlas", "k"),
            lambda: s3.copy_object(**itself, CopySource=itself),
        ),
        "snapshot": (lambda: client.create_snapshot("plain"), lambda: ext.create_snapshot(s3, "plain")),
        "version": (
            lambda: client.get_object("atlas", "k", version_id="123"),
            lambda: s3.get_object(**itself, VersionId="123"),
        ),
        "fork": (lambda: client.create_fork("lab", "plain"), lambda: ext.create_fork(s3, "lab", "plain")),
    }
    ours, theirs = both[action]
    with pytest.raises(ClientError) as refused:
        theirs()
    with pytest.raises(ServiceError) as caught:
        await ours()
    answer = refused.value.response
    assert (answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"]) == (
        caught.value.status,
        caught.value.code,
        caught.value.message,
    )
