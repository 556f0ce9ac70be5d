"""Errors of the HTTP stack as ours: of httpcore, of httpx, and of a fork with the same names.

Contract: known by name, so that no stack has to be loaded to know its errors. Whether the service may have seen the
request is told by whoever knows where the error was met, else by its kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.errors import (
    BodyMismatch,
    ConnectionFailed,
    CorruptBody,
    IncompleteBody,
    MalformedResponse,
    TigrisError,
    TimedOut,
)

if TYPE_CHECKING:
    from tigris_http._core.messages import Send

_STACKS = ("httpcore", "httpx", "httpx2")
_ROOTS = frozenset(
    {"HTTPError", "NetworkError", "TimeoutException", "ProtocolError", "ProxyError", "UnsupportedProtocol"}
)
_UNSENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"})


def _class_names(error: BaseException) -> set[str]:
    """Return the names that the HTTP stacks have for this error, none where it is not one of theirs."""
    return {kind.__name__ for kind in type(error).__mro__ if kind.__module__.partition(".")[0] in _STACKS}


def is_http_error(error: BaseException) -> bool:
    """Return whether an HTTP stack raised this for what happened on a connection."""
    names = _class_names(error)
    return not names.isdisjoint(_ROOTS) and "LocalProtocolError" not in names


def translate(error: Exception, *, in_body: bool = False, sent: bool | None = None) -> TigrisError:
    """Return our error for one of the HTTP stack's."""
    names = _class_names(error)
    sent = names.isdisjoint(_UNSENT) if sent is None else sent
    kind = type(error).__name__
    why = str(error) or kind
    if "TimeoutException" in names:
        return TimedOut(f"no answer in time ({kind})", sent=sent)
    if "RemoteProtocolError" in names and sent:
        # A server that closes an idle connection shows as the last of these: nothing of an answer came.
        if why.startswith(("peer closed connection", "peer unexpectedly closed", "Server disconnected")):
            return IncompleteBody(f"the body broke off: {why}") if in_body else ConnectionFailed(why, sent=sent)
        return (CorruptBody if in_body else MalformedResponse)(f"the answer is not HTTP: {why}")
    return ConnectionFailed(f"{kind}: {why}", sent=sent)


def to_tigris_error(
    send: Send, error: Exception, body_failed: BaseException | None, *, sent: bool | None = None
) -> TigrisError:
    """Return what an exchange is told of this error; raise what no exchange can do anything about."""
    if isinstance(error, BodyMismatch):
        return error
    if body_failed is not None:
        raise body_failed from None
    if isinstance(error, TigrisError):
        return error
    if is_http_error(error):
        return translate(error, sent=sent)
    # A host that is no host, or a header that HTTP cannot carry: no other attempt can succeed.
    raise ValueError(f"{send.operation} cannot be sent to {send.address.origin!r}: {error}") from error
