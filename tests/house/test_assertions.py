"""Each test claims something: it asserts, expects an error or a warning, or calls a function of the tests that does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest

ROOT = Path(__file__).parents[2]
MODULES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for file in sorted((ROOT / "tests").rglob("*.py"))
}
CLAIMS = {"raises", "warns", "fail", "assert_type", "assert_never", "assert_called_once", "assert_called_with"}
"""Names, called as they are or as attributes, that fail if something is not so."""

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


class Module(NamedTuple):
    name: str
    tree: ast.Module
    known: dict[str, tuple[str, str]]
    """The module and the name there of each name here. A module has the name ""."""
    defined: dict[str, ast.stmt]
    methods: dict[str, ast.stmt]
    """The methods of its classes."""


@cache
def module(name: str) -> Module:
    tree = ast.parse(MODULES[name].read_text("utf-8"))
    known: dict[str, tuple[str, str]] = {}
    defined: dict[str, ast.stmt] = {}
    methods: dict[str, ast.stmt] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            above = name.split(".")[: -node.level] if node.level else []
            origin = ".".join([*above, *filter(None, [node.module])])
            for each in node.names:
                inner = f"{origin}.{each.name}"
                known[each.asname or each.name] = (inner, "") if inner in MODULES else (origin, each.name)
        elif isinstance(node, ast.Import):
            known.update({each.asname: (each.name, "") for each in node.names if each.asname})
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            defined[statement.name] = statement
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            defined.update({target.id: statement for target in targets if isinstance(target, ast.Name)})
        elif isinstance(statement, ast.ClassDef):
            methods.update({each.name: each for each in statement.body if isinstance(each, ast.FunctionDef)})
    known.update({each: (name, each) for each in defined})
    return Module(name, tree, known, defined, methods)


def used(where: Module, node: ast.AST) -> Iterator[tuple[str, ast.stmt | None]]:
    """Yield the functions of the tests that `node` uses, and their modules."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and inner.id in where.known:
            origin, name = where.known[inner.id]
            if origin in MODULES and name:
                yield origin, module(origin).defined.get(name)
        elif isinstance(inner, ast.Attribute):
            yield where.name, where.methods.get(inner.attr)
            origin, name = where.known.get(inner.value.id, ("", "")) if isinstance(inner.value, ast.Name) else ("", "")
            if origin in MODULES and not name:
                yield origin, module(origin).defined.get(inner.attr)


def asserts(node: ast.AST) -> bool:
    return any(
        isinstance(inner, ast.Assert)
        or (isinstance(inner, ast.Name) and inner.id in CLAIMS)
        or (isinstance(inner, ast.Attribute) and inner.attr in CLAIMS)
        or (isinstance(inner, ast.Raise) and raised(inner) == "AssertionError")
        for inner in ast.walk(node)
    )


def raised(node: ast.Raise) -> str:
    kind = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return kind.id if isinstance(kind, ast.Name) else ""


def claims(where: Module, node: ast.AST, seen: frozenset[ast.AST] = frozenset()) -> bool:
    """Whether `node` asserts something, or uses what does."""
    return asserts(node) or any(
        claims(module(origin), inner, seen | {inner})
        for origin, inner in used(where, node)
        if inner is not None and inner not in seen
    )


def functions_of(where: Module) -> Iterator[Function]:
    for node in ast.walk(where.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node


@pytest.mark.parametrize("name", [name for name in MODULES if name.rpartition(".")[2].startswith("test_")])
def test_each_test_claims_something(name: str) -> None:
    where = module(name)
    bare = [f"{each.name} (line {each.lineno})" for each in functions_of(where) if not claims(where, each)]
    assert not bare, f"{name}: {', '.join(bare)} cannot fail: assert the claim, or expect an error"


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
    where = module("bare")
    assert ["test_that_only_runs"] == [each.name for each in functions_of(where) if not claims(where, each)]
