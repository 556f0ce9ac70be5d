"""The order of keys: each above the one before it."""

from __future__ import annotations

from operator import ge

from tigris_http.errors import MalformedResponse


def check_order(keys: list[str], before: str | None, problem: str) -> None:
    """Raise `MalformedResponse` if a key is not above the one before it. `before` is the last key of all earlier.

    `problem` says in the error what cannot be done.
    """
    if keys and before is not None and keys[0] <= before:
        raise _out_of_order(keys[0], before, problem)
    if any(map(ge, keys, keys[1:])):
        place = next(place for place in range(1, len(keys)) if keys[place] <= keys[place - 1])
        raise _out_of_order(keys[place], keys[place - 1], problem)


def _out_of_order(key: str, before: str, problem: str) -> MalformedResponse:
    return MalformedResponse(
        f"{problem}: {key!r} came after {before!r}. List with an endpoint that sorts keys by their UTF-8 bytes"
    )
