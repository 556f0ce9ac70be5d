"""Open bodies: exact reads, the io classes on top of them, ends that come too early or not at all."""

from __future__ import annotations

import asyncio
import bz2
import csv
import gzip
import io
import shutil
import tarfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http import (
    AsyncObjectBody,
    IncompleteBody,
    MalformedResponse,
    ObjectBody,
    ObjectInfo,
    TimedOut,
)


class Source:
    """Bytes in given chunks, then the end."""

    trailers = ()
    remaining: int | None = None

    def __init__(self, data: bytes, sizes: list[int] | None = None) -> None:
        self.data, self.sizes, self.at, self.closed = data, sizes or [len(data) or 1], 0, 0

    def readinto(self, buffer: memoryview, /) -> int:
        size = min(self.sizes[0], len(buffer), len(self.data) - self.at)
        self.sizes = [*self.sizes[1:], self.sizes[0]]
        buffer[:size] = self.data[self.at : self.at + size]
        self.at += size
        return size

    def close(self) -> None:
        self.closed += 1


class AsyncSource:
    trailers = ()
    remaining: int | None = None

    def __init__(self, inner: Source) -> None:
        self.inner = inner

    async def readinto(self, buffer: memoryview, /) -> int:
        await asyncio.sleep(0)
        return self.inner.readinto(buffer)

    async def aclose(self) -> None:
        self.inner.close()


def info(size: int) -> ObjectInfo:
    return ObjectInfo("bucket", "key", size, size)


def opened(data: bytes, sizes: list[int] | None = None, declared: int | None = None) -> tuple[ObjectBody, Source]:
    source = Source(data, sizes)
    return ObjectBody(info(len(data) if declared is None else declared), source), source


chunkings = st.lists(st.integers(1, 50), min_size=1, max_size=5)


@given(st.binary(max_size=300), chunkings, st.lists(st.integers(0, 80), max_size=10))
def test_reads_are_exact_in_any_chunks_blocking_and_async(data: bytes, sizes: list[int], counts: list[int]) -> None:
    body, source = opened(data, sizes)
    expected = io.BytesIO(data)
    wanted = [expected.read(read_size) for read_size in [*counts, -1]]
    assert wanted == [body.read(read_size) for read_size in [*counts, -1]]
    assert source.closed

    async def main() -> list[bytes]:
        async with AsyncObjectBody(info(len(data)), AsyncSource(Source(data, sizes))) as abody:
            return [await abody.read(read_size) for read_size in [*counts, -1]]

    assert wanted == asyncio.run(main())


@given(st.binary(max_size=300), chunkings)
def test_iteration_gives_all_bytes(data: bytes, sizes: list[int]) -> None:
    with opened(data, sizes)[0] as body:
        assert data == b"".join(body)

    async def main() -> bytes:
        async with AsyncObjectBody(info(len(data)), AsyncSource(Source(data, sizes))) as abody:
            return b"".join([chunk async for chunk in abody])

    assert data == asyncio.run(main())


def test_readinto_fills_the_available_bytes_and_leaves_the_rest() -> None:
    buffer = bytearray(b"........")
    with opened(b"abcdef", [4])[0] as body:
        assert 4 == body.readinto(buffer)
        assert b"abcd...." == buffer
        assert (2, 0) == (body.readinto(buffer), body.readinto(buffer))


def test_a_buffer_that_cannot_be_written_is_refused() -> None:
    with opened(b"abc")[0] as body, pytest.raises(TypeError, match="writable"):
        body.readinto(b"...")


def test_the_last_byte_releases_the_connection_without_a_close() -> None:
    body, source = opened(b"abc")
    assert (b"abc", 1) == (body.read(3), source.closed)


def test_a_source_that_says_its_end_is_read_and_closed_once() -> None:
    reads: list[int] = []

    class Telling(Source):
        def readinto(self, buffer: memoryview, /) -> int:
            reads.append(len(buffer))
            size = super().readinto(buffer)
            self.remaining = len(self.data) - self.at
            return size

    source = Telling(b"abc")
    with ObjectBody(info(3), source) as body:
        assert b"abc" == body.read()
        assert b"" == body.read()
    assert ([3], 1) == (reads, source.closed)

    async def main() -> None:
        inner = Telling(b"abc")
        outer = AsyncSource(inner)
        outer.remaining = 0
        async with AsyncObjectBody(info(3), outer) as body:
            assert b"abc" == await body.read()
        assert ([3, 3], 1) == (reads, inner.closed)

    asyncio.run(main())


def test_a_whole_read_takes_no_more_memory_than_the_bytes_received() -> None:
    size = 32 * 1024 * 1024
    body, _ = opened(bytes(size), [1 << 20])
    tracemalloc.start()
    data = body.read()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == len(data)
    assert peak < size * 1.2
    liar, _ = opened(b"x" * 1000, declared=1 << 50)
    tracemalloc.start()
    with liar, pytest.raises(IncompleteBody):
        liar.read()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1024 * 1024


@pytest.mark.parametrize("error", [KeyboardInterrupt, TimedOut("silent"), ValueError("a fork")], ids=repr)
def test_a_body_whose_read_failed_or_was_interrupted_stays_failed(error: Any) -> None:
    """A caller who reads on could not see the gap."""

    class Failing(Source):
        def readinto(self, buffer: memoryview, /) -> int:
            if self.at:
                raise error
            return super().readinto(buffer)

    source = Failing(b"abcdef", [2])
    body = ObjectBody(info(6), source)
    with pytest.raises((KeyboardInterrupt, TimedOut, ValueError)):
        body.read()
    assert source.closed
    for again in (body.read, lambda: body.readinto(bytearray(1)), lambda: next(body)):
        with pytest.raises(IncompleteBody, match="an earlier read"):
            again()
    # Nothing is held, so there is no warning, which would be an error here.


def test_a_buffer_that_is_refused_costs_nothing() -> None:
    with opened(b"abc")[0] as body:
        with pytest.raises(TypeError):
            body.readinto(b"...")
        assert b"abc" == body.read()


def test_an_async_read_that_is_cancelled_stays_failed() -> None:
    class Stuck(AsyncSource):
        async def readinto(self, buffer: memoryview, /) -> int:
            await asyncio.sleep(60)
            return self.inner.readinto(buffer)

    async def main() -> None:
        source = Stuck(Source(b"abc"))
        async with AsyncObjectBody(info(3), source) as body:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(body.read(), 0.01)
            assert source.inner.closed
            with pytest.raises(IncompleteBody, match="CancelledError"):
                await body.read()

    asyncio.run(main())


def test_readers_of_files_read_bodies(tmp_path: Path) -> None:
    rows = "".join(f"{n},{n * n}\n" for n in range(5000))
    with io.TextIOWrapper(io.BufferedReader(opened(rows.encode(), [777])[0]), "ascii", newline="") as text:
        assert [[str(n), str(n * n)] for n in range(5000)] == list(csv.reader(text))
    with opened(gzip.compress(rows.encode()), [100])[0] as body, gzip.open(body, "rt", encoding="ascii") as unpacked:
        assert rows == unpacked.read()
    with opened(bz2.compress(rows.encode()), [100])[0] as body, bz2.open(body) as binary:
        assert rows.encode() == binary.read()
    with opened(rows.encode(), [5000])[0] as body, (tmp_path / "copy").open("wb") as file:
        shutil.copyfileobj(body, file)
    assert rows.encode() == (tmp_path / "copy").read_bytes()


@pytest.mark.parametrize("read", [ObjectBody.read, b"".join], ids=["read", "iteration"])
def test_a_body_that_ends_early_is_an_error(read: Callable[[ObjectBody], bytes]) -> None:
    with opened(b"abc", declared=5)[0] as body, pytest.raises(IncompleteBody, match="2 bytes before"):
        read(body)


def test_a_body_that_goes_on_is_an_error() -> None:
    with opened(b"abcdef", declared=3)[0] as body, pytest.raises(MalformedResponse, match="beyond its declared end"):
        body.read()


def test_a_closed_body_is_closed() -> None:
    body, source = opened(b"abc")
    body.close()
    body.close()
    assert 1 == source.closed
    with pytest.raises(ValueError, match="closed"):
        body.read()


def test_a_closed_or_failed_body_cannot_be_entered() -> None:
    async def astory() -> None:
        abody = AsyncObjectBody(info(5), AsyncSource(Source(b"abc")))
        with pytest.raises(IncompleteBody, match="2 bytes before"):
            await abody.read()
        with pytest.raises(IncompleteBody, match="an earlier read"):
            await abody.__aenter__()
        await abody.aclose()
        with pytest.raises(ValueError, match="closed"):
            await abody.__aenter__()

    body, _ = opened(b"abc", declared=5)
    with pytest.raises(IncompleteBody, match="2 bytes before"):
        body.read()
    with pytest.raises(IncompleteBody, match="an earlier read"):
        body.__enter__()
    body.close()
    with pytest.raises(ValueError, match="closed"):
        body.__enter__()
    asyncio.run(astory())


def test_an_unclosed_body_warns() -> None:
    body, _ = opened(b"abc")
    held = [body]
    del body
    with pytest.warns(ResourceWarning, match="unclosed <ObjectBody bucket/key, 3 bytes to come>"):
        held.clear()


def test_it_is_a_binary_file_for_the_standard_library() -> None:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        member = tarfile.TarInfo("inside.txt")
        member.size = 5
        tar.addfile(member, io.BytesIO(b"hello"))
    with opened(archive.getvalue(), [700, 3])[0] as body, tarfile.open(fileobj=body, mode="r|") as tar:
        found = tar.next()
        assert found is not None
        content = tar.extractfile(found)
        assert content is not None
        assert b"hello" == content.read()
    with io.TextIOWrapper(io.BufferedReader(opened("é\nü\n".encode(), [1])[0]), "utf-8") as text:
        assert ["é\n", "ü\n"] == list(text)
