"""The order of keys: each above the one before it."""

from __future__ import annotations

from operator import ge

from tigris_http.errors import MalformedResponse


def check_order(keys: list[str], before: str | None) -> None:
    """Raise `MalformedResponse` if a key is not above the one before it. `before` is the last key of all earlier."""
    if keys and before is not None and keys[0] <= before:
        raise _out_of_order(keys[0], before)
    if any(map(ge, keys, keys[1:])):
        place = next(place for place in range(1, len(keys)) if keys[place] <= keys[place - 1])
        raise _out_of_order(keys[place], keys[place - 1])


def _out_of_order(key: str, before: str) -> MalformedResponse:
    return MalformedResponse(
        f"the entries are not in order of their keys: {key!r} came after {before!r}, so two sides cannot be compared. "
        "List with an endpoint that sorts keys by their UTF-8 bytes"
    )
