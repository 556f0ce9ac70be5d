"""Faults of an answer's body.

Contract: `apply_fault` turns the stream of an answer into another one. A stream that ends the connection raises
`Hangup` after its last byte. `pause(seconds)` returns True when the server stops.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tigris_http.emulator.http.faults import Fault


class Hangup(Exception):
    """Close the connection now; `abort` with a reset."""

    def __init__(self, *, abort: bool = False) -> None:
        super().__init__()
        self.abort = abort


def apply_fault(
    stream: Iterator[bytes | memoryview], length: int | None, fault: Fault, pause: Callable[[float], bool]
) -> tuple[Iterator[bytes | memoryview], int | None]:
    """Return the stream and the length to send instead."""
    match fault.kind:
        case "cut_body":
            return _cut(stream, fault), length
        case "stall_body":
            return _stall(stream, fault, pause), length
        case "slow_body":
            return _slow(stream, fault, pause), length
        case "long_length":
            whole = b"".join(stream)
            return iter([whole]), len(whole) + max(1, fault.after)
        case _:
            return stream, length


def _cut(stream: Iterator[bytes | memoryview], fault: Fault) -> Iterator[bytes | memoryview]:
    left = fault.after
    for piece in stream:
        yield memoryview(piece)[:left]
        left -= len(piece)
        if left <= 0:
            break
    raise Hangup(abort=fault.abort)


def _stall(
    stream: Iterator[bytes | memoryview], fault: Fault, pause: Callable[[float], bool]
) -> Iterator[bytes | memoryview]:
    left = fault.after
    stalled = False
    for piece in stream:
        if stalled or len(piece) < left:
            left -= len(piece)
            yield piece
            continue
        stalled = True
        yield memoryview(piece)[:left]
        _wait(fault.seconds, pause)
        yield memoryview(piece)[left:]


def _slow(
    stream: Iterator[bytes | memoryview], fault: Fault, pause: Callable[[float], bool]
) -> Iterator[bytes | memoryview]:
    step = max(1, int(fault.rate / 20))  # twenty pieces a second, or a byte at a time
    for piece in stream:
        for start in range(0, len(piece), step):
            part = memoryview(piece)[start : start + step]
            _wait(len(part) / fault.rate, pause)
            yield part


def _wait(seconds: float, pause: Callable[[float], bool]) -> None:
    if pause(seconds):
        raise Hangup
