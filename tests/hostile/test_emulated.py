"""Every use against every fault of the emulator: retries and settling end in the right result, or in a known error.

The result of a use under a fault must equal the result without one, except times and versions. The uses take turns in
the modes; `--full` tries all uses in all modes.
"""

from __future__ import annotations

import dataclasses
import io
import tarfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args
from uuid import uuid4

import pytest

from tests.cases import CASES
from tests.guards import none_left
from tests.scenarios.harness import AT_ONCE
from tigris_http import (
    AccessDenied,
    IncompleteBody,
    MalformedResponse,
    ObjectChanged,
    OutcomeUnknown,
    TigrisError,
    TigrisHTTP,
    TimedOut,
    Timeouts,
    Unavailable,
)
from tigris_http.emulator import Emulator, Fault, FaultKind
from tigris_http.operations import Operation

from .running import MODES, eventually, open_connections, run_all, threads
from .uses import CASE_OF, OWN, USES, Use

Do = Callable[[Any, str], Awaitable[object]]


async def _all(pages: Any) -> object:
    return [item async for item in pages]


async def _got(client: Any, bucket: str) -> object:
    async with client.get_object(bucket, "a") as body:
        return await body.read()


async def _streamed(client: Any, bucket: str) -> object:
    async with client.get_object(bucket, "a") as body:
        return b"".join([chunk async for chunk in body])


async def _sought(client: Any, bucket: str) -> object:
    async with client.open_object(bucket, "a") as file:
        return await file.read()


async def _bundled(client: Any, bucket: str) -> object:
    async with client.bundle_objects(bucket, ["a", "b", "none"], min_bundle=1) as bundle:
        return [(item.key, bytes(item.data) if hasattr(item, "data") else item.reason) async for item in bundle]


async def _archived(client: Any, bucket: str) -> object:
    async with client.bundle_archive(bucket, ["a", "b", "none"]) as body:
        archive = await body.read()
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return [(each.name, (tar.extractfile(each) or io.BytesIO()).read()) for each in tar]


async def _compared(client: Any, bucket: str) -> object:
    await client.put_object(bucket, "b", b"other")
    await client.put_object(bucket, "c", b"c")
    await client.delete_object(bucket, "a")
    (first,) = [each.version async for each in client.list_snapshots(bucket)]
    return [(change.kind, change.key) async for change in client.diff(bucket, old=first)]


async def _unsnapped(client: Any, bucket: str) -> object:
    version = (await client.create_snapshot(bucket, "late")).version
    return await client.delete_snapshot(bucket, version)


async def _grave(client: Any) -> tuple[str, str]:
    """Return a bucket with one soft-deleted version of `gone`, and that version."""
    bucket = f"graves-{uuid4().hex}"
    await client.create_bucket(bucket, soft_delete=7)
    await client.put_object(bucket, "gone", CONTENT)
    await client.delete_object(bucket, "gone")
    (found,) = [each async for each in client.list_deleted_object_versions(bucket)]
    return bucket, found.version_id


async def _undeleted(client: Any, _: str) -> object:
    bucket, version = await _grave(client)
    return (await client.restore_deleted_object(bucket, "gone", version_id=version)).key


async def _purged(client: Any, _: str) -> object:
    bucket, version = await _grave(client)
    return await client.purge_deleted_object(bucket, "gone", version)


async def _merged(client: Any, bucket: str) -> object:
    await client.create_fork(f"{bucket}-lab", bucket)
    await client.put_object(f"{bucket}-lab", "a", b"changed")
    return (await client.merge_fork(bucket, f"{bucket}-lab")).bucket


async def _rebased(client: Any, bucket: str) -> object:
    await client.create_fork(f"{bucket}-lab", bucket)
    return (await client.rebase_fork(f"{bucket}-lab")).bucket


async def _completed(client: Any, bucket: str) -> object:
    upload = (await client.create_multipart_upload(bucket, "parts")).upload_id
    parts = [await client.upload_part(bucket, "parts", upload, 1, CONTENT)]
    done = await client.complete_multipart_upload(bucket, "parts", upload, parts)
    return dataclasses.replace(done, location=None)  # unknown after a settled lost answer


async def _aborted(client: Any, bucket: str) -> object:
    upload = (await client.create_multipart_upload(bucket, "parts")).upload_id
    return await client.abort_multipart_upload(bucket, "parts", upload)


async def _thawed(client: Any, bucket: str) -> object:
    await client.put_object(bucket, "cold", CONTENT, storage_class="GLACIER")
    return type(await client.restore_object(bucket, "cold"))


async def _resurrected(client: Any, _: str) -> object:
    bucket, _ = await _grave(client)
    await client.delete_bucket(bucket, force=True)
    return await client.restore_bucket(bucket)


async def _razed(client: Any, _: str) -> object:
    bucket, _ = await _grave(client)
    await client.delete_bucket(bucket, force=True)
    return await client.purge_bucket(bucket)


async def _counted(client: Any, _: str) -> object:
    return type(await client.get_stats())


ONLY = {
    "restore_bucket": "RestoreBucket",
    "purge_bucket": "PurgeBucket",
    "abort_multipart_upload": "AbortMultipartUpload",
    "complete_multipart_upload": "CompleteMultipartUpload",
    "restore_object": "RestoreObject",
    "copy_file": "CopyObject",
    "delete_snapshot": "DeleteSnapshot",
    "diff": "ListObjectsV2",
    "merge_fork": "MergeFork",
    "purge_deleted_object": "PurgeObject",
    "rebase_fork": "RebaseFork",
    "rename_object": "RenameObject",
    "restore_deleted_object": "UndeleteObject",
}
"""The operation that meets the fault, if a use or its method sends others first."""
CONTENT = b"0123456789" * 300


async def _saved(client: Any, bucket: str) -> object:
    with TemporaryDirectory() as folder:
        path = Path(folder, "a")
        await client.download_file(bucket, "a", path)
        return path.read_bytes()  # noqa: ASYNC240  # a small file of this test


async def _tree_up(client: Any, bucket: str) -> object:
    with TemporaryDirectory() as folder:
        for name in ("x", "y"):
            Path(folder, name).write_bytes(name.encode())  # noqa: ASYNC240  # small files of this test
        result = await client.upload_tree(folder, bucket, "tree", on_error="raise")
        return sorted(each.key for each in result.sent)


async def _tree_down(client: Any, bucket: str) -> object:
    with TemporaryDirectory() as folder:
        await client.download_tree(bucket, "", folder, on_error="raise", small=1)
        return sorted((path.name, path.read_bytes()) for path in Path(folder).iterdir())  # noqa: ASYNC240  # as above


async def _tree_restored(client: Any, bucket: str) -> object:
    (first,) = [each async for each in client.list_snapshots(bucket)]
    await client.delete_object(bucket, "a")
    result = await client.restore_prefix(bucket, "", first.version, on_error="raise")
    return [each.key for each in result.sent]


async def _tree_undeleted(client: Any, _: str) -> object:
    bucket, _ = await _grave(client)
    result = await client.undelete_prefix(bucket, "", on_error="raise")
    return [each.key for each in result.sent]


async def _written(client: Any, bucket: str) -> object:
    async with client.write_object(bucket, "new") as file:
        await file.write(b"abc")
    return file.result


DOING: Mapping[str, Do] = {
    "create_bucket": lambda client, bucket: client.create_bucket(f"{bucket}-new"),
    "head_bucket": lambda client, bucket: client.head_bucket(bucket),
    "get_bucket_info": lambda client, bucket: client.get_bucket_info(bucket),
    "has_snapshot_enabled": lambda client, bucket: client.has_snapshot_enabled(bucket),
    "delete_bucket": lambda client, bucket: client.delete_bucket(bucket, force=True),
    "list_buckets": lambda client, _: _all(client.list_buckets(max_buckets=2)),
    "put_object": lambda client, bucket: client.put_object(bucket, "new", b"abc"),
    "put_object large": lambda client, bucket: client.put_object(bucket, "new", bytes(1 << 20)),
    "get_object": _got,
    "get_object streamed": _streamed,
    "open_object": _sought,
    "head_object": lambda client, bucket: client.head_object(bucket, "a"),
    "delete_object": lambda client, bucket: client.delete_object(bucket, "a"),
    "delete_objects": lambda client, bucket: client.delete_objects(bucket, ["a", "b"]),
    "update_object": lambda client, bucket: client.update_object(bucket, "a", lambda old: old + b"!"),
    "copy_object": lambda client, bucket: client.copy_object(bucket, "new", bucket, "a"),
    "rename_object": lambda client, bucket: client.rename_object(bucket, "a", "new"),
    "list_objects_v2": lambda client, bucket: _all(client.list_objects_v2(bucket, max_keys=1)),
    "list_object_versions": lambda client, bucket: _all(client.list_object_versions(bucket, max_keys=1)),
    "bundle_objects": _bundled,
    "bundle_archive": _archived,
    "diff": _compared,
    "upload_file": lambda client, bucket: client.upload_file(bucket, "new", b"abc"),
    "download_file": _saved,
    "write_object": _written,
    "copy_file": lambda client, bucket: client.copy_file(bucket, "new", bucket, "a"),
    "get_ranges": lambda client, bucket: client.get_ranges(bucket, "a", [(2, 5), (0, 1)]),
    "upload_tree": _tree_up,
    "download_tree": _tree_down,
    "copy_prefix": lambda client, bucket: client.copy_prefix(bucket, "q/", bucket, "a", on_error="raise"),
    "move_prefix": lambda client, bucket: client.move_prefix(bucket, "q/", bucket, "a", on_error="raise"),
    "restore_prefix": _tree_restored,
    "delete_prefix": lambda client, bucket: client.delete_prefix(bucket, "", on_error="raise"),
    "undelete_prefix": _tree_undeleted,
    "exists": lambda client, bucket: client.exists(bucket, "a"),
    "wait_until_exists": lambda client, bucket: client.wait_until_exists(bucket, "a", within=0),
    "create_snapshot": lambda client, bucket: client.create_snapshot(bucket, "new"),
    "list_snapshots": lambda client, bucket: _all(client.list_snapshots(bucket)),
    "delete_snapshot": _unsnapped,
    "restore_deleted_object": _undeleted,
    "purge_deleted_object": _purged,
    "merge_fork": _merged,
    "rebase_fork": _rebased,
    "complete_multipart_upload": _completed,
    "abort_multipart_upload": _aborted,
    "restore_object": _thawed,
    "restore_bucket": _resurrected,
    "purge_bucket": _razed,
    "get_stats": _counted,
    "create_fork": lambda client, bucket: client.create_fork(f"{bucket}-new", bucket),
    "list_forks": lambda client, bucket: _all(client.list_forks(bucket)),
}

VARYING = {
    "created_at",
    "forked_at",
    "last_modified",
    "request_id",
    "version",
    "version_id",
    "delete_marker_version_id",
}


def without_times(value: Any) -> object:
    """Return the parts that are the same each time."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {name: without_times(part) for name, part in fields if name not in VARYING}
    if isinstance(value, (list, tuple)):
        return [without_times(part) for part in value]
    return "some time" if isinstance(value, datetime) else value


TRIED = [use for use in USES if use.name in DOING]
KINDS: tuple[FaultKind, ...] = get_args(FaultKind)


@pytest.fixture(scope="module")
def tigris() -> Iterator[Emulator]:
    with Emulator() as emulator:
        yield emulator


def prepared(tigris: Emulator) -> None:
    """Create the bucket again, with two objects and a snapshot."""
    with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        for bucket in sorted((each.name for each in client.list_buckets()), reverse=True):  # forks first
            client.delete_bucket(bucket, force=True)
        client.create_bucket("atlas", snapshot_enabled=True)
        client.put_object("atlas", "a", CONTENT)
        client.put_object("atlas", "b", b"b")
        client.create_snapshot("atlas", "first")


def done(tigris: Emulator, mode: str, use: Use, *faults: Fault) -> tuple[object, BaseException | None]:
    prepared(tigris)
    tigris.inject(*faults)
    doing = dataclasses.replace(use, do=lambda client: DOING[use.name](client, "atlas"))
    outcome = run_all(
        mode,
        tigris.endpoint,
        [doing],
        keys=tigris.credentials,
        retry=AT_ONCE,
        timeouts=Timeouts(connect=5, read=0.4, write=5, pool=5),
    ).outcomes[use.name]
    tigris.clear_faults()
    return without_times(outcome.result), outcome.error


@pytest.fixture(scope="module")
def truth(tigris: Emulator) -> dict[str, object]:
    """The result of each use without a fault."""
    found: dict[str, object] = {}
    for use in TRIED:
        found[use.name], error = done(tigris, "blocking", use)
        assert error is None
    return found


ALLOWED: Mapping[tuple[str, str], tuple[type[TigrisError], ...]] = {
    # A second one would be one too many: the client never asks again if the first may have been carried out.
    **{
        (kind, verb): (OutcomeUnknown,)
        for verb in ("create_snapshot", "merge_fork", "rebase_fork")
        for kind in ("drop_request", "lose_answer", "long_length", "error_in_200")
    },
    # The rest of the object is gone.
    ("long_length", "get_object"): (ObjectChanged,),
    ("long_length", "open_object"): (ObjectChanged, MalformedResponse),
    ("long_length", "download_file"): (MalformedResponse,),
    ("long_length", "get_ranges"): (MalformedResponse,),
    # Members already handed out of an open archive cannot be taken back: the caller requests it again.
    ("cut_body", "bundle_archive"): (IncompleteBody,),
    ("stall_body", "bundle_archive"): (TimedOut,),
    ("long_length", "bundle_archive"): (IncompleteBody,),
    ("truncate_tar", "bundle_archive"): (IncompleteBody,),
    ("error_in_200", "bundle_archive"): (Unavailable,),
    # A HEAD has no body for the reason, and the clocks agree.
    **{("clock_skewed", use.verb): (AccessDenied,) for use in USES if use.kind == "head"},
}
"""Faults that may end in an error, and the class of that error."""


def test_special_uses_and_those_that_must_not_repeat_are_tried_on_the_emulator() -> None:
    """The plain ones need no trial each: they are simply retried."""
    kinds = {case: type(operation) for case, (operation, _) in CASES.items()}
    delicate = {
        name
        for name, case in CASE_OF.items()
        if not kinds[case].REPEATABLE or getattr(kinds[case], "settle", Operation.settle) is not Operation.settle
    }
    tried = {use.name for use in TRIED}
    none_left(
        ({use.name for use in OWN} | delicate) - tried,
        "special or not repeatable: add it to DOING in tests/hostile/test_emulated.py",
    )
    none_left(
        DOING.keys() - tried,
        "no such use in tests/hostile/uses.py: remove it from DOING in tests/hostile/test_emulated.py",
    )


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_is_overcome_or_is_the_expected_error(
    tigris: Emulator, truth: dict[str, object], pytestconfig: pytest.Config, kind: FaultKind, mode: str
) -> None:
    turn, full = KINDS.index(kind) + MODES.index(mode), pytestconfig.getoption("full")
    wrong: list[str] = []
    for number, use in enumerate(TRIED):
        if not full and (number + turn) % len(MODES):
            continue
        if kind == "error_in_200" and use.kind not in {"document", "bundle", "ack"}:
            continue  # without a body nothing shows it, and a stream is the body
        fault = Fault(
            kind,
            ONLY.get(use.verb),
            after=20 if kind in {"cut_body", "stall_body", "long_length"} else 0,
            seconds=2,
            rate=100_000,
        )
        result, error = done(tigris, mode, use, fault)
        classes = ALLOWED.get((kind, use.verb), ())
        is_right = (
            result == truth[use.name] if error is None else isinstance(error, TigrisError) and type(error) in classes
        )
        if not is_right or (error is None and classes):
            wrong.append(f"{use.name}: {error!r} {result!r:.300}")
    assert [] == wrong
    assert 0 == eventually(lambda: open_connections(tigris.port))
    assert [] == eventually(threads)
