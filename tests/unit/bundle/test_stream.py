"""An open bundle accounts for each key, for any body, blocking and async alike."""

from __future__ import annotations

import asyncio
import gc
import gzip
import pickle
import random
import weakref
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bundles import MANIFEST, AsyncSource, Source, abundle, archive, bundle, manifest
from tigris_http._archive.tar import BUFFER_SIZE
from tigris_http._bundle.response import (
    AsyncBundleMember,
    AsyncBundleResponse,
    BundleMember,
    BundleResponse,
    BundleSkipped,
)
from tigris_http.errors import ConnectionFailed, CorruptBody, IncompleteBody, MalformedResponse

from .stream_cases import CHECKED, FILES, FIXTURES, KEYS, LARGE, A, B, C, Outcome, compress, counted, outcome

if TYPE_CHECKING:
    from tigris_http._archive.decompress import Compression


@pytest.mark.parametrize("compression", ["none", "gzip", "zstd"])
@pytest.mark.parametrize("chunk", [1 << 30, 1000, 37])
@pytest.mark.parametrize("how", ["read", "data", "views", "readinto"])
def test_members_arrive_whole_in_every_way_of_reading(compression: Compression, chunk: int, how: str) -> None:
    body = compress(archive([*FILES, manifest(("gone", "NoSuchKey"))]), compression)
    expected = Outcome(FILES, (BundleSkipped("gone", "NoSuchKey"),), counted(FILES, 1))
    for backend in ("asyncio", "trio"):
        assert expected == outcome(body, (*KEYS, "gone"), compression, chunk=chunk, how=how, backend=backend)


@given(st.sampled_from(["none", "gzip", "zstd"]), st.integers(0, 10**6), st.integers(1, 5000))
@settings(max_examples=60, deadline=None)
def test_any_cut_is_incomplete_and_what_came_before_is_whole(compression: Compression, cut: int, chunk: int) -> None:
    body = archive(FILES).rstrip(b"\0")
    body = compress(body + bytes(-len(body) % 512) + bytes(1024), compression)
    found = outcome(body[: cut % len(body)], KEYS, compression, chunk=chunk)
    # Behind the last byte of the last member nothing is missing.
    assert (None if found.members == FILES else IncompleteBody) is found.error
    assert FILES[: len(found.members)] == found.members


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
@pytest.mark.parametrize("chunk", [1 << 30, 100])
def test_a_compressed_body_is_read_to_its_own_end(compression: Compression, chunk: int) -> None:
    body = gzip.compress(archive([A])) if compression == "gzip" else CHECKED.compress(archive([A]))
    spoiled = bytearray(body)
    spoiled[-1] ^= 1
    assert Outcome([A], (), (1, 1, 0)) == outcome(body, ("a",), compression, chunk=chunk)
    assert IncompleteBody is outcome(body[:-1], ("a", "lost"), compression, chunk=chunk).error
    assert MalformedResponse is outcome(bytes(spoiled), ("a",), compression, chunk=chunk).error
    assert CorruptBody is outcome(body + b"junk junk", ("a",), compression, chunk=chunk).error


@given(st.integers(0, 10**6), st.sampled_from(["read", "views", "readinto"]))
@settings(max_examples=80, deadline=None)
def test_errors_of_the_source_pass_through(breaks: int, how: str) -> None:
    body = archive(FILES)
    found = outcome(body, KEYS, chunk=1000, breaks=breaks % len(body), how=how)
    assert (None if found.members == FILES else ConnectionFailed) is found.error
    assert FILES[: len(found.members)] == found.members


FIXTURE_CASES: dict[str, tuple[tuple[str, ...], Outcome]] = {
    name: (keys, result)
    for name, keys, result in (
        (
            name,
            ("cats/1.jpg", "cats/2.jpg", "cats/3.jpg"),
            Outcome(
                [("cats/1.jpg", b"first cat"), ("cats/2.jpg", b""), ("cats/3.jpg", b"third cat\n" * 60)],
                (),
                (3, 609, 0),
            ),
        )
        for name in ("ustar.tar", "ustar.tar.gz", "ustar.tar.zst")
    )
} | {
    "ustar-prefix.tar": (("deep/" * 25 + "file.bin",), Outcome([("deep/" * 25 + "file.bin", b"deep")], (), (1, 4, 0))),
    "pax.tar": (
        ("cats/ä b.txt", "long/" * 60 + "name"),
        Outcome([("cats/ä b.txt", b"umlaut"), ("long/" * 60 + "name", b"long name")], (), (2, 15, 0)),
    ),
    "gnu.tar": (
        ("long/" * 60 + "name", "cats/ä b.txt"),
        Outcome([("long/" * 60 + "name", b"long name"), ("cats/ä b.txt", b"umlaut")], (), (2, 15, 0)),
    ),
    "manifest.tar": (
        ("cats/cold.jpg", "cats/1.jpg", "cats/gone.jpg"),
        Outcome(
            [("cats/1.jpg", b"first cat")],
            (BundleSkipped("cats/cold.jpg", "InvalidObjectState"), BundleSkipped("cats/gone.jpg", "NoSuchKey")),
            (1, 9, 2),
        ),
    ),
    "manifest-twin.tar": (
        ("cats/1.jpg", "cats/gone.jpg", MANIFEST),
        Outcome(
            [("cats/1.jpg", b"first cat"), (MANIFEST, b"a real object of this name")],
            (BundleSkipped("cats/gone.jpg", "NoSuchKey"),),
            (2, 35, 1),
        ),
    ),
    "truncated.tar": (
        ("cats/1.jpg", "cats/2.jpg", "cats/3.jpg"),
        Outcome(
            [("cats/1.jpg", b"first cat"), ("cats/2.jpg", b""), ("cats/3.jpg", b"third cat\n" * 60)],
            (),
            (3, 609, 0),
        ),
    ),
    "cut-in-member.tar": (
        ("cats/1.jpg", "cats/2.jpg", "cats/3.jpg"),
        Outcome([("cats/1.jpg", b"first cat"), ("cats/2.jpg", b"")], (), (2, 9, 0), IncompleteBody),
    ),
}


@pytest.mark.parametrize("name", FIXTURE_CASES)
def test_the_samples_read_as_described(name: str) -> None:
    keys, expected = FIXTURE_CASES[name]
    assert expected == outcome((FIXTURES / name).read_bytes(), keys)


def test_every_sample_is_described_and_tested() -> None:
    names = {path.name for path in FIXTURES.iterdir()} - {"README.md"}
    assert names == set(FIXTURE_CASES)
    assert all(f"`{name}`:" in (FIXTURES / "README.md").read_text("utf-8") for name in names)


# -- living with an open bundle --


def test_small_members_may_be_read_in_any_way_and_at_any_time() -> None:
    with bundle(Source(archive([A, B, C]), 100), ("a", "b", "c")) as response:
        members = list(response)
    assert [member.read() for member in members] == [b"1", b"22", b"333"]
    assert [bytes(member.data) for member in members] == [b"1", b"22", b"333"]
    memory = bytearray(2)
    assert [members[2].readinto(memory) for _ in range(3)] == [2, 1, 0]
    assert members[2].read() == b"333"


def open_large() -> tuple[Source, Any]:
    source = Source(archive([("large", LARGE), A]), 1000)
    return source, bundle(source, ("large", "a"), buffer_size=4096)


def test_what_was_not_read_is_passed_over() -> None:
    _, response = open_large()
    assert [member.key for member in response] == ["large", "a"]


def test_a_large_member_is_gathered_once() -> None:
    _, response = open_large()
    member = next(response)
    data = member.data
    assert data is member.data
    assert member.read() == LARGE
    assert b"".join(member.views()) == LARGE
    next(response)
    assert bytes(data) == LARGE
    response.close()


def test_a_large_member_fills_buffers_one_after_the_other() -> None:
    _, response = open_large()
    member = next(response)
    memory, out = bytearray(7000), b""
    while count := member.readinto(memory):
        out += memory[:count]
    assert out == LARGE
    assert next(response).key == "a"
    response.close()


def test_a_large_member_is_gone_when_the_bundle_went_on() -> None:
    _, response = open_large()
    member = next(response)
    views = member.views()
    next(views)
    next(response)
    for use in (
        lambda: next(views),
        member.read,
        member.views,
        lambda: member.data,
        lambda: member.readinto(bytearray(9)),
    ):
        with pytest.raises(ValueError, match="went on"):
            use()
    response.close()


def test_a_large_member_read_in_part_is_not_read_whole() -> None:
    _, response = open_large()
    member = next(response)
    member.readinto(bytearray(10))
    with pytest.raises(ValueError, match="in part"):
        member.read()
    response.close()


def test_closing_early_closes_the_source_at_once_and_only_once() -> None:
    source, response = open_large()
    member = next(response)
    response.close()
    response.close()
    assert source.closes == 1
    assert source.at < len(source.body)
    with pytest.raises(ValueError, match="closed"):
        next(response)
    with pytest.raises(ValueError, match="the bundle is closed"):
        member.read()


def test_an_ended_bundle_stays_ended() -> None:
    response = bundle(Source(archive([A])), ("a",))
    assert [member.key for member in response] == ["a"]
    assert list(response) == []
    response.close()
    assert list(response) == []


def test_a_failed_bundle_does_not_go_on() -> None:
    response = bundle(Source(archive([A])[:512]), ("a",))
    with pytest.raises(IncompleteBody):
        next(response)
    with pytest.raises(ValueError, match="closed"):
        next(response)


def test_an_unclosed_bundle_warns_when_it_is_collected() -> None:
    source, response = open_large()
    member = next(response)
    with pytest.warns(ResourceWarning, match="unclosed BundleResponse"):
        del response
    assert member.key == "large"
    # What a collection may interrupt holds locks that closing takes: the source closes itself when that is safe.
    assert source.closes == 0


def test_an_unclosed_async_bundle_warns_when_it_is_collected() -> None:
    response: Any = asyncio.run(abundle(Source(b""), ("a",)))
    with pytest.warns(ResourceWarning, match="unclosed AsyncBundleResponse"):
        del response


def test_a_bundle_lets_its_source_go_without_waiting_for_the_garbage_collector() -> None:
    source, response = open_large()
    held = weakref.ref(source)
    gc.collect()
    gc.disable()
    try:
        next(response).readinto(bytearray(10))
        with pytest.warns(ResourceWarning):
            del response, source
        assert held() is None
    finally:
        gc.enable()


def test_skipped_entries_pickle() -> None:
    entry = BundleSkipped("a", "NoSuchKey")
    assert entry == pickle.loads(pickle.dumps(entry))


def test_members_show_name_and_size_only() -> None:
    response = bundle(Source(archive([A])), ("a",))
    assert repr(next(response)) == "<BundleMember 'a' (1 bytes)>"
    response.close()


def test_an_async_large_member_has_no_data_at_once() -> None:
    async def story() -> None:
        source = Source(archive([("large", LARGE), A]), 1000)
        async with await abundle(source, ("large", "a"), buffer_size=4096) as response:
            member = await response.__anext__()
            with pytest.raises(ValueError, match=r"await member\.read"):
                _ = member.data
            await member.readinto(bytearray(10))
            with pytest.raises(ValueError, match="in part"):
                await member.read()
            await response.__anext__()
            with pytest.raises(ValueError, match="went on"):
                await member.readinto(bytearray(10))
        assert source.closes == 1

    asyncio.run(story())


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_views_may_be_left_early(backend: str) -> None:
    async def story() -> None:
        source = Source(archive([("large", LARGE), A]), 1000)
        async with await abundle(source, ("large", "a"), buffer_size=4096) as response:
            keys: list[str] = []
            async for member in response:
                keys.append(member.key)
                async for view in member.views():
                    assert view
                    break
            assert ["large", "a"] == keys

    anyio.run(story, backend=backend)


def test_views_and_readinto_share_one_place() -> None:
    async def story() -> None:
        source = Source(archive([("large", LARGE), A]), 1000)
        async with await abundle(source, ("large", "a"), buffer_size=4096) as response:
            member = await response.__anext__()
            memory, out = bytearray(3000), bytearray()
            async for view in member.views():
                out += view
                out += memory[: await member.readinto(memory)]
            assert out == LARGE
            assert (await response.__anext__()).key == "a"

    asyncio.run(story())
    _, response = open_large()
    memory, out = bytearray(3000), bytearray()
    member = next(response)
    for view in member.views():
        out += view
        out += memory[: member.readinto(memory)]
    assert out == LARGE
    assert next(response).key == "a"
    response.close()


def test_a_cancelled_bundle_is_closed_by_whoever_leaves_it() -> None:
    class Stalled(AsyncSource):
        async def readinto(self, buffer: memoryview, /) -> int:
            await asyncio.sleep(60)
            return 0

    async def story() -> None:
        source = Source(b"")
        async with await abundle(Stalled(source), ("a",)) as response:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(response.__anext__(), 0.01)
            assert source.closes == 0
            with pytest.raises(ValueError, match="closed"):
                await response.__anext__()
        assert source.closes == 1

    asyncio.run(story())


def test_bytes_go_straight_into_the_callers_memory() -> None:
    big = random.Random(0).randbytes(3 * BUFFER_SIZE)
    rooms: list[int] = []

    class Watched(Source):
        def readinto(self, buffer: memoryview, /) -> int:
            rooms.append(len(buffer))
            return super().readinto(buffer)

    with bundle(Watched(archive([("big", big)])), ("big",)) as response:
        memory = bytearray(len(big))
        assert len(big) == next(response).readinto(memory)
    assert big == memory
    assert max(rooms) > 2 * BUFFER_SIZE


def test_views_of_a_bundle_stay_unchanged_while_held() -> None:
    files = [(f"k{place}", random.Random(place).randbytes(2000)) for place in range(300)]
    with bundle(Source(archive(files), 3000), [key for key, _ in files], buffer_size=8192) as all_:
        held = [(member.key, member.data) for member in all_]
    assert files == [(key, bytes(view)) for key, view in held]


def test_twins_have_the_same_words() -> None:
    renamed = {"close": "aclose", "__enter__": "__aenter__", "__exit__": "__aexit__", "__iter__": "__aiter__"}
    for kind, twin in ((BundleMember, AsyncBundleMember), (BundleResponse, AsyncBundleResponse)):
        words = {renamed.get(word, word) for word in dir(kind) if word[0] != "_" or word in renamed}
        assert words == {word for word in dir(twin) if word[0] != "_" or word in renamed.values()} - {"opened"}
