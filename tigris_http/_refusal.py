"""What an answer that is not a success says, read into one of our errors.

Contract: any status, header and body give a `ServiceError`. The forms are those of the wire: XML, JSON (where the
request asked for it), plain text from a proxy in between, nothing at all after a HEAD. Unreadable documents are
not an error of their own: the status is what counts, and the text is the message.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from xml.etree.ElementTree import Element

from tigris_http import _json, _xml
from tigris_http._http import Head
from tigris_http.errors import (
    AccessDenied,
    BundleError,
    Conflict,
    FeatureNotSupported,
    MalformedResponse,
    NotFound,
    PreconditionFailed,
    ServiceError,
    TigrisError,
    Unavailable,
    service_error_class,
)

_TEXT_SHOWN = 500
"""How many characters of a stranger's text an error message repeats."""

_DOCUMENT_SHOWN = 1 << 16
"""How many characters of an error document an error keeps."""
_OF_A_BUNDLE = {"code", "message", "resource", "requestid", "hostid", "bucketname", "key", "missingkeys"}
"""The parts of a bundle's error document that an error keeps: a stranger's others may repeat a signature."""

_MOST = 1 << 15
"""Tags of an error document: one that names 5,000 missing keys has a third of that."""
_is_error = re.compile(rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:[\w.-]{1,20}:)?Error(?:Response)?[\s/>]").match
_FAILED = ("error", "failed", "failure")
_TELLING = (b'"status"', b'"Message"', b'"Update"')
_is_page = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+)?html[\s>]", re.IGNORECASE | re.DOTALL).match
_PARTS = ("Code", "Message", "RequestId")

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
    said = _read(body)
    if not said:
        said = _said_without_code(body)
    code = said.get("Code") or ("" if body else _WITHOUT_BODY.get(head.status, ""))
    message = said.get("Message") or (_plain(body) if not said else "") or "the answer gives no reason"
    # The body's own id comes first: it is the one that the service logged with the error.
    request_id = said.get("RequestId") or head.get("x-amz-request-id")
    kind = _BY_CODE.get(code, ServiceError) if head.status < 300 else service_error_class(head.status)
    if code == "RequestTimeout":
        # A 400 by its status, but it says that the body came too slowly: nothing is wrong with the request.
        kind = Unavailable
    if code == "BundleKeyNotFound":
        return BundleError(
            message,
            status=head.status,
            code=code,
            request_id=request_id,
            missing_keys=_missing_keys(body),
            body=_document_text(body),
        )
    return kind(message, status=head.status, code=code, request_id=request_id)


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
    root = _xml.parse(body)
    name = _xml.local(root.tag)
    if name == "Error":
        raise refusal(head, body)
    if name not in roots:
        raise MalformedResponse(f"expected {' or '.join(roots)}, got an element {name[:64]!r}")
    return root


def json_object(head: Head, body: bytes, *members: str) -> dict[str, object]:
    """Return the JSON object of a result, empty or with one of `members`; an error in its place is raised."""
    if body.lstrip()[:1] == b"<":
        with suppress(MalformedResponse):  # of what is no error it is told below that it is no JSON
            listing = _xml.local(document(head, body, "ListAllMyBucketsResult", "ListBucketResult").tag)
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
    # Tigris' SDKs guard against `"status": "error"` (wire reference 0.6), and success is the word of an update.
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


def _said_without_code(body: bytes) -> dict[str, str]:
    found = _error_object(body) if body.lstrip()[:1] == b"{" else {}
    if not found:
        return {}
    update = f"the update came to {found['Update']!r}" if "Update" in found else "the answer gives no reason"
    return {"Message": _shown(str(found.get("message") or update))}


def instead_of_archive(head: Head, body: bytes) -> TigrisError | None:
    """Return the error that a document in place of an archive means; None where this is no document."""
    if is_refusal(head, body):
        return refusal(head, body)
    start = body.lstrip()[:1]
    if start == b"{":
        with suppress(MalformedResponse):  # binary data may begin like JSON
            found = json_object(head, body)
            if isinstance(found.get("Code"), str):
                return refusal(head, body)
            return MalformedResponse("the answer is a JSON document in place of an archive")
        return None
    if start != b"<":
        return None
    if _is_page(body) is not None:
        return MalformedResponse("the answer is an HTML page in place of an archive, as of a proxy that wants a login")
    with suppress(MalformedResponse):
        name = _xml.local(_xml.parse(body, _MOST).tag)
        return MalformedResponse(f"the answer is an XML document {name[:64]!r} in place of an archive")
    return None


def _read(body: bytes) -> dict[str, str]:
    """Return Code, Message and RequestId of an error document, empty where it is none."""
    body = body.lstrip()
    start = body[:1]
    if start == b"{":
        try:
            pairs = {name.lower(): value for name, value in _json.parse_object(body).items()}
        except MalformedResponse:
            return {}
        found = ((name, pairs.get(name.lower())) for name in _PARTS)
        return {name: _shown(value) for name, value in found if isinstance(value, str)}
    if start == b"<":
        try:
            root = _xml.parse(body, _MOST)
        except MalformedResponse:
            return {}
        texts = ((name, _xml.text_of(root, name)) for name in _PARTS)
        return {name: _shown(value) for name, value in texts if value}
    return {}


def _shown(text: str) -> str:
    """Return the start of a stranger's text, without the lone surrogates that JSON can escape and nobody can print."""
    return text[:_TEXT_SHOWN].encode("utf-8", "replace").decode()


def _plain(body: bytes) -> str:
    """Return the start of a body that is no error document, in one line."""
    return " ".join(body[: 4 * _TEXT_SHOWN].decode("utf-8", "replace").split())[:_TEXT_SHOWN]


def _missing_keys(body: bytes) -> tuple[str, ...]:
    try:
        root = _xml.parse(body, _MOST)
    except MalformedResponse:
        return ()
    return tuple(key.text or "" for keys in _xml.children(root, "MissingKeys") for key in _xml.children(keys, "Key"))


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
            root = _xml.parse(text, _MOST)
            foreign = [part for part in root if _xml.local(part.tag).lower() not in _OF_A_BUNDLE]
            for part in foreign:
                root.remove(part)
            if foreign or root.attrib:
                root.attrib.clear()
                text = _xml.write(root)
    except MalformedResponse:
        return ""
    return text.decode("utf-8", "replace")[:_DOCUMENT_SHOWN]
