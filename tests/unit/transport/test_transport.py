"""The transport against a server of plain sockets: the bytes sent, and the results of right and broken answers."""

from __future__ import annotations

import gc
import gzip
import socket
import threading
import time
import warnings
from typing import Any

import pytest

from tests.modes import KEYS, NO_RETRY, SOON, close, in_all_modes, play
from tests.rawserver import CLOSE, STALL, WEAK, Answer, RawServer, cut, error, ok, reply, stalled
from tigris_http import (
    ConnectionFailed,
    IncompleteBody,
    MalformedResponse,
    NotFound,
    OutcomeUnknown,
    ServiceError,
    TigrisError,
    TigrisHTTP,
    TimedOut,
    Timeouts,
    Unavailable,
)
from tigris_http._transport.response_body import whole as _transport_whole

from .leaks import ODD_KEYS, no_leak

__all__ = ["no_leak"]


pytest_generate_tests = in_all_modes


# -- requests ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "target"), ODD_KEYS)
def test_the_target_of_any_key_is_on_the_wire_byte_for_byte(mode: str, key: str, target: bytes) -> None:
    def story(c: Any) -> Any:
        yield c.head_object("bucket", key)

    with RawServer(ok()) as server:
        play(mode, server.endpoint, story)
    assert b"HEAD /bucket" + target + b" HTTP/1.1" == server.requests[0].request_line


def test_below_localhost_the_bucket_is_in_the_host_header_and_the_connection_goes_to_localhost(mode: str) -> None:
    def story(c: Any) -> Any:
        yield c.head_object("bucket", "../x")

    with RawServer(ok()) as server:
        play(mode, f"http://localhost:{server.port}", story, addressing_style="virtual")
    assert b"/../x" == server.requests[0].target
    assert f"bucket.localhost:{server.port}" == server.requests[0].get("host")


@pytest.mark.parametrize("body", [b"", b"12345"])
def test_a_put_says_its_length_and_nothing_else_of_its_framing(mode: str, body: bytes) -> None:
    def story(c: Any) -> Any:
        yield c.put_object("bucket", "key", body)
        yield c.create_bucket("bucket")
        yield c.head_object("bucket", "key")

    with RawServer(ok(b"", 'ETag: "t"')) as server:
        play(mode, server.endpoint, story)
    put, create, head = server.requests
    assert (str(len(body)), "0", None) == (
        put.get("content-length"),
        create.get("content-length"),
        head.get("content-length"),
    )
    assert body == put.body
    for request in server.requests:
        names = [name for name, _ in request.fields]
        assert len(set(names)) == len(names), "a field came twice"
        assert {"transfer-encoding", "expect", "te", "connection"}.isdisjoint(names)
        assert "identity" == request.get("accept-encoding")
        assert f"127.0.0.1:{server.port}" == request.get("host")


@pytest.mark.parametrize("name", ["Content-Length", "transfer-encoding", "Expect", "Accept-Encoding", "TE", "upgrade"])
def test_a_header_that_says_how_bytes_travel_is_refused(mode: str, name: str) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(ValueError, match=name):
            yield c.with_options(extra_headers={name: "7"}).put_object("bucket", "key", b"123")

    with RawServer(ok()) as server:
        play(mode, server.endpoint, story)
    assert [] == server.requests


@pytest.mark.parametrize("host", ["1.2.3.999"])
def test_a_host_that_can_be_none_is_a_value_error(mode: str, host: str) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(ValueError, match="HeadBucket cannot be sent to"):
            yield c.head_bucket("bucket")

    play(mode, f"http://{host}", story, addressing_style="path")


# -- responses --------------------------------------------------------------------------------------------------------


def test_stored_bytes_stay_as_they_are_whatever_their_content_encoding_says(mode: str) -> None:
    packed = gzip.compress(b"hello" * 1000)
    whole = ok(packed, "Content-Encoding: gzip")
    part = reply(206, packed[2:6], WEAK, "Content-Encoding: gzip", f"Content-Range: bytes 2-5/{len(packed)}")

    def story(c: Any) -> Any:
        body = yield c.get_object("bucket", "key")
        data = yield body.read()
        ranged = yield c.get_object("bucket", "key", range=(2, 5))
        return data, (yield ranged.read()), body.info.content_encoding

    with RawServer(whole, part) as server:
        assert (packed, packed[2:6], "gzip") == play(mode, server.endpoint, story)


def test_many_calls_use_one_connection(mode: str) -> None:
    """Reading an object to its last byte gives the connection back; so does each whole answer, an error too."""

    def story(c: Any) -> Any:
        for _ in range(3):
            body = yield c.get_object("bucket", "key")
            assert b"hello" == (yield body.read())
            with pytest.raises(NotFound):
                yield c.get_object("bucket", "gone")
            yield c.head_bucket("bucket")
            empty = yield c.get_object("bucket", "empty")
            assert b"" == (yield empty.read())

    answers = [ok(b"hello"), error(404, "NoSuchKey"), ok(), ok()] * 3
    with RawServer(*answers) as server:
        play(mode, server.endpoint, story)
        assert (12, 1) == (len(server.requests), server.connections)


def test_a_body_iterated_or_read_in_parts_gives_its_connection_back_after_the_last_byte(mode: str) -> None:
    def story(c: Any) -> Any:
        for size in (1, 4, 7):
            body = yield c.get_object("bucket", "key")
            got = b""
            while part := (yield body.read(size)):
                got += part
            assert bytes(range(200)) == got

    with RawServer(ok(bytes(range(200)))) as server:
        play(mode, server.endpoint, story)
        assert 1 == server.connections


def test_an_object_of_no_bytes_holds_no_connection_even_if_nobody_closes_it(mode: str) -> None:
    def story(c: Any) -> Any:
        one = yield c.get_object("bucket", "empty")
        two = yield c.get_object("bucket", "empty")
        three = yield c.get_object("bucket", "empty")
        return len({one, two, three})

    with RawServer(ok()) as server:
        assert 3 == play(mode, server.endpoint, story, max_connections=1)


def test_a_body_closed_early_frees_its_place_in_the_pool(mode: str) -> None:
    def story(c: Any) -> Any:
        for _ in range(3):
            body = yield c.get_object("bucket", "key")
            assert b"x" == (yield body.read(1))
            yield close(body)
            yield close(body)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with RawServer(ok(b"x" * 1_000_000)) as server:
            play(mode, server.endpoint, story, max_connections=1, timeouts=Timeouts(pool=5))
            assert 3 == server.connections


def test_a_body_that_nobody_closed_warns_and_frees_its_place_at_the_next_call(mode: str) -> None:
    def story(c: Any) -> Any:
        for _ in range(3):
            body = yield c.get_object("bucket", "key")
            yield body.read(1)
            with pytest.warns(ResourceWarning, match="unclosed <.*ObjectBody bucket/key"):
                del body
            # An error met while closing the one before may hold this call's frames in a ring until it is collected.
            gc.collect()

    with RawServer(ok(b"x" * 1_000_000)) as server:
        play(mode, server.endpoint, story, max_connections=1, timeouts=Timeouts(pool=5))
        assert 3 == server.connections


@pytest.mark.parametrize(
    "opened",
    [lambda c: c.get_object("bucket", "key"), lambda c: c.bundle_objects("bucket", ["key"])],
    ids=["object", "bundle"],
)
def test_collecting_what_nobody_closed_takes_no_lock_of_the_pool(opened: Any) -> None:
    """The collector runs anywhere: if its thread holds the pool's lock, closing would deadlock."""
    done = threading.Event()

    def work(client: TigrisHTTP) -> None:
        body = opened(client)
        ring: list[object] = [body]
        ring.append(ring)
        slots: Any = client._transport.senders.get()._transport.pools.get().slots
        with slots._lock, warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            del body, ring
            gc.collect()
        done.set()

    with RawServer(ok(b"x" * 1_000_000)) as server, TigrisHTTP(server.endpoint, KEYS) as client:
        thread = threading.Thread(target=work, args=(client,), daemon=True)
        thread.start()
        assert done.wait(10), "the collector waits for a lock of its own thread"
        thread.join(10)


CASES: list[tuple[str, bytes | Answer, type[TigrisError], str]] = [
    ("no answer", CLOSE, ConnectionFailed, "disconnected"),
    ("half a status line", cut(b"HTTP/1.1 2"), ConnectionFailed, "disconnected"),
    ("half a head", cut(b"HTTP/1.1 200 OK\r\nContent-Le"), ConnectionFailed, "disconnected"),
    ("a reset", Answer(b"", "reset"), ConnectionFailed, "ReadError"),
    ("garbage", cut(b"\x00\x01\x02garbage\r\n\r\n"), MalformedResponse, "not HTTP"),
    ("another protocol", cut(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), MalformedResponse, "not HTTP"),
    ("an endless header", cut(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000), MalformedResponse, "not HTTP"),
    ("contradicting lengths", reply(200, b"abc", "Content-Length: 7"), MalformedResponse, "not HTTP"),
    ("a length that is none", reply(200, b"", "Content-Length: -1"), MalformedResponse, "not HTTP"),
    ("silence", STALL, TimedOut, "no answer in time"),
    ("a head that stalls", stalled(b"HTTP/1.1 200 OK\r\n"), TimedOut, "no answer in time"),
    ("another protocol asked for", reply(101, b""), MalformedResponse, "not HTTP"),
]


@pytest.mark.parametrize(("answer", "kind", "why"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_a_head_that_is_none_is_one_of_our_errors(
    mode: str, answer: bytes | Answer, kind: type[TigrisError], why: str, stream: bool
) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(kind, match=why) as caught:
            yield c.get_object("bucket", "key") if stream else c.copy_object("bucket", "key", "bucket", "source")
        met = caught.value
        action = "GetObject" if stream else "CopyObject"
        assert (action, "bucket", "key", 1) == (met.operation, met.bucket, met.key, met.attempts)
        yield c.head_bucket("bucket")

    with RawServer(answer, ok()) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY, timeouts=SOON)


BODIES: list[tuple[str, bytes | Answer, type[TigrisError], str]] = [
    ("a cut", cut(reply(200, b"abc", WEAK, length=10)), IncompleteBody, "7 bytes before the body.s declared end"),
    ("a reset", Answer(reply(200, b"abc", WEAK, length=10), "reset"), TigrisError, "."),
    ("a stall", stalled(reply(200, b"abc", WEAK, length=10)), TimedOut, "no answer in time"),
]


@pytest.mark.parametrize(("answer", "kind", "why"), [case[1:] for case in BODIES], ids=[case[0] for case in BODIES])
def test_a_body_that_breaks_off_is_one_of_our_errors_and_the_pool_goes_on(
    mode: str, answer: bytes | Answer, kind: type[TigrisError], why: str
) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(kind, match=why) as caught:
            yield c.copy_object("bucket", "key", "bucket", "source")
        assert "CopyObject" == caught.value.operation
        body = yield c.get_object("bucket", "key")
        with pytest.raises(kind, match=why) as caught:
            yield body.read()
        met = caught.value
        assert ("GetObject", "bucket", "key") == (met.operation, met.bucket, met.key)
        assert met.__cause__ is not met  # a caller that follows the causes comes to an end
        yield close(body)
        yield c.head_bucket("bucket")

    with RawServer(answer, answer, ok()) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY, timeouts=SOON, max_connections=1)


def test_chunks_that_are_none_are_malformed(mode: str) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(MalformedResponse, match="the chunk size b'zz'") as caught:
            yield c.copy_object("bucket", "key", "bucket", "source")
        assert not isinstance(caught.value, IncompleteBody)

    with RawServer(cut(b'HTTP/1.1 200 OK\r\nETag: W/"e"\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc')) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY)


def test_an_error_document_is_read_up_to_its_bound_only(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_transport_whole, "MAX_ERROR_BODY", 100_000)

    def story(c: Any) -> Any:
        with pytest.raises(Unavailable) as caught:
            yield c.delete_bucket("bucket")
        assert len(str(caught.value)) < 1000

    # The rest never comes: a read of it would time out.
    with RawServer(stalled(reply(503, b"x" * 200_000, length=10**9))) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY, timeouts=Timeouts(read=5))


def test_a_whole_answer_beyond_its_bound_is_malformed(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_transport_whole, "MAX_WHOLE_BODY", 100_000)

    def story(c: Any) -> Any:
        with pytest.raises(MalformedResponse, match="larger than 100000 bytes"):
            yield c.copy_object("bucket", "key", "bucket", "source")

    with RawServer(stalled(reply(200, b"x" * 200_000, WEAK, length=10**9))) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY, timeouts=Timeouts(read=5))


def test_memory_for_a_body_is_bound_to_what_arrives_and_not_to_what_is_declared(mode: str) -> None:
    def story(c: Any) -> Any:
        body = yield c.get_object("bucket", "key")
        with pytest.raises(IncompleteBody, match=r"before the body's declared end"):
            yield body.read()
        yield close(body)

    with RawServer(cut(reply(200, b"abc", WEAK, length=10**18))) as server:
        play(mode, server.endpoint, story)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_an_error_and_nothing_follows_it(mode: str, status: int) -> None:
    with RawServer(ok()) as other:
        with RawServer(reply(status, b"", f"Location: {other.endpoint}/bucket/key")) as server:

            def story(c: Any) -> Any:
                with pytest.raises(ServiceError) as caught:
                    yield c.head_object("bucket", "key")
                assert (status, 1) == (caught.value.status, caught.value.attempts)

            play(mode, server.endpoint, story)
        assert (1, 0) == (len(server.requests), other.connections)


def test_where_nobody_listens_nothing_was_sent_and_it_is_tried_again(mode: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    def story(c: Any) -> Any:
        why = rf"^CreateSnapshot bucket: no connection to http://127\.0\.0\.1:{port}: ConnectError: .+\. Check"
        with pytest.raises(ConnectionFailed, match=why) as caught:
            yield c.create_snapshot("bucket")
        assert (False, 5) == (caught.value.sent, caught.value.attempts)

    play(mode, f"http://127.0.0.1:{port}", story)


def test_a_server_that_hangs_up_on_a_request_gets_a_repeatable_one_again_and_another_not(mode: str) -> None:
    def story(c: Any) -> Any:
        yield c.head_bucket("bucket")
        yield c.head_bucket("bucket")
        with pytest.raises(OutcomeUnknown) as caught:
            yield c.create_snapshot("bucket")
        assert isinstance(caught.value.__cause__, ConnectionFailed)
        assert (True, 1) == (caught.value.__cause__.sent, caught.value.attempts)

    with RawServer(ok(), CLOSE, ok(), CLOSE) as server:
        play(mode, server.endpoint, story)
        assert [b"HEAD", b"HEAD", b"HEAD", b"PUT"] == [seen.head.split()[0] for seen in server.requests]


def test_a_connection_closed_while_idle_is_not_used_again_for_anything(mode: str) -> None:
    version = ok(b"", "X-Tigris-Snapshot-Version: 17")

    def story(c: Any) -> Any:
        yield c.head_bucket("bucket")
        time.sleep(0.05)
        assert "17" == (yield c.create_snapshot("bucket")).version

    with RawServer(cut(ok()), version) as server:
        play(mode, server.endpoint, story)
        assert (2, 2) == (len(server.requests), server.connections)


def test_a_client_refuses_use_after_its_end_and_closes_as_often_as_one_likes(mode: str) -> None:
    def story(c: Any) -> Any:
        body = yield c.get_object("bucket", "key")
        yield close(c)
        yield close(c)
        with pytest.raises(RuntimeError, match="this client is closed"):
            yield c.head_bucket("bucket")
        with pytest.raises(TigrisError):
            yield body.read()
        yield close(body)

    with RawServer(stalled(reply(200, b"x" * 200_000, WEAK, length=10_000_000))) as server:
        play(mode, server.endpoint, story)


def test_a_client_that_was_never_used_opens_nothing(mode: str) -> None:
    with RawServer(ok()) as server:
        play(mode, server.endpoint, lambda _: (None for _ in ()))
        assert 0 == server.connections


def test_an_answer_that_comes_before_the_body_was_sent_is_the_answer(mode: str) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(ServiceError, match="EntityTooLarge"):
            yield c.put_object("bucket", "key", bytes(30_000_000))
        yield c.head_bucket("bucket")

    early = Answer(error(400, "EntityTooLarge"), "close", read_body=False)
    with RawServer(early, ok()) as server:
        try:
            play(mode, server.endpoint, story, retry=NO_RETRY)
        except ConnectionFailed:
            # The kernel may drop an answer together with an unread body: then the connection is broken.
            assert server.requests
