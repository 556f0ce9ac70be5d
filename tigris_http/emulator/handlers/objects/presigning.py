"""URLs signed by the service: `POST /?func=presign`.

Contract: JSON both ways. `key_id` is the caller's own; only a session may name another. The URL works against this
server: it has the host of the request, and the bucket in its path. The answer has `key_secret`, as that of Tigris may.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from tigris_http.emulator.auth import sigv4
from tigris_http.emulator.auth.signing import presigned
from tigris_http.emulator.http.call import (
    JSON,
    MAX_KEY,
    Answer,
)
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.http.message import percent

if TYPE_CHECKING:
    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service

_METHODS: Final = {"get": "GET", "put": "PUT"}


def presign(service: Service, call: Call) -> Answer:
    """Sign a URL for a GET or a PUT of one object."""
    options = _options(call.body.read())
    bucket, key, key_id, kind = (_text(options, name) for name in ("bucket", "key", "key_id", "type"))
    expires = options.get("expires_in", 3600)
    version_id = None if options.get("version_id") is None else _text(options, "version_id")
    if kind not in _METHODS:
        raise ErrorResponse("InvalidRequest", "type must be get or put")
    if isinstance(expires, bool) or not isinstance(expires, int) or not 1 <= expires <= sigv4.MAX_EXPIRES:
        raise ErrorResponse("InvalidRequest", f"expires_in must be 1 to {sigv4.MAX_EXPIRES}")
    if version_id is not None and kind == "put":
        raise ErrorResponse("InvalidRequest", "version_id is for type get alone")
    if len(key.encode()) > MAX_KEY:
        raise ErrorResponse("InvalidRequest", "key is too long")
    credentials = service.keys.pairs.get(key_id)
    if credentials is None or (call.access_key_id != key_id and not call.in_session):
        raise ErrorResponse("InvalidRequest", "key_id must be a key of your own")
    domain = service.catalog.find(bucket).settings.custom_domain
    asked = {} if version_id is None else {"versionId": version_id}

    def url(scheme: str, host: str, path: str) -> str:
        query = presigned(_METHODS[kind], host, path, asked, credentials, service.clock.now(), expires)
        return f"{scheme}://{host}{path}?{query}"

    host = call.headers.get("host") or call.server_base.partition("://")[2]
    object_path = percent(key.encode())
    document = {
        "bucket": bucket,
        "key": key,
        "key_id": key_id,
        "key_secret": credentials.secret_access_key,
        "type": kind,
        "url": url("http", host, f"/{bucket}/{object_path}"),
        "custom_domain_url": url("https", domain, f"/{object_path}") if domain else "",
    }
    return Answer(200, [JSON], json.dumps(document).encode())


def _options(body: bytes) -> dict[str, object]:
    try:
        options: object = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise ErrorResponse("InvalidRequest", "the body is not JSON") from problem
    if not isinstance(options, dict):
        raise ErrorResponse("InvalidRequest", "the body is not a JSON object")
    return {str(name): value for name, value in options.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _text(options: dict[str, object], name: str) -> str:
    value = options.get(name)
    if not isinstance(value, str) or not value:
        raise ErrorResponse("InvalidRequest", f"{name} is missing")
    try:
        value.encode()
    except UnicodeEncodeError as problem:
        raise ErrorResponse("InvalidRequest", f"{name} is not text") from problem
    return value
