"""PostObject: an upload by a form, which a browser sends and a policy allows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from tigris_http.emulator.auth.policies import allowed
from tigris_http.emulator.handlers.objects.new_object import (
    MAX_SINGLE_PUT,
    MOST_TAGS,
    check_key,
    encryption_header,
    sent_class,
    sent_details,
)
from tigris_http.emulator.handlers.objects.objects import version_header, written
from tigris_http.emulator.http import xml
from tigris_http.emulator.http.call import (
    XML,
    Answer,
    text,
)
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.http.forms import Form
from tigris_http.emulator.http.message import (
    Headers,
    percent,
)
from tigris_http.emulator.rules import tagging
from tigris_http.emulator.rules.checksums import Digester
from tigris_http.emulator.rules.conditions import write_check
from tigris_http.emulator.store.rows import Content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http.emulator.auth.policies import Allowed
    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service

_NO_CONDITIONS: Final = Headers(())


def post_object(service: Service, call: Call) -> Answer:
    """Store the file of a form under its key, if the policy allows it."""
    service.catalog.find(call.bucket)
    if call.access_key_id is not None:
        raise ErrorResponse("InvalidRequest", "Sign a form by its fields, not by headers or the query.")
    form = Form(call.body.chunks(), call.headers.get("content-type") or "")
    filename = form.filename.rpartition("/")[2]
    # S3: "All variables within the form are expanded prior to validating the POST policy."
    fields = {name: value.replace("${filename}", filename) for name, value in form.fields.items()}
    may = allowed({**fields, "bucket": call.bucket}, service.keys.pairs, service.clock.now(), MAX_SINGLE_PUT)
    key = fields.get("key", "").encode()
    if not key:
        raise ErrorResponse("InvalidArgument", "Bucket POST must contain a field named 'key'.")
    check_key(key)
    call = replace(call, place=replace(call.place, key=key, level="object"), headers=_as_headers(fields))
    details, storage_class = sent_details(call), sent_class(call)
    content = _receive(service, form, may)
    try:
        bucket, version = service.objects.put(
            call.bucket,
            key,
            content,
            storage_class,
            replace(details, tags=[list(tag) for tag in _tags(fields.get("tagging"))]),
            write_check(_NO_CONDITIONS),
        )
    except BaseException:
        service.store.blobs.free(content.blob)
        raise
    written(service, bucket, version)
    headers = [("ETag", f'"{version.etag}"'), *version_header(bucket, version), *encryption_header(details)]
    return _answer(call, fields, headers, version.etag)


def _as_headers(fields: dict[str, str]) -> Headers:
    names = {"acl": "x-amz-acl"}
    # Header values are latin-1 text of the bytes as sent; HTTP strips spaces around them.
    return Headers(
        [(names.get(name, name), value.strip(" \t").encode().decode("latin-1")) for name, value in fields.items()]
    )


def _tags(document: str | None) -> tuple[tuple[str, str], ...]:
    if document is None:
        return ()
    try:
        return tagging.from_xml(xml.read(document.encode(), "Tagging"), MOST_TAGS)
    except ValueError as problem:
        raise ErrorResponse("MalformedXML") from problem


def _receive(service: Service, form: Form, may: Allowed) -> Content:
    digester = Digester(frozenset(), sha256=False)
    writer = service.store.blobs.writer()
    try:
        for piece in _within(form.file(), may):
            digester.update(piece)
            writer.write(piece)
        return Content(writer.commit(), digester.size, digester.md5.hex())
    except BaseException:
        writer.discard()
        raise


def _within(pieces: Iterator[bytes], may: Allowed) -> Iterator[bytes]:
    """Yield the pieces of a file. Raises if it is larger or smaller than the policy allows."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > may.most:
            raise ErrorResponse("EntityTooLarge", extra=[("MaxSizeAllowed", may.most)])
        yield piece
    if size < may.least:
        raise ErrorResponse("EntityTooSmall", extra=[("ProposedSize", size), ("MinSizeAllowed", may.least)])


def _answer(call: Call, fields: dict[str, str], headers: list[tuple[str, str]], etag: str) -> Answer:
    """Return the chosen answer: "204 by default, 201 with XML, 303 to the redirect with bucket, key, etag"."""
    location = f"{call.server_base}/{percent(call.bucket.encode())}/{percent(call.key)}"
    redirect = fields.get("success_action_redirect") or fields.get("redirect")
    if redirect and redirect.isascii() and redirect.isprintable() and urlsplit(redirect).scheme in {"http", "https"}:
        parameters = {"bucket": call.bucket, "key": text(call.key), "etag": f'"{etag}"'}
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items())
        return Answer(303, [*headers, ("Location", f"{redirect}{'&' if '?' in redirect else '?'}{query}")])
    headers.append(("Location", location))
    status = fields.get("success_action_status")
    if status == "201":
        children = [("Location", location), ("Bucket", call.bucket), ("Key", text(call.key)), ("ETag", f'"{etag}"')]
        return Answer(201, [*headers, XML], xml.document("PostResponse", children, None))
    return Answer(200 if status == "200" else 204, headers)
