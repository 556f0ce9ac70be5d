"""One attempt of a call, as those see it who watch: hooks, logs, and the error that came of it in the end.

Contract: frozen data without secrets: neither header fields nor a body, and of a signature nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tigris_http.errors import ServiceError, TigrisError, place


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request of a call: what was asked, and (but for `on_request`) what came of it."""

    operation: str
    """Name of the operation, such as `GetObject`."""
    bucket: str | None
    key: str | None
    method: str
    number: int
    """Which attempt of its call it is, from 1."""
    seconds: float | None = None
    """From sending to the answer, or to the error: until the head of an answer that streams, the end of any other."""
    status: int | None = None
    """The HTTP status of the answer; None where none came."""
    request_id: str | None = None
    """The service's own name for this exchange."""
    error: TigrisError | None = None
    """What went wrong; None for a success."""
    wait: float | None = None
    """Seconds until the next attempt, once it is decided that there will be one."""

    def __str__(self) -> str:
        text = f"{self.operation}{place(self.bucket, self.key)}: attempt {self.number}, {self.method}"
        if self.seconds is None:
            return text
        what = self.status if self.error is None or isinstance(self.error, ServiceError) else type(self.error).__name__
        text += f", {what} after {self.seconds:.3f} s"
        return f"{text} [request id {self.request_id}]" if self.request_id else text


class Watch(Protocol):
    """Whoever is told of attempts. What it raises ends the call."""

    def request(self, attempt: Attempt) -> None:
        """Be told that a request is about to be sent."""
        ...

    def response(self, attempt: Attempt) -> None:
        """Be told what came of it: an answer of any status, or an error of the network."""
        ...

    def retry(self, attempt: Attempt) -> None:
        """Be told that it will be made again, `attempt.wait` seconds from now."""
        ...
