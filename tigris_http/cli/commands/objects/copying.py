"""`cp` and `mv` of single files and objects; trees go on to `trees`."""

from __future__ import annotations

import contextlib
import os
import stat
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tigris_http.cli import uris
from tigris_http.cli.commands.objects import transfer
from tigris_http.cli.failures import Refused, refuse
from tigris_http.cli.uris import Local, Remote, Side, Stream

if TYPE_CHECKING:
    from tigris_http.cli.session import Call
    from tigris_http.transfers import CopyFile
    from tigris_http.transfers._work.base import Transfer

_ANY_SIZE: Final = 1 << 62


class _Job(NamedTuple):
    source: Side
    target: Side

    def __str__(self) -> str:
        return f"{self.source} -> {self.target}"


def cp(call: Call) -> None:
    """Copy each source to the target."""
    if call.given.recursive:
        from tigris_http.cli.commands.objects import trees

        trees.cp(call)
        return
    _only_single(call)
    jobs = _jobs(call, moving=False)
    _begin(call, jobs)
    if _go_at_once(call, jobs):
        _copy_at_once(call, jobs)
    else:
        call.for_each(jobs, partial(_copied, call))


def mv(call: Call) -> None:
    """Move each source to the target."""
    if call.given.recursive:
        from tigris_http.cli.commands.objects import moving

        moving.mv(call)
        return
    _only_single(call)
    jobs = _jobs(call, moving=True)
    _begin(call, jobs)
    call.for_each(jobs, partial(_moved, call))


def _only_single(call: Call) -> None:
    given = call.given
    for name in ("include", "exclude"):
        if getattr(given, name):
            refuse(f"--{name} needs -r")
    if given.jobs and (call.name != "cp" or len(given.source) == 1):
        refuse(f"--jobs needs -r{' or several sources' if call.name == 'cp' else ''}")


def _begin(call: Call, jobs: list[_Job]) -> None:
    """Start the progress. The bytes in all are known if all sources are files."""
    call.meter.begin(files=len(jobs))
    for job in jobs:
        if not isinstance(job.source, Local):
            return
    for job in jobs:
        with contextlib.suppress(OSError):  # reported when its turn comes
            call.meter.expect(size=Path(str(job.source)).stat().st_size)


def _jobs(call: Call, *, moving: bool) -> list[_Job]:
    """Return the copies to make. Raises `UsageError` if one of them is impossible."""
    given = call.given
    sources = [_source(call, text, moving=moving) for text in given.source]
    target = uris.side("TARGET", given.target)
    if isinstance(target, Remote):
        target = uris.live("TARGET", given.target)
    if isinstance(target, Stream) and (moving or call.is_listed):
        refuse("TARGET cannot be standard output here: name a file or a URI")
    into = _takes_names(target)
    if len(sources) > 1 and not into and not isinstance(target, Stream):
        refuse(f"TARGET must be a folder or end with / for several sources, not {target}")
    jobs = [_Job(source, _named(source, target) if into else target) for source in sources]
    for job in jobs:
        if not isinstance(job.source, Remote) and not isinstance(job.target, Remote):
            refuse(f"SOURCE or TARGET must be a URI such as t3://bucket/key: {job}")
        if job.source == job.target and not transfer.properties(given):
            refuse(f"SOURCE and TARGET are the same: {job.source}")
    _check_apart(jobs)
    return jobs


def _check_apart(jobs: list[_Job]) -> None:
    """Raise `UsageError` if a copy would replace another one: with `mv` that one would be lost."""
    first: dict[Side, Side] = {}
    for source, target in jobs:
        other = first.setdefault(target, source)
        if other is not source and not isinstance(target, Stream):
            refuse(f"SOURCE {other} and {source} would both become {target}: give one of them another name")


def _source(call: Call, text: str, *, moving: bool) -> Side:
    given = call.given
    found = uris.side("SOURCE", text)
    if isinstance(found, Stream):
        if moving or call.is_listed:
            refuse("SOURCE cannot be standard input here: name a file or a URI")
        return found
    if isinstance(found, Local):
        if Path(found.path).is_dir():
            refuse(f"SOURCE is a folder: use -r for {found}")
        return found
    if found.snapshot is None and not moving and given.snapshot is not None:
        found = found._replace(snapshot=given.snapshot)
    if moving and found.snapshot is not None:
        refuse(f"SOURCE is at a snapshot, which cannot be changed: use cp for {found}")
    if found.is_folder:
        refuse(f"SOURCE is a {'prefix' if found.key else 'bucket'}: use -r for {found}")
    return found


def _takes_names(target: Side) -> bool:
    """Return whether a target takes the names of its sources."""
    if isinstance(target, Local):
        return target.is_folder or Path(target.path).is_dir()
    return isinstance(target, Remote) and target.is_folder


def _named(source: Side, target: Side) -> Side:
    if isinstance(source, Stream):
        refuse(f"TARGET must name an object for standard input, not {target}")
    if isinstance(target, Remote):
        name = uris.text_of(os.path.basename(source.path)) if isinstance(source, Local) else source.name  # noqa: PTH119
        return target.at(target.key + name)
    if isinstance(target, Local):
        name = source.name
        if name in {"", ".", ".."} or "\0" in name or (os.name != "posix" and set(name) & set('\\:*?"<>|')):
            refuse(f"the end of the key cannot be the name of a file: give TARGET a name for {source}")
        return Local(os.path.join(target.path, uris.local_name(name)))  # noqa: PTH118  # a Path would change the text
    return target


def _go_at_once(call: Call, jobs: list[_Job]) -> bool:
    """Return whether the order of the copies does not matter, and several at once are not more than was asked for."""
    if len(jobs) == 1 or call.given.dry_run or call.is_listed:
        return False
    return not any(isinstance(side, Stream) for job in jobs for side in job)


def _copy_at_once(call: Call, jobs: list[_Job]) -> None:
    from tigris_http.transfers.trees.several import Ended, Several
    from tigris_http.transfers.trees.several import Job as Transferred

    names = [str(job) for job in jobs]
    call.items += len(jobs)
    call.pending.extend(names)

    def ended(outcome: Ended) -> None:
        job = jobs[outcome.number]
        call.pending.remove(names[outcome.number])
        if outcome.error is not None:
            call.fail(outcome.error)
            return
        call.done += 1
        call.meter.advance(files=1)
        call.out.item("copy", *job, size=outcome.result.size, version_id=outcome.result.version_id)

    several = Several(
        [Transferred(partial(_transfer, call, job), _held(job.source)) for job in jobs],
        concurrency=call.given.jobs,
        on_end=ended,
        progress=call.meter.note,
        transfer=transfer.parts(call.given),
    )
    call.client.send(several)


def _held(source: Side) -> int | None:
    """Return the bytes of a source that an upload reads; None for an object, which goes through no memory."""
    if not isinstance(source, Local):
        return None
    try:
        found = Path(source.path).stat()
    except OSError:  # reported when its turn comes
        return 0
    # A pipe may have any number.
    return found.st_size if stat.S_ISREG(found.st_mode) else _ANY_SIZE


def _copied(call: Call, job: _Job) -> None:
    given = call.given
    if given.dry_run:
        call.out.item("copy", *job, status="planned")
        return
    size, version = _transferred(call, job)
    call.meter.advance(files=1)
    if not isinstance(job.target, Stream):
        call.out.item("copy", *job, size=size, version_id=version)


def _transferred(call: Call, job: _Job) -> tuple[int | None, str | None]:
    """Carry the bytes; return the size and the version of the object."""
    source, target = job
    if isinstance(source, Remote) and isinstance(target, Stream):
        transfer.write_out(call, source, getattr(call.given, "version_id", None))
        return None, None
    stored = call.client.send(_transfer(call, job))
    return stored.size, stored.version_id


def _transfer(call: Call, job: _Job) -> Transfer[transfer.Stored]:
    source, target = job
    if isinstance(target, Remote):
        return _copy(call, source, target) if isinstance(source, Remote) else transfer.upload(call, source, target)
    if not isinstance(source, Remote) or not isinstance(target, Local):
        raise Refused(f"one side must be a URI: {job}")
    return transfer.download(call, source, target)


def _copy(call: Call, source: Remote, target: Remote, etag: str | None = None) -> CopyFile:
    from tigris_http.transfers import CopyFile

    given = call.given
    return CopyFile(
        target.bucket,
        target.key,
        source.bucket,
        source.key,
        source_version_id=getattr(given, "version_id", None),
        snapshot_version=source.snapshot,
        source_if_match=etag,
        if_none_match="*" if given.no_overwrite else None,
        transfer=transfer.parts(given),
        progress=transfer.reported(call),
        **transfer.properties(given),
    )


def _moved(call: Call, job: _Job) -> None:
    given = call.given
    if given.dry_run:
        call.out.item("move", *job, status="planned")
        return
    source, target = job
    if isinstance(source, Remote):
        size, version = _moved_object(call, source, target)
    else:
        before = _state(source)
        size, version = _transferred(call, job)
        if _state(source) != before:
            raise Refused(f"{source} changed while it was uploaded: it is stored, and stays here, too")
        Path(str(source)).unlink()
    call.meter.advance(files=1)
    call.out.item("move", *job, size=size, version_id=version)


def _state(source: Side) -> tuple[int, int, int]:
    found = Path(str(source)).stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _moved_object(call: Call, source: Remote, target: Side) -> tuple[int | None, str | None]:
    from tigris_http.errors import FeatureNotSupported

    given = call.given
    client = call.client
    if isinstance(target, Remote):
        if target.bucket == source.bucket and not given.no_overwrite and not transfer.properties(given):
            try:
                renamed = client.rename_object(source.bucket, source.key, target.key)
            except FeatureNotSupported:
                pass  # nothing was sent that changes anything
            else:
                return None, renamed.version_id
        info = client.head_object(source.bucket, source.key)
        _check_tag(source, info.etag)
        version = client.send(_copy(call, source, target, info.etag)).version_id
        client.delete_object(source.bucket, source.key, if_match=info.etag)
        return info.size, version
    if not isinstance(target, Local):
        raise Refused(f"{source} cannot be moved to standard output")
    etag = client.head_object(source.bucket, source.key).etag
    _check_tag(source, etag)
    if Local(given.target).is_folder:
        Path(target.path).parent.mkdir(parents=True, exist_ok=True)
    stored = client.download_file(
        source.bucket,
        source.key,
        target.path,
        if_match=etag,
        overwrite=not given.no_overwrite,
        transfer=transfer.parts(given),
        progress=transfer.reported(call),
    )
    client.delete_object(source.bucket, source.key, if_match=stored.etag)
    return stored.size, None


def _check_tag(source: Remote, etag: str | None) -> None:
    """Refuse to move an object without an entity tag: its successor could be deleted."""
    if etag is None:
        raise Refused(f"the service names no entity tag of {source}: copy it, then delete it while no writer uses it")
