"""One client, many threads: every response is right, beside any work of the others."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest

from tests.concurrency.mixed import Worker, prepared
from tigris_http import TigrisHTTP
from tigris_http._client.config import config
from tigris_http.emulator import Emulator

THREADS = 64


class Calendar:
    """A clock that enters the next day in the middle; around midnight readings fall on either side."""

    def __init__(self, before: datetime, after: datetime, calls: int) -> None:
        self._ahead = [before - datetime.now(timezone.utc), after - datetime.now(timezone.utc)]
        self._lock = threading.Lock()
        self._random = random.Random(4)
        self._calls, self._read = calls, 0
        self.days = set[str]()

    def now(self) -> datetime:
        with self._lock:
            self._read += 1
            near = self._calls * 2 // 5 < self._read < self._calls * 3 // 5
            later = self._random.random() < 0.5 if near else self._read >= self._calls // 2
            now = datetime.now(timezone.utc) + self._ahead[later]
            self.days.add(now.date().isoformat())
            return now


def test_64_threads_get_every_answer_right_even_if_the_date_changes(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """4,000 calls; with `--full` 20,000. The service's clock stands at five past midnight, within the tolerance for
    signatures.
    """
    calls = 20_000 if request.config.getoption("full") else 4_000
    now = datetime.now(timezone.utc)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    theirs = midnight + timedelta(minutes=5)
    calendar = Calendar(theirs - timedelta(minutes=10), theirs, calls)
    monkeypatch.setattr(config, "utc_now", calendar.now)
    with (
        Emulator(clock_skew=(theirs - now).total_seconds(), log_limit=0) as tigris,
        TigrisHTTP(tigris.endpoint, tigris.credentials, max_connections=THREADS) as client,
        ThreadPoolExecutor(THREADS) as pool,
    ):
        version = prepared(client)
        workers = [Worker(client, number, version) for number in range(THREADS)]
        begun = time.monotonic()
        for ended in [pool.submit(lambda each: [*each.run(calls // THREADS + 1)], worker) for worker in workers]:
            ended.result()
        took = time.monotonic() - begun
        assert 0.0 == client._shared.skew.seconds, "a signature was refused for its time"
    assert sum(worker.calls for worker in workers) >= calls
    assert 2 == len(calendar.days)
    assert 14 == len({name for worker in workers for name in worker.done}), "a step that no worker took"
    print(f"{calls} calls by {THREADS} threads in {took:.1f} s")
