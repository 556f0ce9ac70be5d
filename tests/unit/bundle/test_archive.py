"""The archive of a bundle as it comes: every byte of it, and never a part of it for the whole."""

from __future__ import annotations

import gzip
import io
import itertools
import pickle
import random
import shutil
import tarfile
from typing import TYPE_CHECKING, Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bundles import AsyncSource, Source, archive, manifest
from tests.modes import close, in_all_modes, play
from tests.rawserver import RawServer, cut, error, reply
from tigris_http import (
    ArchiveBody,
    AsyncArchiveBody,
    BundleCounts,
    BundleError,
    ConnectionFailed,
    CorruptBody,
    IncompleteBody,
    MalformedResponse,
    NotFound,
    ServiceError,
    TigrisError,
    TigrisHTTP,
    TigrisSnapshot,
)
from tigris_http._archive.tar import TarReader
from tigris_http._archive.tar_events import END, NEED_DATA
from tigris_http._archive.tar_walk import TarWalk
from tigris_http._wire.http import Head, Headers
from tigris_http.emulator import Emulator
from tigris_http.operations import BundleArchive

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

pytest_generate_tests = in_all_modes

FILES = [
    ("a", b"1"),
    ("empty", b""),
    ("long/" * 40 + "x", b"2" * 511),
    ("é", b"3" * 512),
    ("large", random.Random(1).randbytes(70_000)),
    manifest(("gone", "NoSuchKey")),
]
WHOLE = archive(FILES)
COUNTS: Headers = (("X-Tigris-Bundle-Count", "5"), ("x-tigris-bundle-bytes", "71024"), ("X-Tigris-Bundle-Skipped", "1"))


def body_of(source: Source, compression: Any = "none") -> ArchiveBody:
    return ArchiveBody(Head(200, (("content-type", "application/x-tar"),)), source, "atlas", compression)


@pytest.fixture
def tigris() -> Iterator[Emulator]:
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def client(tigris: Emulator) -> Iterator[TigrisHTTP]:
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as made:
        made.create_bucket("atlas", snapshot_enabled=True)
        for key, content in FILES[:-1]:
            made.put_object("atlas", key, content)
        yield made


KEYS = [*[name for name, _ in FILES[:-1]], "gone"]


def members(body: Any, mode: str = "r|") -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    with tarfile.open(fileobj=body, mode=mode) as tar:  # type: ignore[call-overload]  # any of its modes
        for member in tar:
            content = tar.extractfile(member)
            assert content is not None
            found.append((member.name, content.read()))
    return found


def test_tarfile_reads_it_as_it_streams(client: TigrisHTTP) -> None:
    with client.bundle_archive("atlas", KEYS) as body:
        found = members(body)
    assert [*FILES[:-1], ("__bundle_errors.json", b'{"skipped": [{"key": "gone", "reason": "NoSuchKey"}]}')] == found
    assert ("application/x-tar", "none", BundleCounts(5, 71_024, 1)) == (
        body.content_type,
        body.compression,
        body.counts,
    )


@pytest.mark.parametrize(("compression", "opens"), [("none", "r|*"), ("gzip", "r|gz")])
def test_it_stays_compressed_as_it_comes(client: TigrisHTTP, compression: Any, opens: str) -> None:
    with client.bundle_archive("atlas", KEYS, compression=compression) as body:
        assert FILES[:-1] == members(body, opens)[:-1]
        assert compression == body.compression


def test_zstd_stays_compressed_too(client: TigrisHTTP) -> None:
    with client.bundle_archive("atlas", KEYS, compression="zstd") as body:
        plain = zstandard.ZstdDecompressor().decompress(body.read())
    assert FILES[:-1] == members(io.BytesIO(plain))[:-1]
    assert "zstd" == body.compression


def test_it_is_saved_as_any_file(client: TigrisHTTP, tmp_path: Path) -> None:
    with client.bundle_archive("atlas", iter(KEYS)) as body, (tmp_path / "a.tar").open("wb") as file:
        shutil.copyfileobj(body, file)
    with tarfile.open(tmp_path / "a.tar") as tar:
        assert [name for name, _ in FILES] == tar.getnames()


def test_fail_mode_names_what_is_missing(client: TigrisHTTP) -> None:
    with pytest.raises(BundleError, match="BundleArchive atlas: 404") as caught:
        client.bundle_archive("atlas", [*KEYS, "away"], on_error="fail")
    assert ("gone", "away") == caught.value.missing_keys


def test_a_view_of_a_snapshot_refuses_it(client: TigrisHTTP) -> None:
    version = client.create_snapshot("atlas").version
    with TigrisSnapshot(client, "atlas", version) as view, pytest.raises(ValueError, match="done at a snapshot"):
        view.bundle_archive("atlas", ["a"])


# -- reading ----------------------------------------------------------------------------------------------------------

WAYS: dict[str, Callable[[Any], Generator[Any, Any, bytes]]] = {}


def way(read: Callable[[Any], Generator[Any, Any, bytes]]) -> Callable[[Any], Generator[Any, Any, bytes]]:
    WAYS[read.__name__] = read
    return read


@way
def all_at_once(body: Any) -> Generator[Any, Any, bytes]:
    whole: bytes = yield body.read()
    assert b"" == (yield body.read())
    return whole


@way
def in_parts(body: Any) -> Generator[Any, Any, bytes]:
    parts: list[bytes] = []
    while part := (yield body.read(1000)):
        parts.append(part)
        assert b"" == (yield body.read(0))
    assert {1000} >= {len(part) for part in parts[:-1]}
    return b"".join(parts)


@way
def into_memory(body: Any) -> Generator[Any, Any, bytes]:
    memory, whole = bytearray(300), b""
    assert 0 == (yield body.readinto(bytearray()))
    while size := (yield body.readinto(memory)):
        whole += memory[:size]
    return whole


@way
def by_iteration(body: Any) -> Generator[Any, Any, bytes]:
    whole = b""
    while True:
        try:
            whole += (yield body.__anext__()) if hasattr(body, "__anext__") else next(body)
        except (StopIteration, StopAsyncIteration):
            return whole


@pytest.mark.parametrize("name", ["all_at_once", "in_parts", "into_memory", "by_iteration"])
def test_each_way_of_reading_gives_every_byte(mode: str, name: str) -> None:
    sent = (
        b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (WHOLE[:100], WHOLE[100:513], WHOLE[513:])) + b"0\r\n"
    )
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-tar\r\nTransfer-Encoding: chunked\r\n\r\n"
    trailers = "".join(f"{field}: {value}\r\n" for field, value in COUNTS).encode() + b"\r\n"

    def story(client: Any) -> Generator[Any, Any, Any]:
        results: list[Any] = []
        for _ in range(2):
            opened = client.bundle_archive("atlas", ["a"])
            body = (yield opened) if hasattr(opened, "__await__") else opened
            results += [(yield from WAYS[name](body)), body.counts]
            yield close(body)
        return results

    with RawServer(head + sent + trailers) as server:
        assert [WHOLE, BundleCounts(5, 71_024, 1)] * 2 == play(mode, server.endpoint, story)
        assert 1 == server.connections  # it went back to the pool
        assert [b"/atlas?bundle"] * 2 == [seen.target.partition(b"=")[0] for seen in server.requests]


@pytest.mark.parametrize("chunk", [1, 511, 513, 100_000])
def test_pieces_of_any_size_make_the_same_archive(chunk: int) -> None:
    body = body_of(Source(WHOLE, chunk, COUNTS))
    assert WHOLE == body.read()
    assert BundleCounts(5, 71_024, 1) == body.counts


# -- never a part for the whole --------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=300)
@given(st.integers(0, len(WHOLE.rstrip(b"\0")) + 512), st.sampled_from([1 << 30, 1000]))
def test_an_archive_that_ends_early_is_no_whole_one(end: int, chunk: int) -> None:
    """Also where HTTP says that this was the end."""
    body = body_of(Source(WHOLE[:end], chunk))
    with pytest.raises(IncompleteBody):
        body.read()
    with pytest.raises(IncompleteBody, match="an earlier read"):
        body.read()


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from([tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT]),
    st.lists(st.tuples(st.sampled_from(["a", "é" * 40, "l" * 90]), st.integers(0, 1500)), max_size=5),
    st.integers(0, 1 << 20),
    st.integers(0, 255),
    st.lists(st.integers(1, 2000), min_size=1, max_size=5),
)
def test_what_passes_by_is_judged_as_the_reader_of_archives_judges_it(
    form: int, sizes: list[tuple[str, int]], where: int, byte: int, pieces: list[int]
) -> None:
    spoiled = bytearray(archive([(name, b"x" * size) for name, size in sizes], form))
    spoiled[where % len(spoiled)] = byte

    def outcome(judge: Callable[[], object]) -> type[TigrisError] | None:
        try:
            judge()
        except TigrisError as met:
            return type(met)
        return None

    def read() -> None:
        reader = TarReader()
        left = memoryview(bytes(spoiled))
        while True:
            event = reader.next_event()
            if event is END and not left:
                return
            if event is NEED_DATA or event is END:
                room = reader.get_buffer()
                size = min(len(room), len(left))
                room[:size], left = left[:size], left[size:]
                reader.buffer_updated(size) if size else reader.feed_eof()

    def walk() -> None:
        walker, at = TarWalk(), 0
        for size in itertools.cycle(pieces):
            walker.follow(memoryview(bytes(spoiled[at : at + size])))
            at += size
            if at >= len(spoiled):
                return walker.end()
        return None

    assert outcome(read) == outcome(walk)


def test_zeros_within_a_member_are_no_end() -> None:
    zeros = archive([("z", bytes(5000))])
    with pytest.raises(IncompleteBody):
        body_of(Source(zeros[: 512 + 2048])).read()
    assert zeros == body_of(Source(zeros)).read()


@pytest.mark.parametrize("spoiled", [WHOLE[:512] + b"x" * 5000, b"x" * 5000, WHOLE + b"x"])
def test_what_is_no_archive_is_corrupt(spoiled: bytes) -> None:
    with pytest.raises(CorruptBody):
        body_of(Source(spoiled)).read()


def test_a_connection_that_breaks_is_an_error(mode: str) -> None:
    def story(client: Any) -> Generator[Any, Any, Any]:
        opened = client.bundle_archive("atlas", ["a"])
        body = (yield opened) if hasattr(opened, "__await__") else opened
        try:
            yield body.read()
        except TigrisError as met:
            yield close(body)
            return type(met), met.bucket
        return None

    with RawServer(cut(reply(200, WHOLE[:2000], length=len(WHOLE)))) as server:
        kind, bucket = play(mode, server.endpoint, story)
    assert issubclass(kind, (IncompleteBody, ConnectionFailed))
    assert "atlas" == bucket


# -- a document in its place -----------------------------------------------------------------------------------------

DOCUMENTS: dict[str, tuple[bytes, type[TigrisError], str]] = {
    "XML": (b"<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>", ServiceError, "AccessDenied"),
    "long XML": (b"<Error>" + b" " * 3000 + b"<Code>Odd</Code></Error>", ServiceError, "Odd"),
    "JSON": (b'{"Code":"NoSuchBucket","Message":"no"}', NotFound, "NoSuchBucket"),
    "JSON of a status": (b'{"status":"error","message":"not today"}', ServiceError, "not today"),
    "HTML": (b"<!doctype html><html>log in</html>", MalformedResponse, "HTML page"),
}


@pytest.mark.parametrize("compression", ["none", "gzip"])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_in_its_place_is_what_it_says_and_is_not_handed_out(
    mode: str, document: str, compression: str
) -> None:
    content, kind, words = DOCUMENTS[document]

    def story(client: Any) -> Generator[Any, Any, Any]:
        opened = client.bundle_archive("atlas", ["a"], compression=compression)
        body = (yield opened) if hasattr(opened, "__await__") else opened
        memory = bytearray(100)
        try:
            yield body.readinto(memory)
        except TigrisError as met:
            yield close(body)
            return met, bytes(memory)
        return None

    with RawServer(reply(200, content)) as server:
        met, memory = play(mode, server.endpoint, story)
    assert (True, bytes(100)) == (isinstance(met, kind), memory)
    assert words in str(met)
    assert str(met).startswith("BundleArchive atlas: ")


def test_a_refusal_is_raised_when_it_is_opened(mode: str) -> None:
    def story(client: Any) -> Generator[Any, Any, Any]:
        try:
            opened = client.bundle_archive("atlas", ["a"])
            if hasattr(opened, "__await__"):
                yield opened
        except ServiceError as met:
            return met.status, met.code
        return None

    with RawServer(error(405, "MethodNotAllowed")) as server:
        assert (405, "MethodNotAllowed") == play(mode, server.endpoint, story)


# -- limits and the rest ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "options", "words"),
    [
        ([], {}, "keys must be 1 to 5000"),
        ([f"k{number}" for number in range(5001)], {}, "at most 5000"),
        ([f"{number:05}" + "é" * 500 for number in range(5000)], {}, "at most 5000000 are allowed"),
        (["a", "b", "a"], {}, "'a' more than once"),
        (["a", ""], {}, "key"),
        (["a"], {"compression": "lz4"}, "compression"),
        (["a"], {"on_error": "ignore"}, "on_error"),
    ],
    ids=["none", "too many", "too long", "twice", "empty", "compression", "on_error"],
)
def test_what_one_request_cannot_ask_is_refused_before_it_is_sent(
    keys: list[str], options: dict[str, Any], words: str
) -> None:
    client = TigrisHTTP("http://127.0.0.1:1", ("tid_a", "tsec_b"))
    with pytest.raises(ValueError, match=words):
        client.bundle_archive("atlas", keys, **options)


@pytest.mark.parametrize("keys", ["abc", b"abc", 5, None, [1]])
def test_keys_are_an_iterable_of_keys(keys: Any) -> None:
    with pytest.raises(TypeError):
        BundleArchive("atlas", keys)


def test_as_many_keys_as_may_be_are_asked_for() -> None:
    assert 5000 == len([*BundleArchive("atlas", (f"k{number}" for number in range(5000))).keys])


def test_operations_pickle_and_open_archives_do_not() -> None:
    wish = BundleArchive("atlas", iter(["a", "b"]), compression="gzip")
    assert wish == pickle.loads(pickle.dumps(wish))
    assert ("atlas", ("a", "b")) == (wish.bucket, wish.keys)
    body = body_of(Source(WHOLE))
    with pytest.raises(TypeError, match="neither pickled"):
        pickle.dumps(body)
    body.close()


def test_closing_early_lets_the_source_go_and_ends_reading() -> None:
    source = Source(WHOLE, 600)
    with body_of(source) as body:
        assert WHOLE[:100] == body.read(100)
        assert "<ArchiveBody of atlas>" == repr(body)
        assert body.readable()
        assert not body.seekable()
    assert source.closes
    assert source.at < len(WHOLE)
    with pytest.raises(ValueError, match="closed"):
        body.read()


def test_one_that_is_forgotten_warns() -> None:
    body = body_of(Source(WHOLE))
    with pytest.warns(ResourceWarning, match="unclosed <ArchiveBody of atlas>"):
        del body
    twin = AsyncArchiveBody(Head(200), AsyncSource(Source(WHOLE)), "atlas", "none")
    with pytest.warns(ResourceWarning, match="unclosed <AsyncArchiveBody of atlas>"):
        del twin


@pytest.mark.parametrize(("value", "expected"), [("-1", None), ("x", None), ("9" * 30, None), (" 7 ", 7)])
def test_counts_that_are_no_numbers_are_none(value: str, expected: int | None) -> None:
    body = body_of(Source(WHOLE, trailers=(("x-tigris-bundle-count", value),)))
    body.read()
    assert BundleCounts(expected, None, None) == body.counts


def test_plain_bytes_come_plain_where_compression_was_asked_for() -> None:
    body = body_of(Source(WHOLE), "gzip")
    assert (WHOLE, "none") == (body.read(), body.compression)
    body = body_of(Source(gzip.compress(WHOLE)), "gzip")
    assert (WHOLE, "gzip") == (gzip.decompress(body.read()), body.compression)


def test_twins_have_the_same_words() -> None:
    inherited = {*dir(io.RawIOBase)} - {"read", "readinto"}
    renamed = {"close": "aclose", "__enter__": "__aenter__", "__exit__": "__aexit__", "__iter__": "__aiter__"}
    words = {renamed.get(word, word) for word in {*dir(ArchiveBody)} - inherited if word[0] != "_"}
    twin = {word for word in dir(AsyncArchiveBody) if word[0] != "_"}
    refused = {"fileno", "seek", "seekable", "tell", "truncate", "writable", "write", "writelines"}
    assert words == twin - {"aclose", "closed"} - refused
