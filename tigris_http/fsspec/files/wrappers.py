"""Text files and compressed ones, which tell the file below of an error in their `with`."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType

    from tigris_http.fsspec.files.blocking import TigrisFile


class TextFile(io.TextIOWrapper):
    """A text file."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()  # the file below finds the error in this frame

    def commit(self) -> None:
        """Store the file, at the end of a transaction."""
        self.close()
        below: Any = self.buffer
        below.commit()

    def discard(self) -> None:
        """Store nothing."""
        below: Any = self.buffer
        below.discard()

    def __del__(self) -> None:
        """Store nothing: the file below warns."""


class CompressedFile(io.BufferedIOBase):
    """A file that is compressed while it is written. It closes the compressor, then the file below."""

    def __init__(self, compressor: Any, below: TigrisFile) -> None:  # noqa: ANN401  # any file
        self._compressor, self._below = compressor, below
        self._is_over = False

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: Any, /) -> int:  # noqa: ANN401  # bytes-like
        """Compress bytes, and return their number."""
        self._compressor.write(data)
        return memoryview(data).nbytes

    def flush(self) -> None:
        """Pass on the bytes that the compressor holds."""
        if not self._is_over:
            self._compressor.flush()

    def close(self) -> None:
        """Store the file, unless an error ends its `with`."""
        if self._is_over:
            return
        self._is_over = True
        try:
            self._compressor.close()
        except BaseException:
            self._below.discard()
            raise
        finally:
            super().close()
            self._below.close()

    def commit(self) -> None:
        """Store the file, at the end of a transaction."""
        self.close()
        self._below.commit()

    def discard(self) -> None:
        """Store nothing."""
        self._is_over = True
        self._below.discard()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()  # the file below finds the error in this frame

    def __del__(self) -> None:
        """Store nothing: the file below warns."""
