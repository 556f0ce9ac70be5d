"""The commands about buckets, snapshots, forks and deleted objects."""

from __future__ import annotations

from typing import Final

from tigris_http.cli import values
from tigris_http.cli.table.common import ACLS, BUCKET, CLASSES, DRY_RUN, FILTERS, NULL, RECURSIVE, UTC, VERSION_ID, YES
from tigris_http.cli.table.shape import Argument, Command, flag, option, word

_SETTINGS: Final[tuple[Argument, ...]] = (
    option("--storage-class", metavar="CLASS", choices=CLASSES, help=f"default tier: {', '.join(CLASSES)}"),
    option("--acl", metavar="ACL", choices=ACLS, help="private or public-read"),
    option("--public-list", metavar="on|off", kind=values.switch, help="let anyone list a public bucket"),
    option("--object-acl", metavar="on|off", kind=values.switch, help="allow single objects their own ACL"),
    option("--soft-delete", metavar="DAYS|off", kind=values.retention, help="keep deleted objects for 7 to 90 days"),
    option("--region", metavar="REGION", many=True, help="region such as iad, or usa, eur (may be repeated)"),
)

BUCKETS: Final = (
    Command(
        "bucket create",
        "Create a bucket.",
        "buckets.settings.create",
        (BUCKET, flag("--snapshots", help="a snapshot bucket: versions, snapshots and forks"), *_SETTINGS, DRY_RUN),
        (
            ("bucket create photos --snapshots", "a snapshot bucket"),
            ("bucket create archive --storage-class GLACIER --soft-delete 30", "with settings"),
        ),
    ),
    Command(
        "bucket rm",
        "Delete a bucket.",
        "buckets.settings.rm",
        (BUCKET, flag("--force", help="with all its objects"), YES, DRY_RUN),
        (
            ("bucket rm photos", "an empty bucket"),
            ("bucket rm --force -y photos", "with everything in it, without asking"),
        ),
        "With soft delete on, `bucket restore` brings it back within its retention. --force asks on a terminal.",
    ),
    Command(
        "bucket info",
        "Show the settings of a bucket.",
        "buckets.settings.info",
        (BUCKET, flag("--size", help="with estimates of objects and bytes"), UTC),
        (("bucket info photos", "kind, placement, access and more"),),
    ),
    Command(
        "bucket set",
        "Change settings of a bucket.",
        "buckets.settings.change",
        (
            BUCKET,
            option(
                "--snapshots", metavar="on|off", kind=values.switch, help="make it a snapshot bucket, or a regular one"
            ),
            *_SETTINGS,
            option("--cache-control", metavar="TEXT", help='Cache-Control of objects without their own; "" removes it'),
            option("--domain", metavar="HOST", help='a domain of yours that serves the bucket; "" removes it'),
            option("--nosniff", metavar="on|off", kind=values.switch, help="tell browsers not to guess types"),
            option("--protect", metavar="on|off", kind=values.switch, help="protect the bucket from deletion"),
            DRY_RUN,
        ),
        (
            ("bucket set photos --soft-delete 30", "keep deleted objects for 30 days"),
            ("bucket set www --acl public-read --public-list off", "public objects, no public listing"),
        ),
        "Settings that are not named stay as they are.",
    ),
    Command(
        "bucket restore",
        "Restore a soft-deleted bucket.",
        "buckets.settings.restore",
        (BUCKET, DRY_RUN),
        (("bucket restore photos", "the bucket with all its objects"),),
    ),
    Command(
        "bucket purge",
        "Remove a soft-deleted bucket for good.",
        "buckets.settings.purge",
        (BUCKET, YES, DRY_RUN),
        (("bucket purge -y photos", "before its retention ends, without asking"),),
        "Asks on a terminal. A live bucket is refused.",
    ),
    Command(
        "snapshot create",
        "Take a snapshot of a bucket.",
        "buckets.snapshots.create",
        (BUCKET, word("label", "a label: up to 64 ASCII characters", nargs="?"), DRY_RUN),
        (("snapshot create photos 'before import'", "prints its version"),),
        "Takes the same time for any number of objects.",
    ),
    Command(
        "snapshot ls",
        "List the snapshots of a bucket.",
        "buckets.snapshots.ls",
        (BUCKET, UTC),
        (("snapshot ls photos", "versions, times and labels"),),
    ),
    Command(
        "snapshot rm",
        "Delete snapshots.",
        "buckets.snapshots.rm",
        (BUCKET, word("version", "version of the snapshot", nargs="+"), DRY_RUN),
        (("snapshot rm photos 1765889000506396762", "objects and forks stay"),),
    ),
    Command(
        "fork create",
        "Create a bucket as a fork of another.",
        "buckets.forks.create",
        (
            word("bucket", "name of the new bucket"),
            word("source", "bucket to fork; at a snapshot: t3://bucket@version"),
            option("--snapshot", metavar="VERSION", help="start from this snapshot of the source"),
            DRY_RUN,
        ),
        (
            ("fork create experiment photos", "from the current state"),
            ("fork create old t3://photos@1765889000506396762", "from a snapshot"),
        ),
        "Takes the same time for any number of objects. Writes on one side never show on the other.",
    ),
    Command(
        "fork ls",
        "List the forks of a bucket.",
        "buckets.forks.ls",
        (BUCKET, UTC),
        (("fork ls photos", "names, times and snapshots"),),
    ),
    Command(
        "fork merge",
        "Merge the changes of a fork into its parent.",
        "buckets.forks.merge",
        (word("parent", "the bucket that changes"), word("fork", "the fork, which stays as it is"), DRY_RUN),
        (("fork merge photos experiment", "take a snapshot of both first"),),
    ),
    Command(
        "fork rebase",
        "Bring a fork up to date with its parent.",
        "buckets.forks.rebase",
        (word("fork", "the fork, which changes"), DRY_RUN),
        (("fork rebase experiment", "take a snapshot first"),),
    ),
    Command(
        "undelete ls",
        "List soft-deleted versions of objects.",
        "buckets.undeleting.ls",
        (word("uri", "bucket or prefix"), NULL, UTC),
        (("undelete ls t3://photos/2026/", "one line for each deletion"),),
    ),
    Command(
        "undelete restore",
        "Restore soft-deleted objects.",
        "buckets.undeleting.restore",
        (
            word("uri", "objects; with -r folders", nargs="+"),
            VERSION_ID,
            RECURSIVE,
            *FILTERS,
            flag("--overwrite", help="with -r: replace live objects, too"),
            DRY_RUN,
        ),
        (
            ("undelete restore t3://photos/map.png", "the version deleted last"),
            ("undelete restore -r t3://photos/2026/", "all in a folder"),
        ),
    ),
    Command(
        "undelete purge",
        "Remove soft-deleted versions for good.",
        "buckets.undeleting.purge",
        (
            word("uri", "objects; with -r folders or buckets", nargs="+"),
            VERSION_ID._replace(help="only this version; by default all deleted versions of the object"),
            RECURSIVE,
            YES,
            DRY_RUN,
        ),
        (("undelete purge -r -y t3://photos/tmp/", "all in a folder, without asking"),),
        "Asks on a terminal. Live objects stay.",
    ),
)
