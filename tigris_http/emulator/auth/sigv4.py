"""Verifies AWS Signature Version 4, from the received bytes.

Contract: `verify` returns the signer and the protection of the body, or raises `ErrorResponse`. Written from AWS'
published rules; shares nothing with any client. The S3 rule: "the request path percent-encoded **once**", "do not
collapse `//`, `.` or `..`"; "Canonical query: decode, sort by encoded name then value, re-encode once; a bare flag
`?metadata` signs as `metadata=`".
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.http.message import percent
from tigris_http.emulator.store.clock import SECOND, date_seconds, stamp, whole_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tigris_http.emulator.auth.credentials import EmulatorCredentials
    from tigris_http.emulator.http.message import (
        Headers,
        Query,
    )

ALGORITHM: Final = "AWS4-HMAC-SHA256"
UNSIGNED: Final = "UNSIGNED-PAYLOAD"
STREAMING: Final = frozenset(
    {
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    }
)
MAX_SKEW: Final = 15 * 60
MAX_EXPIRES: Final = 90 * 24 * 3600
_HEX64: Final = re.compile("[0-9a-f]{64}")
_STAMP: Final = re.compile(r"\d{8}T\d{6}Z", re.ASCII)
_AUTHORIZATION: Final = re.compile(
    rf"{ALGORITHM}\s+Credential=([^,\s]+)\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]+)\s*"
)


@dataclass(frozen=True)
class Identity:
    """The signer of a request, and the means to check the body."""

    access_key_id: str
    payload: str
    """Hex SHA-256 of the body, `UNSIGNED-PAYLOAD`, or one of `STREAMING`."""
    signature: str
    stamp: str
    scope: str
    key: bytes
    signed: frozenset[str]


@dataclass(frozen=True)
class _Claim:
    """The unverified claims of a request about its signature."""

    credential: str
    signed_headers: str
    signature: str
    stamp: str
    payload: str
    token: str | None
    expires: int | None


def is_signed(headers: Headers, query: Query) -> bool:
    """Return whether the request has a signature in either form."""
    return "authorization" in headers or "X-Amz-Signature" in query or "X-Amz-Algorithm" in query


def verify(
    method: str,
    path: str,
    headers: Headers,
    query: Query,
    now: int,
    keys: Mapping[str, EmulatorCredentials],
) -> Identity:
    """Check the signature of a request; `path` is the target as sent, without the query; `now` is in ns."""
    claim = _header_claim(headers) if "authorization" in headers else _query_claim(headers, query)
    access_key_id, day, region, service, terminator = _credential(claim)
    scope = f"{day}/{region}/{service}/{terminator}"
    if service != "s3" or terminator != "aws4_request" or not region:
        raise ErrorResponse("AuthorizationHeaderMalformed", f"the scope {scope} is not <date>/<region>/s3/aws4_request")
    if claim.stamp[:8] != day:
        raise ErrorResponse("AuthorizationHeaderMalformed", f"the date {claim.stamp} is not in the scope {scope}")
    credentials = keys.get(access_key_id)
    if credentials is None:
        raise ErrorResponse("InvalidAccessKeyId", extra=[("AWSAccessKeyId", access_key_id)])
    _check_time(claim, now)
    if credentials.session_token != claim.token and (credentials.session_token or claim.token):
        raise ErrorResponse("InvalidToken")
    if credentials.expires_at is not None and now >= credentials.expires_at.timestamp() * 1_000_000_000:
        raise ErrorResponse("ExpiredToken")
    signed = claim.signed_headers.split(";")
    _check_signed(headers, signed, query if claim.expires is not None else None)
    canonical = "\n".join(
        [
            method,
            percent(unquote_to_bytes(path)),
            _canonical_query(query),
            *(f"{name}:{_canonical_value(headers, name)}" for name in signed),
            "",
            claim.signed_headers,
            claim.payload,
        ]
    )
    to_sign = "\n".join([ALGORITHM, claim.stamp, scope, hashlib.sha256(canonical.encode("latin-1")).hexdigest()])
    key = signing_key(credentials.secret_access_key, day, region)
    expected = hmac.new(key, to_sign.encode(), "sha256").hexdigest()
    if not hmac.compare_digest(expected.encode(), claim.signature.encode()):
        raise ErrorResponse(
            "SignatureDoesNotMatch",
            extra=[
                ("AWSAccessKeyId", access_key_id),
                ("StringToSign", to_sign),
                ("SignatureProvided", claim.signature),
                ("CanonicalRequest", canonical),
            ],
        )
    return Identity(access_key_id, claim.payload, expected, claim.stamp, scope, key, frozenset(signed))


def _header_claim(headers: Headers) -> _Claim:
    found = _AUTHORIZATION.fullmatch((headers.get("authorization") or "").strip())
    if found is None:
        raise ErrorResponse("AuthorizationHeaderMalformed", f"only {ALGORITHM} with its three parts is supported")
    payload = headers.get("x-amz-content-sha256")
    if payload is None:
        # Tigris answers so to a PATCH without it.
        raise ErrorResponse("SignatureDoesNotMatch", "the header x-amz-content-sha256 is missing")
    moment = headers.get("x-amz-date")
    if moment is None:
        moment = _stamp_of_date(headers.get("date"))
    return _Claim(
        found[1],
        found[2],
        found[3],
        _checked_stamp(moment),
        _checked_payload(payload),
        headers.get("x-amz-security-token"),
        None,
    )


def _query_claim(headers: Headers, query: Query) -> _Claim:
    def need(name: str) -> str:
        value = query.get(name)
        if not value:
            raise ErrorResponse("AuthorizationQueryParametersError", f"the query parameter {name} is missing")
        return value

    if need("X-Amz-Algorithm") != ALGORITHM:
        raise ErrorResponse("AuthorizationQueryParametersError", f"X-Amz-Algorithm only supports {ALGORITHM}")
    expires = need("X-Amz-Expires")
    if not (expires.isascii() and expires.isdigit() and len(expires) < 10 and 1 <= int(expires) <= MAX_EXPIRES):
        raise ErrorResponse("AuthorizationQueryParametersError", f"X-Amz-Expires must be between 1 and {MAX_EXPIRES}")
    payload = headers.get("x-amz-content-sha256") or query.get("X-Amz-Content-Sha256") or UNSIGNED
    return _Claim(
        need("X-Amz-Credential"),
        need("X-Amz-SignedHeaders"),
        need("X-Amz-Signature"),
        _checked_stamp(need("X-Amz-Date")),
        _checked_payload(payload),
        query.get("X-Amz-Security-Token") or headers.get("x-amz-security-token"),
        int(expires),
    )


def _credential(claim: _Claim) -> tuple[str, str, str, str, str]:
    parts = claim.credential.split("/")
    if len(parts) != 5:
        raise ErrorResponse(
            "AuthorizationHeaderMalformed", "the credential is not <key>/<date>/<region>/s3/aws4_request"
        )
    return parts[0], parts[1], parts[2], parts[3], parts[4]


def _checked_stamp(moment: str) -> str:
    if not _STAMP.fullmatch(moment):
        raise ErrorResponse("AccessDenied", "the date is not in the form YYYYMMDDTHHMMSSZ")
    return moment


def _checked_payload(payload: str) -> str:
    if payload != UNSIGNED and payload not in STREAMING and not _HEX64.fullmatch(payload):
        raise ErrorResponse(
            "InvalidArgument", "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-... or 64 hex digits"
        )
    return payload


def _stamp_of_date(date: str | None) -> str:
    if date is None:
        raise ErrorResponse("AccessDenied", "a signed request needs x-amz-date or Date")
    try:
        return stamp(date_seconds(date) * SECOND)
    except (ValueError, OverflowError, OSError) as problem:
        raise ErrorResponse("AccessDenied", "the Date header is not valid") from problem


def _check_time(claim: _Claim, now: int) -> None:
    try:
        moment = datetime.strptime(claim.stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    except ValueError as problem:
        raise ErrorResponse("AccessDenied", "the date is not a date") from problem
    age = now / SECOND - moment.timestamp()
    if claim.expires is not None:
        if age > claim.expires:
            raise ErrorResponse("AccessDenied", "Request has expired", extra=[("ServerTime", whole_seconds(now))])
        if age < -MAX_SKEW:
            raise ErrorResponse("AccessDenied", "Request is not yet valid", extra=[("ServerTime", whole_seconds(now))])
    elif abs(age) > MAX_SKEW:
        raise too_skewed(claim.stamp, now)


def too_skewed(moment: str, now: int) -> ErrorResponse:
    """Build the error for a clock more than fifteen minutes away from `now` (ns)."""
    return ErrorResponse(
        "RequestTimeTooSkewed",
        extra=[
            ("RequestTime", moment),
            ("ServerTime", whole_seconds(now)),
            ("MaxAllowedSkewMilliseconds", MAX_SKEW * 1000),
        ],
    )


def _check_signed(headers: Headers, signed: list[str], query: Query | None) -> None:
    """Raise an error for a header that should be signed and is not; `query` is that of a presigned URL."""
    for name in signed:
        if name not in headers:
            raise ErrorResponse("SignatureDoesNotMatch", f"the signed header {name} did not arrive")
    if signed != sorted(set(signed)):
        raise ErrorResponse("SignatureDoesNotMatch", "SignedHeaders must be sorted, without repeats, in lower case")
    # `host` and every `x-amz-*` must be signed. The service honours `x-tigris-*` also without.
    unsigned = sorted({name for name, _ in headers.items if name == "host" or name.startswith("x-amz-")} - set(signed))
    if unsigned and query is not None:
        # The SDK for TypeScript moves such headers into the query, which is signed, and the caller sends them, too.
        moved = {(name.lower(), b" ".join(value.split())) for name, value in query.pairs}
        unsigned = [
            name for name in unsigned if (name.encode(), _canonical_value(headers, name).encode("latin-1")) not in moved
        ]
    if unsigned:
        raise ErrorResponse(
            "AccessDenied",
            "There were headers present in the request which were not signed",
            extra=[("HeadersNotSigned", ", ".join(unsigned))],
        )


def _canonical_query(query: Query) -> str:
    pairs = sorted((strict(name), strict(value)) for name, value in query.pairs if name != b"X-Amz-Signature")
    return "&".join(f"{name}={value}" for name, value in pairs)


def strict(value: bytes) -> str:
    """Percent-encode a name or a value of a query."""
    return percent(value).replace("/", "%2F")


def _canonical_value(headers: Headers, name: str) -> str:
    """Join repeated headers by commas, trimmed, with runs of spaces made one."""
    # As bytes: as latin-1 text, some bytes of UTF-8 would be white space.
    values = [b" ".join(value.encode("latin-1").split()) for other, value in headers.items if other == name]
    return b",".join(values).decode("latin-1")


@lru_cache(maxsize=64)
def signing_key(secret: str, day: str, region: str) -> bytes:
    """Derive the key of a day and a region."""
    key = hmac.digest(f"AWS4{secret}".encode(), day.encode(), "sha256")
    for part in (region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
