"""POST `?bundle`: many objects as one tar, streamed.

Contract: members in the order of the request, with duplicates; a last member `__bundle_errors.json` if keys
were skipped; two zero blocks; trailers with the totals. The mode `fail` checks every key first: a missing one is 404,
without a tar. Compression is part of the payload. All versions are chosen and held before the first byte, so a bundle
shows the bucket at one moment.
"""

from __future__ import annotations

import importlib
import json
import sys
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from tigris_http.emulator.handlers.objects import tar
from tigris_http.emulator.http import xml as _xml
from tigris_http.emulator.http.call import MAX_KEY, Answer
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.rules.tiers import is_readable
from tigris_http.emulator.service import allow_read, moment
from tigris_http.emulator.store.clock import SECOND
from tigris_http.emulator.store.store import FOREVER

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service
    from tigris_http.emulator.store.rows import Version

    _Pieces = Generator[bytes | memoryview, None, None]

MAX_KEYS: Final = 5000
MAX_BODY: Final = 5 * 1024 * 1024
SIZED_FRAME: Final = 1024 * 1024
"""The largest archive (bytes) whose zstd frame states its size."""
_MANIFEST: Final = b"__bundle_errors.json"
_TRAILERS: Final = ("X-Tigris-Bundle-Count", "X-Tigris-Bundle-Bytes", "X-Tigris-Bundle-Skipped")


class _Compressor(Protocol):
    def compress(self, data: bytes | memoryview, /) -> bytes: ...
    def flush(self) -> bytes: ...


class _Plain:
    def compress(self, data: bytes | memoryview, /) -> bytes | memoryview:
        return data

    def flush(self) -> bytes:
        return b""


def _gzip() -> _Compressor:
    return zlib.compressobj(1, wbits=31)


class _Zstd:
    """One zstd frame. A small archive states its size, as one-step readers need; a larger one is streamed."""

    def __init__(self, whole: Callable[[bytes], bytes], stream: _Compressor) -> None:
        self._whole, self._stream = whole, stream
        self._held: bytearray | None = bytearray()

    def compress(self, data: bytes | memoryview, /) -> bytes:
        if self._held is None:
            return self._stream.compress(data)
        self._held += data
        if len(self._held) <= SIZED_FRAME:
            return b""
        held, self._held = bytes(self._held), None
        return self._stream.compress(held)

    def flush(self) -> bytes:
        return self._stream.flush() if self._held is None else self._whole(bytes(self._held))


def _zstd() -> _Compressor:
    module: Any
    if sys.version_info >= (3, 14):
        module = importlib.import_module("compression.zstd")
        return _Zstd(module.compress, module.ZstdCompressor())
    try:
        module = importlib.import_module("zstandard")
    except ImportError as missing:
        raise ErrorResponse(
            "NotImplemented", "zstd needs Python 3.14 or the package zstandard", status=400
        ) from missing
    compressor: Any = module.ZstdCompressor(level=1)
    return _Zstd(compressor.compress, module.ZstdCompressor(level=1).compressobj())


# compression -> (content type, how to make a compressor)
_COMPRESSIONS: Final[dict[str, tuple[str, Callable[[], _Compressor | _Plain]]]] = {
    "none": ("application/x-tar", _Plain),
    "gzip": ("application/gzip", _gzip),
    "zstd": ("application/zstd", _zstd),
}


@dataclass(frozen=True)
class _Plan:
    members: list[tuple[bytes, Version, int]]
    """Key, version, blob."""
    skipped: list[tuple[bytes, str]]


def bundle(service: Service, call: Call) -> Answer:
    """Answer with the named objects as one archive."""
    body = call.body.read(MAX_BODY)
    if call.headers.get("x-tigris-bundle-format") != "tar":
        raise ErrorResponse("InvalidArgument", "X-Tigris-Bundle-Format must be tar")
    compression = call.headers.get("x-tigris-bundle-compression") or "none"
    on_error = call.headers.get("x-tigris-bundle-on-error") or "skip"
    if compression not in _COMPRESSIONS:
        raise ErrorResponse("InvalidArgument", "X-Tigris-Bundle-Compression must be none, gzip or zstd")
    if on_error not in {"skip", "fail"}:
        raise ErrorResponse("InvalidArgument", "X-Tigris-Bundle-On-Error must be skip or fail")
    content_type, new_compressor = _COMPRESSIONS[compression]
    compressor = new_compressor()
    plan = _plan(service, call, _keys(call, body), fail=on_error == "fail")
    totals: dict[str, int] = dict.fromkeys(_TRAILERS, 0)
    archive = _archive(service, plan, totals, ended=not call.without_tar_end)

    def done() -> None:
        for _, _, blob in plan.members:
            service.store.blobs.release(blob)

    return Answer(
        200,
        [("Content-Type", content_type), ("Trailer", ", ".join(_TRAILERS))],
        stream=_rechunked(_compressed(archive, compressor), service.options.bundle_chunk),
        trailers=lambda: [(name, str(value)) for name, value in totals.items()],
        done=done,
    )


def _keys(call: Call, body: bytes) -> list[bytes]:
    """Read the keys: as XML if the type says so, else as JSON, also without a type."""
    xml = "xml" in (call.headers.get("content-type") or "").lower()
    keys = _xml_keys(body) if xml else _json_keys(body)
    if not keys:
        raise ErrorResponse("InvalidRequest", "A bundle needs at least one key.")
    if len(keys) > MAX_KEYS:
        raise ErrorResponse("InvalidRequest", f"A bundle may name {MAX_KEYS} keys.")
    encoded = [key.encode("utf-8", "surrogatepass") for key in keys]
    if any(not 0 < len(key) <= MAX_KEY for key in encoded):
        raise ErrorResponse("InvalidRequest", f"Every key must have between 1 and {MAX_KEY} bytes.")
    return encoded


def _json_keys(body: bytes) -> list[str]:
    try:
        document: object = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise ErrorResponse("MalformedJSON") from problem
    keys = cast("dict[str, object]", document).get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list):
        raise ErrorResponse("MalformedJSON", 'The body must be {"keys": [...]}.')
    found = cast("list[object]", keys)
    if not all(isinstance(key, str) for key in found):
        raise ErrorResponse("MalformedJSON", "Every key must be a string.")
    return cast("list[str]", found)


def _xml_keys(body: bytes) -> list[str]:
    try:
        document = _xml.read(body, "Bundle")
    except ValueError as problem:
        raise ErrorResponse("MalformedXML", str(problem)) from problem
    return [_xml.text(entry, "Key") or "" for entry in _xml.children(document, "Object")]


def _plan(service: Service, call: Call, keys: list[bytes], *, fail: bool) -> _Plan:
    """Choose and hold a version for each key, all at one moment."""
    plan = _Plan([], [])
    with service.store.lock:
        bucket = service.catalog.find(call.bucket)
        at = moment(call, bucket) if service.options.bundle_snapshots else FOREVER
        for key in keys:
            version = service.objects.current(bucket, key, at)
            try:
                allow_read(call, bucket, version)
            except ErrorResponse as error:
                plan.skipped.append((key, error.code))
                continue
            if version is None or version.blob is None:
                plan.skipped.append((key, "NoSuchKey"))
            elif not is_readable(version, service.clock):
                plan.skipped.append((key, "InvalidObjectState"))
            else:
                plan.members.append((key, version, version.blob))
        if fail and plan.skipped:
            missing: list[tuple[str, _xml.Value]] = [("Key", key.decode("utf-8", "replace")) for key, _ in plan.skipped]
            raise ErrorResponse("BundleKeyNotFound", extra=[("MissingKeys", missing)])
        for _, _, blob in plan.members:
            service.store.blobs.hold(blob)
    return plan


def _archive(service: Service, plan: _Plan, totals: dict[str, int], *, ended: bool) -> _Pieces:
    names = service.options.bundle_long_names
    for key, version, blob in plan.members:
        yield tar.member(key, version.size, version.version // SECOND, names)
        yield from service.store.blobs.read(blob, 0, version.size)
        yield tar.padding(version.size)
        totals[_TRAILERS[0]] += 1
        totals[_TRAILERS[1]] += version.size
    if plan.skipped:
        skipped = [{"key": key.decode("utf-8", "replace"), "reason": reason} for key, reason in plan.skipped]
        manifest = json.dumps({"skipped": skipped}, ensure_ascii=False).encode("utf-8", "replace")
        yield tar.member(_MANIFEST, len(manifest), service.clock.now() // SECOND, names)
        yield manifest
        yield tar.padding(len(manifest))
        totals[_TRAILERS[2]] = len(plan.skipped)
    if ended:
        yield tar.END


def _compressed(pieces: Iterator[bytes | memoryview], compressor: _Compressor | _Plain) -> _Pieces:
    for piece in pieces:
        yield compressor.compress(piece)
    yield compressor.flush()


def _rechunked(pieces: Iterator[bytes | memoryview], size: int) -> _Pieces:
    """Cut the stream into chunks of `size` bytes; join small pieces, slice large ones without a copy."""
    gathered: list[bytes | memoryview] = []
    held = 0
    for piece in pieces:
        view, at = memoryview(piece), 0
        while held + len(view) - at >= size:
            cut = at + size - held
            if gathered:
                yield b"".join([*gathered, view[at:cut]])
                gathered.clear()
                held = 0
            else:
                yield view[at:cut]
            at = cut
        if at < len(view):
            gathered.append(view[at:])
            held += len(view) - at
    if held:
        yield b"".join(gathered)
