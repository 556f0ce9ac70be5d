"""Objects changed by a function of their contents."""

from __future__ import annotations

import asyncio
import base64
import threading
import zlib
from collections import Counter
from contextlib import suppress
from itertools import count
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tests.rawserver import Answer, RawServer, cut, error, ok, reply
from tigris_http import (
    AsyncTigrisHTTP,
    ConnectionFailed,
    MalformedResponse,
    NotFound,
    OutcomeUnknown,
    PreconditionFailed,
    RetryPolicy,
    TigrisError,
    TigrisHTTP,
    Unavailable,
)
from tigris_http._wire.http import HeaderText
from tigris_http.emulator import Fault
from tigris_http.operations import UpdateObject
from tigris_http.operations.updates._marks import MOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tigris_http import Attempt
    from tigris_http.emulator import Emulator

    from .harness import Harness

MARK = "x-amz-meta-tigris-http-updates"


def counted(old: bytes | None) -> bytes:
    return b"%d" % (int(old or 0) + 1)


async def read(client: AsyncTigrisHTTP, key: str = "n") -> bytes:
    async with client.get_object("atlas", key) as body:
        return await body.read()


async def test_an_object_is_created_and_then_changed(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    first = await client.update_object("atlas", "n", counted, content_type="text/plain", metadata={"by": "me"})
    second = await client.update_object("atlas", "n", counted)
    info = await client.head_object("atlas", "n")
    assert (True, 0, True, 0) == (first.changed, first.conflicts, second.changed, second.conflicts)
    assert (b"2", second.etag, "text/plain", {"by": "me"}) == (
        await read(client),
        info.etag,
        info.content_type,
        info.metadata,
    )
    writes_seen = [seen for seen in tigris.requests if seen.target.startswith("/atlas/n") and seen.method != "HEAD"]
    assert {"true"} == {seen.header("x-tigris-consistent") for seen in writes_seen[:-1]}


async def test_an_object_that_the_function_leaves_is_not_written(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    nothing = await client.update_object("atlas", "n", lambda _: None)
    assert (False, None) == (nothing.changed, nothing.etag)
    stored = await client.put_object("atlas", "n", b"1")
    left = await client.update_object("atlas", "n", lambda _: None)
    assert (False, stored.etag) == (left.changed, left.etag)
    assert 1 == sum(seen.method == "PUT" and "/n" in seen.target for seen in tigris.requests)


async def test_an_update_keeps_the_headers(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    properties: dict[str, Any] = {
        "content_type": "text/csv",
        "content_encoding": "identity",
        "content_disposition": "inline",
        "content_language": "de",
        "cache_control": "no-store",
        "storage_class": "STANDARD_IA",
        "metadata": {"a": "b"},
    }
    await client.put_object("atlas", "n", b"1", **properties)
    await client.update_object("atlas", "n", counted)
    info = await client.head_object("atlas", "n")
    assert properties == {name: getattr(info, name) for name in properties}
    await client.update_object("atlas", "n", counted, content_type="text/html", metadata={})
    info = await client.head_object("atlas", "n")
    assert ("text/html", {}, "no-store") == (info.content_type, info.metadata, info.cache_control)


async def test_concurrent_changes_are_not_lost(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")

    def interrupted(old: bytes | None) -> bytes:
        if old in {None, b"1"}:
            with TigrisHTTP(tigris.endpoint, tigris.credentials) as other:
                other.update_object("atlas", "n", counted)
        return counted(old)

    done = await client.update_object("atlas", "n", interrupted)
    assert (b"3", 2) == (await read(client), done.conflicts)


async def test_an_update_fails_after_so_many_conflicts(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")

    def outrun(old: bytes | None) -> bytes:
        with TigrisHTTP(tigris.endpoint, tigris.credentials) as other:
            other.update_object("atlas", "n", counted)
        return counted(old)

    with pytest.raises(PreconditionFailed):
        await client.update_object("atlas", "n", outrun, max_conflicts=2)
    assert b"3" == await read(client)


async def test_a_lost_answer_is_not_a_conflict(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    calls: list[bytes | None] = []

    def noted(old: bytes | None) -> bytes:
        calls.append(old)
        return counted(old)

    for content in (b"1", b"2"):
        tigris.inject(Fault("lose_answer", "PutObject"))
        done = await client.update_object("atlas", "n", noted)
        assert (content, 0, True) == (await read(client), done.conflicts, done.changed)
    assert [None, b"1"] == calls


async def test_only_a_body_known_to_be_whole_is_changed(harness: Harness) -> None:
    """A chunked body has an end but no length. A body that just ends might be truncated."""
    head = b'HTTP/1.1 200 OK\r\nETag: "a"\r\n'
    chunked = Answer(head + b"Transfer-Encoding: chunked\r\n\r\n1\r\n4\r\n1\r\n2\r\n0\r\n\r\n")
    with RawServer(chunked, ok(b"", 'ETag: "b"')) as server:
        done = await harness.client(server.endpoint).update_object("atlas", "n", counted)
        assert ("b", b"43", '"a"') == (done.etag, server.requests[1].body, server.requests[1].get("if-match"))
    with RawServer(cut(head + b"Connection: close\r\n\r\n4")) as server:
        with pytest.raises(MalformedResponse, match="Content-Length"):
            await harness.client(server.endpoint).update_object("atlas", "n", counted)
        assert 1 == len(server.requests)


async def test_an_error_of_the_function_is_raised_and_nothing_is_written(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")

    def broken(_: bytes | None) -> bytes:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await client.update_object("atlas", "n", broken)
    with pytest.raises(TypeError, match="function must return bytes or None, not str"):
        await client.update_object("atlas", "n", lambda _: "text")  # type: ignore[arg-type,return-value]
    with pytest.raises(NotFound):
        await client.head_object("atlas", "n")


async def test_a_missing_bucket_is_not_a_missing_object(client: AsyncTigrisHTTP) -> None:
    called: list[object] = []
    with pytest.raises(NotFound) as missing:
        await client.update_object("missing", "n", called.append)
    assert ("NoSuchBucket", []) == (missing.value.code, called)


async def test_a_coroutine_function_is_awaited(harness: Harness, client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")

    async def later(old: bytes | None) -> bytes:
        return counted(old)

    if harness.mode == "blocking":
        with pytest.raises(TypeError, match="for the async client"):
            await client.update_object("atlas", "n", later)
    else:
        await client.update_object("atlas", "n", later)
        assert b"1" == await read(client)


def test_many_threads_count_together(tigris: Emulator) -> None:
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket("atlas")

        def count() -> None:
            for _ in range(5):
                client.update_object("atlas", "n", counted, max_conflicts=1000)

        threads = [threading.Thread(target=count) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with client.get_object("atlas", "n") as body:
            assert b"30" == body.read()


# -- answers that are lost --------------------------------------------------------------------------------------------

NOT_DONE = (
    Fault("status", "PutObject", status=503, code="ServiceUnavailable"),
    Fault("status", "PutObject", status=500),
    Fault("status", "PutObject", status=429),
    Fault("drop_request", "PutObject"),
    Fault("clock_skewed", "PutObject"),
)
DONE = Fault("lose_answer", "PutObject")


class Between:
    """An event while a client waits for its next attempt."""

    def __init__(self, tigris: Emulator, do: Callable[[TigrisHTTP], object]) -> None:
        self._tigris, self._do = tigris, do
        self.happened = False

    def __call__(self, _: object) -> None:
        if not self.happened:
            self.happened = True
            with TigrisHTTP(self._tigris.endpoint, self._tigris.credentials) as other:
                self._do(other)


@pytest.mark.parametrize("first", [b"5", None])
@pytest.mark.parametrize("fault", [*NOT_DONE, DONE], ids=lambda fault: f"{fault.kind} {fault.status}")
@pytest.mark.parametrize("versions", [False, True], ids=["plain", "snapshots"])
async def test_a_fault_during_another_update_loses_and_doubles_neither(
    harness: Harness, tigris: Emulator, fault: Fault, first: bytes | None, versions: bool
) -> None:
    """Also if the other update stores exactly the bytes of this one."""
    between = Between(tigris, lambda other: other.update_object("atlas", "n", counted))

    def answered(attempt: Attempt) -> None:
        if attempt.status == 403:  # sent again at once, which is no retry
            between(attempt)

    client = harness.client(on_retry=between, on_response=answered)
    await client.create_bucket("atlas", snapshot_enabled=versions)
    if first is not None:
        await client.put_object("atlas", "n", first)
    tigris.inject(fault)
    done = await client.update_object("atlas", "n", counted)
    info = await client.head_object("atlas", "n")
    assert between.happened
    assert (b"%d" % (int(first or 0) + 2), True) == (await read(client), done.changed)
    assert (info.etag, info.version_id) == (done.etag, done.version_id)


OTHERS: dict[str, Callable[[TigrisHTTP], object]] = {
    "replaced": lambda other: other.put_object("atlas", "n", b"100"),
    "deleted": lambda other: other.delete_object("atlas", "n"),
}


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("fault", [NOT_DONE[1], DONE], ids=["not done", "done"])
async def test_versions_settle_an_update_without_a_mark_and_without_them_it_is_unknown(
    harness: Harness, tigris: Emulator, other: str, fault: Fault
) -> None:
    calls: list[bytes | None] = []

    def noted(old: bytes | None) -> bytes:
        calls.append(old)
        return counted(old)

    for bucket, versions in (("plain", False), ("atlas", True)):
        between = Between(tigris, lambda client, bucket=bucket: _in(bucket, other, client))  # type: ignore[misc]
        client = harness.client(on_retry=between)
        await client.create_bucket(bucket, snapshot_enabled=versions)
        await client.put_object(bucket, "n", b"5")
        tigris.inject(fault)
        calls.clear()
        if not versions:
            with pytest.raises(OutcomeUnknown, match="look before you ask again") as unknown:
                await client.update_object(bucket, "n", noted)
            assert isinstance(unknown.value.__cause__, (Unavailable, ConnectionFailed))
            assert ([b"5"], "PutObject", "n") == (calls, unknown.value.operation, unknown.value.key)
            continue
        done = await client.update_object(bucket, "n", noted)
        if fault is DONE:
            assert ([b"5"], 0) == (calls, done.conflicts)
        else:
            assert (2, 1) == (len(calls), done.conflicts)
            assert counted(calls[1]) == (await _content(client, bucket))


def _in(bucket: str, other: str, client: TigrisHTTP) -> object:
    return client.put_object(bucket, "n", b"100") if other == "replaced" else client.delete_object(bucket, "n")


async def _content(client: AsyncTigrisHTTP, bucket: str) -> bytes:
    async with client.get_object(bucket, "n") as body:
        return await body.read()


async def test_an_update_with_a_lost_last_answer_is_settled(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(retry=RetryPolicy(max_attempts=1))
    await client.create_bucket("atlas")
    tigris.inject(DONE)
    assert (await client.update_object("atlas", "n", counted)).changed
    assert b"1" == await read(client)
    for fault, kind in ((NOT_DONE[1], OutcomeUnknown), (NOT_DONE[3], OutcomeUnknown), (NOT_DONE[2], Unavailable)):
        tigris.inject(fault)
        with pytest.raises(kind):
            await client.update_object("atlas", "n", counted)
    assert b"1" == await read(client)


async def test_an_update_that_cannot_be_settled_is_unknown(harness: Harness, tigris: Emulator) -> None:
    client = harness.client(retry=RetryPolicy(max_attempts=1))
    await client.create_bucket("atlas")
    tigris.inject(DONE, Fault("status", "HeadObject", status=403, code="AccessDenied"))
    with pytest.raises(OutcomeUnknown, match="could not be read") as unknown:
        await client.update_object("atlas", "n", counted)
    assert isinstance(unknown.value.__cause__, ConnectionFailed)


async def test_more_updates_than_a_mark_names_leave_it_unknown(harness: Harness, tigris: Emulator) -> None:
    def busy(other: TigrisHTTP) -> None:
        for _ in range(MOST):
            other.update_object("atlas", "n", counted)

    client = harness.client(on_retry=Between(tigris, busy))
    await client.create_bucket("atlas")
    await client.put_object("atlas", "n", b"5")
    tigris.inject(DONE)
    with pytest.raises(OutcomeUnknown):
        await client.update_object("atlas", "n", counted)
    assert b"%d" % (6 + MOST) == await read(client)


async def test_bytes_that_return_are_stored_in_another_second(client: AsyncTigrisHTTP) -> None:
    """Otherwise two states would have the same entity tag and time, and a late copy of a write would pass for the newer
    one.
    """
    await client.create_bucket("atlas")
    times = []
    for content in (b"7", b"7"):
        await client.update_object("atlas", "n", lambda _, content=content: content)  # type: ignore[misc]
        times.append((await client.head_object("atlas", "n")).last_modified)
    assert times[0] != times[1]


async def test_a_service_that_refuses_a_date_on_a_put_gets_none(harness: Harness) -> None:
    found = ok(b"1", 'ETag: "a"', "Last-Modified: Mon, 30 Nov 2026 10:00:00 GMT", "Date: Mon, 30 Nov 2026 10:00:00 GMT")
    answers = (found, error(501, "NotImplemented"), ok(b"", 'ETag: "b"'))
    with RawServer(*answers) as server:
        done = await harness.client(server.endpoint).update_object("atlas", "n", counted)
        writes_seen = [request.get("if-unmodified-since") for request in server.requests]
    assert ("b", 0, [None, "Mon, 30 Nov 2026 10:00:00 GMT", None]) == (done.etag, done.conflicts, writes_seen)


async def test_a_service_that_compares_fractions_of_a_second_finally_gets_no_date(harness: Harness) -> None:
    found = ok(b"1", 'ETag: "a"', "Last-Modified: Mon, 30 Nov 2026 10:00:00 GMT", "Date: Mon, 30 Nov 2026 10:00:00 GMT")
    answers = (found, error(412, "PreconditionFailed"), found, ok(b"", 'ETag: "b"'))
    with RawServer(*answers) as server:
        done = await harness.client(server.endpoint).update_object("atlas", "n", counted)
        writes_seen = [request.get("if-unmodified-since") for request in server.requests]
    assert ("b", [None, "Mon, 30 Nov 2026 10:00:00 GMT", None, None]) == (done.etag, writes_seen)


async def test_a_success_that_is_no_answer_of_s3_is_settled(harness: Harness) -> None:
    found = ok(b"1", 'ETag: "a"')
    with RawServer(found, ok(b"<html>log in</html>"), ok(b"", 'ETag: "a"')) as server:
        with pytest.raises(OutcomeUnknown):
            await harness.client(server.endpoint).update_object("atlas", "n", counted)
        assert [b"GET", b"PUT", b"HEAD"] == [request.request_line.split()[0] for request in server.requests]


# -- the properties of the object ------------------------------------------------------------------------------------


async def test_an_object_keeps_its_acl_its_tags_and_its_class(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas", object_acl=True, storage_class="STANDARD_IA")
    tags = {"a b": "c&d=e", "é": ""}
    properties: dict[str, Any] = {"acl": "public-read", "storage_class": "STANDARD", "server_side_encryption": "AES256"}
    await client.put_object("atlas", "n", b"1", tagging=tags, checksums="crc32c", **properties)
    for _ in range(2):
        await client.update_object("atlas", "n", counted)
    info = await client.head_object("atlas", "n", checksum_mode=True)
    assert properties["acl"] == info.acl
    assert "STANDARD" == info.storage_class
    assert (await client.get_object_acl("atlas", "n")).is_public
    assert tags == (await client.get_object_tagging("atlas", "n")).tags
    assert info.checksums.crc32c is not None


FOREIGN = {
    "a tab": "tab\there",
    "UTF-8": "caf\u00e9 \u00e0 la carte".encode().decode("latin-1"),
    "latin-1": "caf\u00e9",
    "white space in UTF-8": "\u0085 \u00a0".encode().decode("latin-1") + "x",
}


@pytest.mark.parametrize("value", FOREIGN.values(), ids=FOREIGN)
async def test_headers_written_by_others_are_written_back_byte_for_byte(harness: Harness, value: str) -> None:
    raw = value.encode("latin-1")
    head = b'HTTP/1.1 200 OK\r\nETag: "a"\r\nContent-Length: 1\r\nExpires: tomorrow\r\nX-Amz-Storage-Class: SNOW\r\n'
    head += b"Content-Disposition: %b\r\nX-Amz-Meta-A: %b\r\n\r\n" % (raw, raw)
    with RawServer(head + b"1", ok(b"", 'ETag: "b"')) as server:
        await harness.client(server.endpoint).update_object("atlas", "n", counted)
        put = server.requests[1].head
    for line in (b"content-disposition: %b" % raw, b"x-amz-meta-a: %b" % raw):
        assert line in put.split(b"\r\n")
    assert b"expires: tomorrow" in put
    assert b"x-amz-storage-class: SNOW" in put


@pytest.mark.parametrize("value", FOREIGN.values(), ids=FOREIGN)
async def test_every_header_that_was_read_can_be_written(client: AsyncTigrisHTTP, value: str) -> None:
    """The emulator checks the signature over the bytes that arrive."""
    await client.create_bucket("atlas")
    text = HeaderText(value)
    await client.put_object("atlas", "a", b"1", metadata={"a": text}, content_disposition=text)
    info = await client.head_object("atlas", "a")
    assert (value, value) == (info.metadata["a"], info.content_disposition)
    await client.put_object("atlas", "b", b"1", metadata=info.metadata, content_disposition=info.content_disposition)
    again = await client.head_object("atlas", "b")
    assert (info.metadata, info.content_disposition) == (again.metadata, again.content_disposition)
    with pytest.raises(ValueError, match="printable ASCII"):
        await client.put_object("atlas", "b", b"1", metadata={"a": str(value) + "é"})


async def test_kms_encryption_and_locks_are_written_back_with_the_checksum_that_locks_require(harness: Harness) -> None:
    kept = [
        "x-amz-server-side-encryption: aws:kms",
        "x-amz-server-side-encryption-aws-kms-key-id: arn:aws:kms:1",
        "x-amz-website-redirect-location: /elsewhere",
        "x-amz-object-lock-legal-hold: ON",
    ]
    with RawServer(ok(b"1", 'ETag: "a"', *kept), ok(b"", 'ETag: "b"')) as server:
        await harness.client(server.endpoint).update_object("atlas", "n", counted)
        put = server.requests[1]
    assert set(kept) <= set(put.head.decode().split("\r\n"))
    assert base64.b64encode(zlib.crc32(b"2").to_bytes(4, "big")).decode() == put.get("x-amz-checksum-crc32")


async def test_metadata_beyond_the_limit_of_s3_are_written_back_to_a_store_that_holds_them(harness: Harness) -> None:
    large = "x" * 3000
    found = ok(b"1", 'ETag: "a"', f"x-amz-meta-a: {large}")
    with RawServer(found, ok(b"", 'ETag: "b"')) as server:
        client = harness.client(server.endpoint)
        await client.update_object("atlas", "n", counted)
        assert (large, None) == (server.requests[1].get("x-amz-meta-a"), server.requests[1].get(MARK))
    with RawServer(found, ok(b"", 'ETag: "b"')) as server:
        client = harness.client(server.endpoint)
        async with client.get_object("atlas", "n") as body:
            info = body.info
        await client.put_object("atlas", "n", b"1", metadata=info.metadata)
        assert large == server.requests[1].get("x-amz-meta-a")


@pytest.mark.parametrize("size", [2048 - 1 - 20, 2047, 1500, 10])
async def test_metadata_leave_the_mark_the_room_that_is_left(client: AsyncTigrisHTTP, size: int) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "n", b"0", metadata={"a": "x" * size})
    for number in range(1, 4):
        await client.update_object("atlas", "n", counted)
        assert b"%d" % number == await read(client)
    assert {"a": "x" * size} == (await client.head_object("atlas", "n")).metadata


UNFIT = {
    "ETag": (reply(200, b"1"), "entity tag"),
    "empty ETag": (ok(b"1", 'ETag: ""'), "ETag"),
    "ETag that fits all": (ok(b"1", 'ETag: "*"'), "ETag"),
    "weak ETag": (ok(b"1", 'ETag: W/"a"'), "ETag"),
    "metadata without headers": (ok(b"1", 'ETag: "a"', "x-amz-missing-meta: 2"), "metadata"),
}


@pytest.mark.parametrize("unfit", UNFIT)
async def test_an_object_that_cannot_be_written_back_is_an_error_before_the_function_runs(
    harness: Harness, unfit: str
) -> None:
    answer, word = UNFIT[unfit]
    called: list[bytes | None] = []
    with RawServer(answer) as server, pytest.raises(MalformedResponse, match=word):
        await harness.client(server.endpoint, retry=RetryPolicy(max_attempts=1)).update_object(
            "atlas", "n", called.append
        )
    assert [] == called


async def test_a_given_header_replaces_that_of_the_object(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    await client.put_object("atlas", "n", b"1", cache_control="no-store", metadata={"a": "b"})
    await client.update_object("atlas", "n", counted, extra_headers={"Cache-Control": "max-age=1"})
    info = await client.head_object("atlas", "n")
    assert ("max-age=1", {"a": "b"}) == (info.cache_control, info.metadata)


async def test_the_mark_is_not_shown_and_not_taken_from_the_caller(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    await client.update_object("atlas", "n", counted, metadata={"a": "b"})
    assert {"a": "b"} == (await client.head_object("atlas", "n")).metadata
    assert any(seen.header(MARK) for seen in tigris.requests)
    with pytest.raises(ValueError, match="tigris-http-updates"):
        UpdateObject("atlas", "n", counted, metadata={"tigris-http-updates": "mine"})


# -- many writers, and faults of every kind ---------------------------------------------------------------------------


class Ledger:
    """The results of each update that the writers got: one line of the object's text."""

    def __init__(self) -> None:
        self.results: dict[str, str] = {}

    def check(self, content: bytes) -> None:
        lines = content.decode().split()
        twice = [line for line, times in Counter(lines).items() if times > 1]
        assert not twice, f"{twice} are there twice"
        for line, outcome in self.results.items():
            assert (line in lines) or outcome != "done", f"{line} is lost"
            assert (line not in lines) or outcome != "not done", f"{line} was said not to be done"
        # Otherwise this proves nothing.
        assert Counter(self.results.values())["done"] > 20

    def note(self, line: str, error: TigrisError | None) -> None:
        if error is None:
            self.results[line] = "done"
        else:
            self.results[line] = "unknown" if isinstance(error, OutcomeUnknown) else "not done"


def adding(line: str) -> Callable[[bytes | None], bytes]:
    return lambda old: (old or b"") + f"{line}\n".encode()


def faults(random: Random) -> Iterator[Fault]:
    """Yield a fault now and then."""
    if random.random() < 0.4:
        kinds: list[Any] = ["drop_request", "lose_answer", "status", "clock_skewed", "cut_body"]
        operations = ["PutObject", "PutObject", "PutObject", "GetObject", "HeadObject"]
        yield Fault(
            random.choice(kinds),
            random.choice(operations),
            status=random.choice([429, 500, 502, 503, 504]),
            code=random.choice([None, "InternalError"]),
            abort=random.random() < 0.5,
        )


@pytest.mark.parametrize("foreign", [False, True], ids=["alone", "beside others"])
@pytest.mark.parametrize("versions", [False, True], ids=["plain", "snapshots"])
def test_threads_that_meet_faults_of_every_kind_account_for_every_update(
    tigris: Emulator, versions: bool, foreign: bool
) -> None:
    ledger, over = Ledger(), threading.Event()
    policy = RetryPolicy(max_attempts=4, base=0.005)
    with TigrisHTTP(tigris.endpoint, tigris.credentials, retry=policy, max_connections=8) as client:
        client.create_bucket("atlas", snapshot_enabled=versions)

        def work(name: int) -> None:
            random = Random(name)
            for number in range(14):
                for fault in faults(random):
                    tigris.inject(fault)
                line = f"{name}-{number}"
                try:
                    client.update_object("atlas", "n", adding(line), max_conflicts=500)
                except TigrisError as error:
                    ledger.note(line, error)
                else:
                    ledger.note(line, None)

        def interfere() -> None:
            """Change the object safely, from another program that knows no marks."""
            with TigrisHTTP(tigris.endpoint, tigris.credentials) as other:
                for number in count():
                    if over.wait(0.02):
                        break
                    # A line whose write ended in an error may exist: each is tried once.
                    with suppress(TigrisError), other.get_object("atlas", "n") as body:
                        content = body.read() + b"foreign-%d\n" % number
                        other.put_object("atlas", "n", content, if_match=body.info.etag)

        threads = [threading.Thread(target=work, args=(name,)) for name in range(5)]
        interfering = threading.Thread(target=interfere)
        if foreign:
            interfering.start()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        over.set()
        if foreign:
            interfering.join()
        tigris.clear_faults()
        with client.get_object("atlas", "n") as body:
            ledger.check(body.read())


@pytest.mark.parametrize("versions", [False, True], ids=["plain", "snapshots"])
def test_tasks_that_meet_faults_of_every_kind_account_for_every_update(tigris: Emulator, versions: bool) -> None:
    ledger = Ledger()

    async def work(client: AsyncTigrisHTTP, name: int) -> None:
        random = Random(name)
        for number in range(14):
            for fault in faults(random):
                tigris.inject(fault)
            line = f"{name}-{number}"
            try:
                await client.update_object("atlas", "n", adding(line), max_conflicts=500)
            except TigrisError as error:
                ledger.note(line, error)
            else:
                ledger.note(line, None)

    async def all_work() -> bytes:
        policy = RetryPolicy(max_attempts=4, base=0.005)
        async with AsyncTigrisHTTP(tigris.endpoint, tigris.credentials, retry=policy) as client:
            await client.create_bucket("atlas", snapshot_enabled=versions)
            await asyncio.gather(*(work(client, name) for name in range(5)))
            tigris.clear_faults()
            return await read(client)

    ledger.check(asyncio.run(all_work()))


@pytest.mark.parametrize(
    ("wrong", "kind", "name"),
    [
        ({"function": b"1"}, TypeError, "function"),
        ({"max_conflicts": -1}, ValueError, "max_conflicts"),
        ({"max_conflicts": True}, TypeError, "max_conflicts"),
        ({"content_type": "a\nb"}, ValueError, "content_type"),
        ({"metadata": {"a b": "c"}}, ValueError, "metadata"),
        ({"bucket": "B"}, ValueError, "bucket"),
        ({"key": ""}, ValueError, "key"),
    ],
    ids=str,
)
def test_impossible_arguments_are_refused(wrong: dict[str, Any], kind: type[Exception], name: str) -> None:
    with pytest.raises(kind, match=name):
        UpdateObject(**{"bucket": "atlas", "key": "n", "function": counted, **wrong})
