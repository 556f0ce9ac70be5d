"""The arguments of methods: paths and patterns, options of stored objects, callbacks."""

from __future__ import annotations

import operator
import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeGuard

from fsspec.callbacks import DEFAULT_CALLBACK

from tigris_http.transfers import Progress

if TYPE_CHECKING:
    from tigris_http import ObjectInfo

_SPECIAL = frozenset("*?[")


def is_path(value: object) -> TypeGuard[str | os.PathLike[str]]:
    """Return whether a value is one path."""
    return isinstance(value, (str, os.PathLike))


def is_pattern(path: object) -> bool:
    """Return whether fsspec takes a path for a pattern."""
    return isinstance(path, str) and not _SPECIAL.isdisjoint(path)


def as_list(value: Any) -> list[str]:  # noqa: ANN401  # a path, or paths
    """Return one path or several as a list."""
    return [os.fspath(value)] if is_path(value) else list(value)


def as_given(value: Any) -> str | list[str]:  # noqa: ANN401  # a path, or paths
    """Return one path as a str, several as a list."""
    return os.fspath(value) if is_path(value) else list(value)


def bound(value: SupportsIndex | None) -> int | None:
    """Return a bound of a range as an int. Libraries give those of NumPy, too."""
    return None if value is None else operator.index(value)


def each_of(value: Any, count: int) -> list[int | None]:  # noqa: ANN401  # a bound, or bounds
    """Return `count` bounds, from one for all or one for each."""
    bounds: Iterable[Any] = value if hasattr(value, "__iter__") else [value] * count
    return [bound(each) for each in bounds]


_HEADERS = {
    "ContentType": "content_type",
    "ContentEncoding": "content_encoding",
    "ContentDisposition": "content_disposition",
    "ContentLanguage": "content_language",
    "CacheControl": "cache_control",
    "Metadata": "metadata",
    "StorageClass": "storage_class",
    "ACL": "acl",
}
"""Options of a stored object, by their names in s3fs."""
_OPTIONS = frozenset({*_HEADERS.values(), "tagging", "expires", "checksums", "server_side_encryption"})

_CLASSES = frozenset({"STANDARD_IA", "GLACIER", "GLACIER_IR"})
_ACLS = frozenset({"private", "public-read"})


def stored_with(options: dict[str, Any]) -> dict[str, Any]:
    """Return those options that a stored object takes. Libraries pass others."""
    named = {_HEADERS.get(name, name): value for name, value in options.items()}
    return {name: value for name, value in named.items() if name in _OPTIONS and value is not None}


def kept_of(info: ObjectInfo) -> dict[str, Any]:
    """Return the options that store an object again with its properties. Tags are not among them."""
    kept: dict[str, Any] = {
        "content_type": info.content_type,
        "content_encoding": info.content_encoding,
        "content_disposition": info.content_disposition,
        "content_language": info.content_language,
        "cache_control": info.cache_control,
        "metadata": info.metadata or None,
        "storage_class": info.storage_class if info.storage_class in _CLASSES else None,
        "acl": info.acl if info.acl in _ACLS else None,
        # Any text may be stored there, and is kept.
        "extra_headers": None if info.expires is None else {"expires": info.expires},
    }
    return {name: value for name, value in kept.items() if value is not None}


def condition_of(mode: str) -> str | None:
    """Return `if_none_match` of a mode of writing."""
    if mode not in {"overwrite", "create"}:
        raise ValueError(f"mode must be 'overwrite' or 'create', not {mode!r}")
    return "*" if mode == "create" else None


def reporting(callback: Any) -> Callable[[Progress], None] | None:  # noqa: ANN401  # a callback of fsspec
    """Return the function that tells a callback how far one file is."""
    if callback is None or callback is DEFAULT_CALLBACK:
        return None
    sizes: list[int | None] = []

    def report(progress: Progress) -> None:
        if not sizes and progress.total is not None:
            sizes.append(progress.total)
            callback.set_size(progress.total)
        callback.relative_update(progress.advanced)

    return report


def counting(callback: Any) -> Callable[[Progress], None] | None:  # noqa: ANN401
    """Return the function that tells a callback how many files of a tree are done."""
    if callback is None or callback is DEFAULT_CALLBACK:
        return None

    def report(progress: Progress) -> None:
        callback.set_size(progress.files_total)
        callback.absolute_update(progress.files_done)

    return report
