"""The files below a directory, in order of their keys' UTF-8 bytes.

Contract: each key comes once. The walk holds the names of one directory a level. A directory sorts as `name/`, so
`a-b` comes before `a/x` and `a/x` before `a0`. Python compares text by code points, which is the order of the UTF-8
bytes.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Symlinks: TypeAlias = Literal["follow", "skip"]

MOST_KEY: Final = 1_024
"""Bytes of a key, as UTF-8."""
_OURS: Final = re.compile(r"\.tigris-[0-9a-f]{16}\.tmp|\..+\.tigris\.(?:part|record)", re.DOTALL)
"""Files of downloads under way."""
_NOT_UTF8: Final = "the name is not UTF-8"
_MOUNT_POINT: Final = 0xA0000003
"""IO_REPARSE_TAG_MOUNT_POINT."""
_KINDS: Final = (
    (stat.S_ISSOCK, "is a socket, not a regular file"),
    (stat.S_ISFIFO, "is a named pipe, not a regular file"),
    (stat.S_ISCHR, "is a character device, not a regular file"),
    (stat.S_ISBLK, "is a block device, not a regular file"),
)


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A regular file."""

    key: str
    """The prefix and the path relative to the root, with `/` between its parts."""
    path: str
    size: int
    mtime: int
    """Nanoseconds since the epoch."""


@dataclass(frozen=True, slots=True)
class LocalProblem:
    """An item that cannot be read, or has no key.

    A key that ends with `/` is a directory: nothing is known about the files below it.
    """

    key: str
    """As in `LocalFile`, with escapes such as `\\udcff` for bytes that are not UTF-8."""
    path: str
    kind: Literal["refused", "failed"]
    reason: str
    error: OSError | None


@dataclass(slots=True)
class _Level:
    path: str
    """With a separator at its end."""
    key: str
    """The start of all keys of this level."""
    names: list[str]
    """The last comes first. A directory has a `/` at its end."""
    unnamed: dict[str, str]
    """Names that are not UTF-8, by the names in `names` that stand for them."""
    identity: tuple[int, int]
    """Device and inode."""


class Walk:
    """Not thread-safe: one thread at a time may use it."""

    def __init__(self, root: str, *, symlinks: Symlinks, prefix: str = "") -> None:
        self._root, self._prefix = root, prefix
        self._follow = symlinks == "follow"
        self._levels: list[_Level] | None = None

    def take(self, most: int) -> list[LocalFile | LocalProblem]:
        """Return the next items, at most `most`; none at the end. Blocks.

        Raises `OSError` if the root cannot be read.
        """
        if self._levels is None:
            # The root may be a link in any case: the caller named it.
            root = os.stat(self._root)  # pathlib is slow here
            if not stat.S_ISDIR(root.st_mode):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), self._root)
            self._levels = [self._level(os.path.join(self._root, ""), self._prefix, root)]
        levels = self._levels
        found: list[LocalFile | LocalProblem] = []
        while levels and len(found) < most:
            level = levels[-1]
            if not level.names:
                levels.pop()
                continue
            name = level.names.pop()
            item = self._enter(level, name, levels) if name[-1] == "/" else self._file(level, name)
            if item is not None:
                found.append(item)
        return found

    def _enter(self, level: _Level, name: str, levels: list[_Level]) -> LocalProblem | None:
        path = level.path + name[:-1]
        if name in level.unnamed:
            return _refused(level.key + name, level.path + level.unnamed[name][:-1], _NOT_UTF8)
        try:
            found = os.stat(path, follow_symlinks=self._follow)
            if stat.S_ISLNK(found.st_mode) or is_junction(found):
                return None
            if any(above.identity == (found.st_dev, found.st_ino) for above in levels):
                loop = OSError(errno.ELOOP, "a link leads back to a directory above it", path)
                return _failed(level.key + name, path, loop)
            levels.append(self._level(path + os.sep, level.key + name, found))
        except OSError as error:
            return _failed(level.key + name, path, error)
        return None

    def _level(self, path: str, key: str, found: os.stat_result) -> _Level:
        names: list[str] = []
        bad: list[str] = []
        with os.scandir(path) as entries:
            for entry in entries:
                if not self._follow and _is_link(entry):
                    continue
                name = entry.name
                if _is_directory(entry):
                    name += "/"
                elif name[0] == "." and _OURS.fullmatch(name) is not None:
                    continue
                (names if _is_utf8(name) else bad).append(name)
        unnamed = _stand_ins(bad, set(names)) if bad else {}
        names += unnamed
        names.sort(reverse=True)
        return _Level(path, key, names, unnamed, (found.st_dev, found.st_ino))

    def _file(self, level: _Level, name: str) -> LocalFile | LocalProblem | None:
        path = level.path + name
        key = level.key + name
        if name in level.unnamed:
            return _refused(key, level.path + level.unnamed[name], _NOT_UTF8)
        try:
            found = os.stat(path, follow_symlinks=self._follow)
        except FileNotFoundError as error:
            # Without a link the file has vanished since the directory was read.
            return _failed(key, path, error, "the link leads to nothing") if os.path.islink(path) else None
        except OSError as error:
            return _failed(key, path, error)
        mode = found.st_mode
        if not stat.S_ISREG(mode):
            return None if stat.S_ISLNK(mode) else _other(key, path, mode)
        if len(key) * 4 > MOST_KEY and (length := len(key.encode())) > MOST_KEY:
            return _refused(key, path, f"the key has {length:,} bytes, and a key has at most {MOST_KEY:,}")
        return LocalFile(key, path, found.st_size, found.st_mtime_ns)


def _is_link(entry: os.DirEntry[str]) -> bool:
    if entry.is_symlink():
        return True
    # A junction of Windows is no symbolic link to Python.
    return os.name == "nt" and is_junction(entry.stat(follow_symlinks=False))


def is_junction(found: os.stat_result) -> bool:
    return getattr(found, "st_reparse_tag", 0) == _MOUNT_POINT


def _is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # such as a link to itself: `_file` reports it


def _is_utf8(name: str) -> bool:
    if name.isascii():
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _stand_ins(bad: list[str], taken: set[str]) -> dict[str, str]:
    """Return names that are not UTF-8 by printable ones, which no other file of the directory has."""
    found: dict[str, str] = {}
    for name in sorted(bad):
        shown = name.encode("utf-8", "backslashreplace").decode()
        while shown in taken:
            shown = f"\\{shown}"
        taken.add(shown)
        found[shown] = name
    return found


def _other(key: str, path: str, mode: int) -> LocalProblem:
    if stat.S_ISDIR(mode):
        return _failed(key, path, IsADirectoryError(errno.EISDIR, "became a directory while the tree was read", path))
    for test, reason in _KINDS:
        if test(mode):
            return _refused(key, path, reason)
    return _refused(key, path, "is not a regular file")


def _refused(key: str, path: str, reason: str) -> LocalProblem:
    return LocalProblem(key, path, "refused", reason, None)


def _failed(key: str, path: str, error: OSError, reason: str | None = None) -> LocalProblem:
    return LocalProblem(key, path, "failed", reason or error.strerror or str(error), error)
