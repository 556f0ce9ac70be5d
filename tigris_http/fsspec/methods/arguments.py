"""The arguments of methods: paths and patterns, options of stored objects, callbacks."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeGuard

from fsspec.callbacks import DEFAULT_CALLBACK

from tigris_http.transfers import Progress

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


def each_of(value: Any, count: int) -> list[Any]:  # noqa: ANN401  # a bound, or bounds
    """Return `count` bounds, from one for all or one for each."""
    return [value] * count if value is None or isinstance(value, int) else list(value)


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


def stored_with(options: dict[str, Any]) -> dict[str, Any]:
    """Return those options that a stored object takes. Libraries pass others."""
    named = {_HEADERS.get(name, name): value for name, value in options.items()}
    return {name: value for name, value in named.items() if name in _OPTIONS and value is not None}


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
