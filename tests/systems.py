"""Systems: what a test asks of the one it runs on, and sockets that behave as on another one."""

from __future__ import annotations

import errno
import os
import select
import socket
import sys
import threading
from contextlib import suppress
from types import SimpleNamespace
from typing import Final

import pytest

from tigris_http._concurrency import cancel, slices
from tigris_http._transport.sockets import connect, readiness, waiting

needs_posix = pytest.mark.skipif(os.name != "posix", reason="forks, sends signals to processes, or makes named pipes")
"""On Windows `os.kill` ends any process, also that of pytest."""
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")


class _OnWindows(socket.socket):
    """A shutdown wakes no thread that waits for the socket."""

    def shutdown(self, how: int, /) -> None:
        """Do nothing."""


class _OnMacos(socket.socket):
    """A close right after a shutdown hides it. No option can be set once the peer has reset the connection."""

    def shutdown(self, how: int, /) -> None:
        def late() -> None:
            with suppress(OSError):  # closed by now
                socket.socket.shutdown(self, how)

        threading.Timer(0.05, late).start()

    def setsockopt(self, *_: object) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")


SYSTEMS: Final = ("windows", "macos")


def imitate(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the client's sockets and waits behave as on `system`, as far as is known from its documentation."""
    kind = _OnWindows if system == "windows" else _OnMacos
    monkeypatch.setattr(connect, "socket", SimpleNamespace(**{**vars(socket), "socket": kind}))
    if system == "windows":
        monkeypatch.setattr(slices, "SLICE", 0.02)
        monkeypatch.setattr(cancel, "SHUTDOWN_WAKES", False)
        for module in (readiness, connect, waiting):
            monkeypatch.setattr(module, "any_ready", readiness.by_select)
        monkeypatch.delattr(select, "poll")
