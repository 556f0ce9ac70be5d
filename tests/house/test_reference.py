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


def test_the_first_name_of_a_section_in_a_guide_is_a_link(docs: None) -> None:
    from _reference.links import with_links

    put = "{py:obj}`put_object <tigris_http.TigrisHTTP.put_object>`"
    assert with_links("## A\n`put_object`, `put_object`.\n## B\n`put_object`.") == (
        f"## A\n{put}, `put_object`.\n## B\n{put}."
    )
    assert with_links("`client.exists(b, k)`") == ("{py:obj}`client.exists(b, k) <tigris_http.TigrisHTTP.exists>`")
    for unchanged in ("```python\n`put_object`\n```", "# `put_object`", "[`put_object`](a.md)", "`close()`", "`size`"):
        assert with_links(unchanged) == unchanged
    foreign = "`create_fork`, `NotFound`, {}"
    assert with_links(foreign.format("`client.list_forks(b)`"), only_calls=True) == foreign.format(
        "{py:obj}`client.list_forks(b) <tigris_http.TigrisHTTP.list_forks>`"
    )


def test_cells_of_wide_tables_carry_the_heads_of_their_columns(docs: None) -> None:
    from _reference.tables import prepared

    def table(*rows: str) -> str:
        return f'<table class="docutils align-default"><thead><tr>{rows[0]}</tr></thead><tr>{rows[1]}</tr></table>'

    heads = "<th><p>You see</p></th><th><p>It &amp; means</p></th><th><p>Do</p></th>"
    narrow = table(heads, "<td>1</td><td>2</td><td>3</td>")
    assert prepared(narrow) == narrow
    wide = prepared(table(heads, f"<td>{'a' * 50}</td><td><p>b</p></td><td></td>"))
    assert 'class="docutils stacks align-default"' in wide
    assert '<td data-label="It &amp; means"><p>b</p></td><td></td>' in wide
