"""The blocking writer as a file: what writes files writes objects, memory is bounded, and a fork changes nothing."""

from __future__ import annotations

import csv
import gzip
import io
import pickle
import random
import shutil
import tarfile
import threading
import tracemalloc
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.systems import needs_posix
from tests.unit.transport.leaks import in_child
from tigris_http import TigrisHTTP
from tigris_http.operations import CompletedUpload, CreateMultipartUpload, MultipartUpload, UploadedPart, UploadPart
from tigris_http.transfers import ObjectWriter, TransferOptions, WriteObject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tigris_http.emulator import Emulator

PART = 5 << 20
CONTENT = random.Random(8).randbytes(PART + 1234)
IN_PARTS = TransferOptions(part_size=PART, concurrency=2)


@pytest.fixture
def blocking(tigris: Emulator) -> Iterator[TigrisHTTP]:
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket("atlas")
        yield client


def stored(client: TigrisHTTP) -> bytes:
    with client.get_object("atlas", "k") as body:
        return body.read()


def tarred(file: io.BufferedIOBase) -> None:
    with tarfile.open(fileobj=file, mode="w") as tar:
        member = tarfile.TarInfo("a")
        member.size = len(CONTENT)
        tar.addfile(member, io.BytesIO(CONTENT))


def streamed_tar(file: io.BufferedIOBase) -> None:
    with tarfile.open(fileobj=file, mode="w|") as tar:
        member = tarfile.TarInfo("a")
        member.size = len(CONTENT)
        tar.addfile(member, io.BytesIO(CONTENT))


def zipped(file: io.BufferedIOBase) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a"), CONTENT)
        archive.writestr(zipfile.ZipInfo("b"), b"b")


def compressed(file: io.BufferedIOBase) -> None:
    with gzip.GzipFile(fileobj=file, mode="wb", mtime=1) as pressed:
        pressed.write(CONTENT)


def pickled(file: io.BufferedIOBase) -> None:
    pickle.dump({"content": CONTENT}, file)


def copied(file: io.BufferedIOBase) -> None:
    shutil.copyfileobj(io.BytesIO(CONTENT), file)


def table(file: Any) -> None:
    text = io.TextIOWrapper(file, "utf-8", newline="")
    csv.writer(text).writerows([[number, "ä"] for number in range(3_000)])
    text.detach()


def lines(file: io.BufferedIOBase) -> None:
    file.writelines([b"a\n", bytearray(b"b\n"), memoryview(b"c\n")])


def buffered(file: io.BufferedIOBase) -> None:
    with io.BufferedWriter(file, 1 << 16) as fast:
        for start in range(0, len(CONTENT), 999):
            fast.write(CONTENT[start : start + 999])


WRITERS = [tarred, streamed_tar, zipped, compressed, pickled, copied, table, lines, buffered]


class Unseekable(io.BytesIO):
    """The reference: bytes in memory that, like the object, do not seek."""

    name, mode = "k", "wb"

    def seekable(self) -> bool:
        return False

    def seek(self, offset: int, whence: int = 0, /) -> int:
        raise io.UnsupportedOperation("seek")

    def close(self) -> None:
        """Stay readable."""


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_what_writes_a_file_writes_the_same_object(
    blocking: TigrisHTTP, write: Callable[[io.BufferedIOBase], None]
) -> None:
    reference = Unseekable()
    write(reference)
    with blocking.write_object("atlas", "k", transfer=IN_PARTS) as file:
        write(file)
    assert reference.getvalue() == stored(blocking)
    assert len(reference.getvalue()) == file.result.size


@pytest.mark.parametrize("write", [tarred, streamed_tar, zipped, compressed], ids=lambda write: write.__name__)
def test_an_archive_that_breaks_off_stores_nothing(
    blocking: TigrisHTTP, write: Callable[[io.BufferedIOBase], None]
) -> None:
    """Archives write their end after an error, too."""

    def broken() -> None:
        with blocking.write_object("atlas", "k", transfer=IN_PARTS) as file:
            write(file)
            raise LookupError

    with pytest.raises(LookupError):
        broken()
    assert [] == list(blocking.list_objects_v2("atlas"))
    assert [] == list(blocking.list_multipart_uploads("atlas"))


def test_a_text_wrapper_stores_the_object_when_it_is_closed(blocking: TigrisHTTP) -> None:
    file = blocking.write_object("atlas", "k")
    with io.TextIOWrapper(file, "utf-8") as text:
        text.write("käse")
    assert "käse".encode() == stored(blocking)
    assert file.closed


def test_it_is_a_binary_file_that_only_writes(blocking: TigrisHTTP) -> None:
    with blocking.write_object("atlas", "k") as file:
        assert isinstance(file, ObjectWriter)
        assert isinstance(file, io.BufferedIOBase)
        assert (False, True, False, False, "wb") == (
            file.readable(),
            file.writable(),
            file.seekable(),
            file.isatty(),
            file.mode,
        )
        for refused in (file.read, file.fileno, file.truncate, file.detach, lambda: file.seek(0), file.readline):
            with pytest.raises(io.UnsupportedOperation):
                refused()
        for size in (0, 5, 1 << 20):
            before = file.tell()
            file.write(bytes(size))
            assert before + size == file.tell()
        assert f"<ObjectWriter atlas/k, {5 + (1 << 20)} bytes>" == repr(file)
    for late in (file.tell, file.flush, file.__enter__, lambda: file.write(b"")):
        with pytest.raises(ValueError, match="this writer is closed"):
            late()


class Held:
    """A client whose parts end only when as many as may are under way."""

    def __init__(self, concurrency: int) -> None:
        self._concurrency = concurrency
        self._running = 0
        self._changed = threading.Condition()
        self.ending = False

    def send(self, operation: Any) -> Any:
        match operation:
            case CreateMultipartUpload():
                return MultipartUpload("atlas", "k", "1")
            case UploadPart():
                self._hold()
                return UploadedPart(operation.part_number, "e")
            case _:
                return CompletedUpload("atlas", "k", "e")

    def _hold(self) -> None:
        with self._changed:
            self._running += 1
            self._changed.notify_all()
            assert self._changed.wait_for(lambda: self.ending or self._running == self._concurrency, 30)
            self._running -= 1

    def end(self) -> None:
        with self._changed:
            self.ending = True
            self._changed.notify_all()

    def stream(self, operation: Any) -> Any:
        raise AssertionError(operation)


@pytest.mark.parametrize("concurrency", [1, 3])
@pytest.mark.parametrize("piece", [1000, 1 << 16, 40 << 20])
def test_memory_is_bounded(concurrency: int, piece: int) -> None:
    given, client = bytes(piece), Held(concurrency)
    options = TransferOptions(part_size=PART, concurrency=concurrency)
    tracemalloc.start()
    try:
        with ObjectWriter(client, WriteObject("atlas", "k", transfer=options), connections=16) as file:
            for _ in range((40 << 20) // piece):
                file.write(given)
            client.end()
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (40 << 20) // piece * piece == file.result.size
    assert concurrency * PART <= most <= concurrency * PART + (8 << 20)


@needs_posix
def test_a_forked_child_can_do_nothing_to_a_writer(blocking: TigrisHTTP) -> None:
    file = blocking.write_object("atlas", "k", transfer=IN_PARTS)
    file.write(CONTENT)

    def child() -> bool:
        for refused in (lambda: file.write(b"child"), file.close, file.abort, file.tell):
            with pytest.raises(RuntimeError, match="this writer belongs to another process"):
                refused()
        file.__exit__(LookupError, LookupError(), None)
        file.__del__()
        return True

    assert 0 == in_child(child)
    file.write(b"parent")
    file.close()
    assert CONTENT + b"parent" == stored(blocking)


def test_two_threads_do_not_write_at_once(blocking: TigrisHTTP) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def pause(_: object) -> None:
        inside.set()
        assert go_on.wait(30)

    file = blocking.write_object("atlas", "k", transfer=TransferOptions(part_size=PART, concurrency=1), progress=pause)
    thread = threading.Thread(target=file.write, args=(CONTENT + CONTENT,))
    thread.start()
    assert inside.wait(30)
    with pytest.raises(RuntimeError, match="this writer is in use"):
        file.write(b"other")
    with pytest.raises(RuntimeError, match="this writer is in use"):
        file.abort()
    go_on.set()
    thread.join(30)
    file.close()
    assert CONTENT + CONTENT == stored(blocking)
