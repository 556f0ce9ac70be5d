"""Bodies to upload: every kind gives the same bytes, size and hash; memory is bounded; lengths are held to."""

from __future__ import annotations

import asyncio
import codecs
import ctypes
import errno
import gc
import gzip
import hashlib
import io
import mmap
import os
import socket
import tarfile
import tempfile
import threading
import time
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
    in_thread_left_behind,
)
from tigris_http._transport.request_body.prepare import prepare, prepare_async
from tigris_http._transport.request_body.upload import UPLOAD_CHUNK
from tigris_http._wire.http import Request
from tigris_http.errors import BodyMismatch

BYTES = bytes(range(256)) * 5
SHA256 = hashlib.sha256(BYTES).hexdigest()
MEGABYTE = 1024 * 1024


class Pipe(io.RawIOBase):
    """A binary file that cannot seek."""

    def __init__(self, data: bytes) -> None:
        self._inner = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._inner.readinto(buffer)


def part_of_a_file(tmp_path: Path) -> io.BufferedReader:
    (tmp_path / "part").write_bytes(b"before" + BYTES)
    file = (tmp_path / "part").open("rb")
    file.seek(6)
    return file


def path(tmp_path: Path) -> Path:
    (tmp_path / "path").write_bytes(BYTES)
    return tmp_path / "path"


def mapped(tmp_path: Path) -> mmap.mmap:
    with path(tmp_path).open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class Foreign(ctypes.BigEndianStructure):
    """Items that no view of bytes can be made of without a copy."""

    _fields_ = (("a", ctypes.c_uint16), ("b", ctypes.c_uint16))


KINDS: dict[str, Callable[[Path], Any]] = {
    "bytes": lambda _: BYTES,
    "bytearray": lambda _: bytearray(BYTES),
    "memoryview": lambda _: memoryview(BYTES),
    "memoryview of other items": lambda _: memoryview(array("I", BYTES)),
    "memoryview with gaps": lambda _: memoryview(bytes(b for byte in BYTES for b in (byte, 0)))[::2],
    "memoryview of two dimensions": lambda _: memoryview(BYTES).cast("B", shape=[len(BYTES) // 4, 4]),
    "array": lambda _: array("I", BYTES),
    "structures": lambda _: (Foreign * (len(BYTES) // 4)).from_buffer_copy(BYTES),
    "mapped file": mapped,
    "path": path,
    "file from its position": part_of_a_file,
    "bytes in memory": lambda _: io.BytesIO(BYTES),
    "pipe": lambda _: Pipe(BYTES),
    "iterator": lambda _: iter([BYTES[:100], b"", BYTES[100:]]),
    "list": lambda _: [BYTES[:7], bytearray(BYTES[7:])],
    "list of views and arrays": lambda _: [memoryview(BYTES[:8]), array("H", BYTES[8:])],
}


def request(body: Any, **rest: Any) -> Request:
    return Request("PUT", "bucket", "key", body=body, **rest)


def sent(upload: Any) -> bytes:
    return b"".join(map(bytes, upload.chunks()))


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
    (tmp_path / "text").write_text("words")
    with (tmp_path / "text").open() as file, pytest.raises(TypeError, match=r"bytes|binary"):
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


@pytest.mark.parametrize("said", [len(BYTES) - 1, len(BYTES) + 1])
def test_a_body_sent_as_it_comes_is_held_to_its_length(said: int) -> None:
    upload = prepare(request(iter([BYTES[:9], BYTES[9:]]), length=said, sha256="UNSIGNED-PAYLOAD"))
    assert (said, "UNSIGNED-PAYLOAD", False) == (
        upload.payload.size,
        upload.payload.sha256,
        upload.payload.rereadable,
    )
    with pytest.raises(BodyMismatch, match=r"longer|shorter"):
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


# -- files that cannot seek, or only claim to ----------------------------------------------------------------------


class OnlyRead:
    """A file that does no more than read."""

    def __init__(self, data: bytes = BYTES) -> None:
        self.inner = io.BytesIO(data)

    def read(self, size: int = -1, /) -> bytes:
        return self.inner.read(size)


class Seeks(OnlyRead):
    """A file after some bytes that are not to be sent. Each subclass breaks one way to seek."""

    def __init__(self) -> None:
        super().__init__(b"before" + BYTES)
        self.inner.seek(6)

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.inner.tell()

    def seek(self, offset: int, whence: int = 0, /) -> Any:
        return self.inner.seek(offset, whence)


class SeeksWithoutAnAnswer(Seeks):
    def seek(self, offset: int, whence: int = 0, /) -> Any:
        self.inner.seek(offset, whence)


class SeeksFromItsStartOnly(Seeks):
    def seek(self, offset: int, /) -> Any:  # type: ignore[override]
        return self.inner.seek(offset)


class SeeksToNoEnd(Seeks):
    """As files below /proc do."""

    def seek(self, offset: int, whence: int = 0, /) -> Any:
        if whence:
            raise OSError(errno.EINVAL, "Invalid argument")
        return self.inner.seek(offset)


class SeeksNotThoughItSaysSo(Seeks):
    def seek(self, offset: int, whence: int = 0, /) -> Any:
        raise io.UnsupportedOperation("seek")


class SaysNotWhetherItSeeks(Seeks):
    def seekable(self) -> bool:
        raise io.UnsupportedOperation


class HasNoIdeaOfSeeking(Seeks):
    def seekable(self) -> bool:
        raise AttributeError("'_Stream' object has no attribute 'seekable'")


class TellsNothing(Seeks):
    def tell(self) -> int:
        raise OSError(errno.ESPIPE, "Illegal seek")


class SaysThatItHas(Seeks):
    """A file that is of a size that is not its own."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def seek(self, offset: int, whence: int = 0, /) -> Any:
        return self.inner.seek(offset, whence) if whence == 0 else self.size


def member_of_a_stream(tmp_path: Path) -> Any:
    path(tmp_path)
    with tarfile.open(tmp_path / "tar", "w") as archive:
        archive.add(tmp_path / "path", "member")
    archive = tarfile.open(tmp_path / "tar", "r|")  # noqa: SIM115  # closed with its member, by the collector
    found = archive.next()
    assert found is not None
    return archive.extractfile(found)


def unpacked(tmp_path: Path) -> Any:
    with gzip.open(tmp_path / "gzip", "wb") as file:
        file.write(b"before" + BYTES)
    file = gzip.open(tmp_path / "gzip", "rb")  # noqa: SIM115  # closed by the test
    file.read(6)
    return file


def fed(write: Callable[[], Any]) -> None:
    threading.Thread(target=write, daemon=True).start()


def pipe(_: Path) -> Any:
    reading, writing = os.pipe()

    def feed() -> None:
        with os.fdopen(writing, "wb") as file:
            file.write(BYTES)

    fed(feed)
    return os.fdopen(reading, "rb")


def connection(_: Path) -> Any:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(BYTES)
        return ours.makefile("rb")


def fifo(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "fifo")
    fed(lambda: (tmp_path / "fifo").write_bytes(BYTES))
    return tmp_path / "fifo"


UNTRUE: dict[str, Callable[[Path], Any]] = {
    "only read": lambda _: OnlyRead(),
    "seek without an answer": lambda _: SeeksWithoutAnAnswer(),
    "seek from the start only": lambda _: SeeksFromItsStartOnly(),
    "seek to no end": lambda _: SeeksToNoEnd(),
    "seekable that lies": lambda _: SeeksNotThoughItSaysSo(),
    "seekable that raises": lambda _: SaysNotWhetherItSeeks(),
    "seekable of a stream": lambda _: HasNoIdeaOfSeeking(),
    "tell that raises": lambda _: TellsNothing(),
    "size of nothing": lambda _: SaysThatItHas(0),
    "size of too much": lambda _: SaysThatItHas(4096),
    "size of too little": lambda _: SaysThatItHas(6 + 100),
    "member of a tar stream": member_of_a_stream,
    "gzip at a position": unpacked,
    "pipe of the system": pipe,
    "socket": connection,
    "fifo by its path": fifo,
}


@pytest.mark.parametrize("kind", UNTRUE)
@pytest.mark.parametrize("rest", [{}, {"checksum": "crc32"}, {"length": len(BYTES)}], ids=str)
def test_what_a_file_says_of_itself_may_be_untrue_and_its_bytes_are_sent_all_the_same(
    kind: str, rest: dict[str, Any], tmp_path: Path
) -> None:
    if rest.get("length") and kind in ("size of too much", "size of too little"):
        # It says so itself.
        rest = {"length": None}
    body = UNTRUE[kind](tmp_path)
    upload = prepare(request(body, **rest))
    assert (len(BYTES), SHA256, True) == (upload.payload.size, upload.payload.sha256, upload.payload.rereadable)
    assert [BYTES, BYTES] == [sent(upload), sent(upload)]
    upload.close()
    if hasattr(body, "close"):
        assert not body.closed
        body.close()


@pytest.mark.parametrize("kind", UNTRUE)
def test_the_async_client_sends_the_bytes_of_such_a_file_too(kind: str, tmp_path: Path) -> None:
    async def main() -> bytes:
        body = UNTRUE[kind](tmp_path)
        upload = await prepare_async(request(body), in_thread_left_behind)
        pieces = [bytes(piece) async for piece in upload.achunks()]
        upload.close()
        if hasattr(body, "close"):
            body.close()
        return b"".join(pieces)

    assert BYTES == asyncio.run(main())


@pytest.mark.parametrize("kind", ["fifo by its path", "seekable that lies", "size of nothing", "seek to no end"])
def test_such_a_file_of_known_length_is_sent_unsigned_as_it_comes(kind: str, tmp_path: Path) -> None:
    async def main(body: Any) -> bytes:
        upload = await prepare_async(request(body, **rest), in_thread_left_behind)
        pieces = [bytes(piece) async for piece in upload.achunks()]
        upload.close()
        return b"".join(pieces)

    rest: dict[str, Any] = {"length": len(BYTES), "sha256": "UNSIGNED-PAYLOAD"}
    upload = prepare(request(UNTRUE[kind](tmp_path), **rest))
    assert (BYTES, False) == (sent(upload), upload.payload.rereadable)
    upload.close()
    (tmp_path / "fifo").unlink(missing_ok=True)
    assert BYTES == asyncio.run(main(UNTRUE[kind](tmp_path)))


@pytest.mark.parametrize(
    "place", ["/proc/self/environ", "/proc/self/limits", "/sys/kernel/mm/transparent_hugepage/enabled", "/dev/null"]
)
def test_files_of_the_kernel_are_read_whole_by_their_path_or_open(place: str) -> None:
    if not Path(place).exists():
        place = os.devnull  # of another system
    with Path(place).open("rb") as file:
        content = file.read()
        file.seek(0)
        for body in (Path(place), file):
            upload = prepare(request(body))
            assert (len(content), content) == (upload.payload.size, sent(upload))
            upload.close()


@pytest.mark.parametrize("encodings", [("utf-8", "latin-1"), ("latin-1", "utf-16")])
def test_a_file_that_encodes_what_it_reads_is_sent_as_it_gives_it(encodings: tuple[str, str], tmp_path: Path) -> None:
    text = "é1\n" * 700
    (tmp_path / "text").write_bytes(text.encode(encodings[1]))
    with codecs.EncodedFile((tmp_path / "text").open("rb"), *encodings) as file:
        upload = prepare(request(file))
        assert text.encode(encodings[0]) == sent(upload)
        upload.close()


def test_a_file_that_shrinks_or_grows_while_it_is_hashed_is_told_from_one_that_says_what_is_not_so() -> None:
    class Changing(io.BytesIO):
        def __init__(self, size: int) -> None:
            super().__init__(BYTES)
            self.becomes = size

        def read(self, size: int | None = -1, /) -> bytes:
            if size and size > 1 and len(self.getvalue()) == len(BYTES):
                if self.becomes < len(BYTES):
                    self.truncate(self.becomes)
                else:
                    with self.getbuffer():
                        pass
                    here = self.tell()
                    self.seek(0, 2)
                    self.write(b"more")
                    self.seek(here)
            return super().read(size)

    with pytest.raises(BodyMismatch, match="ended 10 bytes before its size"):
        prepare(request(Changing(len(BYTES) - 10)))
    assert BYTES == sent(prepare(request(Changing(len(BYTES) + 4))))


def test_a_file_that_does_not_go_back_to_where_it_stood_is_refused_before_anything_is_sent() -> None:
    class OneWay(Seeks):
        def seek(self, offset: int, whence: int = 0, /) -> Any:
            return self.inner.seek(offset, whence) if whence else None

    with pytest.raises(ValueError, match="does not go back to its position"):
        prepare(request(OneWay()))


def test_an_ordinary_file_is_not_copied_before_it_is_sent(tmp_path: Path) -> None:
    with mock.patch("tigris_http._transport.request_body.prepare._Spool", side_effect=AssertionError):
        for body in (path(tmp_path), part_of_a_file(tmp_path), io.BytesIO(BYTES), io.BytesIO()):
            upload = prepare(request(body))
            sent(upload)
            upload.close()
            if hasattr(body, "close"):
                body.close()


def test_a_task_that_is_cancelled_leaves_a_pipe_that_gives_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")

    async def main() -> float:
        task = asyncio.create_task(prepare_async(request(tmp_path / "fifo"), in_thread_left_behind))
        for _ in range(20):  # the loop goes on meanwhile
            await asyncio.sleep(0.005)
        began = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        took = time.monotonic() - began
        with (tmp_path / "fifo").open("wb"):  # so that the thread ends
            pass
        return took

    assert asyncio.run(main()) < 5


def test_a_task_that_is_cancelled_stops_the_reading_of_its_iterable() -> None:
    read, begun, go_on = 0, threading.Event(), threading.Event()

    def pieces() -> Iterator[bytes]:
        nonlocal read
        while read < 1000:
            read += 1
            begun.set()
            go_on.wait(10)
            yield b"piece"

    async def main() -> None:
        task = asyncio.create_task(prepare_async(request(pieces()), in_thread_left_behind))
        await asyncio.to_thread(begun.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()

    asyncio.run(main())
    assert read < 10


# -- files that are none -------------------------------------------------------------------------------------------


def test_a_file_that_was_closed_or_is_only_written_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    with path(tmp_path).open("rb") as closed:
        pass
    with pytest.raises(ValueError, match="body is a file that was closed"):
        prepare(request(closed, sha256="a" * 64))
    with (tmp_path / "written").open("wb") as written, pytest.raises(ValueError, match="not opened for reading"):
        prepare(request(written, sha256="a" * 64))


def test_a_file_of_text_in_disguise_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("words")
    with tempfile.NamedTemporaryFile("w+") as wrapped, pytest.raises(TypeError, match="binary"):
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
