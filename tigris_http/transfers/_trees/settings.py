"""The parameters that trees share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Literal

from tigris_http._wire import arguments
from tigris_http.operations._base import Action
from tigris_http.transfers._work.base import check_progress
from tigris_http.transfers.options import MOST_CONCURRENCY, Progress
from tigris_http.transfers.trees.results import TreeItem


@dataclass(frozen=True, slots=True)
class TreeSettings(Action):
    _: KW_ONLY
    include: Sequence[str] = ()
    """Patterns of the keys to take, relative to the prefix, such as `"*.jpg"` or `"2026/**"`. Empty: all. `*` and `?`
    match within one part of a key, `**` any number of parts. A pattern without `/` matches the last part."""
    exclude: Sequence[str] = ()
    """Patterns of the keys to leave out, also of those that `include` takes. They are never deleted."""
    dry_run: bool = False
    """Change nothing. The result says what would be done."""
    on_error: Literal["collect", "raise"] = "collect"
    """`"collect"`: note a failed item, and go on. `"raise"`: end with the error of the first one."""
    concurrency: int = 16
    """Number of objects under way at once: 1 to 1,000. The client's `max_connections` also limits it."""
    progress: Callable[[Progress], object] | None = None
    """Called after each object and each part, in the caller's thread or task. The async client awaits what it returns,
    if it can. Its error ends the action, and comes out."""
    on_item: Callable[[TreeItem], object] | None = None
    """Called with each item when its outcome is known, as `progress` is."""

    def check(self) -> None:
        """Raise `TypeError` or `ValueError` for a wrong parameter."""
        arguments.flag("dry_run", self.dry_run)
        arguments.one_of("on_error", self.on_error, ("collect", "raise"))
        arguments.count("concurrency", self.concurrency, least=1, most=MOST_CONCURRENCY)
        check_progress(self.progress)
        if self.on_item is not None and not callable(self.on_item):
            raise TypeError(f"on_item must be a function, or None, not {arguments.kind_of(self.on_item)}")


@dataclass(frozen=True, slots=True)
class SyncSettings(TreeSettings):
    """The parameters of trees that make one side like the other."""

    _: KW_ONLY
    compare: Literal["quick", "size", "etag", "missing", "always"] = "quick"
    """When an object is the same on both sides, and skipped: `"quick"`: size and time of change agree; `"size"`: the
    size agrees; `"etag"`: size and entity tag agree, which reads local files; `"missing"`: it is there; `"always"`:
    never."""
    delete: bool = False
    """Delete what only the target has, after all else, if the listing was complete and nothing failed."""
    max_delete: int | None = None
    """Most deletions. If there were more, none is made: they are in `refused`. None: no limit."""
    allow_empty: bool = False
    """With `delete`: accept a source without any object, which empties the target. False: `ValueError`."""

    def check(self) -> None:
        # Without arguments, `super` does not know the class that `slots` made.
        TreeSettings.check(self)
        arguments.one_of("compare", self.compare, ("quick", "size", "etag", "missing", "always"))
        arguments.flag("delete", self.delete)
        arguments.flag("allow_empty", self.allow_empty)
        if self.max_delete is not None:
            arguments.count("max_delete", self.max_delete)
