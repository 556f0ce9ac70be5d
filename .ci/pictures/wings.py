"""The wings of the package, from the rule that a test keeps."""

from __future__ import annotations

import ast
from textwrap import wrap
from typing import Any

from pictures.base import ROOT, WIDTH, Picture, number

PACKAGE = ROOT / "tigris_http"
RULES = ROOT / "tests" / "house" / "test_imports.py"
PURPOSE = {
    "cli": "the command line",
    "__init__": "public names, loaded on first use",
    "_client": "the two clients, the method table, views, settings",
    "transfers": "files and trees up and down, in parts, resumed",
    "_bundle": "many objects in one response, resumed after a break",
    "_transport": "sockets, pool, bodies",
    "_download": "open objects that resume and seek",
    "_core": "one call without I/O: sign, judge, retry",
    "_auth": "signatures, keys in use",
    "operations": "every action of S3 and Tigris",
    "_wire": "HTTP, XML, JSON as values",
    "_archive": "tar, gzip, zstd",
    "_concurrency": "threads and event loops",
    "credentials": "key pairs and sessions",
    "errors": "the tree of errors",
}
"""A line for each wing of the rule."""
INTEGRATIONS = {"dask", "fsspec", "otel", "pytest_plugin", "ray", "torch", "webdataset", "zarr"}
"""Modules beside the command line, each named after the library it serves."""
UNDRAWN = {
    "_version",
    "_annotations",
    "_loading",
    "_unmade",
    "__main__",
    "manifests",
    "_loops",
    "_readers",
    *INTEGRATIONS,
}
"""Small modules below all wings, and the one above them that starts the command line."""


def wings() -> Picture:
    """Draw the wings by floor, from the table that the test of the import rule uses."""
    floors: list[list[str]] = [sorted(floor - UNDRAWN) for floor in reversed(rule("FLOORS")) if floor - UNDRAWN]
    pure = rule("PURE")
    if unnamed := {wing for floor in floors for wing in floor} - set(PURPOSE):
        raise ValueError(f"PURPOSE in .ci/draw lacks a line for {', '.join(sorted(unnamed))}")
    left, right, beside, gap, top = 64, 610, 630, 9, 50
    tall = [40 if len(floor) == 1 else 54 if len(floor) == 2 else 60 for floor in floors]
    bottom = top + sum(tall) + gap * (len(tall) - 1)
    picture = Picture(
        bottom + 42,
        "The wings of tigris_http",
        "Floors from top to bottom; a wing imports only wings of lower floors: "
        + "; ".join(", ".join(shown(wing) for wing in floor) for floor in floors)
        + ". The emulator stands beside them and imports none of them.",
    )
    picture.text(left, 30, "A wing imports only wings below it", "t bold", size=15)
    middle = number((top + bottom) / 2)
    picture.path(f"M40 {top + 4}V{bottom - 9}", "edge")
    picture.path(f"M40 {bottom - 2}l-4 -8h8z", "head")
    turned = picture.add("text", "m", x=28, y=middle, font_size=12.5, text_anchor="middle")
    turned.set("transform", f"rotate(-90 28 {middle})")
    turned.text = "imports"
    y = float(top)
    for names, height in zip(floors, tall, strict=True):
        wide = (right - left - gap * (len(names) - 1)) / len(names)
        for place, wing in enumerate(names):
            x = left + place * (wide + gap)
            picture.rect(x, y, wide, height, ("pure" if wing in pure else "box") + " edge")
            if len(names) == 1:
                picture.text(x + 12, y + 25, shown(wing), "t mono bold")
                picture.text(x + 128, y + 25, PURPOSE[wing], "m", room=wide - 130)
                continue
            size = 13 if len(names) == 2 else 12
            picture.text(x + 12, y + 20, shown(wing), "t mono bold", room=wide - 14)
            lines = wrap(PURPOSE[wing], 40 if len(names) == 2 else 16)
            for line, words in enumerate(lines):
                picture.text(x + 12, y + 39 - 2 * (len(lines) > 1) + 15 * line, words, "m", size=size, room=wide - 14)
        y += height + gap
    picture.rect(beside, top, WIDTH - beside - 20, bottom - top, "box edge dash")
    picture.text(beside + 12, top + 25, "emulator", "t mono bold")
    y = float(top + 48)
    for words in wrap("a local Tigris for tests and offline work. It imports none of the wings.", 18):
        picture.text(beside + 12, y, words, "m")
        y += 18
    picture.text(beside + 12, y + 14, "Inside:", "m")
    rooms = sorted(each.name for each in (PACKAGE / "emulator").iterdir() if (each / "__init__.py").exists())
    for place, name in enumerate(rooms):
        picture.text(beside + 12, y + 34 + 18 * place, name, "m mono", size=12)
    picture.rect(left, bottom + 15, 14, 14, "pure edge", radius=3)
    picture.text(left + 22, bottom + 27, "pure: no socket, clock, randomness, environment or event loop", "m")
    return picture


def shown(wing: str) -> str:
    return "tigris_http" if wing == "__init__" else wing


def rule(name: str) -> Any:
    """Return a table of the test of the import rule."""
    for node in ast.parse(RULES.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and [name] == [getattr(target, "id", "") for target in node.targets]:
            return ast.literal_eval(node.value)
    raise ValueError(f"{RULES} has no table {name}")
