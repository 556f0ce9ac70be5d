"""A system without another thread: work is done where it is waited for, and no raw RuntimeError comes out."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from trio._core import _thread_cache

from tests.modes import NO_RETRY, in_all_modes, play
from tests.rawserver import RawServer, ok
from tigris_http import BundleMember, Credentials, TigrisHTTP
from tigris_http._concurrency.cancel import Aborted, Token
from tigris_http._concurrency.event_loop import in_thread
from tigris_http._concurrency.jobs import Job
from tigris_http._transport.sockets import waiting
from tigris_http.emulator import Emulator

pytest_generate_tests = in_all_modes


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let no thread start but those of the servers and of asyncio's own end; return the names of the others."""
    names: list[str] = []
    start = threading.Thread.start

    def only_servers(thread: threading.Thread) -> None:
        module = getattr(getattr(thread, "_target", None), "__module__", "")
        if not module.startswith(("tests.", "tigris_http.emulator", "asyncio.")):
            names.append(thread.name)
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", only_servers)
    _thread_cache.THREAD_CACHE._idle_workers.clear()  # of trio, which outlive a loop
    return names


def test_names_are_resolved(mode: str, refused: list[str]) -> None:
    def story(c: Any) -> Any:
        yield c.head_bucket("bucket")

    with RawServer(ok()) as server:
        play(mode, f"http://localhost:{server.port}", story, retry=NO_RETRY, addressing_style="path")
        assert 1 == len(server.requests)
    assert bool(refused) is (mode != "blocking")


def test_bodies_are_read_and_sent(mode: str, refused: list[str], tmp_path: Path) -> None:
    large = bytes(2_000_000)
    (tmp_path / "file").write_bytes(large)

    def story(c: Any) -> Any:
        yield c.put_object("bucket", "key", tmp_path / "file")
        yield c.put_object("bucket", "key", iter([large]))
        yield c.put_object("bucket", "key", iter([large]), length=len(large), sha256="UNSIGNED-PAYLOAD")

    with RawServer(ok()) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY)
        assert [large] * 3 == [seen.body for seen in server.requests]
    assert bool(refused) is (mode != "blocking")


def test_a_provider_is_asked(mode: str, refused: list[str]) -> None:
    def story(c: Any) -> Any:
        view = c.__class__(server.endpoint, lambda: Credentials("tid_of_provider", "secret"))
        yield view.head_bucket("bucket")
        yield view.aclose() if hasattr(view, "aclose") else view.close()

    with RawServer(ok()) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY)
        assert "tid_of_provider" in (server.requests[0].get("authorization") or "")
    assert bool(refused) is (mode != "blocking")


@pytest.mark.usefixtures("refused")
def test_a_bundle_is_read_ahead_in_the_thread_of_its_reader(refused: list[str]) -> None:
    with Emulator() as emulator, TigrisHTTP(emulator.endpoint, emulator.credentials) as client:
        client.create_bucket("bucket")
        for number in range(10):
            client.put_object("bucket", f"k{number}", b"%d" % number)
        keys = [f"k{number % 10}" for number in range(12_000)]
        with client.bundle_objects("bucket", keys) as bundle:
            found = [bytes(each.read()) for each in bundle if isinstance(each, BundleMember)]
    assert [key[1:].encode() for key in keys] == found
    assert "tigris_http job" in refused


@pytest.mark.usefixtures("refused")
def test_a_job_without_a_thread_gives_its_result_or_error_once() -> None:
    job = Job(threading.current_thread, print)
    assert threading.current_thread() is job.wait()
    with pytest.raises(RuntimeError, match="taken already"):
        job.wait()
    assert job.join(0)
    failing = Job(lambda: int("none"), print)
    with pytest.raises(ValueError, match="none"):
        failing.wait()


@pytest.mark.usefixtures("refused")
def test_a_job_without_a_thread_can_be_aborted_before_it_is_waited_for() -> None:
    done: list[int] = []
    job: Job[None] = Job(lambda: done.append(1), print)
    job.abort()
    with pytest.raises(Aborted):
        job.wait()
    assert [] == done


@pytest.mark.usefixtures("refused")
def test_a_job_without_a_thread_ends_with_the_token_of_its_thread() -> None:
    token = Token()

    def work() -> None:
        token.abort()
        token.check()

    with token, pytest.raises(Aborted):
        Job(work, print).wait()


def test_an_error_of_the_work_itself_does_not_repeat_it(loop: str) -> None:
    import anyio

    done: list[int] = []

    def work() -> None:
        done.append(1)
        raise RuntimeError("can't start new thread")

    async def main() -> None:
        with pytest.raises(RuntimeError):
            await in_thread(work)

    anyio.run(main, backend=loop)
    assert [1] == done


def test_sockets_are_awaited_without_a_thread_on_loops_without_readers(
    refused: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    def missing(*_: object) -> None:
        raise NotImplementedError

    def story(c: Any) -> Any:
        monkeypatch.setattr(asyncio.get_running_loop(), "add_reader", missing)
        monkeypatch.setattr(asyncio.get_running_loop(), "add_writer", missing)
        yield c.head_bucket("bucket")

    with RawServer(ok()) as server:
        play("asyncio", server.endpoint, story, retry=NO_RETRY)
        assert 1 == len(server.requests)
    assert refused
    assert 0 < waiting._PAUSE < waiting._SLICE


def test_the_async_client_works_while_the_interpreter_ends() -> None:
    program = """
        import asyncio, atexit, sys
        from tigris_http import AsyncTigrisHTTP, Credentials

        async def main():
            provider = lambda: Credentials("tid_a", "secret")
            async with AsyncTigrisHTTP(sys.argv[1], provider, addressing_style="path") as client:
                await client.put_object("bucket", "key", iter([bytes(2_000_000)]))
                print("stored", flush=True)

        async def nothing():
            await asyncio.get_running_loop().run_in_executor(None, int)

        asyncio.run(nothing())
        atexit.register(lambda: asyncio.run(main()))
    """
    with RawServer(ok()) as server:
        endpoint = f"http://localhost:{server.port}"
        done = subprocess.run(
            [sys.executable, "-c", dedent(program), endpoint], capture_output=True, text=True, check=False, timeout=60
        )
        assert ("stored\n", "") == (done.stdout, done.stderr)
        assert 1 == len(server.requests)
