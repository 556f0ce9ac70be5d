"""A one-shot body that cannot be written to a temporary file: the error names the directory and the way without one."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.modes import NO_RETRY, in_all_modes, play
from tests.rawserver import RawServer, ok
from tigris_http import ConfigurationError

pytest_generate_tests = in_all_modes

PIECE = bytes(1024 * 1024)
SIZE = 9 * len(PIECE)
STREAMED = {"length": SIZE, "sha256": "UNSIGNED-PAYLOAD"}


def pieces() -> Iterator[bytes]:
    yield from [PIECE] * 9


async def apieces() -> AsyncIterator[bytes]:
    for piece in pieces():
        yield piece


BODIES = pytest.mark.parametrize("body", [pieces, apieces])


@pytest.fixture
def no_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_get_default_tempdir", missing)


@BODIES
@pytest.mark.usefixtures("no_directory")
def test_without_a_temporary_directory_the_error_says_so_and_how_to_stream(mode: str, body: Any) -> None:
    if mode == "blocking":
        body = pieces

    def story(c: Any) -> Any:
        named = r'beyond 8 MiB, and no directory takes one: set TMPDIR .* length=\.\.\. and sha256="UNSIGNED-PAYLOAD"'
        with pytest.raises(ConfigurationError, match=f"PutObject bucket/key: .*{named}"):
            yield c.put_object("bucket", "key", body())
        yield c.put_object("bucket", "small", iter([PIECE]))
        yield c.put_object("bucket", "key", body(), **STREAMED)

    with RawServer(ok()) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY)
        assert [len(PIECE), SIZE] == [len(seen.body) for seen in server.requests]


class Full:
    """A temporary file on a full disk."""

    closed = False

    def __init__(self, max_size: int) -> None:
        assert max_size

    def write(self, _: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def close(self) -> None:
        Full.closed = True


@BODIES
def test_a_full_disk_is_an_error_with_the_directory_and_how_to_stream(
    mode: str, body: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if mode == "blocking":
        body = pieces
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", Full)
    monkeypatch.setattr(Full, "closed", False)

    def story(c: Any) -> Any:
        with pytest.raises(OSError, match=r'No space left on device .* sha256="UNSIGNED-PAYLOAD"') as met:
            yield c.put_object("bucket", "key", body())
        assert (errno.ENOSPC, tempfile.gettempdir()) == (met.value.errno, met.value.filename)

    with RawServer(ok()) as server:
        play(mode, server.endpoint, story, retry=NO_RETRY)
        assert [] == server.requests
    assert Full.closed
