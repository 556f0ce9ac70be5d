"""The settings of a client that is made of the environment: looked up where its maker leaves them open.

Contract: the one place where the environment of the process is read, when a client is made and not before.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tigris_http._client.config import precedence, profile_provider
from tigris_http._client.config.precedence import InProfile
from tigris_http._core.retry import RetryPolicy
from tigris_http._transport.sockets import certificates
from tigris_http.errors import ConfigurationError

if TYPE_CHECKING:
    from tigris_http._client.config.precedence import Settings
    from tigris_http._transport.sockets.certificates import VerifySetting
    from tigris_http.credentials import Provider, Secrets


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a client that is made of the environment."""

    endpoint: str
    takes_keys_of_aws: bool
    credentials: Secrets | Provider
    region: str
    retry: RetryPolicy | None
    verify: VerifySetting


def resolved(
    environment: Mapping[str, str] | None,
    *,
    profile: str | None,
    endpoint: str | None,
    credentials: Secrets | Provider | None,
    region: str | None,
    retry: RetryPolicy | None,
) -> Found:
    """Return the settings of a client, looked up where the arguments leave them open.

    `environment` is by default the process'; another one stands for all of it, the home directory included.
    """
    if profile == "":
        raise ValueError("profile must not be empty")
    env = os.environ if environment is None else environment
    places = profile_provider.places(env, is_ours=environment is None)
    name = profile or env.get("AWS_PROFILE")
    chosen = places.profile(name or "default")
    if name:
        chosen.require("the argument profile" if profile else "AWS_PROFILE")
    explicitly = profile is not None
    says = precedence.settings(env, chosen, explicitly=explicitly, endpoint=endpoint, region=region)
    if credentials is None:
        found = precedence.credentials(env, chosen, says, explicitly=explicitly)
        credentials = profile_provider.provider(places, chosen.name, found) if isinstance(found, InProfile) else found
    if retry is None and says.max_attempts is not None:
        retry = RetryPolicy(max_attempts=says.max_attempts)
    return Found(says.endpoint, says.takes_keys_of_aws, credentials, says.region, retry, _verify(says))


def _verify(says: Settings) -> VerifySetting:
    """Return whom to trust; certificates are only read where they will be looked at."""
    bundle = says.ca_bundle
    if bundle is None or not says.endpoint.lower().startswith("https:"):
        return True
    try:
        return certificates.checked(bundle.text)
    except ValueError:
        raise ConfigurationError(f"{bundle.where}: no file or directory of certificates") from None
