"""Objects of a bucket that migrates from another store.

Reference: https://www.tigrisdata.com/docs/migration/.
"""

from __future__ import annotations

from dataclasses import dataclass

from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http._wire.http import Request, Response
from tigris_http._wire.success import DESCRIBED
from tigris_http.operations._base import Operation
from tigris_http.operations.objects._object_info import ObjectInfo, object_info


@dataclass(frozen=True, slots=True)
class MigrateObject(Operation[ObjectInfo]):
    """Start to copy an object from the migration source; return its properties.

    Does not wait: `is_object_migrated` tells when the copy is done. Harmless if Tigris has the object already. Raises
    `NotFound` if neither side has it.
    """

    SUCCESS = DESCRIBED

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""

    def request(self) -> Request:
        """Return `HEAD /{bucket}/{key}` with `x-tigris-schedule-migration`."""
        headers = (("x-tigris-schedule-migration", "true"),)
        return Request("HEAD", check_bucket_name(self.bucket), check_key(self.key), headers=headers)

    def parse(self, response: Response) -> ObjectInfo:
        return object_info(response.head, self.bucket, self.key)


@dataclass(frozen=True, slots=True)
class IsObjectMigrated(Operation[bool]):
    """Return whether Tigris has an object itself. Raises `NotFound` if its migration source has it neither."""

    SUCCESS = DESCRIBED

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""

    def request(self) -> Request:
        """Return `HEAD /{bucket}/{key}`."""
        return Request("HEAD", check_bucket_name(self.bucket), check_key(self.key))

    def parse(self, response: Response) -> bool:
        """Read `X-Tigris-Read-Source`: only one known word means "elsewhere"."""
        return (response.head.get("x-tigris-read-source") or "").strip().lower() != "block_shadow"
