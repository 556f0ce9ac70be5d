"""Services that list live versions among the deleted ones, or only live ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.rawserver import RawServer, error, ok, reply
from tigris_http import (
    AccessDenied,
    ConnectionFailed,
    FeatureNotSupported,
    NotFound,
    OutcomeUnknown,
    PreconditionFailed,
)
from tigris_http.emulator import Emulator, Fault
from tigris_http.operations import ObjectVersion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http import AsyncTigrisHTTP

    from .harness import Harness

BUCKET = "atlas"


@pytest.fixture
def tigris() -> Iterator[Emulator]:
    """An emulator that lists live versions and delete markers beside the soft-deleted versions."""
    with Emulator(mixed_deletions=True) as emulator:
        yield emulator


async def filled(client: AsyncTigrisHTTP, *, snapshots: bool) -> list[ObjectVersion]:
    """Create live versions, delete markers and two soft-deleted versions of `b`; return these."""
    await client.create_bucket(BUCKET, soft_delete=7, snapshot_enabled=snapshots)
    for key in ("a", "b", "b", "b", "c"):
        version = (await client.put_object(BUCKET, key, b"live")).version_id
        if key == "b":
            await client.delete_object(BUCKET, key, version_id=version)
    await client.put_object(BUCKET, "b", b"live")
    await client.delete_object(BUCKET, "c")
    if not snapshots:
        await client.restore_deleted_object(BUCKET, "c")
    return [each async for each in client.list_deleted_object_versions(BUCKET)]


async def live(client: AsyncTigrisHTTP) -> list[tuple[str, str]]:
    return [(each.key, each.version_id) async for each in client.list_object_versions(BUCKET)]


@pytest.mark.parametrize("snapshots", [False, True])
async def test_only_versions_marked_as_deleted_are_listed_on_every_page(
    client: AsyncTigrisHTTP, tigris: Emulator, snapshots: bool
) -> None:
    deleted = await filled(client, snapshots=snapshots)
    assert ["b", "b", "b"] == [each.key for each in deleted]
    assert all(each.soft_deleted and not each.is_delete_marker for each in deleted)
    tigris.clear_requests()
    pages = [page async for page in client.list_deleted_object_versions(BUCKET, max_keys=1).pages()]
    assert [each.version_id for each in deleted] == [each.version_id for page in pages for each in page.versions]
    assert [] == list(pages[0].versions), "the first page has a live version alone, and others follow"
    assert len(pages) == len(tigris.requests) > 4


@pytest.mark.parametrize("snapshots", [False, True])
async def test_purging_every_listed_version_leaves_the_live_ones(
    client: AsyncTigrisHTTP, tigris: Emulator, snapshots: bool
) -> None:
    await filled(client, snapshots=snapshots)
    before = await live(client)
    tigris.clear_requests()
    async for version in client.list_deleted_object_versions(BUCKET):
        await client.purge_deleted_object(BUCKET, version.key, version)
    assert 3 == sum(record.operation == "PurgeObject" for record in tigris.requests)
    assert 4 == len(tigris.requests), "what a listing says is not asked again"
    assert before == await live(client)
    assert [] == [each async for each in client.list_deleted_object_versions(BUCKET)]


async def test_the_text_of_a_version_is_found_in_one_page_however_many_there_are(
    client: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    *_, oldest = await filled(client, snapshots=True)
    for _ in range(20):
        await client.put_object(BUCKET, "b", b"live")
    tigris.clear_requests()
    await client.purge_deleted_object(BUCKET, "b", oldest.version_id)
    assert ["ListDeletedVersions", "PurgeObject"] == [record.operation for record in tigris.requests]
    with pytest.raises(NotFound, match="not listed as soft-deleted") as refused:
        await client.purge_deleted_object(BUCKET, "b", oldest.version_id)
    assert ("PurgeDeletedObject", BUCKET, "b") == (refused.value.operation, refused.value.bucket, refused.value.key)
    assert 1 == sum(record.operation == "PurgeObject" for record in tigris.requests)


async def test_a_live_version_is_not_purged(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await filled(client, snapshots=True)
    before = await live(client)
    for key, version_id in before:
        with pytest.raises(PreconditionFailed, match="is live"):
            await client.purge_deleted_object(BUCKET, key, version_id)
    assert before == await live(client)
    assert "PurgeObject" not in {record.operation for record in tigris.requests}


async def test_if_a_service_refuses_a_synthetic_marker_all_versions_of_the_key_are_listed(
    client: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    *_, oldest = await filled(client, snapshots=True)
    tigris.inject(Fault("status", "ListDeletedVersions", status=400, code="InvalidArgument"))
    await client.purge_deleted_object(BUCKET, "b", oldest.version_id)
    assert oldest not in [each async for each in client.list_deleted_object_versions(BUCKET)]


async def test_a_purge_with_a_lost_answer_is_not_sent_again(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    newest, *_ = await filled(client, snapshots=True)
    tigris.clear_requests()
    tigris.inject(Fault("lose_answer", "PurgeObject"))
    await client.purge_deleted_object(BUCKET, "b", newest)
    assert ["PurgeObject", "ListDeletedVersions"] == [record.operation for record in tigris.requests]
    assert newest not in [each async for each in client.list_deleted_object_versions(BUCKET)]


async def test_a_purge_that_did_not_arrive_is_sent_again(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    newest, *_ = await filled(client, snapshots=True)
    tigris.inject(Fault("drop_request", "PurgeObject"))
    await client.purge_deleted_object(BUCKET, "b", newest)
    assert newest not in [each async for each in client.list_deleted_object_versions(BUCKET)]


async def test_a_purge_that_cannot_be_settled_is_an_unknown_outcome(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    newest, *_ = await filled(client, snapshots=True)
    tigris.inject(Fault("lose_answer", "PurgeObject"), Fault("status", "ListDeletedVersions", status=403, times=9))
    with pytest.raises(OutcomeUnknown) as caught:
        await client.purge_deleted_object(BUCKET, "b", newest)
    assert isinstance(caught.value.__cause__, ConnectionFailed)


LIVE = (
    b"<ListVersionsResult><IsTruncated>false</IsTruncated><Version><Key>k</Key><VersionId>5</VersionId>"
    b"<IsLatest>true</IsLatest><Size>1</Size></Version></ListVersionsResult>"
)


def requests_of(server: RawServer) -> list[str]:
    return [each.request_line.decode().partition(" ")[0] for each in server.requests]


async def test_a_store_without_soft_delete_lists_nothing_as_deleted_and_loses_nothing(
    harness: Harness,
) -> None:
    with RawServer(ok(LIVE)) as server:
        keys = ("tid_a", "tsec_b")
        with pytest.raises(FeatureNotSupported):
            await harness.client(server.endpoint, keys).purge_deleted_object(BUCKET, "k", "5")
        client = harness.client(server.endpoint, keys, verify_features=False)
        assert [] == [each async for each in client.list_deleted_object_versions(BUCKET)]
        with pytest.raises(PreconditionFailed, match="version 5 is live"):
            await client.purge_deleted_object(BUCKET, "k", "5")
        with pytest.raises(NotFound, match="version 7 is not listed"):
            await client.purge_deleted_object(BUCKET, "k", "7")
        assert {"GET", "HEAD"} == set(requests_of(server))


async def test_without_the_right_to_list_nothing_is_purged_unchecked(harness: Harness) -> None:
    with RawServer(error(403, "AccessDenied")) as server:
        client = harness.client(server.endpoint, ("tid_a", "tsec_b"))
        with pytest.raises(AccessDenied):
            await client.purge_deleted_object(BUCKET, "k", "5")
        assert ["GET"] == requests_of(server)


@pytest.mark.parametrize(
    "deleted",
    [
        ok(b"<ListAllMyBucketsResult><Buckets><Bucket><Name>atlas</Name></Bucket></Buckets></ListAllMyBucketsResult>"),
        ok(b'{"Buckets":{"Bucket":[{"Name":"atlas"}]}}'),
        ok(b"{}"),
        error(501, "NotImplemented"),
    ],
    ids=["answers in XML", "lists all buckets", "lists none", "knows no such listing"],
)
async def test_a_live_bucket_of_a_store_without_soft_delete_is_not_purged(harness: Harness, deleted: bytes) -> None:
    with RawServer(ok(), deleted) as server:
        client = harness.client(server.endpoint, ("tid_a", "tsec_b"))
        with pytest.raises((PreconditionFailed, FeatureNotSupported), match=r"the bucket is live|does not speak"):
            await client.purge_bucket(BUCKET)
        assert ["HEAD", "GET"] == requests_of(server)


async def test_a_bucket_listed_as_deleted_is_purged_even_if_its_head_succeeds(harness: Harness) -> None:
    listed = b'{"Buckets":{"Bucket":[{"Name":"atlas","SoftDeleteInfo":{"Enabled":true,"RetentionDays":7}}]}}'
    with RawServer(ok(), ok(listed), reply(204)) as server:
        await harness.client(server.endpoint, ("tid_a", "tsec_b")).purge_bucket(BUCKET)
        assert ["HEAD", "GET", "DELETE"] == requests_of(server)


def test_hooks_see_the_checks_too(tigris: Emulator) -> None:
    """Each request of a call has its own name."""
    from tigris_http import TigrisHTTP

    events: list[Any] = []
    with TigrisHTTP(tigris.endpoint, tigris.credentials, on_response=events.append) as client:
        client.create_bucket(BUCKET, soft_delete=7)
        client.put_object(BUCKET, "k", b"")
        client.delete_object(BUCKET, "k")
        (version,) = client.list_deleted_object_versions(BUCKET)
        events.clear()
        client.purge_deleted_object(BUCKET, "k", version.version_id)
    assert ["ListDeletedObjectVersions", "PurgeDeletedObject"] == [each.operation for each in events]
