"""Manifests of stores that answer otherwise: without If-Match, without entity tags, with fewer bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tigris_http import CorruptBody, MalformedResponse, ObjectChanged, TigrisHTTP
from tigris_http.manifests import open_manifest

from .test_format import SOME, written

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA, _ = written(SOME, block_keys=2)


class Store:
    """Answers ranges of one object and ignores all conditions."""

    def __init__(self) -> None:
        self.etag: str | None = '"a"'
        self.data = DATA
        self.ranges: list[str] = []
        self.refuses_long_suffixes = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "HEAD":
            return httpx.Response(200, headers=self.headers | {"content-length": str(len(self.data))})
        self.ranges.append(request.headers["range"])
        first, _, last = request.headers["range"].removeprefix("bytes=").partition("-")
        start, end = (int(first), int(last)) if first else (max(len(self.data) - int(last), 0), len(self.data) - 1)
        if not first and self.refuses_long_suffixes and int(last) > len(self.data):
            return httpx.Response(416, text="<Error><Code>InvalidRange</Code></Error>")
        headers = self.headers | {"content-range": f"bytes {start}-{end}/{len(self.data)}"}
        return httpx.Response(206, headers=headers, content=self.data[start : end + 1])

    @property
    def headers(self) -> dict[str, str]:
        return {"last-modified": DATE} | ({} if self.etag is None else {"etag": self.etag})


DATE = "Tue, 01 Dec 2026 00:00:00 GMT"


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def client(store: Store) -> Iterator[TigrisHTTP]:
    with TigrisHTTP("https://store.example", ("id", "secret"), transport=httpx.MockTransport(store)) as made:
        yield made


def test_one_request_opens_and_one_reads_a_block(client: TigrisHTTP, store: Store) -> None:
    manifest = open_manifest(client, "atlas", "m")
    assert SOME[2:4] == list(manifest.read_block(client, 1))
    block = manifest.blocks[1]
    assert ["bytes=-65536", f"bytes={block.offset}-{block.offset + block.length - 1}"] == store.ranges


def test_a_block_under_another_entity_tag_is_refused(client: TigrisHTTP, store: Store) -> None:
    manifest = open_manifest(client, "atlas", "m")
    store.etag = '"b"'
    with pytest.raises(ObjectChanged, match="open it again"):
        manifest.read_block(client, 0)


def test_a_store_that_refuses_to_give_more_bytes_than_there_are_is_asked_for_less(
    client: TigrisHTTP, store: Store
) -> None:
    manifest = open_manifest(client, "atlas", "m")
    store.refuses_long_suffixes = True
    assert manifest == open_manifest(client, "atlas", "m")
    store.data = b""
    with pytest.raises(CorruptBody, match="it has no bytes"):
        open_manifest(client, "atlas", "m")


def test_a_store_without_entity_tags_is_refused(client: TigrisHTTP, store: Store) -> None:
    store.etag = None
    with pytest.raises(MalformedResponse):
        open_manifest(client, "atlas", "m")


def test_blocks_are_a_sequence(client: TigrisHTTP) -> None:
    manifest = open_manifest(client, "atlas", "m")
    blocks = manifest.blocks
    assert [(2, SOME[0][1] + SOME[1][1]), (2, SOME[2][1] + SOME[3][1]), (1, SOME[4][1])] == [
        (each.count, each.size) for each in blocks
    ]
    assert tuple(blocks) == tuple(blocks[index] for index in range(3)) == blocks[:]
    assert (blocks[-1], blocks[2]) == (blocks[2], blocks[-1])
    assert blocks[::-2] == (blocks[2], blocks[0])
    assert (blocks, hash(blocks)) == (open_manifest(client, "atlas", "m").blocks, hash(blocks))
    for wrong in (3, -4):
        with pytest.raises(IndexError):
            _ = blocks[wrong]
    assert (5, "<3 blocks>") == (len(manifest), repr(blocks))
