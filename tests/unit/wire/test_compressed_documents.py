"""A document that a proxy compressed unasked is an error that says so."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from tests.modes import NO_RETRY, in_all_modes, play
from tests.rawserver import RawServer, ok
from tigris_http import MalformedResponse
from tigris_http.operations import ListObjectsV2

pytest_generate_tests = in_all_modes

LISTING = (
    b"<ListBucketResult><Name>bucket</Name><KeyCount>0</KeyCount><MaxKeys>1000</MaxKeys>"
    b"<IsTruncated>false</IsTruncated></ListBucketResult>"
)


def listed(mode: str, answer: bytes) -> Any:
    def story(c: Any) -> Any:
        return (yield c.send(ListObjectsV2("bucket")))

    with RawServer(answer) as server:
        return play(mode, server.endpoint, story, retry=NO_RETRY)


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "x-gzip", "br", "gzip, identity"])
def test_a_compressed_document_is_named(mode: str, coding: str) -> None:
    with pytest.raises(
        MalformedResponse, match=r"ListObjectsV2 bucket: the answer is compressed \('.*look for a proxy"
    ):
        listed(mode, ok(gzip.compress(LISTING), f"Content-Encoding: {coding}"))


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_document_that_is_plain_is_read_whatever_it_is_called(mode: str, coding: str) -> None:
    assert () == listed(mode, ok(LISTING, f"Content-Encoding: {coding}")).objects
