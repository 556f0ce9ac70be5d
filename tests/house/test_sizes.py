"""No test file has over 500 lines: a file has one subject, which its docstring says in one line."""

from __future__ import annotations

from pathlib import Path

from tests.guards import none_left

ROOT = Path(__file__).parents[2]
MOST = 500


def test_no_test_file_is_over_500_lines() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in (ROOT / "tests").rglob("*.py")}
    none_left(
        (f"{path.relative_to(ROOT).as_posix()} ({length})" for path, length in lengths.items() if length > MOST),
        f"over {MOST} lines: split it by claim, and move fixtures that both parts use to a module beside them",
    )
