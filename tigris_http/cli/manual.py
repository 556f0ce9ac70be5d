"""README.md of this folder: every command with its help, every exit code, every object of `--json`.

`python -m tigris_http.cli.manual` writes it; a test compares it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tigris_http.cli.arguments import group_help, parser_of, root_help
from tigris_http.cli.failures import CODES
from tigris_http.cli.output import PROGRAM
from tigris_http.cli.records import KINDS, STATUSES
from tigris_http.cli.table.index import COMMANDS, GROUPS, members, names

if TYPE_CHECKING:
    from tigris_http.cli.table.shape import Command

PAGE: Final = Path(__file__).with_name("README.md")
_HEAD: Final = """\
# The command line

`tigris-http` does from a terminal and from scripts what the library does. `pip install .` or `pipx install .` in a
checkout brings it, and `python -m tigris_http` is the same. Once the package is on an index, `pipx run tigris-http` and
`uvx tigris-http` will run it without an installation.

This page is made from the commands' own help: `python -m tigris_http.cli.manual` writes it.

## URIs and names

- `t3://bucket/key`, `tigris://bucket/key` and `s3://bucket/key` are the same. Nothing of a key is decoded or escaped.
- `t3://bucket@1765889000506396762/key` is the bucket at a snapshot: `tigris-http snapshot ls bucket` has the numbers.
- Anything without `://` is a path of this computer. `-` is standard input or output.
- A key may hold line ends. `--null` and `--json` carry any key. Other lines show control characters escaped, so that a
  key cannot forge a line. Output that is not for a terminal is UTF-8 in every locale.

## In scripts

- Results go to standard output, errors to standard error, one line each. A command that printed an error
  does not exit 0.
- Progress is shown on a terminal only. `--progress=always` writes a line every five seconds.
- Questions are asked on a terminal only. `-y` answers them.
- After Ctrl-C the command ends within a second, says what is done and what is not, and exits 130.
"""
_JSON: Final = """\
## JSON

With `--json` each line of standard output is one object. Errors are objects on standard error. `type` names the kind.
An object has all fields of its kind; a value that is not known is `null`. Times are UTC in RFC 3339, sizes are bytes.
Later versions may add kinds and fields. They change and remove none.

`status` of an item is {statuses}.

| `type` | Printed by | Fields |
|---|---|---|
"""


def page() -> str:
    """Return the page."""
    os.environ["COLUMNS"] = "81"
    lines = [_HEAD, "## Exit codes", "", "| Code | Meaning |", "|---|---|"]
    lines += [f"| {code} | {text.replace('|', chr(92) + '|')} |" for code, text in CODES.items()]
    *firsts, last = (f"`{status}`" for status in STATUSES)
    lines += ["", _JSON.format(statuses=f"{', '.join(firsts)} or {last}").rstrip()]
    for kind, (where, fields) in KINDS.items():
        lines.append(f"| `{kind}` | {where} | {', '.join(f'`{field}`' for field in fields.split())} |")
    lines += ["", "## Commands", "", _block(root_help())]
    for name in names():
        lines += [f"### {name}", ""]
        if name in GROUPS:
            lines.append(_block(group_help(name)))
            for word, command in members(name).items():
                lines += [f"#### {name} {word}", "", _help(command)]
        elif COMMANDS[name].shared:
            lines.append(_help(COMMANDS[name]))
        else:
            command = COMMANDS[name]
            lines += [f"{command.summary} {command.text}", ""]
            lines += [f"- `{PROGRAM} {line}`: {meaning}" for line, meaning in command.examples] + [""]
    return "\n".join(lines).rstrip() + "\n"


def _help(command: Command) -> str:
    """Return the help of a command without the common options, which the page has once."""
    before, _, rest = parser_of(command).format_help().partition("common options:\n")
    return _block(before + rest[rest.index("examples:\n") :])


def _block(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
