"""Missing buckets, Tigris' own calls in both addressing styles, and listings of buckets."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from verifying.asking import question, reading
from verifying.service import JSON, JSON_BODY, MISSING, Service

NO_BUCKET = ("404 NoSuchBucket", "403 AccessDenied")


def metadata(s: Service, bucket: str, style: str) -> int:
    return s.ask("GET", bucket, None, JSON, query=(("metadata", ""),), style=style).status


def patch(s: Service, bucket: str, style: str) -> int:
    return s.ask("PATCH", bucket, None, JSON, JSON_BODY, body=b"{}", style=style).status


def bundle(s: Service, bucket: str, style: str) -> int:
    form = ("x-tigris-bundle-format", "tar")
    body = b'{"keys":["k"]}'
    return s.ask("POST", bucket, None, form, JSON_BODY, query=(("bundle", ""),), body=body, style=style).status


def restore(s: Service, bucket: str, style: str) -> int:
    return s.ask("POST", bucket, query=(("restore", ""),), style=style).status


# Tigris' own calls on a bucket. Every known client sends them path-style.
OWN_CALLS: dict[str, tuple[Callable[[Service, str, str], int], str]] = {
    "GET ?metadata": (metadata, "200"),
    "PATCH": (patch, "200"),
    "POST ?bundle": (bundle, "200"),
    "POST ?restore": (restore, "400 InvalidArgument"),
}

for _style in ("path", "virtual"):
    for _name, (_call, _live) in OWN_CALLS.items():

        @reading(f"{_name} of a missing bucket, {_style} style", *NO_BUCKET, style=_style)
        def of_missing(s: Service, call: Callable[..., int] = _call, style: str = _style) -> int:
            return call(s, MISSING, style)

        @question(f"{_name} of a live bucket, {_style} style", _live, style=_style)
        def of_live(s: Service, call: Callable[..., int] = _call, style: str = _style) -> int:
            return call(s, s.bucket, style)


@reading("HeadBucket of a missing bucket", "404")
def head_bucket(s: Service) -> int:
    return s.ask("HEAD", MISSING).status


@reading("GetObject in a missing bucket", *NO_BUCKET)
def get_object(s: Service) -> int:
    return s.ask("GET", MISSING, "k").status


@reading("ListObjectsV2 of a missing bucket", "404 NoSuchBucket")
def list_objects(s: Service) -> int:
    return s.ask("GET", MISSING, query=(("list-type", "2"),)).status


@reading("Snapshots of a missing bucket", *NO_BUCKET)
def list_snapshots(s: Service) -> int:
    return s.ask("GET", None, None, ("x-tigris-snapshot", MISSING)).status


@reading("Forks of a missing bucket", "403 AccessDenied")
def list_forks(s: Service) -> int:
    return s.ask("GET", None, None, ("x-tigris-fork", MISSING), JSON).status


@question("PutObject into a missing bucket", *NO_BUCKET)
def put_object(s: Service) -> int:
    return s.ask("PUT", MISSING, "k", body=b"x").status


@question("DeleteBucket of a missing bucket", "404 NoSuchBucket")
def delete_bucket(s: Service) -> int:
    return s.ask("DELETE", MISSING).status


@reading("Bucket listing, one a page: its token", "the last name", "none: one page is all")
def bucket_token(s: Service) -> str:
    found: dict[str, Any] = json.loads(s.ask("GET", None, None, JSON, query=(("max-buckets", "1"),)).body)
    token = found.get("ContinuationToken")
    if not token:
        return "none: one page is all"
    listed = found["Buckets"]["Bucket"]
    return "the last name" if token == (listed if isinstance(listed, dict) else listed[-1])["Name"] else "another text"


@reading("Bucket listing, 10,000 a page", "200")
def bucket_page(s: Service) -> int:
    return s.ask("GET", query=(("max-buckets", "10000"),)).status
