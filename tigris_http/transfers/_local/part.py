"""The part file of a download that can be resumed, and the record of its ranges.

Contract: the record never claims a range whose bytes are not on the disk. A range is synchronised first, then claimed
by one line. A line that a kill or a full disk tore has no checksum that fits, and claims nothing. So a process may be
killed at any instant, and the power may fail.

The record is a file of its own, beside the part file. It holds the lock from the beginning to the end. And one rename
makes the part file the target: a record in its tail would have to be cut off before, and a kill between the two would
lose the whole download.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, cast

from tigris_http._wire.schema import is_strong
from tigris_http.transfers._local.record import OPEN_FLAGS, Record, is_ours
from tigris_http.transfers._local.target import Known, Target, naming
from tigris_http.transfers._work import plan

CHECKPOINT: Final = 8 << 20
"""Bytes that a kill loses at most, beside those on their way. Errors and interrupts lose none that were written."""
_LONGEST_NAME: Final = 230
"""Bytes of a file's name that leave room for the additions: file systems allow 255."""
_FORMAT: Final = 1
"""Of the record. One of another form counts for nothing."""


def names_of(path: Path) -> tuple[Path, Path]:
    """Return the paths of the part file and of the record. A very long name is replaced by its hash."""
    name = path.name
    if len(os.fsencode(name)) > _LONGEST_NAME:
        name = hashlib.sha256(os.fsencode(name)).hexdigest()
    return path.with_name(f".{name}.tigris.part"), path.with_name(f".{name}.tigris.record")


class PartFile(Target):
    """A `Target` that stays after a failure. Thread-safe between `open` and `close`.

    `identity` names the object. A record of another one counts for nothing.
    """

    def __init__(self, path: Path, identity: Mapping[str, str | None]) -> None:
        part, record = names_of(path)
        super().__init__(path, part)
        self._identity = dict(identity)
        self._record = Record(record, path)
        self._noting = threading.Lock()
        self._is_recorded = self._has_ranges = False
        self._pending: dict[int, int] = {}
        """Pieces that were written and not claimed: their starts by their ends."""
        self._pending_bytes = 0

    def open(self) -> Known | None:
        """Lock and open the files; return the state that an earlier download left.

        Raises `BlockingIOError` while another download fills the same target.
        """
        with naming(self._path, FileNotFoundError):  # the folder is missing; other errors are the record's own
            self._record.open()
        with naming(self._path):
            self._number, is_new = _opened_or_new(self._temporary)
        lines = [] if is_new else self._record.read()
        # The ranges of another object stay too, until this one begins.
        self._has_ranges = len(lines) > 1
        known = self._known(lines, os.fstat(self._number).st_size)
        self._is_recorded = known is not None
        return known

    def _known(self, lines: list[object], here: int) -> Known | None:
        head, *ranges = lines or [None]
        if not isinstance(head, dict):
            return None
        fields = cast("dict[str, object]", head)
        etag, size = fields.pop("etag", None), fields.pop("size", None)
        if not isinstance(etag, str) or type(size) is not int or fields != self._head():
            return None
        done = sorted(cast("list[tuple[int, int]]", ranges))
        missing: list[plan.Span] = []
        place = 0
        for start, end in done:
            if start > place:
                missing.append(plan.Span(place, start - place))
            place = max(place, end)
        if not done or not place <= min(here, size):
            return None
        if place < size:
            missing.append(plan.Span(place, size - place))
        # The answer for one byte tells whether the object is still the same.
        return Known(etag, size, tuple(missing) or (plan.Span(size - 1, 1),))

    def _head(self) -> dict[str, object]:
        return {"tigris_http": _FORMAT, **self._identity}

    def begin(self, etag: str | None, size: int) -> None:
        """Begin again, with an object of this state. Only a strong entity tag lets a later download continue."""
        self._record.clear()
        os.ftruncate(self._open_number(), 0)
        self._has_ranges = False
        self._is_recorded = is_strong(etag)
        if self._is_recorded:
            with naming(self._path):
                self._record.append([{**self._head(), "etag": etag, "size": size}])

    def write(self, view: memoryview, place: int) -> None:
        super().write(view, place)
        if not view.nbytes or not self._is_recorded:
            return
        with self._noting:
            self._pending[place + view.nbytes] = self._pending.pop(place, place)
            self._pending_bytes += view.nbytes
            if self._pending_bytes < CHECKPOINT:
                return
            ranges = self._taken()
        self._claim(ranges)

    def _taken(self) -> list[tuple[int, int]]:
        ranges = [(start, end) for end, start in self._pending.items()]
        self._pending.clear()
        self._pending_bytes = 0
        return ranges

    def _claim(self, ranges: list[tuple[int, int]]) -> None:
        if ranges:
            with naming(self._path):
                getattr(os, "fdatasync", os.fsync)(self._open_number())
                self._record.append(ranges)
            self._has_ranges = True

    def finish(self, *, mtime: int | None, fsync: bool, overwrite: bool) -> None:
        """See `Target.finish`. The record is gone after it."""
        # The rename may fail: a later download then finds all bytes.
        with self._noting:
            self._claim(self._taken())
        super().finish(mtime=mtime, fsync=fsync, overwrite=overwrite)
        self._record.remove()

    def close(self) -> None:
        """Keep the part file if its record claims a range, else remove both."""
        if not self._record.is_open:
            return  # it is finished, or another download's
        try:
            with self._noting, suppress(OSError):  # without a claim the bytes come again
                if self._number is not None:
                    self._claim(self._taken())
            if self._has_ranges:
                self._close_number()
                self._record.close()
            else:
                super().close()
                self._record.remove()
        finally:
            self._record.close()


def _opened_or_new(path: Path) -> tuple[int, bool]:
    """Open a part file, and return whether it is new.

    One of another user, a link, or one with a second name is never written to: it is replaced.
    """
    try:
        number = os.open(path, OPEN_FLAGS)
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ELOOP, errno.EACCES):
            raise
    else:
        found = os.fstat(number)
        if stat.S_ISREG(found.st_mode) and found.st_nlink == 1 and is_ours(found):
            return number, False
        os.close(number)
    path.unlink(missing_ok=True)
    return os.open(path, OPEN_FLAGS | os.O_CREAT | os.O_EXCL, 0o666), True
