"""One file system in several processes, threads and event loops."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.systems import needs_posix
from tigris_http import TigrisHTTP, Timeouts
from tigris_http.fsspec import TigrisFileSystem, clients

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tigris_http.emulator import Emulator

CONTENT = bytes(range(256)) * 1000


def uses(fs: Any, bucket: str, name: str) -> bytes:
    """Write, read and list; return what a file says."""
    fs.pipe(f"{bucket}/{name}", name.encode())
    with fs.open(f"{bucket}/{name}.w", "wb") as file:
        file.write(name.encode())
    assert {f"{bucket}/{name}", f"{bucket}/{name}.w"} <= set(fs.find(bucket))
    with fs.open(f"{bucket}/{name}.w") as file:
        return bytes(file.read())


def child(work: Callable[[], object]) -> None:
    """Run `work` in a forked child. Claims that it ends well, and soon."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            signal.alarm(60)
            work()
            status = 0
        finally:
            os._exit(status)
    _, ended = os.waitpid(pid, 0)
    assert 0 == os.waitstatus_to_exitcode(ended)


@needs_posix
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")  # Python 3.12 warns of each such fork
def test_a_forked_child_works_and_so_does_its_parent(fs: TigrisFileSystem, bucket: str) -> None:
    fs.pipe(f"{bucket}/before", CONTENT)
    opened = fs.open(f"{bucket}/before")
    opened.read(10)

    def work() -> None:
        assert b"child" == uses(fs, bucket, "child")
        assert CONTENT == fs.cat(f"{bucket}/before")
        assert CONTENT[200_000:] == (opened.seek(200_000), opened.read())[1]

    for _ in range(2):
        child(work)
        assert b"parent" == uses(fs, bucket, "parent")
    assert CONTENT[10:] == opened.read()
    opened.close()
    assert {"before", "child", "child.w", "parent", "parent.w"} == {
        name.rpartition("/")[2] for name in fs.ls(bucket, detail=False)
    }


def test_a_loop_that_was_made_in_another_process_is_not_used(fs: TigrisFileSystem, bucket: str) -> None:
    """A server that forks in C runs no hooks: fsspec's loop is the parent's then, and no thread runs it."""
    before = fs.loop
    assert fs.loop is before is clients.io_loop()
    clients._known[:] = [(os.getpid() - 1, before)]
    fs._pid = os.getpid() - 1
    assert b"here" == uses(fs, bucket, "here")
    assert fs.loop is not before
    assert fs.loop is clients.io_loop()


@needs_posix
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_the_files_that_a_parent_writes_are_its_own(fs: TigrisFileSystem, bucket: str) -> None:
    written = fs.open(f"{bucket}/a", "wb", block_size=5 << 20)
    written.write(bytes(20 << 20))

    def work() -> None:
        nonlocal written
        with pytest.raises(RuntimeError, match="another process"):
            written.close()
        del written

    child(work)
    written.close()
    assert 20 << 20 == fs.size(f"{bucket}/a")


@needs_posix
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_children_that_fork_while_threads_read_get_bytes_of_their_own(fs: TigrisFileSystem, bucket: str) -> None:
    names = [f"{bucket}/{number}" for number in range(40)]
    fs.pipe({name: name.encode() * 1000 for name in names})
    ends = threading.Event()

    def read() -> None:
        while not ends.is_set():
            for name in names[:5]:
                assert name.encode() * 1000 == fs.cat(name)

    def work() -> None:
        for name in names:
            assert name.encode() * 1000 == fs.cat(name)

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        try:
            for _ in range(4):
                child(work)
        finally:
            ends.set()
        for reader in readers:
            reader.result()


def _in_spawned(blob: bytes, bucket: str, name: str) -> bytes:
    fs = pickle.loads(blob)
    try:
        return uses(fs, bucket, name)
    finally:
        fs.close()


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_a_file_system_goes_to_other_processes_by_pickle(fs: TigrisFileSystem, bucket: str, method: str) -> None:
    if method not in multiprocessing.get_all_start_methods():
        method = "spawn"
    with multiprocessing.get_context(method).Pool(1) as pool:
        assert b"there" == pool.apply(_in_spawned, (pickle.dumps(fs), bucket, "there"))
    assert b"there" == fs.cat(f"{bucket}/there")


def test_eight_threads_share_one_file_system(options: dict[str, Any], bucket: str) -> None:
    def work(number: int) -> bytes:
        fs = TigrisFileSystem(**options)
        for turn in range(5):
            uses(fs, bucket, f"{number}-{turn}")
        assert 5 == len(fs.cat([f"{bucket}/{number}-{turn}" for turn in range(5)]))
        return uses(fs, bucket, f"{number}")

    with ThreadPoolExecutor(8) as pool:
        assert [b"%d" % number for number in range(8)] == list(pool.map(work, range(8)))
    fs = TigrisFileSystem(**options)
    assert 8 * 6 * 2 == len(fs.find(bucket))
    fs.close()


@pytest.mark.parametrize(("batch_size", "most"), [(None, 128), (3, 3), (-1, 128)])
def test_the_calls_of_a_tree_take_few_tasks(options: dict[str, Any], batch_size: int | None, most: int) -> None:
    fs = TigrisFileSystem(**options, asynchronous=True)
    tasks: list[int] = []

    async def call(number: int) -> int:
        tasks.append(len(asyncio.all_tasks()))
        await asyncio.sleep(0)
        return number

    found = asyncio.run(fs._together((partial(call, number) for number in range(1000)), batch_size))
    assert list(range(1000)) == found
    assert most + 1 == max(tasks)


def test_many_large_files_at_once_wait_for_no_connection(tigris: Emulator, bucket: str, tmp_path: Path) -> None:
    client = TigrisHTTP(tigris.endpoint, tigris.credentials, max_connections=1, timeouts=Timeouts(pool=0.001))
    fs, value = TigrisFileSystem(client=client), bytes(33 << 20)
    names, local = [f"{bucket}/{number}" for number in (0, 1)], [str(tmp_path / f"{number}") for number in (0, 1)]
    fs.pipe(dict.fromkeys(names, value))
    fs.get(names, local)
    fs.put(local, [f"{name}.put" for name in names])
    assert dict.fromkeys(names, value) == fs.cat(names, start=0)
    assert [value[2:]] * 2 == fs.cat_ranges([f"{name}.put" for name in names], 2, len(value))
    with fs.open(names[0], block_size=1 << 20) as file:
        assert value == file.read()
    fs.close()


def test_each_event_loop_has_a_client_of_its_own(options: dict[str, Any], bucket: str) -> None:
    fs = TigrisFileSystem(**options, asynchronous=True)

    async def work(name: str) -> bytes:
        await fs._pipe_file(f"{bucket}/{name}", name.encode())
        await asyncio.gather(*(fs._cat_file(f"{bucket}/{name}") for _ in range(10)))
        found: bytes = await fs._cat_file(f"{bucket}/{name}")
        await fs.aclose()
        return found

    assert [b"one", b"two"] == [asyncio.run(work(name)) for name in ("one", "two")]
    with pytest.raises(RuntimeError, match="not running"):
        fs.cat(f"{bucket}/one")


def test_connections_of_closed_loops_do_not_wait_for_the_collector(options: dict[str, Any], bucket: str) -> None:
    fs = TigrisFileSystem(**options, asynchronous=True, skip_instance_cache=True)
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        for _ in range(3):
            asyncio.run(fs._pipe_file(f"{bucket}/a", b"1"))
        del fs
        gc.collect()
    assert [] == [str(each.message) for each in shown]


def test_a_client_with_a_provider_that_does_not_pickle_serves_this_process(tigris: Emulator, bucket: str) -> None:
    keys = tigris.credentials
    fs = TigrisFileSystem(client=TigrisHTTP(tigris.endpoint, lambda: keys))
    assert b"here" == uses(fs, bucket, "here")
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(fs)
    fs.close()


def test_the_blocking_methods_work_while_a_loop_of_the_caller_runs(fs: TigrisFileSystem, bucket: str) -> None:
    async def work() -> bytes:
        return uses(fs, bucket, "inside")

    assert b"inside" == asyncio.run(work())


def test_async_files_read_write_and_store_nothing_after_an_error(options: dict[str, Any], bucket: str) -> None:
    fs = TigrisFileSystem(**options, asynchronous=True)

    async def work() -> None:
        path = f"{bucket}/a"
        async with await fs.open_async(path, "wb", block_size=5 << 20) as file:
            for at in range(0, len(CONTENT), 1000):
                await file.write(CONTENT[at : at + 1000])
        async with await fs.open_async(path, "rb") as file:
            assert CONTENT[:1000] == await file.read(1000)
            assert (CONTENT[1000:], b"") == (await file.read(), await file.read(5))
        async with await fs.open_async(path, "ab") as file:
            await file.write(b"end")
        assert CONTENT + b"end" == await fs._cat_file(path)
        with pytest.raises(FileExistsError):
            await fs.open_async(path, "xb")
        with pytest.raises(FileNotFoundError):
            await fs.open_async(f"{path}/no")
        with pytest.raises(ValueError, match="mode must be"):
            await fs.open_async(path, "r")
        for size in (10, 20 << 20):
            with pytest.raises(ZeroDivisionError):  # noqa: PT012
                async with await fs.open_async(f"{bucket}/b", "wb", block_size=5 << 20) as file:
                    await file.write(bytes(size))
                    raise ZeroDivisionError
        assert not await fs._exists(f"{bucket}/b")
        await fs.aclose()

    asyncio.run(work())


def test_a_forgotten_async_file_stores_nothing_and_warns(options: dict[str, Any], bucket: str) -> None:
    fs = TigrisFileSystem(**options, asynchronous=True)

    async def work() -> None:
        file = await fs.open_async(f"{bucket}/a", "wb", block_size=1)
        await file.write(bytes(20 << 20))
        with pytest.warns(ResourceWarning, match="nothing is stored"):  # noqa: PT031
            del file
            gc.collect()
        # The abort goes on in the background.
        left = ["a"]
        for _ in range(1000):
            left = [each.key async for each in fs._client.list_multipart_uploads(bucket)]
            if not left:
                break
        assert ([], False) == (left, await fs._exists(f"{bucket}/a"))
        await fs.aclose()

    asyncio.run(work())


def test_a_program_ends_without_closing_and_without_a_warning(options: dict[str, Any], bucket: str) -> None:
    program = (
        "import fsspec; fs = fsspec.filesystem('t3', **OPTIONS); fs.pipe('BUCKET/a', b'1');"
        "print(fs.cat('BUCKET/a'), open)"
    )
    program = program.replace("OPTIONS", repr(options)).replace("BUCKET", bucket)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith("b'1'")


def test_the_extra_is_named_if_fsspec_is_missing() -> None:
    program = "import sys; sys.modules['fsspec'] = None; import tigris_http.fsspec"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert "pip install 'tigris-http[fsspec]'" in done.stderr
