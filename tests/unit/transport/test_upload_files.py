"""Files that cannot seek, or misstate their size or position, are sent whole or refused."""

from __future__ import annotations

import asyncio
import codecs
import errno
import gzip
import io
import os
import socket
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from tests.systems import needs_posix
from tigris_http._concurrency.event_loop import (
    in_thread_left_behind,
)
from tigris_http._transport.request_body.prepare import prepare, prepare_async
from tigris_http.errors import BodyMismatch

from .bodies import BYTES, SHA256, fed, part_of_a_file, path, pipe, request, sent

# -- files that cannot seek, or say what is not so -----------------------------------------------------------------


class OnlyRead:
    """A file that does no more than read."""

    def __init__(self, data: bytes = BYTES) -> None:
        self.inner = io.BytesIO(data)

    def read(self, size: int = -1, /) -> bytes:
        return self.inner.read(size)


class Seeks(OnlyRead):
    """A file whose ways to seek its subclasses spoil one at a time. It stands behind what is not to be sent."""

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


@needs_posix
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


@needs_posix
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


@needs_posix
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
    with mock.patch("tigris_http._transport.request_body.prepare._Spool") as spool:
        for body in (path(tmp_path), part_of_a_file(tmp_path), io.BytesIO(BYTES), io.BytesIO()):
            upload = prepare(request(body))
            assert sent(upload) in (BYTES, b"")
            upload.close()
            assert not spool.called
            if hasattr(body, "close"):
                body.close()


@needs_posix
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
