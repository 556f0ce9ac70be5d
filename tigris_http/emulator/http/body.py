"""The body of a request: decoded, measured and checked during the read.

Contract: a body that was read to its end without an `ErrorResponse` has exactly the signed bytes. Its Content-MD5 and
its `x-amz-checksum-*` (headers or trailers) are right. Trust nothing before that. The wire is read once; `read` returns
the same bytes again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tigris_http.emulator.auth.sigv4 import STREAMING, UNSIGNED
from tigris_http.emulator.http.aws_chunked import decode as decode_aws_chunked
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.rules.checksums import ALGORITHMS, PREFIX, Digester
from tigris_http.emulator.rules.checksums import decode as decode_checksum
from tigris_http.emulator.rules.checksums import encode as encode_checksum

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http.emulator.auth.sigv4 import Identity
    from tigris_http.emulator.http.message import Headers

SMALL: Final = 5 * 1024 * 1024  # "5 MB body" for bundles; no document of S3 is larger


class Body:
    """One request body. `digests` are valid after it was read.

    `describes_object`: checksums in headers are those of the object that the request makes, not of this body.
    """

    def __init__(
        self, pieces: Iterator[bytes], headers: Headers, identity: Identity | None, *, describes_object: bool = False
    ) -> None:
        self._pieces = pieces
        self._headers = headers
        self._identity = identity
        self._trailers: dict[str, str] = {}
        self._payload = UNSIGNED if identity is None else identity.payload
        self.framed: Final = self._payload in STREAMING
        encoding = (headers.get("content-encoding") or "").lower()
        if "aws-chunked" in encoding and not self.framed and self._payload != UNSIGNED:
            raise ErrorResponse("InvalidContentEncoding")
        self._claims = {} if describes_object else self._declared()
        trailer = (headers.get("x-amz-trailer") or "").strip().lower()
        self._trailer = trailer.removeprefix(PREFIX) if trailer.startswith(PREFIX) else None
        if self._trailer is not None and self._trailer not in ALGORITHMS:
            raise ErrorResponse("InvalidRequest", f"the trailer {trailer} is an unknown checksum")
        algorithms = set(self._claims)
        if self._trailer is not None:
            algorithms.add(self._trailer)
        self._digester = Digester(frozenset(algorithms), sha256=not self.framed and self._payload != UNSIGNED)
        self.length = self._announced()
        """The announced decoded length, or None."""
        self._whole: bytes | None = None

    def _declared(self) -> dict[str, bytes]:
        claims: dict[str, bytes] = {}
        for algorithm, length in ALGORITHMS.items():
            value = self._headers.get(PREFIX + algorithm)
            if value is not None:
                digest = decode_checksum(value.strip(), length)
                if digest is None:
                    raise ErrorResponse("InvalidRequest", f"Value for {PREFIX}{algorithm} header is invalid.")
                claims[algorithm] = digest
        return claims

    def _announced(self) -> int | None:
        name = "x-amz-decoded-content-length" if self.framed else "content-length"
        value = self._headers.get(name)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit()) or len(value) > 15:
            raise ErrorResponse("InvalidArgument", f"{name} is not a length")
        return int(value)

    def chunks(self) -> Iterator[bytes]:
        """Yield the decoded bytes. Raises at the end if a check fails."""
        pieces = self._pieces
        if self.framed and self._identity is not None:
            pieces = decode_aws_chunked(pieces, self._identity, self._trailers)
        for piece in pieces:
            self._digester.update(piece)
            if self.length is not None and self._digester.size > self.length:
                raise ErrorResponse("IncompleteBody")
            yield piece
        self._check()

    def read(self, most: int = SMALL) -> bytes:
        """Return the whole body. Raises for one longer than `most` bytes."""
        if self._whole is not None:
            return self._whole
        collected = bytearray()
        for piece in self.chunks():
            collected += piece
            if len(collected) > most:
                raise ErrorResponse("EntityTooLarge", f"the body may have {most} bytes")
        self._whole = bytes(collected)
        return self._whole

    @property
    def md5(self) -> str:
        """The hex MD5; valid after the body was read."""
        return self._digester.md5.hex()

    @property
    def size(self) -> int:
        """The number of decoded bytes read so far."""
        return self._digester.size

    @property
    def checksums(self) -> dict[str, str]:
        """The verified checksums, algorithm -> base64; valid after the body was read."""
        named = set(self._claims) | ({self._trailer} if self._trailer else set[str]())
        return {name: encode_checksum(self._digester.checksum(name)) for name in sorted(named)}

    def _check(self) -> None:
        if self.length is not None and self._digester.size != self.length:
            raise ErrorResponse("IncompleteBody")
        if self._digester.sha256 is not None and self._digester.sha256 != self._payload:
            raise ErrorResponse("XAmzContentSHA256Mismatch")
        # Not required. If it is sent it is checked.
        md5 = self._headers.get("content-md5")
        if md5 is not None:
            wanted = decode_checksum(md5.strip(), 16)
            if wanted is None:
                raise ErrorResponse("InvalidDigest")
            if wanted != self._digester.md5:
                raise ErrorResponse("BadDigest", "The Content-MD5 you specified did not match what we received.")
        if self._trailer is not None:
            sent = decode_checksum(self._trailers.get(PREFIX + self._trailer, ""), ALGORITHMS[self._trailer])
            if sent is None:
                raise ErrorResponse("InvalidRequest", f"the trailer {PREFIX}{self._trailer} is missing or not valid")
            self._claims[self._trailer] = sent
        for algorithm, digest in self._claims.items():
            if digest != self._digester.checksum(algorithm):
                raise ErrorResponse(
                    "BadDigest", f"The {algorithm.upper()} you specified did not match the calculated one."
                )
