"""Runs all uses of a client at once against one fault, in a thread that is watched, and counts what is left behind."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import anyio
import trio

from tests.scenarios.stage import AT_ONCE, Dressed
from tigris_http import AsyncTigrisHTTP, RetryPolicy, TigrisHTTP

from .uses import USES, Use

KEYS = ("tid_HOSTILE", "tsec_HOSTILEsecret")
ONCE = RetryPolicy(max_attempts=1)
MODES = ("blocking", "asyncio", "trio")
WATCHED = 10.0
"""Seconds after which something is taken to hang: many times as long as anything here takes."""
T = TypeVar("T")


@dataclass(frozen=True)
class Outcome:
    """What came of a use."""

    result: object
    error: BaseException | None
    seconds: float


@dataclass(frozen=True)
class Then:
    """What is done with each client afterwards, when something was called."""

    before: Callable[[], None]
    use: Use


@dataclass
class Round:
    """What came of one round of uses, by their names."""

    outcomes: dict[str, Outcome] = field(default_factory=dict[str, Outcome])
    after: dict[str, Outcome] = field(default_factory=dict[str, Outcome])
    """What came of what was done afterwards with their clients."""
    tasks: int = 0
    """How many tasks were left."""


def within(seconds: float, work: Callable[[], T]) -> T:
    """Run work in a thread; fail with the stacks of all threads where it takes longer."""
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001  # raised by who waits
            errors.append(error)

    thread = threading.Thread(target=run, name="watched", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        names = {each.ident: each.name for each in threading.enumerate()}
        stacks = [
            "".join(traceback.format_stack(frame)[-12:])
            for ident, frame in sys._current_frames().items()
            if names.get(ident) in {"use", "watched"}
        ]
        raise AssertionError("this hangs:\n" + "\n".join(stacks[:3]))
    for error in errors:
        raise error
    return results[0]


def at_once(coroutine: Any) -> Any:
    """Run a coroutine that has nothing to wait for."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("the blocking client waited for an event loop")


async def _outcome(use: Use, client: Any) -> Outcome:
    begun = time.monotonic()
    try:
        # A blocking client does it all in the call.
        result: object = await use.do(client.with_options(extra_headers={"x-use": use.name}))
    except Exception as error:  # noqa: BLE001  # whatever it is, it is looked at
        return Outcome(None, error, time.monotonic() - begun)
    return Outcome(result, None, time.monotonic() - begun)


def _blocking(make: Callable[[], TigrisHTTP], uses: Iterable[Use], then: Then | None, *, together: bool) -> Round:
    found = Round()

    def one(use: Use) -> None:
        client = clients[use.name]
        found.outcomes[use.name] = at_once(_outcome(use, Dressed(client)))

    with ExitStack() as stack:
        clients = {use.name: stack.enter_context(make()) for use in uses}
        if together:
            threads = [threading.Thread(target=one, args=(use,), name="use", daemon=True) for use in uses]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        else:
            for use in uses:
                one(use)
        if then is not None:
            then.before()
            for name, client in clients.items():
                found.after[name] = at_once(_outcome(then.use, Dressed(client.with_options(retry=AT_ONCE))))
    return found


async def _async(
    make: Callable[[], AsyncTigrisHTTP], uses: Iterable[Use], then: Then | None, *, together: bool
) -> Round:
    found = Round()

    async def one(use: Use) -> None:
        found.outcomes[use.name] = await _outcome(use, clients[use.name])

    async with AsyncExitStack() as stack:
        clients = {use.name: await stack.enter_async_context(make()) for use in uses}
        if together:
            async with anyio.create_task_group() as group:
                for use in uses:
                    group.start_soon(one, use)
        else:
            for use in uses:
                await one(use)
        if then is not None:
            then.before()
            for name, client in clients.items():
                found.after[name] = await _outcome(then.use, client.with_options(retry=AT_ONCE))
    for _ in range(100):
        if not tasks():
            break
        await anyio.sleep(0.001)
    found.tasks = tasks()
    return found


def tasks() -> int:
    """Return how many tasks are alive beside this one."""
    try:
        return len(asyncio.all_tasks()) - 1
    except RuntimeError:
        root = trio.lowlevel.current_root_task()
        found: list[Any] = [root]
        for task in found:
            found += [child for nursery in task.child_nurseries for child in nursery.child_tasks]
        # The root, the story, and those of trio itself.
        return sum(task.name == "tigris_http job" or "_async" in task.name for task in found)


def played(
    mode: str,
    endpoint: str,
    uses: Iterable[Use] = USES,
    *,
    together: bool = True,
    then: Then | None = None,
    keys: Any = KEYS,
    **options: Any,
) -> Round:
    """Do all these, with a client each; then do the same one with each of these clients."""
    options = {"retry": ONCE, **options}
    if mode == "blocking":
        return within(
            WATCHED, lambda: _blocking(lambda: TigrisHTTP(endpoint, keys, **options), uses, then, together=together)
        )
    return within(
        WATCHED,
        lambda: anyio.run(
            lambda: _async(lambda: AsyncTigrisHTTP(endpoint, keys, **options), uses, then, together=together),
            backend=mode,
        ),
    )


def eventually(nothing: Callable[[], T]) -> T:
    """Return what this comes to once nothing is left, or after five seconds."""
    until = time.monotonic() + 5
    while (left := nothing()) and time.monotonic() < until:
        time.sleep(0.002)
    return left


def open_connections(port: int) -> int:
    """Return how many connections to this port a client of this machine holds open."""
    table = Path("/proc/net/tcp")
    if not table.exists():
        return 0
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    # A socket that was closed has no inode any more, however long the system remembers it.
    return sum(int(row[2].partition(":")[2], 16) == port and row[9] != "0" for row in rows)


def descriptors() -> int:
    """Return how many files and sockets this process has open."""
    return len([*Path("/dev/fd").iterdir()]) if sys.platform != "win32" else 0


def threads() -> list[str]:
    """Return the threads that nobody here would miss: those of work that should be over."""
    return [thread.name for thread in threading.enumerate() if thread.name in {"tigris_http job", "use", "watched"}]
