"""The items of a tree, reported as they come, and its sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.cli.failures import SOME_FAILED, Refused
from tigris_http.cli.progress import human
from tigris_http.cli.uris import Remote, Side

if TYPE_CHECKING:
    from tigris_http.cli.session import Call
    from tigris_http.transfers import Progress, TreeItem, TreeResult


def folder(place: Remote) -> Remote:
    """Return a place as a folder: its key ends with a slash, unless it is the whole bucket."""
    return place if place.is_folder else place.at(f"{place.key}/")


class Tree:
    """Reports the items of one tree, as they come, and its end."""

    def __init__(self, call: Call, source: Side, target: Side | None) -> None:
        self._call, self._source, self._target = call, source, target
        self._told: set[int] = set()
        """Failed items that were reported already."""

    def progress(self, state: Progress) -> None:
        self._call.meter.advance(state.advanced)
        self._call.meter.set_files(state.files_done, state.files_total, state.total)

    def item(self, item: TreeItem) -> None:
        """Report an item with its outcome."""
        if item.error is not None:
            self._told.add(id(item))
            self._failed(item)
        elif item.reason is None:
            self._call.done += 1
            source, target = self._names(item)
            status = "planned" if self._call.given.dry_run else "done"
            self._call.out.item(item.action, source, target, status=status, size=item.size)

    def _names(self, item: TreeItem) -> tuple[str, str | None]:
        source, target = self._source, self._target
        remote = next(side for side in (target, source) if isinstance(side, Remote))
        uri = str(remote.at(item.key))
        if item.action == "delete":
            return (uri if item.path is None else item.path), None
        if item.action == "upload":
            return item.path or "", uri
        if item.action == "download":
            return uri, item.path
        if isinstance(source, Remote) and isinstance(target, Remote):
            below = item.key[len(folder(target).key) :]
            return str(source.at(folder(source).key + below)), uri
        return uri, None

    def _failed(self, item: TreeItem) -> None:
        source, _ = self._names(item)
        reason = str(item.error) if item.reason is None else item.reason
        self._call.failures.append(SOME_FAILED)
        self._call.out.error(Refused(f"{item.action} {source}: {reason}"), self._call.name, self._call.line)

    def ended(self, action: str, result: TreeResult) -> int:
        """Report what was refused or failed, and the sums. Return the number of items."""
        call = self._call
        for item in (*result.failed, *result.refused):
            if id(item) not in self._told:
                self._failed(item)
        counts = {
            "done": len(result.sent),
            "skipped": len(result.skipped),
            "deleted": len(result.deleted),
            "refused": len(result.refused),
            "failed": len(result.failed),
        }
        total = sum(counts.values())
        if total and not call.out.quiet:
            self._sum_up(action, result, counts)
        return total

    def _sum_up(self, action: str, result: TreeResult, counts: dict[str, int]) -> None:
        call = self._call
        if call.out.json:
            more = {"bytes": result.bytes, "requests": result.requests, "dry_run": call.given.dry_run}
            call.out.record("summary", {"action": action, **counts, **more})
            return
        words = [f"{count:,} {name}" for name, count in counts.items() if count or name == "done"]
        if action != "delete":
            words[0] += f" ({human(result.bytes)})"
        call.out.note(f"{action}: {', '.join(words)}{' (dry run)' if call.given.dry_run else ''}")
