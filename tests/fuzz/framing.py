"""Targets: the ends of bodies and heads."""

from __future__ import annotations

import h11

from tigris_http._wire.http import Headers
from tigris_http._wire.http11.framing import Chunked, Counted, Framing
from tigris_http._wire.http11.heads import AnswerHead, HeadReader
from tigris_http.errors import CorruptBody, IncompleteBody, MalformedResponse

from .claims import claim


def _decoded(framing: Framing, data: bytes, step: int) -> tuple[bytes, Headers, str]:
    content, buffer, at = bytearray(), bytearray(max(step, 1)), 0
    room = memoryview(buffer)
    try:
        while not framing.done:
            most = framing.receive_limit(len(room))
            claim(0 < most <= len(room), "room for nothing")
            part = data[at : at + most]
            at += len(part)
            if not part:
                framing.receive_eof()
                continue
            room[: len(part)] = part
            kept = framing.decode(room, len(part))
            claim(0 <= kept <= len(part), "more than there was")
            content += room[:kept]
    except IncompleteBody:
        return bytes(content), (), "incomplete"
    except CorruptBody:
        return bytes(content), (), "corrupt"
    return bytes(content), framing.trailers, "whole"


def chunks(data: bytes) -> None:
    """Chunked framing decodes alike in chunks of any size; a body that h11 reads whole is read whole."""
    step, body = (data[0] % 64 + 1, data[1:]) if data else (1, b"")
    pieces, whole = _decoded(Chunked(), body, step), _decoded(Chunked(), body, len(body) + 1)
    # Bytes after the end are seen only if they arrive with it.
    if whole[2] == "whole" or pieces[2] != "whole":
        claim(pieces == whole, "another body in pieces")
    if whole[2] == "whole":
        content = _by_h11(body)
        claim(content is None or content == whole[0], "another body than h11 reads")


def _by_h11(body: bytes) -> bytes | None:
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
    content = b""
    try:
        connection.next_event()
        while isinstance(event := connection.next_event(), h11.Data):
            content += event.data
    except h11.RemoteProtocolError:
        return None
    return content if isinstance(event, h11.EndOfMessage) else None


def counts(data: bytes) -> None:
    """A counted body has the announced length, or is incomplete."""
    step, length, body = (data[0] % 64 + 1, data[1], data[2:]) if len(data) > 1 else (1, 0, b"")
    content, _, how = _decoded(Counted(length), body, step)
    claim(content == body[:length], "another body")
    claim(how == ("whole" if len(body) >= length else "incomplete"), "another end")


def splits(data: bytes) -> None:
    """A response's head and the start of its body are the same in chunks of any size, or refused in both."""
    step, body = (data[0] % 16 + 1, data[1:]) if data else (1, b"")
    whole = _head([body])
    pieces = _head([body[at : at + step] for at in range(0, len(body), step)])
    # Chunks may show a fault earlier than the whole does, or leave a refused head incomplete.
    claim(whole is None or pieces is None or whole == pieces, "another head in chunks")


def _head(chunks: list[bytes]) -> tuple[AnswerHead, bytes] | None:
    reader = HeadReader()
    for number, chunk in enumerate(chunks):
        try:
            head = reader.feed(chunk)
        except MalformedResponse:
            return None
        if head is not None:
            return head, reader.rest + b"".join(chunks[number + 1 :])
    return None
