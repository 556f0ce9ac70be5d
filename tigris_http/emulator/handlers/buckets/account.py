"""The listings of `GET /`: buckets (XML or JSON), snapshots of a bucket, forks of a bucket.

Contract: query names are case-sensitive, such as `IncludeStats`, `OwnedBy` and `max-buckets`. The token of a page is
its last name (or version); the last page has none.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, cast

from tigris_http.emulator.handlers.buckets.metadata import count, fork_info
from tigris_http.emulator.http import xml
from tigris_http.emulator.http.call import JSON, XML, Answer
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.service import version_number
from tigris_http.emulator.store.clock import rfc3339, whole_seconds
from tigris_http.emulator.store.store import FOREVER

if TYPE_CHECKING:
    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service
    from tigris_http.emulator.store.catalog import Bucket

_BUCKETS_A_PAGE: Final = 1000


def _limit(call: Call) -> int:
    limit = call.query.number("max-buckets", _BUCKETS_A_PAGE, 10 * _BUCKETS_A_PAGE)
    if limit == 0:
        raise ErrorResponse("InvalidArgument", "max-buckets must be positive")
    return limit


def list_buckets(service: Service, call: Call) -> Answer:
    """List the buckets of the account, in order of name, as XML or JSON."""
    limit = _limit(call)
    found = service.catalog.page(
        call.query.get("continuation-token") or "",
        limit + 1,
        prefix=call.query.get("prefix") or "",
        deleted=_asked(call, "OnlyDeleted"),
        forks_only=_asked(call, "OnlyForked"),
    )
    if call.query.get("OwnedBy") not in {None, service.options.owner_email}:
        found = []  # all buckets have one owner, and the request names another
    buckets = found[:limit]
    document: dict[str, object] = {"Owner": {"ID": service.owner, "DisplayName": service.owner}}
    if buckets or not call.wants_json:  # a listing in JSON may lack an empty container
        document["Buckets"] = {"Bucket": [_entry(service, call, bucket) for bucket in buckets]}
    if _asked(call, "IncludeStats"):
        document["Stats"] = _stats(service, buckets)
    if len(found) > limit:
        document["ContinuationToken"] = buckets[-1].name
    if call.wants_json:
        return Answer(200, [JSON], json.dumps(document).encode())
    return Answer(200, [XML], xml.document("ListAllMyBucketsResult", _xml_fields(document)))


def _asked(call: Call, name: str) -> bool:
    return (call.query.get(name) or "").lower() == "true"


def _entry(service: Service, call: Call, bucket: Bucket) -> dict[str, object]:
    settings = bucket.settings
    entry: dict[str, object] = {"Name": bucket.name, "InitialCreatedDate": whole_seconds(bucket.created)}
    if settings.retention_days is not None:
        entry["SoftDeleteInfo"] = {"Enabled": True, "RetentionDays": settings.retention_days}
    entry["CreationDate"] = whole_seconds(bucket.modified)
    if _asked(call, "IncludeRegionsInfo") and settings.regions:
        entry["Regions"] = settings.regions
    if _asked(call, "IncludeTypeInfo"):
        entry["Type"] = "Snapshot" if bucket.keeps_versions else "Regular"
    if _asked(call, "IncludeVisibility"):
        entry["Visibility"] = {"IsPublic": settings.public}
    if _asked(call, "IncludeOwnerInfo"):
        entry["OwnerInfo"] = {"OwnerUserId": service.owner, "OwnerHumanUserId": service.options.owner_email}
    if _asked(call, "IncludeForkInfo"):
        entry["ForkInfo"] = fork_info(service, bucket)
    return entry


def _stats(service: Service, buckets: list[Bucket]) -> dict[str, object]:
    totals = [count(service, bucket) for bucket in buckets]
    return {
        "ActiveBuckets": len(buckets),
        "TotalObjects": sum(total.versions for total in totals),
        "TotalStorageBytes": sum(sum(total.tiers.values()) for total in totals),
        "TotalUniqueObjects": sum(total.live for total in totals),
    }


def _xml_fields(document: dict[str, object]) -> list[tuple[str, xml.Value]]:
    """Convert a JSON object into elements; a list becomes a repeated element."""
    fields: list[tuple[str, xml.Value]] = []
    for name, value in document.items():
        for each in cast("list[object]", value) if isinstance(value, list) else [value]:
            inner = _xml_fields(cast("dict[str, object]", each)) if isinstance(each, dict) else each
            fields.append((name, cast("xml.Value", inner)))
    return fields


def list_snapshots(service: Service, call: Call) -> Answer:
    """List the snapshots of the bucket in `X-Tigris-Snapshot`, newest first, as pseudo buckets."""
    bucket = service.catalog.find(call.headers.get("x-tigris-snapshot") or "")
    limit = _limit(call)
    token = call.query.get("continuation-token")
    before = version_number(token, "The continuation token provided is incorrect") if token else FOREVER
    found = service.catalog.snapshots(bucket, before, limit + 1)
    snapshots = found[:limit]
    entries: list[tuple[str, xml.Value]] = [
        ("Bucket", [("Name", snapshot.label), ("CreationDate", rfc3339(snapshot.version))]) for snapshot in snapshots
    ]
    children: list[tuple[str, xml.Value]] = [("Buckets", entries)]
    if len(found) > limit:
        children.append(("ContinuationToken", str(snapshots[-1].version)))
    return Answer(200, [XML], xml.document("ListAllMyBucketsResult", children))


def list_forks(service: Service, call: Call) -> Answer:
    """List the forks of the bucket in `X-Tigris-Fork`.

    "403 `AccessDenied` when the source does not exist or is not yours."
    """
    source = service.catalog.look(call.headers.get("x-tigris-fork") or "")
    if source is None or source.deleted is not None:
        raise ErrorResponse("AccessDenied")
    limit = _limit(call)
    found = service.catalog.forks(source, call.query.get("continuation-token") or "", limit + 1)
    document: dict[str, object] = {"Owner": {"ID": "", "DisplayName": ""}}
    entries = [
        {"Name": fork.name, "CreationDate": rfc3339(fork.created), "ForkInfo": fork_info(service, fork)}
        for fork in found[:limit]
        if fork.deleted is None
    ]
    if entries:
        document["Buckets"] = {"Bucket": entries}
    if len(found) > limit:
        document["ContinuationToken"] = found[limit - 1].name
    return Answer(200, [JSON], json.dumps(document).encode())
