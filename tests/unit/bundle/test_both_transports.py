"""A bundle read from the socket and one read through the HTTP stack tell the same story, whatever was sent."""

from __future__ import annotations

import asyncio
import gzip
import string
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import zstandard
from hypothesis import Phase, event, example, given, settings
from hypothesis import strategies as st

from tests.bundles import Files, archive
from tests.modes import KEYS
from tests.rawserver import Answer, RawServer
from tigris_http import AsyncTigrisHTTP, BundleSkipped, MalformedResponse, RetryPolicy, TigrisError, TigrisHTTP

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-tar\r\nTransfer-Encoding: chunked\r\n\r\n"
ONCE = RetryPolicy(max_attempts=1)
LARGE = bytes(range(256)) * 5000  # larger than the buffer


@dataclass
class Story:
    """What came of one bundle: its results, and the kind of its end."""

    results: list[tuple[str, bytes | str | None]]
    error: type[TigrisError] | None = None


_names = st.text(string.ascii_letters + "/ .é\U0001f600", min_size=1, max_size=8).filter(lambda name: name[-1] != "/")
_long = _names.map(lambda name: name + "long/" * 40 + "x")
_sizes = st.integers(0, 1500) | st.integers(0, 9000) | st.just(len(LARGE))
_files = st.dictionaries(_names | _long, _sizes, min_size=1, max_size=8)
_formats = st.sampled_from([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
_damages = st.sampled_from(["none", "cut", "cut archive", "bit", "bit of framing", "more"])


def framed(body: bytes, sizes: list[int]) -> bytes:
    """Return a body in chunks whose sizes follow each other again and again."""
    pieces, at, turn = [], 0, 0
    while at < len(body):
        part = body[at : at + sizes[turn % len(sizes)]]
        pieces.append(b"%x\r\n%s\r\n" % (len(part), part))
        at, turn = at + len(part), turn + 1
    return b"".join([*pieces, b"0\r\n\r\n"])


def damaged(body: bytes, damage: str, where: int) -> bytes:
    if damage == "cut archive":
        return body[: where % len(body)]
    if damage == "more":
        return body + b"more"
    if damage == "bit":
        spoiled = bytearray(body)
        spoiled[where // 8 % len(body)] ^= 1 << where % 8
        return bytes(spoiled)
    return body


def sent(body: bytes, sizes: list[int], damage: str, where: int) -> Answer:
    """Return what the server sends, and that it closes behind it."""
    whole = framed(body, sizes)
    if damage == "cut":
        whole = whole[: where % len(whole)]
    elif damage == "bit of framing":
        at = whole.index(b"\r\n") + where % 3 - 1
        whole = whole[:at] + bytes([whole[at] ^ 1 << where % 7]) + whole[at + 1 :]
    return Answer(HEAD + whole, "close")


def blocking(endpoint: str, keys: list[str], compression: str, own: httpx.BaseTransport | None = None) -> Story:
    story = Story([])
    with TigrisHTTP(endpoint, KEYS, retry=ONCE, transport=own) as client:
        try:
            with client.bundle_objects("bucket", keys, compression=compression) as bundle:  # type: ignore[call-overload]
                for found in bundle:
                    skipped = isinstance(found, BundleSkipped)
                    story.results.append((found.key, found.reason if skipped else found.read()))
        except TigrisError as error:
            story.error = type(error)
    return story


async def awaited(
    endpoint: str, keys: list[str], compression: str, own: httpx.AsyncBaseTransport | None = None
) -> Story:
    story = Story([])
    async with AsyncTigrisHTTP(endpoint, KEYS, retry=ONCE, transport=own) as client:
        try:
            async with client.bundle_objects("bucket", keys, compression=compression) as bundle:  # type: ignore[call-overload]
                async for found in bundle:
                    skipped = isinstance(found, BundleSkipped)
                    story.results.append((found.key, found.reason if skipped else await found.read()))
        except TigrisError as error:
            story.error = type(error)
    return story


async def slowly(endpoint: str, keys: list[str], compression: str) -> Story:
    async with httpx.AsyncHTTPTransport() as own:
        return await awaited(endpoint, keys, compression, own)


class Shown(RawServer):
    """A server that hypothesis may show."""

    def __repr__(self) -> str:
        return "<server>"

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        printer.text("<server>")


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with Shown(b"") as server:
        yield server


@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@example({"n" + "long/" * 40 + "x": 351}, tarfile.USTAR_FORMAT, "gzip", [1, 1], "bit", 65536)
@given(
    _files,
    _formats,
    st.sampled_from(["none", "none", "gzip", "zstd"]),
    st.lists(st.integers(1, 5000) | st.sampled_from([1, 512, 16384, 1 << 20]), min_size=1, max_size=4),
    _damages,
    st.integers(0, 1 << 30),
)
def test_whatever_is_sent_both_ways_tell_the_same_story(
    server: RawServer, sized: dict[str, int], form: int, compression: str, sizes: list[int], damage: str, where: int
) -> None:
    files: Files = [(name, LARGE[:size]) for name, size in sized.items()]
    body = archive(files, form)
    if compression != "none":
        body = gzip.compress(body) if compression == "gzip" else zstandard.compress(body)
    # The slow way takes its time for each chunk.
    sizes = [max(size, len(body) // 300) for size in sizes]
    server.answers = (sent(damaged(body, damage, where), sizes, damage, where),)
    keys = [name for name, _ in files]
    with httpx.HTTPTransport() as own:
        stories = [
            blocking(server.endpoint, keys, compression),
            asyncio.run(awaited(server.endpoint, keys, compression)),
            blocking(server.endpoint, keys, compression, own),
            asyncio.run(slowly(server.endpoint, keys, compression)),
        ]
    event(f"{damage}: {stories[0].error}")
    if damage == "bit" and compression != "none":
        # How much comes out before a decoder finds the damage depends on how much it is given at once.
        longest = max((story.results for story in stories), key=len)
        assert all(story.results == longest[: len(story.results)] for story in stories)
        assert len({story.error is None for story in stories}) == 1
        assert all(story.error is None or issubclass(story.error, MalformedResponse) for story in stories)
        return
    assert [stories[0]] * 4 == stories
    if damage == "none":
        assert Story(list(files)) == stories[0]
