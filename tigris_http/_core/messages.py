"""The values of an exchange.

Contract: frozen data with checks only. Clock, randomness and hooks are functions in the `CallContext`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeAlias, TypeVar

from tigris_http._auth.refresh import Keys
from tigris_http._core.clock_skew import Skew
from tigris_http._core.retry import RetryPolicy
from tigris_http._wire.address import Address, Endpoint, Style
from tigris_http._wire.arguments import seconds
from tigris_http._wire.http import Head, Headers
from tigris_http._wire.signed_headers import EMPTY_SHA256
from tigris_http._wire.success import DOCUMENT, Success
from tigris_http.errors import TigrisError

if TYPE_CHECKING:
    from tigris_http._auth.sigv4 import Signer
    from tigris_http._core.bundle_support import BundleSupport
    from tigris_http._core.hooks import Watch
    from tigris_http._core.retry_budget import RetryBudget

SourceT = TypeVar("SourceT")


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for one step of an exchange, and for a whole call. None: no limit. A step waits a day at most."""

    connect: float | None = 10.0
    """For a connection, TLS included."""
    read: float | None = 60.0
    """For the head of an answer, then for each next piece of its body."""
    write: float | None = 60.0
    """For the peer to accept the next bytes of a request."""
    pool: float | None = 60.0
    """For a free slot of the pool."""
    total: float | None = None
    """For a whole call with all attempts and waits, up to its result or its open body. At the end the call is aborted
    (`TimedOut`)."""

    def __post_init__(self) -> None:
        for name in ("connect", "read", "write", "pool", "total"):
            seconds(name, getattr(self, name))


class Payload(NamedTuple):
    """The facts about a body that signing and framing need."""

    size: int
    sha256: str
    """Hex digest, or UNSIGNED-PAYLOAD."""
    rereadable: bool = True
    """False for a one-shot body."""
    headers: Headers = ()
    """Header fields about it: its checksum."""


NO_PAYLOAD = Payload(0, EMPTY_SHA256)


class Send(NamedTuple):
    """A request. Its reply is read whole, unless `stream` is True and the head shows a success."""

    operation: str
    bucket: str | None
    key: str | None
    method: str
    address: Address
    headers: Headers
    """All header fields but Host, which is `address.authority`."""
    payload: Payload
    timeouts: Timeouts
    stream: bool
    deadline: float | None = None
    """Deadline by `time.monotonic()`; None for no deadline."""
    success: Success = DOCUMENT
    """What the head must show before its body stays open."""

    def __repr__(self) -> str:
        # Without the headers: they hold the signature, or a token.
        return f"Send({self.operation}, {self.method} {self.address.url})"

    def hands_out(self, head: Head) -> bool:
        """Return whether the body after this head stays open."""
        return self.stream and self.success.is_shown_by(head)


@dataclass(slots=True)
class Reply(Generic[SourceT]):
    """A head, and either the whole body or its open source."""

    head: Head
    body: bytes = b""
    source: SourceT | None = None


class CallContext(NamedTuple):
    """All that an exchange depends on, besides its operation."""

    endpoint: Endpoint
    style: Style
    policy: RetryPolicy
    budget: RetryBudget
    skew: Skew
    keys: Keys
    signer: Callable[[], Signer]
    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    random: Callable[[], float]
    bundles: BundleSupport
    """Whether the endpoint has bundles, shared by all views."""
    timeouts: Timeouts = Timeouts()
    extra_headers: Headers = ()
    consistent: bool = False
    features: set[str] | None = None
    """Features of Tigris that this endpoint is known to have, shared by all views. None: check none."""
    watch: Callable[[], Watch | None] = lambda: None
    """Returns the reporter of a call; None if nothing listens."""

    def signing_time(self) -> datetime:
        return self.skew.applied(self.now())


Outcome: TypeAlias = Reply[SourceT] | TigrisError | None
