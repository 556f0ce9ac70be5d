"""What all targets have in common: how a claim is made, and header fields as bytes."""

from __future__ import annotations

from tigris_http._wire.http import Headers


def claim(condition: object, what: str) -> None:
    """Raise where a claim does not hold; a statement of its own, as optimised Python drops assertions."""
    if not condition:
        raise AssertionError(what)


def fields_of(data: bytes) -> Headers:
    pairs = (line.partition(b":") for line in data.split(b"\n") if line)
    return tuple((name.decode("latin-1"), value.strip().decode("latin-1")) for name, _, value in pairs)
