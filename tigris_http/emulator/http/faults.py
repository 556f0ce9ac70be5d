"""Misbehaviour on request: what may go wrong, and the list of what still has to.

Contract: a `Fault` is a value; `Faults.take` finds the first one that fits a request and counts it down, in
any thread.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from tigris_http.emulator.http.call import Place

FaultKind = Literal[
    "drop_request",
    "lose_answer",
    "cut_body",
    "stall_body",
    "slow_body",
    "long_length",
    "truncate_tar",
    "status",
    "error_in_200",
    "clock_skewed",
    "close_idle",
]


@dataclass(frozen=True)
class Fault:
    """One way to misbehave, for the next `times` requests that fit.

    Kinds; the operation is carried out unless stated otherwise:

    - `drop_request`: the request is read, **not** carried out, and the connection closed without an answer.
    - `lose_answer`: carried out, then closed after `after` bytes of the answer's head (default 0: no answer
      at all).
    - `cut_body`: closed after the head and `after` bytes of the body.
    - `stall_body`: silent for `seconds` after `after` bytes of the body, then on as if nothing had been.
    - `slow_body`: the body comes at `rate` bytes a second.
    - `long_length`: Content-Length announces `after` bytes more than are sent (at least one); then closed.
    - `truncate_tar`: a bundle lacks its two zero blocks, in correct framing.
    - `status`: answers `status` with the S3 error `code` (default: the usual one of that status) or with
      `body` as plain text, as a proxy does; `retry_after` adds the header, in seconds. Not carried out.
    - `error_in_200`: an `<Error>` document with `code` (default InternalError) under status 200. Not carried
      out.
    - `clock_skewed`: 403 RequestTimeTooSkewed. Not carried out.
    - `close_idle`: a whole answer that does not say so, then the connection is closed.

    `operation` (such as `GetObject`), `bucket` and `key` (text or bytes) restrict it; None fits everything.
    `abort` closes with a reset (RST) instead of an orderly end.
    """

    kind: FaultKind
    operation: str | None = None
    bucket: str | None = None
    key: str | bytes | None = None
    times: int = 1
    after: int = 0
    status: int = 503
    code: str | None = None
    body: str | None = None
    retry_after: int | None = None
    rate: float = 1024.0
    seconds: float = 3600.0
    abort: bool = False

    def __post_init__(self) -> None:
        if self.kind not in get_args(FaultKind):
            raise ValueError(f"kind: {self.kind!r} is not a fault")
        if self.times < 1 or self.after < 0 or self.rate <= 0 or self.seconds < 0:
            raise ValueError("times and rate must be above zero, after and seconds not below")
        if not 200 <= self.status <= 599:
            raise ValueError("status: must be between 200 and 599")

    def fits(self, operation: str, place: Place) -> bool:
        """Say whether this fault is meant for such a request."""
        key = self.key.encode() if isinstance(self.key, str) else self.key
        return (
            self.operation in {None, operation}
            and self.bucket in {None, place.bucket}
            and (key is None or key == place.key)
        )


class Faults:
    """The faults that are still to happen, first come first served."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pending: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Ask for a fault."""
        with self._lock:
            self._pending.append(fault)

    def clear(self) -> None:
        """Forget all that has not happened."""
        with self._lock:
            self._pending.clear()

    def pending(self) -> tuple[Fault, ...]:
        """Return what has not happened yet, `times` counted down."""
        with self._lock:
            return tuple(self._pending)

    def take(self, operation: str, place: Place) -> Fault | None:
        """Return the fault for this request, and count it down."""
        with self._lock:
            for index, fault in enumerate(self._pending):
                if fault.fits(operation, place):
                    if fault.times == 1:
                        del self._pending[index]
                    else:
                        self._pending[index] = replace(fault, times=fault.times - 1)
                    return fault
        return None
