"""The request for a new bucket: its name, and the headers of CreateBucket.

Contract: plain functions from headers to `Settings`. Unknown values raise 400.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.handlers.objects.new_object import sent_acl, sent_class
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.store.settings import Settings

if TYPE_CHECKING:
    from tigris_http.emulator.http.call import Call

_MULTI_REGIONS: Final = frozenset({"usa", "eur"})
_SINGLE_REGIONS: Final = frozenset(["ams", "fra", "gru", "iad", "jnb", "lhr", "nrt", "ord", "sin", "sjc", "syd"])
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ADDRESS: Final = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
DEFAULT_RETENTION: Final = 7


def check_name(name: str) -> None:
    """Raise an error for an invalid bucket name."""
    wrong = (
        not _NAME.fullmatch(name)
        or any(pair in name for pair in ("..", ".-", "-."))
        or _ADDRESS.fullmatch(name) is not None
        or name.startswith("xn--")
        or name.endswith("-s3alias")
    )
    if wrong:
        raise ErrorResponse("InvalidBucketName", extra=[("BucketName", name)])


def settings_of(call: Call) -> Settings:
    """Read the settings in the headers of CreateBucket."""
    return Settings(
        storage_class=sent_class(call) or "STANDARD",
        regions=checked_regions(call.headers.get("x-tigris-regions")),
        public=sent_acl(call) == "public-read",
        public_listing=flag(call, "x-amz-acl-public-list-objects-enabled"),
        object_acl=flag(call, "x-tigris-enable-object-acl"),
        retention_days=_retention(call.headers.get("x-tigris-soft-delete")),
    )


def keeps_versions(call: Call) -> bool:
    """Read `X-Tigris-Enable-Snapshot`."""
    return flag(call, "x-tigris-enable-snapshot")


def flag(call: Call, name: str) -> bool:
    """Read a header that is `true`, `false` or absent (false)."""
    value = (call.headers.get(name) or "false").strip().lower()
    if value not in {"true", "false"}:
        raise ErrorResponse("InvalidArgument", f"{name} must be true or false")
    return value == "true"


def checked_regions(given: str | None) -> str:
    """Check the placement: one multi-region, one region, or two; none means everywhere."""
    codes = [code.strip().lower() for code in (given or "").split(",") if code.strip()]
    if not codes or codes == ["global"]:
        return ""
    multi = len(codes) == 1 and codes[0] in _MULTI_REGIONS
    if not multi and not (len(codes) <= 2 and len(set(codes)) == len(codes) and _SINGLE_REGIONS.issuperset(codes)):
        raise ErrorResponse("InvalidArgument", f"The region {given} is not known.")
    return ",".join(codes)


def _retention(header: str | None) -> int | None:
    """Read `true` (7 days), `7`...`90` or `false`."""
    value = (header or "false").strip().lower()
    if value in {"true", "false"}:
        return DEFAULT_RETENTION if value == "true" else None
    if not re.fullmatch("[0-9]{1,2}", value) or not 7 <= int(value) <= 90:
        raise ErrorResponse("InvalidArgument", "The retention of soft delete must be 7 to 90 days.")
    return int(value)
