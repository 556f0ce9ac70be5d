"""What jedi shows of the clients. IPython, Jupyter and python-lsp-server ask it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jedi  # type: ignore[import-untyped]  # jedi ships no types
import parso
import pytest

from tigris_http import TigrisHTTP

# In one process: each would parse all of the stubs, and two cannot share a cache on disk that is being written.
pytestmark = pytest.mark.xdist_group("jedi")

ROOT = Path(__file__).parents[2]
STUB = ROOT / "tigris_http" / "_client" / "methods.pyi"
METHODS = {
    "head_object": "HeadObject",
    "list_objects_v2": "ListObjectsV2",
    "update_object": "UpdateObject",
    "get_object": "GetObject",
    "bundle_objects": "BundleObjects",
    "get_bucket_info": "HeadBucket",
}
"""Plain, paged, of several requests, opening, overloaded, and one with a second name."""
PROGRAM = """
from tigris_http import AsyncTigrisHTTP, TigrisHTTP, TigrisSnapshot
made = TigrisHTTP("https://t3.storage.dev", ("a", "b"))
found = TigrisHTTP.from_env()
view = found.with_options(consistent=True)
later = AsyncTigrisHTTP.from_env()
with TigrisSnapshot(found, "b", "1") as past:
    pass
with found.get_object("b", "k") as body:
    pass
for entry in found.list_objects_v2("b"):
    pass
for member in found.bundle_objects("b", ["k"]):
    pass
info = found.head_object("b", "k")
async def results():
    async with later.get_object("b", "k") as later_body:
        pass
    async for later_entry in later.list_objects_v2("b"):
        pass
    async with later.bundle_objects("b", ["k"]) as bundle:
        async for later_member in bundle:
            pass
    later_info = await later.head_object("b", "k")
"""
CLIENTS = ("made", "found", "view", "past", "later")


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cache on disk that no other run writes, and none in memory afterwards: collections would go through it."""
    before = jedi.settings.cache_directory
    jedi.settings.cache_directory = str(tmp_path_factory.mktemp("jedi"))
    yield
    jedi.settings.cache_directory = before
    jedi.cache.clear_time_caches(delete_all=True)
    parso.cache.parser_cache.clear()


def ask(expression: str) -> tuple[Any, int, int]:
    code = f"{PROGRAM}    {expression}"
    return jedi.Script(code, project=jedi.Project(ROOT)), code.count("\n") + 1, len(expression) + 4


def members(expression: str) -> dict[str, str]:
    script, line, column = ask(f"{expression}.")
    return {each.name: each.type for each in script.complete(line, column) if not each.name.startswith("_")}


@pytest.mark.parametrize("client", CLIENTS)
def test_jedi_completes_methods_as_functions(client: str) -> None:
    found = members(client)
    assert {"function"} == set(found.values())
    assert {*METHODS, "presigned_url", "send"} <= found.keys()


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("client", ["found", "later"])
def test_jedi_shows_parameters_and_documentation(client: str, name: str) -> None:
    script, line, column = ask(f"{client}.{name}('b', ")
    for shown in script.get_signatures(line, column):
        assert ("bucket", "consistent") == (shown.params[0].name, shown.params[-1].name)
        assert "extra_headers:\n" in shown.docstring()
    [helped] = script.help(line, column - len("('b', "))
    assert ("function", True) == (helped.type, "extra_headers:\n" in helped.docstring())


@pytest.mark.parametrize("name", METHODS)
def test_jedi_leads_from_a_method_to_its_operation(name: str) -> None:
    script, line, column = ask(f"found.{name}")
    found = script.goto(line, column)[0]
    assert STUB == found.module_path
    beside = STUB.read_text("utf-8").split("\n")[: found.line][-2]
    assert f"    @sends({METHODS[name]})" == beside
    [operation] = jedi.Script(path=STUB, project=jedi.Project(ROOT)).goto(
        found.line - 1, len(beside) - 2, follow_imports=True
    )
    assert (METHODS[name], "class") == (operation.name, operation.type)
    assert ROOT / "tigris_http" / "operations" in operation.module_path.parents


@pytest.mark.parametrize(
    ("result", "member"),
    [("body", "readinto"), ("entry", "last_modified"), ("member", "tag"), ("info", "content_type")],
)
def test_jedi_knows_results(result: str, member: str) -> None:
    assert member in members(result)
    assert member in members(f"later_{result}")


def test_a_console_completes_methods_as_functions_and_shows_them() -> None:
    names = {"client": TigrisHTTP("https://t3.storage.dev", ("a", "b"))}
    found = {each.name: each.type for each in jedi.Interpreter("client.", [names]).complete(1, len("client."))}
    assert {"function"} == {found[name] for name in METHODS}
    [shown] = jedi.Interpreter("client.head_object(", [names]).get_signatures(1, len("client.head_object("))
    assert ("bucket", True) == (shown.params[0].name, "extra_headers:\n" in shown.docstring())
