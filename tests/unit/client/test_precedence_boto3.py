"""boto3 finds the same settings; processes and certificates of a profile."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import botocore.session  # type: ignore[import-untyped]  # boto3 ships no types
import pytest
from botocore.configprovider import ConfiguredEndpointProvider  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped]
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.systems import needs_posix
from tigris_http import (
    DEFAULT_ENDPOINT,
    ConfigurationError,
    Credentials,
    CredentialsError,
    TigrisHTTP,
)

from .profile_files import KEYS, LOCAL, endpoint_of, home, key_of, keys, made, write

__all__ = ["home"]


# -- what boto3 finds -------------------------------------------------------------------------------------------------


@contextmanager
def process_environment(environment: Mapping[str, str]) -> Iterator[None]:
    with mock.patch.dict(os.environ, {**environment, "AWS_EC2_METADATA_DISABLED": "true"}, clear=True):
        yield


UNHURRIED = [HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow]
PROFILES = ["default", "x"]
OPTIONS = {
    "aws_access_key_id": ["tid_1", "tid_2"],
    "aws_secret_access_key": ["s1", "s2"],
    "aws_session_token": ["t1"],
    "endpoint_url": ["http://p1", "http://p2"],
    "services": ["t"],
}
VARIABLES = {
    "AWS_ACCESS_KEY_ID": ["tid_e"],
    "AWS_SECRET_ACCESS_KEY": ["se"],
    "AWS_SESSION_TOKEN": ["te"],
    "AWS_ENDPOINT_URL_S3": ["http://e1"],
    "AWS_ENDPOINT_URL": ["http://e2"],
    "AWS_PROFILE": ["default", "x"],
}


def some(choices: Mapping[str, list[str]]) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in choices.items()})


def sections(prefix: str) -> st.SearchStrategy[str]:
    def written(profiles: dict[str, dict[str, str]]) -> str:
        return "".join(
            f"[{name if name == 'default' else prefix + name}]\n"
            + "".join(f"{option} = {value}\n" for option, value in options.items())
            for name, options in profiles.items()
        )

    return st.dictionaries(st.sampled_from(PROFILES), some(OPTIONS), max_size=2).map(written)


@given(some(VARIABLES), sections(""), sections("profile "), st.booleans())
@settings(suppress_health_check=UNHURRIED, deadline=None, max_examples=80)
def test_boto3_finds_the_same_key_and_endpoint(
    home: Path, environment: dict[str, str], credentials: str, config: str, with_services: bool
) -> None:
    write(home, credentials, config + ("[services t]\ns3 =\n  endpoint_url = http://s\n" if with_services else ""))
    environment = {"HOME": str(home), **environment}
    with process_environment(environment):
        session = botocore.session.Session()
        try:
            theirs = session.get_credentials()
            provider = ConfiguredEndpointProvider(session.full_config, session.get_scoped_config(), "s3")
            endpoint = provider.provide()
        except BotoCoreError:
            # Half a pair, a profile or a services section that is not there: errors there, mostly errors here.
            assume(False)
    try:
        client = TigrisHTTP.from_env(environment)
    except CredentialsError:
        assert theirs is None
        return
    current = client._keys.current()
    assert isinstance(current, Credentials)
    assert (theirs.access_key, theirs.secret_key, theirs.token) == (
        current.access_key_id,
        current.secret_access_key,
        current.session_token,
    )
    assert (endpoint or DEFAULT_ENDPOINT) == endpoint_of(client)


@given(sections(""), sections("profile "))
@settings(suppress_health_check=UNHURRIED, deadline=None, max_examples=40)
def test_boto3_finds_the_same_key_in_a_profile_that_is_named_explicitly(
    home: Path, credentials: str, config: str
) -> None:
    write(home, credentials, config)
    environment = {"HOME": str(home), **KEYS}
    with process_environment(environment):
        try:
            theirs = botocore.session.Session(profile="x").get_credentials()
        except BotoCoreError:
            assume(False)
    try:
        found = key_of(made(home, KEYS, profile="x", endpoint=LOCAL))
    except CredentialsError:
        found = None
    assert (None if theirs is None else theirs.access_key) == found


def test_a_boto3_client_is_made_with_the_same_settings(home: Path) -> None:
    write(home, f"[default]\n{keys('a')}endpoint_url = http://127.0.0.1:7\n")
    with process_environment({"HOME": str(home)}):
        theirs = botocore.session.Session().create_client("s3", region_name="auto")
    client = made(home)
    assert theirs.meta.endpoint_url == endpoint_of(client)
    assert theirs._request_signer._credentials.access_key == key_of(client)
    theirs.close()


# -- credential_process -----------------------------------------------------------------------------------------------

WRITES = """import json, sys
sys.stderr.write("hidden on stderr")
print(json.dumps({"Version": 1, "AccessKeyId": "tid_" + sys.argv[1], "SecretAccessKey": "hidden"}))
"""


def process(home: Path, program: str, *arguments: str) -> str:
    """Write a program; return the line that names it."""
    script = home / "a program.py"
    script.write_text(program, "utf-8")
    return f'credential_process = "{sys.executable}" "{script}" {" ".join(arguments)}\n'


def test_a_process_is_run_without_a_shell_when_credentials_are_first_needed(home: Path) -> None:
    write(home, config="[default]\n" + process(home, WRITES, "$HOME;`id`"))
    client = made(home)
    assert key_of(client) is None
    client.refresh_credentials()
    assert "tid_$HOME;`id`" == key_of(client)


def test_keys_come_before_a_process(home: Path) -> None:
    write(home, "[default]\n" + process(home, WRITES, "process"), f"[default]\n{keys('config')}")
    assert "tid_config" == key_of(made(home))


@pytest.mark.parametrize(
    ("why", "program"),
    [
        ("exit code 3", "print('hidden'); raise SystemExit(3)"),
        ("not the JSON", "print('hidden')"),
        ("Version 1", "print('{}')"),
        ("more than 1048576 bytes", "print('hidden' * 1000000)"),
    ],
)
def test_a_process_that_fails_is_an_error_that_repeats_nothing_of_it(home: Path, why: str, program: str) -> None:
    write(home, config="[default]\n" + process(home, f"import sys; sys.stderr.write('hidden')\n{program}", "hidden"))
    with pytest.raises(CredentialsError, match=rf"credential_process in .*config, line 2: .*{why}") as caught:
        made(home).refresh_credentials()
    assert "hidden" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("error", "why", "line"),
    [
        (CredentialsError, "cannot be run: FileNotFoundError", "/no/such/program hidden"),
        (CredentialsError, "cannot be run: ValueError", "program\0hidden"),
        (ConfigurationError, "cannot be split into words: No closing quotation", "'hidden"),
    ],
)
def test_a_command_that_cannot_be_run_is_an_error(home: Path, error: type[Exception], why: str, line: str) -> None:
    write(home, config=f"[default]\ncredential_process = {line}\n")
    with pytest.raises(error, match=why) as caught:
        made(home).refresh_credentials()
    assert "hidden" not in "".join(traceback.format_exception(caught.value))


def test_a_process_that_does_not_end_is_ended(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tigris_http._client.config import profile_provider

    monkeypatch.setattr(profile_provider, "TIME_LIMIT", 0.5)
    # Its child holds the pipe open, and is not waited for.
    program = (
        "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(3)'])\n"
        "time.sleep(60)"
    )
    write(home, config="[default]\n" + process(home, program))
    started = time.monotonic()
    with pytest.raises(CredentialsError, match=r"did not end within 0\.5 seconds"):
        made(home).refresh_credentials()
    assert time.monotonic() - started < 30


@needs_posix
def test_the_child_of_a_process_is_not_waited_for(home: Path) -> None:
    """It holds the pipe open, and could write more."""
    program = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'])\n"
        f"open({str(home / 'child')!r}, 'w', encoding='utf-8').write(str(child.pid))\n" + WRITES
    )
    write(home, config="[default]\n" + process(home, program, "parent"))
    client = made(home)
    try:
        client.refresh_credentials()
        assert "tid_parent" == key_of(client)
    finally:
        os.kill(int((home / "child").read_text("utf-8")), signal.SIGTERM)


def test_keys_of_a_profile_travel_with_a_pickled_client(home: Path) -> None:
    write(home, f"[default]\n{keys('a')}")
    client = made(home, endpoint=LOCAL)
    assert "<TigrisHTTP http://localhost:1 as the provider profile 'default'>" == repr(client)
    pickled = pickle.dumps(client)
    (home / ".aws" / "credentials").unlink()
    again = pickle.loads(pickled)
    assert ("tid_a", repr(client)) == (key_of(again), repr(again))


def test_credentials_may_be_given_as_a_function_wherever_they_may_be_given(home: Path) -> None:
    client = made(home, KEYS, credentials=lambda: Credentials("tid_provided", "s"), endpoint=LOCAL)
    client.refresh_credentials()
    assert "tid_provided" == key_of(client)


# -- certificates -----------------------------------------------------------------------------------------------------


def test_certificates_come_from_the_environment_or_the_profile(home: Path) -> None:
    for name in ("env", "profile"):
        (home / name).mkdir()
    write(home, f"[default]\n{keys('a')}ca_bundle = {home / 'profile'}\n")
    endpoint = "https://localhost:1"
    assert str(home / "profile") == made(home, endpoint=endpoint)._config.network.verify
    environment = {"AWS_CA_BUNDLE": str(home / "env")}
    assert str(home / "env") == made(home, environment, endpoint=endpoint)._config.network.verify
    assert home == made(home, environment, endpoint=endpoint, verify=home)._config.network.verify
    assert made(home, environment, endpoint=LOCAL)._config.network.verify is True


def test_certificates_that_are_not_there_are_an_error_that_names_the_place(home: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"^AWS_CA_BUNDLE: not a file or directory of certificates$"):
        made(home, KEYS | {"AWS_CA_BUNDLE": str(home / "gone")}, endpoint="https://localhost:1")
