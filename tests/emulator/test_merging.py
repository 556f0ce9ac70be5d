"""Merge and rebase of forks, by raw requests: boto3 has no word for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from . import wire

if TYPE_CHECKING:
    from tigris_http.emulator import Emulator

MERGE = {"X-Tigris-Merge-Source-Bucket": "lab"}
REBASE = {"X-Tigris-Rebase": "true"}


def put(s3: Any, bucket: str, **objects: str) -> None:
    for key, content in objects.items():
        s3.put_object(Bucket=bucket, Key=key, Body=content.encode())


def contents(s3: Any, bucket: str, **at: str) -> dict[str, str]:
    def add(request: Any, **_: Any) -> None:
        for name, value in at.items():
            request.headers[name] = value

    s3.meta.events.register("before-sign.s3", add)
    found = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
    answers = {entry["Key"]: s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read() for entry in found}
    s3.meta.events.unregister("before-sign.s3", add)
    return {key: body.decode() for key, body in answers.items()}


def fork(tigris: Emulator, name: str = "lab", source: str = "atlas") -> None:
    assert 200 == wire.send(tigris, "PUT", f"/{name}", headers={"X-Tigris-Fork-Source-Bucket": source}).status


def sync(tigris: Emulator, bucket: str, headers: dict[str, str]) -> str:
    answer = wire.send(tigris, "PUT", f"/{bucket}", headers=headers)
    assert (200, b"") == (answer.status, answer.body)
    return str(answer.headers["X-Tigris-Snapshot-Version"])


def test_a_merge_brings_what_the_fork_changed_and_nothing_else(tigris: Emulator, s3: Any) -> None:
    put(s3, "atlas", same="1", changed="1", gone="1", both="1")
    fork(tigris)
    put(s3, "lab", changed="lab", new="lab", both="lab")
    s3.delete_object(Bucket="lab", Key="gone")
    put(s3, "atlas", same="2", both="atlas", own="atlas")
    version = sync(tigris, "atlas", MERGE)
    assert {"same": "2", "changed": "lab", "new": "lab", "both": "lab", "own": "atlas"} == contents(s3, "atlas")
    assert {"same": "1", "changed": "lab", "new": "lab", "both": "lab"} == contents(s3, "lab")
    assert (
        version
        == wire.send(tigris, "GET", "/", headers={"X-Tigris-Snapshot": "lab"})
        .body.decode()
        .partition("<Name>")[2]
        .partition("<")[0]
    )


def test_a_second_merge_brings_only_what_changed_since_the_first(tigris: Emulator, s3: Any) -> None:
    put(s3, "atlas", a="1")
    fork(tigris)
    put(s3, "lab", a="lab")
    sync(tigris, "atlas", MERGE)
    put(s3, "atlas", a="later")
    put(s3, "lab", b="lab")
    sync(tigris, "atlas", MERGE)
    assert {"a": "later", "b": "lab"} == contents(s3, "atlas")


def test_a_merge_can_be_looked_behind(tigris: Emulator, s3: Any) -> None:
    put(s3, "atlas", a="1")
    before = wire.send(tigris, "PUT", "/atlas", headers={"X-Tigris-Snapshot": "true"}).headers
    fork(tigris)
    put(s3, "lab", a="lab")
    sync(tigris, "atlas", MERGE)
    at = {"X-Tigris-Snapshot-Version": before["X-Tigris-Snapshot-Version"]}
    assert {"a": "1"} == contents(s3, "atlas", **at)


def test_a_rebase_takes_the_parent_as_it_is_below_what_the_fork_changed(tigris: Emulator, s3: Any) -> None:
    put(s3, "atlas", same="1", changed="1", gone="1", both="1")
    fork(tigris)
    put(s3, "lab", both="lab", own="lab")
    s3.delete_object(Bucket="lab", Key="gone")
    before = wire.send(tigris, "PUT", "/lab", headers={"X-Tigris-Snapshot": "true"}).headers[
        "X-Tigris-Snapshot-Version"
    ]
    put(s3, "atlas", changed="2", both="2", new="2", gone="2")
    s3.delete_object(Bucket="atlas", Key="same")
    version = sync(tigris, "lab", REBASE)
    assert {"changed": "2", "both": "lab", "own": "lab", "new": "2"} == contents(s3, "lab")
    past = {"X-Tigris-Snapshot-Version": before}
    assert {"same": "1", "changed": "1", "both": "lab", "own": "lab"} == contents(s3, "lab", **past)
    put(s3, "atlas", changed="3")
    assert "2" == contents(s3, "lab")["changed"]
    head = wire.send(tigris, "HEAD", "/lab").headers
    assert ("atlas", version) == (
        head["X-Tigris-Fork-Source-Bucket"],
        head["X-Tigris-Fork-Source-Bucket-Snapshot"],
    )


def test_what_was_merged_is_the_parents_when_the_fork_is_rebased(tigris: Emulator, s3: Any) -> None:
    put(s3, "atlas", gone="1", kept="1")
    fork(tigris)
    put(s3, "lab", a="lab", b="lab")
    s3.delete_object(Bucket="lab", Key="gone")
    sync(tigris, "atlas", MERGE)
    put(s3, "lab", b="lab again")
    put(s3, "atlas", a="atlas", b="atlas", gone="back")
    before = wire.send(tigris, "PUT", "/lab", headers={"X-Tigris-Snapshot": "true"}).headers
    sync(tigris, "lab", REBASE)
    assert {"a": "atlas", "b": "lab again", "gone": "back", "kept": "1"} == contents(s3, "lab")
    at = {"X-Tigris-Snapshot-Version": before["X-Tigris-Snapshot-Version"]}
    assert {"a": "lab", "b": "lab again", "kept": "1"} == contents(s3, "lab", **at)
    listed = s3.list_object_versions(Bucket="lab")
    shown = [(each["Key"], each["Size"]) for each in listed["Versions"] if each["IsLatest"]]
    assert [("a", 5), ("b", 9), ("gone", 4), ("kept", 1)] == shown
    sync(tigris, "atlas", MERGE)
    assert {"a": "atlas", "b": "lab again", "gone": "back", "kept": "1"} == contents(s3, "atlas")


def test_forks_of_forks_see_a_rebase_of_their_parent_only_after_their_own(tigris: Emulator, s3: Any) -> None:
    put(s3, "atlas", a="1")
    fork(tigris)
    fork(tigris, "deeper", "lab")
    put(s3, "atlas", a="2")
    sync(tigris, "lab", REBASE)
    assert ({"a": "2"}, {"a": "1"}) == (contents(s3, "lab"), contents(s3, "deeper"))
    sync(tigris, "deeper", REBASE)
    assert {"a": "2"} == contents(s3, "deeper")


@pytest.mark.parametrize(
    ("bucket", "headers", "expected"),
    [
        ("atlas", {"X-Tigris-Merge-Source-Bucket": "plain"}, (400, "InvalidArgument")),
        ("atlas", {"X-Tigris-Merge-Source-Bucket": "missing"}, (400, "InvalidArgument")),
        ("atlas", {"X-Tigris-Merge-Source-Bucket": "deeper"}, (400, "InvalidArgument")),
        ("missing", {"X-Tigris-Merge-Source-Bucket": "lab"}, (404, "NoSuchBucket")),
        ("atlas", REBASE, (400, "InvalidArgument")),
        ("lab", {"X-Tigris-Rebase": "yes"}, (400, "InvalidArgument")),
        ("missing", REBASE, (404, "NoSuchBucket")),
    ],
)
def test_what_is_no_direct_fork_is_refused(
    tigris: Emulator, s3: Any, bucket: str, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    fork(tigris)
    fork(tigris, "deeper", "lab")
    answer = wire.send(tigris, "PUT", f"/{bucket}", headers=headers)
    assert expected == (answer.status, answer.code)
    if headers.get("X-Tigris-Merge-Source-Bucket") == "deeper":
        assert b"<Message>merge source must be a direct fork of target</Message>" in answer.body
    assert {"atlas", "deeper", "lab", "plain"} == {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}


def test_after_a_rebase_the_latest_version_is_the_one_that_is_read(tigris: Emulator, s3: Any) -> None:
    """A version of the parent may be newer than the fork's own, which still lies above it."""
    put(s3, "atlas", a="1")
    fork(tigris)
    put(s3, "lab", a="lab")
    put(s3, "atlas", a="2")
    sync(tigris, "lab", REBASE)
    listed = s3.list_object_versions(Bucket="lab")["Versions"]
    bodies = [s3.get_object(Bucket="lab", Key="a", VersionId=each["VersionId"])["Body"].read() for each in listed]
    assert [(b"2", False), (b"lab", True), (b"1", False)] == [
        (body, each["IsLatest"]) for body, each in zip(bodies, listed, strict=True)
    ]
    first = s3.list_object_versions(Bucket="lab", MaxKeys=1)
    rest = s3.list_object_versions(
        Bucket="lab", KeyMarker=first["NextKeyMarker"], VersionIdMarker=first["NextVersionIdMarker"]
    )
    assert listed == [*first["Versions"], *rest["Versions"]]


def test_a_fork_deletes_no_version_of_its_parent(tigris: Emulator, s3: Any) -> None:
    version = s3.put_object(Bucket="atlas", Key="a", Body=b"1")["VersionId"]
    fork(tigris)
    for _ in ("as it is", "with other tags"):
        answer = wire.send(tigris, "DELETE", f"/lab/a?versionId={version}")
        assert (400, "InvalidArgument") == (answer.status, answer.code)
        s3.put_object_tagging(Bucket="lab", Key="a", Tagging={"TagSet": [{"Key": "k", "Value": "v"}]})
    assert {"a": "1"} == contents(s3, "lab")


def test_a_bucket_says_that_it_has_forks_as_long_as_it_has_any(tigris: Emulator, s3: Any) -> None:
    def says() -> str | None:
        return wire.send(tigris, "HEAD", "/atlas").headers["X-Tigris-Is-Fork-Parent"]

    seen = [says()]
    fork(tigris)
    seen.append(says())
    s3.delete_bucket(Bucket="lab")
    assert [None, "true", None] == [*seen, says()]
