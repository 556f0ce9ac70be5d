"""The JSON of every command, compared with `golden.txt`: scripts depend on it.

`python -m tests.cli.test_golden` writes the file after a wanted change.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from tests.systems import needs_posix
from tigris_http.cli.records import KINDS

if TYPE_CHECKING:
    from .shell import Shell

pytestmark = needs_posix
"""Paths of Windows have other separators."""
PAGE = Path(__file__).with_name("golden.txt")
COMMANDS = """
bucket create --json photos --snapshots
bucket create --json soft --soft-delete 7
bucket create --json photos
cp --json a.png t3://photos/2026/
cp --json b.txt t3://soft/b.txt
pipe --json --metadata k=v --content-type text/x t3://photos/piped
snapshot create --json photos before
snapshot ls --json photos
fork create --json fork photos
fork ls --json photos
fork merge --json photos fork
fork rebase --json --dry-run fork
ls --json
ls --json t3://photos
ls --json -r t3://photos
ls --json --versions t3://photos/piped
ls --json t3://photos/none
find --json --name *.png t3://photos
du --json -d 1 t3://photos
stat --json t3://photos/piped
stat --json t3://soft
stat --json t3://photos/none t3://soft/b.txt
cat --json t3://photos/none
presign --json t3://photos/piped
mv --json t3://photos/piped t3://photos/moved
mv --json --dry-run t3://photos/moved elsewhere
cp --json --dry-run t3://photos/moved .
cp --json nothing t3://photos/
rm --json t3://soft/b.txt
ls --json --deleted t3://soft
undelete ls --json t3://soft
undelete restore --json t3://soft/b.txt
rm --json t3://soft/b.txt t3://soft/other
undelete purge --json t3://soft/b.txt
bundle --json t3://photos out
bundle --json t3://photos out2
run --json list
sync --json site t3://photos/www/
sync --json --delete site t3://photos/www/
diff --json t3://photos/ t3://fork/
manifest --json t3://photos/www/
manifest --json --show t3://photos/.manifests/www/keys.manifest
manifest --json --keys t3://photos/.manifests/www/keys.manifest
manifest --json --dry-run t3://photos/www/ --to t3://soft/www.manifest
manifest --json --show t3://photos/www/index.html
cp --json -r --dry-run t3://photos/www t3://soft/www
mv --json -r t3://photos/www t3://photos/old
rm --json -r t3://photos/old/
bucket set --json soft --cache-control no-store
bucket rm --json soft --force
ls --json --deleted
bucket restore --json --dry-run soft
bucket purge --json soft
bucket info --json none
cat --json t3://photos
"""
INPUT = {"pipe": b"piped", "bundle": b"moved\nnone\n"}


def normal(text: str) -> str:
    """Replace all that differs from run to run."""
    text = re.sub(r'"\d{4}-\d\d-\d\dT[\d:.]+Z"', '"<time>"', text)
    text = re.sub(r"\b\d{19,20}\b", "<number>", text)
    text = re.sub(r'"mtime": "[\d.]+"', '"mtime": "<mtime>"', text)
    text = re.sub(r"127\.0\.0\.1:\d+", "<host>", text)
    # Versions of zlib compress a manifest to other bytes.
    text = re.sub(r'("type": "manifest".*"etag": )"\w+"', r'\1"<etag>"', text)
    return re.sub(r"(X-Amz-(?:Date|Credential|Signature)=)[^&\"]+", r"\1<signed>", text)


def played(shell: Shell) -> str:
    Path("a.png").write_bytes(b"png")
    Path("b.txt").write_bytes(b"text")
    Path("site").mkdir()
    Path("site/index.html").write_bytes(b"page")
    Path("list").write_text("stat t3://photos/moved\nstat t3://photos/gone\nls --bogus\n", "utf-8")
    page: list[str] = []
    for line in COMMANDS.strip().splitlines():
        words = shlex.split(line)
        options = ["--jobs", "1"] if words[0] == "run" else []
        done = shell(*words, *options, stdin=INPUT.get(words[0], b""))
        page += [f"$ {line}", *(normal(text) for text in done.lines)]
        # Lines of a list run at once.
        page += sorted(f"! {normal(text)}" for text in done.err.splitlines())
        page += [f"exit {done.code}", ""]
    return "\n".join(page)


def test_the_objects_are_those_of_the_page(shell: Shell) -> None:
    assert PAGE.read_text("utf-8").splitlines() == played(shell).splitlines(), (
        "if the change is wanted, run: .venv/bin/python -m tests.cli.test_golden"
    )


def test_the_page_shows_every_kind_of_object() -> None:
    shown = set(re.findall(r'^(?:! )?\{"type": "(\w+)"', PAGE.read_text("utf-8"), re.MULTILINE))
    assert KINDS.keys() == shown


def write() -> None:
    """Write the page by an emulator of its own."""
    import os
    import tempfile

    import pytest

    from tigris_http.emulator import Emulator

    from .shell import Shell, settings

    home = Path.cwd()
    with Emulator(minimum_part_size=0) as tigris, tempfile.TemporaryDirectory() as folder:
        patch = pytest.MonkeyPatch()
        for name, value in {**settings(tigris), "HOME": folder, "TZ": "UTC"}.items():
            patch.setenv(name, value)
        os.chdir(folder)
        text = played(Shell(patch))
        os.chdir(home)
        patch.undo()
    PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    write()
