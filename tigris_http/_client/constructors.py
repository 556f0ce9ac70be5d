"""The ways to make a client, shown by `constructors.pyi` to type checkers and editors.

The parameters of a client are written once: they are those of `configured`. A constructor names those that it treats
differently, and takes the others as `options`.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from tigris_http._annotations import Self
from tigris_http._client.config.config import Config, configured
from tigris_http._client.table import check_call
from tigris_http._core.retry import RetryPolicy
from tigris_http._transport.sockets.certificates import VerifySetting
from tigris_http.credentials import Provider, Secrets

_OPTIONS = inspect.signature(configured).parameters


def _takes_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a constructor the other parameters of `configured`, and the documentation if it has none."""

    @wraps(function)
    def made(self: object, /, *args: object, **options: object) -> object:
        check_call(made, self, args, options)
        return function(self, *args, **options)

    signature = inspect.signature(function)
    own = {
        name: each
        for name, each in signature.parameters.items()
        if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
    }
    parameters = [each for name, each in own.items() if name not in _OPTIONS]
    parameters += [own.get(name, each) for name, each in _OPTIONS.items()]
    made.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    made.__doc__ = function.__doc__ or configured.__doc__
    return made


class Constructors(ABC):
    """A client's constructors."""

    _config: Config

    @abstractmethod
    def __setstate__(self, config: Config) -> None: ...

    @abstractmethod
    def _use(self, config: Config) -> None: ...

    @_takes_options
    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  # those of `configured`
        self.__setstate__(configured(*args, **options))

    @classmethod
    @_takes_options
    def from_env(
        cls,
        environment: Mapping[str, str] | None = None,
        *,
        profile: str | None = None,
        endpoint: str | None = None,
        credentials: Secrets | Provider | None = None,
        region: str | None = None,
        retry: RetryPolicy | None = None,
        verify: VerifySetting = True,
        transport: object = None,
        **options: Any,  # noqa: ANN401
    ) -> Self:
        """Make a client with the settings of the environment and of the profile files of AWS tools.

        The first of these that names a setting counts: the argument; the profile that the argument `profile` names;
        the environment; the profile that `AWS_PROFILE` names, else `default`.

        Endpoint: `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, `TIGRIS_STORAGE_ENDPOINT`, the profile's `endpoint_url`,
        else `https://t3.storage.dev`.

        Credentials: `TIGRIS_SESSION_TOKEN` with `TIGRIS_ORGANIZATION_ID` (a `SessionToken`), else
        `TIGRIS_STORAGE_ACCESS_KEY_ID` with `TIGRIS_STORAGE_SECRET_ACCESS_KEY`, else `AWS_ACCESS_KEY_ID` with
        `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`; the profile's keys, else its `credential_process`. All parts
        come from one source; half of one counts as none. The client reads a profile again before its credentials
        expire.

        The README lists the other variables, such as `AWS_REGION` and `AWS_MAX_ATTEMPTS`.

        Parameters, beside those of the constructor:

            environment:
                Replaces the environment of the process, the home directory included.
            profile:
                Name of a profile, which comes before the environment and must have credentials.

        Raises `CredentialsError`, which lists the places it tried, if there are no credentials; if they are keys of
        AWS without an endpoint for them; if the environment's session would go to another service than Tigris. Raises
        `ConfigurationError` for an unusable variable or file.
        """
        from tigris_http._client.config import environment as lookup

        settings = lookup.resolved(
            environment,
            profile=profile,
            endpoint=endpoint,
            credentials=credentials,
            region=region,
            addressing_style=options.get("addressing_style"),
            retry=retry,
        )
        if verify is True and transport is None:
            verify = settings.verify
        options = {
            "region": settings.region,
            "addressing_style": settings.addressing_style,
            "retry": settings.retry,
            "verify": verify,
            "transport": transport,
            **options,
        }
        client = cls(settings.endpoint, settings.credentials, **options)
        if not settings.takes_keys_of_aws:
            client._use(client._config._replace(guarded=True))
        return client

    @classmethod
    @_takes_options
    def from_profile(
        cls,
        name: str = "default",
        *,
        endpoint: str | None = None,
        credentials: Secrets | Provider | None = None,
        region: str | None = None,
        **options: Any,  # noqa: ANN401
    ) -> Self:
        """Make a client by `from_env(profile=name, ...)`."""
        return cls.from_env(profile=name, endpoint=endpoint, credentials=credentials, region=region, **options)
