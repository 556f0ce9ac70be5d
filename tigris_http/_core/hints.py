"""The next step after an error response, if its message does not say it.

Contract: plain text of our own. It repeats nothing of the response, and of the request the snapshot's version alone.
"""

from __future__ import annotations

import re
from typing import Final

from tigris_http.errors import AccessDenied, ServiceError

BUDGET_SPENT: Final = "Not retried: this client's retry budget is spent; successful calls fill it again"

_BY_CODE: Final = {
    "BadDigest": "The body was changed while it was sent, or its checksum is wrong",
    "ExpiredToken": "Give the client new credentials, or a function that returns them",
    "InvalidAccessKeyId": "Check the access key id, and that the endpoint belongs to its service",
    "RequestTimeTooSkewed": "Check the clock of this computer",
    "SignatureDoesNotMatch": "Check the secret access key",
    "XAmzContentSHA256Mismatch": "The body was changed while it was sent, or sha256= is wrong",
}
_ANONYMOUS: Final = "The request was anonymous: give the client credentials"
_LACKS_SNAPSHOTS: Final = re.compile("of snapshot type|has no snapshots", re.IGNORECASE)
_NEEDS_SNAPSHOTS: Final = "Snapshots and forks need a bucket that was made with snapshot_enabled=True"
_NOT_OF_S3: Final = "This is no error document of S3: check the endpoint, and any proxy"
_OF_A_PROXY: Final = "A proxy wants a user and a password: give them in its URL"
_OF_HEAD: Final = {
    # They follow "the answer gives no reason".
    400: "Answers to HEAD carry none; a GET says it",
    401: "Answers to HEAD carry none: wrong key id, secret or clock, or not yours. A GET says which",
    403: "Answers to HEAD carry none: wrong key id, secret or clock, or not yours. A GET says which",
    404: "Answers to HEAD carry none: no such bucket, key or version. A GET says which",
}


def at_snapshot(version: str) -> str:
    """Return the hint of an object that may lack at the snapshot alone."""
    return f"This is the bucket at the snapshot {version}: list_snapshots shows them"


def hint(error: ServiceError, method: str, *, anonymous: bool = False, snapshot_version: str | None = None) -> str:
    """Return a sentence without its full stop, empty if there is nothing to add."""
    if error.status == 407:
        return _OF_A_PROXY
    if anonymous and error.status in AccessDenied.STATUSES:
        return _ANONYMOUS
    found = _OF_HEAD.get(error.status, "") if method == "HEAD" else _of_code(error)
    if snapshot_version is None or error.status != 404 or error.code == "NoSuchBucket" or method == "DELETE":
        return found
    at = at_snapshot(snapshot_version)
    return f"{found}. {at}" if found else at


def _of_code(error: ServiceError) -> str:
    if error.code == "InvalidArgument" and _LACKS_SNAPSHOTS.search(error.message):
        return _NEEDS_SNAPSHOTS
    # A gateway of the service itself may answer 5xx by a page.
    if not error.code and error.request_id is None and 400 <= error.status < 500:
        return _NOT_OF_S3
    return _BY_CODE.get(error.code, "")
