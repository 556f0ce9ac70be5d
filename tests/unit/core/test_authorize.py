"""What says who sends a request: a signature, the token of a session, or nothing. Values in, values out."""

from __future__ import annotations

import pickle
import traceback
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from tigris_http import ANONYMOUS, AsyncTigrisHTTP, Credentials, CredentialsError, SessionToken, TigrisHTTP
from tigris_http._auth.expiry import held, is_expired, may_mean_expired, same_keys
from tigris_http._auth.keyring_sync import BlockingKeyring
from tigris_http._auth.refresh import Refresh
from tigris_http._auth.sigv4 import Signer
from tigris_http._core.authorize import authorized, secrets
from tigris_http._wire.address import Endpoint, locate
from tigris_http._wire.signed_headers import EMPTY_SHA256
from tigris_http.credentials import Anonymous, as_identity, described
from tigris_http.operations import GetObject

if TYPE_CHECKING:
    from tigris_http.credentials import Identity

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=timezone.utc)
JWT = "eyJhbGciOiJSUzI1NiJ9.never-to-be-seen.c2lnbmF0dXJl"
SESSION = SessionToken(JWT, "org_1")
ADDRESS = locate(Endpoint.parse("https://t3.storage.dev"), "auto", "atlas", "k")


def never() -> Signer:
    """Stand for a signer that nobody needs."""
    raise AssertionError("nothing is to be signed")


def sent(identity: Identity, *headers: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return authorized(
        never, identity, method="GET", address=ADDRESS, headers=headers, payload_hash=EMPTY_SHA256, now=NOW
    )


def test_nobody_adds_nothing_to_a_request() -> None:
    assert (("range", "bytes=0-1"),) == sent(ANONYMOUS, ("range", "bytes=0-1"))


def test_a_session_adds_its_token_and_namespace_and_no_signature() -> None:
    expected = (("range", "bytes=0-1"), ("x-amz-security-token", JWT), ("x-tigris-namespace", "org_1"))
    assert expected == sent(SESSION, ("range", "bytes=0-1"))


def test_a_key_signs() -> None:
    signer = Signer()
    key = Credentials("tid_a", "tsec_hidden_a", "token_of_a_key")
    made = authorized(
        lambda: signer, key, method="GET", address=ADDRESS, headers=(), payload_hash=EMPTY_SHA256, now=NOW
    )
    assert ["x-amz-date", "x-amz-content-sha256", "x-amz-security-token", "Authorization"] == [name for name, _ in made]
    signature = dict(made)["Authorization"].rpartition("=")[2]
    assert (signature, "tsec_hidden_a", "token_of_a_key") == secrets(key, made)


def test_what_of_a_request_is_secret_depends_on_who_sent_it() -> None:
    assert () == secrets(ANONYMOUS, sent(ANONYMOUS, ("x-amz-meta-note", "no secret at all")))
    assert (JWT,) == secrets(SESSION, sent(SESSION))


@pytest.mark.parametrize("identity", [ANONYMOUS, SESSION], ids=repr)
@pytest.mark.parametrize(
    ("header", "problem"),
    [
        (("Authorization", "Bearer x"), "authorization"),
        (("x-amz-security-token", "x"), "security-token"),
        (("x-a", "b\r\nc: d"), "control"),
        (("x-a", "é"), "ASCII"),
        (("x a", "b"), "token"),
    ],
)
def test_headers_are_held_to_the_same_rules_without_a_signature(
    identity: Identity, header: tuple[str, str], problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        sent(identity, header)


def test_the_namespace_of_a_session_is_its_own_and_anybody_elses_is_free() -> None:
    with pytest.raises(ValueError, match="x-tigris-namespace"):
        sent(SESSION, ("X-Tigris-Namespace", "org_2"))
    assert (("X-Tigris-Namespace", "org_2"),) == sent(ANONYMOUS, ("X-Tigris-Namespace", "org_2"))


# -- as values --------------------------------------------------------------------------------------------------------


def test_a_session_shows_its_namespace_and_no_token() -> None:
    assert "SessionToken(namespace='org_1', expires_at=None)" == repr(SESSION) == str(SESSION)
    assert "a session of org_1" == described(SESSION)


def test_nobody_is_one_value_wherever_it_goes() -> None:
    assert "ANONYMOUS" == repr(ANONYMOUS)
    assert "anonymous" == described(ANONYMOUS)
    assert ANONYMOUS == Anonymous() == pickle.loads(pickle.dumps(ANONYMOUS))


@pytest.mark.parametrize("identity", [ANONYMOUS, SESSION, SessionToken(JWT, "org_1", NOW)], ids=repr)
def test_who_sends_pickles_and_is_taken_as_it_is(identity: Identity) -> None:
    assert identity == pickle.loads(pickle.dumps(identity))
    assert identity is as_identity(identity)


@pytest.mark.parametrize(
    ("token", "namespace", "expires_at", "name", "error"),
    [
        ("", "org_1", None, "token", ValueError),
        (" hidden", "org_1", None, "token", ValueError),
        ("hid\r\nden", "org_1", None, "token", ValueError),
        ("hiddén", "org_1", None, "token", ValueError),
        (None, "org_1", None, "token", TypeError),
        (JWT, "", None, "namespace", ValueError),
        (JWT, "org\n1", None, "namespace", ValueError),
        (JWT, 1, None, "namespace", TypeError),
        (JWT, "org_1", datetime(2026, 11, 2), "expires_at", ValueError),  # noqa: DTZ001  # what is refused
        (JWT, "org_1", 3600, "expires_at", TypeError),
    ],
)
def test_a_session_that_cannot_be_is_refused_by_name_and_not_shown(
    token: str, namespace: str, expires_at: datetime | None, name: str, error: type[Exception]
) -> None:
    with pytest.raises(error, match=name) as caught:
        SessionToken(token, namespace, expires_at)
    assert "hidd" not in "".join(traceback.format_exception_only(caught.value))


def test_sessions_expire_and_are_the_same_by_token_and_namespace() -> None:
    ending = SessionToken(JWT, "org_1", NOW)
    assert same_keys(SESSION, ending)
    assert not same_keys(SESSION, SessionToken(JWT, "org_2"))
    assert not same_keys(SESSION, ANONYMOUS)
    assert not same_keys(SESSION, Credentials("org_1", JWT))
    assert is_expired(ending, NOW)
    assert held(ending, NOW - timedelta(hours=1)).advisory_from == NOW - timedelta(minutes=15)
    assert held(ANONYMOUS, NOW).advisory_from is None


def test_a_session_whose_end_is_known_is_replaced_before_it() -> None:
    given: list[SessionToken] = []
    now = [NOW]

    def login() -> SessionToken:
        given.append(SessionToken(f"token-{len(given)}", "org_1", now[0] + timedelta(hours=1)))
        return given[-1]

    keyring = BlockingKeyring(login, lambda: now[0])
    assert keyring.refresh(Refresh()) is None
    assert given[0] is keyring.current()
    now[0] += timedelta(minutes=59.9)
    assert keyring.current() is None
    assert keyring.refresh(Refresh()) is None
    assert given[1] is keyring.current()


def test_a_head_that_is_refused_may_mean_an_expired_session_but_nothing_for_nobody() -> None:
    assert may_mean_expired("AccessDenied", SESSION, has_no_body=True)
    assert not may_mean_expired("AccessDenied", SESSION, has_no_body=False)
    assert not may_mean_expired("AccessDenied", ANONYMOUS, has_no_body=True)


# -- clients ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [TigrisHTTP, AsyncTigrisHTTP])
@pytest.mark.parametrize(("identity", "shown"), [(ANONYMOUS, "anonymous"), (SESSION, "a session of org_1")])
def test_a_client_shows_who_it_is_and_pickles(kind: type[TigrisHTTP], identity: Identity, shown: str) -> None:
    client = kind("https://t3.tigrisfiles.io", identity)
    again = pickle.loads(pickle.dumps(client))
    assert f"<{kind.__name__} https://t3.tigrisfiles.io as {shown}>" == repr(client) == repr(again)
    assert identity == again._config.credentials
    assert JWT not in repr(client._config) + repr(client._keys) + repr(client._plan)


@pytest.mark.parametrize("kind", [TigrisHTTP, AsyncTigrisHTTP])
@pytest.mark.parametrize(("identity", "shown"), [(ANONYMOUS, "anonymous"), (SESSION, "a session of org_1")])
def test_who_has_no_key_presigns_nothing(kind: type[TigrisHTTP], identity: Identity, shown: str) -> None:
    client = kind("https://t3.storage.dev", identity)
    with pytest.raises(CredentialsError, match=f"needs an access key, and this client is {shown}"):
        client.presigned_url(GetObject("atlas", "k"))


def test_who_asks_to_be_nobody_is_not_looked_up_in_the_environment() -> None:
    keys = {"AWS_ACCESS_KEY_ID": "tid_a", "AWS_SECRET_ACCESS_KEY": "hidden", "HOME": "/nowhere"}
    assert "as anonymous>" in repr(TigrisHTTP.from_env(keys, credentials=ANONYMOUS))
    # No endpoint is named: keys of AWS would be refused, nobody has none.
    with TigrisHTTP.from_env({"HOME": "/nowhere"}, credentials=ANONYMOUS) as client:
        assert ANONYMOUS == client._keys.current()
