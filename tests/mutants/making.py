"""Mutants of a module: its text with one small change each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

OTHER: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
NO_CLAIM = ("__repr__", "__str__", "__dir__")
"""Functions for people who debug."""


@dataclass(frozen=True)
class Mutant:
    """One change of a module, and the module's text with it."""

    module: str
    number: int
    line: str
    change: str
    text: str

    @property
    def key(self) -> tuple[str, str, str]:
        """The change without its line number, as in the list of equivalents."""
        return self.module, self.line, self.change


def mutants(module: str, text: str) -> list[Mutant]:
    """Make every mutant of a module, in the order of its lines."""
    lines = text.encode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    data = b"".join(lines)
    made: list[Mutant] = []
    for node, new in _changes(ast.parse(text)):
        begin = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        old = " ".join(data[begin:end].decode().split())
        changed = (data[:begin] + new.encode() + data[end:]).decode()
        made.append(Mutant(module, node.lineno, lines[node.lineno - 1].decode().strip(), f"{old} -> {new}", changed))
    return sorted(made, key=lambda each: (each.number, each.change))


Change = tuple[ast.stmt | ast.expr, str]


def _changes(node: ast.AST) -> Iterator[Change]:
    """Yield each changed node with its new text. Leave out types, decorators, f-strings and texts for people."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
        return
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in NO_CLAIM:
        return
    if isinstance(node, ast.stmt):
        yield from _of_statement(node)
    elif isinstance(node, ast.expr):
        yield from _of_expression(node)
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        children: list[object] = value if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownVariableType]
        for child in children:
            if isinstance(child, ast.AST):
                yield from _changes(child)


def _of_statement(node: ast.stmt) -> Iterator[Change]:
    match node:
        case ast.Expr(value=ast.Call() | ast.Await()) | ast.AugAssign() | ast.Raise():
            yield node, "pass"
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield node, "pass"
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) not in ("None", "True", "False"):
            yield node, "return None"
        case ast.Break():
            yield node, "continue"
        case ast.Continue():
            yield node, "break"
        case ast.If(test=test) | ast.While(test=test) if isinstance(test, ast.Name | ast.Attribute | ast.Call):
            yield test, f"not {ast.unparse(test)}"
        case _:
            pass


def _of_expression(node: ast.expr) -> Iterator[Change]:
    match node:
        case ast.Compare(ops=ops):
            for at, op in enumerate(ops):
                others = [*ops[:at], OTHER[type(op)](), *ops[at + 1 :]]
                yield node, f"({ast.unparse(ast.Compare(node.left, others, node.comparators))})"
        case ast.BoolOp(op=op, values=values):
            yield node, f"({ast.unparse(ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values))})"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, f"({ast.unparse(operand)})"
        case ast.IfExp(test=test, body=body, orelse=orelse) if not isinstance(test, ast.Compare | ast.BoolOp):
            yield node, f"({ast.unparse(ast.IfExp(test, orelse, body))})"
        case ast.BinOp(op=ast.Add() | ast.Sub() as op, left=left, right=right):
            yield node, f"({ast.unparse(ast.BinOp(left, ast.Sub() if isinstance(op, ast.Add) else ast.Add(), right))})"
        case ast.Constant(value=bool() as value):
            yield node, str(not value)
        case ast.Constant(value=int() as value):
            yield node, str(value + 1)
        case ast.Call(func=ast.Name(id="min" | "max" as name) as called):
            yield called, "max" if name == "min" else "min"
        case _:
            pass
