"""Signs that an endpoint heard a header of Tigris: other S3 stores and old gateways ignore headers they do not know.

Contract: no I/O. A sign in the answer itself is checked in each answer (`check_heard`). A sign that costs a request is
checked once for each feature, client and endpoint (`ensure` before, `confirm` after). All raise `FeatureNotSupported`.
`verify_features=False` switches all of them off.

    header (query)                      if it is ignored             sign
    X-Tigris-Snapshot-Version
      get, head, thaw state, file,      the live object              version id, else Last-Modified, after the snapshot
      resumed and pinned reads
      listings                          the live keys                LastModified after the snapshot; once: `speaks`
      copy, part copy, thaw             of the live object           before: HEAD of the source at the snapshot; copied
                                                                     version after the snapshot
      delete of a snapshot              deletes the empty bucket     once, before: `speaks`
      bundle (`snapshot_via="bundle"`)  the live objects             none: the caller trusts the endpoint
    X-Tigris-Snapshot: true             creates a bucket, or 409     no version in the answer; the code
    X-Tigris-Snapshot: <bucket>         all buckets                  versions are digits
    X-Tigris-Fork                       all buckets                  parents name the bucket; once: a HEAD does
    X-Tigris-Fork-Source-Bucket         an empty bucket              once: a HEAD of the fork names its source
    X-Tigris-Enable-Snapshot            a plain bucket               once: a HEAD says so
    X-Tigris-Soft-Delete, -Regions,     a bucket without it          once: its metadata says so
      -Enable-Object-Acl (create)
    X-Tigris-Merge-Source-Bucket,       creates a bucket, or 409     no version in the answer; the code
      X-Tigris-Rebase
    X-Tigris-Rename                     copies                       once: the source is gone
    X-Tigris-Soft-Delete (listings)     live keys                    versions: their mark; once: `speaks`
    X-Tigris-Restore-Type               thaws                        once, before: `speaks`
    X-Tigris-Force-Hard-Delete          deletes a live empty bucket  once, before: `speaks`
    X-Tigris-Query, -List-Source,       all objects, no metadata     once: `speaks`
      -List-Metadata, -List-Content
    Accept: application/json, Only...,  plain S3's XML               not JSON
      Include..., OwnedBy
    Tigris-Force-Delete                 409 BucketNotEmpty           the error
    X-Tigris-Consistent, -CAS,          perhaps an older state       none
      -Prefetch, -Schedule-Migration
    X-Tigris-Enable-Snapshot (answer)   unknown kind                 the header is missing
    PATCH, ?bundle, ?restore, ?func     an error                     the error

`speaks`: an answer of the endpoint has a header that begins with `X-Tigris-`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.http import Head, Request, Response
from tigris_http._wire.success import NO_BODY
from tigris_http._wire.timestamps import from_http_date
from tigris_http.errors import (
    ConnectionFailed,
    FeatureNotSupported,
    MalformedResponse,
    ServiceError,
    TigrisError,
    TimedOut,
    Unavailable,
)
from tigris_http.operations._base import Operation, Questions

_SECOND = 1_000_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_NAME_TAKEN = ("BucketAlreadyExists", "BucketAlreadyOwnedByYou")


def not_supported(feature: str, seen: str, made: str = "nothing was changed") -> FeatureNotSupported:
    """Return the error: `seen` is the sign, `made` the state now."""
    return FeatureNotSupported(
        f"this endpoint does not speak {feature}: {seen}; {made}. Use an endpoint of Tigris; where it surely speaks "
        "it, verify_features=False of the client switches these checks off"
    )


def nanoseconds(version: str | None) -> int | None:
    """Return a version as nanoseconds since the epoch, if it is 19 digits; None for any other."""
    if version is None or len(version) != 19 or not (version.isascii() and version.isdigit()):
        return None
    return int(version)


def _of_date(text: str | None) -> int | None:
    try:
        return None if text is None else _of_moment(from_http_date(text))
    except MalformedResponse:
        return None


def _of_moment(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1) * 1000


def check_read_at(snapshot: str | None, head: Head) -> None:
    """Raise if the object of a GET or HEAD was written after the snapshot."""
    asked = nanoseconds(snapshot)
    if asked is None:
        return
    version = nanoseconds(head.get("x-amz-version-id"))
    if version is not None:
        if version > asked:
            raise not_supported("snapshots", f"the object as of {snapshot} was asked for, version {version} answered")
        return
    written = _of_date(head.get("last-modified"))
    if written is not None and written > asked + _SECOND:
        when = head.get("last-modified")
        raise not_supported("snapshots", f"the object as of {snapshot} was asked for, one of {when} answered")


def check_listed_at(snapshot: str | None, entries: Iterable[tuple[str, datetime | None]]) -> None:
    """Raise if a listed object was written after the snapshot."""
    asked = nanoseconds(snapshot)
    if asked is None:
        return
    for key, written in entries:
        if written is not None and _of_moment(written) > asked + _SECOND:
            raise not_supported("snapshots", f"the keys as of {snapshot} were asked for, {key!r} is of {written}")


def check_copied_at(snapshot: str | None, head: Head) -> None:
    """Raise if the copied version is newer than the snapshot."""
    asked, copied = nanoseconds(snapshot), nanoseconds(head.get("x-amz-copy-source-version-id"))
    if asked is not None and copied is not None and copied > asked:
        seen = f"a copy as of {snapshot} was asked for, version {copied} was copied"
        raise not_supported("copies from snapshots", seen, "the destination has that version now")


def answers_creation(feature: str, error: ServiceError) -> TigrisError:
    """Return `FeatureNotSupported` if a `PUT /{bucket}` that is no creation was refused as one; else the error."""
    if error.code not in _NAME_TAKEN:
        return error
    return not_supported(feature, f"it answered {error.code}, as if a bucket were to be created")


def speaks(head: Head) -> bool:
    return any(name[:9].lower() == "x-tigris-" for name, _ in head.headers)


@dataclass(frozen=True, slots=True)
class BucketHead(Operation[Head]):
    """`HeadBucket` with the head as its result."""

    SUCCESS = NO_BODY

    bucket: str

    @property
    def action(self) -> str:
        return "HeadBucket"

    def request(self) -> Request:
        return Request("HEAD", check_bucket_name(self.bucket))

    def parse(self, response: Response) -> Head:
        return response.head


def ensured(feature: str, bucket: str) -> Questions[bool]:
    """Raise before sending unless the endpoint speaks of Tigris: any other would do something else.

    A missing bucket shows no sign, and nothing in it can be hurt.
    """
    head = yield BucketHead(bucket)
    if isinstance(head, TigrisError):
        raise head
    if not isinstance(head, Head) or speaks(head):
        return head is not None
    raise not_supported(feature, f"no header of its answers is one of Tigris', as of a HEAD of {bucket}")


def confirmed(feature: str, head: Head, bucket: str, *, heard: bool = False) -> Questions[bool]:
    """Raise unless the endpoint speaks of Tigris: by `heard`, the answer's `head`, or a HEAD of the bucket."""
    if heard or speaks(head):
        return True
    asked = yield BucketHead(bucket)
    if isinstance(asked, Head) and speaks(asked):
        return True
    if isinstance(asked, (ConnectionFailed, MalformedResponse, TimedOut, Unavailable)):
        raise asked  # what was listed may be anything
    raise not_supported(
        feature, "no header of its answers is one of Tigris', so that others than asked for may be here"
    )


def source_at(source: Operation[object]) -> Questions[bool]:
    """Raise before a copy if a HEAD of its source at a snapshot shows that the endpoint ignores snapshots.

    A source that was last written before the snapshot passes: the copy is the same.
    """
    found = yield source
    if isinstance(found, FeatureNotSupported):
        raise found
    return nanoseconds(getattr(found, "version_id", None)) is not None
