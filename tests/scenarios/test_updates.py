"""Objects changed by a function of their contents, and the settling of lost answers."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.rawserver import Answer, RawServer, cut, error, ok
from tigris_http import (
    AsyncTigrisHTTP,
    ConnectionFailed,
    MalformedResponse,
    NotFound,
    OutcomeUnknown,
    PreconditionFailed,
    RetryPolicy,
    TigrisHTTP,
    Unavailable,
)
from tigris_http.emulator import Fault
from tigris_http.operations.updates._marks import MOST

from .updating import counted, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http import Attempt
    from tigris_http.emulator import Emulator

    from .harness import Harness


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
