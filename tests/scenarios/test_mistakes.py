"""The mistakes of a new user, each with its error and the words in it that say what to do."""

from __future__ import annotations

import io
import json
import pickle
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tigris_http import (
    AccessDenied,
    BodyMismatch,
    NotFound,
    RangeNotSatisfiable,
    ServiceError,
    TigrisRename,
    TigrisSnapshot,
    Timeouts,
)
from tigris_http.operations import BundleObjects, GetObject, HeadObject, PutObject

from .harness import MODES

if TYPE_CHECKING:
    from tigris_http.emulator import Emulator

    from .harness import Harness

NOW = datetime(2026, 10, 20, tzinfo=timezone.utc)
SOURCE = Path(__file__)
KEY = "a.txt"
"""The key of an object in the buckets `atlas` and `snaps`."""


class Mistake(NamedTuple):
    title: str
    error: type[Exception]
    says: str
    """A part of the message that says what to do."""
    made: Callable[[Any], Awaitable[object]]
    """The mistake, with the async interface of either client."""


def generator() -> Any:
    yield b"abc"


def after(reading: Any) -> Any:
    for _ in reading:
        pass
    return reading


def opened(mode: str) -> Any:
    file = SOURCE.open(mode)
    file.close()
    return file


async def listed(client: Any, bucket: str = "atlas") -> list[Any]:
    return [entry async for entry in client.list_objects_v2(bucket)]


async def after_close(client: Any) -> None:
    await client.aclose()
    await client.head_object("atlas", KEY)


async def after_with(client: Any) -> None:
    async with client.get_object("atlas", KEY) as body:
        pass
    await body.read()


async def pickled(client: Any) -> None:
    async with client.get_object("atlas", KEY) as body:
        pickle.dumps(getattr(body, "_inner", body))


async def updated_in_the_past(client: Any) -> None:
    version = (await client.create_snapshot("snaps")).version
    with TigrisSnapshot(client, "snaps", version) as past:
        await past.update_object("snaps", KEY, lambda old: old)


async def renamed_across(client: Any) -> None:
    with TigrisRename(client) as renaming:
        await renaming.copy_object("snaps", "b", "atlas", KEY)


async def of_a_listing(client: Any, use: Callable[[Any], object]) -> None:
    listing = client.list_objects_v2("atlas")
    use(getattr(listing, "_inner", listing))


MISTAKES = [
    Mistake("text as body", TypeError, "body.encode()", lambda c: c.put_object("atlas", "k", "text")),
    Mistake("a dict as body", TypeError, "json.dumps(body)", lambda c: c.put_object("atlas", "k", {"a": 1})),
    Mistake("a list of text as body", TypeError, "encode each piece", lambda c: c.put_object("atlas", "k", ["a"])),
    Mistake("no body", TypeError, "bytes, a path, a binary file", lambda c: c.put_object("atlas", "k", None)),
    Mistake("a text file", TypeError, "open it with 'rb'", lambda c: c.put_object("atlas", "k", io.StringIO("x"))),
    Mistake("a closed file", ValueError, "open it again", lambda c: c.put_object("atlas", "k", opened("rb"))),
    Mistake(
        "a generator used twice",
        ValueError,
        "make a new one for each call",
        lambda c: c.put_object("atlas", "k", after(generator())),
    ),
    Mistake(
        "a wrong length", BodyMismatch, "2 bytes shorter", lambda c: c.put_object("atlas", "k", generator(), length=5)
    ),
    Mistake(
        "a wrong hash",
        ServiceError,
        "The body was changed while it was sent, or sha256= is wrong",
        lambda c: c.put_object("atlas", "k", b"x", sha256="0" * 64),
    ),
    Mistake("a path as key", TypeError, "as_posix()", lambda c: c.put_object("atlas", PurePosixPath("a/b"), b"")),
    Mistake("a number as key", TypeError, "str(5)", lambda c: c.put_object("atlas", 5, b"")),
    Mistake("bucket and key in one", TypeError, "write get_object(bucket, key)", lambda c: c.get_object("atlas/a.txt")),
    Mistake("a bucket with its key", ValueError, "the name alone, 'atlas'", lambda c: c.head_object("atlas/x", "k")),
    Mistake("a bucket as URL", ValueError, "the name alone, 'atlas'", lambda c: c.head_object("s3://atlas", "k")),
    Mistake("a bucket in upper case", ValueError, "lower-case letters", lambda c: c.create_bucket("Atlas")),
    Mistake(
        "metadata not of text", TypeError, "must be a str", lambda c: c.put_object("atlas", "k", b"", metadata={"n": 1})
    ),
    Mistake(
        "metadata not ASCII",
        ValueError,
        "percent-encode",
        lambda c: c.put_object("atlas", "k", b"", metadata={"n": "ü"}),
    ),
    Mistake(
        "tags as a list", TypeError, "a mapping of keys to values", lambda c: c.put_object_tagging("atlas", KEY, ["a"])
    ),
    Mistake("another ACL", ValueError, "private, public-read", lambda c: c.put_object("atlas", "k", b"", acl="public")),
    Mistake(
        "a class in lower case",
        ValueError,
        "one of STANDARD",
        lambda c: c.put_object("atlas", "k", b"", storage_class="glacier"),
    ),
    Mistake(
        "expires without zone",
        ValueError,
        "datetime.now(timezone.utc)",
        lambda c: c.put_object("atlas", "k", b"", expires=NOW.replace(tzinfo=None)),
    ),
    Mistake(
        "a range in wrong order", ValueError, "before its start 5", lambda c: c.head_object("atlas", KEY, range=(5, 1))
    ),
    Mistake(
        "a range as text", TypeError, "a pair (first, last)", lambda c: c.head_object("atlas", KEY, range="bytes=0-3")
    ),
    Mistake(
        "a range beyond the end",
        RangeNotSatisfiable,
        "not satisfiable",
        lambda c: c.get_object("atlas", KEY, range=(50, 60)),
    ),
    Mistake(
        "max_keys as text",
        TypeError,
        "must be an int",
        lambda c: of_a_listing(c, lambda _: c.list_objects_v2("atlas", max_keys="9")),
    ),
    Mistake("one key to delete", TypeError, "put it into a list", lambda c: c.delete_objects("atlas", KEY)),
    Mistake(
        "an etag that is weak",
        ValueError,
        "a weak one ('W/...') never matches here",
        lambda c: c.put_object("atlas", KEY, b"", if_match='W/"e"'),
    ),
    Mistake(
        "a source in one", TypeError, "source_bucket, source_key", lambda c: c.copy_object("atlas", "b", "atlas/a.txt")
    ),
    Mistake("a rename across buckets", ValueError, "copy with the client of this view", renamed_across),
    Mistake("part 0", ValueError, "1 to 10000", lambda c: c.upload_part("atlas", "k", "id", 0, b"")),
    Mistake("no parts", ValueError, "1 to 10,000", lambda c: c.complete_multipart_upload("atlas", "k", "id", [])),
    Mistake(
        "parts of boto3",
        TypeError,
        "pairs of a number and an etag",
        lambda c: c.complete_multipart_upload("atlas", "k", "id", [{"PartNumber": 1, "ETag": "e"}]),
    ),
    Mistake(
        "no snapshots to fork",
        ServiceError,
        "made with snapshot_enabled=True",
        lambda c: c.create_fork("fork", "atlas"),
    ),
    Mistake(
        "no snapshots at all", ServiceError, "made with snapshot_enabled=True", lambda c: c.create_snapshot("atlas")
    ),
    Mistake(
        "a version as a number", TypeError, "give str(17)", lambda c: c.head_object("snaps", KEY, snapshot_version=17)
    ),
    Mistake(
        "a version as a time",
        TypeError,
        "nanoseconds since the epoch",
        lambda c: c.head_object("snaps", KEY, snapshot_version=NOW),
    ),
    Mistake(
        "a snapshot's name",
        ValueError,
        "list_snapshots shows them",
        lambda c: c.head_object("snaps", KEY, snapshot_version="v1"),
    ),
    Mistake("an update of the past", ValueError, "use the client it was made from", updated_in_the_past),
    Mistake("a missing object by HEAD", NotFound, "A GET says which", lambda c: c.head_object("atlas", "gone")),
    Mistake("a call after close", RuntimeError, "make another", after_close),
    Mistake("a read after close", ValueError, "open the object again", after_with),
    Mistake("a body pickled", TypeError, "read it, or open the object again", pickled),
    Mistake(
        "a listing of boto3", TypeError, "for entry in listing", lambda c: of_a_listing(c, lambda it: it["Contents"])
    ),
    Mistake(
        "a page of a listing",
        AttributeError,
        "for page in listing.pages()",
        lambda c: of_a_listing(c, lambda it: it.contents),
    ),
    Mistake(
        "names of boto3",
        TypeError,
        "use bucket for Bucket, key for Key",
        lambda c: c.head_object(Bucket="atlas", Key=KEY),
    ),
    Mistake(
        "a method of another library",
        AttributeError,
        "upload_file(bucket, key, path)",
        lambda c: c.fput_object("atlas", "k", "a"),
    ),
    Mistake("a misspelt method", AttributeError, "did you mean head_object?", lambda c: c.head_objekt("atlas", "k")),
    Mistake("a misspelt argument", TypeError, "did you mean timeout?", lambda c: c.head_object("atlas", KEY, timout=1)),
    Mistake(
        "timeouts of a call",
        TypeError,
        "a number of seconds",
        lambda c: c.head_object("atlas", KEY, timeout=Timeouts()),
    ),
    Mistake("a stream sent", TypeError, "use stream()", lambda c: c.send(GetObject("atlas", KEY))),
    Mistake("a bundle sent", TypeError, "use stream()", lambda c: c.send(BundleObjects("atlas", [KEY]))),
    Mistake("a HEAD streamed", TypeError, "use send()", lambda c: c.stream(HeadObject("atlas", KEY))),
    Mistake("a text sent", TypeError, "such as HeadObject('bucket', 'key')", lambda c: c.send("GET /")),
    Mistake(
        "a put pinned",
        TypeError,
        "such as GetObject('bucket', 'key')",
        lambda c: c.pinned_url(PutObject("atlas", KEY, b"")),
    ),
]
OFFLINE: list[tuple[type[Exception], str, Callable[[Any], object]]] = [
    (TypeError, "an operation such as GetObject(bucket, key)", lambda c: c.presigned_url("atlas", KEY)),
    (
        TypeError,
        "int(expires.total_seconds())",
        lambda c: c.presigned_url(GetObject("atlas", KEY), expires=timedelta(1)),
    ),
    (
        ValueError,
        "7776000 seconds, which are 90 days",
        lambda c: c.presigned_url(GetObject("atlas", KEY), expires=10**8),
    ),
    (ValueError, "begin with https://", lambda c: c.presigned_url(GetObject("atlas", KEY), endpoint="files.test")),
    (TypeError, "RetryPolicy(max_attempts=3)", lambda c: c.with_options(retry=3)),
    (TypeError, "Timeouts(read=30)", lambda c: c.with_options(timeouts=30)),
    (TypeError, "only a new client can have another region", lambda c: c.with_options(region="eu")),
    (TypeError, "put a single one into a list", lambda c: c.bundle_objects("atlas", KEY)),
    (ValueError, "keys must not be empty", lambda c: c.bundle_objects("atlas", [])),
]


async def fill(client: Any) -> None:
    await client.create_bucket("atlas")
    await client.create_bucket("snaps", snapshot_enabled=True)
    for bucket in ("atlas", "snaps"):
        await client.put_object(bucket, KEY, b"hello")


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.title)
async def test_a_mistake_says_what_to_do(harness: Harness, client: Any, mistake: Mistake) -> None:
    await fill(client)
    with pytest.raises(mistake.error, match=re.escape(mistake.says)):
        await mistake.made(client)
    if mistake.made is not after_close:
        assert [KEY] == [entry.key for entry in await listed(client)]


async def test_a_mistake_that_sends_nothing_says_what_to_do(harness: Harness, client: Any, tigris: Emulator) -> None:
    for error, says, made in OFFLINE:
        with pytest.raises(error, match=re.escape(says)):
            made(client)
    assert () == tigris.requests


async def test_listed_entries_in_place_of_keys_are_told_apart(harness: Harness, client: Any) -> None:
    await fill(client)
    entries = await listed(client)
    with pytest.raises(TypeError, match=r"not ListedObject: give entry\.key$"):
        await client.delete_objects("atlas", entries)
    with pytest.raises(TypeError, match=r"one is ListedObject: give entry\.key$"):
        client.bundle_objects("atlas", entries)
    with pytest.raises(TypeError, match=r"not ListedObject: give its key$"):
        await client.head_object("atlas", entries[0])
    versions = [entry async for entry in client.list_object_versions("snaps")]
    with pytest.raises(TypeError, match=r"give \(entry\.key, entry\.version_id\)$"):
        await client.delete_objects("snaps", versions)
    assert [KEY] == [entry.key for entry in await listed(client, "snaps")]


async def test_a_wrong_secret_is_told_by_a_get_and_a_head_says_so(
    harness: Harness, client: Any, tigris: Emulator
) -> None:
    await fill(client)
    wrong = harness.client(credentials=(tigris.credentials.access_key_id, "tsec_wrong"))
    with pytest.raises(AccessDenied, match=r"wrong key id, secret or clock, or not yours. A GET says which"):
        await wrong.head_object("atlas", KEY)
    with pytest.raises(AccessDenied, match="SignatureDoesNotMatch"):
        await wrong.get_object("atlas", KEY)


@pytest.mark.parametrize("harness", MODES[1:], indirect=True)
async def test_an_async_reply_that_is_not_awaited_says_so(harness: Harness, client: Any) -> None:
    await fill(client)
    opening, listing = client.get_object("atlas", KEY), client.list_objects_v2("atlas")
    uses: list[Callable[[], object]] = [
        lambda: opening.read(4),
        lambda: opening.info,
        lambda: json.load(opening),
        lambda: [*opening],
        opening.__enter__,
        opening.__aiter__,
    ]
    for use in uses:
        with pytest.raises((AttributeError, TypeError), match=r"await it, or use async with$"):
            use()
    with pytest.raises(TypeError, match="use `async for entry in listing`"):
        list(listing)
    with pytest.raises(AttributeError, match="use `async for entry in listing`"):
        _ = listing.contents
    async with opening as body:
        assert b"hello" == await body.read()
