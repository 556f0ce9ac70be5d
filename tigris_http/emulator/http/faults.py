"""Faults for tests: their description, and the list of pending ones.

Contract: a `Fault` is a value. `Faults` is thread-safe; `take` finds the first fault that fits a request and counts it
down.
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

    Kinds. The operation is carried out unless stated otherwise:

    - `drop_request`: read the request, do **not** carry it out, close without an answer.
    - `lose_answer`: close after `after` bytes of the answer's head (default 0: no answer at all).
    - `cut_body`: close after the head and `after` bytes of the body.
    - `stall_body`: after `after` bytes of the body wait `seconds`, then send the rest.
    - `slow_body`: send the body at `rate` bytes a second.
    - `long_length`: announce `after` bytes (at least one) more than are sent, then close.
    - `truncate_tar`: leave out the two zero blocks of a bundle, in correct framing.
    - `status`: answer `status` with the S3 error `code` (default: the usual one of that status) or with `body` as
      plain text, as a proxy does; `retry_after` adds the header, in seconds. Not carried out.
    - `error_in_200`: an `<Error>` document with `code` (default InternalError) under status 200. Not carried out.
    - `clock_skewed`: 403 RequestTimeTooSkewed. Not carried out.
    - `close_idle`: a whole answer without `Connection: close`, then close the connection.

    `operation` (such as `GetObject`), `bucket` and `key` (text or bytes) restrict it; None fits everything. `abort`
    closes with a reset (RST) instead of an orderly end.
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
        """Return whether the fault applies to this request."""
        key = self.key.encode() if isinstance(self.key, str) else self.key
        return (
            self.operation in {None, operation}
            and self.bucket in {None, place.bucket}
            and (key is None or key == place.key)
        )


class Faults:
    """The pending faults, in the order of their injection."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pending: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Inject a fault."""
        with self._lock:
            self._pending.append(fault)

    def clear(self) -> None:
        """Remove all pending faults."""
        with self._lock:
            self._pending.clear()

    def pending(self) -> tuple[Fault, ...]:
        """Return the pending faults, `times` counted down."""
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
