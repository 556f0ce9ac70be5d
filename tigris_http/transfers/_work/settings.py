"""The settings of a stored object, and the names of all that a transfer stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from typing import Literal, TypedDict

from tigris_http.operations._base import Action


@dataclass(frozen=True, slots=True)
class ObjectSettings(Action):
    """The settings that `PutObject` and `CreateMultipartUpload` share."""

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    _: KW_ONLY
    content_type: str | None = None
    """`Content-Type` of the object, such as `"image/png"`. None sends no header."""
    content_encoding: str | None = None
    """`Content-Encoding`, such as `"gzip"`. The client neither compresses nor decompresses."""
    content_disposition: str | None = None
    """`Content-Disposition`, such as `'attachment; filename="map.png"'`."""
    content_language: str | None = None
    """`Content-Language`, such as `"en"`."""
    cache_control: str | None = None
    """`Cache-Control`, such as `"max-age=3600"`."""
    expires: datetime | None = None
    """`Expires`, an aware datetime: when caches drop their copy. The object stays."""
    metadata: Mapping[str, str] | None = None
    """User metadata: names to printable ASCII, at most 2,048 bytes in all, or values from `ObjectInfo.metadata`."""
    tagging: Mapping[str, str] | None = None
    """Tags: keys to values, at most 10."""
    storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None = None
    """`"STANDARD"`, `"STANDARD_IA"`, `"GLACIER"` or `"GLACIER_IR"`. None: the bucket's default."""
    acl: Literal["private", "public-read"] | None = None
    """`"private"` or `"public-read"`. None: the bucket's."""
    server_side_encryption: Literal["AES256"] | None = None
    """`"AES256"`. The service encrypts so in any case."""


class Settings(TypedDict):
    """The fields of `ObjectSettings` for the operations of a transfer."""

    content_type: str | None
    content_encoding: str | None
    content_disposition: str | None
    content_language: str | None
    cache_control: str | None
    expires: datetime | None
    metadata: Mapping[str, str] | None
    tagging: Mapping[str, str] | None
    storage_class: Literal["STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR"] | None
    acl: Literal["private", "public-read"] | None
    server_side_encryption: Literal["AES256"] | None


def settings(of: ObjectSettings, metadata: Mapping[str, str] | None) -> Settings:
    """Return the settings with the metadata to store."""
    return {
        "content_type": of.content_type,
        "content_encoding": of.content_encoding,
        "content_disposition": of.content_disposition,
        "content_language": of.content_language,
        "cache_control": of.cache_control,
        "expires": of.expires,
        "metadata": metadata,
        "tagging": of.tagging,
        "storage_class": of.storage_class,
        "acl": of.acl,
        "server_side_encryption": of.server_side_encryption,
    }
