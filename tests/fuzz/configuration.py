"""Targets: texts of users, such as profile files and the output of their processes."""

from __future__ import annotations

from typing import Final

from tigris_http._client.config import credential_process, precedence
from tigris_http._client.config.precedence import FileRead, Profile
from tigris_http.errors import ConfigurationError, CredentialsError

from .claims import claim

_SECRETS: Final = ("aws_secret_access_key", "aws_session_token", "aws_security_token")


def profiles(data: bytes) -> None:
    """Two files, separated by a zero byte, give settings and credentials or one of two errors that show no secret."""
    first, _, second = data.partition(b"\0")
    secrets: set[str] = set()
    try:
        profile = Profile("default", FileRead("/credentials", first), FileRead("/config", second))
        found = (profile.option(name) for name in _SECRETS)
        secrets = {option.text for option in found if option is not None and len(option.text) > 12}
        message = str(profile.endpoint())
        says = precedence.settings({}, profile, explicitly=False, endpoint=None, region=None)
        message += repr(says)
        message += repr(precedence.credentials({}, profile, says, explicitly=False))
    except (ConfigurationError, CredentialsError) as error:
        message = str(error)
        message.encode()
        claim(len(message) < 3000, "an error that goes on and on")
    claim(not any(secret in message for secret in secrets), "a secret is shown")


def processes(data: bytes) -> None:
    """The output of a process gives credentials or the error, and its command gives words or `ValueError`."""
    try:
        claim(credential_process.answer(data).access_key_id, "credentials without an id")
    except CredentialsError as error:
        str(error).encode()
    for windows in (False, True):
        try:
            claim(credential_process.words(data.decode("utf-8", "replace"), windows=windows), "no command")
        except ValueError:
            continue
