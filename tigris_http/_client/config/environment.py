"""Looks up the settings that the caller of `from_env` leaves open.

Contract: only this module reads the environment of the process for settings, when a client is made.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tigris_http._client.config import precedence, profile_provider
from tigris_http._client.config.precedence import InProfile
from tigris_http._client.config.profile_provider import ProfileProvider
from tigris_http._core.retry import RetryPolicy
from tigris_http._transport.sockets import certificates
from tigris_http._wire import arguments
from tigris_http.credentials import Credentials
from tigris_http.errors import ConfigurationError

if TYPE_CHECKING:
    from tigris_http._client.config.precedence import Settings
    from tigris_http._transport.sockets.certificates import VerifySetting
    from tigris_http._wire.address import Style
    from tigris_http.credentials import Provider, Secrets


@dataclass(frozen=True, slots=True)
class Resolved:
    endpoint: str
    takes_keys_of_aws: bool
    credentials: Secrets | Provider
    region: str
    addressing_style: Style
    retry: RetryPolicy | None
    verify: VerifySetting


def resolved(
    environment: Mapping[str, str] | None,
    *,
    profile: str | None,
    endpoint: str | None,
    credentials: Secrets | Provider | None,
    region: str | None,
    addressing_style: Style | None,
    retry: RetryPolicy | None,
) -> Resolved:
    if environment is not None and not isinstance(environment, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"environment must be a mapping such as os.environ, not {type(environment).__name__}")
    if profile is not None:
        arguments.text("profile", profile)
    if profile == "":
        raise ValueError("profile must not be empty; use None for AWS_PROFILE or the profile 'default'")
    env = os.environ if environment is None else environment
    files = profile_provider.profile_files(env, is_ours=environment is None)
    name = profile or env.get("AWS_PROFILE")
    chosen = files.profile(name or "default")
    if name:
        chosen.require("the argument profile" if profile else "AWS_PROFILE")
    explicitly = profile is not None
    says = precedence.settings(
        env, chosen, explicitly=explicitly, endpoint=endpoint, region=region, style=addressing_style
    )
    if credentials is None:
        identity = precedence.credentials(env, chosen, says, explicitly=explicitly)
        if isinstance(identity, InProfile):
            keys = identity.source if isinstance(identity.source, Credentials) else None
            credentials = ProfileProvider(files, chosen.name, keys)
        else:
            credentials = identity
    if retry is None and says.max_attempts is not None:
        retry = RetryPolicy(max_attempts=says.max_attempts)
    return Resolved(says.endpoint, says.takes_keys_of_aws, credentials, says.region, says.style, retry, _verify(says))


def _verify(says: Settings) -> VerifySetting:
    """Return the certificates to trust. Only an https endpoint reads them."""
    bundle = says.ca_bundle
    if bundle is None or not says.endpoint.lower().startswith("https:"):
        return True
    try:
        certificates.checked(bundle.text)
    except ValueError:
        raise ConfigurationError(f"{bundle.where}: not a file or directory of certificates") from None
    return bundle.text
