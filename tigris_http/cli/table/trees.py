"""The commands about many objects."""

from __future__ import annotations

from typing import Final

from tigris_http.cli import values
from tigris_http.cli.table.common import DRY_RUN, NULL, RECURSIVE, SNAPSHOT, VERSION_ID, YES
from tigris_http.cli.table.shape import Command, flag, option, word

TREES: Final = (
    Command(
        "rm",
        "Delete objects.",
        "objects.removing.rm",
        (
            word("uri", "objects; with -r prefixes", nargs="+"),
            RECURSIVE._replace(help="everything below the prefix"),
            VERSION_ID._replace(help="remove this version for good, from all snapshots too"),
            YES,
            DRY_RUN,
        ),
        (
            ("rm t3://photos/map.png", "one object"),
            ("find -0 t3://photos --name '*.tmp' | xargs -0 tigris-http rm", "what find finds"),
        ),
        "An object that is not there counts as deleted, as S3 has it. -r asks on a terminal.",
    ),
    Command(
        "bundle",
        "Read thousands of objects in few requests.",
        "bundling.bundle",
        (
            word("uri", "the bucket, such as t3://bucket"),
            word("target", "folder; with --tar a file, or - for standard output", files=True),
            flag("--tar", help="write a tar archive"),
            NULL._replace(help="keys on standard input end with a null byte, not a line end"),
            SNAPSHOT,
        ),
        (
            ("ls -r -0 t3://photos/2026/ | tigris-http bundle -0 t3://photos out/", "a prefix into a folder"),
            ("bundle --tar t3://photos - < keys.txt | tar t", "a tar archive, as a stream"),
        ),
        "Reads whole keys from standard input. A key that would lie outside the folder is refused. Exit code 1 if a key"
        " is missing.",
    ),
    Command(
        "run",
        "Run a list of commands, many at once.",
        "running.run",
        (
            word("file", "commands, one a line; - for standard input", files=True),
            option("-j", "--jobs", metavar="N", kind=values.at_least_one, default=16,
                   help="commands at once (default: 16)"),
        ),
        (
            ("run commands.txt", "lines such as: cp a.txt t3://docs/a.txt"),
            ("run -j 64 - < commands.txt", "from standard input"),
        ),
        "Each line is a command as a shell reads it, without the program: quotes work, variables and globs do not."
        " Empty lines and lines that begin with # are left out. All run with one client, in any order. No line asks. A"
        " line that fails is reported with its number; the others go on.",
    ),
)  # fmt: skip
