"""The house rules, read off the source: one door for each dependency, one line between pure and driving rooms."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import tigris_http

PACKAGE = Path(tigris_http.__file__).parent
ROOMS = sorted(PACKAGE.rglob("*.py"))
EMULATOR = [room for room in ROOMS if "emulator" in room.parts]
CLIENT = [room for room in ROOMS if room not in EMULATOR]
DOORS = {
    "httpx": {"_transport.py"},
    "httpcore": {
        "_transport_bodies.py",
        "_transport_lease.py",
        "_transport_open.py",
        "_transport_pool.py",
        "_transport_send.py",
        "_backend.py",
        "_backend_anyio.py",
        "_backend_asyncio.py",
        "_backend_stream.py",
    },
    "anyio": {
        "_transport.py",
        "_transport_open.py",
        "_transport_own.py",
        "_transport_own_bodies.py",
        "_transport_pool.py",
        "_transport_send.py",
        "_backend_anyio.py",
        "_backend_asyncio.py",
        "_jobs.py",
        "_keyring_tasks.py",
    },
    "trio": {"_jobs.py", "_transport_loop.py"},
    "requests_aws4auth": {"_signing.py"},
    "awscrt": {"_digests.py"},
    "defusedxml": {"_xml.py"},
    "h11": set[str](),
    "boto3": set[str](),
    "botocore": set[str](),
}
ABOVE = {
    "__init__.py",
    "_transport.py",
    "_transport_bodies.py",
    "_transport_lease.py",
    "_transport_loop.py",
    "_transport_open.py",
    "_transport_own.py",
    "_transport_own_bodies.py",
    "_transport_pieces.py",
    "_transport_pool.py",
    "_transport_send.py",
    "_proxy.py",
    "_trust.py",
    "_logs.py",
    "_backend.py",
    "_backend_anyio.py",
    "_backend_asyncio.py",
    "_backend_stream.py",
    "_abort.py",
    "_jobs.py",
    "_outcome.py",
    "_tls.py",
    "_pool.py",
    "_budget.py",
    "_sync.py",
    "_async.py",
    "_client.py",
    "bundle.py",
    "object_file.py",
    "_bundle/io.py",
    "_config.py",
    "_lookup.py",
    "_sources.py",
    "_keyring.py",
    "_keyring_threads.py",
    "_keyring_tasks.py",
    "_doing.py",
    "_resuming.py",
    "_prepare.py",
    "_upload.py",
}
"""Rooms above the line: they have sockets, locks, clocks, files or the environment."""
BELOW = [room for room in CLIENT if room.relative_to(PACKAGE).as_posix() not in ABOVE]
FORBIDDEN_BELOW = {
    "socket",
    "ssl",
    "time",
    "random",
    "secrets",
    "threading",
    "asyncio",
    "logging",
    "tempfile",
    "select",
}


def imports(room: Path) -> Iterator[tuple[str, int]]:
    """Yield each imported module that is there at run time, with how many dots a relative one has."""
    tree = ast.parse(room.read_text("utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from ((name.name, 0) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.level


def name(room: Path) -> str:
    return room.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("room", CLIENT, ids=name)
def test_each_dependency_has_one_door(room: Path) -> None:
    for module, _ in imports(room):
        package = module.partition(".")[0]
        assert package not in DOORS or room.name in DOORS[package], f"{name(room)} imports {module}"


@pytest.mark.parametrize("room", BELOW, ids=name)
def test_below_the_line_there_is_no_world(room: Path) -> None:
    found = {module.partition(".")[0] for module, _ in imports(room)}
    assert set() == found & FORBIDDEN_BELOW
    tree = ast.parse(room.read_text("utf-8"))
    assert not {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & {"environ", "getenv"}


@pytest.mark.parametrize("room", BELOW, ids=name)
def test_nothing_points_up(room: Path) -> None:
    up = {f"tigris_http.{path[:-3].replace('/', '.')}" for path in ABOVE - {"__init__.py"}}
    assert set() == {module for module, _ in imports(room)} & up


@pytest.mark.parametrize("room", EMULATOR, ids=name)
def test_the_emulator_shares_nothing_with_the_client(room: Path) -> None:
    third = {"defusedxml", "h11", "compression", "zstandard"}
    for module, level in imports(room):
        assert level == 1 or (level == 0 and not module.startswith("tigris_http")), f"{name(room)} imports {module}"
        package = module.partition(".")[0]
        assert level == 1 or package in third or package in sys.stdlib_module_names, f"{name(room)} imports {module}"


@pytest.mark.parametrize("room", ROOMS, ids=name)
def test_no_check_is_an_assert_and_nothing_is_left_to_do(room: Path) -> None:
    source = room.read_text("utf-8")
    assert [] == [node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert)]
    assert all(word not in source for word in ("TODO", "FIXME", "XXX"))


@pytest.mark.parametrize("room", CLIENT, ids=name)
def test_who_catches_everything_hands_it_on(room: Path) -> None:
    for node in ast.walk(ast.parse(room.read_text("utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            kinds = (
                {kind.id for kind in ast.walk(node.type) if isinstance(kind, ast.Name)} if node.type else {"Exception"}
            )
            if kinds & {"Exception", "BaseException"}:
                raised = [inner for inner in ast.walk(node) if isinstance(inner, ast.Raise)]
                returned = [
                    inner.lineno
                    for part in ast.walk(node)
                    if isinstance(part, ast.Return)
                    for inner in ast.walk(part)
                    if isinstance(inner, ast.Name) and inner.id == node.name
                ]
                assert raised or returned, f"{name(room)}:{node.lineno} swallows everything"


def loaded(statement: str) -> set[str]:
    program = f"import sys; before = set(sys.modules); {statement}; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


def test_the_import_alone_loads_next_to_nothing() -> None:
    found = loaded("import tigris_http")
    assert {"tigris_http"} == {module for module in found if module.startswith("tigris_http")}
    packages = {module.partition(".")[0] for module in found}
    assert packages <= {"tigris_http", *sys.stdlib_module_names}
    assert not packages & {"dataclasses", "inspect", "ssl", "asyncio", "logging"}


def test_a_client_loads_neither_the_signing_package_nor_the_emulator() -> None:
    found = loaded("from tigris_http import TigrisHTTP; TigrisHTTP('https://t3.storage.dev', ('a', 'b'))")
    assert "httpx" in found
    # A family costs its dataclasses; one is loaded when a method of it is first used.
    families = {module for module in found if module.startswith("tigris_http.operations.")}
    assert {"_checks", "_features", "_operation", "_tags", "objects"} == {
        module.rpartition(".")[2] for module in families
    }
    assert not {module for module in found if module.startswith(("requests", "tigris_http.emulator", "boto"))}
