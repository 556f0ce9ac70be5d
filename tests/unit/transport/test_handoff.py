"""Bodies taken over from the socket: the same results as read by httpx, trailers seen, reuse, TLS."""

from __future__ import annotations

import asyncio
import io
import ssl
import tarfile
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.modes import KEYS, MODES, NO_RETRY, SOON, close, in_all_modes, play
from tests.rawserver import RawServer, cut, ok, stalled
from tigris_http import BundleSkipped, IncompleteBody, MalformedResponse, TigrisHTTP, TimedOut
from tigris_http._transport.sockets import certificates
from tigris_http.emulator import Emulator, Fault

pytest_generate_tests = in_all_modes
CERTIFICATE = Path(__file__).parents[3] / "fixtures" / "tls" / "localhost.pem"
OBJECTS = {f"{n:03}.bin": bytes([n]) * (n * 997) for n in range(40)} | {"large.bin": bytes(range(256)) * 20_000}


def archive(objects: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in objects.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return written.getvalue()


def chunked(body: bytes, size: int, *trailers: str) -> bytes:
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/x-tar\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = (body[at : at + size] for at in range(0, len(body), size))
    framed = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return head.encode() + framed + "\r\n".join(["0", *trailers, "", ""]).encode()


def read_all(c: Any, expected: dict[str, bytes]) -> Any:
    bundle = yield c.bundle_objects("bucket", list(expected))
    found = {}
    for _ in expected:
        member = yield (bundle.__anext__() if hasattr(bundle, "__anext__") else next(bundle))
        found[member.key] = yield member.read()
    with pytest.raises((StopIteration, StopAsyncIteration)):
        yield (bundle.__anext__() if hasattr(bundle, "__anext__") else next(bundle))
    assert expected == found
    yield close(bundle)
    return bundle


@pytest.mark.parametrize("size", [1, 700, 32 * 1024, 10**7])
def test_a_bundle_in_chunks_of_any_size_is_read_whole_and_its_connection_used_again(mode: str, size: int) -> None:
    objects = OBJECTS if size > 1 else dict(list(OBJECTS.items())[:5])
    trailers = (f"X-Tigris-Bundle-Count: {len(objects)}", "X-Tigris-Bundle-Skipped: 0")

    def story(c: Any) -> Any:
        for _ in range(2):
            yield from read_all(c, objects)
        yield c.head_bucket("bucket")

    answer = chunked(archive(objects), size, *trailers)
    with RawServer(answer, answer, ok()) as server:
        play(mode, server.endpoint, story)
        assert (3, 1) == (len(server.requests), server.connections)


def test_trailers_are_seen_where_the_body_was_taken_over(mode: str) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(MalformedResponse, match=r"(?i)x-tigris-bundle-count says '7'"):
            yield from read_all(c, {"a": b"1"})

    with RawServer(chunked(archive({"a": b"1"}), 100, "x-tigris-bundle-count: 7")) as server:
        play(mode, server.endpoint, story)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.999])
def test_a_bundle_that_breaks_off_is_incomplete(mode: str, share: float) -> None:
    answer = chunked(archive(OBJECTS), 4096)

    def story(c: Any) -> Any:
        with pytest.raises(IncompleteBody) as caught:
            yield from read_all(c, OBJECTS)
        assert ("BundleObjects", "bucket") == (caught.value.operation, caught.value.bucket)
        yield c.head_bucket("bucket")

    with RawServer(cut(answer[: int(len(answer) * share)]), ok()) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY, max_connections=1)


def test_a_bundle_that_stalls_times_out(mode: str) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(TimedOut):
            yield from read_all(c, OBJECTS)
        yield c.head_bucket("bucket")

    with RawServer(stalled(chunked(archive(OBJECTS), 4096)[:200_000]), ok()) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY, timeouts=SOON, max_connections=1)


def test_a_bundle_closed_early_frees_its_place(mode: str) -> None:
    def story(c: Any) -> Any:
        bundle = yield c.bundle_objects("bucket", list(OBJECTS))
        yield (bundle.__anext__() if hasattr(bundle, "__anext__") else next(bundle))
        yield close(bundle)
        yield c.head_bucket("bucket")

    with RawServer(chunked(archive(OBJECTS), 4096), ok()) as server:
        play(mode, server.endpoint, story, max_connections=1)
        assert 2 == server.connections


def test_framing_that_is_none_is_malformed(mode: str) -> None:
    answer = chunked(archive(OBJECTS), 4096).replace(b"\r\n1000\r\n", b"\r\nzz\r\n", 1)

    def story(c: Any) -> Any:
        with pytest.raises(MalformedResponse):
            yield from read_all(c, OBJECTS)

    with RawServer(answer) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY)


@pytest.mark.parametrize("compression", ["none", "gzip", "zstd"])
def test_the_fast_and_the_slow_way_read_the_same(compression: Any) -> None:
    def found(client: TigrisHTTP) -> list[tuple[str, bytes]]:
        with client.bundle_objects("bucket", [*OBJECTS, "gone"], compression=compression) as bundle:
            return [
                (entry.key, str(entry.reason).encode() if isinstance(entry, BundleSkipped) else entry.read())
                for entry in bundle
            ]

    with Emulator() as tigris, TigrisHTTP(tigris.endpoint, tigris.credentials) as client:
        client.create_bucket("bucket")
        for key, content in OBJECTS.items():
            client.put_object("bucket", key, content)
        fast = found(client)
        with (
            httpx.HTTPTransport() as own,
            TigrisHTTP(tigris.endpoint, tigris.credentials, transport=own) as slow,
        ):
            assert [*OBJECTS.items(), ("gone", b"NoSuchKey")] == fast == found(slow)
            tigris.inject(Fault("truncate_tar", operation="BundleObjects"))
            assert fast == found(slow)


# -- TLS --------------------------------------------------------------------------------------------------------------


class TlsRelay:
    """TLS in front of a plain server."""

    def __init__(self, port: int) -> None:
        self._port, self._context = port, ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(CERTIFICATE)

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outer = await asyncio.open_connection("127.0.0.1", self._port)

        async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            try:
                while data := await source.read(65536):
                    target.write(data)
                    await target.drain()
            except OSError:
                return
            finally:
                target.close()

        await asyncio.gather(copy(reader, outer), copy(inner, writer))

    async def __aenter__(self) -> int:
        self._server = await asyncio.start_server(self.relay, "127.0.0.1", 0, ssl=self._context)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def __aexit__(self, *_: object) -> None:
        self._server.close()


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    monkeypatch.setattr(certificates, "context", lambda _: context)


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("played", MODES)
def test_over_tls_all_is_the_same(played: str) -> None:
    def story(c: Any) -> Any:
        yield c.put_object("bucket", "key", bytes(3_000_000))
        yield from read_all(c, OBJECTS)
        yield c.head_bucket("bucket")

    async def main(port: int) -> None:
        async with TlsRelay(port) as tls_port:
            await asyncio.to_thread(play, played, f"https://localhost:{tls_port}", story)

    with RawServer(ok(b"", 'ETag: "t"'), chunked(archive(OBJECTS), 32768), ok()) as server:
        asyncio.run(main(server.port))
        assert (3, 1) == (len(server.requests), server.connections)
        assert bytes(3_000_000) == server.requests[0].body


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("played", MODES)
def test_over_tls_too_bytes_behind_the_end_of_a_body_are_no_answer_to_the_next_request(played: str) -> None:
    """They end with a record. The next bytes arrived with them and are not decrypted yet."""

    def story(c: Any) -> Any:
        for expected in (body, b"world"):
            opened = yield c.get_object("bucket", "key")
            time.sleep(0.1)  # so that all is there
            assert expected == (yield opened.read())

    async def main(port: int) -> None:
        async with TlsRelay(port) as tls_port:
            await asyncio.to_thread(play, played, f"https://localhost:{tls_port}", story)

    body = b"x" * (7 * 16384 - len(ok(b"x" * 100_000)) + 100_000)
    assert 7 * 16384 == len(ok(body))
    with RawServer(ok(body) + ok(b"forged"), ok(b"world")) as server:
        asyncio.run(main(server.port))
        assert [1, 2] == [seen.connection for seen in server.requests]


def test_a_certificate_that_is_not_trusted_is_no_connection(mode: str) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(Exception, match=r"(?i)certificate") as caught:
            yield c.head_bucket("bucket")
        assert not getattr(caught.value, "sent", True)

    async def main(port: int) -> None:
        async with TlsRelay(port) as tls_port:
            await asyncio.to_thread(play, mode, f"https://localhost:{tls_port}", story, retry=NO_RETRY)

    with RawServer(ok()) as server:
        asyncio.run(main(server.port))
    assert ("tid_EXAMPLE", []) == (KEYS[0], server.requests)
