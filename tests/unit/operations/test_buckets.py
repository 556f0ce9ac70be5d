"""Operations on buckets: the header of each option, the arguments refused, the answers read."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest

from tigris_http._wire.http import Head, Response
from tigris_http.errors import MalformedResponse, ServiceError, Unavailable
from tigris_http.operations import (
    Bucket,
    BucketInfo,
    BucketPage,
    CreateBucket,
    CreateBucketResult,
    DeleteBucket,
    HasSnapshotEnabled,
    HeadBucket,
    ListBuckets,
)

EMPTY = BucketPage(buckets=(), owner_id=None, continuation_token=None)


def listing(inner: str) -> Response:
    return Response(Head(200), f"<ListAllMyBucketsResult>{inner}</ListAllMyBucketsResult>".encode())


class TestCreateBucket:
    @pytest.mark.parametrize(
        ("options", "headers"),
        [
            ({}, ()),
            ({"snapshot_enabled": True}, (("x-tigris-enable-snapshot", "true"),)),
            ({"snapshot_enabled": False}, ()),
            ({"fork_source": "src"}, (("x-tigris-fork-source-bucket", "src"),)),
            (
                {"fork_source": "src", "fork_source_snapshot": "7"},
                (("x-tigris-fork-source-bucket", "src"), ("x-tigris-fork-source-bucket-snapshot", "7")),
            ),
            ({"regions": "iad"}, (("x-tigris-regions", "iad"),)),
            ({"regions": ("iad", "sjc")}, (("x-tigris-regions", "iad,sjc"),)),
            ({"regions": "iad,sjc"}, (("x-tigris-regions", "iad,sjc"),)),
            ({"soft_delete": True}, (("x-tigris-soft-delete", "true"),)),
            ({"soft_delete": False}, (("x-tigris-soft-delete", "false"),)),
            ({"soft_delete": 7}, (("x-tigris-soft-delete", "7"),)),
            ({"soft_delete": 90}, (("x-tigris-soft-delete", "90"),)),
            ({"storage_class": "GLACIER_IR"}, (("x-amz-storage-class", "GLACIER_IR"),)),
            ({"acl": "public-read"}, (("x-amz-acl", "public-read"),)),
            ({"public_list_objects": False}, (("x-amz-acl-public-list-objects-enabled", "false"),)),
            ({"object_acl": True}, (("x-tigris-enable-object-acl", "true"),)),
        ],
    )
    def test_each_option_is_its_header(self, options: dict[str, Any], headers: object) -> None:
        request = CreateBucket("atlas-data", **options).request()
        assert ("PUT", "atlas-data", None, (), headers, b"") == (
            request.method,
            request.bucket,
            request.key,
            request.query,
            request.headers,
            request.body,
        )

    @pytest.mark.parametrize(
        ("options", "error", "argument"),
        [
            ({"snapshot_enabled": "true"}, TypeError, "snapshot_enabled"),
            ({"snapshot_enabled": 1}, TypeError, "snapshot_enabled"),
            ({"fork_source": ""}, ValueError, "fork_source"),
            ({"fork_source": "Src"}, ValueError, "fork_source"),
            ({"fork_source": "src\r\nx-evil: 1"}, ValueError, "fork_source"),
            ({"fork_source": b"src"}, TypeError, "fork_source"),
            ({"fork_source_snapshot": "7"}, ValueError, "fork_source_snapshot"),
            ({"fork_source": "src", "fork_source_snapshot": ""}, ValueError, "fork_source_snapshot"),
            ({"fork_source": "src", "fork_source_snapshot": "0"}, ValueError, "fork_source_snapshot"),
            ({"fork_source": "src", "fork_source_snapshot": "12a"}, ValueError, "fork_source_snapshot"),
            ({"fork_source": "src", "fork_source_snapshot": "٣"}, ValueError, "fork_source_snapshot"),
            ({"fork_source": "src", "fork_source_snapshot": "1" * 21}, ValueError, "fork_source_snapshot"),
            ({"fork_source": "src", "fork_source_snapshot": 7}, TypeError, "fork_source_snapshot"),
            ({"fork_source": "src", "snapshot_enabled": False}, ValueError, "snapshot_enabled"),
            ({"regions": ()}, ValueError, "regions"),
            ({"regions": "iad,iad"}, ValueError, "regions"),
            ({"regions": ""}, ValueError, "regions"),
            ({"regions": "iad,"}, ValueError, "regions"),
            ({"regions": "IAD"}, ValueError, "regions"),
            ({"regions": ("iad", "s jc")}, ValueError, "regions"),
            ({"regions": "iad\r\nx-evil: 1"}, ValueError, "regions"),
            ({"regions": 5}, TypeError, "regions"),
            ({"regions": (5,)}, TypeError, "regions"),
            ({"regions": b"iad"}, TypeError, "regions"),
            ({"storage_class": "COLD"}, ValueError, "storage_class"),
            ({"storage_class": "standard"}, ValueError, "storage_class"),
            ({"storage_class": ""}, ValueError, "storage_class"),
            ({"storage_class": "STANDARD\r\n"}, ValueError, "storage_class"),
            ({"storage_class": 1}, ValueError, "storage_class"),
            ({"acl": "authenticated-read"}, ValueError, "acl"),
            ({"acl": "private\n"}, ValueError, "acl"),
            ({"public_list_objects": "false"}, TypeError, "public_list_objects"),
            ({"public_list_objects": 0}, TypeError, "public_list_objects"),
            ({"soft_delete": 6}, ValueError, "soft_delete"),
            ({"soft_delete": 91}, ValueError, "soft_delete"),
            ({"soft_delete": 0}, ValueError, "soft_delete"),
            ({"soft_delete": 1}, ValueError, "soft_delete"),
            ({"soft_delete": -7}, ValueError, "soft_delete"),
            ({"soft_delete": "30"}, TypeError, "soft_delete"),
            ({"soft_delete": 30.0}, TypeError, "soft_delete"),
            ({"object_acl": "true"}, TypeError, "object_acl"),
        ],
    )
    def test_a_bad_option_is_refused_by_name(
        self, options: dict[str, Any], error: type[Exception], argument: str
    ) -> None:
        """`soft_delete=1` is not True: Tigris has no retention of one day."""
        with pytest.raises(error, match=rf"^{argument} ") as caught:
            CreateBucket("atlas-data", **options).request()
        assert error is caught.type

    @pytest.mark.parametrize("name", ["xn--bucket", "bucket-s3alias", "a.-b", "a-.b"])
    def test_a_name_that_is_reserved_or_breaks_certificates_is_refused_only_at_creation(self, name: str) -> None:
        """Such a bucket may exist from before the rule."""
        with pytest.raises(ValueError, match=r"^bucket "):
            CreateBucket(name).request()
        assert name == HeadBucket(name).request().bucket

    def test_a_creation_with_regions_can_be_copied(self) -> None:
        """Views set options with `dataclasses.replace`, which checks the regions a second time."""
        operation = replace(CreateBucket("atlas-data", regions=("iad", "sjc")), snapshot_enabled=True)
        assert (("x-tigris-enable-snapshot", "true"), ("x-tigris-regions", "iad,sjc")) == operation.request().headers

    def test_regions_may_be_an_iterator_and_the_request_built_twice(self) -> None:
        operation = CreateBucket("atlas-data", regions=iter(["iad", "sjc"]))
        assert (("x-tigris-regions", "iad,sjc"),) == operation.request().headers
        assert (("x-tigris-regions", "iad,sjc"),) == operation.request().headers

    def test_the_result_needs_no_location(self) -> None:
        answer = Response(Head(200))
        assert CreateBucketResult("atlas-data", None) == CreateBucket("atlas-data").parse(answer)


class TestHeadBucket:
    @pytest.mark.parametrize(
        ("value", "enabled"),
        [("true", True), ("True", True), (" TRUE ", True), ("false", False), ("1", False)],
    )
    def test_only_the_word_true_makes_a_snapshot_bucket(self, value: str, enabled: bool) -> None:
        answer = Response(Head(200, (("X-Tigris-Enable-Snapshot", value),)))
        assert enabled == HasSnapshotEnabled("atlas-data").parse(answer)
        assert enabled == HeadBucket("atlas-data").parse(answer).snapshot_enabled

    def test_an_empty_header_tells_nothing(self) -> None:
        names = ("X-Tigris-Enable-Snapshot", "X-Tigris-Fork-Source-Bucket", "x-amz-bucket-region")
        info = HeadBucket("atlas-data").parse(Response(Head(200, tuple((name, "") for name in names))))
        assert BucketInfo("atlas-data", None, None, None, False, None) == info

    def test_a_bucket_of_another_service_has_no_kind(self) -> None:
        info = HeadBucket("atlas-data").parse(Response(Head(200, (("x-amz-bucket-region", "eu-1"),))))
        assert BucketInfo("atlas-data", None, None, None, False, "eu-1") == info


class TestDeleteBucket:
    def test_force_is_sent_in_both_spellings(self) -> None:
        """tigris-boto3-ext sends the first, @tigrisdata/storage the second; no page says which the service hears."""
        forced = DeleteBucket("atlas-data", force=True).request()
        assert (("x-tigris-force-delete", "true"), ("tigris-force-delete", "true")) == forced.headers

    def test_without_force_no_header_is_sent(self) -> None:
        assert () == DeleteBucket("atlas-data").request().headers

    @pytest.mark.parametrize("force", ["false", "true", 0, 1, None])
    def test_force_is_a_bool(self, force: Any) -> None:
        with pytest.raises(TypeError, match=r"^force must be a bool"):
            DeleteBucket("atlas-data", force=force).request()


class TestListBuckets:
    @pytest.mark.parametrize(
        ("options", "error", "argument"),
        [
            ({"max_buckets": 0}, ValueError, "max_buckets"),
            ({"max_buckets": -1}, ValueError, "max_buckets"),
            ({"max_buckets": True}, TypeError, "max_buckets"),
            ({"max_buckets": "10"}, TypeError, "max_buckets"),
            ({"max_buckets": 1.0}, TypeError, "max_buckets"),
            ({"continuation_token": 5}, TypeError, "continuation_token"),
            ({"continuation_token": b"t"}, TypeError, "continuation_token"),
            ({"continuation_token": "\ud800"}, ValueError, "continuation_token"),
        ],
    )
    def test_a_bad_option_is_refused_by_name(
        self, options: dict[str, Any], error: type[Exception], argument: str
    ) -> None:
        with pytest.raises(error, match=rf"^{argument} ") as caught:
            ListBuckets(**options).request()
        assert error is caught.type

    @pytest.mark.parametrize(
        "inner", ["", "<Buckets/>", "<Buckets></Buckets>", "<Buckets><Other/></Buckets>", "<ContinuationToken/>"]
    )
    def test_an_empty_list_of_buckets_has_many_forms(self, inner: str) -> None:
        assert EMPTY == ListBuckets().parse(listing(inner))

    def test_unknown_elements_of_tigris_are_ignored(self) -> None:
        inner = (
            "<Buckets><Bucket><Name>b</Name><NextYearsDate>x</NextYearsDate>"
            "<NextYear><Enabled>true</Enabled></NextYear>"
            "<CreationDate>2026-10-20T10:57:30Z</CreationDate></Bucket></Buckets>"
        )
        expected = Bucket("b", datetime(2026, 10, 20, 10, 57, 30, tzinfo=timezone.utc))
        assert (expected,) == ListBuckets().parse(listing(inner)).buckets

    @pytest.mark.parametrize(
        ("token", "buckets", "following"),
        [
            (None, 1, None),
            ("b", 1, ListBuckets(max_buckets=5, continuation_token="b")),
            ("a", 1, None),
            ("b", 0, None),
        ],
        ids=["no token", "a token", "the same token again", "an empty page"],
    )
    def test_paging_ends_without_a_new_token_or_with_an_empty_page(
        self, token: str | None, buckets: int, following: ListBuckets | None
    ) -> None:
        """There is no IsTruncated: `softdelete_test.go` of tigrisdata/storage-go."""
        page = BucketPage(tuple(Bucket("x", None) for _ in range(buckets)), None, token)
        assert following == ListBuckets(max_buckets=5, continuation_token="a").after(page)

    def test_an_error_inside_a_200_is_the_error(self) -> None:
        with pytest.raises(Unavailable) as caught:
            ListBuckets().parse(Response(Head(200), b"<Error><Code>SlowDown</Code></Error>"))
        assert (200, "SlowDown") == (caught.value.status, caught.value.code)

    @pytest.mark.parametrize("body", [b"", b"{}", b"<html/>", b"<ListBucketResult/>", b"\xff\xfe"])
    def test_another_document_is_malformed(self, body: bytes) -> None:
        with pytest.raises(MalformedResponse) as caught:
            ListBuckets().parse(Response(Head(200), body))
        assert not isinstance(caught.value, ServiceError)


@pytest.mark.parametrize(
    "operation",
    [
        CreateBucket("abc", regions=("iad", "sjc")),
        HeadBucket("abc"),
        HasSnapshotEnabled("abc"),
        DeleteBucket("abc"),
        ListBuckets(),
    ],
    ids=lambda operation: operation.action,
)
def test_operations_are_values_that_pickle(operation: object) -> None:
    assert operation == pickle.loads(pickle.dumps(operation))
