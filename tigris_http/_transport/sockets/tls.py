"""TLS between two buffers: no socket, but the bytes of one.

Contract: `received(data)` takes what came from the peer (`b""`: it closed), `to_send()` gives what must go to it;
`handshake()` and `read_into(buffer)` return `NEED_DATA` where more must be received first. The socket is read in large
pieces while OpenSSL decrypts record by record, at most 16 KiB each, straight into the caller's memory: reading
through `ssl.SSLSocket` would cost a system call a record.
"""

from __future__ import annotations

import ssl
from typing import Final

NEED_DATA: Final = -1
"""More must be received before there is anything to say."""


class Tls:
    """One client's side of one TLS connection."""

    def __init__(self, context: ssl.SSLContext, server_hostname: str | None) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.object = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_hostname)
        """What certificates and ciphers are asked of."""

    def received(self, data: bytes | memoryview) -> None:
        """Take bytes of the peer; none of them: it closed the connection."""
        if len(data):
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    def to_send(self) -> bytes:
        """Return and forget what must go to the peer."""
        return self._outgoing.read()

    @property
    def pending(self) -> bool:
        """Whether there are bytes of the peer that nobody has read, decrypted or not."""
        return self.object.pending() > 0 or self._incoming.pending > 0

    def handshake(self) -> int:
        """Go on with the handshake; return 0 when it is done, else NEED_DATA. Raises `ssl.SSLError`."""
        try:
            self.object.do_handshake()
        except ssl.SSLWantReadError:
            return NEED_DATA
        return 0

    def write(self, data: bytes) -> None:
        """Encrypt; the result is in `to_send`."""
        self.object.write(data)

    def read_into(self, buffer: memoryview) -> int:
        """Fill the front of `buffer` with all that can be decrypted; 0 at the end, NEED_DATA where nothing is there."""
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
