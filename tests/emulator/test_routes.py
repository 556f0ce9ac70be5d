"""The table of operations: a sub-resource never reaches an operation that does not name it."""

from __future__ import annotations

from typing import Literal

import pytest

from tigris_http.emulator import routes
from tigris_http.emulator.http.message import Headers, Query

NAMES = {name.partition("=")[0] for route in routes.ROUTES for name in route.query} - {"list-type", "versionId"}
LEVELS: tuple[Literal["service", "bucket", "object"], ...] = ("service", "bucket", "object")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "HEAD", "DELETE", "PATCH"])
def test_a_sub_resource_reaches_only_operations_that_name_it(
    method: str, level: Literal["service", "bucket", "object"]
) -> None:
    for name in sorted(NAMES | {"torrent", "attributes", "policy"}):
        found = routes.find(method, level, Headers([("content-type", "multipart/form-data")]), Query(f"{name}=x"))
        assert found is None or any(each.partition("=")[0] == name for each in found.query), name


def test_object_bytes_are_served_without_sub_resource_only() -> None:
    for query, operation in (("", "GetObject"), ("versionId=1", "GetObject"), ("response-expires=x", "GetObject")):
        found = routes.find("GET", "object", Headers([]), Query(query))
        assert found is not None
        assert operation == found.operation
