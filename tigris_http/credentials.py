"""Credentials: an access key, which signs; the token of a session in Tigris' console; or none.

Contract: plain data and plain functions. The environment is an argument. Reads no file. No `repr`, `str` or error
message shows a secret. The objects pickle with their secrets, because a pickled client must sign in another process.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from inspect import iscoroutinefunction
from typing import Any, ClassVar, Final, Protocol, TypeAlias

from tigris_http.errors import CredentialsError

REGION = re.compile(r"[A-Za-z0-9-]+")
"""A region's name. It is a part of the signed text."""
_OF_AWS = re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{16}")
_SESSION: Final = ("TIGRIS_SESSION_TOKEN", "TIGRIS_ORGANIZATION_ID")
_FAMILIES: tuple[tuple[str, str, str | None], ...] = (
    ("TIGRIS_STORAGE_ACCESS_KEY_ID", "TIGRIS_STORAGE_SECRET_ACCESS_KEY", None),
    ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
)


class CredentialsLike(Protocol):
    """Any object with these three attributes. A client takes it as `credentials`."""

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


class FrozenCredentialsLike(Protocol):
    """An object with the attributes of botocore's `ReadOnlyCredentials`."""

    @property
    def access_key(self) -> str:
        """The public half."""
        ...

    @property
    def secret_key(self) -> str:
        """The secret half."""
        ...

    @property
    def token(self) -> str | None:
        """The token of temporary credentials, else None or empty."""
        ...


class CredentialsOfBotocore(Protocol):
    """The credentials of a session of boto3, botocore or aiobotocore."""

    def get_frozen_credentials(self) -> Any:  # noqa: ANN401  # untyped there
        """Return `ReadOnlyCredentials`, refreshed if that is due. A coroutine in aiobotocore."""
        ...


@dataclass(frozen=True, slots=True)
class Credentials:
    """An access key pair. Raises `ValueError` or `TypeError`, which name the argument but not its value."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    """Aware time of expiry; None if they do not expire."""

    def __post_init__(self) -> None:
        _check_text("access_key_id", self.access_key_id, ascii_only=True)
        # It would be sent and shown as if it were no secret.
        if self.access_key_id.startswith("tsec_"):
            raise ValueError("access_key_id is a secret, which begins with tsec_: the id comes first")
        # The secret is hashed as UTF-8. The other two go into header fields.
        _check_text("secret_access_key", self.secret_access_key, ascii_only=False)
        if self.session_token is not None:
            _check_text("session_token", self.session_token, ascii_only=True)
        _check_time("expires_at", self.expires_at)


@dataclass(frozen=True, slots=True)
class SessionToken:
    """A session of Tigris' console or OAuth login. It replaces an access key and signs nothing.

    Each request carries the token (`x-amz-security-token`) and the organisation (`X-Tigris-Namespace`), so use https
    only. It cannot presign. Raises `ValueError` or `TypeError`, which name the argument but not its value.
    """

    token: str = field(repr=False)
    """The JWT of the login."""
    namespace: str
    """The id of the organisation."""
    expires_at: datetime | None = None
    """Aware time of expiry; None if it is not known."""

    def __post_init__(self) -> None:
        _check_text("token", self.token, ascii_only=True)
        _check_text("namespace", self.namespace, ascii_only=True)
        _check_time("expires_at", self.expires_at)


@dataclass(frozen=True, slots=True)
class Anonymous:
    """No credentials: unsigned requests, which read public objects. `ANONYMOUS` is the only instance."""

    expires_at: ClassVar[None] = None

    def __repr__(self) -> str:
        return "ANONYMOUS"


ANONYMOUS: Final = Anonymous()
"""`credentials=ANONYMOUS` reads public objects by virtual hosts, such as those of `https://t3.tigrisfiles.io`."""

Identity: TypeAlias = Credentials | SessionToken | Anonymous
"""The sender of a request."""

Secrets: TypeAlias = (
    CredentialsLike
    | FrozenCredentialsLike
    | CredentialsOfBotocore
    | tuple[str, str]
    | tuple[str, str, str]
    | SessionToken
    | Anonymous
)
"""The values of `credentials=`, and of a provider."""

Provider: TypeAlias = Callable[[], Secrets | Awaitable[Secrets]]
"""A function without arguments that returns credentials, and new ones at each call.

The client calls it again before `expires_at`, or else when the service reports that they expired; one call at a time.
The async client awaits a coroutine function and runs any other in a thread. The blocking client takes no coroutine
function. The client pickles if the function does: by its name.
"""


_TAKEN: Final = (
    "credentials must be Credentials, a tuple (id, secret[, token]), a SessionToken, ANONYMOUS, the credentials of a "
    "boto3 session, or a function that returns one of these"
)


def as_identity(value: object) -> Identity:
    """Return `value`, or the `Credentials` of a tuple or a similar object."""
    if isinstance(value, (Credentials, SessionToken, Anonymous)):
        return value
    like: Any = frozen(value)
    if hasattr(like, "access_key") and hasattr(like, "secret_key"):
        return Credentials(like.access_key, like.secret_key, getattr(like, "token", None) or None)
    if isinstance(value, tuple):
        if len(like) not in (2, 3):
            raise TypeError(f"{_TAKEN}, not a tuple of {len(like)}")
        return Credentials(*like)
    try:
        expires_at = getattr(like, "expires_at", None)
        return Credentials(like.access_key_id, like.secret_access_key, like.session_token, expires_at)
    except AttributeError as error:
        kind = "None" if value is None else type(value).__name__
        why = f", which has no {error.name}" if hasattr(like, "access_key_id") else ""
        advice = ". TigrisHTTP.from_env() finds those of the environment" if value is None else ""
        raise TypeError(f"{_TAKEN}, not {kind}{why}{advice}") from None


def frozen(value: Any) -> Any:  # noqa: ANN401  # anything
    """Return the present keys of botocore's credentials, which may wait for the network; any other value itself."""
    freeze = getattr(value, "get_frozen_credentials", None)
    return value if freeze is None else freeze()


def as_source(value: Secrets | Provider) -> Identity | Provider:
    """Return a client's `credentials` as an identity or a provider."""
    freeze: Provider | None = getattr(value, "get_frozen_credentials", None)
    if freeze is not None and (hasattr(value, "refresh_needed") or iscoroutinefunction(freeze)):
        return freeze  # asked again when the service reports that they expired
    if callable(value) and not hasattr(value, "access_key_id"):
        return value
    return as_identity(value)


def described(source: Identity | Provider) -> str:
    """Return a text without secrets. For a provider it is the name: its arguments may be secret."""
    match source:
        case Credentials():
            return source.access_key_id
        case SessionToken():
            return f"a session of {source.namespace}"
        case Anonymous():
            return "anonymous"
        case _:
            pass
    function = getattr(source, "func", source)  # of a functools.partial
    name = getattr(function, "__qualname__", None) or getattr(function, "__name__", None) or type(source).__qualname__
    return f"the provider {name}"


def pickles(source: Identity | Provider | None, dumps: Callable[[object], object]) -> bool:
    """Return whether `dumps` takes the credentials. Its error is dropped: the text shows a provider's arguments."""
    from pickle import PicklingError

    try:
        dumps(source)
    except (PicklingError, AttributeError, TypeError):
        return False
    return True


def signing_key(identity: Identity) -> Credentials:
    """Return the access key. Raises `CredentialsError` for an identity without one."""
    if isinstance(identity, Credentials):
        return identity
    raise CredentialsError(
        f"presigning needs an access key, and this client is {described(identity)}: make one with Credentials"
    )


def refuse_keys_of_aws(identity: Identity) -> None:
    """Raise `CredentialsError` for a key of AWS without an endpoint for it."""
    if isinstance(identity, Credentials) and _OF_AWS.fullmatch(identity.access_key_id):
        raise CredentialsError(
            "the access key that was found is one of AWS, and no endpoint is set for it: it would be used with Tigris. "
            "For Tigris set TIGRIS_STORAGE_ACCESS_KEY_ID and TIGRIS_STORAGE_SECRET_ACCESS_KEY (its keys "
            "begin with tid_); for another service set AWS_ENDPOINT_URL_S3, endpoint_url in the profile, or the "
            "argument endpoint"
        )


def identity_from_environment(environment: Mapping[str, str], tried: list[str]) -> Credentials | SessionToken | None:
    """Return the session of the environment, else its first complete pair, else None.

    As in Tigris' TypeScript SDK a session comes before access keys. The keys of Tigris come before those of AWS, which
    may be for another account. All parts come from one family. An empty variable counts as absent. Names of unusable
    variables, never values, are added to `tried`. Raises `CredentialsError` for values that cannot be sent.
    """
    token, namespace = _read(environment, _SESSION, tried)
    if token and namespace:
        try:
            return SessionToken(token, namespace)
        except ValueError as error:
            raise CredentialsError(
                f"the environment's session ({' with '.join(_SESSION)}) is unusable: {error}"
            ) from None
    for id_name, secret_name, token_name in _FAMILIES:
        key_id, secret = _read(environment, (id_name, secret_name), tried)
        if key_id and secret:
            token = environment.get(token_name) if token_name else None
            try:
                return Credentials(key_id, secret, token or None)
            except ValueError as error:
                raise CredentialsError(f"the environment's {id_name} family is unusable: {error}") from None
    return None


def _read(environment: Mapping[str, str], names: tuple[str, str], tried: list[str]) -> tuple[str | None, str | None]:
    """Return both values; note the names unless both are set."""
    first, second = (environment.get(name) for name in names)
    if not (first and second):
        tried += (
            f"{name} ({'set' if value else 'not set'})" for name, value in zip(names, (first, second), strict=True)
        )
    return first, second


def _check_text(name: str, value: object, *, ascii_only: bool) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be str, not {type(value).__name__}")
    if not value:
        raise ValueError(f"{name} must not be empty")
    # Before the printable test, which would report a trailing newline, a common mistake, as a control character.
    if value != value.strip():
        raise ValueError(f"{name} must not begin or end with white space")
    # Rejects lone surrogates too: their UnicodeEncodeError would carry the whole value.
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
