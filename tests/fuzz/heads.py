"""A target through the whole transport: a client calls a server on this machine, which answers with any bytes."""

from __future__ import annotations

import atexit
import socket
import threading
from contextlib import suppress
from functools import cache
from typing import Final

import h11

from tigris_http import RetryPolicy, TigrisError, TigrisHTTP, Timeouts

from .claims import claim

_AT_ONCE: Final = Timeouts(connect=5, read=5, write=5, pool=5, total=5)


class _Server:
    """Sends `answer` on each connection after a request, and closes."""

    def __init__(self) -> None:
        self.answer = b""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                connection.settimeout(5)
                while not connection.recv(65536).endswith(b"\r\n\r\n"):
                    continue
                connection.sendall(self.answer)
                connection.shutdown(socket.SHUT_WR)
                # Until the client closes: a reset would discard the bytes that it has not read.
                while connection.recv(65536):
                    continue

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


@cache
def _server() -> _Server:
    server = _Server()
    atexit.register(server.close)
    return server


def heads(data: bytes) -> None:
    """An answer of any bytes is a body or an error of this package; h11 reads the same body."""
    server = _server()
    server.answer = data
    with TigrisHTTP(
        server.endpoint, ("tid_FUZZ", "tsec_FUZZ"), retry=RetryPolicy(max_attempts=1), timeouts=_AT_ONCE
    ) as client:
        try:
            with client.get_object("bucket", "key", resume=False) as body:
                found = body.read()
        except TigrisError as error:
            str(error).encode("utf-8", "surrogatepass")
            return
    claim(found == _by_h11(data), "another body than h11 reads")


def _by_h11(data: bytes) -> bytes | None:
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=1 << 20)
    connection.send(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
    connection.send(h11.EndOfMessage())
    content = b""
    try:
        connection.receive_data(data)
        connection.receive_data(b"")
        event = connection.next_event()
        while isinstance(event, h11.InformationalResponse):
            event = connection.next_event()
        while isinstance(event := connection.next_event(), h11.Data):
            content += event.data
    except h11.RemoteProtocolError:
        return None
    return content if isinstance(event, h11.EndOfMessage) else None
