"""A terminal: the progress line is seen, leaves nothing behind, and is not in a pipe."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.systems import needs_posix
from tigris_http.cli.progress import CLEAR
from tigris_http.emulator import Emulator, Fault

from .shell import ROOT, settings, started

if TYPE_CHECKING:
    from pathlib import Path

    from tigris_http import TigrisHTTP

pytestmark = needs_posix
SIZE = 400_000


def on_terminal(*arguments: str, env: dict[str, str], cwd: Path, stdout: bool) -> tuple[int, str, bytes]:
    """Run the program with a terminal of 80 columns as standard error, perhaps as standard output, too."""
    import pty

    main, side = pty.openpty()
    written = cwd / "stdout"
    with (
        written.open("wb") as file,
        started(
            *arguments,
            env={**env, "COLUMNS": "80"},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=side if stdout else file,
            stderr=side,
        ) as running,
    ):
        os.close(side)
        seen = b""
        while True:
            try:
                part = os.read(main, 65536)
            except OSError:  # the end of a terminal on Linux
                break
            if not part:
                break
            seen += part
        code = running.wait(30)
    os.close(main)
    return code, seen.decode().replace("\r\n", "\n"), written.read_bytes()


def screen(text: str) -> str:
    """Return what is left on the screen: a line ends where it was cleared last."""
    return "\n".join(line.rpartition(CLEAR)[2] for line in text.split("\n"))


@pytest.fixture
def env(tigris: Emulator, tmp_path: Path, client: TigrisHTTP) -> dict[str, str]:
    for key in ("a", "b"):
        client.put_object("photos", key, bytes(SIZE))
    tigris.inject(Fault("slow_body", operation="GetObject", times=2, rate=SIZE / 1.2))
    return {**settings(tigris), "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}


def test_the_line_is_seen_and_leaves_nothing(env: dict[str, str], tmp_path: Path) -> None:
    code, seen, _ = on_terminal("cat", "t3://photos/a", "t3://photos/b", env=env, cwd=tmp_path, stdout=False)
    lines = seen.split(CLEAR)[1:-1]
    assert 0 == code
    assert len(lines) >= 5
    assert all(len(line) < 80 for line in lines)
    assert re.search(r" \d+%  [\d.]+ [KM]?i?B of 390.6 KiB  [01] of 2 files  [\d.]+ KiB/s  0:0\d left", seen)
    assert "" == screen(seen)


def test_lines_of_results_stay_whole(env: dict[str, str], tmp_path: Path) -> None:
    words = ("cp", "-j1", "t3://photos/a", "t3://photos/none", "t3://photos/b", "out/")
    code, seen, _ = on_terminal(*words, env=env, cwd=tmp_path, stdout=True)
    assert 1 == code
    assert " of 3 files" in seen
    first, error, last, end = screen(seen).split("\n")
    assert ("copy t3://photos/a -> out/a", "copy t3://photos/b -> out/b", "") == (first, last, end)
    assert error.startswith("tigris-http cp: ")


@pytest.mark.parametrize("options", [["--progress=never"], ["-q", "--progress", "never"]])
def test_no_line_if_not_wanted(env: dict[str, str], tmp_path: Path, options: list[str]) -> None:
    code, seen, out = on_terminal("cat", *options, "t3://photos/a", env=env, cwd=tmp_path, stdout=False)
    assert (0, "", SIZE) == (code, seen, len(out))


def test_no_line_in_a_pipe_but_if_always_a_log(env: dict[str, str]) -> None:
    for options, expected in (([], 0), (["--progress=always"], 1)):
        with started(
            "cat", *options, "t3://photos/a", env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as run:
            _, err = run.communicate(timeout=30)
        assert (0, expected) == (run.returncode, err.count(b"\n"))
        assert b"\x1b" not in err
        assert b"\r" not in err
    assert err.startswith(b"100%  390.6 KiB of 390.6 KiB")


@pytest.mark.parametrize(("answer", "left"), [("y\n", 0), ("n\n", 1), ("\x04", 1)])
def test_a_question_waits_for_the_person(env: dict[str, str], client: TigrisHTTP, answer: str, left: int) -> None:
    import pty

    client.create_bucket("soft", soft_delete=True)
    client.put_object("soft", "a", b"")
    client.delete_object("soft", "a")
    main, side = pty.openpty()
    with started("undelete", "purge", "t3://soft/a", env=env, stdin=side, stdout=side, stderr=side) as running:
        os.close(side)
        seen = b""
        while b"[y/N] " not in seen:
            seen += os.read(main, 1000)
        os.write(main, answer.encode())
        assert (0 if left == 0 else 1) == running.wait(30)
    os.close(main)
    assert left == len(list(client.list_deleted_object_versions("soft")))


def test_nobody_is_asked_without_a_terminal(env: dict[str, str], client: TigrisHTTP) -> None:
    client.create_bucket("full")
    client.put_object("full", "a", b"")
    with started("bucket", "rm", "--force", "full", env=env, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
        _, err = run.communicate(timeout=30)
    assert (0, b"") == (run.returncode, err)
