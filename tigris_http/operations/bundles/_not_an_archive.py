"""A document that came in place of an archive, as an error.

Contract: pure functions. They never raise.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from tigris_http._wire.documents import xml
from tigris_http._wire.error_documents import MAX_ERROR_PARTS, is_refusal, json_object, refusal
from tigris_http._wire.http import Head
from tigris_http._wire.success import is_html
from tigris_http.errors import MalformedResponse, TigrisError

MAX_DOCUMENT: Final = 1 << 16
"""Bytes of such a document that are read."""


def may_be_document(beginning: bytes) -> bool:
    """Return whether a body begins as a document: without the NULs of a tar header."""
    return beginning.lstrip()[:1] in (b"<", b"{") and b"\0" not in beginning


def instead_of_archive(head: Head, body: bytes) -> TigrisError | None:
    """Return the error of the document; None if the body is no document."""
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
    if is_html(body):
        return MalformedResponse("the answer is an HTML page in place of an archive, as of a proxy that wants a login")
    with suppress(MalformedResponse):
        name = xml.local(xml.parse(body, MAX_ERROR_PARTS).tag)
        return MalformedResponse(f"the answer is an XML document {name[:64]!r} in place of an archive")
    return None
