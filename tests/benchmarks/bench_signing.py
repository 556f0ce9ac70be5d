"""Microseconds a signature and an address, beside stock AWS4Auth and botocore, all in one run.

    python -m tests.benchmarks.bench_signing

Every signer gets requests that were built before the clock starts, and signs each of them once. A figure is the median
of the rounds. The signers alternate, so a busy machine slows all of them alike.
"""

from __future__ import annotations

import gc
import statistics
import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
from botocore.auth import S3SigV4Auth  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
from botocore.credentials import Credentials as BotoCredentials  # type: ignore[import-untyped]
from requests_aws4auth import AWS4Auth

from tigris_http._auth.sigv4 import Signer
from tigris_http._wire.address import DEFAULT_ENDPOINT, Endpoint, locate
from tigris_http._wire.signed_headers import EMPTY_SHA256
from tigris_http.credentials import Credentials

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tigris_http._wire.http import Headers

ROUNDS = 7
CALLS = 2000
OURS, STOCK, REFERENCE = "tigris_http", "AWS4Auth", "botocore"

ID, SECRET = "tid_EXAMPLEACCESSKEY", "tsec_EXAMPLEsecretEXAMPLEsecret"
NOW = datetime(2026, 10, 20, 10, 57, 30, tzinfo=timezone.utc)
ADDRESS = locate(Endpoint.parse(DEFAULT_ENDPOINT), "auto", "my-bucket", "data/train/part-00017.jpg")
PUT_HEADERS: Headers = (
    ("content-type", "image/jpeg"),
    ("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg=="),
    ("cache-control", "max-age=3600, public"),
    ("if-none-match", "*"),
    ("x-amz-acl", "private"),
    ("x-amz-storage-class", "STANDARD_IA"),
    ("x-amz-meta-owner", "other else"),
    ("x-amz-meta-run", "2026-10-20T10:57:30Z"),
)


class Row(NamedTuple):
    """One measured figure: the work, the signer, and the median microseconds of one call."""

    case: str
    subject: str
    microseconds: float


def measure(case: str, subjects: dict[str, Callable[[], Sequence[Callable[[], object]]]]) -> list[Row]:
    """Time each subject's calls, prepared again for every round."""
    found: dict[str, list[float]] = {subject: [] for subject in subjects}
    for _ in range(ROUNDS):
        for subject, prepare in subjects.items():
            calls = prepare()
            gc.collect()
            gc.disable()
            begin = time.perf_counter()
            for call in calls:
                call()
            found[subject].append((time.perf_counter() - begin) / len(calls) * 1e6)
            gc.enable()
    return [Row(case, subject, statistics.median(times)) for subject, times in found.items()]


def signatures(case: str, method: str, headers: Headers) -> list[Row]:
    """Compare the three signers on one request with these headers and an empty body."""
    signer, credentials = Signer(), Credentials(ID, SECRET)
    stock: Any = AWS4Auth
    stock_auth = stock(ID, SECRET, "auto", "s3")
    reference = S3SigV4Auth(BotoCredentials(ID, SECRET), "s3", "auto")

    def ours() -> object:
        return signer.sign(
            credentials,
            method=method,
            authority=ADDRESS.authority,
            path=ADDRESS.path,
            query=ADDRESS.query,
            headers=headers,
            payload_hash=EMPTY_SHA256,
            now=NOW,
        )

    def stock_calls() -> list[Callable[[], object]]:
        requests = [httpx.Request(method, ADDRESS.url, headers=headers, content=b"") for _ in range(CALLS)]
        return [lambda request=request: stock_auth(request) for request in requests]  # type: ignore[misc]

    def reference_calls() -> list[Callable[[], object]]:
        requests = [AWSRequest(method, ADDRESS.url, dict(headers)) for _ in range(CALLS)]
        return [lambda request=request: reference.add_auth(request) for request in requests]  # type: ignore[misc]

    return measure(case, {OURS: lambda: [ours] * CALLS, STOCK: stock_calls, REFERENCE: reference_calls})


def rows() -> list[Row]:
    """Return all figures of this file."""
    endpoint, query = Endpoint.parse(DEFAULT_ENDPOINT), (("list-type", "2"), ("prefix", "data/train/"))
    return [
        *signatures("sign GET", "GET", ()),
        *signatures("sign PUT, 8 headers", "PUT", PUT_HEADERS),
        *measure(
            "locate, plain key",
            {OURS: lambda: [lambda: locate(endpoint, "auto", "my-bucket", "data/part-00017.jpg")] * CALLS},
        ),
        *measure(
            "locate, odd key",
            {OURS: lambda: [lambda: locate(endpoint, "auto", "my-bucket", "dir/a b+é.txt")] * CALLS},
        ),
        *measure(
            "locate, query",
            {OURS: lambda: [lambda: locate(endpoint, "auto", "my-bucket", None, query)] * CALLS},
        ),
    ]


def main() -> list[Row]:
    """Print the figures, and how many times ours each other one is; return them."""
    found = rows()
    ours = {row.case: row.microseconds for row in found if row.subject == OURS}
    print(f"{'case':22}{'signer':14}{'us a call':>10}{'x ours':>9}")
    for row in found:
        ratio = row.microseconds / ours[row.case]
        print(f"{row.case:22}{row.subject:14}{row.microseconds:10.2f}{ratio:9.1f}")
    return found


if __name__ == "__main__":
    main()
