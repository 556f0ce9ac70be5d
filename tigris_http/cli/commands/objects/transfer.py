"""One object up or down, with the options of the command as arguments of the client."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from tigris_http.cli.uris import Local, Remote, Side

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tigris_http.cli.session import Call
    from tigris_http.transfers import DownloadFile, Progress, TransferOptions, UploadFile

_HEADERS = ("content_type", "content_encoding", "content_disposition", "content_language", "cache_control")
_CHUNK = 1 << 20


class Stored(Protocol):
    """The result of a transfer."""

    @property
    def size(self) -> int: ...
    @property
    def version_id(self) -> str | None: ...


_PROPERTIES = (*_HEADERS, "storage_class", "acl", "metadata", "tagging")


def properties(given: Any, names: Sequence[str] = _PROPERTIES) -> dict[str, Any]:  # noqa: ANN401  # a namespace
    """Return the properties of an object that were given: headers, metadata, tags, tier, access."""
    found: dict[str, Any] = {}
    for name in names:
        value: Any = getattr(given, "tag" if name == "tagging" else name)
        if value is not None:
            found[name] = dict(value) if name in {"metadata", "tagging"} else value
    return found


def parts(given: Any) -> TransferOptions | None:  # noqa: ANN401
    """Return how the transfer is divided; None for the defaults."""
    chosen: dict[str, Any] = {
        "part_size": given.part_size,
        "concurrency": given.concurrency,
        "bandwidth": given.bandwidth,
    }
    chosen = {name: value for name, value in chosen.items() if value is not None}
    if not chosen:
        return None
    from tigris_http.transfers import TransferOptions

    return TransferOptions(**chosen)


def content_type_of(name: str) -> str | None:
    """Return the content type that the name of a file suggests, as `upload_tree` has it."""
    from mimetypes import MimeTypes

    # Without the tables of the system, so that it is the same everywhere.
    return MimeTypes().guess_type(name)[0]


def upload(call: Call, source: Side, target: Remote) -> UploadFile:
    """Return the action that stores a file or standard input as an object."""
    from tigris_http.transfers import UploadFile

    given = call.given
    options = properties(given)
    if isinstance(source, Local) and "content_type" not in options:
        options["content_type"] = content_type_of(source.path)
    return UploadFile(
        target.bucket,
        target.key,
        source.path if isinstance(source, Local) else call.session.stdin,
        if_none_match="*" if given.no_overwrite else None,
        checksums=getattr(given, "checksum", None),
        resume=getattr(given, "resume", False),
        transfer=parts(given),
        progress=call.meter.note,
        **options,
    )


def reported(call: Call) -> Callable[[Progress], None]:
    """Return what counts the bytes of a download. Those in all are known at the first report, if it is the only one."""
    known = call.items != 1 or call.is_listed

    def note(state: Progress) -> None:
        nonlocal known
        if not known and state.total is not None:
            known = True
            call.meter.expect(size=state.total)
        call.meter.note(state)

    return note


def download(call: Call, source: Remote, target: Local) -> DownloadFile:
    """Return the action that stores an object as a file. A folder that the target names is made."""
    from tigris_http.transfers import DownloadFile

    given = call.given
    if Local(given.target).is_folder:
        Path(target.path).parent.mkdir(parents=True, exist_ok=True)
    return DownloadFile(
        source.bucket,
        source.key,
        target.path,
        version_id=getattr(given, "version_id", None),
        snapshot_version=source.snapshot,
        checksum_mode=getattr(given, "verify", False),
        overwrite=not given.no_overwrite,
        resume=getattr(given, "resume", False),
        transfer=parts(given),
        progress=reported(call),
    )


def write_out(
    call: Call, place: Remote, version_id: str | None = None, span: tuple[int, int | None] | None = None
) -> None:
    """Write the bytes of an object to standard output."""
    with call.client.get_object(
        place.bucket, place.key, version_id=version_id, snapshot_version=place.snapshot, range=span
    ) as body:
        if body.info.content_length >= 0:
            call.meter.expect(size=body.info.content_length)
        buffer = memoryview(bytearray(min(_CHUNK, max(body.info.content_length, 1 << 14))))
        while size := body.readinto(buffer):
            call.out.raw(buffer[:size])
            call.meter.advance(size)
    call.out.flush()
    call.meter.advance(files=1)
