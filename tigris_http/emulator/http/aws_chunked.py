r"""The aws-chunked framing of request bodies, signed and unsigned.

Contract: `decode` takes the raw pieces of a body, cut anywhere, and yields the decoded ones. At the end it fills
`trailers`. A malformed body raises `ErrorResponse`. On the wire:

    signed:    <hex-len>;chunk-signature=<64 hex>\r\n<bytes>\r\n ... 0;chunk-signature=<64 hex>\r\n\r\n
    unsigned:  <hex-len>\r\n<bytes>\r\n ... 0\r\nx-amz-checksum-crc32:<base64>\r\n\r\n
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.http.errors import ErrorResponse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http.emulator.auth.sigv4 import Identity

_LINE_LIMIT: Final = 4096
_TRAILER_LIMIT: Final = 16
_EMPTY: Final = hashlib.sha256().hexdigest()
_HEAD: Final = re.compile(rb"([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?")


class _Source:
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""

    def line(self) -> bytes:
        while (end := self._held.find(b"\r\n")) < 0:
            if len(self._held) > _LINE_LIMIT:
                raise ErrorResponse("InvalidRequest", "a line of the aws-chunked framing is too long")
            self._held += self._more()
        line, self._held = self._held[:end], self._held[end + 2 :]
        return line

    def run(self, size: int) -> Iterator[bytes]:
        while size:
            piece = self._held or self._more()
            self._held = piece[size:]
            piece = piece[:size]
            size -= len(piece)
            yield piece

    def rest(self) -> bool:
        """Read to the end; return whether bytes were left."""
        return bool(self._held) or any(self._pieces)

    def _more(self) -> bytes:
        piece = next(self._pieces, b"")
        if not piece:
            raise ErrorResponse("IncompleteBody", "the aws-chunked body ended early")
        return piece


class _Seal:
    """The chain of chunk signatures: each signs the one before it."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._previous = identity.signature

    def check(self, kind: str, given: bytes | None, *digests: str) -> None:
        to_sign = "\n".join(
            [f"AWS4-HMAC-SHA256-{kind}", self._identity.stamp, self._identity.scope, self._previous, *digests]
        )
        expected = hmac.new(self._identity.key, to_sign.encode(), "sha256").hexdigest()
        if given is None or not hmac.compare_digest(expected.encode(), given):
            raise ErrorResponse("SignatureDoesNotMatch", "a chunk signature does not match")
        self._previous = expected


def decode(pieces: Iterator[bytes], identity: Identity, trailers: dict[str, str]) -> Iterator[bytes]:
    """Yield the decoded bytes; fill `trailers` (lower-case names) after the last chunk."""
    source = _Source(pieces)
    seal = None if "UNSIGNED" in identity.payload else _Seal(identity)
    size = -1
    while size:
        head = _HEAD.fullmatch(source.line())
        if head is None:
            raise ErrorResponse("InvalidRequest", "a chunk of the aws-chunked framing has no valid head")
        size = int(head[1], 16)
        digest = hashlib.sha256() if seal is not None else None
        for piece in source.run(size):
            if digest is not None:
                digest.update(piece)
            yield piece
        if seal is not None and digest is not None:
            seal.check("PAYLOAD", head[2], _EMPTY, digest.hexdigest())
        if size and source.line():
            raise ErrorResponse("InvalidRequest", "a chunk is longer than its size")
    _read_trailers(source, trailers)
    if seal is not None and identity.payload.endswith("-TRAILER"):
        given = trailers.pop("x-amz-trailer-signature", None)
        canonical = "".join(f"{name}:{value}\n" for name, value in trailers.items())
        seal.check(
            "TRAILER",
            None if given is None else given.encode(),
            hashlib.sha256(canonical.encode()).hexdigest(),
        )
    if source.rest():
        raise ErrorResponse("InvalidRequest", "bytes follow the end of the aws-chunked body")


def _read_trailers(source: _Source, trailers: dict[str, str]) -> None:
    while line := source.line():
        name, colon, value = line.decode("latin-1").strip().partition(":")
        if not colon or len(trailers) >= _TRAILER_LIMIT:
            raise ErrorResponse("InvalidRequest", "the trailers of the aws-chunked body are not valid")
        trailers[name.strip().lower()] = value.strip()
