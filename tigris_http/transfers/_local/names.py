"""Keys as paths below a target.

Contract: `Names` is pure. No path that it gives leads out of the target by its text, and `enter` follows no link on the
way. `folds` reads directories and writes nothing.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unicodedata import normalize

from tigris_http.transfers._local.walk import is_junction

MOST_NAME: Final = 255
"""Bytes of a file name as UTF-8; on Windows units of UTF-16."""
_FORBIDDEN: Final = re.compile(r'[\x00-\x1f"*:<>?\\|]')
_RESERVED: Final = re.compile(
    r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³]) *(?:\..*)?", re.IGNORECASE | re.DOTALL
)
"""Names of devices on Windows, with any extension."""
_SHORT: Final = re.compile(r"(?![^.]{9})[^.]*~[0-9]+(?:\.[^.]{1,3})?")
"""Names that NTFS gives to files with longer ones: `LONGFI~1.TXT` is `longfilename.txt` too."""
_ALWAYS: Final = frozenset({"win32", "cygwin", "darwin"})
"""Systems whose usual file systems ignore case. Those of macOS also normalise, even if they tell case apart."""
_FOLDING: Final = frozenset({"vfat", "msdos", "exfat", "cifs", "smb3", "hfsplus", "hfs", "9p", "drvfs", "vboxsf"})
"""File systems of Linux that usually ignore case."""


@dataclass(frozen=True, slots=True)
class Place:
    """The path of a key."""

    path: str
    is_directory: bool
    """True if the key ends with `/`: the marker of a directory."""


@dataclass(frozen=True, slots=True)
class Unsafe:
    """A key without a path."""

    reason: str


class Names:
    """The paths of keys that come in their order. Not thread-safe.

    Holds the keys that are a beginning of the current one; all names if the file system folds them.
    """

    def __init__(self, target: str, *, windows: bool = os.name == "nt", folds: bool = False) -> None:
        self._windows, self._folds = windows, folds
        self._separator = "\\" if windows else "/"
        ends = ("/", self._separator)
        self._start = target if not target or target.endswith(ends) else target + self._separator
        self._above: list[str] = []
        """Keys of files, each a beginning of the next."""
        self._files: dict[str, str] = {}
        self._directories: dict[str, str] = {}
        """Folded paths, each with its spelling."""

    def place(self, key: str) -> Place | Unsafe:
        """Return the path of a key relative to the prefix."""
        parts = key.split("/")
        is_directory = len(parts) > 1 and not parts[-1]
        if is_directory:
            parts.pop()
        reason = self._unsafe(key, parts) or self._beside_a_file(key)
        if reason is None and self._folds:
            reason = self._folded(parts, is_directory)
        if reason is not None:
            return Unsafe(reason)
        if not is_directory:
            self._above.append(key)
        return Place(self._start + self._separator.join(parts), is_directory)

    def _unsafe(self, key: str, parts: list[str]) -> str | None:
        if not key:
            return "the key has no name below the prefix"
        if key[0] == "/":
            return "the key begins with '/', so it is no relative path"
        if "\0" in key:
            return "the key has a NUL character, which no file name can have"
        for part in parts:
            if not part:
                return "the key has an empty part: '//'"
            if part[0] == "." and part in {".", ".."}:
                return _DOTS[part]
            if self._windows and (reason := _unsafe_on_windows(part)) is not None:
                return reason
            if len(part) * 4 > MOST_NAME and (length := self._length(part)) > MOST_NAME:
                return f"the part {_short(part)} of the key has {length} bytes, and a file name has at most {MOST_NAME}"
        return None

    def _length(self, part: str) -> int:
        return len(part.encode("utf-16-le")) // 2 if self._windows else len(part.encode())

    def _beside_a_file(self, key: str) -> str | None:
        above = self._above
        while above and not key.startswith(above[-1]):
            above.pop()
        for file in above:
            # Each is a beginning of the key.
            if key[len(file) : len(file) + 1] == "/":
                return f"{_short(file)} is an object too, and a file cannot be a directory"
        return None

    def _folded(self, parts: list[str], is_directory: bool) -> str | None:
        """Return a reason if the names are those of an earlier key on a file system that folds them. Else keep them."""
        spelled = folded = ""
        found: list[tuple[str, str]] = []
        for part in parts:
            spelled, folded = f"{spelled}/{part}", f"{folded}/{_fold(part)}"
            found.append((folded, spelled))
        above = found if is_directory else found[:-1]
        other = next((self._files[folded] for folded, _ in above if folded in self._files), None)
        if not is_directory:
            other = other or self._directories.get(folded)
            known = self._files.get(folded, spelled)
            other = other or (known if known != spelled else None)
        if other is not None:
            return f"the file system takes it for {_short(other[1:])}: it ignores case, forms of accents, or a last dot"
        if not is_directory:
            self._files[folded] = spelled
        for folded, spelled in above:
            self._directories.setdefault(folded, spelled)
        return None


_DOTS: Final = {
    ".": "the part '.' of the key is no name of a file",
    "..": "the part '..' of the key leads out of the target",
}


def _unsafe_on_windows(part: str) -> str | None:
    if (found := _FORBIDDEN.search(part)) is not None:
        return f"the part {_short(part)} of the key has {found[0]!r}, which no file name on Windows can have"
    if part[-1] in ". ":
        return f"the part {_short(part)} of the key ends with {part[-1]!r}, which Windows drops"
    if _RESERVED.fullmatch(part) is not None:
        return f"the part {_short(part)} of the key is the name of a device on Windows"
    if _SHORT.fullmatch(part) is not None:
        return f"the part {_short(part)} of the key has the form of a short name, which Windows gives to other files"
    return None


def _fold(name: str) -> str:
    # FAT drops dots and spaces at the end.
    name = name.rstrip(". ") or name
    return name.lower() if name.isascii() else normalize("NFC", normalize("NFC", name).casefold())


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


def folds(directory: str) -> bool:
    """Return whether the file system of a directory, or of its nearest parent, ignores case or normalises names."""
    if sys.platform in _ALWAYS:
        return True
    path = os.path.realpath(directory)
    while not os.path.isdir(path):
        path = os.path.dirname(path)
    device = os.stat(path).st_dev
    above = path
    while os.stat(above).st_dev == device:
        answer = _ignores_case(above)
        if answer is not None:
            return answer
        if above == os.path.dirname(above):
            break
        above = os.path.dirname(above)
    return _file_system(device) in _FOLDING


def _ignores_case(directory: str) -> bool | None:
    """Return None if no name in the directory can tell."""
    try:
        with os.scandir(directory) as entries:
            names = (entry.name for entry in entries)
            other = next((name.swapcase() for name in names if name.isascii() and name != name.swapcase()), None)
        if other is None:
            return None
        # On a file system that tells case apart the other spelling may be a file of its own.
        return os.path.lexists(os.path.join(directory, other)) and other not in os.listdir(directory)
    except OSError:
        return None


def _file_system(device: int) -> str:
    """Return the name of a file system of Linux; empty if unknown."""
    number = f"{os.major(device)}:{os.minor(device)}"
    try:
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    for mount in mounts:
        # 36 35 98:0 /root /point rw - ext4 /dev/sda1 rw
        fields, _, kind = mount.partition(" - ")
        if fields.split(" ")[2] == number:
            return kind.split(" ")[0]
    return ""


def enter(target: str, path: str, made: set[str]) -> str | None:
    """Make the directories of `path` below `target`, and the target. `made` keeps those that are there.

    A path that ends with a separator is a directory itself. Returns a reason if a link or a file is in the way.
    Raises `OSError` if a directory cannot be made.
    """
    start = os.path.join(target, "")
    if not path.startswith(start):
        raise ValueError(f"path must be below {target!r}, not {path!r}")
    end = path.rfind(os.sep)
    if path[: end + 1] in made:
        return None
    if start not in made:
        if start:
            os.makedirs(start, exist_ok=True)
        made.add(start)
    place = len(start)
    while (place := path.find(os.sep, place)) >= 0:
        directory = path[:place]
        place += 1
        if path[:place] in made:
            continue
        reason = _make(directory, directory[len(start) :])
        if reason is not None:
            return reason
        made.add(path[:place])
    return None


def _make(directory: str, shown: str) -> str | None:
    try:
        os.mkdir(directory)
    except OSError:
        try:
            found = os.lstat(directory)
        except OSError:
            found = None
        if found is None:
            raise
        if stat.S_ISLNK(found.st_mode) or is_junction(found):
            return f"{_short(shown)} below the target is a link, and nothing is written through links"
        if not stat.S_ISDIR(found.st_mode):
            return f"{_short(shown)} below the target is a file, not a directory"
    return None
