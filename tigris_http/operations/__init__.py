"""Every action of S3 and Tigris as a value: one module a family, results beside their operation.

An operation is a frozen dataclass with `request()` and a way to read the reply. `client.send(operation)` or
`client.stream(operation)` runs it. The client's methods do the same with the same parameters. S3's actions keep S3's
names: https://docs.aws.amazon.com/AmazonS3/latest/API/ has a page for each.

    objects          put, get, head, delete, copy, archive, forms
    updates          an object changed by a function
    bundles          many objects in one answer
    listings         objects, versions, soft-deleted objects, queries
    multipart        uploads in parts
    buckets          buckets, snapshots, forks
    bucket_config    settings of a bucket
    access           ACLs and tags
    _base, _steps    the base classes; actions of several requests
    _features        signs that the endpoint heard a header of Tigris
    _names           the public names by module; an action there is a method of both clients

A family is loaded when one of its names is first used (PEP 562).
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
