"""`emulator`: a local Tigris."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tigris_http.cli.session import Call


def emulator(call: Call) -> int:
    """Run the program of the emulator with the rest of the command line."""
    from tigris_http.emulator.__main__ import main

    given = call.given
    return main(given.rest)
