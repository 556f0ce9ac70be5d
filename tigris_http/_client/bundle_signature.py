"""What `bundle_objects` looks like to a type checker: what it yields depends on what is done with skipped keys.

The parameters are those of `operations.BundleObjects`, which says what they mean; a test compares them.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Mapping
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, overload

from tigris_http._archive.decompress import Compression
from tigris_http.operations.bundles._bundle_keys import BundleKey, TagT

if TYPE_CHECKING:
    from tigris_http._bundle.response import (
        AsyncBundleMember,
        AsyncBundleResponse,
        BundleMember,
        BundleResponse,
        BundleSkipped,
    )
    from tigris_http._client.methods import Opening

Keys: TypeAlias = Iterable[str] | Iterable[tuple[str, TagT]] | Iterable[BundleKey[TagT]]
AsyncKeys: TypeAlias = AsyncIterable[str] | AsyncIterable[tuple[str, TagT]] | AsyncIterable[BundleKey[TagT]]


class BundleCall(Protocol):
    """`TigrisHTTP.bundle_objects`."""

    @overload
    def __call__(
        self,
        bucket: str,
        keys: Keys[TagT],
        *,
        compression: Compression = "none",
        on_error: Literal["skip", "fail"] = "skip",
        on_skipped: Literal["yield"] = "yield",
        prefetch: int = 1,
        min_bundle: int = 8,
        max_bytes: int = 1 << 30,
        snapshot_version: str | None = None,
        snapshot_via: Literal["get", "bundle"] = "get",
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BundleResponse[BundleMember[TagT] | BundleSkipped[TagT]]: ...

    @overload
    def __call__(
        self,
        bucket: str,
        keys: Keys[TagT],
        *,
        compression: Compression = "none",
        on_error: Literal["skip", "fail"] = "skip",
        on_skipped: Literal["drop", "raise"],
        prefetch: int = 1,
        min_bundle: int = 8,
        max_bytes: int = 1 << 30,
        snapshot_version: str | None = None,
        snapshot_via: Literal["get", "bundle"] = "get",
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> BundleResponse[BundleMember[TagT]]: ...


class AsyncBundleCall(Protocol):
    """`AsyncTigrisHTTP.bundle_objects`."""

    @overload
    def __call__(
        self,
        bucket: str,
        keys: Keys[TagT] | AsyncKeys[TagT],
        *,
        compression: Compression = "none",
        on_error: Literal["skip", "fail"] = "skip",
        on_skipped: Literal["yield"] = "yield",
        prefetch: int = 1,
        min_bundle: int = 8,
        max_bytes: int = 1 << 30,
        snapshot_version: str | None = None,
        snapshot_via: Literal["get", "bundle"] = "get",
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Opening[AsyncBundleResponse[AsyncBundleMember[TagT] | BundleSkipped[TagT]]]: ...

    @overload
    def __call__(
        self,
        bucket: str,
        keys: Keys[TagT] | AsyncKeys[TagT],
        *,
        compression: Compression = "none",
        on_error: Literal["skip", "fail"] = "skip",
        on_skipped: Literal["drop", "raise"],
        prefetch: int = 1,
        min_bundle: int = 8,
        max_bytes: int = 1 << 30,
        snapshot_version: str | None = None,
        snapshot_via: Literal["get", "bundle"] = "get",
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        consistent: bool | None = None,
    ) -> Opening[AsyncBundleResponse[AsyncBundleMember[TagT]]]: ...
