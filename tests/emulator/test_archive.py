"""The archive tier, driven by boto3 and tigris-boto3-ext."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest
import tigris_boto3_ext as extension
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 ships no types

from tigris_http.emulator import Emulator

from . import wire

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def code(error: pytest.ExceptionInfo[ClientError]) -> tuple[int, str]:
    answer = error.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]


def test_an_archived_object_is_read_after_a_restore(s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="cold", Body=b"cold", StorageClass="GLACIER")
    with pytest.raises(ClientError) as refused:
        s3.get_object(Bucket="plain", Key="cold")
    assert (403, "InvalidObjectState") == code(refused)
    with pytest.raises(ClientError) as refused:
        s3.copy_object(Bucket="plain", Key="copy", CopySource="plain/cold")
    assert (403, "InvalidObjectState") == code(refused)
    assert {"status": "archived", "expires_at": None} == extension.get_restore_info(s3, "plain", "cold")
    begun = extension.restore_object(s3, "plain", "cold", days=3)
    assert 202 == begun["ResponseMetadata"]["HTTPStatusCode"]
    assert b"cold" == s3.get_object(Bucket="plain", Key="cold")["Body"].read()
    info = extension.get_restore_info(s3, "plain", "cold")
    assert info is not None
    left = info["expires_at"] - datetime.now(timezone.utc)
    assert ("restored", True) == (info["status"], 3 <= left.total_seconds() / 86400 <= 4)
    again = extension.restore_object(s3, "plain", "cold", days=9)
    later = extension.get_restore_info(s3, "plain", "cold")
    assert later is not None
    assert (200, 6) == (
        again["ResponseMetadata"]["HTTPStatusCode"],
        (later["expires_at"] - info["expires_at"]).days,
    )
    s3.copy_object(Bucket="plain", Key="copy", CopySource="plain/cold", StorageClass="STANDARD")
    assert b"cold" == s3.get_object(Bucket="plain", Key="copy")["Body"].read()


def test_a_restore_takes_its_time(connect: Callable[..., Any]) -> None:
    with Emulator(restore_seconds=3600) as slow:
        s3 = connect(slow)
        s3.create_bucket(Bucket="plain")
        s3.put_object(Bucket="plain", Key="cold", Body=b"cold", StorageClass="GLACIER")
        extension.restore_object(s3, "plain", "cold")
        assert {"status": "in-progress", "expires_at": None} == extension.get_restore_info(s3, "plain", "cold")
        with pytest.raises(ClientError) as refused:
            s3.get_object(Bucket="plain", Key="cold")
        assert (403, "InvalidObjectState") == code(refused)
        with pytest.raises(ClientError) as running:
            extension.restore_object(s3, "plain", "cold")
        assert (409, "RestoreAlreadyInProgress") == code(running)


def test_a_restored_object_is_within_reach_until_it_returns_to_the_archive(
    tmp_path: Path, connect: Callable[..., Any]
) -> None:
    with Emulator(data=tmp_path, restore_seconds=3600) as tigris:
        s3 = connect(tigris)
        s3.create_bucket(Bucket="open", ACL="public-read")
        s3.put_object(Bucket="open", Key="cold", Body=b"cold", StorageClass="GLACIER")
        extension.restore_object(s3, "open", "cold", days=2)
        assert {"status": "in-progress", "expires_at": None} == extension.get_restore_info(s3, "open", "cold")
    for days, expected in ((1, (200, True)), (4, (403, False))):
        with Emulator(data=tmp_path, clock_skew=days * 86400) as later:
            host = {"Host": f"open.localhost:{later.port}"}  # unsigned: a signature of today is too old then
            state = wire.send_as_is(later, "HEAD", "/cold", b"", host).headers["x-amz-restore"]
            got = wire.send_as_is(later, "GET", "/cold", b"", host)
            assert expected == (got.status, (state or "").startswith('ongoing-request="false", expiry-date="'))


@pytest.mark.parametrize(
    ("storage_class", "expected"),
    [("STANDARD", (202, None)), ("STANDARD_IA", (202, None)), ("GLACIER_IR", (403, "InvalidObjectState"))],
)
def test_other_classes_need_no_restore(s3: Any, storage_class: str, expected: tuple[int, str | None]) -> None:
    s3.put_object(Bucket="plain", Key="a", Body=b"a", StorageClass=storage_class)
    try:
        status = extension.restore_object(s3, "plain", "a")["ResponseMetadata"]["HTTPStatusCode"]
        found: tuple[int, str | None] = (status, None)
    except ClientError as error:
        answer = error.response
        found = (answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"])
    assert expected == found
    assert b"a" == s3.get_object(Bucket="plain", Key="a")["Body"].read()


def test_a_version_or_what_was_current_at_a_snapshot_is_restored(tigris: Emulator, s3: Any) -> None:
    old = s3.put_object(Bucket="atlas", Key="cold", Body=b"1", StorageClass="GLACIER")["VersionId"]
    taken = wire.send(tigris, "PUT", "/atlas", headers={"X-Tigris-Snapshot": "true"}).headers
    new = s3.put_object(Bucket="atlas", Key="cold", Body=b"2", StorageClass="GLACIER")["VersionId"]
    at = {"X-Tigris-Snapshot-Version": taken["X-Tigris-Snapshot-Version"]}
    body = b"<RestoreRequest><Days>1</Days></RestoreRequest>"
    assert 202 == wire.send(tigris, "POST", "/atlas/cold?restore", body, at).status
    assert b"1" == s3.get_object(Bucket="atlas", Key="cold", VersionId=old)["Body"].read()
    assert b"1" == wire.send(tigris, "GET", "/atlas/cold", headers=at).body
    assert extension.get_restore_info(s3, "atlas", "cold", version_id=new) == {"status": "archived", "expires_at": None}
    extension.restore_object(s3, "atlas", "cold", version_id=new)
    assert b"2" == s3.get_object(Bucket="atlas", Key="cold")["Body"].read()


@pytest.mark.parametrize(
    ("target", "body", "expected"),
    [
        ("/plain/none?restore", b"<RestoreRequest><Days>1</Days></RestoreRequest>", (404, "NoSuchKey")),
        ("/plain/a?restore", b"<RestoreRequest><Days>0</Days></RestoreRequest>", (400, "InvalidArgument")),
        ("/plain/a?restore", b"<RestoreRequest><Days>36501</Days></RestoreRequest>", (400, "InvalidArgument")),
        ("/plain/a?restore", b"<RestoreRequest><Days>1_0</Days></RestoreRequest>", (400, "MalformedXML")),
        ("/plain/a?restore", b"<RestoreRequest/>", (400, "MalformedXML")),
        ("/plain/a?restore", b"", (400, "MalformedXML")),
    ],
)
def test_what_makes_no_restore_is_refused(
    tigris: Emulator, s3: Any, target: str, body: bytes, expected: tuple[int, str]
) -> None:
    s3.put_object(Bucket="plain", Key="a", Body=b"")
    answer = wire.send(tigris, "POST", target, body)
    assert expected == (answer.status, answer.code)
