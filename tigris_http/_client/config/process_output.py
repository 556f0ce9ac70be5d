"""Runs a process and returns its output, within a time limit.

Contract: the output is complete when the process has ended. Its children may live on and hold the pipe open: they are
not waited for, and nothing that they write later counts. No message quotes the output.
"""

from __future__ import annotations

import subprocess
import threading
import time
from contextlib import suppress
from typing import IO, Final, cast

from tigris_http.errors import CredentialsError

_SLICE: Final = 0.05
"""Seconds of one wait: a signal of Windows comes between two."""
_LAST_BYTES: Final = 1.0
"""Seconds after the end of a process in which its last bytes are read."""


class _Reader(threading.Thread):
    """Reads a pipe to its end. On Windows only a thread can be left waiting for a pipe."""

    def __init__(self, pipe: IO[bytes], most: int) -> None:
        super().__init__(name="tigris_http credential_process", daemon=True)
        self._pipe, self._most = pipe, most
        self.content = b""

    def run(self) -> None:
        # Only this thread closes the pipe: on Windows a close by another one waits for the read.
        with self._pipe:
            while data := self._pipe.read(65536):
                self.content = (self.content + data)[: self._most]


def output(words: list[str], seconds: float, most: int) -> bytes:
    """Return the first `most` bytes of a process's output. The process has no input, and its errors are dropped.

    Raises `CredentialsError` if the process fails or exceeds the time limit.
    """
    process = subprocess.Popen(  # noqa: S603  # the command is the user's own
        words,
        bufsize=0,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        reader = _Reader(cast("IO[bytes]", process.stdout), most)
        reader.start()
        has_ended = _wait(process, reader, seconds)
    finally:
        process.kill()
        process.wait()
    if not has_ended:
        raise CredentialsError(f"the process did not end within {seconds:g} seconds")
    if process.returncode:
        raise CredentialsError(
            f"the process failed with exit code {process.returncode}; its output is not shown, it may be secret"
        )
    reader.join(_LAST_BYTES)
    return reader.content


def _wait(process: subprocess.Popen[bytes], reader: _Reader, seconds: float) -> bool:
    """Wait for the end of a process, for at most `seconds`; return whether it has ended."""
    end = time.monotonic() + seconds
    while process.poll() is None:
        left = end - time.monotonic()
        if left <= 0:
            return False
        if reader.is_alive():  # the pipe's end, which mostly is that of the process, ends this wait at once
            reader.join(min(left, _SLICE))
        else:
            with suppress(subprocess.TimeoutExpired):
                process.wait(min(left, _SLICE))
    return True
