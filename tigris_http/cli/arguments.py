"""Parsers and help, made from the table of commands. A parser is made when its command is used.

Contract: sends and prints nothing. Raises `UsageError` in one line, with the nearest name, or `Help` with a text.
"""

from __future__ import annotations

import argparse
import sys
from functools import cache
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn, Protocol

from tigris_http.cli.failures import CODES, UsageError
from tigris_http.cli.output import PROGRAM, columns
from tigris_http.cli.table.common import GLOBAL, GLOBAL_DEFAULTS, attribute
from tigris_http.cli.table.index import COMMANDS, GROUPS, members, names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tigris_http.cli.table.shape import Argument, Command

_WITH_VALUE: Final = {name for each in GLOBAL if not each.is_flag for name in each.names}
_ELSEWHERE: Final = {
    "mb": "bucket create",
    "mkdir": "bucket create",
    "rb": "bucket rm",
    "buckets": "ls",
    "list": "ls",
    "la": "ls",
    "head": "stat",
    "info": "stat",
    "copy": "cp",
    "get": "cp",
    "put": "cp",
    "upload": "cp",
    "download": "cp",
    "move": "mv",
    "rename": "mv",
    "mirror": "sync",
    "del": "rm",
    "delete": "rm",
    "remove": "rm",
    "bucket list": "ls",
    "bucket ls": "ls",
    "bucket show": "bucket info",
    "bucket stat": "bucket info",
    "bucket update": "bucket set",
    **{f"{group} {word}": f"{group} rm" for group in ("bucket", "snapshot") for word in ("del", "delete", "remove")},
    **{f"{group} list": f"{group} ls" for group in ("snapshot", "fork", "undelete")},
}
"""Commands by their names in other programs. The nearest name of ours may do something else: `mb` is no `rm`."""
_INTRODUCTION: Final = (
    "Tigris object storage, and other S3 services, from a terminal and from scripts. URIs: t3://bucket/key (also"
    " tigris:// and s3://); t3://bucket@VERSION/key is the bucket at a snapshot."
)
_SETTINGS: Final = (
    "Credentials and endpoint come from --profile and --endpoint, the environment (TIGRIS_STORAGE_*, AWS_*), or the"
    " profile files of AWS tools."
)


class _Takes(Protocol):
    """A parser, or a group of one."""

    @property
    def add_argument(self) -> Callable[..., object]: ...


class Help(Exception):
    """A text that was asked for."""


class Parsed(NamedTuple):
    """A command line that was understood."""

    command: Command
    given: argparse.Namespace


class Parser(argparse.ArgumentParser):
    """A parser that raises in place of printing and exiting."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message.removeprefix("argument "))


def parse(arguments: Sequence[str]) -> Parsed:
    """Return the command and the values of a command line."""
    before, rest = _split(arguments)
    if rest and rest[0] == "help":
        rest = [*rest[1:], "--help"]
        more, rest = _split(rest)
        before = [*before, *more]
    if not rest:
        return _without_command(before)
    name, rest = rest[0], rest[1:]
    if name in GROUPS:
        more, rest = _split(rest)
        before = [*before, *more]
        if not rest:
            if {"-h", "--help"} & set(before):
                raise Help(group_help(name))
            raise UsageError(f"{name} needs a command: {', '.join(members(name))}")
        if rest[0] not in members(name):
            raise UsageError(f"unknown command {name} {rest[0]!r}{_meant(rest[0], members(name), f'{name} ')}")
        name, rest = f"{name} {rest[0]}", rest[1:]
    if name not in COMMANDS:
        raise UsageError(f"unknown command {name!r}{_meant(name, names())}; see {PROGRAM} --help")
    command = COMMANDS[name]
    if not command.shared:
        return Parsed(command, argparse.Namespace(**GLOBAL_DEFAULTS, rest=list(rest)))
    try:
        return Parsed(command, _values(command, [*before, *rest]))
    except UsageError as error:
        error.command = name
        raise


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Divide a command line before its first word that is no option."""
    place = 0
    while place < len(arguments) and arguments[place].startswith("-") and arguments[place] != "-":
        place += 2 if arguments[place] in _WITH_VALUE else 1
    return list(arguments[:place]), list(arguments[place:])


def _without_command(arguments: list[str]) -> NoReturn:
    parser = Parser(PROGRAM, add_help=False, allow_abbrev=False)
    add(parser, GLOBAL)
    parser.add_argument("-h", "--help", action="store_true")
    parser.add_argument("--version", action="store_true")
    given, unknown = parser.parse_known_args(arguments)
    if given.help:
        raise Help(root_help())
    if given.version:
        from tigris_http.cli import versions

        raise Help(versions.shown(details=given.debug))
    if unknown:
        name = unknown[0].partition("=")[0]
        raise UsageError(f"unknown option {name}{nearest(name, [each for one in GLOBAL for each in one.names])}")
    raise UsageError(f"a command is missing: see {PROGRAM} --help")


def _values(command: Command, arguments: list[str]) -> argparse.Namespace:
    parser = parser_of(command)
    end = arguments.index("--") if "--" in arguments else len(arguments)
    if "--help" in arguments[:end] or ("-h" in arguments[:end] and "-h" not in own_names(command)):
        raise Help(parser.format_help())
    options, words = _sorted(command, arguments)
    given, unknown = parser.parse_known_args([*options, *(["--", *words] if words else [])])
    if unknown:
        raise UsageError(f"unexpected argument {next((each for each in unknown if each != '--'), '--')!r}")
    return given


def _sorted(command: Command, arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the options, each joined with its value, and the words.

    argparse reads a value that begins with a hyphen as an option, and words after options not at all.
    """
    known = {name: each for each in (*command.arguments, *GLOBAL) for name in each.names if not each.is_positional}
    options: list[str] = []
    words: list[str] = []
    rest = iter(arguments)
    for each in rest:
        if each == "--":
            words.extend(rest)
        elif each == "-" or not each.startswith("-"):
            words.append(each)
        elif each.startswith("--"):
            name, mark, _ = each.partition("=")
            if name not in known:
                raise UsageError(f"unknown option {name}{nearest(name, known)}")
            value = None if mark or known[name].is_flag else next(rest, None)
            options.append(each if value is None else f"{each}={value}")
        else:
            for place, letter in enumerate(each[1:], 1):
                if f"-{letter}" not in known:
                    raise UsageError(f"unknown option -{letter}{nearest(each, known)}")
                if not known[f"-{letter}"].is_flag:
                    each += next(rest, "") if place == len(each) - 1 else ""  # noqa: PLW2901
                    break
            options.append(each)
    return options, words


def own_names(command: Command) -> set[str]:
    """Return the names of the options of a command."""
    return {name for each in command.arguments for name in each.names}


def _meant(name: str, known: Iterable[str], group: str = "") -> str:
    """Return a question for a command with another name, empty if none is near."""
    ours = _ELSEWHERE.get(f"{group}{name}")
    return nearest(name, known, group) if ours is None else f": did you mean {ours}?"


def nearest(name: str, known: Iterable[str], prefix: str = "") -> str:
    """Return a question for the nearest name, empty if none is near."""
    from difflib import get_close_matches

    found = get_close_matches(name, known, 1, 0.6)
    return f": did you mean {prefix}{found[0]}?" if found else ""


@cache
def parser_of(command: Command) -> Parser:
    """Return the parser of a command."""
    own = own_names(command)
    words = [each for each in command.arguments if each.is_positional]
    usage = " ".join([PROGRAM, command.name, "[OPTION]...", *(_shown(each) for each in words)])
    parser = Parser(
        f"{PROGRAM} {command.name}",
        usage=usage,
        description=_paragraphs(f"{command.summary} {command.text}".strip()),
        epilog=_examples(command),
        formatter_class=_Formatter,
        add_help=False,
        allow_abbrev=False,
    )
    add(parser.add_argument_group("arguments"), words)
    add(parser.add_argument_group("options"), [each for each in command.arguments if not each.is_positional])
    common = parser.add_argument_group("common options")
    add(common, GLOBAL)
    names_of_help = ("--help",) if "-h" in own else ("-h", "--help")
    # Not argparse's own action, which prints: `parse` sees the option first.
    common.add_argument(*names_of_help, action="store_true", help="show this help")
    return parser


def add(to: _Takes, arguments: Iterable[Argument]) -> None:
    """Add arguments of the table to a parser or a group of one."""
    for each in arguments:
        options: dict[str, Any] = {"help": each.help.replace("%", "%%")}
        if each.is_flag:
            options["action"] = "store_true"
        else:
            options |= {"metavar": each.metavar, "type": each.kind}
            if each.is_positional:
                options["nargs"] = each.nargs
            if each.many:
                options["action"] = "append"
            else:
                options["choices"] = each.choices
                options["default"] = GLOBAL_DEFAULTS.get(attribute(each)) if each in GLOBAL else each.default
        to.add_argument(*each.names, **options)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=_width())

    def _format_action_invocation(self, action: argparse.Action) -> str:
        # The same on every Python: the value stands once, after the last name.
        names_shown = ", ".join(action.option_strings)
        if not names_shown:
            return super()._format_action_invocation(action)
        return names_shown if action.nargs == 0 else f"{names_shown} {action.metavar}"


def _width() -> int:
    return max(min(columns(sys.stdout), 100) - 1, 40)


def _shown(word: Argument) -> str:
    text = word.metavar or word.names[0].upper()
    return {"+": f"{text}...", "*": f"[{text}]...", "?": f"[{text}]"}.get(word.nargs or "", text)


def _paragraphs(text: str) -> str:
    return fill(text, _width(), break_on_hyphens=False, break_long_words=False)


def _examples(command: Command) -> str:
    lines = ["examples:"]
    for line, meaning in command.examples:
        lines += [f"  {PROGRAM} {line}", f"      {meaning}"]
    return "\n".join(lines)


def root_help() -> str:
    """Return the help of the program."""
    lines = [f"usage: {PROGRAM} [OPTION]... COMMAND ...", "", _paragraphs(_INTRODUCTION), "", "commands:"]
    for name in names():
        if name in GROUPS:
            lines += _row(name, f"{GROUPS[name]} ({', '.join(members(name))})")
        else:
            lines += _row(name, COMMANDS[name].summary)
    lines += ["", "common options, before or after the command:"]
    lines += [line for each in GLOBAL for line in _row(_option(each), each.help)]
    lines += _row("-h, --help", "show this help, or that of a command")
    lines += _row("--version", "show the version; with --debug also what a report of a problem needs")
    lines += ["", "exit codes:", *(line for code, text in CODES.items() for line in _row(str(code), text))]
    return "\n".join([*lines, "", _paragraphs(_SETTINGS), ""])


def group_help(group: str) -> str:
    """Return the help of a group of commands."""
    rows = [line for name, each in members(group).items() for line in _row(name, each.summary)]
    return "\n".join([f"usage: {PROGRAM} {group} COMMAND ...", "", GROUPS[group], "", "commands:", *rows, ""])


def _option(argument: Argument) -> str:
    names_shown = ", ".join(argument.names)
    return names_shown if argument.is_flag else f"{names_shown} {argument.metavar}"


def _row(name: str, text: str) -> list[str]:
    indent = 20
    wrapped = fill(text, _width(), initial_indent=" " * indent, subsequent_indent=" " * indent, break_on_hyphens=False)
    if len(name) > indent - 4:
        return [f"  {name}", *wrapped.splitlines()]
    return f"  {name}{wrapped[len(name) + 2 :]}".splitlines()
