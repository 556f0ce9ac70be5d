"""CORS: preflights, and the headers that let a page read an answer.

Contract: the rules of the bucket decide, in their order. Preflights need no signature. Without a matching rule an
answer lacks the headers, and the browser hides it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.emulator.http.call import Answer
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.rules import cors

if TYPE_CHECKING:
    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.http.message import Headers
    from tigris_http.emulator.service import Service


def preflight(service: Service, call: Call) -> Answer:
    """Answer a preflight."""
    origin = call.headers.get("origin")
    method = call.headers.get("access-control-request-method")
    if not origin or not method:
        raise ErrorResponse("BadRequest", "A preflight needs Origin and Access-Control-Request-Method.")
    asked = [name.strip() for name in (call.headers.get("access-control-request-headers") or "").split(",")]
    wanted = [name for name in asked if name]
    rule = cors.first(service.catalog.find(call.bucket).settings.cors, origin, method, wanted)
    if rule is None:
        raise ErrorResponse("AccessForbidden")
    return Answer(200, rule.answer(origin, wanted))


def headers_for(service: Service, bucket_name: str, method: str, headers: Headers) -> list[tuple[str, str]]:
    """Return the CORS headers of an answer."""
    origin = headers.get("origin")
    if origin is None or not bucket_name or method == "OPTIONS":
        return []
    bucket = service.catalog.look(bucket_name)
    if bucket is None or bucket.deleted is not None:
        return []
    rule = cors.first(bucket.settings.cors, origin, method)
    return [] if rule is None else rule.answer(origin, ())
