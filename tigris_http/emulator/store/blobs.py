"""The bytes of objects, in memory or as files below a directory.

Contract: thread-safe. A blob is written once through a `BlobWriter`, gets a number, and never changes. `free` removes
it; a held blob (`hold`/`release`) is removed at its last release. A blob file is written aside and renamed when
complete, so a killed process leaves no half blob. Left-over files are deleted when the directory is opened again. Only
the owner can read files and folders.
"""

from __future__ import annotations

import contextlib
import os
import re
import threading
from typing import TYPE_CHECKING, Final, Protocol

from tigris_http.emulator.store.folder import full_disk_named, make_private, private_opener

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path
    from typing import IO

    from tigris_http.emulator.store.folder import Folder

_FILE_READ_SIZE: Final = 256 * 1024
_REMOVED_AT_ONCE: Final = 2000
_NUMBER: Final = re.compile("[0-9]{1,18}")


class BlobWriter(Protocol):
    """Takes the bytes of one blob."""

    def write(self, data: bytes) -> object:
        """Add bytes. Raises DiskFull."""

    def commit(self) -> int:
        """Keep the blob and return its number. Raises DiskFull."""
        ...

    def discard(self) -> None:
        """Delete the bytes. Does nothing after `commit`."""


class Blobs:
    """The common part of both stores: numbers and holds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next = 1
        self._held: dict[int, int] = {}
        self._doomed: set[int] = set()

    def number(self) -> int:
        """Return an unused number."""
        with self._lock:
            self._next += 1
            return self._next - 1

    def hold(self, blob: int) -> None:
        """Keep `blob` readable until `release`, even if it is freed."""
        with self._lock:
            self._held[blob] = self._held.get(blob, 0) + 1

    def release(self, blob: int) -> None:
        """Undo one `hold`."""
        with self._lock:
            left = self._held.pop(blob) - 1
            if left:
                self._held[blob] = left
                return
            doomed = blob in self._doomed
            self._doomed.discard(blob)
        if doomed:
            self._remove(blob)

    def free(self, blob: int) -> None:
        """Remove `blob` once it is not held."""
        with self._lock:
            if blob in self._held:
                self._doomed.add(blob)
                return
        self._remove(blob)

    def free_all(self, blobs: list[int]) -> None:
        """Remove several blobs once they are not held."""
        for blob in blobs:
            self.free(blob)

    def open(self, known: frozenset[int]) -> None:
        """Begin with the blobs in `known`; delete all others."""
        self._next = max(known, default=0) + 1

    def close(self) -> None:
        """End the removal of blobs."""

    def writer(self) -> BlobWriter:
        """Begin a new blob."""
        raise NotImplementedError

    def read(self, blob: int, start: int, length: int) -> Generator[bytes | memoryview, None, None]:
        """Yield `length` bytes of `blob` from `start`, in pieces."""
        raise NotImplementedError

    def _remove(self, blob: int) -> None:
        raise NotImplementedError


class MemoryBlobs(Blobs):
    """Blobs in memory."""

    def __init__(self) -> None:
        super().__init__()
        self._data: dict[int, bytes] = {}

    def writer(self) -> BlobWriter:
        """Begin a new blob."""
        return _MemoryWriter(self, self._data)

    def read(self, blob: int, start: int, length: int) -> Generator[bytes | memoryview, None, None]:
        """Yield the bytes, without a copy."""
        data = self._data[blob]
        if length:
            yield data if length == len(data) else memoryview(data)[start : start + length]

    def _remove(self, blob: int) -> None:
        del self._data[blob]


class _MemoryWriter:
    def __init__(self, blobs: MemoryBlobs, data: dict[int, bytes]) -> None:
        self._blobs = blobs
        self._data = data
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> None:
        self._pieces.append(bytes(data))

    def commit(self) -> int:
        blob = self._blobs.number()
        self._data[blob] = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces.clear()
        return blob

    def discard(self) -> None:
        self._pieces.clear()


class FileBlobs(Blobs):
    """Blobs as files, 4096 to a directory."""

    def __init__(self, folder: Folder) -> None:
        super().__init__()
        self._folder = folder
        self._directory = folder.blobs
        self._closing = threading.Event()
        self._removers: list[threading.Thread] = []

    def open(self, known: frozenset[int]) -> None:
        """Begin with the blobs in `known`; delete every other file."""
        left: set[int] = set()
        for file in self._directory.glob("*/*"):
            blob = int(file.name) if _NUMBER.fullmatch(file.name) else 0
            if file != self.file(blob):
                file.unlink()
            elif blob not in known:
                left.add(blob)
        super().open(known | left)  # the number of a file that is being removed is not used again
        self.free_all(sorted(left))

    def free_all(self, blobs: list[int]) -> None:
        """Remove some blobs now, and a large rest in a thread: a disk may need minutes for it."""
        super().free_all(blobs[:_REMOVED_AT_ONCE])
        rest = blobs[_REMOVED_AT_ONCE:]
        if not rest:
            return
        remover = threading.Thread(target=self._remove_all, args=(rest,), name="tigris-emulator-remove", daemon=True)
        try:
            remover.start()
        except RuntimeError:  # no thread can be started now
            super().free_all(rest)
            return
        self._removers = [each for each in self._removers if each.is_alive()] + [remover]

    def _remove_all(self, blobs: list[int]) -> None:
        for blob in blobs:
            if self._closing.is_set():
                return  # the rest is removed when the directory is opened again
            with contextlib.suppress(OSError):
                self.free(blob)

    def close(self) -> None:
        """End the removal of blobs; the next opening goes on with it."""
        self._closing.set()
        for remover in self._removers:
            remover.join()

    def writer(self) -> BlobWriter:
        """Begin a new blob."""
        self._folder.refill()
        with full_disk_named():
            return _FileWriter(self, self.number())

    def read(self, blob: int, start: int, length: int) -> Generator[bytes | memoryview, None, None]:
        """Yield the bytes of the file, piece by piece."""
        with self.file(blob).open("rb", buffering=0) as file:
            file.seek(start)
            while length:
                piece = file.read(min(length, _FILE_READ_SIZE))
                if not piece:
                    raise OSError(f"blob {blob} is shorter than its record says")
                length -= len(piece)
                yield piece

    def file(self, blob: int) -> Path:
        """Return the path of a blob."""
        return self._directory / f"{blob >> 12:05x}" / str(blob)

    def _remove(self, blob: int) -> None:
        os.unlink(f"{self._directory}/{blob >> 12:05x}/{blob}")  # noqa: PTH108 - a Path costs more than the call


class _FileWriter:
    def __init__(self, blobs: FileBlobs, blob: int) -> None:
        self._blob = blob
        self._final = blobs.file(blob)
        self._aside = self._final.with_suffix(".part")
        make_private(self._final.parent)
        self._file: IO[bytes] | None = open(self._aside, "wb", opener=private_opener)  # noqa: SIM115 - Path.open has no opener

    def write(self, data: bytes) -> None:
        if self._file is not None:
            with full_disk_named():
                self._file.write(data)

    def commit(self) -> int:
        if self._file is not None:
            with full_disk_named():
                self._file.close()
                self._aside.replace(self._final)
            self._file = None
        return self._blob

    def discard(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):  # a full disk refuses the rest of the buffer
                self._file.close()
            self._file = None
            self._aside.unlink(missing_ok=True)
