"""The transport against a server of plain sockets: the bytes of requests, the result of any response."""

from __future__ import annotations

import asyncio
import gc
import gzip
import io
import os
import signal
import socket
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest

from tests.modes import KEYS, NO_RETRY, SOON, close, in_all_modes, play
from tests.rawserver import CLOSE, STALL, WEAK, Answer, RawServer, cut, error, ok, reply, stalled
from tigris_http import (
    AsyncTigrisHTTP,
    ConnectionFailed,
    IncompleteBody,
    MalformedResponse,
    NotFound,
    RetryPolicy,
    ServiceError,
    TigrisError,
    TigrisHTTP,
    TimedOut,
    Timeouts,
    Unavailable,
)
from tigris_http._transport import errors
from tigris_http._transport import whole as _transport_whole
from tigris_http._transport.request_body import chunks
from tigris_http.operations import PutObject

if TYPE_CHECKING:
    from collections.abc import Iterator


pytest_generate_tests = in_all_modes

ODD_KEYS = (
    ("../x", b"/../x"),
    ("../../other/k", b"/../../other/k"),
    ("a//b", b"/a//b"),
    ("./", b"/./"),
    (".", b"/."),
    ("%2F", b"/%252F"),
    ("a?b#c", b"/a%3Fb%23c"),
    ("a+b c", b"/a%2Bb%20c"),
    ("/lead", b"//lead"),
    ("//", b"///"),
    ("é😀", b"/%C3%A9%F0%9F%98%80"),
    ("a\r\nb\0", b"/a%0D%0Ab%00"),
    ("~(tilde)!*'", b"/~%28tilde%29%21%2A%27"),
)


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208  # a number is all that is wanted


@pytest.fixture(autouse=True)
def no_leak(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test leaves a socket or a file open."""
    if not Path("/proc/self/fd").exists():
        yield
        return
    gc.collect()
    before = open_files()
    yield
    for _ in range(50):
        gc.collect()
        if open_files() <= before:
            return
        time.sleep(0.02)
    assert before == open_files(), "leaked files or sockets"


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
        sender: Any = client._transport.senders.get()
        with sender.pool.lock, warnings.catch_warnings():
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
        with pytest.raises(ConnectionFailed, match="ConnectError") as caught:
            yield c.create_snapshot("bucket")
        assert (False, 5) == (caught.value.sent, caught.value.attempts)

    play(mode, f"http://127.0.0.1:{port}", story)


def test_a_server_that_hangs_up_on_a_request_gets_a_repeatable_one_again_and_another_not(mode: str) -> None:
    def story(c: Any) -> Any:
        yield c.head_bucket("bucket")
        yield c.head_bucket("bucket")
        with pytest.raises(ConnectionFailed) as caught:
            yield c.create_snapshot("bucket")
        assert (True, 1) == (caught.value.sent, caught.value.attempts)

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


# -- errors of the HTTP stack -----------------------------------------------------------------------------------------


def every(kind: type[BaseException]) -> set[type[BaseException]]:
    return {kind}.union(*map(every, kind.__subclasses__()))


def test_every_exception_of_httpx_becomes_one_of_ours() -> None:
    for kind in every(httpx.HTTPError):
        if issubclass(kind, httpx.HTTPStatusError):
            met: Exception = kind("why", request=httpx.Request("GET", "http://x"), response=httpx.Response(200))
        else:
            met = kind("why")  # type: ignore[assignment]
        for in_body in (False, True):
            assert isinstance(errors.translate(met, in_body=in_body), TigrisError), kind


def test_whether_anything_was_sent_is_told_of_every_exception() -> None:
    unsent = {
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.PoolTimeout,
        httpx.ProxyError,
        httpx.UnsupportedProtocol,
    }
    told = {kind: errors.translate(kind("why")) for kind in every(httpx.TransportError)}  # type: ignore[arg-type]
    assert unsent == {kind for kind, met in told.items() if not getattr(met, "sent", True)}
    assert {True} == {
        isinstance(met, TimedOut) for kind, met in told.items() if issubclass(kind, httpx.TimeoutException)
    }


def test_a_full_pool_is_a_time_out_with_nothing_sent(mode: str) -> None:
    def story(c: Any) -> Any:
        body = yield c.get_object("bucket", "key")
        with pytest.raises(TimedOut, match="PoolTimeout") as caught:
            yield c.create_snapshot("bucket")
        assert not caught.value.sent
        yield close(body)

    with RawServer(ok(b"x" * 1_000_000)) as server:
        play(mode, server.endpoint, story, max_connections=1, retry=NO_RETRY, timeouts=Timeouts(pool=0.1))
        assert 1 == len(server.requests)


# -- interruptions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", [False, True], ids=["in a put", "in a read"])
def test_an_interrupted_call_leaves_the_pool_usable(reading: bool) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    answers: list[bytes | Answer] = [
        ok(),
        stalled(reply(200, b"abc", WEAK, length=10)) if reading else Answer(then="stall", read_body=False),
        ok(),
    ]
    try:
        with (
            RawServer(*answers) as server,
            TigrisHTTP(server.endpoint, KEYS, max_connections=1, timeouts=Timeouts(pool=2)) as client,
        ):
            # Loading modules and hashing take longer than the call that is to be interrupted.
            client.head_bucket("bucket")
            body = client.get_object("bucket", "key") if reading else io.BytesIO()
            put = PutObject("bucket", "key", bytes(50_000_000), sha256="UNSIGNED-PAYLOAD")
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            with pytest.raises(KeyboardInterrupt):
                _ = body.read() if reading else client.send(put)
            body.close()
            assert "bucket" == client.head_bucket("bucket").bucket
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("reading", [False, True], ids=["in a put", "in a read"])
def test_a_cancelled_call_leaves_the_pool_usable(loop: str, reading: bool) -> None:
    answers: list[bytes | Answer] = [
        ok(),
        stalled(reply(200, b"abc", WEAK, length=10)) if reading else Answer(then="stall", read_body=False),
        ok(),
    ]

    async def main(endpoint: str) -> str:
        options = {"max_connections": 1, "timeouts": Timeouts(pool=2)}
        async with AsyncTigrisHTTP(endpoint, KEYS, **options) as client:  # type: ignore[arg-type]
            # What is loaded at the first request takes longer than the call that is to be cancelled.
            await client.head_bucket("bucket")
            with anyio.move_on_after(0.2) as scope:
                if reading:
                    async with client.get_object("bucket", "key") as body:
                        await body.read()
                else:
                    await client.put_object("bucket", "key", bytes(50_000_000), sha256="UNSIGNED-PAYLOAD")
            assert scope.cancelled_caught
            return (await client.head_bucket("bucket")).bucket

    with RawServer(*answers) as server:
        assert "bucket" == anyio.run(main, server.endpoint, backend=loop)


# -- threads and processes --------------------------------------------------------------------------------------------


def test_one_client_serves_many_threads() -> None:
    def work(number: int) -> bytes:
        with client.get_object("bucket", f"key{number}") as body:
            return body.read()

    with RawServer(ok(b"hello")) as server, TigrisHTTP(server.endpoint, KEYS) as client, ThreadPoolExecutor(32) as pool:
        assert [b"hello"] * 640 == list(pool.map(work, range(640)))
        assert {f"/bucket/key{n}".encode() for n in range(640)} == {seen.target for seen in server.requests}
        assert server.connections <= 32


def in_child(work: Any) -> int:
    """Run `work` in a forked child; return its exit status, 0 if it returned True."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        status = 99
        try:
            status = 0 if work() is True else 1
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_forked_child_makes_connections_of_its_own_and_leaves_its_parents_alone() -> None:
    with RawServer(ok(b"hello")) as server, TigrisHTTP(server.endpoint, KEYS) as client:

        def get() -> bool:
            with client.get_object("bucket", "key") as body:
                return body.read() == b"hello"

        def closed() -> bool:
            client.close()
            return True

        assert get()
        assert 0 == in_child(lambda: get() and get())
        assert 0 == in_child(closed)
        assert get()
        assert [1, 2, 2, 1] == [seen.connection for seen in server.requests]


def test_an_open_body_belongs_to_the_process_that_opened_it() -> None:
    with RawServer(ok(b"x" * 1_000_000)) as server, TigrisHTTP(server.endpoint, KEYS) as client:
        body = client.get_object("bucket", "key")
        assert b"x" == body.read(1)

        def use() -> bool:
            with pytest.raises(RuntimeError, match="another process"):
                body.read()
            body.close()
            return client.head_bucket("bucket").bucket == "bucket"

        assert 0 == in_child(use)
        assert 999_999 == len(body.read())


def test_a_child_forked_while_the_pool_was_locked_is_not_locked_too() -> None:
    with RawServer(ok()) as server, TigrisHTTP(server.endpoint, KEYS) as client:
        client.head_bucket("bucket")
        with client._transport.senders._lock:
            assert 0 == in_child(lambda: client.head_bucket("bucket").bucket == "bucket")


# -- the caller's own body --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mine",
    [
        httpx.ReadError("mine"),
        ConnectionFailed("mine", sent=False),
        OSError("mine"),
        UnicodeDecodeError("utf-8", b"", 0, 1, "mine"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_a_callers_body_raises_is_raised_to_the_caller_and_not_taken_for_a_broken_connection(
    mode: str, mine: Exception
) -> None:
    def broken() -> Iterator[bytes]:
        yield b"123"
        yield b"456"
        raise mine

    def story(c: Any) -> Any:
        with pytest.raises(type(mine), match="mine") as caught:
            yield c.put_object("bucket", "key", broken(), length=9, sha256="UNSIGNED-PAYLOAD")
        assert mine is caught.value
        yield c.head_bucket("bucket")

    with RawServer(ok()) as server:
        play(mode, server.endpoint, story)
        assert b"HEAD" in [seen.head.split()[0] for seen in server.requests]
        assert all(len(seen.body) < 9 for seen in server.requests)


def test_a_large_body_in_memory_leaves_in_small_pieces(mode: str) -> None:
    """The HTTP layer copies the rest of a piece at each write: sent as one, 256 MiB would be copied a hundred times."""
    large = os.urandom(5_000_001)
    for kind in (bytes, bytearray, memoryview):

        def story(c: Any, kind: Any = kind) -> Any:
            yield c.put_object("bucket", "key", kind(large))

        with RawServer(ok(b"", 'ETag: "t"')) as server:
            play(mode, server.endpoint, story)
            assert large == server.requests[0].body
    sizes = [len(piece) for piece in chunks.split_chunk(memoryview(large))]
    assert (5_000_001, 1024 * 1024) == (sum(sizes), max(sizes))


def test_each_retry_is_signed_and_sent_anew(mode: str) -> None:
    def story(c: Any) -> Any:
        yield c.put_object("bucket", "key", iter([b"123", b"456"]))

    with RawServer(error(503, "SlowDown"), CLOSE, ok(b"", 'ETag: "t"')) as server:
        play(mode, server.endpoint, story)
        assert [b"123456"] * 3 == [seen.body for seen in server.requests]


def test_without_retries_one_request_is_all(mode: str) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(Unavailable) as caught:
            yield c.head_bucket("bucket")
        assert 1 == caught.value.attempts

    with RawServer(reply(503)) as server:
        play(mode, server.endpoint, story, retry=RetryPolicy(max_attempts=1))
        assert 1 == len(server.requests)


def test_a_call_that_is_called_off_at_any_step_leaves_its_place_in_the_pool() -> None:
    """By asyncio's own cancellation, which knows no shield: httpcore alone loses connections at some steps."""

    async def story(endpoint: str) -> None:
        for steps in range(60):
            async with AsyncTigrisHTTP(endpoint, KEYS, max_connections=1) as client:
                call = asyncio.create_task(client.head_bucket("bucket"))
                for _ in range(steps):
                    await asyncio.sleep(0)
                call.cancel()
                await asyncio.wait([call])
                with anyio.fail_after(5):
                    assert not (await client.head_bucket("bucket")).snapshot_enabled

    with RawServer(ok()) as server:
        asyncio.run(story(server.endpoint))


def test_an_answer_that_is_no_object_names_the_call(mode: str) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(MalformedResponse) as caught:
            yield c.get_object("bucket", "key")
        assert ("GetObject", "bucket", "key") == (caught.value.operation, caught.value.bucket, caught.value.key)

    with RawServer(reply(200, b"x")) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY)
