"""Files and trees beside boto3, obstore, s5cmd, rclone and aws: one file of 1 GiB, and 10,000 small ones, up and down.

    pip install -e '.[dev,bench]'
    python -m tests.benchmarks.peers
    python -m tests.benchmarks.bench_transfers

Each transfer is a fresh process, with the defaults of its program. With the large file the subjects alternate, and the
medians of the rounds count. The trees run once. A peer that is not installed is left out.

The large file comes from and goes to `transfers/large_server.py`, which takes little CPU and checks nothing. The small
files go to the emulator, since bundles are Tigris' own. Its CPU, in the last column, limits most rates there. rclone
and aws have fewer small files, and one round of the large one, as they would take minutes. All files are in memory if
there is room. Needs Linux.

Seconds and CPU (user and system) are those of the whole process, imports and all. In brackets are those of a library's
transfer alone. They count beside libraries; the whole process counts beside programs. Rates are those of the transfer
with the large file, and of the process with trees.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks import peers
from tests.benchmarks.transfers import programs
from tests.benchmarks.transfers.libraries import BOTO3, DOWN, OBSTORE, OURS, TREE_DOWN, TREE_UP, UP
from tests.benchmarks.transfers.programs import AWS, PACKAGES, S5CMD
from tests.benchmarks.transfers.runs import AGAIN, MIB, SLOW, Row, large, small

ROUNDS = 3
SIZE = 1 << 30
"""Bytes of the large file."""
FILES, FEW = 10_000, 2_000
"""Small files, of 4 to 6 KiB; for those that are slow."""
COUNTS = {OURS: FILES, S5CMD: FILES, **dict.fromkeys(SLOW, FEW)}
MEMORY = Path("/dev/shm")


class Goal(NamedTuple):
    """A figure, as a ratio to that of a peer if there is one, and its limit."""

    task: str
    figure: str
    words: str
    peer: str | None
    limit: float
    is_least: bool = False


GOALS = (
    Goal(DOWN, "inner_rate", "of the rate", BOTO3, 1.3, is_least=True),
    Goal(DOWN, "rate", "of the rate", S5CMD, 1.0, is_least=True),
    Goal(DOWN, "inner_cpu", "of the CPU", BOTO3, 0.8),
    Goal(DOWN, "megabytes", "MB of memory", None, 200),
    Goal(UP, "inner_rate", "of the rate", OBSTORE, 1.0, is_least=True),
    Goal(UP, "inner_cpu", "of the CPU", BOTO3, 0.8),
    Goal(UP, "megabytes", "MB of memory", None, 200),
    Goal(TREE_DOWN, "rate", "of the rate", S5CMD, 5, is_least=True),
    Goal(TREE_DOWN, "cpu_each", "of the CPU", S5CMD, 0.25),
    Goal(TREE_UP, "rate", "of the rate", S5CMD, 0.9, is_least=True),
    Goal(TREE_UP, "rate", "of the rate", AWS, 2.5, is_least=True),
    Goal(AGAIN, "seconds", "of the time", S5CMD, 0.6),
)


def rows() -> list[Row]:
    """Return all figures of this file."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4 * SIZE
    with tempfile.TemporaryDirectory(dir=MEMORY if roomy else None) as name:
        folder = Path(name)
        return [*large(folder, SIZE, ROUNDS), *small(folder, COUNTS)]


def version(subject: str) -> str:
    """Return a subject with its version."""
    if subject.startswith(OURS):
        return subject
    return f"{subject} {programs.version(subject) if subject in PACKAGES else peers.version(subject)}"


def both(figure: float, inner: float | None) -> str:
    """Return a figure of the process, and in brackets that of the transfer alone."""
    return f"{figure:.2f}" + ("" if inner is None else f" ({inner:.2f})")


def table(rows: list[Row]) -> list[str]:
    """Return the lines of the table of one task."""
    is_large = rows[0].files == 1
    title = f"{rows[0].task}, {f'{SIZE // MIB:,} MiB' if is_large else '4 to 6 KiB'}"
    unit, last = ("MiB/s", "") if is_large else ("files/s", "server CPU s")
    lines = [f"{title:34}{'files':>8}{'seconds':>16}{unit:>9}{'CPU s':>16}{'peak MB':>9}{last:>14}".rstrip()]
    for row in rows:
        seconds, cpu = both(row.seconds, row.inner_seconds), both(row.cpu, row.inner_cpu)
        rate = row.inner_rate if is_large else row.rate
        served = "" if row.server_cpu is None else f"{row.server_cpu:14.2f}"
        figures = f"{row.files:8,}{seconds:>16}{rate:9,.0f}{cpu:>16}{row.megabytes:9.0f}{served}"
        lines.append(f"{version(row.subject):34}{figures}")
    return lines


def main() -> list[Row]:
    """Print a table for each task, and the goals; return the figures."""
    found = rows()
    for task in dict.fromkeys(row.task for row in found):
        print(*table([row for row in found if row.task == task]), "", sep="\n", flush=True)
    figures = {(row.task, row.subject): row for row in found}
    for goal in GOALS:
        print(judged(goal, figures), flush=True)
    return found


def judged(goal: Goal, figures: dict[tuple[str, str], Row]) -> str:
    """Return a line that compares a figure of ours with a goal."""
    beside = f"{goal.task} beside {goal.peer}" if goal.peer else goal.task
    if goal.peer and (goal.task, goal.peer) not in figures:
        return f"{beside}: not installed"
    value: float = getattr(figures[goal.task, OURS], goal.figure)
    if goal.peer:
        value /= getattr(figures[goal.task, goal.peer], goal.figure)
    shown = f"{value:.2f}" if goal.peer else f"{value:.0f}"
    return f"{beside}: {shown} {goal.words} (goal: at {'least' if goal.is_least else 'most'} {goal.limit:g})"


if __name__ == "__main__":
    main()
