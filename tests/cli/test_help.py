"""The table of commands: each entry works, its help fits a terminal, its examples parse, and README.md shows it."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.guards import none_left
from tigris_http.cli import manual
from tigris_http.cli.arguments import parse, parser_of
from tigris_http.cli.failures import CODES
from tigris_http.cli.table.common import GLOBAL, attribute
from tigris_http.cli.table.index import COMMANDS, GROUPS, names

if TYPE_CHECKING:
    from .shell import Shell

WANTED = set("ls cp mv rm cat pipe stat du find presign sync diff restore bundle run emulator completion".split())  # noqa: SIM905
MEMBERS = {
    "bucket": "create rm info set restore purge",
    "snapshot": "create ls rm",
    "fork": "create ls merge rebase",
    "undelete": "ls restore purge",
}
COMMAND = pytest.mark.parametrize("name", COMMANDS)


def test_every_command_is_there() -> None:
    assert WANTED | MEMBERS.keys() <= set(names())
    assert {f"{group} {word}" for group, words in MEMBERS.items() for word in words.split()} <= set(COMMANDS)
    assert MEMBERS.keys() == GROUPS.keys()


@COMMAND
def test_a_command_has_a_function_and_a_sentence(name: str) -> None:
    command = COMMANDS[name]
    module, _, function = command.function.rpartition(".")
    assert callable(getattr(import_module(f"tigris_http.cli.commands.{module}"), function))
    for text in (command.summary, *filter(None, [command.text])):
        assert text[0].isupper() or text[0] == "-"
        assert text.endswith(".")
    attributes = [attribute(each) for each in (*command.arguments, *GLOBAL)]
    assert len(set(attributes)) == len(attributes)


@COMMAND
def test_help_fits_80_columns_and_goes_to_standard_output(shell: Shell, name: str) -> None:
    if not COMMANDS[name].shared:
        return
    assert parser_of(COMMANDS[name]).prog.endswith(name)
    done = shell.ok(*name.split(), "--help")
    assert done.lines[0].startswith(f"usage: tigris-http {name} [OPTION]...")
    none_left((line for line in done.lines if len(line) > 80 and "/" not in line), "over 80 columns")
    assert COMMANDS[name].examples
    assert done.out == shell.ok("help", *name.split()).out


@COMMAND
def test_examples_are_command_lines_that_parse(name: str) -> None:
    for line, meaning in COMMANDS[name].examples:
        assert meaning
        assert not meaning.endswith(".")
        for part in re.split(r" \| ", line):
            words = shlex.split(re.split(r" [<>]", part)[0])
            if words[0] == "xargs" and "tigris-http" in words:
                words = [*words[words.index("tigris-http") :], "t3://a/b"]
            words = words[1:] if words[0] == "tigris-http" else words
            if words[0] in names():
                assert parse(words).command.name in COMMANDS


def test_the_help_of_the_program_has_all_commands_and_codes(shell: Shell) -> None:
    lines = shell.ok("--help").lines
    assert shell.ok("help").lines == shell.ok("-h").lines == lines
    assert max(map(len, lines)) <= 80
    starts = {line.split()[0] for line in lines if line.startswith("  ") and line.split()}
    assert {*names(), *map(str, CODES)} <= starts
    assert shell.ok("bucket", "--help").lines[0] == "usage: tigris-http bucket COMMAND ..."
    assert re.fullmatch(r"tigris-http \d+\.\d+\S*", shell.ok("--version").lines[0])


def test_the_page_is_current() -> None:
    written = subprocess.run(
        [sys.executable, "-c", "from tigris_http.cli import manual; print(manual.page(), end='')"],
        capture_output=True, text=True, check=True, encoding="utf-8", timeout=60,
    ).stdout  # fmt: skip
    assert written == manual.PAGE.read_text("utf-8"), "run: .venv/bin/python -m tigris_http.cli.manual"


def test_common_options_stand_before_and_after_the_command(shell: Shell) -> None:
    for words in (
        ("--json", "bucket", "info", "a b"),
        ("bucket", "--json", "info", "a b"),
        ("bucket", "info", "a b", "--json"),
    ):
        assert ["UsageError"] == [each["error"] for each in shell(*words).errors]
    assert parse(["--endpoint", "ls", "find", "t3://a"]).given.endpoint == "ls"
    given = parse(["-q", "cp", "a", "--dry-run", "b", "--progress=never", "t3://c/"]).given
    assert (["a", "b"], "t3://c/", True, "never") == (given.source, given.target, given.quiet, given.progress)
    assert ["-x"] == parse(["cat", "--", "-x"]).given.uri
    ranged = parse(["cat", "--range", "-50", "a"]).given
    assert ((-50, None), ["a"]) == (ranged.range, ranged.uri)
    listed = parse(["ls", "-rlh"]).given
    assert (True, True, True) == (listed.recursive, listed.long, listed.human_readable)
    assert [8, 8, 8] == [parse(["run", "x", *each]).given.jobs for each in (["-qj8"], ["-qj", "8"], ["--jobs=8"])]


LOADED = "import sys, contextlib, io\nfrom tigris_http.cli.main import main\n{}\nprint(*sys.modules, file=sys.stderr)"


def modules(statement: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(statement)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        encoding="utf-8",
    )
    return set(done.stderr.split())


def test_help_loads_nothing_of_the_client_and_of_other_commands() -> None:
    found = modules("main(['cp', '--help'])") | modules("main(['--help'])")
    ours = {name for name in found if name.startswith("tigris_http.")}
    none_left((name for name in ours if not name.startswith(("tigris_http.cli.", "tigris_http._version"))
               and name not in {"tigris_http.cli", "tigris_http.__main__"}), "loaded for a help")  # fmt: skip
    assert "tigris_http.cli.commands" not in found
    assert not {"ssl", "socket", "logging", "asyncio", "dataclasses", "httpx", "json.decoder", "shtab"} & found - {
        "json.decoder"
    }


def test_a_command_loads_its_own_module_only() -> None:
    found = modules("main(['ls', 'no-uri'])")
    commands = {name for name in found if name.startswith("tigris_http.cli.commands.")}
    assert {"tigris_http.cli.commands.objects", "tigris_http.cli.commands.objects.listing"} == commands
    assert "tigris_http._client" not in found


def test_the_program_has_its_name_and_only_that() -> None:
    text = Path(__file__).parents[2].joinpath("pyproject.toml").read_text("utf-8")
    scripts = text.partition("[project.scripts]\n")[2].partition("\n\n")[0]
    assert 'tigris-http = "tigris_http.cli.main:entry"' == scripts.strip()
