"""Signatures of general requests by botocore, the reference: `python -m tests.unit.auth.write_vectors` writes them.

They are of a service other than S3, with headers and queries in odd forms. botocore normalises the paths of such a
service, so those with other paths than S3 would sign are kept as signatures that must not come out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest import mock
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth, SigV4QueryAuth  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
from botocore.credentials import Credentials  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from .vectors import Vector

FILE = Path(__file__).parents[3] / "fixtures" / "sigv4" / "vectors-general.json"

REGION, SERVICE, EXPIRES = "eu-west-7", "almanac", 900
NOW = datetime(2026, 2, 28, 23, 59, 58, tzinfo=timezone.utc)
STAMP = NOW.strftime("%Y%m%dT%H%M%SZ")
KEY_ID, SECRET, TOKEN = "AKIDALMANAC", "almanac/secret+EXAMPLE=key", "token/of+many==signs"
HOST = "almanac.example"


class Case(NamedTuple):
    name: str
    target: str = "/"
    headers: tuple[tuple[str, str], ...] = ()
    method: str = "GET"
    body: bytes = b""
    host: str = HOST
    token: str | None = None


PLAIN = (
    Case("nothing more"),
    Case("a port in the host", host="almanac.example:8443"),
    Case("a token", token=TOKEN),
    Case("a path of unreserved characters", "/-._~/0123456789/abcXYZ"),
    Case("a query in order", "/?a=1&b=2"),
    Case("a query out of order", "/?b=2&a=1&B=3&A=4"),
    Case("a query with an empty value", "/?a=&b=1"),
    Case("a query of escapes", "/?sp%20ace=a%2Bb&%C3%A9=%F0%9F%90%85&slash=%2F&tilde=~"),
    Case("a query of unreserved characters", "/?-._~09azAZ=-._~09azAZ"),
    Case("names of headers out of order", headers=(("Zone", "z"), ("My-Header", "m"), ("Age", "a"))),
    Case("names of headers in mixed case", headers=(("x-LOUD-Name", "Value"), ("X-quiet-NAME", "VALUE"))),
    Case("values of headers in mixed case", headers=(("My-Header", "VaLuE"),)),
    Case("runs of spaces in a value", headers=(("My-Header", "a   b  \t c"),)),
    Case("spaces around a value", headers=(("My-Header", "   a b  "),)),
    Case("spaces between quotes", headers=(("My-Header", 'say "a   b"  end'),)),
    Case("an unbalanced quote", headers=(("My-Header", 'say "a  b'),)),
    Case("a header that is there three times", headers=(("My-Header", "c"), ("My-Header", "a"), ("My-Header", "b"))),
    Case("a deletion", "/month/2?day=29", method="DELETE", token=TOKEN),
)
HEADERS_ONLY = (
    Case("a name of a query that is there twice", "/?a=2&a=1&a=10"),
    Case("a query without values", "/?a&b"),
    Case("a body", method="POST", body=b"almanac=2026", headers=(("Content-Type", "text/plain; charset=utf-8"),)),
    Case("an empty body", method="PUT"),
    Case("a body of bytes", method="PATCH", body=bytes(range(256))),
)
"""The query signer of botocore rewrites these."""
NORMALISED = (
    Case("a dot", "/a/./b"),
    Case("two dots", "/a/../b"),
    Case("dots above the root", "/../../b"),
    Case("slashes", "//a//b"),
    Case("slashes at the end", "/a//"),
    Case("an escape in the path", "/a%20b"),
    Case("text in the path", "/%C3%A9/%F0%9F%90%85"),
)


def _observed(kind: type[Any]) -> type[Any]:
    """Return a signer that keeps what it signs."""

    class Observed(kind):  # type: ignore[misc]  # a parameter
        canonical = text = ""

        def canonical_request(self, request: Any) -> str:
            self.canonical = str(super().canonical_request(request))
            return self.canonical

        def string_to_sign(self, request: Any, canonical_request: str) -> str:
            self.text = str(super().string_to_sign(request, canonical_request))
            return self.text

    return Observed


def signed(case: Case, kind: str, *, s3_path_rules: bool) -> Vector:
    request: Any = AWSRequest(method=case.method, url=f"https://{case.host}{case.target}", data=case.body)
    for name, value in case.headers:
        request.headers[name] = value  # repeated names are kept: this is an email message
    credentials = Credentials(KEY_ID, SECRET, case.token)
    if kind == "header":
        signer = _observed(SigV4Auth)(credentials, SERVICE, REGION)
    else:
        signer = _observed(SigV4QueryAuth)(credentials, SERVICE, REGION, EXPIRES)
    with mock.patch("botocore.auth.get_current_datetime", return_value=NOW.replace(tzinfo=None)):
        signer.add_auth(request)
    prepared = urlsplit(request.url)
    headers = [["Host", case.host], *([name, str(value)] for name, value in request.headers.items())]
    authorization = str(request.headers.get("Authorization", ""))
    *_, payload_hash = signer.canonical.splitlines()
    vector: Vector = {
        "name": f"general/{case.name}/{kind}",
        "kind": kind,
        "method": case.method,
        "wire_target": case.target,
        "headers": [pair for pair in headers if pair[0] != "Authorization"],
        "payload_hash": payload_hash,
        "credentials": {"access_key": KEY_ID, "secret_key": SECRET, "token": case.token},
        "region": REGION,
        "service": SERVICE,
        "datetime": STAMP,
        "signed_headers": signer.canonical.splitlines()[-2],
        "canonical_request": signer.canonical,
        "string_to_sign": signer.text,
        "signature": (authorization or prepared.query).rpartition("Signature=")[2],
        "s3_path_rules": s3_path_rules,
    }
    if kind == "query":
        vector |= {"expires": EXPIRES, "signed_target": f"{prepared.path}?{prepared.query}"}
    else:
        vector |= {"authorization": authorization}
    if payload_hash != hashlib.sha256(case.body).hexdigest():
        raise AssertionError(f"{case.name}: botocore signed another body")
    return vector


def computed() -> Iterator[Vector]:
    for case in PLAIN:
        yield signed(case, "header", s3_path_rules=True)
        yield signed(case, "query", s3_path_rules=True)
    for case in HEADERS_ONLY:
        yield signed(case, "header", s3_path_rules=True)
    for case in NORMALISED:
        yield signed(case, "header", s3_path_rules=False)
        yield signed(case, "query", s3_path_rules=False)


if __name__ == "__main__":
    FILE.write_text(json.dumps({"vectors": [*computed()]}, indent=1) + "\n", "utf-8")
