"""Runs the code on a page of the documentation site: `python -m tests.pages .docs/start.md`.

The blocks of a page are one program, from its top: Python may `await`, shell blocks run by bash, blocks with tests by
pytest. A block that imports a library which is not installed is left out. The environment is an emulator's. A `text`
block shows the output of the block before it, with `...` for any words.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parents[1] / ".docs"
FENCE = re.compile(r"^```(python|sh)\n(.*?)^```$(?:\n\n```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
INCLUDE = re.compile(r"^```\{include\} (\S+)\n(?::start-after: (.+)\n)?", re.MULTILINE)
RUN_ELSEWHERE = {"cli", "emulator", "fsspec", "operations", "transfers"}
"""Folders whose README has tests of its own. The code of another one is part of the page that includes it."""
INTEGRATIONS = {
    "dask": "dask",
    "fsspec": "fsspec",
    "otel": "opentelemetry",
    "ray": "ray",
    "torch": "torch",
    "webdataset": "webdataset",
    "zarr": "zarr",
}
"""The library of each integration."""


class Block(NamedTuple):
    file: Path
    line: int
    language: str
    code: str
    shown: str | None

    def libraries(self) -> set[str]:
        """Return the packages that it imports, those of the integrations included."""
        if self.language != "python":
            return set()
        names: set[str] = set()
        for node in ast.walk(ast.parse(self.code)):
            if isinstance(node, ast.Import):
                names |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(node.module or "")
        inner = {INTEGRATIONS.get(name.split(".")[1], "") for name in names if name.startswith("tigris_http.")}
        return ({name.partition(".")[0] for name in names} | inner) - {"", *sys.stdlib_module_names}

    def is_runnable(self) -> bool:
        return all(find_spec(library) for library in self.libraries())


def pages() -> list[Path]:
    return [path for path in sorted(DOCS.glob("*.md")) if any(blocks(path))]


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text("utf-8")
    found = sorted((*FENCE.finditer(text), *INCLUDE.finditer(text)), key=re.Match.start)
    for each in found:
        if each.re is FENCE:
            yield Block(page, text.count("\n", 0, each.start()) + 1, each[1], each[2], each[3])
        elif (other := (page.parent / each[1]).resolve()).parent.name not in RUN_ELSEWHERE:
            first = other.read_text("utf-8").partition(each[2])[0].count("\n") if each[2] else 0
            yield from (block for block in blocks(other) if block.line > first)


def run(page: Path) -> set[str]:
    """Run a page in the current directory and compare its output. Return the libraries that it imported."""
    names: dict[str, object] = {"__name__": "__main__"}
    imported: set[str] = set()
    loop = asyncio.new_event_loop()
    try:
        for block in filter(Block.is_runnable, blocks(page)):
            imported |= block.libraries()
            if block.language == "sh":
                output = _shell(block)
            elif re.search(r"^(async )?def test_", block.code, re.MULTILINE):
                output = _pytest(block)
            else:
                output = _python(block, names, loop)
            if block.shown is not None and not _matches(block.shown, output):
                raise SystemExit(f"{page}:{block.line}: the page shows\n{block.shown}\nbut the code printed\n{output}")
    finally:
        loop.close()
    return imported


def _python(block: Block, names: dict[str, object], loop: asyncio.AbstractEventLoop) -> str:
    tree = ast.increment_lineno(ast.parse(block.code), block.line)
    code = compile(tree, str(block.file), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    output = io.StringIO()
    with redirect_stdout(output):
        result = eval(code, names)  # the page's own code
        if inspect.isawaitable(result):
            loop.run_until_complete(_awaited(result))
    return output.getvalue()


async def _awaited(result: object) -> None:
    if inspect.isawaitable(result):
        await result


def _pytest(block: Block) -> str:
    """Run the tests of a block; all must pass."""
    file = Path("test_page.py")
    file.write_text(block.code, "utf-8")
    command = f"{sys.executable} -m pytest -q -W error -p no:cacheprovider {file.resolve()}"
    return _shell(block._replace(code=command))


def _shell(block: Block) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block.code],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode:
        raise SystemExit(f"{block.file}:{block.line}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def _matches(shown: str, output: str) -> bool:
    pattern = ".*?".join(map(re.escape, shown.strip().split("...")))
    return re.fullmatch(pattern, output.strip(), re.DOTALL) is not None


def main() -> None:
    from tigris_http.emulator import Emulator

    page = Path(sys.argv[1]).resolve()
    with Emulator() as tigris, tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "AWS_ENDPOINT_URL_S3": tigris.endpoint,
            "AWS_ACCESS_KEY_ID": tigris.credentials.access_key_id,
            "AWS_SECRET_ACCESS_KEY": tigris.credentials.secret_access_key,
            "HOME": folder,
        }
        os.chdir(folder)
        print(*sorted(run(page)))
        os.chdir(page.parent)


if __name__ == "__main__":
    main()
