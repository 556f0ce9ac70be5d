"""One store on several event loops, in threads, after a fork and in other processes."""

from __future__ import annotations

import asyncio
import importlib
import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import zarr
from zarr.core.buffer import cpu, default_buffer_prototype

from tests.systems import needs_posix
from tigris_http import AsyncTigrisHTTP, Credentials, TigrisHTTP
from tigris_http.emulator import Emulator
from tigris_http.zarr import TigrisStore

np: Any = importlib.import_module("numpy")
ANY = default_buffer_prototype()


@pytest.fixture
def store(client: TigrisHTTP, bucket: str) -> TigrisStore:
    store = TigrisStore(bucket, "a.zarr", client=client)
    array = zarr.create_array(store, shape=(320,), chunks=(16,), dtype="i8")
    array[:] = np.arange(320)
    return store


def total(store: TigrisStore) -> int:
    return int(zarr.open_array(store, mode="r")[:].sum())


TOTAL = sum(range(320))


def test_eight_threads_share_a_store(store: TigrisStore) -> None:
    array = zarr.open_array(store, mode="r+")

    def work(number: int) -> int:
        array[number * 16 : number * 16 + 16] = number
        return int(array[number * 16 + total(store) % 16])

    with ThreadPoolExecutor(8) as pool:
        assert list(range(8)) == list(pool.map(work, range(8)))
    assert sum(16 * number for number in range(8)) + sum(range(128, 320)) == total(store)


def test_eight_loops_share_a_store(store: TigrisStore) -> None:
    start = threading.Barrier(8)

    def work(number: int) -> list[bytes]:
        async def read() -> list[bytes]:
            start.wait()
            await store.set(f"of/{number}", cpu.Buffer.from_bytes(b"%d" % number))
            found = await asyncio.gather(*(store.get(f"c/{chunk}", ANY) for chunk in range(20)))
            return [each.to_bytes() for each in found if each is not None]

        return asyncio.run(read())

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(8)))
    assert 20 == len(found[0])
    assert all(each == found[0] for each in found)
    assert 8 * 1 == asyncio.run(store.getsize_prefix("of"))


@needs_posix
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_has_connections_of_its_own(store: TigrisStore) -> None:
    assert TOTAL == total(store)  # connections are open
    children: list[int] = []
    for _ in range(2):
        child = os.fork()
        if not child:
            # Nothing of pytest runs in the child.
            os._exit(0 if total(store) == TOTAL else 1)
        children.append(child)
    assert TOTAL == total(store)
    assert [0, 0] == [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert TOTAL == total(store)


def test_a_store_works_in_a_spawned_process(store: TigrisStore) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert TOTAL == pool.apply(total, (store,))


def test_a_pickle_has_no_connections_and_of_the_environment_no_credentials(
    store: TigrisStore, tigris: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    again: TigrisStore = pickle.loads(pickle.dumps(store))
    assert again == store
    assert TOTAL == total(again)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", tigris.endpoint)
    monkeypatch.setenv("TIGRIS_STORAGE_ACCESS_KEY_ID", tigris.credentials.access_key_id)
    monkeypatch.setenv("TIGRIS_STORAGE_SECRET_ACCESS_KEY", tigris.credentials.secret_access_key)
    of_environment = TigrisStore(store.bucket, "a.zarr")
    pickled = pickle.dumps(of_environment)
    assert tigris.credentials.secret_access_key.encode() not in pickled
    assert of_environment == pickle.loads(pickled)
    assert TOTAL == total(pickle.loads(pickled))
    assert "tsec" not in repr(of_environment)


def test_a_provider_that_does_not_pickle_still_serves_this_process(store: TigrisStore, tigris: Emulator) -> None:
    pair = Credentials(tigris.credentials.access_key_id, tigris.credentials.secret_access_key)
    local = TigrisStore(store.bucket, "a.zarr", client=AsyncTigrisHTTP(tigris.endpoint, lambda: pair))
    assert TOTAL == total(local)
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(local)


def test_a_transport_of_ones_own_has_to_be_async(store: TigrisStore, tigris: Emulator) -> None:
    import httpx

    with httpx.HTTPTransport() as transport, pytest.raises(TypeError, match="blocking transport"):
        TigrisStore(store.bucket, client=TigrisHTTP(tigris.endpoint, tigris.credentials, transport=transport))
    counted: list[str] = []

    class Counting(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            counted.append(request.method)
            return await super().handle_async_request(request)

    async def read() -> int:
        async with Counting() as transport:
            client = AsyncTigrisHTTP(tigris.endpoint, tigris.credentials, transport=transport)
            found = await TigrisStore(store.bucket, "a.zarr", client=client).get("zarr.json", ANY)
            return 0 if found is None else len(found)

    assert asyncio.run(read()) > 0
    assert ["GET"] == counted


PROGRAM = """
import asyncio, sys, zarr
from tigris_http import TigrisHTTP
from tigris_http.zarr import TigrisStore
from zarr.core.buffer import default_buffer_prototype
store = TigrisStore(sys.argv[3], "a.zarr", client=TigrisHTTP(sys.argv[1], ("tid_emulator", sys.argv[2])))
print(int(zarr.open_array(store, mode="r")[:].sum()))
asyncio.run(store.get("zarr.json", default_buffer_prototype()))
"""


def test_the_interpreter_ends_without_a_word(store: TigrisStore, tigris: Emulator) -> None:
    secret = tigris.credentials.secret_access_key
    command = [sys.executable, "-W", "error", "-c", PROGRAM, tigris.endpoint, secret, store.bucket]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (f"{TOTAL}\n", "", 0) == (done.stdout, done.stderr, done.returncode)


def test_without_zarr_the_error_names_the_extra() -> None:
    program = "import sys; sys.modules['zarr'] = None; import tigris_http.zarr"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert "pip install 'tigris-http[zarr]'" in done.stderr
