"""The rules of the house, read off the source: which module may import which, and one door for each dependency."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import tigris_http

PACKAGE = Path(tigris_http.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
EMULATOR = [file for file in FILES if "emulator" in file.relative_to(PACKAGE).parts]
CLIENT = [file for file in FILES if file not in EMULATOR]

FLOORS = (
    {"_version", "_annotations", "_loading", "_unmade"},
    {"errors"},
    {"_wire", "_archive", "_concurrency", "credentials"},
    {"_auth", "operations"},
    {"_core"},
    {"_transport", "_download"},
    {"_bundle"},
    {"transfers"},
    {"_client"},
    {"__init__"},
    {"manifests"},
    {"_loops", "_readers"},
    {"cli", "dask", "fsspec", "otel", "pytest_plugin", "ray", "torch", "webdataset", "zarr"},
    {"__main__"},
)
"""The wings from the lowest floor up. A wing imports itself and wings of lower floors."""
FLOOR = {wing: number for number, wings in enumerate(FLOORS) for wing in wings}

PURE = ("_wire", "_archive", "operations", "_core")
"""Wings without socket, clock, randomness, environment, loop or log: those come in as arguments."""
IMPURE_MODULES = {
    "asyncio",
    "logging",
    "random",
    "secrets",
    "select",
    "socket",
    "ssl",
    "tempfile",
    "threading",
    "time",
}

EXCEPTIONS = {("_core/hooks.py", "logging")}
"""The loggers."""

RUNS_THE_EMULATOR = ("cli", "pytest_plugin")
"""Wings that may start an emulator. It stands beside the floors."""

DOORS = {
    "httpx": ("_transport/",),
    "httpcore": (),
    "anyio": ("_transport/", "_concurrency/", "_auth/keyring_async.py"),
    "trio": ("_concurrency/", "_transport/sockets/"),
    "requests_aws4auth": ("_auth/signing_key.py",),
    "awscrt": ("_wire/checksums.py",),
    "defusedxml": ("_wire/documents/xml.py",),
    "h11": (),
    "shtab": ("cli/commands/completion.py",),
    "boto3": (),
    "botocore": (),
    "dask": ("dask",),
    "fsspec": ("fsspec",),
    "numpy": (),
    "opentelemetry": ("otel",),
    "pyarrow": ("ray", "dask"),
    "pytest": ("pytest_plugin",),
    "ray": ("ray",),
    "torch": ("torch",),
    "webdataset": ("webdataset",),
    "zarr": ("zarr",),
}
"""For each dependency the only folders or files that import it."""

LONGEST_FOLDER = 13
MAP_IS_IN = "__init__.py"


class Import(NamedTuple):
    module: str
    line: int
    at_run_time: bool


def name(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def module_of(file: Path) -> str:
    parts = ("tigris_http", *file.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def wing_of(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


MODULES = {module_of(file): file for file in FILES}


@cache
def imports(file: Path) -> tuple[Import, ...]:
    return tuple(_imports(file))


def _imports(file: Path) -> Iterator[Import]:
    tree = ast.parse(file.read_text("utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for part in node.body
        for inner in ast.walk(part)
    }
    for node in ast.walk(tree):
        at_run_time = id(node) not in typing_only
        if isinstance(node, ast.Import):
            yield from (Import(each.name, node.lineno, at_run_time) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(file)}:{node.lineno} imports relatively; write the whole name"
            module = node.module or ""
            for each in node.names:
                inner = f"{module}.{each.name}"
                yield Import(inner if inner in MODULES else module, node.lineno, at_run_time)


@pytest.mark.parametrize("file", CLIENT, ids=name)
def test_a_wing_imports_only_wings_below_it(file: Path) -> None:
    wing = wing_of(module_of(file))
    assert wing in FLOOR, f"{name(file)} is in no wing: add its folder to FLOORS, or move it into one"
    if wing == "__init__":
        return
    for imported in imports(file):
        if not imported.module.startswith("tigris_http"):
            continue
        other = wing_of(imported.module)
        if other == "emulator" and wing in RUNS_THE_EMULATOR:
            continue
        assert other == wing or FLOOR.get(other, 99) < FLOOR[wing], (
            f"{name(file)}:{imported.line} imports {imported.module}: {wing} may import only wings below it. "
            f"Move the name down, or hand the value in as an argument."
        )


@pytest.mark.parametrize("file", EMULATOR, ids=name)
def test_the_emulator_imports_nothing_of_the_client(file: Path) -> None:
    for imported in imports(file):
        package = imported.module.partition(".")[0]
        inside = imported.module.startswith("tigris_http.emulator")
        third_party = package in {"defusedxml", "h11", "compression", "zstandard"} or package in sys.stdlib_module_names
        assert inside or third_party or not imported.at_run_time, (
            f"{name(file)}:{imported.line} imports {imported.module}"
        )
        assert inside or not imported.module.startswith("tigris_http")


def circles(files: list[Path]) -> list[list[str]]:
    """Return the groups of modules that import each other (Tarjan's strongly connected components)."""
    graph = {
        module_of(file): sorted({each.module for each in imports(file) if each.module in MODULES}) for file in files
    }
    found: list[list[str]] = []
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []

    def visit(module: str) -> None:
        index[module] = low[module] = len(index)
        stack.append(module)
        for other in graph.get(module, []):
            if other not in index:
                visit(other)
                low[module] = min(low[module], low[other])
            elif other in stack:
                low[module] = min(low[module], index[other])
        if low[module] == index[module]:
            group: list[str] = []
            while not group or group[-1] != module:
                group.append(stack.pop())
            if len(group) > 1:
                found.append(sorted(group))

    for module in sorted(graph):
        if module not in index:
            visit(module)
    return found


def test_no_modules_import_each_other() -> None:
    """Neither at run time nor for types. The package's own `__init__` loads names on first use and is left out."""
    files = [file for file in FILES if file.parent != PACKAGE or file.name != "__init__.py"]
    assert [] == circles(files)


@pytest.mark.parametrize("file", CLIENT, ids=name)
def test_each_dependency_has_one_door(file: Path) -> None:
    for imported in imports(file):
        package = imported.module.partition(".")[0]
        if imported.at_run_time and package in DOORS:
            assert name(file).startswith(DOORS[package]), (
                f"{name(file)}:{imported.line} imports {imported.module}: only {DOORS[package] or 'tests'} may"
            )


@pytest.mark.parametrize("file", [file for file in CLIENT if name(file).startswith(PURE)], ids=name)
def test_pure_wings_touch_nothing_outside(file: Path) -> None:
    for imported in imports(file):
        package = imported.module.partition(".")[0]
        assert not (imported.at_run_time and package in IMPURE_MODULES) or (name(file), package) in EXCEPTIONS, (
            f"{name(file)}:{imported.line} imports {imported.module}: hand it in as an argument from a wing above"
        )
    tree = ast.parse(file.read_text("utf-8"))
    assert not {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & {"environ", "getenv"}


FOLDERS = sorted({file.parent for file in FILES})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(PACKAGE.parent).as_posix())
def test_a_folder_is_small_and_says_what_is_in_it(folder: Path) -> None:
    # A README is a page about the folder, as the docstring is: neither counts as an entry.
    apart = {"__pycache__", "__init__.py", "py.typed", "README.md"}
    entries = [each for each in folder.iterdir() if each.name not in apart]
    # The root is the list of wings and integrations.
    assert folder == PACKAGE or len(entries) <= LONGEST_FOLDER, (
        f"{len(entries)} entries in {name(folder)}: group them in folders"
    )
    if folder == PACKAGE:
        return
    map_of = ast.get_docstring(ast.parse(folder.joinpath("__init__.py").read_text("utf-8"))) or ""
    missing = [each.name for each in entries if each.suffix != ".pyi" and each.stem not in map_of]
    assert not missing, f"the docstring of {name(folder)}/__init__.py does not name {missing}"


@pytest.mark.parametrize("file", FILES, ids=name)
def test_no_check_is_an_assert_and_nothing_is_left_to_do(file: Path) -> None:
    source = file.read_text("utf-8")
    assert [] == [node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert)]
    assert all(word not in source for word in ("TODO", "FIXME", "XXX"))


@pytest.mark.parametrize("file", CLIENT, ids=name)
def test_who_catches_everything_hands_it_on(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
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
                assert raised or returned, f"{name(file)}:{node.lineno} swallows everything"


def loaded(statement: str) -> set[str]:
    program = f"import sys; before = set(sys.modules); {statement}; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


def test_the_import_alone_loads_next_to_nothing() -> None:
    found = loaded("import tigris_http")
    assert {"tigris_http"} >= {module for module in found if module.startswith("tigris_http")} - {
        "tigris_http._version"
    }
    packages = {module.partition(".")[0] for module in found}
    assert packages <= {"tigris_http", *sys.stdlib_module_names}
    assert not packages & {"dataclasses", "inspect", "ssl", "asyncio", "logging"}


def test_a_client_loads_no_http_stack_no_signing_package_and_no_emulator() -> None:
    found = loaded(f"{CLASS}; TigrisHTTP('https://t3.storage.dev', ('a', 'b'))")
    assert set() == families(found)
    assert not packages(found) & {"requests", "requests_aws4auth", "httpx", "httpcore", "h11", "anyio", "asyncio"}
    assert not any(module.startswith("tigris_http.emulator") for module in found)


CLASS = "from tigris_http import TigrisHTTP"
GET = """import socket, threading
from tigris_http import TigrisHTTP
def answer(server):
    peer = server.accept()[0]
    peer.recv(1 << 16)
    peer.sendall(b'HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\nETag: "a"\\r\\n\\r\\nhello')
with socket.create_server(("127.0.0.1", 0)) as server:
    threading.Thread(target=answer, args=(server,), daemon=True).start()
    with TigrisHTTP(f"http://127.0.0.1:{server.getsockname()[1]}", ("a", "b")) as client:
        with client.get_object("bucket", "key") as body:
            print(body.read().decode())"""
LATER = {
    "ssl": "the first connection",
    "socket": "the first connection",
    "logging": "the first call",
    "random": "the client",
    "hashlib": "the first body or signature",
    "json": "the first document",
    "xml": "the first document",
    "defusedxml": "the first document",
    "urllib": "the client, for its proxies",
    "http": "the client, for its proxies",
    "email": "the client, for its proxies",
    "tempfile": "the client, for its proxies",
    "ipaddress": "the first address",
    "pickle": "the first pickle",
    "platform": "nothing",
    "asyncio": "an async client's first wait",
}
"""Slow modules that the import of the client's class leaves to their first use."""


def packages(modules: set[str]) -> set[str]:
    return {module.partition(".")[0] for module in modules}


def families(modules: set[str]) -> set[str]:
    """Return the families of operations that were loaded. A family costs its dataclasses."""
    names = {module for module in modules if module.startswith("tigris_http.operations.")}
    words = {module.rpartition(".")[2] for module in names if MODULES[module].name != "__init__.py"}
    return {word for word in words if not word.startswith("_")}


def test_the_class_of_a_client_leaves_slow_modules_to_their_first_use() -> None:
    found = loaded(CLASS)
    early = packages(found) & LATER.keys()
    assert not early, {module: f"is for {LATER[module]}: import it there" for module in early}
    assert set() == families(found)


def test_the_first_get_loads_one_family_and_neither_an_event_loop_nor_a_parser() -> None:
    found = loaded(GET)
    assert {"hello", "httpx"} <= found, "the object was not read"
    assert {"reads"} == families(found)
    assert not packages(found) & {"asyncio", "anyio", "httpcore", "h11", "requests", "defusedxml", "xml", "pickle"}
    # The first reads the metadata of a distribution, the second makes threads.
    assert not found & {"importlib.metadata", "concurrent.futures"}
    assert not found & {
        "tigris_http._archive.tar",
        "tigris_http._bundle",
        "tigris_http._core.presigning.presign",
        "tigris_http._transport.request_body.prepare",
    }
