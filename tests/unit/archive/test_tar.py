"""The tar reader reads every archive of `tarfile` back, in chunks of any size; anything else is one named error."""

from __future__ import annotations

import tracemalloc
from typing import SupportsIndex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tigris_http._archive.arena as arena_module
from tigris_http._archive.arena import SPARE, Arena
from tigris_http._archive.tar import BUFFER_SIZE, NEED_DATA, TarMember, TarReader
from tigris_http.errors import CorruptBody, IncompleteBody

from .archives import (
    BODY,
    END_MARK,
    FORMATS,
    HOSTILE,
    MANY,
    ODD,
    Read,
    archive,
    archives,
    buffers,
    by_tarfile,
    chunkings,
    end_of_members,
    feed,
    header,
    large,
    padded,
    pax,
    read,
    record,
)


@given(archives(), chunkings, buffers)
@settings(max_examples=250, deadline=None)
def test_any_archive_tarfile_can_write_reads_back_as_tarfile_reads_it(
    data: bytes, chunks: list[int] | None, buffer_size: int
) -> None:
    expected = by_tarfile(data)
    # The padding to a record of 10 KiB is long: feeding it byte by byte says nothing new.
    assert Read(expected) == read(
        data.rstrip(b"\0") + bytes(-len(data.rstrip(b"\0")) % 512) + END_MARK * 2, chunks, buffer_size
    )
    assert Read(expected) == read(data)


@given(archives(), st.data(), buffers)
@settings(max_examples=200, deadline=None)
def test_any_cut_is_incomplete_and_members_before_it_are_whole(
    data: bytes, choice: st.DataObject, buffer_size: int
) -> None:
    whole = read(data).members
    end = end_of_members(data)
    cut = choice.draw(st.integers(0, end + 1023))
    found = read(data[:cut], None, buffer_size)
    assert found.error is IncompleteBody
    assert whole[: len(found.members)] == found.members
    if found.cut is not None:
        assert whole[len(found.members)][1].startswith(found.cut)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_flipped_bit_in_a_header_is_noticed_or_harmless(choice: st.DataObject) -> None:
    # One member without extended header: its records carry no checksum in any tar format.
    form = choice.draw(st.sampled_from(FORMATS))
    files = [("first", b"1" * 600), ("second", b"2" * 100)]
    data = bytearray(archive(files, form))
    block = choice.draw(st.sampled_from([0, 512 + 1024]))
    bit = choice.draw(st.integers(0, 512 * 8 - 1))
    data[block + bit // 8] ^= 1 << bit % 8
    found = read(bytes(data))
    if found.error is None:
        assert files == found.members
    else:
        assert files[: len(found.members)] == found.members


@given(st.binary(max_size=3000), chunkings)
@settings(max_examples=200, deadline=None)
def test_random_bytes_give_one_named_error(data: bytes, chunks: list[int] | None) -> None:
    assert read(data, chunks, 512).error in {None, CorruptBody, IncompleteBody}


@given(st.binary(max_size=600), st.sampled_from(b"xgLKX"), st.binary(max_size=12))
@settings(max_examples=300, deadline=None)
def test_random_extended_records_and_sizes_give_members_or_one_named_error(body: bytes, kind: int, size: bytes) -> None:
    data = header(b"x", len(body), bytes([kind])) + padded(body) + header(b"name", size) + bytes(2048)
    assert read(data).error in {None, CorruptBody, IncompleteBody}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_input_is_one_named_error(case: str) -> None:
    data, expected = HOSTILE[case]
    found = read(data)
    assert Read([], None, expected) == found


def test_a_hostile_size_reserves_no_memory() -> None:
    tracemalloc.start()
    try:
        read(header(b"n", b"\x80" + (1 << 62).to_bytes(11, "big")) + bytes(5000))
        assert tracemalloc.get_traced_memory()[1] < 2 * BUFFER_SIZE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("case", ODD)
@pytest.mark.parametrize("chunks", [None, [1], [511], [513]])
def test_archives_of_other_writers_are_read(case: str, chunks: list[int] | None) -> None:
    data, name = ODD[case]
    for buffer_size in (512, BUFFER_SIZE):
        assert Read([(name, BODY)]) == read(data + padded(BODY) + END_MARK, chunks, buffer_size)


def test_a_global_header_holds_for_all_later_members() -> None:
    data = pax(record(b"path", b"g"), kind=b"g") + header(b"a", 0) + header(b"b", 0) + END_MARK
    assert Read([("g", b""), ("g", b"")]) == read(data)


def test_a_pax_record_holds_for_one_member() -> None:
    data = pax(record(b"path", b"x")) + header(b"a", 0) + header(b"b", 0) + END_MARK
    assert Read([("x", b""), ("b", b"")]) == read(data)


def test_repeated_names_are_all_given() -> None:
    files = [("same", b"1"), ("same", b"22"), ("same", b"")]
    assert Read(files) == read(archive(files))


@given(st.sets(st.integers(0, 499)), st.sampled_from([4096, 10_000, 65536, BUFFER_SIZE]))
@settings(max_examples=30, deadline=None)
def test_views_held_across_members_stay_unchanged(held: set[int], buffer_size: int) -> None:
    kept: dict[str, memoryview] = {}
    for place, member in enumerate(feed(TarReader(buffer_size), archive(MANY))):
        assert isinstance(member, TarMember)
        if place in held and member.data is not None:
            kept[member.name] = member.data
    assert {f"m{place}": MANY[place][1] for place in held} == {name: bytes(view) for name, view in kept.items()}


def test_views_are_read_only() -> None:
    (member,) = feed(TarReader(), archive([("a", b"abc")]))
    assert isinstance(member, TarMember)
    assert member.data is not None
    assert member.data.readonly
    assert bytes(member.data) == b"abc"


def test_one_buffer_suffices_if_no_view_is_held() -> None:
    reader = TarReader(65536)
    for member in feed(reader, archive(MANY)):
        del member  # no view is held: this is the point
    assert reader.arenas_taken <= 2


def test_two_buffers_suffice_if_only_the_last_member_is_held() -> None:
    reader = TarReader(65536)
    for _ in feed(reader, archive(MANY)):
        pass
    assert reader.arenas_taken <= 3


def test_memory_stays_bounded_over_a_long_archive() -> None:
    data = archive(MANY * 4)
    tracemalloc.start()
    try:
        reader = TarReader(65536)
        for _ in feed(reader, data):
            pass
        assert tracemalloc.get_traced_memory()[1] < (SPARE + 2) * 65536 + 100_000
    finally:
        tracemalloc.stop()


def test_an_arena_knows_whether_a_slice_is_alive() -> None:
    arena = Arena(1000)
    arena.writable[999] = 7
    view = arena.readable[10:20]
    assert not arena.unused()
    del view
    assert arena.unused()
    assert arena.readable[999] == 7


class Unwatched(bytearray):
    """Memory as PyPy has it: it can be resized while views of it are alive."""

    def pop(self, index: SupportsIndex = -1) -> int:
        return self[index]

    def append(self, item: SupportsIndex) -> None:
        self[-1] = item


def test_an_arena_that_cannot_know_its_views_is_never_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arena_module, "bytearray", Unwatched, raising=False)
    assert not Arena(1000).unused()
    reader = TarReader(65536)
    kept = [member for member in feed(reader, archive(MANY)) if isinstance(member, TarMember) and member.data]
    assert [content for _, content in MANY if content] == [bytes(member.data or b"") for member in kept]
    assert reader.arenas_taken > SPARE + 1


def test_a_large_member_arrives_in_chunks() -> None:
    reader, content, events = large()
    member = next(events)
    assert isinstance(member, TarMember)
    assert (member.data, member.size) == (None, 10_000)
    pieces: list[bytes] = []
    while reader.remaining:
        piece = next(events)
        assert isinstance(piece, memoryview)
        pieces.append(bytes(piece))
    assert content == b"".join(pieces)
    after = next(events)
    assert isinstance(after, TarMember)
    assert after.data is not None
    assert bytes(after.data) == b"n"


def test_a_large_member_can_be_skipped() -> None:
    reader, _, events = large()
    next(events)
    next(events)
    reader.skip()
    after = next(events)
    assert isinstance(after, TarMember)
    assert after.name == "next"


def test_a_large_member_can_be_received_without_the_reader() -> None:
    content = bytes(range(250)) * 40
    data = archive([("large", content), ("next", b"n")])
    reader = TarReader(1024)
    while (event := reader.next_event()) is NEED_DATA:
        room = reader.get_buffer()
        room[:700] = data[:700]
        reader.buffer_updated(700)
    assert isinstance(event, TarMember)
    memory = memoryview(bytearray(10_000))
    count = reader.take(memory)
    assert count == 700 - 512
    assert reader.take(memory[count:]) == 0
    memory[count:] = data[700 : 512 + 10_000]
    reader.received(10_000 - count)
    assert content == memory
    (after,) = feed(reader, data[512 + 10_000 :])
    assert isinstance(after, TarMember)
    assert after.data is not None
    assert bytes(after.data) == b"n"


def test_reporting_more_bytes_than_received_is_refused() -> None:
    reader = TarReader(512)
    with pytest.raises(ValueError, match="do not fit"):
        reader.buffer_updated(513)
    reader.buffer_updated(512)
    with pytest.raises(BufferError, match="next_event"):
        reader.get_buffer()
    with pytest.raises(ValueError, match="past the reader"):
        reader.received(1)
    with pytest.raises(ValueError, match="buffer_size"):
        TarReader(100)


def begun(held: int) -> TarReader:
    """Return a reader inside a member of 10,000 bytes, of which it holds `held` and the caller took none."""
    reader, data = TarReader(1024), archive([("large", bytes(10_000))])
    while reader.next_event() is NEED_DATA:
        reader.get_buffer()[: 512 + held] = data[: 512 + held]
        reader.buffer_updated(512 + held)
    return reader


def test_more_bytes_of_a_member_than_it_has_are_refused() -> None:
    for wrong in (10_001, -1):
        with pytest.raises(ValueError, match=f"^{wrong} bytes past the reader"):
            begun(0).received(wrong)
    reader = begun(0)
    reader.received(9_999)
    assert 1 == reader.remaining
    with pytest.raises(ValueError, match=r"^2 bytes past the reader"):
        reader.received(2)
    reader.received(1)
    assert 0 == reader.remaining


def test_bytes_past_a_reader_that_holds_some_are_refused() -> None:
    reader = begun(1)
    with pytest.raises(ValueError, match=r"^1 bytes past the reader"):
        reader.received(1)
    assert 1 == reader.take(memoryview(bytearray(1)))
    reader.received(9_999)
    assert 0 == reader.remaining


def test_a_member_cut_by_one_byte_is_short_by_one() -> None:
    reader, memory = begun(0), memoryview(bytearray(10_000))
    reader.received(9_999)
    reader.feed_eof()
    with pytest.raises(IncompleteBody, match=r"^the archive ends inside a member: 1 bytes are missing$"):
        reader.take(memory)
    whole = begun(0)
    whole.received(10_000)
    whole.feed_eof()
    assert 0 == whole.take(memory)
