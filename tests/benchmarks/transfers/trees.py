"""The cases of `tests/trees.py` by other programs: the table of `tigris_http/transfers/README.md`.

    python -m tests.benchmarks.peers
    python -m tests.benchmarks.transfers.trees

Runs each case by the library, aws, s5cmd and rclone against the emulator. Writes the chapter "Beside other programs".
Takes some minutes.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Final

from tests.benchmarks.transfers import programs
from tests.benchmarks.transfers.programs import AWS, RCLONE, S5CMD
from tests.trees import CASES, Case, found, lay
from tigris_http import TigrisHTTP, __version__
from tigris_http.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tigris_http.transfers import TreeItem, TreeResult

PAGE: Final = Path(__file__).parents[3] / "tigris_http" / "transfers" / "README.md"
TITLE: Final = "## Beside other programs\n"
SAME: Final = "same"
OURS: Final = "ours"
_PROGRAMS: Final = (AWS, S5CMD, RCLONE)
_PREFIX: Final = "www/"
_PAIR: Final = ("tid_emulator", "tsec_emulator")
_SECONDS: Final = 60
"""A program that takes longer is ended."""
_TICK: Final = 1.1
"""Seconds after the first run of a case: some programs compare times at whole seconds."""
_TIMES: Final = 3
"""Runs of each case by each program: the order of its transfers may decide the end."""
_SHOWN: Final = 3
"""Names in one cell."""
_FLAGS: Final[Mapping[tuple[str, object], Mapping[str, Sequence[str]]]] = {
    ("delete", True): {AWS: ["--delete"], S5CMD: ["--delete"], RCLONE: []},
    ("dry_run", True): {AWS: ["--dryrun"], S5CMD: [], RCLONE: ["--dry-run"]},
    ("symlinks", "skip"): {AWS: ["--no-follow-symlinks"], S5CMD: ["--no-follow-symlinks"], RCLONE: ["--skip-links"]},
    ("compare", "etag"): {RCLONE: ["--checksum"]},
    ("compare", "missing"): {RCLONE: ["--ignore-existing"]},
    ("max_delete", 1): {RCLONE: ["--max-delete", "1"]},
    ("unsafe_keys", "skip"): {},
}
"""Flags of the options of cases. A program that is not named has no such option."""


def flags(program: str, case: Case) -> list[str] | None:
    """Return the flags for the options of a case; None if there are none for one of them."""
    words: list[str] = []
    for name, value in case.options.items():
        if name == "exclude":
            words += [word for pattern in value for word in ("--exclude", pattern)]
        elif name == "include":
            words += ["--exclude", "*"] if program == AWS else []
            words += [word for pattern in value for word in ("--include", pattern)]
        else:
            known = _FLAGS[name, value].get(program)
            if known is None:
                return None
            words += known
    if program == RCLONE and case.way == "up" and "symlinks" not in case.options:
        words.append("--copy-links")
    return words


def command(program: str, case: Case, folder: Path, bucket: str) -> list[str] | None:
    """Return the command that runs a case; None if the program has no option for it."""
    more = flags(program, case)
    if more is None:
        return None
    make = programs.tree_up if case.way == "up" else programs.tree_down
    start = len(programs.command(program))
    words = make(program, os.fspath(folder), bucket, _PREFIX)
    verb = words.index("sync" if "sync" in words[start:] else "copy", start)
    if program == RCLONE and case.options.get("delete"):
        words[verb] = "sync"
    words[verb + 1 : verb + 1] = more
    if program == S5CMD and case.options.get("dry_run"):
        words.insert(verb, "--dry-run")
    return words


@dataclass(frozen=True)
class World:
    """A case laid out: a directory with the tree deep in it, and a bucket of its own."""

    case: Case
    endpoint: str
    client: TigrisHTTP
    base: Path
    bucket: str

    @property
    def tree(self) -> Path:
        return self.base / "a" / "b" / "tree"

    @property
    def home(self) -> Path:
        return self.base / "home"

    @property
    def work(self) -> Path:
        return self.base / "work"

    def make(self) -> None:
        """Make the state before the first run."""
        for folder in (self.tree, self.home, self.work):
            folder.mkdir(parents=True)
        self.client.create_bucket(self.bucket)
        self.lay(self.case.local, self.case.remote)

    def lay(self, local: Mapping[str, object], remote: Mapping[str, bytes]) -> None:
        lay(self.tree, local)  # type: ignore[arg-type]
        for key, content in remote.items():
            self.client.put_object(self.bucket, _PREFIX + key, content)

    def other_side(self) -> dict[str, bytes]:
        """Return what the case is about: the objects, or the files."""
        if self.case.way == "down":
            return found(self.tree)
        contents: dict[str, bytes] = {}
        for each in self.client.list_objects_v2(self.bucket):
            with self.client.get_object(self.bucket, each.key) as body:
                contents[each.key.removeprefix(_PREFIX)] = body.read()
        return contents

    def writes(self) -> dict[str, object]:
        """Return a value for each object or file, which changes if it is written again."""
        if self.case.way == "up":
            return {
                each.key.removeprefix(_PREFIX): each.last_modified for each in self.client.list_objects_v2(self.bucket)
            }
        stated = {name: self.tree.joinpath(name).stat() for name in found(self.tree)}
        return {name: (state.st_ino, state.st_ctime_ns) for name, state in stated.items()}

    def outside(self) -> list[str]:
        """Return the files that are not below the tree, but should be."""
        apart = {self.tree, self.home}
        names: list[str] = []
        for folder, folders, files in os.walk(self.base):
            folders[:] = [each for each in folders if Path(folder, each) not in apart]
            names += [os.path.relpath(Path(folder, each), self.tree) for each in files]
        for path in ("/abs", "/up"):
            if os.path.lexists(path):
                names.append(path)
        return names


def by_ours(world: World) -> str:
    """Run a case by the library; return its cell. Raises if the case does not end as its table says."""
    case = world.case

    def run() -> TreeResult:
        if case.way == "up":
            return world.client.upload_tree(world.tree, world.bucket, _PREFIX, **case.options)
        return world.client.download_tree(world.bucket, _PREFIX, world.tree, **case.options)

    world.make()
    if case.first:
        run().raise_for_failures()
        world.lay(case.then, case.then_remote)
    result = run()
    if world.other_side() != case.after or world.outside():
        raise AssertionError(f"{case.name} does not end as tests/trees.py says")
    parts = [f"sends {len(result.sent)}"] if result.sent else []
    verbs = {"deletes": result.deleted, "refuses": result.refused, "fails for": result.failed}
    parts += [f"{verb} {named(keys(items))}" for verb, items in verbs.items() if items]
    would = "would: " if case.options.get("dry_run") else ""
    return would + ("; ".join(parts) or "sends nothing")


def keys(items: Sequence[TreeItem]) -> list[str]:
    """Return the keys of items after the prefix."""
    return [item.key.removeprefix(_PREFIX) for item in items]


def by_program(program: str, world: World) -> str:
    """Run a case by a program; return its cell."""
    case = world.case
    words = command(program, case, world.tree, world.bucket)
    if words is None:
        return "no such option"
    variables = programs.environment(world.endpoint, _PAIR, world.home)

    def run() -> int | None:
        with suppress(subprocess.TimeoutExpired):
            return subprocess.run(
                words,
                cwd=world.work,
                env=variables,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            ).returncode
        return None

    world.make()
    if case.first:
        if run():
            return "fails"
        time.sleep(_TICK)
        world.lay(case.then, case.then_remote)
    before = world.other_side()
    code = run()
    differences = compared(case, before, world.other_side())
    if outside := world.outside():
        differences.insert(0, f"**writes outside the target**: {named(outside)}")
    if code is None:
        differences.append("does not end")
    elif (code == 0) != (not case.refused and not case.failed):
        differences.append(f"exit {code}")
    if case.again and not differences:
        written = world.writes()
        code = run()
        again = [name for name, value in world.writes().items() if written.get(name) != value]
        differences += [f"sends {named(again)} again"] if again else []
        differences += [f"exit {code} the second time"] if code else []
    return "; ".join(differences) or SAME


def compared(case: Case, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """Return in words how the other side differs from the case."""
    wanted = case.after
    other = [name for name in wanted if name in after and after[name] != wanted[name]]
    missing, extra = wanted.keys() - after.keys(), after.keys() - wanted.keys()
    kind, adds = ("object", "stores") if case.way == "up" else ("file", "writes")
    differences = {
        f"keeps the old {kind}": [name for name in other if after[name] == before.get(name)],
        "has other bytes in": [name for name in other if after[name] != before.get(name)],
        "deletes": missing & before.keys(),
        "lacks": missing - before.keys(),
        "keeps": extra & before.keys(),
        adds: extra - before.keys(),
    }
    return [f"{words} {named(names)}" for words, names in differences.items() if names]


def named(names: Collection[str]) -> str:
    """Return names as code, the first ones if there are many."""
    shown = [f"`{printable(name)}`" for name in sorted(names)[:_SHOWN]]
    return ", ".join(shown) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def printable(name: str) -> str:
    """Return a name for a cell of a table, with a star for random digits."""
    name = re.sub(r"\d{7,}", "*", name)
    escaped = name.encode("unicode_escape").decode() if not name.isprintable() else name
    return f"{escaped[:6]}...{escaped[-6:]}" if len(escaped) > 40 else escaped.replace("|", "\\|")


def cells(endpoint: str, number: int, case: Case) -> list[str]:
    """Run a case by all; return its row of the table."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, ThreadPoolExecutor() as pool:

        def run(subject: str) -> str:
            found: set[str] = set()
            with TigrisHTTP(endpoint, _PAIR) as client:
                for turn in range(1 if subject == OURS else _TIMES):
                    place = f"{subject}-{turn}"
                    world = World(case, endpoint, client, Path(name, place), f"case-{number:03}-{place}")
                    found.add(by_ours(world) if subject == OURS else by_program(subject, world))
            return " or ".join(sorted(found))

        return [f"{case.way}: {case.name}", *pool.map(run, (OURS, *_PROGRAMS))]


def chapter(rows: Sequence[Sequence[str]]) -> str:
    """Return the chapter of the page."""
    date = datetime.now(timezone.utc).date().isoformat()
    versions = ", ".join(f"{name} {programs.version(name)}" for name in _PROGRAMS)
    counts = ", ".join(f"{name} {sum(row[place] == SAME for row in rows)}" for place, name in enumerate(_PROGRAMS, 2))
    run = f"""
        Each line is a case of `tests/trees.py`, run against the emulator on {date}: {platform.system()}, Python
        {platform.python_version()}, tigris-http {__version__}, {versions}. `python -m tests.benchmarks.transfers.trees`
        makes the table. A program runs each case {_TIMES} times; "or" is between different ends.
    """
    meaning = f"""
        The programs are `aws s3 sync`, `s5cmd sync`, and `rclone copy`, or `rclone sync` for `delete`. They have their
        defaults and the flags of the case; rclone has `--copy-links` for uploads, too. "{SAME}" means: the same files
        or objects are on the other side, no file is outside the target, a second run sends nothing, and the exit code
        is 0 if and only if our result is `ok`. "Keeps" and "deletes" are about names that were there before. `*` stands
        for digits of a random name. So many of the {len(rows)} cases are the same: {counts}.
    """
    return "\n".join(
        (
            TITLE,
            *(f"{fill(' '.join(text.split()), 120, break_on_hyphens=False)}\n" for text in (run, meaning)),
            f"| Case | tigris_http | {' | '.join(_PROGRAMS)} |",
            f"|---|---|{'---|' * len(_PROGRAMS)}",
            *(f"| {' | '.join(row)} |" for row in rows),
            "",
        )
    )


def main() -> None:
    """Run all cases, and write the chapter."""
    with Emulator() as emulator:
        rows: list[list[str]] = []
        for number, case in enumerate(CASES):
            rows.append(cells(emulator.endpoint, number, case))
            print(" | ".join(rows[-1]), flush=True)
    before, title, _ = PAGE.read_text("utf-8").partition(TITLE)
    if not title:
        raise ValueError(f"{PAGE} must have the line {TITLE!r}")
    PAGE.write_text(before + chapter(rows), "utf-8")


if __name__ == "__main__":
    main()
