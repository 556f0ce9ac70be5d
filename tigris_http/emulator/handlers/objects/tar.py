"""Writes tar headers: USTAR, with PAX or GNU records if USTAR is too small.

Contract: `member` returns the bytes before a member's data, `padding` those after it. `END` closes an archive. Names
over 100 bytes, names that are not ASCII, and sizes from 8 GiB on are in PAX records, as Go's `archive/tar` writes them.
"""

from __future__ import annotations

from typing import Final

BLOCK: Final = 512
END: Final = bytes(2 * BLOCK)
_USTAR_NAME: Final = 100
_USTAR_SIZE: Final = 8**11


def member(name: bytes, size: int, mtime: int, long_names: str) -> bytes:
    """Return the header blocks of a regular file; `long_names` is `pax` or `gnu`, `mtime` in seconds."""
    plain = name.isascii() and len(name) <= _USTAR_NAME and b"\0" not in name
    if plain and size < _USTAR_SIZE:
        return _header(name, size, mtime, b"0")
    if long_names == "gnu":
        before = b"" if plain else _header(b"././@LongLink", len(name) + 1, 0, b"L", gnu=True) + _padded(name + b"\0")
        return before + _header(name[:_USTAR_NAME], size, mtime, b"0", gnu=True)
    records = b"" if plain else _record(b"path", name)
    if size >= _USTAR_SIZE:
        records += _record(b"size", b"%d" % size)
    stand_in = name.decode("utf-8", "replace").encode("ascii", "replace").replace(b"\0", b"?")[:_USTAR_NAME]
    return (
        _header(b"PaxHeaders.0/" + stand_in[: _USTAR_NAME - 13], len(records), 0, b"x")
        + _padded(records)
        + _header(stand_in, 0 if size >= _USTAR_SIZE else size, mtime, b"0")
    )


def padding(size: int) -> bytes:
    """Return the zeros after `size` bytes of data."""
    return bytes(-size % BLOCK)


def _padded(data: bytes) -> bytes:
    return data + padding(len(data))


def _record(keyword: bytes, value: bytes) -> bytes:
    """Write a PAX record; its length includes itself."""
    rest = b" " + keyword + b"=" + value + b"\n"
    length = len(rest)
    while length != len(rest) + len(b"%d" % length):
        length = len(rest) + len(b"%d" % length)
    return b"%d" % length + rest


def _number(value: int, width: int) -> bytes:
    """Write octal digits and a NUL, or base 256 for large numbers (GNU)."""
    if value < 8 ** (width - 1):
        return b"%0*o\0" % (width - 1, value)
    return b"\x80" + value.to_bytes(width - 1, "big")


def _header(name: bytes, size: int, mtime: int, kind: bytes, *, gnu: bool = False) -> bytes:
    block = bytearray(BLOCK)
    block[0 : len(name)] = name
    block[100:124] = b"0000644\x000000000\x000000000\0"
    block[124:136] = _number(size, 12)
    block[136:148] = _number(mtime, 12)
    block[148:156] = b"        "
    block[156:157] = kind
    block[257:265] = b"ustar  \0" if gnu else b"ustar\x0000"
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)
