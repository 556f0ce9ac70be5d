"""`run`: a list of commands, in one process with one client, many at once.

The main thread reads and parses lines, since parsers are not thread-safe; workers run the commands. At most a few lines
wait, so a list may be of any length, and may come from a pipe that never ends.
"""

from __future__ import annotations

import os
import queue
import shlex
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from tigris_http.cli import uris
from tigris_http.cli.failures import SOME_FAILED, UsageError, is_expected, refuse
from tigris_http.cli.session import Call, execute
from tigris_http.cli.table.common import GLOBAL_DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from tigris_http.cli.table.shape import Command

_NOT_LISTED = {"run", "emulator", "completion"}


def run(call: Call) -> int:
    """Run each line; return 1 if one failed."""
    given = call.given
    source = uris.side("FILE", given.file)
    if isinstance(source, uris.Remote):
        refuse(f"FILE must be a file of this computer or -, not {source}")
    list_of = _List(call, given.jobs)
    call.pending.append("the rest of the list")
    call.meter.begin()
    if isinstance(source, uris.Stream):
        list_of.run(call.session.stdin)
    else:
        with Path(source.path).open("rb") as file:
            list_of.run(file)
    call.pending.clear()
    if list_of.broken is not None:
        raise list_of.broken
    if call.out.json:
        rest = dict.fromkeys(("skipped", "deleted", "refused", "bytes", "requests"))
        counts = {"done": list_of.done, "failed": list_of.failed, "dry_run": False}
        call.out.record("summary", {"action": "run", **counts, **rest})
    elif list_of.failed:
        call.out.note(f"tigris-http run: {list_of.done:,} lines done, {list_of.failed:,} failed")
    return SOME_FAILED if list_of.failed else 0


class _List:
    def __init__(self, call: Call, jobs: int) -> None:
        self._call, self._jobs = call, jobs
        self._queue: queue.Queue[tuple[Command, Call] | None] = queue.Queue(2 * jobs)
        self._lock = threading.Lock()
        self.done = self.failed = 0
        self.broken: Exception | None = None
        """An error that ends the list: standard output is closed, or a bug."""

    def run(self, file: BinaryIO) -> None:
        # Daemons: an interrupted list does not wait for requests under way.
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(self._jobs)]
        for thread in threads:
            thread.start()
        for number, words in self._lines(file):
            if self.broken is not None:
                break
            try:
                job = self._parsed(number, words)
            except UsageError as error:
                self._fail(error, number, error.command)
                continue
            self._put(job)
        for _ in threads:
            self._put(None)
        for thread in threads:
            # In slices, since a wait without a timeout cannot be interrupted on Windows.
            while thread.is_alive():
                thread.join(0.5)

    def _put(self, job: tuple[Command, Call] | None) -> None:
        while True:
            try:
                self._queue.put(job, timeout=0.5)
            except queue.Full:
                continue
            return

    def _lines(self, file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
        for number, line in enumerate(file, 1):
            try:
                words = shlex.split(os.fsdecode(line), comments=False)
            except ValueError as error:
                self._fail(UsageError(f"the line cannot be read: {error}"), number)
                continue
            if words and not words[0].startswith("#"):
                yield number, words

    def _parsed(self, number: int, words: list[str]) -> tuple[Command, Call]:
        from tigris_http.cli.arguments import Help, parse

        if words[0] == "tigris-http":
            words = words[1:]
        try:
            command, given = parse(words)
        except Help:
            refuse("a line of a list shows no help")
        if command.name in _NOT_LISTED:
            refuse(f"{command.name} cannot be in a list")
        shared = [name for name, value in GLOBAL_DEFAULTS.items() if getattr(given, name) != value]
        if shared:
            refuse(f"--{shared[0]} is an option of run itself, for all lines")
        return command, Call(self._call.session, command.name, given, line=number)

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            command, call = job
            if self.broken is not None:
                continue
            outcome = _outcome(command, call)
            if isinstance(outcome, int):
                with self._lock:
                    self.done += not outcome
                    self.failed += bool(outcome)
                    self._call.done = self.done
            elif is_expected(outcome) and not isinstance(outcome, BrokenPipeError):
                self._fail(outcome, call.line, call.name)
            else:
                self.broken = outcome

    def _fail(self, error: Exception, line: int | None, name: str = "") -> None:
        with self._lock:
            self.failed += 1
        self._call.out.error(error, name or self._call.name, line)


def _outcome(command: Command, call: Call) -> int | Exception:
    """Return the exit code of a command, or its error."""
    try:
        return execute(call, command)
    except Exception as error:  # noqa: BLE001  # the caller judges it
        return error
