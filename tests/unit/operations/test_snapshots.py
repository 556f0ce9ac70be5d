"""Snapshots: the header of a snapshot, the arguments refused, the answers read."""

from __future__ import annotations

import pickle
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._wire.http import Head, Response
from tigris_http.errors import FeatureNotSupported, MalformedResponse
from tigris_http.operations import CreateSnapshot, DeleteSnapshot, ListSnapshots, Snapshot, SnapshotPage
from tigris_http.operations.buckets._lineage import split_label

VERSION = "1792493847118382304"
TAKEN = datetime(2026, 10, 20, 10, 57, 27, 118382, timezone.utc)


class TestCreateSnapshot:
    @pytest.mark.parametrize(
        ("name", "header"),
        [
            (None, "true"),
            ("a", "true; name=a"),
            ("before import", "true; name=before import"),
            ("v1.2_rc-3", "true; name=v1.2_rc-3"),
            ("n" * 64, f"true; name={'n' * 64}"),
            ("2026-10-20T10:57:29+02:00", "true; name=2026-10-20T10:57:29+02:00"),
            ("s3/import=a,b (1) 100%", "true; name=s3/import=a,b (1) 100%"),
            ("name=x", "true; name=name=x"),
        ],
    )
    def test_the_header_requests_a_snapshot(self, name: str | None, header: str) -> None:
        """Without it the same request creates the bucket."""
        request = CreateSnapshot("abc", name).request()
        assert ("PUT", "abc", (("x-tigris-snapshot", header),)) == (request.method, request.bucket, request.headers)

    @pytest.mark.parametrize(
        ("name", "error"),
        [
            ("", ValueError),
            (" ", ValueError),
            (" a", ValueError),
            ("a ", ValueError),
            ("n" * 65, ValueError),
            ("a;b", ValueError),
            ("a\x7fb", ValueError),
            ("a\r\nx-tigris-force-delete: true", ValueError),
            ("a\n", ValueError),
            ("a\tb", ValueError),
            ("é", ValueError),
            ("\ud800", ValueError),
            (b"a", TypeError),
            (5, TypeError),
            (True, TypeError),
        ],
    )
    def test_a_name_that_a_listing_could_not_return_is_refused(self, name: Any, error: type[Exception]) -> None:
        with pytest.raises(error, match=r"^name ") as caught:
            CreateSnapshot("abc", name).request()
        assert error is caught.type

    def test_the_version_gives_the_time(self) -> None:
        answer = Response(Head(200, (("X-Tigris-Snapshot-Version", VERSION),)))
        assert Snapshot("abc", VERSION, "n", TAKEN) == CreateSnapshot("abc", "n").parse(answer)

    @pytest.mark.parametrize("version", ["abc", "9" * 400, "-1", "1.5"])
    def test_a_version_of_another_kind_is_kept_without_a_time(self, version: str) -> None:
        answer = Response(Head(200, (("X-Tigris-Snapshot-Version", version),)))
        assert Snapshot("abc", version, None, None) == CreateSnapshot("abc").parse(answer)

    @pytest.mark.parametrize("headers", [(), (("X-Tigris-Snapshot-Version", ""),)])
    def test_an_answer_without_a_version_means_a_service_without_snapshots(self, headers: Any) -> None:
        """Such a service reads the request as the creation of a bucket and answers success."""
        with pytest.raises(FeatureNotSupported, match="X-Tigris-Snapshot-Version"):
            CreateSnapshot("abc").parse(Response(Head(200, headers)))

    def test_a_snapshot_is_not_repeated_blindly(self) -> None:
        assert CreateSnapshot.REPEATABLE is False


class TestDeleteSnapshot:
    @pytest.mark.parametrize(
        ("version", "error"),
        [
            ("", ValueError),
            ("0", ValueError),
            ("000", ValueError),
            ("-1", ValueError),
            ("1 ", ValueError),
            ("1\r\n", ValueError),
            ("abc", ValueError),
            ("1; name=a", ValueError),
            ("٣", ValueError),
            ("1" * 21, ValueError),
            (None, TypeError),
            (1792493847118382304, TypeError),
            (True, TypeError),
            (b"1", TypeError),
        ],
    )
    def test_a_deletion_without_a_version_is_refused_at_construction(
        self, version: Any, error: type[Exception]
    ) -> None:
        """Without its header the same request deletes the bucket."""
        with pytest.raises(error, match=r"^snapshot_version ") as caught:
            DeleteSnapshot("abc", version)
        assert error is caught.type

    @given(st.integers(1, 10**20 - 1))
    def test_the_header_is_always_sent(self, version: int) -> None:
        request = DeleteSnapshot("abc", str(version)).request()
        assert ("DELETE", "abc", None, (("x-tigris-snapshot-version", str(version)),)) == (
            request.method,
            request.bucket,
            request.key,
            request.headers,
        )


class TestListSnapshots:
    @pytest.mark.parametrize(
        ("label", "expected"),
        [
            ("7", ("7", None)),
            ("7; name=a", ("7", "a")),
            ("7; name=before import", ("7", "before import")),
            ("7; name=a; name=b", ("7", "a; name=b")),
            ("7; name=", ("7", None)),
            ("7;name=a", ("7", None)),
            ("7; other=1", ("7", None)),
            ("7; other=1; name=a", ("7", "a")),
            (" 7 ; name=a", ("7", "a")),
            ("", ("", None)),
        ],
    )
    def test_a_label_is_split_at_its_first_name(self, label: str, expected: tuple[str, str | None]) -> None:
        """Split on the first `; name=`; the version is everything before the first `;`."""
        assert expected == split_label(label)

    @given(st.text())
    def test_any_label_is_split_into_text(self, label: str) -> None:
        version, name = split_label(label)
        assert ";" not in version
        assert name != ""

    @pytest.mark.parametrize(
        ("options", "error", "argument"),
        [
            ({"max_buckets": 0}, ValueError, "max_buckets"),
            ({"max_buckets": "5"}, TypeError, "max_buckets"),
            ({"continuation_token": 5}, TypeError, "continuation_token"),
        ],
    )
    def test_a_bad_option_is_refused_by_name(
        self, options: dict[str, Any], error: type[Exception], argument: str
    ) -> None:
        with pytest.raises(error, match=rf"^{argument} "):
            ListSnapshots("abc", **options).request()

    def test_a_snapshot_without_a_version_is_malformed(self) -> None:
        entry = b"<Buckets><Bucket><Name>; name=a</Name></Bucket></Buckets>"
        body = b"<ListAllMyBucketsResult>" + entry + b"</ListAllMyBucketsResult>"
        with pytest.raises(MalformedResponse, match="version"):
            ListSnapshots("abc").parse(Response(Head(200), body))

    def test_an_empty_page_with_a_token_is_the_last(self) -> None:
        operation = ListSnapshots("abc", max_buckets=3, continuation_token="8")
        assert operation.after(SnapshotPage((), "7")) is None
        following = operation.after(SnapshotPage((Snapshot("abc", "7"),), "7"))
        assert ListSnapshots("abc", max_buckets=3, continuation_token="7") == following


@pytest.mark.parametrize(
    "operation",
    [CreateSnapshot("abc", "n"), DeleteSnapshot("abc", "7"), ListSnapshots("abc")],
    ids=lambda operation: operation.action,
)
def test_operations_are_values_that_pickle(operation: object) -> None:
    assert operation == pickle.loads(pickle.dumps(operation))
