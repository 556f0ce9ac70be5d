"""zarr's own state machines of hypothesis: random steps on the store, compared with a model in memory."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from zarr.testing.stateful import ZarrHierarchyStateMachine, ZarrStoreStateMachine

from tigris_http import TigrisHTTP
from tigris_http.emulator import Emulator
from tigris_http.zarr import TigrisStore

FEW = settings(
    max_examples=6,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("machine", [ZarrStoreStateMachine, ZarrHierarchyStateMachine])
# zarr's random arrays may have types that its format does not define yet, on any store.
@pytest.mark.filterwarnings("ignore::zarr.errors.UnstableSpecificationWarning")
def test_random_steps_do_what_the_model_does(machine: Any, client: TigrisHTTP, bucket: str, tigris: Emulator) -> None:
    store = TigrisStore(bucket, "random.zarr", client=client)
    run_state_machine_as_test(lambda: machine(store), settings=FEW)  # type: ignore[arg-type]  # any function will do
    # The machine compares. With too few steps it compares nothing.
    used = {record.operation for record in tigris.requests}
    assert {"PutObject", "GetObject", "ListObjectsV2", "DeleteObject"} <= used
