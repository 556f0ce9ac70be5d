"""Helpers of all targets: a claim, and header fields from bytes."""

from __future__ import annotations

from tigris_http._wire.http import Headers


def claim(condition: object, what: str) -> None:
    """Raise if a claim does not hold. Optimised Python drops assertions."""
    if not condition:
        raise AssertionError(what)


def fields_of(data: bytes) -> Headers:
    pairs = (line.partition(b":") for line in data.split(b"\n") if line)
    return tuple((name.decode("latin-1"), value.strip().decode("latin-1")) for name, _, value in pairs)
