"""`presign`: URLs that work without credentials."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tigris_http.cli import uris
from tigris_http.cli.failures import refuse

if TYPE_CHECKING:
    from tigris_http.cli.session import Call
    from tigris_http.cli.uris import Remote


def presign(call: Call) -> None:
    """Print a URL for each object."""
    given = call.given
    places = [uris.an_object("URI", uris.remote("URI", text, snapshot=given.snapshot)) for text in given.uri]
    reads = given.method in {"get", "head"}
    for place in places:
        if not reads and place.snapshot is not None:
            refuse(f"--method {given.method} cannot change a snapshot: {place}")
        if place.snapshot is not None and given.version_id is not None:
            refuse("--version-id and a snapshot exclude each other")
    if given.method == "put" and given.version_id is not None:
        refuse("--version-id is not for --method put")
    if given.content_type is not None and given.method != "put":
        refuse("--content-type is for --method put")
    call.for_each(places, partial(_signed, call))


def _signed(call: Call, place: Remote) -> None:
    from tigris_http.operations import DeleteObject, GetObject, HeadObject, PutObject

    given = call.given
    version = given.version_id
    if place.snapshot is not None:
        # A browser sends no header that names a snapshot, so the URL names the version.
        version = call.client.head_object(place.bucket, place.key, snapshot_version=place.snapshot).version_id
        if version is None:
            raise ValueError(f"the service names no version of {place}, so a URL cannot be pinned to it")
    operation: GetObject | HeadObject | PutObject | DeleteObject
    if given.method == "put":
        operation = PutObject(place.bucket, place.key, b"", sha256="UNSIGNED-PAYLOAD", content_type=given.content_type)
    else:
        kind = {"get": GetObject, "head": HeadObject, "delete": DeleteObject}[given.method]
        operation = kind(place.bucket, place.key, version_id=version)
    signed = call.client.presigned_url(operation, expires=given.expires, custom_domain=given.domain)
    values = {
        "uri": str(place),
        "bucket": place.bucket,
        "key": place.key,
        "method": signed.method,
        "url": signed.url,
        "headers": dict(signed.headers),
        "expires_at": signed.expires_at,
    }
    call.out.result("url", values, signed.url)
