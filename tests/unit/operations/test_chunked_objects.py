"""A part of an object that comes in chunks has the length of its range."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modes import NO_RETRY, close, in_all_modes, play
from tests.rawserver import RawServer
from tigris_http import IncompleteBody, MalformedResponse, TigrisError

pytest_generate_tests = in_all_modes


def chunked(body: bytes, content_range: str) -> bytes:
    fields = f'Transfer-Encoding: chunked\r\nETag: W/"e"\r\nContent-Range: {content_range}\r\n\r\n'
    return b"HTTP/1.1 206 Partial\r\n" + fields.encode() + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


def read(mode: str, answer: bytes) -> Any:
    def story(c: Any) -> Any:
        body = yield c.get_object("bucket", "key", range=(0, 4))
        try:
            content = yield body.read()
        finally:
            yield close(body)
        return content, body.info.content_length, body.info.size, body.info.content_range

    with RawServer(answer) as server:
        return play(mode, server.endpoint, story, retry=NO_RETRY)


def test_a_chunked_range_is_read(mode: str) -> None:
    assert (b"hello", 5, 9, (0, 4)) == read(mode, chunked(b"hello", "bytes 0-4/9"))


@pytest.mark.parametrize(
    ("body", "content_range", "error"),
    [
        (b"hell", "bytes 0-4/9", IncompleteBody),
        (b"hello!", "bytes 0-4/9", TigrisError),
        (b"hello", "bytes 4-0/9", MalformedResponse),
        (b"hello", "bytes 0-4/*", MalformedResponse),
    ],
)
def test_a_chunked_range_of_another_length_is_an_error(
    mode: str, body: bytes, content_range: str, error: type[TigrisError]
) -> None:
    with pytest.raises(error):
        read(mode, chunked(body, content_range))
