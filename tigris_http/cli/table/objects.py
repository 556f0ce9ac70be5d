"""The commands about objects."""

from __future__ import annotations

from typing import Final

from tigris_http.cli import values
from tigris_http.cli.table.common import (
    DRY_RUN,
    FILTERS,
    HEADERS,
    HUMAN,
    JOBS,
    NULL,
    PARTS,
    RECURSIVE,
    SNAPSHOT,
    URIS,
    UTC,
    VERSION_ID,
)
from tigris_http.cli.table.shape import Command, flag, option, word

_NO_OVERWRITE: Final = flag("--no-overwrite", help="fail if the target exists")

OBJECTS: Final = (
    Command(
        "ls",
        "List buckets, prefixes and objects.",
        "objects.listing.ls",
        (
            word("uri", "bucket or prefix; without one, your buckets", nargs="*"),
            RECURSIVE._replace(help="all objects below the prefix, with whole keys"),
            flag("-l", "--long", help="with time, size and tier"),
            HUMAN,
            flag("--deleted", help="soft-deleted objects, or buckets"),
            flag("--versions", help="all versions and delete markers (snapshot buckets)"),
            NULL,
            SNAPSHOT,
            UTC,
        ),
        (
            ("ls", "all buckets"),
            ("ls -lh t3://photos/2026/", "what is below a prefix, with sizes"),
            ("ls -r t3://photos@1765889000506396762/", "all keys at a snapshot"),
            ("ls -r -0 t3://photos | xargs -0 -n1 echo", "any key, whatever is in it"),
        ),
        "A prefix matches the beginnings of keys: t3://photos/2026 also finds 2026-plan.txt. Exit code 3 if nothing is"
        " below a prefix.",
    ),
    Command(
        "du",
        "Sum up sizes and objects.",
        "objects.listing.du",
        (URIS, HUMAN, option("-d", "--depth", metavar="N", kind=values.count,
                             help="also the sums of prefixes, N slashes deep"), SNAPSHOT),
        (
            ("du -h t3://photos", "bytes and objects of a bucket"),
            ("du -h -d 1 t3://photos/2026/", "the same for each prefix below one"),
        ),
        "Prints bytes, the number of objects, and the URI.",
    ),
    Command(
        "find",
        "Print the URIs of objects that match.",
        "objects.listing.find",
        (
            word("uri", "bucket or prefix", nargs="+"),
            option("--name", metavar="GLOB", many=True, help="the last part of the key matches"),
            option("--key", metavar="GLOB", many=True, help="the whole key matches; * also takes slashes"),
            option("--larger", metavar="SIZE", kind=values.size, help="more than this size, such as 10M"),
            option("--smaller", metavar="SIZE", kind=values.size, help="less than this size"),
            option("--newer", metavar="TIME", kind=values.moment,
                   help="stored after a time, or within an age such as 7d"),
            option("--older", metavar="TIME", kind=values.moment,
                   help="stored before a time, or longer ago than an age"),
            option("--storage-class", metavar="CLASS", many=True, help="this tier"),
            flag("-l", "--long", help="with time, size and tier"),
            HUMAN,
            NULL,
            SNAPSHOT,
            UTC,
        ),
        (
            ("find t3://logs --name '*.gz' --larger 10M", "large archives"),
            ("find -0 t3://tmp --older 30d | xargs -0 tigris-http rm", "remove what is old"),
        ),
        "All conditions must hold; of an option that is repeated, one.",
    ),
    Command(
        "stat",
        "Show the properties of objects and buckets.",
        "objects.listing.stat",
        (URIS, VERSION_ID, SNAPSHOT, HUMAN, UTC),
        (
            ("stat t3://photos/map.png", "size, type, metadata and more"),
            ("stat --json t3://photos", "the settings of a bucket"),
        ),
    ),
    Command(
        "cp",
        "Copy files to objects, objects to files, and objects to objects.",
        "objects.copying.cp",
        (
            word("source", "files or URIs; - for standard input", nargs="+", files=True),
            word("target", "file, folder or URI; - for standard output", files=True),
            RECURSIVE,
            _NO_OVERWRITE,
            flag("--resume", help="go on with an upload or download with --resume that broke off"),
            flag("--verify", help="check downloads against the checksum that the service noted"),
            option("--checksum", metavar="NAME", choices=("crc32", "crc32c", "crc64nvme", "sha1", "sha256"),
                   help="send a checksum with uploads: crc32, crc32c, crc64nvme, sha1, sha256"),
            *HEADERS,
            *PARTS,
            *FILTERS,
            JOBS,
            VERSION_ID,
            SNAPSHOT,
            DRY_RUN,
        ),
        (
            ("cp map.png t3://photos/2026/", "a file to t3://photos/2026/map.png"),
            ("cp t3://photos/2026/map.png .", "an object into this folder"),
            ("cp t3://photos@1765889000506396762/map.png old.png", "an object as it was at a snapshot"),
            ("cp --metadata author=ann a.txt b.txt t3://docs/", "several files, with metadata"),
            ("cp -r --exclude '*.tmp' site/ t3://www/", "all that is in a folder, but some files"),
        ),
        "A target that ends with /, an existing folder and a bucket take the name of the source. A file appears under"
        " its name when all of it has arrived. Several sources go at once, large files one after the other, and are"
        " reported as they end. With -r all that is below the source goes below the target, without the"
        " name of the source; `sync` leaves out what is the same.",
    ),
    Command(
        "mv",
        "Move files and objects.",
        "objects.copying.mv",
        (
            word("source", "files or URIs", nargs="+", files=True),
            word("target", "file, folder or URI", files=True),
            RECURSIVE,
            _NO_OVERWRITE,
            *HEADERS,
            *PARTS,
            *FILTERS,
            JOBS,
            DRY_RUN,
        ),
        (
            ("mv t3://photos/a.png t3://photos/b.png", "rename an object: no data is copied"),
            ("mv -r t3://photos/2025/ t3://photos/old/2025/", "rename a folder"),
            ("mv report.pdf t3://docs/", "upload a file, then remove it here"),
        ),
        "Inside a bucket of Tigris an object is renamed. Between buckets, and on other services, it is copied, and the"
        " source is deleted if it is still the object that was copied. With -r all below the"
        " source goes below the target; links to folders stay.",
    ),
    Command(
        "cat",
        "Write objects to standard output.",
        "objects.streams.cat",
        (URIS, option("--range", metavar="RANGE", kind=values.byte_range, help="bytes: 0-99, 100- or -50"),
         VERSION_ID, SNAPSHOT),
        (
            ("cat t3://logs/a.gz t3://logs/b.gz | zcat", "one after the other"),
            ("cat --range -1000 t3://logs/today.log", "the last 1,000 bytes"),
        ),
        "A download that breaks off goes on at the next byte.",
    ),
    Command(
        "pipe",
        "Store standard input as an object.",
        "objects.streams.pipe",
        (word("uri", "the object, such as t3://bucket/key"), _NO_OVERWRITE, *HEADERS, *PARTS, DRY_RUN),
        (
            ("pipe t3://backups/db.sql.gz < db.sql.gz", "a file"),
            ("cat t3://a/x | tigris-http pipe t3://b/x", "from one object to another"),
        ),
        "The input may have any length. The object appears when the input has ended. Use `set -o pipefail` in scripts:"
        " a program before the pipe that fails ends the input, too.",
    ),
    Command(
        "presign",
        "Make URLs that work without credentials.",
        "objects.presigning.presign",
        (
            URIS,
            option("--expires", metavar="DURATION", kind=values.duration, default=3600,
                   help="15m, 12h, 7d or seconds (default: 1h; at most 90d)"),
            option("--method", metavar="METHOD", choices=("get", "put", "head", "delete"), default="get",
                   help="get (default), put, head or delete"),
            option("--content-type", metavar="TYPE", help="type that the user of a put URL must send"),
            option("--domain", metavar="HOST", help="a domain that belongs to the bucket"),
            VERSION_ID,
            SNAPSHOT,
        ),
        (
            ("presign --expires 7d t3://photos/map.png", "a link for a week"),
            ("presign --method put t3://inbox/upload.bin", "a link for one upload"),
        ),
        "Sends no request, but for --snapshot, which is looked up to pin the version. The URL is a secret.",
    ),
)  # fmt: skip
