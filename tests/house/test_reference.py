"""The reference of the documentation site has each public name, each method and each parameter with its text."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards import none_left
from tigris_http import TigrisHTTP

DOCS = Path(__file__).parents[2] / ".docs"


@pytest.fixture(scope="module", autouse=True)
def docs() -> Iterator[None]:
    sys.path.insert(0, str(DOCS))
    try:
        yield
    finally:
        sys.path.remove(str(DOCS))


@pytest.fixture(scope="module")
def written(docs: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    from _reference import pages

    folder = tmp_path_factory.mktemp("reference")
    pages.write(folder)
    return {file.stem: file.read_text("utf-8") for file in folder.glob("*.rst")}


def entries(text: str) -> set[str]:
    """Return the names that a page has entries for."""
    return set(re.findall(r"^\.\. py:(?:class|exception|function|data|method):: ([\w.]+)", text, re.MULTILINE))


def test_every_public_name_has_an_entry(written: dict[str, str]) -> None:
    from _reference.names import PAGES, public, targets

    for page in PAGES:
        own = {name for name in public(page.module) if targets()[name] == f"{page.module}.{name}"}
        assert own, page.module
        none_left(own - entries(written[page.name]), f"no entry on the page {page.name} of the reference")


def test_every_method_of_the_clients_has_an_entry(written: dict[str, str]) -> None:
    found = set().union(*(entries(text) for name, text in written.items() if name.startswith("methods_")))
    found |= set(re.findall(r"^   \.\. py:method:: (\w+)", written["names"], re.MULTILINE))
    found |= set(re.findall(r"^   \.\. py:property:: (\w+)", written["names"], re.MULTILINE))
    public = {name for name in dir(TigrisHTTP) if not name.startswith("_")}
    assert len(public) > 90
    none_left(public - {name.rpartition(".")[2] for name in found}, "no entry among the methods of the reference")


def test_every_parameter_of_a_method_has_its_text(written: dict[str, str]) -> None:
    from _reference.names import actions

    missing: list[str] = []
    for family, methods in actions().items():
        page = written[f"methods_{family}"]
        for name in methods:
            entry = page.partition(f".. py:method:: TigrisHTTP.{name}(")[2].partition("\n.. py:method::")[0]
            documented = set(re.findall(r"^   :param (\w+): \S", entry, re.MULTILINE))
            parameters = list(inspect.signature(getattr(TigrisHTTP, name)).parameters)[1:]
            missing += [f"{name}({parameter}=)" for parameter in parameters if parameter not in documented]
    none_left(missing, "no text in the reference: write a docstring below the field")


def test_names_become_links_and_marks_are_escaped(docs: None) -> None:
    from _reference.text import linked

    assert linked("A `NotFound`, `*` or *x*.") == r"A :py:obj:`NotFound <tigris_http.NotFound>`, ``*`` or \*x\*."
    assert linked("Two `BundleKey`s.") == r"Two :py:obj:`BundleKey <tigris_http.BundleKey>`\ s."
    assert linked("See `ObjectInfo.etag`.") == "See :py:obj:`ObjectInfo.etag <tigris_http.ObjectInfo.etag>`."
