"""A proxy that cuts connections: each may carry so many bytes back before it closes."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self


class CuttingProxy:
    """Forwards to `port`. `cuts` has the bytes of answers, and `request_cuts` those of requests, after which the next
    connections are cut.
    """

    def __init__(self, port: int) -> None:
        self.cuts: list[int] = []
        self.request_cuts: list[int] = []
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self._listener, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        for each in (self._listener, *self._open):
            each.close()

    def _start(self, target: object, *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self._open.append(near)
                far = socket.create_connection(("127.0.0.1", self._to))
                self._open.append(far)
                self._start(self._pass, near, far, self.request_cuts.pop(0) if self.request_cuts else None)
                self._start(self._pass, far, near, self.cuts.pop(0) if self.cuts else None)

    def _pass(self, source: socket.socket, target: socket.socket, most: int | None) -> None:
        with suppress(OSError):
            while most is None or most:
                data = source.recv(65536 if most is None else min(65536, most))
                if not data:
                    break
                target.sendall(data)
                most = None if most is None else most - len(data)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
