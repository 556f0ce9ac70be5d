"""The commands about many objects."""

from __future__ import annotations

from typing import Final

from tigris_http.cli import values
from tigris_http.cli.table.common import (
    DRY_RUN,
    FILTERS,
    HEADERS,
    HUMAN,
    JOBS,
    MAX_DELETE,
    NULL,
    PARTS,
    RECURSIVE,
    SNAPSHOT,
    VERSION_ID,
    YES,
)
from tigris_http.cli.table.shape import Command, flag, option, word

COMPARE: Final = option(
    "--compare",
    metavar="HOW",
    choices=("quick", "size", "etag", "missing", "always"),
    default="quick",
    help="what differs: quick (size or time, the default), size, etag (the bytes), missing (never replace), always",
)
_OF_TREES: Final = {"--cache-control", "--metadata", "--storage-class", "--acl"}

TREES: Final = (
    Command(
        "sync",
        "Make a folder or a prefix like another: send what is missing or differs.",
        "objects.trees.sync",
        (
            word("source", "folder or URI", files=True),
            word("target", "folder or URI", files=True),
            flag("--delete", help="delete from the target what is not in the source"),
            MAX_DELETE,
            flag("--allow-empty", help="with --delete: the source may be empty"),
            COMPARE,
            *FILTERS,
            *(each for each in HEADERS if each.names[0] in _OF_TREES),
            *PARTS,
            JOBS,
            SNAPSHOT,
            YES,
            DRY_RUN,
        ),
        (
            ("sync site/ t3://www/", "upload what is new or changed"),
            ("sync --delete --max-delete 100 t3://www/ site/", "download, and delete what is gone"),
            ("sync t3://www@1765889000506396762/ old/", "download a snapshot"),
            ("sync t3://www/ t3://backup/www/", "within the service"),
        ),
        "Deletes last, and only if nothing failed. --delete asks on a terminal. Keys that cannot be files of the"
        " target, such as ../x, are refused.",
    ),
    Command(
        "restore",
        "Make objects what they were at a snapshot.",
        "objects.trees.restore",
        (
            word("uri", "objects at a snapshot, such as t3://bucket@VERSION/key; with -r folders", nargs="+"),
            RECURSIVE,
            SNAPSHOT,
            flag("--delete", help="with -r: delete what came since"),
            MAX_DELETE,
            flag("--allow-empty", help="with --delete: the folder may have been empty"),
            COMPARE,
            *FILTERS,
            JOBS,
            YES,
            DRY_RUN,
        ),
        (
            ("restore t3://photos@1765889000506396762/map.png", "one object"),
            ("restore -r --dry-run --delete t3://photos@1765889000506396762/", "say what a bucket needs"),
        ),
        "Copies within the service. What is the same is left alone. --delete asks on a terminal. For soft-deleted"
        " objects: `undelete restore`.",
    ),
    Command(
        "diff",
        "Compare two states of a bucket, or a fork and its parent.",
        "objects.differences.diff",
        (
            word("old", "bucket or prefix, perhaps at a snapshot"),
            word("new", "the same, or a fork; by default the same place now", nargs="?"),
            flag("--exit-code", help="exit 1 if there is a difference"),
            flag("-l", "--long", help="with both sizes"),
            HUMAN,
            NULL,
        ),
        (
            ("diff t3://photos@1765889000506396762/", "what changed since a snapshot"),
            ("diff t3://photos t3://experiment", "what a fork changed"),
        ),
        "Prints A (added), R (removed) or C (changed), and the key.",
    ),
    Command(
        "rm",
        "Delete objects.",
        "objects.removing.rm",
        (
            word("uri", "objects; with -r folders or buckets", nargs="+"),
            RECURSIVE,
            *FILTERS,
            MAX_DELETE,
            VERSION_ID._replace(help="remove this version for good, from all snapshots too"),
            YES,
            DRY_RUN,
        ),
        (
            ("rm t3://photos/map.png", "one object"),
            ("rm -r --include '*.tmp' t3://photos/2026/", "some of a folder"),
            ("find -0 t3://photos --name '*.tmp' | xargs -0 tigris-http rm", "what find finds"),
        ),
        "An object that is not there counts as deleted, as S3 has it. -r takes a folder: t3://photos/tmp means tmp/,"
        " not tmp.txt. It asks on a terminal.",
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
        "manifest",
        "Write the keys of a large data set into one object, or read them.",
        "manifests.manifest",
        (
            word("uri", "bucket or prefix to list; with --show or --keys the manifest"),
            option("--to", metavar="URI",
                   help="the object to write; by default .manifests/PREFIXkeys.manifest in the same bucket"),
            option("--block-keys", metavar="N", kind=values.at_least_one,
                   help="keys of a block, at most 65536 (default: 4096)"),
            flag("--show", help="print the facts of a manifest"),
            flag("--keys", help="print the keys of a manifest"),
            NULL._replace(help="with --keys: keys end with a null byte, not a line end"),
            SNAPSHOT,
            HUMAN,
            DRY_RUN,
        ),
        (
            ("manifest t3://photos/train/", "write t3://photos/.manifests/train/keys.manifest"),
            ("manifest t3://photos@1765889000506396762/train/ --to t3://lists/train", "of a snapshot, elsewhere"),
            ("manifest --show t3://lists/train", "number of objects, bytes, digest"),
            ("manifest --keys -0 t3://lists/train | tigris-http bundle -0 t3://photos out/", "fetch all of it"),
        ),
        "Training on many machines reads it in place of listings: see `tigris_http.manifests`. Lists once, in order."
        " Keys below .manifests/ are left out. The object appears when it is complete.",
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
