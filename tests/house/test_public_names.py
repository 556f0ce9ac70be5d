"""What `tigris_http` exports: one list in three places that must agree, each name there when it is asked for."""

import ast
from pathlib import Path

import pytest

import tigris_http


def test_the_list_the_homes_and_the_imports_for_type_checkers_agree() -> None:
    tree = ast.parse(Path(tigris_http.__file__).read_text("utf-8"))
    imported = {
        f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("tigris_http.")
        and node.module != "tigris_http._version"
        for alias in node.names
    }
    assert imported == {f"tigris_http.{home}.{name}" for home, names in tigris_http._HOMES.items() for name in names}
    assert set(tigris_http.__all__) - {"__version__"} == set(tigris_http._HOME)


@pytest.mark.parametrize("name", tigris_http.__all__)
def test_every_name_is_there_and_documented(name: str) -> None:
    value = getattr(tigris_http, name)
    assert name in dir(tigris_http)
    assert not isinstance(value, type) or value.__doc__


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'boto3'"):
        _ = tigris_http.boto3
