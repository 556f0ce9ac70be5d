"""The program: reads the command line, runs the command, and turns every end into an exit code.

`main` is one run, in this process. `entry` is the program itself, with its signals and the end of the process.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
import threading
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO, cast

from tigris_http.cli import failures
from tigris_http.cli.arguments import Help, parse
from tigris_http.cli.output import Output, columns, is_of_output, is_terminal
from tigris_http.cli.progress import Meter
from tigris_http.cli.session import Call, Session, execute

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from tigris_http.cli.table.shape import Command

_GRACE = 0.8
"""Seconds that an interrupted command has to clean up: an upload in parts is aborted then."""
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
"""Those that end a command in order. Windows has no SIGHUP."""
_running: list[tuple[Output, Call]] = []
"""The command under way, for the report of Ctrl-C."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code. Ctrl-C and a closed standard output are codes, too."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    stdout, stderr = cast("TextIO | None", sys.stdout), cast("TextIO | None", sys.stderr) or io.StringIO()
    output = Output(_bytes_of(stdout), stderr, Meter(), json="--json" in given)
    try:
        parsed = parse(given)
    except Help as help_text:
        text = str(help_text)
        return _ended(output, lambda: output.raw(text.encode()))
    except failures.UsageError as error:
        output.error(error, error.command)
        return failures.USAGE
    return _run(parsed.command, parsed.given, stdout, stderr)


def _run(command: Command, given: Any, stdout: TextIO | None, stderr: TextIO) -> int:  # noqa: ANN401  # a namespace
    meter = _meter(given.progress, stderr)
    output = Output(
        _bytes_of(stdout),
        stderr,
        meter,
        json=given.json,
        quiet=given.quiet,
        terminal=(stdout.encoding or "ascii") if stdout is not None and is_terminal(stdout) else None,
    )
    session = Session(
        output,
        meter,
        _input(),
        profile=given.profile,
        endpoint=given.endpoint,
        ask=_asking(output, stderr),
        connections=max(64, 2 * (getattr(given, "jobs", None) or 0)),
    )
    call = Call(session, command.name, given)
    _running.append((output, call))
    code = failures.SOME_FAILED
    try:
        with _logged(output) if given.debug else contextlib.nullcontext():
            code = _ended(output, lambda: execute(call, command), call)
        return code
    finally:
        _running.pop()
        # After an interrupt threads may still be at work: the end of the process closes what they use.
        if code != failures.INTERRUPTED:
            meter.close()
            session.close()


def _ended(output: Output, work: Callable[[], int | None], call: Call | None = None) -> int:
    """Do the work, flush what it wrote, and return the exit code of what came."""
    name = "" if call is None else call.name
    try:
        code = work() or failures.OK
        output.flush()
    except KeyboardInterrupt:
        report(output, call)
        return failures.INTERRUPTED
    except BrokenPipeError:
        return failures.CLOSED
    except Exception as error:
        if call is not None and call.given.debug and not failures.is_expected(error):
            raise
        output.error(error, name)
        code = failures.exit_code(error)
        return code if is_of_output(error) else _flushed(output, name, code)
    return code


def _flushed(output: Output, name: str, code: int) -> int:
    try:
        output.flush()
    except BrokenPipeError:
        return failures.CLOSED
    except OSError as error:
        output.error(error, name)
    return code


def report(output: Output, call: Call | None) -> None:
    """Say what an interrupted command has done, and what it has not."""
    text = "interrupted"
    if call is not None and call.pending:
        state = call.meter.state()
        size = f" ({state.bytes_done:,} bytes)" if state.bytes_done else ""
        rest = len(call.pending) - 1
        more = "" if not rest else f" and {rest:,} more"
        text += f": {call.done:,} done{size}; not done: {call.pending[0]}{more}"
    output.last_error(failures.Interrupted(text), "" if call is None else call.name)


def _meter(when: str, stderr: TextIO) -> Meter:
    terminal = is_terminal(stderr)
    if when == "never" or (when == "auto" and not terminal):
        return Meter()

    def write(text: str) -> None:
        stderr.write(text)
        stderr.flush()

    return Meter(write, terminal=terminal, width=lambda: columns(stderr))


def _asking(output: Output, stderr: TextIO) -> Callable[[str], bool] | None:
    """Return a function that asks, None if no person is there."""
    stdin = sys.stdin
    if stdin is None or not is_terminal(stdin) or not is_terminal(stderr):  # pyright: ignore[reportUnnecessaryComparison]
        return None

    def ask(question: str) -> bool:
        output.flush()
        stderr.write(f"{question} [y/N] ")
        stderr.flush()
        return stdin.readline().strip().lower() in {"y", "yes"}

    return ask


def _input() -> BinaryIO:
    stdin = cast("TextIO | None", sys.stdin)
    return cast("BinaryIO", _Closed()) if stdin is None else stdin.buffer


def _bytes_of(stdout: TextIO | None) -> BinaryIO:
    return cast("BinaryIO", _Closed()) if stdout is None else stdout.buffer


class _Closed(io.RawIOBase):
    """A standard stream that the parent closed. Its use is an error: output would be lost, and input is not empty."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: object) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard input")

    def write(self, _data: object) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


@contextlib.contextmanager
def _logged(output: Output) -> Generator[None]:
    """Write the client's log to standard error. No line of it holds a secret."""
    import logging

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            output.say(f"debug: {record.getMessage()}")

    log, handler = logging.getLogger("tigris_http"), Handler()
    log.addHandler(handler)
    level, propagate = log.level, log.propagate
    log.setLevel(logging.DEBUG)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
        log.propagate = propagate


def entry() -> None:
    """Run the program, and end the process."""
    import gc
    import signal

    # Importing makes a lot of objects and no garbage: collections would take a tenth of a short command's time.
    gc.set_threshold(50_000)

    handler = _Interrupt()
    with contextlib.suppress(ValueError):  # not in the main thread
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            # `nohup`, and a shell for a job in the background, ignore signals for the program.
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, handler)
    code = main()
    # At once: the end of Python would flush to a closed pipe, and wait for threads of the transfer.
    if code == failures.INTERRUPTED:
        os._exit(handler.code)
    if code == failures.CLOSED:
        os._exit(code)
    _let_go()
    sys.exit(code)


def _let_go() -> None:
    """Drop what standard output cannot take: the error was shown, and the end of Python would flush once more."""
    stdout = cast("TextIO | None", sys.stdout)
    try:
        if stdout is not None:
            stdout.flush()
    except (OSError, ValueError):
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


class _Interrupt:
    """The handler of Ctrl-C, SIGTERM and SIGHUP: the command ends in order, within a second."""

    def __init__(self) -> None:
        self._seen = False
        self.code = failures.INTERRUPTED

    def __call__(self, number: int, _frame: object) -> None:
        if self._seen:
            os._exit(self.code)
        self._seen = True
        self.code = 128 + number
        timer = threading.Timer(_GRACE, self._give_up)
        timer.daemon = True
        timer.start()
        raise KeyboardInterrupt

    def _give_up(self) -> None:
        if _running:
            output, call = _running[-1]
            report(output, call)
        os._exit(self.code)
