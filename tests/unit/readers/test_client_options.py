"""The settings of a client that travel with a task: no secret is in them, and a process makes one client of each."""

from __future__ import annotations

import functools
import gc
import multiprocessing
import pickle
import threading
from typing import Any

import pytest

from tests.hostile.running import eventually, open_connections
from tests.systems import needs_posix
from tests.unit.readers.world import BUCKET, stored
from tigris_http import ANONYMOUS, Credentials, CredentialsError, RetryPolicy, SessionToken, TigrisHTTP, Timeouts
from tigris_http._readers import client_options
from tigris_http._readers.client_options import (
    FROM_ENVIRONMENT,
    MOST_CLIENTS,
    ClientOptions,
    client_of,
    options_or_environment,
)
from tigris_http.emulator import Emulator

SECRET = "tsec_neverToBeSeen"


def provider() -> tuple[str, str]:
    return ("tid_a", SECRET)


def provider_of(secret: str) -> tuple[str, str]:
    return ("tid_a", secret)


def test_a_repr_shows_the_provider_by_its_name_and_no_secret() -> None:
    options = ClientOptions(
        "http://127.0.0.1:1",
        credentials=functools.partial(provider_of, SECRET),
        extra_headers={"x-secret": SECRET},
        proxy=f"http://user:{SECRET}@127.0.0.1:1",
    )
    assert repr(options) == "<ClientOptions 'http://127.0.0.1:1' as the provider provider_of>"
    assert repr(ClientOptions()) == "<ClientOptions the worker's endpoint as the worker's environment>"
    assert repr(ClientOptions(profile="x")) == "<ClientOptions the worker's endpoint as the worker's profile 'x'>"
    assert repr(ClientOptions(credentials=ANONYMOUS)) == "<ClientOptions the worker's endpoint as anonymous>"


def test_pickled_options_name_the_provider_and_hold_no_secret() -> None:
    options = ClientOptions("http://127.0.0.1:1", credentials=provider, retry=RetryPolicy(max_attempts=2))
    sent = pickle.dumps(options)
    assert SECRET.encode() not in sent
    arrived = pickle.loads(sent)
    assert (arrived, arrived.uid) == (options, options.uid)


@pytest.mark.parametrize(
    "keys",
    [("tid_a", SECRET), Credentials("tid_a", SECRET), SessionToken(SECRET, "org"), "tid_a", Credentials],
    ids=["tuple", "credentials", "session", "text", "class"],
)
def test_keys_in_place_of_a_function_are_refused_without_showing_them(keys: Any) -> None:
    with pytest.raises(TypeError, match="credentials must be a function that returns them in the worker") as caught:
        ClientOptions(credentials=keys)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "error", "text"),
    [
        ({"endpoint": "t3.storage.dev"}, ValueError, "endpoint"),
        ({"region": "no region"}, ValueError, "region"),
        ({"max_connections": 0}, ValueError, "max_connections"),
        ({"timeouts": 3}, TypeError, "timeouts"),
        ({"consistent": "false"}, TypeError, "consistent"),
    ],
)
def test_a_wrong_setting_is_refused_where_it_is_given(
    settings: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        ClientOptions(**settings)


def test_a_provider_that_does_not_pickle_is_refused_without_showing_its_arguments() -> None:
    options = ClientOptions(credentials=functools.partial(provider_of, SECRET, threading.Lock()))  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="the provider provider_of cannot be pickled for the workers") as caught:
        options.check_pickles(pickle.dumps)
    assert SECRET not in str(caught.value)
    assert caught.value.__context__ is None
    ClientOptions(credentials=provider).check_pickles(pickle.dumps)


def test_a_client_and_other_values_are_no_options() -> None:
    assert options_or_environment(None) is FROM_ENVIRONMENT
    with TigrisHTTP("http://127.0.0.1:1", provider) as client:
        wrong: Any = client
        with pytest.raises(TypeError, match="client_options must be ClientOptions, not TigrisHTTP: a client holds"):
            options_or_environment(wrong)
    wrong = {"endpoint": "http://127.0.0.1:1"}
    with pytest.raises(TypeError, match="client_options must be ClientOptions, not dict"):
        options_or_environment(wrong)


def test_a_process_has_one_client_for_options_and_their_copies() -> None:
    options = ClientOptions("http://127.0.0.1:1", credentials=provider)
    client = client_of(options)
    assert client_of(pickle.loads(pickle.dumps(options))) is client
    assert client_of(ClientOptions("http://127.0.0.1:1", credentials=provider)) is not client


def test_settings_reach_the_client() -> None:
    timeouts = Timeouts(connect=1)
    client = client_of(ClientOptions("http://127.0.0.1:7", credentials=provider, timeouts=timeouts, max_connections=3))
    config = client.__getstate__()
    assert (config.endpoint.authority, config.timeouts, config.max_connections) == ("127.0.0.1:7", timeouts, 3)


def test_without_credentials_the_environment_of_the_process_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "TIGRIS_STORAGE_ACCESS_KEY_ID", "TIGRIS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    options = ClientOptions()
    with pytest.raises(CredentialsError):
        client_of(options)
    monkeypatch.setenv("TIGRIS_STORAGE_ACCESS_KEY_ID", "tid_worker")
    monkeypatch.setenv("TIGRIS_STORAGE_SECRET_ACCESS_KEY", SECRET)
    assert repr(client_of(options)) == "<TigrisHTTP https://t3.storage.dev as tid_worker>"


def test_a_process_keeps_a_few_clients_and_drops_the_oldest() -> None:
    many = [ClientOptions("http://127.0.0.1:1", credentials=provider) for _ in range(MOST_CLIENTS + 3)]
    clients = [client_of(options) for options in many]
    kept = vars(client_options)["_CLIENTS"]
    assert list(kept.values()) == clients[3:]
    for client in clients:
        client.close()


def test_a_dropped_client_closes_its_connections(client: TigrisHTTP, tigris: Emulator, options: ClientOptions) -> None:
    contents = stored(client, {"a": 10})
    client.close()
    assert _read(options, "a") == contents["a"]
    for _ in range(MOST_CLIENTS):
        client_of(ClientOptions("http://127.0.0.1:1", credentials=provider))
    gc.collect()
    assert eventually(lambda: open_connections(tigris.port)) == 0


def _read(options: ClientOptions, key: str) -> bytes:
    with client_of(options).get_object(BUCKET, key) as body:
        return body.read()


@needs_posix
def test_a_forked_child_reads_with_connections_of_its_own(client: TigrisHTTP, options: ClientOptions) -> None:
    contents = stored(client, {"a": 10, "b": 20})
    assert _read(options, "a") == contents["a"]  # the parent has a connection, and keeps it
    ours, theirs = multiprocessing.Pipe()
    context: Any = multiprocessing.get_context("fork")
    child = context.Process(target=lambda: theirs.send_bytes(_read(options, "b")))
    child.start()
    assert ours.poll(30)
    assert ours.recv_bytes() == contents["b"]
    child.join()
    assert (child.exitcode, _read(options, "a")) == (0, contents["a"])
