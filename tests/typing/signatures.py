"""The real signatures, as both strict checkers see them. Nothing here runs: the checkers are the test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from typing_extensions import assert_type

from tigris_http import (
    ANONYMOUS,
    ArchiveBody,
    AsyncArchiveBody,
    AsyncBundleMember,
    AsyncBundleResponse,
    AsyncObjectBody,
    AsyncObjectFile,
    AsyncPages,
    AsyncTigrisHTTP,
    BundleCounts,
    BundleKey,
    BundleMember,
    BundleResponse,
    BundleSkipped,
    Credentials,
    ObjectBody,
    ObjectFile,
    ObjectInfo,
    Pages,
    PresignedPost,
    PresignedURL,
    SessionToken,
    TigrisHTTP,
    TigrisSnapshot,
    with_snapshot,
)
from tigris_http.manifests import Block, Entry, Manifest, Shard, open_manifest, write_manifest
from tigris_http.operations import (
    CONTENT_LENGTH,
    AccessControlPolicy,
    Bucket,
    BucketEncryption,
    BucketInfo,
    BucketMetadata,
    BucketPage,
    BucketStats,
    BundleObjects,
    CompletedUpload,
    CopyObjectResult,
    CORSRule,
    CreateBucketResult,
    DeleteObjectResult,
    DeleteObjectsResult,
    Expiration,
    Fork,
    ForkPage,
    ForkSynced,
    GetObject,
    HeadObject,
    LifecycleRule,
    ListedObject,
    ListedPart,
    ListedUpload,
    MultipartUpload,
    NotificationConfiguration,
    ObjectPage,
    ObjectPageV1,
    ObjectTagging,
    ObjectVersion,
    PartPage,
    PresignResult,
    PutObjectResult,
    RestoredObject,
    RestoreInfo,
    RestoreObjectResult,
    Snapshot,
    SnapshotPage,
    UpdateBucketResult,
    UpdateObjectResult,
    UploadedPart,
    UploadPage,
    VersionPage,
)
from tigris_http.transfers import AsyncObjectWriter, CopiedFile, ObjectWriter, UploadedFile, WriteObject

if TYPE_CHECKING:
    from tigris_http._client.results import Opening


def blocking(client: TigrisHTTP) -> None:
    """Methods of the blocking client."""
    assert_type(client.head_object("b", "k"), ObjectInfo)
    assert_type(client.put_object("b", "k", b"", content_type="text/plain"), PutObjectResult)
    assert_type(client.get_object("b", "k", range=(0, 9)), ObjectBody)
    assert_type(client.open_object("b", "k", read_ahead=0), ObjectFile)
    assert_type(client.has_snapshot_enabled("b"), bool)
    assert_type(client.get_bucket_info("b"), BucketInfo)
    assert_type(client.create_snapshot("b", "name"), Snapshot)
    assert_type(client.delete_bucket("b", force=True), None)
    for version in client.list_deleted_object_versions("b"):
        client.purge_deleted_object("b", version.key, version)
    assert_type(client.purge_deleted_object("b", "k", "1"), None)
    assert_type(client.delete_objects("b", ["k", ("k", "1")]), DeleteObjectsResult)
    assert_type(client.presigned_post("b", "k", content_length_range=(0, 9)), PresignedPost)
    assert_type(client.pinned_url(GetObject("b", "k", snapshot_version="1")), PresignedURL)
    assert_type(client.presign("b", "k", method="put"), PresignResult)
    assert_type(client.presigned_url(GetObject("b", "k"), custom_domain="d.example"), PresignedURL)
    assert_type(client.list_objects_v2("b"), Pages[ObjectPage, ListedObject])
    assert_type(client.list_objects("b"), Pages[ObjectPageV1, ListedObject])
    assert_type(client.list_objects_v2("b").pages(), Iterator[ObjectPage])
    assert_type([entry.size for entry in client.list_objects_v2("b")], list[int])
    assert_type(list(client.list_forks("b")), list[Fork])
    assert_type(client.list_forks("b"), Pages[ForkPage, Fork])
    assert_type(
        client.bundle_objects("b", ["k"], compression="gzip"),
        BundleResponse[BundleMember[None] | BundleSkipped[None]],
    )
    assert_type(next(client.bundle_objects("b", ["k"], on_skipped="drop")), BundleMember[None])
    tagged = [("k", n) for n in range(3)]
    assert_type([found.tag for found in client.bundle_objects("b", tagged)], list[int])
    assert_type(client.stream(BundleObjects("b", tagged)), BundleResponse[BundleMember[int] | BundleSkipped[int]])
    sized = (BundleKey(entry.key, size=entry.size) for entry in client.list_objects_v2("b"))
    assert_type(client.bundle_objects("b", sized, on_skipped="raise"), BundleResponse[BundleMember[None]])
    assert_type(client.bundle_archive("b", ["k"], compression="gzip"), ArchiveBody)
    with client.bundle_archive("b", ("k" for _ in "1"), on_error="fail") as archive:
        assert_type(archive, ArchiveBody)
        assert_type(archive.read(10), bytes)
        assert_type(next(archive), bytes)
        assert_type(archive.counts, BundleCounts | None)
    assert_type(client.write_object("b", "k", content_type="text/css"), ObjectWriter)
    assert_type(client.stream(WriteObject("b", "k")), ObjectWriter)
    assert_type(client.copy_file("b", "k", "b", "j", metadata={"a": "b"}), CopiedFile)
    with client.write_object("b", "k") as writer:
        assert_type(writer.write(b""), int)
        assert_type(writer.result, UploadedFile)
    assert_type(client.send(HeadObject("b", "k")), ObjectInfo)
    assert_type(client.stream(GetObject("b", "k")), ObjectBody)
    with client.get_object("b", "k") as body:
        assert_type(body.info, ObjectInfo)
        assert_type(body.read(), bytes)
    with TigrisSnapshot(client, "b", "1") as past:
        assert_type(past, TigrisHTTP)
    with TigrisSnapshot(client, "b") as listing:
        assert_type(list(listing.list_buckets()), list[Bucket])


def leased() -> Credentials:
    """Provide credentials."""
    return Credentials("a", "b")


async def awaited() -> tuple[str, str, str]:
    """Provide credentials asynchronously."""
    return "a", "b", "c"


def making() -> None:
    """The ways to construct a client, and the types of credentials."""
    assert_type(TigrisHTTP.from_env(), TigrisHTTP)
    assert_type(TigrisHTTP.from_profile("work", region="auto"), TigrisHTTP)
    assert_type(AsyncTigrisHTTP.from_env({}, profile="work", credentials=awaited), AsyncTigrisHTTP)
    TigrisHTTP("https://t3.storage.dev", leased)
    TigrisHTTP("https://t3.storage.dev", lambda: ("a", "b"))
    TigrisHTTP("https://t3.storage.dev", leased, region="auto", max_connections=8, verify=False, on_retry=print)
    TigrisHTTP("https://t3.storage.dev", leased, "auto")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    TigrisHTTP("https://t3.storage.dev", leased, retires=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    TigrisHTTP.from_profile({})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    TigrisHTTP.from_env(endpoint=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert_type(TigrisHTTP("https://t3.storage.dev", leased).with_options(consistent=True), TigrisHTTP)
    AsyncTigrisHTTP("https://t3.storage.dev", leased)
    TigrisHTTP("https://t3.storage.dev", ANONYMOUS)
    TigrisHTTP("https://t3.storage.dev", SessionToken("jwt", "org"))
    AsyncTigrisHTTP("https://t3.storage.dev", lambda: SessionToken("jwt", "org"))
    TigrisHTTP("https://t3.storage.dev", ("a",))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    TigrisHTTP("https://t3.storage.dev", lambda: "a")  # type: ignore[arg-type,return-value]  # pyright: ignore[reportArgumentType]


async def documents(client: TigrisHTTP, later: AsyncTigrisHTTP) -> None:
    """The documents of a bucket, by both clients."""
    assert_type(client.get_bucket_cors("b"), tuple[CORSRule, ...])
    assert_type(client.put_bucket_cors("b", iter([CORSRule(("*",), ("GET",))])), None)
    assert_type(client.get_bucket_lifecycle_configuration("b"), tuple[LifecycleRule, ...])
    assert_type(client.get_bucket_tagging("b"), Mapping[str, str])
    assert_type(client.get_bucket_acl("b"), AccessControlPolicy)
    assert_type(client.get_bucket_encryption("b"), BucketEncryption)
    assert_type(client.get_bucket_notification_configuration("b"), NotificationConfiguration)
    assert_type(client.get_bucket_ownership_controls("b"), str)
    assert_type(client.get_bucket_policy_status("b"), bool)
    assert_type(client.get_bucket_location("b"), str | None)
    assert_type(await later.get_bucket_cors("b"), tuple[CORSRule, ...])
    assert_type(await later.put_bucket_lifecycle_configuration("b", [LifecycleRule(expiration=Expiration(1))]), None)
    assert_type(await later.get_bucket_accelerate_configuration("b"), str | None)
    assert_type(await later.get_bucket_request_payment("b"), str)
    client.put_bucket_cors("b", [{"AllowedOrigins": ["*"]}])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]


async def kinds(client: TigrisHTTP, later: AsyncTigrisHTTP) -> None:
    """One method of each kind of result, by both clients."""
    assert_type(client.create_bucket("b", regions=["iad", "sjc"]), CreateBucketResult)
    assert_type(client.copy_object("b", "k", "b", "j"), CopyObjectResult)
    assert_type(client.delete_object("b", "k"), DeleteObjectResult)
    assert_type(client.create_multipart_upload("b", "k"), MultipartUpload)
    assert_type(client.upload_part("b", "k", "u", 1, b""), UploadedPart)
    assert_type(client.list_parts("b", "k", "u"), Pages[PartPage, ListedPart])
    assert_type(client.list_multipart_uploads("b"), Pages[UploadPage, ListedUpload])
    assert_type(client.complete_multipart_upload("b", "k", "u", client.list_parts("b", "k", "u")), CompletedUpload)
    assert_type(client.complete_multipart_upload("b", "k", "u", [(1, "etag")]), CompletedUpload)
    assert_type(client.get_object_tagging("b", "k"), ObjectTagging)
    assert_type(client.get_restore_info("b", "k"), RestoreInfo | None)
    assert_type(client.restore_object("b", "k", days=3), RestoreObjectResult)
    assert_type(client.list_buckets(include_regions=True), Pages[BucketPage, Bucket])
    assert_type(client.get_bucket_metadata("b", with_size=True), BucketMetadata)
    assert_type(client.get_stats(), BucketStats)
    assert_type(client.update_bucket("b", cors=CLEAR_RULES), UpdateBucketResult)
    assert_type(client.merge_fork("b", "fork"), ForkSynced)
    assert_type(client.list_snapshots("b"), Pages[SnapshotPage, Snapshot])
    assert_type(client.list_object_versions("b"), Pages[VersionPage, ObjectVersion])
    assert_type(client.list_deleted_objects("b"), Pages[ObjectPage, ListedObject])
    assert_type(client.restore_deleted_object("b", "k"), RestoredObject)
    assert_type(client.update_object("b", "k", lambda old: old), UpdateObjectResult)
    assert_type(client.list_objects_v2("b", query=CONTENT_LENGTH.at_least(2)), Pages[ObjectPage, ListedObject])
    assert_type(await later.upload_part_copy("b", "k", "u", 1, "b", "j"), UploadedPart)
    assert_type(later.list_parts("b", "k", "u"), AsyncPages[PartPage, ListedPart])
    assert_type(await later.rebase_fork("b"), ForkSynced)
    assert_type(await later.get_stats(), BucketStats)
    assert_type(await later.set_bucket_soft_delete("b", True), UpdateBucketResult)
    assert_type(await later.update_object("b", "k", changed_later), UpdateObjectResult)
    assert_type(await later.is_object_migrated("b", "k"), bool)
    client.list_objects_v2("b", source="elsewhere")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.list_objects_v2("b", query=CONTENT_LENGTH.at_least("2"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.update_bucket("b", soft_delete="yes")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


CLEAR_RULES: list[CORSRule] = []


async def changed_later(old: bytes | None) -> bytes | None:
    """Change an object, and await something meanwhile."""
    return old


async def by_await(client: AsyncTigrisHTTP) -> None:
    """Methods of the async client."""
    assert_type(await client.head_object("b", "k"), ObjectInfo)
    assert_type(await client.delete_objects("b", ["k"]), DeleteObjectsResult)
    assert_type(client.presigned_post("b", "k"), PresignedPost)
    assert_type(await client.pinned_url(HeadObject("b", "k", snapshot_version="1")), PresignedURL)
    assert_type(client.list_objects_v2("b"), AsyncPages[ObjectPage, ListedObject])
    assert_type(client.list_objects("b"), AsyncPages[ObjectPageV1, ListedObject])
    assert_type(client.list_objects_v2("b").pages(), AsyncIterator[ObjectPage])
    assert_type([entry async for entry in client.list_objects_v2("b")], list[ListedObject])
    assert_type(client.get_object("b", "k"), Opening[AsyncObjectBody])
    assert_type(await client.get_object("b", "k"), AsyncObjectBody)
    async with client.get_object("b", "k") as body:
        assert_type(body, AsyncObjectBody)
    assert_type(client.write_object("b", "k"), Opening[AsyncObjectWriter])
    assert_type(client.stream(WriteObject("b", "k")), Opening[AsyncObjectWriter])
    assert_type(await client.copy_file("b", "k", "b", "j"), CopiedFile)
    async with client.write_object("b", "k") as writer:
        assert_type(await writer.write(b""), int)
    async with client.open_object("b", "k") as file:
        assert_type(file, AsyncObjectFile)
    async with client.bundle_objects("b", ["k"]) as bundle:
        assert_type(bundle, AsyncBundleResponse[AsyncBundleMember[None] | BundleSkipped[None]])
    async with client.bundle_archive("b", ["k"]) as archive:
        assert_type(archive, AsyncArchiveBody)
        assert_type(await archive.read(), bytes)
        assert_type([chunk async for chunk in archive], list[bytes])
    keys = (entry.key async for entry in client.list_objects_v2("b"))
    async with client.bundle_objects("b", keys, on_skipped="drop") as members:
        assert_type([found.size async for found in members], list[int])
        assert_type(await anext(members), AsyncBundleMember[None])
    assert_type(await client.send(HeadObject("b", "k")), ObjectInfo)
    async with TigrisSnapshot(client, "b", "1") as past:
        assert_type(past, AsyncTigrisHTTP)


@with_snapshot("b", "1")
def sizes(past: TigrisHTTP, prefix: str) -> list[int]:
    """Return something through a view."""
    return [entry.size for entry in past.list_objects_v2("b", prefix=prefix)]


def decorated(client: TigrisHTTP) -> None:
    """A decorated function keeps its parameters and result."""
    assert_type(sizes(client, "p"), list[int])
    _: Callable[[TigrisHTTP, str], list[int]] = sizes


def wrong(client: TigrisHTTP) -> None:
    """Mistakes that both checkers must report: an unneeded comment here is an error for mypy."""
    client.head_object("b")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.head_object("b", "k", snapshot=True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    TigrisHTTP.head_object("b", "k")  # type: ignore[call-arg, arg-type]  # pyright: ignore[reportCallIssue]
    client.put_object("b", "k", b"", checksums="md5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.put_object("b", "k", b"", server_side_encryption="aws:kms")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.upload_part("b", "k", "u", 1, b"", checksums="md5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.copy_object("b", "k", "b", "j", checksum_algorithm="md5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.create_multipart_upload("b", "k", checksum_algorithm="md5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.create_bucket("b", acl="public")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.update_bucket("b", storage_class="COLD")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.put_object_acl("b", "k", "public")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.put_bucket_accelerate_configuration("b", "on")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.put_object("b", "k", 7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.bundle_objects("b", ["k"], compression="lz4")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]


def manifests_of_data_sets(client: TigrisHTTP) -> None:
    manifest = write_manifest(client, "b", "train/", snapshot_version="17")
    assert_type(manifest, Manifest)
    assert_type(open_manifest(client, "b", "k"), Manifest)
    assert_type(manifest.read_block(client, 0), tuple[Entry, ...])
    assert_type(manifest.blocks[0], Block)
    assert_type(Shard(manifest, shard=0, shards=2).keys(client), Iterator[str])
    assert_type(Shard(["a"], shard=0, shards=2).keys(None, 1), Iterator[str])


async def manifests_of_data_sets_async(client: AsyncTigrisHTTP) -> None:
    manifest = await write_manifest(client, "b")
    assert_type(manifest, Manifest)
    assert_type(await open_manifest(client, "b", "k"), Manifest)
    assert_type(await manifest.read_block(client, 0), tuple[Entry, ...])
    assert_type(Shard(manifest, shard=0, shards=2).keys(client), AsyncIterator[str])
