"""Docstrings beside fields and values, read from the source."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse(Path(file).read_text("utf-8"))


def field_docs(value: type) -> dict[str, str]:
    """Return the docstrings beside the fields of a class and of its bases."""
    found: dict[str, str] = {}
    for kind in value.__mro__:
        if not kind.__module__.startswith("tigris_http"):
            continue
        file = sys.modules[kind.__module__].__file__ or ""
        for node in ast.walk(_tree(file)):
            if isinstance(node, ast.ClassDef) and node.name == kind.__name__:
                found = dict(_docs_beside(node.body)) | found
    return found


def value_doc(module: ModuleType, name: str) -> str:
    """Return the docstring beside a module's value, in the module that defines it."""
    for loaded in [module, *(each for key, each in sorted(sys.modules.items()) if key.startswith("tigris_http"))]:
        file = getattr(loaded, "__file__", None) or ""
        if file.endswith(".py") and (text := dict(_docs_beside(_tree(file).body)).get(name)):
            return text
    return ""


def _docs_beside(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for node, after in pairwise(body):
        if isinstance(node, ast.AnnAssign):
            target: ast.expr | None = node.target
        else:
            target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(target, ast.Name) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            yield target.id, inspect.cleandoc(str(after.value.value))
