"""Settings of a bucket that have parts: retention, notifications, migration source, shares.

Reference: https://www.tigrisdata.com/docs/buckets/object-notifications/ and https://www.tigrisdata.com/docs/migration/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name
from tigris_http._wire.schema import BOOLEAN, INTEGER, SOME_TEXT, TEXT, Part, Shape
from tigris_http.operations.listings.queries import ObjectQuery, query_text

RETENTION_DAYS = (7, 90)
"""Shortest and longest retention of soft delete."""
MASK = "****"
"""The service's mask for secrets."""
ROLES = ("ReadOnly", "ReadWrite", "Editor")
_OWN_HOSTS = re.compile(
    r"(?:.*\.)?(?:tigris\.dev|storage\.dev|storageapi\.dev|tigrisfiles\.io|tigrisbucket\.io|tigrisblob\.io)"
)


@dataclass(frozen=True, slots=True)
class SoftDelete:
    """Retention of deleted objects. Unreadable values are None."""

    enabled: bool | None = False
    """Whether deleted objects are kept."""
    retention_days: int | None = None
    """Days that they are kept."""


SOFT_DELETE = Shape(
    SoftDelete,
    Part("enabled", "enabled", BOOLEAN, cosmetic=True),
    Part("retention_days", "retention_days", INTEGER, cosmetic=True),
)


@dataclass(frozen=True, slots=True)
class BucketNotifications:
    """A webhook that is told of changes in a bucket.

    The service authenticates with a bearer `token`, with `basic_user` and `basic_pass`, or not at all. To pause a
    webhook, give its secret again: the setting is replaced as a whole.
    """

    web_hook: str
    """An http or https URL without user and password. The webhook has 10 seconds to answer with a 2xx."""
    filter: str | ObjectQuery | None = None
    """Limit the events: an `ObjectQuery` of `EVENT_TYPE`, `KEY` and others, or its text. None for all."""
    enabled: bool = True
    """False pauses the webhook and keeps the setting."""
    token: str | None = field(default=None, repr=False)
    """Bearer token."""
    basic_user: str | None = None
    """User of basic authentication; needs `basic_pass`."""
    basic_pass: str | None = field(default=None, repr=False)
    """Password of basic authentication."""


def _notifications(web_hook: str = "", filter: str | None = None, **rest: object) -> BucketNotifications | None:  # noqa: A002
    # A cleared setting reads back as `{}`, or as off without a URL.
    return BucketNotifications(web_hook, filter, **rest) if web_hook else None  # type: ignore[arg-type]  # of the shape


NOTIFICATIONS = Shape(
    _notifications,
    Part("enabled", "enabled", BOOLEAN),
    Part("web_hook", "web_hook", TEXT),
    Part("filter", "filter", SOME_TEXT),
    Part("auth/token", "token", TEXT),
    Part("auth/basic_user", "basic_user", TEXT),
    Part("auth/basic_pass", "basic_pass", TEXT),
)


def checked_notifications(given: BucketNotifications) -> BucketNotifications:
    """Return notifications with the text of their filter; raise for wrong ones."""
    if not isinstance(given, BucketNotifications):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"notifications must be BucketNotifications, not {type(given).__name__}")
    _url("web_hook", given.web_hook)
    arguments.flag("enabled", given.enabled)
    for name in ("token", "basic_user", "basic_pass"):
        value: str | None = getattr(given, name)
        if value is not None:
            _secret(name, value)
    if given.token is not None and (given.basic_user is not None or given.basic_pass is not None):
        raise ValueError("token and basic_user are two ways to be called: give one of them")
    if (given.basic_user is None) != (given.basic_pass is None):
        raise ValueError("basic_user and basic_pass need each other")
    query = None if given.filter is None else query_text("filter", given.filter)
    return BucketNotifications(given.web_hook, query, given.enabled, given.token, given.basic_user, given.basic_pass)


@dataclass(frozen=True, slots=True)
class MigrationSource:
    """Another S3 store. The bucket serves its objects and copies each one that is read."""

    name: str
    """Name of the bucket in the other store."""
    endpoint: str
    """URL of the other store, without user and password. It must not be one of Tigris'."""
    access_key: str = field(repr=False)
    """Access key id in the other store."""
    secret_key: str = field(repr=False)
    """Secret access key. A mask read back from the service is refused."""
    region: str = "auto"
    """Region of the other store; `auto` for stores without regions."""
    write_through: bool = False
    """Also write to, and delete in, the other store."""


def _source(
    name: str = "", endpoint: str = "", access_key: str = "", secret_key: str = "", **rest: object
) -> MigrationSource | None:
    return MigrationSource(name, endpoint, access_key, secret_key, **rest) if name else None  # type: ignore[arg-type]  # of the shape


MIGRATION_SOURCE = Shape(
    _source,
    Part("name", "name", TEXT),
    Part("endpoint", "endpoint", TEXT),
    Part("region", "region", TEXT),
    Part("access_key", "access_key", TEXT),
    Part("secret_key", "secret_key", TEXT),
    Part("write_through", "write_through", BOOLEAN),
)


def checked_source(given: MigrationSource, argument: str = "source") -> MigrationSource:
    """Check a migration source; return it."""
    if not isinstance(given, MigrationSource):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{argument} must be a MigrationSource, not {type(given).__name__}")
    check_bucket_name(given.name, argument="name")
    host = _url("endpoint", given.endpoint)
    if _OWN_HOSTS.fullmatch(host.rstrip(".")):
        raise ValueError("endpoint must be another store's: Tigris does not migrate from itself")
    if not arguments.header_text("region", given.region):
        raise ValueError("region must not be empty; 'auto' is for stores without regions")
    _secret("access_key", given.access_key)
    _secret("secret_key", given.secret_key)
    arguments.flag("write_through", given.write_through)
    return given


@dataclass(frozen=True, slots=True)
class BucketShare:
    """Access of a team or a user to a bucket. Give `team_id` or `user_id`.

    Unreadable values are missing: `update_bucket` refuses to write the share back.
    """

    role: Literal["ReadOnly", "ReadWrite", "Editor"] | str  # noqa: PYI051  # a newer service may have others
    """`ReadOnly`, `ReadWrite` or `Editor`."""
    team_id: str | None = None
    """A team; `"all"` is the whole organisation."""
    user_id: str | None = None
    """A user."""


def _share(role: str | None = None, **rest: object) -> BucketShare:
    return BucketShare(role or "", **rest)  # type: ignore[arg-type]  # of the shape


SHARE = Shape(
    _share,
    Part("team_id", "team_id", TEXT, cosmetic=True),
    Part("user_id", "user_id", TEXT, cosmetic=True),
    Part("role", "role", TEXT, cosmetic=True),
)


def checked_shares(given: Iterable[BucketShare]) -> tuple[BucketShare, ...]:
    """Check shares; return them."""
    shares = arguments.several("shares", given, BucketShare)
    for share in shares:
        arguments.one_of("role", share.role, ROLES)
        if (share.team_id is None) == (share.user_id is None):
            raise ValueError("a share must have team_id or user_id, one of them")
        if not arguments.text("team_id or user_id", share.team_id or share.user_id or ""):
            raise ValueError("team_id or user_id must not be empty")
    if len({(share.team_id, share.user_id) for share in shares}) < len(shares):
        raise ValueError("shares must name each team_id and user_id once: each has one role")
    return shares


def _url(name: str, value: str) -> str:
    try:
        parts = urlsplit(arguments.header_text(name, value))
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in {"http", "https"} or not host or " " in value:
        raise ValueError(f"{name} must be a URL that begins with http:// or https://")
    if "@" in parts.netloc:
        # Readers of the settings would see it: the service masks only known secrets.
        raise ValueError(f"{name} must name no user: keys and passwords have parameters of their own")
    return host


def _secret(name: str, value: str) -> None:
    if not arguments.text(name, value):
        raise ValueError(f"{name} must not be empty")
    if set(value) == {"*"}:
        raise ValueError(f"{name} is the mask that the service shows in place of it; give the secret itself")
