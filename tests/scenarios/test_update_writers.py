"""Many writers meet faults of every kind and account for every update."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from contextlib import suppress
from itertools import count
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import (
    AsyncTigrisHTTP,
    OutcomeUnknown,
    RetryPolicy,
    TigrisError,
    TigrisHTTP,
)
from tigris_http.emulator import Fault

from .updating import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tigris_http.emulator import Emulator


# -- many writers, and faults of every kind ---------------------------------------------------------------------------


class Ledger:
    """The results of each update that the writers got: one line of the object's text."""

    def __init__(self) -> None:
        self.results: dict[str, str] = {}

    def check(self, content: bytes) -> None:
        lines = content.decode().split()
        twice = [line for line, times in Counter(lines).items() if times > 1]
        assert not twice, f"{twice} are there twice"
        for line, outcome in self.results.items():
            assert (line in lines) or outcome != "done", f"{line} is lost"
            assert (line not in lines) or outcome != "not done", f"{line} was said not to be done"
        # Otherwise this proves nothing.
        assert Counter(self.results.values())["done"] > 20

    def note(self, line: str, error: TigrisError | None) -> None:
        if error is None:
            self.results[line] = "done"
        else:
            self.results[line] = "unknown" if isinstance(error, OutcomeUnknown) else "not done"


def adding(line: str) -> Callable[[bytes | None], bytes]:
    return lambda old: (old or b"") + f"{line}\n".encode()


def faults(random: Random) -> Iterator[Fault]:
    """Yield a fault now and then."""
    if random.random() < 0.4:
        kinds: list[Any] = ["drop_request", "lose_answer", "status", "clock_skewed", "cut_body"]
        operations = ["PutObject", "PutObject", "PutObject", "GetObject", "HeadObject"]
        yield Fault(
            random.choice(kinds),
            random.choice(operations),
            status=random.choice([429, 500, 502, 503, 504]),
            code=random.choice([None, "InternalError"]),
            abort=random.random() < 0.5,
        )


@pytest.mark.parametrize("foreign", [False, True], ids=["alone", "beside others"])
@pytest.mark.parametrize("versions", [False, True], ids=["plain", "snapshots"])
def test_threads_that_meet_faults_of_every_kind_account_for_every_update(
    tigris: Emulator, versions: bool, foreign: bool
) -> None:
    ledger, over = Ledger(), threading.Event()
    policy = RetryPolicy(max_attempts=4, base=0.005)
    with TigrisHTTP(tigris.endpoint, tigris.credentials, retry=policy, max_connections=8) as client:
        client.create_bucket("atlas", snapshot_enabled=versions)

        def work(name: int) -> None:
            random = Random(name)
            for number in range(14):
                for fault in faults(random):
                    tigris.inject(fault)
                line = f"{name}-{number}"
                try:
                    client.update_object("atlas", "n", adding(line), max_conflicts=500)
                except TigrisError as error:
                    ledger.note(line, error)
                else:
                    ledger.note(line, None)

        def interfere() -> None:
            """Change the object safely, from another program that knows no marks."""
            with TigrisHTTP(tigris.endpoint, tigris.credentials) as other:
                for number in count():
                    if over.wait(0.02):
                        break
                    # A line whose write ended in an error may exist: each is tried once.
                    with suppress(TigrisError), other.get_object("atlas", "n") as body:
                        content = body.read() + b"foreign-%d\n" % number
                        other.put_object("atlas", "n", content, if_match=body.info.etag)

        threads = [threading.Thread(target=work, args=(name,)) for name in range(5)]
        interfering = threading.Thread(target=interfere)
        if foreign:
            interfering.start()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        over.set()
        if foreign:
            interfering.join()
        tigris.clear_faults()
        with client.get_object("atlas", "n") as body:
            ledger.check(body.read())


@pytest.mark.parametrize("versions", [False, True], ids=["plain", "snapshots"])
def test_tasks_that_meet_faults_of_every_kind_account_for_every_update(tigris: Emulator, versions: bool) -> None:
    ledger = Ledger()

    async def work(client: AsyncTigrisHTTP, name: int) -> None:
        random = Random(name)
        for number in range(14):
            for fault in faults(random):
                tigris.inject(fault)
            line = f"{name}-{number}"
            try:
                await client.update_object("atlas", "n", adding(line), max_conflicts=500)
            except TigrisError as error:
                ledger.note(line, error)
            else:
                ledger.note(line, None)

    async def all_work() -> bytes:
        policy = RetryPolicy(max_attempts=4, base=0.005)
        async with AsyncTigrisHTTP(tigris.endpoint, tigris.credentials, retry=policy) as client:
            await client.create_bucket("atlas", snapshot_enabled=versions)
            await asyncio.gather(*(work(client, name) for name in range(5)))
            tigris.clear_faults()
            return await read(client)

    ledger.check(asyncio.run(all_work()))
