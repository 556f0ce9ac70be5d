"""The state of one run of the program: settings, output, progress, and one client for all commands."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from tigris_http.cli import failures
from tigris_http.cli.output import is_of_output

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from tigris_http import TigrisHTTP
    from tigris_http.cli.output import Output
    from tigris_http.cli.progress import Meter
    from tigris_http.cli.table.shape import Command

T = TypeVar("T")


class Session:
    """Everything that commands of one process share. Thread-safe."""

    def __init__(
        self,
        output: Output,
        meter: Meter,
        stdin: BinaryIO,
        *,
        profile: str | None = None,
        endpoint: str | None = None,
        ask: Callable[[str], bool] | None = None,
        connections: int = 64,
    ) -> None:
        self.output, self.meter, self.stdin = output, meter, stdin
        self._profile, self._endpoint = profile, endpoint
        self._connections = connections
        self._ask = ask
        self._client: TigrisHTTP | None = None
        self._lock = threading.Lock()

    @property
    def client(self) -> TigrisHTTP:
        """Return the client, made at its first use."""
        with self._lock:
            if self._client is None:
                from tigris_http import TigrisHTTP

                self._client = TigrisHTTP.from_env(
                    profile=self._profile,
                    endpoint=self._endpoint,
                    max_connections=self._connections,
                    user_agent_extra="cli",
                )
            return self._client

    def confirm(self, question: str) -> bool:
        """Ask on a terminal; True without one."""
        return self._ask is None or self._ask(question)

    def close(self) -> None:
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()


class Call:
    """One command with its values: what its function is given."""

    def __init__(self, session: Session, name: str, given: Namespace, *, line: int | None = None) -> None:
        self.session, self.name, self.line = session, name, line
        self.given: Any = given
        self.out, self.meter = session.output, session.meter
        self.pending: deque[str] = deque()
        """Items that are not done yet, for the report of Ctrl-C."""
        self.done = 0
        self.failures: list[int] = []
        """Exit codes of the items that failed."""
        self.items = 0

    @property
    def client(self) -> TigrisHTTP:
        return self.session.client

    @property
    def is_listed(self) -> bool:
        """Whether the command is a line of a list."""
        return self.line is not None

    def each(self, items: Iterable[T], name: Callable[[T], str] = str) -> Iterable[T]:
        """Yield items one by one, and keep the account of what is done."""
        listed = list(items)
        self.items += len(listed)
        self.pending = deque(name(item) for item in listed)
        for item in listed:
            failed = len(self.failures)
            yield item
            self.pending.popleft()
            self.done += failed == len(self.failures)

    def fail(self, error: Exception) -> None:
        """Report the error of one item. Raises that of standard output: no other item could be shown."""
        if is_of_output(error):
            raise error
        self.failures.append(failures.exit_code(error))
        self.out.error(error, self.name, self.line)

    def for_each(self, items: Iterable[T], function: Callable[[T], object], name: Callable[[T], str] = str) -> None:
        """Call a function with each item. An item that fails is reported, and the others go on."""
        for item in self.each(items, name):
            try:
                function(item)
            except BrokenPipeError:
                raise
            except Exception as error:
                if not failures.is_expected(error):
                    raise
                self.fail(error)

    def confirm(self, question: str) -> None:
        """Ask on a terminal, unless `--yes` or `--dry-run` was given. Raises `Stopped` for a no."""
        given = self.given
        if given.yes or given.dry_run or self.is_listed:
            return
        if not self.session.confirm(question):
            raise failures.Stopped("not confirmed: nothing was changed")

    def time(self, moment: datetime | None) -> str:
        """Return a time for people: local, or UTC with `--utc`."""
        if moment is None:
            return "-"
        if self.given.utc:
            from datetime import timezone

            return moment.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%SZ")
        return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")

    def exit_code(self) -> int:
        """Return the exit code: that of the error if there was one item, else 1 if one of them failed."""
        if not self.failures:
            return failures.OK
        return self.failures[0] if self.items == 1 else failures.SOME_FAILED


def execute(call: Call, command: Command) -> int:
    """Run the function of a command; return the exit code. Errors come out."""
    from importlib import import_module

    module, _, name = command.function.rpartition(".")
    function: Callable[[Call], int | None] = getattr(import_module(f"tigris_http.cli.commands.{module}"), name)
    code = function(call)
    return call.exit_code() if code is None else code
