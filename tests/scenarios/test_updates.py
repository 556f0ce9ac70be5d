"""Stories of objects that are changed by a function of their contents."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.rawserver import Answer, RawServer, cut, ok
from tigris_http import MalformedResponse, NotFound, PreconditionFailed, TigrisHTTP
from tigris_http.emulator import Fault
from tigris_http.operations import UpdateObject

if TYPE_CHECKING:
    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

    from .stage import Stage


def counted(old: bytes | None) -> bytes:
    return b"%d" % (int(old or 0) + 1)


async def read(client: AsyncTigrisHTTP, key: str = "n") -> bytes:
    async with client.get_object("atlas", key) as body:
        return await body.read()


async def test_an_object_is_made_and_then_changed(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
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
    asked = [seen for seen in tigris.requests if seen.target.startswith("/atlas/n") and seen.method != "HEAD"]
    assert {"true"} == {seen.header("x-tigris-consistent") for seen in asked[:-1]}


async def test_what_the_function_leaves_is_left(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")
    nothing = await client.update_object("atlas", "n", lambda _: None)
    assert (False, None) == (nothing.changed, nothing.etag)
    stored = await client.put_object("atlas", "n", b"1")
    left = await client.update_object("atlas", "n", lambda _: None)
    assert (False, stored.etag) == (left.changed, left.etag)
    assert 1 == sum(seen.method == "PUT" and "/n" in seen.target for seen in tigris.requests)


async def test_headers_that_are_kept(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    told: dict[str, Any] = {
        "content_type": "text/csv",
        "content_encoding": "identity",
        "content_disposition": "inline",
        "content_language": "de",
        "cache_control": "no-store",
        "storage_class": "STANDARD_IA",
        "metadata": {"a": "b"},
    }
    await client.put_object("atlas", "n", b"1", **told)
    await client.update_object("atlas", "n", counted)
    info = await client.head_object("atlas", "n")
    assert told == {name: getattr(info, name) for name in told}
    await client.update_object("atlas", "n", counted, content_type="text/html", metadata={})
    info = await client.head_object("atlas", "n")
    assert ("text/html", {}, "no-store") == (info.content_type, info.metadata, info.cache_control)


async def test_nobodys_change_is_lost(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    await client.create_bucket("atlas")

    def interrupted(old: bytes | None) -> bytes:
        if old in {None, b"1"}:
            with TigrisHTTP(tigris.endpoint, tigris.credentials) as other:
                other.update_object("atlas", "n", counted)
        return counted(old)

    done = await client.update_object("atlas", "n", interrupted)
    assert (b"3", 2) == (await read(client), done.conflicts)


async def test_it_gives_up_after_so_many_conflicts(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
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


async def test_a_body_that_is_known_to_be_whole_is_changed_and_no_other(stage: Stage) -> None:
    """In chunks it has no length but an end; what just ends might be cut, and would be written back so."""
    head = b'HTTP/1.1 200 OK\r\nETag: "a"\r\n'
    chunked = Answer(head + b"Transfer-Encoding: chunked\r\n\r\n1\r\n4\r\n1\r\n2\r\n0\r\n\r\n")
    with RawServer(chunked, ok(b"", 'ETag: "b"')) as server:
        done = await stage.client(server.endpoint).update_object("atlas", "n", counted)
        assert ("b", b"43", '"a"') == (done.etag, server.requests[1].body, server.requests[1].get("if-match"))
    with RawServer(cut(head + b"Connection: close\r\n\r\n4")) as server:
        with pytest.raises(MalformedResponse, match="Content-Length"):
            await stage.client(server.endpoint).update_object("atlas", "n", counted)
        assert 1 == len(server.requests)


async def test_what_the_function_raises_comes_out_and_nothing_is_written(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")

    def broken(_: bytes | None) -> bytes:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await client.update_object("atlas", "n", broken)
    with pytest.raises(TypeError, match="function must return bytes or None, not str"):
        await client.update_object("atlas", "n", lambda _: "text")  # type: ignore[arg-type,return-value]
    with pytest.raises(NotFound):
        await client.head_object("atlas", "n")


async def test_a_bucket_that_is_missing_is_not_an_object_that_is(client: AsyncTigrisHTTP) -> None:
    called: list[object] = []
    with pytest.raises(NotFound) as missing:
        await client.update_object("missing", "n", called.append)
    assert ("NoSuchBucket", []) == (missing.value.code, called)


async def test_a_coroutine_function_is_awaited(stage: Stage, client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")

    async def later(old: bytes | None) -> bytes:
        return counted(old)

    if stage.mode == "blocking":
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


@pytest.mark.parametrize(
    ("wrong", "error", "name"),
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
def test_what_can_never_be_right_is_refused(wrong: dict[str, Any], error: type[Exception], name: str) -> None:
    with pytest.raises(error, match=name):
        UpdateObject(**{"bucket": "atlas", "key": "n", "function": counted, **wrong})
