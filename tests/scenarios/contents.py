"""Helpers of the tests of objects: reads and hashes."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP


LARGE = bytes(range(256)) * 12_000  # three mebibytes: more than any chunk
HOUR = timedelta(hours=1)


async def read(client: AsyncTigrisHTTP, bucket: str, key: str, **options: Any) -> bytes:
    async with client.get_object(bucket, key, **options) as body:
        return await body.read()


def md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()
