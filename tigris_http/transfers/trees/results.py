"""The results of trees: one item for each object, and counts."""

from __future__ import annotations

import os
from dataclasses import KW_ONLY, dataclass, field
from typing import Literal, TypeAlias

from tigris_http.errors import TigrisError

TreeAction: TypeAlias = Literal["upload", "download", "copy", "move", "delete", "restore"]


@dataclass(frozen=True, slots=True)
class Root:
    """The directory of a tree, which gives the paths of its keys."""

    start: str
    """The directory, with a separator at its end."""
    cut: int
    """Length of the prefix of the keys."""

    def path(self, key: str) -> str:
        """Return the path of a key below the prefix."""
        rest = key[self.cut :]
        return self.start + (rest if os.sep == "/" else rest.replace("/", os.sep))


@dataclass(frozen=True, slots=True)
class TreeItem:
    """One object or file of a tree, and its outcome."""

    action: TreeAction
    """The action that was taken, skipped, refused, or failed."""
    key: str
    """Key of the object."""
    _: KW_ONLY
    at: str | Root | None = field(default=None, repr=False)
    """The path, or the directory that gives it: a tree of a million items has one."""
    size: int | None = None
    """Bytes, if known."""
    reason: str | None = None
    """Why the action was skipped or refused, or how it failed; None if it was taken."""
    error: Exception | None = field(default=None, repr=False, compare=False)
    """The error of a failed item."""

    @property
    def path(self) -> str | None:
        """Path of the file; None if there is none."""
        return self.at.path(self.key) if isinstance(self.at, Root) else self.at


@dataclass(frozen=True, slots=True)
class TreeResult:
    """The outcome of a tree. With `dry_run` the items say what would be done."""

    sent: tuple[TreeItem, ...] = ()
    """Objects that were transferred: uploaded, downloaded, copied, moved or restored."""
    skipped: tuple[TreeItem, ...] = ()
    """Objects that are the same on both sides, or left out on request."""
    deleted: tuple[TreeItem, ...] = ()
    refused: tuple[TreeItem, ...] = ()
    """Items that cannot be done, each with its reason: nothing was sent or written for them."""
    failed: tuple[TreeItem, ...] = ()
    """Items that failed, each with its error."""
    bytes: int = 0
    """Bytes of the objects in `sent`."""
    requests: int = 0
    """Requests to the service. Retries are not counted."""

    @property
    def ok(self) -> bool:
        """True if no item failed or was refused."""
        return not self.failed and not self.refused

    def raise_for_failures(self) -> None:
        """Raise `TreeError` if an item failed or was refused. It has this result."""
        if not self.ok:
            raise TreeError(self)


class TreeError(TigrisError):
    """Some items of a tree failed or were refused. `result` has all items."""

    def __init__(self, result: TreeResult) -> None:
        bad = (*result.failed, *result.refused)
        first = bad[0]
        super().__init__(
            f"{len(result.failed)} items of the tree failed and {len(result.refused)} were refused; first "
            f"{first.action} of {first.key!r}: {first.reason}. `result` has all items"
        )
        self.result = result

    def __reduce__(self) -> tuple[object, ...]:
        return TreeError, (self.result,)
