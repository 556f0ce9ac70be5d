"""The logs of a client's attempts, and the hooks of its caller.

Contract: the loggers are `tigris_http`, `tigris_http.retry`, `.bundle` and `.credentials`. They log at DEBUG only, and
show no more than an `Attempt`, so no secret. A hook that raises ends the call with its error.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeAlias

from tigris_http.errors import Attempt, TigrisError

if TYPE_CHECKING:
    from logging import Logger

Hook: TypeAlias = Callable[[Attempt], None]

_DEBUG: Final = 10
"""`logging.DEBUG`."""


class _Loggers(NamedTuple):
    call: Logger
    retry: Logger
    bundle: Logger


@cache
def _loggers() -> _Loggers:
    import logging  # not at the top: it takes 4 ms, and httpx loads it at the first request

    log = logging.getLogger("tigris_http")
    log.addHandler(logging.NullHandler())
    return _Loggers(log, log.getChild("retry"), log.getChild("bundle"))


def no_bundles(why: TigrisError) -> None:
    _loggers().bundle.debug("%s; from now on objects of bundles are read by single GETs", why)


class Watch(Protocol):
    def request(self, attempt: Attempt) -> None: ...

    def response(self, attempt: Attempt) -> None:
        """Report an answer of any status, or a network error."""
        ...

    def retry(self, attempt: Attempt) -> None: ...


@dataclass(frozen=True, slots=True)
class Hooks:
    """The hooks of a client: functions of each `Attempt`."""

    on_request: Hook | None = None
    on_response: Hook | None = None
    on_retry: Hook | None = None

    def __post_init__(self) -> None:
        for name in ("on_request", "on_response", "on_retry"):
            hook: object = getattr(self, name)
            if hook is None:
                continue
            if not callable(hook):
                raise TypeError(f"{name} must be a function of one Attempt, not {type(hook).__name__}")
            if inspect.iscoroutinefunction(hook):
                raise TypeError(f"{name} must be a plain function, also for the async client: it is not awaited")

    def watch(self) -> _Watching | None:
        """Return the reporter of a call; None if nothing listens."""
        if self.on_request is None and self.on_response is None and self.on_retry is None:
            call, retry, bundle = _loggers()
            if not (call.isEnabledFor(_DEBUG) or retry.isEnabledFor(_DEBUG) or bundle.isEnabledFor(_DEBUG)):
                return None
        return _Watching(self)


class _Watching:
    def __init__(self, hooks: Hooks) -> None:
        self._hooks, self._log = hooks, _loggers()

    def request(self, attempt: Attempt) -> None:
        self._log.call.debug("%s", attempt)
        if self._hooks.on_request is not None:
            self._hooks.on_request(attempt)

    def response(self, attempt: Attempt) -> None:
        self._log.call.debug("%s", attempt)
        if self._hooks.on_response is not None:
            self._hooks.on_response(attempt)

    def retry(self, attempt: Attempt) -> None:
        log = self._log.bundle if attempt.operation == "BundleObjects" else self._log.retry
        log.debug("%s; again in %.3f s", attempt.error, attempt.wait)
        if self._hooks.on_retry is not None:
            self._hooks.on_retry(attempt)
