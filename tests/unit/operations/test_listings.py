"""Listings of a bucket: the query of each option, the arguments refused, the order of pages."""

from __future__ import annotations

import pickle
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._wire.http import Head, Response
from tigris_http.errors import MalformedResponse, NotFound
from tigris_http.operations import (
    ListDeletedObjects,
    ListDeletedObjectVersions,
    ListedObject,
    ListMultipartUploads,
    ListObjects,
    ListObjectsV2,
    ListObjectVersions,
    ListParts,
    ObjectPage,
    ObjectPageV1,
    ObjectVersion,
    PagedOperation,
    VersionPage,
)

MOMENT = datetime(2026, 10, 20, 10, 57, 29, tzinfo=timezone.utc)
KEYS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


def objects(inner: str) -> Response:
    return Response(Head(200), f"<ListBucketResult>{inner}</ListBucketResult>".encode())


def versions(inner: str) -> Response:
    return Response(Head(200), f"<ListVersionsResult>{inner}</ListVersionsResult>".encode())


class TestObjects:
    def test_all_options_are_in_the_query(self) -> None:
        request = ListObjectsV2(
            "abc",
            prefix="a+b/",
            delimiter="/",
            start_after="é",
            max_keys=7,
            fetch_owner=True,
            snapshot_version="8",
            continuation_token="t=",
        ).request()
        assert (
            ("list-type", "2"),
            ("encoding-type", "url"),
            ("max-keys", "7"),
            ("fetch-owner", "true"),
            ("prefix", "a+b/"),
            ("delimiter", "/"),
            ("start-after", "é"),
            ("continuation-token", "t="),
        ) == request.query
        assert (("x-tigris-snapshot-version", "8"),) == request.headers

    @pytest.mark.parametrize(
        ("options", "error", "argument"),
        [
            ({"prefix": b"a"}, TypeError, "prefix"),
            ({"prefix": "\ud800"}, ValueError, "prefix"),
            ({"delimiter": 5}, TypeError, "delimiter"),
            ({"start_after": b"a"}, TypeError, "start_after"),
            ({"start_after": "\ud800"}, ValueError, "start_after"),
            ({"continuation_token": 5}, TypeError, "continuation_token"),
            ({"max_keys": 0}, ValueError, "max_keys"),
            ({"max_keys": -1}, ValueError, "max_keys"),
            ({"max_keys": True}, TypeError, "max_keys"),
            ({"max_keys": "7"}, TypeError, "max_keys"),
            ({"max_keys": None}, TypeError, "max_keys"),
            ({"fetch_owner": "false"}, TypeError, "fetch_owner"),
            ({"fetch_owner": 1}, TypeError, "fetch_owner"),
            ({"snapshot_version": ""}, ValueError, "snapshot_version"),
            ({"snapshot_version": "now"}, ValueError, "snapshot_version"),
            ({"snapshot_version": 8}, TypeError, "snapshot_version"),
        ],
    )
    def test_a_bad_option_is_refused_by_name(
        self, options: dict[str, Any], error: type[Exception], argument: str
    ) -> None:
        with pytest.raises(error, match=rf"^{argument} ") as caught:
            ListObjectsV2("abc", **options).request()
        assert error is caught.type

    @given(KEYS, KEYS)
    def test_any_key_and_prefix_comes_back_from_a_url_encoded_listing(self, key: str, prefix: str) -> None:
        inner = (
            f"<EncodingType>url</EncodingType><Contents><Key>{quote(key, safe='')}</Key><Size>1</Size></Contents>"
            f"<CommonPrefixes><Prefix>{quote(prefix, safe='')}</Prefix></CommonPrefixes>"
        )
        expected = ObjectPage((ListedObject(key, 1),), (prefix,), False, None)
        assert expected == ListObjectsV2("abc").parse(objects(inner))

    @pytest.mark.parametrize(("encoded", "key"), [("a+b", "a b"), ("a%20b", "a b"), ("a%2Bb", "a+b"), ("%252F", "%2F")])
    def test_a_space_has_two_forms_and_a_plus_is_always_escaped(self, encoded: str, key: str) -> None:
        inner = f"<EncodingType>url</EncodingType><Contents><Key>{encoded}</Key><Size>1</Size></Contents>"
        assert (ListedObject(key, 1),) == ListObjectsV2("abc").parse(objects(inner)).objects

    @pytest.mark.parametrize("key", ["a%20b", "100%", "a+b", "<&>"])
    def test_a_listing_that_is_not_encoded_is_read_literally(self, key: str) -> None:
        """A service may ignore the request for URL encoding; a percent sign is then literal."""
        inner = f"<Contents><Key>{escape(key)}</Key><Size>1</Size></Contents>"
        assert (ListedObject(key, 1),) == ListObjectsV2("abc").parse(objects(inner)).objects

    def test_owners_are_returned_on_request(self) -> None:
        inner = (
            "<Contents><Key>a</Key><Size>1</Size><Owner><ID>tid_x</ID></Owner></Contents>"
            "<Contents><Key>b</Key><Size>1</Size></Contents>"
        )
        expected = (ListedObject("a", 1, owner_id="tid_x"), ListedObject("b", 1))
        assert expected == ListObjectsV2("abc", fetch_owner=True).parse(objects(inner)).objects

    @pytest.mark.parametrize(
        "inner",
        [
            "<Contents><Key>a</Key></Contents>",
            "<Contents><Size>1</Size></Contents>",
            "<Contents><Key>a</Key><Size>-1</Size></Contents>",
            "<Contents><Key>a</Key><Size>1e3</Size></Contents>",
            f"<Contents><Key>a</Key><Size>{'9' * 5000}</Size></Contents>",
            "<IsTruncated>maybe</IsTruncated>",
            "<IsTruncated>true</IsTruncated>",
            "<IsTruncated>true</IsTruncated><NextContinuationToken/>",
        ],
    )
    def test_a_listing_that_contradicts_s3_is_malformed(self, inner: str) -> None:
        with pytest.raises(MalformedResponse):
            ListObjectsV2("abc").parse(objects(inner))

    def test_the_next_page_keeps_all_options(self) -> None:
        first = ListObjectsV2("abc", prefix="p", delimiter="/", max_keys=2, snapshot_version="8")
        expected = ListObjectsV2(
            "abc", prefix="p", delimiter="/", max_keys=2, snapshot_version="8", continuation_token="t"
        )
        assert expected == first.after(ObjectPage((), (), True, "t"))
        assert first.after(ObjectPage((), (), False, "t")) is None

    def test_a_listing_that_repeats_its_token_ends(self) -> None:
        with pytest.raises(MalformedResponse, match="never end"):
            ListObjectsV2("abc", continuation_token="t").after(ObjectPage((), (), True, "t"))

    def test_an_error_instead_of_the_listing_is_raised(self) -> None:
        with pytest.raises(NotFound, match="NoSuchBucket"):
            ListObjectsV2("abc").parse(Response(Head(200), b"<Error><Code>NoSuchBucket</Code></Error>"))


class TestObjectsInTheFirstForm:
    def test_all_options_are_in_the_query(self) -> None:
        request = ListObjects(
            "abc", prefix="a+b/", delimiter="/", marker="é", max_keys=7, snapshot_version="8", prefetch=True
        ).request()
        assert (
            ("encoding-type", "url"),
            ("max-keys", "7"),
            ("prefix", "a+b/"),
            ("delimiter", "/"),
            ("marker", "é"),
        ) == request.query
        assert (("x-tigris-snapshot-version", "8"), ("x-tigris-prefetch", "true")) == request.headers

    @pytest.mark.parametrize(
        ("options", "error", "argument"),
        [
            ({"prefix": b"a"}, TypeError, "prefix"),
            ({"delimiter": 5}, TypeError, "delimiter"),
            ({"marker": b"a"}, TypeError, "marker"),
            ({"marker": "\ud800"}, ValueError, "marker"),
            ({"max_keys": 0}, ValueError, "max_keys"),
            ({"max_keys": True}, TypeError, "max_keys"),
            ({"snapshot_version": "now"}, ValueError, "snapshot_version"),
            ({"snapshot_version": 8}, TypeError, "snapshot_version"),
            ({"prefetch": 1}, TypeError, "prefetch"),
        ],
    )
    def test_a_bad_option_is_refused_by_name(
        self, options: dict[str, Any], error: type[Exception], argument: str
    ) -> None:
        with pytest.raises(error, match=rf"^{argument} ") as caught:
            ListObjects("abc", **options).request()
        assert error is caught.type

    @pytest.mark.parametrize(
        ("inner", "marker"),
        [
            ("<NextMarker>m</NextMarker>", "m"),
            ("<NextMarker>m</NextMarker><Contents><Key>z</Key><Size>1</Size></Contents>", "m"),
            ("<Contents><Key>a</Key><Size>1</Size></Contents><Contents><Key>b</Key><Size>1</Size></Contents>", "b"),
            ("<NextMarker/><Contents><Key>a</Key><Size>1</Size></Contents>", "a"),
            (
                "<Contents><Key>a</Key><Size>1</Size></Contents><CommonPrefixes><Prefix>b/</Prefix></CommonPrefixes>",
                "b/",
            ),
            (
                "<CommonPrefixes><Prefix>\uffee/</Prefix></CommonPrefixes><Contents><Key>\U0001f600</Key><Size>1</Size></Contents>",
                "\U0001f600",
            ),
        ],
    )
    def test_the_next_page_starts_after_the_marker_or_else_the_last_entry(self, inner: str, marker: str) -> None:
        operation = ListObjects("abc", delimiter="/", max_keys=2, snapshot_version="8")
        expected = ListObjects("abc", delimiter="/", max_keys=2, snapshot_version="8", marker=marker)
        page = operation.parse(objects(f"<IsTruncated>true</IsTruncated>{inner}"))
        assert expected == operation.after(page)

    @pytest.mark.parametrize(
        ("written", "marker"), [("b c%25+d", "b c%25+d"), ("b%20c%2525%2Bd", "b c%25+d"), ("b%20c", "b c"), ("m", "m")]
    )
    def test_a_marker_may_be_encoded_or_not(self, written: str, marker: str) -> None:
        """SeaweedFS announces encoded names, and encodes all but this one."""
        page = ListObjects("abc").parse(
            objects(
                f"<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextMarker>{written}</NextMarker>"
                "<Contents><Key>a</Key><Size>1</Size></Contents>"
                "<Contents><Key>b%20c%2525%2Bd</Key><Size>1</Size></Contents>"
            )
        )
        assert marker == page.next_marker

    def test_the_last_page_is_the_last(self) -> None:
        operation = ListObjects("abc")
        page = operation.parse(objects("<NextMarker>m</NextMarker><Contents><Key>a</Key><Size>1</Size></Contents>"))
        assert ObjectPageV1((ListedObject("a", 1),), ()) == page
        assert operation.after(page) is None

    def test_a_listing_that_cannot_go_on_is_malformed(self) -> None:
        with pytest.raises(MalformedResponse, match="no marker"):
            ListObjects("abc").parse(objects("<IsTruncated>true</IsTruncated>"))
        with pytest.raises(MalformedResponse, match="never end"):
            ListObjects("abc", marker="m").after(ObjectPageV1((), (), True, "m"))


class TestVersions:
    def test_all_options_are_in_the_query(self) -> None:
        request = ListObjectVersions(
            "abc", prefix="a", delimiter="/", max_keys=7, key_marker="k", version_id_marker="9"
        ).request()
        assert (
            ("versions", ""),
            ("encoding-type", "url"),
            ("max-keys", "7"),
            ("prefix", "a"),
            ("delimiter", "/"),
            ("key-marker", "k"),
            ("version-id-marker", "9"),
        ) == request.query

    @pytest.mark.parametrize(
        ("options", "error", "argument"),
        [
            ({"prefix": 5}, TypeError, "prefix"),
            ({"delimiter": b"/"}, TypeError, "delimiter"),
            ({"key_marker": b"k"}, TypeError, "key_marker"),
            ({"version_id_marker": "9"}, ValueError, "version_id_marker"),
            ({"key_marker": "k", "version_id_marker": 9}, TypeError, "version_id_marker"),
            ({"max_keys": 0}, ValueError, "max_keys"),
            ({"max_keys": False}, TypeError, "max_keys"),
        ],
    )
    def test_a_bad_option_is_refused_by_name(
        self, options: dict[str, Any], error: type[Exception], argument: str
    ) -> None:
        with pytest.raises(error, match=rf"^{argument} ") as caught:
            ListObjectVersions("abc", **options).request()
        assert error is caught.type

    def test_versions_and_markers_keep_the_order_of_the_service(self) -> None:
        inner = (
            "<DeleteMarker><Key>a</Key><VersionId>3</VersionId><IsLatest>true</IsLatest></DeleteMarker>"
            "<Version><Key>a</Key><VersionId>2</VersionId><IsLatest>false</IsLatest><Size>4</Size></Version>"
            "<Version><Key>b</Key><VersionId>1</VersionId><IsLatest>true</IsLatest><SoftDeleted>true</SoftDeleted></Version>"
        )
        expected = (
            ObjectVersion("a", "3", True, is_delete_marker=True),
            ObjectVersion("a", "2", False, size=4),
            ObjectVersion("b", "1", True, soft_deleted=True),
        )
        assert expected == ListObjectVersions("abc").parse(versions(inner)).versions

    @pytest.mark.parametrize("root", ["ListVersionsResult", "ListObjectVersionsResult"])
    def test_both_names_of_the_document_are_known(self, root: str) -> None:
        answer = Response(Head(200), f"<{root}/>".encode())
        assert VersionPage((), (), False, None, None) == ListObjectVersions("abc").parse(answer)

    @given(KEYS)
    def test_any_key_is_read_as_the_marker_of_the_next_page(self, key: str) -> None:
        inner = (
            f"<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextKeyMarker>{quote(key, safe='')}"
            "</NextKeyMarker><NextVersionIdMarker>9</NextVersionIdMarker>"
        )
        operation = ListObjectVersions("abc", prefix="p", max_keys=1)
        expected = ListObjectVersions("abc", prefix="p", max_keys=1, key_marker=key, version_id_marker="9")
        assert expected == operation.after(operation.parse(versions(inner)))

    @pytest.mark.parametrize(
        "inner",
        [
            "<Version><Key>a</Key><VersionId>2</VersionId></Version>",
            "<Version><Key>a</Key><IsLatest>true</IsLatest></Version>",
            "<DeleteMarker><VersionId>2</VersionId><IsLatest>true</IsLatest></DeleteMarker>",
            "<IsTruncated>true</IsTruncated>",
        ],
    )
    def test_an_incomplete_listing_is_malformed(self, inner: str) -> None:
        with pytest.raises(MalformedResponse):
            ListObjectVersions("abc").parse(versions(inner))

    def test_a_listing_that_repeats_its_markers_ends(self) -> None:
        operation = ListObjectVersions("abc", key_marker="k", version_id_marker="9")
        with pytest.raises(MalformedResponse, match="never end"):
            operation.after(VersionPage((), (), True, "k", "9"))
        following = operation.after(VersionPage((), (), True, "k", "8"))
        assert ListObjectVersions("abc", key_marker="k", version_id_marker="8") == following
        assert operation.after(VersionPage((), (), False, "k", "8")) is None


@pytest.mark.parametrize(
    "operation",
    [ListObjectsV2("abc", prefix="p"), ListObjects("abc"), ListObjectVersions("abc")],
    ids=lambda operation: operation.action,
)
def test_operations_are_values_that_pickle(operation: object) -> None:
    assert operation == pickle.loads(pickle.dumps(operation))


@pytest.mark.parametrize(
    ("listing", "name"),
    [
        (ListObjectsV2("abc", max_keys=1001), "max_keys"),
        (ListObjects("abc", max_keys=1001), "max_keys"),
        (ListObjectVersions("abc", max_keys=1001), "max_keys"),
        (ListDeletedObjects("abc", max_keys=1001), "max_keys"),
        (ListDeletedObjectVersions("abc", max_keys=1001), "max_keys"),
        (ListParts("abc", "k", "u", max_parts=1001), "max_parts"),
        (ListMultipartUploads("abc", max_uploads=1001), "max_uploads"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_larger_page_is_refused_with_the_way_to_all_entries(listing: PagedOperation[Any, Any], name: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must be 1 to 1,000, not 1,001: .* the listing goes on to its end"):
        listing.request()
