"""The table of cases for trees: the same for the library, for the command line, and for other programs.

A case has files and objects, runs one way, and says what is on the other side afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

NOW: Final = 1_760_000_000
"""A time in the past, in seconds since the epoch: files have it unless they say otherwise."""
ODD: Final = (
    "a b.txt",
    "a+b",
    "a%2Fb",
    "100% sure?",
    'it\'s "quoted"',
    "new\nline",
    "tab\there",
    "ä/ö/ü.txt",
    "日本/語",
    "~tilde",
    "-dash",
    "back\\slash",
    "trailing.",
    ".hidden/file",
    "#hash&amp;",
    "a" * 250,
)
"""Names that are files on a POSIX system, and keys."""


@dataclass(frozen=True)
class File:
    content: bytes
    mtime: float = NOW


@dataclass(frozen=True)
class Link:
    to: str


Local: TypeAlias = "bytes | File | Link | Literal['directory', 'pipe']"


@dataclass(frozen=True)
class Case:
    name: str
    way: Literal["up", "down"]
    local: Mapping[str, Local] = field(default_factory=dict)
    remote: Mapping[str, bytes] = field(default_factory=dict)
    """Contents by keys after the prefix."""
    first: bool = False
    """Whether to run it once before the changes of `then`."""
    then: Mapping[str, Local] = field(default_factory=dict)
    then_remote: Mapping[str, bytes] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, bytes] = field(default_factory=dict)
    """All that the other side has afterwards."""
    sent: frozenset[str] = frozenset()
    deleted: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    failed: frozenset[str] = frozenset()
    again: bool = True
    """Whether a second run, without changes, sends nothing."""


def keys(*names: str) -> frozenset[str]:
    return frozenset(names)


CASES: Final = (
    Case("new files", "up", {"a": b"1", "d/b": b"2"}, after={"a": b"1", "d/b": b"2"}, sent=keys("a", "d/b")),
    Case("odd names", "up", dict.fromkeys(ODD, b"x"), after=dict.fromkeys(ODD, b"x"), sent=frozenset(ODD)),
    Case(
        "same size, file newer", "up", {"a": File(b"old", NOW)}, first=True, then={"a": File(b"new", NOW + 5)},
        after={"a": b"new"}, sent=keys("a"),
    ),
    Case(
        "same size, file older", "up", {"a": File(b"new", NOW)}, first=True, then={"a": File(b"old", NOW - 86400)},
        after={"a": b"old"}, sent=keys("a"),
    ),
    Case(
        "same size, object of another program", "up", {"a": File(b"new", NOW)}, {"a": b"old"},
        after={"a": b"new"}, sent=keys("a"),
    ),
    Case(
        "same size, file touched, by entity tag", "up", {"a": File(b"new", NOW)}, first=True,
        then={"a": File(b"new", NOW + 5)}, options={"compare": "etag"}, after={"a": b"new"},
    ),
    Case("empty file", "up", {"a": b""}, after={"a": b""}, sent=keys("a")),
    Case("empty directory", "up", {"d": "directory", "a": b"1"}, after={"a": b"1"}, sent=keys("a")),
    Case("link to a file", "up", {"a": b"1", "l": Link("a")}, after={"a": b"1", "l": b"1"}, sent=keys("a", "l")),
    Case(
        "link to a directory", "up", {"d/a": b"1", "l": Link("d")}, after={"d/a": b"1", "l/a": b"1"},
        sent=keys("d/a", "l/a"),
    ),
    Case(
        "dangling link", "up", {"a": b"1", "l": Link("gone")}, after={"a": b"1"}, sent=keys("a"), failed=keys("l"),
        again=False,
    ),
    Case(
        "link to its own directory", "up", {"d/a": b"1", "d/l": Link(".")}, after={"d/a": b"1"}, sent=keys("d/a"),
        failed=keys("d/l/"), again=False,
    ),
    Case(
        "links left out", "up", {"a": b"1", "l": Link("gone")}, options={"symlinks": "skip"}, after={"a": b"1"},
        sent=keys("a"),
    ),
    Case("pipe", "up", {"a": b"1", "p": "pipe"}, after={"a": b"1"}, sent=keys("a"), refused=keys("p"), again=False),
    Case(
        "delete", "up", {"a": b"1"}, {"b": b"2", "d/c": b"3"}, options={"delete": True}, after={"a": b"1"},
        sent=keys("a"), deleted=keys("b", "d/c"),
    ),
    Case(
        "exclude with delete", "up", {"a": b"1", "x.tmp": b"t"}, {"y.tmp": b"t", "b": b"2"},
        options={"delete": True, "exclude": ["*.tmp"]}, after={"a": b"1", "y.tmp": b"t"}, sent=keys("a"),
        deleted=keys("b"),
    ),
    Case(
        "include with delete", "up", {"a.txt": b"1", "a.bin": b"t"}, {"b.txt": b"2", "b.bin": b"t"},
        options={"delete": True, "include": ["*.txt"]}, after={"a.txt": b"1", "b.bin": b"t"}, sent=keys("a.txt"),
        deleted=keys("b.txt"),
    ),
    Case(
        "delete after a failure", "up", {"a": b"1", "l": Link("gone")}, {"b": b"2"}, options={"delete": True},
        after={"a": b"1", "b": b"2"}, sent=keys("a"), failed=keys("l"), refused=keys("b"), again=False,
    ),
    Case(
        "more deletions than allowed", "up", {"a": b"1"}, {"b": b"2", "c": b"3"},
        options={"delete": True, "max_delete": 1}, after={"a": b"1", "b": b"2", "c": b"3"}, sent=keys("a"),
        refused=keys("b", "c"), again=False,
    ),
    Case(
        "dry run", "up", {"a": b"1"}, {"b": b"2"}, options={"delete": True, "dry_run": True}, after={"b": b"2"},
        sent=keys("a"), deleted=keys("b"), again=False,
    ),
    Case(
        "only missing ones", "up", {"a": b"new", "b": b"1"}, {"a": b"old"}, options={"compare": "missing"},
        after={"a": b"old", "b": b"1"}, sent=keys("b"),
    ),
    # -- down
    Case("new objects", "down", {}, {"a": b"1", "d/b": b"2"}, after={"a": b"1", "d/b": b"2"}, sent=keys("a", "d/b")),
    Case(
        "odd keys", "down", {}, dict.fromkeys(ODD, b"x"), after=dict.fromkeys(ODD, b"x"), sent=frozenset(ODD)
    ),
    Case(
        "same size, object newer", "down", {}, {"a": b"old"}, first=True, then_remote={"a": b"new"},
        after={"a": b"new"}, sent=keys("a"),
    ),
    Case(
        "same size, file newer, down", "down", {}, {"a": b"old"}, first=True, then={"a": File(b"new", NOW + 10**9)},
        after={"a": b"old"}, sent=keys("a"),
    ),
    Case("empty object", "down", {}, {"a": b""}, after={"a": b""}, sent=keys("a")),
    Case(
        "directory marker", "down", {}, {"d/": b"", "e/": b"", "e/a": b"1"}, after={"e/a": b"1"},
        sent=keys("d/", "e/", "e/a"),
    ),
    Case(
        "marker with bytes", "down", {}, {"d/": b"x", "a": b"1"}, after={"a": b"1"}, sent=keys("a"),
        refused=keys("d/"), again=False,
    ),
    Case(
        "keys that leave the target", "down", {},
        {"../up": b"x", "a/../../up": b"x", "/abs": b"x", "a": b"1", "d/..": b"x"}, after={"a": b"1"}, sent=keys("a"),
        refused=keys("../up", "a/../../up", "/abs", "d/.."), again=False,
    ),
    Case(
        "keys that are no paths", "down", {}, {"a//b": b"x", "./z": b"x", "c/./d": b"x", "a": b"1", "n" * 300: b"x"},
        after={"a": b"1"}, sent=keys("a"), refused=keys("a//b", "./z", "c/./d", "n" * 300), again=False,
    ),
    Case(
        "unsafe keys left out", "down", {}, {"../up": b"x", "a": b"1"}, options={"unsafe_keys": "skip"},
        after={"a": b"1"}, sent=keys("a"),
    ),
    Case(
        "x beside x/y", "down", {}, {"x": b"1", "x-1": b"2", "x/y": b"3"}, after={"x": b"1", "x-1": b"2"},
        sent=keys("x", "x-1"), refused=keys("x/y"), again=False,
    ),
    Case(
        "directory that is a link", "down", {"real": "directory", "l": Link("real")}, {"l/a": b"1", "b": b"2"},
        after={"b": b"2"}, sent=keys("b"), refused=keys("l/a"), again=False,
    ),
    Case(
        "link in the place of a file", "down", {"l": Link("gone")}, {"l": b"1"}, after={"l": b"1"}, sent=keys("l")
    ),
    Case(
        "file in the place of a directory", "down", {"d": b"x"}, {"d/a": b"1", "b": b"2"}, after={"d": b"x", "b": b"2"},
        sent=keys("b"), refused=keys("d/a"), again=False,
    ),
    Case(
        "directory in the place of a file", "down", {"d/a": b"x"}, {"d": b"1", "b": b"2"},
        after={"d/a": b"x", "b": b"2"}, sent=keys("b"), refused=keys("d"), again=False,
    ),
    Case(
        "delete, down", "down", {"a": b"old", "b": b"2", "d/c": b"3"}, {"a": b"1"}, options={"delete": True},
        after={"a": b"1"}, sent=keys("a"), deleted=keys("b", "d/c"),
    ),
    Case(
        "exclude with delete, down", "down", {"x.tmp": b"t", "b": b"2"}, {"a": b"1", "y.tmp": b"t"},
        options={"delete": True, "exclude": ["*.tmp"]}, after={"a": b"1", "x.tmp": b"t"}, sent=keys("a"),
        deleted=keys("b"),
    ),
    Case(
        "more deletions than allowed, down", "down", {"b": b"2", "c": b"3"}, {"a": b"1"},
        options={"delete": True, "max_delete": 1}, after={"a": b"1", "b": b"2", "c": b"3"}, sent=keys("a"),
        refused=keys("b", "c"), again=False,
    ),
    Case(
        "dry run, down", "down", {"b": b"2"}, {"a": b"1"}, options={"delete": True, "dry_run": True},
        after={"b": b"2"}, sent=keys("a"), deleted=keys("b"), again=False,
    ),
    Case(
        "by entity tag, down", "down", {"a": b"1", "b": b"x"}, {"a": b"1", "b": b"2"}, options={"compare": "etag"},
        after={"a": b"1", "b": b"2"}, sent=keys("b"),
    ),
)  # fmt: skip


def lay(root: Path, entries: Mapping[str, Local]) -> None:
    """Make files, links and directories below `root`."""
    for name, entry in entries.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(entry, Link):
            path.symlink_to(entry.to)
        elif entry == "directory":
            path.mkdir()
        elif entry == "pipe":
            os.mkfifo(path)
        else:
            file = entry if isinstance(entry, File) else File(entry)
            path.write_bytes(file.content)
            os.utime(path, (file.mtime, file.mtime))


def found(root: Path) -> dict[str, bytes]:
    """Return the regular files below `root`."""
    paths = (Path(folder, name) for folder, _, names in os.walk(root) for name in names)
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in paths
        if path.is_file() and not path.is_symlink()
    }
