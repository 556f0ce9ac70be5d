"""Uploads that fail in the middle: the error names its cause, and nothing is left."""

from __future__ import annotations

import array
import io
import os
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import anyio.lowlevel
import pytest

from tests.rawserver import Answer, RawServer, ok
from tests.systems import needs_posix
from tigris_http import BodyMismatch, NotFound, RetryPolicy, TigrisHTTP, Timeouts
from tigris_http.emulator import Emulator, Fault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tigris_http import AsyncTigrisHTTP

    from .harness import Harness

MIB = 1024 * 1024
UNSIGNED = "UNSIGNED-PAYLOAD"
SOON = Timeouts(pool=2)
KERNEL = Path("/proc/self/environ") if Path("/proc/self/environ").exists() else Path(os.devnull)
"""A file that reports no content."""
KERNEL_SAYS = KERNEL.read_bytes()


class Bad(Exception):
    """The caller's own error."""


@pytest.fixture
def one(harness: Harness) -> AsyncTigrisHTTP:
    """A client with one connection: the next request shows if it was left half used."""
    return harness.client(max_connections=1, timeouts=SOON)


async def nothing_is_left(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    with pytest.raises(NotFound):
        await client.head_object("atlas", "k")
    await client.put_object("atlas", "other", b"whole")
    async with client.get_object("atlas", "other") as body:
        assert b"whole" == await body.read()
    assert ["other"] == [entry.key async for entry in client.list_objects_v2("atlas")]


def failing(harness: Harness, pieces: int, error: BaseException | None) -> Any:
    """Return an iterable of the harness's kind that yields chunks of a mebibyte, and then raises or ends."""

    def blocking() -> Iterator[bytes]:
        for _ in range(pieces):
            yield bytes(MIB)
        if error is not None:
            raise error

    async def awaited() -> AsyncIterator[bytes]:
        for _ in range(pieces):
            yield bytes(MIB)
            await anyio.lowlevel.checkpoint()
        if error is not None:
            raise error

    return blocking() if harness.mode == "blocking" else awaited()


@pytest.mark.parametrize("pieces", [0, 1, 3])
async def test_an_error_of_an_iterable_is_raised_unchanged(
    harness: Harness, one: AsyncTigrisHTTP, tigris: Emulator, pieces: int
) -> None:
    await one.create_bucket("atlas")
    mine = Bad("no more")
    for rest in ({}, {"length": 4 * MIB, "sha256": UNSIGNED}):
        with pytest.raises(Bad) as caught:
            await one.put_object("atlas", "k", failing(harness, pieces, mine), **rest)  # type: ignore[arg-type]
        assert mine is caught.value
        await nothing_is_left(one, tigris)


@pytest.mark.parametrize("pieces", [0, 1, 3, 5])
async def test_a_body_of_another_length_is_not_stored(
    harness: Harness, one: AsyncTigrisHTTP, tigris: Emulator, pieces: int
) -> None:
    await one.create_bucket("atlas")
    for rest in ({"length": 4 * MIB}, {"length": 4 * MIB, "sha256": UNSIGNED}):
        with pytest.raises(BodyMismatch, match="longer" if pieces == 5 else "shorter") as caught:
            await one.put_object("atlas", "k", failing(harness, pieces, None), **rest)
        assert ("PutObject", "atlas", "k") == (caught.value.operation, caught.value.bucket, caught.value.key)
        await nothing_is_left(one, tigris)


class Changing(io.BytesIO):
    """A file that changes after it was hashed."""

    def __init__(self, first: bytes, then: bytes | Exception) -> None:
        super().__init__(first)
        self.then = then
        self.rounds = 0

    def seek(self, offset: int, whence: int = 0, /) -> int:
        if (offset, whence) == (0, 0):
            self.rounds += 1
            if self.rounds == 3 and isinstance(self.then, bytes):  # it was measured and hashed, and is sent now
                super().seek(0)
                self.truncate()
                self.write(self.then)
        return super().seek(offset, whence)

    def read(self, size: int | None = -1, /) -> bytes:
        if self.rounds == 3 and isinstance(self.then, Exception) and self.tell() > MIB:
            raise self.then
        return super().read(size)


async def test_a_file_that_shrinks_between_being_hashed_and_sent_is_not_stored(
    one: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    await one.create_bucket("atlas")
    file = Changing(bytes(3 * MIB), bytes(2 * MIB))
    with pytest.raises(BodyMismatch, match="ended 1048576 bytes before"):
        await one.put_object("atlas", "k", file)
    assert not file.closed
    await nothing_is_left(one, tigris)


async def test_a_file_that_grows_between_being_hashed_and_sent_is_stored_as_it_was(
    one: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    await one.create_bucket("atlas")
    await one.put_object("atlas", "k", Changing(bytes(2 * MIB), bytes(3 * MIB)))
    assert 2 * MIB == (await one.head_object("atlas", "k")).size


async def test_a_file_that_cannot_be_read_any_more_is_the_callers_own_error(
    one: AsyncTigrisHTTP, tigris: Emulator
) -> None:
    await one.create_bucket("atlas")
    mine = Bad("the disk is gone")
    with pytest.raises(Bad) as caught:
        await one.put_object("atlas", "k", Changing(bytes(3 * MIB), mine))
    assert mine is caught.value
    await nothing_is_left(one, tigris)


async def test_a_file_is_sent_from_its_position_as_often_as_it_takes(
    one: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path
) -> None:
    await one.create_bucket("atlas")
    (tmp_path / "file").write_bytes(b"before" + bytes(2 * MIB))
    with (tmp_path / "file").open("rb") as file:
        file.seek(6)
        tigris.inject(
            Fault("drop_request", "PutObject"), Fault("status", "PutObject"), Fault("lose_answer", "PutObject")
        )
        await one.put_object("atlas", "k", file)
        assert not file.closed
    async with one.get_object("atlas", "k") as body:
        assert bytes(2 * MIB) == await body.read()


@needs_posix
async def test_a_fifo_and_a_file_of_the_kernel_are_stored_by_their_paths(
    one: AsyncTigrisHTTP, tigris: Emulator, tmp_path: Path
) -> None:
    await one.create_bucket("atlas")
    fifo, content = tmp_path / "fifo", bytes(3 * MIB) + b"end"
    os.mkfifo(fifo)

    def feed() -> None:
        threading.Thread(target=lambda: fifo.write_bytes(content), daemon=True).start()

    feed()
    tigris.inject(Fault("drop_request", "PutObject"), Fault("lose_answer", "PutObject"))
    await one.put_object("atlas", "k", fifo)
    feed()
    await one.put_object("atlas", "unsigned", fifo, length=len(content), sha256=UNSIGNED)
    upload = await one.create_multipart_upload("atlas", "parts")
    feed()
    part = await one.upload_part("atlas", "parts", upload.upload_id, 1, fifo)
    await one.complete_multipart_upload("atlas", "parts", upload.upload_id, [part])
    for key in ("k", "unsigned", "parts"):
        async with one.get_object("atlas", key) as body:
            assert content == await body.read()
    await one.put_object("atlas", "kernel", KERNEL)
    async with one.get_object("atlas", "kernel") as body:
        assert KERNEL_SAYS == await body.read()


@needs_posix
async def test_a_cancelled_task_stops_waiting_for_a_fifo(harness: Harness, tigris: Emulator, tmp_path: Path) -> None:
    if harness.mode == "blocking":
        return
    client = harness.client()
    await client.create_bucket("atlas")
    os.mkfifo(tmp_path / "fifo")
    with anyio.fail_after(10):
        with anyio.move_on_after(0.2) as scope:
            await client.put_object("atlas", "k", tmp_path / "fifo")
        assert scope.cancelled_caught
        await nothing_is_left(client, tigris)
    (tmp_path / "fifo").write_bytes(b"")  # so that the thread ends


async def test_every_object_with_a_buffer_is_a_body(one: AsyncTigrisHTTP) -> None:
    await one.create_bucket("atlas")
    for body in (array.array("d", range(1000)), memoryview(bytes(range(256)))[::-2], array.array("I"), bytearray(b"x")):
        await one.put_object("atlas", "k", body)
        async with one.get_object("atlas", "k") as found:
            assert memoryview(body).tobytes() == await found.read()


async def test_one_object_streams_into_another(harness: Harness, tigris: Emulator) -> None:
    client = harness.client()
    await client.create_bucket("atlas")
    await client.put_object("atlas", "k", bytes(3 * MIB))
    async with client.get_object("atlas", "k") as body:
        source: Any = getattr(body, "_inner", body)
        await client.put_object("atlas", "copy", source, length=body.info.size, sha256=UNSIGNED)
    assert 3 * MIB == (await client.head_object("atlas", "copy")).size


async def test_a_task_cancelled_in_the_middle_of_a_put_leaves_no_connection_half_used(
    harness: Harness,
) -> None:
    if harness.mode == "blocking":
        return
    with RawServer(Answer(then="stall", read_body=False), ok(b"", 'ETag: "t"')) as server:
        client = harness.client(server.endpoint, ("tid_a", "tsec_b"), max_connections=1, timeouts=SOON)
        with anyio.move_on_after(0.2) as scope:
            await client.put_object("atlas", "k", bytes(32 * MIB))
        assert scope.cancelled_caught
        assert "t" == (await client.put_object("atlas", "k", b"x")).etag
        await client.aclose()
        assert [1, 2] == [request.connection for request in server.requests]


@needs_posix
@pytest.mark.parametrize("when", ["while it is sent", "while its answer is waited for"])
def test_ctrl_c_in_the_middle_of_a_put_leaves_no_connection_half_used(when: str) -> None:
    sending = when == "while it is sent"
    with RawServer(Answer(then="stall", read_body=not sending), ok(b"", 'ETag: "t"')) as server:
        with TigrisHTTP(server.endpoint, ("tid_a", "tsec_b"), max_connections=1, timeouts=SOON) as client:

            def interrupt() -> None:
                deadline = time.monotonic() + 5
                while not server.requests and time.monotonic() < deadline:
                    time.sleep(0.01)
                time.sleep(0.1)
                os.kill(os.getpid(), signal.SIGINT)

            threading.Thread(target=interrupt).start()
            with pytest.raises(KeyboardInterrupt):
                client.put_object("atlas", "k", bytes(32 * MIB if sending else 10))
            assert "t" == client.put_object("atlas", "k", b"x").etag
        assert [1, 2] == [request.connection for request in server.requests]


def test_ctrl_c_in_the_callers_own_generator_is_passed_on_and_stores_nothing(tigris: Emulator) -> None:
    def pieces() -> Iterator[bytes]:
        yield bytes(MIB)
        yield bytes(MIB)
        signal.raise_signal(signal.SIGINT)
        yield bytes(MIB)

    once = RetryPolicy(max_attempts=1)
    with TigrisHTTP(tigris.endpoint, tigris.credentials, max_connections=1, timeouts=SOON, retry=once) as client:
        client.create_bucket("atlas")
        for rest in ({}, {"length": 3 * MIB, "sha256": UNSIGNED}):
            with pytest.raises(KeyboardInterrupt):
                client.put_object("atlas", "k", pieces(), **rest)  # type: ignore[arg-type]
            assert [] == list(client.list_objects_v2("atlas"))
            client.put_object("atlas", "other", b"whole")
            client.delete_object("atlas", "other")
