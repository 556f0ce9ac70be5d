"""Looking around: the profile files, and the processes they name, for clients that are made of the environment.

Contract: read here is what `precedence` judges; nothing is kept but names and places. A file that is missing, no
regular file or not readable counts as absent, and an error later says which. A process is run without a shell, reads
nothing, ends within its time, and what it writes to its standard error is dropped: all that it writes may be secret.
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
from tigris_http._client.config.precedence import FileRead, InProfile, Option, Profile
from tigris_http._client.config.profile_files import MAX_SIZE
from tigris_http.credentials import Credentials
from tigris_http.errors import ConfigurationError, CredentialsError

TIME_LIMIT: Final = 60.0
"""Seconds that a process may take; it may have to ask its user."""
_VARIABLE: Final = re.compile(r"\$(\w+|\{[^}]*\})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the two profile files are."""

    credentials: str
    config: str

    def profile(self, name: str) -> Profile:
        """Read both files and return a profile of theirs."""
        return Profile(name, _read(self.credentials), _read(self.config))


def places(environment: Mapping[str, str], *, is_ours: bool) -> Places:
    """Return where `environment` says the files are; `is_ours` says that it is the environment of this process."""
    home = environment.get("USERPROFILE") if sys.platform == "win32" else environment.get("HOME")
    if not home and is_ours:
        with suppress(RuntimeError):  # there is none: the path stays as it is written, and is not found
            home = str(Path.home())

    def place(variable: str, default: str) -> str:
        path = environment.get(variable) or default
        path = _VARIABLE.sub(lambda found: environment.get(found[1].strip("{}"), found[0]), path)
        return home + path[1:] if home and (path == "~" or path[:2] in ("~/", "~\\")) else path

    return Places(place("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"), place("AWS_CONFIG_FILE", "~/.aws/config"))


def _read(path: str) -> FileRead:
    try:
        # Not waiting: opening a pipe would wait for whoever writes into it.
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
    """Reads a profile anew whenever it is called, and runs its process where it has no keys.

    Pickled, it takes the keys along that were found: they work where the files are not.
    """

    places: Places
    name: str
    first: Credentials | None = field(default=None, repr=False)
    """The keys that were found when it was made."""

    @property
    def __name__(self) -> str:
        """What errors and reprs call it."""
        return f"profile {self.name!r}"

    def __call__(self) -> Credentials:
        """Return the profile's credentials; raises `CredentialsError` and `ConfigurationError`."""
        found = precedence.from_profile(self.places.profile(self.name), [])
        if found.keys is not None:
            return found.keys
        if found.process is None:
            raise CredentialsError(f"the profile {self.name!r} has no credentials")
        return run(found.process)


def provider(places: Places, name: str, found: InProfile) -> ProfileProvider:
    """Return who reads this profile again."""
    return ProfileProvider(places, name, found.keys)


def run(command: Option) -> Credentials:
    """Run a process, in the environment of this one, and return the credentials that it writes."""
    try:
        words = credential_process.words(command.text, windows=sys.platform == "win32")
    except ValueError as error:
        raise ConfigurationError(f"{command.where}: cannot be taken apart: {error}") from None
    try:
        return credential_process.answer(_output(words, TIME_LIMIT))
    except CredentialsError as error:
        raise CredentialsError(f"{command.where}: {error}") from None
    except (OSError, ValueError) as error:  # ValueError: a word with a zero byte
        # Without its text, which repeats the command.
        raise CredentialsError(f"{command.where}: cannot be run: {type(error).__name__}") from None


def _output(words: list[str], seconds: float) -> bytes:
    """Return what a process writes, which must end well and in time."""
    import subprocess

    process = subprocess.Popen(  # noqa: S603  # running the user's own command is what is asked for
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            # Without that error, which has the output so far.
            output = None
        finally:
            # Its children may live on and hold the pipe open; nobody waits for that.
            process.kill()
    if output is None:
        raise CredentialsError(f"it did not end within {seconds:g} seconds")
    if process.returncode:
        raise CredentialsError(
            f"it failed with exit code {process.returncode}; what it wrote is not shown, for it may be secret"
        )
    return output
