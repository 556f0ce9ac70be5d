"""Every action of S3 and Tigris as a value: one module a family, result types beside the operation.

An operation is a frozen dataclass with `request()` and a way to read the reply. `client.send(operation)` or
`client.stream(operation)` does it; the client's methods do the same with the same parameters.

    objects          put, get, head, delete, copy, archive, forms
    updates          an object changed by a function
    bundles          many objects in one answer
    listings         objects, versions, soft-deleted objects, queries
    multipart        uploads in parts
    buckets          buckets, snapshots, forks
    bucket_config    settings of a bucket
    access           ACLs and tags
    _base, _steps    what an operation is; actions of several requests, and their steps
    _features        whether the endpoint heard the headers of Tigris
    _names           the public names and their modules; an action's name there is a method of both clients

A family is loaded when one of its names is first used (PEP 562). `_names.py` lists the names.
"""

from __future__ import annotations

from tigris_http.operations._names import ACTIONS, RESULTS

_HOME = {name: module for part in (ACTIONS, RESULTS) for module, names in part.items() for name in names}

__all__ = sorted(_HOME)  # noqa: PLE0605  # pyright: ignore[reportUnsupportedDunderAll]  # the stub beside this file is what checkers see


def __getattr__(name: str) -> object:
    module = _HOME.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
