"""The marks by which `update_object` recognises its own writes.

A mark is a nonce, drawn once a call, and the identities of the states that led to the write, newest first. A state's
identity is the nonce of the write that made it, or without a mark its entity tag, time and version. A missing object
has an identity of its own.

A write is conditional on its base state: `If-Match`, and `If-Unmodified-Since` because an entity tag returns with the
same bytes. So it is carried out at most once however often it is sent, unless two states have both the same bytes and
the same second. A writer that would make such a pair waits for the next second (`pause`).

Contract: no I/O. Of any two updates of an object that nothing else writes, each is in the chain of the other, or proven
not to have happened.
"""

from __future__ import annotations

import re
import zlib
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256
from typing import NamedTuple

from tigris_http._wire.http import Head
from tigris_http._wire.schema import etag, is_strong
from tigris_http._wire.timestamps import from_http_date
from tigris_http.errors import MalformedResponse
from tigris_http.operations.objects._object_headers import MAX_METADATA
from tigris_http.operations.objects._object_info import MARK

NONCE_SIZE = 8
"""Random bytes of a nonce."""
MOST = 48
"""The most states that a mark names, the one that carries it included."""
_MARK_NAME = len("tigris-http-updates")
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_IDENTITY, _ENTRY = 11, 16
"""Characters of an identity, and of an entry: an identity, 4 of its bytes' checksum, 1 of its second."""
_MARK = re.compile(rf"(?:[~\w-]{{{_IDENTITY}}}[\w-]{{4}}[.\w-]){{1,{MOST}}}", re.ASCII)
_ABSENT = "~absent~~~~"
_SECOND = timedelta(seconds=1)
_LONGEST_PAUSE = 5.0


class State(NamedTuple):
    """State of an object at a read."""

    etag: str
    last_modified: datetime | None
    read_at: datetime | None
    """The service's clock at the read."""
    version_id: str | None
    entries: tuple[str, ...] = ()
    """Entries of its mark: its own first, then earlier states; empty without a mark."""

    @property
    def identity(self) -> str:
        if self.entries:
            return self.entries[0][:_IDENTITY]
        text = f"{self.etag}\n{self.last_modified}\n{self.version_id}"
        return f"~{_text(sha256(text.encode('utf-8', 'replace')).digest()[:8])[: _IDENTITY - 1]}"

    def comes_from(self, identity: str) -> bool:
        """Return whether this is the state of that identity, or its mark names it."""
        return identity == self.identity or any(entry[:_IDENTITY] == identity for entry in self.entries)


def state_of(head: Head) -> State:
    """Return the state in the head of an answer."""
    date, modified, mark = head.get("date"), head.get("last-modified"), head.get(MARK) or ""
    tag = etag(head.get("etag") or "")
    if not is_strong(tag):
        raise MalformedResponse(
            f"an object {f'whose ETag is {tag[:64]!r}' if tag else 'without ETag'} cannot be updated safely: no "
            "condition of a write names this state of it"
        )
    known = _MARK.fullmatch(mark) is not None
    return State(
        tag,
        _date(modified),
        _date(date),
        head.get("x-amz-version-id"),
        tuple(mark[start : start + _ENTRY] for start in range(0, len(mark), _ENTRY)) if known else (),
    )


def identity_of(state: State | None) -> str:
    """Return the identity of a state, None for a missing object."""
    return _ABSENT if state is None else state.identity


def nonce_of(drawn: bytes) -> str:
    """Return random bytes as an identity."""
    return _text(drawn)


def mark(nonce: str, body: bytes, base: State | None, old: bytes, others: int) -> str | None:
    """Return the mark of a write of `body` over `base` with bytes `old`; None if it does not fit.

    `others` is the size of the object's other metadata.
    """
    first = f"{identity_of(base)}{_checksum(old)}{_second(None if base is None else base.last_modified)}"
    entries = (f"{nonce}{_checksum(body)}.", first, *(() if base is None else base.entries[1:]))
    fitting = min((MAX_METADATA - _MARK_NAME - others) // _ENTRY, MOST)
    return "".join(entries[:fitting]) if fitting > 0 else None


def not_after(base: State) -> datetime | None:
    """Return the `If-Unmodified-Since` that excludes a later state with the same bytes."""
    modified, read_at = base.last_modified, base.read_at
    if modified is None:
        return None
    # A service that compares parts of a second finds it modified after the second that it names.
    return modified + _SECOND if read_at is not None and read_at - modified >= 2 * _SECOND else modified


def pause(body: bytes, base: State | None, old: bytes) -> float:
    """Return the seconds to wait before writing `body`: until no earlier state has its bytes and its second."""
    if base is None or base.last_modified is None or base.read_at is None or base.read_at > base.last_modified:
        return 0.0
    second, checksum = _second(base.last_modified), _checksum(body)
    recent = [entry[_IDENTITY:-1] for entry in base.entries[1:] if entry[-1] == second]
    if checksum != _checksum(old) and checksum not in recent:
        return 0.0
    return min((base.last_modified - base.read_at + _SECOND).total_seconds(), _LONGEST_PAUSE)


class Verdict(Enum):
    """Outcome of a write with a lost response, by the present state."""

    DONE = 1
    OPEN = 2
    """Not carried out yet: its base is still there. An attempt under way may still arrive."""
    NOT_DONE = 3
    """Never: other writes took its place."""
    UNKNOWN = 4


def verdict(found: State | None, nonce: str, base: State | None, *, marked: bool) -> Verdict:
    """Judge the write of `nonce` over `base` by the present state; `marked` if it carries a mark."""
    if found is None:
        return Verdict.OPEN if base is None else Verdict.UNKNOWN
    if found.comes_from(nonce):
        return Verdict.DONE
    if base is not None and is_same(found, base):
        return Verdict.OPEN
    if base is not None and found.identity != base.identity and base.comes_from(found.identity):
        return Verdict.OPEN  # a cache's older copy
    # The mark names every state after the base, and this write is not among them.
    return Verdict.NOT_DONE if marked and found.comes_from(identity_of(base)) else Verdict.UNKNOWN


def is_same(found: State, base: State) -> bool:
    """Compare more than identities: other writers may copy a mark with the metadata."""
    return found._replace(read_at=None) == base._replace(read_at=None)


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _checksum(body: bytes) -> str:
    return _text(zlib.crc32(body).to_bytes(4, "big")[1:])


def _second(moment: datetime | None) -> str:
    return "." if moment is None else _ALPHABET[int(moment.timestamp()) % 64]


def _date(text: str | None) -> datetime | None:
    try:
        return None if text is None else from_http_date(text)
    except MalformedResponse:
        return None
