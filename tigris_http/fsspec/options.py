"""Storage options: those of this file system, and those of s3fs, so that they move over.

Secrets among them do not show. fsspec keeps the options of a file system, shows them by `repr`, and makes the key of
its cache of instances of that text. So a secret becomes a `Secret`, a str whose `repr` is a digest, and an object
becomes `Held`, whose `repr` tells objects apart.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Final, NamedTuple, cast

from tigris_http import ANONYMOUS, AsyncTigrisHTTP, Credentials
from tigris_http._loops import maker_of
from tigris_http._wire import arguments
from tigris_http.credentials import as_identity

_SALT = os.urandom(16)
_SECRET_NAMES = frozenset({"secret", "token", "password", "aws_secret_access_key", "aws_session_token"})
_ELSEWHERE: Final = {
    "access_key": "key",
    "access_key_id": "key",
    "aws_access_key_id": "key",
    "username": "key",
    "secret_key": "secret",
    "secret_access_key": "secret",
    "aws_secret_access_key": "secret",
    "password": "secret",
    "session_token": "token",
    "aws_session_token": "token",
    "aws_endpoint": "endpoint",
    "aws_endpoint_url": "endpoint",
    "endpoint_override": "endpoint",
    "aws_region": "region",
    "aws_default_region": "region",
    "region_name": "region",
    "aws_profile": "profile",
    "profile_name": "profile",
}
"""Names that other libraries give to options of ours, in lower case. One that is ignored leads to another account."""
_OF_A_CLIENT: Final = frozenset(
    {"endpoint_url", "region_name", "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "verify"}
)
_OF_BOTO3: Final = {"endpoint": "endpoint_url", "region": "region_name"}
_SIMILAR: Final = 0.8
"""Least likeness of a name that is a typing error."""


class Secret(str):
    """A str that `repr` does not show. Two secrets have two texts, which are good for this process alone."""

    __slots__ = ()

    def __repr__(self) -> str:
        digest = hashlib.blake2b(self.encode("utf-8", "surrogatepass"), key=_SALT, digest_size=6)
        return f"<secret {digest.hexdigest()}>"


class Held(NamedTuple):
    """An object among the options, such as a client or a function that returns credentials."""

    value: Any

    def __repr__(self) -> str:
        return f"<{type(self.value).__name__} at {id(self.value):#x}>"


def guarded(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options whose `repr` shows no secret."""
    found = {name: _guarded(name, value) for name, value in options.items()}
    credentials: Any = found.get("credentials")
    if type(credentials) is tuple:
        credentials = as_identity(cast("tuple[str, str]", credentials))
    if isinstance(credentials, Credentials) and credentials.expires_at is None:
        # As texts, which every serialisation takes.
        del found["credentials"]
        for name, value in zip(
            ("key", "secret", "token"),
            (credentials.access_key_id, credentials.secret_access_key, credentials.session_token),
            strict=True,
        ):
            if value is not None and name in found:
                raise ValueError(f"credentials and {name} are two names of one option: give one of them")
            if value is not None:
                found[name] = _guarded(name, value)
    for name in ("client", "credentials"):
        if found.get(name) is not None and not isinstance(found[name], Held):
            found[name] = Held(found[name])
    return found


def _guarded(name: str, value: Any) -> Any:  # noqa: ANN401  # any option
    if name in _SECRET_NAMES and isinstance(value, str):
        return Secret(value)
    if name == "client_kwargs" and isinstance(value, Mapping):
        return {each: _guarded(each, inner) for each, inner in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return value


def without_secrets(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options that need no secure place."""
    kept = {name: value for name, value in options.items() if name not in {*_SECRET_NAMES, "client", "credentials"}}
    if isinstance(kept.get("client_kwargs"), Mapping):
        kept["client_kwargs"] = without_secrets(kept["client_kwargs"])
    return kept


def check_serialisable(options: Mapping[str, Any]) -> None:
    """Raise `TypeError` for options that are objects."""
    for name, value in options.items():
        if isinstance(value, Held):
            raise TypeError(
                f"a file system with {name}={value!r} has no JSON form: give key and secret, or a profile, or the "
                "environment; pickle takes it"
            )


def check_unknown(
    unknown: Iterable[str], known: Iterable[str], others: Mapping[str, str] = _ELSEWHERE, *, of: str = ""
) -> None:
    """Raise `TypeError` for an option that means one of ours. Libraries pass others, of other file systems."""
    for name in unknown:
        ours = others.get(name.lower()) or next(iter(get_close_matches(name, known, 1, _SIMILAR)), None)
        if ours is not None:
            raise TypeError(f"there is no option {name!r}{of}: give {ours!r}")


def client_maker(
    *,
    endpoint: str | None = None,
    credentials: Any = None,  # noqa: ANN401  # whatever a client takes, or Held
    profile: str | None = None,
    region: str | None = None,
    client: Any = None,  # noqa: ANN401
    consistent: bool = False,
    addressing_style: str | None = None,
    anon: bool = False,
    key: str | None = None,
    secret: str | None = None,
    token: str | None = None,
    endpoint_url: str | None = None,
    client_kwargs: Mapping[str, Any] | None = None,
) -> Callable[[], AsyncTigrisHTTP]:
    """Return the function that makes clients with these options."""
    given = _client_kwargs(client_kwargs)
    endpoint = _one("endpoint", endpoint, endpoint_url=endpoint_url, client_kwargs=given.get("endpoint_url"))
    region = _one("region", region, client_kwargs=given.get("region_name"))
    key = _one("key", key, client_kwargs=given.get("aws_access_key_id"))
    secret = _one("secret", secret, client_kwargs=given.get("aws_secret_access_key"))
    token = _one("token", token, client_kwargs=given.get("aws_session_token"))
    credentials = credentials.value if isinstance(credentials, Held) else credentials
    client = client.value if isinstance(client, Held) else client
    if client is not None:
        beside = {
            "endpoint": endpoint,
            "credentials": credentials,
            "profile": profile,
            "region": region,
            "addressing_style": addressing_style,
            "key": key,
            "secret": secret,
            "token": token,
        }
        for name, value in beside.items():
            if value is not None:
                raise ValueError(f"client has its own {name}: give one of them")
        return _like(client, consistent=consistent)
    for name, value in (("key", key), ("secret", secret), ("token", token)):
        if value is not None:
            arguments.text(name, value)
    if arguments.flag("anon", anon):
        credentials = ANONYMOUS
    elif key is not None or secret is not None or token is not None:
        if credentials is not None:
            raise ValueError("credentials and key are two names of one option: give one of them")
        if key is None or secret is None:
            raise ValueError(f"key and secret go together: {'key' if key is None else 'secret'} is missing")
        # Plain str: they go where a subclass may show.
        credentials = Credentials(str(key), str.__str__(secret), None if token is None else str.__str__(token))
    options: dict[str, Any] = {"consistent": consistent}
    if addressing_style is not None:
        options["addressing_style"] = addressing_style
    if given.get("verify") is not None:
        options["verify"] = given["verify"]

    def make() -> AsyncTigrisHTTP:
        return AsyncTigrisHTTP.from_env(
            profile=profile, endpoint=endpoint, credentials=credentials, region=region, **options
        )

    return make


def _client_kwargs(given: Mapping[str, Any] | None) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"client_kwargs must be a mapping, not {type(given).__name__}")
    check_unknown(given.keys() - _OF_A_CLIENT, _OF_A_CLIENT, _OF_BOTO3, of=" of client_kwargs")
    return dict(given)


def _one(name: str, first: str | None, **others: str | None) -> str | None:
    """Return the value of an option that has several names."""
    values = [value for value in (first, *others.values()) if value is not None]
    if len(set(values)) > 1:
        raise ValueError(f"{name} is given twice, with two values ({name} and {', '.join(others)}): give one of them")
    return values[0] if values else None


def _like(client: object, *, consistent: bool) -> Callable[[], AsyncTigrisHTTP]:
    alike = maker_of(client)

    def make() -> AsyncTigrisHTTP:
        made = alike()
        return made.with_options(consistent=True) if consistent else made

    return make
