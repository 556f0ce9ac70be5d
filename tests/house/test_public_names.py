"""The public names: each is there when it is asked for, and its annotations can be read at run time."""

from __future__ import annotations

import importlib
import typing
from collections.abc import Iterator
from types import FunctionType

import pytest

import tigris_http

PUBLIC = (
    "tigris_http",
    "tigris_http.operations",
    "tigris_http.transfers",
    "tigris_http.manifests",
    "tigris_http.errors",
    "tigris_http.credentials",
)
NOT_READABLE = {"Client.scoped": "`Scope` stands beside the operations of every family, which load on first use"}


def classes() -> Iterator[type]:
    for module in map(importlib.import_module, PUBLIC):
        for name in getattr(module, "__all__", vars(module)):
            value = getattr(module, name)
            if isinstance(value, type) and value.__module__.startswith("tigris_http"):
                yield value


def methods() -> Iterator[FunctionType]:
    """Yield the public functions that public classes have or inherit, without those that `dataclass` writes."""
    for public in classes():
        for each in public.__mro__:
            for name, value in vars(each).items():
                function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
                is_public = not name.startswith("_") or name.endswith("__")
                if not is_public or not isinstance(function, FunctionType):
                    continue
                if function.__module__.startswith("tigris_http") and function.__code__.co_filename[0] != "<":
                    yield function


CLASSES = sorted(set(classes()), key=lambda each: (each.__module__, each.__qualname__))
METHODS = sorted(set(methods()), key=lambda each: (each.__module__, each.__qualname__))


@pytest.mark.parametrize("name", tigris_http.__all__)
def test_every_name_is_there_and_documented(name: str) -> None:
    value = getattr(tigris_http, name)
    assert name in dir(tigris_http)
    assert not isinstance(value, type) or value.__doc__


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'boto3'"):
        _ = tigris_http.boto3  # type: ignore[attr-defined]


@pytest.mark.parametrize("public", CLASSES, ids=lambda each: each.__name__)
def test_the_annotations_of_a_public_class_can_be_read(public: type) -> None:
    assert set(vars(public).get("__annotations__", ())) <= set(typing.get_type_hints(public))


def test_the_annotations_of_public_methods_can_be_read() -> None:
    unreadable: dict[str, str] = {}
    for method in METHODS:
        try:
            typing.get_type_hints(method)
        except (NameError, TypeError) as why:
            unreadable[method.__qualname__] = str(why)
    assert len(METHODS) > 300
    assert NOT_READABLE.keys() == unreadable.keys(), (
        f"{unreadable}: import the name at run time, or write the alias without quotes"
    )
