"""Forks, merges, and the ways to delete a bucket. These questions change the buckets of others, so they come last."""

from __future__ import annotations

import re
import time

from verifying.asking import question
from verifying.service import Service
from verifying.snapshots import at

FORCE = ("x-tigris-force-delete", "true")
OLD_FORCE = ("tigris-force-delete", "true")


@question("Create a bucket of your own again", "409 BucketAlreadyExists")
def create_again(s: Service) -> int:
    return s.ask("PUT", s.bucket).status


def base(s: Service) -> str:
    """Return the snapshot that the fork is based on, from HeadBucket."""
    return s.ask("HEAD", s.fork).head.get("x-tigris-fork-source-bucket-snapshot") or "none"


@question("HeadBucket of a fork: its snapshot", "digits alone")
def fork_head(s: Service) -> str:
    found = base(s)
    return "digits alone" if found.isdecimal() else re.sub("[0-9]+", "digits", found)


@question("Rebase of a bucket that is no fork", "400")
def rebase_no_fork(s: Service) -> int:
    return s.ask("PUT", s.bucket, None, ("x-tigris-rebase", "true")).status


@question("Merge of a bucket that is no fork of the target", "400 InvalidArgument")
def merge_unrelated(s: Service) -> int:
    return s.ask("PUT", s.bucket, None, ("x-tigris-merge-source-bucket", s.soft)).status


@question("Rebase: a key changed on both sides", "the fork's stays")
def rebase_both(s: Service) -> str:
    s.client.put_object(s.fork, "fork/both", b"the fork's stays")
    s.client.put_object(s.bucket, "fork/both", b"the parent's comes")
    s.client.rebase_fork(s.fork)
    time.sleep(s.patience)
    return s.content(s.fork, "fork/both")


@question("Rebase: a key changed in the parent", "the parent's comes")
def rebase_parent(s: Service) -> str:
    s.client.put_object(s.bucket, "fork/only", b"the parent's comes")
    s.client.rebase_fork(s.fork)
    return s.eventually(lambda: s.content(s.fork, "fork/only"), "the parent's comes")


@question("Merge: a key changed on both sides", "the fork's comes")
def merge_both(s: Service) -> str:
    s.client.put_object(s.fork, "fork/both", b"the fork's comes")
    s.client.put_object(s.bucket, "fork/both", b"the parent's stays")
    s.client.merge_fork(s.bucket, s.fork)
    return s.eventually(lambda: s.content(s.bucket, "fork/both"), "the fork's comes")


@question("Merge: a key deleted in the fork", "gone")
def merge_deletion(s: Service) -> str:
    s.client.delete_object(s.fork, "fork/gone")
    s.client.merge_fork(s.bucket, s.fork)
    return s.eventually(lambda: s.content(s.bucket, "fork/gone"), "gone")


@question("Delete the snapshot that a fork is based on", "204", "200")
def delete_base(s: Service) -> int:
    version = base(s).partition(";")[0]
    return s.ask("DELETE", s.bucket, None, at(version)).status


@question("The fork reads what it had, then", "the same")
def fork_reads(s: Service) -> str:
    s.ask("PUT", s.bucket, "fork/both", body=b"changed")
    return "the same" if s.content(s.fork, "fork/both").startswith("the fork's") else s.content(s.fork, "fork/both")


@question("Delete a bucket with objects, without force", "409 BucketNotEmpty")
def delete_full(s: Service) -> int:
    s.client.put_object(s.fork, "full", b"x")
    return s.ask("DELETE", s.fork).status


@question("Delete the parent of a fork, by force", "409", "400")
def delete_parent(s: Service) -> int:
    s.client.put_object(s.fork, "full", b"x")
    return s.ask("DELETE", s.bucket, None, FORCE).status


@question("Delete by X-Tigris-Force-Delete alone", "204")
def force_delete(s: Service) -> int:
    s.client.put_object(s.fork, "full", b"x")
    return s.ask("DELETE", s.fork, None, FORCE).status


@question("Create a bucket again right after it was deleted", "200", "409 BucketAlreadyExists")
def recreate(s: Service) -> int:
    return s.ask("PUT", s.fork).status


@question("Delete by Tigris-Force-Delete alone", "204")
def old_force_delete(s: Service) -> int:
    s.client.put_object(s.bucket, "full", b"x")
    return s.ask("DELETE", s.bucket, None, OLD_FORCE).status
