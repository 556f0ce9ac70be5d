"""The logs of a client's attempts, and the hooks of its caller.

Contract: the loggers are `tigris_http`, `tigris_http.retry`, `.bundle` and `.credentials`. They log at DEBUG only, and
show no more than an `Attempt`, so no secret. A hook that raises ends the call with its error.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from tigris_http.errors import Attempt, TigrisError

Hook: TypeAlias = Callable[[Attempt], None]

_log = logging.getLogger("tigris_http")
_log.addHandler(logging.NullHandler())
_log_retry = _log.getChild("retry")
_log_bundle = _log.getChild("bundle")


def no_bundles(why: TigrisError) -> None:
    _log_bundle.debug("%s; from now on objects of bundles are read by single GETs", why)


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
        if (
            self.on_request is None
            and self.on_response is None
            and self.on_retry is None
            and not _log.isEnabledFor(logging.DEBUG)
            and not _log_retry.isEnabledFor(logging.DEBUG)
            and not _log_bundle.isEnabledFor(logging.DEBUG)
        ):
            return None
        return _Watching(self)


class _Watching:
    def __init__(self, hooks: Hooks) -> None:
        self._hooks = hooks

    def request(self, attempt: Attempt) -> None:
        _log.debug("%s", attempt)
        if self._hooks.on_request is not None:
            self._hooks.on_request(attempt)

    def response(self, attempt: Attempt) -> None:
        _log.debug("%s", attempt)
        if self._hooks.on_response is not None:
            self._hooks.on_response(attempt)

    def retry(self, attempt: Attempt) -> None:
        log = _log_bundle if attempt.operation == "BundleObjects" else _log_retry
        log.debug("%s; again in %.3f s", attempt.error, attempt.wait)
        if self._hooks.on_retry is not None:
            self._hooks.on_retry(attempt)
