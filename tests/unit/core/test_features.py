"""A store that passes over Tigris' headers is found out; Tigris itself never is.

The table of headers and signs stands in `tigris_http/operations/_features.py`.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx
import pytest

from tests.modes import AT_ONCE, KEYS, in_all_modes, play
from tests.plainstore import PlainStore, Stored
from tests.unit.core.exchanging import OBJECT, Played, refused, reply
from tests.unit.core.exchanging import play as exchanged
from tigris_http import AsyncTigrisHTTP, FeatureNotSupported, NotFound, ServiceError, TigrisHTTP
from tigris_http._wire.http import Head, Headers
from tigris_http.emulator import Emulator
from tigris_http.operations import (
    CopyObject,
    CopyObjectResult,
    CreateFork,
    CreateSnapshot,
    DeleteSnapshot,
    GetObject,
    HeadObject,
    ListDeletedObjects,
    ListDeletedObjectVersions,
    ListForks,
    ListObjectsV2,
    MergeFork,
    RenameObject,
)
from tigris_http.operations._features import check_listed_at, check_read_at

pytest_generate_tests = in_all_modes

STORE = "https://store.example"
NOW = 1_792_500_000
BEFORE, AFTER = f"{NOW - 1000}000000000", f"{NOW + 1000}000000000"


def store(**options: Any) -> PlainStore:
    objects = {"key": Stored(b"live", float(NOW)), "other": Stored(b"live", float(NOW))}
    return PlainStore(float(NOW), buckets={"atlas": objects, "empty": {}}, **options)


def path_style(plain: PlainStore, **options: Any) -> TigrisHTTP:
    mock = httpx.MockTransport(plain)
    return TigrisHTTP(STORE, KEYS, addressing_style="path", transport=mock, retry=AT_ONCE, **options)


def listed(listing: Any) -> Any:
    """Read a listing, blocking or async."""
    if not hasattr(listing, "__aiter__"):
        return list(listing)

    async def read() -> list[Any]:
        return [each async for each in listing]

    return read()


def opened(body: Any) -> Any:
    """Open what streams."""
    if not hasattr(body, "__await__"):
        return body.close()
    return _awaited(body)


async def _awaited(body: Any) -> None:
    await (await body).aclose()


USES: dict[str, Callable[[Any], Any]] = {
    "get_object": lambda c: opened(c.get_object("atlas", "key", snapshot_version=BEFORE)),
    "get_object of a range": lambda c: opened(c.get_object("atlas", "key", snapshot_version=BEFORE, range=(0, 1))),
    "head_object": lambda c: c.head_object("atlas", "key", snapshot_version=BEFORE),
    "open_object": lambda c: opened(c.open_object("atlas", "key", snapshot_version=BEFORE)),
    "get_restore_info": lambda c: c.get_restore_info("atlas", "key", snapshot_version=BEFORE),
    "pinned_url": lambda c: c.pinned_url(GetObject("atlas", "key", snapshot_version=BEFORE)),
    "restore_object": lambda c: c.restore_object("atlas", "key", snapshot_version=BEFORE),
    "copy_object": lambda c: c.copy_object("atlas", "new", "atlas", "key", snapshot_version=BEFORE),
    "upload_part_copy": lambda c: c.upload_part_copy("atlas", "new", "id", 1, "atlas", "key", snapshot_version=BEFORE),
    "list_objects_v2 before": lambda c: listed(c.list_objects_v2("atlas", snapshot_version=BEFORE)),
    "list_objects_v2 after": lambda c: listed(c.list_objects_v2("atlas", snapshot_version=AFTER)),
    "list_objects before": lambda c: listed(c.list_objects("atlas", snapshot_version=BEFORE)),
    "list_objects after": lambda c: listed(c.list_objects("empty", snapshot_version=AFTER)),
    "list_objects_v2 query": lambda c: listed(c.list_objects_v2("atlas", query='WHERE `key` = "none"')),
    "list_objects_v2 source": lambda c: listed(c.list_objects_v2("atlas", source="shadow")),
    "list_objects_v2 with_metadata": lambda c: listed(c.list_objects_v2("atlas", with_metadata=True)),
    "create_snapshot": lambda c: c.create_snapshot("atlas"),
    "create_snapshot of no bucket": lambda c: c.create_snapshot("new-bucket"),
    "list_snapshots": lambda c: listed(c.list_snapshots("atlas")),
    "delete_snapshot": lambda c: c.delete_snapshot("empty", BEFORE),
    "create_fork": lambda c: c.create_fork("lab", "atlas"),
    "create_bucket fork_source": lambda c: c.create_bucket("lab", fork_source="atlas", fork_source_snapshot=BEFORE),
    "create_bucket snapshot_enabled": lambda c: c.create_bucket("lab", snapshot_enabled=True),
    "create_bucket soft_delete": lambda c: c.create_bucket("lab", soft_delete=30),
    "create_bucket regions": lambda c: c.create_bucket("lab", regions="iad"),
    "has_snapshot_enabled": lambda c: c.has_snapshot_enabled("atlas"),
    "list_forks": lambda c: listed(c.list_forks("atlas")),
    "merge_fork": lambda c: c.merge_fork("atlas", "lab"),
    "rebase_fork": lambda c: c.rebase_fork("atlas"),
    "rename_object": lambda c: c.rename_object("atlas", "key", "new"),
    "list_deleted_objects": lambda c: listed(c.list_deleted_objects("atlas")),
    "list_deleted_object_versions": lambda c: listed(c.list_deleted_object_versions("atlas")),
    "restore_deleted_object": lambda c: c.restore_deleted_object("atlas", "key"),
    "restore_deleted_object of a version": lambda c: c.restore_deleted_object("atlas", "key", version_id=BEFORE),
    "purge_bucket": lambda c: c.purge_bucket("empty"),
    "list_deleted_buckets": lambda c: listed(c.list_deleted_buckets()),
    "list_buckets only_forked": lambda c: listed(c.list_buckets(only_forked=True)),
    "get_bucket_metadata": lambda c: c.get_bucket_metadata("atlas"),
    "get_stats": lambda c: c.get_stats(),
}
MADE = {
    "create_snapshot of no bucket": "a bucket 'new-bucket' may exist now",
    "create_fork": "the bucket 'lab' exists now, and is no fork of it",
    "create_bucket fork_source": "the bucket 'lab' exists now, and is no fork of it",
    "create_bucket snapshot_enabled": "the bucket 'lab' exists now, without snapshots",
    "create_bucket soft_delete": "the bucket 'lab' exists now, without soft_delete",
    "create_bucket regions": "the bucket 'lab' exists now, without regions",
    "rename_object": "'new' is a copy of it now",
}
"""What exists after the error, and it says so; after all others nothing is changed."""


@pytest.mark.parametrize("use", USES)
def test_no_feature_of_tigris_is_taken_for_one_of_plain_s3(mode: str, use: str) -> None:
    plain = store()

    def story(client: Any) -> Generator[Any, Any, Any]:
        with pytest.raises(FeatureNotSupported, match="does not speak") as caught:
            yield USES[use](client)
        assert MADE.get(use, "") in str(caught.value)

    play(mode, STORE, story, addressing_style="path", transport=httpx.MockTransport(plain))
    if use not in MADE:
        assert store().buckets == plain.buckets


@pytest.mark.parametrize("use", ["create_snapshot", "merge_fork", "rebase_fork"])
def test_a_store_that_says_yes_to_what_is_there_has_taken_no_snapshot(use: str) -> None:
    with path_style(store(creates_twice=True)) as client, pytest.raises(FeatureNotSupported):
        USES[use](client)


@pytest.mark.parametrize("use", ["presign", "update_bucket", "restore_bucket"])
def test_what_plain_s3_does_not_know_at_all_it_refuses_itself(use: str) -> None:
    uses: dict[str, Callable[[TigrisHTTP], object]] = {
        "presign": lambda c: c.presign("atlas", "key"),
        "update_bucket": lambda c: c.update_bucket("atlas", acl="private"),
        "restore_bucket": lambda c: c.restore_bucket("atlas"),
    }
    refuses = pytest.raises((ServiceError, FeatureNotSupported))
    with path_style(store()) as client, refuses:
        uses[use](client)


@pytest.mark.parametrize("use", ["get_object", "copy_object", "create_fork", "rename_object", "has_snapshot_enabled"])
def test_the_checks_can_be_switched_off(mode: str, use: str) -> None:
    def story(client: Any) -> Generator[Any, Any, Any]:
        yield USES[use](client)
        assert "PUT" in sent if use in ("copy_object", "create_fork", "rename_object") else sent

    def noted(request: httpx.Request) -> httpx.Response:
        sent.append(request.method)
        return plain(request)

    sent: list[str] = []
    plain = store()
    play(mode, STORE, story, addressing_style="path", transport=httpx.MockTransport(noted), verify_features=False)


def test_a_view_may_switch_the_checks_off_and_on_again() -> None:
    with path_style(store()) as client:
        off = client.with_options(verify_features=False)
        assert 4 == off.head_object("atlas", "key", snapshot_version=BEFORE).size
        for view in (client, off.with_options(verify_features=True)):
            with pytest.raises(FeatureNotSupported):
                view.head_object("atlas", "key", snapshot_version=BEFORE)
        assert not off.with_options(timeouts=None)._config.verify_features


@pytest.mark.parametrize("kind", [TigrisHTTP, AsyncTigrisHTTP])
def test_the_option_is_a_bool_everywhere_and_travels(kind: Any) -> None:
    with pytest.raises(TypeError, match="verify_features must be a bool"):
        kind(STORE, KEYS, verify_features="no")
    with pytest.raises(TypeError, match="verify_features must be a bool"):
        kind(STORE, KEYS).with_options(verify_features=0)
    made = kind.from_env({}, endpoint=STORE, credentials=KEYS, verify_features=False)
    assert not pickle.loads(pickle.dumps(made))._config.verify_features
    assert kind(STORE, KEYS)._config.verify_features


# -- what tells ------------------------------------------------------------------------------------------------------

SNAPSHOT = f"{NOW}000000000"


def at(seconds: float) -> str:
    return (datetime.fromtimestamp(NOW, timezone.utc) + timedelta(seconds=seconds)).strftime(
        "%a, %d %b %Y %H:%M:%S GMT"
    )


@pytest.mark.parametrize(
    ("snapshot", "headers", "heard"),
    [
        (SNAPSHOT, (("x-amz-version-id", f"{NOW}000000001"),), False),
        (SNAPSHOT, (("x-amz-version-id", SNAPSHOT),), True),
        (SNAPSHOT, (("x-amz-version-id", f"{NOW - 1}000000000"),), True),
        # A renamed or copied object may have a new time and an old version.
        (SNAPSHOT, (("x-amz-version-id", f"{NOW - 1}000000000"), ("last-modified", at(60))), True),
        (SNAPSHOT, (("x-amz-version-id", "null"), ("last-modified", at(60))), False),
        (SNAPSHOT, (("x-amz-version-id", "null"), ("last-modified", at(0))), True),
        (SNAPSHOT, (("last-modified", at(2)),), False),
        (SNAPSHOT, (("last-modified", at(1)),), True),
        (SNAPSHOT, (("last-modified", "yesterday"),), True),
        (SNAPSHOT, (), True),
        ("17", (("x-amz-version-id", f"{NOW}000000001"),), True),
        (SNAPSHOT, (("x-amz-version-id", "9" * 20),), True),
        (None, (("x-amz-version-id", f"{NOW}000000001"),), True),
    ],
)
def test_an_object_newer_than_its_snapshot_was_not_read_there(
    snapshot: str | None, headers: Headers, heard: bool
) -> None:
    if heard:
        check_read_at(snapshot, Head(200, headers))
        return
    with pytest.raises(FeatureNotSupported, match=f"as of {snapshot} was asked for"):
        check_read_at(snapshot, Head(200, headers))


def test_a_listing_may_be_a_second_newer_than_its_snapshot() -> None:
    moment = datetime.fromtimestamp(NOW, timezone.utc)
    check_listed_at(SNAPSHOT, [("a", None), ("b", moment + timedelta(seconds=1)), ("c", moment)])
    with pytest.raises(FeatureNotSupported, match="'b' is of"):
        check_listed_at(SNAPSHOT, [("a", moment), ("b", moment + timedelta(seconds=1.1))])


@dataclass(frozen=True)
class Case:
    operation: Any
    answers: tuple[Any, ...]
    heard: bool = True


TIGRIS = ("x-tigris-served-from", "fra")
COPIED = b"<CopyObjectResult><ETag>&#34;e&#34;</ETag></CopyObjectResult>"
FORKS = b'{"Buckets":{"Bucket":[{"Name":"lab"%b}]}}'
OF_OTHERS = b',"ForkInfo":{"Parents":[{"BucketName":"other","Snapshot":"7"}]}'
OLD = (*OBJECT, ("last-modified", at(-60)))
NEW = b"<CopyObjectResult><LastModified>%b</LastModified></CopyObjectResult>" % (
    datetime.fromtimestamp(NOW, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
)
FREE = reply(404)
CASES = {
    "a fork whose HEAD names its source": Case(
        CreateFork("lab", "atlas"), (reply(), reply(200, b"", ("x-tigris-fork-source-bucket", "atlas")))
    ),
    "a fork that is not seen yet": Case(CreateFork("lab", "atlas"), (reply(), FREE)),
    "a fork that may not be looked at": Case(CreateFork("lab", "atlas"), (reply(), reply(403))),
    "a fork of which the metadata alone tell": Case(
        CreateFork("lab", "atlas"),
        (reply(), reply(200, b"", TIGRIS), reply(200, b'{"type":1,"ForkInfo":{"Parents":[{"BucketName":"atlas"}]}}')),
    ),
    "an empty bucket in place of a fork": Case(
        CreateFork("lab", "atlas"), (reply(), reply(200, b"", TIGRIS), reply(200, b'{"type":1}')), heard=False
    ),
    "a rename whose source is gone": Case(
        RenameObject("bucket", "old", "new"), (reply(200, b"", *OLD), FREE, reply(200, COPIED), FREE)
    ),
    "a rename whose source was made again": Case(
        RenameObject("bucket", "old", "new"),
        (reply(200, b"", *OLD), FREE, reply(200, COPIED), reply(200, b"", *OBJECT, ("last-modified", at(0)))),
    ),
    "a rename of Tigris whose source was made again in the same second": Case(
        RenameObject("bucket", "old", "new"),
        (reply(200, b"", *OBJECT), FREE, reply(200, COPIED), reply(200, b"", *OBJECT, TIGRIS)),
    ),
    "a copy of an old gateway in place of a rename": Case(
        RenameObject("bucket", "old", "new"),
        (reply(200, b"", *OLD), FREE, reply(200, NEW), reply(200, b"", *OLD, TIGRIS)),
        heard=False,
    ),
    "a fork listed without its lineage": Case(
        ListForks("atlas"), (reply(200, FORKS % b""), reply(200, b"", ("x-tigris-fork-source-bucket", "atlas")))
    ),
    "a bucket listed as a fork": Case(
        ListForks("atlas"), (reply(200, FORKS % b""), reply(200, b"", TIGRIS)), heard=False
    ),
    "a fork of others listed": Case(ListForks("atlas"), (reply(200, FORKS % OF_OTHERS),), heard=False),
    "no forks": Case(ListForks("atlas"), (reply(200, b"{}", TIGRIS),)),
    "buckets listed as forks that may not be looked at": Case(
        ListForks("atlas"), (reply(200, FORKS % b""), reply(403), reply(403)), heard=False
    ),
    "live keys listed as deleted of a bucket that may not be looked at": Case(
        ListDeletedObjects("bucket"), (reply(200, b"<ListBucketResult></ListBucketResult>"), reply(403)), heard=False
    ),
    "a copy of a version after the snapshot": Case(
        CopyObject("bucket", "k", "bucket", "s", snapshot_version=SNAPSHOT),
        (FREE, reply(200, COPIED, ("x-amz-copy-source-version-id", f"{NOW + 1}000000000"))),
        heard=False,
    ),
    "a copy of a source that may not be looked at": Case(
        CopyObject("bucket", "k", "bucket", "s", snapshot_version=SNAPSHOT), (reply(403), reply(200, COPIED))
    ),
    "a listing by a query": Case(
        ListObjectsV2("bucket", query="WHERE x"), (reply(200, b"<ListBucketResult></ListBucketResult>", TIGRIS),)
    ),
    "a listing by a query whose headers a proxy took": Case(
        ListObjectsV2("bucket", query="WHERE x"),
        (reply(200, b"<ListBucketResult></ListBucketResult>"), reply(200, b"", ("X-Tigris-Enable-Snapshot", "false"))),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_sign_tells_and_what_is_no_sign_is_no_alarm(name: str) -> None:
    case = CASES[name]
    played = exchanged(case.operation, *case.answers, features=set())
    assert case.heard is not isinstance(played.result, FeatureNotSupported), played.result
    assert not isinstance(played.result, ServiceError)


def test_an_error_is_the_operations_own_and_says_what_switches_it_off() -> None:
    played = exchanged(CreateFork("lab", "atlas"), reply(), reply(200), reply(405), features=set())
    error = played.result
    assert isinstance(error, FeatureNotSupported)
    assert ("CreateFork", "lab", 1) == (error.operation, error.bucket, error.attempts)
    assert "verify_features=False" in str(error)


def test_what_would_delete_a_bucket_elsewhere_is_sent_to_tigris_alone() -> None:
    operation = DeleteSnapshot("bucket", SNAPSHOT)
    features: set[str] = set()
    assert ["HEAD None"] == exchanged(operation, reply(200), features=features).methods
    assert ["HEAD None"] == exchanged(operation, reply(403), features=features).methods
    assert ["HEAD None", "DELETE None"] == exchanged(operation, FREE, reply(204), features=features).methods
    assert ["HEAD None", "DELETE None"] == exchanged(
        operation, reply(200, b"", TIGRIS), reply(204), features=features
    ).methods
    assert ["DELETE None"] == exchanged(operation, reply(204), features=features).methods


def test_a_question_is_asked_once_for_each_feature_and_again_where_it_told_nothing() -> None:
    features: set[str] = set()
    fork = CreateFork("lab", "atlas")
    exchanged(fork, reply(), FREE, features=features)
    exchanged(fork, reply(), reply(200, b"", ("x-tigris-fork-source-bucket", "atlas")), features=features)
    assert ["PUT None"] == exchanged(fork, reply(), features=features).methods
    assert {"forks"} == features
    assert ["PUT None"] == exchanged(fork, reply()).methods


@pytest.mark.parametrize("operation", [CreateSnapshot("bucket"), MergeFork("bucket", "lab")])
def test_a_refusal_of_something_else_stays_what_it_is(operation: Any) -> None:
    def refusal(code: str) -> Played:
        return exchanged(operation, refused(409, code), features=set())

    assert isinstance(refusal("OperationAborted").result, ServiceError)
    assert isinstance(refusal("BucketAlreadyExists").result, FeatureNotSupported)


# -- no false alarm --------------------------------------------------------------------------------------------------


def test_views_of_one_client_share_what_was_seen(mode: str) -> None:
    def story(client: Any) -> Generator[Any, Any, Any]:
        yield client.create_bucket("atlas", snapshot_enabled=True)
        yield client.create_fork("lab-1", "atlas")
        tigris.clear_requests()
        yield client.with_options(consistent=True).create_fork("lab-2", "atlas")
        assert ["CreateBucket"] == [request.operation for request in tigris.requests]

    with Emulator(access_key=KEYS[0], secret_key=KEYS[1]) as tigris:
        play(mode, tigris.endpoint, story)


def test_nothing_of_tigris_is_an_alarm(mode: str) -> None:
    """Objects that were inherited, renamed, copied, restored and merged, read at snapshots before and after."""

    def reads(client: Any, bucket: str, version: str, keys: list[str]) -> Generator[Any, Any, Any]:
        found = yield listed(client.list_objects_v2(bucket, snapshot_version=version))
        assert keys == [each.key for each in found]
        assert keys == [each.key for each in (yield listed(client.list_objects(bucket, snapshot_version=version)))]
        for key in keys:
            yield client.head_object(bucket, key, snapshot_version=version)
            yield opened(client.get_object(bucket, key, snapshot_version=version))
            yield client.copy_object("atlas-copy", key, bucket, key, snapshot_version=version)

    def story(client: Any) -> Generator[Any, Any, Any]:
        yield client.create_bucket("atlas", snapshot_enabled=True, soft_delete=7, regions="iad")
        yield client.create_bucket("atlas-copy", snapshot_enabled=True)
        for key in ("inherited", "renamed", "changed", "deleted"):
            yield client.put_object("atlas", key, b"1")
        first = (yield client.create_snapshot("atlas")).version
        yield client.create_fork("lab", "atlas", first)
        yield client.rename_object("lab", "renamed", "new name")
        yield client.put_object("lab", "changed", b"2")
        yield client.copy_object("lab", "copied", "lab", "inherited")
        yield client.delete_object("lab", "deleted")
        yield client.merge_fork("atlas", "lab")
        second = (yield client.create_snapshot("atlas")).version
        lab = (yield client.create_snapshot("lab")).version
        yield from reads(client, "atlas", first, ["changed", "deleted", "inherited", "renamed"])
        yield from reads(client, "lab", first, ["changed", "deleted", "inherited", "renamed"])
        after = ["changed", "copied", "inherited", "new name"]
        yield from reads(client, "atlas", second, after)
        yield from reads(client, "lab", lab, after)
        yield client.rebase_fork("lab")
        assert ["lab"] == [each.name for each in (yield listed(client.list_forks("atlas")))]
        assert 3 <= len((yield listed(client.list_snapshots("atlas"))))
        yield client.delete_snapshot("atlas", first)
        assert (yield client.has_snapshot_enabled("lab"))
        yield client.create_bucket("soft", soft_delete=7)
        yield client.put_object("soft", "key", b"1")
        yield client.delete_object("soft", "key")
        (deleted,) = yield listed(client.list_deleted_object_versions("soft"))
        assert ["key"] == [each.key for each in (yield listed(client.list_deleted_objects("soft")))]
        yield client.restore_deleted_object("soft", "key", version_id=deleted.version_id)
        yield client.delete_bucket("soft", force=True)
        yield client.purge_bucket("soft")
        with pytest.raises(NotFound):
            yield client.head_bucket("soft")

    with Emulator(access_key=KEYS[0], secret_key=KEYS[1]) as tigris:
        play(mode, tigris.endpoint, story)


def test_a_result_of_a_rename_is_what_it_was() -> None:
    played = exchanged(
        RenameObject("bucket", "old", "new"), reply(200, b"", *OLD), FREE, reply(200, COPIED), FREE, features=set()
    )
    assert CopyObjectResult("e") == played.result


def test_an_open_answer_that_was_not_heard_is_closed() -> None:
    with path_style(store()) as client:
        for _ in range(3):
            with pytest.raises(FeatureNotSupported) as caught:
                client.get_object("atlas", "key", snapshot_version=BEFORE)
            assert "GetObject" == caught.value.operation
        assert HeadObject("atlas", "key").action
        assert 4 == client.head_object("atlas", "key").size


def test_a_marked_version_is_a_sign_that_needs_no_question() -> None:
    marked = b"<SoftDeleted>true</SoftDeleted>"
    entry = b"<Version><Key>k</Key><VersionId>5</VersionId><IsLatest>true</IsLatest>%b</Version>"
    body = b"<ListVersionsResult>" + entry + b"</ListVersionsResult>"
    listing = ListDeletedObjectVersions("bucket")
    assert ["GET None"] == exchanged(listing, reply(200, body % marked), features=set()).methods
    assert isinstance(
        exchanged(listing, reply(200, body % b""), reply(200), features=set()).result, FeatureNotSupported
    )
