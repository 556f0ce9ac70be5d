"""The bundle engine: N keys in, N results out, in order, whatever happens to the streams. A plan, and no socket.

Contract: `results()` is a generator of steps (see `_bundle.steps`) and of runs of results; its first run is empty and
says that the first request has been answered. `large` reads the large member handed out last. What was handed out
stays; what broke is asked for again: the rest of the batch in a new bundle, and where streams break again
and again, or few keys are left, by concurrent single GETs.

A key that was passed over in the middle of a stream is handed out as skipped at once; its reason stands at the end.
Where the stream breaks before, the key is asked for again at the end of the next request, for its reason alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeAlias

from tigris_http._bundle.healing import Progress, answered_at, in_vain
from tigris_http._bundle.keys import Batch, Batches
from tigris_http._bundle.large import FromBundle, Large, LargeReading
from tigris_http._bundle.order import Again, Answer, Gone
from tigris_http._bundle.reader import BundleReader
from tigris_http._bundle.results import BundleSkipped, Tally
from tigris_http._bundle.singles import Singles
from tigris_http._bundle.steps import Pull, Start, Wait
from tigris_http._resume import Healing
from tigris_http._retry import BROKEN
from tigris_http._steps import Close, Open, Receive, Sleep
from tigris_http._tar import BUFFER_SIZE
from tigris_http._tar_events import END, NEED_DATA, TarMember
from tigris_http.errors import BundleError, CorruptBody, MalformedResponse, TigrisError
from tigris_http.operations._operation import common
from tigris_http.operations.bundles import BundleRequest

if TYPE_CHECKING:
    from tigris_http._plan import Plan
    from tigris_http.operations.bundles import BundleAnswer, BundleObjects

SINGLES = 8
"""How many single GETs are under way at once, where there are connections for them."""

Steps: TypeAlias = "Generator[Any, Any, None]"


class Engine:
    """Everything about one bundle but its input and output."""

    def __init__(
        self,
        wish: BundleObjects[Any],
        plan: Plan,
        make: type[Any],
        *,
        connections: int,
        buffer_size: int = BUFFER_SIZE,
    ) -> None:
        self._wish, self._plan, self._make, self._buffer_size = wish, plan, make, buffer_size
        self._by_get = wish.snapshot_version is not None and wish.snapshot_via == "get"
        # Nobody waits for a connection that is not to be had before others of this bundle are let go.
        self._prefetch = 0 if self._by_get else min(wish.prefetch, connections - 1)
        spare = connections - self._prefetch
        self._at_once = min(spare, SINGLES)
        # An object that is read anew for a later place is read beside the stream.
        self._batches = Batches(max(wish.max_bytes // (1 + self._prefetch), 1), repeats=spare > 1)
        self.tally = Tally()
        self.large = LargeReading(wish, self.tally)
        self._singles = Singles(wish, plan, buffer_size)

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
            raise answer
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
            yield from self._singly(progress)
            return
        if answer is None or (isinstance(answer, TigrisError) and self._plan.policy.is_worth_another(answer)):
            # Not asked for yet, or asked for too long ago for its failure to count.
            answer = yield self._opening(batch)
        while True:
            if isinstance(answer, TigrisError):
                raise answer
            before = progress.next
            error = yield from self._read(answer, progress)
            yield Close(answer.source)
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
        source = answer.source
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
            except BROKEN as error:
                return self._located(error)
            except MalformedResponse as error:
                raise self._located(error)  # noqa: B904  # the same error, with a place
            if event is NEED_DATA:
                outcome = yield Receive(source, reader.room())
                if isinstance(outcome, BROKEN):
                    return outcome
                if isinstance(outcome, TigrisError):
                    raise outcome
                reader.received(outcome)
            elif isinstance(event, TarMember):
                place = reader.ledger.place - 1
                if place >= wanted:
                    raise self._located(MalformedResponse(f"{event.name[:200]!r} is there, but was passed over before"))
                while progress.next < numbers[place]:
                    yield from self._answer(progress, progress.next, Gone(None))
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
            yield from self._answer(progress, progress.next, Gone(reasons[place]))
        for place, reason in reasons.items():
            progress.explain(numbers[place], reason)
        return None

    def _located(self, error: TigrisError) -> TigrisError:
        return error.located("BundleObjects", self._wish.bucket, None, 1)

    def _singly(self, progress: Progress) -> Steps:
        """Answer what is left of a batch by single GETs, some at a time."""
        numbers, wanted = progress.asked()
        waiting = deque(enumerate(numbers))
        under_way: deque[tuple[int, int, Any]] = deque()
        while waiting or under_way:
            while waiting and len(under_way) < self._at_once:
                place, number = waiting.popleft()
                work = self._singles.fetch(progress.batch.keys[number], probe=place >= wanted)
                self.tally.gets += 1
                under_way.append((place, number, (yield Start(work))))
            place, number, job = under_way.popleft()
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
            if isinstance(known, Again):
                self.tally.gets += 1
                known = yield from self._singles.fetch(progress.batch.keys[again])  # noqa: PLW2901
            yield from self._hand_out(progress, place, again, known)

    def _hand_out(self, progress: Progress, place: int, number: int, answer: Answer) -> Steps:
        batch = progress.batch
        key, tag = batch.keys[number], None if batch.tags is None else batch.tags[place]
        if isinstance(answer, Gone):
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
