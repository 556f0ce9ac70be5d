"""Checksums: published check values, other implementations, and any pieces."""

from __future__ import annotations

import base64
import hashlib
import zlib
from typing import Any

import awscrt.checksums
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._wire import checksums
from tigris_http._wire.checksums import (
    ALGORITHMS,
    Check,
    Digest,
    check_of,
    own_step,
)
from tigris_http._wire.http import Head

NINE = b"123456789"
OWN = {
    "crc32c": own_step(0x82F63B78, 32),
    "crc64nvme": own_step(0x9A6C9329AC4BC9B5, 64),
    "crc32": own_step(0xEDB88320, 32),
}
OTHERS: dict[str, Any] = {
    "crc32": zlib.crc32,
    "crc32c": awscrt.checksums.crc32c,
    "crc64nvme": awscrt.checksums.crc64nvme,
}
PUBLISHED = [
    # The catalogue of parametrised CRC algorithms.
    ("crc32", NINE, "cbf43926"),
    ("crc32c", NINE, "e3069283"),
    ("crc64nvme", NINE, "ae8b14860a799888"),
    # RFC 3720 appendix B.4.
    ("crc32c", bytes(32), "8a9136aa"),
    ("crc32c", b"\xff" * 32, "62a8ab43"),
    ("crc32c", bytes(range(32)), "46dd794e"),
    ("crc32c", bytes(range(31, -1, -1)), "113fdb5c"),
    # NVM Command Set Specification 1.0 figure 120.
    ("crc64nvme", bytes(4096), "6482d367eb22b64e"),
    ("crc64nvme", b"\xff" * 4096, "c0ddba7302eca3ac"),
]


@pytest.mark.parametrize(("algorithm", "data", "value"), PUBLISHED)
@pytest.mark.parametrize("fast", [True, False])
def test_the_published_values_come_out(
    monkeypatch: pytest.MonkeyPatch, algorithm: str, data: bytes, value: str, fast: bool
) -> None:
    if not fast and algorithm in {"crc32c", "crc64nvme"}:
        monkeypatch.setattr(checksums, "_step", OWN.get)
    digest = Digest(algorithm)
    digest.update(data)
    assert value == base64.b64decode(digest.value).hex()


@given(st.lists(st.binary(max_size=99), max_size=5), st.sampled_from(sorted(OWN)))
def test_our_own_code_is_right_for_any_pieces(pieces: list[bytes], algorithm: str) -> None:
    value = 0
    for piece in pieces:
        value = OWN[algorithm](memoryview(piece), value)
    assert OTHERS[algorithm](b"".join(pieces)) == value


@given(st.lists(st.binary(max_size=99), max_size=5), st.sampled_from(sorted(ALGORITHMS)))
def test_a_digest_of_pieces_is_that_of_the_whole(pieces: list[bytes], algorithm: str) -> None:
    whole, parts = Digest(algorithm), Digest(algorithm)
    whole.update(b"".join(pieces))
    for piece in pieces:
        parts.update(bytearray(piece))
    assert whole.value == parts.value
    assert ALGORITHMS[algorithm] == len(base64.b64decode(whole.value))


def test_without_the_extra_ours_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "awscrt", None)
    checksums._step.cache_clear()
    try:
        digest = Digest("crc64nvme")
        digest.update(NINE)
        assert "rosUhgp5mIg=" == digest.value
        assert "own_step" in checksums._step("crc64nvme").__qualname__
    finally:
        checksums._step.cache_clear()


def test_a_failed_check_names_both_values() -> None:
    right = base64.b64encode(hashlib.sha1(NINE).digest()).decode()
    check = Check("sha1", right)
    check.update(memoryview(NINE))
    assert check.problem() is None
    check.update(memoryview(b"0"))
    assert f"and not {right}" in str(check.problem())


@pytest.mark.parametrize(
    ("status", "headers", "algorithm"),
    [
        (200, (), None),
        (200, (("X-Amz-Checksum-CRC32C", "4waSgw=="),), "crc32c"),
        (206, (("x-amz-checksum-crc32c", "4waSgw=="),), None),
        (200, (("x-amz-checksum-crc32c", "4waSgw==-3"), ("x-amz-checksum-type", "COMPOSITE")), None),
        (200, (("x-amz-checksum-next", "4waSgw=="),), None),
        (200, (("x-amz-checksum-crc64nvme", "rosUhgp5mIg="), ("x-amz-checksum-crc32", "y/Q5Jg==")), "crc32"),
    ],
)
def test_a_whole_object_is_checked_by_the_fastest_code(
    status: int, headers: tuple[tuple[str, str], ...], algorithm: str | None
) -> None:
    check = check_of(Head(status, headers))
    assert algorithm == (None if check is None else check.algorithm)
