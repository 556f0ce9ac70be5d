"""Whom a client trusts: as it is told, as the environment says, or certifi; and never everybody by a switch."""

from __future__ import annotations

import asyncio
import pickle
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.modes import KEYS, NO_RETRY, in_all_modes, play
from tests.proxies import CERTIFICATE
from tests.rawserver import RawServer, ok
from tests.unit.transport.test_handoff import TlsRelay
from tigris_http import AsyncTigrisHTTP, ConnectionFailed, TigrisHTTP
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


def test_a_bundle_of_the_environment_that_is_none_is_named_and_nothing_is_sent(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", "/nowhere.pem")

    def story(c: Any) -> Any:
        with pytest.raises(ValueError, match=r"AWS_CA_BUNDLE is no file or directory of certificates: '/nowhere.pem'"):
            yield c.head_bucket("bucket")

    async def main(server: RawServer) -> None:
        async with TlsRelay(server.port) as port:
            await asyncio.to_thread(play, mode, f"https://localhost:{port}", story, proxy=False)

    with RawServer(ok()) as server:
        asyncio.run(main(server))
        assert [] == server.requests


def test_there_is_no_switch_for_trusting_everybody() -> None:
    for make in (TigrisHTTP, AsyncTigrisHTTP):
        with pytest.raises(ValueError, match=r"pass an ssl.SSLContext of your own"):
            make("https://store.example", KEYS, verify=False)


def test_what_is_no_certificate_is_refused_when_the_client_is_made(tmp_path: Path) -> None:
    (tmp_path / "garbage.pem").write_text("no certificate")
    for wrong in (tmp_path / "garbage.pem", tmp_path / "missing.pem", str(tmp_path / "missing.pem")):
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
