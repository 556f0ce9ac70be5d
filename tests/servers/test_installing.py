"""The harness itself: a broken installation fails with the reason, and no process outlives its test."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.systems import needs_posix

from . import installing
from .installing import InstallationFailed, installed
from .running import StartFailed, running

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def ends(process: int) -> bool:
    deadline = time.monotonic() + 5
    while is_alive(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_a_failed_installation_ends_with_the_installers_output_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(InstallationFailed, match=r"ministack==0\.0\.0 cannot be installed") as failed:
        installed("ministack", "0.0.0", tmp_path)
    assert "No matching distribution" in str(failed.value)
    assert [] == list(tmp_path.iterdir())


def test_an_interrupted_installation_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(installing, "_run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        installed("ministack", "0.0.0", tmp_path)
    assert [] == list(tmp_path.iterdir())


def test_either_of_two_racing_installations_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other run finishes while ours is under way."""

    def overtaken(_: str, __: str, command: list[str]) -> None:
        if "venv" in command:
            place = tmp_path / f"ministack-0.0.0-py{sys.version_info[0]}.{sys.version_info[1]}"
            place.mkdir()
            (place / "theirs").touch()

    monkeypatch.setattr(installing, "_run", overtaken)
    place = installed("ministack", "0.0.0", tmp_path)
    assert ["theirs"] == [path.name for path in place.iterdir()]
    assert [place] == list(tmp_path.iterdir())


@needs_posix
def test_a_server_ends_with_its_block_even_when_that_fails(tmp_path: Path) -> None:
    processes = []

    def fail() -> None:
        with running(SLEEPER, tmp_path, {}, lambda: True, timeout=5) as process:
            processes.append((process, is_alive(process)))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    ((process, was_alive),) = processes
    assert (True, False) == (was_alive, is_alive(process))


def test_a_server_that_ends_at_once_fails_with_its_output(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('the port is taken')"]
    with (
        pytest.raises(StartFailed, match="the port is taken"),
        running(command, tmp_path, {}, lambda: False, timeout=20),
    ):
        pass


def test_a_server_that_is_never_ready_is_stopped(tmp_path: Path) -> None:
    with (
        pytest.raises(StartFailed, match="not ready after"),
        running(SLEEPER, tmp_path, {}, lambda: False, timeout=0.2),
    ):
        pass


@needs_posix
def test_a_server_does_not_outlive_tests_that_are_killed(tmp_path: Path) -> None:
    """No `finally` runs then: the parent process sees its input end."""
    script = f"""
import importlib.util, sys, pathlib, os, signal
spec = importlib.util.spec_from_file_location("running", {os.fspath(Path(__file__).with_name("running.py"))!r})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
with module.running({SLEEPER!r}, pathlib.Path({os.fspath(tmp_path)!r}), {{}}, lambda: True, timeout=5) as process:
    print(process, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=False)
    assert -9 == done.returncode
    assert ends(int(done.stdout))
