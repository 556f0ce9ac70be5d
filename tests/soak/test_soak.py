"""A short soak passes, and a soak reports leaks and wrong answers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.concurrency.mixed import Wrong, must
from tests.soak.__main__ import State, judged


def test_a_soak_of_some_seconds_passes() -> None:
    """The documented command takes 30 minutes."""
    command = [sys.executable, "-m", "tests.soak", "--minutes", "0.06", "--seed", "5"]
    ended = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.splitlines()[-1].endswith("all is well")


@pytest.mark.parametrize(
    ("after", "what"),
    [
        (State(100 << 20, 8, 1), "memory"),
        (State(50 << 20, 9, 1), "files"),
        (State(50 << 20, 8, 2), "threads"),
        (State(50 << 20, 8, 1), None),
    ],
)
def test_a_resource_that_grew_is_named(after: State, what: str | None) -> None:
    found = judged(State(40 << 20, 8, 1), State(60 << 20, 20, 14), after)
    assert ([] if what is None else [what]) == [problem.split()[0] for problem in found]


def test_a_wrong_answer_is_an_error() -> None:
    with pytest.raises(Wrong, match="key"):
        must(False, "key")
