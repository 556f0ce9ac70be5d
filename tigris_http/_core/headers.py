"""The header fields of a request, without its signature.

Contract: plain functions. Only the transport writes headers of framing. Only an operation writes its own headers: one
may change the meaning of a request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from tigris_http._core.messages import Payload, Reply
from tigris_http._wire.http import Head, Headers, Request

SourceT = TypeVar("SourceT")

_FRAMING = frozenset({"accept-encoding", "content-length", "expect", "te", "trailer", "transfer-encoding", "upgrade"})
"""Header fields of framing."""
_AGENT = "user-agent"
_CONSISTENT = ("x-tigris-consistent", "true")
_WITH_BODY = frozenset({"PUT", "POST", "PATCH"})


def fields(
    request: Request,
    payload: Payload,
    of_client: Headers,
    of_call: Mapping[str, str] | None,
    *,
    consistent: bool = False,
) -> Headers:
    """Return the fields to sign: the operation's, the call's, and the client's others.

    `consistent` is a field of every operation. Raises `ValueError` for a field that the caller may not write.
    """
    headers = build_headers(request, of_client, of_call, consistent=consistent, of_body=payload.headers)
    if payload.size or request.method in _WITH_BODY:
        headers += (("content-length", str(payload.size)),)
    return headers


def build_headers(
    request: Request,
    of_client: Headers,
    of_call: Mapping[str, str] | None,
    *,
    consistent: bool = False,
    of_body: Headers = (),
) -> Headers:
    own = request.headers + of_body
    if not (own or consistent or of_call or request.defaults) and len(of_client) == 1 and of_client[0][0] == _AGENT:
        return of_client
    if consistent:
        own = (*own, _CONSISTENT)
    extra = of_client
    if of_call is not None:
        fields_of_call = extra_fields(of_call)
        named = {name.lower() for name, _ in fields_of_call}
        extra = (*fields_of_call, *(field for field in of_client if field[0].lower() not in named))
    headers = own + extra
    taken = {name.lower() for name, _ in own}
    for name, _ in headers:
        if name.lower() in _FRAMING:
            raise ValueError(f"header {name!r} is written by the client itself")
    for name, _ in extra:
        if name.lower() in taken:
            raise ValueError(f"header {name!r} is written by the operation itself; use its parameter")
    if request.defaults:
        named = {name.lower() for name, _ in headers}
        headers += tuple((name, value) for name, value in request.defaults if name not in named)
    return headers


def extra_fields(given: Mapping[str, str] | None) -> Headers:
    """Return the caller's fields. Raises `TypeError` unless they are a mapping of str to str."""
    if given is None:
        return ()
    if not isinstance(given, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"extra_headers must be a mapping, not {type(given).__name__}")
    parts: tuple[object, ...] = tuple(part for field in given.items() for part in field)
    if not all(isinstance(part, str) for part in parts):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError("extra_headers must map names to values, both str")
    return tuple(given.items())


def redacted(reply: Reply[SourceT], secrets: tuple[str, ...]) -> Reply[SourceT]:
    body, headers = reply.body, reply.head.headers
    for secret in secrets:
        body = body.replace(secret.encode(), b"***")
        headers = tuple((name, value.replace(secret, "***")) for name, value in headers)
    if body == reply.body and headers == reply.head.headers:
        return reply
    return replace(reply, head=Head(reply.head.status, headers), body=body)
