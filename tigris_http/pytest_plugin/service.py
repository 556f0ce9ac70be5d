"""The service that tests use, the emulator or a real one, and the buckets that they make on it.

Contract: a bucket is deleted only if this module created it under a name that it chose, or if it is a fork of such a
bucket.
"""

from __future__ import annotations

import secrets
from contextlib import ExitStack, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pytest

from tigris_http import Credentials, ServiceError, SessionToken, TigrisHTTP
from tigris_http.credentials import identity_from_environment
from tigris_http.pytest_plugin.removal import remove

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from types import TracebackType

    from typing_extensions import Self

    from tigris_http._client.base import Client
    from tigris_http.emulator import Emulator

    ClientT = TypeVar("ClientT", bound="Client[Any, Any]")

PREFIX: Final = "tigris-pytest-"
"""The beginning of the names of all buckets that this package makes for tests."""
_NO_KEYS: Final = (
    "--tigris-endpoint needs keys in the environment: AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, or "
    "TIGRIS_STORAGE_ACCESS_KEY_ID with TIGRIS_STORAGE_SECRET_ACCESS_KEY. Profiles do not count"
)


def check_endpoint(url: str) -> None:
    """Raise `pytest.UsageError` unless it is a URL that a client takes, without secrets."""
    from tigris_http._wire.address import Endpoint

    try:
        Endpoint.parse(url)
    except ValueError as error:
        raise pytest.UsageError(f"--tigris-endpoint: {error}") from None


class TigrisService:
    """The service that tests use: the emulator, or the one at `--tigris-endpoint`."""

    def __init__(
        self, endpoint: str, credentials: Credentials | SessionToken, environment: Mapping[str, str] | None
    ) -> None:
        self.endpoint = endpoint
        """Base URL."""
        self.credentials = credentials
        self.environment = environment
        """The environment with further settings of a real service; None for the emulator."""
        self._open = ExitStack()

    @classmethod
    def of(cls, emulator: Emulator) -> Self:
        """Return an emulator as the service."""
        keys = emulator.credentials
        return cls(emulator.endpoint, Credentials(keys.access_key_id, keys.secret_access_key), None)

    @classmethod
    def at(cls, endpoint: str, environment: Mapping[str, str]) -> Self:
        """Return a real service, with the keys of `environment`."""
        credentials = identity_from_environment(environment, [])
        if credentials is None:
            pytest.fail(_NO_KEYS, pytrace=False)
        return cls(endpoint, credentials, environment)

    def new_client(self) -> TigrisHTTP:
        """Return a blocking client, for the caller to close."""
        return self.connected(TigrisHTTP)

    def connected(self, kind: type[ClientT]) -> ClientT:
        """Return a client of one of the two kinds, for the caller to close."""
        if self.environment is None:
            return kind(self.endpoint, self.credentials, proxy=False)
        return kind.from_env(self.environment, endpoint=self.endpoint, credentials=self.credentials)

    @cached_property
    def client(self) -> TigrisHTTP:
        """A blocking client. It is closed with the service."""
        client = self.new_client()
        self._open.callback(client.close)
        return client

    @contextmanager
    def bucket(self, **settings: Any) -> Generator[str, None, None]:  # noqa: ANN401  # those of `create_bucket`
        """Create a bucket with the settings of `create_bucket`; yield its name. It is gone after the block."""
        name = PREFIX + secrets.token_hex(8)
        with ExitStack() as undo:
            undo.callback(remove, self.client, name)
            try:
                self.client.create_bucket(name, **settings)
            except ServiceError:
                undo.pop_all()  # not created
                raise
            yield name

    def make_bucket(self, **settings: Any) -> str:  # noqa: ANN401  # those of `create_bucket`
        """Create a bucket with the settings of `create_bucket`; return its name. It is deleted with the service."""
        _ = self.client  # closed after the bucket was deleted
        return self._open.enter_context(self.bucket(**settings))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.endpoint}>"
