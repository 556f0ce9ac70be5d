"""This package's errors as the errors of files that users of fsspec expect, each with ours as `__cause__`."""

from __future__ import annotations

import errno
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from tigris_http.errors import (
    AccessDenied,
    Conflict,
    ConnectionFailed,
    CredentialsError,
    FeatureNotSupported,
    NotFound,
    ObjectChanged,
    PreconditionFailed,
    ServiceError,
    TigrisError,
    TimedOut,
    Unavailable,
)
from tigris_http.fsspec.calls import joined

P = ParamSpec("P")
R = TypeVar("R")

_KINDS: tuple[tuple[type[TigrisError], type[OSError], int], ...] = (
    (NotFound, FileNotFoundError, errno.ENOENT),
    (AccessDenied, PermissionError, errno.EACCES),
    (CredentialsError, PermissionError, errno.EACCES),
    (PreconditionFailed, OSError, errno.ESTALE),
    (ObjectChanged, OSError, errno.ESTALE),
    (Unavailable, OSError, errno.EBUSY),
    (TimedOut, ConnectionError, errno.ETIMEDOUT),
    (ConnectionFailed, ConnectionError, errno.ECONNABORTED),
    (FeatureNotSupported, OSError, errno.ENOTSUP),
)
_EXISTS = frozenset({"BucketAlreadyExists", "BucketAlreadyOwnedByYou"})


def as_os_error(error: TigrisError, path: object) -> OSError:
    """Return the error of files for one of this package."""
    text, name = str(error), None if path is None else str(path)
    if isinstance(error, Conflict):
        if error.code in _EXISTS:
            return FileExistsError(errno.EEXIST, text, name)
        if error.code == "BucketNotEmpty":
            return OSError(errno.ENOTEMPTY, text, name)
    for kind, like, number in _KINDS:
        if isinstance(error, kind):
            return like(number, text, name)
    number = errno.EINVAL if isinstance(error, ServiceError) and error.status == 400 else errno.EIO
    return OSError(number, text, name)


def translated(function: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, R]]:
    """Make a coroutine method, whose first argument is a path, raise the errors of files."""

    @wraps(function)
    async def call(*args: P.args, **options: P.kwargs) -> R:
        try:
            with joined():
                return await function(*args, **options)
        except TigrisError as error:
            path = args[1] if len(args) > 1 else next(iter(options.values()), None)
            raise as_os_error(error, path) from error

    return call


def caused(error: TigrisError, path: object) -> OSError:
    """Return the error of files, to be kept or returned."""
    found = as_os_error(error, path)
    found.__cause__ = error
    return found


def exists_already(error: PreconditionFailed, path: object) -> FileExistsError:
    """Return the error of a creation that found an object."""
    return FileExistsError(errno.EEXIST, f"there is an object already, nothing was stored: {error}", str(path))


def missing(path: object) -> FileNotFoundError:
    """Return the error of a path that names nothing."""
    return FileNotFoundError(errno.ENOENT, "no object and no directory of this name", str(path))


def read_only(path: object) -> OSError:
    """Return the error of a write to the past."""
    return OSError(errno.EROFS, "a snapshot is read-only: write to the bucket itself", str(path))
