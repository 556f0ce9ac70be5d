"""Reads the profile files and runs `credential_process`, for clients made by `from_env`.

Contract: `precedence` judges the content. A file that is missing, not regular or not readable counts as absent; a later
error says why. A process runs without a shell and without input, within a time limit. Its output may be secret and is
never shown.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tigris_http._client.config import credential_process, precedence
from tigris_http._client.config.precedence import FileRead, Option, Profile
from tigris_http._client.config.profile_files import MAX_SIZE
from tigris_http.credentials import Credentials
from tigris_http.errors import ConfigurationError, CredentialsError

TIME_LIMIT: Final = 60.0
"""Seconds for a process, which may have to ask its user."""
_VARIABLE: Final = re.compile(r"\$(\w+|\{[^}]*\})", re.ASCII)
_VARIABLE_OF_WINDOWS: Final = re.compile(r"'[^']*'?|%(?:(%)|([^%]*)(%?))|\$(?:(\$)|([-\w]+)|\{([^}]*)(\}?))", re.ASCII)
"""As in `expandvars` of `ntpath`: text in single quotes is literal, and doubled signs are one."""


@dataclass(frozen=True, slots=True)
class ProfileFiles:
    credentials: str
    config: str

    def profile(self, name: str) -> Profile:
        return Profile(name, _read(self.credentials), _read(self.config))


def profile_files(environment: Mapping[str, str], *, is_ours: bool) -> ProfileFiles:
    """Return the files that `environment` names. `is_ours` is true for the environment of this process."""
    home = environment.get("USERPROFILE") if sys.platform == "win32" else environment.get("HOME")
    if not home and is_ours:
        with suppress(RuntimeError):  # no home: the path keeps its "~", and the file is absent
            home = str(Path.home())

    def path_of(variable: str, default: str) -> str:
        path = environment.get(variable) or default
        path = _expanded(path, environment, windows=sys.platform == "win32")
        return home + path[1:] if home and (path == "~" or path[:2] in ("~/", "~\\")) else path

    return ProfileFiles(
        path_of("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"), path_of("AWS_CONFIG_FILE", "~/.aws/config")
    )


def _expanded(path: str, environment: Mapping[str, str], *, windows: bool) -> str:
    """Replace variables as botocore does, by the rules of the system."""

    def on_windows(match: re.Match[str]) -> str:
        percent, by_percent, closed, dollar, plain, braced, brace = match.groups()
        if percent or dollar:
            return str(percent or dollar)
        name: str | None = by_percent if closed else braced if brace else plain
        return match[0] if name is None else environment.get(name, environment.get(name.upper(), match[0]))

    if windows:
        return _VARIABLE_OF_WINDOWS.sub(on_windows, path)
    return _VARIABLE.sub(lambda match: environment.get(match[1].strip("{}"), match[0]), path)


def _read(path: str) -> FileRead:
    try:
        # Non-blocking: opening a pipe would wait for its writer.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return FileRead(path, problem="no regular file")
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                return FileRead(path, file.read(MAX_SIZE + 1))
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        return FileRead(path)
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte
        return FileRead(path, problem=f"cannot be read: {type(error).__name__}")


@dataclass(frozen=True, slots=True)
class ProfileProvider:
    """Reads a profile at each call, and runs its process if it has no keys.

    It pickles with its first keys, which work on a machine without the files.
    """

    files: ProfileFiles
    name: str
    first: Credentials | None = field(default=None, repr=False)
    """The keys in the profile when this was made."""

    @property
    def __name__(self) -> str:
        """The name in errors and reprs."""
        return f"profile {self.name!r}"

    def __call__(self) -> Credentials:
        """Return the profile's credentials. Raises `CredentialsError` and `ConfigurationError`."""
        source = precedence.from_profile(self.files.profile(self.name), []).source
        return source if isinstance(source, Credentials) else run(source)


def run(command: Option) -> Credentials:
    from tigris_http._client.config.process_output import output

    try:
        words = credential_process.words(command.text, windows=sys.platform == "win32")
    except ValueError as error:
        raise ConfigurationError(f"{command.where}: cannot be split into words: {error}") from None
    try:
        return credential_process.answer(output(words, TIME_LIMIT, credential_process.MAX_OUTPUT + 1))
    except CredentialsError as error:
        raise CredentialsError(f"{command.where}: {error}") from None
    except (OSError, ValueError) as error:  # ValueError: a word with a zero byte
        # Without the error's text, which repeats the command.
        raise CredentialsError(f"{command.where}: cannot be run: {type(error).__name__}") from None
