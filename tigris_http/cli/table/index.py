"""All commands, in the order of the help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tigris_http.cli.table.buckets import BUCKETS
from tigris_http.cli.table.objects import OBJECTS
from tigris_http.cli.table.tools import TOOLS
from tigris_http.cli.table.trees import TREES

if TYPE_CHECKING:
    from tigris_http.cli.table.shape import Command

COMMANDS: Final[dict[str, Command]] = {each.name: each for each in (*OBJECTS, *TREES, *BUCKETS, *TOOLS)}
GROUPS: Final[dict[str, str]] = {
    "bucket": "Create, change, restore and delete buckets.",
    "snapshot": "Take, list and delete snapshots of a bucket.",
    "fork": "Fork a bucket, and merge the changes back.",
    "undelete": "List, restore and purge soft-deleted objects.",
}
"""Commands of two words, by the first."""


def names() -> list[str]:
    """Return the first words of all commands, in the order of the help."""
    return list(dict.fromkeys(name.partition(" ")[0] for name in COMMANDS))


def members(group: str) -> dict[str, Command]:
    """Return the commands of a group by their second words."""
    return {name.partition(" ")[2]: each for name, each in COMMANDS.items() if name.startswith(f"{group} ")}
