"""Runs of plain members give the same events as the members one by one."""

from __future__ import annotations

import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tigris_http._archive.tar import BUFFER_SIZE, END, MAX_PADDING, NEED_DATA, TarMember, TarReader
from tigris_http._archive.tar_header import signed_sum

from .archives import (
    BODY,
    END_MARK,
    HOSTILE,
    MANY,
    ODD,
    Files,
    archive,
    archives,
    buffers,
    chunkings,
    contents,
    end_of_members,
    header,
    padded,
    pax,
    record,
    sizes,
    story,
)


def plain(files: Files) -> bytes:
    return archive(files, tarfile.USTAR_FORMAT)


def filled(data: bytes, buffer_size: int = BUFFER_SIZE) -> TarReader:
    reader = TarReader(buffer_size)
    room = reader.get_buffer()
    room[: len(data)] = data
    reader.buffer_updated(len(data))
    return reader


@st.composite
def expectations(draw: st.DrawFn, bear: list[bytes]) -> list[bytes | None]:
    """Expected names: those in the archive, some of them left out, doubled, altered or doubtful."""
    wanted: list[bytes | None] = []
    changes = draw(st.lists(st.sampled_from(["keep", "keep", "keep", "drop", "twice", "none", "longer", "nul", "cut"])))
    for name, change in zip(bear, changes + ["keep"] * len(bear), strict=False):
        altered: dict[str, list[bytes | None]] = {
            "drop": [],
            "twice": [name, name],
            "none": [None],
            "longer": [name + b"0000644"],  # the padding of a name that fills its field
            "nul": [name + b"\0"],
            "cut": [name[:-1]],
        }
        wanted += altered.get(change, [name])
    return [*wanted, None]


def names_in(data: bytes) -> list[bytes]:
    return [event[0].encode("utf-8", "surrogateescape") for event in story(data, None, 512) if isinstance(event, tuple)]


@given(archives(), st.data(), chunkings, buffers)
@settings(max_examples=250, deadline=None)
def test_runs_give_the_same_events_for_any_archive_and_names(
    data: bytes, choice: st.DataObject, chunks: list[int] | None, buffer_size: int
) -> None:
    data = data[: end_of_members(data)] + END_MARK
    expected = choice.draw(expectations(names_in(data)))
    assert story(data, chunks, buffer_size) == story(data, chunks, buffer_size, expected)


@given(st.lists(sizes, max_size=12), st.lists(st.integers(1, 6000), min_size=1, max_size=4), buffers)
@settings(max_examples=150, deadline=None)
def test_runs_give_the_same_events_in_a_plain_archive(
    content_sizes: list[int], chunks: list[int], buffer_size: int
) -> None:
    files = contents([(f"m{place}", size) for place, size in enumerate(content_sizes)])
    data, expected = plain(files), [*(name.encode() for name, _ in files), None]
    assert story(data, chunks, buffer_size) == story(data, chunks, buffer_size, expected)


@given(archives(), st.data(), chunkings, buffers)
@settings(max_examples=300, deadline=None)
def test_runs_give_the_same_events_in_a_damaged_archive(
    data: bytes, choice: st.DataObject, chunks: list[int] | None, buffer_size: int
) -> None:
    expected = [*names_in(data), None]
    damaged = bytearray(data[: end_of_members(data)] + END_MARK)
    for bit in choice.draw(st.lists(st.integers(0, len(damaged) * 8 - 1), max_size=3)):
        damaged[bit // 8] ^= 1 << bit % 8
    cut = bytes(damaged[: choice.draw(st.none() | st.integers(0, len(damaged)))])
    assert story(cut, chunks, buffer_size) == story(cut, chunks, buffer_size, expected)


_digits = st.sampled_from(
    [b"%06o\0 ", b"%06o \0", b"%06o  ", b"%07o\0", b" %5o\0 ", b"+%05o\0 ", b"0_%04o\0 ", b"%o", b"%06o7"]
)
_small = st.binary(max_size=8)
_field = _small | st.sampled_from([b"\xff" * 100, b"\xc8\x38" * 50, b"0" * 100])


@st.composite
def odd_headers(draw: st.DrawFn) -> bytes:
    """Draw a header that is plain except for one or two fields."""
    block = bytearray(header(draw(st.sampled_from([b"n", b"", b"n\0n", b"n\0\xc8\x38", b"n" * 100])), 7))

    def put(at: int, value: bytes, room: int) -> None:
        block[at : at + room] = value[:room].ljust(room, b"\0")

    fields: dict[str, tuple[int, int, st.SearchStrategy[bytes]]] = {
        "ids": (100, 24, _field),
        "size": (
            124,
            12,
            st.sampled_from([b"%011o " % 7, b"%012o" % 7, b"%11o\0" % 7, b"%010o\0" % 7, b"0000_000007", b"7", b""])
            | st.sampled_from(
                [b"00000000008", b"-0000000007", b"0o000000007", b"\x80" + bytes(10) + b"\7", b"77777777777"]
            )
            | st.integers(0, 2000).map(lambda size: b"%011o\0" % size),
        ),
        "time": (136, 12, _field),
        "kind": (156, 1, st.sampled_from([b"0", b"\0", b"7", b"5", b"x", b"g", b"L", b"S", b"V"])),
        "link": (157, 100, _field),
        "magic": (257, 8, st.sampled_from([b"ustar\0", b"ustar\x0000", b"ustar  \0", b"ustar", b"", b"USTAR\0"])),
        "owner": (265, 80, _field),
        "prefix": (345, 155, _small),
        "end": (500, 12, _field),
    }
    for name in draw(st.lists(st.sampled_from(sorted(fields)), max_size=5)):
        at, room, values = fields[name]
        put(at, draw(values), room)
    block[148:156] = b" " * 8
    total = signed_sum(bytes(block)) if draw(st.booleans()) else sum(block)
    total = max(0, total + draw(st.sampled_from([0, 0, 0, 0, -65521, 65521, 1, -256])))
    put(148, draw(st.just(b"%06o\0 ") | _digits) % total, 8)
    return bytes(block)


@given(st.lists(odd_headers(), min_size=1, max_size=3), st.booleans(), st.sampled_from([None, [700]]))
@settings(max_examples=400, deadline=None)
def test_runs_read_every_header_as_next_event_does(
    headers: list[bytes], between: bool, chunks: list[int] | None
) -> None:
    ordinary = (header(b"n", 7) + padded(BODY)) * between
    data = b"".join(ordinary + block + padded(BODY) for block in headers) + END_MARK
    expected_events = story(data, chunks, 1024)
    for name in (b"n", b"", b"n\0n", b"n" * 100, b"n" * 100 + b"0" * 36):
        assert expected_events == story(data, chunks, 1024, [name] * 8 + [None])


@pytest.mark.parametrize("case", [*HOSTILE, *ODD])
@pytest.mark.parametrize("chunks", [None, [1], [511], [513]])
def test_runs_give_the_same_events_around_odd_and_hostile_headers(case: str, chunks: list[int] | None) -> None:
    odd = HOSTILE[case][0] if case in HOSTILE else ODD[case][0] + padded(BODY)
    if len(odd) > MAX_PADDING and chunks:
        chunks = [5000]
    around = header(b"a", 7) + padded(BODY)
    data = around + odd + (b"" if case in HOSTILE else around + END_MARK)
    expected = [b"a", ODD[case][1].encode("utf-8", "surrogateescape") if case in ODD else b"n", b"a", None]
    for buffer_size in (512, BUFFER_SIZE):
        assert story(data, chunks, buffer_size) == story(data, chunks, buffer_size, expected)


def test_a_run_gives_all_plain_members_received_whole() -> None:
    files = contents([("a", 0), ("b/\xe9", 1), ("n" * 100, 512), ("d", 3000), ("a", 513)])
    whole = plain(files)
    expected = [*(name.encode() for name, _ in files), None]
    assert [content for _, content in files] == filled(whole).run(expected, 0)
    missing = end_of_members(whole) - 512 - 1  # the last byte of the last content
    assert [content for _, content in files[:4]] == filled(whole[:missing]).run(expected, 0)
    # The padding of the last block may still be in flight.
    assert [content for _, content in files] == filled(whole[: missing + 2]).run(expected, 0)


def test_a_run_judges_every_header_that_differs_from_the_one_before() -> None:
    # A directory's header, in which another field makes up for its type: the sum is that of the first.
    directory = bytearray(header(b"n", 0, b"5", prefix=b""))
    first = bytearray(header(b"n", 0))
    first[265], directory[265] = ord("f"), ord("f") - 5
    first[148:154] = directory[148:154] = b"%06o" % (sum(header(b"n", 0)) - sum(header(b"n", 0)[148:156]) + 256 + 102)
    assert [b""] == filled(bytes(first + directory)).run([b"n", b"n", None], 0)


def test_a_run_begins_at_the_expected_name_and_ends_before_another() -> None:
    reader = filled(plain(MANY[:9]))
    expected = [b"m8", b"m0", b"m1", b"m2", b"m4", None]
    assert [content for _, content in MANY[:3]] == reader.run(expected, 1)
    assert [] == reader.run(expected, 4)
    member = reader.next_event()
    assert isinstance(member, TarMember)
    assert member.name == "m3"
    assert [MANY[4][1]] == reader.run(expected, 4)


def test_there_is_no_run_inside_a_member() -> None:
    records = pax(record(b"path", b"x"))
    small = header(b"n", 7) + padded(BODY)
    amid = {
        "nothing was received": (b"", NEED_DATA),
        "a pax header speaks about the next one": (records, NEED_DATA),
        "a global header speaks about all": (pax(record(b"path", b"x"), kind=b"g") + small, None),
        "a large member comes in pieces": (header(b"l", 5000), None),
        "its content is awaited": (header(b"n", 7), NEED_DATA),
        "the archive has ended": (END_MARK, END),
    }
    for case, (data, event) in amid.items():
        reader = filled(data, 4096)
        found = reader.next_event()
        assert event is None or event is found, case
        room = reader.get_buffer()
        room[: len(small)] = small
        reader.buffer_updated(len(small) if data else 0)
        assert [] == reader.run([b"n", b"n", None], 0), case


def test_a_member_larger_than_the_buffer_arrives_in_chunks_even_after_the_arena_grew() -> None:
    long = header(b"././@LongLink", 5001, b"L") + padded(b"l" * 5000 + b"\0") + header(b"n", 7) + padded(BODY)
    data = long + header(b"s", 7) + padded(BODY) + header(b"l", 2000) + padded(bytes(2000)) + END_MARK
    expected = [b"s", b"l", None]
    expected_events = story(data, None, 1024, expected)
    assert story(data, None, 1024) == expected_events
    assert ("l", 2000, None) in expected_events


@given(st.sets(st.integers(0, 499)), st.sampled_from([4096, 10_000, 65536, BUFFER_SIZE]))
@settings(max_examples=30, deadline=None)
def test_views_held_across_runs_stay_unchanged(held: set[int], buffer_size: int) -> None:
    data, expected = plain(MANY), [*(name.encode() for name, _ in MANY), None]
    reader, at, place = TarReader(buffer_size), 0, 0
    kept: dict[int, memoryview] = {}
    event: object = NEED_DATA
    while event is not END:
        run = reader.run(expected, place)
        kept.update((place + ahead, view) for ahead, view in enumerate(run) if place + ahead in held)
        place += len(run)
        if run:
            continue
        event = reader.next_event()
        if event is NEED_DATA:
            room = reader.get_buffer()
            count = min(len(room), len(data) - at)
            room[:count] = data[at : at + count]
            at += count
            reader.buffer_updated(count)
        elif isinstance(event, TarMember):
            assert event.data is not None
            if place in held:
                kept[place] = event.data
            place += 1
    assert {place: MANY[place][1] for place in held} == kept
    assert all(view.readonly for view in kept.values())
