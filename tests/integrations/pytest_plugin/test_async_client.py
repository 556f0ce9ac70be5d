"""The async client in tests of every kind: `asyncio.run`, anyio's plugin, trio, loops that end in disorder."""

from __future__ import annotations

import pytest

from .conftest import Inner

pytest_plugins = ["pytester"]

USE = """
    import asyncio
    import gc
    import socket
    import pytest

    @pytest.fixture(scope="session", autouse=True)
    def no_collections():  # which would close what was left open
        gc.collect()
        gc.disable()
        yield
        gc.enable()

    def connections(emulator):
        return sum(is_open(each, emulator.port) for each in gc.get_objects() if isinstance(each, socket.socket))

    def is_open(sock, port):
        try:
            return sock.family == socket.AF_INET and sock.getpeername()[1] == port
        except OSError:
            return False

    async def use(client, bucket, count=8):
        await asyncio.gather(*(client.put_object(bucket, f"{n}", b"%d" % n) for n in range(count)))
        async with client.get_object(bucket, "7") as body:
            assert b"7" == await body.read()
        assert count == len([entry async for entry in client.list_objects_v2(bucket)])
"""
ALL_CLOSED = """
    @pytest.fixture(autouse=True)
    def all_closed(tigris_emulator):  # set up before the client, ended after it
        yield
        assert 0 == connections(tigris_emulator)
"""


def test_it_needs_no_plugin_and_may_be_used_on_one_loop_after_another(inner: Inner) -> None:
    source = f"""{USE}{ALL_CLOSED}
    def test_twice(async_tigris_client, tigris_bucket):
        asyncio.run(use(async_tigris_client, tigris_bucket))
        asyncio.run(use(async_tigris_client, tigris_bucket))
    """
    assert {"passed": 1} == inner.run(source, "-p", "no:anyio").parseoutcomes()


def test_the_plugin_of_anyio_runs_it_on_every_backend(inner: Inner) -> None:
    source = f"""{USE}{ALL_CLOSED}
    pytestmark = pytest.mark.anyio

    @pytest.fixture(params=["asyncio", "trio", ("asyncio", {{"use_uvloop": True}})], ids=["asyncio", "trio", "uvloop"])
    def anyio_backend(request):
        return request.param

    @pytest.fixture
    async def filled(async_tigris_client, tigris_bucket):
        await async_tigris_client.put_object(tigris_bucket, "a", b"1")
        yield tigris_bucket
        await async_tigris_client.delete_object(tigris_bucket, "a")

    async def test_a_filled_bucket(async_tigris_client, filled):
        assert 1 == (await async_tigris_client.head_object(filled, "a")).size
        assert ["a"] == [entry.key async for entry in async_tigris_client.list_objects_v2(filled)]
    """
    assert {"passed": 3} == inner.run(source).parseoutcomes()


def test_several_tests_share_a_loop_of_the_session(inner: Inner) -> None:
    source = f"""{USE}{ALL_CLOSED}
    @pytest.fixture(scope="session")
    def anyio_backend():
        return "asyncio"

    @pytest.fixture(scope="session", autouse=True)
    async def kept(anyio_backend):
        yield

    @pytest.mark.anyio
    @pytest.mark.parametrize("round", range(3))
    async def test_a_bucket(async_tigris_client, tigris_bucket, round):
        await use(async_tigris_client, tigris_bucket)
    """
    assert {"passed": 3} == inner.run(source).parseoutcomes()


@pytest.mark.parametrize("close", ["loop.close()", "request.addfinalizer(loop.close)"], ids=["in test", "after it"])
def test_a_loop_that_is_closed_without_its_generators_leaves_no_connection(inner: Inner, close: str) -> None:
    source = f"""{USE}{ALL_CLOSED}
    def test_a_loop(request, async_tigris_client, tigris_bucket):
        loop = asyncio.new_event_loop()
        loop.run_until_complete(use(async_tigris_client, tigris_bucket))
        {close}
    """
    assert {"passed": 1} == inner.run(source).parseoutcomes()


def test_a_loop_in_a_thread_closes_its_connections_at_its_own_end(inner: Inner) -> None:
    source = f"""{USE}
    import threading

    @pytest.fixture(scope="module")
    def loop(tigris_emulator):
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        yield loop
        asyncio.run_coroutine_threadsafe(loop.shutdown_asyncgens(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        assert 0 == connections(tigris_emulator)

    @pytest.mark.parametrize("round", range(2))
    def test_a_loop(loop, async_tigris_client, tigris_bucket, round):
        asyncio.run_coroutine_threadsafe(use(async_tigris_client, tigris_bucket), loop).result()
    """
    assert {"passed": 2} == inner.run(source).parseoutcomes()


def test_closed_by_the_test_it_refuses_to_work(inner: Inner) -> None:
    source = """
    import asyncio
    import pytest

    def test_a_block(async_tigris_client, tigris_bucket):
        async def main():
            async with async_tigris_client as client:
                await client.put_object(tigris_bucket, "a", b"1")
            with pytest.raises(RuntimeError, match="this client is closed"):
                await client.head_object(tigris_bucket, "a")
        asyncio.run(main())
    """
    assert {"passed": 1} == inner.run(source).parseoutcomes()


def test_its_views_and_copies_work(inner: Inner) -> None:
    source = """
    import asyncio
    import pickle
    from tigris_http import AsyncTigrisHTTP, RetryPolicy

    def test_views(async_tigris_client, tigris_bucket):
        assert isinstance(async_tigris_client, AsyncTigrisHTTP)
        async def main():
            view = async_tigris_client.with_options(retry=RetryPolicy(max_attempts=1))
            await view.put_object(tigris_bucket, "a", b"1")
            async with pickle.loads(pickle.dumps(async_tigris_client)) as copy:
                assert 1 == (await copy.head_object(tigris_bucket, "a")).size
        asyncio.run(main())
    """
    assert {"passed": 1} == inner.run(source).parseoutcomes()
