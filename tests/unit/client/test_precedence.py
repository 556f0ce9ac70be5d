"""Settings have the order of the README, and one error lists everything that was tried."""

from __future__ import annotations

import ntpath
import os
import pickle
import posixpath
import re
import subprocess
import sys
import traceback
from itertools import islice
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.systems import needs_posix
from tigris_http import (
    DEFAULT_ENDPOINT,
    AsyncTigrisHTTP,
    ConfigurationError,
    CredentialsError,
    RetryPolicy,
    TigrisHTTP,
)
from tigris_http._client.config.profile_provider import _expanded

from .profile_files import KEYS, LOCAL, SESSION, TIGRIS, endpoint_of, home, key_of, keys, made, write

__all__ = ["home"]


FILES = {
    "credentials": f"[default]\n{keys('default')}[x]\n{keys('x')}[both]\n{keys('both')}",
    "config": f"[profile conf]\n{keys('conf')}[profile both]\n{keys('both-conf')}",
}


@pytest.mark.parametrize(
    ("expected", "environment", "arguments"),
    [
        ("tid_argument", KEYS | {"AWS_PROFILE": "x"}, {"credentials": ("tid_argument", "s"), "profile": "x"}),
        ("tid_x", KEYS, {"profile": "x"}),
        ("tid_x", TIGRIS, {"profile": "x"}),
        ("tid_x", SESSION, {"profile": "x"}),
        ("tid_env", KEYS | {"AWS_PROFILE": "x"}, {}),
        ("tid_tigris", KEYS | TIGRIS | {"AWS_PROFILE": "x"}, {}),
        ("a session of org_1", KEYS | TIGRIS | SESSION | {"AWS_PROFILE": "x"}, {}),
        ("tid_tigris", TIGRIS | {"AWS_PROFILE": "x"}, {}),
        ("tid_tigris", TIGRIS | {"AWS_ACCESS_KEY_ID": "tid_half"}, {}),
        ("tid_x", {"AWS_PROFILE": "x"}, {}),
        ("tid_default", {}, {}),
        ("tid_default", {"AWS_PROFILE": ""}, {}),
        ("tid_conf", {"AWS_PROFILE": "conf"}, {}),
        ("tid_both", {"AWS_PROFILE": "both"}, {}),
    ],
)
def test_credentials_come_from_the_first_place_that_has_them(
    home: Path, expected: str, environment: dict[str, str], arguments: dict[str, Any]
) -> None:
    write(home, **FILES)
    assert expected == key_of(made(home, environment, endpoint=LOCAL, **arguments))


ENDPOINTS = {
    "AWS_ENDPOINT_URL_S3": "http://s3.env",
    "AWS_ENDPOINT_URL": "http://env",
    "TIGRIS_STORAGE_ENDPOINT": "http://tigris.env",
}
SERVICES = "[services tigris]\ns3 =\n  endpoint_url = http://services\n"


@pytest.mark.parametrize(
    ("expected", "environment", "credentials", "config"),
    [
        (DEFAULT_ENDPOINT, {}, "", ""),
        ("http://s3.env", ENDPOINTS, "endpoint_url = http://p", ""),
        ("http://env", ENDPOINTS | {"AWS_ENDPOINT_URL_S3": ""}, "endpoint_url = http://p", ""),
        ("http://tigris.env", {"TIGRIS_STORAGE_ENDPOINT": "http://tigris.env"}, "endpoint_url = http://p", ""),
        ("http://p", {}, "endpoint_url = http://p", ""),
        ("http://p", {}, "", "endpoint_url = http://p"),
        ("http://p", {}, "endpoint_url = http://p", "endpoint_url = http://q"),
        ("http://block", {}, "s3 =\n  endpoint_url = http://block\nendpoint_url = http://p", ""),
        ("http://block", {}, "", "endpoint_url = http://p\ns3 =\n  endpoint_url = http://block"),
        ("http://services", {}, "", f"services = tigris\nendpoint_url = http://p\n{SERVICES}"),
        ("http://services", {}, "services = tigris", f"endpoint_url = http://p\n{SERVICES}"),
        ("http://p", {}, "", "services = t\nendpoint_url = http://p\n[services t]\nec2 =\n  endpoint_url = http://x"),
        (DEFAULT_ENDPOINT, {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "True"}, "endpoint_url = http://p", ""),
        (DEFAULT_ENDPOINT, {"AWS_ENDPOINT_URL": "http://e"}, "ignore_configured_endpoint_urls = true", ""),
        ("http://tigris.env", ENDPOINTS | {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}, "", ""),
        ("http://p", {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "no"}, "endpoint_url = http://p", ""),
    ],
)
def test_the_endpoint_comes_from_the_first_place_that_has_one(
    home: Path, expected: str, environment: dict[str, str], credentials: str, config: str
) -> None:
    write(home, f"[default]\n{keys('a')}{credentials}", f"[default]\n{config}")
    assert expected == endpoint_of(made(home, environment))
    assert "http://argument" == endpoint_of(made(home, environment, endpoint="http://argument"))


@pytest.mark.parametrize(
    ("expected", "credentials", "config"),
    [
        ("auto", "", ""),
        ("path", "s3 =\n  addressing_style = path", ""),
        ("virtual", "", "s3 =\n  max_queue_size = 1\n  addressing_style = virtual\n  endpoint_url = http://p"),
        ("path", "s3 =\n  addressing_style = path", "s3 =\n  addressing_style = virtual"),
    ],
)
def test_the_addressing_style_comes_from_the_s3_block_of_the_profile(
    home: Path, expected: str, credentials: str, config: str
) -> None:
    write(home, f"[default]\n{keys('a')}{credentials}", f"[default]\n{config}")
    assert expected == made(home)._config.style
    assert "virtual" == made(home, addressing_style="virtual")._config.style


def test_an_argument_hides_a_wrong_addressing_style_of_the_profile(home: Path) -> None:
    write(home, f"[default]\n{keys('a')}s3 =\n  addressing_style = dns")
    assert "path" == made(home, addressing_style="path")._config.style


def test_a_profile_that_is_named_explicitly_comes_before_the_environment_for_everything_it_says(home: Path) -> None:
    write(home, f"[x]\n{keys('x')}endpoint_url = http://x\nregion = x-1\nmax_attempts = 7\n[y]\n{keys('y')}")
    environment = KEYS | ENDPOINTS | {"AWS_REGION": "env-1", "AWS_MAX_ATTEMPTS": "3"}
    client = made(home, environment, profile="x")
    assert ("tid_x", "http://x", "x-1", 7) == (
        key_of(client),
        endpoint_of(client),
        client._config.region,
        client._config.retry.max_attempts,
    )
    client = made(home, environment, profile="y")
    assert ("tid_y", "http://s3.env", "env-1", 3) == (
        key_of(client),
        endpoint_of(client),
        client._config.region,
        client._config.retry.max_attempts,
    )


@pytest.mark.parametrize(
    ("expected", "environment", "profile", "arguments"),
    [
        ("auto", {}, "", {}),
        ("r-1", {"AWS_REGION": "r-1", "AWS_DEFAULT_REGION": "d-1"}, "region = p-1", {}),
        ("d-1", {"AWS_REGION": "", "AWS_DEFAULT_REGION": "d-1"}, "region = p-1", {}),
        ("p-1", {}, "region = p-1", {}),
        ("a-1", {"AWS_REGION": "r-1"}, "region = p-1", {"region": "a-1"}),
        # Tigris has one region, and a profile or a Lambda's environment means those of AWS.
        ("auto", {"AWS_REGION": "us-east-1"}, "", {"endpoint": "https://t3.storage.dev"}),
        ("auto", {}, "region = us-east-1", {"endpoint": "https://fly.storage.tigris.dev"}),
        ("us-east-1", {}, "", {"endpoint": "https://t3.storage.dev", "region": "us-east-1"}),
    ],
)
def test_the_region_is_tigris_own_unless_another_service_is_meant(
    home: Path, expected: str, environment: dict[str, str], profile: str, arguments: dict[str, Any]
) -> None:
    write(home, f"[default]\n{keys('a')}{profile}")
    assert expected == made(home, environment, **{"endpoint": LOCAL, **arguments})._config.region


def test_the_number_of_attempts_comes_from_the_environment_the_profile_or_the_policy(home: Path) -> None:
    write(home, f"[default]\n{keys('a')}max_attempts = 4")
    assert 4 == made(home)._config.retry.max_attempts
    assert 2 == made(home, {"AWS_MAX_ATTEMPTS": "2"})._config.retry.max_attempts
    policy = RetryPolicy(max_attempts=9)
    assert policy == made(home, {"AWS_MAX_ATTEMPTS": "2"}, retry=policy)._config.retry


@pytest.mark.parametrize(
    ("place", "environment", "profile"),
    [
        ("AWS_MAX_ATTEMPTS", {"AWS_MAX_ATTEMPTS": "hidden"}, ""),
        ("AWS_MAX_ATTEMPTS", {"AWS_MAX_ATTEMPTS": "0"}, ""),
        ("max_attempts in {file}, line 4", {}, "max_attempts = hidden"),
        ("AWS_REGION", {"AWS_REGION": "hid/den"}, ""),
        ("region in {file}, line 4", {}, "region = hid den"),
        ("AWS_ENDPOINT_URL", {"AWS_ENDPOINT_URL": "hidden"}, ""),
        ("AWS_ENDPOINT_URL_S3", {"AWS_ENDPOINT_URL_S3": "https://host/hidden"}, ""),
        ("endpoint_url in {file}, line 4", {}, "endpoint_url = https://hid den"),
        ("endpoint_url in {file}, line 5", {}, "s3 =\n  endpoint_url = https://user:hidden@host"),
        ("AWS_ENDPOINT_URL", {"AWS_ENDPOINT_URL": "https://hidden.t3.storage.dev"}, ""),
        ("services in {file}, line 4", {}, "services = hidden"),
        ("addressing_style in {file}, line 5", {}, "s3 =\n  addressing_style = hidden"),
    ],
)
def test_what_cannot_be_used_is_an_error_that_names_the_place_and_no_value(
    home: Path, place: str, environment: dict[str, str], profile: str
) -> None:
    write(home, f"[default]\n{keys('a')}{profile}")
    arguments = {} if "ENDPOINT" in place or "endpoint" in place or "services" in place else {"endpoint": LOCAL}
    with pytest.raises(ConfigurationError) as caught:
        made(home, environment, **arguments)
    assert str(caught.value).startswith(place.format(file=home / ".aws" / "credentials") + ": ")
    assert "hid" not in str(caught.value).replace(str(home), "")


def test_without_credentials_one_error_lists_all_that_was_tried_and_no_value(home: Path) -> None:
    write(home, "[default]\naws_access_key_id = tid_hidden\n")
    with pytest.raises(CredentialsError) as caught:
        made(home, {"AWS_ACCESS_KEY_ID": "tid_hidden", "TIGRIS_STORAGE_SECRET_ACCESS_KEY": "hidden"})
    folder = home / ".aws"
    assert (
        "no credentials were found; tried the argument credentials (not given), TIGRIS_SESSION_TOKEN (not set), "
        "TIGRIS_ORGANIZATION_ID (not set), TIGRIS_STORAGE_ACCESS_KEY_ID (not set), TIGRIS_STORAGE_SECRET_ACCESS_KEY "
        "(set), AWS_ACCESS_KEY_ID (set), AWS_SECRET_ACCESS_KEY (not set), "
        f"profile 'default' in {folder / 'credentials'} (incomplete: no aws_secret_access_key), profile "
        f"'default' in {folder / 'config'} (no such file), credential_process of profile 'default' (not set). "
        "Set one of these pairs. Without an account, run python -m tigris_http.emulator and set the variables that it "
        "prints: AWS_ENDPOINT_URL_S3, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION"
    ) == str(caught.value)
    assert b"hidden" not in pickle.dumps(caught.value)


def test_the_emulator_prints_the_variables_that_this_error_names(home: Path) -> None:
    command = [sys.executable, "-m", "tigris_http.emulator", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as emulator:
        try:
            assert emulator.stdout is not None
            printed = dict(line.rstrip("\n").split("=", 1) for line in islice(emulator.stdout, 4))
            with pytest.raises(CredentialsError, match=f"{', '.join(printed)}$"):
                made(home)
            with made(home, printed) as client:
                assert [] == list(client.list_buckets())
        finally:
            emulator.terminate()


def test_a_profile_that_is_named_explicitly_must_have_credentials_itself(home: Path) -> None:
    write(home, f"[default]\n{keys('default')}", "[profile x]\nregion = auto\n")
    with pytest.raises(
        CredentialsError,
        match=r"tried the argument.*'x' in .*\(no such profile\).*\(no a.*\(not set\)\. Give the profile aws_",
    ):
        made(home, KEYS, profile="x")


def test_a_profile_without_a_name_is_refused(home: Path) -> None:
    with pytest.raises(ValueError, match="profile must not be empty"):
        made(home, KEYS, profile="")


@pytest.mark.parametrize(
    ("words", "environment", "arguments"),
    [("the argument profile", {}, {"profile": "gone"}), ("AWS_PROFILE", {"AWS_PROFILE": "gone"}, {})],
)
def test_a_profile_that_is_named_must_be_there(
    home: Path, words: str, environment: dict[str, str], arguments: dict[str, Any]
) -> None:
    write(home, f"[default]\n{keys('default')}")
    with pytest.raises(CredentialsError, match=rf"no profile 'gone', which {words} names; looked into .*no such file"):
        made(home, KEYS | environment, **arguments)
    write(home, f"[work]\n{keys('work')}", "[profile ci]\n[default]\n[services s]\n")
    with pytest.raises(CredentialsError, match=r"\. These profiles are there: 'ci', 'default', 'work'$"):
        made(home, KEYS | environment, **arguments)
    write(home, "".join(f"[p{number:02}]\n" for number in range(20)), "")
    with pytest.raises(CredentialsError, match=r"\. These profiles are there: 'p00', .*, 'p09', \.\.\.$"):
        made(home, KEYS | environment, **arguments)
    write(home, "", "")
    with pytest.raises(CredentialsError, match=r"\(no such profile\)$"):
        made(home, KEYS | environment, **arguments)


def test_keys_that_cannot_be_sent_are_an_error_with_their_line(home: Path) -> None:
    write(home, "[default]\naws_access_key_id = tid_a\naws_secret_access_key = hid\x07den\n")
    with pytest.raises(CredentialsError, match=r"aws_access_key_id in .*, line 2: .* unusable: secret_ac") as caught:
        made(home)
    assert "hid" not in "".join(traceback.format_exception(caught.value))


def test_a_broken_file_is_an_error_with_its_line(home: Path) -> None:
    write(home, "[default]\nhidden\n")
    with pytest.raises(ConfigurationError, match=r"credentials, line 2: neither") as caught:
        made(home, KEYS)
    assert "hidden" not in str(caught.value)


# -- where the files are ----------------------------------------------------------------------------------------------


def test_the_files_are_where_the_environment_says(home: Path) -> None:
    (home / "c").write_text(f"[default]\n{keys('elsewhere')}", "utf-8")
    (home / "f").write_text("[default]\nendpoint_url = http://elsewhere\n", "utf-8")
    client = made(home, {"AWS_SHARED_CREDENTIALS_FILE": "~/c", "AWS_CONFIG_FILE": "${HOME}/f"})
    assert ("tid_elsewhere", "http://elsewhere") == (key_of(client), endpoint_of(client))


NAMED = {"a": "1", "A": "2", "ab": "", "b-c": "%a%", "HOME": "C:\\it's"}


@given(st.text(st.sampled_from("'%${}aAb-c \\é"), max_size=16))
@example("%%a%% $$a '%a%' %A %ab%%none%")
@pytest.mark.parametrize(("theirs", "windows"), [(ntpath, True), (posixpath, False)], ids=["windows", "posix"])
def test_variables_in_paths_are_those_of_the_system(theirs: Any, windows: bool, path: str) -> None:
    with mock.patch.dict(os.environ, NAMED, clear=True):
        assert theirs.expandvars(path) == _expanded(path, NAMED, windows=windows)


def test_variables_of_windows_are_found_in_any_case() -> None:
    assert 3 * "C:\\it's" == _expanded("%home%$Home${hoME}", NAMED, windows=True)
    assert "%home%$Home${hoME}" == _expanded("%home%$Home${hoME}", NAMED, windows=False)


def test_an_environment_without_a_home_has_no_files(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home, **FILES)
    monkeypatch.setenv("HOME", str(home))
    with pytest.raises(CredentialsError, match=r"in ~/.aws/credentials \(no such file\)"):
        TigrisHTTP.from_env({})


def test_the_environment_of_the_process_is_the_default(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home, **FILES)
    for name in [*os.environ]:
        if name.startswith(("AWS_", "TIGRIS_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    assert "tid_default" == key_of(TigrisHTTP.from_env())
    assert "tid_x" == key_of(TigrisHTTP.from_profile("x"))
    assert "tid_default" == key_of(AsyncTigrisHTTP.from_profile())


@needs_posix
def test_what_is_no_regular_file_counts_as_absent(home: Path) -> None:
    os.mkfifo(home / "pipe")
    for place in ("/dev/null", str(home), str(home / "pipe")):
        environment = {"AWS_SHARED_CREDENTIALS_FILE": place, "AWS_CONFIG_FILE": place}
        with pytest.raises(CredentialsError, match="no regular file"):
            made(home, environment)
        assert "tid_env" == key_of(made(home, KEYS | environment))
    with pytest.raises(CredentialsError, match="cannot be read: ValueError"):
        made(home, {"AWS_CONFIG_FILE": "a\0b"})


@given(credentials=st.binary(max_size=80), config=st.binary(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_files_give_a_client_or_one_of_two_errors(home: Path, credentials: bytes, config: bytes) -> None:
    start = b"[default]\naws_access_key_id=a\naws_secret_access_key=hidden\n"
    (home / ".aws" / "credentials").write_bytes(start + credentials)
    (home / ".aws" / "config").write_bytes(b"[default]\n" + config)
    said = ""
    try:
        made(home)
    except (CredentialsError, ConfigurationError) as error:
        said = str(error)
    assert "hidden" not in said


# -- the guard --------------------------------------------------------------------------------------------------------

OF_AWS = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI")


def test_keys_of_aws_are_not_sent_to_tigris_unless_an_endpoint_was_set(home: Path) -> None:
    environment = dict(zip(KEYS, OF_AWS, strict=True))
    with pytest.raises(CredentialsError, match="AWS_ENDPOINT_URL_S3") as caught:
        made(home, environment)
    assert "AKIA" not in str(caught.value)
    write(home, "[default]\naws_access_key_id = ASIAIOSFODNN7EXAMPLE\naws_secret_access_key = s\n")
    with pytest.raises(CredentialsError, match="one of AWS"):
        made(home)
    for said in ({"AWS_ENDPOINT_URL": DEFAULT_ENDPOINT}, {"AWS_ENDPOINT_URL_S3": LOCAL}):
        assert OF_AWS[0] == key_of(made(home, environment | said))
    assert OF_AWS[0] == key_of(made(home, environment, endpoint=DEFAULT_ENDPOINT))
    assert OF_AWS[0] == key_of(TigrisHTTP(DEFAULT_ENDPOINT, OF_AWS))
    assert "tid_env" == key_of(made(home, KEYS))


def test_an_endpoint_of_tigris_is_none_for_the_keys_of_aws(home: Path) -> None:
    of_aws = dict(zip(KEYS, OF_AWS, strict=True))
    for half in ({}, {"TIGRIS_STORAGE_ACCESS_KEY_ID": "tid_half"}):
        with pytest.raises(CredentialsError, match="TIGRIS_STORAGE_SECRET_ACCESS_KEY"):
            made(home, of_aws | half | {"TIGRIS_STORAGE_ENDPOINT": DEFAULT_ENDPOINT})
    assert "tid_tigris" == key_of(made(home, of_aws | TIGRIS | {"TIGRIS_STORAGE_ENDPOINT": DEFAULT_ENDPOINT}))
    assert "tid_tigris" == key_of(made(home, of_aws | TIGRIS))
    assert OF_AWS[0] == key_of(made(home, of_aws | {"TIGRIS_STORAGE_ENDPOINT": LOCAL}))


@pytest.mark.parametrize(
    ("environment", "profile"),
    [({"AWS_ENDPOINT_URL": LOCAL}, ""), ({"AWS_ENDPOINT_URL_S3": LOCAL}, ""), ({}, f"endpoint_url = {LOCAL}")],
)
def test_the_token_of_a_session_goes_to_no_endpoint_that_is_set_for_aws(
    home: Path, environment: dict[str, str], profile: str
) -> None:
    write(home, f"[default]\n{profile}")
    where = next(iter(environment), f"endpoint_url in {home / '.aws' / 'credentials'}, line 2")
    with pytest.raises(
        CredentialsError, match=rf"^TIGRIS_SESSION_TOKEN is for Tigris, and {re.escape(where)} "
    ) as caught:
        made(home, KEYS | SESSION | environment)
    assert "hidden" not in str(caught.value)
    assert "a session of org_1" == key_of(made(home, SESSION | environment, endpoint=LOCAL))
    assert "tid_env" == key_of(made(home, KEYS | environment | {"TIGRIS_ORGANIZATION_ID": "org_1"}))


@pytest.mark.parametrize(
    "environment",
    [{}, {"TIGRIS_STORAGE_ENDPOINT": LOCAL}, {"AWS_ENDPOINT_URL": DEFAULT_ENDPOINT}],
)
def test_a_session_goes_to_tigris_and_to_the_endpoint_that_is_set_for_it(
    home: Path, environment: dict[str, str]
) -> None:
    assert "a session of org_1" == key_of(made(home, SESSION | environment))


def test_what_a_provider_returns_is_guarded_as_well(home: Path) -> None:
    client = made(home, credentials=lambda: OF_AWS)
    with pytest.raises(CredentialsError, match="one of AWS"):
        client.refresh_credentials()
    client = made(home, credentials=lambda: OF_AWS, endpoint=DEFAULT_ENDPOINT)
    client.refresh_credentials()
    assert OF_AWS[0] == key_of(client)
