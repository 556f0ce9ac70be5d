"""Files to objects and back, in parts, several at once.

    client.upload_file("bucket", "backup.tar", "/srv/backup.tar")
    client.download_file("bucket", "backup.tar", "/tmp/backup.tar")

A transfer is an action, as in `tigris_http.operations`: `client.send(UploadFile(...))` runs it too. One generator of
steps plans it. The blocking client runs its parts in threads, the async client in tasks.

    files        one object at a time: `UploadFile`, `DownloadFile`, `GetRanges`, ...
    trees        many objects at a time: `Diff`, ...
    options      `TransferOptions`, `Progress`
    uris         `parse_uri`
    _work        transfers under way: plan, steps, end
    _trees       trees under way: entries, listings, comparison
    _local       this side: the bytes to upload, and the file to fill
    _names       the public names by module; an action there is a method of both clients

A module is loaded when one of its names is first used (PEP 562).
"""

from __future__ import annotations

from tigris_http.transfers._names import ACTIONS, RESULTS

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
