"""Readability of objects in the archive tier."""

from __future__ import annotations

from email.utils import formatdate
from typing import TYPE_CHECKING

from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.store.clock import SECOND

if TYPE_CHECKING:
    from tigris_http.emulator.store.clock import Clock
    from tigris_http.emulator.store.rows import Version


def is_readable(version: Version, clock: Clock) -> bool:
    """Return whether the bytes can be read now."""
    if version.storage_class != "GLACIER":
        return True
    restored = version.details.restored
    return restored is not None and restored[0] <= clock.now() < restored[1]


def check_readable(version: Version, clock: Clock) -> None:
    """Raise InvalidObjectState for an archived object."""
    if not is_readable(version, clock):
        raise ErrorResponse("InvalidObjectState", extra=[("StorageClass", version.storage_class)])


def state_header(version: Version, clock: Clock) -> list[tuple[str, str]]:
    """Return `x-amz-restore`, from the first restore until the copy ends."""
    restored = version.details.restored
    if version.storage_class != "GLACIER" or restored is None or clock.now() >= restored[1]:
        return []
    if clock.now() < restored[0]:
        return [("x-amz-restore", 'ongoing-request="true"')]
    expiry = formatdate(restored[1] // SECOND, usegmt=True)
    return [("x-amz-restore", f'ongoing-request="false", expiry-date="{expiry}"')]
