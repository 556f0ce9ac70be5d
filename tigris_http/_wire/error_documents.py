"""What an answer that is not a success says, read into one of our errors.

Contract: any status, header and body give a `ServiceError`. The forms are those of the wire: XML, JSON (where the
request asked for it), plain text from a proxy in between, nothing at all after a HEAD. Unreadable documents are
not an error of their own: the status is what counts, and the text is the message.
"""

from __future__ import annotations

import json
import re
import zlib
from contextlib import suppress
from xml.etree.ElementTree import Element

from tigris_http._wire import json as _json
from tigris_http._wire import xml
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

_TEXT_SHOWN = 500
"""How many characters of a stranger's text an error message repeats."""

_DOCUMENT_SHOWN = 1 << 16
"""How many characters of an error document an error keeps."""
_OF_A_BUNDLE = {"code", "message", "resource", "requestid", "hostid", "bucketname", "key", "missingkeys"}
"""The parts of a bundle's error document that an error keeps: a stranger's others may repeat a signature."""
MAX_ERROR_PARTS = 1 << 15
"""Tags of an error document: one that names 5,000 missing keys has a third of that."""
_is_error = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:[\w.-]{1,20}:)?Error(?:Response)?[\s/>]"
).match
_FAILED = ("error", "failed", "failure")
_TELLING = (b'"status"', b'"Message"', b'"Update"')
_BOM = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_MOST_BYTES = 1 << 20
"""Bytes of an error document that came compressed."""
_MOST_OF_KEY = 1024
"""Characters of a key: a longer one is none."""

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
"""An error inside a 200 has only its code to tell its class by."""

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
    """Return the error that this answer means."""
    body = _plain_bytes(body)
    said = _read(body)
    code = _shown(said.get("code") or ("" if body else _WITHOUT_BODY.get(head.status, "")))
    message = _shown(said.get("message") or (_line(body) if not said else "")) or "the answer gives no reason"
    # The body's own id comes first: it is the one that the service logged with the error.
    request_id = _shown(said.get("requestid") or head.get("x-amz-request-id") or "") or None
    kind = _BY_CODE.get(code, ServiceError) if head.status < 300 else service_error_class(head.status)
    if code == "RequestTimeout":
        # A 400 by its status, but it says that the body came too slowly: nothing is wrong with the request.
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


def is_refusal(head: Head, body: bytes) -> bool:
    """Return whether an answer says no: by its status, or by an error document behind a status that says yes."""
    # S3 answers 200 before it knows the outcome of a copy, a completion or a batch of deletes; a proxy may do so of
    # anything, also of what has no document to look for.
    if not 200 <= head.status < 300 or _is_error(body) is not None:
        return True
    # A listing in JSON has thousands of members: only what may be an error is parsed here.
    may_be_one = body[:99].lstrip()[:1] == b"{" and any(member in body for member in _TELLING)
    return may_be_one and bool(_error_object(body))


def document(head: Head, body: bytes, *roots: str) -> Element:
    """Return the root of a result, which has one of these names; an `<Error>` in its place is raised."""
    root = xml.parse(body)
    name = xml.local(root.tag)
    if name == "Error":
        raise refusal(head, body)
    if name not in roots:
        raise MalformedResponse(f"expected {' or '.join(roots)}, got an element {name[:64]!r}")
    return root


def json_object(head: Head, body: bytes, *members: str) -> dict[str, object]:
    """Return the JSON object of a result, empty or with one of `members`; an error in its place is raised."""
    if body.lstrip()[:1] == b"<":
        with suppress(MalformedResponse):  # of what is no error it is told below that it is no JSON
            listing = xml.local(document(head, body, "ListAllMyBucketsResult", "ListBucketResult").tag)
            raise FeatureNotSupported(
                f"this endpoint does not speak what is Tigris' alone: it answered a {listing}, as plain S3 does"
            )
    found = _json.parse_object(body)
    if _is_error_object(found):
        raise refusal(head, body)
    if members and found and found.keys().isdisjoint(members):
        raise MalformedResponse(f"expected {' or '.join(members[:4])}, got an object with {next(iter(found))[:64]!r}")
    return found


def _is_error_object(found: dict[str, object]) -> bool:
    # `"status": "error"` as in `restoreBucket` of @tigrisdata/storage; an update answers `"Update": "Success"`.
    words = (found.get("status"), found.get("Update"))
    if any(isinstance(word, str) and word.lower() in _FAILED for word in words):
        return True
    return isinstance(found.get("Code"), str) and isinstance(found.get("Message"), str)


def _error_object(body: bytes) -> dict[str, object]:
    """Return the JSON object that says what went wrong, empty if there is none."""
    with suppress(MalformedResponse):
        found = _json.parse_object(body)
        if _is_error_object(found):
            return found
    return {}


def _read(body: bytes) -> dict[str, str]:
    """Return the texts of an error document by their names in lower case, empty where it is none."""
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
        texts["message"] = "the answer gives no reason" if update is None else f"the update came to {update!r}"
    return _known(texts)


def _texts_of_xml(root: Element) -> dict[str, str]:
    # AWS' query protocols have it inside an `ErrorResponse`, or inside `Errors`, and the request id beside it.
    error = next((each for each in root.iter() if xml.local(each.tag).lower() == "error"), root)
    texts: dict[str, str] = {}
    for part in (*error, *root):
        if part.text:
            texts.setdefault(xml.local(part.tag).lower(), part.text)
    return _known(texts)


def _known(texts: dict[str, str]) -> dict[str, str]:
    found = {name: texts[name] for name in ("code", "message", "requestid", "key", "bucketname") if name in texts}
    return {name: text.strip() if name in {"code", "requestid"} else text for name, text in found.items()}


def _parsed(body: bytes) -> Element | None:
    """Return the root of an error document; bytes that are not UTF-8 are replaced, its code is readable without."""
    with suppress(MalformedResponse):
        return xml.parse(body.decode("utf-8", "replace").encode(), MAX_ERROR_PARTS)
    return None


def _plain_bytes(body: bytes) -> bytes:
    """Return a body without its compression, by a proxy, and without what stands before the document."""
    if body.startswith(_GZIP):
        with suppress(zlib.error):
            body = zlib.decompressobj(31).decompress(body, _MOST_BYTES)
    return body.removeprefix(_BOM).lstrip()


def _name(text: str | None) -> str | None:
    """Return the name of a bucket or a key, None for what can be neither."""
    if not text or len(text) > _MOST_OF_KEY:
        return None
    try:
        text.encode()
    except UnicodeEncodeError:
        return None
    return text


def _shown(text: str) -> str:
    """Return the start of a stranger's text, without the lone surrogates that JSON can escape and nobody can print."""
    return text[:_TEXT_SHOWN].encode("utf-8", "replace").decode()


def _line(body: bytes) -> str:
    """Return the start of a body that is no error document, in one line."""
    return " ".join(body[: 4 * _TEXT_SHOWN].decode("utf-8", "replace").split())[:_TEXT_SHOWN]


def _missing_keys(body: bytes) -> tuple[str, ...]:
    root = _parsed(body)
    if root is None:
        return ()
    return tuple(key.text or "" for keys in xml.children(root, "MissingKeys") for key in xml.children(keys, "Key"))


def _document_text(body: bytes) -> str:
    """Return the text of a bundle's error document, without parts that it should not have."""
    text = body.strip()
    try:
        if text[:1] == b"{":
            said = _json.parse_object(text)
            known = {name: value for name, value in said.items() if name.lower() in _OF_A_BUNDLE}
            if known != said:
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
