"""Parts of values: zarr's three kinds of byte requests.

Contract: a part that begins after the end of its value is empty, as a slice is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from zarr.abc.store import OffsetByteRequest, RangeByteRequest, SuffixByteRequest

from tigris_http.errors import NotFound, RangeNotSatisfiable
from tigris_http.zarr.gathering import absent

if TYPE_CHECKING:
    from zarr.abc.store import ByteRequest

    from tigris_http import AsyncTigrisHTTP

T = TypeVar("T")


async def read_part(
    client: AsyncTigrisHTTP, bucket: str, key: str, byte_range: ByteRequest, snapshot_version: str | None
) -> bytes | None:
    """Return a part of an object, None if there is no such object."""
    span = _span(byte_range)
    if span is None:
        return b"" if await client.exists(bucket, key, snapshot_version=snapshot_version) else None
    try:
        try:
            return await _got(client, bucket, key, span, snapshot_version)
        except RangeNotSatisfiable:
            if span[0] >= 0:
                return b""
        # The value is empty, or the server refuses more last bytes than there are, as rclone does.
        return (await _got(client, bucket, key, None, snapshot_version))[span[0] :]
    except NotFound as error:
        absent(error)
        return None


async def _got(
    client: AsyncTigrisHTTP, bucket: str, key: str, span: tuple[int, int | None] | None, snapshot_version: str | None
) -> bytes:
    async with client.get_object(bucket, key, range=span, snapshot_version=snapshot_version) as body:
        return await body.read()


def bounded(byte_range: ByteRequest | None) -> tuple[int, int] | None:
    """Return first and last byte of a range, None if it is empty or of another kind."""
    if isinstance(byte_range, RangeByteRequest) and byte_range.start < byte_range.end:
        return byte_range.start, byte_range.end - 1
    return None


def _span(byte_range: ByteRequest) -> tuple[int, int | None] | None:
    """Return the range as a client takes it, None for one without bytes."""
    if isinstance(byte_range, RangeByteRequest):
        return bounded(byte_range)
    if isinstance(byte_range, OffsetByteRequest):
        return byte_range.offset, None
    if isinstance(byte_range, SuffixByteRequest):  # pyright: ignore[reportUnnecessaryIsInstance]
        return (-byte_range.suffix, None) if byte_range.suffix else None
    raise ValueError(f"Unexpected byte_range, got {byte_range}.")
