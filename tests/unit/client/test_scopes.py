"""Scopes fill in parameters of operations, and refuse those that contradict them."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from tests.cases import FIRST
from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http._client.scopes import ForkedFrom, Renaming, Scope, SnapshotEnabled, SnapshotsOf
from tigris_http._client.views import (
    TigrisFork,
    TigrisSnapshot,
    forked_from,
    with_snapshot,
)
from tigris_http._wire.http import Request, Response
from tigris_http.operations import (
    BundleObjects,
    BundleRequest,
    CopyObject,
    CreateBucket,
    CreateFork,
    CreateSnapshot,
    DeleteBucket,
    DeleteObject,
    DeleteObjects,
    DeleteSnapshot,
    GetObject,
    GetObjectTagging,
    GetRestoreInfo,
    HasSnapshotEnabled,
    HeadBucket,
    HeadObject,
    ListBuckets,
    ListDeletedBuckets,
    ListForks,
    ListObjects,
    ListObjectsV2,
    ListObjectVersions,
    ListSnapshots,
    MergeFork,
    Operation,
    PutObject,
    RenameObject,
    RestoreObject,
    UpdateObject,
    UploadPart,
    UploadPartCopy,
)

from .scoped_calls import NEW, OLD, PAST, FakeClient, action_of

if TYPE_CHECKING:
    from tigris_http.operations._base import AnyOperation


async def updated(view: Any) -> None:
    await view.update_object("data", "k", lambda old: old)


class TestSnapshotEnabled:
    @pytest.mark.parametrize(
        ("given", "sent"),
        [
            (CreateBucket("abc"), CreateBucket("abc", snapshot_enabled=True)),
            (CreateBucket("abc", snapshot_enabled=False), CreateBucket("abc", snapshot_enabled=False)),
            (
                CreateBucket("abc", regions=("iad", "sjc")),
                CreateBucket("abc", regions=("iad", "sjc"), snapshot_enabled=True),
            ),
            (HeadBucket("abc"), HeadBucket("abc")),
            (PutObject("abc", "k", b""), PutObject("abc", "k", b"")),
        ],
    )
    def test_it_fills_in_what_a_creation_leaves_open(self, given: AnyOperation, sent: AnyOperation) -> None:
        assert sent == SnapshotEnabled().applied(given)


class TestForkedFrom:
    @pytest.mark.parametrize(
        ("scope", "given", "sent"),
        [
            (ForkedFrom("src"), CreateBucket("abc"), CreateBucket("abc", fork_source="src")),
            (
                ForkedFrom("src", OLD),
                CreateBucket("abc", acl="private"),
                CreateBucket("abc", acl="private", fork_source="src", fork_source_snapshot=OLD),
            ),
            (
                ForkedFrom("src", OLD),
                CreateBucket("abc", fork_source="other"),
                CreateBucket("abc", fork_source="other"),
            ),
            (ForkedFrom("src"), CreateFork("abc", "other"), CreateFork("abc", "other")),
            (ForkedFrom("src"), GetObject("abc", "k"), GetObject("abc", "k")),
        ],
    )
    def test_it_fills_in_what_a_creation_leaves_open(
        self, scope: Scope, given: AnyOperation, sent: AnyOperation
    ) -> None:
        assert sent == scope.applied(given)

    @pytest.mark.parametrize("scope", [ForkedFrom("src"), ForkedFrom("src", OLD)])
    def test_a_snapshot_named_at_the_call_wins(self, scope: Scope) -> None:
        """The fork would begin with other objects than the caller asked for, and nothing would tell."""
        expected = CreateBucket("abc", fork_source="src", fork_source_snapshot=NEW)
        assert expected == scope.applied(CreateBucket("abc", fork_source_snapshot=NEW))


class TestAtSnapshot:
    @pytest.mark.parametrize(
        ("given", "sent"),
        [
            (GetObject("data", "k"), GetObject("data", "k", snapshot_version=OLD)),
            (GetObject("data", "k", range=(0, 1)), GetObject("data", "k", range=(0, 1), snapshot_version=OLD)),
            (HeadObject("data", "k"), HeadObject("data", "k", snapshot_version=OLD)),
            (ListObjectsV2("data", prefix="p"), ListObjectsV2("data", prefix="p", snapshot_version=OLD)),
            (ListObjects("data", prefix="p"), ListObjects("data", prefix="p", snapshot_version=OLD)),
            (GetRestoreInfo("data", "k"), GetRestoreInfo("data", "k", snapshot_version=OLD)),
            (RestoreObject("data", "k", days=2), RestoreObject("data", "k", days=2, snapshot_version=OLD)),
            (
                UploadPartCopy("other", "k", "id", 1, "data", "s"),
                UploadPartCopy("other", "k", "id", 1, "data", "s", snapshot_version=OLD),
            ),
            (BundleObjects("data", ["k"]), BundleObjects("data", ["k"], snapshot_version=OLD)),
            (
                BundleObjects("data", ["k"], snapshot_version=NEW),
                BundleObjects("data", ["k"], snapshot_version=NEW),
            ),
            (BundleRequest("data", ("k",)), BundleRequest("data", ("k",), snapshot_version=OLD)),
            (CopyObject("other", "k", "data", "s"), CopyObject("other", "k", "data", "s", snapshot_version=OLD)),
            (CreateFork("lab", "data"), CreateFork("lab", "data", OLD)),
            (
                CreateBucket("lab", fork_source="data"),
                CreateBucket("lab", fork_source="data", fork_source_snapshot=OLD),
            ),
        ],
    )
    def test_it_reads_the_bucket_as_it_was(self, given: AnyOperation, sent: AnyOperation) -> None:
        assert sent == PAST.applied(given)

    @pytest.mark.parametrize(
        "operation",
        [
            GetObject("data", "k", snapshot_version=NEW),
            GetObject("data", "k", version_id="7"),
            HeadObject("data", "k", snapshot_version=NEW),
            HeadObject("data", "k", version_id="7"),
            ListObjectsV2("data", snapshot_version=NEW),
            CopyObject("other", "k", "data", "s", snapshot_version=NEW),
            CopyObject("other", "k", "data", "s", source_version_id="7"),
            UploadPartCopy("other", "k", "id", 1, "data", "s", source_version_id="7"),
            UploadPartCopy("other", "k", "id", 1, "third", "s"),
            RestoreObject("data", "k", version_id="7"),
            MergeFork("other", "third"),
            HeadBucket("data"),
            HasSnapshotEnabled("data"),
            ListSnapshots("data"),
            ListForks("data"),
            CreateFork("lab", "data", NEW),
            CreateBucket("lab", fork_source="data", fork_source_snapshot=NEW),
            CreateFork("lab", "other"),
            GetObject("other", "k"),
            ListObjectsV2("other"),
            PutObject("other", "k", b""),
            CopyObject("other", "k", "third", "s"),
            DeleteObject("other", "k"),
            DeleteBucket("other"),
            ListBuckets(),
        ],
        ids=action_of,
    )
    def test_it_leaves_alone_what_names_a_version_itself_and_other_buckets(self, operation: AnyOperation) -> None:
        assert operation == PAST.applied(operation)

    @pytest.mark.parametrize(
        "operation",
        [
            PutObject("data", "k", b""),
            CopyObject("data", "k", "other", "s"),
            CopyObject("data", "k", "data", "s"),
            UploadPartCopy("data", "k", "id", 1, "other", "s"),
            UploadPartCopy("data", "k", "id", 1, "data", "s"),
            MergeFork("other", "data"),
            MergeFork("data", "other"),
            UploadPart("data", "k", "id", 1, b""),
            GetObjectTagging("data", "k"),
            RenameObject("data", "s", "k"),
            DeleteObject("data", "k"),
            DeleteObject("data", "k", version_id="7"),
            DeleteObjects("data", ["k"]),
            CreateBucket("data"),
            DeleteBucket("data"),
            CreateFork("data", "other"),
            CreateSnapshot("data"),
            DeleteSnapshot("data", OLD),
            ListObjectVersions("data"),
        ],
        ids=action_of,
    )
    def test_it_refuses_to_write_and_what_cannot_be_read_at_a_snapshot(self, operation: AnyOperation) -> None:
        with pytest.raises(ValueError, match="'data'"):
            PAST.applied(operation)

    def test_whatever_can_be_read_at_a_snapshot_is_read_there(self) -> None:
        """No operation that knows snapshots may show the present through a view of the past."""
        not_reading = {"CreateFork", "DeleteSnapshot"}  # the one is above, and the other removes the snapshot
        for kind, (_, operation) in FIRST.items():
            known: Any = {each.name for each in dataclasses.fields(kind)}
            if "snapshot_version" not in known or kind.__name__ in not_reading:
                continue
            whose = "source_bucket" if "source_bucket" in known else "bucket"
            versions = known & {"version_id", "source_version_id", "snapshot_version"}
            changed: dict[str, Any] = {whose: "data", **dict.fromkeys(versions)}
            plain: Any = dataclasses.replace(operation, **changed)
            assert dataclasses.replace(plain, snapshot_version=OLD) == PAST.applied(plain), kind

    def test_an_update_of_an_object_is_refused_as_a_write(self) -> None:
        with pytest.raises(ValueError, match="would write to 'data', which this view only reads: use the client"):
            PAST.applied(UpdateObject("data", "k", lambda old: old))
        for client in (TigrisHTTP, AsyncTigrisHTTP):
            view: Any = client("http://127.0.0.1:1", ("id", "secret")).scoped(PAST)
            with pytest.raises(ValueError, match=r"^UpdateObject would write to 'data'"):
                anyio.run(updated, view)

    def test_it_refuses_an_operation_of_a_users_own_on_the_bucket(self) -> None:
        """It may write: nobody here can know."""

        @dataclass(frozen=True)
        class PutBucketTagging(Operation[None]):
            bucket: str

            def request(self) -> Request:
                return Request("PUT", self.bucket, query=(("tagging", ""),))

            def parse(self, response: Response) -> None:
                pass

        assert PutBucketTagging("other") == PAST.applied(PutBucketTagging("other"))
        with pytest.raises(ValueError, match="PutBucketTagging"):
            PAST.applied(PutBucketTagging("data"))


class TestSnapshotsOf:
    def test_a_plain_listing_of_buckets_is_one_of_snapshots(self) -> None:
        wish = ListBuckets(max_buckets=2, continuation_token=OLD, timeout=3, extra_headers={"x-a": "b"})
        sent: AnyOperation = SnapshotsOf("data").applied(wish)
        same = ListSnapshots("data", max_buckets=2, continuation_token=OLD)
        assert (same.request(), "ListSnapshots", 3, {"x-a": "b"}) == (
            sent.request(),
            sent.action,
            sent.timeout,
            sent.extra_headers,
        )
        assert sent == pickle.loads(pickle.dumps(sent))

    @pytest.mark.parametrize(
        "operation",
        [
            ListBuckets(include_stats=True),
            ListBuckets(only_forked=True),
            ListBuckets(owned_by="ana@example.com"),
            ListDeletedBuckets(),
            ListSnapshots("other"),
            ListObjectsV2("data"),
            GetObject("data", "k"),
            PutObject("data", "k", b""),
            DeleteBucket("data"),
        ],
        ids=action_of,
    )
    def test_everything_else_is_as_ever(self, operation: AnyOperation) -> None:
        assert operation is SnapshotsOf("data").applied(operation)


class TestRenaming:
    def test_a_plain_copy_within_a_bucket_is_a_rename(self) -> None:
        copy: AnyOperation = CopyObject("abc", "k", "abc", "s")
        assert RenameObject("abc", "s", "k") == Renaming().applied(copy)

    @pytest.mark.parametrize(
        "operation", [RenameObject("abc", "s", "k"), PutObject("abc", "k", b""), GetObject("abc", "k")], ids=action_of
    )
    def test_everything_else_is_as_ever(self, operation: AnyOperation) -> None:
        assert operation is Renaming().applied(operation)

    @pytest.mark.parametrize(
        "operation",
        [
            CopyObject("abc", "k", "other", "s"),
            CopyObject("abc", "k", "other", "k"),
            CopyObject("abc", "k", "abc", "s", metadata={}),
            CopyObject("abc", "k", "abc", "s", metadata={"a": "b"}),
            CopyObject("abc", "k", "abc", "s", content_type="text/plain"),
            CopyObject("abc", "k", "abc", "s", storage_class="GLACIER"),
            CopyObject("abc", "k", "abc", "s", acl="private"),
            CopyObject("abc", "k", "abc", "s", if_none_match="*"),
            CopyObject("abc", "k", "abc", "s", source_if_match="x"),
            CopyObject("abc", "k", "abc", "s", source_version_id="7"),
            CopyObject("abc", "k", "abc", "s", snapshot_version=OLD),
        ],
        ids=action_of,
    )
    def test_a_copy_that_is_more_than_a_rename_is_refused(self, operation: CopyObject) -> None:
        with pytest.raises(ValueError, match="keeps to one bucket"):
            Renaming().applied(operation)

    def test_a_copy_onto_itself_is_refused(self) -> None:
        with pytest.raises(ValueError, match="onto itself"):
            Renaming().applied(CopyObject("abc", "k", "abc", "k"))


@pytest.mark.parametrize(
    "scope", [SnapshotEnabled(), PAST, SnapshotsOf("data"), ForkedFrom("src", OLD), Renaming()], ids=repr
)
def test_scopes_are_frozen_values_that_pickle(scope: Any) -> None:
    assert scope == pickle.loads(pickle.dumps(scope))
    assert hash(scope) == hash(pickle.loads(pickle.dumps(scope)))
    for name in ("bucket", "source", "snapshot_version"):
        with pytest.raises((dataclasses.FrozenInstanceError, AttributeError, TypeError)):
            setattr(scope, name, "other")


@pytest.mark.parametrize("version", ["", "abc", "0", "1; name=a"])
def test_a_view_at_no_snapshot_cannot_be_made(version: str) -> None:
    makers: list[Callable[[], object]] = [
        lambda: TigrisSnapshot(FakeClient(), "data", version),
        lambda: with_snapshot("data", version),
        lambda: TigrisFork(FakeClient(), "data", version),
        lambda: forked_from("data", version),
    ]
    for make in makers:
        with pytest.raises(ValueError, match="snapshot_version"):
            make()


@pytest.mark.parametrize(("bucket", "error"), [("", ValueError), ("Data", ValueError), (None, TypeError)])
def test_a_view_of_no_bucket_cannot_be_made(bucket: Any, error: type[Exception]) -> None:
    """A misspelt bucket would be no bucket's past: every read would silently be one of the present."""
    makers: list[Callable[[], object]] = [
        lambda: TigrisSnapshot(FakeClient(), bucket, OLD),
        lambda: with_snapshot(bucket, OLD),
        lambda: TigrisSnapshot(FakeClient(), bucket),
        lambda: with_snapshot(bucket),
        lambda: TigrisFork(FakeClient(), bucket),
        lambda: forked_from(bucket),
    ]
    for make in makers:
        with pytest.raises(error, match="bucket"):
            make()
