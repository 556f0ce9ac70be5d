"""TLS between two buffers, without a socket.

Contract: pass received bytes to `received`, send the bytes of `to_send`. `handshake` and `read_into` return `NEED_DATA`
if more bytes must be received first. Reads from the socket are large, while OpenSSL decrypts one record of at most
16 KiB at a time, straight into the caller's memory: `ssl.SSLSocket` costs a system call a record.
"""

from __future__ import annotations

import ssl
from typing import Final

NEED_DATA: Final = -1
"""More bytes must be received first."""


class Tls:
    def __init__(self, context: ssl.SSLContext, server_hostname: str | None) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.object = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_hostname)
        """Knows the certificates and ciphers."""

    def received(self, data: bytes | memoryview) -> None:
        if len(data):
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    def to_send(self) -> bytes:
        return self._outgoing.read()

    @property
    def pending(self) -> bool:
        """True if there are unread bytes, decrypted or not."""
        return self.object.pending() > 0 or self._incoming.pending > 0

    def handshake(self) -> int:
        """Continue the handshake; return 0 when done, else NEED_DATA. Raises `ssl.SSLError`."""
        try:
            self.object.do_handshake()
        except ssl.SSLWantReadError:
            return NEED_DATA
        return 0

    def write(self, data: bytes | memoryview) -> None:
        self.object.write(data)

    def read_into(self, buffer: memoryview) -> int:
        """Decrypt into the front of `buffer`; return the size, 0 at the end, or NEED_DATA."""
        filled, room = 0, len(buffer)
        while filled < room:
            try:
                count = self.object.read(room - filled, buffer[filled:])
            except ssl.SSLWantReadError:
                return filled or NEED_DATA
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                return filled
            if not count:
                return filled
            filled += int(count)
        return filled
