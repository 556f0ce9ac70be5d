"""The context of every handler: the data and the options of the emulator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.store.store import FOREVER

if TYPE_CHECKING:
    from tigris_http.emulator.auth.keys import Keys
    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.store.catalog import Bucket, Catalog
    from tigris_http.emulator.store.clock import Clock
    from tigris_http.emulator.store.rows import Version
    from tigris_http.emulator.store.store import Store
    from tigris_http.emulator.store.uploads import Uploads
    from tigris_http.emulator.store.versions import Objects

_DIGITS: Final = re.compile("[0-9]{1,19}")


@dataclass(frozen=True)
class Options:
    """The options of an emulator, documented at `Emulator`."""

    region: str
    domains: tuple[str, ...]
    bundle_chunk: int
    bundle_long_names: str
    bundle_snapshots: bool
    owner_email: str
    custom_domains: frozenset[str] | None
    source_keys: frozenset[str] | None
    restore_seconds: float
    minimum_part_size: int
    mixed_deletions: bool


@dataclass(frozen=True)
class Service:
    """The emulator without sockets and threads."""

    clock: Clock
    store: Store
    catalog: Catalog
    objects: Objects
    uploads: Uploads
    options: Options
    keys: Keys
    owner: str
    """The id that `Owner` elements show."""


def moment(call: Call, bucket: Bucket) -> int:
    """Return the moment of a read: `X-Tigris-Snapshot-Version`, which takes any time in nanoseconds; else FOREVER."""
    value = call.headers.get("x-tigris-snapshot-version")
    if value is None:
        return FOREVER
    at = version_number(value, "The snapshot version is not valid.")
    if not bucket.keeps_versions:
        raise ErrorResponse("InvalidArgument", "The bucket has no snapshots.")
    return at


def version_number(value: str, problem: str = "Invalid version id specified") -> int:
    """Read a version string: decimal ns since the epoch, above zero."""
    if not _DIGITS.fullmatch(value) or not 0 < int(value) <= FOREVER:
        raise ErrorResponse("InvalidArgument", problem)
    return int(value)


def allow_read(call: Call, bucket: Bucket, version: Version | None) -> None:
    """Raise AccessDenied for an anonymous read of a private object.

    "Anonymous GET through *path style on the API host* answers 403 even for public objects; anonymous reads need a
    virtual host." An object's own ACL counts if object ACLs are enabled, otherwise the bucket's.
    """
    if call.access_key_id is not None:
        return
    public = bucket.settings.public
    if version is not None and bucket.settings.object_acl:
        public = {"public-read": True, "private": False}.get(version.details.acl or "", public)
    if not (public and call.place.virtual_host):
        raise ErrorResponse("AccessDenied")


def allow_list(call: Call, bucket: Bucket) -> None:
    """Raise AccessDenied for an anonymous listing, unless the bucket allows public listings."""
    settings = bucket.settings
    if call.access_key_id is None and not (settings.public and settings.public_listing and call.place.virtual_host):
        raise ErrorResponse("AccessDenied")
