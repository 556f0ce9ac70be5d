"""The example that trains from a dataset runs as a user runs it, without an account."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[3] / "examples" / "train_ray.py"


def test_the_example_trains_on_a_local_emulator(tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TIGRIS_", "RAY_"))}
    done = subprocess.run(
        [sys.executable, str(EXAMPLE)],
        env={**bare, "HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "a local emulator: no credentials were found" in done.stdout.splitlines()[0]
    assert "the model has learned" in done.stdout.splitlines()
    assert [] == [each for each in tmp_path.iterdir() if each.name != ".cache"], "the example left files"
