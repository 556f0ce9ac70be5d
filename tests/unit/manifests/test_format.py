"""The bytes of a manifest: round trips, an independent reader after the README, and every other byte refused."""

from __future__ import annotations

import hashlib
import json
import random
import struct
import tracemalloc
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http import CorruptBody, MalformedResponse
from tigris_http.manifests import format as formats
from tigris_http.manifests.encoder import Encoder

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
ENTRIES = st.dictionaries(TEXTS, st.integers(0, 1 << 47), max_size=60).map(lambda found: sorted(found.items()))


def written(
    entries: list[tuple[str, int]], *, block_keys: int = 4, page: int = 7, prefix: str = "", snapshot: str | None = None
) -> tuple[bytes, formats.Description]:
    encoder = Encoder("atlas", prefix, snapshot, block_keys=block_keys)
    parts: list[bytes] = []
    for first in range(0, len(entries), page):
        some = entries[first : first + page]
        parts.append(encoder.add([key for key, _ in some], [size for _, size in some]))
    rest, description = encoder.end()
    return b"".join((*parts, rest)), description


def read(data: bytes) -> tuple[list[tuple[str, int]], formats.Description]:
    """Read all of a manifest with the reader under test."""
    tail = formats.parse_tail(data, len(data))
    index, about = formats.parse_end(data[len(data) - tail.size :], tail)
    found: list[tuple[str, int]] = []
    for offset, size, length, crc in formats.RECORD.iter_unpack(index):
        count = min(about.block_keys, about.count - len(found))
        keys, sizes = formats.decode_block(data[offset : offset + length], count=count, size=size, crc=crc)
        found += zip(keys, sizes, strict=True)
    return found, about


def read_by_the_page(data: bytes) -> tuple[list[tuple[bytes, int]], dict[str, object]]:
    """Read a manifest as the README has it, with other means than the package."""
    at, blocks, index_crc, about_size, about_crc, version = struct.unpack("<QIIIII", data[-40:-12])
    assert (1, b"T3KEYS\r\n") == (version, data[-8:])
    assert struct.unpack("<I", data[-12:-8]) == (zlib.crc32(data[-40:-12]),)
    index, about = data[at : at + 24 * blocks], data[at + 24 * blocks : -40]
    assert (index_crc, about_size, about_crc) == (zlib.crc32(index), len(about), zlib.crc32(about))
    described = json.loads(about)
    found: list[tuple[bytes, int]] = []
    for number in range(blocks):
        offset, total, length, crc = struct.unpack_from("<QQII", index, 24 * number)
        block = data[offset : offset + length]
        assert zlib.crc32(block) == crc
        raw = zlib.decompress(block)
        count = min(described["block_keys"], described["count"] - len(found))
        lengths = struct.unpack_from(f"<{count}I", raw)
        sizes = struct.unpack_from(f"<{count}Q", raw, 4 * count)
        assert total == sum(sizes)
        place = 12 * count
        for each, size in zip(lengths, sizes, strict=True):
            found.append((raw[place : place + each], size))
            place += each
        assert place == len(raw)
    return found, described


SOME = [("a", 0), ("b\n", 5), ("b\0\x7f", 1 << 47), ("ü/☃", 7), ("\U0001f600", 9)]
SOME.sort()


@given(ENTRIES, st.integers(1, 9), st.integers(1, 30))
def test_entries_come_back_as_they_were(entries: list[tuple[str, int]], block_keys: int, page: int) -> None:
    data, description = written(entries, block_keys=block_keys, page=page)
    assert (entries, description) == read(data)
    assert len(entries) == description.count
    assert sum(size for _, size in entries) == description.total_size


@given(ENTRIES, st.integers(1, 9))
def test_the_page_describes_the_bytes(entries: list[tuple[str, int]], block_keys: int) -> None:
    data, description = written(entries, block_keys=block_keys, prefix="\n☃", snapshot="17")
    found, described = read_by_the_page(data)
    assert [(key.encode(), size) for key, size in entries] == found
    keys = [key for key, _ in found]
    columns = (
        b"".join(struct.pack("<I", len(key)) for key in keys),
        b"".join(struct.pack("<Q", size) for _, size in found),
        b"".join(keys),
    )
    hashes = b"".join(hashlib.sha256(column).digest() for column in columns)
    digest = hashlib.sha256(f"{len(keys)} {block_keys}\n".encode() + hashes).hexdigest()
    assert described == {
        "bucket": "atlas",
        "prefix": "\n☃",
        "snapshot_version": "17",
        "count": len(keys),
        "total_size": sum(size for _, size in found),
        "block_keys": block_keys,
        "digest": digest,
    }
    assert description.digest == digest


def test_the_digest_tells_the_division_into_blocks_but_not_that_into_pages() -> None:
    assert written(SOME, page=1)[1] == written(SOME, page=3)[1]
    assert written(SOME, page=1)[0] == written(SOME, page=3)[0]
    others = [SOME[:-1], [(key, size // 2) for key, size in SOME], [("A", 0), *SOME[1:]]]
    digests = {written(entries)[1].digest for entries in (SOME, *others)} | {written(SOME, block_keys=5)[1].digest}
    assert 5 == len(digests)


def test_every_cut_is_refused() -> None:
    data, _ = written(SOME, block_keys=2)
    for size in range(len(data)):
        with pytest.raises(CorruptBody):
            read(data[:size])
        with pytest.raises(CorruptBody):
            read(data[len(data) - size :])


@pytest.mark.parametrize("bit", range(8))
def test_every_flipped_bit_is_refused(bit: int) -> None:
    data, _ = written(SOME, block_keys=2)
    for place in range(len(data)):
        other = bytearray(data)
        other[place] ^= 1 << bit
        with pytest.raises(CorruptBody):
            read(bytes(other))


@given(st.binary(max_size=200))
def test_anything_else_is_no_manifest(data: bytes) -> None:
    with pytest.raises(CorruptBody):
        read(data)


def sealed(
    blocks: bytes, index: bytes, about: bytes, *, version: int = 1, count: int | None = None, at: int | None = None
) -> bytes:
    """Return a manifest of these parts, with checksums that match."""
    offset = len(blocks) if at is None else at
    number = len(index) // 24 if count is None else count
    checks = zlib.crc32(index), len(about), zlib.crc32(about)
    tail = struct.pack("<QIIIII", offset, number, *checks, version)
    return blocks + index + about + tail + struct.pack("<I", zlib.crc32(tail)) + b"T3KEYS\r\n"


def about(**other: object) -> bytes:
    fields: dict[str, object] = {"bucket": "atlas", "prefix": "", "snapshot_version": None, "count": 1}
    return json.dumps(fields | {"total_size": 5, "block_keys": 4, "digest": ""} | other).encode()


def block(keys: list[bytes], sizes: list[int]) -> bytes:
    count = len(keys)
    lengths = struct.pack(f"<{count}I", *map(len, keys))
    return zlib.compress(lengths + struct.pack(f"<{count}Q", *sizes) + b"".join(keys))


def record(data: bytes, total: int, offset: int = 0) -> bytes:
    return struct.pack("<QQII", offset, total, len(data), zlib.crc32(data))


GOOD = block([b"a"], [5])


def test_the_parts_of_these_tests_make_a_manifest() -> None:
    found, _ = read(sealed(GOOD, record(GOOD, 5), about()))
    assert [("a", 5)] == found


DESCRIPTIONS = [
    b"",
    b"[]",
    b"{}",
    b"\xff",
    b"[" * 16_000,
    about(more=1),
    about(count=True),
    about(count=1.0),
    about(count=-1),
    about(count="1"),
    about(count=5),
    about(total_size=6),
    about(block_keys=0),
    about(block_keys=(1 << 16) + 1),
    about(bucket=None),
    about(prefix=7),
    about(snapshot_version=7),
    about(snapshot_version=0),
    about(snapshot_version=[]),
    about(digest=[]),
    about(prefix="x" * 20_000),
]


@pytest.mark.parametrize("description", DESCRIPTIONS, ids=lambda each: each[:40].decode("latin-1"))
def test_a_description_of_another_form_is_refused(description: bytes) -> None:
    with pytest.raises(CorruptBody):
        read(sealed(GOOD, record(GOOD, 5), description))


@pytest.mark.parametrize(
    "data",
    [
        sealed(GOOD, record(GOOD, 5, offset=1), about()),
        sealed(GOOD, record(GOOD, 5), about(), at=3),
        sealed(GOOD, record(GOOD, 5), about(), count=2),
        sealed(GOOD, record(GOOD, 5), about(), count=1 << 31),
        sealed(GOOD, record(GOOD, 5), about(), at=(1 << 64) - 1),
        sealed(b"", record(b"", 5), about()),
        sealed(GOOD, b"", about()),
        sealed(GOOD, b"", about(count=0, total_size=0)),
    ],
)
def test_parts_that_do_not_add_up_are_refused(data: bytes) -> None:
    with pytest.raises(CorruptBody):
        ended(data, len(data))


def ended(data: bytes, total: int) -> formats.Description:
    """Read the end of a manifest. `data` may lack blocks."""
    tail = formats.parse_tail(data, total)
    return formats.parse_end(data[max(len(data) - tail.size, 0) :], tail)[1]


def test_a_block_has_at_most_the_bytes_that_its_entries_may_take() -> None:
    """4 entries of 1,036 bytes, which do not shrink."""
    most = 4 * (12 + 1_024) + 4 + 64
    for length, good in ((0, False), (1, True), (most, True), (most + 1, False)):
        end = sealed(b"", struct.pack("<QQII", 0, 5, length, 0), about(), at=length)
        if good:
            assert 1 == ended(end, length + len(end)).count
            continue
        with pytest.raises(CorruptBody, match="its blocks do not follow one another"):
            ended(end, length + len(end))


def test_a_tail_alone_is_no_manifest() -> None:
    with pytest.raises(CorruptBody, match="its description is no JSON"):
        read(sealed(b"", b"", b""))


@pytest.mark.parametrize(
    ("keys", "sizes", "count", "total"),
    [
        ([b"a"], [5], 2, 5),
        ([b"a", b"b"], [5, 5], 1, 5),
        ([b"a"], [5], 1, 6),
        ([b"b", b"a"], [2, 3], 2, 5),
        ([b"a", b"a"], [2, 3], 2, 5),
        ([b"", b"a"], [2, 3], 2, 5),
        ([b"x" * 1_025], [5], 1, 5),
        ([b"\xff"], [5], 1, 5),
        ([b"\xc3", b"\xbc"], [2, 3], 2, 5),
        ([b"\xed\xa0\x80"], [5], 1, 5),
        ([b"a"], [(1 << 47) + 1], 1, (1 << 47) + 1),
        ([b"a", b"b"], [1, (1 << 47) + 1], 2, (1 << 47) + 2),
    ],
)
def test_a_block_that_does_not_hold_its_entries_is_refused(
    keys: list[bytes], sizes: list[int], count: int, total: int
) -> None:
    data = block(keys, sizes)
    with pytest.raises(CorruptBody):
        formats.decode_block(data, count=count, size=total, crc=zlib.crc32(data))


@pytest.mark.parametrize("data", [GOOD[:-1], GOOD + b"x", b"\0" * 9, b"", zlib.compress(b""), zlib.compress(bytes(12))])
def test_a_block_that_is_no_stream_of_its_size_is_refused(data: bytes) -> None:
    with pytest.raises(CorruptBody):
        formats.decode_block(data, count=1, size=5, crc=zlib.crc32(data))


def test_a_block_cannot_make_the_reader_allocate_more_than_its_entries_may_take() -> None:
    bomb = zlib.compress(bytes(200_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(CorruptBody):
            formats.decode_block(bomb, count=10, size=5, crc=zlib.crc32(bomb))
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_manifest_has_no_more_blocks_than_a_reader_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    data, _ = written(SOME, block_keys=2)
    monkeypatch.setattr(formats, "MOST_BLOCKS", 3)
    assert (data, SOME) == (written(SOME, block_keys=2)[0], read(data)[0])
    with pytest.raises(ValueError, match="block_keys must be more than 1: a manifest has at most 3 blocks"):
        written(SOME, block_keys=1)
    monkeypatch.setattr(formats, "MOST_BLOCKS", 2)
    with pytest.raises(CorruptBody, match="its parts do not add up"):
        read(data)


def test_the_limits_are_those_of_the_page() -> None:
    page = Path(formats.__file__).with_name("README.md").read_text("utf-8")
    for number, words in (
        (formats.MOST_BLOCKS, "at most {:,} blocks"),
        (formats.MOST_BLOCK_KEYS, "`block_keys` (1 to {:,})"),
        (formats.MOST_KEY, "its key in bytes: 1 to {:,} "),
        (formats.MOST_DESCRIPTION, "at most {:,} "),
        (formats.USUAL_BLOCK_KEYS, "A block has {:,} keys by default"),
        (formats.MOST_SIZE.bit_length() - 1, "at most 2^{} "),
        (formats.TAIL.size, "| Tail | {} |"),
        (formats.RECORD.size, "| Index | {} for each block |"),
    ):
        assert words.format(number) in page


def test_a_description_that_a_reader_refuses_is_not_written() -> None:
    # Every escaped character takes six bytes: the longest prefix fits.
    longest, _ = written([], prefix="\x00" * 1_024)
    assert "\x00" * 1_024 == read(longest)[1].prefix
    most = formats.MOST_DESCRIPTION - len(written([])[0]) + formats.TAIL.size
    assert most == len(read(written([], prefix="x" * most)[0])[1].prefix)
    with pytest.raises(ValueError, match="bucket and prefix take"):
        written([], prefix="x" * (most + 1))


def test_a_later_version_is_named() -> None:
    with pytest.raises(MalformedResponse, match="version 2 of the format, and this package reads version 1"):
        read(sealed(GOOD, record(GOOD, 5), about(), version=2))


@pytest.mark.parametrize(
    ("keys", "sizes", "problem"),
    [
        (["b", "a"], [1, 2], "'a' came after 'b'"),
        (["a", "a"], [1, 2], "'a' came after 'a'"),
        (["", "a"], [1, 2], "at least 1 byte"),
        (["a", "ü" * 513], [1, 2], "not 1,026"),
        (["\ud800"], [1], "lone surrogate"),
        (["a", "b"], [5, -1], "'b' cannot have -1 bytes"),
        (["a", "b"], [1 << 70, 5], "'a' cannot have"),
        (["a"], [(1 << 47) + 1], "'a' cannot have"),
        (["a", "b"], [0, -1], "'b' cannot have -1 bytes"),
    ],
)
def test_entries_that_no_bucket_has_are_not_written(keys: list[str], sizes: list[int], problem: str) -> None:
    for block_keys in (1, len(keys), 10):
        encoder = Encoder("atlas", block_keys=block_keys)
        with pytest.raises(MalformedResponse, match=problem):
            _ = encoder.add(keys, sizes), encoder.end()


def test_the_order_is_checked_from_block_to_block_too() -> None:
    encoder = Encoder("atlas", block_keys=2)
    encoder.add(["a", "c"], [1, 1])
    with pytest.raises(MalformedResponse, match="'b' came after 'c'"):
        encoder.add(["b", "d"], [1, 1])


def test_as_many_sizes_as_keys_are_taken() -> None:
    with pytest.raises(ValueError, match="as many"):
        Encoder("atlas").add(["a"], [])


def test_blocks_that_do_not_shrink_stay_within_the_bound_of_their_size() -> None:
    """The longest keys of random characters, in the largest blocks of a test."""
    draw = random.Random(1)
    keys = sorted({"".join(chr(draw.randrange(0x10000, 0x110000)) for _ in range(256)) for _ in range(500)})
    entries = [(key, draw.randrange(1 << 47)) for key in keys]
    data, _ = written(entries, block_keys=500)
    assert entries == read(data)[0]


def test_the_writer_holds_one_block_and_a_record_for_each() -> None:
    encoder = Encoder("atlas", block_keys=100)
    tracemalloc.start()
    try:
        for first in range(0, 200_000, 1_000):
            encoder.add([f"{number:08}" for number in range(first, first + 1_000)], [1] * 1_000)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
    assert 24 * 2_000 == len(encoder.index)
