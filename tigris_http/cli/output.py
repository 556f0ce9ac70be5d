"""What a command prints: aligned lines for people, or an object a line with `--json`.

Contract: thread-safe; each line is written whole. A line for people holds no control character of a name, so a key
cannot forge a line or change a terminal: `--null` and `--json` carry any name. Text that is not for a terminal is UTF-8
in every locale. The progress line is removed before anything else is written.
"""

from __future__ import annotations

import contextlib
import io
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO, cast

from tigris_http.cli.failures import facts_of, line_of
from tigris_http.cli.records import record
from tigris_http.cli.uris import text_of

if TYPE_CHECKING:
    from tigris_http.cli.progress import Meter

_FLUSH_EVERY: Final = 0.2
"""Seconds after which lines in a pipe are sent on."""
_LAST: Final = 0.1
"""Seconds that the reader of standard output has after Ctrl-C."""
_ROWS: Final = 1000
"""Rows that are aligned together: the memory of a listing is bounded."""
PROGRAM: Final = "tigris-http"
_NAME: Final = "standard output"


class Output:
    """Standard output and standard error of one process."""

    def __init__(
        self,
        stdout: BinaryIO,
        stderr: TextIO,
        meter: Meter,
        *,
        json: bool = False,
        quiet: bool = False,
        terminal: str | None = None,
    ) -> None:
        self._stdout, self._stderr, self._meter = stdout, stderr, meter
        self.json, self.quiet = json, quiet
        self._terminal = terminal
        """Encoding of the terminal that standard output is; None if it is a file or a pipe."""
        self._flushed = time.monotonic()

    def line(self, text: str, *, at_once: bool = False) -> None:
        """Write a line for people. `at_once`: pass it on, and do not wait for more."""
        self._write(self._line(text), at_once=at_once)

    def _line(self, text: str) -> bytes:
        return self._encoded(visible(text, terminal=self._terminal is not None)) + b"\n"

    def null(self, text: str) -> None:
        """Write a name and a null byte: any name comes through."""
        self._write(text.encode("utf-8", "surrogateescape") + b"\0")

    def record(self, kind: str, values: Mapping[str, object], *, at_once: bool = False) -> None:
        self._write(record(kind, values).encode() + b"\n", at_once=at_once)

    def result(self, kind: str, values: Mapping[str, object], text: str) -> None:
        """Write a result: an object of JSON, or a line."""
        if self.json:
            self.record(kind, values)
        else:
            self.line(text)

    def item(
        self,
        action: str,
        source: object,
        target: object = None,
        *,
        status: str = "done",
        size: int | None = None,
        version_id: str | None = None,
        reason: str | None = None,
    ) -> None:
        """Report one object or file that was changed, or would be with `--dry-run`."""
        if self.quiet:
            return
        to = None if target is None else text_of(str(target))
        if self.json:
            values = {
                "source": text_of(str(source)),
                "target": to,
                "size": size,
                "version_id": version_id,
                "reason": reason,
            }
            self.record("item", {"action": action, "status": status, **values}, at_once=True)
            return
        mark = {"planned": "would ", "done": ""}.get(status, f"{status}: ")
        end = "" if reason is None else f": {reason}"
        self.line(f"{mark}{action} {source}{'' if to is None else f' -> {to}'}{end}", at_once=True)

    def table(self, rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> None:
        """Write aligned rows; the columns in `right` are aligned at their right ends."""
        widths: list[int] = []
        batch: list[Sequence[str]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == _ROWS:
                self._aligned(batch, widths, right)
                batch = []
        self._aligned(batch, widths, right)

    def _aligned(self, rows: list[Sequence[str]], widths: list[int], right: Sequence[int]) -> None:
        for row in rows:
            widths += [0] * (len(row) - len(widths))
            for column, cell in enumerate(row[:-1]):
                widths[column] = max(widths[column], len(cell))
        lines: list[bytes] = []
        for row in rows:
            cells = [
                cell.rjust(widths[column]) if column in right else cell.ljust(widths[column])
                for column, cell in enumerate(row[:-1])
            ]
            lines.append(self._line("  ".join([*cells, row[-1]]).rstrip()))
        if lines:
            self._write(b"".join(lines))

    def facts(self, pairs: Iterable[tuple[str, object]]) -> None:
        """Write names and values, a line each, without those that are None."""
        self.table([(f"{name}:", str(value)) for name, value in pairs if value is not None])

    def raw(self, data: bytes | bytearray | memoryview) -> None:
        """Write bytes of an object."""
        with self._meter.lock:
            self._meter.hide()
            self._sent(lambda: self._stdout.write(data))

    def note(self, text: str) -> None:
        """Write a line to standard error, unless `--quiet`."""
        if not self.quiet:
            self.say(text)

    def say(self, text: str, *, patience: float = -1) -> None:
        """Write a line to standard error. Waits so many seconds for threads that write; by default without end."""
        line = visible(text, terminal=True)
        encoding = getattr(self._stderr, "encoding", None) or "utf-8"
        safe = line.encode(encoding, "backslashreplace").decode(encoding)
        locked = self._meter.lock.acquire(timeout=patience)
        try:
            self._meter.hide()
            with contextlib.suppress(OSError):  # the end of the run reports it
                self._stdout.flush()
            self._stderr.write(f"{safe}\n")
            self._stderr.flush()
        finally:
            if locked:
                self._meter.lock.release()

    def error(self, error: BaseException, command: str, line: int | None = None, *, patience: float = -1) -> None:
        """Write an error: one line, or an object of JSON."""
        if self.json:
            text = record("error", {"command": command, "line": line, **facts_of(error)})
        else:
            name = " ".join(part for part in (PROGRAM, command) if part)
            text = f"{name}: {'' if line is None else f'line {line}: '}{line_of(error)}"
        self.say(text, patience=patience)

    def flush(self) -> None:
        with self._meter.lock:
            self._sent(self._stdout.flush)

    def last_error(self, error: BaseException, command: str) -> None:
        """Write an error before the process ends at once. The reader of standard output may be stuck for good."""

        def last() -> None:
            with contextlib.suppress(OSError, ValueError):
                self._stdout.flush()

        self._meter.silence()
        thread = threading.Thread(target=last, daemon=True)
        thread.start()
        thread.join(_LAST)
        self._stdout = cast("BinaryIO", io.BytesIO())
        self.error(error, command, patience=_LAST)

    def _sent(self, work: Callable[[], object]) -> None:
        """Write or flush; an error names standard output."""
        try:
            work()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OSError(error.errno, error.strerror, _NAME) from None

    def _write(self, data: bytes, *, at_once: bool = False) -> None:
        with self._meter.lock:
            self._meter.hide()
            self._sent(lambda: self._stdout.write(data))
            now = time.monotonic()
            if at_once or self._terminal is not None or now - self._flushed > _FLUSH_EVERY:
                self._sent(self._stdout.flush)
                self._flushed = now

    def _encoded(self, text: str) -> bytes:
        if self._terminal is None:
            # A file name that is not UTF-8 comes out as its bytes.
            return text.encode("utf-8", "surrogateescape")
        return text.encode(self._terminal, "backslashreplace")


def is_of_output(error: BaseException) -> bool:
    """Return whether standard output could not take what was written."""
    return isinstance(error, OSError) and error.filename == _NAME


def visible(text: str, *, terminal: bool) -> str:
    """Return a text without characters that end a line or, on a terminal, are not shown."""
    if text.isprintable():
        return text
    return "".join(each if _is_safe(each, terminal) else repr(each)[1:-1] for each in text)


def _is_safe(character: str, terminal: bool) -> bool:
    if terminal:
        return character.isprintable()
    return not (character < " " or "\x7f" <= character <= "\x9f" or character in "\u2028\u2029")


def columns(stream: TextIO | None) -> int:
    """Return the width of the terminal of a stream."""
    import os

    if os.environ.get("COLUMNS", "").isdigit():
        return int(os.environ["COLUMNS"]) or 80
    try:
        return os.get_terminal_size(-1 if stream is None else stream.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80


def is_terminal(stream: object) -> bool:
    """Whether a stream is a terminal; False for a closed one."""
    try:
        return bool(getattr(stream, "isatty", lambda: False)())
    except ValueError:
        return False
