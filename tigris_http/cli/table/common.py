"""Arguments of several commands."""

from __future__ import annotations

from typing import Final

from tigris_http.cli import values
from tigris_http.cli.table.shape import Argument, flag, option, word

GLOBAL: Final = (
    flag("--json", help="print an object a line; errors too, on standard error"),
    flag("-q", "--quiet", help="print results and errors only"),
    option("--progress", metavar="WHEN", choices=("auto", "never", "always"),
           help="progress on standard error: auto (on a terminal), never, always (elsewhere a line every 5 s)"),
    option("--profile", metavar="NAME", help="profile of the AWS files, before the environment"),
    option("--endpoint", metavar="URL", help="endpoint of the service"),
    flag("--debug", help="write each request to standard error, and tracebacks of internal errors"),
)  # fmt: skip
"""Options of every command, before or after its name."""
GLOBAL_DEFAULTS: Final[dict[str, object]] = {
    "json": False,
    "quiet": False,
    "progress": "auto",
    "profile": None,
    "endpoint": None,
    "debug": False,
}

DRY_RUN: Final = flag("--dry-run", help="print what would be done; change nothing")
YES: Final = flag("-y", "--yes", help="do not ask")
UTC: Final = flag("--utc", help="times in UTC, not local")
HUMAN: Final = flag("-h", "--human-readable", help="sizes in KiB, MiB, ...")
NULL: Final = flag("-0", "--null", help="names end with a null byte, not a line end: any name comes through")
RECURSIVE: Final = flag("-r", "--recursive", help="everything below the folder or prefix")
SNAPSHOT: Final = option(
    "--snapshot", metavar="VERSION", help="read the bucket at this snapshot, as bucket@VERSION does"
)
VERSION_ID: Final = option("--version-id", metavar="ID", help="this version of the object")
CLASSES: Final = ("STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR")
ACLS: Final = ("private", "public-read")
FILTERS: Final = (
    option(
        "--include", metavar="GLOB", many=True, help="only what matches, such as '*.jpg' or '2026/**' (may be repeated)"
    ),
    option("--exclude", metavar="GLOB", many=True, help="not what matches; it is never deleted (may be repeated)"),
)
"""Patterns of keys relative to the folder or prefix, with `-r`."""
JOBS: Final = option("-j", "--jobs", metavar="N", kind=values.at_least_one, help="objects at once (default: 16)")
MAX_DELETE: Final = option(
    "--max-delete", metavar="N", kind=values.count, help="delete nothing if there were more than N"
)
URIS: Final = word("uri", "bucket, prefix or object, such as t3://bucket/key", nargs="+")
BUCKET: Final = word("bucket", "name of the bucket, or its URI")
HEADERS: Final = (
    option("--content-type", metavar="TYPE", help="Content-Type; by default by the name of a file"),
    option("--content-encoding", metavar="CODING", help="Content-Encoding"),
    option("--content-disposition", metavar="TEXT", help="Content-Disposition"),
    option("--content-language", metavar="LANGUAGE", help="Content-Language"),
    option("--cache-control", metavar="TEXT", help="Cache-Control"),
    option("--metadata", metavar="NAME=VALUE", kind=values.pair, many=True, help="user metadata (may be repeated)"),
    option("--tag", metavar="NAME=VALUE", kind=values.pair, many=True, help="a tag (may be repeated)"),
    option("--storage-class", metavar="CLASS", choices=CLASSES, help=f"tier: {', '.join(CLASSES)}"),
    option("--acl", metavar="ACL", choices=ACLS, help="private or public-read"),
)
"""Properties of objects that are written."""
PARTS: Final = (
    option("--part-size", metavar="SIZE", kind=values.size, help="size of parts, at least 5 MiB (default: 16 MiB)"),
    option("--concurrency", metavar="N", kind=values.at_least_one, help="parts at once (default: 8)"),
    option("--bandwidth", metavar="SIZE", kind=values.size, help="bytes a second at most, such as 10M"),
)


def named(arguments: tuple[Argument, ...]) -> dict[str, Argument]:
    """Return the arguments by the names of their attributes."""
    return {attribute(each): each for each in arguments}


def attribute(argument: Argument) -> str:
    """Return the name under which the value of an argument is found."""
    longest = next((name for name in argument.names if name.startswith("--")), argument.names[0])
    return longest.lstrip("-").replace("-", "_")
