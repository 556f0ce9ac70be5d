"""The variables that lead clients of S3 and of Tigris to the service of a test alone."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from tigris_http import SessionToken

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    import pytest

    from tigris_http.pytest_plugin.service import TigrisService

_FAMILIES: Final = ("AWS_", "TIGRIS_")


@contextmanager
def leading_to(service: TigrisService, monkeypatch: pytest.MonkeyPatch) -> Generator[Mapping[str, str], None, None]:
    """Set the variables; yield them. `monkeypatch` restores the old ones."""
    variables = dict(_variables(service))
    hidden = [name for name in os.environ if name.upper().startswith(_FAMILIES)]
    if service.environment is None:
        hidden += [name for name in os.environ if name.lower().endswith("_proxy")]
        variables.update(no_proxy="*", NO_PROXY="*")
    for name in hidden:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    # boto3 keeps the credentials that its functions found first.
    boto3 = sys.modules.get("boto3")
    if boto3 is not None:
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    yield variables
    if boto3 is None and "boto3" in sys.modules:
        sys.modules["boto3"].DEFAULT_SESSION = None  # type: ignore[attr-defined]


def _variables(service: TigrisService) -> Iterator[tuple[str, str]]:
    yield "AWS_EC2_METADATA_DISABLED", "true"
    # Empty files: without the variables, clients look for profiles in the home directory.
    yield "AWS_CONFIG_FILE", os.devnull
    yield "AWS_SHARED_CREDENTIALS_FILE", os.devnull
    yield "TIGRIS_STORAGE_ENDPOINT", service.endpoint
    keys, settings = service.credentials, service.environment or {}
    if isinstance(keys, SessionToken):  # not for clients of AWS
        yield "TIGRIS_SESSION_TOKEN", keys.token
        yield "TIGRIS_ORGANIZATION_ID", keys.namespace
        return
    yield "TIGRIS_STORAGE_ACCESS_KEY_ID", keys.access_key_id
    yield "TIGRIS_STORAGE_SECRET_ACCESS_KEY", keys.secret_access_key
    yield "AWS_ENDPOINT_URL", service.endpoint
    yield "AWS_ENDPOINT_URL_S3", service.endpoint
    yield "AWS_ACCESS_KEY_ID", keys.access_key_id
    yield "AWS_SECRET_ACCESS_KEY", keys.secret_access_key
    if keys.session_token is not None:
        yield "AWS_SESSION_TOKEN", keys.session_token
    region = settings.get("AWS_REGION") or settings.get("AWS_DEFAULT_REGION") or "auto"
    yield "AWS_REGION", region
    yield "AWS_DEFAULT_REGION", region
    if service.endpoint.startswith("http:"):
        yield "AWS_ALLOW_HTTP", "true"  # of clients built on the Rust crate object_store
    if settings.get("AWS_CA_BUNDLE"):
        yield "AWS_CA_BUNDLE", settings["AWS_CA_BUNDLE"]
