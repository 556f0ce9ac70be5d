"""Body framing, decoded in place: in pieces of any size, cut anywhere, hostile; h11 is the other reader."""

from __future__ import annotations

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._wire.http import Head
from tigris_http._wire.http11.framing import Chunked, Counted, Framing, UntilClose, framing_of
from tigris_http.errors import CorruptBody, IncompleteBody, MalformedResponse


def encoded(data: bytes, sizes: list[int], trailers: bytes = b"", extension: bytes = b"") -> bytes:
    parts, at, turn = [], 0, 0
    while at < len(data):
        chunk = data[at : at + sizes[turn % len(sizes)]]
        at, turn = at + len(chunk), turn + 1
        parts.append(b"%x%s\r\n%s\r\n" % (len(chunk), extension, chunk))
    return b"".join([*parts, b"0\r\n", trailers, b"\r\n"])


def fed(framing: Framing, data: bytes, sizes: list[int]) -> bytes:
    """Feed all of `data` in pieces of these sizes, as a socket would; return the payload."""
    buffer, found, at, turn = memoryview(bytearray(max(sizes))), bytearray(), 0, 0
    while at < len(data):
        room = framing.receive_limit(sizes[turn % len(sizes)])
        piece = data[at : at + room]
        if not piece:
            break
        buffer[: len(piece)] = piece
        found += buffer[: framing.decode(buffer, len(piece))]
        at, turn = at + len(piece), turn + 1
    if isinstance(framing, Chunked):
        framing.receive_limit(1)
    return bytes(found)


sizes = st.lists(st.integers(1, 400), min_size=1, max_size=6)


@given(st.binary(max_size=3000), sizes, sizes, st.booleans())
def test_chunks_of_any_size_in_pieces_of_any_size_are_the_body(
    data: bytes, chunks: list[int], pieces: list[int], with_extension: bool
) -> None:
    framing = Chunked()
    body = encoded(data, chunks, b"X-Count: 7\r\nx-other:  a b \r\n", b";a=b" if with_extension else b"")
    assert data == fed(framing, body, pieces)
    assert framing.done
    assert (("X-Count", "7"), ("x-other", "a b")) == framing.trailers
    framing.receive_eof()


@given(st.binary(min_size=1, max_size=500), sizes, st.data())
def test_a_body_cut_anywhere_is_incomplete_and_the_bytes_before_are_right(
    data: bytes, chunks: list[int], draw: st.DataObject
) -> None:
    framing, body = Chunked(), encoded(data, chunks)
    cut = draw.draw(st.integers(0, len(body) - 1))
    assert data.startswith(fed(framing, body[:cut], [7, 64]))
    with pytest.raises(IncompleteBody):
        framing.receive_eof()


@given(st.binary(max_size=300), sizes)
def test_any_bytes_are_payload_or_malformed(data: bytes, pieces: list[int]) -> None:
    try:
        payload = fed(Chunked(), data, pieces)
    except MalformedResponse:
        return
    assert len(payload) <= len(data)


def by_h11(body: bytes) -> bytes | None:
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
    client.send(h11.EndOfMessage())
    client.receive_data(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
    found = b""
    try:
        while True:
            event = client.next_event()
            if isinstance(event, h11.Data):
                found += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                return found
            elif event is h11.NEED_DATA:
                return None
    except h11.RemoteProtocolError:
        return None


@given(st.binary(max_size=200), sizes, st.integers(0, 400), st.integers(0, 255))
def test_framing_with_a_flipped_byte_that_we_accept_is_read_alike_by_h11(
    data: bytes, chunks: list[int], place: int, value: int
) -> None:
    body = bytearray(encoded(data, chunks))
    body[place % len(body)] = value
    framing = Chunked()
    try:
        found = fed(framing, bytes(body), [1000])
    except MalformedResponse:
        return
    if framing.done:
        assert found == by_h11(bytes(body))


def test_payload_before_an_error_is_returned_first() -> None:
    framing, buffer = Chunked(), memoryview(bytearray(b"3\r\nabc\r\nzz\r\n"))
    assert b"abc" == bytes(buffer[: framing.decode(buffer, len(buffer))])
    for act in (lambda: framing.receive_limit(1), framing.receive_eof, lambda: framing.decode(buffer, 1)):
        with pytest.raises(CorruptBody, match="chunk size"):
            act()
    assert not framing.done


@pytest.mark.parametrize(
    "body",
    [
        b"g\r\n",
        b"\r\n",
        b"-1\r\n",
        b"+1\r\na\r\n",
        b"0x1\r\na\r\n",
        b"1\na\n",
        b"1\r\nab\r\n",
        b"11111111111111111\r\n",
        b"1" * 9000,
        b"0\r\nno field\r\n\r\n",
        b"0\r\nbad name: x\r\n\r\n",
        b"0\r\n" + b"a: " + b"b" * 8000 + b"\r\n" + (b"a: " + b"b" * 8000 + b"\r\n") * 9,
        b"0\r\n\r\nmore",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_framing_that_is_none_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedResponse):
        fed(Chunked(), body, [4096])


def test_a_length_is_counted_down_and_no_more_is_received() -> None:
    framing = Counted(10)
    assert b"0123456789" == fed(framing, b"0123456789more", [4])
    assert (True, 0, ()) == (framing.done, framing.receive_limit(100), framing.trailers)


def test_the_remaining_bytes_are_known_of_a_length_and_at_any_end() -> None:
    counted, chunked, closing = Counted(10), Chunked(), UntilClose()
    fed(counted, b"0123", [4])
    assert (6, None, None) == (counted.remaining, chunked.remaining, closing.remaining)
    fed(counted, b"456789", [4])
    fed(chunked, b"3\r\nabc\r\n0\r\n\r\n", [4])
    closing.receive_eof()
    assert (0, 0, 0) == (counted.remaining, chunked.remaining, closing.remaining)


def test_a_length_that_is_not_reached_is_incomplete() -> None:
    framing = Counted(10)
    fed(framing, b"0123", [4])
    with pytest.raises(IncompleteBody, match="6 bytes before"):
        framing.receive_eof()


def test_a_body_without_length_ends_with_its_connection() -> None:
    framing = UntilClose()
    assert b"abc" == fed(framing, b"abc", [2])
    framing.receive_eof()
    assert framing.done


def head(*headers: tuple[str, str]) -> Head:
    return Head(200, headers)


def test_the_head_says_how_the_body_is_framed() -> None:
    assert isinstance(framing_of(head(("transfer-encoding", "Chunked"))), Chunked)
    counted = framing_of(head(("CONTENT-LENGTH", "7")))
    assert isinstance(counted, Counted)
    assert 7 == counted.remaining
    assert isinstance(framing_of(head()), UntilClose)


@pytest.mark.parametrize(
    "headers",
    [
        [("transfer-encoding", "gzip, chunked")],
        [("transfer-encoding", "chunked"), ("transfer-encoding", "chunked")],
        [("transfer-encoding", "chunked"), ("content-length", "7")],
        [("content-length", "7"), ("content-length", "7")],
        [("content-length", "7"), ("content-length", "8")],
        [("content-length", "7, 7")],
        [("content-length", "-1")],
        [("content-length", "\u0663")],
        [("content-length", "1" * 21)],
    ],
    ids=repr,
)
def test_a_head_that_contradicts_itself_is_malformed(headers: list[tuple[str, str]]) -> None:
    with pytest.raises(MalformedResponse):
        framing_of(head(*headers))
