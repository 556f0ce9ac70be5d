"""The sides of a command: a local path, the standard streams, or a place in a bucket.

Contract: no I/O. Raises `UsageError`, which names the argument.
"""

from __future__ import annotations

import os
import re
from typing import Final, NamedTuple, TypeAlias

from tigris_http.cli.failures import UsageError

STREAM: Final = "-"
"""Standard input as a source, standard output as a target."""
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")

_ARGUMENT: Final = re.compile("^(the bucket of |the snapshot of )?uri")
"""The beginning of messages of `parse_uri`."""


class Local(NamedTuple):
    """A file or folder of this computer."""

    path: str

    @property
    def is_folder(self) -> bool:
        """Whether the name says so: it ends with a separator."""
        return self.path.endswith(("/", os.sep))

    @property
    def name(self) -> str:
        return os.path.basename(self.path)  # noqa: PTH119  # of "a/", it is empty

    def __str__(self) -> str:
        return self.path


class Stream(NamedTuple):
    """Standard input or output."""

    def __str__(self) -> str:
        return STREAM


class Remote(NamedTuple):
    """A bucket, a prefix or an object."""

    bucket: str
    key: str
    snapshot: str | None = None

    @property
    def is_folder(self) -> bool:
        return not self.key or self.key.endswith("/")

    @property
    def name(self) -> str:
        return self.key.rpartition("/")[2]

    def at(self, key: str) -> Remote:
        """Return another key of the same bucket and snapshot."""
        return Remote(self.bucket, key, self.snapshot)

    def __str__(self) -> str:
        snapshot = "" if self.snapshot is None else f"@{self.snapshot}"
        return f"t3://{self.bucket}{snapshot}/{self.key}"


Side: TypeAlias = Local | Stream | Remote


def side(argument: str, text: str) -> Side:
    """Return the side that a text names."""
    if text == STREAM:
        return Stream()
    if _URI.match(text):
        return _parsed(argument, text)
    if not text:
        raise UsageError(f"{argument} is empty: give a path or a URI such as t3://bucket/key")
    return Local(text)


def remote(argument: str, text: str, *, snapshot: str | None = None) -> Remote:
    """Return a place in a bucket. A snapshot in the URI comes before the given one."""
    found = side(argument, text)
    if not isinstance(found, Remote):
        raise UsageError(f"{argument} must be a URI such as t3://bucket/key, not {text!r}")
    return found if snapshot is None or found.snapshot is not None else found._replace(snapshot=snapshot)


def live(argument: str, text: str) -> Remote:
    """Return a place to write to: no snapshot."""
    found = remote(argument, text)
    if found.snapshot is not None:
        raise UsageError(f"{argument} is at a snapshot, which cannot be changed: {text}")
    return found


def an_object(argument: str, place: Remote) -> Remote:
    """Check that a place names a key."""
    if not place.key:
        raise UsageError(f"{argument} must name an object, such as t3://{place.bucket}/key, not the bucket")
    return place


def bucket(argument: str, text: str) -> str:
    """Return the name of a bucket, given as it is or as a URI."""
    if "://" not in text:
        from tigris_http._wire.address import check_bucket_name

        try:
            return check_bucket_name(text_of(text).removesuffix("/"), argument=argument)
        except ValueError as error:
            raise UsageError(str(error)) from None
    found = live(argument, text)
    if found.key:
        raise UsageError(f"{argument} must be a bucket, not an object: {text}")
    return found.bucket


def _parsed(argument: str, text: str) -> Remote:
    from tigris_http.transfers.uris import parse_uri

    try:
        found = parse_uri(text_of(text))
    except ValueError as error:
        raise UsageError(_ARGUMENT.sub(rf"\1{argument}", str(error))) from None
    return Remote(found.bucket, found.key, found.snapshot_version)


def local_name(key: str) -> str:
    """Return a key, or a part of one, as the name of a file: UTF-8 in every locale."""
    return os.fsdecode(key.encode("utf-8"))


def text_of(argument: str) -> str:
    """Return an argument or a name as text: its bytes are UTF-8 in every locale, if they can be."""
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeError:
        return argument
