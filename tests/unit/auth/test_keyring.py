"""Replacement of credentials: the time of it, failures, wrong clocks, refusals. Clocks and providers are fakes."""

from __future__ import annotations

import functools
import logging
import pickle
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http._auth import expiry
from tigris_http._auth.keyring_async import AsyncKeyring
from tigris_http._auth.keyring_sync import BlockingKeyring
from tigris_http._auth.refresh import Refresh
from tigris_http.credentials import Credentials
from tigris_http.errors import CredentialsError

from .providers import HOUR, SECRET, START, Clock, Mint, Run, clock, key, mint, run, signed_with

__all__ = ["clock", "mint", "run"]


# -- the time of a refresh -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("life", "soon", "must"),
    [
        (timedelta(hours=12), timedelta(minutes=15), timedelta(minutes=1)),
        (timedelta(hours=1), timedelta(minutes=15), timedelta(minutes=1)),
        (timedelta(minutes=20), timedelta(minutes=5), timedelta(minutes=1)),
        (timedelta(minutes=4), timedelta(minutes=1), timedelta(seconds=12)),
        (timedelta(seconds=20), timedelta(seconds=5), timedelta(seconds=1)),
    ],
)
def test_the_windows_are_short_for_short_lives(life: timedelta, soon: timedelta, must: timedelta) -> None:
    end = START + life
    held = expiry.held(Credentials("a", "b", expires_at=end), START)
    assert (end - soon, end - must) == (held.advisory_from, held.mandatory_from)


@given(st.timedeltas(min_value=timedelta(microseconds=40), max_value=timedelta(days=900)))
def test_new_credentials_are_in_no_window(life: timedelta) -> None:
    held = expiry.held(Credentials("a", "b", expires_at=START + life), START)
    assert held.advisory_from is not None
    assert held.mandatory_from is not None
    assert START < held.advisory_from <= held.mandatory_from <= START + life


def test_fixed_credentials_are_always_current_and_no_provider_is_called(clock: Clock) -> None:
    keyring = BlockingKeyring(Credentials("tid_a", SECRET, "t", START), clock)
    clock.set(1e6)
    assert "tid_a" == key(keyring)
    assert not keyring.may_have_others(Credentials("tid_a", SECRET), "ExpiredToken", has_no_body=False)


def test_a_provider_is_called_when_credentials_are_first_needed_and_then_in_the_window(
    clock: Clock, mint: Mint
) -> None:
    keyring = BlockingKeyring(mint, clock)
    assert 0 == mint.calls
    assert key(keyring) is None
    assert "tid_1" == signed_with(keyring)
    clock.set(44.9)
    assert ("tid_1", 1) == (signed_with(keyring), mint.calls)
    clock.set(45)
    assert key(keyring) is None
    assert ("tid_2", 2) == (signed_with(keyring), mint.calls)
    clock.set(89.9)
    assert "tid_2" == signed_with(keyring)


def test_credentials_without_an_end_are_never_refreshed(clock: Clock) -> None:
    mint = Mint(clock, life=None)
    keyring = BlockingKeyring(mint, clock)
    signed_with(keyring)
    clock.set(1e6)
    assert ("tid_1", 1) == (signed_with(keyring), mint.calls)


# -- failures ---------------------------------------------------------------------------------------------------------


def test_an_early_failure_keeps_the_old_credentials_is_logged_and_retried(
    clock: Clock, mint: Mint, caplog: pytest.LogCaptureFixture
) -> None:
    keyring = BlockingKeyring(mint, clock)
    signed_with(keyring)
    clock.set(50)
    mint.error = OSError(SECRET)
    with caplog.at_level(logging.DEBUG, "tigris_http"):
        assert ("tid_1", 2) == (signed_with(keyring), mint.calls)
    assert ["no new credentials: the provider Mint failed with OSError"] == [each.message for each in caplog.records]
    assert ("tid_1", 2) == (signed_with(keyring), mint.calls)
    clock.set(50 + 9.9 / 60)
    assert ("tid_1", 2) == (signed_with(keyring), mint.calls)
    clock.set(50 + 10 / 60)
    mint.error = None
    assert ("tid_3", 3) == (signed_with(keyring), mint.calls)


@pytest.mark.parametrize("minutes", [59, 60, 1000])
def test_a_failure_at_the_end_is_an_error_with_its_cause_and_without_its_text(
    clock: Clock, mint: Mint, minutes: float
) -> None:
    keyring = BlockingKeyring(mint, clock)
    signed_with(keyring)
    clock.set(minutes)
    mint.error = OSError(SECRET)
    with pytest.raises(CredentialsError, match=r"^the provider Mint failed with OSError$") as caught:
        signed_with(keyring)
    assert mint.error is caught.value.__cause__
    assert SECRET.encode() not in pickle.dumps(caught.value)
    mint.error = None
    assert "tid_3" == signed_with(keyring)


@pytest.mark.parametrize(
    ("why", "returned"),
    [
        ("returned no credentials: credentials must be .*, not None", None),
        ("returned no credentials: credentials must be .* not a tuple of 1", (SECRET,)),
        ("returned no credentials: secret_access_key must not", ("tid_a", SECRET + "\n")),
    ],
)
def test_a_provider_must_return_usable_credentials(clock: Clock, why: str, returned: Any) -> None:
    keyring = BlockingKeyring(lambda: returned, clock)
    with pytest.raises(CredentialsError, match=why) as caught:
        signed_with(keyring)
    assert SECRET not in str(caught.value)


def test_a_provider_that_repeats_itself_is_not_called_for_every_request(clock: Clock) -> None:
    calls = []
    cached = Credentials("tid_a", SECRET, None, START + HOUR)

    def provider() -> Credentials:
        calls.append(clock())
        return cached

    keyring = BlockingKeyring(provider, clock)
    for second in range(3599):
        clock.set(second / 60)
        assert "tid_a" == signed_with(keyring)
    assert len(calls) < 30
    clock.set(60)
    assert "tid_a" == signed_with(keyring)
    with pytest.raises(CredentialsError, match="returned credentials that have expired by"):
        keyring.for_presigning()


# -- credentials that have expired by a clock that may be wrong ------------------------------------------------------

OVER = Credentials("tid_over", SECRET, "token", START - HOUR)


def test_credentials_that_arrive_expired_are_used_for_a_moment_before_a_refresh(clock: Clock) -> None:
    calls: list[str] = []

    def provider() -> Credentials:
        calls.append("asked")
        return OVER

    keyring = BlockingKeyring(provider, clock)
    for minutes, call_count in ((0, 1), (0.16, 1), (0.17, 2), (0.3, 2), (5, 3)):
        clock.set(minutes)
        assert ("tid_over", True, call_count) == (signed_with(keyring), keyring.in_doubt, len(calls))


def test_the_time_of_the_service_removes_the_doubt_about_credentials(clock: Clock, mint: Mint) -> None:
    keyring = BlockingKeyring(lambda: Credentials("tid_a", SECRET, "token", START + HOUR), clock)
    clock.set(90)
    assert ("tid_a", True) == (signed_with(keyring), keyring.in_doubt)
    clock.set(0)
    keyring.clock_was_set()
    clock.set(44)
    assert ("tid_a", False) == (key(keyring), keyring.in_doubt)
    clock.set(46)
    assert key(keyring) is None


def test_the_time_of_the_service_corrects_the_life_of_credentials(clock: Clock, mint: Mint) -> None:
    keyring = BlockingKeyring(mint, clock)
    signed_with(keyring)
    clock.set(59.5)
    keyring.clock_was_set()
    assert "tid_1" == key(keyring)
    clock.set(0)
    keyring.clock_was_set()
    clock.set(46)
    assert key(keyring) is None
    given = BlockingKeyring(OVER, clock)
    given.clock_was_set()
    assert ("tid_over", False) == (key(given), given.in_doubt)


@pytest.mark.parametrize("code", ["ExpiredToken", "AccessDenied", "InvalidToken"])
def test_refused_expired_credentials_that_are_provided_again_are_an_error(clock: Clock, code: str) -> None:
    keyring = BlockingKeyring(lambda: OVER, clock)
    signed_with(keyring)
    assert keyring.may_have_others(OVER, code, has_no_body=False)
    error = keyring.refresh(Refresh(OVER))
    assert isinstance(error, CredentialsError)
    assert (
        "returned credentials that have expired by this machine's clock: they end at 2026-11-02 11:00:00 UTC, and it "
        f"says {clock():%Y-%m-%d %H:%M:%S} UTC."
    ) in str(error)
    assert SECRET not in str(error)


def test_other_expired_credentials_than_those_refused_are_used(clock: Clock) -> None:
    left = [OVER, Credentials("tid_other", SECRET, "token", START)]
    keyring = BlockingKeyring(lambda: left.pop(0), clock)
    signed_with(keyring)
    assert keyring.refresh(Refresh(OVER)) is None
    assert ("tid_other", True) == (key(keyring), keyring.in_doubt)


def test_no_url_is_signed_with_credentials_that_arrived_expired(clock: Clock, run: Run) -> None:
    blocking = BlockingKeyring(lambda: OVER, clock)
    with pytest.raises(CredentialsError, match="returned credentials that have expired by"):
        blocking.for_presigning()
    assert "tid_over" == blocking.access_key().access_key_id

    async def story() -> None:
        keyring = AsyncKeyring(lambda: OVER, clock)
        assert "tid_over" == (await keyring.access_key()).access_key_id
        with pytest.raises(CredentialsError, match="returned credentials that have expired by"):
            keyring.for_presigning()

    run(story)


def test_the_blocking_client_refuses_an_async_provider(clock: Clock) -> None:
    async def provider() -> Credentials:
        raise AssertionError

    class Awaited:
        async def __call__(self) -> Credentials:
            raise AssertionError

    for wrong in (provider, functools.partial(provider), Awaited()):
        with pytest.raises(TypeError, match="must be awaited, which only AsyncTigrisHTTP does"):
            BlockingKeyring(wrong, clock)
    keyring = BlockingKeyring(lambda: provider(), clock)  # noqa: PLW0108  # one whose kind does not show
    with pytest.raises(CredentialsError, match="failed with TypeError"):
        signed_with(keyring)


# -- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["ExpiredToken", "TokenRefreshRequired"])
def test_a_refusal_for_expiry_always_calls_the_provider(clock: Clock, mint: Mint, code: str) -> None:
    keyring = BlockingKeyring(mint, clock)
    signed_with(keyring)
    for number in (2, 3):
        refused = keyring.current()
        assert refused is not None
        assert keyring.may_have_others(refused, code, has_no_body=False)
        assert keyring.refresh(Refresh(refused)) is None
        assert f"tid_{number}" == key(keyring)


@pytest.mark.parametrize(
    ("code", "has_no_body", "token", "expected"),
    [
        ("InvalidAccessKeyId", False, None, True),
        ("SignatureDoesNotMatch", False, None, True),
        ("InvalidToken", False, "t", True),
        ("AccessDenied", False, "t", False),
        ("NoSuchKey", False, "t", False),
        ("AccessDenied", True, None, False),
        ("AccessDenied", True, "t", True),
        ("BadRequest", True, "t", True),
    ],
)
def test_a_refusal_without_a_clear_reason_calls_the_provider_once_in_a_while(
    clock: Clock, code: str, has_no_body: bool, token: str | None, expected: bool
) -> None:
    wrong = Credentials("tid_x", SECRET, token)
    keyring = BlockingKeyring(lambda: wrong, clock)
    signed_with(keyring)
    assert expected == keyring.may_have_others(wrong, code, has_no_body=has_no_body)
    keyring.refresh(Refresh(wrong))
    assert not keyring.may_have_others(wrong, code, has_no_body=has_no_body)
    clock.set(0.2)
    assert expected == keyring.may_have_others(wrong, code, has_no_body=has_no_body)


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidAccessKeyId"])
def test_a_caller_refused_before_a_refresh_gets_its_result(clock: Clock, mint: Mint, code: str) -> None:
    keyring = BlockingKeyring(mint, clock)
    signed_with(keyring)
    old = keyring.current()
    assert old is not None
    keyring.refresh(Refresh(old))
    assert keyring.may_have_others(old, code, has_no_body=False)
    keyring.refresh(Refresh(old))
    assert 2 == mint.calls


def test_a_caller_refused_with_old_credentials_gets_the_new_ones(clock: Clock, mint: Mint) -> None:
    keyring = BlockingKeyring(mint, clock)
    signed_with(keyring)
    old = keyring.current()
    keyring.refresh(Refresh(old))
    keyring.refresh(Refresh(old))
    assert ("tid_2", 2) == (key(keyring), mint.calls)


def test_the_same_credentials_again_stay_the_same_object(clock: Clock) -> None:
    keyring = BlockingKeyring(lambda: ("tid_a", SECRET), clock)
    signed_with(keyring)
    old = keyring.current()
    assert keyring.refresh(Refresh(old)) is None
    assert old is keyring.current()


# -- repr -------------------------------------------------------------------------------------------------------------


def test_no_repr_shows_the_arguments_of_a_provider(clock: Clock) -> None:
    def provider(secret: str) -> Credentials:
        return Credentials("tid_a", secret)

    keyring = BlockingKeyring(functools.partial(provider, SECRET), clock)
    assert "provider" in repr(keyring)
    assert SECRET not in repr(keyring)
    assert "<BlockingKeyring of tid_a>" == repr(BlockingKeyring(Credentials("tid_a", SECRET), clock))
