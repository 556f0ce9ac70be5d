"""Time, threads and secrets of a signer; the fields that it signs and those that it refuses."""

from __future__ import annotations

import hashlib
import itertools
import pickle
import re
import sys
import threading
import traceback
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tigris_http._auth.sigv4 import Signer
from tigris_http._wire.arguments import MAX_EXPIRES
from tigris_http._wire.signed_headers import EMPTY_SHA256
from tigris_http.credentials import Credentials

from .vectors import KEYS, NOW, SECRET, UTC

# Time, threads and secrets.


def signed_at(signer: Signer, keys: Credentials, now: datetime, path: str = "/k") -> str:
    fields = signer.sign(
        keys,
        method="GET",
        authority="bucket.t3.storage.dev",
        path=path,
        query="",
        headers=(("range", "bytes=0-9"),),
        payload_hash=EMPTY_SHA256,
        now=now,
    )
    return fields[-1][1]


def test_threads_that_meet_a_date_change_all_sign_right() -> None:
    """16,000 signatures by one signer, over two dates and two key pairs, each against a signer of its own."""
    midnight = datetime(2026, 10, 21, tzinfo=UTC)
    # The last has the first one's id and another secret: the signer must notice that too.
    people = [
        KEYS,
        Credentials("tid_other", "tsec_other", "token"),
        Credentials(KEYS.access_key_id, "tsec_new"),
    ]
    cases = [
        (keys, midnight + timedelta(seconds=second), f"/{second}/{number}")
        for number, keys in enumerate(people)
        for second in range(-20, 20)
    ]
    expected = [signed_at(Signer(), *case) for case in cases]
    shared = Signer()
    wrong: list[int] = []
    done: list[int] = []
    start = threading.Barrier(8)

    def work(offset: int) -> None:
        start.wait()
        for step in range(2000):
            number = (step * 41 + offset * 7) % len(cases)
            if signed_at(shared, *cases[number]) != expected[number]:
                wrong.append(number)
        done.append(2000)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=work, args=(offset,)) for offset in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert wrong == []
    assert sum(done) == 16_000


class Crowded(Signer):
    """A signer whose state another thread replaces between any two reads of it."""

    def __init__(self, others: list[tuple[Credentials, datetime]]) -> None:
        super().__init__()
        states = [Signer()._state_for(keys, f"{now:%Y%m%d}") for keys, now in others]
        self.states = itertools.cycle(states)

    @property
    def _state(self) -> Any:
        return next(self.states)

    @_state.setter
    def _state(self, state: object) -> None:
        pass


def test_the_state_is_read_once_a_signature() -> None:
    """Threads do this by chance: here each read returns another date or key pair."""
    cases = [(KEYS, NOW), (KEYS, NOW + timedelta(days=1)), (Credentials("tid_other", "tsec_other"), NOW)]
    expected = [signed_at(Signer(), *case) for case in cases] * 4
    crowded = Crowded(cases)
    assert expected == [signed_at(crowded, *case) for case in cases * 4]
    crowded = Crowded(cases[::-1])
    assert expected == [signed_at(crowded, *case) for case in cases * 4]


def test_signing_the_same_headers_again_takes_the_new_time() -> None:
    headers = (("x-tigris-regions", "iad"),)
    signer = Signer()
    dates = [
        dict(
            signer.sign(
                KEYS,
                method="PUT",
                authority="a",
                path="/",
                query="",
                headers=headers,
                payload_hash=EMPTY_SHA256,
                now=NOW + timedelta(days=day),
            )
        )["x-amz-date"]
        for day in range(3)
    ]
    assert dates == ["20261020T105730Z", "20261021T105730Z", "20261022T105730Z"]
    assert headers == (("x-tigris-regions", "iad"),)


def test_the_time_is_converted_to_utc() -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=14)))
    assert signed_at(Signer(), KEYS, NOW) == signed_at(Signer(), KEYS, elsewhere)
    assert signed_at(Signer(), KEYS, NOW) == signed_at(Signer(), KEYS, NOW.replace(microsecond=999_999))


def test_a_naive_time_is_refused() -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(ValueError, match=r"^now must be an aware datetime$"):
        signed_at(Signer(), KEYS, naive)
    with pytest.raises(ValueError, match=r"^now must be an aware datetime$"):
        Signer().presign(KEYS, method="GET", authority="a", path="/", query="", expires=1, now=naive)


def test_no_secret_shows_in_repr_pickle_or_errors() -> None:
    signer = Signer()
    keys = Credentials("tid_a", SECRET, "token-hidden")
    signed_at(signer, keys, NOW)
    assert "Signer(region='auto', service='s3')" == repr(signer) == str(signer)
    shown = pickle.dumps(signer) + repr(signer).encode()
    with pytest.raises(ValueError, match=r"^expires") as caught:
        signer.presign(keys, method="GET", authority="a", path="/", query="", expires=0, now=NOW)
    shown += "".join(traceback.format_exception(caught.value)).encode() + pickle.dumps(caught.value)
    assert [shown.find(SECRET.encode()), shown.find(b"token-hidden")] == [-1, -1]


def test_an_unpickled_signer_signs_the_same() -> None:
    signer = Signer("eu", "other")
    expected = signed_at(signer, KEYS, NOW)
    assert expected == signed_at(pickle.loads(pickle.dumps(signer)), KEYS, NOW)


# Which fields are signed, and which are refused.


def sign_with(headers: Any, **changes: Any) -> str:
    arguments: dict[str, Any] = {
        "method": "GET",
        "authority": "a",
        "path": "/",
        "query": "",
        "headers": headers,
        "payload_hash": EMPTY_SHA256,
        "now": NOW,
    }
    return Signer().sign(KEYS, **(arguments | changes))[-1][1]


@pytest.mark.parametrize(
    "name",
    [
        "Accept",
        "accept-encoding",
        "Accept-Language",
        "connection",
        "User-Agent",
        "Content-Length",
        "Transfer-Encoding",
        "TE",
        "Expect",
    ],
)
def test_a_field_that_proxies_may_set_is_sent_but_not_signed(name: str) -> None:
    authorization = sign_with(((name, "x"),))
    assert "SignedHeaders=host;x-amz-content-sha256;x-amz-date, " in authorization


@pytest.mark.parametrize(
    "name", ["X-Tigris-Rename", "range", "If-None-Match", "content-md5", "x-amz-meta-a", "date", "cookie"]
)
def test_a_field_set_on_purpose_is_signed(name: str) -> None:
    signed = sorted(["host", "x-amz-content-sha256", "x-amz-date", name.lower()])
    assert f"SignedHeaders={';'.join(signed)}, " in sign_with(((name, "x"),))


@pytest.mark.parametrize(
    "name", ["host", "Authorization", "X-Amz-Date", "x-amz-content-sha256", "X-Amz-Security-Token"]
)
def test_a_field_that_the_signature_writes_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"^header '{name.lower()}' is written by the signature itself$"):
        sign_with(((name, "x"),))
    with pytest.raises(ValueError, match=f"^header '{name.lower()}' is written by the signature itself$"):
        Signer().presign(
            KEYS, method="GET", authority="a", path="/", query="", headers=((name, "x"),), expires=1, now=NOW
        )


@pytest.mark.parametrize("name", ["x-amz-meta-a", "accept"])
@pytest.mark.parametrize(
    ("wrong", "value"),
    [
        ("control characters", "a\r\nx-evil: 1"),
        ("control characters", "a\x00"),
        ("control characters", "a\tb"),
        ("control characters", "\x7f"),
        ("outside ASCII", "é"),
        ("outside ASCII", "\ud800"),
        ("white space at its ends", " a"),
        ("white space at its ends", "a "),
    ],
)
def test_a_value_that_would_not_arrive_is_refused_by_name(wrong: str, value: str, name: str) -> None:
    with pytest.raises(ValueError, match=f"^header '{name}' has a value (with )?{wrong}"):
        sign_with(((name, value),))


@pytest.mark.parametrize("name", ["", "a b", "a:b", "a\r\nb", "é", "x-amz-meta-(a)"])
def test_a_name_that_is_no_token_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"^header name {re.escape(repr(name))} is not a token"):
        sign_with(((name, "x"),))


@pytest.mark.parametrize(
    ("wrong", "headers"),
    [
        ("header 'a' must be str, not int", (("a", 1),)),
        ("header 'a' must be str, not bytes", (("a", b"x"),)),
        ("a header name must be str, not bytes", ((b"a", "x"),)),
    ],
)
def test_a_field_that_is_not_text_is_a_type_error(wrong: str, headers: Any) -> None:
    with pytest.raises(TypeError, match=f"^{wrong}$"):
        sign_with(headers)


@pytest.mark.parametrize("payload_hash", ["", "abc", EMPTY_SHA256.upper(), EMPTY_SHA256 + "\n", "unsigned"])
def test_a_payload_hash_that_s3_does_not_know_is_refused(payload_hash: str) -> None:
    with pytest.raises(ValueError, match=r"^payload_hash must be"):
        sign_with((), payload_hash=payload_hash)


@pytest.mark.parametrize("method", ["", "get", "GET ", "GET\n/", "G€T"])
def test_a_method_that_might_be_rewritten_is_refused(method: str) -> None:
    with pytest.raises(ValueError, match=r"^method must"):
        sign_with((), method=method)


@pytest.mark.parametrize(
    ("error", "expires"),
    [(ValueError, 0), (ValueError, -1), (ValueError, MAX_EXPIRES + 1), (TypeError, 1.5), (TypeError, True)],
)
def test_a_presigned_life_outside_one_second_to_90_days_is_refused(error: type[Exception], expires: Any) -> None:
    with pytest.raises(error, match=r"^expires must be"):
        Signer().presign(KEYS, method="GET", authority="a", path="/", query="", expires=expires, now=NOW)


def test_a_presigned_target_is_not_presigned_again() -> None:
    once = Signer().presign(KEYS, method="GET", authority="a", path="/", query="acl", expires=1, now=NOW)
    with pytest.raises(ValueError, match=r"^query is presigned already$"):
        Signer().presign(KEYS, method="GET", authority="a", path="/", query=once.partition("?")[2], expires=1, now=NOW)


@pytest.mark.parametrize("name", ["region", "service"])
def test_a_scope_is_made_of_names(name: str) -> None:
    for value in ("", "a/b", "a b", "é", "a\n"):
        with pytest.raises(ValueError, match=f"^{name} must be a name"):
            Signer(**{name: value})


def test_the_empty_hash_is_the_hash_of_nothing() -> None:
    assert hashlib.sha256().hexdigest() == EMPTY_SHA256
