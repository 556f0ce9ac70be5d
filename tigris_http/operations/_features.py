"""Signs that a header of Tigris' was heard: another S3 store, or an old gateway, passes over headers it does not know.

Contract: plain functions and questions; nothing is sent here. A sign that an answer bears by itself is looked for in
each answer (`check_heard`); one that costs a request is asked for once for each feature, client and endpoint (`ensure`
before, `confirm` after). All raise `FeatureNotSupported`, and `verify_features=False` switches all of them off.

    header (query)                      an answer that did not hear it       sign
    X-Tigris-Snapshot-Version
      get, head, thaw state, file,      the object as it is now              version id or else Last-Modified later than
      resumed and pinned reads                                               the snapshot
      listings                          the keys of now                      LastModified later than the snapshot; once:
                                                                             the endpoint speaks of Tigris
      copy, part copy, thaw             of the object as it is now           before: HEAD of the source at the snapshot;
                                                                             copied version later than the snapshot
      delete of a snapshot              deletes the empty bucket             once, before: the endpoint speaks of Tigris
      bundle (`snapshot_via="bundle"`)  the objects as they are now          none: the caller says that it trusts
    X-Tigris-Snapshot: true             creates a bucket, or 409             the answer has no version; the code
    X-Tigris-Snapshot: <bucket>         all buckets                          versions are digits
    X-Tigris-Fork                       all buckets                          parents name the bucket; once: a HEAD does
    X-Tigris-Fork-Source-Bucket         an empty bucket                      once: a HEAD of the fork names its source
    X-Tigris-Enable-Snapshot            a plain bucket                       once: a HEAD says so
    X-Tigris-Soft-Delete, -Regions,     a bucket without the setting         once: its metadata says so
      -Enable-Object-Acl (create)
    X-Tigris-Merge-Source-Bucket,       creates a bucket, or 409             the answer has no version; the code
      X-Tigris-Rebase
    X-Tigris-Rename                     copies                               once: the source is gone
    X-Tigris-Soft-Delete (listings)     what is live                         versions: their mark; once: the endpoint
                                                                             speaks of Tigris
    X-Tigris-Restore-Type               thaws                                once, before: the endpoint speaks of Tigris
    X-Tigris-Force-Hard-Delete          deletes a live empty bucket          once, before: the endpoint speaks of Tigris
    X-Tigris-Query, -List-Source,       all objects, without metadata        once: the endpoint speaks of Tigris
      -List-Metadata, -List-Content
    Accept: application/json, Only...,  plain S3's XML                       it is no JSON
      Include..., OwnedBy
    Tigris-Force-Delete                 409 BucketNotEmpty                   the refusal
    X-Tigris-Consistent, -CAS,          the same answer, perhaps older       none
      -Prefetch, -Schedule-Migration
    X-Tigris-Enable-Snapshot (answer)   nothing is said of the kind          the header is missing
    PATCH, ?bundle, ?restore, ?func     a refusal                            the refusal

An endpoint "speaks of Tigris" whose answers have headers that begin with `X-Tigris-`.
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
    """Return the error: what was seen, and what exists now."""
    return FeatureNotSupported(
        f"this endpoint does not speak {feature}: {seen}; {made}. Use an endpoint of Tigris; where it surely speaks "
        "it, verify_features=False of the client switches these checks off"
    )


def nanoseconds(version: str | None) -> int | None:
    """Return a version that is a time: 19 digits, nanoseconds since the epoch; None for any other."""
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
    """Raise if the object of a GET or HEAD was written after the snapshot that was asked for."""
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
    """Raise if a listing at a snapshot has an object that was written after it."""
    asked = nanoseconds(snapshot)
    if asked is None:
        return
    for key, written in entries:
        if written is not None and _of_moment(written) > asked + _SECOND:
            raise not_supported("snapshots", f"the keys as of {snapshot} were asked for, {key!r} is of {written}")


def check_copied_at(snapshot: str | None, head: Head) -> None:
    """Raise if what was copied is newer than the snapshot that was asked for."""
    asked, copied = nanoseconds(snapshot), nanoseconds(head.get("x-amz-copy-source-version-id"))
    if asked is not None and copied is not None and copied > asked:
        seen = f"a copy as of {snapshot} was asked for, version {copied} was copied"
        raise not_supported("copies from snapshots", seen, "the destination has that version now")


def answers_creation(feature: str, error: ServiceError) -> TigrisError:
    """Return the error of a `PUT /{bucket}` that is no creation: the refusal of one means that it was taken for one."""
    if error.code not in _NAME_TAKEN:
        return error
    return not_supported(feature, f"it answered {error.code}, as if a bucket were to be created")


def speaks(head: Head) -> bool:
    """Return whether an answer has a header of Tigris'."""
    return any(name[:9].lower() == "x-tigris-" for name, _ in head.headers)


@dataclass(frozen=True, slots=True)
class BucketHead(Operation[Head]):
    """HeadBucket, its answer unread."""

    SUCCESS = NO_BODY

    bucket: str

    @property
    def action(self) -> str:
        """The action's name."""
        return "HeadBucket"

    def request(self) -> Request:
        """Return `HEAD /{bucket}`."""
        return Request("HEAD", check_bucket_name(self.bucket))

    def parse(self, response: Response) -> Head:
        """Return the head."""
        return response.head


def ensured(feature: str, bucket: str) -> Questions[bool]:
    """Raise unless the endpoint speaks of Tigris; before what an endpoint that does not would take for another order.

    A bucket that is not there says nothing, and nothing in it can be hurt.
    """
    head = yield BucketHead(bucket)
    if isinstance(head, TigrisError):
        raise head
    if not isinstance(head, Head) or speaks(head):
        return head is not None
    raise not_supported(feature, f"no header of its answers is one of Tigris', as of a HEAD of {bucket}")


def confirmed(feature: str, head: Head, bucket: str, *, heard: bool = False) -> Questions[bool]:
    """Raise unless the endpoint speaks of Tigris: by what was `heard`, its answer `head`, or a HEAD of the bucket."""
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
    """Raise if a HEAD of the source at a snapshot shows that snapshots are not spoken; before it is copied.

    The source passes that was written last before the snapshot: it is the same then and now.
    """
    found = yield source
    if isinstance(found, FeatureNotSupported):
        raise found
    return nanoseconds(getattr(found, "version_id", None)) is not None
