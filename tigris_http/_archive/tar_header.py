"""Tar header blocks: checksum, numbers, names, and pax records.

Contract: any bytes give a value or `CorruptBody`. The quotations are from POSIX.1-2017 (pax, "ustar Interchange Format"
and "pax Extended Header") and the GNU tar manual ("Basic Tar Format"). Names are UTF-8 with `surrogateescape`, so any
bytes survive in a `str`.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final

from tigris_http.errors import CorruptBody

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCK: Final = 512
MAX_EXTENDED: Final = 1 << 20
"""Limit of bytes of a pax header or GNU long name."""
MAX_SIZE: Final = (1 << 63) - 1

HEADER_ONLY: Final = frozenset(b"123456")
"""Links, devices, directories, FIFOs: "no data logical records are stored", despite a size."""
REGULAR: Final = frozenset(b"0\0" + b"7")
"""Regular, regular of old writers, and contiguous, which "shall be treated as a regular file"."""
EXTENDED: Final = frozenset(b"xgXLK")
"""pax headers for the next member (also of Solaris) and for all later ones; GNU long names and links."""

_adler32 = zlib.adler32
# Name; mode, owner, size and time; the digits of the checksum; the end of that field, and all after it.
_unpack = struct.Struct("100s48s6s358s").unpack_from
_BASE: Final = 65521  # adler32 counts modulo the largest prime below 2**16


def text(field: bytes) -> str:
    """Return the name in a field: "terminated by NUL unless all bytes of the field are used"."""
    return field.partition(b"\0")[0].decode("utf-8", "surrogateescape")


def number(field: bytes, what: str) -> int:
    """Read a numeric field: octal digits padded with spaces or NUL, or GNU's base-256 form."""
    if field[0] & 0x80:
        # "The high-order bit of the first byte says base-256"; the next one is the sign of a two's complement.
        value = int.from_bytes(field, "big") & ~(0x80 << 8 * (len(field) - 1))
        if field[0] & 0x40 or value > MAX_SIZE:
            raise CorruptBody(f"tar header with an impossible {what} {field!r}")
        return value
    digits = field[:-1]  # nearly every writer: digits, and one byte to end them
    if field[-1] or not digits.isdigit():
        digits = field.partition(b"\0")[0].strip(b" ")
    try:
        # int() also takes signs, underscores and "0o": pass digits only.
        return int(digits, 8) if digits.isdigit() else _no_number(digits, field, what)
    except ValueError:
        return _no_number(b"?", field, what)


def _no_number(digits: bytes, field: bytes, what: str) -> int:
    if not digits:  # every tar reader takes an empty field as zero
        return 0
    raise CorruptBody(f"tar header whose {what} is not a number: {field!r}")


def verify(header: bytes) -> None:
    """Verify the checksum: "the simple sum of all bytes in the header", with spaces in its own field."""
    # The low half of adler32 is one plus the byte sum modulo 65521: a sum made in C.
    low = zlib.adler32(header[156:], zlib.adler32(header[:148])) & 0xFFFF
    if header[148:156] == b"%06o\0 " % (low - 1 + 8 * 32):
        return
    stored = number(header[148:156], "checksum")
    if (low - 1 + 8 * 32 - stored) % _BASE and signed_sum(header) != stored:
        raise CorruptBody("tar header whose checksum is wrong")


def plain_run(
    memory: bytearray,
    view: memoryview,
    pos: int,
    end: int,
    expected: Sequence[bytes | None],
    place: int,
) -> tuple[list[memoryview], int]:
    """Return the contents of members with plain headers and the expected names, and the position after them.

    Plain headers have type "0", no prefix, and checksum and size in the form of today's writers. Any other header ends
    the run. The run must not accept a header that the other functions refuse or read differently.
    """
    found: list[memoryview] = []
    append, same, seed = found.append, b"", 0
    try:
        while True:
            # Bytes beyond `end` may be read: no member there can stop before it.
            name, numbers, check, tail = _unpack(memory, pos)
            if name.partition(b"\0")[0] != expected[place]:
                break
            place += 1
            if tail != same:  # most writers repeat it in every header: check and sum it once
                # Without a prefix the magic does not matter.
                if tail[:3] != b"\0 0" or tail[191]:
                    break
                same, seed = tail, _adler32(tail[2:])
            low = _adler32(numbers, _adler32(name, seed)) & 0xFFFF
            # As in `verify`. int() takes signs, spaces and underscores, too.
            if int(check, 8) != low - 1 + 8 * 32 or not check.isdigit():
                break
            digits = numbers[24:35]
            if numbers[35] or not digits.isdigit():
                break
            size = int(digits, 8)
            start = pos + BLOCK
            stop = start + size
            if stop > end:
                break
            append(view[start:stop])
            pos = stop + (-size & 511)
    except (ValueError, struct.error):  # no octal digits; less than a header before the memory's end
        pass
    return found, pos


def signed_sum(header: bytes) -> int:
    """Return the sum of old writers, whose `char` was signed."""
    others = header[:148] + header[156:]
    return sum(others) + 8 * 32 - 256 * sum(byte > 127 for byte in others)


def pax_records(body: bytes) -> dict[str, str]:
    r"""Read the pax records `path` and `size`: `"%d %s=%s\n"`, length of the whole, keyword, value. The last one wins.

    `surrogateescape` keeps all bytes, also those of `hdrcharset=BINARY`.
    """
    found: dict[str, str] = {}
    start, end = 0, len(body)
    while start < end:
        space = body.find(b" ", start, start + 20)
        digits = body[start:space]
        if space < 0 or not digits.isdigit():
            raise CorruptBody("pax header with a record that does not begin with its length")
        stop = start + int(digits)
        equals = body.find(b"=", space, stop)
        if stop > end or equals <= space + 1 or body[stop - 1 : stop] != b"\n":
            raise CorruptBody("pax header with a record whose length is wrong")
        keyword = body[space + 1 : equals]
        if keyword == b"path" or keyword == b"size":
            found[keyword.decode()] = body[equals + 1 : stop - 1].decode("utf-8", "surrogateescape")
        elif keyword.startswith(b"GNU.sparse."):
            raise CorruptBody("a sparse tar member: its content is not the object's")
        start = stop
    return found


def pax_size(value: str) -> int:
    """Read the `size` record: "the size of the file in octets, expressed as a decimal number"."""
    if not (value.isascii() and value.isdigit() and len(value) < 20) or int(value) > MAX_SIZE:
        raise CorruptBody(f"pax header with an impossible size {value[:40]!r}")
    return int(value)


class Names:
    """The records of extended headers for the next member and for all later ones."""

    __slots__ = ("_next", "everywhere")

    def __init__(self) -> None:
        self._next: dict[str, str] = {}
        self.everywhere: dict[str, str] = {}
        """Records of global headers, which apply to every later member."""

    def record(self, kind: int, body: bytes) -> None:
        if kind == ord("L"):
            self._next["long"] = text(body)
        elif kind == ord("g"):
            self.everywhere.update(pax_records(body))
        elif kind != ord("K"):  # the name a link points to
            self._next.update(pax_records(body))

    def apply(self, header: bytes) -> tuple[str, int]:
        """Return name and size of the member with this header, and drop the records for it alone.

        "If the value is zero length, it deletes" the earlier record: then the header's own field counts.
        """
        said = {**self.everywhere, **self._next} if self.everywhere else self._next
        self._next = {}
        if header[156] == ord("S"):
            raise CorruptBody("a sparse tar member: its content is not the object's")
        size = pax_size(said["size"]) if said.get("size") else number(header[124:136], "size")
        return said.get("path") or said.get("long") or _own_name(header), size


def _own_name(header: bytes) -> str:
    name = text(header[:100])
    # Only POSIX writers have a prefix; GNU and v7 use the place otherwise.
    prefix = text(header[345:500]) if header[257:263] == b"ustar\0" else ""
    return f"{prefix}/{name}" if prefix else name
