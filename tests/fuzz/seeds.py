"""The first inputs of each target: the fixtures in the target's form, and inputs that once broke it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import cache
from pathlib import Path

import zstandard

from tests.bundles import archive, manifest
from tests.exchanges import load, names, raw
from tigris_http._wire.http import Headers
from tigris_http.manifests.encoder import Encoder

from .archives import KEYS
from .targets import TARGETS

_FIXTURES = Path(__file__).parents[2] / "fixtures"
_FOUND = Path(__file__).parent / "found"
"""One folder for each target with inputs that once broke it."""


@cache
def seeds(target: str) -> tuple[bytes, ...]:
    """Return the first inputs of a target."""
    return (b"", *_found(target), *_GENERATED.get(target, _documents)())


def seeds_of_every() -> tuple[bytes, ...]:
    """Return the first inputs of the target that chooses another by the first byte."""
    return tuple(bytes([number]) + seed for number, target in enumerate(TARGETS) for seed in seeds(target))


def _found(target: str) -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted(_FOUND.glob(f"{target}/*")))


def _fields(headers: Headers) -> bytes:
    return b"".join(f"{name}: {value}\n".encode("latin-1") for name, value in headers)


def _documents() -> tuple[bytes, ...]:
    return tuple(load(name).response.body for name in names())


def _answers() -> tuple[bytes, ...]:
    found = (load(name).response for name in names())
    return tuple(_fields(each.headers) + b"\n" + each.body for each in found)


def _refusals() -> tuple[bytes, ...]:
    found = (load(name).response for name in names())
    return tuple(bytes([each.status % 100]) + _fields(each.headers) + b"\n" + each.body for each in found)


def _objects() -> tuple[bytes, ...]:
    found = (load(name).response for name in names() if name.startswith(("get_object", "head_object")))
    return tuple(str(each.status)[-1:].encode() + _fields(each.headers) for each in found)


def _archives() -> tuple[bytes, ...]:
    fixtures = tuple(b"\5" + path.read_bytes() for path in sorted((_FIXTURES / "bundles").glob("*.tar")))
    long_name = archive([("n" * 300, b"x" * 5000), ("é", b"")])
    return (*fixtures, b"\x20" + long_name, b"\1" + archive([("a", b"1")])[:1700])


def _bundles() -> tuple[bytes, ...]:
    trailers = b"x-tigris-bundle-count: 2\nx-tigris-bundle-bytes: 9003\nx-tigris-bundle-skipped: 4\n"
    files = [("a", b"x" * 9000), ("b", b"abc")]
    skipped = manifest(*[(key, "NoSuchKey") for key in KEYS[2:]])
    whole = archive([*files, skipped])
    every = archive([(key, key.encode() * 9) for key in KEYS])
    return (
        trailers + b"\n" + whole,
        whole,
        b"\n\n" + every,
        b"\n" + gzip.compress(whole),
        b"a: b\n\n" + zstandard.compress(every),
    )


def _heads() -> tuple[bytes, ...]:
    whole = tuple(raw(name)[1] for name in names() if name.startswith("get_object"))
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    return (*whole, b"HTTP/1.1 100 Continue\r\n\r\n" + whole[-1], chunked)


def _manifests() -> tuple[bytes, ...]:
    return tuple(manifest(*[(key, "NoSuchKey") for key in keys])[1] for keys in ((), KEYS, ("a", *KEYS[2:])))


def _inflated() -> tuple[bytes, ...]:
    plain = b"hello " * 3000
    return tuple(
        bytes([compression, 9]) + body
        for compression in range(3)
        for body in (gzip.compress(plain) * 2 + bytes(9), zstandard.compress(plain) * 2, plain[:50])
    )


_KEYS = b"[default]\naws_access_key_id = tid_a\naws_secret_access_key = tsec_never_to_be_seen\n"
_PROFILE = (
    b'[DEFAULT]\nregion = auto\n[default]\ncredential_process = "a b" c\nmax_attempts = 4\n'
    b"ca_bundle: /c\ns3 =\n  # comment\n  endpoint_url = https://t3.storage.dev\n\0"
    b"\xef\xbb\xbf[profile x]\r\nignore_configured_endpoint_urls=true"
)


def _key_blocks() -> tuple[bytes, ...]:
    keys, sizes = ("a", "b/\n", "ü"), (0, 5, 1 << 47)
    lengths = b"".join(len(key.encode()).to_bytes(4, "little") for key in keys)
    return (b"\2" + lengths + b"".join(size.to_bytes(8, "little") for size in sizes) + "".join(keys).encode(),)


def _key_indexes() -> tuple[bytes, ...]:
    encoder = Encoder("atlas", "ü/", "17", block_keys=2)
    encoder.add(["a", "b", "c"], [1, 2, 3])
    end, _ = encoder.end()
    index = bytes(encoder.index)
    return (b"\2" + end[end.index(index) : -40],)


_GENERATED: dict[str, Callable[[], tuple[bytes, ...]]] = {
    "answers": _answers,
    "bundles": _bundles,
    "chunks": lambda: (
        b"\3" + b"5\r\nhello\r\n0\r\n\r\n",
        b"\0" + b"5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nx-a: b\r\nx-c:\r\n\r\n",
        b"\x3f" + b"000a\r\n0123456789\r\n0\r\n\r\n",
    ),
    "counts": lambda: (b"\3\5hello", b"\3\5hello you", b"\1\5hell"),
    "heads": _heads,
    "inflated": _inflated,
    "key_blocks": _key_blocks,
    "key_indexes": _key_indexes,
    "manifests": _manifests,
    "objects": _objects,
    "refusals": _refusals,
    "splits": lambda: (
        b"\3HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody",
        b"\0HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\n\nbody",
    ),
    "tars": _archives,
    "timestamps": lambda: (
        b"2026-10-20T10:57:26.329489182Z",
        b"2026-10-20T10:57:26+02:00",
        b"Tue, 20 Oct 2026 10:57:29 GMT",
        b"Tuesday, 20-Oct-26 10:57:29 GMT",
        b"1792493846320284327",
    ),
}

if unknown := sorted(_GENERATED.keys() - TARGETS.keys()):
    raise RuntimeError(f"{unknown}: no such target in tests/fuzz/targets.py: remove it from tests/fuzz/seeds.py")
