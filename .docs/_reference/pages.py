"""All pages of the reference, and their index."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import tigris_http
from _reference.classes import Writer
from _reference.names import FAMILIES, PAGES, Page, actions
from _reference.signatures import qualified, signature
from _reference.text import described, indented

ABOUT = "Signatures, parameters, results and errors of all public names. :doc:`/methods` fits on one page."


def write(folder: Path, integrations: tuple[Page, ...] = ()) -> None:
    """Write all pages and their index into a folder. The libraries of `integrations` must be there, or be mocks."""
    for page in integrations:
        importlib.import_module(page.module)
    folder.mkdir(parents=True, exist_ok=True)
    for family, title in FAMILIES.items():
        _replace(folder / f"methods_{family}.rst", "\n".join(method_page(family, title)) + "\n")
    for page in (*PAGES, *integrations):
        _replace(folder / f"{page.name}.rst", "\n".join(Writer(page).lines()) + "\n")
    first, *others = (page.name for page in PAGES)
    lists = {
        "Clients": [first, *(f"methods_{family}" for family in FAMILIES)],
        "Modules": others,
        "Integrations": [page.name for page in integrations],
    }
    trees = (_tree(caption, names) for caption, names in lists.items() if names)
    _replace(folder / "index.rst", "\n".join(("Every name", "==========", "", ABOUT, "", *trees)))


def _tree(caption: str, names: list[str]) -> str:
    listed = "\n".join(f"   {name}" for name in names)
    return f".. toctree::\n   :caption: {caption}\n   :maxdepth: 1\n\n{listed}\n"


def _replace(file: Path, text: str) -> None:
    """Write a file if its text differs, so that Sphinx reads only what changed."""
    if not file.exists() or file.read_text("utf-8") != text:
        file.write_text(text, "utf-8")


def method_page(family: str, title: str) -> Iterator[str]:
    """Yield the page of a family: its methods, as both clients have them."""
    title = f"Methods: {title}"
    yield from (title, "=" * len(title), "", ".. py:currentmodule:: tigris_http", "")
    for name, action in actions()[family].items():
        blocking, waiting = getattr(tigris_http.TigrisHTTP, name), getattr(tigris_http.AsyncTigrisHTTP, name)
        returned = qualified(str(inspect.signature(waiting).return_annotation))
        if inspect.iscoroutinefunction(waiting):
            returned = f"Awaitable[{returned}]"
        returned = re.sub(r"^'?Coroutine\[Any, Any, (.*)\]'?$", r"Awaitable[\1]", returned)
        yield f".. py:method:: TigrisHTTP.{name}{signature(blocking)}"
        yield from (f"   AsyncTigrisHTTP.{name}(...) -> {returned}".replace("'", ""), "")
        full = f"tigris_http.TigrisHTTP.{name}"
        yield from indented(described(inspect.getdoc(blocking) or "", full))
        yield from (f"   As a value: :py:obj:`{action.rpartition('.')[2]} <{action}>`.", "")
