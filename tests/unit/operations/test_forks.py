"""Forks: the header of a fork, the arguments refused, the answers read."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from tigris_http._wire.http import Head, Response
from tigris_http.errors import MalformedResponse, ServiceError
from tigris_http.operations import (
    CreateFork,
    Fork,
    ForkPage,
    ForkParent,
    ListForks,
)


def listing(value: object) -> Response:
    return Response(Head(200), json.dumps(value).encode())


class TestCreateFork:
    @pytest.mark.parametrize(
        ("version", "headers"),
        [
            (None, (("x-tigris-fork-source-bucket", "src"),)),
            ("7", (("x-tigris-fork-source-bucket", "src"), ("x-tigris-fork-source-bucket-snapshot", "7"))),
        ],
    )
    def test_the_header_requests_a_fork(self, version: str | None, headers: object) -> None:
        """Without it the same request creates an empty bucket."""
        request = CreateFork("abc", "src", version).request()
        assert ("PUT", "abc", headers) == (request.method, request.bucket, request.headers)

    @pytest.mark.parametrize(
        ("source", "error"),
        [("", ValueError), ("Src", ValueError), ("s\r\nx", ValueError), (None, TypeError), (b"src", TypeError)],
    )
    def test_a_fork_without_a_source_is_refused_at_construction(self, source: Any, error: type[Exception]) -> None:
        with pytest.raises(error, match=r"^source ") as caught:
            CreateFork("abc", source)
        assert error is caught.type

    @pytest.mark.parametrize(
        ("version", "error"),
        [("", ValueError), ("abc", ValueError), ("0", ValueError), (7, TypeError), (True, TypeError)],
    )
    def test_a_bad_version_is_refused(self, version: Any, error: type[Exception]) -> None:
        with pytest.raises(error, match="snapshot"):
            CreateFork("abc", "src", version).request()


class TestListForks:
    @pytest.mark.parametrize(
        "value",
        [
            {},
            {"Buckets": None},
            {"Buckets": {}},
            {"Buckets": {"Bucket": None}},
            {"Buckets": {"Bucket": []}},
            {"Buckets": {"Bucket": {}}},
            {"Owner": {"ID": ""}, "ContinuationToken": ""},
        ],
    )
    def test_an_empty_list_of_forks_has_many_forms(self, value: object) -> None:
        """Containers may be missing, null or empty: `listing_entries` of tigris-boto3-ext."""
        assert ForkPage((), None) == ListForks("abc").parse(listing(value))

    def test_a_single_object_is_read_as_a_list_of_one(self) -> None:
        value = {
            "Buckets": {"Bucket": {"Name": "lab", "ForkInfo": {"Parents": {"BucketName": "abc", "Snapshot": "7"}}}}
        }
        expected = Fork("lab", None, (ForkParent("abc", "7", None, None, None),), False)
        assert (expected,) == ListForks("abc").parse(listing(value)).forks

    @pytest.mark.parametrize("lineage", [{}, {"ForkInfo": None}, {"ForkInfo": {}}, {"ForkInfo": {"Parents": None}}])
    def test_a_gateway_that_drops_the_lineage_is_read(self, lineage: dict[str, object]) -> None:
        value = {"Buckets": {"Bucket": [{"Name": "lab", **lineage}]}}
        assert (Fork("lab", None, (), False),) == ListForks("abc").parse(listing(value)).forks

    @pytest.mark.parametrize(
        "value",
        [
            {"Buckets": []},
            {"Buckets": "x"},
            {"Buckets": {"Bucket": "x"}},
            {"Buckets": {"Bucket": [5]}},
            {"Buckets": {"Bucket": [{"Name": 5}]}},
            {"Buckets": {"Bucket": [{"CreationDate": 5}]}},
            {"Buckets": {"Bucket": [{"CreationDate": "yesterday"}]}},
            {"Buckets": {"Bucket": [{"ForkInfo": []}]}},
            {"Buckets": {"Bucket": [{"ForkInfo": {"HasChildren": "true"}}]}},
            {"Buckets": {"Bucket": [{"ForkInfo": {"Parents": [None]}}]}},
            {"ContinuationToken": 5},
            [],
            None,
        ],
    )
    def test_a_member_of_another_type_is_malformed(self, value: object) -> None:
        with pytest.raises(MalformedResponse) as caught:
            ListForks("abc").parse(listing(value))
        assert not isinstance(caught.value, ServiceError)

    def test_an_error_inside_a_200_is_the_error(self) -> None:
        with pytest.raises(ServiceError, match="no such thing") as caught:
            ListForks("abc").parse(listing({"status": "error", "message": "no such thing"}))
        assert caught.value.status == 200

    def test_paging_ends_at_an_empty_page_or_a_repeated_token(self) -> None:
        fork = Fork("lab", None, (), False)
        operation = ListForks("abc", max_buckets=3, continuation_token="a")
        assert ListForks("abc", max_buckets=3, continuation_token="b") == operation.after(ForkPage((fork,), "b"))
        assert [None] * 3 == [
            operation.after(p) for p in (ForkPage((), "b"), ForkPage((fork,), "a"), ForkPage((fork,), None))
        ]

    @pytest.mark.parametrize(
        ("options", "error", "argument"),
        [
            ({"max_buckets": 0}, ValueError, "max_buckets"),
            ({"max_buckets": True}, TypeError, "max_buckets"),
            ({"continuation_token": 5}, TypeError, "continuation_token"),
        ],
    )
    def test_a_bad_option_is_refused_by_name(
        self, options: dict[str, Any], error: type[Exception], argument: str
    ) -> None:
        with pytest.raises(error, match=rf"^{argument} "):
            ListForks("abc", **options).request()


@pytest.mark.parametrize("operation", [CreateFork("abc", "src", "7"), ListForks("abc")], ids=lambda o: o.action)
def test_operations_are_values_that_pickle(operation: object) -> None:
    assert operation == pickle.loads(pickle.dumps(operation))
