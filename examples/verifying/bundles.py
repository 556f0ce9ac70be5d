"""The archive of a bundle, byte for byte."""

from __future__ import annotations

import io
import json
import tarfile
import zlib
from collections.abc import Iterator

from tigris_http import Response
from verifying.asking import question
from verifying.service import JSON_BODY, Pair, Service
from verifying.snapshots import at, then_and_now

B, A, LONG = "bundle/b", "bundle/a", "bundle/" + "n" * 150 + "é"


def tar(s: Service, keys: list[str], *headers: Pair, compression: str = "none", style: str = "auto") -> Response:
    """Return the answer to a bundle request."""
    form = ("x-tigris-bundle-format", "tar"), ("x-tigris-bundle-compression", compression), JSON_BODY
    body = json.dumps({"keys": keys}).encode()
    return s.ask("POST", s.bucket, None, *form, *headers, query=(("bundle", ""),), body=body, style=style)


def fill(s: Service) -> list[str]:
    """Write the objects of the bundles; return their keys."""
    keys = [B, A, LONG]
    for key in keys:
        s.client.put_object(s.bucket, key, b"x")
    return keys


def names(archive: bytes) -> str:
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        return " ".join(member.name.removeprefix("bundle/")[:20] for member in members)


for _style in ("path", "virtual"):

    @question(f"Bundle, {_style} style: members", f"b a b {'n' * 20} __bundle_errors.json", style=_style)
    def members(s: Service, style: str = _style) -> str:
        fill(s)
        return names(tar(s, [B, A, "bundle/missing", B, LONG], style=style).body)


def types(archive: bytes) -> Iterator[str]:
    """Yield the type flags of the headers, `0` a file and `x` a PAX header."""
    place = 0
    while archive[place : place + 1].strip(b"\0"):
        yield chr(archive[place + 156])
        size = int(archive[place + 124 : place + 135].strip(b" \0") or b"0", 8)
        place += 512 + -(-size // 512) * 512


@question("Bundle: flavour of tar, headers of a plain and a long name", "ustar, 0, x0")
def flavour(s: Service) -> str:
    fill(s)
    plain, long = (tar(s, [key]).body for key in (B, LONG))
    return f"{plain[257:262].decode('latin-1')}, {''.join(types(plain))}, {''.join(types(long))}"


for _compression, _type in (("none", "x-tar"), ("gzip", "gzip"), ("zstd", "zstd")):

    @question(f"Bundle: content type of compression {_compression}", f"application/{_type}")
    def content_type(s: Service, compression: str = _compression) -> str:
        return tar(s, fill(s), compression=compression).head.get("content-type") or "none"


@question("Bundle: a gzip bundle is one whole stream", "yes")
def gzip_stream(s: Service) -> str:
    stream = zlib.decompressobj(wbits=31)
    names(stream.decompress(tar(s, fill(s), compression="gzip").body))
    return "yes" if stream.eof and not stream.unused_data else "no"


@question("Bundle: a small zstd frame states its content size", "yes")
def zstd_size(s: Service) -> str:
    descriptor = tar(s, fill(s)[:1], compression="zstd").body[4]  # RFC 8878, 3.1.1.1.1
    return "yes" if descriptor >> 6 or descriptor & 0x20 else "no"


@question("Bundle: trailers arrive", "yes")
def trailers(s: Service) -> str:
    with s.client.bundle_objects(s.bucket, fill(s) * 4) as bundle:
        for _ in bundle:
            pass
    return "yes" if bundle.stats.trailers else "no"


@question("Bundle: an empty list of keys", "400")
def no_keys(s: Service) -> str:
    return f"200 {names(tar(s, []).body)}".strip()


@question("Bundle: a missing key in fail mode", "404 BundleKeyNotFound")
def fail_mode(s: Service) -> int:
    return tar(s, [*fill(s), "bundle/missing"], ("x-tigris-bundle-on-error", "fail")).status


@question("Bundle: the snapshot header", "ignored")
def at_snapshot(s: Service) -> str:
    version = then_and_now(s, "bundle/at")
    with tarfile.open(fileobj=io.BytesIO(tar(s, ["bundle/at"], at(version)).body)) as found:
        member = found.extractfile("bundle/at")
        return {b"then": "honoured", b"now": "ignored"}.get(member.read() if member else b"", "neither")
