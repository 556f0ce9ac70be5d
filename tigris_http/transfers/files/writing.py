"""Write an object piece by piece: the action, its buffers, and its parts under way.

Contract: as many buffers of one part as parts may be under way. The bytes given are copied. After an error nothing
more is sent, so an object never has a hole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Final

from tigris_http._core.steps import begin
from tigris_http._wire.checksums import Algorithm, check_algorithm
from tigris_http.errors import BodyMismatch
from tigris_http.operations._base import common
from tigris_http.operations._steps import ask, result_of
from tigris_http.operations.multipart.multipart import MAX_PARTS, CreateMultipartUpload, UploadPart
from tigris_http.operations.objects._object_headers import ObjectSettings, settings
from tigris_http.operations.objects.objects import PutObject
from tigris_http.transfers._work import plan
from tigris_http.transfers._work.base import check_progress, options_of
from tigris_http.transfers._work.parts import InParts
from tigris_http.transfers.files.upload import UploadedFile
from tigris_http.transfers.options import Progress, TransferOptions

if TYPE_CHECKING:
    from tigris_http._core.steps import Steps
    from tigris_http.operations.multipart.multipart import UploadedPart

_SMALL: Final = 1 << 20
"""Up to this size the first buffer grows with its bytes."""


@dataclass(frozen=True, slots=True)
class WriteObject(ObjectSettings):
    """Open an object for writing: a file that takes bytes and stores them when it is closed.

    The end of the `with` stores the object. An error in it stores nothing, as `abort()` does. Up to one part the object
    is stored by one request. A larger one goes in parts, in the background while you write. The file holds at most
    `concurrency` parts in memory. The error of a part comes out of the next `write`, or of `close`: then the upload is
    aborted. If even that fails, the error has the `upload_id`. A file that is forgotten open stores nothing, and a
    `ResourceWarning` names its upload.

        with client.write_object("bucket", "table.csv", content_type="text/csv") as file:
            file.write(b"a,b;")
        print(file.result.etag)
    """

    SENT_BY = "stream"
    RETURNS = ("ObjectWriter", "Opening[AsyncObjectWriter]")

    _: KW_ONLY
    checksums: Algorithm | None = None
    """An algorithm to compute: `"crc32"`, `"crc32c"`, `"crc64nvme"`, `"sha1"`, `"sha256"`. The service checks each part
    against it. None: no checksum."""
    if_match: str | None = None
    """Entity tag: store only over the object that has it, else `PreconditionFailed`, or `NotFound` if there is none."""
    if_none_match: str | None = None
    """`"*"`: store only if there is no object under the key."""
    transfer: TransferOptions | None = None
    """Size of the parts, 16 MiB by default, and number of parts at once. `threshold` is ignored. None:
    `TransferOptions()`."""
    progress: Callable[[Progress], object] | None = None
    """Called after each part, in the caller's thread or task. The async client awaits what it returns, if it can. Its
    error ends the upload, and comes out."""

    def __post_init__(self) -> None:
        check_progress(self.progress)
        options_of(self.transfer, 1)
        if self.checksums is not None:
            check_algorithm("checksums", self.checksums)
        _whole(self, b"").request()


def _whole(action: WriteObject, data: bytes | memoryview) -> PutObject:
    return PutObject(
        action.bucket,
        action.key,
        data,
        checksums=action.checksums,
        if_match=action.if_match,
        if_none_match=action.if_none_match,
        **settings(action, action.metadata),
        **common(action),
    )


class Writing(InParts[UploadedFile]):
    """An object that is being written."""

    def __init__(self, action: WriteObject, connections: int) -> None:
        # One connection is left for the reader of the bytes: it may have an open body of the same client.
        super().__init__(action, common(action), options_of(action.transfer, max(connections - 1, 1)))
        self._action = action
        self._size = plan.part_size(self._options, None)
        self._buffer: bytearray | None = bytearray()
        self._filled = 0
        self._free: list[bytearray] = []
        self._count = self._taken = 0
        self.running = 0
        """Number of parts under way."""
        self._ended: list[int] = []
        """Numbers of the parts that ended, well or not. Their threads write it."""
        self._parts: list[UploadedPart] = []
        self.written = 0

    def steps(self) -> Steps[UploadedFile]:
        """Store the object."""
        yield from self._settled()
        if self._upload_id is None:
            yield from self.pace.wait(self._filled)
            data = self._view(self._buffer or bytearray(), self._filled)
            put = result_of((yield from ask(_whole(self._action, data))))
            yield from self._report(self._filled, ended=True)
            return UploadedFile(put.etag, put.version_id, self._done, 0)
        if self._filled:
            yield from self._send()
        while self.running:
            yield from self._came()
        stored = yield from self._completed(self._parts)
        return UploadedFile(stored.etag, stored.version_id, self._done, len(self._parts))

    def add(self, data: memoryview) -> Steps[None]:
        """Copy bytes into the buffers, and send the full ones. Raises the error of an earlier part."""
        yield from self._settled()
        while data.nbytes:
            if self._filled == self._size:
                yield from self._send()
            if self._buffer is None:
                if self.running == self._options.concurrency:
                    yield from self._came()
                self._buffer = self._free.pop() if self._free else bytearray(self._size)
            size = min(self._size - self._filled, data.nbytes)
            self._copy(self._buffer, data[:size])
            data = data[size:]
        # The first part waits for another byte: without one, the object is stored whole.
        if self._filled == self._size and self._upload_id is not None:
            yield from self._send()

    def _copy(self, buffer: bytearray, data: memoryview) -> None:
        end = self._filled + data.nbytes
        if end > len(buffer):
            if end <= _SMALL:
                buffer += data
                self._filled = end
                self.written += data.nbytes
                return
            self._buffer = bytearray(self._size)
            self._buffer[: self._filled] = buffer
            buffer = self._buffer
        buffer[self._filled : end] = data
        self._filled = end
        self.written += data.nbytes

    def _send(self) -> Steps[None]:
        """Begin to send the buffer as the next part."""
        if self._upload_id is None:
            action = self._action
            create = CreateMultipartUpload(
                action.bucket,
                action.key,
                checksum_algorithm=action.checksums,
                **settings(action, action.metadata),
                **self._shared,
            )
            yield from self._begun(create)
        if self._count == MAX_PARTS:
            raise BodyMismatch(
                f"the object has more than {MAX_PARTS:,} parts of {self._size} bytes: "
                "give TransferOptions(part_size=...)"
            )
        buffer, filled = self._buffer or bytearray(), self._filled
        self._buffer, self._filled = None, 0
        self._count += 1
        self.running += 1
        yield from begin(self._sent(self._count, buffer, filled))

    def _sent(self, number: int, buffer: bytearray, filled: int) -> Steps[tuple[UploadedPart, int]]:
        action = self._action
        try:
            yield from self.pace.wait(filled)
            part = UploadPart(
                action.bucket,
                action.key,
                self._upload_id or "",
                number,
                self._view(buffer, filled),
                checksums=action.checksums,
                **self._shared,
            )
            stored = result_of((yield from ask(part)))
            self._free.append(buffer)
            return stored, filled
        finally:
            self._ended.append(number)

    @staticmethod
    def _view(buffer: bytearray, filled: int) -> memoryview:
        return memoryview(buffer)[:filled]

    def _settled(self) -> Steps[None]:
        """Take the parts that ended. Raises the error of one."""
        while self._taken < len(self._ended):
            yield from self._came()

    def _came(self) -> Steps[None]:
        self._taken += 1
        self.running -= 1
        self._parts.append((yield from self._arrived()))

    def close(self) -> None:
        """Release the buffers."""
        self._buffer, self._filled = None, 0
        self._free.clear()
