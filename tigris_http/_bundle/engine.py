"""The bundle engine: N keys in, N results out, in order, whatever happens to the streams. A plan, and no socket.

Contract: `results()` is a generator of steps (see `_bundle.steps`) and of runs of results; its first run is empty and
says that the first request has been answered. `large` reads the large member handed out last. What was handed out
stays; what broke is asked for again: the rest of the batch in a new bundle, and where streams break again
and again, or few keys are left, by concurrent single GETs. Single GETs also read what is not clear: where an endpoint
has no bundles, or sends members in another order or under other names. What arrived of them is used, and nothing is
guessed.

A key that was passed over in the middle of a stream is handed out as skipped at once; its reason stands at the end.
Where the stream breaks before, the key is asked for again at the end of the next request, for its reason alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeAlias

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
from tigris_http._bundle.progress import (
    Answer,
    Missing,
    Progress,
    Refetch,
    in_vain,
)
from tigris_http._bundle.reader import BundleReader
from tigris_http._bundle.results import BundleSkipped, Tally
from tigris_http._bundle.single_gets import SingleGets, shows_no_bundles
from tigris_http._bundle.steps import Pull, Start, Wait
from tigris_http._download.resume import Healing
from tigris_http._wire.lost_responses import BROKEN_BODY
from tigris_http.errors import BundleError, CorruptBody, MalformedResponse, TigrisError
from tigris_http.operations._base import common
from tigris_http.operations._steps import (
    Close,
    Open,
    Receive,
    Sleep,
)
from tigris_http.operations.bundles._bundle_keys import Batch, Batches
from tigris_http.operations.bundles._not_an_archive import MAX_DOCUMENT, instead_of_archive, may_be_document
from tigris_http.operations.bundles.bundles import BundleAnswer, BundleRequest

if TYPE_CHECKING:
    from tigris_http._core.messages import CallContext
    from tigris_http._wire.http import Head
    from tigris_http.operations.bundles.bundles import BundleObjects

LOOKS = 3
"""How many keys that an answer passes over are asked about: members in another order are no gaps."""
SINGLES = 8
"""How many single GETs are under way at once, where there are connections for them."""

Steps: TypeAlias = "Generator[Any, Any, None]"


class Engine:
    """Everything about one bundle but its input and output."""

    def __init__(
        self,
        wish: BundleObjects[Any],
        plan: CallContext,
        make: type[Any],
        *,
        connections: int,
        buffer_size: int = BUFFER_SIZE,
    ) -> None:
        self._wish, self._plan, self._make, self._buffer_size = wish, plan, make, buffer_size
        self._by_get = plan.bundles.is_absent(plan.monotonic) or (
            wish.snapshot_version is not None and wish.snapshot_via == "get"
        )
        # Nobody waits for a connection that is not to be had before others of this bundle are let go.
        self._prefetch = 0 if self._by_get else min(wish.prefetch, connections - 1)
        spare = connections - self._prefetch
        self._at_once = min(spare, SINGLES)
        # An object that is read anew for a later place is read beside the stream, and so is a question about one.
        self._batches = Batches(max(wish.max_bytes // (1 + self._prefetch), 1), repeats=spare > 1)
        self._may_look = spare > 1
        self.tally = Tally()
        self.large = LargeReading(wish, self.tally)
        self._singles = SingleGets(wish, plan, buffer_size)

    # -- batches, one after the other -----------------------------------------------------------------------------

    def results(self) -> Steps:
        """Yield steps, and runs of results."""
        batch = yield from self._next_batch()
        error = self._batches.error
        if error is not None and (batch is None or self._batches.faulty):
            raise error
        if batch is None:
            raise ValueError("keys must not be empty: there is nothing to ask for")
        answer: Any = None if self._by_get else (yield self._opening(batch))
        if isinstance(answer, TigrisError):
            if not shows_no_bundles(answer):
                raise answer
            self._go_without_bundles(answer)
        yield []
        ahead: deque[tuple[Batch, Any]] = deque()
        while batch is not None:
            while len(ahead) < self._prefetch:
                another = yield from self._next_batch()
                if another is None:
                    break
                ahead.append((another, (yield Start(_alone(self._opening(another))))))
            yield from self._through(batch, answer)
            answer = None
            if ahead:
                batch, job = ahead.popleft()
                answer = yield Wait(job)
            else:
                batch = yield from self._next_batch()
        if self._batches.error is not None:
            raise self._batches.error

    def _next_batch(self) -> Generator[Any, Any, Batch | None]:
        if self._batches.wanted:
            pulled = yield Pull(self._batches.wanted)
            self._batches.feed(pulled.items, pulled.error, ended=pulled.ended)
        batch = self._batches.cut()
        self.tally.requested += 0 if batch is None else batch.count
        return batch

    def _opening(self, batch: Batch, numbers: list[int] | None = None) -> Open:
        self.tally.requests += 1
        keys = batch.keys if numbers is None else tuple([batch.keys[number] for number in numbers])
        wish = self._wish
        return Open(
            BundleRequest(
                wish.bucket,
                keys,
                compression=wish.compression,
                on_error=wish.on_error,
                snapshot_version=wish.snapshot_version,
                **common(wish),
            )
        )

    def _through(self, batch: Batch, answer: Any) -> Steps:  # noqa: ANN401  # of either client
        """Read a batch to its end, from its open answer on."""
        progress, healing = Progress(batch), Healing(self._plan)
        if self._by_get:
            if isinstance(answer, BundleAnswer):
                yield Close(answer.source)  # pyright: ignore[reportUnknownMemberType]  # of either client
            yield from self._check_all(progress)
            yield from self._singly(progress)
            return
        if answer is None or (isinstance(answer, TigrisError) and self._plan.policy.is_worth_another(answer)):
            # Not asked for yet, or asked for too long ago for its failure to count.
            answer = yield self._opening(batch)
        while True:
            before = progress.next
            error: TigrisError | None = None
            if not isinstance(answer, TigrisError):
                error = yield from self._read(answer, progress)
                yield Close(answer.source)
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
                # Broken behind the last byte of the last member: nothing is missing.
                healing.healed()
                return
            if not numbers:
                raise error
            yield Sleep(healing.wait(error, gained=progress.next > before, for_ever=True))
            self.tally.resumed += 1
            if len(numbers) < self._wish.min_bundle or in_vain(healing, self._plan.policy):
                yield from self._singly(progress)
                healing.healed()
                return
            answer = yield self._opening(batch, numbers)

    # -- one answer -----------------------------------------------------------------------------------------------

    def _read(self, answer: BundleAnswer[Any], progress: Progress) -> Generator[Any, Any, TigrisError | None]:
        """Hand out what one answer holds; return what broke it, or None at its end."""
        numbers, wanted = progress.asked()
        keys = tuple([progress.batch.keys[number] for number in numbers])
        reader = BundleReader(keys, self._wish.compression, self._buffer_size, wanted=wanted)
        source, looks = answer.source, LOOKS if self._may_look else 0
        while True:
            contents = reader.run()
            if contents:
                yield from self._hand_out_run(progress, contents)
                contents = []  # nothing may look at the buffer while more is received into it
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
                outcome = yield Receive(source, reader.room())
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
                        if self._wish.snapshot_version is None:
                            self._keep(reader, progress, numbers, event)
                        return unordered
                while progress.next < numbers[place]:
                    yield from self._answer(progress, progress.next, Missing(None))
                if event.data is not None:
                    yield from self._answer(progress, progress.next, event.data)
                else:
                    large = Large(event.name, event.size, FromBundle(source, reader), Healing(self._plan))
                    large.answered = answered_at(answer.head)
                    yield from self._answer(progress, progress.next, large)
                    if large.broken is not None:
                        # The member itself was taken up: what is missing is what stood behind it, if anything.
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

    def _look_into(self, keys: list[str], head: Head) -> Generator[Any, Any, Disorder | None]:
        """Return an error where objects are there that a bundle passed over: then its members have no order."""
        for key in keys:
            info = yield from self._singles.look(key)
            if info is None or isinstance(info, TigrisError):
                continue
            error = Disorder(f"the bundle's members are out of order, or {key[:200]!r} was left out of it")
            if self._wish.snapshot_version is not None:
                self._by_get = True  # it is no bundle of the snapshot
            elif was_settled(info, answered_at(head)):
                self._go_without_bundles(self._located(error))
            # Else it may have been written since the bundle began; this answer is not relied on all the same.
            return error
        return None

    def _keep(
        self, reader: BundleReader, progress: Progress, numbers: list[int], member: TarMember | None = None
    ) -> None:
        """Keep the members that are here of an answer that is not read on."""
        if member is not None and member.data is not None:
            progress.kept[numbers[reader.ledger.place - 1]] = member.data
        for place, content in reader.whole_members():
            if numbers[place] >= progress.next:
                progress.kept.setdefault(numbers[place], content)

    def _go_without_bundles(self, why: TigrisError) -> None:
        self._by_get, self._prefetch = True, 0
        self._plan.bundles.lacks(why, self._plan.monotonic())

    def _document_in(self, answer: BundleAnswer[Any], reader: BundleReader) -> Generator[Any, Any, TigrisError | None]:
        """Return the error that a document in place of the archive means; None where there is none."""
        body = reader.beginning()
        if body is None or not may_be_document(body):
            return None
        room = memoryview(bytearray(MAX_DOCUMENT))
        size = min(MAX_DOCUMENT, len(body))
        room[:size] = body[:size]
        while size < MAX_DOCUMENT and not reader.ended:
            outcome = yield Receive(answer.source, room[size:])
            if isinstance(outcome, TigrisError) or not outcome:
                break
            size += outcome
        return instead_of_archive(answer.head, bytes(room[:size]))

    def _check_all(self, progress: Progress) -> Steps:
        """Do for a batch what `on_error="fail"` has the service do: find all keys that are missing, before any."""
        if self._wish.on_error != "fail":
            return
        keys = progress.batch.keys
        missing: list[str] = []
        for start in range(0, len(keys), self._at_once):
            some = keys[start : start + self._at_once]
            jobs: list[Any] = []
            for key in some:
                jobs += [(yield Start(self._singles.look(key)))]
            for key, job in zip(some, jobs, strict=True):
                info = yield Wait(job)
                if info is None:
                    missing.append(key)
                elif isinstance(info, TigrisError):
                    raise info
        if missing:
            # The answer to a HEAD has no code: it may be the bucket that is missing.
            self.tally.gets += 1
            reason = yield from self._singles.reason(missing[0])
            code, named = reason.reason or "", tuple(missing)
            raise self._located(
                BundleError("some keys are not there", status=reason.status, code=code, missing_keys=named)
            )

    def _located(self, error: TigrisError) -> TigrisError:
        return error.located("BundleObjects", self._wish.bucket, None, 1)

    def _singly(self, progress: Progress) -> Steps:
        """Answer what is left of a batch by single GETs, some at a time."""
        numbers, wanted = progress.asked()
        waiting = deque(enumerate(numbers))
        under_way: deque[tuple[int, int, Any]] = deque()  # jobs, or what was kept
        while waiting or under_way:
            while waiting and len(under_way) < self._at_once:
                place, number = waiting.popleft()
                if number in progress.kept:
                    under_way.append((place, number, progress.kept.pop(number)))
                    continue
                key = progress.batch.keys[number]
                work = self._singles.fetch(key) if place < wanted else self._singles.reason(key)
                self.tally.gets += 1
                under_way.append((place, number, (yield Start(work))))
            place, number, job = under_way.popleft()
            answer: Any = job
            if not isinstance(job, memoryview):
                answer = yield Wait(job)
            if isinstance(answer, TigrisError):
                raise answer
            if place < wanted:
                yield from self._answer(progress, number, answer)
            else:
                progress.explain(number, answer.reason)

    # -- handing out: all that is handed out was counted before ---------------------------------------------------

    def _hand_out_run(self, progress: Progress, contents: list[memoryview]) -> Steps:
        """Hand out what arrived in the order of the keys."""
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

    def _answer(self, progress: Progress, number: int, answer: Answer) -> Steps:
        """Hand out the answer to a key, and what follows from it for places that repeat keys."""
        progress.next = number + 1
        if progress.repeats is None:
            yield from self._hand_out(progress, number, number, answer)
            return
        for place, again, known in progress.repeats.after(number, answer):
            if isinstance(known, Refetch):
                self.tally.gets += 1
                known = yield from self._singles.fetch(progress.batch.keys[again])  # noqa: PLW2901
            yield from self._hand_out(progress, place, again, known)

    def _hand_out(self, progress: Progress, place: int, number: int, answer: Answer) -> Steps:
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

    def _hand_out_skipped(self, progress: Progress, number: int, skipped: BundleSkipped[object], status: int) -> Steps:
        if self._wish.on_skipped == "raise" or self._wish.on_error == "fail":
            code, key = skipped.reason or "", skipped.key
            raise self._located(
                BundleError("the service left out a key", status=status, code=code, missing_keys=(key,))
            )
        self.tally.place += 1
        self.tally.skipped += 1
        if self._wish.on_skipped == "yield":
            if skipped.reason is None:
                progress.unexplained.setdefault(number, []).append(skipped)
            yield [skipped]


def _alone(step: Open) -> Generator[Any, Any, Any]:
    return (yield step)
