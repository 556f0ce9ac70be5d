"""Bundles on stores without bundles: the same results, by single GETs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import BundleSkipped, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http import AsyncTigrisHTTP


pytestmark = pytest.mark.anyio


async def read(client: AsyncTigrisHTTP, bucket: str, keys: list[str], **options: Any) -> tuple[list[Any], Any]:
    """Return (key, content or reason) for each key, and the account."""
    found: list[Any] = []
    async with client.bundle_objects(bucket, keys, **options) as bundle:
        async for result in bundle:
            if isinstance(result, BundleSkipped):
                found.append((result.key, result.reason))
            else:
                found.append((result.key, await result.read()))
    return found, bundle.stats


async def test_a_bundle_reads_any_s3_store(client: AsyncTigrisHTTP, bucket: str, key_in: Callable[[str], str]) -> None:
    contents = {key_in("small"): b"1", key_in("empty"): b"", key_in("large"): bytes(range(256)) * 6000}
    for key, content in contents.items():
        await client.put_object(bucket, key, content)
    small, *_ = contents
    keys = [*contents, key_in("gone"), small]
    found, stats = await read(client, bucket, keys)
    assert [*contents.items(), (key_in("gone"), "NoSuchKey"), (small, b"1")] == found
    assert (1, 4, 4, 1) == (stats.requests, stats.fallback_gets, stats.delivered, stats.skipped)
    found, stats = await read(client, bucket, [small], compression="gzip")
    assert ([(small, b"1")], 0) == (found, stats.requests)


async def test_a_missing_bucket_is_an_error(client: AsyncTigrisHTTP) -> None:
    with pytest.raises(NotFound) as caught:
        await read(client, "no-such-bucket-anywhere", ["a"])
    assert "NoSuchBucket" == caught.value.code
