"""Helpers of the tests of updates: a counter, and a read."""

from __future__ import annotations

from tigris_http import (
    AsyncTigrisHTTP,
)

MARK = "x-amz-meta-tigris-http-updates"


def counted(old: bytes | None) -> bytes:
    return b"%d" % (int(old or 0) + 1)


async def read(client: AsyncTigrisHTTP, key: str = "n") -> bytes:
    async with client.get_object("atlas", key) as body:
        return await body.read()
