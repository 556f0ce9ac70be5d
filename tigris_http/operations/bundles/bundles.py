"""Many objects of a bucket in streamed answers.

`tigris_http._bundle` splits `BundleObjects` into `BundleRequest`s. Reference:
https://www.tigrisdata.com/docs/objects/bundle/.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterable, Collection, Iterable
from dataclasses import KW_ONLY, dataclass, field
from itertools import islice
from typing import Generic, Literal, TypeVar

from tigris_http._archive.decompress import Compression, require_zstd
from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.http import AsyncByteSource, ByteSource, Head, Request
from tigris_http._wire.success import ARCHIVE
from tigris_http.operations._base import Action, StreamOperation
from tigris_http.operations.bundles._archive_body import ArchiveBody, AsyncArchiveBody
from tigris_http.operations.bundles._bundle_keys import (
    MAX_BUNDLE_BODY,
    MAX_BUNDLE_KEYS,
    BundleKey,
    TagT,
    check_items,
    check_keys,
)

SourceT = TypeVar("SourceT")


@dataclass(frozen=True)  # no slots: with them Python refuses to make a `BundleObjects[...]`
class BundleObjects(Action, Generic[TagT]):
    """Read any number of objects as few streams, one result for each key.

    Results come in the order of `keys`, duplicates included: a `BundleMember` with the object's bytes, or a
    `BundleSkipped` for an object that is missing or not yours. Both carry the key and its tag.

    A request names up to 5,000 keys, in at most 5 MB. After a break the client continues the stream, under its retry
    policy. Keys whose streams broke repeatedly are read by concurrent single GETs.

    Errors of the first keys and of the first request are raised at once, `BundleError` as `on_skipped` and `on_error`
    say.
    """

    SENT_BY = "stream"
    RETURNS = (
        "BundleResponse[BundleMember[TagT] | BundleSkipped[TagT]]",
        "Opening[AsyncBundleResponse[AsyncBundleMember[TagT] | BundleSkipped[TagT]]]",
    )

    bucket: str
    """Name of the bucket."""
    keys: (
        Iterable[str]
        | Iterable[tuple[str, TagT]]
        | Iterable[BundleKey[TagT]]
        | AsyncIterable[str]
        | AsyncIterable[tuple[str, TagT]]
        | AsyncIterable[BundleKey[TagT]]
    )
    """Keys, `(key, tag)` pairs or `BundleKey`s: any iterable, however long. The async client takes async ones, too."""
    _: KW_ONLY
    compression: Compression = "none"
    """Compression of the stream on the wire: `"none"`, `"gzip"` or `"zstd"`."""
    on_error: Literal["skip", "fail"] = "skip"
    """`"fail"`: the service checks all keys of a request first. If any is missing, `BundleError` with all
    `missing_keys` is raised before anything of that request is streamed. `"skip"`: it leaves them out."""
    on_skipped: Literal["yield", "drop", "raise"] = "yield"
    """`"yield"` a `BundleSkipped`, `"drop"` it, or `"raise"` `BundleError` in its place."""
    prefetch: int = 1
    """Requests under way while one is read, 0 to 64."""
    connections: int | None = None
    """Most connections at once, for bundles beside other work. None: the client's `max_connections`."""
    min_bundle: int = 8
    """Fewer keys than this (1 to 5,000) are read by concurrent single GETs."""
    max_bytes: int = 1 << 30
    """Bytes of objects under way, at most, by the sizes of `BundleKey`s: 1 GiB by default. Requests are cut so."""
    snapshot_version: str | None = None
    """Version of a snapshot, a str of digits: read the objects as they were then."""
    snapshot_via: Literal["get", "bundle"] = "get"
    """`"get"`: read a snapshot by single GETs. `"bundle"`: trust the service to honour snapshots in bundles, which its
    documentation does not promise."""

    def __post_init__(self) -> None:
        check_bucket_name(self.bucket)
        if isinstance(self.keys, (str, bytes)) or not isinstance(self.keys, (Iterable, AsyncIterable)):  # pyright: ignore[reportUnnecessaryIsInstance]
            right = arguments.in_a_list(self.keys, str)
            raise TypeError(f"keys must be an iterable of keys, not {type(self.keys).__name__}{right}")
        if isinstance(self.keys, Collection):
            check_items(self.keys)
        arguments.one_of("compression", self.compression, ("none", "gzip", "zstd"))
        arguments.one_of("on_error", self.on_error, ("skip", "fail"))
        arguments.one_of("on_skipped", self.on_skipped, ("yield", "drop", "raise"))
        arguments.one_of("snapshot_via", self.snapshot_via, ("get", "bundle"))
        arguments.count("prefetch", self.prefetch, most=64)
        if self.connections is not None:
            arguments.count("connections", self.connections, least=1)
        arguments.count("min_bundle", self.min_bundle, least=1, most=MAX_BUNDLE_KEYS)
        arguments.count("max_bytes", self.max_bytes, least=1)
        if self.snapshot_version is not None:
            arguments.snapshot_version("snapshot_version", self.snapshot_version)
        if self.compression == "zstd":
            require_zstd()


class BundleAnswer(Generic[SourceT]):
    """The open answer to one request."""

    __slots__ = ("head", "source")

    def __init__(self, head: Head, source: SourceT) -> None:
        self.head = head
        self.source = source

    def close(self: BundleAnswer[ByteSource]) -> None:
        self.source.close()

    async def aclose(self: BundleAnswer[AsyncByteSource]) -> None:
        await self.source.aclose()


@dataclass(frozen=True, slots=True)
class BundleRequest(StreamOperation[BundleAnswer[ByteSource], BundleAnswer[AsyncByteSource]]):
    """One request for up to 5,000 different keys."""

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
        return BundleAnswer(head, source)

    def open_async(self, head: Head, source: AsyncByteSource) -> BundleAnswer[AsyncByteSource]:
        return BundleAnswer(head, source)


@dataclass(frozen=True, slots=True)
class BundleArchive(StreamOperation[ArchiveBody, AsyncArchiveBody]):
    """Open the tar archive of up to 5,000 objects as the service sends it.

    The members are in the order of `keys`, each named by its whole key. If keys were left out, the last member is
    `__bundle_errors.json`: `{"skipped":[{"key":"gone.jpg","reason":"NoSuchKey"}]}`.

    The client neither continues it after a break nor checks the bytes in a compressed archive. `bundle_objects` does
    both.

        with client.bundle_archive("photos", ["a.jpg", "b.jpg"]) as body:
            with open("photos.tar", "wb") as file:
                shutil.copyfileobj(body, file)
    """

    SUCCESS = ARCHIVE

    bucket: str
    """Name of the bucket."""
    keys: Iterable[str]
    """1 to 5,000 keys in at most 5 MB, each once."""
    _: KW_ONLY
    compression: Compression = "none"
    """`"none"`, `"gzip"` or `"zstd"`. The archive stays compressed: open it with mode `"r|"`, `"r|gz"`, or from Python
    3.14 on `"r|zst"`."""
    on_error: Literal["skip", "fail"] = "skip"
    """`"fail"`: the service checks all keys first. If any is missing, it raises `BundleError` with all `missing_keys`.
    `"skip"`: it leaves them out."""
    _asked: BundleRequest = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keys: object = self.keys
        if isinstance(keys, (str, bytes)) or not isinstance(self.keys, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
            right = arguments.in_a_list(keys, str)
            raise TypeError(f"keys must be an iterable of keys, not {type(keys).__name__}{right}")
        named = tuple(islice(self.keys, MAX_BUNDLE_KEYS + 1))
        for key in named:
            if not isinstance(key, str):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise TypeError(
                    f"keys must hold keys as str, not {type(key).__name__}{arguments.instead_of_entry(key, 'key')}"
                )
        if len(named) > MAX_BUNDLE_KEYS:
            raise ValueError(f"keys must be at most {MAX_BUNDLE_KEYS}: an archive is one request; see bundle_objects")
        check_keys(named)
        twice = next((key for key, times in Counter(named).items() if times > 1), None)
        if twice is not None:
            raise ValueError(f"keys must name each object once, and name {twice[:200]!r} more than once")
        arguments.one_of("compression", self.compression, ("none", "gzip", "zstd"))
        arguments.one_of("on_error", self.on_error, ("skip", "fail"))
        object.__setattr__(self, "keys", named)
        asked = BundleRequest(
            check_bucket_name(self.bucket), named, compression=self.compression, on_error=self.on_error
        )
        object.__setattr__(self, "_asked", asked)

    def request(self) -> Request:
        """Return `POST /{bucket}?bundle`."""
        return self._asked.request()

    def open(self, head: Head, source: ByteSource) -> ArchiveBody:
        return ArchiveBody(head, source, self.bucket, self.compression)

    def open_async(self, head: Head, source: AsyncByteSource) -> AsyncArchiveBody:
        return AsyncArchiveBody(head, source, self.bucket, self.compression)
