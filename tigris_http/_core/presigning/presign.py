"""Presigned URLs and forms: requests that others send.

Contract: plain functions of values. The signature covers the method, the query and all headers of the operation. The
user of a URL chooses the body.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, TypeVar

from tigris_http._core.headers import build_headers
from tigris_http._core.presigning.presigned import PresignedPost, PresignedURL
from tigris_http._wire.address import Endpoint, Style, locate
from tigris_http._wire.arguments import flag, text
from tigris_http.errors import MalformedResponse
from tigris_http.operations._base import common
from tigris_http.operations.objects.reads import GetObject, HeadObject

if TYPE_CHECKING:
    from tigris_http._core.messages import CallContext
    from tigris_http._wire.http import Request
    from tigris_http.credentials import Credentials
    from tigris_http.operations._base import AnyOperation
    from tigris_http.operations.objects._object_info import ObjectInfo
    from tigris_http.operations.objects.forms import PostForm

ReadT = TypeVar("ReadT", bound=GetObject | HeadObject)

_METHODS = frozenset({"GET", "PUT", "HEAD", "DELETE"})
_NEVER = datetime.max.replace(tzinfo=timezone.utc)


def presigned_url(
    context: CallContext,
    credentials: Credentials,
    operation: AnyOperation,
    *,
    expires: int,
    endpoint: str | None,
    custom_domain: str | None,
) -> PresignedURL:
    """Return the operation's request as a URL for `expires` seconds, at most until the credentials expire."""
    request = operation.request()
    _check_presignable(operation, request)
    domain = None if custom_domain is None else _parsed_domain(custom_domain)
    service = context.endpoint if endpoint is None else Endpoint.parse(endpoint)
    style = context.style if domain is None else _style_for_domain(context.style, operation, request)
    address = locate(service, style, request.bucket, request.key, request.query, path_style=request.path_style)
    consistent = operation.consistent is not None and flag("consistent", operation.consistent)
    headers = build_headers(request, (), operation.extra_headers, consistent=consistent)
    now = context.signing_time()
    target = context.signer().presign(
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
    return PresignedURL(f"{origin}{target}", request.method, headers, _ends(credentials, now, expires))


def version_question(read: GetObject | HeadObject) -> HeadObject:
    if read.version_id is not None:
        raise ValueError(f"{read.action} is pinned by its version_id already; presigned_url will do")
    if read.snapshot_version is None:
        raise ValueError(f"{read.action} has no snapshot_version to be pinned to")
    return HeadObject(read.bucket, read.key, snapshot_version=read.snapshot_version, **common(read))


def pinned(read: ReadT, info: ObjectInfo) -> ReadT:
    """Return the read of the version in `info`, in place of the read at a snapshot."""
    if info.version_id is None:
        error = MalformedResponse("an object at a snapshot without x-amz-version-id: there is nothing to pin to")
        raise error.located("HeadObject", read.bucket, read.key, 1)
    return replace(read, snapshot_version=None, version_id=info.version_id)


def _check_presignable(operation: AnyOperation, request: Request) -> None:
    if request.method not in _METHODS:
        raise ValueError(f"{operation.action} is a {request.method}; only GET, PUT, HEAD and DELETE can be presigned")
    # A body of the caller is content, and the user of the URL brings other content. A body that the operation writes
    # is a part of the request, and a URL cannot hold it.
    if isinstance(request.body, bytes) and request.body and getattr(operation, "body", None) is not request.body:
        raise ValueError(f"{operation.action} cannot be presigned: a URL cannot hold its body")
    if request.checksum is not None:
        raise ValueError("checksums must have a value to be presigned: the bytes are not known yet")


def presigned_post(context: CallContext, credentials: Credentials, form: PostForm) -> PresignedPost:
    """Return the signed form, posted to the bucket's virtual host if it has one."""
    from tigris_http._auth.sigv4 import ALGORITHM  # with the package that signing takes

    service = context.endpoint if form.endpoint is None else Endpoint.parse(form.endpoint)
    address = locate(service, context.style, form.bucket)
    url = address.url
    if form.custom_domain is not None:
        domain = _parsed_domain(form.custom_domain)
        url = f"{domain.scheme}://{domain.authority}/"
    now, signer = context.signing_time(), context.signer()
    signed = {
        "x-amz-algorithm": ALGORITHM,
        "x-amz-credential": signer.credential(credentials, now),
        "x-amz-date": f"{now:%Y%m%dT%H%M%SZ}",
    }
    if credentials.session_token is not None:
        signed["x-amz-security-token"] = credentials.session_token
    document = {
        "expiration": f"{now + timedelta(seconds=form.expires):%Y-%m-%dT%H:%M:%S.000Z}",
        "conditions": [*form.conditions(), *({name: value} for name, value in signed.items())],
    }
    # S3 requires all characters beyond ASCII escaped, which is the default of `json`.
    policy = b64encode(json.dumps(document, separators=(",", ":")).encode()).decode()
    fields = {
        "key": form.first_key(),
        **form.fixed(),
        **signed,
        "policy": policy,
        "x-amz-signature": signer.sign_policy(credentials, policy, now),
    }
    return PresignedPost(url, fields, _ends(credentials, now, form.expires))


def _parsed_domain(custom_domain: str) -> Endpoint:
    """Return the origin that `custom_domain` names: `files.example.com`, or with a scheme that is not https."""
    whole = custom_domain if "://" in text("custom_domain", custom_domain) else f"https://{custom_domain}"
    return Endpoint.parse(whole, argument="custom_domain")


def _style_for_domain(style: Style, operation: AnyOperation, request: Request) -> Style:
    """Return the addressing style: the bucket's virtual host if it can have one."""
    if request.bucket is None:
        raise ValueError(f"custom_domain is a bucket's, and {operation.action} is about none")
    if request.path_style and style != "virtual":
        raise ValueError(
            f"custom_domain takes the place of a virtual host, and {operation.action} is addressed by path; a client "
            "with addressing_style='virtual' signs it for one"
        )
    return "auto" if style == "path" else style


def _ends(credentials: Credentials, now: datetime, expires: int) -> datetime:
    return min(now.replace(microsecond=0) + timedelta(seconds=expires), credentials.expires_at or _NEVER)
