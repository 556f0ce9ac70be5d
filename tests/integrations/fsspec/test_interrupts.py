"""Ctrl-C during a blocking call: it ends, with all that it began."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import fsspec.asyn
import pytest
from fsspec.exceptions import FSTimeoutError

from tests.systems import needs_posix
from tigris_http.emulator import Emulator, Fault
from tigris_http.fsspec import TigrisFileSystem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tigris_http import TigrisHTTP

LARGE = bytes(33 << 20)
PATIENCE = 30.0
LATE = 60.0
"""Seconds after which an answer comes, too late for its caller."""


@contextmanager
def interrupted_by(tigris: Emulator, fault: Fault) -> Iterator[None]:
    """Send SIGINT when a request met a fault. The block must end by it, and soon."""
    tigris.inject(fault)
    before, is_over = tigris.faults, threading.Event()

    def send() -> None:
        end = time.monotonic() + PATIENCE
        while tigris.faults == before and time.monotonic() < end and not is_over.wait(0.01):
            pass
        if not is_over.is_set():
            os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=send)
    thread.start()
    begun = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            yield
    finally:
        is_over.set()
        thread.join()
    assert time.monotonic() - begun < PATIENCE
    tigris.clear_faults()


def tasks(fs: TigrisFileSystem) -> int:
    """Return the number of tasks on the loop of a file system."""

    async def count() -> int:
        return len(asyncio.all_tasks()) - 1

    found: int = fsspec.asyn.sync(fs.loop, count)
    return found


@needs_posix
def test_an_interrupted_upload_is_aborted(
    fs: TigrisFileSystem, tigris: Emulator, client: TigrisHTTP, bucket: str
) -> None:
    with interrupted_by(tigris, Fault("lose_answer", operation="UploadPart", times=1000)):
        fs.pipe_file(f"{bucket}/a", LARGE)
    assert [] == list(client.list_multipart_uploads(bucket))
    assert not client.exists(bucket, "a")
    assert b"1" == (fs.pipe_file(f"{bucket}/a", b"1"), fs.cat_file(f"{bucket}/a"))[1]


@needs_posix
def test_an_interrupted_download_leaves_no_temporary_file(
    fs: TigrisFileSystem, tigris: Emulator, client: TigrisHTTP, bucket: str, tmp_path: Path
) -> None:
    client.put_object(bucket, "a", bytes(1 << 20))
    with interrupted_by(tigris, Fault("stall_body", operation="GetObject", after=9, seconds=LATE, times=9)):
        fs.get(f"{bucket}/a", str(tmp_path / "a"))
    assert 0 == tasks(fs)
    assert [] == list(tmp_path.iterdir())


@needs_posix
@pytest.mark.parametrize("method", ["get", "copy", "put"])
def test_no_task_of_an_interrupted_call_goes_on(
    fs: TigrisFileSystem, tigris: Emulator, bucket: str, tmp_path: Path, method: str
) -> None:
    names = [f"{bucket}/{number}" for number in range(5)]
    fs.pipe(dict.fromkeys(names, bytes(1 << 20)))
    for number in range(5):
        (tmp_path / str(number)).write_bytes(b"1")
    operation = {"get": "GetObject", "copy": "CopyObject", "put": "PutObject"}[method]
    given = {
        "get": (names, [str(tmp_path / f"{number}-copy") for number in range(5)]),
        "copy": (names, [f"{each}-copy" for each in names]),
        "put": ([str(tmp_path / str(number)) for number in range(5)], names),
    }[method]
    with interrupted_by(tigris, Fault("stall_body", operation=operation, seconds=LATE, times=99)):
        getattr(fs, method)(*given)
    assert 0 == tasks(fs)


@needs_posix
def test_an_interrupted_deletion_does_not_go_on(
    fs: TigrisFileSystem, tigris: Emulator, client: TigrisHTTP, bucket: str
) -> None:
    client.put_object(bucket, "a/1", b"")
    with interrupted_by(tigris, Fault("stall_body", operation="ListObjectsV2", after=9, seconds=LATE, times=9)):
        fs.rm(f"{bucket}/a", recursive=True)
    assert 0 == tasks(fs)
    assert client.exists(bucket, "a/1")


@needs_posix
def test_an_interrupted_write_of_a_file_stores_nothing(
    fs: TigrisFileSystem, tigris: Emulator, client: TigrisHTTP, bucket: str
) -> None:
    with (
        interrupted_by(tigris, Fault("lose_answer", operation="UploadPart", times=1000)),
        fs.open(f"{bucket}/a", "wb", block_size=17 << 20) as file,
    ):
        for _ in range(1000):  # without an end: an interrupt between the block and `__exit__` is Python's
            file.write(LARGE)
    assert [] == list(client.list_multipart_uploads(bucket))
    assert not client.exists(bucket, "a")


@needs_posix
def test_an_interrupt_while_a_file_is_closed_stores_nothing(
    fs: TigrisFileSystem, client: TigrisHTTP, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = fs.open(f"{bucket}/a", "wb", block_size=17 << 20)
    file.write(LARGE)
    file.write(b"the end")
    # Between two calls of the file, no call of it can be cancelled.
    monkeypatch.setattr(file, "_store", lambda: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        file.close()
    assert [] == list(client.list_multipart_uploads(bucket))
    assert not client.exists(bucket, "a")
    file.close()


def test_a_call_that_takes_too_long_ends(fs: TigrisFileSystem, tigris: Emulator, bucket: str) -> None:
    fs.pipe_file(f"{bucket}/a", bytes(1 << 20))
    tigris.inject(Fault("stall_body", operation="GetObject", after=9, seconds=LATE, times=9))
    with pytest.raises(FSTimeoutError):
        fs.cat_file(f"{bucket}/a", timeout=0.2)
    assert 0 == tasks(fs)
    tigris.clear_faults()
    assert bytes(1 << 20) == fs.cat_file(f"{bucket}/a")


def test_the_blocking_methods_keep_their_names_and_words(fs: TigrisFileSystem) -> None:
    assert "Return" in (fs.cat_file.__doc__ or "")
    assert "_cat_file" == fs.cat_file.__name__
