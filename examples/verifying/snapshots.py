"""Snapshot names, reads of the past, and soft deletion."""

from __future__ import annotations

import re

from tigris_http import ServiceError
from verifying.asking import in_short, question
from verifying.service import Pair, Service

SOFT_DELETED: Pair = ("x-tigris-soft-delete", "true")


def at(version: object) -> Pair:
    """Return the header that reads at a snapshot."""
    return "x-tigris-snapshot-version", str(version)


def then_and_now(s: Service, key: str) -> str:
    """Write an object, take a snapshot, and write it again; return the snapshot's version."""
    s.client.put_object(s.bucket, key, b"then")
    version = s.client.create_snapshot(s.bucket).version
    s.client.put_object(s.bucket, key, b"now")
    return version


for _label in ("before import", "2026-11-30T10:00:00Z", "a/b+c%20d", "x" * 64, "y" * 100):

    @question(f"Snapshot name {_label[:24]!r}, {len(_label)} characters", "listed as written")
    def snapshot_name(s: Service, label: str = _label) -> str:
        s.ask("PUT", s.bucket, None, ("x-tigris-snapshot", f"true; name={label}"))
        names = [snapshot.name for snapshot in s.client.list_snapshots(s.bucket)]
        return "listed as written" if label in names else f"listed as {names[0]!r}"


@question("Two snapshots of one name", "both listed")
def snapshot_twice(s: Service) -> str:
    versions = {s.client.create_snapshot(s.bucket, "twice").version for _ in range(2)}
    listed = {snapshot.version for snapshot in s.client.list_snapshots(s.bucket)}
    return "both listed" if len(versions & listed) == 2 else f"{len(versions & listed)} listed"


@question("Snapshot listing: a full last page", "no token", "a token")
def snapshot_page(s: Service) -> str:
    s.client.create_snapshot(s.bucket)
    count = sum(1 for _ in s.client.list_snapshots(s.bucket))
    page = s.ask("GET", None, None, ("x-tigris-snapshot", s.bucket), query=(("max-buckets", str(count)),))
    return "a token" if re.search(rb"<ContinuationToken>[^<]", page.body) else "no token"


@question("GetObject at a snapshot", "then, version id before the snapshot")
def get_at_snapshot(s: Service) -> str:
    version = then_and_now(s, "at")
    answer = s.ask("GET", s.bucket, "at", at(version))
    found = answer.head.get("x-amz-version-id")
    order = "none" if found is None else "before the snapshot" if int(found) <= int(version) else "after the snapshot"
    return f"{answer.body.decode()}, version id {order}"


@question("GetObject a nanosecond after a snapshot", "then")
def get_after_snapshot(s: Service) -> str:
    return s.ask("GET", s.bucket, "between", at(int(then_and_now(s, "between")) + 1)).body.decode()


@question("ListObjectsV2 at a snapshot: a later object", "left out")
def list_at_snapshot(s: Service) -> str:
    version = then_and_now(s, "listed/a")
    s.client.put_object(s.bucket, "listed/b", b"x")
    body = s.ask("GET", s.bucket, None, at(version), query=(("list-type", "2"), ("prefix", "listed/"))).body
    return "listed" if b"listed/b" in body else "left out" if b"listed/a" in body else "the earlier is missing, too"


@question("GetObject before everything", "404", "400")
def get_before_everything(s: Service) -> int:
    s.client.put_object(s.bucket, "at", b"x")
    return s.ask("GET", s.bucket, "at", at(1)).status


@question("GetObject at snapshot 'abc'", "400", "404")
def get_at_garbage(s: Service) -> int:
    s.client.put_object(s.bucket, "at", b"x")
    return s.ask("GET", s.bucket, "at", at("abc")).status


def two_versions(s: Service, key: str) -> tuple[str, str]:
    """Write an object twice; return the older and the live version."""
    old, live = (s.client.put_object(s.soft, key, body).version_id for body in (b"old", b"live"))
    if old is None or live is None:
        raise ValueError("a put in a snapshot bucket answers without x-amz-version-id")
    return old, live


@question("Soft-delete view: live versions", "left out", "mixed in, unmarked")
def soft_delete_view(s: Service) -> str:
    old, live = two_versions(s, "view")
    s.client.delete_object(s.soft, "view", version_id=old)

    def look() -> str:
        body = s.ask("GET", s.soft, None, SOFT_DELETED, query=(("versions", ""), ("prefix", "view"))).body.decode()
        entries = re.findall(r"<Version>.*?</Version>", body, re.DOTALL)
        marked = {each for each in (old, live) for entry in entries if each in entry and "<SoftDeleted>true" in entry}
        if marked != {old}:
            return "marked as deleted" if live in marked else "the deleted one is missing"
        return "left out" if all(live not in entry for entry in entries) else "mixed in, unmarked"

    return s.eventually(look, "left out")


@question("Purge of a live version", "refused")
def purge_live(s: Service) -> str:
    _, live = two_versions(s, "purge")
    try:
        status = str(s.ask("DELETE", s.soft, "purge", SOFT_DELETED, query=(("versionId", live),)).status)
    except ServiceError as error:
        status = in_short(error)
    return f"{'refused' if s.content(s.soft, 'purge') == 'live' else 'purged'} ({status})"
