"""The progress of a command: one line on a terminal, a line every few seconds in a log.

Contract: `render` is pure. `Meter` is thread-safe, and writes nothing unless it was told to show something.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

_WINDOW: Final = 10.0
"""Seconds over which the rate is taken."""
_TICK: Final = 0.1
_LOG_EVERY: Final = 5.0
_PATIENCE: Final = 0.5
"""Seconds before the line appears on a terminal: short commands show none."""
_UNITS: Final = ("KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
CLEAR: Final = "\r\x1b[K"


class State(NamedTuple):
    """How far a command is."""

    bytes_done: int = 0
    bytes_total: int | None = None
    files_done: int = 0
    files_total: int | None = None
    rate: float | None = None
    """Bytes a second; None if not known yet."""


class Step(Protocol):
    """A report of a transfer."""

    @property
    def advanced(self) -> int: ...


def human(size: float) -> str:
    """Return a size in IEC units: `512 B`, `1.2 MiB`."""
    if size < 1024:
        return f"{int(size)} B"
    power = 0
    while size >= 999.95 and power < len(_UNITS):
        size, power = size / 1024, power + 1
    return f"{size:.1f} {_UNITS[power - 1]}"


def clock(seconds: float) -> str:
    """Return a time left: `0:07`, `12:30`, `3:00:00`."""
    minutes, second = divmod(int(seconds + 0.5), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def render(state: State, width: int) -> str:
    """Return the line, at most `width` characters: the parts that fit, the most useful first."""
    parts: list[str] = []
    known = state.bytes_total is not None and state.bytes_total >= state.bytes_done
    if state.bytes_total and known:
        parts.append(f"{100 * state.bytes_done // state.bytes_total:3d}%")
    parts.append(human(state.bytes_done) + (f" of {human(state.bytes_total)}" if known and state.bytes_total else ""))
    if state.files_total is None or state.files_total > 1:
        end = "" if state.files_total is None else f" of {state.files_total:,}"
        parts.append(f"{state.files_done:,}{end} files")
    if state.rate is not None:
        parts.append(f"{human(state.rate)}/s")
        if known and state.bytes_total is not None and state.rate > 0:
            parts.append(f"{clock((state.bytes_total - state.bytes_done) / state.rate)} left")
    line = parts[0]
    for part in parts[1:]:
        if len(line) + 2 + len(part) > width:
            break
        line += f"  {part}"
    return line[:width]


class Meter:
    """Counts what is done, and shows it."""

    def __init__(
        self,
        write: Callable[[str], None] | None = None,
        *,
        terminal: bool = False,
        width: Callable[[], int] = lambda: 80,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._write, self._terminal, self._width, self._now = write, terminal, width, now
        self.lock = threading.RLock()
        self._bytes = self._files = 0
        self._bytes_total: int | None = None
        self._files_total: int | None = None
        self._begun = self._now()
        self._seen: deque[tuple[float, int]] = deque()
        self._visible = False
        self._end: threading.Event | None = None
        self._thread: threading.Thread | None = None

    @property
    def shows(self) -> bool:
        return self._write is not None

    def begin(self, *, files: int | None = None, size: int | None = None) -> None:
        """Set the totals, None if unknown, and start to show the progress."""
        with self.lock:
            self._files_total, self._bytes_total = files, size
            if self._write is not None and self._thread is None:
                self._begun = self._now()
                self._end = threading.Event()
                self._thread = threading.Thread(target=self._tick, args=(self._end,), daemon=True)
                self._thread.start()

    def expect(self, *, size: int) -> None:
        """Add to the bytes in all."""
        with self.lock:
            self._bytes_total = (self._bytes_total or 0) + size

    def note(self, step: Step) -> None:
        """Count a report of a transfer: use it as `progress=`."""
        self.advance(step.advanced)

    def advance(self, size: int = 0, *, files: int = 0) -> None:
        with self.lock:
            self._bytes += size
            self._files += files

    def set_files(self, done: int, total: int | None, size: int | None) -> None:
        """Set the files done, those in all, and the bytes in all, as a report of a tree has them."""
        with self.lock:
            self._files = max(self._files, done)
            self._files_total, self._bytes_total = (None if size is None else total), size

    def state(self) -> State:
        with self.lock:
            now = self._now()
            self._seen.append((now, self._bytes))
            while len(self._seen) > 2 and now - self._seen[0][0] > _WINDOW:
                self._seen.popleft()
            then, before = self._seen[0] if now - self._seen[0][0] >= 1 else (self._begun, 0)
            rate = (self._bytes - before) / (now - then) if now - then > 0 and self._bytes else None
            return State(self._bytes, self._bytes_total, self._files, self._files_total, rate)

    def hide(self) -> None:
        """Remove the line from the terminal. Hold `lock` until the other text is written."""
        if self._visible and self._write is not None:
            self._write(CLEAR)
            self._visible = False

    def silence(self) -> None:
        """Show nothing more. Does not wait for the lock."""
        end = self._end
        if end is not None:
            end.set()

    def close(self) -> None:
        """Stop, and leave a last line in a log."""
        with self.lock:
            end, self._end = self._end, None
            if end is None:
                return
            end.set()
            self.hide()
            if not self._terminal and self._write is not None:
                self._write(render(self.state(), 200) + "\n")

    def _tick(self, end: threading.Event) -> None:
        pause = _PATIENCE if self._terminal else _LOG_EVERY
        while not end.wait(pause):
            with self.lock:
                if end.is_set() or self._write is None:
                    return
                if self._terminal:
                    self._write(CLEAR + render(self.state(), max(self._width() - 1, 10)))
                    self._visible = True
                else:
                    self._write(render(self.state(), 200) + "\n")
            pause = _TICK if self._terminal else _LOG_EVERY
