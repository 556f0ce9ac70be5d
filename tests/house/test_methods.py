"""The clients' methods: the generated stubs are current, and what editors and tools see at run time is right."""

from __future__ import annotations

import inspect
import pkgutil
import pydoc
import runpy
import subprocess
import sys
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import get_type_hints
from unittest.mock import create_autospec

import pytest

from tests.guards import ADD_A_NAME, none_left
from tigris_http import AsyncObjectBody, AsyncTigrisHTTP, Credentials, ObjectInfo, TigrisHTTP, operations
from tigris_http._client.help.parameter_docs import parameter_docs
from tigris_http._client.results import Opening
from tigris_http._client.table import Method, Methods
from tigris_http.operations import GetObject
from tigris_http.operations._base import Action
from tigris_http.operations._names import ACTIONS, RESULTS

ROOT = Path(__file__).parents[2]
METHODS = [name for name, each in vars(Methods).items() if isinstance(each, Method)]


def client() -> TigrisHTTP:
    return TigrisHTTP("https://t3.storage.dev", Credentials("tid_a", "tsec_b"))


STUBS = runpy.run_path(str(ROOT / ".ci" / "write_stubs"))["stubs"]()


@pytest.mark.parametrize("path", STUBS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_stubs_are_current(path: Path) -> None:
    assert STUBS[path] == path.read_text("utf-8"), "run: .venv/bin/python .ci/write_stubs"


def test_a_method_shows_its_parameters_and_its_result() -> None:
    signature = inspect.signature(client().head_object)
    assert ["bucket", "key"] == list(signature.parameters)[:2]
    assert ["extra_headers", "timeout", "consistent"] == list(signature.parameters)[-3:]
    assert "ObjectInfo" == signature.return_annotation
    assert "Opening[AsyncObjectBody]" == inspect.signature(AsyncTigrisHTTP.get_object).return_annotation
    assert (
        "AsyncPages[ObjectPage, ListedObject]" == inspect.signature(AsyncTigrisHTTP.list_objects_v2).return_annotation
    )


@pytest.mark.parametrize("kind", [TigrisHTTP, AsyncTigrisHTTP])
def test_type_hints_of_every_method_resolve(kind: type) -> None:
    for name in METHODS:
        method = getattr(kind, name)
        shown = {*inspect.signature(method).parameters} - {"self"}
        assert {*shown, "return"} == get_type_hints(method).keys(), name
    assert ObjectInfo is get_type_hints(TigrisHTTP.head_object)["return"]
    assert Opening[AsyncObjectBody] == get_type_hints(AsyncTigrisHTTP.get_object)["return"]


def test_every_parameter_is_documented() -> None:
    none_left(
        (
            f"{kind.__name__}.{each.name}"
            for kind in {vars(Methods)[name].action for name in METHODS}
            for each in fields(kind)
            if each.init and each.name not in parameter_docs(kind)
        ),
        "add a docstring under the field",
    )


def test_every_public_action_has_a_method() -> None:
    known = {name for names in (*ACTIONS.values(), *RESULTS.values()) for name in names}
    none_left(
        (
            name
            for module in pkgutil.walk_packages(operations.__path__, "tigris_http.operations.")
            if not module.name.rpartition(".")[2].startswith("_")
            for name, value in vars(import_module(module.name)).items()
            if isinstance(value, type) and issubclass(value, Action) and value.__module__ == module.name
            if not (name.startswith("_") or inspect.isabstract(value)) and name not in known
        ),
        ADD_A_NAME,
    )


def test_help_shows_the_documentation_of_each_parameter() -> None:
    shown = pydoc.plain(pydoc.render_doc(client().head_object))
    documented = parameter_docs(GetObject)
    assert documented
    assert all(f"{name}:" in shown for name in ("extra_headers", "timeout", "consistent"))


def test_a_wrong_keyword_blames_the_method() -> None:
    with pytest.raises(TypeError, match=r"^head_object\(\) got an unexpected keyword argument 'verison_id'"):
        client().head_object("bucket", "key", verison_id="1")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"^put_object\(\) missing a required argument: 'body'"):
        client().put_object("bucket", "key")  # type: ignore[call-arg]


def test_an_autospecced_client_takes_right_calls_and_refuses_wrong_ones() -> None:
    double = create_autospec(TigrisHTTP, instance=True)
    double.head_object("bucket", "key", version_id="1")
    double.head_object.assert_called_once_with("bucket", "key", version_id="1")
    with pytest.raises(TypeError):
        double.head_object("bucket")
    with pytest.raises(TypeError):
        double.head_object("bucket", "key", verison_id="1")


def test_a_method_of_one_client_is_not_one_of_the_other() -> None:
    assert "TigrisHTTP.head_object" == TigrisHTTP.head_object.__qualname__
    assert "AsyncTigrisHTTP.head_object" == AsyncTigrisHTTP.head_object.__qualname__


def test_after_dir_a_look_into_the_class_finds_functions() -> None:
    """A console completes by `dir`, and calls no descriptor to learn the kind of a name."""
    assert set(METHODS) <= set(dir(client()))
    assert all(inspect.isfunction(inspect.getattr_static(TigrisHTTP, name)) for name in METHODS)


def test_methods_work_on_a_subclass() -> None:
    class Mine(TigrisHTTP):
        pass

    assert Mine.head_object is TigrisHTTP.head_object


def test_without_the_source_a_method_has_the_documentation_of_its_action() -> None:
    program = (
        "import tigris_http._client.help.parameter_docs as docs; docs._source = lambda kind: ''; "
        "from tigris_http.operations import GetObject; print(docs.described(GetObject))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.startswith("Open an object")
