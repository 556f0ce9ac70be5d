"""The program, run in this process or as one of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tigris_http.cli.main import main

if TYPE_CHECKING:
    import pytest

    from tigris_http.emulator import Emulator

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Result:
    """The end of one run."""

    code: int
    out: bytes
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.decode().splitlines()

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The lines of JSON on standard output."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The lines of JSON on standard error."""
        return [json.loads(line) for line in self.err.splitlines()]


def settings(tigris: Emulator) -> dict[str, str]:
    """Return the environment of a client."""
    return {
        "AWS_ENDPOINT_URL_S3": tigris.endpoint,
        "AWS_ACCESS_KEY_ID": tigris.credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": tigris.credentials.secret_access_key,
    }


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Shell:
    """Runs the program in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def __call__(self, *arguments: str, stdin: bytes | io.RawIOBase = b"", terminal: bool = False) -> Result:
        kind = Terminal if terminal else io.TextIOWrapper
        out, err = io.BytesIO(), io.BytesIO()
        streams = {name: kind(stream, "utf-8") for name, stream in (("stdout", out), ("stderr", err))}
        source: Any = io.BytesIO(stdin) if isinstance(stdin, bytes) else io.BufferedReader(stdin)
        streams["stdin"] = kind(source, "utf-8")
        with self._patch.context() as patch:
            for name, stream in streams.items():
                patch.setattr(sys, name, stream)
            code = main(arguments)
        for stream in streams.values():
            stream.flush()
        return Result(code, out.getvalue(), err.getvalue().decode())

    def ok(self, *arguments: str, stdin: bytes = b"") -> Result:
        """Run a command that succeeds and prints no error."""
        done = self(*arguments, stdin=stdin)
        assert (0, "") == (done.code, done.err), done
        return done


def started(*arguments: str, env: dict[str, str], **options: Any) -> subprocess.Popen[bytes]:
    """Start the program as a process."""
    base = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TIGRIS_"))}
    command = [sys.executable, "-m", "tigris_http", *arguments]
    return subprocess.Popen(command, cwd=options.pop("cwd", ROOT), env={**base, **env}, **options)


def names_here(folder: str = ".") -> list[str]:
    """Return the names in a folder, sorted."""
    return sorted(each.name for each in Path(folder).iterdir())
