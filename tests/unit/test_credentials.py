"""Credentials: the forms accepted, their sources, and that a secret never shows."""

from __future__ import annotations

import asyncio
import pickle
import traceback
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest
from botocore.credentials import Credentials as BotocoreCredentials  # type: ignore[import-untyped]
from botocore.credentials import ReadOnlyCredentials, RefreshableCredentials
from hypothesis import given
from hypothesis import strategies as st

from tigris_http import AsyncTigrisHTTP, TigrisHTTP
from tigris_http.credentials import (
    Credentials,
    SessionToken,
    as_identity,
    as_source,
    described,
    identity_from_environment,
)
from tigris_http.errors import CredentialsError

if TYPE_CHECKING:
    from tigris_http.credentials import CredentialsLike

SECRET = "tsec_never-to-be-seen"
TOKEN = "token-never-to-be-seen"


@dataclass
class Lookalike:
    access_key_id: str = "tid_a"
    secret_access_key: str = SECRET
    session_token: str | None = None


FIXED = BotocoreCredentials("tid_a", SECRET)


class AioCredentials:
    """The credentials of a session of aiobotocore."""

    async def get_frozen_credentials(self) -> ReadOnlyCredentials:
        return ReadOnlyCredentials("tid_a", SECRET, None)


def _fields(credentials: Credentials) -> tuple[str, str, str | None]:
    return credentials.access_key_id, credentials.secret_access_key, credentials.session_token


def test_repr_and_str_show_the_id_and_no_secret() -> None:
    credentials = Credentials("tid_a", SECRET, TOKEN)
    expected = "Credentials(access_key_id='tid_a', expires_at=None)"
    assert expected == repr(credentials) == str(credentials)


def test_credentials_pickle_whole() -> None:
    credentials = Credentials("tid_a", SECRET, TOKEN, datetime(2026, 1, 1, tzinfo=timezone.utc))
    assert credentials == pickle.loads(pickle.dumps(credentials))


@pytest.mark.parametrize("name", ["access_key_id", "secret_access_key", "session_token"])
@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("", ValueError),
        (" hidden", ValueError),
        ("hidden\n", ValueError),
        ("hid\x00den", ValueError),
        ("hid\r\nden", ValueError),
        ("hid\ud800den", ValueError),
        (b"hidden", TypeError),
        (7, TypeError),
    ],
)
def test_a_bad_value_is_refused_by_name_and_not_shown(name: str, value: Any, error: type[Exception]) -> None:
    arguments: dict[str, Any] = {"access_key_id": "tid_a", "secret_access_key": SECRET, name: value}
    with pytest.raises(error, match=rf"^{name} ") as caught:
        Credentials(**arguments)
    assert "hid" not in "".join(traceback.format_exception_only(caught.type, caught.value))


def test_a_secret_in_place_of_the_id_is_refused_and_not_shown() -> None:
    made: Any
    for made in (lambda pair: Credentials(*pair), as_identity):
        with pytest.raises(ValueError, match="is a secret, which begins with tsec_: the id comes first") as caught:
            made(("tsec_hidden", "tid_a"))
        assert "hidden" not in str(caught.value)


def test_values_for_headers_must_be_ascii() -> None:
    with pytest.raises(ValueError, match=r"^access_key_id must be ASCII$"):
        Credentials("tid_é", SECRET)
    with pytest.raises(ValueError, match=r"^session_token must be ASCII$"):
        Credentials("tid_a", SECRET, "é")
    assert _fields(Credentials("tid_a", "sécret")) == ("tid_a", "sécret", None)


def test_an_expiry_must_be_an_aware_datetime() -> None:
    with pytest.raises(ValueError, match=r"^expires_at must be an aware"):
        Credentials("tid_a", SECRET, None, datetime(2026, 1, 1))  # noqa: DTZ001 # naive on purpose
    wrong: Any = 1
    with pytest.raises(TypeError, match=r"^expires_at must be datetime"):
        Credentials("tid_a", SECRET, None, wrong)


def test_an_object_with_the_three_attributes_is_accepted_as_identity() -> None:
    lookalike: CredentialsLike = Lookalike(session_token=TOKEN)
    assert Credentials("tid_a", SECRET, TOKEN) == as_identity(lookalike)


def test_credentials_are_accepted_unchanged() -> None:
    credentials = Credentials("tid_a", SECRET)
    assert credentials is as_identity(credentials)


def test_a_tuple_of_two_or_three_is_accepted_as_identity() -> None:
    assert Credentials("tid_a", SECRET) == as_identity(("tid_a", SECRET))
    assert Credentials("tid_a", SECRET, TOKEN) == as_identity(("tid_a", SECRET, TOKEN))


def test_the_frozen_credentials_of_botocore_are_accepted_as_identity() -> None:
    assert Credentials("tid_a", SECRET, TOKEN) == as_identity(ReadOnlyCredentials("tid_a", SECRET, TOKEN))
    assert Credentials("tid_a", SECRET) == as_identity(ReadOnlyCredentials("tid_a", SECRET, None, "account"))
    assert Credentials("tid_a", SECRET) == as_identity(BotocoreCredentials("tid_a", SECRET, ""))


def test_the_credentials_of_a_boto3_session_are_keys_or_a_provider_of_keys() -> None:
    fixed = BotocoreCredentials("tid_a", SECRET, TOKEN)
    assert Credentials("tid_a", SECRET, TOKEN) == as_source(fixed)
    metadata = {"access_key": "tid_b", "secret_key": SECRET, "token": TOKEN, "expiry_time": "2999-01-01T00:00:00Z"}
    refreshable = RefreshableCredentials.create_from_metadata(metadata, lambda: metadata, "test")
    provider = as_source(refreshable)
    assert callable(provider)
    assert Credentials("tid_b", SECRET, TOKEN) == as_identity(provider())
    assert SECRET not in described(provider)


@pytest.mark.parametrize("provider", [lambda: FIXED, FIXED.get_frozen_credentials])
def test_a_provider_may_return_credentials_of_botocore(provider: Any) -> None:
    with TigrisHTTP("https://store.example", provider) as client:
        client.refresh_credentials()
        assert Credentials("tid_a", SECRET) == client._keys.current()

    async def main() -> None:
        async def awaited() -> Any:
            return FIXED

        for each in (provider, awaited, AioCredentials()):
            async with AsyncTigrisHTTP("https://store.example", each) as client:
                await client.refresh_credentials()
                assert Credentials("tid_a", SECRET) == client._keys.current()

    asyncio.run(main())


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({"aws_access_key_id": SECRET}, "not dict"),
        (None, r"not None. TigrisHTTP.from_env\(\) finds those of the environment"),
        (SECRET, "not str"),
        ([SECRET], "not list"),
        ((SECRET,), "not a tuple of 1"),
    ],
)
def test_a_wrong_kind_is_told_what_is_taken_and_what_was_given(value: Any, named: str) -> None:
    with pytest.raises(TypeError, match=rf"^credentials must be Credentials, a tuple .*, {named}$") as met:
        TigrisHTTP("https://store.example", value)
    assert SECRET not in str(met.value)


@pytest.mark.parametrize("value", [("tid_a",), ("a", "b", "c", "d"), (), object(), "tid_a", None])
def test_anything_else_is_a_type_error_about_credentials(value: Any) -> None:
    with pytest.raises(TypeError, match=r"^credentials must be"):
        as_identity(value)


AWS = {"AWS_ACCESS_KEY_ID": "tid_aws", "AWS_SECRET_ACCESS_KEY": "aws-secret"}
TIGRIS = {"TIGRIS_STORAGE_ACCESS_KEY_ID": "tid_tigris", "TIGRIS_STORAGE_SECRET_ACCESS_KEY": "tigris-secret"}
SESSION = {"TIGRIS_SESSION_TOKEN": "e.y.J", "TIGRIS_ORGANIZATION_ID": "org_1"}
OF_TIGRIS = Credentials("tid_tigris", "tigris-secret")
OF_AWS = Credentials("tid_aws", "aws-secret")


@pytest.mark.parametrize(
    ("expected", "environment"),
    [
        (None, {}),
        (OF_AWS, AWS),
        (Credentials("tid_aws", "aws-secret", "tok"), AWS | {"AWS_SESSION_TOKEN": "tok"}),
        (OF_AWS, AWS | {"AWS_SESSION_TOKEN": ""}),
        (OF_TIGRIS, TIGRIS),
        (OF_TIGRIS, TIGRIS | AWS),
        (SessionToken("e.y.J", "org_1"), SESSION),
        (SessionToken("e.y.J", "org_1"), SESSION | TIGRIS | AWS),
        # All parts come from one family, and an empty one is none.
        (OF_AWS, AWS | {"TIGRIS_STORAGE_ACCESS_KEY_ID": "tid_half"}),
        (OF_AWS, AWS | {"TIGRIS_STORAGE_SECRET_ACCESS_KEY": "half"}),
        (OF_AWS, AWS | TIGRIS | {"TIGRIS_STORAGE_SECRET_ACCESS_KEY": ""}),
        (OF_TIGRIS, TIGRIS | {"AWS_ACCESS_KEY_ID": "tid_aws"}),
        (OF_TIGRIS, TIGRIS | {"AWS_SESSION_TOKEN": "tok"}),
        (OF_TIGRIS, TIGRIS | AWS | {"AWS_SECRET_ACCESS_KEY": ""}),
        (OF_TIGRIS, TIGRIS | {"TIGRIS_ORGANIZATION_ID": "org_1"}),
        (OF_TIGRIS, TIGRIS | {"TIGRIS_SESSION_TOKEN": "e.y.J"}),
        (OF_TIGRIS, TIGRIS | SESSION | {"TIGRIS_SESSION_TOKEN": ""}),
        (None, {"AWS_ACCESS_KEY_ID": "tid_aws", "TIGRIS_STORAGE_SECRET_ACCESS_KEY": "tigris-secret"}),
        (None, {"TIGRIS_STORAGE_BUCKET": "atlas", "TIGRIS_ORGANIZATION_ID": "org_1"}),
    ],
)
def test_a_session_comes_before_the_keys_of_tigris_and_these_before_those_of_aws(
    expected: Credentials | SessionToken | None, environment: dict[str, str]
) -> None:
    assert expected == identity_from_environment(environment, [])


def test_the_variables_read_are_noted_by_name_and_without_values() -> None:
    tried: list[str] = []
    environment = {"AWS_ACCESS_KEY_ID": "tid_hidden", "TIGRIS_STORAGE_SECRET_ACCESS_KEY": SECRET}
    assert identity_from_environment(environment | {"TIGRIS_ORGANIZATION_ID": "hidden"}, tried) is None
    assert [
        "TIGRIS_SESSION_TOKEN (not set)",
        "TIGRIS_ORGANIZATION_ID (set)",
        "TIGRIS_STORAGE_ACCESS_KEY_ID (not set)",
        "TIGRIS_STORAGE_SECRET_ACCESS_KEY (set)",
        "AWS_ACCESS_KEY_ID (set)",
        "AWS_SECRET_ACCESS_KEY (not set)",
    ] == tried


@pytest.mark.parametrize(
    ("problem", "environment"),
    [
        ("AWS_ACCESS_KEY_ID family is unusable: secret_access_key", AWS | {"AWS_SECRET_ACCESS_KEY": SECRET + "\n"}),
        ("TIGRIS_STORAGE_ACCESS_KEY_ID family.*access_key_id", TIGRIS | {"TIGRIS_STORAGE_ACCESS_KEY_ID": f" {SECRET}"}),
        ("TIGRIS_SESSION_TOKEN with TIGRIS_ORGANIZATION_ID.*token", SESSION | {"TIGRIS_SESSION_TOKEN": SECRET + "\n"}),
        ("TIGRIS_SESSION_TOKEN with TIGRIS_ORGANIZATION_ID.*namespace", SESSION | {"TIGRIS_ORGANIZATION_ID": " "}),
    ],
)
def test_an_unusable_variable_is_a_credentials_error_without_its_value(
    problem: str, environment: dict[str, str]
) -> None:
    with pytest.raises(CredentialsError, match=problem) as caught:
        identity_from_environment(AWS | environment, [])
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert SECRET.encode() not in pickle.dumps(caught.value)


@given(st.dictionaries(st.sampled_from([*AWS, *TIGRIS, *SESSION, "AWS_SESSION_TOKEN"]), st.text(max_size=9)))
def test_any_environment_gives_an_identity_or_nothing_or_a_credentials_error(environment: dict[str, str]) -> None:
    prefix, found = "the environment's ", None
    try:
        found = identity_from_environment(environment, [])
    except CredentialsError as error:
        prefix = str(error)
    assert prefix.startswith("the environment's ")
    known = {None, *environment.values()}
    assert (found.token if isinstance(found, SessionToken) else found and found.access_key_id) in known
