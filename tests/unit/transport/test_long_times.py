"""Times that no system can wait for: they wait as long as it can, or are refused with the reason."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.modes import KEYS, NO_RETRY, in_all_modes, play
from tests.rawserver import RawServer, error, ok
from tigris_http import AsyncTigrisHTTP, Credentials, RetryPolicy, TigrisHTTP, Timeouts
from tigris_http._auth.keyring_sync import BlockingKeyring
from tigris_http._auth.refresh import Refresh
from tigris_http._client.config.config import utc_now
from tigris_http._concurrency import cancel
from tigris_http._concurrency.cancel import Aborted, Token
from tigris_http.operations import GetObject, HeadBucket

pytest_generate_tests = in_all_modes

LONG = (1e10, 1e18, 1.7e308)
STEPS = ("connect", "read", "write", "pool", "total")


@pytest.mark.parametrize("seconds", LONG)
def test_time_outs_of_any_size_are_waited_for(mode: str, seconds: float) -> None:
    def story(c: Any) -> Any:
        yield c.head_bucket("bucket", timeout=seconds)
        yield c.put_object("bucket", "key", b"body")

    with RawServer(ok(), ok(b"", 'ETag: "e"')) as server:
        play(mode, server.endpoint, story, timeouts=Timeouts(*[seconds] * 5), retry=NO_RETRY)
        assert ["HEAD", "PUT"] == [request.request_line.split(b" ")[0].decode() for request in server.requests]


@pytest.mark.parametrize("options", [{}, {"timeout": 1e10}])
def test_a_transport_of_the_caller_gets_times_that_it_can_wait_for(options: dict[str, float]) -> None:
    timeouts = Timeouts(1e10, 1e10, 1e10, 1e10)
    with RawServer(ok()) as server, httpx.HTTPTransport() as transport:
        with TigrisHTTP(server.endpoint, KEYS, transport=transport, timeouts=timeouts) as client:
            client.head_bucket("bucket", **options)  # type: ignore[arg-type]
        assert 1 == len(server.requests)


@pytest.mark.parametrize("seconds", LONG)
def test_a_long_wait_before_a_retry_can_be_aborted(seconds: float) -> None:
    token = Token()
    threading.Timer(0.05, token.abort).start()
    with token, pytest.raises(Aborted):
        cancel.sleep(seconds)


def test_a_long_wait_before_a_retry_is_a_sum_of_waits_that_the_system_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    policy = RetryPolicy(max_attempts=2, base=1e6, cap=1e6, deadline=None, jitter=lambda: 1.0)
    with RawServer(error(503, "SlowDown"), ok()) as server, TigrisHTTP(server.endpoint, KEYS, retry=policy) as client:
        client.head_bucket("bucket")
    assert (1e6, cancel.LONGEST) == (sum(slept), max(slept))


@pytest.mark.parametrize("seconds", LONG)
def test_a_thread_waits_any_time_for_the_credentials_of_another(seconds: float) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def provider() -> Credentials:
        begun.set()
        may_end.wait(10)
        return Credentials("tid_a", "secret")

    keyring = BlockingKeyring(provider, utc_now)
    first = threading.Thread(target=keyring.refresh, args=(Refresh(),))
    first.start()
    begun.wait(10)
    threading.Timer(0.05, may_end.set).start()
    assert keyring.refresh(Refresh(ends=time.monotonic() + seconds)) is None
    first.join()


def test_select_gets_times_that_it_takes() -> None:
    assert cancel.LONGEST < threading.TIMEOUT_MAX
    assert cancel.LONGEST < 2**32 / 1000, "milliseconds of Windows"


@pytest.mark.parametrize("step", [*STEPS, "deadline", "base", "cap"])
@pytest.mark.parametrize(
    ("value", "kind", "why"),
    [
        (math.nan, ValueError, "must be a number of seconds( or None)?, not nan"),
        (-1, ValueError, "must be (more than|at least) 0 seconds(, or None)?"),
        ("5", TypeError, "must be a number of seconds( or None)?, not str"),
        (True, TypeError, "must be a number of seconds( or None)?, not bool"),
    ],
)
def test_a_time_that_is_none_is_refused_with_the_reason(step: str, value: Any, kind: type[Exception], why: str) -> None:
    make: Callable[..., object] = Timeouts if step in STEPS else RetryPolicy
    with pytest.raises(kind, match=rf"^{step} {why}$"):
        make(**{step: value})


@pytest.mark.parametrize("step", STEPS)
def test_infinity_is_refused_with_the_reason(step: str) -> None:
    with pytest.raises(ValueError, match=rf"^{step} must be finite; None is no limit$"):
        Timeouts(**{step: math.inf})
    for kind in (TigrisHTTP, AsyncTigrisHTTP):
        client: Any = kind("https://store.example", KEYS)
        with pytest.raises(ValueError, match=r"^timeout must be finite; None is no limit$"):
            client.send(HeadBucket("bucket", timeout=math.inf)).send(None)


@pytest.mark.parametrize("name", ["base", "cap"])
@pytest.mark.parametrize("value", [math.inf, None])
def test_a_wait_between_attempts_is_finite(name: str, value: Any) -> None:
    with pytest.raises((ValueError, TypeError), match=rf"^{name} must be (finite|a number of seconds, not NoneType)$"):
        RetryPolicy(**{name: value})


@pytest.mark.parametrize("expires", [1e10, math.inf, math.nan, True, 0, 7_776_001, "5"])
def test_a_presigned_url_lives_for_a_whole_number_of_seconds(expires: Any) -> None:
    client: Any = TigrisHTTP("https://store.example", KEYS)
    with pytest.raises((ValueError, TypeError), match=r"^expires must be"):
        client.presigned_url(GetObject("bucket", "key"), expires=expires)
