"""URIs of objects: `t3://bucket/key`, and `t3://bucket@snapshot/key` for an object at a snapshot."""

from __future__ import annotations

from dataclasses import dataclass

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name

SCHEMES = ("t3", "tigris", "s3")


@dataclass(frozen=True, slots=True)
class ObjectURI:
    """An object, or a prefix, by its URI. `str()` writes it as a `t3` URI."""

    bucket: str
    key: str
    """The key, unchanged: no character is decoded. Empty for the bucket itself."""
    snapshot_version: str | None = None
    """Version of a snapshot of the bucket; None for the current state."""

    def __str__(self) -> str:
        snapshot = "" if self.snapshot_version is None else f"@{self.snapshot_version}"
        return f"t3://{self.bucket}{snapshot}/{self.key}"


def parse_uri(uri: str) -> ObjectURI:
    """Parse `t3://bucket/key` or `t3://bucket@snapshot/key`. The schemes `tigris` and `s3` mean the same.

    The key is everything after the first slash. It is not decoded: `%20` is three characters of the key. Raises
    `ValueError` for another scheme, without a bucket, or for a name that no bucket can have.

        parse_uri("t3://photos@1700000000000000000/map.png").snapshot_version
    """
    text = arguments.text("uri", uri)
    scheme, mark, rest = text.partition("://")
    if not mark or scheme not in SCHEMES:
        raise ValueError(f"uri must begin with t3://, tigris:// or s3://, such as t3://bucket/key, not {text!r}")
    place, _, key = rest.partition("/")
    bucket, at, snapshot = place.partition("@")
    if not bucket:
        raise ValueError(f"uri must name a bucket, such as t3://bucket/key, not {text!r}")
    check_bucket_name(bucket, argument="the bucket of uri")
    version = arguments.snapshot_version("the snapshot of uri", snapshot) if at else None
    return ObjectURI(bucket, key, version)
