"""The source that a bucket migrates from ("shadow bucket"), as a setting.

Contract: the secret is stored as written and shown as `****`. `PATCH` replaces the whole; `{}` removes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.rules.fields import Fields
from tigris_http.emulator.rules.notifications import MASK, is_url

if TYPE_CHECKING:
    from collections.abc import Container

# Hosts of Tigris, which is no source of a migration.
_TIGRIS: Final = ("storage.dev", "storage.tigris.dev", "storageapi.dev", "tigrisfiles.io", "tigrisbucket.io")


@dataclass(frozen=True)
class MigrationSource:
    """A bucket of another S3 store."""

    name: str
    endpoint: str
    region: str
    access_key: str
    secret_key: str
    write_through: bool = False


def from_json(value: object, source_keys: Container[str] | None, own: str) -> MigrationSource | None:
    """Read the `shadow_bucket` of a PATCH.

    `source_keys` are the access keys that sources accept (None: all), `own` is the base URL of this server.
    """
    if value is None or value == {}:
        return None
    fields = Fields(value, "shadow_bucket")
    source = MigrationSource(
        fields.need("name", fields.text),
        fields.need("endpoint", fields.text),
        fields.need("region", fields.text),
        fields.need("access_key", fields.text),
        fields.need("secret_key", fields.text),
        fields.flag("write_through") or False,
    )
    fields.end()
    if not is_url(source.endpoint):
        raise ErrorResponse("InvalidArgument", "shadow_bucket.endpoint must be an http or https URL")
    host = urlsplit(source.endpoint).hostname or ""
    if source.endpoint.rstrip("/") == own or any(host == name or host.endswith(f".{name}") for name in _TIGRIS):
        raise ErrorResponse("InvalidArgument", "The source of a migration must lie outside Tigris.")
    if source_keys is not None and source.access_key not in source_keys:
        raise ErrorResponse("InvalidAccessKeyId", "Shadow bucket: the source does not know the access key.")
    return source


def to_json(source: MigrationSource) -> dict[str, object]:
    """Write the `shadow_bucket` of the metadata, the secret masked."""
    return {
        "access_key": source.access_key,
        "secret_key": MASK,
        "region": source.region,
        "name": source.name,
        "endpoint": source.endpoint,
        "write_through": source.write_through,
    }
