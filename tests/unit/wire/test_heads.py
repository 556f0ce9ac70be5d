"""HTTP/1.1 heads: read as h11 and httptools read them, written as they accept them, and never more leniently."""

from __future__ import annotations

from dataclasses import dataclass, field

import h11
import httptools
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tigris_http._wire.http11.framing import framing_of
from tigris_http._wire.http11.heads import MAX_FIELDS, MAX_HEAD, AnswerHead, HeadReader, request_head
from tigris_http.errors import MalformedResponse

HEAD = (
    b"HTTP/1.1 200 OK\r\nDate: Mon, 30 Nov 2026 20:00:00 GMT\r\nContent-Length: 4\r\n"
    b'ETag: "0f0f"\r\nx-amz-meta-a: \xc3\xa4 b\r\nEmpty:\r\n\r\n'
)


def read(data: bytes) -> tuple[AnswerHead, bytes] | None:
    """Return the head of an answer and the bytes after it; None if the head is not complete."""
    reader = HeadReader()
    head = reader.feed(data)
    return None if head is None else (head, reader.rest)


def accepted(data: bytes) -> AnswerHead | None:
    """Return the head if we accept it together with the framing that it announces."""
    try:
        found = read(data)
        if found is None:
            return None
        head = found[0]
        framing_of(head.head)
    except MalformedResponse:
        return None
    return head


def by_h11(data: bytes) -> tuple[int, list[tuple[bytes, bytes]]]:
    """Return status and fields of the final head as h11 reads them."""
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=1 << 20)
    connection.send(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(data)
    event = connection.next_event()
    while isinstance(event, h11.InformationalResponse):
        event = connection.next_event()
    assert isinstance(event, h11.Response), event
    return event.status_code, [(bytes(name), bytes(value)) for name, value in event.headers]


@dataclass
class Events:
    """What httptools reports of one answer after another."""

    heads: list[tuple[int, list[tuple[bytes, bytes]]]] = field(default_factory=list)
    parser: httptools.HttpResponseParser | None = None
    fields: list[tuple[bytes, bytes]] = field(default_factory=list)

    def on_header(self, name: bytes, value: bytes) -> None:
        self.fields.append((name, value))

    def on_headers_complete(self) -> None:
        assert self.parser is not None
        self.heads.append((self.parser.get_status_code(), self.fields))
        self.fields = []


def by_httptools(data: bytes) -> tuple[int, list[tuple[bytes, bytes]]]:
    """Return status and fields of the final head as httptools (llhttp) reads them."""
    events = Events()
    events.parser = httptools.HttpResponseParser(events)
    events.parser.feed_data(data)
    return next(head for head in events.heads if head[0] >= 200)


def _lower(fields: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower(), value.strip(b" \t")) for name, value in fields]


tokens = st.text("!#$%&'*+-.^_`|~0123456789abcXYZ", min_size=1, max_size=12).map(str.encode)
texts = st.binary(max_size=20).map(lambda raw: bytes(byte for byte in raw if byte >= 32 and byte != 127))
names = st.one_of(
    tokens,
    st.sampled_from(
        [b"Content-Length", b"Transfer-Encoding", b"Connection", b"ETag", b"x-amz-meta-a", b"Keep-Alive", b"Upgrade"]
    ),
)
values = st.one_of(
    texts,
    st.sampled_from([b"0", b"5", b"5, 5", b"+5", b"05", b"chunked", b"gzip, chunked", b"close", b"keep-alive", b""]),
)
spaces = st.sampled_from([b"", b" ", b"\t", b"  "])
fields = st.lists(
    st.builds(lambda n, a, v, z: n + b":" + a + v + z + b"\r\n", names, spaces, values, spaces), max_size=6
)
lines = st.builds(
    lambda version, status, reason: version + b" " + status + reason + b"\r\n",
    st.sampled_from([b"HTTP/1.1", b"HTTP/1.0"]),
    st.integers(200, 599).map(lambda status: b"%d" % status),
    st.one_of(st.just(b""), texts.map(lambda text: b" " + text)),
)
heads = st.builds(lambda line, block: line + b"".join(block) + b"\r\n", lines, fields)
interim = st.sampled_from([b"", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early\r\nLink: <a>\r\n\r\n" * 2])
answers = st.builds(lambda before, head: before + head, interim, heads)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """An answer's head with one to three bytes or pieces changed."""
    data: bytes = draw(answers)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        cut = draw(st.integers(0, 2))
        piece = draw(
            st.one_of(
                st.sampled_from(
                    [b"\r", b"\n", b"\r\n", b" ", b"\t", b":", b"\x00", b"\x0b", b"\x7f", b"\xff", b"\r\n ", b""]
                ),
                st.binary(max_size=3),
            )
        )
        data = data[:at] + bytes(piece) + data[at + cut :]
    return data


@given(st.one_of(answers, mutated()))
@example(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n")
@example(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")
@example(b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
@example(b"HTTP/1.1 200\r\n\r\n")
def test_what_we_accept_both_oracles_accept_with_the_same_status_and_fields(data: bytes) -> None:
    head = accepted(data)
    if head is None:
        return
    ours = (head.status, _lower(head.headers))
    status, fields = by_h11(data)
    assert (status, _lower(fields)) == ours
    status, fields = by_httptools(data)
    assert (status, _lower(fields)) == ours


STRICTER = {
    "a bare line feed ends a line": b"HTTP/1.1 200 OK\nA: b\n\n",
    "a field is folded over two lines": b"HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
    "a control character in a value": b"HTTP/1.1 200 OK\r\nA: b\x01\r\n\r\n",
    "a length that is stated twice": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
    "a length in a list": b"HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n",
    "a length beside chunked": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    "a protocol that was not asked for": b"HTTP/1.1 101 Switching\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    "a status of no class": b"HTTP/1.1 099 OK\r\n\r\n",
    "another version": b"HTTP/0.9 200 OK\r\n\r\n",
    "more fields than the bound": b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * (MAX_FIELDS + 1) + b"\r\n",
}
"""Answers that one of the oracles accepts, and the reason for which we do not."""


def _accepts(oracle: object, data: bytes) -> bool:
    try:
        oracle(data)  # type: ignore[operator]
    except (h11.ProtocolError, httptools.HttpParserError, StopIteration, AssertionError):
        return False
    return True


@pytest.mark.parametrize("reason", STRICTER)
def test_we_are_stricter_than_an_oracle_for_a_stated_reason(reason: str) -> None:
    assert accepted(STRICTER[reason]) is None


@given(st.one_of(answers, mutated()))
def test_what_both_oracles_accept_is_refused_for_a_stated_reason_only(data: bytes) -> None:
    if not (_accepts(by_h11, data) and _accepts(by_httptools, data)) or accepted(data) is not None:
        return
    fields = dict(_lower(by_h11(data)[1]))
    reasons = {
        "a bare line feed": b"\n" in data.replace(b"\r\n", b""),
        "a protocol that was not asked for": b" 101" in data,
        "a coding that S3 does not know": fields.get(b"transfer-encoding", b"chunked").lower() != b"chunked",
        "a version other than 1.0 and 1.1": not data.startswith((b"HTTP/1.1 ", b"HTTP/1.0 ")),
        "chunked in HTTP/1.0": b"HTTP/1.0" in data and b"transfer-encoding" in fields,
        "a control character in a reason": any(byte < 32 and byte != 9 for line in data.splitlines() for byte in line),
    }
    assert any(reasons.values()), data


@given(st.one_of(answers, mutated()), st.data())
def test_pieces_give_the_head_that_the_whole_gives(data: bytes, draw: st.DataObject) -> None:
    def fed(pieces: list[bytes]) -> tuple[AnswerHead, bytes] | str | None:
        reader = HeadReader()
        for number, piece in enumerate(pieces):
            try:
                head = reader.feed(piece)
            except MalformedResponse:
                return "malformed"
            if head is not None:
                return head, reader.rest + b"".join(pieces[number + 1 :])
        return None

    cut = sorted(draw.draw(st.lists(st.integers(0, len(data)), max_size=4)))
    pieces = [data[a:b] for a, b in zip([0, *cut], [*cut, len(data)], strict=True)]
    single = fed([data[at : at + 1] for at in range(len(data))])
    assert fed(pieces) == single or None in {fed(pieces), single} - {"malformed"}
    whole = fed([data])
    if isinstance(whole, tuple):
        assert single == whole == fed(pieces)


def test_a_head_is_given_with_the_bytes_after_it() -> None:
    found = read(HEAD + b"body")
    assert found is not None
    head, rest = found
    assert (head.status, head.reason, head.version, rest) == (200, b"OK", b"HTTP/1.1", b"body")
    assert head.headers[3:] == [(b"x-amz-meta-a", b"\xc3\xa4 b"), (b"Empty", b"")]


def test_interim_answers_are_skipped_and_counted() -> None:
    interim = b"HTTP/1.1 100 Continue\r\nA: b\r\n\r\n"
    found = read(interim * 3 + HEAD)
    assert found is not None
    assert found[0].status == 200
    with pytest.raises(MalformedResponse, match=r"more than|larger than"):
        read(interim * (MAX_HEAD // len(interim)) + HEAD)


@pytest.mark.parametrize("pieces", [1, 2])
def test_a_whole_head_may_have_so_many_bytes_and_no_more(pieces: int) -> None:
    start, end = b"HTTP/1.1 200 OK\r\nA: ", b"\r\n\r\n"

    def status(size: int) -> int | None:
        data, reader = start + b"a" * (size - len(start + end)) + end, HeadReader()
        if pieces == 2:
            assert reader.feed(data[:-1]) is None
            data = data[-1:]
        head = reader.feed(data + b"body")
        return None if head is None else head.status

    assert 200 == status(MAX_HEAD)
    with pytest.raises(MalformedResponse, match="larger than"):
        status(MAX_HEAD + 1)


@pytest.mark.parametrize("size", [1, 1024])
def test_an_endless_head_is_refused_at_the_bound(size: int) -> None:
    reader = HeadReader()
    reader.feed(b"HTTP/1.1 200 OK\r\nA: ")

    def feed_twice_the_bound() -> None:
        for _ in range(0, 2 * MAX_HEAD, size):
            assert reader.feed(b"a" * size) is None

    with pytest.raises(MalformedResponse, match="larger than"):
        feed_twice_the_bound()


@pytest.mark.parametrize(
    "data",
    [b"\x16\x03\x01", b"SSH-2.0-OpenSSH\r\n", b"<html>", b"HTTP/2", b"HTTP/1.1\t", b"\r\n", b"HTTP/1.1 200 OK\n"],
)
def test_another_protocol_is_refused_before_a_blank_line(data: bytes) -> None:
    with pytest.raises(MalformedResponse):
        read(data)


@pytest.mark.parametrize(
    ("version", "connection", "kept"),
    [
        (b"1.1", b"", True),
        (b"1.1", b"Connection: close\r\n", False),
        (b"1.1", b"Connection: Keep-Alive, CLOSE\r\n", False),
        (b"1.1", b"connection: keep-alive\r\nConnection: close\r\n", False),
        (b"1.0", b"", False),
        (b"1.0", b"Connection: keep-alive\r\n", True),
        (b"1.0", b"Connection: keep-alive, close\r\n", False),
    ],
)
def test_a_connection_is_kept_as_the_version_and_its_options_say(version: bytes, connection: bytes, kept: bool) -> None:
    found = read(b"HTTP/" + version + b" 200 OK\r\n" + connection + b"\r\n")
    assert found is not None
    assert found[0].keeps_alive is kept


printable = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20).map(str.encode)
sent_values = texts.map(lambda value: value.strip(b" \t"))


@given(printable, st.lists(st.tuples(tokens, sent_values), max_size=5))
def test_both_oracles_read_the_request_that_was_written(target: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    headers = [(b"Host", b"a"), *[(b"x-" + name, value) for name, value in headers]]
    data = request_head(b"GET", target, headers)
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(data)
    event = connection.next_event()
    assert isinstance(event, h11.Request)
    assert (event.method, event.target) == (b"GET", target)
    assert [(bytes(n), bytes(v)) for n, v in event.headers] == _lower(headers)


@pytest.mark.parametrize(
    ("method", "target", "header"),
    [
        (b"GE T", b"/", (b"a", b"b")),
        (b"", b"/", (b"a", b"b")),
        (b"GET", b"/a b", (b"a", b"b")),
        (b"GET", b"/\xe4", (b"a", b"b")),
        (b"GET", b"/\r\nEvil: x", (b"a", b"b")),
        (b"GET", b"", (b"a", b"b")),
        (b"GET", b"/", (b"a b", b"b")),
        (b"GET", b"/", (b"a:", b"b")),
        (b"GET", b"/", (b"", b"b")),
        (b"GET", b"/", (b"a", b"b\r\nEvil: x")),
        (b"GET", b"/", (b"a", b"b\n")),
        (b"GET", b"/", (b"a", b"\x00")),
        (b"GET", b"/", (b"a", b" b")),
        (b"GET", b"/", (b"a", b"b\t")),
    ],
)
def test_a_request_that_http_cannot_carry_is_refused(method: bytes, target: bytes, header: tuple[bytes, bytes]) -> None:
    with pytest.raises(ValueError, match=r"HTTP|header"):
        request_head(method, target, [(b"Host", b"a"), header])
    with pytest.raises((h11.LocalProtocolError, ValueError, AssertionError)):
        h11.Connection(h11.CLIENT).send(
            h11.Request(method=method, target=target or b"\r", headers=[(b"Host", b"a"), header])
        )


def test_a_reader_tells_whether_an_answer_has_begun() -> None:
    assert not HeadReader().begun
    reader = HeadReader()
    assert reader.feed(HEAD[:1]) is None
    assert reader.begun
