"""The policy of a signed form, and the signature over it.

Contract: trust nothing of a form before `allowed` returns. The signature is the HMAC-SHA256 of the policy in Base64, in
hexadecimal. The policy must cover every field but the signature, the policy, the file, and those that may be ignored.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final, cast

from tigris_http.emulator.auth import sigv4
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.store.clock import SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tigris_http.emulator.auth.credentials import EmulatorCredentials

_FREE: Final = frozenset({"x-amz-signature", "policy", "file", "bucket"})
_NEEDED: Final = ("x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature")


@dataclass(frozen=True)
class Allowed:
    """The limits of a policy on the file."""

    least: int
    most: int


def allowed(fields: Mapping[str, str], keys: Mapping[str, EmulatorCredentials], now: int, most: int) -> Allowed:
    """Check the signature of a form, and its fields (with `bucket`) against its policy; `now` is in ns."""
    if "policy" not in fields:
        raise ErrorResponse("AccessDenied")
    _check_signature(fields, keys, now)
    expiration, conditions = _read(fields["policy"])
    if now >= expiration.timestamp() * SECOND:
        raise _denied("Policy expired.")
    named: set[str] = set()
    least = 0
    for condition in conditions:
        kind, name, value = _one(condition)
        if kind == "content-length-range":
            least, most = int(name), int(value)
            continue
        named.add(name)
        if not _holds(kind, name, fields.get(name), value):
            raise _denied(f"Policy Condition failed: {json.dumps(condition)}")
    extra = sorted(
        name for name in fields if name not in named and name not in _FREE and not name.startswith("x-ignore-")
    )
    if extra:
        raise _denied(f"Extra input fields: {', '.join(extra)}")
    return Allowed(least, most)


def _check_signature(fields: Mapping[str, str], keys: Mapping[str, EmulatorCredentials], now: int) -> None:
    for name in _NEEDED:
        if not fields.get(name):
            raise ErrorResponse("InvalidArgument", f"Bucket POST must contain a field named '{name}'.")
    if fields["x-amz-algorithm"] != sigv4.ALGORITHM:
        raise ErrorResponse("InvalidArgument", f"X-Amz-Algorithm only supports {sigv4.ALGORITHM}")
    parts = fields["x-amz-credential"].split("/")
    if len(parts) != 5 or parts[3:] != ["s3", "aws4_request"] or not fields["x-amz-date"].startswith(parts[1]):
        raise ErrorResponse("InvalidArgument", "the credential is not <key>/<date>/<region>/s3/aws4_request")
    credentials = keys.get(parts[0])
    if credentials is None:
        raise ErrorResponse("InvalidAccessKeyId", extra=[("AWSAccessKeyId", parts[0])])
    token = fields.get("x-amz-security-token")
    if credentials.session_token != token and (credentials.session_token or token):
        raise ErrorResponse("InvalidToken")
    if credentials.expires_at is not None and now >= credentials.expires_at.timestamp() * SECOND:
        raise ErrorResponse("ExpiredToken")
    key = sigv4.signing_key(credentials.secret_access_key, parts[1], parts[2])
    expected = hmac.new(key, fields["policy"].encode(), "sha256").hexdigest()
    if not hmac.compare_digest(expected.encode(), fields["x-amz-signature"].encode()):
        raise ErrorResponse("SignatureDoesNotMatch", extra=[("StringToSign", fields["policy"])])


def _read(policy: str) -> tuple[datetime, list[object]]:
    try:
        read: Any = json.loads(base64.b64decode(policy, validate=True))
        moment = datetime.fromisoformat(read["expiration"].replace("Z", "+00:00"))
        conditions = read["conditions"]
    except (binascii.Error, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _bad("it needs an expiration and conditions") from None
    if not isinstance(conditions, list):
        raise _bad("its conditions are not a list")
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc), cast("list[object]", conditions)


def _one(condition: object) -> tuple[str, str, str]:
    """Return kind, name (in lower case) and value of a condition."""
    parts = cast("list[object]", condition) if isinstance(condition, list) else []
    if isinstance(condition, dict):
        pairs = cast("dict[str, object]", condition).items()
        parts = [part for name, value in pairs for part in ("eq", f"${name}", value)]
    if len(parts) != 3:
        raise _bad("a condition is unknown")
    kind, name, value = (str(part) for part in parts)
    kind = kind.lower()
    if kind == "content-length-range":
        if not all(re.fullmatch("[0-9]{1,19}", number) for number in (name, value)):
            raise _bad("a content-length-range needs two numbers")
        return kind, name, value
    if kind not in {"eq", "starts-with"} or not name.startswith("$"):
        raise _bad("a condition is unknown")
    return kind, name[1:].lower(), value


def _holds(kind: str, name: str, given: str | None, value: str) -> bool:
    if given is None:
        return False
    if kind == "eq":
        return given == value
    # As S3 does, a type with commas is a list.
    each = given.split(",") if name == "content-type" else [given]
    return all(one.startswith(value) for one in each)


def _denied(why: str) -> ErrorResponse:
    return ErrorResponse("AccessDenied", f"Invalid according to Policy: {why}")


def _bad(why: str) -> ErrorResponse:
    return ErrorResponse("InvalidPolicyDocument", f"Invalid Policy: {why}.")
