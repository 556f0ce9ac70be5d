"""`copy_file`: a copy in parts is as a copy at once and as boto3 makes it, and a failed one leaves nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import NotFound, ObjectChanged, PreconditionFailed, ServiceError, TigrisSnapshot, Unavailable
from tigris_http.emulator import Fault
from tigris_http.transfers import CopiedFile, CopyFile, Progress, TransferOptions

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP, ObjectInfo
    from tigris_http.emulator import Emulator

PART = 5 << 20
CONTENT = random.Random(5).randbytes(2 * PART + 1234)
IN_PARTS = TransferOptions(part_size=PART, copy_threshold=PART, concurrency=2, bandwidth=1)
"""A bandwidth that no copy heeds: it would take months."""
ONE_BY_ONE = replace(IN_PARTS, concurrency=1)
WHOLE = TransferOptions()
BOTH = pytest.mark.parametrize("transfer", [IN_PARTS, WHOLE], ids=["in parts", "at once"])


async def read(client: AsyncTigrisHTTP, key: str = "copy", bucket: str = "other") -> bytes:
    async with client.get_object(bucket, key) as body:
        return await body.read()


async def made(client: AsyncTigrisHTTP, **settings: Any) -> str:
    """Make two buckets and the source. Return its entity tag."""
    await client.create_bucket("atlas", snapshot_enabled=True)
    await client.create_bucket("other")
    return (await client.put_object("atlas", "k", CONTENT, **settings)).etag


async def left(client: AsyncTigrisHTTP) -> list[str]:
    """Return the keys of the objects and uploads in the bucket of the copy."""
    uploads = [f"upload {each.key}" async for each in client.list_multipart_uploads("other")]
    return [*uploads, *[each.key async for each in client.list_objects_v2("other")]]


def properties(info: ObjectInfo) -> ObjectInfo:
    """Return what two copies of one object have in common."""
    return replace(info, key="", etag=None, last_modified=None, request_id=None, version_id=None)


DATE = "Thu, 01 Jan 2032 00:00:00 GMT"
SETTINGS: dict[str, Any] = {
    "content_type": "text/css",
    "content_encoding": "x-own",
    "content_disposition": "inline",
    "content_language": "en",
    "cache_control": "no-store",
    "metadata": {"a": "b", "c": "d e"},
    "tagging": {"color": "a+b=c &ü", "x": ""},
    "storage_class": "STANDARD_IA",
    "acl": "public-read",
}


@pytest.mark.parametrize(
    ("given", "expires"),
    [
        ({}, None),
        ({}, DATE),
        ({}, "0"),
        ({"tagging": {}}, "0"),
        ({"content_type": "text/plain"}, DATE),
        ({"metadata": {"n": "1"}}, DATE),
        ({"metadata": {}}, DATE),
        ({"tagging": {"new": "tag"}}, DATE),
        ({"storage_class": "GLACIER_IR", "acl": "public-read", "server_side_encryption": "AES256"}, DATE),
        (SETTINGS, DATE),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else None,
)
async def test_a_copy_in_parts_has_the_properties_of_a_copy_at_once(
    client: AsyncTigrisHTTP, given: dict[str, Any], expires: str | None
) -> None:
    await made(client, **SETTINGS, extra_headers={} if expires is None else {"expires": expires})
    await client.copy_object("other", "reference", "atlas", "k", **given)
    copied = await client.copy_file("other", "copy", "atlas", "k", transfer=IN_PARTS, **given)
    assert (len(CONTENT), 3) == (copied.size, copied.parts)
    assert CONTENT == await read(client)
    reference, copy = [await client.head_object("other", key) for key in ("reference", "copy")]
    assert properties(reference) == properties(copy)
    assert copied.etag == copy.etag
    tags = [(await client.get_object_tagging("other", key)).tags for key in ("reference", "copy")]
    assert tags[0] == tags[1]


@pytest.mark.parametrize("size", [0, 1, PART, PART + 1, 2 * PART, len(CONTENT)])
async def test_the_parts_are_those_of_boto3(client: AsyncTigrisHTTP, s3: Any, size: int) -> None:
    from boto3.s3.transfer import TransferConfig  # type: ignore[import-untyped]  # boto3 ships no types

    await client.create_bucket("other")
    await client.put_object("other", "k", CONTENT[:size])
    copied = await client.send(CopyFile("other", "copy", "other", "k", transfer=IN_PARTS))
    config = TransferConfig(multipart_threshold=PART + 1, multipart_chunksize=PART)
    s3.copy({"Bucket": "other", "Key": "k"}, "other", "boto3", Config=config)
    theirs = await client.head_object("other", "boto3")
    assert CopiedFile(theirs.etag, None, size, 0 if size <= PART else -(-size // PART)) == copied
    assert CONTENT[:size] == await read(client)


async def test_by_default_one_request_copies_it(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    etag = await made(client)
    before = len(tigris.requests)
    assert CopiedFile(etag, None, len(CONTENT), 0) == await client.copy_file("other", "copy", "atlas", "k")
    assert ["HeadObject", "CopyObject"] == [each.operation for each in tigris.requests][before:]


async def test_a_checksum_of_a_copy_in_parts_is_computed(client: AsyncTigrisHTTP) -> None:
    await made(client)
    await client.copy_file("other", "copy", "atlas", "k", checksum_algorithm="crc32c", transfer=IN_PARTS)
    unlimited = replace(IN_PARTS, threshold=PART, bandwidth=None)
    stored = await client.upload_file("other", "k", CONTENT, checksums="crc32c", transfer=unlimited)
    infos = [await client.head_object("other", key, checksum_mode=True) for key in ("copy", "k")]
    assert infos[0].checksums.crc32c is not None
    assert (infos[0].checksums, infos[0].etag) == (infos[1].checksums, stored.etag)


@BOTH
async def test_a_version_or_a_snapshot_is_copied_with_its_tags(
    client: AsyncTigrisHTTP, transfer: TransferOptions
) -> None:
    await made(client, tagging={"then": "yes"}, metadata={"n": "1"})
    version = (await client.head_object("atlas", "k")).version_id
    snapshot = (await client.create_snapshot("atlas", "then")).version
    await client.put_object("atlas", "k", CONTENT[::-1], tagging={"then": "no"}, metadata={"n": "2"})

    async def check(key: str) -> None:
        assert CONTENT == await read(client, key)
        assert {"then": "yes"} == (await client.get_object_tagging("other", key)).tags
        assert {"n": "1"} == (await client.head_object("other", key)).metadata

    await client.copy_file("other", "version", "atlas", "k", source_version_id=version, transfer=transfer)
    await client.copy_file("other", "snapshot", "atlas", "k", snapshot_version=snapshot, transfer=transfer)
    with TigrisSnapshot(client, "atlas", snapshot) as past:
        await past.copy_file("other", "view", "atlas", "k", transfer=transfer)
    for key in ("version", "snapshot", "view"):
        await check(key)


@BOTH
async def test_an_object_is_copied_onto_itself_with_other_metadata(
    client: AsyncTigrisHTTP, transfer: TransferOptions
) -> None:
    await made(client, tagging={"a": "b"})
    await client.copy_file("atlas", "k", "atlas", "k", metadata={"new": "1"}, transfer=transfer)
    assert CONTENT == await read(client, "k", "atlas")
    info = await client.head_object("atlas", "k")
    assert ({"new": "1"}, 1) == (info.metadata, info.tag_count)


@pytest.mark.parametrize("change", ["replaced", "deleted"])
async def test_a_source_that_changes_between_parts_is_never_mixed(
    client: AsyncTigrisHTTP, s3: Any, change: str
) -> None:
    await made(client)

    def changed(_: Progress) -> None:
        if change == "replaced":
            s3.put_object(Bucket="atlas", Key="k", Body=CONTENT[::-1])
        else:
            s3.delete_object(Bucket="atlas", Key="k")

    with pytest.raises(
        ObjectChanged, match="CopyFile other/copy: the source atlas/k was replaced or deleted"
    ) as failed:
        await client.copy_file("other", "copy", "atlas", "k", transfer=ONE_BY_ONE, progress=changed)
    assert None is failed.value.upload_id
    assert [] == await left(client)


@pytest.mark.parametrize("fault", [("PreconditionFailed", 412), ("NoSuchKey", 404)])
@BOTH
async def test_a_refused_copy_of_an_unchanged_source_is_about_the_copy(
    client: AsyncTigrisHTTP, tigris: Emulator, transfer: TransferOptions, fault: tuple[str, int]
) -> None:
    await made(client)
    operation = "UploadPartCopy" if transfer is IN_PARTS else "CopyObject"
    tigris.inject(Fault("status", operation=operation, code=fault[0], status=fault[1]))
    with pytest.raises(PreconditionFailed if fault[1] == 412 else NotFound) as failed:
        await client.copy_file("other", "copy", "atlas", "k", transfer=transfer)
    assert operation == failed.value.operation
    assert [] == await left(client)


@BOTH
async def test_conditions_hold_for_the_copy_as_a_whole(client: AsyncTigrisHTTP, transfer: TransferOptions) -> None:
    etag = await made(client)
    await client.put_object("other", "copy", b"first")
    first = (await client.head_object("other", "copy")).etag
    for conditions in ({"if_none_match": "*"}, {"if_match": etag}, {"source_if_match": first}):
        with pytest.raises(PreconditionFailed):
            await client.copy_file("other", "copy", "atlas", "k", transfer=transfer, **conditions)
    with pytest.raises(NotFound):
        await client.copy_file("other", "new", "atlas", "k", if_match=etag, transfer=transfer)
    assert (b"first", ["copy"]) == (await read(client), await left(client))
    await client.copy_file("other", "copy", "atlas", "k", if_match=first, source_if_match=etag, transfer=transfer)
    assert CONTENT == await read(client)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault("status", operation="UploadPartCopy", times=50), Unavailable),
        (Fault("status", operation="UploadPartCopy", status=403), ServiceError),
        (Fault("status", operation="GetObjectTagging", status=403), ServiceError),
        (Fault("status", operation="CompleteMultipartUpload", status=400, code="InvalidPart"), ServiceError),
        (Fault("status", operation="HeadObject", status=404), NotFound),
    ],
    ids=["part", "refused", "tags", "completion", "source"],
)
async def test_a_failed_copy_leaves_nothing(
    client: AsyncTigrisHTTP, tigris: Emulator, fault: Fault, expected: type[ServiceError]
) -> None:
    await made(client)
    tigris.inject(fault)
    with pytest.raises(expected) as failed:
        await client.copy_file("other", "copy", "atlas", "k", transfer=IN_PARTS)
    assert None is failed.value.upload_id
    assert [] == await left(client)


async def test_a_copy_that_could_not_be_aborted_is_named(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await made(client)
    tigris.inject(Fault("status", operation="UploadPartCopy", status=403))
    tigris.inject(Fault("status", operation="AbortMultipartUpload", status=403))
    with pytest.raises(ServiceError) as failed:
        await client.copy_file("other", "copy", "atlas", "k", transfer=IN_PARTS)
    assert failed.value.upload_id is not None
    await client.abort_multipart_upload("other", "copy", failed.value.upload_id)


async def test_an_interrupted_copy_is_aborted(client: AsyncTigrisHTTP) -> None:
    def interrupt(_: Progress) -> None:
        raise KeyboardInterrupt

    await made(client)
    with pytest.raises(KeyboardInterrupt):
        await client.copy_file("other", "copy", "atlas", "k", transfer=IN_PARTS, progress=interrupt)
    assert [] == await left(client)


@pytest.mark.parametrize(
    ("transfer", "expected"), [(IN_PARTS, [PART, PART, 1234, 0]), (WHOLE, [len(CONTENT)])], ids=["in parts", "at once"]
)
async def test_progress_grows_by_each_part_once(
    client: AsyncTigrisHTTP, transfer: TransferOptions, expected: list[int]
) -> None:
    await made(client)
    seen: list[Progress] = []
    await client.copy_file("other", "copy", "atlas", "k", transfer=transfer, progress=seen.append)
    assert expected == sorted((each.advanced for each in seen), reverse=True)
    assert [sum(each.advanced for each in seen[: index + 1]) for index in range(len(seen))] == [x.done for x in seen]
    assert {len(CONTENT)} == {each.total for each in seen}
    assert [*[0] * (len(seen) - 1), 1] == [each.files_done for each in seen]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"bucket": ""}, ValueError, "bucket"),
        ({"key": ""}, ValueError, "key"),
        ({"source_bucket": "A"}, ValueError, "source_bucket"),
        ({"source_key": ""}, ValueError, "source_key"),
        ({"source_version_id": ""}, ValueError, "source_version_id"),
        ({"snapshot_version": "x"}, ValueError, "snapshot_version"),
        ({"snapshot_version": "1", "source_version_id": "1"}, ValueError, "source_version_id and snapshot_version"),
        ({"metadata": {"a": 5}}, TypeError, "metadata"),
        ({"tagging": {"": "1"}}, ValueError, "tagging"),
        ({"storage_class": "COLD"}, ValueError, "storage_class"),
        ({"acl": "mine"}, ValueError, "acl"),
        ({"checksum_algorithm": "md5"}, ValueError, "checksum_algorithm"),
        ({"if_match": 5}, TypeError, "if_match"),
        ({"if_none_match": ""}, ValueError, "if_none_match"),
        ({"source_if_match": 'W/"x"'}, ValueError, "source_if_match"),
        ({"transfer": 5}, TypeError, "transfer must be a TransferOptions, not int"),
        ({"progress": 5}, TypeError, "progress must be a function"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else None,
)
async def test_bad_arguments_are_refused_before_anything_is_sent(
    client: AsyncTigrisHTTP, tigris: Emulator, arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    given: dict[str, Any] = {"bucket": "other", "key": "copy", "source_bucket": "atlas", "source_key": "k"} | arguments
    with pytest.raises(error, match=f"^{message}|a key of {message}"):
        await client.copy_file(**given)
    assert () == tuple(tigris.requests)
