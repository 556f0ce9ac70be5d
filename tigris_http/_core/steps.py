"""The steps of calls, downloads and bundles, and the one loop of each client that runs them.

Contract: `Steps[T]` is a generator. It yields steps, receives the outcome of each, and returns a `T`. An outcome is the
step's result, or the `TigrisError` that the step raised. Any other error ends the generator, and so does any error of
the caller's own code (`Apply`, `Send`). The functions here and in `operations._steps` yield one step each and are typed
by its outcome: `info = yield from ask(HeadObject(...))`.

Sources and open answers are those of the client that runs the steps. `drive` and `drive_async` perform no step.
Their `perform` does, such as `_download.perform.Performer`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeAlias, TypeVar, overload

from tigris_http._auth.refresh import Refresh
from tigris_http._core.messages import Send
from tigris_http.errors import TigrisError
from tigris_http.operations._steps import ActionStep, Apply, result_of

if TYPE_CHECKING:
    from tigris_http.operations._base import Operation, StreamOperation

ItemT = TypeVar("ItemT")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Readable(Protocol):
    def readinto(self, buffer: memoryview, /) -> int | Awaitable[int]:
        """Fill the front of `buffer`; return the number of bytes, 0 at the end."""
        ...


class Closable(Protocol):
    def close(self) -> None: ...


class AsyncClosable(Protocol):
    async def aclose(self) -> None: ...


Opened: TypeAlias = Closable | AsyncClosable
OpenT = TypeVar("OpenT", bound=Closable)
AsyncOpenT = TypeVar("AsyncOpenT", bound=AsyncClosable)


class Open(NamedTuple):
    """Send an operation. Outcome: its open answer."""

    operation: StreamOperation[Closable, AsyncClosable]


class Receive(NamedTuple):
    """Receive into `buffer`. Outcome: the number of bytes, 0 at the end."""

    source: Readable
    buffer: memoryview


class Close(NamedTuple):
    """Close an open answer, unless it is closed. Outcome: None."""

    opened: Opened


class Start(Generic[T_co]):
    """Run steps in the background. Outcome: None."""

    __slots__ = ("steps",)

    def __init__(self, steps: Steps[T_co]) -> None:
        self.steps = steps


class Wait(NamedTuple):
    """Wait for steps in the background. Outcome: their result, or the error that ended them."""

    started: Start[object]


class Begin(Generic[T_co]):
    """Run steps in the background, for `WaitAny`. They leave nothing open. Outcome: None."""

    __slots__ = ("steps",)

    def __init__(self, steps: Steps[T_co]) -> None:
        self.steps = steps


class WaitAny:
    """Wait for the first of the begun steps to end. Outcome: their result or error, or a value that they told."""

    __slots__ = ()


class Tell(NamedTuple):
    """Give a value to the steps that began these ones, as an outcome of their `WaitAny`. Outcome: None."""

    value: object


class Halt:
    """End all begun steps, wait for their ends, and close all that is open. Outcome: None."""

    __slots__ = ()


class Results(Protocol):
    def next_results(self) -> list[Any] | Awaitable[list[Any] | None] | None:
        """Return the results that arrived next; None at the end."""
        ...


class Take(NamedTuple):
    """Take the next results of an open bundle. Outcome: a list of them, None at the end."""

    results: Results


class Call(NamedTuple):
    """Call a function that may block, such as one that reads a file. Outcome: its result, or its `OSError`.

    The async client calls it in a thread. `may_hang`: a cancelled task leaves the thread behind.
    """

    function: Callable[[], object]
    may_hang: bool = False


class Finish(NamedTuple):
    """Send an operation whose result must not be lost. Outcome: its result.

    An interruption waits a moment for the answer. `note` is called with the result, in any thread.
    """

    operation: Operation[Any]
    note: Callable[[Any], None]


class Pull(NamedTuple):
    """Take up to `most` items of the caller's keys. Outcome: `Pulled`."""

    most: int


class Pulled(NamedTuple):
    items: list[object]
    ended: bool
    """True if there are no more."""
    error: Exception | None = None
    """The error with which the caller's iterable ended."""


Step: TypeAlias = (
    ActionStep
    | Send
    | Refresh
    | Open
    | Receive
    | Close
    | Start[object]
    | Wait
    | Pull
    | Take
    | Begin[object]
    | WaitAny
    | Tell
    | Halt
    | Call
    | Finish
)
Steps: TypeAlias = Generator[Step, Any, T]
"""Yields steps and returns a result."""
Runs: TypeAlias = Generator[Step | list[ItemT], Any, T]
"""Yields steps, and lists of results for the caller. Returns a result."""


def open_(operation: StreamOperation[OpenT, AsyncOpenT]) -> Steps[OpenT | AsyncOpenT | TigrisError]:
    outcome: OpenT | AsyncOpenT | TigrisError = yield Open(operation)
    return outcome


def receive(source: Readable, buffer: memoryview) -> Steps[int | TigrisError]:
    outcome: int | TigrisError = yield Receive(source, buffer)
    return outcome


def close(opened: Opened) -> Steps[None]:
    yield Close(opened)


def start(steps: Steps[T]) -> Steps[Start[T]]:
    started = Start(steps)
    yield started
    return started


def wait(started: Start[T]) -> Steps[T | TigrisError]:
    outcome: T | TigrisError = yield Wait(started)
    return outcome


def begin(steps: Steps[T]) -> Steps[None]:
    yield Begin(steps)


def tell(value: object) -> Steps[None]:
    yield Tell(value)


def take(results: Results) -> Steps[list[Any] | None]:
    outcome: list[Any] | TigrisError | None = yield Take(results)
    return result_of(outcome)


def wait_any() -> Steps[Any]:
    """Wait for begun steps. Raises their error."""
    outcome: object = yield WaitAny()
    if isinstance(outcome, OSError):
        raise outcome
    return result_of(outcome)


def call(function: Callable[[], T], *, may_hang: bool = False) -> Steps[T]:
    """Call a function that may block. Raises its error."""
    outcome: T | TigrisError | OSError = yield Call(function, may_hang)
    if isinstance(outcome, OSError):
        raise outcome
    return result_of(outcome)


def finish(operation: Operation[T], note: Callable[[T], None]) -> Steps[T | TigrisError]:
    outcome: T | TigrisError = yield Finish(operation, note)
    return outcome


def pull(most: int) -> Steps[Pulled]:
    pulled: Pulled = yield Pull(most)
    return pulled


_CALLERS = (Apply, Send)
"""Steps that run the caller's own code, a function or an upload: the errors it raises end the steps."""


@overload
def drive(steps: Steps[T], perform: Callable[[Step], object]) -> T: ...
@overload
def drive(steps: Runs[ItemT, None], perform: Callable[[Step], object]) -> list[ItemT] | None: ...
def drive(steps: Generator[Any, Any, Any], perform: Callable[[Step], object]) -> Any:
    """Perform steps up to the next list of results, and return it; at the end return the generator's result."""
    outcome: object = None
    while True:
        try:
            step = steps.send(outcome)
        except StopIteration as end:
            return end.value
        finally:
            outcome = None  # the traceback of an error keeps this frame
        if isinstance(step, list):
            return step  # pyright: ignore[reportUnknownVariableType]
        try:
            outcome = perform(step)
        except TigrisError as error:
            if isinstance(step, _CALLERS):
                raise
            outcome = error


@overload
async def drive_async(steps: Steps[T], perform: Callable[[Step], Awaitable[object]]) -> T: ...
@overload
async def drive_async(steps: Runs[ItemT, None], perform: Callable[[Step], Awaitable[object]]) -> list[ItemT] | None: ...
async def drive_async(steps: Generator[Any, Any, Any], perform: Callable[[Step], Awaitable[object]]) -> Any:
    outcome: object = None
    while True:
        try:
            step = steps.send(outcome)
        except StopIteration as end:
            return end.value
        finally:
            outcome = None
        if isinstance(step, list):
            return step  # pyright: ignore[reportUnknownVariableType]
        try:
            outcome = await perform(step)
        except TigrisError as error:
            if isinstance(step, _CALLERS):
                raise
            outcome = error
