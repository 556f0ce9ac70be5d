"""The values that an exchange is made of: its context, the steps it asks for, the outcomes of steps.

Contract: frozen data without behaviour but checks. The clock, randomness and the watcher are functions in the
`CallContext`. The driver of a client does a `Send`, a `Wait` or a `Refresh` and hands back a `Reply` or an error.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from tigris_http._auth.refresh import Keys, Refresh
from tigris_http._core.bundle_support import BundleSupport
from tigris_http._core.clock_skew import Skew
from tigris_http._core.retry import RetryPolicy
from tigris_http._wire.address import Address, Endpoint, Style
from tigris_http._wire.http import Head, Headers
from tigris_http._wire.success import DOCUMENT, Success
from tigris_http.errors import TigrisError

if TYPE_CHECKING:
    from tigris_http._auth.sigv4 import Signer
    from tigris_http._core.hooks import Watch
    from tigris_http._core.retry_budget import RetryBudget

SourceT = TypeVar("SourceT")


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for one step of an exchange, and for a whole call; None waits for ever."""

    connect: float | None = 10.0
    """Until a connection stands, TLS included."""
    read: float | None = 60.0
    """Until an answer's whole head is there, then until the next bytes of its body."""
    write: float | None = 60.0
    """Until the next bytes of a request are taken."""
    pool: float | None = 60.0
    """Until a connection of the pool is free."""
    total: float | None = None
    """For a whole call, with all its attempts and waits, until its result or its open body is there. What is under
    way then is broken off (`TimedOut`)."""

    def __post_init__(self) -> None:
        for name in ("connect", "read", "write", "pool", "total"):
            check_seconds(name, getattr(self, name))


def check_seconds(name: str, value: float | None) -> None:
    """Raise unless this is a time that can be waited for, or None."""
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, (int, float)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{name} must be a number of seconds or None, not {type(value).__name__}")
    if not (value > 0 and math.isfinite(value)):
        raise ValueError(f"{name} must be more than 0 seconds, or None")


@dataclass(frozen=True, slots=True)
class Payload:
    """What signing and framing need to know of a body; the driver has the bytes."""

    size: int
    sha256: str
    """Hex digest, or UNSIGNED-PAYLOAD."""
    rereadable: bool = True
    """Whether it can be sent a second time."""
    headers: Headers = ()
    """Header fields that say more of it: its checksum."""


NO_PAYLOAD = Payload(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")


@dataclass(frozen=True, slots=True)
class Send:
    """Send this; read the body whole, unless `stream` and the head shows a success."""

    operation: str
    bucket: str | None
    key: str | None
    method: str
    address: Address
    headers: Headers = field(repr=False)
    """All header fields but Host, which is `address.authority`."""
    payload: Payload
    timeouts: Timeouts
    stream: bool
    deadline: float | None = None
    """Time of `time.monotonic()` at which the attempt ends. None for no limit."""
    success: Success = DOCUMENT
    """What the head must show before its body is handed out."""

    def hands_out(self, head: Head) -> bool:
        """Return whether the body behind this head is handed out open."""
        return self.stream and self.success.is_shown_by(head)


@dataclass(frozen=True, slots=True)
class Wait:
    """Sleep for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Reply(Generic[SourceT]):
    """What came back: the head, and either the whole body or its open source."""

    head: Head
    body: bytes = b""
    source: SourceT | None = None


@dataclass(frozen=True, slots=True)
class CallContext:
    """All that an exchange depends on beside its operation."""

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
    timeouts: Timeouts = Timeouts()
    extra_headers: Headers = ()
    consistent: bool = False
    features: set[str] | None = None
    """The features of Tigris that this endpoint was seen to speak, shared by all views; None to check none."""
    watch: Callable[[], Watch | None] = lambda: None
    """Returns whoever wants to be told of the attempts of a call, None for nobody."""
    bundles: BundleSupport = field(default_factory=BundleSupport)
    """Whether the endpoint has bundles; shared by all views."""

    def signing_time(self) -> datetime:
        """Return the time to sign with: ours, put right by what was learned of the service's."""
        return self.skew.applied(self.now())


Step: TypeAlias = Send | Wait | Refresh
Outcome: TypeAlias = Reply[SourceT] | TigrisError | None
