"""Single GETs and large members resume after faults, and never mix two objects."""

from __future__ import annotations

import io
import random
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.rawserver import Answer, RawServer, cut, reply
from tigris_http import (
    AccessDenied,
    CorruptBody,
    IncompleteBody,
    MalformedResponse,
    ObjectChanged,
    TigrisError,
    TigrisHTTP,
    TimedOut,
    Unavailable,
)
from tigris_http.emulator import Emulator, Fault

from .bundle_cases import (
    BOTH,
    BUCKET,
    COMPRESSIONS,
    CONTENTS,
    HOW,
    IN_A_LARGE_ONE,
    KEYS,
    LARGE,
    MODES,
    NO_BUNDLES,
    PATIENT,
    QUICK,
    REFUSALS,
    TIMES,
    Case,
    Compression,
    L,
    S,
    assert_error,
    assert_right,
    service,
    tigris,
    tried,
)

__all__ = ["service", "tigris"]

GETS: dict[str, tuple[Fault, type[TigrisError] | None]] = {
    **{name: (fault, error) for name, (fault, _, error) in REFUSALS.items() if name != "no end of tar"},
    "error in 200": (Fault("error_in_200"), Unavailable),
    "cut at once": (Fault("cut_body"), IncompleteBody),
    "cut": (Fault("cut_body", after=300), IncompleteBody),
    "cut in a large one": (Fault("cut_body", after=600_000), None),
    "cut at its end": (Fault("cut_body", after=1_048_000), None),
    "reset in a large one": (Fault("cut_body", after=600_000, abort=True), None),
    "stalled": (Fault("stall_body", seconds=1), TimedOut),
    "slow": (Fault("slow_body", rate=20e6), None),
    "length too long": (Fault("long_length", after=1000), IncompleteBody),
}
"""The faults of GETs, and the error of a fault that never ends. A GET that gains bytes each time recovers."""


@pytest.mark.pairwise(mode=MODES, fault=GETS, times=TIMES)
def test_single_gets_that_break_are_sent_again(tigris: Emulator, mode: str, fault: str, times: str) -> None:
    """Each GET has its own attempts; three faults in all never take the last one."""
    case = Case(KEYS["mixed"], "none", HOW[times])
    got, error = GETS[fault]
    outcome = tried(mode, tigris, case, NO_BUNDLES, replace(got, operation="GetObject", times=TIMES[times]))
    if times == "always" and error is not None:
        assert_error(case, outcome, error)
    elif times == "thrice" and fault == "clock skewed" and outcome.error is not None:
        # One request may meet it twice, and corrects its clock once.
        assert_error(case, outcome, AccessDenied)
    elif fault == "length too long" and outcome.error is not None:
        # A GET that got a wrong size cannot be right any more.
        assert_error(case, outcome, ObjectChanged)
    else:
        assert_right(case, outcome)
        assert outcome.stats is not None
        assert 0 < outcome.stats.fallback_gets


REST = {name: got for name, got in GETS.items() if name not in ("reset", "503 of a proxy", "429", "head cut")}
HEADS = {name: (fault, error) for name, (fault, error) in REST.items() if fault.kind not in ("cut_body", "stall_body")}
HEADS["error in 200"] = (Fault("error_in_200"), CorruptBody)  # a HEAD has no body for it


@pytest.mark.pairwise(mode=BOTH, fault=HEADS, times=TIMES)
def test_the_head_that_identifies_an_object_may_break_too(tigris: Emulator, mode: str, fault: str, times: str) -> None:
    """A bundle does not identify the object that it streams: a HEAD does, before the client requests the rest."""
    case = Case(["gone/0", L[0], S[0]], "none", HOW[times])
    head_fault, error = HEADS[fault]
    outcome = tried(mode, tigris, case, IN_A_LARGE_ONE, replace(head_fault, operation="HeadObject", times=TIMES[times]))
    assert 0 < outcome.seen["HeadObject"]
    if fault == "length too long":
        error = None  # a HEAD has no body for it
    elif fault == "clock skewed" and (times != "once" or outcome.error is not None):
        # Nor for the reason of a refusal: a right clock explains none. The HEAD for the missing key may meet the fault.
        times = "always"
    if error is not None and times == "always":
        assert_error(case, outcome, error)
        assert ["gone/0"] == [key for key, _, _ in outcome.found]
    else:
        assert_right(case, outcome)


@pytest.mark.pairwise(mode=BOTH, compression=COMPRESSIONS, fault=REST, times=TIMES)
def test_resumed_reads_may_break_too(
    tigris: Emulator, mode: str, compression: Compression, fault: str, times: str
) -> None:
    """The client requests the rest of a large object as often as the policy says, and never that of another object."""
    case = Case([L[0], "gone/0", L[1]], compression, HOW[times])
    got, error = GETS[fault]
    outcome = tried(mode, tigris, case, IN_A_LARGE_ONE, replace(got, operation="GetObject", times=TIMES[times]))
    if fault == "length too long":
        # The range has another length than it announces: the client does not begin to read such an answer.
        assert_error(case, outcome, MalformedResponse)
    elif fault == "cut" and times == "always":
        # A few more bytes each time: whether they suffice depends on the number left.
        assert_error(case, outcome, IncompleteBody) if outcome.error else assert_right(case, outcome)
    elif error is not None and (times == "always" or (times == "thrice" and fault == "clock skewed")):
        assert_error(case, outcome, error)
    else:
        assert_right(case, outcome)
        assert outcome.stats is not None
        assert 0 < outcome.stats.fallback_gets


# -- objects that change ----------------------------------------------------------------------------------------------


@dataclass
class Aged:
    """A service of one test's own, whose objects were written ten minutes ago, and another client of it."""

    tigris: Emulator
    other: TigrisHTTP

    def changed(self, content: bytes | None, key: str) -> None:
        """Replace an object, or delete it; keep no connection."""
        if content is None:
            self.other.delete_object(BUCKET, key)
        else:
            self.other.put_object(BUCKET, key, content)
        self.other.close()


@pytest.fixture
def aged(tmp_path: Path) -> Iterator[Aged]:
    with (
        Emulator(data=tmp_path, clock_skew=-600) as past,
        TigrisHTTP(past.endpoint, past.credentials) as client,
    ):
        client.create_bucket(BUCKET)
        for key in (S[0], L[0]):
            client.put_object(BUCKET, key, CONTENTS[key])
    with Emulator(data=tmp_path) as present, TigrisHTTP(present.endpoint, present.credentials) as other:
        yield Aged(present, other)


OTHERS = {
    "by one of the same size": random.Random(5).randbytes(len(LARGE[L[0]])),
    "by a longer one": random.Random(5).randbytes(len(LARGE[L[0]]) + 1000),
    "by a shorter one": b"short",
    "by itself": LARGE[L[0]],
    "by nothing": None,
}


@pytest.mark.pairwise(mode=BOTH, compression=COMPRESSIONS, how=["views", "readinto"], other=OTHERS)
def test_a_large_object_that_was_replaced_while_it_was_read_is_never_a_mixture(
    aged: Aged, mode: str, compression: Compression, how: str, other: str
) -> None:
    """The bundle streams objects without entity tags. An object written since the bundle began may differ, even with an
    equal size, and equal bytes prove nothing.
    """
    content = OTHERS[other]
    case = Case([S[0], L[0]], compression, how, halfway=lambda key: aged.changed(content, key))
    outcome = tried(mode, aged.tigris, case, replace(IN_A_LARGE_ONE, after=900_000))
    assert_error(case, outcome, ObjectChanged)
    assert [S[0]] == [key for key, _, _ in outcome.found]
    assert L[0] == getattr(outcome.error, "key", None)
    assert 1 == outcome.seen["HeadObject"]
    assert 0 == outcome.seen["GetObject"]


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("mode", BOTH)
def test_a_large_object_of_a_single_get_resumes_by_its_entity_tag(aged: Aged, mode: str, other: str) -> None:
    """A GET identifies its object: an equal tag means the same object, at any date."""
    content = OTHERS[other]
    case = Case([S[0], L[0]], halfway=lambda key: aged.changed(content, key))
    cut_get = Fault("cut_body", "GetObject", key=L[0], after=500_000)
    outcome = tried(mode, aged.tigris, case, NO_BUNDLES, cut_get)
    if other == "by itself":
        assert_right(case, outcome)
    else:
        assert_error(case, outcome, ObjectChanged)
        assert [S[0]] == [key for key, _, _ in outcome.found]


@pytest.mark.parametrize("mode", BOTH)
def test_an_object_written_just_before_its_bundle_does_not_resume(aged: Aged, mode: str) -> None:
    """Its Last-Modified has whole seconds, and so has the bundle's Date: their order is unknown."""
    with TigrisHTTP(aged.tigris.endpoint, aged.tigris.credentials) as client:
        client.put_object(BUCKET, L[0], LARGE[L[0]])
    aged.tigris.clear_requests()
    case = Case([S[0], L[0]])
    assert_error(case, tried(mode, aged.tigris, case, replace(IN_A_LARGE_ONE, after=900_000)), ObjectChanged)


@pytest.mark.parametrize("mode", BOTH)
def test_an_object_of_which_nothing_was_read_may_change(aged: Aged, mode: str) -> None:
    """There is nothing to mix it with; only its size was returned."""
    with TigrisHTTP(aged.tigris.endpoint, aged.tigris.credentials) as client:
        client.put_object(BUCKET, L[0], LARGE[L[0]])
    aged.tigris.clear_requests()
    case = Case([S[0], L[0]])
    with_header = Fault("cut_body", "BundleObjects", after=512 + 1024 + 512)
    assert_right(case, tried(mode, aged.tigris, case, with_header))


@pytest.mark.parametrize("mode", MODES)
def test_a_member_after_its_gap_is_an_error_if_the_reason_of_the_gap_is_lost(aged: Aged, mode: str) -> None:
    """A service that skips an existing object must be noticed; this case looks the same. All results arrived."""
    case = Case(["late", S[0], L[0], "gone"], halfway=lambda _: aged.changed(b"now it is here", "late"))
    outcome = tried(mode, aged.tigris, case, replace(IN_A_LARGE_ONE, after=900_000))
    assert_error(case, outcome, MalformedResponse)
    assert ("late", [("late", 0), (S[0], 1), (L[0], 2), ("gone", 3)]) == (
        getattr(outcome.error, "key", None),
        [(key, tag) for key, tag, _ in outcome.found],
    )


# -- a service that turns out not to be Tigris ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "span", "part"),
    [
        (200, None, slice(None)),
        (206, "bytes 0-{last}/{size}", slice(None)),
        (206, "bytes {at}-{last}/{size}", slice(-10, None)),
        (206, "bytes {at}-{near}/{size}", slice(-1000, -1)),
    ],
    ids=["whole", "from the front", "too short", "not to the end"],
)
def test_a_range_that_was_not_requested_is_not_appended(
    tigris: Emulator, status: int, span: str | None, part: slice
) -> None:
    """ "A server MAY ignore the Range header field" (RFC 9110 section 14.2): it then sends the whole object."""
    content, size = LARGE[L[0]], len(LARGE[L[0]])
    begun = size - 1000
    body = content if part == slice(None) else content[part]
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        member = tarfile.TarInfo(L[0])
        member.size = size
        tar.addfile(member, io.BytesIO(content))
    date = "Date: Tue, 20 Oct 2026 10:57:30 GMT"
    fields = ['ETag: "e"', "Last-Modified: Tue, 20 Oct 2026 09:00:00 GMT", date]
    ranges = (
        [] if span is None else [f"Content-Range: {span.format(at=begun, last=size - 1, near=size - 2, size=size)}"]
    )
    stream = reply(200, archive.getvalue()[: 512 + begun], date, length=len(archive.getvalue()))
    head = Answer(reply(200, b"", *fields, length=size))
    with RawServer(cut(stream), head, reply(status, body, *fields, *ranges)) as server:
        target = bytearray()
        with (
            TigrisHTTP(server.endpoint, tigris.credentials, retry=QUICK, timeouts=PATIENT) as client,
            client.bundle_objects(BUCKET, [L[0]], on_skipped="drop") as bundle,
        ):
            views = next(bundle).views()
            with pytest.raises(MalformedResponse) as caught:
                any(map(target.extend, views))  # all of them: `extend` returns nothing
    assert content[:begun] == target
    assert ("GetObject", BUCKET, L[0]) == (caught.value.operation, caught.value.bucket, caught.value.key)
    assert server.requests[2].get("range") == f"bytes={begun}-"
