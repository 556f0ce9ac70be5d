"""Conditions, payloads, links, listings."""

from __future__ import annotations

import re
import secrets

import httpx

from tigris_http import ServiceError
from tigris_http.operations import Expiration, GetObject, LifecycleRule
from verifying.asking import in_short, question
from verifying.service import Pair, Service, SignFor


@question("GetBucketLocation", "empty", "auto")
def location(s: Service) -> str:
    return s.client.get_bucket_location(s.bucket) or "empty"


for _star in ("*", '"*"'):

    @question(f"PutObject If-None-Match: {_star} on an object that exists", "unchanged (412 PreconditionFailed)")
    def if_none_match(s: Service, star: str = _star) -> str:
        s.client.put_object(s.bucket, "star", b"old")
        try:
            status = str(s.ask("PUT", s.bucket, "star", ("if-none-match", star), body=b"new").status)
        except ServiceError as error:
            status = in_short(error)
        return f"{'unchanged' if s.content(s.bucket, 'star') == 'old' else 'replaced'} ({status})"


@question("PutObject If-None-Match: * on a new key", "200")
def if_none_match_new(s: Service) -> int:
    return s.ask("PUT", s.bucket, f"star-{secrets.token_hex(4)}", ("if-none-match", "*"), body=b"new").status


@question("DeleteObject If-Match with another ETag", "412 PreconditionFailed")
def delete_if_match(s: Service) -> int:
    s.client.put_object(s.bucket, "kept", b"kept")
    return s.ask("DELETE", s.bucket, "kept", ("if-match", f'"{"0" * 32}"')).status


@question("PutObject with UNSIGNED-PAYLOAD", "stored")
def unsigned_payload(s: Service) -> str:
    s.client.put_object(s.bucket, "unsigned", iter([b"abc"]), length=3, sha256="UNSIGNED-PAYLOAD")
    return "stored" if s.content(s.bucket, "unsigned") == "abc" else "stored otherwise"


@question("A URL signed here for 90 days", "200")
def signed_here(s: Service) -> int:
    s.client.put_object(s.bucket, "signed", b"x")
    return httpx.get(s.client.presigned_url(GetObject(s.bucket, "signed"), expires=7_776_000).url).status_code


for _seconds, _expected in ((604_800, "200"), (7_776_000, "200"), (7_776_001, "400 InvalidRequest")):

    @question(f"Presign endpoint: a URL for {_seconds:,} s", _expected)
    def presign_ceiling(s: Service, seconds: int = _seconds) -> int:
        return s.client.send(SignFor(s.bucket, seconds)).status


@question("Lifecycle rule on a bucket with snapshots", "400")
def lifecycle(s: Service) -> str:
    s.client.put_bucket_lifecycle_configuration(s.bucket, [LifecycleRule(expiration=Expiration(1))])
    return "accepted"


SIZES = (1, 1024, 4096, 4097, 16_384, 65_536, 1_048_576)


@question("Listing with content: the largest object inline", "4096")
def inline_content(s: Service) -> str:
    for size in SIZES:
        s.client.put_object(s.bucket, f"inline/{size:08}", b"x" * size)
    wanted = ("x-tigris-list-metadata", "true"), ("x-tigris-list-content", "true")
    body = s.ask("GET", s.bucket, None, *wanted, query=(("list-type", "2"), ("prefix", "inline/"))).body.decode()
    entries = re.findall(r"<Contents>.*?</Contents>", body, re.DOTALL)
    inline = [size for size, entry in zip(SIZES, entries, strict=True) if "<Data>" in entry]
    return str(max(inline, default="none"))


for _what, _mark, _element in (
    ("Objects", ("list-type", "2"), "MaxKeys"),
    ("Versions", ("versions", ""), "MaxKeys"),
    ("Uploads", ("uploads", ""), "MaxUploads"),
):

    @question(f"{_what} a page, if the request names no number", "1000")
    def page_size(s: Service, mark: Pair = _mark, element: str = _element) -> str:
        found = re.search(f"<{element}>([0-9]+)<", s.ask("GET", s.bucket, query=(mark,)).body.decode())
        return found[1] if found else "absent"


@question("Query without a condition on Last-Modified", "200", "400")
def query_without_time(s: Service) -> int:
    condition = ("x-tigris-query", "WHERE `Content-Length` > 0")
    return s.ask("GET", s.bucket, None, condition, query=(("list-type", "2"),)).status
