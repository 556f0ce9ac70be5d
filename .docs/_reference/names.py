"""The public names, and the methods of the clients by family."""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import tigris_http
from tigris_http import operations, transfers
from tigris_http.operations._names import ACTIONS as OPERATIONS
from tigris_http.transfers._names import ACTIONS as TRANSFERS


class Page(NamedTuple):
    """A page for a public module."""

    name: str
    module: str
    about: str
    """A sentence under the title, which is the module's name."""


PAGES = (
    Page("names", "tigris_http", "Clients, results and errors."),
    Page("operations", "tigris_http.operations", "Each action as a value: `client.send(operation)`."),
    Page("transfers", "tigris_http.transfers", "Transfers as values, their options and results."),
    Page("emulator", "tigris_http.emulator", "A local Tigris for tests and offline work."),
    Page("manifests", "tigris_http.manifests", "Data sets whose keys do not fit into a worker's memory."),
)
INTEGRATIONS = (
    Page("fsspec", "tigris_http.fsspec", "The file system behind `t3://` and `tigris://`."),
    Page("zarr", "tigris_http.zarr", "A store for arrays."),
    Page("webdataset", "tigris_http.webdataset", "Shards in a bucket, and samples without shards."),
    Page("torch", "tigris_http.torch", "Data sets for loaders."),
    Page("ray", "tigris_http.ray", "Objects as rows of Ray datasets."),
    Page("dask", "tigris_http.dask", "Objects as rows of Dask bags."),
    Page("otel", "tigris_http.otel", "Spans and metrics of calls."),
)
"""Pages of modules that import another library."""
FAMILIES = {
    "buckets": "buckets, snapshots and forks",
    "bucket_config": "settings of a bucket",
    "objects": "objects",
    "updates": "updates of small objects",
    "bundles": "bundles",
    "listings": "listings, and deleted objects",
    "multipart": "multipart uploads",
    "access": "tags and access control",
    "files": "files",
    "trees": "trees",
}
"""A page of client methods for each folder of `operations` and `transfers`."""
OTHER_METHODS = {
    "buckets": {"get_bucket_info": "tigris_http.operations.HeadBucket"},
    "objects": {"presigned_post": "tigris_http.operations.PostForm"},
}
"""Methods with other names than their actions."""
CLIENTS = ("TigrisHTTP", "AsyncTigrisHTTP")


@cache
def public(module: str) -> tuple[str, ...]:
    return tuple(importlib.import_module(module).__all__)


@cache
def actions() -> Mapping[str, Mapping[str, str]]:
    """Return for each family the names of its methods, each with the full name of its action."""
    found: dict[str, dict[str, str]] = {family: {} for family in FAMILIES}
    for home, table in ((operations, OPERATIONS), (transfers, TRANSFERS)):
        for module, names in table.items():
            family = found[module.partition(".")[0]]
            family |= {_method_name(name): f"{home.__name__}.{name}" for name in names}
    return {family: methods | OTHER_METHODS.get(family, {}) for family, methods in found.items()}


@cache
def methods() -> Mapping[str, str]:
    """Return the method of each action."""
    found: dict[str, str] = {}
    for family in actions().values():
        for name, action in family.items():
            found.setdefault(action, name)
    return found


def _method_name(action: str) -> str:
    """Return the method of an action: `ListObjectsV2` is `list_objects_v2`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", action).lower()


@cache
def targets() -> Mapping[str, str]:
    """Return the full name of each name that a text may link to; the first page that has it wins."""
    found: dict[str, str] = {}
    for page in (*PAGES, *(page for page in INTEGRATIONS if page.module in sys.modules)):
        for name in public(page.module):
            found.setdefault(name, f"{page.module}.{name}")
    for name, _ in members(tigris_http.TigrisHTTP):
        found.setdefault(name, f"tigris_http.TigrisHTTP.{name}")
    return found


def members(value: type) -> Iterator[tuple[str, Any]]:
    """Yield the public members that a class of this package defines or inherits, in the order of their source."""
    seen: set[str] = set()
    for kind in reversed([each for each in value.__mro__ if each.__module__.startswith("tigris_http")]):
        for name, member in list(vars(kind).items()):
            if not name.startswith("_") and name not in seen:
                seen.add(name)
                yield name, inspect.getattr_static(value, name, member)
        for name in getattr(kind, "__annotations__", {}):
            if not name.startswith("_") and name not in seen:
                seen.add(name)
                yield name, None
