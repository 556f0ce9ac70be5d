"""A version is cut from `<version>; name=<name>` in every place where a service may write this."""

from __future__ import annotations

import json

import pytest

from tigris_http._wire.http import Head, Response
from tigris_http.operations import (
    CreateSnapshot,
    ForkParent,
    GetBucketMetadata,
    HeadBucket,
    ListBuckets,
    ListForks,
    ListSnapshots,
    MergeFork,
    RebaseFork,
)

VERSION = "1792493847118382304"
LABELS = [VERSION, f"{VERSION}; name=before import", f"{VERSION}; name=", f"{VERSION};name=a", f"{VERSION} ; name=x; y"]


def headed(**headers: str) -> Response:
    return Response(Head(200, tuple((name.replace("_", "-"), value) for name, value in headers.items())))


def forked(label: str) -> Response:
    parents = [{"BucketName": "atlas", "Snapshot": label}]
    bucket = {"Name": "lab", "ForkInfo": {"Parents": parents}}
    return Response(Head(200), json.dumps({"Buckets": {"Bucket": [bucket]}, "ForkInfo": {"Parents": parents}}).encode())


@pytest.mark.parametrize("label", LABELS)
def test_headers_name_a_version_alone(label: str) -> None:
    answer = headed(x_tigris_snapshot_version=label, x_tigris_fork_source_bucket_snapshot=label)
    assert VERSION == CreateSnapshot("atlas", "before import").parse(answer).version
    assert VERSION == MergeFork("atlas", "lab").parse(answer).snapshot_version
    assert VERSION == RebaseFork("lab").parse(answer).snapshot_version
    assert VERSION == HeadBucket("lab").parse(answer).fork_source_snapshot


@pytest.mark.parametrize("label", LABELS)
def test_documents_name_a_version_alone(label: str) -> None:
    parents: list[ForkParent] = []
    parents += ListForks("atlas").parse(forked(label)).forks[0].parents
    for info in (
        ListBuckets(include_fork_info=True).parse(forked(label)).buckets[0].fork_info,
        GetBucketMetadata("lab").parse(forked(label)).fork_info,
    ):
        assert info is not None
        parents += info.parents
    assert [VERSION] * 3 == [parent.snapshot_version for parent in parents]
    listed = (
        f"<ListAllMyBucketsResult><Buckets><Bucket><Name>{label}</Name></Bucket></Buckets></ListAllMyBucketsResult>"
    )
    page = ListSnapshots("atlas").parse(Response(Head(200), listed.encode()))
    assert [VERSION] == [snapshot.version for snapshot in page.snapshots]


def test_a_fork_that_names_no_snapshot_has_none() -> None:
    assert HeadBucket("lab").parse(headed()).fork_source_snapshot is None
    assert HeadBucket("lab").parse(headed(x_tigris_fork_source_bucket_snapshot="")).fork_source_snapshot is None
