"""A tree under way: its items at once, their outcomes, and its result.

Contract: an item that fails leaves no trace, locally or at the service. Deletions come last, and only if nothing
failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, Literal, TypeAlias, TypeVar

from tigris_http._core.steps import tell
from tigris_http._wire.documents.xml import is_writable
from tigris_http.errors import TigrisError, service_error_class
from tigris_http.operations._base import common
from tigris_http.operations._steps import apply, ask
from tigris_http.operations.objects.deletes import MAX_KEYS, DeleteObjects
from tigris_http.operations.objects.objects import DeleteObject
from tigris_http.transfers._trees.lanes import Lanes
from tigris_http.transfers._trees.patterns import Patterns
from tigris_http.transfers._work.base import options_of
from tigris_http.transfers._work.pace import Pace
from tigris_http.transfers._work.singles import Singles
from tigris_http.transfers.options import Progress
from tigris_http.transfers.trees.results import TreeItem, TreeResult

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http._core.steps import Steps
    from tigris_http.transfers._trees.lanes import Lane
    from tigris_http.transfers._trees.settings import TreeSettings
    from tigris_http.transfers.options import TransferOptions

Verdict: TypeAlias = Literal["sent", "skipped", "deleted", "refused", "failed"]
Outcome: TypeAlias = tuple[Verdict, TreeItem]
SettingsT = TypeVar("SettingsT", bound="TreeSettings")

FAILURES: Final = (TigrisError, OSError)


class TreeWork(Singles[TreeResult], Generic[SettingsT]):
    WITH_BUNDLES: ClassVar[bool] = False

    def __init__(
        self, action: SettingsT, bucket: str, connections: int, transfer: TransferOptions | None = None
    ) -> None:
        action.check()
        self.action, self.bucket = action, bucket
        self.patterns = Patterns(action.include, action.exclude)
        self.make_way = self._make_way if connections == 1 else None
        """Steps before each page of a listing, if it has no connection of its own."""
        self.lanes: Lanes[list[Outcome]] = Lanes(action.concurrency, connections, with_bundles=self.WITH_BUNDLES)
        self._items: dict[Verdict, list[TreeItem]] = {
            "sent": [], "skipped": [], "deleted": [], "refused": [], "failed": []
        }  # fmt: skip
        self.options = options_of(transfer, self.lanes.parts)
        super().__init__(Pace(self.options.bandwidth))
        self._requests = self.asked = count()
        self._done = self._planned = self._files_done = self._files_planned = 0
        self._listed = False

    # -- items ------------------------------------------------------------------------------------------------------

    def count_requests(self, number: int) -> None:
        """Count requests that were sent on behalf of the tree."""
        for _ in range(number):
            next(self._requests)

    def begin(
        self, lane: Lane, steps: Steps[list[Outcome]], size: int, *, weight: int = 0, files: int = 1
    ) -> Steps[None]:
        """Run the steps of an item beside others. Its bytes and files count in the progress."""
        self._planned += size
        self._files_planned += files
        yield from self.lanes.add(lane, steps, weight)
        while self.lanes.full(lane):
            yield from self._next()

    def drain(self) -> Steps[None]:
        """Wait for all items. No other one comes."""
        self._listed = True
        yield from self._make_way()

    def _make_way(self) -> Steps[None]:
        while self.lanes.busy:
            yield from self._next()

    def _next(self) -> Steps[None]:
        news: Any = yield from self.lanes.next()
        if isinstance(news, Progress):
            yield from self._advance(news.key, news.advanced)
            return
        if isinstance(news, int):  # an object has more or fewer bytes than planned
            self._planned += news
            return
        for verdict, item in news:
            if verdict in {"skipped", "refused"}:  # nothing of it came or went
                self._planned -= item.size or 0
                self._files_planned -= 1
            else:
                self._files_done += 1
            yield from self.note(verdict, item)
            yield from self._advance(item.key, 0)
        yield from self.lanes.go_on()

    def note(self, verdict: Verdict, item: TreeItem) -> Steps[None]:
        """Note the outcome of an item."""
        self._items[verdict].append(item)
        if self.action.on_item is not None:
            yield from apply(self.action.on_item, item)
        if item.error is not None:
            if self.action.on_error == "raise":
                raise item.error
            _forget_frames(item.error)

    def _advance(self, key: str, size: int) -> Steps[None]:
        self._done += size
        if self.action.progress is not None:
            total = max(self._planned, self._done) if self._listed else None
            state = Progress(self.bucket, key, self._done, total, size, self._files_done, self._files_planned)
            yield from apply(self.action.progress, state)

    def attempt(self, item: TreeItem, steps: Steps[object]) -> Steps[list[Outcome]]:
        """Run the steps of one item, and return its outcome."""
        try:
            result = yield from steps
        except FAILURES as error:
            return [failed(item, error)]
        size: int | None = getattr(result, "size", None)
        if size is not None and size != item.size:
            yield from tell(size - (item.size or 0))
            item = replace(item, size=size)
        return [("sent", item)]

    # -- deletions --------------------------------------------------------------------------------------------------

    def may_delete(self, extra: Sequence[TreeItem], most: int | None) -> Steps[bool]:
        """Return whether all of `extra` may be deleted. Refuses them all otherwise."""
        if not extra:
            return False
        if self._items["failed"]:
            reason = "not deleted, because other items failed"
        elif most is not None and len(extra) > most:
            reason = f"not deleted: {len(extra)} deletions are more than max_delete={most}"
        else:
            return True
        for item in extra:
            yield from self.note("refused", replace(item, reason=reason))
        return False

    def begin_deletions(self, bucket: str, extra: Sequence[TreeItem]) -> Steps[None]:
        """Delete objects, 1,000 a request."""
        if self.action.dry_run:
            for item in extra:
                yield from self.note("deleted", item)
            return
        by_key = {item.key: item for item in extra}
        for keys in _batches(list(by_key)):
            yield from self.begin("single", self._deleted(bucket, keys, by_key), 0, files=len(keys))

    def _deleted(self, bucket: str, keys: list[str], by_key: dict[str, TreeItem]) -> Steps[list[Outcome]]:
        if len(keys) == 1:
            outcome = yield from ask(DeleteObject(bucket, keys[0], **common(self.action)))
            return [
                failed(by_key[keys[0]], outcome) if isinstance(outcome, TigrisError) else ("deleted", by_key[keys[0]])
            ]
        answer = yield from ask(DeleteObjects(bucket, keys, **common(self.action)))
        if isinstance(answer, TigrisError):
            return [failed(by_key[key], answer) for key in keys]
        found: list[Outcome] = [("deleted", by_key[each.key]) for each in answer.deleted]
        found += [
            left_out(by_key[each.key], "DeleteObjects", bucket, each.code, each.message) for each in answer.errors
        ]
        return found

    # -- the end ----------------------------------------------------------------------------------------------------

    def result(self) -> TreeResult:
        items = self._items
        return TreeResult(
            tuple(items["sent"]),
            tuple(items["skipped"]),
            tuple(items["deleted"]),
            tuple(items["refused"]),
            tuple(items["failed"]),
            bytes=sum(item.size or 0 for item in items["sent"]),
            requests=next(self._requests),
        )

    def failed(self, error: TigrisError) -> None:
        error.located(self.action.action, self.bucket, None, 0)


def failed(item: TreeItem, error: TigrisError | OSError) -> Outcome:
    return "failed", replace(item, reason=str(error), error=error)


def left_out(item: TreeItem, operation: str, bucket: str, code: str | None, message: str) -> Outcome:
    """Return the outcome of an item that the answer for many objects names as failed."""
    status = {"AccessDenied": 403, "InternalError": 500, "NoSuchKey": 404}.get(code or "", 200)
    error = service_error_class(status)(message, status=status, code=code or "")
    return failed(item, error.located(operation, bucket, item.key, 1))


def _forget_frames(error: BaseException) -> None:
    """Drop the tracebacks of a kept error: their frames hold the bytes of its file."""
    seen: set[int] = set()
    following: list[BaseException | None] = [error]
    while following:
        each = following.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            each.__traceback__ = None
            following += (each.__cause__, each.__context__)
            if isinstance(each, TigrisError):
                following += (attempt.error for attempt in each.earlier)


def _batches(keys: list[str]) -> Iterator[list[str]]:
    """Yield at most 1,000 keys at a time. A key that XML cannot carry is alone."""
    batch: list[str] = []
    for key in keys:
        if not is_writable(key):
            yield [key]
            continue
        batch.append(key)
        if len(batch) == MAX_KEYS:
            yield batch
            batch = []
    if batch:
        yield batch
