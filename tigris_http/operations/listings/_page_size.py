"""The size of a listing's page."""

from __future__ import annotations

from typing import Final

from tigris_http._wire import arguments

MAX_PAGE: Final = 1000
"""The most entries in a page of objects, versions, uploads or parts. The service cuts a larger number to it."""


def page_size(name: str, value: int) -> str:
    """Return a page size as text. Raises `ValueError` unless it is 1 to `MAX_PAGE`."""
    if type(value) is int and not 1 <= value <= MAX_PAGE:
        raise ValueError(
            f"{name} must be 1 to {MAX_PAGE:,}, not {value:,}: it is the size of a page, and the listing goes on to "
            "its end. For fewer entries stop reading, with itertools.islice for example."
        )
    return arguments.count(name, value)
