"""Many objects of a bucket in one streamed answer.

Reference: https://www.tigrisdata.com/docs/objects/bundle/ (Bundle API).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass, field
from typing import Literal

from tigris_http._address import check_bucket_name, check_key
from tigris_http._http import AsyncByteSource, ByteSource, Head, Request
from tigris_http._inflate import require_zstd
from tigris_http.bundle import AsyncBundleResponse, BundleResponse
from tigris_http.operations import _checks
from tigris_http.operations._operation import StreamOperation

MAX_BUNDLE_KEYS = 5000
"""The most keys that one request may name."""
MAX_BUNDLE_BODY = 5_000_000
"""The most bytes that the list of keys may have as JSON: 5 MB."""


@dataclass(frozen=True, slots=True)
class BundleObjects(StreamOperation[BundleResponse, AsyncBundleResponse]):
    """Open up to 5,000 objects as one stream of members, in the order of `keys`.

    `compression` (`"none"`, `"gzip"`, `"zstd"`) is that of the whole stream on the wire. With `on_error="skip"` what
    is missing or not yours is left out and named in `skipped` at the end; with `"fail"` any such key raises
    `BundleError` with `missing_keys` before anything streams.

        with client.bundle_objects("photos", keys) as bundle:
            for member in bundle:
                decode(member.key, member.data)
        print(bundle.skipped)
    """

    bucket: str
    keys: Iterable[str]
    _: KW_ONLY
    compression: Literal["none", "gzip", "zstd"] = "none"
    on_error: Literal["skip", "fail"] = "skip"
    _body: bytes = field(init=False, repr=False, compare=False, default=b"")

    def __post_init__(self) -> None:
        if isinstance(self.keys, (str, bytes)) or not isinstance(self.keys, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"keys must be an iterable of keys, not {type(self.keys).__name__}")
        keys = tuple(map(check_key, self.keys))
        if not 1 <= len(keys) <= MAX_BUNDLE_KEYS:
            raise ValueError(f"keys must be 1 to {MAX_BUNDLE_KEYS}, not {len(keys)}")
        _checks.one_of("compression", self.compression, ("none", "gzip", "zstd"))
        _checks.one_of("on_error", self.on_error, ("skip", "fail"))
        if self.compression == "zstd":
            require_zstd()
        body = json.dumps({"keys": keys}, ensure_ascii=False, separators=(",", ":")).encode()
        if len(body) > MAX_BUNDLE_BODY:
            raise ValueError(f"keys make a request of {len(body)} bytes; at most {MAX_BUNDLE_BODY} are allowed")
        object.__setattr__(self, "keys", keys)
        object.__setattr__(self, "_body", body)

    def request(self) -> Request:
        """Return `POST /{bucket}?bundle`."""
        headers = (
            ("content-type", "application/json"),
            ("x-tigris-bundle-format", "tar"),
            ("x-tigris-bundle-compression", self.compression),
            ("x-tigris-bundle-on-error", self.on_error),
        )
        return Request("POST", check_bucket_name(self.bucket), None, (("bundle", ""),), headers, self._body)

    def open(self, head: Head, source: ByteSource) -> BundleResponse:
        """Return the open bundle."""
        return BundleResponse(source, self.compression, tuple(self.keys))

    def open_async(self, head: Head, source: AsyncByteSource) -> AsyncBundleResponse:
        """Return the open bundle."""
        return AsyncBundleResponse(source, self.compression, tuple(self.keys))
