"""The order in which `from_env` takes settings from arguments, the environment and a profile.

Contract: plain values. The environment is a mapping; the caller reads the two profile files. The order is: arguments, a
profile named by an argument, the environment, the profile named by `AWS_PROFILE`, else `default`. Errors name
variables, files and lines, and never a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from tigris_http._client.config.profile_files import ProfileFile, Section, parse, shown
from tigris_http._wire.address import DEFAULT_ENDPOINT, OF_TIGRIS, STYLES, BucketInEndpoint, Endpoint, Style
from tigris_http.credentials import REGION, Credentials, SessionToken, identity_from_environment
from tigris_http.errors import ConfigurationError, CredentialsError

_SERVICE: Final = "s3"
_ENDPOINTS: Final = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
_ENDPOINT_OF_TIGRIS: Final = "TIGRIS_STORAGE_ENDPOINT"
_IGNORE: Final = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"
_REGIONS: Final = ("AWS_REGION", "AWS_DEFAULT_REGION")
_TOKENS: Final = ("aws_security_token", "aws_session_token")
_MOST_PROFILES: Final = 10
"""Profiles that an error lists."""
_ADVICE_TO_PROFILE: Final = ". Give the profile aws_access_key_id and aws_secret_access_key, or a credential_process"
_ADVICE: Final = (
    ". Set one of these pairs. Without an account, run python -m tigris_http.emulator and set the variables that it "
    "prints: AWS_ENDPOINT_URL_S3, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION"
)


@dataclass(frozen=True, slots=True)
class FileRead:
    """A profile file, or the reason for its absence."""

    path: str
    content: bytes | None = field(default=None, repr=False)
    problem: str = "no such file"


@dataclass(frozen=True, slots=True)
class Option:
    """A setting, and its variable or its file and line."""

    text: str = field(repr=False)
    where: str


@dataclass(frozen=True, slots=True)
class _Half:
    """A profile in one of the two files."""

    file: ProfileFile
    section: Section | None
    problem: str

    def option(self, name: str) -> Option | None:
        value = None if self.section is None else self.section.get(name)
        if value is None or not value.text:
            return None
        return Option(value.text, f"{name} in {shown(self.file.path)}, line {value.line}")

    def in_block(self, section: Section | None, block: str, name: str) -> Option | None:
        value = None if section is None else section.get(block)
        inner = None if value is None else self.file.block(value).get(name)
        if inner is None or not inner.text:
            return None
        return Option(inner.text, f"{name} in {shown(self.file.path)}, line {inner.line}")


class Profile:
    """One profile. The credentials file comes before the config file."""

    def __init__(self, name: str, credentials: FileRead, config: FileRead) -> None:
        self.name = name
        kept, configured = _parsed(credentials), _parsed(config)
        self._services = configured.named("services")
        self._others = sorted({*kept.sections, *configured.named("profile")})
        self._credentials = _half(kept, kept.sections.get(name), credentials)
        self._config = _half(configured, configured.named("profile").get(name), config)

    @property
    def exists(self) -> bool:
        return self._credentials.section is not None or self._config.section is not None

    def require(self, named_by: str) -> None:
        if not self.exists:
            files = ", ".join(f"{shown(half.file.path)} ({half.problem})" for half in self._halves)
            raise CredentialsError(
                f"there is no profile {self.name!r}, which {named_by} names; looked into {files}{self._present()}"
            )

    def _present(self) -> str:
        if not self._others:
            return ""
        shown = ", ".join(repr(each[:64]) for each in self._others[:_MOST_PROFILES])
        more = ", ..." if len(self._others) > _MOST_PROFILES else ""
        return f". These profiles are there: {shown}{more}"

    @property
    def _halves(self) -> tuple[_Half, _Half]:
        return self._credentials, self._config

    def option(self, name: str) -> Option | None:
        return self._credentials.option(name) or self._config.option(name)

    def endpoint(self) -> Option | None:
        """Return the endpoint URL of the `services` section, the `s3` block or the profile, in this order."""
        return self._of_services() or self.in_s3_block("endpoint_url") or self.option("endpoint_url")

    def in_s3_block(self, name: str) -> Option | None:
        """Return an option of the profile's `s3` block."""
        found = (half.in_block(half.section, _SERVICE, name) for half in self._halves)
        return next((option for option in found if option is not None), None)

    def _of_services(self) -> Option | None:
        named = self.option("services")
        if named is None:
            return None
        section = self._services.get(named.text)
        if section is None:
            raise ConfigurationError(f"{named.where}: names a section [services ...] that is not in the config file")
        return self._config.in_block(section, _SERVICE, "endpoint_url")

    def keys(self, tried: list[str]) -> Credentials | None:
        """Return the access key. Id and secret come from one file. Failures are added to `tried`."""
        for half in self._halves:
            key_id, secret = half.option("aws_access_key_id"), half.option("aws_secret_access_key")
            if key_id is not None and secret is not None:
                token = next((option.text for name in _TOKENS if (option := half.option(name)) is not None), None)
                try:
                    return Credentials(key_id.text, secret.text, token)
                except ValueError as error:
                    raise CredentialsError(f"{key_id.where}: this profile's keys are unusable: {error}") from None
            lacking = "aws_secret_access_key" if key_id is not None else "aws_access_key_id"
            partly = f"incomplete: no {lacking}" if key_id is not None or secret is not None else "no access key"
            why = half.problem if half.section is None else partly
            tried.append(f"profile {self.name!r} in {shown(half.file.path)} ({why})")
        return None

    def process(self, tried: list[str]) -> Option | None:
        command = self.option("credential_process")
        if command is None:
            tried.append(f"credential_process of profile {self.name!r} (not set)")
        return command


def _parsed(read: FileRead) -> ProfileFile:
    return ProfileFile(read.path, {}) if read.content is None else parse(read.path, read.content)


def _half(file: ProfileFile, section: Section | None, read: FileRead) -> _Half:
    return _Half(file, section, read.problem if read.content is None else "no such profile")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of the environment and a profile, but for credentials."""

    endpoint: str
    endpoint_from: str | None
    """Name of the setting, `endpoint` for the argument; None for the default endpoint."""
    takes_keys_of_aws: bool
    """False for an endpoint of Tigris that no argument, profile or AWS variable names."""
    region: str
    max_attempts: int | None
    ca_bundle: Option | None
    style: Style


def settings(
    environment: Mapping[str, str],
    profile: Profile,
    *,
    explicitly: bool,
    endpoint: str | None,
    region: str | None,
    style: Style | None = None,
) -> Settings:
    """Return the settings. With `explicitly` the named profile comes before the environment."""

    def of_environment(*variables: str) -> Option | None:
        named = (Option(value, name) for name in variables if (value := environment.get(name)))
        return next(named, None)

    def either(of_profile: Callable[[], Option | None], *variables: str) -> Option | None:
        # The other source is not read: it may be wrong.
        if explicitly:
            return of_profile() or of_environment(*variables)
        return of_environment(*variables) or of_profile()

    def option(name: str, *variables: str) -> Option | None:
        return either(lambda: profile.option(name), *variables)

    def configured_endpoint() -> Option | None:
        ignored = option("ignore_configured_endpoint_urls", _IGNORE)
        if ignored is not None and ignored.text.lower() == "true":
            return of_environment(_ENDPOINT_OF_TIGRIS)
        return either(profile.endpoint, *_ENDPOINTS, _ENDPOINT_OF_TIGRIS)

    named = Option(endpoint, "endpoint") if endpoint is not None else configured_endpoint()
    attempts = option("max_attempts", "AWS_MAX_ATTEMPTS")
    parsed = Endpoint.parse(DEFAULT_ENDPOINT) if named is None else _endpoint(named, is_argument=endpoint is not None)
    if region is None:
        region = _region(parsed, option("region", *_REGIONS))
    named_by_tigris = named is None or (named.where == _ENDPOINT_OF_TIGRIS and parsed.host in OF_TIGRIS)
    return Settings(
        endpoint=DEFAULT_ENDPOINT if named is None else named.text,
        endpoint_from=None if named is None else named.where,
        takes_keys_of_aws=not named_by_tigris,
        region=region,
        max_attempts=None if attempts is None else _count(attempts),
        ca_bundle=option("ca_bundle", "AWS_CA_BUNDLE"),
        style=_style(profile.in_s3_block("addressing_style")) if style is None else style,
    )


def _endpoint(option: Option, *, is_argument: bool) -> Endpoint:
    try:
        return Endpoint.parse(option.text)
    except ValueError as error:
        if is_argument:
            raise
        if isinstance(error, BucketInEndpoint):
            raise ConfigurationError(f"{option.where}: {error}") from None
        # Without the error's text, which shows parts of the value.
        raise ConfigurationError(f"{option.where}: must be scheme, host and port, such as {DEFAULT_ENDPOINT}") from None


def _region(endpoint: Endpoint, option: Option | None) -> str:
    # Tigris' only region is `auto`. A region set for AWS does not count there.
    if option is None or endpoint.host in OF_TIGRIS:
        return "auto"
    if not REGION.fullmatch(option.text):
        raise ConfigurationError(f"{option.where}: must be a name such as 'auto'")
    return option.text


def _style(option: Option | None) -> Style:
    if option is None:
        return "auto"
    for style in STYLES:
        if style == option.text.lower():
            return style
    raise ConfigurationError(f"{option.where}: must be auto, virtual or path")


def _count(option: Option) -> int:
    if not (option.text.isascii() and option.text.isdigit() and len(option.text) < 10 and int(option.text)):
        raise ConfigurationError(f"{option.where}: must be a whole number, at least 1")
    return int(option.text)


@dataclass(frozen=True, slots=True)
class InProfile:
    source: Credentials | Option


def from_profile(profile: Profile, tried: list[str], advice: str = _ADVICE_TO_PROFILE) -> InProfile:
    """Return the profile's keys or its process. Raises `CredentialsError`, which lists the places it tried."""
    source = profile.keys(tried) or profile.process(tried)
    if source is None:
        raise CredentialsError(f"no credentials were found; tried {', '.join(tried)}{advice}")
    return InProfile(source)


def credentials(
    environment: Mapping[str, str], profile: Profile, says: Settings, *, explicitly: bool
) -> Credentials | SessionToken | InProfile:
    """Return the credentials of the environment, else of the profile.

    With `explicitly` only the profile counts: the environment's may be another account's.
    """
    tried = ["the argument credentials (not given)"]
    identity = None if explicitly else identity_from_environment(environment, tried)
    if identity is None:
        return from_profile(profile, tried, _ADVICE_TO_PROFILE if explicitly else _ADVICE)
    if isinstance(identity, SessionToken):
        _check_reach(says)
    return identity


def _check_reach(says: Settings) -> None:
    """Raise `CredentialsError` if requests would carry the token to another service than Tigris."""
    if says.endpoint_from in (None, "endpoint", _ENDPOINT_OF_TIGRIS) or Endpoint.parse(says.endpoint).host in OF_TIGRIS:
        return
    raise CredentialsError(
        f"TIGRIS_SESSION_TOKEN is for Tigris, and {says.endpoint_from} names another service, which would learn it. "
        f"Unset one of them, or name the endpoint by the argument endpoint"
    )
