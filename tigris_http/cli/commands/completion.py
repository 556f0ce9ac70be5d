"""`completion`: the script of a shell, by shtab."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tigris_http.cli.arguments import add
from tigris_http.cli.failures import refuse
from tigris_http.cli.output import PROGRAM
from tigris_http.cli.table.common import GLOBAL, attribute
from tigris_http.cli.table.index import COMMANDS, GROUPS, members, names

if TYPE_CHECKING:
    from tigris_http.cli.session import Call
    from tigris_http.cli.table.shape import Command


def completion(call: Call) -> None:
    """Print the script that a shell reads."""
    try:
        import shtab
    except ImportError:
        refuse("completion needs the extra: pip install 'tigris-http[cli]'")
    given = call.given
    call.out.raw(shtab.complete(_tree(), given.shell).encode() + b"\n")


def _tree() -> argparse.ArgumentParser:
    """Return one parser with all commands, as shtab reads it."""
    root = argparse.ArgumentParser(PROGRAM, add_help=False)
    add(root, GLOBAL)
    root.add_argument("--help", action="store_true", help="show this help")
    root.add_argument("--version", action="store_true", help="show the version")
    commands = root.add_subparsers()
    for name in names():
        if name not in GROUPS:
            _add(commands.add_parser(name, help=COMMANDS[name].summary, add_help=False), COMMANDS[name])
            continue
        group = commands.add_parser(name, help=GROUPS[name], add_help=False).add_subparsers()
        for word, command in members(name).items():
            _add(group.add_parser(word, help=command.summary, add_help=False), command)
    return root


def _add(parser: argparse.ArgumentParser, command: Command) -> None:
    import shtab

    add(parser, (*command.arguments, *GLOBAL))
    parser.add_argument("--help", action="store_true", help="show this help")
    files = {attribute(each) for each in command.arguments if each.files}
    for action in parser._actions:  # noqa: SLF001  # argparse has no other way to them
        if action.dest in files:
            action.complete = shtab.FILE  # type: ignore[attr-defined]  # as shtab documents it
