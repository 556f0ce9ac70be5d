"""The constructors of both clients, as type checkers and editors see them.

Written by `.ci/write_stubs` from `configured`. Do not edit it.
"""

from collections.abc import Mapping
from typing import TypeVar

from tigris_http._core.hooks import Hook
from tigris_http._core.messages import Timeouts
from tigris_http._core.retry import RetryPolicy
from tigris_http._transport.sockets.certificates import VerifySetting
from tigris_http._transport.sockets.proxy import ProxySetting
from tigris_http._wire.address import Style
from tigris_http.credentials import Provider, Secrets

ClientT = TypeVar("ClientT", bound="Constructors")

class Constructors:
    """A client's constructors."""

    def __init__(
        self,
        endpoint: str,
        credentials: Secrets | Provider,
        *,
        region: str = "auto",
        addressing_style: Style = "auto",
        retry: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        max_connections: int = 64,
        proxy: ProxySetting = None,
        verify: VerifySetting = True,
        transport: object = None,
        user_agent_extra: str = "",
        extra_headers: Mapping[str, str] | None = None,
        consistent: bool = False,
        verify_features: bool = True,
        on_request: Hook | None = None,
        on_response: Hook | None = None,
        on_retry: Hook | None = None,
    ) -> None:
        """Make a client. It connects at its first request.

        Parameters:
            endpoint:
                URL of the service: scheme, host and port, such as `https://t3.storage.dev`.
            credentials:
                `Credentials`, an `(id, secret[, token])` tuple, an object with their attributes, a `SessionToken`,
                `ANONYMOUS`, the credentials of a boto3 session, or a function that returns one of these. The client calls
                it again before they expire.
            region:
                Name of the region in signatures, "auto" by default.
            addressing_style:
                "auto", the default, puts the bucket into the host name if possible, and into the path for bundles and
                bucket settings. "virtual" (host name) and "path" hold for every request.
            retry:
                `RetryPolicy()` by default: 5 attempts, begun within 60 seconds.
            timeouts:
                `Timeouts()` by default: 10 seconds to connect, 60 seconds for each other wait, no limit for a whole call.
            max_connections:
                Size of the pool, 64 by default. Give at least the number of threads or tasks that send at once.
            proxy:
                URL of an http or https proxy. None, the default, takes `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and
                `NO_PROXY` from the environment, else the settings of Windows or macOS. False uses none.
            verify:
                Path of a file or directory of certificates, or an `ssl.SSLContext`. True, the default, takes
                `AWS_CA_BUNDLE` from the environment, else `SSL_CERT_FILE` and `SSL_CERT_DIR`, else certifi's certificates.
            transport:
                An httpx client or transport that sends every request, blocking or async as this client. It replaces
                `proxy` and `verify`. Its owner closes it.
            user_agent_extra:
                Printable ASCII that follows the client's own name in the `User-Agent` header. Empty by default.
            extra_headers:
                Headers of every request. None by default.
            consistent:
                True asks every request for the latest state of any region. False by default.
            verify_features:
                True, the default, raises `FeatureNotSupported` if the endpoint does not speak a feature of Tigris.
            on_request, on_response, on_retry:
                Functions of one `Attempt`, called in the thread or task of the call. They must return soon; their errors
                end the call.
        """
        ...

    @classmethod
    def from_env(
        cls: type[ClientT],
        environment: Mapping[str, str] | None = None,
        *,
        profile: str | None = None,
        endpoint: str | None = None,
        credentials: Secrets | Provider | None = None,
        region: str | None = None,
        addressing_style: Style = "auto",
        retry: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        max_connections: int = 64,
        proxy: ProxySetting = None,
        verify: VerifySetting = True,
        transport: object = None,
        user_agent_extra: str = "",
        extra_headers: Mapping[str, str] | None = None,
        consistent: bool = False,
        verify_features: bool = True,
        on_request: Hook | None = None,
        on_response: Hook | None = None,
        on_retry: Hook | None = None,
    ) -> ClientT:
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
        ...

    @classmethod
    def from_profile(
        cls: type[ClientT],
        name: str = "default",
        *,
        endpoint: str | None = None,
        credentials: Secrets | Provider | None = None,
        region: str | None = None,
        addressing_style: Style = "auto",
        retry: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        max_connections: int = 64,
        proxy: ProxySetting = None,
        verify: VerifySetting = True,
        transport: object = None,
        user_agent_extra: str = "",
        extra_headers: Mapping[str, str] | None = None,
        consistent: bool = False,
        verify_features: bool = True,
        on_request: Hook | None = None,
        on_response: Hook | None = None,
        on_retry: Hook | None = None,
    ) -> ClientT:
        """Make a client by `from_env(profile=name, ...)`."""
        ...
