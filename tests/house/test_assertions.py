"""Each test claims something: it asserts, expects an error or a warning, or calls a function of the tests that does."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from .reading import MODULES, TEST_MODULES, Module, functions, module, reaches

CLAIMS = {
    *("raises", "warns", "fail", "assert_type", "assert_never", "assert_called_once", "assert_called_with"),
    "assert_frame_equal",
}
"""Names, called as they are or as attributes, that fail if something is not so."""


def asserts(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Assert)
        or (isinstance(node, ast.Name) and node.id in CLAIMS)
        or (isinstance(node, ast.Attribute) and node.attr in CLAIMS)
        or (isinstance(node, ast.Raise) and raised(node) == "AssertionError")
    )


def raised(node: ast.Raise) -> str:
    kind = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return kind.id if isinstance(kind, ast.Name) else ""


def bare(where: Module) -> list[str]:
    return [each.name for each in functions(where) if not reaches(where, each, asserts)]


@pytest.mark.parametrize("name", TEST_MODULES)
def test_each_test_claims_something(name: str) -> None:
    found = bare(module(name))
    assert not found, f"{name}: {', '.join(found)} cannot fail: assert the claim, or expect an error"


BARE = """
from tests.guards import none_left

class Ledger:
    def note(self): ...
    def check(self): assert self

def test_that_only_runs(): print(Ledger().note())
def test_by_assertion(): assert print() is None
def test_by_a_method(): Ledger().check()
def test_by_a_helper(): none_left([], "")
"""


def test_a_test_that_cannot_fail_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bare.py").write_text(BARE, "utf-8")
    monkeypatch.setitem(MODULES, "bare", tmp_path / "bare.py")
    assert ["test_that_only_runs"] == bare(module("bare"))
