"""Targets: archives, compressed or not, and bundles."""

from __future__ import annotations

from typing import Any, Final

from tests.bundles import Answers, Source, plan
from tigris_http import operations as ops
from tigris_http._archive.decompress import decoder
from tigris_http._archive.tar import END, NEED_DATA, TarMember, TarReader
from tigris_http._bundle.ledger import Ledger, read_manifest
from tigris_http._bundle.response import BundleMember, BundleResponse
from tigris_http.errors import CorruptBody, IncompleteBody, MalformedResponse, TigrisError

from .claims import claim, fields_of

_LARGEST: Final = 4096
"""Members beyond this arrive in chunks."""


def _members(data: bytes, step: int) -> tuple[list[tuple[str, int, bytes]], str]:
    reader, at, found, is_over = TarReader(_LARGEST), 0, list[tuple[str, int, bytes]](), False
    try:
        while True:
            event = reader.next_event()
            if isinstance(event, TarMember):
                claim((event.data is None) == (event.size > _LARGEST), "a member of the wrong kind")
                found.append((event.name, event.size, b"" if event.data is None else bytes(event.data)))
            elif isinstance(event, memoryview):
                name, size, content = found[-1]
                found[-1] = (name, size, content + event)
            elif is_over and event is END:
                return found, "whole"
            else:
                claim(event in (NEED_DATA, END), "an event of another kind")
                with reader.get_buffer() as room:
                    part = data[at : at + min(step, len(room))]
                    room[: len(part)] = part
                at += len(part)
                if part:
                    reader.buffer_updated(len(part))
                else:
                    claim(not is_over, "it asks for more behind the end")
                    reader.feed_eof()
                    is_over = True
    except (CorruptBody, IncompleteBody) as error:
        return found, type(error).__name__


def tars(data: bytes) -> None:
    """An archive has the same members in chunks of any size."""
    step, body = (data[0] * 7 + 1, data[1:]) if data else (1, b"")
    pieces, whole = _members(body, step), _members(body, 1 << 20)
    claim(pieces == whole, "other members in pieces")
    for name, size, content in whole[0][:-1]:
        claim(size == len(content), f"a part of {name!r}")


def inflated(data: bytes) -> None:
    """Compressed bytes decode alike in chunks of any size, into no more than the room."""
    if len(data) < 2:
        return
    compression = ("none", "gzip", "zstd")[data[0] % 3]
    found = [_inflated(compression, data[2:], step) for step in (data[1] % 64 + 1, 1 << 16)]
    (pieces, how), (whole, as_one) = found
    claim(how == as_one, "another end in pieces")
    # Bytes that a decoder produced before an error are lost, and more of them in larger chunks.
    claim(pieces == whole if how == "whole" else pieces.startswith(whole) or whole.startswith(pieces), "other bytes")


def _inflated(compression: Any, data: bytes, step: int) -> tuple[bytes, str]:
    reader, at, content, room = decoder(compression), 0, bytearray(), memoryview(bytearray(5000))
    try:
        while len(content) < 1 << 20:
            count = reader.decode_into(room)
            claim(0 <= count <= len(room), "more than there is room for")
            content += room[:count]
            if reader.finished:
                return bytes(content), "whole"
            if not count:
                with reader.get_buffer() as into:
                    part = data[at : at + min(step, len(into))]
                    into[: len(part)] = part
                at += len(part)
                if part:
                    reader.buffer_updated(len(part))
                else:
                    reader.feed_eof()
    except MalformedResponse as error:
        return bytes(content), type(error).__name__
    return bytes(content[: 1 << 20]), "much"


KEYS: Final = ("a", "b", "c d", "__bundle_errors.json", "é", "d/e")


def bundles(data: bytes) -> None:
    """A bundle gives requested members, in order, or one named error, for any body and trailers."""
    trailers, _, body = data.partition(b"\n\n")
    if not _:
        trailers, body = b"", data
    step = len(trailers) % 700 + 1

    def answer(operation: Any) -> Any:
        if isinstance(operation, ops.BundleRequest):
            return Source(body, step, fields_of(trailers))
        return MalformedResponse("no single objects here")

    action = ops.BundleObjects[Any]("bucket", KEYS, min_bundle=1)
    seen: list[str] = []
    bundle: Any = None
    try:
        with BundleResponse[Any](Answers(answer), action, plan(), connections=2, buffer_size=_LARGEST) as bundle:
            for item in bundle:
                seen.append(item.key)
                if isinstance(item, BundleMember):
                    claim(item.size == len(item.read()), "a part of a member")
    except TigrisError as error:
        str(error)
    else:
        claim(list(KEYS) == seen, "not a result for each key")
    claim(list(KEYS[: len(seen)]) == seen, "results out of order")


def manifests(data: bytes) -> None:
    """A manifest is pairs of text or malformed, and settles an account or is an error."""
    try:
        pairs = read_manifest(memoryview(data))
    except MalformedResponse:
        return
    claim(all(isinstance(part, str) for pair in pairs for part in pair), "what is no text")
    ledger = Ledger(KEYS)
    ledger.arrived("b", 3)
    ledger.is_manifest(memoryview(data))
    try:
        reasons = ledger.settle(memoryview(data))
    except (MalformedResponse, IncompleteBody):
        return
    claim({0, 2, 3, 4, 5} == set(reasons), "a key without a reason")
