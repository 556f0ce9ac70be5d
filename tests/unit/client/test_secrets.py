"""No secret is ever heard: not in a log of anybody's, nor in an error, a warning, a pickle of an error, or a repr.

Every use of a client under every fault of the emulator, with all loggers at DEBUG, those of httpx, httpcore and asyncio
included. Searched for are the secret key, the session token, what was derived from the key, and each signature that
was on the wire or in a presigned URL.
"""

from __future__ import annotations

import gc
import logging
import pickle
import re
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx
import pytest

from tests.hostile.uses import OWN, USES, Use
from tests.rawserver import RawServer, reply
from tests.scenarios.harness import AT_ONCE, MODES, Harness
from tigris_http import (
    Credentials,
    CredentialsError,
    NotFound,
    SessionToken,
    TigrisError,
    TigrisHTTP,
    Timeouts,
    operations,
)
from tigris_http._auth.sigv4 import Signer
from tigris_http.emulator import Emulator, EmulatorCredentials, Fault

SECRET = "tsec_D1st1nct1veSecretOfAllTheseTests"
TOKEN = "D1st1nct1veSessionTokenOfAllTheseTests"
TURNS = 8
KEY = Credentials("tid_a", SECRET, TOKEN)
SIGNATURE = re.compile(r"Signature=([0-9a-f]{64})")
FAULTS = {
    "nothing": (),
    "no answer": (Fault("drop_request", times=2),),
    "answer lost": (Fault("lose_answer", after=20),),
    "cut": (Fault("cut_body", after=2),),
    "stalled": (Fault("stall_body", after=1, seconds=1),),
    "503": (Fault("status", times=2, retry_after=0),),
    "503 for ever": (Fault("status", times=1000),),
    "expired": (Fault("status", status=400, code="ExpiredToken"),),
    "error in 200": (Fault("error_in_200"),),
    "skewed": (Fault("clock_skewed"),),
    "length too long": (Fault("long_length", after=100),),
    "not S3": (Fault("status", status=502, body="<html>who are you? Signature unknown"),),
}


@dataclass
class Overheard:
    """All that anybody could have read, as text."""

    texts: list[str] = field(default_factory=list[str], repr=False)

    def text(self, *values: object) -> None:
        """Note what is shown of values."""
        for value in values:
            self.texts += (str(value), repr(value))

    def attempt(self, attempt: object) -> None:
        """Note what a hook was told."""
        self.text(attempt)
        self.texts.append(pickle.dumps(attempt).decode("latin-1"))

    def error(self, error: BaseException) -> None:
        """Note an error: its words, those of all errors behind it with their traces, and its pickle."""
        self.texts += traceback.format_exception(error)
        behind: dict[int, BaseException] = {}
        left: list[BaseException | None] = [error]
        while left:
            met = left.pop()
            if met is not None and id(met) not in behind:
                behind[id(met)] = met
                self.text(met, met.args, vars(met))
                left += [met.__cause__, met.__context__]
        if isinstance(error, TigrisError):
            self.texts.append(pickle.dumps(error).decode("latin-1"))

    def holds(self, secrets: set[str]) -> list[str]:
        """Return the texts in which one of these stands."""
        everything = "\0".join(self.texts)
        # Most are signatures; there are too many of them to look for one by one.
        hexadecimal = set(re.findall(r"(?=([0-9a-f]{64}))", everything))
        found = {secret for secret in secrets if secret in (hexadecimal if len(secret) == 64 else everything)}
        return [text for text in self.texts if any(secret in text for secret in found)]


class _Ear(logging.Handler):
    def __init__(self, heard: Overheard) -> None:
        super().__init__(logging.NOTSET)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard.texts.append(f"{record.name}: {self.format(record)}")
        self._heard.text(record.args)


@contextmanager
def listening() -> Iterator[Overheard]:
    """Hear all loggers at DEBUG, and all warnings."""
    heard = Overheard()
    root = logging.getLogger()
    ear, level = _Ear(heard), root.level
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
    levels = {logger: logger.level for logger in loggers}
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            yield heard
            gc.collect()
        for warning in warned:
            heard.text(warning.message, warning)
    finally:
        root.removeHandler(ear)
        root.setLevel(level)
        for logger, before in levels.items():
            logger.setLevel(before)


def secrets_of(tigris: Emulator) -> set[str]:
    """Return the secrets, and all that was made of them: what came over the wire is known to the other side."""
    signatures = {
        found for request in tigris.requests for _, text in request.headers for found in SIGNATURE.findall(text)
    }
    signatures |= {found for request in tigris.requests for found in SIGNATURE.findall(request.target)}
    derived = _signing_key()
    return {SECRET, TOKEN, derived.hex(), repr(derived)[2:-1], *signatures}


def _signing_key() -> bytes:
    signer = Signer("auto")
    state = signer._state_for(KEY, datetime.now(timezone.utc).strftime("%Y%m%d"))
    key: bytes = state.key.key
    return key


@pytest.fixture
def tigris() -> Iterator[Emulator]:
    """A service that knows the key, with something in it."""
    known = EmulatorCredentials(KEY.access_key_id, SECRET, session_token=TOKEN)
    with Emulator(credentials=[known]) as tigris:
        with TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
            client.create_bucket("atlas-data", snapshot_enabled=True)
            client.create_snapshot("atlas-data")
            for key in ("k", "a.txt", "old name+1.txt", "img/1.jpg", "notes/ä b.txt", "empty"):
                client.put_object("atlas-data", key, b"" if key == "empty" else b"contents of " + key.encode())
        tigris.clear_requests()
        yield tigris


async def use(heard: Overheard, client: Any, each: Use) -> bool:
    """Use a client and note all that is shown of it; return whether it came to a result."""
    try:
        heard.text(await each.do(client), client)
    except TigrisError as error:
        heard.error(error)
        return False
    return True


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("mode", MODES)
def test_whatever_happens_no_secret_is_heard(tigris: Emulator, mode: str, fault: str) -> None:
    harness = Harness(mode, tigris)
    turn = list(FAULTS).index(fault) + list(MODES).index(mode)
    # A plain use meets one fault in so many: what is written alike is kept quiet alike.
    uses = [use for place, use in enumerate(USES) if use in OWN or fault == "nothing" or place % TURNS == turn % TURNS]
    done = set[str]()
    soon = 0.05 if fault == "stalled" else 10

    async def story() -> None:
        hooks: dict[str, Any] = dict.fromkeys(("on_request", "on_response", "on_retry"), heard.attempt)
        client = harness.client(credentials=KEY, retry=AT_ONCE, timeouts=Timeouts(read=soon), **hooks)
        for each in uses:
            tigris.clear_faults()
            tigris.inject(*FAULTS[fault])
            if await use(heard, client, each):
                done.add(each.verb)

    with listening() as heard:
        harness.play(story)
    secrets = secrets_of(tigris)
    # Uses that ask the same in the same second are signed alike.
    assert all(SIGNATURE.search(request.header("authorization") or "") for request in tigris.requests)
    assert len(uses) <= len(tigris.requests), "too few signatures were seen"
    assert 100 < len(heard.texts)
    assert any("tigris_http: GetObject atlas-data/k: attempt 1, GET" in text for text in heard.texts)
    assert [] == heard.holds(secrets)
    if fault == "nothing":
        # Some uses are made of wire samples, whose versions, uploads and forks this service does not have.
        assert {each.verb for each in OWN} - done <= {"create_bucket", "diff"}
        assert 15 < len(done)


@pytest.mark.parametrize("mode", MODES)
def test_neither_wrong_keys_nor_refreshed_ones_are_heard(tigris: Emulator, mode: str) -> None:
    wrong = "tsec_D1st1nct1veAndWrong"
    given: list[Credentials] = []

    def provider() -> Credentials:
        soon = datetime.now(timezone.utc) + timedelta(seconds=1)
        given.append(Credentials(KEY.access_key_id, wrong if not given else SECRET, TOKEN, soon))
        return given[-1]

    def broken() -> Credentials:
        raise ValueError("where is the secret?")

    harness = Harness(mode, tigris)

    async def story() -> None:
        for source in (Credentials(KEY.access_key_id, wrong, TOKEN), provider, broken):
            hooks: dict[str, Any] = dict.fromkeys(("on_request", "on_response", "on_retry"), heard.attempt)
            client = harness.client(credentials=source, **hooks)
            for each in USES[:: len(MODES)]:
                try:
                    await use(heard, client, each)
                except ValueError as error:
                    heard.error(error)
            held: Any = client
            heard.text(client, held._inner._config if mode == "blocking" else held._config)

    with listening() as heard:
        harness.play(story)
    assert len(given) > 1
    assert any("AccessDenied" in text or "SignatureDoesNotMatch" in text for text in heard.texts)
    assert [] == heard.holds(secrets_of(tigris) | {wrong})


@pytest.mark.parametrize("mode", MODES)
def test_a_redirect_is_told_without_what_was_sent(mode: str, tigris: Emulator) -> None:
    elsewhere = reply(307, b"", "Location: http://127.0.0.1:1/atlas-data/k?X-Amz-Signature=0")
    with RawServer(elsewhere) as server:
        harness = Harness(mode, tigris)

        async def story() -> None:
            client = harness.client(server.endpoint, KEY)
            for each in USES:
                assert not await use(heard, client, each)

        with listening() as heard:
            harness.play(story)
        signatures = {found for seen in server.requests for found in SIGNATURE.findall(seen.head.decode("latin-1"))}
    assert 20 < len(signatures)  # get_bucket_info and head_bucket are the same request in the same second
    assert [] == heard.holds({SECRET, TOKEN, *signatures})


@pytest.mark.parametrize("mode", MODES)
def test_the_token_of_a_session_is_not_heard_from_a_service_that_repeats_it(mode: str, tigris: Emulator) -> None:
    told = f"<Error><Code>AccessDenied</Code><Message>{TOKEN} is not known</Message></Error>".encode()
    with RawServer(reply(403, told)) as server:
        harness = Harness(mode, tigris)

        async def story() -> None:
            hooks: dict[str, Any] = dict.fromkeys(("on_request", "on_response", "on_retry"), heard.attempt)
            client = harness.client(server.endpoint, SessionToken(TOKEN, "org_1"), **hooks)
            for each in USES:
                try:
                    await use(heard, client, each)
                except CredentialsError as error:
                    heard.error(error)
            held: Any = client
            heard.text(client, held._inner._config if mode == "blocking" else held._config)

        with listening() as heard:
            harness.play(story)
        assert {TOKEN} == {seen.get("x-amz-security-token") for seen in server.requests}
    assert any("***" in text for text in heard.texts)
    assert [] == heard.holds({TOKEN})


def test_a_presigned_url_is_shown_by_its_own_attribute_alone(tigris: Emulator) -> None:
    with listening() as heard, TigrisHTTP(tigris.endpoint, KEY) as client:
        urls = [
            client.presigned_url(operations.GetObject("atlas-data", "k")),
            client.presigned_url(operations.PutObject("atlas-data", "k", b"")),
        ]
        form = client.presigned_post("atlas-data", "k")
        heard.text(*urls, urls, form, client)
        client.head_object("atlas-data", "k")
    signatures = {found for url in urls for found in SIGNATURE.findall(url.url)} | {form.fields["x-amz-signature"]}
    assert 3 == len(signatures)
    assert [] == heard.holds(secrets_of(tigris) | signatures | {url.url for url in urls})


def test_the_lines_that_httpx_writes_of_requests_hold_no_signature(tigris: Emulator) -> None:
    """A client of the caller's own writes the URL of each request at INFO: signatures travel in a header."""
    with httpx.Client() as own, listening() as heard, TigrisHTTP(tigris.endpoint, KEY, transport=own) as client:
        client.head_object("atlas-data", "k")
        with client.get_object("atlas-data", "k") as body:
            body.read()
        with pytest.raises(NotFound) as caught:
            client.with_options(extra_headers={"x-a": "b"}).head_object("atlas-data", "gone")
        heard.error(caught.value)
    assert [] == heard.holds(secrets_of(tigris))
    assert any(text.startswith(("httpx", "httpcore")) for text in heard.texts)


# -- and if one leaked, it would be found -----------------------------------------------------------------------------


def _logged() -> None:
    logging.getLogger("somebody.else").debug("it is %s", SECRET)


def _logged_as_an_object() -> None:
    logging.getLogger("somebody.else").debug("%s", "nothing", extra={"a": 1}, exc_info=ValueError(SECRET))


def _warned() -> None:
    warnings.warn(f"unclosed {TOKEN}", ResourceWarning, stacklevel=1)


@pytest.mark.parametrize("leak", [_logged, _logged_as_an_object, _warned])
def test_a_leak_to_logs_and_warnings_would_be_found(leak: Any) -> None:
    with listening() as heard:
        leak()
    assert heard.holds({SECRET, TOKEN})


def _in_a_field() -> TigrisError:
    error = TigrisError("why")
    error.key = f"https://somewhere/?X-Amz-Signature={SECRET}"
    return error


def _in_its_cause() -> TigrisError:
    error = TigrisError("why")
    error.__cause__ = TigrisError("because")
    error.__cause__.__context__ = ValueError(SECRET)
    return error


@pytest.mark.parametrize("leak", [lambda: TigrisError(SECRET), _in_a_field, _in_its_cause])
def test_a_leak_to_an_error_would_be_found(leak: Any) -> None:
    heard = Overheard()
    heard.error(leak())
    assert heard.holds({SECRET})


def test_the_signatures_searched_for_are_those_that_were_sent(tigris: Emulator) -> None:
    with TigrisHTTP(tigris.endpoint, KEY) as client:
        client.head_object("atlas-data", "k")
        sent = tigris.requests[-1].header("authorization")
    assert sent is not None
    heard = Overheard([f"somebody printed {sent}"])
    assert heard.holds(secrets_of(tigris) - {SECRET, TOKEN})
