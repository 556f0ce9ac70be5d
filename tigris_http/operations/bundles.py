"""Many objects of a bucket in streamed answers.

`BundleObjects` is the whole wish, for any number of keys; the engine in `tigris_http.bundle` makes of it as many
`BundleRequest`s as it takes.

Reference: https://www.tigrisdata.com/docs/objects/bundle/ (Bundle API).
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterable, Collection, Iterable
from dataclasses import KW_ONLY, dataclass, field
from typing import Generic, Literal, TypeVar

from tigris_http._address import check_bucket_name
from tigris_http._bundle.keys import MAX_BUNDLE_BODY, MAX_BUNDLE_KEYS, BundleKey, TagT, check_items, check_keys
from tigris_http._http import AsyncByteSource, ByteSource, Head, Request
from tigris_http._inflate import Compression, require_zstd
from tigris_http._success import ARCHIVE
from tigris_http.operations import _checks
from tigris_http.operations._operation import Action, StreamOperation

SourceT = TypeVar("SourceT")


@dataclass(frozen=True)  # no slots: with them Python refuses to make a `BundleObjects[...]`
class BundleObjects(Action, Generic[TagT]):
    """Read any number of objects as few streams: one result for each of `keys`, in their order, duplicates included.

    `keys` is any iterable, however long (for the async client also an async one), of keys, `(key, tag)` pairs or
    `BundleKey`s. A result is a `BundleMember` with the object's bytes, or a `BundleSkipped` for an object that is
    missing or not yours; both bear the key and its tag. With `on_skipped="drop"` the skipped are left out, with
    `"raise"` they raise `BundleError` in their place. `on_error="fail"` has the service check all keys of a request
    first: it raises `BundleError` with all `missing_keys` before anything of that request is streamed.

    Keys are asked for 5,000 at a time, fewer where a request would be larger than 5 MB, or where the sizes of
    `BundleKey`s say that more than `max_bytes` bytes would be under way; `prefetch` requests are under way while one
    is read. A stream that breaks is taken up where it broke, under the client's retry policy; fewer than
    `min_bundle` keys, or keys whose streams broke repeatedly, are read by concurrent single GETs.

    `compression` (`"none"`, `"gzip"`, `"zstd"`) is that of the stream on the wire. With `snapshot_version` the
    objects are read as they were then: by single GETs, unless `snapshot_via="bundle"` trusts the service to honour
    snapshots in bundles, which its documentation does not promise.

    Raises what is wrong with the first keys, and what the service says to the first request, at once.

        with client.bundle_objects("photos", [("a.jpg", 1), ("b.jpg", 2)], on_skipped="drop") as bundle:
            for member in bundle:
                train(member.data, label=member.tag)
        print(bundle.stats)
    """

    bucket: str
    keys: (
        Iterable[str]
        | Iterable[tuple[str, TagT]]
        | Iterable[BundleKey[TagT]]
        | AsyncIterable[str]
        | AsyncIterable[tuple[str, TagT]]
        | AsyncIterable[BundleKey[TagT]]
    )
    _: KW_ONLY
    compression: Compression = "none"
    on_error: Literal["skip", "fail"] = "skip"
    on_skipped: Literal["yield", "drop", "raise"] = "yield"
    prefetch: int = 1
    min_bundle: int = 8
    max_bytes: int = 1 << 30
    snapshot_version: str | None = None
    snapshot_via: Literal["get", "bundle"] = "get"

    def __post_init__(self) -> None:
        check_bucket_name(self.bucket)
        if isinstance(self.keys, (str, bytes)) or not isinstance(self.keys, (Iterable, AsyncIterable)):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"keys must be an iterable of keys, not {type(self.keys).__name__}")
        if isinstance(self.keys, Collection):
            check_items(self.keys)
        _checks.one_of("compression", self.compression, ("none", "gzip", "zstd"))
        _checks.one_of("on_error", self.on_error, ("skip", "fail"))
        _checks.one_of("on_skipped", self.on_skipped, ("yield", "drop", "raise"))
        _checks.one_of("snapshot_via", self.snapshot_via, ("get", "bundle"))
        _checks.count("prefetch", self.prefetch, most=64)
        _checks.count("min_bundle", self.min_bundle, least=1, most=MAX_BUNDLE_KEYS)
        _checks.count("max_bytes", self.max_bytes, least=1)
        if self.snapshot_version is not None:
            _checks.snapshot_version("snapshot_version", self.snapshot_version)
        if self.compression == "zstd":
            require_zstd()


class BundleAnswer(Generic[SourceT]):
    """The open answer to one request: its head, and the body to receive."""

    __slots__ = ("head", "source")

    def __init__(self, head: Head, source: SourceT) -> None:
        self.head = head
        self.source = source


@dataclass(frozen=True, slots=True)
class BundleRequest(StreamOperation[BundleAnswer[ByteSource], BundleAnswer[AsyncByteSource]]):
    """One request for up to 5,000 keys, each named once; its body comes as the service sends it."""

    SUCCESS = ARCHIVE

    bucket: str
    keys: tuple[str, ...]
    _: KW_ONLY
    compression: Compression = "none"
    on_error: Literal["skip", "fail"] = "skip"
    snapshot_version: str | None = None
    _body: bytes = field(init=False, repr=False, compare=False, default=b"")

    @property
    def action(self) -> str:
        """The action's name."""
        return "BundleObjects"

    def __post_init__(self) -> None:
        check_keys(self.keys)
        if not 1 <= len(self.keys) <= MAX_BUNDLE_KEYS:
            raise ValueError(f"keys must be 1 to {MAX_BUNDLE_KEYS}, not {len(self.keys)}")
        body = json.dumps({"keys": self.keys}, ensure_ascii=False, separators=(",", ":")).encode()
        if len(body) > MAX_BUNDLE_BODY:
            raise ValueError(f"keys make a request of {len(body)} bytes; at most {MAX_BUNDLE_BODY} are allowed")
        object.__setattr__(self, "_body", body)

    def request(self) -> Request:
        """Return `POST /{bucket}?bundle`."""
        headers: tuple[tuple[str, str], ...] = (
            ("content-type", "application/json"),
            ("x-tigris-bundle-format", "tar"),
            ("x-tigris-bundle-compression", self.compression),
            ("x-tigris-bundle-on-error", self.on_error),
        )
        if self.snapshot_version is not None:
            headers += (("x-tigris-snapshot-version", self.snapshot_version),)
        return Request(
            "POST", check_bucket_name(self.bucket), None, (("bundle", ""),), headers, self._body, path_style=True
        )

    def open(self, head: Head, source: ByteSource) -> BundleAnswer[ByteSource]:
        """Return the open answer."""
        return BundleAnswer(head, source)

    def open_async(self, head: Head, source: AsyncByteSource) -> BundleAnswer[AsyncByteSource]:
        """Return the open answer."""
        return BundleAnswer(head, source)
