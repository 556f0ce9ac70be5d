"""Run all uses of a client at once against one fault, in a watched thread, and count leaks."""

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

from tests.scenarios.harness import AT_ONCE, AsyncFacade
from tigris_http import AsyncTigrisHTTP, OutcomeUnknown, RetryPolicy, TigrisHTTP

from .uses import USES, Use

KEYS = ("tid_HOSTILE", "tsec_HOSTILEsecret")
ONCE = RetryPolicy(max_attempts=1)
MODES = ("blocking", "asyncio", "trio")
WATCHED = 10.0
"""Seconds after which a thread counts as hanging: many times the longest use."""
T = TypeVar("T")


@dataclass(frozen=True)
class Outcome:
    """The outcome of a use."""

    result: object
    error: BaseException | None
    seconds: float


@dataclass(frozen=True)
class Then:
    """The use that follows with each client, and its method."""

    before: Callable[[], None]
    use: Use


@dataclass
class Round:
    """The outcomes of one round of uses, by name."""

    outcomes: dict[str, Outcome] = field(default_factory=dict[str, Outcome])
    after: dict[str, Outcome] = field(default_factory=dict[str, Outcome])
    """The outcomes of the following use with each client."""
    tasks: int = 0
    """The number of tasks left."""


def within(seconds: float, work: Callable[[], T]) -> T:
    """Run work in a thread; fail with the stacks of all threads if it takes too long."""
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001  # the caller raises it
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
    """Run a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("the blocking client waited for an event loop")


async def _outcome(use: Use, client: Any) -> Outcome:
    begun = time.monotonic()
    try:
        # A blocking client does everything in the call.
        result: object = await use.do(client.with_options(extra_headers={"x-use": use.name}))
    except Exception as error:  # noqa: BLE001  # any error is an outcome
        return Outcome(None, error, time.monotonic() - begun)
    return Outcome(result, None, time.monotonic() - begun)


def _blocking(make: Callable[[], TigrisHTTP], uses: Iterable[Use], then: Then | None, *, together: bool) -> Round:
    found = Round()

    def one(use: Use) -> None:
        client = clients[use.name]
        found.outcomes[use.name] = at_once(_outcome(use, AsyncFacade(client)))

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
                found.after[name] = at_once(_outcome(then.use, AsyncFacade(client.with_options(retry=AT_ONCE))))
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
    """Return the number of other tasks alive."""
    try:
        return len(asyncio.all_tasks()) - 1
    except RuntimeError:
        root = trio.lowlevel.current_root_task()
        found: list[Any] = [root]
        for task in found:
            found += [child for nursery in task.child_nurseries for child in nursery.child_tasks]
        # The root, the test, and trio's own tasks.
        return sum(task.name == "tigris_http job" or "_async" in task.name for task in found)


def run_all(
    mode: str,
    endpoint: str,
    uses: Iterable[Use] = USES,
    *,
    together: bool = True,
    then: Then | None = None,
    keys: Any = KEYS,
    **options: Any,
) -> Round:
    """Run all uses, each with its own client, then the following use with each of these clients."""
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


SENT_ONCE = {
    "create_snapshot",
    "merge_fork",
    "purge_deleted_object",
    "rebase_fork",
    "rename_object",
    "restore_deleted_object",
}
"""Methods whose request must not be repeated: after a lost answer their outcome is unknown."""


def told(verb: str, error: BaseException | None) -> BaseException | None:
    """Return the error that a fault caused: the cause of an unknown outcome, if the method must not be repeated."""
    return error.__cause__ if isinstance(error, OutcomeUnknown) and verb in SENT_ONCE else error


def eventually(nothing: Callable[[], T]) -> T:
    """Return the count once it is zero, or after five seconds."""
    until = time.monotonic() + 5
    while (left := nothing()) and time.monotonic() < until:
        time.sleep(0.002)
    return left


def open_connections(port: int) -> int:
    """Return the number of connections to this port that a client of this machine holds open."""
    table = Path("/proc/net/tcp")
    if not table.exists():
        return 0
    rows = [line.split() for line in table.read_text("ascii").splitlines()[1:]]
    # A closed socket has no inode, however long the system lists it.
    return sum(int(row[2].partition(":")[2], 16) == port and row[9] != "0" for row in rows)


def descriptors() -> int:
    """Return the number of files and sockets that this process has open."""
    return len([*Path("/dev/fd").iterdir()]) if sys.platform != "win32" else 0


def threads() -> list[str]:
    """Return the threads of work that should be over."""
    return [thread.name for thread in threading.enumerate() if thread.name in {"tigris_http job", "use", "watched"}]
