"""Map errors of the HTTP stack to ours: those of httpx and of its fork httpx2.

Contract: errors are known by class name, so no stack is imported for them. `sent` says if the server may have seen the
request. A caller that knows passes it; otherwise the class decides.
"""

from __future__ import annotations

import socket
import ssl
import time
from typing import TYPE_CHECKING, TypeAlias

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

Failures: TypeAlias = tuple[type[Exception], ...]
"""The errors that a transport raises for an event on a connection."""

_STACKS = ("httpx", "httpx2")
_ROOTS = frozenset(
    {"HTTPError", "NetworkError", "TimeoutException", "ProtocolError", "ProxyError", "UnsupportedProtocol"}
)
_UNSENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"})
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "UNKNOWN_PROTOCOL"})
"""Reasons of OpenSSL for a first record that is none."""
_LONGEST_CHAIN = 10
_NOT_CONNECTED = frozenset({"ConnectError", "ConnectTimeout"})
_STEPS = {"ConnectTimeout": "connect", "WriteTimeout": "write"}
"""Names in `Timeouts` of the steps of a request, by the errors of their time-outs. Any other is of `read`."""


def _class_names(error: BaseException) -> set[str]:
    # Of the classes from an HTTP stack only.
    return {kind.__name__ for kind in type(error).__mro__ if kind.__module__.partition(".")[0] in _STACKS}


def is_http_error(error: BaseException) -> bool:
    """Return True for an error of a connection."""
    names = _class_names(error)
    return not names.isdisjoint(_ROOTS) and "LocalProtocolError" not in names


def translate(error: Exception, send: Send, *, in_body: bool = False, sent: bool | None = None) -> TigrisError:
    names = _class_names(error)
    sent = names.isdisjoint(_UNSENT) if sent is None else sent
    kind = type(error).__name__
    reason = str(error) or kind
    if "TimeoutException" in names:
        if "PoolTimeout" in names:
            return TimedOut(
                "no connection became free in time (PoolTimeout): close the bodies, bundles and files that are open, "
                "or make the client with more max_connections",
                sent=False,
            )
        limit = _limit(send, _STEPS.get(kind, "read"), handed_out=in_body and send.stream)
        said = "" if reason in (kind, "timed out", limit) else f"{reason}, "
        return TimedOut(f"no answer in time ({kind}: {said}{limit})", sent=sent)
    if "RemoteProtocolError" in names and sent:
        # The last of these: the server closed an idle connection, and sent no part of a response.
        if reason.startswith(("peer closed connection", "peer unexpectedly closed", "Server disconnected")):
            reason = reason.rstrip(".")
            return IncompleteBody(f"the body broke off: {reason}") if in_body else ConnectionFailed(reason, sent=sent)
        return (CorruptBody if in_body else MalformedResponse)(f"the answer is not HTTP: {reason}")
    return ConnectionFailed(f"{kind}: {reason}", sent=sent)


def _limit(send: Send, step: str, *, handed_out: bool) -> str:
    """Return the limit that a step exceeded, by the name of its setting."""
    if send.deadline is not None and not handed_out and send.deadline <= time.monotonic():
        return "the time for this call is over"
    seconds: float | None = getattr(send.timeouts, step)
    return f"Timeouts.{step} is " + ("None" if seconds is None else f"{seconds:g} s")


def to_tigris_error(
    send: Send, error: Exception, body_failed: BaseException | None, *, sent: bool | None = None
) -> TigrisError:
    """Return the error for the exchange. Raises those that no other attempt can avoid, such as the caller's own."""
    if isinstance(error, BodyMismatch):
        return error
    if body_failed is not None:
        raise body_failed from None
    if isinstance(error, TigrisError):
        return error
    if not is_http_error(error):
        # A malformed host, or a header that HTTP cannot carry: no other attempt can succeed.
        raise ValueError(f"{send.operation} cannot be sent to {send.address.origin!r}: {error}") from error
    met = translate(error, send, sent=sent)
    if not isinstance(met, (ConnectionFailed, TimedOut)) or met.sent:
        return met
    address, cause = send.address, _cause(error)
    origin, is_proxy = address.origin, "ProxyError" in _class_names(error)
    if isinstance(cause, ssl.SSLError) and cause.reason in _NO_TLS:
        peer = "the proxy" if is_proxy else origin
        which = "its URL" if is_proxy else "the endpoint"
        return ConnectionFailed(f"{peer} does not speak TLS: is {which} http://?", sent=False, final=True)
    if _class_names(error).isdisjoint(_NOT_CONNECTED):
        return met
    if isinstance(cause, socket.gaierror):
        text = f"no connection to {origin}: the name {address.host} has no address ({cause.strerror})"
        bucket, _, service = address.host.partition(".")
        if bucket == send.bucket:
            text += f'. If {service} has one, use addressing_style="path"'
        return ConnectionFailed(f"{text}. Check the endpoint and the network", sent=False)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return ConnectionFailed(
            f"no connection to {origin}: its certificate was refused ({cause.verify_message.rstrip('.')}). Check the "
            "endpoint, or name the certificates to trust: verify=, or AWS_CA_BUNDLE for from_env",
            sent=False,
        )
    kind = TimedOut if isinstance(met, TimedOut) else ConnectionFailed
    return kind(f"no connection to {origin}: {met.message}. Check the endpoint, the network and any proxy", sent=False)


def _cause(error: BaseException) -> BaseException:
    """Return the error of the system or of TLS at the root of a transport's error."""
    seen = error
    for _ in range(_LONGEST_CHAIN):
        inner = seen.__cause__ or seen.__context__
        if inner is None or isinstance(seen, OSError):
            break
        seen = inner
    return seen
