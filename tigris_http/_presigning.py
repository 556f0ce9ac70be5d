"""Requests that somebody else will send: signed here, with their signature in the URL.

Contract: plain functions of values; nothing is sent. What a URL allows is decided by the operation alone: its method,
its query and all of its headers are signed, and its body is up to whoever uses the URL.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from tigris_http._address import Endpoint, Style, locate
from tigris_http._fields import said
from tigris_http._http import Headers, Request
from tigris_http.operations._checks import flag

if TYPE_CHECKING:
    from tigris_http._plan import Plan
    from tigris_http.credentials import Credentials
    from tigris_http.operations._operation import AnyOperation

_METHODS = frozenset({"GET", "PUT", "HEAD", "DELETE"})
_NEVER = datetime.max.replace(tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True)
class PresignedURL:
    """A URL that anybody may use until it expires, with the method and headers it was signed for."""

    url: str = field(repr=False)
    """The URL, its signature included: whoever has it may do what it was signed for."""
    method: str
    headers: Headers
    """Header fields that must be sent exactly so; Host is the URL's."""
    expires_at: datetime
    """When it stops to work; before its time where the credentials expire earlier."""


def presigned_url(
    plan: Plan,
    credentials: Credentials,
    operation: AnyOperation,
    *,
    expires: int,
    endpoint: str | None,
    custom_domain: str | None,
) -> PresignedURL:
    """Return the operation's request as a URL that works for `expires` seconds, or as long as the credentials do."""
    request = operation.request()
    _check_presignable(operation, request)
    domain = None if custom_domain is None else parsed_domain(custom_domain)
    if domain is not None and request.bucket is None:
        raise ValueError(f"custom_domain is a bucket's, and {operation.action} is about none")
    service = plan.endpoint if endpoint is None else Endpoint.parse(endpoint)
    address = locate(service, style_for(plan.style, domain), request.bucket, request.key, request.query)
    consistent = operation.consistent is not None and flag("consistent", operation.consistent)
    headers = said(request, (), operation.extra_headers, consistent=consistent)
    now = plan.signing_time()
    target = plan.signer().presign(
        credentials,
        method=request.method,
        authority=address.authority,
        path=address.path,
        query=address.query,
        headers=headers,
        expires=expires,
        now=now,
    )
    origin = address.origin
    if domain is not None:
        # As Tigris documents it: the host of the signed URL is replaced, and the signature stays good.
        origin = f"{domain.scheme}://{domain.authority}"
        if address.authority == service.authority:
            bucket_free = target.removeprefix(f"/{request.bucket}")
            target = bucket_free if bucket_free.startswith("/") else f"/{bucket_free}"
    return PresignedURL(f"{origin}{target}", request.method, headers, ends(credentials, now, expires))


def _check_presignable(operation: AnyOperation, request: Request) -> None:
    # The body that a caller passes is content, and the user of the URL has other content. One that the operation
    # writes says what is to be done, and a URL cannot say it.
    written = isinstance(request.body, bytes) and request.body
    is_document = written and getattr(operation, "body", None) is not request.body
    if request.method not in _METHODS or is_document:
        raise ValueError(f"{operation.action} is a {request.method} with a body of its own and cannot be presigned")


def parsed_domain(custom_domain: str) -> Endpoint:
    """Return the origin that `custom_domain` names: `files.example.com`, or with a scheme that is not https."""
    whole = custom_domain if "://" in custom_domain else f"https://{custom_domain}"
    return Endpoint.parse(whole, argument="custom_domain")


def style_for(style: Style, domain: Endpoint | None) -> Style:
    """Return how to address the bucket that has a `domain`: by its virtual host, wherever it can have one."""
    return "auto" if domain is not None and style == "path" else style


def ends(credentials: Credentials, now: datetime, expires: int) -> datetime:
    """Return when what was signed `now` stops to work."""
    return min(now + timedelta(seconds=expires), credentials.expires_at or _NEVER)
