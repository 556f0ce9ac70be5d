"""The objects that `--json` prints: their kinds, the fields of each, and how values are written.

Contract: the fields of a kind are always all there, in this order; `None` is `null`. Times are UTC in RFC 3339, sizes
are bytes. A later version may add fields and kinds, and changes none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, Final, cast

KINDS: Final[dict[str, tuple[str, str]]] = {
    "bucket": ("`ls` without a URI", "bucket created_at"),
    "deleted_bucket": ("`ls --deleted` without a URI", "bucket deleted_at"),
    "prefix": ("`ls`", "uri bucket key"),
    "object": ("`ls`, `find`", "uri bucket key size etag last_modified storage_class"),
    "version": (
        "`ls --versions`, `undelete ls`",
        ("uri bucket key version_id is_latest is_delete_marker soft_deleted size etag last_modified storage_class"),
    ),
    "deleted": ("`ls --deleted`", "uri bucket key size etag last_modified storage_class"),
    "usage": ("`du`", "uri bucket key objects bytes"),
    "stat": (
        "`stat` of an object",
        (
            "uri bucket key size etag last_modified content_type content_encoding content_disposition "
            "content_language cache_control expires storage_class version_id metadata tag_count acl restore "
            "parts_count checksums regions"
        ),
    ),
    "bucket_info": (
        "`bucket info`, `stat` of a bucket",
        (
            "uri bucket created_at snapshot_enabled storage_class regions cache_control acl public_list_objects "
            "allow_object_acl soft_delete_days protected domain_name fork_parent fork_snapshot has_forks "
            "lifecycle_rules cors objects versions bytes"
        ),
    ),
    "snapshot": ("`snapshot create`, `snapshot ls`", "uri bucket version name created_at"),
    "fork": ("`fork create`, `fork ls`", "uri bucket parent snapshot created_at"),
    "url": ("`presign`", "uri bucket key method url headers expires_at"),
    "item": ("each object or file that a command changes", "action status source target size version_id reason"),
    "difference": ("`diff`", "change uri bucket key old_size size old_etag etag"),
    "manifest": (
        "`manifest`, `manifest --show`",
        "uri bucket key etag source objects bytes blocks block_keys digest",
    ),
    "entry": ("`manifest --keys`", "uri bucket key size"),
    "summary": ("the end of a tree, and of `run`", "action done skipped deleted refused failed bytes requests dry_run"),
    "error": (
        "each error, on standard error",
        "command line error exit message status code bucket key operation request_id upload_id",
    ),
}
"""The commands that print each kind, and its fields."""
STATUSES: Final = ("done", "planned", "skipped", "refused", "failed")
"""The values of `status`. With `--dry-run`, an item that would be done is planned."""
_FIELDS: Final = {kind: tuple(fields.split()) for kind, (_, fields) in KINDS.items()}


def record(kind: str, values: Mapping[str, object]) -> str:
    """Return an object in one line of JSON: `type`, then the fields of its kind."""
    fields = _FIELDS[kind]
    if missing := set(fields) ^ values.keys():
        raise KeyError(f"a record {kind} has other fields: {', '.join(sorted(missing))}")
    # In ASCII, so that the line is the same in every locale.
    return json.dumps({"type": kind, **{name: plain(values[name]) for name in fields}})


def plain(value: Any) -> object:  # noqa: ANN401  # of any record
    """Return a value as JSON has it."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in _items(value)}
    if isinstance(value, (tuple, list)):
        return [plain(each) for each in cast("Sequence[Any]", value)]
    if isinstance(value, datetime):
        return rfc3339(value)
    fields: Mapping[str, object] | None = getattr(value, "__dataclass_fields__", None)
    if fields is not None:
        return {name: plain(getattr(value, name)) for name in fields if name not in {"_", "extra"}}
    return str(value)


def _items(mapping: Any) -> Iterable[tuple[object, object]]:  # noqa: ANN401
    return mapping.items()  # type: ignore[no-any-return]


def rfc3339(moment: datetime) -> str:
    """Return an aware time in UTC, with fractions only if it has some."""
    return moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
