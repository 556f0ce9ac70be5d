"""A bundle under way: where the engine stands, what it found and nobody took yet, and who does its steps.

Contract: a run is what a response and its large members share; it knows neither of them, so that nothing keeps itself
alive. What is raised on the way closes everything; only a cancelled task cannot wait for that, and leaves it to
whoever closes the response.
"""

from __future__ import annotations

from operator import length_hint
from typing import TYPE_CHECKING, Any, Final

from tigris_http._bundle.members import Member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http._bundle.drivers import AsyncIo, Io
    from tigris_http._bundle.engine import Engine
    from tigris_http._bundle.large_members import Large

OPEN: Final = 0
_CLOSED: Final = 1
_FINISHED: Final = 2


class Run:
    """What blocking and async runs have in common."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.results = engine.results()
        self.state = OPEN
        self.window: Iterator[Any] = iter(())
        """The results that are here and were not taken yet."""
        self._shown: list[Any] = []

    def show(self, results: list[Any] | None) -> bool:
        """Make the next run of results the window; None: there is none. Return whether there is one."""
        if results is None:
            self.state = _FINISHED
            return False
        if len(results) == 1:
            # Handed out at once, and known to its taker alone: a large one knows this run.
            if isinstance(results[0], Member):
                results[0].belongs_to(self)
            self.window = iter([None, *results].pop, None)
        else:
            self._shown, self.window = results, iter(results)
        return True

    def may_go_on(self) -> bool:
        """Forget the last run; return whether there may be another one."""
        if self.state == _CLOSED:
            raise ValueError("the bundle is closed")
        # Nothing may look at the buffer while more is received into it.
        self.window, self._shown = iter(()), []
        return self.state == OPEN

    def stop(self) -> None:
        """Let nobody read on."""
        if self.state == OPEN:
            self.state = _CLOSED
            self.engine.tally.take_back(self.left)
            self._shown.clear()
            self.results.close()

    @property
    def left(self) -> list[Any]:
        """The members of the last run that were not taken yet."""
        return self._shown[len(self._shown) - length_hint(self.window) :] if self._shown else []

    def check(self, large: Large) -> None:
        """Raise unless this large member may be read."""
        if self.state == _CLOSED:
            raise ValueError(f"the bundle is closed: what was not read of {large.key!r} is gone")
        self.engine.large.check(large)


class BlockingRun(Run):
    """The run of a blocking bundle."""

    def __init__(self, engine: Engine, io: Io) -> None:
        super().__init__(engine)
        self.io = io

    def advance(self) -> bool:
        """Receive until there are results; return False at the end."""
        return self.may_go_on() and self.show(self.do(self.results))

    def do(self, work: Any) -> Any:  # noqa: ANN401  # steps of any kind
        """Do steps; whatever is raised closes the bundle."""
        try:
            return self.io.run(work)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End everything."""
        self.stop()
        self.io.close()


class AsyncRun(Run):
    """The run of an async bundle."""

    def __init__(self, engine: Engine, io: AsyncIo) -> None:
        super().__init__(engine)
        self.io = io

    async def advance(self) -> bool:
        """Receive until there are results; return False at the end."""
        return self.may_go_on() and self.show(await self.do(self.results))

    async def do(self, work: Any) -> Any:  # noqa: ANN401
        """Do steps; an error closes the bundle."""
        try:
            return await self.io.run(work)
        except BaseException as error:
            self.stop()
            self.io.abandon()
            # Cancelled: nothing can be awaited then; whoever leaves the `async with` closes.
            if isinstance(error, Exception):
                await self.aclose()
            raise

    async def aclose(self) -> None:
        """End everything."""
        self.stop()
        await self.io.aclose()
