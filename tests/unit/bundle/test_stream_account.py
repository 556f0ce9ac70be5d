"""The account of one answer: members, manifest and trailers must agree."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bundles import MANIFEST, Files, archive, manifest
from tigris_http._bundle.ledger import read_manifest
from tigris_http._bundle.response import (
    BundleSkipped,
)
from tigris_http.errors import CorruptBody, IncompleteBody, MalformedResponse

from .stream_cases import LARGE, A, B, C, Outcome, outcome

if TYPE_CHECKING:
    from tigris_http._wire.http import Headers

GONE = ("b", "NoSuchKey")
REAL = (MANIFEST, b"real")

ACCOUNTS: dict[str, tuple[Files, tuple[str, ...], Outcome]] = {
    "a gap is a skipped key": (
        [A, C, manifest(GONE)],
        ("a", "b", "c"),
        Outcome([A, C], (BundleSkipped(*GONE),), (2, 4, 1)),
    ),
    "all keys skipped": ([manifest(GONE)], ("b",), Outcome([], (BundleSkipped(*GONE),), (0, 0, 1))),
    "an empty manifest": ([A, manifest()], ("a",), Outcome([A], (), (1, 1, 0))),
    "a manifest that says null": ([A, (MANIFEST, b'{"skipped":null}')], ("a",), Outcome([A], (), (1, 1, 0))),
    "no reason given": (
        [(MANIFEST, b'{"skipped":[{"key":"b"}]}')],
        ("b",),
        Outcome([], (BundleSkipped("b", ""),), (0, 0, 1)),
    ),
    "skipped in the order asked": (
        [manifest(("c", "X"), ("b", "Y"))],
        ("b", "c"),
        Outcome([], (BundleSkipped("b", "Y"), BundleSkipped("c", "X")), (0, 0, 2)),
    ),
    "a key missing without manifest": ([A], ("a", "b"), Outcome([A], (), (1, 1, 0), IncompleteBody)),
    "a key missing from the manifest": (
        [A, manifest(GONE)],
        ("a", "b", "c"),
        Outcome([A], (), (1, 1, 0), IncompleteBody),
    ),
    # What is not clear is read by single GETs, which find nothing here.
    "an unknown member": ([A, B], ("a",), Outcome([A], (), (1, 1, 0))),
    "members out of order": (
        [B, A],
        ("a", "b"),
        Outcome([B], (BundleSkipped("a", None),), (1, 2, 1), MalformedResponse),
    ),
    "a member twice": ([A, A], ("a", "b"), Outcome([A], (BundleSkipped(*GONE),), (1, 1, 1))),
    "the manifest names what arrived": (
        [A, manifest(("a", "X"))],
        ("a",),
        Outcome([A], (), (1, 1, 0)),
    ),
    "the manifest names a stranger": (
        [A, manifest(("x", "X"))],
        ("a",),
        Outcome([A], (), (1, 1, 0)),
    ),
    "a member after the manifest": (
        [manifest(GONE), C],
        ("b", "c"),
        Outcome([C], (BundleSkipped(*GONE),), (1, 3, 1)),
    ),
    "two manifests": ([manifest(GONE), manifest(GONE)], ("b",), Outcome([], (BundleSkipped(*GONE),), (0, 0, 1))),
    "a key twice, sent twice": ([A, A], ("a", "a"), Outcome([A, A], (), (2, 2, 0))),
    "a key twice, sent once": ([A, B], ("a", "a", "b", "a"), Outcome([A, A, B, A], (), (4, 5, 0))),
    "a key twice, with a gap": (
        [A, C, manifest(GONE)],
        ("a", "b", "b", "c", "b", "a"),
        Outcome([A, C, A], (BundleSkipped(*GONE),) * 3, (3, 5, 3)),
    ),
    "a key twice, skipped": (
        [manifest(GONE)],
        ("b", "b"),
        Outcome([], (BundleSkipped(*GONE), BundleSkipped(*GONE)), (0, 0, 2)),
    ),
    "a manifest too long": (
        [(MANIFEST, b" " * 10_000 + b'{"skipped":[]}')],
        ("b",),
        Outcome([], (BundleSkipped(*GONE),), (0, 0, 1)),
    ),
    "a manifest larger than the buffer": (
        [(MANIFEST, b" " * 4200 + b'{"skipped":[{"key":"b","reason":"NoSuchKey"}]}')],
        ("b",),
        Outcome([], (BundleSkipped(*GONE),), (0, 0, 1)),
    ),
    # An object that bears the manifest's name.
    "a real one, in the middle": ([REAL, B], (MANIFEST, "b"), Outcome([REAL, B], (), (2, 6, 0))),
    "a real one, last": ([A, REAL], ("a", MANIFEST), Outcome([A, REAL], (), (2, 5, 0))),
    "a real one and the manifest": (
        [A, REAL, manifest(GONE)],
        ("a", "b", MANIFEST),
        Outcome([A, REAL], (BundleSkipped(*GONE),), (2, 5, 1)),
    ),
    "a real one, the next, and the manifest": (
        [REAL, C, manifest(GONE)],
        (MANIFEST, "b", "c"),
        Outcome([REAL, C], (BundleSkipped(*GONE),), (2, 7, 1)),
    ),
    "a real one that was skipped": (
        [A, manifest((MANIFEST, "NoSuchKey"))],
        ("a", MANIFEST),
        Outcome([A], (BundleSkipped(MANIFEST, "NoSuchKey"),), (1, 1, 1)),
    ),
    "a real one, skipped with others": (
        [A, manifest(GONE, (MANIFEST, "NoSuchKey"))],
        ("a", "b", MANIFEST),
        Outcome([A], (BundleSkipped(*GONE), BundleSkipped(MANIFEST, "NoSuchKey")), (1, 1, 2)),
    ),
    "a real one that looks like another's manifest": (
        [A, manifest(GONE)],
        ("a", MANIFEST),
        Outcome([A, manifest(GONE)], (), (2, 1 + len(manifest(GONE)[1]), 0)),
    ),
    "a real one larger than the buffer, last": (
        [A, (MANIFEST, b"r" * 4300)],
        ("a", MANIFEST),
        Outcome([A, (MANIFEST, b"r" * 4300)], (), (2, 4301, 0)),
    ),
    "a real one larger than any manifest": (
        [(MANIFEST, LARGE), A],
        (MANIFEST, "a"),
        Outcome([(MANIFEST, LARGE), A], (), (2, 20_001, 0)),
    ),
    "a real one before a large one": (
        [REAL, ("large", LARGE), A],
        (MANIFEST, "large", "a"),
        Outcome([REAL, ("large", LARGE), A], (), (3, 20_005, 0)),
    ),
    "a real one without its turn": (
        [B, REAL],
        (MANIFEST, "b"),
        Outcome([B], (BundleSkipped(MANIFEST, "NoSuchKey"),), (1, 2, 1)),
    ),
    "a real one twice": ([REAL], (MANIFEST, MANIFEST), Outcome([REAL, REAL], (), (2, 8, 0))),
}


@pytest.mark.parametrize("case", ACCOUNTS)
@pytest.mark.parametrize("chunk", [1 << 30, 100])
def test_every_key_is_accounted_for(case: str, chunk: int) -> None:
    files, keys, expected = ACCOUNTS[case]
    for how in ("read", "readinto"):
        assert expected == outcome(archive(files), keys, chunk=chunk, how=how)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"x", b"[]", b"{}", b"null", b"1", b'{"skipped":1}', b'{"skipped":{}}', b'{"skipped":[1]}',
        b'{"skipped":[{}]}', b'{"skipped":[{"key":1}]}', b'{"skipped":[{"key":"b","reason":null}]}', b"\xff",
        b"[" * 100_000, b"9" * 10_000, b'{"skipped":[]} x', b"\xef\xbb\xbf{}", b'{"skipped":false}',
    ],
)  # fmt: skip
def test_a_manifest_that_is_none_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedResponse, match="manifest"):
        read_manifest(memoryview(body))


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_manifest_is_read_or_malformed(body: bytes) -> None:
    assert outcome(archive([A, (MANIFEST, body)]), ("a",)).error in {None, MalformedResponse}


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["skipped", "key", "reason"]), inner),
    max_leaves=8,
)


@given(_json)
@settings(deadline=None)
def test_any_json_as_manifest_is_read_or_malformed(document: object) -> None:
    found = outcome(archive([A, (MANIFEST, json.dumps(document).encode())]), ("a", "b"))
    assert found.error in {None, MalformedResponse, IncompleteBody}


TRAILERS: dict[str, tuple[Headers, type[Exception] | None]] = {
    "none": ((), None),
    "right": (
        (("X-Tigris-Bundle-Count", "2"), ("X-Tigris-Bundle-Bytes", "4"), ("X-Tigris-Bundle-Skipped", "1")),
        None,
    ),
    "in small letters": ((("x-tigris-bundle-count", " 2 "),), None),
    "twice": ((("X-Tigris-Bundle-Count", "2"), ("x-tigris-bundle-count", "2")), None),
    "twice, and once wrong": ((("X-Tigris-Bundle-Count", "3"), ("x-tigris-bundle-count", "2")), CorruptBody),
    "empty": ((("X-Tigris-Bundle-Count", ""),), None),
    "of others": ((("x-checksum", "abc"),), None),
    "wrong count": ((("X-Tigris-Bundle-Count", "3"),), CorruptBody),
    "wrong bytes": ((("X-Tigris-Bundle-Bytes", "5"),), CorruptBody),
    "wrong skipped": ((("X-Tigris-Bundle-Skipped", "0"),), CorruptBody),
    "bytes of the archive": ((("X-Tigris-Bundle-Bytes", "10240"),), None),
    "not a number": ((("X-Tigris-Bundle-Count", "two"),), CorruptBody),
    "of a thousand digits": ((("X-Tigris-Bundle-Count", "9" * 10_000),), CorruptBody),
}


@pytest.mark.parametrize("case", TRAILERS)
def test_trailers_must_agree_with_what_was_read(case: str) -> None:
    trailers, error = TRAILERS[case]
    found = outcome(archive([A, C, manifest(GONE)]), ("a", "b", "c"), trailers=trailers)
    assert error is found.error
    assert found.members == [A, C]


@pytest.mark.parametrize("of", ["objects", "archive", "body"])
def test_the_count_of_bytes_is_exact_whichever_bytes_it_counts(of: str) -> None:
    plain = archive([A, C])
    body = gzip.compress(plain)
    count = {"objects": len(A[1] + C[1]), "archive": len(plain), "body": len(body)}[of]
    for wrong in (-1, 0, 1):
        found = outcome(body, ("a", "c"), "gzip", trailers=(("X-Tigris-Bundle-Bytes", str(count + wrong)),))
        assert (CorruptBody if wrong else None) is found.error
