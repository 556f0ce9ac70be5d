"""Every kind of request body gives the same bytes, size and hash, in bounded memory, and is held to its length."""

from __future__ import annotations

import asyncio
import codecs
import gc
import hashlib
import io
import tempfile
import threading
import tracemalloc
import warnings
from array import array
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from tigris_http._concurrency.event_loop import (
    in_thread,
)
from tigris_http._transport.request_body.prepare import prepare, prepare_async
from tigris_http._transport.request_body.upload import NO_UPLOAD, UPLOAD_CHUNK
from tigris_http.errors import BodyMismatch

from .bodies import BYTES, KINDS, MEGABYTE, SHA256, mapped, path, request, sent


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("length", [None, len(BYTES)], ids=["length unsaid", "length said"])
def test_every_kind_of_body_is_the_same_bytes_as_often_as_it_is_sent(
    kind: str, length: int | None, tmp_path: Path
) -> None:
    body = KINDS[kind](tmp_path)
    upload = prepare(request(body, length=length))
    assert (len(BYTES), SHA256, True) == (upload.payload.size, upload.payload.sha256, upload.payload.rereadable)
    assert [BYTES, BYTES] == [sent(upload), sent(upload)]
    upload.close()
    if hasattr(body, "closed"):
        assert not body.closed
        body.close()


@pytest.mark.parametrize("kind", KINDS)
def test_the_async_client_sends_the_same_bytes(kind: str, tmp_path: Path) -> None:
    async def main() -> tuple[int, str, bytes]:
        body = KINDS[kind](tmp_path)
        upload = await prepare_async(request(body), in_thread)
        pieces = [bytes(piece) async for piece in upload.achunks()]
        upload.close()
        if hasattr(body, "close"):
            body.close()
        return upload.payload.size, upload.payload.sha256, b"".join(pieces)

    assert (len(BYTES), SHA256, BYTES) == asyncio.run(main())


def test_a_request_without_a_body_has_no_chunks() -> None:
    async def main() -> list[Any]:
        return [piece async for piece in NO_UPLOAD.achunks()]

    assert [] == list(NO_UPLOAD.chunks()) == asyncio.run(main())
    assert 0 == NO_UPLOAD.payload.size


def test_an_async_iterable_is_for_the_async_client() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield BYTES[:10]
        yield BYTES[10:]

    async def main() -> bytes:
        upload = await prepare_async(request(pieces()), in_thread)
        assert SHA256 == upload.payload.sha256
        found = b"".join([bytes(piece) async for piece in upload.achunks()])
        upload.close()
        return found

    assert BYTES == asyncio.run(main())
    with pytest.raises(TypeError, match="async"):
        prepare(request(pieces()))


@pytest.mark.parametrize("body", ["text", 7, None, object()], ids=lambda body: type(body).__name__)
def test_what_is_no_body_is_refused(body: object) -> None:
    with pytest.raises(TypeError, match="body"):
        prepare(request(body))


def test_a_file_of_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("words", "ascii")
    with (tmp_path / "text").open(encoding="ascii") as file, pytest.raises(TypeError, match=r"bytes|binary"):
        prepare(request(file))


def test_pieces_that_are_no_bytes_are_refused() -> None:
    with pytest.raises(TypeError, match="str"):
        prepare(request(iter(["text"])))


@pytest.mark.parametrize("length", [len(BYTES) - 1, len(BYTES) + 1])
@pytest.mark.parametrize("kind", KINDS)
def test_a_length_that_is_not_the_bodys_is_an_error_before_anything_is_sent(
    kind: str, length: int, tmp_path: Path
) -> None:
    body = KINDS[kind](tmp_path)
    with pytest.raises((ValueError, BodyMismatch)):
        prepare(request(body, length=length))
    if hasattr(body, "close"):
        body.close()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (len(BYTES) - 1, "the body is at least 1 bytes longer than its announced length"),
        (len(BYTES) + 1, "the body is 1 bytes shorter than its announced length"),
    ],
)
def test_a_body_sent_as_it_comes_is_held_to_its_length(said: int, why: str) -> None:
    upload = prepare(request(iter([BYTES[:9], BYTES[9:]]), length=said, sha256="UNSIGNED-PAYLOAD"))
    assert (said, "UNSIGNED-PAYLOAD", False) == (
        upload.payload.size,
        upload.payload.sha256,
        upload.payload.rereadable,
    )
    with pytest.raises(BodyMismatch, match=f"^{why}$"):
        sent(upload)


def test_a_file_that_shrinks_after_it_was_hashed_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "shrinking"
    file.write_bytes(BYTES)
    upload = prepare(request(file))
    file.write_bytes(BYTES[:-1])
    with pytest.raises(BodyMismatch, match="1 bytes"):
        sent(upload)
    upload.close()


def test_a_known_hash_is_taken_and_one_that_is_none_refused() -> None:
    assert "a" * 64 == prepare(request(BYTES, sha256="a" * 64)).payload.sha256
    with pytest.raises(ValueError, match="sha256"):
        prepare(request(BYTES, sha256="A" * 64))


def test_memory_stays_bounded_however_much_an_iterator_yields() -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(64):
            yield bytes(MEGABYTE)

    tracemalloc.start()
    upload = prepare(request(pieces()))
    size = sum(len(piece) for piece in upload.chunks())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    upload.close()
    assert 64 * MEGABYTE == size
    assert peak < 20 * MEGABYTE


def test_a_large_file_is_read_piece_by_piece(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(bytes(3 * UPLOAD_CHUNK + 1))
    upload = prepare(request(tmp_path / "large"))
    assert [UPLOAD_CHUNK, UPLOAD_CHUNK, UPLOAD_CHUNK, 1] == [len(piece) for piece in upload.chunks()]
    upload.close()


def test_a_missing_path_is_the_operating_systems_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        prepare(request(tmp_path / "gone"))


def test_a_file_that_grows_is_sent_as_long_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "growing"
    file.write_bytes(BYTES)
    upload = prepare(request(file))
    file.write_bytes(BYTES + b"more")
    assert BYTES == sent(upload)
    upload.close()


def test_a_file_that_gives_more_than_it_was_asked_for_is_an_error() -> None:
    class Generous(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read() + b"more"

    with pytest.raises(BodyMismatch, match="more bytes than it was asked for"):
        sent(prepare(request(Generous(BYTES), sha256="a" * 64)))


@pytest.mark.parametrize("body", [BYTES, b"", bytearray(BYTES)], ids=["bytes", "none", "bytearray"])
@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"length": 7}, ValueError),
        ({"length": -1}, ValueError),
        ({"length": True}, TypeError),
        ({"sha256": "x"}, ValueError),
    ],
    ids=["another length", "negative", "bool", "no hash"],
)
def test_both_clients_hold_a_body_to_what_is_said_of_it(
    body: bytes, said: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error, match=r"length|sha256"):
        prepare(request(body, **said))
    with pytest.raises(error, match=r"length|sha256"):
        asyncio.run(prepare_async(request(body, **said), in_thread))


def test_a_text_file_is_refused_whatever_hash_is_given() -> None:
    with pytest.raises(TypeError, match="binary"):
        prepare(request(io.StringIO("words"), sha256="a" * 64))


def test_a_task_that_is_cancelled_leaves_no_file_open_behind_its_thread(tmp_path: Path) -> None:
    """The thread goes on after its task and closes its files: an open one would warn, an error here."""
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    class Slow(type(tmp_path)):  # type: ignore[misc]
        def open(self, *args: Any, **kwargs: Any) -> Any:
            begun.set()
            go_on.wait(10)
            return super().open(*args, **kwargs)

    async def in_a_thread(work: Callable[[], Any], /) -> Any:
        def all_of_it() -> Any:
            try:
                return work()
            finally:
                ended.set()

        return await asyncio.to_thread(all_of_it)

    async def main() -> None:
        task = asyncio.create_task(prepare_async(request(path(tmp_path)), in_a_thread))
        await asyncio.to_thread(begun.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()
        await asyncio.to_thread(ended.wait, 10)

    with mock.patch("tigris_http._transport.request_body.prepare.Path", Slow), warnings.catch_warnings():
        warnings.simplefilter("error")
        asyncio.run(main())
        gc.collect()
    assert ended.is_set()


def test_a_blocking_generator_does_not_hold_up_the_event_loop() -> None:
    threads: set[int] = set()

    def pieces() -> Iterator[bytes]:
        for piece in (BYTES[:10], BYTES[10:]):
            threads.add(threading.get_ident())
            yield piece

    async def main() -> bytes:
        upload = await prepare_async(request(pieces(), length=len(BYTES), sha256="UNSIGNED-PAYLOAD"), in_thread)
        return b"".join([bytes(piece) async for piece in upload.achunks()])

    assert BYTES == asyncio.run(main())
    assert threading.get_ident() not in threads


# -- held and released buffers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "empty", [b"", bytearray(), memoryview(b""), array("I"), [], iter([b"", b""])], ids=lambda body: type(body).__name__
)
def test_nothing_is_a_body_too(empty: Any) -> None:
    upload = prepare(request(empty))
    assert (0, hashlib.sha256().hexdigest(), b"") == (upload.payload.size, upload.payload.sha256, sent(upload))
    upload.close()


def test_what_is_sent_is_not_resized_meanwhile_and_may_be_afterwards() -> None:
    body = bytearray(BYTES)
    upload = prepare(request(body))
    with pytest.raises(BufferError):
        body += b"more"
    assert BYTES == sent(upload)
    upload.close()
    body += b"more"


def test_a_mapped_file_can_be_unmapped_after_it_was_sent(tmp_path: Path) -> None:
    body = mapped(tmp_path)
    upload = prepare(request(body))
    assert BYTES == sent(upload)
    upload.close()
    body.close()


# -- files that are none -------------------------------------------------------------------------------------------


def test_a_file_that_was_closed_or_is_only_written_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    with path(tmp_path).open("rb") as closed:
        pass
    with pytest.raises(ValueError, match="body is a file that was closed"):
        prepare(request(closed, sha256="a" * 64))
    with (tmp_path / "written").open("wb") as written, pytest.raises(ValueError, match="not opened for reading"):
        prepare(request(written, sha256="a" * 64))


def test_a_file_of_text_in_disguise_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("words", "ascii")
    with tempfile.NamedTemporaryFile("w+", encoding="ascii") as wrapped, pytest.raises(TypeError, match="binary"):
        prepare(request(wrapped, sha256="a" * 64))
    with codecs.open(str(tmp_path / "text"), "r", "utf-8") as decoded, pytest.raises(TypeError, match="binary"):
        prepare(request(decoded, sha256="a" * 64))


def test_a_file_that_must_be_awaited_is_refused() -> None:
    class Awaited:
        async def read(self, size: int = -1, /) -> bytes:
            return b""

    with pytest.raises(TypeError, match="async read"):
        prepare(request(Awaited()))


class Bad(Exception):
    """The caller's own."""


class Failing(io.BytesIO):
    """A file that cannot be read beyond its middle, from the second time on or from the first."""

    def __init__(self, data: bytes, passes: int) -> None:
        super().__init__(data)
        self.passes = passes

    def read(self, size: int | None = -1, /) -> bytes:
        if size and self.tell() >= UPLOAD_CHUNK:
            self.passes -= 1
            if self.passes < 0:
                raise Bad("the disk is gone")
        return super().read(size)


@pytest.mark.parametrize("passes", [0, 1])
def test_what_a_file_raises_is_what_the_caller_gets(passes: int) -> None:
    file = Failing(bytes(2 * UPLOAD_CHUNK), passes)
    with pytest.raises(Bad):
        sent(prepare(request(file)))
    assert not file.closed


@pytest.mark.parametrize("rest", [{}, {"length": 9, "sha256": "UNSIGNED-PAYLOAD"}], ids=["spooled", "as it comes"])
def test_what_an_iterable_raises_is_what_the_caller_gets(rest: dict[str, Any]) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"one"
        raise Bad("no more")

    async def apieces() -> AsyncIterator[bytes]:
        yield b"one"
        raise Bad("no more")

    async def main(body: Any) -> None:
        upload = await prepare_async(request(body, **rest), in_thread)
        async for _ in upload.achunks():
            pass

    with pytest.raises(Bad):
        sent(prepare(request(pieces(), **rest)))
    for body in (pieces(), apieces()):
        with pytest.raises(Bad):
            asyncio.run(main(body))


@pytest.mark.parametrize("rest", [{"length": 4}, {"length": 4, "sha256": "UNSIGNED-PAYLOAD"}], ids=["spooled", "not"])
@pytest.mark.parametrize("kind", ["generator in a blocking client", "generator", "async generator"])
def test_a_generator_that_is_not_read_on_is_closed_at_once(rest: dict[str, Any], kind: str) -> None:
    """And not at its collection, whose time and thread are unknown."""
    closed = list[str]()

    def pieces() -> Iterator[bytes]:
        try:
            while True:
                yield b"one"
        finally:
            closed.append("generator")

    async def apieces() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"one"
        finally:
            closed.append("async generator")

    async def all_of_it(body: Any) -> list[Any]:
        upload = await prepare_async(request(body, **rest), in_thread)
        return [piece async for piece in upload.achunks()]

    async def main(body: Any) -> None:
        with pytest.raises(BodyMismatch, match="longer"):
            await all_of_it(body)
        assert closed

    if kind == "generator in a blocking client":
        body = pieces()
        with pytest.raises(BodyMismatch, match="longer"):
            sent(prepare(request(body, **rest)))
    else:
        kept = pieces() if kind == "generator" else apieces()
        asyncio.run(main(kept))
    assert [kind.removesuffix(" in a blocking client")] == closed


def test_a_generator_that_was_read_already_is_refused() -> None:
    async def apieces() -> AsyncIterator[bytes]:
        yield b"one"

    async def main() -> None:
        body = apieces()
        assert [b"one"] == [piece async for piece in body]
        with pytest.raises(ValueError, match="read already"):
            await prepare_async(request(body), in_thread)

    pieces = (piece for piece in [b"one"])
    assert [b"one"] == list(pieces)
    with pytest.raises(ValueError, match="read already"):
        prepare(request(pieces))
    asyncio.run(main())


def test_an_iterable_that_is_no_generator_is_the_callers_to_close() -> None:
    class Bag:
        def __init__(self) -> None:
            self.closed = False
            self._left = iter([b"one", b"two"])

        def __iter__(self) -> Bag:
            return self

        def __next__(self) -> bytes:
            return next(self._left)

        def close(self) -> None:
            self.closed = True

    bag = Bag()
    upload = prepare(request(bag))
    assert b"onetwo" == sent(upload)
    upload.close()
    assert not bag.closed
