"""Storage options, secrets among them, and the forms of a file system in other processes."""

from __future__ import annotations

import json
import logging
import pickle
from typing import TYPE_CHECKING, Any

import fsspec
import pytest

from tigris_http import AsyncTigrisHTTP, Credentials, CredentialsError, TigrisHTTP
from tigris_http.fsspec import TigrisFileSystem

if TYPE_CHECKING:
    from tigris_http.emulator import Emulator

SECRET = "tsec_aaaaaaaaaaaaaaaa"
ENDPOINT = "http://127.0.0.1:9"


def signer(fs: Any) -> str:
    """Return the text of the client: its endpoint and access key."""
    return str(fs._clients.shown())


@pytest.mark.parametrize("protocol", ["t3", "tigris"])
def test_the_protocols_are_known_to_fsspec(protocol: str) -> None:
    assert TigrisFileSystem is fsspec.get_filesystem_class(protocol)
    assert "atlas/a" == fsspec.filesystem(protocol, key="tid_a", secret=SECRET)._strip_protocol(f"{protocol}://atlas/a")


@pytest.mark.parametrize(
    "options",
    [
        {"endpoint": ENDPOINT, "credentials": ("tid_a", SECRET)},
        {"endpoint": ENDPOINT, "credentials": Credentials("tid_a", SECRET)},
        {"endpoint_url": ENDPOINT, "key": "tid_a", "secret": SECRET},
        {"client_kwargs": {"endpoint_url": ENDPOINT, "region_name": "auto"}, "key": "tid_a", "secret": SECRET},
        {
            "client_kwargs": {
                "endpoint_url": ENDPOINT,
                "aws_access_key_id": "tid_a",
                "aws_secret_access_key": SECRET,
            }
        },
        {"client": TigrisHTTP(ENDPOINT, ("tid_a", SECRET))},
        {"client": AsyncTigrisHTTP(ENDPOINT, ("tid_a", SECRET))},
        {"endpoint": ENDPOINT, "credentials": lambda: ("tid_a", SECRET)},
    ],
)
def test_each_way_to_give_endpoint_and_credentials_signs_for_them(options: dict[str, Any]) -> None:
    fs = TigrisFileSystem(**options)
    url = fs.sign("atlas/a")
    assert url.startswith(f"{ENDPOINT}/atlas/a?")
    assert "tid_a" in url


def test_options_of_other_file_systems_are_ignored() -> None:
    fs = fsspec.filesystem("t3", key="tid_a", secret=SECRET, hf={"token": "x"}, block_size=1, use_ssl=True, foo=3)
    assert "atlas" == fs._parent("atlas/a")


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("endpont", "endpoint"),
        ("consistant", "consistent"),
        ("concurrency", "max_concurrency"),
        ("aws_access_key_id", "key"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("username", "key"),
        ("password", "secret"),
        ("endpoint_override", "endpoint"),
        ("region_name", "region"),
    ],
)
def test_an_option_that_means_one_of_these_is_refused(name: str, right: str) -> None:
    with pytest.raises(TypeError, match=f"there is no option '{name}': give '{right}'") as raised:
        fsspec.filesystem("t3", **{"anon": True, name: SECRET})
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize(("name", "right"), [("region", "region_name"), ("endpoint_uri", "endpoint_url")])
def test_an_option_that_means_one_of_client_kwargs_is_refused(name: str, right: str) -> None:
    with pytest.raises(TypeError, match=f"there is no option '{name}' of client_kwargs: give '{right}'"):
        fsspec.filesystem("t3", anon=True, client_kwargs={"use_ssl": False, name: "x"})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"key": 5, "secret": SECRET}, "key must be a str, not int"),
        ({"key": "tid_a", "secret": SECRET.encode()}, "secret must be a str, not bytes"),
        ({"anon": "no"}, "anon must be a bool, not str"),
        ({"client_kwargs": "verify"}, "client_kwargs must be a mapping, not str"),
        ({"default_block_size": "8MB"}, "default_block_size must be an int, not str"),
        ({"default_block_size": -1}, "default_block_size must be at least 1, not -1"),
        ({"max_concurrency": "8"}, "max_concurrency must be an int, not str"),
        ({"default_cache_type": "readahed"}, "default_cache_type must be one of .*, readahead, .*not 'readahed'"),
    ],
)
def test_a_value_of_another_kind_is_refused_by_its_name(options: dict[str, Any], message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message) as raised:
        TigrisFileSystem(**{"key": "tid_a", "secret": SECRET, **options})
    assert SECRET not in str(raised.value)


def test_a_file_with_an_unknown_cache_is_refused() -> None:
    fs = TigrisFileSystem(endpoint=ENDPOINT, key="tid_a", secret=SECRET)
    with pytest.raises(ValueError, match=r"cache_type must be one of .*, readahead, .*not 'readahed'"):
        fs.open("atlas/a", cache_type="readahed")


def test_what_is_not_given_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, tigris: Emulator) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", tigris.endpoint)
    monkeypatch.setenv("TIGRIS_STORAGE_ACCESS_KEY_ID", tigris.credentials.access_key_id)
    monkeypatch.setenv("TIGRIS_STORAGE_SECRET_ACCESS_KEY", tigris.credentials.secret_access_key)
    fs = TigrisFileSystem(skip_instance_cache=True)
    fs.mkdir("from-environment")
    assert "from-environment" in fs.ls("", detail=False)
    fs.close()


def test_without_credentials_there_is_no_file_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    for name in ("TIGRIS_STORAGE_ACCESS_KEY_ID", "AWS_ACCESS_KEY_ID", "TIGRIS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(CredentialsError, match="AWS_ACCESS_KEY_ID"):
        TigrisFileSystem(skip_instance_cache=True)
    assert "anonymous" in signer(TigrisFileSystem(anon=True, skip_instance_cache=True))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"endpoint": "http://a", "endpoint_url": "http://b"}, "endpoint is given twice"),
        ({"key": "tid_a"}, "secret is missing"),
        ({"secret": SECRET}, "key is missing"),
        ({"key": "tid_a", "secret": SECRET, "credentials": ("tid_b", SECRET)}, "credentials and key"),
        ({"key": "tid_a", "secret": SECRET, "credentials": lambda: None}, "credentials and key"),
        ({"key": "tid_a", "secret": SECRET, "snapshot_version": "latest"}, "snapshot_version must be"),
        ({"token": SECRET}, "key is missing"),
        ({"client": TigrisHTTP(ENDPOINT, ("tid_a", SECRET)), "endpoint_url": ENDPOINT}, "client has its own endpoint"),
        ({"client": TigrisHTTP(ENDPOINT, ("tid_a", SECRET)), "key": "tid_b"}, "client has its own key"),
        ({"key": "tid_a", "secret": SECRET, "max_concurrency": 0}, "concurrency"),
    ],
)
def test_options_that_contradict_each_other_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        TigrisFileSystem(**options)


def test_a_client_of_another_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="client must be a TigrisHTTP"):
        TigrisFileSystem(client="https://t3.storage.dev")


# -- secrets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {"key": "tid_a", "secret": SECRET, "token": "session-of-a"},
        {"credentials": ("tid_a", SECRET, "session-of-a")},
        {"credentials": Credentials("tid_a", SECRET, "session-of-a")},
        {"client_kwargs": {"aws_access_key_id": "tid_a", "aws_secret_access_key": SECRET}},
        {"client": TigrisHTTP(ENDPOINT, ("tid_a", SECRET))},
    ],
)
def test_no_text_of_a_file_system_shows_a_secret(options: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    fs = TigrisFileSystem(endpoint_url=ENDPOINT, **options) if "client" not in options else TigrisFileSystem(**options)
    file = fsspec.core.OpenFile(fs, "atlas/a")
    texts = [repr(fs), str(fs), repr(fs.storage_options), fs._fs_token, fs.fsid, repr(file), caplog.text]
    texts.append(fs.to_json(include_password=False))
    texts.append(repr(fs.to_dict(include_password=False)))
    assert "tid_a" in repr(fs)
    for text in texts:
        assert SECRET not in text
        assert "session-of-a" not in text


def test_two_secrets_of_one_key_are_two_file_systems() -> None:
    one, other = (Credentials("tid_a", f"{SECRET}{end}") for end in "bc")
    assert TigrisFileSystem(credentials=one) is not TigrisFileSystem(credentials=other)
    assert TigrisFileSystem(credentials=one) != TigrisFileSystem(credentials=other)
    assert TigrisFileSystem(credentials=one) is TigrisFileSystem(credentials=one)


def test_two_clients_with_one_text_are_two_file_systems() -> None:
    one, other = (TigrisHTTP(ENDPOINT, ("tid_a", f"{SECRET}{end}")) for end in "bc")
    assert TigrisFileSystem(client=one) is not TigrisFileSystem(client=other)
    assert TigrisFileSystem(client=one) is TigrisFileSystem(client=one)


# -- other processes -------------------------------------------------------------------------------------------------


def test_json_with_secrets_makes_the_same_file_system(options: dict[str, Any], bucket: str) -> None:
    fs = TigrisFileSystem(**options, max_concurrency=3)
    fs.pipe(f"{bucket}/a", b"1")
    again = fsspec.AbstractFileSystem.from_json(fs.to_json())
    assert (b"1", 3) == (again.cat(f"{bucket}/a"), again.max_concurrency)
    assert again is fs


def test_json_without_secrets_keeps_the_other_options(options: dict[str, Any]) -> None:
    fs = TigrisFileSystem(**options, max_concurrency=3)
    form = json.loads(fs.to_json(include_password=False))
    assert (options["endpoint_url"], options["key"], 3) == (form["endpoint_url"], form["key"], form["max_concurrency"])


def test_json_takes_options_that_are_none(options: dict[str, Any]) -> None:
    fs = TigrisFileSystem(**options, profile=None)
    assert fsspec.AbstractFileSystem.from_json(fs.to_json()) is fs


def test_json_of_an_object_is_refused() -> None:
    fs = TigrisFileSystem(client=TigrisHTTP(ENDPOINT, ("tid_a", SECRET)))
    with pytest.raises(TypeError, match="has no JSON form"):
        fs.to_json()


@pytest.mark.parametrize("by_client", [False, True])
def test_a_pickle_makes_a_file_system_of_the_same_service(
    options: dict[str, Any], bucket: str, tigris: Emulator, by_client: bool
) -> None:
    fs = TigrisFileSystem(**({"client": TigrisHTTP(tigris.endpoint, tigris.credentials)} if by_client else options))
    fs.pipe(f"{bucket}/a", b"1")
    blob = pickle.dumps(fs)
    TigrisFileSystem.clear_instance_cache()
    again = pickle.loads(blob)
    assert again is not fs
    assert b"1" == again.cat(f"{bucket}/a")
    again.close()
    fs.close()


def test_consistent_reads_are_asked_for(options: dict[str, Any], bucket: str, tigris: Emulator) -> None:
    fs = TigrisFileSystem(**options, consistent=True)
    fs.pipe(f"{bucket}/a", b"1")
    tigris.clear_requests()
    fs.cat(f"{bucket}/a")
    assert ["true"] == [each.header("x-tigris-consistent") for each in tigris.requests]
    fs.close()
