"""Every use of a client against every fault: the right result or the right kind of error, in time, and no leaks.

Many uses meet a fault at once, each with its own client: in the blocking client, on asyncio or on trio, and one use of
each kind in the other two. `--full` tries all uses in all three. Then the same client gets right answers: bytes sent
before must not pass for them. At the end no connection, file, thread or task may be left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.guards import ADD_A_CASE, none_left
from tigris_http import PreconditionFailed, TigrisError, Timeouts
from tigris_http._client.table import Method, Methods
from tigris_http.operations import PostForm

from .fault import ANY, KINDS, RIGHT, Fault
from .faults import FAULTS
from .good import CASES, good
from .running import MODES, Round, Then, descriptors, eventually, open_connections, run_all, threads, told
from .server import HostileServer
from .uses import OWN, USES, WITHOUT_CASE, Use

if TYPE_CHECKING:
    from collections.abc import Iterator

MARGIN = 8.0
"""Seconds by which a slow machine may be late."""
TOTAL = 1.5
TURNS = 5
"""A plain use meets one fault in so many: uses of one kind fail alike."""
LIVE = {"purge_bucket": PreconditionFailed}
"""A success in answer to its HEAD means that the bucket is live: nothing is purged."""
AFTERWARDS = next(use for use in USES if use.name == "get_object")


@pytest.fixture(scope="module")
def hostile() -> Iterator[HostileServer]:
    with HostileServer(good) as server:
        yield server


@pytest.fixture(scope="module")
def truth(hostile: HostileServer) -> dict[str, object]:
    """The result of each use without a fault."""
    hostile.behave()
    outcomes = run_all("blocking", hostile.endpoint).outcomes
    assert [] == [outcome.error for outcome in outcomes.values() if outcome.error is not None]
    return {name: outcome.result for name, outcome in outcomes.items()}


def test_every_method_of_a_client_is_in_the_matrix() -> None:
    table = {name: each.action for name, each in vars(Methods).items() if isinstance(each, Method)}
    methods = {name for name, action in table.items() if action is not PostForm}
    without = (f"{name} ({action.__name__})" for name, action in WITHOUT_CASE.items())
    none_left(without, f"{ADD_A_CASE}; if its use is special, add it to OWN in tests/hostile/uses.py")
    none_left({use.verb for use in USES} - methods, "no such method: remove it from OWN in tests/hostile/uses.py")
    none_left(
        {use.name for use in USES} - CASES.keys(),
        "add the answer of this use in OWN of tests/hostile/uses.py to _OWN of tests/hostile/good.py",
    )
    none_left(
        CASES.keys() - {use.name for use in USES},
        "no such use in tests/hostile/uses.py: remove it from _OWN of tests/hostile/good.py",
    )
    assert [use.name for use in USES] == list(CASES), "OWN in uses.py and _OWN in good.py have the same order"


def wrong(fault: Fault, round_: Round, truth: dict[str, object]) -> list[str]:
    """Return the outcomes that this fault does not allow."""
    found: list[str] = []
    for use in USES:
        outcome = round_.outcomes.get(use.name)
        if outcome is None:
            continue
        allowed = fault.allowed[use.kind]
        classes = tuple(each for each in allowed if isinstance(each, type))
        if ANY in allowed and use.name in LIVE:
            classes = (*classes, LIVE[use.name])
        if outcome.error is not None:
            is_right = isinstance(told(use.verb, outcome.error), classes) and isinstance(outcome.error, TigrisError)
        else:
            is_right = ANY in allowed or (RIGHT in allowed and outcome.result == truth[use.name])
        if not is_right:
            found.append(f"{use.name}: {outcome.error or outcome.result!r} ({type(outcome.error).__name__})")
        if outcome.seconds > TOTAL + MARGIN:
            found.append(f"{use.name}: took {outcome.seconds:.1f} s")
    for name, outcome in round_.after.items():
        if outcome.error is not None or outcome.result != truth[AFTERWARDS.name]:
            found.append(f"afterwards {name}: {outcome.error or outcome.result!r}")
    return found


def tried(fault: Fault, mode: str, *, full: bool) -> list[Use]:
    """Return the uses that meet this fault in this mode.

    One mode tries the special uses and some of the plain ones, by turns; the others try one of each kind.
    """
    number = list(FAULTS).index(fault.name)
    kinds = {kind: [use for use in USES if use.kind == kind] for kind in KINDS if fault.only in {None, kind}}
    if fault.only is None and full:
        return list(USES)
    if fault.only is None and MODES[number % len(MODES)] == mode:
        return [use for place, use in enumerate(USES) if use in OWN or place % TURNS == number % TURNS]
    return [uses[number // len(MODES) % len(uses)] for uses in kinds.values()]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", FAULTS)
def test_every_call_ends_as_allowed_under_every_fault(
    hostile: HostileServer, truth: dict[str, object], pytestconfig: pytest.Config, mode: str, name: str
) -> None:
    fault = FAULTS[name]
    hostile.forget()
    before = descriptors()
    hostile.behave(fault.script)
    timeouts = Timeouts(connect=5, read=fault.read, write=5, pool=5, total=TOTAL if fault.waits else None)
    uses = tried(fault, mode, full=pytestconfig.getoption("full"))
    round_ = run_all(mode, hostile.endpoint, uses, timeouts=timeouts, then=Then(hostile.behave, AFTERWARDS))
    assert {use.name for use in uses} == round_.outcomes.keys()
    assert [] == wrong(fault, round_, truth)
    assert 0 == eventually(lambda: open_connections(hostile.port)), "connections that outlive their client"
    assert 0 == round_.tasks, "tasks left"
    assert [] == eventually(threads), "threads left"
    hostile.forget()
    assert before >= eventually(lambda: max(0, descriptors() - before) and descriptors()), "files left open"
