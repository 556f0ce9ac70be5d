"""The targets of the fuzzer in the suite: their seeds, spoiled seeds, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.guards import ADD_A_CASE, ADD_A_NAME, none_left
from tigris_http import operations
from tigris_http.operations import BatchOperation, Operation

from .documents import OPERATIONS
from .seeds import seeds
from .targets import TARGETS

MARKS = (b"<a>", b"</a>", b"&#0;", b"-1", b"9" * 30, b"%FF", bytes(512), b"\r\n\r\n", b"\n\n", b"{", b"[", b'"', b",")
BITS = st.binary(max_size=12) | st.sampled_from(MARKS)


def test_every_operation_whose_answer_is_read_whole_is_fuzzed() -> None:
    found = (getattr(operations, name) for name in operations.__all__)
    concrete = {
        kind.__name__
        for kind in found
        if isinstance(kind, type) and issubclass(kind, Operation) and not kind.__abstractmethods__
    }
    none_left(concrete - OPERATIONS.keys(), ADD_A_CASE)
    none_left(OPERATIONS.keys() - concrete, ADD_A_NAME)
    assert issubclass(operations.DeleteObjects, BatchOperation)


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_and_inputs_that_once_broke_a_target_hold(name: str) -> None:
    for seed in seeds(name):
        TARGETS[name](seed)


@st.composite
def spoilt(draw: st.DrawFn, name: str) -> bytes:
    """Draw a seed with some parts replaced."""
    data = bytearray(draw(st.sampled_from(seeds(name))))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        end = draw(st.integers(at, min(len(data), at + 20)))
        data[at:end] = draw(BITS)
    return bytes(data)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
@given(data=st.data())
def test_any_bytes_give_a_result_or_the_named_error(name: str, data: st.DataObject) -> None:
    TARGETS[name](data.draw(spoilt(name) | st.binary(max_size=2000)))
