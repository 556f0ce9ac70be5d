"""Whom a client trusts: as it is told, as the environment says, or certifi; and never everybody by a switch."""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import certifi
import httpx
import pytest

from tests.modes import KEYS, NO_RETRY, in_all_modes, play
from tests.proxies import CERTIFICATE
from tests.rawserver import RawServer, ok
from tests.unit.transport.test_handoff import TlsRelay
from tigris_http import AsyncTigrisHTTP, ConfigurationError, ConnectionFailed, HTTPTransport, TigrisHTTP
from tigris_http._transport.sockets import certificates

pytest_generate_tests = in_all_modes

NAMES = ("AWS_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.fixture(autouse=True)
def _nothing_known_yet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    certificates._default_context.cache_clear()
    yield
    certificates._default_context.cache_clear()


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of certificates by the names that OpenSSL looks for."""
    found = tmp_path_factory.mktemp("certificates")
    shutil.copy(CERTIFICATE, found / "localhost.pem")
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to name a certificate with")
    done = subprocess.run(
        ["openssl", "x509", "-hash", "-noout", "-in", str(CERTIFICATE)], capture_output=True, text=True, check=True
    )
    shutil.copy(CERTIFICATE, found / f"{done.stdout.strip()}.0")
    return found


def trusts(mode: str, **options: Any) -> bool:
    """Return whether a client with these options takes the server for the one it asked for."""

    def story(c: Any) -> Any:
        try:
            yield c.head_bucket("bucket")
        except ConnectionFailed as error:
            return (error.sent, "certificate" in str(error).lower())
        return ()

    async def main(server: RawServer) -> Any:
        async with TlsRelay(server.port) as port:
            endpoint = f"https://localhost:{port}"
            return await asyncio.to_thread(play, mode, endpoint, story, retry=NO_RETRY, proxy=False, **options)

    with RawServer(ok()) as server:
        failed = asyncio.run(main(server))
    assert failed in {(), (False, True)}
    return not failed


def test_by_default_nobody_is_trusted_whom_certifi_does_not_know(mode: str) -> None:
    assert not trusts(mode)


def test_a_file_a_directory_and_a_context_are_trusted(mode: str, directory: Path) -> None:
    assert trusts(mode, verify=str(CERTIFICATE))
    assert trusts(mode, verify=CERTIFICATE)
    assert trusts(mode, verify=directory)
    assert trusts(mode, verify=ssl.create_default_context(cafile=str(CERTIFICATE)))
    everybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    everybody.check_hostname, everybody.verify_mode = False, ssl.CERT_NONE
    assert trusts(mode, verify=everybody)


@pytest.mark.parametrize("name", NAMES)
def test_the_environment_names_whom_to_trust(name: str, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, str(directory if name == "SSL_CERT_DIR" else CERTIFICATE))
    assert trusts("blocking")


def test_what_the_caller_names_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", "/nowhere.pem")
    assert trusts("blocking", verify=CERTIFICATE)


@pytest.mark.parametrize("make", [TigrisHTTP, AsyncTigrisHTTP])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("path", ["/nowhere.pem", "garbage", f"/nowhere{os.pathsep}/never", os.pathsep, "a\0b"])
def test_a_variable_that_names_no_certificates_is_named_when_the_client_is_made(
    make: Any, name: str, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "garbage").write_text("no certificate", "ascii")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", {**os.environ, name: path})
    with pytest.raises(ConfigurationError, match=f"^{name}: (not a file or directory of certificates|names no dir)"):
        make("https://store.example", KEYS)


def test_a_variable_does_not_matter_to_a_client_that_needs_no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere.pem")
    with httpx.HTTPTransport(verify=False) as transport:
        made = [
            TigrisHTTP("http://store.example", KEYS),
            TigrisHTTP("https://store.example", KEYS, verify=CERTIFICATE),
            TigrisHTTP("https://store.example", KEYS, transport=transport),
        ]
    assert ["http", "https", "https"] == [client._config.endpoint.scheme for client in made]


def test_a_transport_of_its_own_names_the_variable_at_the_first_connection_with_tls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere.pem")
    with (
        httpx.Client(transport=HTTPTransport(proxy=False)) as client,
        pytest.raises(ConfigurationError, match="SSL_CERT_FILE: not a file or directory"),
    ):
        client.get("https://localhost:9")


def test_several_directories_are_trusted(directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", os.pathsep.join(map(str, (tmp_path, "/nowhere", directory))))
    assert trusts("blocking")


def test_a_directory_is_trusted_beside_a_file(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", str(directory))
    for file in (certifi.where(), "/nowhere.pem"):
        monkeypatch.setenv("SSL_CERT_FILE", file)
        assert trusts("blocking")


def names(context: ssl.SSLContext) -> int:
    return context.cert_store_stats()["x509_ca"]


@pytest.mark.parametrize("error", [FileNotFoundError("No usable temporary directory"), PermissionError()])
def test_certifis_certificates_are_read_without_their_file(error: OSError, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = names(certificates.context(True))
    certificates._default_context.cache_clear()
    monkeypatch.setattr(certifi, "where", broken(error))
    assert expected == names(certificates.context(True)) > 0


def test_the_systems_certificates_are_trusted_if_certifi_has_none(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certifi, "where", broken(FileNotFoundError()))
    monkeypatch.setattr(certifi, "contents", broken(FileNotFoundError()))
    caplog.set_level(logging.INFO, "tigris_http")
    of_system = ssl.create_default_context(cafile=str(CERTIFICATE))
    monkeypatch.setattr(ssl, "create_default_context", lambda: of_system)
    assert of_system is certificates.context(True)
    assert "trusting those of the system" in caplog.text


def test_without_any_certificates_the_error_says_how_to_name_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certifi, "where", broken(FileNotFoundError()))
    monkeypatch.setattr(certifi, "contents", broken(FileNotFoundError()))
    monkeypatch.setattr(ssl, "create_default_context", lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: ssl.DefaultVerifyPaths(None, None, "", "", "", ""))  # type: ignore[arg-type]
    with (
        TigrisHTTP("https://localhost:9", KEYS, proxy=False) as client,
        pytest.raises(ConfigurationError, match=r"there are no certificates to trust: .* SSL_CERT_FILE") as met,
    ):
        client.head_bucket("bucket")
    assert 1 == met.value.attempts


def broken(error: OSError) -> Any:
    def fails() -> str:
        raise error

    return fails


def test_there_is_no_switch_for_trusting_everybody() -> None:
    for make in (TigrisHTTP, AsyncTigrisHTTP):
        with pytest.raises(ValueError, match=r"pass an ssl.SSLContext of your own"):
            make("https://store.example", KEYS, verify=False)


def test_what_is_no_certificate_is_refused_when_the_client_is_made(tmp_path: Path) -> None:
    (tmp_path / "garbage.pem").write_text("no certificate", "ascii")
    for wrong in (tmp_path / "garbage.pem", tmp_path / "missing.pem", str(tmp_path / "missing.pem"), "", "a\0b"):
        with pytest.raises(ValueError, match="verify is no file or directory of certificates"):
            TigrisHTTP("https://store.example", KEYS, verify=wrong)
    for other in (7, None, b"path"):
        with pytest.raises(TypeError, match=r"verify must be True, a path or an ssl\.SSLContext"):
            TigrisHTTP("https://store.example", KEYS, verify=other)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="of a server"):
        TigrisHTTP("https://store.example", KEYS, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))


def test_a_path_travels_in_a_pickle_and_a_context_does_not() -> None:
    for make in (TigrisHTTP, AsyncTigrisHTTP):
        client: Any = make("https://store.example", KEYS, verify=CERTIFICATE)
        assert client._config == pickle.loads(pickle.dumps(client))._config
        client = make("https://store.example", KEYS, verify=ssl.create_default_context())
        with pytest.raises(TypeError, match=r"with an SSLContext cannot be pickled; with verify=PATH it can"):
            pickle.dumps(client)
