"""Error responses as our errors.

Contract: any status, header and body give a `ServiceError`. A body may be XML, JSON (if the request asked for it),
plain text from a proxy, or empty, as after a HEAD. An unreadable document is no error of its own: the status decides,
and the text becomes the message.
"""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

from tigris_http._wire import json as _json
from tigris_http._wire.documents import xml
from tigris_http._wire.http import Head
from tigris_http.errors import (
    AccessDenied,
    BundleError,
    Conflict,
    FeatureNotSupported,
    MalformedResponse,
    NotFound,
    PreconditionFailed,
    ServiceError,
    Unavailable,
    service_error_class,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TEXT_SHOWN = 500
"""Characters of a response that an error message repeats."""
_DOCUMENT_SHOWN = 1 << 16
"""Characters of an error document that an error keeps."""
_OF_A_BUNDLE = {"code", "message", "resource", "requestid", "hostid", "bucketname", "key", "missingkeys"}
"""Parts of a bundle's error document that an error keeps. Other parts might repeat a signature."""
MAX_ERROR_PARTS = 1 << 15
"""Limit of tags in an error document. One with 5,000 missing keys has a third of it."""
_is_error = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:[\w.-]{1,20}:)?error(?:response|s)?[\s/>]", re.IGNORECASE
).match
_ROOTS_OF_ERRORS = frozenset({"error", "errorresponse", "errors"})
_FAILED = ("error", "failed", "failure")
_TELLING = (b'"status"', b'"Message"', b'"Update"')
_BOM = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_MOST_BYTES = 1 << 20
"""Limit of bytes of a compressed error document, decompressed."""
_MOST_OF_KEY = 1024
"""Characters of the longest possible key."""

_BY_CODE: dict[str, type[ServiceError]] = {
    "AccessDenied": AccessDenied,
    "BucketAlreadyExists": Conflict,
    "InternalError": Unavailable,
    "NoSuchBucket": NotFound,
    "NoSuchKey": NotFound,
    "NoSuchUpload": NotFound,
    "NoSuchVersion": NotFound,
    "PreconditionFailed": PreconditionFailed,
    "RequestTimeout": Unavailable,
    "ServiceUnavailable": Unavailable,
    "SlowDown": Unavailable,
}
"""The classes of errors inside a 200, by code."""

_WITHOUT_BODY = {
    301: "PermanentRedirect",
    304: "NotModified",
    307: "TemporaryRedirect",
    400: "BadRequest",
    403: "AccessDenied",
    404: "NotFound",
    405: "MethodNotAllowed",
    412: "PreconditionFailed",
    416: "InvalidRange",
}


def refusal(head: Head, body: bytes) -> ServiceError:
    body = _plain_bytes(body)
    said = _read(body)
    code = _shown(said.get("code") or ("" if body else _WITHOUT_BODY.get(head.status, "")))
    message = _shown(said.get("message") or (_line(body) if not said else "")) or "the answer gives no reason"
    if head.status in _REDIRECTS:
        message = f"{message.rstrip('.')}. {_pointed(head, said)}"
    # The id in the body comes first: the service logged it with the error.
    request_id = _shown(said.get("requestid") or head.get("x-amz-request-id") or "") or None
    kind = _BY_CODE.get(code, ServiceError) if head.status < 300 else service_error_class(head.status)
    if code == "RequestTimeout":
        # A 400 that says that the body came too slowly: nothing is wrong with the request.
        kind = Unavailable
    if code == "BundleKeyNotFound":
        error: ServiceError = BundleError(
            message,
            status=head.status,
            code=code,
            request_id=request_id,
            missing_keys=_missing_keys(body),
            body=_document_text(body),
        )
    else:
        error = kind(message, status=head.status, code=code, request_id=request_id)
    bucket = _name(said.get("bucketname"))
    error.named_bucket = bucket if bucket is None or bucket.isprintable() else None
    error.named_key = _name(said.get("key"))
    return error


def _pointed(head: Head, said: dict[str, str]) -> str:
    """Return a sentence of the places that a redirect names, without queries, which may be signed."""
    location = (head.get("location") or "").partition("?")[0].partition("#")[0]
    scheme, there, rest = location.partition("://")
    authority, slash, path = rest.partition("/")
    location = f"{scheme}://{authority.rpartition('@')[2]}{slash}{path}" if there else location
    told = {
        "Location": location,
        "region": head.get("x-amz-bucket-region") or said.get("region") or "",
        "endpoint": said.get("endpoint") or "",
    }
    named = ", ".join(f"{name} {_line(text.encode('utf-8', 'replace'))[:200]}" for name, text in told.items() if text)
    points = f"It points to: {named}" if named else "It names no other place"
    return f"{points}. The client follows no redirects: check its endpoint and region"


def is_refusal(head: Head, body: bytes) -> bool:
    """Return whether a response is an error response: by its status, or by an error document after a 2xx."""
    # S3 answers 200 before it knows the outcome of a copy, a completion or a batch of deletes. A proxy may answer 200
    # to any request.
    if not 200 <= head.status < 300 or _is_error(body) is not None:
        return True
    # A listing in JSON has thousands of members: parse only bodies that may be errors.
    may_be_one = _first_of(body) == b"{" and any(member in body for member in _TELLING)
    return may_be_one and _holds_error_object(body)


def document(head: Head, body: bytes, *roots: str) -> xml.Document:
    """Return a result with a root of any name without `roots`. Raises the error of an `<Error>`."""
    found = xml.Document(body)
    name = found.name
    if name.lower() in _ROOTS_OF_ERRORS:
        raise refusal(head, body)
    if roots and name not in roots:
        raise MalformedResponse(f"expected {' or '.join(roots)}, got an element {name[:64]!r}")
    return found


def json_object(head: Head, body: bytes, *members: str) -> dict[str, object]:
    """Return the JSON object of a result. Raises the error of an error object."""
    if _first_of(body) == b"<":
        with suppress(MalformedResponse):  # neither: the JSON reader raises below
            listing = document(head, body, "ListAllMyBucketsResult", "ListBucketResult").name
            raise FeatureNotSupported(
                f"this endpoint does not speak this API of Tigris: it answered with a {listing}, as plain S3 does"
            )
    found = _json.parse_object(body)
    if _is_error_object(found):
        raise refusal(head, body)
    if members and found and found.keys().isdisjoint(members):
        raise MalformedResponse(f"expected {' or '.join(members[:4])}, got an object with {next(iter(found))[:64]!r}")
    return found


def _first_of(body: bytes) -> bytes:
    return body[:99].removeprefix(_BOM).lstrip()[:1]


def _is_error_object(found: dict[str, object]) -> bool:
    # `"status": "error"` as in `restoreBucket` of @tigrisdata/storage; an update answers `"Update": "Success"`.
    words = (found.get("status"), found.get("Update"))
    if any(isinstance(word, str) and word.lower() in _FAILED for word in words):
        return True
    return isinstance(found.get("Code"), str) and isinstance(found.get("Message"), str)


def _holds_error_object(body: bytes) -> bool:
    try:
        return _is_error_object(_json.parse_object(body))
    except MalformedResponse:
        return False


def _read(body: bytes) -> dict[str, str]:
    start = body[:1]
    if start == b"{":
        try:
            return _texts_of_json(_json.parse_object(body))
        except MalformedResponse:
            return {}
    root = _parsed(body) if start == b"<" else None
    return {} if root is None else _texts_of_xml(root)


def _texts_of_json(document: dict[str, object]) -> dict[str, str]:
    pairs: dict[str, object] = {name.lower(): value for name, value in document.items()}
    nested = pairs.get("error")
    if isinstance(nested, dict):
        inner: dict[object, object] = nested  # pyright: ignore[reportUnknownVariableType]
        pairs |= {str(name).lower(): value for name, value in inner.items()}
    texts = {name: value for name, value in pairs.items() if isinstance(value, str)}
    if "__type" in texts:
        # AWS' JSON protocols: `com.amazonaws.s3#SlowDown`.
        texts.setdefault("code", texts["__type"].rpartition("#")[2])
    if "message" not in texts and ("update" in texts or "status" in texts):
        update = texts.get("update")
        texts["message"] = "the answer gives no reason" if update is None else f"the update ended with {update!r}"
    return _known(texts)


def _texts_of_xml(root: Element) -> dict[str, str]:
    # AWS' query protocols put it inside `ErrorResponse` or `Errors`, with the request id beside it.
    error = next((each for each in root.iter() if xml.local(each.tag).lower() == "error"), root)
    texts: dict[str, str] = {}
    for part in (*error, *root):
        if part.text:
            texts.setdefault(xml.local(part.tag).lower(), part.text)
    return _known(texts)


def _known(texts: dict[str, str]) -> dict[str, str]:
    found = {
        name: texts[name]
        for name in ("code", "message", "requestid", "key", "bucketname", "endpoint", "region")
        if name in texts
    }
    return {name: text.strip() if name in {"code", "requestid"} else text for name, text in found.items()}


def _parsed(body: bytes) -> Element | None:
    """Return the root of an error document. Invalid UTF-8 is replaced: the code stays readable."""
    with suppress(MalformedResponse):
        return xml.parse(body.decode("utf-8", "replace").encode(), MAX_ERROR_PARTS)
    return None


def _plain_bytes(body: bytes) -> bytes:
    """Return a body without a proxy's compression, a byte order mark and leading space."""
    if body.startswith(_GZIP):
        with suppress(zlib.error):
            body = zlib.decompressobj(31).decompress(body, _MOST_BYTES)
    return body.removeprefix(_BOM).lstrip()


def _name(text: str | None) -> str | None:
    if not text or len(text) > _MOST_OF_KEY:
        return None
    try:
        text.encode()
    except UnicodeEncodeError:
        return None
    return text


def _shown(text: str) -> str:
    """Return the start of a text. Lone surrogates from JSON cannot be printed: they are replaced."""
    return text[:_TEXT_SHOWN].encode("utf-8", "replace").decode()


def _line(body: bytes) -> str:
    return " ".join(body[: 4 * _TEXT_SHOWN].decode("utf-8", "replace").split())[:_TEXT_SHOWN]


def _missing_keys(body: bytes) -> tuple[str, ...]:
    root = _parsed(body)
    if root is None:
        return ()
    return tuple(key.text or "" for keys in xml.children(root, "MissingKeys") for key in xml.children(keys, "Key"))


def _document_text(body: bytes) -> str:
    """Return the text of a bundle's error document, without unknown parts."""
    text = body.strip()
    try:
        if text[:1] == b"{":
            said = _json.parse_object(text)
            known = {name: value for name, value in said.items() if name.lower() in _OF_A_BUNDLE}
            if known != said:
                import json

                text = json.dumps(known).encode()
        else:
            root = xml.parse(text, MAX_ERROR_PARTS)
            foreign = [part for part in root if xml.local(part.tag).lower() not in _OF_A_BUNDLE]
            for part in foreign:
                root.remove(part)
            if foreign or root.attrib:
                root.attrib.clear()
                text = xml.write(root)
    except MalformedResponse:
        return ""
    return text.decode("utf-8", "replace")[:_DOCUMENT_SHOWN]
