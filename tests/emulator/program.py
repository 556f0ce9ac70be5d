"""The program, started as from a shell."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tigris_http.emulator import EmulatorCredentials

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


class Program:
    """`python -m tigris_http.emulator`, and its output."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "tigris_http.emulator", "--port", "0", *arguments]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.lines = [self.process.stdout.readline().strip() for _ in range(4)]
        self.settings = dict(line.split("=", 1) for line in self.lines)

    @property
    def endpoint(self) -> str:
        return self.settings["AWS_ENDPOINT_URL_S3"]

    @property
    def port(self) -> int:
        return int(self.endpoint.rpartition(":")[2])

    @property
    def credentials(self) -> EmulatorCredentials:
        return EmulatorCredentials(self.settings["AWS_ACCESS_KEY_ID"], self.settings["AWS_SECRET_ACCESS_KEY"])


@contextmanager
def program(*arguments: str) -> Iterator[Program]:
    running = Program(*arguments)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.communicate()
