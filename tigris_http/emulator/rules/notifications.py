"""The webhook of a bucket: its URL, its filter, its masked credentials.

Contract: a secret is stored as written, even `****`, and shown as `****`: do not write it back. `PATCH` replaces the
whole; `{}` removes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.rules.fields import Fields
from tigris_http.emulator.rules.query_language import parse

MASK: Final = "****"


@dataclass(frozen=True)
class Notifications:
    """One webhook, with at most one of `token` and the basic pair."""

    web_hook: str
    enabled: bool = True
    filter: str = ""
    token: str | None = None
    basic_user: str | None = None
    basic_pass: str | None = None


def from_json(value: object) -> Notifications | None:
    """Read the `object_notifications` of a PATCH."""
    fields = Fields({} if value is None else value, "object_notifications")
    enabled = fields.flag("enabled")
    web_hook = fields.text("web_hook")
    wanted = fields.text("filter") or ""
    fields.text("region")  # metadata shows it, so a client may write it back
    auth = fields.inner("auth")
    token, user, password = (None, None, None) if auth is None else _auth(auth)
    fields.end()
    if not web_hook:
        if enabled or wanted or auth is not None:
            raise ErrorResponse("InvalidArgument", "object_notifications needs web_hook")
        return None
    if not is_url(web_hook):
        raise ErrorResponse("InvalidArgument", "object_notifications.web_hook must be an http or https URL")
    if wanted:
        try:
            parse(wanted)
        except ValueError as problem:
            raise ErrorResponse("InvalidArgument", f"object_notifications.filter: {problem}") from problem
    return Notifications(web_hook, enabled is not False, wanted, token, user, password)


def _auth(fields: Fields) -> tuple[str | None, str | None, str | None]:
    token, user, password = fields.text("token"), fields.text("basic_user"), fields.text("basic_pass")
    fields.end()
    if token is not None and (user is not None or password is not None):
        raise ErrorResponse("InvalidArgument", "object_notifications.auth may be a token or basic, not both")
    if (user is None) != (password is None):
        raise ErrorResponse("InvalidArgument", "object_notifications.auth needs basic_user and basic_pass")
    if "" in {token, user, password}:
        raise ErrorResponse("InvalidArgument", "object_notifications.auth has an empty credential")
    return token, user, password


def to_json(notifications: Notifications | None, region: str) -> dict[str, object]:
    """Write the `object_notifications` of the metadata, secrets masked."""
    if notifications is None:
        return {}
    written: dict[str, object] = {
        "enabled": notifications.enabled,
        "web_hook": notifications.web_hook,
        "region": f"tigris-server-oke-{region}-1",
        "filter": notifications.filter,
    }
    if notifications.token is not None:
        written["auth"] = {"token": MASK}
    elif notifications.basic_user is not None:
        written["auth"] = {"basic_user": notifications.basic_user, "basic_pass": MASK}
    return written


def is_url(text: str) -> bool:
    """Return whether it is an absolute http or https URL with a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and text.isascii() and text.isprintable()
    except ValueError:
        return False
