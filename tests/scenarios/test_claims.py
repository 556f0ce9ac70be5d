"""Workers claim jobs by rename, while requests and answers get lost: one winner for each job, or an error."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from tigris_http import AsyncTigrisHTTP, NotFound, OutcomeUnknown, RetryPolicy, TigrisError, TigrisHTTP
from tigris_http.emulator import Emulator, Fault

WORKERS, JOBS = 5, 12
RETRY = RetryPolicy(max_attempts=4, base=0.001)
WON, LOST_RACE, DOUBT, GAVE_UP = "won", "lost the race", "in doubt", "gave up"


def mishaps(seed: int) -> list[Fault]:
    """Lost requests, lost answers, refusals by a proxy before the request takes effect."""
    chance = random.Random(seed)
    kinds = [
        Fault("drop_request", "RenameObject"),
        Fault("drop_request", "RenameObject", abort=True),
        Fault("lose_answer", "RenameObject"),
        Fault("lose_answer", "RenameObject", after=20),
        Fault("status", "RenameObject", status=502, body="Bad gateway"),
        Fault("status", "RenameObject", status=503),
        Fault("status", "RenameObject", status=503, code="SlowDown"),
    ]
    return [chance.choice(kinds) for _ in range(WORKERS * JOBS // 2)]


@dataclass
class Queue:
    """Jobs and their workers: a worker has a key of its own for each job, or one for all."""

    seed: int
    snapshots: bool
    empty: bool
    one_key: bool
    outcomes: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])

    def content(self, job: int) -> bytes:
        return b"" if self.empty else b"job %d" % job

    def claimed(self, worker: int, job: int) -> str:
        return f"claims/{worker}" if self.one_key else f"claims/{worker}/{job}"

    def order(self, worker: int) -> list[int]:
        jobs = list(range(JOBS))
        random.Random(worker % 2).shuffle(jobs)
        return jobs

    def fill(self, client: TigrisHTTP) -> None:
        client.create_bucket("queue", snapshot_enabled=self.snapshots)
        for job in range(JOBS):
            client.put_object("queue", f"jobs/{job}", self.content(job))
        for worker in range(WORKERS if self.one_key else 0):
            client.put_object("queue", self.claimed(worker, 0), b"")

    def failed(self, worker: int, job: int, error: TigrisError) -> None:
        lost = LOST_RACE if isinstance(error, NotFound) else GAVE_UP
        self.outcomes[worker, job] = DOUBT if isinstance(error, OutcomeUnknown) else lost

    def won(self, worker: int, job: int, content: bytes) -> None:
        assert self.content(job) == content, "a worker was told that it has a job, and has another"
        self.outcomes[worker, job] = WON

    def account(self, client: TigrisHTTP) -> None:
        """Compare the workers' results with the stored objects."""
        there = Counter(entry.key for entry in client.list_objects_v2("queue"))
        assert WON in self.outcomes.values()
        for job in range(JOBS):
            results = {worker: self.outcomes[worker, job] for worker in range(WORKERS)}
            winners = [worker for worker, what in results.items() if what is WON]
            assert len(winners) <= 1, f"job {job} was won by {winners}"
            if not winners and not there[f"jobs/{job}"]:
                assert {DOUBT, GAVE_UP} & set(results.values()), f"job {job} is lost: each worker says another has it"
            if self.one_key:
                continue
            claims = [worker for worker in range(WORKERS) if there[self.claimed(worker, job)]]
            assert len(claims) + there[f"jobs/{job}"] == 1, "a job was lost or doubled"
            if winners:
                assert winners == claims
            elif claims:
                assert results[claims[0]] in (DOUBT, GAVE_UP), "a worker has the job and was told otherwise"


QUEUES = [
    Queue(seed, snapshots, empty, one_key)
    for seed, (snapshots, empty, one_key) in enumerate(
        (snapshots, empty, one_key)
        for snapshots in (False, True)
        for empty in (False, True)
        for one_key in (False, True)
    )
]


def named(queue: Queue) -> str:
    words = ("snapshots" if queue.snapshots else "plain", "empty" if queue.empty else "jobs")
    return " ".join((*words, "one key" if queue.one_key else "many keys"))


@pytest.mark.parametrize("queue", QUEUES, ids=named)
def test_of_many_threads_one_claims_a_job(queue: Queue) -> None:
    queue.outcomes.clear()

    def work(worker: int) -> None:
        for job in queue.order(worker):
            claimed = queue.claimed(worker, job)
            try:
                client.rename_object("queue", f"jobs/{job}", claimed)
            except TigrisError as error:
                queue.failed(worker, job, error)
                continue
            with client.get_object("queue", claimed) as body:
                queue.won(worker, job, body.read())

    with Emulator() as tigris, TigrisHTTP(tigris.endpoint, tigris.credentials, retry=RETRY) as client:
        queue.fill(client)
        tigris.inject(*mishaps(queue.seed))
        with ThreadPoolExecutor(WORKERS) as threads:
            list(threads.map(work, range(WORKERS)))
        tigris.clear_faults()
        queue.account(client)


@pytest.mark.parametrize("queue", QUEUES, ids=named)
def test_of_many_tasks_one_claims_a_job(queue: Queue) -> None:
    queue.outcomes.clear()

    async def work(client: AsyncTigrisHTTP, worker: int) -> None:
        for job in queue.order(worker):
            claimed = queue.claimed(worker, job)
            try:
                await client.rename_object("queue", f"jobs/{job}", claimed)
            except TigrisError as error:
                queue.failed(worker, job, error)
                continue
            async with client.get_object("queue", claimed) as body:
                queue.won(worker, job, await body.read())

    async def all_work(tigris: Emulator) -> None:
        async with AsyncTigrisHTTP(tigris.endpoint, tigris.credentials, retry=RETRY) as client:
            await asyncio.gather(*(work(client, worker) for worker in range(WORKERS)))

    with Emulator() as tigris, TigrisHTTP(tigris.endpoint, tigris.credentials, retry=RETRY) as keeper:
        queue.fill(keeper)
        tigris.inject(*mishaps(100 + queue.seed))
        asyncio.run(all_work(tigris))
        tigris.clear_faults()
        queue.account(keeper)
