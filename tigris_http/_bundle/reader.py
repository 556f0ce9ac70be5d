"""Reads one bundle body, from received bytes to members.

Contract: receive into `room()`, then call `received(n)`; 0 is the body's end. `run()` returns the contents of all
members that lie whole in the buffer and are next in the order of the keys. Then `next_event()` returns `NEED_DATA`, a
requested `TarMember`, a view of a large one, or `END` after the whole body. Then `finish(trailers)` settles the
account.

An uncompressed body is received straight into the tar reader's buffer, or with `take` and `direct` into the caller's
memory. The manifest is never handed out. No more of a compressed body is decoded than its members announce.
`ledger.place` is the progress. No I/O, clock, thread or log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http._archive.decompress import Compression, Decoder, decoder
from tigris_http._archive.tar import BUFFER_SIZE, END, MAX_PADDING, NEED_DATA, Event, TarMember, TarReader
from tigris_http._bundle.ledger import MANIFEST_NAME, Disorder, Ledger
from tigris_http._wire.http import by_name
from tigris_http.errors import CorruptBody, MalformedResponse, TigrisError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http._wire.http import Headers

_A_MEMBER = 4096
"""The most bytes of a member besides its content: two headers, a name, padding."""


def _names(keys: tuple[str, ...]) -> list[bytes | None]:
    """Return the expected names as bytes, None for a name that needs care."""
    encoded: list[bytes | None] = [*"\0".join(keys).encode().split(b"\0")]
    if len(encoded) != len(keys):  # a key with a NUL in it
        encoded = [key.encode() for key in keys]
    if MANIFEST_NAME in keys:
        encoded[keys.index(MANIFEST_NAME)] = None
    return encoded


class BundleReader:
    def __init__(
        self,
        keys: tuple[str, ...],
        compression: Compression,
        buffer_size: int = BUFFER_SIZE,
        *,
        wanted: int | None = None,
    ) -> None:
        self.ledger = Ledger(keys)
        # Members after the first `wanted` keys are not expected: `run` leaves them to `next_event`.
        self._names = [*_names(keys[:wanted]), None]
        self._tar = TarReader(buffer_size)
        self._decoder: Decoder | None = decoder(compression)  # None once the body proves to be plain
        self._eof = False
        self._body_bytes = 0
        self._tar_bytes = 0
        self._odd = False  # a member has the manifest's name: names need care
        self._suspect: TarMember | None = None  # has the manifest's name; the next member tells what it is
        self._gathered: bytearray | None = None  # its content so far, if it does not fit the buffer
        self._after: TarMember | None = None  # followed a suspect that was an object, and waits
        self._manifest: memoryview | None = None
        self._overhead = MAX_PADDING + 2 * buffer_size + _A_MEMBER * len(keys)

    # -- input --

    @property
    def direct(self) -> bool:
        """True if a large member's bytes may go straight into the caller's memory: see `bypassed`."""
        return self._decoder is None

    def room(self) -> memoryview:
        return self._tar.get_buffer() if self._decoder is None else self._decoder.get_buffer()

    def received(self, nbytes: int) -> None:
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
        """Refuse an archive larger than its members and a manifest of all keys."""
        if self._tar_bytes > self.ledger.bundle_bytes + self._overhead + self.ledger.manifest_bound():
            raise MalformedResponse("the bundle's archive has too many bytes besides its members")

    def _decode(self) -> bool:
        """Move decoded bytes into the tar reader; return False if it needs input first."""
        codec = self._decoder
        if codec is None:
            return False
        count = codec.decode_into(self._tar.get_buffer())
        if count:
            self._into_tar(count)
        elif codec.found == "none":
            # Not compressed, and its first bytes were passed on: receive straight into the tar reader from now on.
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
        """Put available bytes of the large member into `memory`; return their number. 0: receive first."""
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
        """Note the bytes received into the caller's memory; 0 at the body's end."""
        if nbytes:
            self._body_bytes += nbytes
            self._tar_bytes += nbytes
            self._tar.received(nbytes)
        else:
            self.received(0)

    def skip(self) -> None:
        self._tar.skip()

    # -- output --

    def run(self) -> list[memoryview]:
        if self._odd:
            return []
        contents = self._tar.run(self._names, self.ledger.place)
        self.ledger.as_expected(map(len, contents))
        return contents

    def next_event(self) -> Event:
        event, self._after = self._after or self._tar.next_event(), None
        return self._carefully(event)

    def _carefully(self, event: Event) -> Event:
        while True:
            if event is NEED_DATA or (event is END and not self._drained()):
                # After the end mark read the body to its own end, for checksums and trailers.
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

    # -- the rest of an answer that does not account for its keys, or is no archive --

    @property
    def stray(self) -> str | None:
        return None if self._after is None else self._after.name

    def whole_members(self) -> Iterator[tuple[int, memoryview]]:
        """Yield the places and contents of the members that lie whole in the buffer, in any order."""
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
        """Return the received bytes if none was read as an archive; else None."""
        unread = self._tar.unread()
        return unread if len(unread) == self._tar_bytes else None

    @property
    def ended(self) -> bool:
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
        """Return the reasons for the places that did not arrive.

        Raises `IncompleteBody` if a key is lost, `CorruptBody` if the service's counts differ.
        """
        reasons = self.ledger.settle(self._manifest)
        counted = {name: value.strip() for name, value in by_name(trailers).items()}
        sizes = (self.ledger.bundle_bytes, self._tar_bytes, self._body_bytes)
        for name, expected in (
            ("x-tigris-bundle-count", (self.ledger.object_count,)),
            # Documented as "bytes streamed": those of the objects, or of the archive, or of the body.
            ("x-tigris-bundle-bytes", sizes),
            ("x-tigris-bundle-skipped", (len(reasons),)),
        ):
            value = counted.get(name)
            if value and value not in map(str, expected):
                raise CorruptBody(f"the trailer {name} says {value[:40]!r}, but {expected[0]} were read")
        return reasons
