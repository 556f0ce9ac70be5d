"""Presigned URLs that the service signs.

Reference: https://www.tigrisdata.com/docs/objects/presigned/.
"""

from __future__ import annotations

import json
import re
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Literal

from tigris_http._wire import arguments
from tigris_http._wire import json as _json
from tigris_http._wire.address import check_bucket_name, check_key
from tigris_http._wire.error_documents import json_object
from tigris_http._wire.http import Request, Response
from tigris_http._wire.schema import INTEGER, SOME_TEXT, TEXT, Part, Shape
from tigris_http.errors import MalformedResponse
from tigris_http.operations._base import Operation

_URL = re.compile(r"https?://[^/?#]+/[!-~]*")
_DATE = re.compile(r"[?&]X-Amz-Date=([0-9]{8}T[0-9]{6}Z)(?=&|$)")
_EXPIRES = re.compile(r"[?&]X-Amz-Expires=([0-9]{1,9})(?=&|$)")


@dataclass(frozen=True, slots=True)
class PresignResult:
    """URLs that the service signed."""

    url: str = field(repr=False)
    """URL of the bucket's public host, such as `https://atlas.t3.tigrisfiles.io/...`."""
    custom_domain_url: str | None = field(default=None, repr=False)
    """URL of the bucket's own domain, if it has one."""

    @property
    def expires_at(self) -> datetime | None:
        """Time when the URLs expire; None if `url` does not tell."""
        date, expires = _DATE.search(self.url), _EXPIRES.search(self.url)
        if date is None or expires is None:
            return None
        try:
            signed = datetime.strptime(date[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
            return signed + timedelta(seconds=int(expires[1]))
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True, slots=True)
class Presign(Operation[PresignResult]):
    """Have the service sign a URL of the bucket's public host and custom domain. Anyone with the URL can use it.

    For other hosts and methods use `presigned_url`, which sends no request.
    """

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object: at most 1,024 bytes as UTF-8."""
    _: KW_ONLY
    method: Literal["get", "put"] = "get"
    """`"get"` or `"put"`."""
    expires: int = 3600
    """Seconds until the URL expires, at most 90 days. Default: one hour."""
    version_id: str | None = None
    """Get only this version; for `"get"` alone. `head_object(..., snapshot_version=...)` returns that of a snapshot."""
    access_key_id: str | None = None
    """The key that signs. None: the client's own. Required with a `SessionToken`."""

    def __post_init__(self) -> None:
        check_bucket_name(self.bucket)
        check_key(self.key)
        arguments.one_of("method", self.method, ("get", "put"))
        arguments.lifetime("expires", self.expires)
        if self.version_id is not None:
            arguments.version_id("version_id", self.version_id)
            if self.method == "put":
                raise ValueError("version_id is for method 'get': a put makes a new version")
        if self.access_key_id is not None and not arguments.header_text("access_key_id", self.access_key_id):
            raise ValueError("access_key_id must not be empty")

    @property
    def needs_key(self) -> bool:
        return self.access_key_id is None

    def with_key(self, access_key_id: str) -> Presign:
        return replace(self, access_key_id=access_key_id)

    def request(self) -> Request:
        """Return `POST /?func=presign`."""
        if self.access_key_id is None:
            raise ValueError("access_key_id must name the key that signs; a client names its own")
        body = json.dumps(_json.written(_REQUEST, self), ensure_ascii=False, separators=(",", ":")).encode()
        headers = (("content-type", "application/json"), ("accept", "application/json"))
        return Request("POST", query=(("func", "presign"),), headers=headers, body=body)

    def parse(self, response: Response) -> PresignResult:
        # The answer may hold the secret of the key: only the fields of the shape leave this function.
        made = _json.read(_MADE, json_object(response.head, response.body))
        if not all(_URL.fullmatch(url) for url in (made.url, made.custom_domain_url) if url is not None):
            raise MalformedResponse("the answer has something that is no URL in the place of one")
        return made


_REQUEST = Shape(
    Presign,
    Part("bucket", "bucket", TEXT),
    Part("key", "key", TEXT),
    Part("key_id", "access_key_id", TEXT),
    Part("type", "method", TEXT),
    Part("expires_in", "expires", INTEGER),
    Part("version_id", "version_id", TEXT),
)
_MADE = Shape(PresignResult, Part("url", "url", TEXT), Part("custom_domain_url", "custom_domain_url", SOME_TEXT))
