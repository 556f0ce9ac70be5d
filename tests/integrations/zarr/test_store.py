"""zarr's own tests of a store, whole, with a prefix and without."""

from __future__ import annotations

from typing import Any

import pytest
from zarr.core.buffer import Buffer, cpu
from zarr.testing.store import StoreTests

from tigris_http import TigrisHTTP
from tigris_http.zarr import TigrisStore


@pytest.mark.anyio
@pytest.mark.usefixtures("anyio_backend")
class TestTigrisStore(StoreTests[TigrisStore, cpu.Buffer]):
    store_cls = TigrisStore
    buffer_cls = cpu.Buffer

    @pytest.fixture(params=["", "data/era5.zarr"])
    def store_kwargs(self, request: pytest.FixtureRequest, client: TigrisHTTP, bucket: str) -> dict[str, Any]:
        self.client = client
        return {"bucket": bucket, "prefix": request.param, "client": client}

    async def set(self, store: TigrisStore, key: str, value: Buffer) -> None:
        self.client.put_object(store.bucket, store.prefix + key, value.to_bytes())

    async def get(self, store: TigrisStore, key: str) -> Buffer:
        with self.client.get_object(store.bucket, store.prefix + key) as body:
            return cpu.Buffer.from_bytes(body.read())

    def test_store_repr(self, store: TigrisStore) -> None:
        text = repr(store)
        assert text.startswith(f"<TigrisStore t3://{store.bucket}")
        assert "tid_emulator" in text
        assert "tsec_emulator" not in text
        assert f"t3://{store.bucket}/{store.prefix}".rstrip("/") == str(store)

    def test_store_supports_writes(self, store: TigrisStore) -> None:
        assert store.supports_writes

    def test_store_supports_listing(self, store: TigrisStore) -> None:
        assert store.supports_listing
