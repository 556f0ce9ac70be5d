"""Only identities, deletion marks, sizes and page markers can make an answer unusable; no other part can.

Each part of each sample document is left out or gets values of other types and forms. `STRICT` lists the parts that may
make an answer malformed. All others leave the rest of the result unchanged, and their raw value is in `extra`.
"""

from __future__ import annotations

import dataclasses
import json
import pickle
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from tests import exchanges
from tests.cases import CASES
from tests.cases.expected import Broken, Refused
from tests.guards import none_left
from tests.mutations import GONE, Mutation, mutations
from tigris_http._wire.documents.xml import parse
from tigris_http._wire.http import Head, Response
from tigris_http.errors import MalformedResponse
from tigris_http.operations import (
    CORSRule,
    GetBucketCors,
    GetBucketLifecycleConfiguration,
    GetBucketMetadata,
    GetRestoreInfo,
    LifecycleRule,
    ListBuckets,
    ListSnapshots,
    Operation,
    PutBucketCors,
    PutBucketLifecycleConfiguration,
    RestoreInfo,
    UpdateBucket,
)
from tigris_http.operations.objects._object_info import object_info

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_BUCKETS = {"Buckets", "Buckets/Bucket", "Buckets/Bucket/*", "Buckets/Bucket/Name"}
_OBJECTS = {"Contents/Key", "Contents/Size", "IsTruncated"}
_VERSIONS = {
    *(f"{kind}/{name}" for kind in ("Version", "DeleteMarker") for name in ("Key", "VersionId", "IsLatest")),
    *("Version/Size", "Version/SoftDeleted", "IsTruncated", "NextKeyMarker"),
}
_PARENTS = "Buckets/Bucket/ForkInfo/Parents"
STRICT: Mapping[str, set[str]] = {
    "CreateMultipartUpload": {"UploadId"},
    "DeleteObjects": {"Deleted/Key", "Deleted/DeleteMarker", "Error/Key"},
    "GetBucketEncryption": {
        "Rule",
        "Rule/ApplyServerSideEncryptionByDefault",
        "Rule/ApplyServerSideEncryptionByDefault/SSEAlgorithm",
    },
    # The type decides if deleted and replaced objects are kept as versions.
    "GetBucketMetadata": {"name", "type"},
    "GetBucketOwnershipControls": {"Rule", "Rule/ObjectOwnership"},
    "GetBucketPolicyStatus": {"IsPublic"},
    "GetBucketRequestPayment": {"Payer"},
    "GetBucketTagging": {"TagSet/Tag/Key"},
    "GetObjectTagging": {"TagSet/Tag/Key"},
    "ListBuckets": _BUCKETS,
    "ListDeletedBuckets": {
        *(*_BUCKETS, "ContinuationToken"),
        *("Buckets/Bucket/SoftDeleteInfo", "Buckets/Bucket/SoftDeleteInfo/Enabled"),
    },
    "ListDeletedObjectVersions": _VERSIONS,
    "ListDeletedObjects": {*_OBJECTS, "NextContinuationToken"},
    "ListForks": {
        *(*_BUCKETS, "ContinuationToken", "Buckets/Bucket/ForkInfo", _PARENTS, f"{_PARENTS}/*"),
        *(f"{_PARENTS}/BucketName", f"{_PARENTS}/Snapshot"),
    },
    "ListMultipartUploads": {"IsTruncated", "NextKeyMarker", "Upload/Key", "Upload/UploadId"},
    "ListObjectVersions": _VERSIONS,
    "ListObjects": _OBJECTS,
    "ListObjectsV2": {*_OBJECTS, "NextContinuationToken"},
    "ListParts": {"IsTruncated", "NextPartNumberMarker", "Part/ETag", "Part/PartNumber", "Part/Size"},
    "ListSnapshots": {"Buckets/Bucket/Name"},
    "Presign": {"custom_domain_url", "url"},
    "SetBucketMigration": {"Update"},
    "SetBucketNotifications": {"Update"},
    "SetBucketSoftDelete": {"Update"},
    "UpdateBucket": {"Update"},
    "UploadPartCopy": {"ETag"},
}
"""The parts of each answer that may make it malformed."""
IDENTITY = {
    *("name", "bucket", "key", "version_id", "version", "snapshot_version", "upload_id", "part_number", "etag", "size"),
    *("is_latest", "is_delete_marker", "soft_deleted", "is_truncated", "continuation_token", "next_key_marker"),
    *("next_version_id_marker", "next_continuation_token", "common_prefixes", "type"),
}
"""Fields that only their own part changes."""
WITHOUT_EXTRA = {
    *("CopyObject", "DeleteObjects", "GetBucketEncryption", "RenameObject", "UploadPartCopy"),
    *("GetBucketCors", "GetBucketLifecycleConfiguration"),
}
"""Small answers, in which an unreadable part is None, and rules, which report it themselves."""

HERE = "STRICT in tests/unit/operations/test_mutations.py"
ADD_TO_STRICT = (
    "it makes the answer malformed. If the result is of no use without it, add it to "
    f"{HERE}; else give its `Part` cosmetic=True"
)
KEEP_IT = (
    "the result lost the raw value. Give its `Shape` extra=True and the dataclass a field `extra`, or make the part "
    f"required and add it to {HERE}; an answer of a few parts may stand in WITHOUT_EXTRA"
)


def document_of(name: str) -> bytes:
    operation, expected = CASES[name]
    body = exchanges.load(name).response.body
    if isinstance(expected, (Refused, Broken)) or not isinstance(operation, Operation):
        return b""
    return body if body.lstrip()[:1] in {b"<", b"{"} else b""


DOCUMENTS = [name for name in CASES if document_of(name)]


def read(name: str, body: bytes) -> Any:
    operation: Any = CASES[name][0]
    answer = exchanges.load(name).response
    return operation.parse(Response(Head(answer.status, answer.headers), body))


@cache
def outcomes(name: str) -> list[tuple[Mutation, object]]:
    """Return the mutations of a document, each with its result or error."""
    found: list[tuple[Mutation, object]] = []
    for mutation in mutations(document_of(name)):
        try:
            found.append((mutation, read(name, mutation.body)))
        except MalformedResponse as error:
            found.append((mutation, error))
    return found


def leaves(value: object, *above: str) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield the fields of a result, with their paths from the outside in."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for each in dataclasses.fields(value):
            yield from leaves(getattr(value, each.name), *above, each.name)
    elif isinstance(value, tuple) and any(map(dataclasses.is_dataclass, value)):
        for number, each in enumerate(value):
            yield from leaves(each, *above, str(number))
    else:
        yield above, value


def identities(value: object) -> dict[tuple[str, ...], object]:
    return {names: found for names, found in leaves(value) if names and names[-1] in IDENTITY}


def kept(value: object) -> list[object]:
    """Return all raw values that a result kept."""
    return [raw for names, found in leaves(value) if names[-1:] == ("extra",) for raw in dict(found).values()]  # type: ignore[call-overload]  # a mapping


def holds(raw: object, value: object) -> bool:
    if type(raw) is type(value) and raw == value:
        return True
    inner = raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ()
    return any(holds(each, value) for each in inner)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_only_parts_for_identity_and_deletion_make_an_answer_malformed(name: str) -> None:
    whole = read(name, document_of(name))
    action = CASES[name][0].action
    before = identities(whole)
    failed: set[str] = set()
    for mutation, found in outcomes(name):
        if isinstance(found, MalformedResponse):
            failed.add(mutation.path)
            continue
        if mutation.path in STRICT.get(action, ()) or mutation.path == "EncodingType":
            continue
        if mutation.value is not GONE and not isinstance(mutation.replaced, (dict, list)):
            after = identities(found)
            same = {names: value for names, value in before.items() if names in after}
            changed = {names: (value, after[names]) for names, value in same.items() if value != after[names]}
            assert is_of(changed, mutation), (mutation, changed)
        assert not is_lost(whole, found, mutation) or action in WITHOUT_EXTRA, f"{mutation}: {KEEP_IT}"
    none_left((f"{action} {path}" for path in failed - STRICT.get(action, set())), ADD_TO_STRICT)


def is_of(changed: Iterable[tuple[str, ...]], mutation: Mutation) -> bool:
    """Return true if a field changed to the mutated value."""
    part = mutation.path.rpartition("/")[2].lower()
    fields = [names[-1].replace("_", "") for names in changed]
    return all(name.startswith(part) or part.startswith(name) or name == "commonprefixes" for name in fields)


def is_lost(whole: object, found: object, mutation: Mutation) -> bool:
    """Return true if a field became None by a value that the result does not keep."""
    if mutation.value in (GONE, None, "", [], {}):
        return False
    if mutation.path.endswith("/Snapshot") and isinstance(mutation.value, str):
        return False  # a version whose snapshot has no name
    if isinstance(mutation.value, dict) and isinstance(mutation.replaced, (dict, list)):
        return False  # an object in place of another has no value of its own
    now = dict(leaves(found))
    empty = [names for names, value in leaves(whole) if value is not None and now.get(names, value) is None]
    return bool(empty) and not any(holds(raw, mutation.value) for raw in kept(found))


def test_each_part_that_may_make_an_answer_malformed_does() -> None:
    """The table above must not claim too much."""
    failing: dict[str, set[str]] = {}
    for name in DOCUMENTS:
        for mutation, found in outcomes(name):
            if isinstance(found, MalformedResponse):
                failing.setdefault(CASES[name][0].action, set()).add(mutation.path)
    strict = {f"{action} {path}" for action, paths in STRICT.items() for path in paths}
    found_strict = {f"{action} {path}" for action, paths in failing.items() for path in paths}
    none_left(found_strict - strict, ADD_TO_STRICT)
    none_left(strict - found_strict, f"it does not make the answer malformed: remove it from {HERE}")


METADATA = {
    "name": "atlas-data",
    "lifecycle_rules": [
        {
            "id": "r1",
            "status": 1,
            "filter": {"prefix": "logs/"},
            "transitions": [{"storage_class": "STANDARD_IA", "days": 30}],
            "expiration": {"days": 365, "enabled": True},
        }
    ],
    "cors": {
        "rules": [
            {
                "allowedOrigin": ["https://a.example"],
                "allowedMethods": ["GET"],
                "allowedHeaders": ["*"],
                "exposeHeaders": ["ETag"],
                "maxAge": 600,
            }
        ]
    },
    "shares": [{"team_id": "all", "role": "ReadOnly"}],
}


def texts(value: object) -> list[object]:
    """Return a document without its empty parts."""
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [] if value in (None, "") else [(type(value).__name__, value)]


@pytest.mark.parametrize("setting", ["lifecycle_rules", "cors", "shares"])
def test_no_setting_is_written_back_without_its_unreadable_parts(setting: str) -> None:
    """Rules are replaced as a whole: a missing part would be deleted."""
    written_back = 0
    for mutation in mutations(json.dumps({"name": "atlas-data", setting: METADATA[setting]}).encode()):
        if mutation.path == "name" or (isinstance(mutation.value, dict) and not isinstance(mutation.replaced, str)):
            continue
        metadata = GetBucketMetadata("atlas-data").parse(Response(Head(200), mutation.body))
        try:
            body = UpdateBucket("atlas-data", **{setting: getattr(metadata, setting)}).request().body
        except (ValueError, TypeError):
            continue
        assert isinstance(body, bytes)
        written_back += 1
        stated, lost = texts(json.loads(body)), texts(json.loads(mutation.body).get(setting))
        for text in stated:
            if text in lost:
                lost.remove(text)
        assert [] == lost, mutation
    assert written_back > 5


@pytest.mark.parametrize(
    ("name", "put"),
    [
        ("get_bucket_lifecycle_configuration/two_rules", PutBucketLifecycleConfiguration),
        ("get_bucket_cors/two_rules", PutBucketCors),
    ],
)
def test_no_document_of_rules_is_written_back_without_its_unreadable_parts(name: str, put: Any) -> None:
    def stated(document: bytes) -> list[str]:
        return sorted(text for each in parse(document).iter() if (text := (each.text or "").strip()))

    for mutation in mutations(document_of(name)):
        if mutation.path == "Rule/Filter":
            continue  # it has elements, and no text
        rules = read(name, mutation.body)
        try:
            body = put("atlas-data", rules).request().body
        except (ValueError, TypeError):
            continue
        assert set(stated(mutation.body)) <= set(stated(body)), mutation


def metadata(**members: object) -> Any:
    body = json.dumps({"name": "atlas-data", **members}).encode()
    return GetBucketMetadata("atlas-data").parse(Response(Head(200), body))


def test_unreadable_metadata_are_none_and_their_raw_value_is_kept() -> None:
    found = metadata(
        estimated_size="3072",
        estimated_rows=12,
        created_at="2026-10-14T13:56:38",
        soft_delete={"enabled": "true", "retention_days": 30},
        object_regions=["iad"],
        protection={"protected": "no"},
        object_notifications={"enabled": "true", "web_hook": "https://hooks.example.com/t"},
        md=5,
        newer={"a": 1},
    )
    assert (None, 12, None) == (found.estimated_size, found.estimated_rows, found.created_at)
    assert (None, 30) == (found.soft_delete.enabled, found.soft_delete.retention_days)
    assert (None, None, None, None) == (found.regions, found.protected, found.notifications, found.acl)
    assert {
        "estimated_size": "3072",
        "created_at": "2026-10-14T13:56:38",
        "soft_delete": {"enabled": "true", "retention_days": 30},
        "object_regions": ["iad"],
        "protection": {"protected": "no"},
        "object_notifications": {"enabled": "true", "web_hook": "https://hooks.example.com/t"},
        "md": 5,
        "newer": {"a": 1},
    } == found.extra


def test_an_unreadable_rule_reports_it_and_keeps_its_position() -> None:
    good = {"id": "r2", "status": 2, "expiration": {"days": 1}}
    found = metadata(lifecycle_rules=[{"id": "r1", "status": "on"}, 5, good], cors={"rules": [{"maxAge": "600"}, "x"]})
    assert [("r1", None, True), (None, True, True), ("r2", False, False)] == [
        (rule.id, rule.enabled, rule.says_more) for rule in found.lifecycle_rules
    ]
    assert (CORSRule(says_more=True), CORSRule(says_more=True)) == found.cors
    assert {"lifecycle_rules", "cors"} == found.extra.keys()
    unread: dict[str, Any] = {"lifecycle_rules": [LifecycleRule(says_more=True)], "cors": [CORSRule(says_more=True)]}
    for setting, rules in unread.items():
        with pytest.raises(ValueError, match="says_more"):
            UpdateBucket("bucket", **{setting: rules}).request()


def test_a_bucket_with_an_unreadable_creation_time_does_not_get_that_of_its_last_change() -> None:
    bucket = {"Name": "a", "CreationDate": "2026-10-20T10:57:30Z", "InitialCreatedDate": "yesterday"}
    page = ListBuckets(include_type=True).parse(
        Response(Head(200), json.dumps({"Buckets": {"Bucket": [bucket]}}).encode())
    )
    (found,) = page.buckets
    assert (None, 30) == (found.created_at, found.modified_at and found.modified_at.second)
    assert {"InitialCreatedDate": "yesterday"} == found.extra


def test_a_snapshot_keeps_an_unreadable_time() -> None:
    bucket = b"<Bucket><Name>17</Name><CreationDate>now</CreationDate></Bucket>"
    body = b"<ListAllMyBucketsResult><Buckets>" + bucket + b"</Buckets></ListAllMyBucketsResult>"
    (found,) = ListSnapshots("atlas").parse(Response(Head(200), body)).snapshots
    assert ("17", None, {"CreationDate": "now"}) == (found.version, found.created_at, found.extra)


def test_unreadable_headers_of_an_object_are_none_and_kept() -> None:
    head = Head(200, (("Content-Length", "3"), ("Last-Modified", "today"), ("X-Amz-Tagging-Count", "many")))
    info = object_info(head, "atlas", "a")
    assert (3, None, None) == (info.size, info.last_modified, info.tag_count)
    assert {"last-modified": "today", "x-amz-tagging-count": "many"} == info.extra
    assert {} == object_info(Head(200, (("Content-Length", "3"),)), "atlas", "a").extra
    for strict in (("Content-Length", "many"), ("x-amz-delete-marker", "many")):
        with pytest.raises(MalformedResponse):
            object_info(Head(200, (("Content-Length", "3"), strict)), "atlas", "a")


def test_the_state_of_an_archived_object_needs_no_date() -> None:
    restore = 'ongoing-request="false", expiry-date="soon"'
    head = Head(200, (("Content-Length", "3"), ("x-amz-restore", restore)))
    assert RestoreInfo("restored") == GetRestoreInfo("atlas", "a").parse(Response(head))


def test_rules_in_xml_report_their_unreadable_parts() -> None:
    body = b"<LifecycleConfiguration><Rule><Status>on</Status></Rule></LifecycleConfiguration>"
    assert (LifecycleRule(enabled=None, says_more=True),) == GetBucketLifecycleConfiguration("atlas").parse(
        Response(Head(200), body)
    )
    body = b"<CORSConfiguration><CORSRule><MaxAgeSeconds>x</MaxAgeSeconds></CORSRule></CORSConfiguration>"
    assert (CORSRule(says_more=True),) == GetBucketCors("atlas").parse(Response(Head(200), body))


def test_results_without_unreadable_parts_share_one_empty_extra_that_pickles() -> None:
    one, other = (object_info(Head(200, (("Content-Length", "3"),)), "atlas", key) for key in "ab")
    assert one.extra is other.extra
    assert pickle.loads(pickle.dumps(one)).extra is one.extra
    assert ("{}", 0, {}) == (repr(one.extra), len(one.extra), dict(one.extra))
