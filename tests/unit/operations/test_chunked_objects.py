"""Objects that come in chunks: a range has its length, a whole object ends with its last chunk."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modes import NO_RETRY, close, in_all_modes, play
from tests.rawserver import Answer, RawServer, cut
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


WHOLE = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: "e"\r\n\r\n'
CHUNKS = b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"


def read_whole(mode: str, answer: bytes | Answer, *sizes: int) -> tuple[list[bytes], int, int]:
    """Read an object in pieces of these sizes, then the rest; return them with its size and the connections."""

    def story(c: Any) -> Any:
        body = yield c.get_object("bucket", "key")
        try:
            pieces: list[bytes] = []
            for size in (*sizes, -1):
                piece = yield body.read(size)
                pieces.append(piece)
            assert b"" == (yield body.read())
        finally:
            yield close(body)
        return pieces, body.info.size

    with RawServer(answer) as server:
        pieces, size = play(mode, server.endpoint, story)
        return pieces, size, len(server.requests)


@pytest.mark.parametrize(
    ("sizes", "pieces"),
    [((), [b"hello world"]), ((3, 20), [b"hel", b"lo world", b""]), ((11,), [b"hello world", b""])],
)
def test_a_chunked_object_without_a_length_is_read_to_its_end(
    mode: str, sizes: tuple[int, ...], pieces: list[bytes]
) -> None:
    assert (pieces, -1, 1) == read_whole(mode, WHOLE + CHUNKS, *sizes)


def test_an_empty_chunked_object_is_read(mode: str) -> None:
    assert ([b""], -1, 1) == read_whole(mode, WHOLE + b"0\r\n\r\n")


def test_a_chunked_object_fills_buffers_until_its_end(mode: str) -> None:
    def story(c: Any) -> Any:
        body = yield c.get_object("bucket", "key")
        assert "of unknown length" in repr(body)
        content, buffer = b"", bytearray(4)
        while size := (yield body.readinto(buffer)):
            content += buffer[:size]
        assert "0 bytes to come" in repr(body)
        yield close(body)
        return content

    with RawServer(WHOLE + CHUNKS) as server:
        assert b"hello world" == play(mode, server.endpoint, story)


def test_a_cut_chunked_object_is_incomplete_and_not_read_on(mode: str) -> None:
    with pytest.raises(IncompleteBody):
        read_whole(mode, cut(WHOLE + CHUNKS[:-5]))


def test_an_object_that_ends_with_its_connection_is_refused(mode: str) -> None:
    # A cut could not be told from its end.
    with pytest.raises(MalformedResponse, match="without Content-Length"):
        read_whole(mode, cut(WHOLE.replace(b"Transfer-Encoding: chunked\r\n", b"") + b"hello"))
