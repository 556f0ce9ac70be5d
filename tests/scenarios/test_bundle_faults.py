"""Bundles under every fault of the emulator: all results are right, or a right beginning and one named error.

Each case is one bundle of one client, read to its end while the service misbehaves. The results must equal the stored
objects, and the account the requests that the emulator saw. Then nothing may be left: no thread, no task, no connection
in use, and none open once the client is closed. The client must answer a plain GET at once.
"""

from __future__ import annotations

import io
import itertools
import os
import subprocess
import sys
import tarfile
import textwrap
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tigris_http import (
    AccessDenied,
    BundleError,
    BundleKey,
    ConnectionFailed,
    IncompleteBody,
    RetryPolicy,
    TigrisError,
    TigrisHTTP,
    TimedOut,
    Timeouts,
    Unavailable,
)
from tigris_http.emulator import Emulator, Fault

from .bundle_cases import (
    BOTH,
    BUCKET,
    COMPRESSIONS,
    CONTENTS,
    FOR_EVER,
    HOW,
    IN_A_LARGE_ONE,
    KEYS,
    MANIFEST,
    MODES,
    NO_BUNDLES,
    RANDOM,
    REFUSALS,
    TIMES,
    Case,
    Compression,
    L,
    S,
    assert_account,
    assert_error,
    assert_right,
    has_no_large,
    keys_of,
    service,
    tigris,
    tried,
    truth,
)

__all__ = ["service", "tigris"]


# -- breaks of a stream -----------------------------------------------------------------------------------------------

_WIRE: dict[tuple[str, Compression], bytes] = {}


def wire(tigris: Emulator, size: str, compression: Compression) -> bytes:
    """Return the body that the service sends for the keys of this size."""
    from tigris_http.operations.bundles.bundles import BundleRequest

    if (size, compression) not in _WIRE:
        keys = tuple(dict.fromkeys(KEYS[size]))
        with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
            source = client.stream(BundleRequest(BUCKET, keys, compression=compression)).source
            body, room = bytearray(), memoryview(bytearray(1 << 20))
            while count := source.readinto(room):
                body += room[:count]
        _WIRE[size, compression] = bytes(body)
    return _WIRE[size, compression]


def places(tigris: Emulator, size: str, compression: Compression) -> dict[str, int]:
    """Return offsets into the body at which to break it; of a compressed body, roughly."""
    plain = wire(tigris, size, "none")
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        members = tar.getmembers()
    *objects, manifest = members
    assert MANIFEST == manifest.name
    found = {
        "before the first member": 0,
        "in the first header": 100,
        "in the first member": objects[0].offset_data + 100,
        "in the last member": objects[-1].offset_data + objects[-1].size // 2,
        "behind the last member": manifest.offset,
        "in the manifest": manifest.offset_data + 20,
        "behind the manifest": len(plain) - 1000,
        "behind the end": len(plain),
    }
    middle = objects[len(objects) // 2]
    found["in the middle"] = middle.offset_data + middle.size // 2
    larges = [each for each in objects if each.size > 1 << 20]
    if larges:
        found["in a large member"] = larges[0].offset_data + 700_000
        found["at the end of a large member"] = larges[-1].offset_data + larges[-1].size
    whole = len(wire(tigris, size, compression))
    return {name: offset * whole // len(plain) for name, offset in found.items()}


PLACES = [
    "before the first member",
    "in the first header",
    "in the first member",
    "in the middle",
    "in a large member",
    "at the end of a large member",
    "in the last member",
    "behind the last member",
    "in the manifest",
    "behind the manifest",
    "behind the end",
]


@pytest.mark.pairwise(mode=MODES, size=KEYS, compression=COMPRESSIONS, place=PLACES, times=TIMES, unless=has_no_large)
def test_a_stream_cut_anywhere_any_number_of_times_is_resumed(
    tigris: Emulator, mode: str, size: str, compression: Compression, place: str, times: str
) -> None:
    """A stream that never ends properly resumes too: in the end there are single GETs."""
    after = places(tigris, size, compression)[place]
    case = Case(KEYS[size], compression, HOW[times], min_bundle=1 if times == "thrice" else 8)
    outcome = tried(mode, tigris, case, Fault("cut_body", "BundleObjects", after=after, times=TIMES[times]))
    assert_right(case, outcome)
    assert outcome.stats is not None
    assert 0 < outcome.stats.resumed


@pytest.mark.pairwise(
    mode=MODES,
    compression=COMPRESSIONS,
    place=["before the first member", "in a large member", "in the last member", "behind the end"],
    times=TIMES,
)
def test_a_stream_that_is_reset_is_resumed(
    tigris: Emulator, mode: str, compression: Compression, place: str, times: str
) -> None:
    """A reset may overtake bytes sent before it: the stream breaks anywhere before the offset, and recovers alike."""
    after = places(tigris, "mixed", compression)[place]
    case = Case(KEYS["mixed"], compression, HOW[times])
    fault = Fault("cut_body", "BundleObjects", after=after, times=TIMES[times], abort=True)
    assert_right(case, tried(mode, tigris, case, fault))


@pytest.mark.parametrize(
    ("mode", "place", "times"),
    [
        *itertools.product(BOTH, PLACES, ["once"]),
        *itertools.product(MODES, ["in a large member"], ["always"]),
    ],
)
def test_a_stream_that_stalls_is_abandoned_and_resumed(tigris: Emulator, mode: str, place: str, times: str) -> None:
    """Only the read timeout detects silence, so each case takes that long."""
    after = places(tigris, "mixed", "none")[place]
    case = Case(KEYS["mixed"], how=HOW[times])
    fault = Fault("stall_body", "BundleObjects", after=after, seconds=1, times=TIMES[times])
    outcome = tried(mode, tigris, case, fault)
    assert_right(case, outcome)
    if place != "behind the end":
        assert outcome.stats is not None
        assert 0 < outcome.stats.resumed


@pytest.mark.pairwise(mode=MODES, refusal=REFUSALS, compression=COMPRESSIONS, times=TIMES)
def test_a_bundle_request_without_a_proper_answer_is_sent_again(
    tigris: Emulator, mode: str, refusal: str, compression: Compression, times: str
) -> None:
    fault, thrice, for_ever = REFUSALS[refusal]
    size = {"none": "mixed", "gzip": "small", "zstd": "large"}[compression]
    case = Case(KEYS[size], compression, HOW[times])
    fault = replace(fault, operation="BundleObjects", times=TIMES[times])
    outcome = tried(mode, tigris, case, fault)
    expected = {"once": None, "thrice": thrice, "always": for_ever}[times]
    if expected is None:
        assert_right(case, outcome)
    else:
        assert_error(case, outcome, expected)
        assert [] == outcome.found


@pytest.mark.parametrize(("mode", "compression"), [*zip(MODES, COMPRESSIONS, strict=True)])
def test_retry_after_is_respected(tigris: Emulator, mode: str, compression: Compression) -> None:
    """The client waits for `Retry-After` in full, even if the policy would wait less."""
    case = Case(KEYS["small"], compression)
    begun = time.monotonic()
    assert_right(case, tried(mode, tigris, case, Fault("status", "BundleObjects", status=503, retry_after=1)))
    assert 1 <= time.monotonic() - begun


@pytest.mark.parametrize(("mode", "compression"), [*zip(MODES, COMPRESSIONS, strict=True)])
def test_a_slow_stream_is_not_a_broken_one(tigris: Emulator, mode: str, compression: Compression) -> None:
    """It may take far longer than the read timeout, which applies to the next bytes, not to the whole."""
    case = Case(KEYS["small"], compression)
    rate = len(wire(tigris, "small", compression)) / 0.5
    outcome = tried(mode, tigris, case, Fault("slow_body", "BundleObjects", rate=rate))
    assert_right(case, outcome)
    assert outcome.stats is not None
    assert (1, 0, 0) == (outcome.stats.requests, outcome.stats.resumed, outcome.stats.fallback_gets)


@pytest.mark.pairwise(mode=MODES, size=KEYS, compression=COMPRESSIONS)
def test_without_a_fault_nothing_is_resumed(tigris: Emulator, mode: str, size: str, compression: Compression) -> None:
    """The converse of these claims: `resumed` and `fallback_gets` count breaks and nothing else."""
    case = Case(KEYS[size], compression)
    outcome = tried(mode, tigris, case)
    assert_right(case, outcome)
    assert outcome.stats is not None
    assert (1, 0, 0) == (outcome.stats.requests, outcome.stats.resumed, outcome.stats.fallback_gets)
    seen = {name: count for name, count in outcome.seen.items() if count}
    assert seen.pop("HeadObject", 0) <= 3  # HEADs of keys that the bundle skipped
    assert {"BundleObjects": 1} == seen


# -- all at once ------------------------------------------------------------------------------------------------------

HOPELESS: dict[str, tuple[Fault, type[TigrisError]]] = {
    "no answer": (Fault("drop_request"), ConnectionFailed),
    "answer lost": (Fault("lose_answer", after=10), ConnectionFailed),
    "503": (Fault("status"), Unavailable),
    "429": (Fault("status", status=429), Unavailable),
    "error in 200": (Fault("error_in_200"), Unavailable),
    "clock skewed": (Fault("clock_skewed"), AccessDenied),
    "cut": (Fault("cut_body"), IncompleteBody),
    "stalled": (Fault("stall_body", seconds=1), TimedOut),
}


@pytest.mark.parametrize(("mode", "connections"), [("blocking", 1), ("blocking", 64), ("asyncio", 64), ("trio", 2)])
@pytest.mark.parametrize("fault", HOPELESS)
def test_a_service_that_always_fails_is_one_named_error(
    tigris: Emulator, mode: str, fault: str, connections: int
) -> None:
    broken, error = HOPELESS[fault]
    case = Case(KEYS["mixed"], client={"max_connections": connections})
    outcome = tried(mode, tigris, case, replace(broken, times=FOR_EVER))
    assert_error(case, outcome, error)
    assert [] == outcome.found


@pytest.mark.pairwise(mode=MODES, connections=[1, 2, 3, 8], size=KEYS)
def test_few_connections_are_enough_to_recover(tigris: Emulator, mode: str, connections: int, size: str) -> None:
    """An open answer never holds the connection that would end it: large bodies wait for their turn."""
    keys = [*KEYS[size], *KEYS[size]]
    case = Case(keys, client={"max_connections": connections, "timeouts": Timeouts(read=0.5, pool=1)})
    first = Fault("cut_body", "BundleObjects", after=places(tigris, size, "none")["in the middle"])
    gets = [Fault("status", "GetObject"), Fault("cut_body", "GetObject", after=400), Fault("drop_request", "GetObject")]
    assert_right(case, tried(mode, tigris, case, first, NO_BUNDLES, *gets))


@pytest.mark.pairwise(mode=BOTH, prefetch=[0, 3], fault=["no answer", "503", "cut", "error in 200"], times=TIMES)
def test_each_request_ahead_breaks_alone(tigris: Emulator, mode: str, prefetch: int, fault: str, times: str) -> None:
    """A batch has one or two keys: a break in one does not affect the others, and is raised at its position."""
    keys = KEYS["mixed"]
    options = {"prefetch": prefetch, "max_bytes": 1}
    case = Sized(keys, how=HOW[times], min_bundle=1, options=options)
    broken, error = HOPELESS[fault]
    spoiled = replace(broken, operation="BundleObjects", times=TIMES[times])
    outcome = tried(mode, tigris, case, spoiled)
    if times == "always" and fault in ("no answer", "503"):
        assert_error(case, outcome, error)
        assert [] == outcome.found
    else:
        assert_right(case, outcome)


class Sized(Case):
    """A bundle whose keys have the sizes of their objects, so that it is cut into many requests."""

    def opened(self, client: Any) -> Any:
        items = [BundleKey(key, place, len(CONTENTS.get(key, b"x"))) for place, key in enumerate(self.keys)]
        options = {"min_bundle": self.min_bundle, "on_skipped": self.on_skipped, **self.options}
        return client.bundle_objects(BUCKET, iter(items), compression=self.compression, **options)


# -- skipped keys -----------------------------------------------------------------------------------------------------


@pytest.mark.pairwise(
    mode=BOTH, place=["in the first member", "in a large member", "behind the last member", PLACES[-1]], times=TIMES
)
def test_with_drop_missing_keys_are_left_out_and_counted(tigris: Emulator, mode: str, place: str, times: str) -> None:
    after = places(tigris, "mixed", "none")[place]
    case = Case(KEYS["mixed"], how=HOW[times], on_skipped="drop")
    outcome = tried(mode, tigris, case, Fault("cut_body", "BundleObjects", after=after, times=TIMES[times]))
    assert outcome.error is None
    assert [entry for entry in truth(case.keys) if isinstance(entry[2], bytes)] == outcome.found
    assert len(case.keys) == outcome.position
    assert_account(case, outcome)


@pytest.mark.pairwise(
    mode=BOTH, place=["in the first member", "in a large member", "behind the last member", PLACES[-1]], times=TIMES
)
def test_with_raise_a_missing_key_is_an_error_after_all_results_before_it(
    tigris: Emulator, mode: str, place: str, times: str
) -> None:
    after = places(tigris, "mixed", "none")[place]
    keys = [*S[:4], L[0], S[5], L[1], "gone/1", *S[7:14]]
    case = Case(keys, how=HOW[times], on_skipped="raise")
    outcome = tried(mode, tigris, case, Fault("cut_body", "BundleObjects", after=after, times=TIMES[times]))
    assert_error(case, outcome, BundleError)
    assert ("gone/1",) == getattr(outcome.error, "missing_keys", None)
    assert truth(keys)[:7] == outcome.found
    assert 7 == outcome.position


@pytest.mark.parametrize("left", [1, 3, 6, 7])
@pytest.mark.parametrize("mode", MODES)
def test_a_bundle_left_early_reports_its_position_and_leaves_nothing(tigris: Emulator, mode: str, left: int) -> None:
    case = Case(KEYS["mixed"], stop_behind=left)
    outcome = tried(mode, tigris, case, IN_A_LARGE_ONE, NO_BUNDLES)
    assert left == outcome.position
    assert [entry[:2] for entry in truth(case.keys)[:left]] == [entry[:2] for entry in outcome.found]


# -- without retries --------------------------------------------------------------------------------------------------


@pytest.mark.pairwise(mode=BOTH, compression=COMPRESSIONS, place=PLACES)
def test_without_retries_a_fault_is_raised_after_a_right_beginning(
    tigris: Emulator, mode: str, compression: Compression, place: str
) -> None:
    """Also if all members arrived, and only the reasons of skipped keys did not."""
    after = places(tigris, "mixed", compression)[place]
    case = Case(KEYS["mixed"], compression, client={"retry": RetryPolicy(max_attempts=1)})
    outcome = tried(mode, tigris, case, Fault("cut_body", "BundleObjects", after=after))
    assert_error(case, outcome, IncompleteBody)
    assert outcome.stats is not None
    assert (1, 0, 0) == (outcome.stats.requests, outcome.stats.resumed, outcome.stats.fallback_gets)


# -- memory -----------------------------------------------------------------------------------------------------------

STREAMED = """
    import resource, sys
    from tigris_http import RetryPolicy, TigrisHTTP

    endpoint, id_, secret, compression = sys.argv[1:]
    peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    with TigrisHTTP(endpoint, (id_, secret), retry=RetryPolicy(base=0)) as client:
        client.get_object("atlas", "small").read()
        def read(keys):
            total = 0
            with client.bundle_objects("atlas", keys, compression=compression, on_skipped="drop") as bundle:
                for member in bundle:
                    total += sum(map(len, member.views()))
            return total, bundle.stats
        read(["small", *[f"large/{n}" for n in range(2)]])
        before = peak()
        total, stats = read([key for n in range(12) for key in (f"large/{n % 4}", f"small")])
        print(total, stats.resumed, peak() - before)
"""


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_memory_is_bounded_however_much_streams_and_breaks(tmp_path: Path, compression: Compression) -> None:
    """96 MB in twelve objects, repeated ones among them, broken five times: they arrive in chunks."""
    size = 8 << 20
    with (
        Emulator(data=tmp_path, clock_skew=-600) as past,
        TigrisHTTP(past.endpoint, past.credentials) as client,
    ):
        client.create_bucket(BUCKET)
        client.put_object(BUCKET, "small", b"small")
        for number in range(4):
            client.put_object(BUCKET, f"large/{number}", RANDOM.randbytes(1 << 16) * (size >> 16))
    with Emulator(data=tmp_path) as tigris:
        keys = tigris.credentials
        tigris.inject(Fault("close_idle", "BundleObjects"))
        for after in (3_000_000, 2_000_000):
            tigris.inject(Fault("cut_body", "BundleObjects", after=after if compression == "none" else after // 100))
        tigris.inject(*[Fault("cut_body", "GetObject", key=f"large/{n}", after=n * 1_000_000) for n in range(4)])
        child = subprocess.run(  # of the test's own script
            [sys.executable, "-c", textwrap.dedent(STREAMED), tigris.endpoint, *keys_of(keys), compression],
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
    total, resumed, grown = map(int, child.stdout.split())
    assert 12 * size + 12 * len(b"small") == total
    assert 0 < resumed
    assert 12 << 20 > grown
