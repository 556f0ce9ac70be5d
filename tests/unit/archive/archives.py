"""Archives from `tarfile` and from hand-made headers, and the events of the reader."""

from __future__ import annotations

import io
import random
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import strategies as st

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


def end_of_members(data: bytes) -> int:
    """The offset of the end mark: tarfile pads to a record with zeros, and a content may end in some."""
    at = 0
    while data[at : at + 512].strip(b"\0"):
        at += 512 + -(-int(data[at + 124 : at + 135], 8) // 512) * 512
    return at


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


# -- runs of plain members --

MANY = [(f"m{place}", random.Random(place).randbytes(3000)) for place in range(500)]


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


# -- large members --


def large(buffer_size: int = 1024) -> tuple[TarReader, bytes, Iterator[TarMember | memoryview]]:
    content = random.Random(1).randbytes(10_000)
    reader = TarReader(buffer_size)
    return reader, content, feed(reader, archive([("large", content), ("next", b"n")]))
