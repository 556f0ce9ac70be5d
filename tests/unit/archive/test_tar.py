"""The tar reader reads every archive of `tarfile` back, in chunks of any size; anything else is one named error."""

from __future__ import annotations

import io
import random
import tarfile
import tracemalloc
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tigris_http._archive.arena import SPARE, Arena
from tigris_http._archive.tar import BUFFER_SIZE, END, MAX_PADDING, NEED_DATA, TarMember, TarReader
from tigris_http._archive.tar_header import MAX_EXTENDED, signed_sum
from tigris_http.errors import CorruptBody, IncompleteBody

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FIXTURES = Path(__file__).parents[3] / "fixtures" / "bundles"
FORMATS = (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)
END_MARK = bytes(1024)

Files = list[tuple[str, bytes]]


@dataclass
class Read:
    """The events of a reader: whole members, a member cut in the middle, and the error."""

    members: Files = field(default_factory=list[tuple[str, bytes]])
    cut: bytes | None = None
    error: type[Exception] | None = None


Event = tuple[str, int, bytes | None] | bytes
"""A copy of an event: name, size and content of a member, or a chunk of one."""


def events_of(
    data: bytes,
    chunks: Iterable[int] | None = None,
    buffer_size: int = BUFFER_SIZE,
    expected: Sequence[bytes | None] | None = None,
) -> Iterator[Event]:
    """Feed `data`, `chunks` bytes at a time, over and over; with `expected`, `run` comes before `next_event`."""
    reader, at, place = TarReader(buffer_size), 0, 0
    sizes = _cycle(chunks)
    while True:
        if expected is not None:
            run = [bytes(view) for view in reader.run(expected, place)]
            for content in run:
                wanted = expected[place]
                assert wanted is not None
                yield wanted.decode("utf-8", "surrogateescape"), len(content), content
                place += 1
            if run:
                continue
        event = reader.next_event()
        if event is NEED_DATA or (event is END and at < len(data)):
            count = max(1, min(next(sizes), len(data) - at, len(room := reader.get_buffer())))
            if at == len(data):
                del room
                reader.feed_eof()
                continue
            room[:count] = data[at : at + count]
            del room  # no view is alive: the reader may use its buffer again
            at += count
            reader.buffer_updated(count)
        elif isinstance(event, TarMember):
            if expected is not None:
                place = _after(expected, place, event.name.encode("utf-8", "surrogateescape"))
            yield event.name, event.size, None if event.data is None else bytes(event.data)
        elif isinstance(event, memoryview):
            yield bytes(event)
        else:
            return


def _after(expected: Sequence[bytes | None], place: int, name: bytes) -> int:
    """Return the next expected name after a member from `next_event`, past those left out, as the ledger does."""
    return expected.index(name, place) + 1 if name in expected[place:] else place


def read(data: bytes, chunks: Iterable[int] | None = None, buffer_size: int = BUFFER_SIZE) -> Read:
    """Read `data` by `next_event` alone."""
    found, pieces, name, left = Read(), list[bytes](), "", 0
    try:
        for event in events_of(data, chunks, buffer_size):
            if isinstance(event, bytes):
                pieces.append(event)
                left -= len(event)
                if not left:
                    found.members.append((name, b"".join(pieces)))
                    pieces = []
            elif event[2] is None:
                name, left, pieces = event[0], event[1], []
            else:
                found.members.append((event[0], event[2]))
    except (CorruptBody, IncompleteBody) as error:
        found.error = type(error)
        found.cut = b"".join(pieces) if pieces else None
    return found


def story(
    data: bytes, chunks: Iterable[int] | None, buffer_size: int, expected: Sequence[bytes | None] | None = None
) -> list[Event | type[Exception]]:
    """Return all events, chunk by chunk, and the error's type at the end."""
    found: list[Event | type[Exception]] = []
    try:
        found.extend(events_of(data, chunks, buffer_size, expected))
    except (CorruptBody, IncompleteBody) as error:
        found.append(type(error))
    return found


def _cycle(chunks: Iterable[int] | None) -> Iterator[int]:
    sizes = list(chunks or ()) or [1 << 30]
    while True:
        yield from sizes


def archive(files: Files, form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form, encoding="utf-8", errors="surrogateescape") as tar:
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def by_tarfile(data: bytes) -> Files:
    found: Files = []
    with tarfile.open(fileobj=io.BytesIO(data), mode="r|", encoding="utf-8", errors="surrogateescape") as tar:
        for info in tar:
            content = tar.extractfile(info)
            if content is not None:
                found.append((info.name, content.read()))
    return found


def header(
    name: bytes, size: bytes | int, kind: bytes = b"0", magic: bytes = b"ustar\x0000", **changes: bytes
) -> bytes:
    """Build a header block by hand, with a right checksum."""
    octal = b"%011o\0" % size if isinstance(size, int) else size
    block = bytearray(512)
    block[: len(name)] = name
    block[124 : 124 + len(octal)] = octal
    block[148:156] = b" " * 8
    block[156:157] = kind
    block[257 : 257 + len(magic)] = magic
    if "prefix" in changes:
        block[345 : 345 + len(changes["prefix"])] = changes["prefix"]
    total = signed_sum(bytes(block)) if changes.get("signed") else sum(block)
    block[148:156] = b"%06o\0 " % total
    return bytes(block)


def padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 512)


def pax(*records: bytes, kind: bytes = b"x") -> bytes:
    body = b"".join(records)
    return header(b"PaxHeaders/x", len(body), kind) + padded(body)


def record(keyword: bytes, value: bytes) -> bytes:
    tail = b" " + keyword + b"=" + value + b"\n"
    length = len(tail)
    while length != len(tail) + len(str(length)):
        length = len(tail) + len(str(length))
    return str(length).encode() + tail


# Realistic names: short, around the field sizes, deep, unicode, undecodable. `tarfile` reads a "/" at the end as a
# directory if the type is old; "" and NUL are no names.
_text = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=300)
_bytes = st.binary(min_size=1, max_size=180).map(lambda b: b.replace(b"\0", b"x").decode("utf-8", "surrogateescape"))
_deep = st.lists(st.text("abz.-_é", min_size=1, max_size=60), min_size=1, max_size=8).map("/".join)
_edge = st.integers(95, 105).map(lambda n: "n" * n) | st.integers(150, 260).map(lambda n: "d/" * (n // 2) + "e")
names = (_text | _bytes | _deep | _edge).filter(lambda name: not name.endswith("/"))
sizes = st.sampled_from([0, 1, 511, 512, 513, 1023, 1024, 1025, 2047, 2048, 2049, 5000]) | st.integers(0, 3000)
files_strategy = st.lists(st.tuples(names, sizes), max_size=6)


def contents(named: list[tuple[str, int]]) -> Files:
    return [(name, random.Random(place).randbytes(size)) for place, (name, size) in enumerate(named)]


@st.composite
def archives(draw: st.DrawFn) -> bytes:
    form = draw(st.sampled_from(FORMATS))
    files = contents(draw(files_strategy))
    if form == tarfile.USTAR_FORMAT:
        kept: Files = []
        for name, content in files:
            try:
                archive([(name, content)], form)
            except ValueError:  # too long a name for this format
                continue
            kept.append((name, content))
        files = kept
    return archive(files, form)


chunkings = st.none() | st.just([1]) | st.lists(st.integers(1, 3000), min_size=1, max_size=8)
buffers = st.sampled_from([512, 513, 1000, 1024, 2048, 4096, BUFFER_SIZE])


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
    end = _end_of_members(data)
    cut = choice.draw(st.integers(0, end + 1023))
    found = read(data[:cut], None, buffer_size)
    assert found.error is IncompleteBody
    assert whole[: len(found.members)] == found.members
    if found.cut is not None:
        assert whole[len(found.members)][1].startswith(found.cut)


def _end_of_members(data: bytes) -> int:
    """The offset of the end mark: tarfile pads to a record with zeros, and a content may end in some."""
    at = 0
    while data[at : at + 512].strip(b"\0"):
        at += 512 + -(-int(data[at + 124 : at + 135], 8) // 512) * 512
    return at


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


HOSTILE = {
    "negative base-256": (header(b"n", b"\xff" * 12), CorruptBody),
    "huge base-256": (header(b"n", b"\x80" + b"\xff" * 11), CorruptBody),
    "the largest octal size": (header(b"n", b"77777777777\0"), IncompleteBody),
    "2**62 in base-256": (header(b"n", b"\x80" + (1 << 62).to_bytes(11, "big")), IncompleteBody),
    "letters": (header(b"n", b"12x45678901\0"), CorruptBody),
    "a sign": (header(b"n", b"-0000000001\0"), CorruptBody),
    "an underscore": (header(b"n", b"0000000_001\0"), CorruptBody),
    "a python prefix": (header(b"n", b"0o000000001\0"), CorruptBody),
    "eights": (header(b"n", b"00000000008\0"), CorruptBody),
    "name record too long": (header(b"n", MAX_EXTENDED + 1, b"L"), CorruptBody),
    "pax header too long": (header(b"n", 1 << 33, b"x"), CorruptBody),
    "sparse": (header(b"n", 0, b"S", b"ustar  \0"), CorruptBody),
    "sparse in pax": (pax(record(b"GNU.sparse.major", b"1")), CorruptBody),
    "pax size negative": (pax(record(b"size", b"-1")) + header(b"n", 0), CorruptBody),
    "pax size huge": (pax(record(b"size", b"9" * 30)) + header(b"n", 0), CorruptBody),
    "pax size of other digits": (pax(record(b"size", "\u0661".encode())) + header(b"n", 0), CorruptBody),
    "pax length missing": (pax(b" path=x\n"), CorruptBody),
    "pax length zero": (pax(b"0 path=x\n"), CorruptBody),
    "pax length too short": (pax(b"9 path=xy\n"), CorruptBody),
    "pax length beyond the end": (pax(b"99 path=x\n"), CorruptBody),
    "pax length of many digits": (pax(b"9" * 400 + b" path=x\n"), CorruptBody),
    "pax without keyword": (pax(b"6 =abc\n"), CorruptBody),
    "pax without equals sign": (pax(b"8 pathx\n"), CorruptBody),
    "lone zero block": (bytes(512) + header(b"n", 0), CorruptBody),
    "nothing": (b"", IncompleteBody),
    "one zero block": (bytes(512), IncompleteBody),
    "garbage after the end": (END_MARK + b"x", CorruptBody),
    "zeros without end": (END_MARK + bytes(MAX_PADDING + 1), CorruptBody),
}


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


BODY = b"content"
ODD = {
    "v7": (header(b"old", 7, b"\0", b""), "old"),
    "contiguous": (header(b"seven", 7, b"7"), "seven"),
    "ustar prefix": (header(b"name", 7, prefix=b"some/dir"), "some/dir/name"),
    "gnu keeps times where the prefix was": (header(b"name", 7, magic=b"ustar  \0", prefix=b"123"), "name"),
    "name fills its field": (header(b"n" * 100, 7), "n" * 100),
    "name not utf-8": (header(b"\xff\xfe", 7), "\udcff\udcfe"),
    "signed checksum": (header(b"\xe9" * 50, 7, signed=b"yes"), "\udce9" * 50),
    "size padded with spaces": (header(b"n", b"          7 "), "n"),
    "size in base-256": (header(b"n", b"\x80" + (7).to_bytes(11, "big")), "n"),
    "size of twelve digits": (header(b"n", b"000000000007"), "n"),
    "a regular file may end in a slash": (header(b"folder/", 7), "folder/"),
    "pax path": (pax(record(b"path", "p/é".encode())) + header(b"n", 7), "p/é"),
    "pax path not utf-8": (pax(record(b"path", b"\xff")) + header(b"n", 7), "\udcff"),
    "pax binary charset": (
        pax(record(b"hdrcharset", b"BINARY"), record(b"path", b"\xff")) + header(b"n", 7),
        "\udcff",
    ),
    "pax other keys": (pax(record(b"mtime", b"1.5"), record(b"comment", b"=\n=")) + header(b"n", 7), "n"),
    "pax later record wins": (pax(record(b"path", b"a"), record(b"path", b"b")) + header(b"n", 7), "b"),
    "pax empty value deletes": (pax(record(b"path", b"a"), record(b"path", b"")) + header(b"n", 7), "n"),
    "pax size wins": (pax(record(b"size", b"7")) + header(b"n", 0), "n"),
    "solaris pax": (pax(record(b"path", b"s"), kind=b"X") + header(b"n", 7), "s"),
    "global path": (pax(record(b"path", b"g"), kind=b"g") + header(b"n", 7), "g"),
    "own record beats the global one": (
        pax(record(b"path", b"g"), kind=b"g") + pax(record(b"path", b"x")) + header(b"n", 7),
        "x",
    ),
    "gnu long name": (header(b"././@LongLink", 301, b"L") + padded(b"l" * 300 + b"\0") + header(b"n", 7), "l" * 300),
    "gnu long link": (header(b"././@LongLink", 301, b"K") + padded(b"l" * 300 + b"\0") + header(b"n", 7), "n"),
    "directory before": (header(b"d/", 512, b"5") + header(b"n", 7), "n"),
    "old directory before": (header(b"d/", 0, b"\0", b"") + header(b"n", 7), "n"),
    "hard link with a size before": (header(b"l", 5000, b"1") + header(b"n", 7), "n"),
    "unknown type with data before": (header(b"l", 600, b"V") + bytes(1024) + header(b"n", 7), "n"),
}


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


# -- runs of plain members --

MANY = [(f"m{place}", random.Random(place).randbytes(3000)) for place in range(500)]


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
    data = data[: _end_of_members(data)] + END_MARK
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
    damaged = bytearray(data[: _end_of_members(data)] + END_MARK)
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
    missing = _end_of_members(whole) - 512 - 1  # the last byte of the last content
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


# -- views and memory --


def feed(reader: TarReader, data: bytes) -> Iterator[TarMember | memoryview]:
    at = 0
    while True:
        event = reader.next_event()
        if event is NEED_DATA:
            room = reader.get_buffer()
            count = min(len(room), len(data) - at)
            room[:count] = data[at : at + count]
            del room
            at += count
            reader.buffer_updated(count)
        elif event is END:
            return
        elif not isinstance(event, TarMember | memoryview):
            raise AssertionError(event)
        else:
            yield event


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


# -- large members --


def large(buffer_size: int = 1024) -> tuple[TarReader, bytes, Iterator[TarMember | memoryview]]:
    content = random.Random(1).randbytes(10_000)
    reader = TarReader(buffer_size)
    return reader, content, feed(reader, archive([("large", content), ("next", b"n")]))


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
