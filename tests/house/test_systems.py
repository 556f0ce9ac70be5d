"""A test that only POSIX can run asks first: on Windows it would fail, or end pytest."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.guards import none_left

from .reading import MODULES, ROOT, TEST_MODULES, Module, functions, module, reaches

OF_POSIX = {
    "os": {"fork", "kill", "killpg", "mkfifo"},
    "signal": {"setitimer", "alarm", "SIGALRM", "SIGKILL"},
}


def needs_posix(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute):
        return False
    return node.attr == "send_signal" or (
        isinstance(node.value, ast.Name) and node.attr in OF_POSIX.get(node.value.id, ())
    )


def marks(where: Module, function: ast.AST) -> set[str]:
    """Return the names in the decorators of a function and in its module's `pytestmark`."""
    decorators: list[ast.expr] = getattr(function, "decorator_list", [])
    everywhere = where.defined.get("pytestmark")
    return {
        inner.id
        for node in [*decorators, *filter(None, [everywhere])]
        for inner in ast.walk(node)
        if isinstance(inner, ast.Name)
    }


def unasked(where: Module) -> list[str]:
    return [
        each.name
        for each in functions(where)
        if not {"needs_posix", "needs_linux"} & marks(where, each) and reaches(where, each, needs_posix)
    ]


@pytest.mark.parametrize("name", TEST_MODULES)
def test_a_test_of_posix_asks_for_it(name: str) -> None:
    found = unasked(module(name))
    assert not found, f"{name}: mark with `needs_posix` of tests/systems.py: {', '.join(found)}"


BOLD = """
import os
import signal
from tests.systems import needs_posix

def alarmed(): signal.alarm(1)
def test_that_kills(): os.kill(os.getpid(), signal.SIGINT)
def test_that_calls(): alarmed()
@needs_posix
def test_that_asks(): os.kill(os.getpid(), signal.SIGINT)
"""


def test_a_test_that_does_not_ask_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bold.py").write_text(BOLD, "utf-8")
    monkeypatch.setitem(MODULES, "bold", tmp_path / "bold.py")
    assert ["test_that_kills", "test_that_calls"] == unasked(module("bold"))


READERS = {"read_text": 0, "write_text": 1}
"""For each method the number of its arguments before the encoding."""
FILES = [file for folder in ("tests", "tigris_http", "examples") for file in sorted((ROOT / folder).rglob("*.py"))]


def without_encoding(source: str) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and len(node.args) <= READERS.get(node.func.attr, -1)
        and "encoding" not in {keyword.arg for keyword in node.keywords}
    ]


def test_text_is_read_and_written_with_an_encoding() -> None:
    """That of Windows is not UTF-8."""
    assert [1, 2] == without_encoding(
        "a.read_text()\na.write_text('')\na.read_text('utf-8'); a.write_text('', 'ascii')"
    )
    lines = {file.relative_to(ROOT).as_posix(): without_encoding(file.read_text("utf-8")) for file in FILES}
    none_left((f"{file} {numbers}" for file, numbers in lines.items() if numbers), "name the encoding")
