"""`bundle`: objects whose keys come on standard input, into a folder or a tar archive."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tigris_http.cli import uris
from tigris_http.cli.failures import SOME_FAILED, Refused, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from typing import BinaryIO, TypeAlias

    from tigris_http import BundleMember, BundleSkipped
    from tigris_http.cli.session import Call

    Store: TypeAlias = Callable[[BundleMember[None]], None]

_CHUNK = 1 << 16


def bundle(call: Call) -> None:
    """Read the objects of all keys on standard input."""
    given = call.given
    if call.is_listed:
        refuse("bundle cannot be in a list: all commands would share one standard input")
    place = uris.remote("URI", given.uri, snapshot=given.snapshot)
    if place.key:
        refuse(f"URI must be a bucket, since keys on standard input are whole: {place}")
    target = uris.side("TARGET", given.target)
    if isinstance(target, uris.Remote):
        refuse(f"TARGET must be a folder or a file here, not {target}")
    if isinstance(target, uris.Stream) and not given.tar:
        refuse("TARGET can be standard output with --tar only")
    call.pending.append(f"keys of {place}")
    call.meter.begin()
    if given.tar:
        with _archive(call, target) as store:
            _read(call, place, store)
    else:
        folder = Path(str(target))
        folder.mkdir(parents=True, exist_ok=True)
        _read(call, place, lambda member: _file(call, folder, member))
    call.pending.clear()


def _read(call: Call, place: uris.Remote, store: Store) -> None:
    from tigris_http import BundleMember

    given = call.given
    missing: list[BundleSkipped[Any]] = []
    keys = ((key, None) for key in _keys(call.session.stdin, b"\0" if given.null else b"\n"))
    with call.client.bundle_objects(place.bucket, keys, snapshot_version=place.snapshot) as found:
        for each in found:
            call.items += 1
            if not isinstance(each, BundleMember):
                missing.append(each)
                continue
            try:
                store(each)
            except (Refused, FileExistsError, NotADirectoryError, IsADirectoryError) as error:
                call.fail(error)
                continue
            call.done += 1
            call.meter.advance(each.size, files=1)
    for skipped in missing:
        call.failures.append(SOME_FAILED)
        reason = skipped.reason or "it is missing"
        call.out.error(FileNotFoundError(f"{place.at(skipped.key)}: {reason}"), call.name)


def _keys(stdin: BinaryIO, end: bytes) -> Iterator[str]:
    """Yield the keys, which are UTF-8 in every locale."""
    rest = b""
    read: Callable[[int], bytes] = getattr(stdin, "read1", stdin.read)
    while chunk := read(_CHUNK):
        *whole, rest = (rest + chunk).split(end)
        yield from (_key(each) for each in whole if each)
    if rest:
        yield _key(rest)


def _key(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError(f"a key on standard input is not UTF-8: {line[:100]!r}") from None


def _file(call: Call, folder: Path, member: BundleMember[None]) -> None:
    target = _path(folder, member.key)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _in_place(target) as file:
        for view in member.views():
            file.write(view)
    call.out.item("copy", member.key, target, size=member.size)


def _path(folder: Path, key: str) -> Path:
    """Return the file of a key. Raises `Refused` for a key that would lie elsewhere, or under another name."""
    parts = key.split("/")
    bad = '\\:*?"<>|' if os.name != "posix" else ""
    if any(part in {"", ".", ".."} or "\0" in part or set(part) & set(bad) for part in parts):
        raise Refused(f"the key cannot be the path of a file below {folder}: {key!r}")
    place = folder
    for part in parts[:-1]:
        place /= uris.local_name(part)
        if place.is_symlink():
            raise Refused(f"{place} is a link: {key!r} could lie outside {folder}")
    return place / uris.local_name(parts[-1])


@contextlib.contextmanager
def _archive(call: Call, target: uris.Side) -> Generator[Store]:
    """Yield a function that adds a member. A file gets its name when the archive is whole."""
    if isinstance(target, uris.Stream):
        with _tar(_Standard(call)) as store:
            yield store
        return
    with _in_place(Path(str(target))) as file, _tar(file) as store:
        yield store


@contextlib.contextmanager
def _in_place(target: Path) -> Generator[BinaryIO]:
    """Yield a temporary file that takes the place of the target after the block. Its errors name the target."""
    from tigris_http.transfers._local.target import name_in

    temporary = target.with_name(f".tigris-{os.urandom(8).hex()}.tmp")
    try:
        with temporary.open("xb") as file:
            yield file
        temporary.replace(target)
    except OSError as error:
        if error.filename in {None, str(temporary)}:
            name_in(error, target)
        raise
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


@contextlib.contextmanager
def _tar(out: Any) -> Generator[Store]:  # noqa: ANN401  # anything with `write`
    import tarfile

    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as archive:

        def store(member: BundleMember[None]) -> None:
            entry = tarfile.TarInfo(member.key)
            entry.size = member.size
            archive.addfile(entry, _Reader(member))

        yield store


class _Standard:
    """Standard output as the file of an archive."""

    def __init__(self, call: Call) -> None:
        self._call = call

    def write(self, data: bytes) -> int:
        self._call.out.raw(data)
        return len(data)


class _Reader:
    """A member as the file that `tarfile` copies."""

    def __init__(self, member: BundleMember[None]) -> None:
        self._views = iter(member.views())
        self._rest = memoryview(b"")

    def read(self, size: int = _CHUNK) -> bytes:
        if not self._rest:
            self._rest = next(self._views, memoryview(b""))
        data, self._rest = bytes(self._rest[:size]), self._rest[size:]
        while len(data) < size:
            view = next(self._views, None)
            if view is None:
                break
            data, self._rest = data + bytes(view[: size - len(data)]), view[size - len(data) :]
        return data
