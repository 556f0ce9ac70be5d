"""One bundle body, from received bytes to members: decoder, tar reader and ledger put together.

Contract: `room()` says where to receive next, `received(n)` that it happened (0: the body's end). `run()` gives the
contents of all members that lie whole in the buffer and are the next ones in the order of the keys; what is next then
is for `next_event()`: `NEED_DATA`, a `TarMember` which was asked for, a piece of a large one, or `END` once the body
has ended as it must. Then `finish(trailers)` settles the account. Without compression the bytes are received straight
into the tar reader's buffer, or with `take`/`direct` into memory of the caller's own. The manifest is read here and
never given out. However much a compressed body grows, no more is decoded than its members' sizes announce.

`ledger.place` says how far it got. No socket, clock, thread, loop or log is known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http._archive.decompress import Compression, Decoder, decoder
from tigris_http._archive.tar import BUFFER_SIZE, END, MAX_PADDING, NEED_DATA, Event, TarMember, TarReader
from tigris_http._bundle.ledger import MANIFEST_NAME, Disorder, Ledger
from tigris_http.errors import CorruptBody, MalformedResponse, TigrisError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http._wire.http import Headers

_A_MEMBER = 4096
"""Bytes of an archive that a member takes beside its content, at most: two headers, a name, and padding."""


def _names(keys: tuple[str, ...]) -> list[bytes | None]:
    """Return the names to expect as bytes, None where a name must be looked at with care."""
    encoded: list[bytes | None] = [*"\0".join(keys).encode().split(b"\0")]
    if len(encoded) != len(keys):  # a key with a NUL in it
        encoded = [key.encode() for key in keys]
    if MANIFEST_NAME in keys:
        encoded[keys.index(MANIFEST_NAME)] = None
    return encoded


class BundleReader:
    """Reads the body of one bundle; see the contract of the module."""

    def __init__(
        self,
        keys: tuple[str, ...],
        compression: Compression,
        buffer_size: int = BUFFER_SIZE,
        *,
        wanted: int | None = None,
    ) -> None:
        self.ledger = Ledger(keys)
        # Behind the first `wanted` keys, members are a surprise: `run` leaves them to the careful.
        self._names = [*_names(keys[:wanted]), None]
        self._tar = TarReader(buffer_size)
        self._decoder: Decoder | None = decoder(compression)  # None as soon as the body turns out to be plain
        self._eof = False
        self._body_bytes = 0
        self._tar_bytes = 0
        self._odd = False  # something of the manifest's name was seen: names must be looked at with care
        self._suspect: TarMember | None = None  # bears the manifest's name; what comes next tells what it is
        self._gathered: bytearray | None = None  # its content so far, when it does not fit the buffer
        self._after: TarMember | None = None  # came behind a suspect that was an object, and waits
        self._manifest: memoryview | None = None
        self._overhead = MAX_PADDING + 2 * buffer_size + _A_MEMBER * len(keys)

    # -- being fed --

    @property
    def direct(self) -> bool:
        """Whether bytes of a large member may go straight into the caller's memory: see `bypassed`."""
        return self._decoder is None

    def room(self) -> memoryview:
        """Return the room to receive into."""
        return self._tar.get_buffer() if self._decoder is None else self._decoder.get_buffer()

    def received(self, nbytes: int) -> None:
        """Say how much was received into the room; 0: the body has ended."""
        self._body_bytes += nbytes
        if not nbytes:
            self._eof = True
        if self._decoder is None:
            self._into_tar(nbytes)
        elif nbytes:
            self._decoder.buffer_updated(nbytes)
        else:
            self._decoder.feed_eof()

    def _into_tar(self, nbytes: int) -> None:
        self._tar_bytes += nbytes
        if self._tar_bytes > self.ledger.bundle_bytes + self._overhead:
            self._look_at_growth()
        if nbytes:
            self._tar.buffer_updated(nbytes)
        else:
            self._tar.feed_eof()

    def _look_at_growth(self) -> None:
        """Refuse an archive which is larger than its members and a manifest about all keys explain."""
        if self._tar_bytes > self.ledger.bundle_bytes + self._overhead + self.ledger.manifest_bound():
            raise MalformedResponse("the bundle's archive goes on and on beside its members")

    def _decode(self) -> bool:
        """Move decoded bytes into the tar reader; return False when input is needed first."""
        codec = self._decoder
        if codec is None:
            return False
        count = codec.decode_into(self._tar.get_buffer())
        if count:
            self._into_tar(count)
        elif codec.found == "none":
            # Not compressed, and what came so far was passed on: from here on without a detour.
            self._decoder = None
            if self._eof:
                self._tar.feed_eof()
            return self._eof
        elif codec.finished:
            self._tar.feed_eof()
            return True
        return bool(count)

    # -- large members --

    def take(self, memory: memoryview) -> int:
        """Put bytes of the large member that are here or can be decoded into `memory`; 0: receive first."""
        count = self._tar.take(memory)
        if count or self._decoder is None or not self._tar.remaining:
            return count
        target = memory[: self._tar.remaining]
        count = self._decoder.decode_into(target) if len(target) else 0
        if count:
            self._tar_bytes += count
            self._tar.received(count)
        elif self._decoder.finished or self._decoder.found == "none":
            self._decode()
            return self._tar.take(memory)
        return count

    def bypassed(self, nbytes: int) -> None:
        """Say how much of the large member was received into the caller's memory; 0: the body has ended."""
        if nbytes:
            self._body_bytes += nbytes
            self._tar_bytes += nbytes
            self._tar.received(nbytes)
        else:
            self.received(0)

    def skip(self) -> None:
        """Pass over the rest of the large member given out last."""
        self._tar.skip()

    # -- being asked --

    def run(self) -> list[memoryview]:
        """Return the contents of the next members, as many as lie whole in the buffer in the order of the keys."""
        if self._odd:
            return []
        contents = self._tar.run(self._names, self.ledger.place)
        self.ledger.as_expected(map(len, contents))
        return contents

    def next_event(self) -> Event:
        """Return what comes next; after NEED_DATA, `received` must be called first."""
        event, self._after = self._after or self._tar.next_event(), None
        return self._carefully(event)

    def _carefully(self, event: Event) -> Event:
        while True:
            if event is NEED_DATA or (event is END and not self._drained()):
                # Behind the end mark the body is read to its own end, so that checksums and trailers are
                # seen.
                if not self._decode():
                    return NEED_DATA
            elif isinstance(event, memoryview):
                if self._gathered is None:
                    return event
                self._gathered += event
            elif isinstance(event, TarMember):
                found = self._look_at(event)
                if found is not None:
                    return found
            else:
                return self._at_end()
            event = self._tar.next_event()

    def _drained(self) -> bool:
        return self._eof if self._decoder is None else self._decoder.finished

    def _look_at(self, member: TarMember) -> TarMember | None:
        """Return the member when it is one that was asked for; None when it may be the manifest."""
        suspect = self._settled()
        if suspect is not None:
            if not self.ledger.may_be_object():
                self._after = member
                raise Disorder("the bundle goes on after its manifest")
            self._after = member
            return self._object(suspect)
        if member.name != MANIFEST_NAME:
            return self._object(member)
        bound = self.ledger.manifest_bound()
        if member.size > bound:
            if self.ledger.may_be_object():
                return self._object(member)
            raise Disorder(f"a bundle manifest of {member.size} bytes about {len(self.ledger.keys)} keys")
        self._odd = True
        self._suspect = member
        self._gathered = bytearray() if member.data is None else None
        return None

    def _settled(self) -> TarMember | None:
        """Return the suspect, whole, and forget it."""
        suspect, gathered = self._suspect, self._gathered
        self._suspect = self._gathered = None
        if suspect is not None and gathered is not None:
            return TarMember(suspect.name, suspect.size, memoryview(gathered).toreadonly())
        return suspect

    def _object(self, member: TarMember) -> TarMember:
        try:
            self.ledger.arrived(member.name, member.size)
        except Disorder:
            self._after = member
            raise
        return member

    # -- what is left of an answer that is no account of its keys, or no archive --

    @property
    def stray(self) -> str | None:
        """The name of the member that was none of those expected."""
        return None if self._after is None else self._after.name

    def whole_members(self) -> Iterator[tuple[int, memoryview]]:
        """Yield the places and contents of the members that lie whole in the buffer, whatever their order."""
        event: Event = self._after or NEED_DATA
        while True:
            if isinstance(event, TarMember) and event.data is not None and event.name != MANIFEST_NAME:
                place = self.ledger.place_of(event.name)
                if place is not None:
                    yield place, event.data
            try:
                event = self._tar.next_event()
            except TigrisError:
                return
            if event is NEED_DATA or event is END:
                return

    def beginning(self) -> bytes | None:
        """Return what is here of the body as long as nothing of it was read as an archive; else None."""
        unread = self._tar.unread()
        return unread if len(unread) == self._tar_bytes else None

    @property
    def ended(self) -> bool:
        """Whether the body has ended."""
        return self._eof

    def _at_end(self) -> Event:
        suspect = self._settled()
        if suspect is None or suspect.data is None:
            return END
        if self.ledger.may_be_object() and not self.ledger.is_manifest(suspect.data):
            return self._object(suspect)
        self._manifest = suspect.data
        return END

    def finish(self, trailers: Headers) -> dict[int, str]:
        """Settle the account at END, and return the reasons for the places of keys that did not arrive.

        Raises `IncompleteBody` where a key is lost, `CorruptBody` where the service counted otherwise.
        """
        reasons = self.ledger.settle(self._manifest)
        counted = {name.lower(): value.strip() for name, value in trailers}
        sizes = (self.ledger.bundle_bytes, self._tar_bytes, self._body_bytes)
        for name, expected in (
            ("x-tigris-bundle-count", (self.ledger.object_count,)),
            # Documented as "bytes streamed": of the objects, most likely; of the archive or the body,
            # perhaps.
            ("x-tigris-bundle-bytes", sizes),
            ("x-tigris-bundle-skipped", (len(reasons),)),
        ):
            value = counted.get(name)
            if value is not None and value not in map(str, expected):
                raise CorruptBody(f"the trailer {name} says {value[:40]!r}, but {expected[0]} were read")
        return reasons
