"""The tests as source: the modules, their test functions, and everything that a function uses of the tests."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

ROOT = Path(__file__).parents[2]
MODULES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for file in sorted((ROOT / "tests").rglob("*.py"))
}
TEST_MODULES = [name for name in MODULES if name.rpartition(".")[2].startswith("test_")]
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
        # An argument of a test is a fixture, by its name.
        here = inner.id if isinstance(inner, ast.Name) else inner.arg if isinstance(inner, ast.arg) else None
        if here in where.known:
            origin, name = where.known[here]
            if origin in MODULES and name:
                yield origin, module(origin).defined.get(name)
        elif isinstance(inner, ast.Attribute):
            yield where.name, where.methods.get(inner.attr)
            origin, name = where.known.get(inner.value.id, ("", "")) if isinstance(inner.value, ast.Name) else ("", "")
            if origin in MODULES and not name:
                yield origin, module(origin).defined.get(inner.attr)


def reaches(
    where: Module, node: ast.AST, is_so: Callable[[ast.AST], bool], seen: frozenset[ast.AST] = frozenset()
) -> bool:
    """Return whether something in `node` is so, or in a function of the tests that it uses."""
    return any(map(is_so, ast.walk(node))) or any(
        reaches(module(origin), inner, is_so, seen | {inner})
        for origin, inner in used(where, node)
        if inner is not None and inner not in seen
    )


def functions(where: Module) -> Iterator[Function]:
    for node in ast.walk(where.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node
