"""Who signs: an access key, its secret and, where there is one, a session token.

Contract: plain data and plain functions. The environment is an argument (the client passes `os.environ`),
and no file is read here. A secret shows in no `repr`, `str` or error message; a `Credentials` object itself
does pickle, because a client that moves to another process must sign there too.

Seam: profile files, `credential_process` and provider callables will be further functions of the shape of
`credentials_from_environment`: something in, `Credentials` out, or one `CredentialsError` that lists what was
tried. `expires_at` is there for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias

from tigris_http.errors import CredentialsError

if TYPE_CHECKING:
    from collections.abc import Mapping

_FAMILIES: tuple[tuple[str, str, str | None], ...] = (
    ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
    ("TIGRIS_STORAGE_ACCESS_KEY_ID", "TIGRIS_STORAGE_SECRET_ACCESS_KEY", None),
)
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "TIGRIS_STORAGE_ENDPOINT")
_REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")


class CredentialsLike(Protocol):
    """Any object with these three readable attributes; the client accepts it where it takes credentials."""

    @property
    def access_key_id(self) -> str:
        """The public half, such as `tid_...`."""
        ...

    @property
    def secret_access_key(self) -> str:
        """The secret half, such as `tsec_...`."""
        ...

    @property
    def session_token(self) -> str | None:
        """The token of temporary credentials, else None."""
        ...


@dataclass(frozen=True, slots=True)
class Credentials:
    """An access key pair. Raises `ValueError` or `TypeError` naming the argument, never showing its value."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    """Aware time after which the service refuses them; None means they do not expire."""

    def __post_init__(self) -> None:
        _check_text("access_key_id", self.access_key_id, ascii_only=True)
        # The secret is only ever hashed as UTF-8; the other two travel in header fields.
        _check_text("secret_access_key", self.secret_access_key, ascii_only=False)
        if self.session_token is not None:
            _check_text("session_token", self.session_token, ascii_only=True)
        _check_time("expires_at", self.expires_at)


Secrets: TypeAlias = "CredentialsLike | tuple[str, str] | tuple[str, str, str]"
"""What the client takes as `credentials=`."""


def as_credentials(value: Secrets) -> Credentials:
    """Return `value` as `Credentials`: itself, a look-alike copied, or an `(id, secret[, token])` tuple."""
    if isinstance(value, Credentials):
        return value
    if isinstance(value, tuple):
        if len(value) not in (2, 3):
            raise TypeError(f"credentials must be (id, secret[, token]), not a tuple of {len(value)}")
        return Credentials(value[0], value[1], value[2] if len(value) == 3 else None)
    try:
        expires_at = getattr(value, "expires_at", None)
        return Credentials(value.access_key_id, value.secret_access_key, value.session_token, expires_at)
    except AttributeError as error:
        kind = type(value).__name__
        raise TypeError(f"credentials must be Credentials or alike, but {kind} has no {error.name}") from None


def credentials_from_environment(environment: Mapping[str, str]) -> Credentials:
    """Return the first complete pair of the environment: `AWS_...` before `TIGRIS_STORAGE_...`.

    Id and secret come from one family; an empty variable counts as absent. Raises `CredentialsError`, which
    lists the variables looked at and never a value.
    """
    tried: list[str] = []
    for family in _FAMILIES:
        id_name, secret_name, token_name = family
        key_id, secret = environment.get(id_name), environment.get(secret_name)
        if key_id and secret:
            token = environment.get(token_name) if token_name else None
            try:
                return Credentials(key_id, secret, token or None)
            except ValueError as error:
                raise CredentialsError(f"the environment's {id_name} family is unusable: {error}") from None
        tried += (f"{name} ({'set' if environment.get(name) else 'not set'})" for name in family[:2])
    names = ", ".join(tried)
    raise CredentialsError(f"no credentials given, and no complete pair in the environment; tried {names}")


def endpoint_from_environment(environment: Mapping[str, str]) -> str | None:
    """Return the first endpoint URL named by the environment, or None: then it is the caller's default."""
    return _first(environment, _ENDPOINTS)


def region_from_environment(environment: Mapping[str, str]) -> str | None:
    """Return the region named by the environment, or None; Tigris itself calls its only region `auto`."""
    return _first(environment, _REGIONS)


def _first(environment: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((value for name in names if (value := environment.get(name))), None)


def _check_text(name: str, value: object, *, ascii_only: bool) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be str, not {type(value).__name__}")
    if not value:
        raise ValueError(f"{name} must not be empty")
    # Before the printable test, which would call a trailing newline (the usual slip) a control character.
    if value != value.strip():
        raise ValueError(f"{name} must not begin or end with white space")
    # Not printable includes lone surrogates, whose UnicodeEncodeError would carry the whole value.
    if not value.isprintable():
        raise ValueError(f"{name} must not contain control characters")
    if ascii_only and not value.isascii():
        raise ValueError(f"{name} must be ASCII")


def _check_time(name: str, value: object) -> None:
    if value is None:
        return
    if not isinstance(value, datetime):
        raise TypeError(f"{name} must be datetime or None, not {type(value).__name__}")
    if value.utcoffset() is None:
        raise ValueError(f"{name} must be an aware datetime")
