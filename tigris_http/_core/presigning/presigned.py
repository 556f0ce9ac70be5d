"""The results of presigning: a URL or a form that carries its signature. `presign` makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tigris_http._wire.http import Headers


@dataclass(frozen=True, slots=True)
class PresignedURL:
    """A URL that works without credentials until it expires, with the method and headers it was signed for."""

    url: str = field(repr=False)
    """The URL with its signature. It is a secret: it allows the request to any holder."""
    method: str
    headers: Headers
    """Header fields to send, unchanged. Host is that of the URL."""
    expires_at: datetime
    """When it stops working: not after the credentials expire."""


@dataclass(frozen=True, slots=True)
class PresignedPost:
    """A form that uploads one file at a time, without credentials, until it expires."""

    url: str
    """The URL to post the form to, as `multipart/form-data`."""
    fields: Mapping[str, str] = field(repr=False, hash=False)
    """The form's fields with the signature. The file follows as the last field, named `file`."""
    expires_at: datetime
    """When it stops working: not after the credentials expire."""
