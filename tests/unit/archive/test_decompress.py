"""gzip and zstd streams in chunks of any size give the same bytes; anything else is one named error."""

from __future__ import annotations

import contextlib
import gzip
import random
import sys
import tracemalloc
import types
import zlib

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tigris_http._archive import zstd as _zstd
from tigris_http._archive.decompress import Compression, Decoder, decoder, require_zstd
from tigris_http.errors import IncompleteBody, MalformedResponse

TEXT = b"".join(b"%d bottles of beer\n" % count for count in range(20_000))
NOISE = random.Random(0).randbytes(300_000)


def zstd(data: bytes, level: int = 3, *, size: bool = True, checksum: bool = False) -> bytes:
    return zstandard.ZstdCompressor(level=level, write_content_size=size, write_checksum=checksum).compress(data)


def zstd_streamed(data: bytes) -> bytes:
    """As a server writes it: no content size, many blocks."""
    writer = zstandard.ZstdCompressor(write_checksum=True).compressobj()
    out = b""
    for at in range(0, len(data), 40_000):
        out += writer.compress(data[at : at + 40_000]) + writer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    return out + writer.flush()


def inflate(data: bytes, compression: Compression, chunk: int = 1 << 30, room: int = 65536) -> bytes:
    codec = decoder(compression)
    return inflate_with(codec, data, chunk, room)


def inflate_with(codec: Decoder, data: bytes, chunk: int, room: int) -> bytes:
    buffer, out, at = memoryview(bytearray(room)), bytearray(), 0
    while True:
        count = codec.decode_into(buffer)
        if count:
            out += buffer[:count]
        elif codec.finished:
            return bytes(out)
        elif at == len(data):
            codec.feed_eof()
        else:
            into = codec.get_buffer()
            count = min(chunk, len(into), len(data) - at)
            into[:count] = data[at : at + count]
            at += count
            codec.buffer_updated(count)


def inflated(data: bytes, compression: Compression, chunk: int = 1 << 30, room: int = 65536) -> bytes | None:
    """Return the decoded bytes, None if they are refused."""
    with contextlib.suppress(MalformedResponse):
        return inflate(data, compression, chunk, room)
    return None


def by_reference(data: bytes) -> bytes:
    if data.startswith(b"\x1f\x8b"):
        return gzip.decompress(data)
    with zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True) as reader:
        return bytes(reader.read())


SAMPLES: dict[str, tuple[Compression, bytes, bytes]] = {
    "gzip": ("gzip", gzip.compress(TEXT), TEXT),
    "gzip of noise": ("gzip", gzip.compress(NOISE), NOISE),
    "gzip of nothing": ("gzip", gzip.compress(b""), b""),
    "gzip in members": ("gzip", gzip.compress(b"a" * 9) + gzip.compress(b"") + gzip.compress(TEXT), b"a" * 9 + TEXT),
    "gzip padded": ("gzip", gzip.compress(TEXT) + bytes(3000), TEXT),
    "zstd": ("zstd", zstd(TEXT), TEXT),
    "zstd of noise": ("zstd", zstd(NOISE), NOISE),
    "zstd of nothing": ("zstd", zstd(b""), b""),
    "zstd without content size": ("zstd", zstd(TEXT, size=False, checksum=True), TEXT),
    "zstd streamed": ("zstd", zstd_streamed(TEXT + NOISE), TEXT + NOISE),
    "zstd in frames": ("zstd", zstd(b"a" * 9) + zstd(b"") + zstd_streamed(TEXT) + zstd(NOISE), b"a" * 9 + TEXT + NOISE),
    "zstd with skippable frames": (
        "zstd",
        b"\x50\x2a\x4d\x18\x03\0\0\0abc" + zstd(TEXT) + b"\x5f\x2a\x4d\x18\x00\0\0\0" + zstd(b"z"),
        TEXT + b"z",
    ),
    "plain": ("none", TEXT, TEXT),
    "plain and short": ("none", b"ab", b"ab"),
    "nothing": ("gzip", b"", b""),
    "gzip though none was asked": ("none", gzip.compress(TEXT), TEXT),
    "zstd though gzip was asked": ("gzip", zstd(TEXT), TEXT),
    "plain though zstd was asked": ("zstd", TEXT, TEXT),
}


@pytest.mark.parametrize("case", SAMPLES)
@pytest.mark.parametrize(("chunk", "room"), [(1 << 30, 1 << 20), (1000, 1 << 20), (7777, 1000), (1 << 30, 333)])
def test_a_stream_decodes_to_the_encoded_bytes(case: str, chunk: int, room: int) -> None:
    compression, data, expected = SAMPLES[case]
    assert expected == inflate(data, compression, chunk, room)


@pytest.mark.parametrize("case", ["gzip in members", "zstd in frames", "zstd with skippable frames", "gzip padded"])
def test_a_stream_decodes_byte_by_byte(case: str) -> None:
    compression, data, expected = SAMPLES[case]
    head = {"gzip": gzip.compress(b"ab") + gzip.compress(b"c"), "zstd": zstd(b"ab", checksum=True) + zstd(b"c")}
    assert inflate(head[compression], compression, 1, 1) == b"abc"
    assert expected == inflate(data, compression, 1, 1 << 20)


@given(st.sampled_from(["gzip", "zstd", "zstd without content size", "zstd streamed"]), st.data())
@settings(max_examples=120, deadline=None)
def test_any_cut_is_incomplete(case: str, choice: st.DataObject) -> None:
    compression, data, _ = SAMPLES[case]
    cut = choice.draw(st.integers(4, len(data) - 1))
    with pytest.raises(IncompleteBody):
        inflate(data[:cut], compression)


@given(st.sampled_from(["gzip", "gzip in members", "zstd streamed", "zstd in frames"]), st.data())
@settings(max_examples=200, deadline=None)
def test_any_flipped_bit_gives_a_result_or_one_named_error(case: str, choice: st.DataObject) -> None:
    compression, data, expected = SAMPLES[case]
    bit = choice.draw(st.integers(0, len(data) * 8 - 1))
    spoiled = bytearray(data)
    spoiled[bit // 8] ^= 1 << bit % 8
    found = inflated(bytes(spoiled), compression)
    # A spoiled magic makes it plain. Some of the frames have no checksum.
    assert case == "zstd in frames" or found in (None, expected, bytes(spoiled))


def test_a_spoiled_checksum_is_noticed() -> None:
    for compression, data in (("gzip", gzip.compress(TEXT)), ("zstd", zstd(TEXT, checksum=True))):
        spoiled = bytearray(data)
        spoiled[-5 if compression == "gzip" else -1] ^= 1
        with pytest.raises(MalformedResponse, match=f"corrupt {compression}"):
            inflate(bytes(spoiled), "gzip" if compression == "gzip" else "zstd")


@given(st.sampled_from([b"\x1f\x8b", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd"]), st.binary(max_size=2000))
@settings(max_examples=200, deadline=None)
def test_random_bytes_behind_a_magic_give_a_result_or_one_named_error(magic: bytes, rest: bytes) -> None:
    found = inflated(magic + rest, "none", 100, 1000)
    # Too short for a magic, or another one: plain.
    assert found in (None, magic + rest) or found == by_reference(magic + rest)


@pytest.mark.parametrize("junk", [b"x", b"junk" * 5000])
def test_only_another_stream_may_follow_a_stream(junk: bytes) -> None:
    with pytest.raises(MalformedResponse):
        inflate(gzip.compress(TEXT) + junk, "gzip")
    with pytest.raises(MalformedResponse):
        inflate(zstd(TEXT) + junk, "zstd")


def bomb(compression: str) -> bytes:
    zeros = bytes(64 << 20)
    return gzip.compress(zeros, 9) if compression == "gzip" else zstd(zeros, 19, size=False)


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_a_bomb_is_held_only_as_far_as_there_is_room(compression: Compression) -> None:
    data = bomb(compression)
    assert len(data) < 100_000
    codec, buffer, total = decoder(compression), memoryview(bytearray(100_000)), 0
    tracemalloc.start()
    try:
        for at in range(0, len(data), 10_000):
            part = data[at : at + 10_000]
            codec.get_buffer()[: len(part)] = part
            codec.buffer_updated(len(part))
            while count := codec.decode_into(buffer):
                total += count
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()
    assert total >= (64 << 20) - 100_000


def test_a_frame_that_asks_for_too_large_a_window_is_refused() -> None:
    # Magic, descriptor without single segment, Window_Descriptor: exponent 20 = 2**(10+20) bytes.
    data = b"\x28\xb5\x2f\xfd\x00" + bytes([20 << 3]) + b"\x01\0\0"
    with pytest.raises(MalformedResponse, match="corrupt zstd"):
        inflate(data, "zstd")


def test_a_missing_dictionary_is_refused() -> None:
    words = zstandard.ZstdCompressionDict(TEXT[:5000], dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    data = zstandard.ZstdCompressor(dict_data=words).compress(TEXT[2000:4000])
    with pytest.raises(MalformedResponse):
        inflate(data, "zstd")


def test_an_unknown_compression_is_refused() -> None:
    with pytest.raises(ValueError, match="'lzma'"):
        decoder("lzma")  # type: ignore[arg-type]  # wrong on purpose


def test_misuse_is_refused() -> None:
    codec = decoder("none")
    with pytest.raises(ValueError, match="needs a buffer"):
        codec.decode_into(memoryview(bytearray()))
    with pytest.raises(ValueError, match="do not fit"):
        codec.buffer_updated(1 << 30)


# -- the module for zstd --


def without_zstd(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    monkeypatch.setitem(sys.modules, "compression.zstd", None)


def test_zstd_is_available_with_the_extra() -> None:
    require_zstd()
    assert TEXT == inflate(zstd(TEXT), "zstd")


def test_missing_zstd_names_the_extra_before_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    without_zstd(monkeypatch)
    with pytest.raises(ImportError, match=r"tigris-http\[zstd\]"):
        require_zstd()


def test_an_answer_in_zstd_without_the_extra_is_malformed(monkeypatch: pytest.MonkeyPatch) -> None:
    without_zstd(monkeypatch)
    with pytest.raises(MalformedResponse, match=r"tigris-http\[zstd\]"):
        inflate(zstd(b"a"), "none")


class _Parameter:
    window_log_max = 100


class _Decompressor:
    """The interface of Python 3.14's `compression.zstd.ZstdDecompressor`, on the package's own."""

    produced = 0

    def __init__(self, *, options: dict[int, int]) -> None:
        type(self).produced += 1
        self._inner = zstandard.ZstdDecompressor(max_window_size=1 << options[100]).decompressobj()

    @property
    def eof(self) -> bool:
        return self._inner.eof

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._inner.decompress(data)


def test_pythons_own_zstd_is_preferred(monkeypatch: pytest.MonkeyPatch) -> None:
    own = types.ModuleType("compression.zstd")
    own.__dict__.update(DecompressionParameter=_Parameter, ZstdDecompressor=_Decompressor)
    monkeypatch.setitem(sys.modules, "compression", types.ModuleType("compression"))
    monkeypatch.setitem(sys.modules, "compression.zstd", own)
    compression, data, expected = SAMPLES["zstd in frames"]
    assert expected == inflate(data, compression, 5000)
    assert _Decompressor.produced == 4


def test_blocks_of_all_three_kinds_are_walked() -> None:
    frame = zstandard.ZstdCompressor().compressobj()
    data = frame.compress(bytes(200_000) + NOISE[:200_000] + TEXT) + frame.flush()
    expected = bytes(200_000) + NOISE[:200_000] + TEXT
    frames, at, out = _zstd.Frames(_zstd.new_frames()), 0, b""
    while at < len(data):
        used, plain = frames.step(memoryview(data)[at:], 1)
        assert len(plain) <= 1 << 17
        at, out = at + used, out + plain
    frames.finish()
    assert zlib.crc32(expected) == zlib.crc32(out)
