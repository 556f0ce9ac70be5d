"""Files that seek: the same bytes as a file in memory, by few requests, in bounded memory, of one object only."""

from __future__ import annotations

import asyncio
import io
import os
import random
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.download.test_resume import AsyncSource, Service, changed
from tigris_http import (
    AsyncObjectBody,
    AsyncObjectFile,
    ConnectionFailed,
    CorruptBody,
    IncompleteBody,
    MalformedResponse,
    NotFound,
    ObjectBody,
    ObjectChanged,
    ObjectFile,
    PreconditionFailed,
    RangeNotSatisfiable,
    TigrisError,
)
from tigris_http._download import read_ahead as rooms
from tigris_http._download.read_ahead import FETCH_SIZE, Windows
from tigris_http._wire.http import Head
from tigris_http.operations import GetObject, OpenObject
from tigris_http.operations.objects._object_info import object_info

MIB = 1024 * 1024


class Client:
    """Both clients: what they are asked goes to one service."""

    def __init__(self, content: bytes, **service: Any) -> None:
        self.service = Service(content, sizes=[100_000], **service)

    def stream(self, get: Any, /) -> Any:
        head, source = self._answer(get)
        return ObjectBody(object_info(head, "bucket", "key"), source)

    def send(self, operation: Any, /) -> Any:
        raise AssertionError(operation)

    async def opening(self, get: Any, /) -> Any:
        await asyncio.sleep(0)
        head, source = self._answer(get)
        return AsyncObjectBody(object_info(head, "bucket", "key"), AsyncSource(source))

    def _answer(self, get: GetObject) -> Any:
        if get.range is not None and not self.service.content:
            self.service.asked.append(get)
            raise RangeNotSatisfiable("no such bytes", status=416)
        return self.service.answer(get)

    def open(self, **wish: Any) -> ObjectFile:
        return ObjectFile.of(self, OpenObject("bucket", "key", **wish))

    async def aopen(self, **wish: Any) -> AsyncObjectFile:
        return await AsyncObjectFile.of(self, OpenObject("bucket", "key", **wish))

    @property
    def spans(self) -> list[Any]:
        return [get.range for get in self.service.asked]


steps = st.lists(
    st.one_of(
        st.tuples(st.just("seek"), st.integers(-60, 260), st.sampled_from([0, 1, 2])),
        st.tuples(st.just("read"), st.integers(-1, 120), st.just(0)),
        st.tuples(st.just("readinto"), st.integers(0, 120), st.just(0)),
        st.tuples(st.just("tell"), st.just(0), st.just(0)),
    ),
    max_size=25,
)


class Memory(io.BytesIO):
    """As files do, and not as `BytesIO` does, it refuses to go to a place before its beginning."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        if (0, self.tell(), len(self.getbuffer()))[whence] + offset < 0:
            raise ValueError("no such place")
        return super().seek(offset, whence)


def did(file: Any, kind: str, number: int, whence: int) -> Any:
    """Do a step to a file, blocking or async, and return what is to be compared of it."""
    if kind == "seek":
        try:
            return file.seek(number, whence)
        except (ValueError, OSError):
            return "refused"
    if kind == "read":
        return file.read(number)
    if kind == "tell":
        return file.tell()
    buffer = bytearray(number)
    return file.readinto(buffer), buffer


@given(st.binary(max_size=200), steps, st.integers(0, 70), st.integers(1, 40))
def test_it_is_the_file_that_it_would_be_in_memory(
    content: bytes, wanted: list[tuple[str, int, int]], read_ahead: int, window: int
) -> None:
    """Whatever is read and sought, and however small its windows are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rooms, "FETCH_SIZE", window)
        memory = Memory(content)
        expected = [did(memory, *step) for step in wanted]
        with Client(content).open(read_ahead=read_ahead) as file:
            assert expected == [did(file, *step) for step in wanted]

        async def main() -> list[Any]:
            async with await Client(content).aopen(read_ahead=read_ahead) as afile:
                found: list[Any] = []
                for step in wanted:
                    outcome = did(afile, *step)
                    if asyncio.iscoroutine(outcome):
                        outcome = await outcome
                    elif step[0] == "readinto":
                        outcome = (await outcome[0], outcome[1])
                    found.append(outcome)
                return found

        assert expected == asyncio.run(main())


@given(st.integers(1, 10**6), st.integers(0, 2 * 10**6), st.data())
def test_what_is_fetched_is_wanted_inside_the_object_and_bounded(size: int, most: int, data: st.DataObject) -> None:
    windows = Windows(size, most)
    for _ in range(8):
        at = data.draw(st.integers(0, size - 1))
        wanted = data.draw(st.integers(1, size - at))
        if len(windows.held(at)):
            continue
        fetch = windows.fetch(at, wanted)
        assert 0 <= fetch.first <= at < fetch.end <= size
        if fetch.direct:
            assert (at, at + wanted) == (fetch.first, fetch.end)
        else:
            assert wanted <= fetch.end - fetch.first or fetch.end == size
            assert fetch.end - fetch.first <= most
            windows.keep(fetch.first, memoryview(bytearray(fetch.end - fetch.first)))
            assert len(windows.held(at))
        assert sum(len(held) for _, held in (windows._last, windows._tail)) <= most + FETCH_SIZE


# -- how many requests ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, FETCH_SIZE - 1, FETCH_SIZE])
def test_a_small_object_is_fetched_once(size: int) -> None:
    content = random.Random(size).randbytes(size)
    client = Client(content)
    with client.open() as file:
        file.seek(-1, os.SEEK_END)
        assert content[-1:] == file.read()
        file.seek(0)
        assert content == file.read()
    assert 1 == len(client.spans)


def test_an_empty_object_is_an_empty_file() -> None:
    client = Client(b"")
    with client.open() as file:
        assert (0, b"", 0, b"") == (file.size, file.read(), file.readinto(bytearray(9)), file.read(3))
        assert 5 == file.seek(5)
        assert b"" == file.read()
    assert [(0, FETCH_SIZE - 1), None] == client.spans


HUNDRED = 100 * MIB


@pytest.mark.parametrize("size", [1000, 64 * 1024, MIB])
def test_a_hundred_mebibytes_from_front_to_end_are_few_requests(size: int) -> None:
    client = Client(bytes(HUNDRED))
    left = HUNDRED
    with client.open() as file:
        buffer = bytearray(size if size > 1000 else 8192)
        while count := file.readinto(buffer):
            left -= count
    assert 0 == left
    assert len(client.spans) < 25


def test_all_at_once_is_received_where_it_is_wanted() -> None:
    content = random.Random(1).randbytes(9 * MIB)
    client = Client(content)
    with client.open() as file:
        buffer = bytearray(len(content))
        assert len(content) == file.readinto(buffer)
    assert content == buffer
    assert [(0, FETCH_SIZE - 1), (FETCH_SIZE, 9 * MIB - 1)] == client.spans


def test_the_rest_is_one_request_and_takes_no_more_memory_than_it_has_bytes() -> None:
    client = Client(bytes(64 * MIB))
    with client.open() as file:
        file.seek(FETCH_SIZE)
        tracemalloc.start()
        assert 64 * MIB - FETCH_SIZE == len(file.read())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 64 * MIB * 1.2 + 64 * MIB  # the service's own copy of it
    assert [(0, FETCH_SIZE - 1), (FETCH_SIZE, 64 * MIB - 1)] == client.spans


def test_a_place_nobody_could_foresee_costs_what_is_asked_and_a_window() -> None:
    content = random.Random(2).randbytes(20 * MIB)
    client = Client(content)
    drawn = random.Random(3)
    with client.open() as file:
        for _ in range(50):
            at = drawn.randrange(len(content))
            file.seek(at)
            assert content[at : at + 1000] == file.read(1000)
    fetched = [last - first + 1 for first, last in client.spans]
    assert len(fetched) <= 51
    assert max(fetched) <= 2 * FETCH_SIZE
    assert sum(fetched) < 60 * FETCH_SIZE


def test_a_zip_archive_is_its_directory_and_what_is_read_of_it() -> None:
    archive, drawn = io.BytesIO(), random.Random(5)
    members = {f"m{number:04}": drawn.randbytes(drawn.randrange(30_000)) for number in range(600)}
    with zipfile.ZipFile(archive, "w") as writer:
        for name, content in members.items():
            writer.writestr(name, content)
    client = Client(archive.getvalue())
    with client.open() as file, zipfile.ZipFile(file) as reader:
        assert list(members) == reader.namelist()
        assert 2 >= len(client.spans)
        assert members["m0300"] == reader.read("m0300")
        assert 3 >= len(client.spans)
        for name, content in members.items():
            assert content == reader.read(name)
    assert len(client.spans) < 15


@pytest.mark.parametrize("compression", ["", "gz"])
def test_a_tar_archive_is_read_from_front_to_end(compression: str) -> None:
    archive, drawn = io.BytesIO(), random.Random(6)
    members = {f"m{number:04}": drawn.randbytes(drawn.randrange(30_000)) for number in range(300)}
    with tarfile.open(fileobj=archive, mode=f"w:{compression}") as writer:  # type: ignore[call-overload]
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            writer.addfile(entry, io.BytesIO(content))
    client = Client(archive.getvalue())
    with client.open() as file, tarfile.open(fileobj=file, mode="r:*") as reader:
        for entry in reader:
            member = reader.extractfile(entry)
            assert member is not None
            assert members.pop(entry.name) == member.read()
    assert not members
    assert len(client.spans) < 15


def test_a_footer_and_columns_are_a_request_each() -> None:
    """The way of Parquet: eight bytes at the end, the footer they tell of, then whole columns."""
    columns = [random.Random(number).randbytes(700_000) for number in range(10)]
    footer = b"".join(struct.pack("<II", number * 700_000, 700_000) for number in range(10))
    content = b"".join([*columns, footer, struct.pack("<I", len(footer)), b"PAR1"])
    client = Client(content)
    with client.open() as file:
        file.seek(-8, os.SEEK_END)
        size, magic = struct.unpack("<I4s", file.read(8))
        assert b"PAR1" == magic
        file.seek(-8 - size, os.SEEK_END)
        places = [struct.unpack("<II", file.read(8)) for _ in range(10)]
        for number in (7, 2, 5):
            first, length = places[number]
            file.seek(first)
            assert columns[number] == file.read(length)
    assert [(0, FETCH_SIZE - 1), (len(content) - FETCH_SIZE, len(content) - 1)] == client.spans[:2]
    assert [(number * 700_000, number * 700_000 + 699_999) for number in (7, 2, 5)] == client.spans[2:]


def test_what_buffers_and_decodes_files_takes_it() -> None:
    text = "".join(f"línea {number}\n" for number in range(20_000))
    with io.TextIOWrapper(io.BufferedReader(Client(text.encode()).open()), "utf-8") as lines:
        assert text.splitlines(keepends=True) == list(lines)
    with io.BufferedReader(Client(text.encode()).open()) as buffered:
        buffered.seek(-9, os.SEEK_END)
        assert text.encode()[-9:] == buffered.read()
        assert 0 == buffered.seek(0)
        assert text.encode().splitlines(keepends=True)[:2] == [buffered.readline(), buffered.readline()]


# -- one object ----------------------------------------------------------------------------------------------------

LARGE = random.Random(9).randbytes(FETCH_SIZE * 3)


def test_every_request_is_about_the_object_and_the_call_of_the_first() -> None:
    client = Client(LARGE)
    with client.open(version_id="17", extra_headers={"x-mine": "1"}, timeout=3.0) as file:
        assert LARGE == file.read()
    first, *others = client.service.asked
    assert (
        GetObject(
            "bucket", "key", range=(0, FETCH_SIZE - 1), version_id="17", extra_headers={"x-mine": "1"}, timeout=3.0
        )
        == first
    )
    assert others
    assert all(replace(first, range=get.range, if_match="abc") == get for get in others)


@pytest.mark.parametrize(
    "refused",
    [lambda: PreconditionFailed("changed", status=412), lambda: NotFound("gone", status=404)],
)
def test_an_object_that_changes_is_an_error_and_the_place_stays(refused: Callable[[], TigrisError]) -> None:
    client = Client(LARGE)
    client.service.bend = lambda number, get, head, body: refused() if number else (head, body)
    with client.open() as file:
        assert LARGE[:100] == file.read(100)
        with pytest.raises(ObjectChanged) as caught:
            file.read()
        assert ("GetObject", "bucket", "key") == (caught.value.operation, caught.value.bucket, caught.value.key)
        assert 100 == file.tell()
        with pytest.raises(ObjectChanged):
            file.readinto(bytearray(FETCH_SIZE))


@pytest.mark.parametrize("size", [len(LARGE), len(LARGE) + 1, FETCH_SIZE + 5, 1])
@pytest.mark.parametrize("ranges", [True, False])
def test_another_object_from_a_server_without_if_match_is_a_change(size: int, ranges: bool) -> None:
    client = Client(LARGE)

    def bend(number: int, get: GetObject, head: Head, body: bytes) -> tuple[Head, bytes]:
        if not number:
            return head, body
        content = bytes(size)
        assert get.range is not None
        first, last = cast("tuple[int, int]", get.range)
        if not ranges or first >= size:
            return Head(200, (("etag", '"other"'), ("content-length", str(size)))), content
        piece = content[first : last + 1]
        fields = (("etag", '"other"'), ("content-range", f"bytes {first}-{first + len(piece) - 1}/{size}"))
        return Head(206, (*fields, ("content-length", str(len(piece))))), piece

    client.service.bend = bend
    with client.open() as file:
        assert LARGE[:100] == file.read(100)
        with pytest.raises(ObjectChanged, match="another one was answered"):
            file.read()
        assert 100 == file.tell()
    assert all(source.closed for source in client.service.sources)


def first_answer(bend: Callable[[Head, bytes], tuple[Head, bytes]]) -> Client:
    client = Client(LARGE)
    client.service.bend = lambda number, get, head, body: bend(head, body)
    return client


@pytest.mark.parametrize(
    ("bend", "kind"),
    [
        (lambda head, body: (changed(head, etag=None), body), MalformedResponse),
        (lambda head, body: (changed(head, etag='""'), body), MalformedResponse),
        (lambda head, body: (changed(head, etag='"*"'), body), MalformedResponse),
        (lambda head, body: (changed(head, etag='W/"x"'), body), MalformedResponse),
        (
            lambda head, body: (Head(200, (("etag", 'W/"x"'), ("content-length", "300000"))), bytes(300000)),
            MalformedResponse,
        ),
        (lambda head, body: (changed(head, content_range=f"bytes 1-{FETCH_SIZE}/{len(LARGE)}"), body), CorruptBody),
        (lambda head, body: (Head(200, (("etag", '"x"'), ("content-length", str(len(LARGE))))), LARGE), None),
    ],
    ids=["no tag", "empty tag", "any tag", "weak tag", "all of it, weak tag", "another range", "all of it"],
)
def test_a_first_answer_that_nothing_can_be_built_on(bend: Any, kind: type[TigrisError] | None) -> None:
    client = first_answer(bend)
    if kind is None:
        # A service that knows no ranges: the file opens, and its first fetch finds out.
        with client.open() as file, pytest.raises(CorruptBody):
            file.read()
    else:
        with pytest.raises(kind) as caught:
            client.open()
        assert "GetObject" == caught.value.operation
    assert all(source.closed for source in client.service.sources)


def test_a_later_answer_that_is_not_what_was_asked_for_is_never_mixed_in() -> None:
    client = Client(LARGE)
    client.service.bend = lambda number, get, head, body: (
        (changed(head, content_range=f"bytes 0-{len(body) - 1}/{len(LARGE)}"), body) if number else (head, body)
    )
    with client.open() as file:
        with pytest.raises(CorruptBody):
            file.read()
        assert 0 == file.tell()
    assert all(source.closed for source in client.service.sources)


def test_a_read_that_failed_may_be_tried_again() -> None:
    client = Client(LARGE, breaks=[(FETCH_SIZE, None), (1000, ConnectionFailed("reset")), (5, None)])
    with client.open() as file:
        file.seek(FETCH_SIZE - 10)
        for error in (ConnectionFailed, IncompleteBody):
            with pytest.raises(error):
                file.read(100)
            assert FETCH_SIZE - 10 == file.tell()
        assert LARGE[FETCH_SIZE - 10 : FETCH_SIZE + 90] == file.read(100)
    assert all(source.closed for source in client.service.sources)


def test_what_interrupts_a_read_leaves_nothing_open_and_the_place_where_it_was() -> None:
    client = Client(LARGE)
    with client.open() as file:
        file.seek(FETCH_SIZE)
        answer = client.service.answer

        def interrupting(get: GetObject) -> Any:
            head, source = answer(get)

            def readinto(buffer: memoryview, /) -> int:
                raise KeyboardInterrupt

            source.readinto = readinto  # type: ignore[method-assign]
            return head, source

        for act in (lambda: file.read(10), lambda: file.readinto(bytearray(FETCH_SIZE * 2))):
            client.service.answer = interrupting  # type: ignore[method-assign]
            with pytest.raises(KeyboardInterrupt):
                act()
            assert all(source.closed for source in client.service.sources)
            client.service.answer = answer  # type: ignore[method-assign]
            assert FETCH_SIZE == file.tell()
        assert LARGE[FETCH_SIZE:] == file.read()


def test_what_breaks_while_it_is_opened_is_the_error() -> None:
    client = Client(LARGE, breaks=[(1000, ConnectionFailed("reset"))])
    with pytest.raises(ConnectionFailed):
        client.open()
    assert all(source.closed for source in client.service.sources)


def test_a_closed_file_is_closed_and_holds_nothing() -> None:
    file = Client(LARGE).open()
    file.close()
    file.close()
    for act in (file.tell, file.read, lambda: file.seek(0), lambda: file.readinto(bytearray(1)), file.__enter__):
        with pytest.raises(ValueError, match="closed"):
            act()
    assert file.closed
    assert "<ObjectFile bucket/key" in repr(file)


def test_what_is_no_place_or_no_buffer_is_refused() -> None:
    with Client(LARGE).open() as file:
        for wrong in ((-1, 0), (-len(LARGE) - 1, 2), (0, 3)):
            with pytest.raises(ValueError, match=r"position|whence"):
                file.seek(*wrong)
        with pytest.raises(TypeError):
            file.readinto(b"...")
        assert (True, True, False) == (file.readable(), file.seekable(), file.writable())


@pytest.mark.parametrize(
    "wrong",
    [
        {"bucket": "B"},
        {"key": ""},
        {"read_ahead": -1},
        {"version_id": ""},
        {"snapshot_version": "yesterday"},
    ],
    ids=str,
)
def test_what_can_never_be_opened_is_refused_before_anything_is_sent(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        OpenObject(**{"bucket": "bucket", "key": "key", **wrong})
