"""The form of the table: commands, groups and arguments as values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

Kind: TypeAlias = Callable[[str], Any]


class Argument(NamedTuple):
    """A positional argument, an option with a value, or a flag."""

    names: tuple[str, ...]
    help: str
    metavar: str | None = None
    kind: Kind | None = None
    nargs: str | None = None
    """`?`, `*`, `+` as argparse has them."""
    choices: tuple[str, ...] | None = None
    is_flag: bool = False
    many: bool = False
    """Whether the option may be repeated; its value is a list then."""
    default: object = None
    files: bool = False
    """Whether a shell completes file names."""

    @property
    def is_positional(self) -> bool:
        return not self.names[0].startswith("-")


class Command(NamedTuple):
    """One command."""

    name: str
    """One word, or two for a command of a group."""
    summary: str
    function: str
    """Module below `tigris_http.cli.commands`, and function in it: `objects.listing.ls`."""
    arguments: tuple[Argument, ...]
    examples: tuple[tuple[str, str], ...]
    """Command lines without the program, and what they do."""
    text: str = ""
    """What the summary does not say, in paragraphs."""
    shared: bool = True
    """Whether it has the common options. False: everything after its name belongs to another program."""


def word(
    name: str,
    help: str,  # noqa: A002  # as in argparse
    *,
    nargs: str | None = None,
    files: bool = False,
    metavar: str | None = None,
) -> Argument:
    """Return a positional argument."""
    return Argument((name,), help, metavar=metavar or name.upper(), nargs=nargs, files=files)


def flag(*names: str, help: str) -> Argument:  # noqa: A002
    """Return an option without a value."""
    return Argument(names, help, is_flag=True)


def option(
    *names: str,
    help: str,  # noqa: A002
    metavar: str | None = None,
    kind: Kind | None = None,
    choices: tuple[str, ...] | None = None,
    many: bool = False,
    default: object = None,
    files: bool = False,
) -> Argument:
    """Return an option with a value."""
    return Argument(names, help, metavar, kind, None, choices, many=many, default=default, files=files)
