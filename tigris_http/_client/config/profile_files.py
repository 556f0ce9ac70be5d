"""Parses profile files, the credentials and the config file that AWS tools share.

Contract: any bytes give a `ProfileFile` or a `ConfigurationError` that names the file and the line and quotes nothing.
The rules are those of `configparser` as botocore calls it. Option names are lower case. No comments follow a value. An
indented line continues the value above it. Repeated sections and options are errors. `[DEFAULT]` holds for all
sections. Two differences: a file is UTF-8 on every machine, with or without a byte order mark, and an indented block is
parsed only when it is read.
"""

from __future__ import annotations

import io
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NoReturn, TypeAlias

from tigris_http.errors import ConfigurationError

MAX_SIZE: Final = 1024 * 1024
"""Bytes of the largest file that is read."""
_HEADER: Final = re.compile(r"\[(.+)\]")
_DELIMITER: Final = re.compile("[=:]")
_SHARED_BY_ALL: Final = "DEFAULT"


@dataclass(frozen=True, slots=True)
class Value:
    lines: tuple[tuple[int, str], ...] = field(repr=False)

    @property
    def line(self) -> int:
        return self.lines[0][0]

    @property
    def text(self) -> str:
        """The value. An indented block begins with a line end."""
        return "\n".join([text for _, text in self.lines]).rstrip()


Section: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class ProfileFile:
    path: str
    sections: Mapping[str, Section] = field(repr=False)

    def block(self, value: Value) -> Section:
        """Return the options of an indented block, which does not nest. Empty for any other value."""
        options: dict[str, Value] = {}
        if not value.text.startswith("\n"):
            return options
        for number, text in value.lines:
            for line in filter(None, map(str.strip, text.splitlines())):
                name, equals, rest = line.partition("=")
                if not equals:
                    _refuse(self.path, number, "an indented block has a line without '='")
                options[name.strip()] = Value(((number, rest.strip()),))
        return options

    def named(self, kind: str) -> dict[str, Section]:
        """Return a config file's `[profile ...]` or `[services ...]` sections, `[default]` among profiles."""
        sections: dict[str, Section] = {}
        for header, section in self.sections.items():
            if header.startswith(kind):
                try:
                    words = shlex.split(header)
                except ValueError:
                    continue  # unbalanced quotes: ignored, as botocore does
                if len(words) == 2:
                    sections[words[1]] = section
            elif header == "default" and kind == "profile":
                sections[header] = section
        return sections


def parse(path: str, content: bytes) -> ProfileFile:
    """Parse a file. Only errors use `path`."""
    if len(content) > MAX_SIZE:
        raise ConfigurationError(f"{shown(path)} is larger than {MAX_SIZE} bytes")
    try:
        text: str | None = content.decode("utf-8-sig")
        bad = 0
    except UnicodeDecodeError as error:
        text, bad = None, error.start
    # Raised outside the handler: the codec's error holds the whole file.
    if text is None:
        _refuse(path, content.count(b"\n", 0, bad) + 1, "not UTF-8")
    return _Reader(path).read(text)


class _Reader:
    def __init__(self, path: str) -> None:
        self._path = path
        self._sections: dict[str, dict[str, list[tuple[int, str]]]] = {}
        self._defaults: dict[str, list[tuple[int, str]]] = {}
        self._section: dict[str, list[tuple[int, str]]] | None = None
        self._option: list[tuple[int, str]] | None = None
        self._indent = 0

    def read(self, text: str) -> ProfileFile:
        for number, line in enumerate(io.StringIO(text, newline=None), start=1):
            self._line(number, line)
        sections = {
            header: {name: Value(tuple(lines)) for name, lines in {**self._defaults, **options}.items()}
            for header, options in self._sections.items()
        }
        return ProfileFile(self._path, sections)

    def _line(self, number: int, line: str) -> None:
        text = line.strip()
        if text.startswith(("#", ";")):
            return
        if not text:
            if self._option is not None:
                self._option.append((number, ""))
            return
        indent = len(line) - len(line.lstrip())
        if self._option is not None and indent > self._indent:
            self._option.append((number, text))
            return
        self._indent = indent
        header = _HEADER.match(text)
        if header is not None:
            self._begin(number, header[1])
        else:
            self._set(number, text)

    def _begin(self, number: int, header: str) -> None:
        self._option = None
        if header == _SHARED_BY_ALL:
            self._section = self._defaults
        elif header in self._sections:
            _refuse(self._path, number, "this section is in the file already")
        else:
            self._section = self._sections[header] = {}

    def _set(self, number: int, text: str) -> None:
        if self._section is None:
            _refuse(self._path, number, "no section begins before this line")
        delimiter = _DELIMITER.search(text)
        if delimiter is None or not delimiter.start():
            _refuse(self._path, number, "neither a section nor an option with a value")
        name = text[: delimiter.start()].rstrip().lower()
        if name in self._section:
            _refuse(self._path, number, "this option is in its section already")
        self._option = self._section[name] = [(number, text[delimiter.end() :].strip())]


def shown(path: str) -> str:
    """Return a path on one line for a message."""
    return path if path.isprintable() else repr(path)


def _refuse(path: str, number: int, why: str) -> NoReturn:
    raise ConfigurationError(f"{shown(path)}, line {number}: {why}")
