"""The bundle engine: N keys in, N results out, in order. Without I/O.

Contract: `results()` is a generator of steps and of lists of results. Its first list is empty: the first request was
answered. `large` reads the large member handed out last.

After a break the engine asks for the rest of the batch in a new bundle. It uses concurrent single GETs if streams break
repeatedly, if few keys are left, if an endpoint has no bundles, or if it sends members in another order or under other
names. Members that arrived are used. Results that were handed out stay.

A key that a stream passes over is handed out as skipped at once. Its reason is at the end of the stream. If the stream
breaks before, the next request asks for the key again, at its end, for its reason alone.
"""

from __future__ import annotations

from collections import deque
from itertools import repeat
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from tigris_http._archive.tar import BUFFER_SIZE
from tigris_http._archive.tar_events import END, NEED_DATA, TarMember
from tigris_http._bundle.large_members import (
    FromBundle,
    Large,
    LargeReading,
    answered_at,
    was_settled,
)
from tigris_http._bundle.ledger import Disorder
from tigris_http._bundle.members import Member, ReaderT
from tigris_http._bundle.progress import (
    Answer,
    Missing,
    Progress,
    Refetch,
    broke_too_often,
)
from tigris_http._bundle.reader import BundleReader
from tigris_http._bundle.results import BundleSkipped, Tally
from tigris_http._bundle.single_gets import SingleGets, shows_no_bundles
from tigris_http._core.hints import at_snapshot
from tigris_http._core.steps import close, open_, pull, receive, start, wait
from tigris_http._download.resume import Healing
from tigris_http._wire.lost_responses import BROKEN_BODY
from tigris_http.errors import BundleError, CorruptBody, MalformedResponse, TigrisError
from tigris_http.operations._base import common
from tigris_http.operations._steps import sleep
from tigris_http.operations.bundles._bundle_keys import Batch, Batches
from tigris_http.operations.bundles._not_an_archive import MAX_DOCUMENT, instead_of_archive, may_be_document
from tigris_http.operations.bundles.bundles import BundleRequest

if TYPE_CHECKING:
    from tigris_http._bundle.large_members import OpenAnswer
    from tigris_http._core.messages import CallContext
    from tigris_http._core.steps import Runs, Start, Steps
    from tigris_http._wire.http import Head
    from tigris_http.operations.bundles.bundles import BundleObjects
    from tigris_http.operations.objects._object_info import ObjectInfo

LOOKS = 3
"""How many passed-over keys of an answer are checked: members in another order are no gaps."""
SINGLES = 8
"""How many single GETs run at once, if there are connections for them."""

T = TypeVar("T")
Results: TypeAlias = "Runs[Member[ReaderT, object] | BundleSkipped[object], T]"


class Engine(Generic[ReaderT]):
    def __init__(
        self,
        options: BundleObjects[object],
        context: CallContext,
        make: type[Member[ReaderT, Any]],
        *,
        connections: int,
        buffer_size: int = BUFFER_SIZE,
    ) -> None:
        self._options, self._context, self._make, self._buffer_size = options, context, make, buffer_size
        self._by_get = context.bundles.is_absent(context.monotonic) or (
            options.snapshot_version is not None and options.snapshot_via == "get"
        )
        # No request of a bundle may wait for a connection that the bundle itself holds.
        self._prefetch = 0 if self._by_get else min(options.prefetch, connections - 1)
        spare = connections - self._prefetch
        self._at_once = min(spare, SINGLES)
        # Reading an object again for a later place, or checking one, takes a connection besides the stream's.
        self._batches = Batches(max(options.max_bytes // (1 + self._prefetch), 1), repeats=spare > 1)
        self._may_look = spare > 1
        self.tally = Tally()
        self.large = LargeReading(options, self.tally)
        self._singles = SingleGets(options, context, buffer_size)

    # -- batches, one after the other -----------------------------------------------------------------------------

    def results(self) -> Results[ReaderT, None]:
        batch = yield from self._next_batch()
        error = self._batches.error
        if error is not None and (batch is None or self._batches.faulty):
            raise error
        if batch is None:
            raise ValueError("keys must not be empty: there is nothing to ask for")
        answer: OpenAnswer | TigrisError | None = None
        if not self._by_get:
            answer = yield from open_(self._request(batch))
        if isinstance(answer, TigrisError):
            if not shows_no_bundles(answer):
                raise answer
            self._go_without_bundles(answer)
        yield []
        ahead: deque[tuple[Batch, Start[OpenAnswer | TigrisError]]] = deque()
        while batch is not None:
            while len(ahead) < self._prefetch:
                another = yield from self._next_batch()
                if another is None:
                    break
                ahead.append((another, (yield from start(open_(self._request(another))))))
            yield from self._through(batch, answer)
            answer = None
            if ahead:
                batch, started = ahead.popleft()
                answer = yield from wait(started)
            else:
                batch = yield from self._next_batch()
        if self._batches.error is not None:
            raise self._batches.error

    def _next_batch(self) -> Steps[Batch | None]:
        if self._batches.wanted:
            pulled = yield from pull(self._batches.wanted)
            self._batches.feed(pulled.items, pulled.error, ended=pulled.ended)
        batch = self._batches.cut()
        self.tally.requested += 0 if batch is None else batch.count
        return batch

    def _request(self, batch: Batch, numbers: list[int] | None = None) -> BundleRequest:
        self.tally.requests += 1
        keys = batch.keys if numbers is None else tuple([batch.keys[number] for number in numbers])
        options = self._options
        return BundleRequest(
            options.bucket,
            keys,
            compression=options.compression,
            on_error=options.on_error,
            snapshot_version=options.snapshot_version,
            **common(options),
        )

    def _through(self, batch: Batch, answer: OpenAnswer | TigrisError | None) -> Results[ReaderT, None]:
        progress, healing = Progress(batch), Healing(self._context)
        if self._by_get:
            if answer is not None and not isinstance(answer, TigrisError):
                yield from close(answer)
            yield from self._check_all(progress)
            yield from self._singly(progress)
            return
        if answer is None or (isinstance(answer, TigrisError) and self._context.policy.is_worth_another(answer)):
            # Not requested yet; or requested ahead, so that its failure is old and does not count.
            answer = yield from open_(self._request(batch))
        while True:
            before = progress.next
            error: TigrisError | None = None
            if not isinstance(answer, TigrisError):
                error = yield from self._read(answer, progress)
                yield from close(answer)
            elif shows_no_bundles(answer):
                error = answer
            else:
                raise answer
            if error is not None and shows_no_bundles(error):
                self._go_without_bundles(error)
                if not before:
                    yield from self._check_all(progress)
            if isinstance(error, Disorder) or self._by_get:
                yield from self._singly(progress)
                healing.healed()
                return
            numbers, _ = progress.asked()
            if error is None or (not numbers and not isinstance(error, CorruptBody)):
                # It broke after the last byte of the last member: nothing is missing.
                healing.healed()
                return
            if not numbers:
                raise error
            yield from sleep(healing.wait(error, gained=progress.next > before, count_attempts=False))
            self.tally.resumed += 1
            if len(numbers) < self._options.min_bundle or broke_too_often(healing, self._context.policy):
                yield from self._singly(progress)
                healing.healed()
                return
            answer = yield from open_(self._request(batch, numbers))

    # -- one answer -----------------------------------------------------------------------------------------------

    def _read(self, answer: OpenAnswer, progress: Progress) -> Results[ReaderT, TigrisError | None]:
        """Hand out one answer; return the error that broke it."""
        numbers, wanted = progress.asked()
        keys = tuple([progress.batch.keys[number] for number in numbers])
        reader = BundleReader(keys, self._options.compression, self._buffer_size, wanted=wanted)
        source, looks = answer.source, LOOKS if self._may_look else 0
        while True:
            contents = reader.run()
            if contents:
                yield from self._hand_out_run(progress, contents)
                contents = []  # no view of the buffer may be alive while more is received into it
            try:
                event = reader.next_event()
                if event is END:
                    reasons = reader.finish(source.trailers)
                    break
            except BROKEN_BODY as error:
                return self._located((yield from self._document_in(answer, reader)) or error)
            except Disorder as error:
                self._keep(reader, progress, numbers)
                stray = reader.stray
                if stray is not None and reader.ledger.place_of(stray) in reader.ledger.gaps:
                    why = "the bundle's members are out of order, and {!r} was reported as left out before it came"
                    raise self._located(MalformedResponse(why.format(stray[:200]))) from None
                self._go_without_bundles(self._located(error))
                return error
            except MalformedResponse as error:
                raise self._located(error)  # noqa: B904  # the same error, with a place
            if event is NEED_DATA:
                outcome = yield from receive(source, reader.room())
                if isinstance(outcome, BROKEN_BODY):
                    return outcome
                if isinstance(outcome, TigrisError):
                    raise outcome
                reader.received(outcome)
            elif isinstance(event, TarMember):
                place = reader.ledger.place - 1
                if place >= wanted:
                    raise self._located(MalformedResponse(f"{event.name[:200]!r} is there, but was passed over before"))
                if progress.next < numbers[place] and looks:
                    gap = [progress.batch.keys[number] for number in range(progress.next, numbers[place])][:looks]
                    looks -= len(gap)
                    unordered = yield from self._look_into(gap, answer.head)
                    if unordered is not None:
                        if self._options.snapshot_version is None:
                            self._keep(reader, progress, numbers, event)
                        return unordered
                while progress.next < numbers[place]:
                    yield from self._answer(progress, progress.next, Missing(None))
                if event.data is not None:
                    yield from self._answer(progress, progress.next, event.data)
                else:
                    large = Large(event.name, event.size, FromBundle(answer, reader), Healing(self._context))
                    large.answered = answered_at(answer.head)
                    yield from self._answer(progress, progress.next, large)
                    if large.broken is not None:
                        # The member was resumed. Only members after it are missing, if any.
                        return large.broken if progress.asked()[0] else None
                    reader.skip()
                del event
        self.tally.trailers += bool(source.trailers)
        while progress.next < len(progress.batch.keys):
            place = progress.next - numbers[0]
            yield from self._answer(progress, progress.next, Missing(reasons[place]))
        for place, reason in reasons.items():
            progress.explain(numbers[place], reason)
        return None

    def _look_into(self, keys: list[str], head: Head) -> Steps[Disorder | None]:
        """Return an error if a bundle passed over existing objects: it is out of order."""
        for key in keys:
            info = yield from self._singles.look(key)
            if info is None or isinstance(info, TigrisError):
                continue
            error = Disorder(f"the bundle's members are out of order, or {key[:200]!r} was left out of it")
            if self._options.snapshot_version is not None:
                self._by_get = True  # not a bundle of the snapshot
            elif was_settled(info, answered_at(head)):
                self._go_without_bundles(self._located(error))
            # Else it may have been written since the bundle began. Do not rely on this answer either way.
            return error
        return None

    def _keep(
        self, reader: BundleReader, progress: Progress, numbers: list[int], member: TarMember | None = None
    ) -> None:
        if member is not None and member.data is not None:
            progress.kept[numbers[reader.ledger.place - 1]] = member.data
        for place, content in reader.whole_members():
            if numbers[place] >= progress.next:
                progress.kept.setdefault(numbers[place], content)

    def _go_without_bundles(self, why: TigrisError) -> None:
        self._by_get, self._prefetch = True, 0
        self._context.bundles.lacks(why, self._context.monotonic())

    def _document_in(self, answer: OpenAnswer, reader: BundleReader) -> Steps[TigrisError | None]:
        body = reader.beginning()
        if body is None or not may_be_document(body):
            return None
        room = memoryview(bytearray(MAX_DOCUMENT))
        size = min(MAX_DOCUMENT, len(body))
        room[:size] = body[:size]
        while size < MAX_DOCUMENT and not reader.ended:
            outcome = yield from receive(answer.source, room[size:])
            if isinstance(outcome, TigrisError) or not outcome:
                break
            size += outcome
        return instead_of_archive(answer.head, bytes(room[:size]))

    def _check_all(self, progress: Progress) -> Steps[None]:
        """Raise if keys are missing, as the service does for `on_error="fail"`."""
        if self._options.on_error != "fail":
            return
        keys = progress.batch.keys
        missing: list[str] = []
        for first in range(0, len(keys), self._at_once):
            some = keys[first : first + self._at_once]
            looks: list[Start[ObjectInfo | TigrisError | None]] = []
            for key in some:
                looks += [(yield from start(self._singles.look(key)))]
            for key, started in zip(some, looks, strict=True):
                info = yield from wait(started)
                if info is None:
                    missing.append(key)
                elif isinstance(info, TigrisError):
                    raise info
        if missing:
            # The answer to a HEAD has no code. The bucket may be missing.
            self.tally.gets += 1
            reason = yield from self._singles.reason(missing[0])
            code, named = reason.reason or "", tuple(missing)
            raise self._located(
                BundleError("some keys are not there", status=reason.status, code=code, missing_keys=named)
            )

    def _located(self, error: TigrisError) -> TigrisError:
        version = self._options.snapshot_version
        if version is not None and isinstance(error, BundleError):
            error.hint = at_snapshot(version)
        return error.located("BundleObjects", self._options.bucket, None, 1)

    def _singly(self, progress: Progress) -> Results[ReaderT, None]:
        numbers, wanted = progress.asked()
        waiting = deque(enumerate(numbers))
        under_way: deque[tuple[int, int, memoryview | Start[Answer]]] = deque()  # kept members, or background work
        while waiting or under_way:
            while waiting and len(under_way) < self._at_once:
                place, number = waiting.popleft()
                if number in progress.kept:
                    under_way.append((place, number, progress.kept.pop(number)))
                    continue
                key = progress.batch.keys[number]
                steps = self._singles.fetch(key) if place < wanted else self._singles.reason(key)
                self.tally.gets += 1
                under_way.append((place, number, (yield from start(steps))))
            place, number, started = under_way.popleft()
            answer: Answer | TigrisError = started if isinstance(started, memoryview) else (yield from wait(started))
            if isinstance(answer, TigrisError):
                raise answer
            if place < wanted:
                yield from self._answer(progress, number, answer)
            elif isinstance(answer, Missing):
                progress.explain(number, answer.reason)

    # -- handing out: everything is counted before it is handed out ---------------------------------------------------

    def _hand_out_run(self, progress: Progress, contents: list[memoryview]) -> Results[ReaderT, None]:
        if progress.repeats is not None:
            for content in contents:
                yield from self._answer(progress, progress.next, content)
            return
        batch, first = progress.batch, progress.next
        progress.next = last = first + len(contents)
        self.tally.place += len(contents)
        self.tally.delivered += len(contents)
        self.tally.bytes += sum(map(len, contents))
        tags = repeat(None) if batch.tags is None else batch.tags[first:last]
        yield list(map(self._make, batch.keys[first:last], tags, contents))

    def _answer(self, progress: Progress, number: int, answer: Answer) -> Results[ReaderT, None]:
        """Hand out an answer, also for the places that repeat its key."""
        progress.next = number + 1
        if progress.repeats is None:
            yield from self._hand_out(progress, number, number, answer)
            return
        for place, again, found in progress.repeats.after(number, answer):
            if isinstance(found, Refetch):
                self.tally.gets += 1
                found = yield from self._singles.fetch(progress.batch.keys[again])  # noqa: PLW2901
            yield from self._hand_out(progress, place, again, found)

    def _hand_out(self, progress: Progress, place: int, number: int, answer: Answer) -> Results[ReaderT, None]:
        batch = progress.batch
        key, tag = batch.keys[number], None if batch.tags is None else batch.tags[place]
        if isinstance(answer, Missing):
            yield from self._hand_out_skipped(progress, number, BundleSkipped(key, answer.reason, tag), answer.status)
            return
        self.tally.place += 1
        self.tally.delivered += 1
        if isinstance(answer, Large):
            self.tally.bytes += answer.size
            self.large.begin(answer)
            yield [self._make.of_large(key, tag, answer)]
            yield from self.large.end(answer)
        else:
            self.tally.bytes += len(answer)
            yield [self._make(key, tag, answer)]

    def _hand_out_skipped(
        self, progress: Progress, number: int, skipped: BundleSkipped[object], status: int
    ) -> Results[ReaderT, None]:
        if self._options.on_skipped == "raise" or self._options.on_error == "fail":
            code, key = skipped.reason or "", skipped.key
            raise self._located(
                BundleError("the service left out a key", status=status, code=code, missing_keys=(key,))
            )
        self.tally.place += 1
        self.tally.skipped += 1
        if self._options.on_skipped == "yield":
            if skipped.reason is None:
                progress.unexplained.setdefault(number, []).append(skipped)
            yield [skipped]
