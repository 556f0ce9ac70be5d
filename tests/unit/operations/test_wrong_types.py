"""Every parameter of every operation refuses a value of a wrong type, by name and before a request."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.cases import FIRST
from tigris_http import TigrisHTTP
from tigris_http.operations import BundleRequest

if TYPE_CHECKING:
    from tigris_http.operations._base import AnyOperation


class Odd:
    """An object that no parameter accepts."""


WRONG = (Odd(), 3.5, b"x", -1, [Odd()])
TAKEN = {("timeout", 3.5), ("body", b"x")}
OPERATIONS = [operation for kind, (_, operation) in FIRST.items() if kind is not BundleRequest]


class Refusing(httpx.BaseTransport):
    """A transport that must not be used."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        pytest.fail(f"{request.method} {request.url} was sent")


@pytest.fixture(scope="module")
def client() -> Iterator[TigrisHTTP]:
    with TigrisHTTP("https://t3.storage.dev", ("id", "secret"), transport=Refusing()) as default_client:
        yield default_client


def cases() -> Iterator[Any]:
    for operation in OPERATIONS:
        for field in dataclasses.fields(operation):
            for wrong in WRONG if field.init else ():
                if (field.name, wrong if isinstance(wrong, (float, bytes)) else None) not in TAKEN:
                    name = f"{type(operation).__name__}-{field.name}-{type(wrong).__name__}"
                    yield pytest.param(operation, field.name, wrong, id=name)


def sent(client: TigrisHTTP, operation: AnyOperation) -> None:
    stream: Any = operation
    if hasattr(operation, "open"):
        client.stream(stream)
        return
    result: Any = client.send(stream)
    if isinstance(result, Iterator):
        next(result)


@pytest.mark.parametrize(("operation", "name", "wrong"), list(cases()))
def test_a_wrong_type_is_refused_by_the_parameters_name(
    client: TigrisHTTP, operation: AnyOperation, name: str, wrong: Any
) -> None:
    with pytest.raises((TypeError, ValueError), match=rf"\b{name}\b"):
        sent(client, dataclasses.replace(operation, **{name: wrong}))
