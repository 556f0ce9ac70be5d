"""Every method that open objects share with files: right, or refused with the reason."""

from __future__ import annotations

import codecs
import io
import itertools
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest

from tests.modes import KEYS, close, in_all_modes, play
from tigris_http import ObjectFile, TigrisHTTP
from tigris_http.emulator import Emulator

pytest_generate_tests = in_all_modes

LINES = [b"%d,%s\n" % (number, b"x" * (number % 700)) for number in range(600)]
CSV = b"".join(LINES)
OPENED: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "body": ("body", lambda client: client.get_object("lines", "csv")),
    "file": ("file", lambda client: client.open_object("lines", "csv")),
    "archive": ("archive", lambda client: client.bundle_archive("lines", ["csv"], compression="none")),
}
"""The noun of each kind of open object, and the call that opens it."""
REFUSED: dict[str, tuple[Callable[[Any], object], str]] = {
    "write": (lambda body: body.write(b"x"), "is for reading"),
    "write nothing": (lambda body: body.write(b""), "is for reading"),
    "writelines": (lambda body: body.writelines([b"x"]), "is for reading"),
    "writelines of none": (lambda body: body.writelines([]), "is for reading"),
    "truncate": (lambda body: body.truncate(), "is for reading"),
    "truncate to a size": (lambda body: body.truncate(0), "is for reading"),
    "fileno": (lambda body: body.fileno(), "has no file descriptor"),
}
WITHOUT_POSITIONS: dict[str, Callable[[Any], object]] = {
    "seek": lambda body: body.seek(0),
    "seek from the end": lambda body: body.seek(0, io.SEEK_END),
    "tell": lambda body: body.tell(),
}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with Emulator(access_key=KEYS[0], secret_key=KEYS[1]) as emulator:
        with TigrisHTTP(emulator.endpoint, emulator.credentials) as client:
            client.create_bucket("lines")
            client.put_object("lines", "csv", CSV)
        yield emulator.endpoint


def opened(kind: str, use: Callable[[Any], object]) -> Callable[[Any], Generator[Any, Any, object]]:
    def story(client: Any) -> Generator[Any, Any, object]:
        body = OPENED[kind][1](client)
        body = (yield body) if hasattr(body, "__await__") else body
        try:
            return use(body)
        finally:
            yield close(body)

    return story


@pytest.mark.parametrize("method", REFUSED)
@pytest.mark.parametrize("kind", OPENED)
def test_an_open_object_is_for_reading(mode: str, endpoint: str, kind: str, method: str) -> None:
    call, reason = REFUSED[method]
    with pytest.raises(io.UnsupportedOperation, match=f"^this {OPENED[kind][0]} {reason}"):
        play(mode, endpoint, opened(kind, call))


@pytest.mark.parametrize("method", WITHOUT_POSITIONS)
@pytest.mark.parametrize("kind", ["body", "archive"])
def test_a_body_has_no_positions(mode: str, endpoint: str, kind: str, method: str) -> None:
    with pytest.raises(io.UnsupportedOperation, match=f"^this {kind} has no positions.* open_object"):
        play(mode, endpoint, opened(kind, WITHOUT_POSITIONS[method]))


@pytest.mark.parametrize("kind", OPENED)
def test_an_open_object_says_what_it_is(endpoint: str, kind: str) -> None:
    def said(body: Any) -> tuple[bool, ...]:
        return body.readable(), body.writable(), body.seekable(), body.isatty(), body.closed

    assert (True, False, kind == "file", False, False) == play("blocking", endpoint, opened(kind, said))


@pytest.mark.parametrize("kind", ["body", "file"])
@pytest.mark.parametrize("hint", [-1, 0, None, 1, len(LINES[0]) + 1, 5000, len(CSV), len(CSV) + 1])
def test_readlines_gives_the_lines_of_a_file(endpoint: str, kind: str, hint: int | None) -> None:
    """`io.BytesIO` is the oracle."""
    expected = io.BytesIO(CSV)

    def some(body: Any) -> list[list[bytes]]:
        return [body.readlines(hint), body.readlines()]

    assert [expected.readlines(hint), expected.readlines()] == play("blocking", endpoint, opened(kind, some))


def test_readlines_of_an_archive_gives_its_lines(endpoint: str) -> None:
    whole = play("blocking", endpoint, opened("archive", lambda body: body.read()))
    assert io.BytesIO(whole).readlines() == play("blocking", endpoint, opened("archive", lambda body: body.readlines()))


@pytest.mark.parametrize("kind", ["body", "file"])
def test_readline_gives_each_line_or_a_part_of_it(endpoint: str, kind: str) -> None:
    expected, sizes = io.BytesIO(CSV), [-1, None, 0, 1, 2, 255, 256, 257, 100, 10_000]

    def lines(body: Any) -> list[bytes]:
        return [body.readline(size) for _, size in zip(range(900), itertools.cycle(sizes), strict=False)]

    wanted = [expected.readline(size) for _, size in zip(range(900), itertools.cycle(sizes), strict=False)]
    assert wanted == play("blocking", endpoint, opened(kind, lines))


def test_a_file_is_iterated_by_lines_and_stays_where_its_last_line_ended(endpoint: str) -> None:
    def read(file: ObjectFile) -> tuple[list[bytes], int, bytes, list[bytes]]:
        first: list[bytes] = list(itertools.islice(file, 3))
        return first, file.tell(), file.read(4), list(file)

    end = sum(map(len, LINES[:3]))
    rest = io.BytesIO(CSV[end + 4 :]).readlines()
    assert (LINES[:3], end, CSV[end : end + 4], rest) == play("blocking", endpoint, opened("file", read))


def test_a_line_costs_no_read_for_each_byte(endpoint: str) -> None:
    def read(file: Any) -> int:
        reads = 0
        inner = file._reading.read

        def counted(at: int, wanted: int) -> Any:
            nonlocal reads
            reads += 1
            return inner(at, wanted)

        file._reading.read = counted
        assert LINES == file.readlines()
        return reads

    assert play("blocking", endpoint, opened("file", read)) < 4 * len(LINES)


@pytest.mark.parametrize("kind", ["body", "file"])
def test_readers_of_text_read_open_objects(endpoint: str, kind: str) -> None:
    text = [line.decode() for line in LINES]
    readers: list[Callable[[Any], list[str]]] = [
        lambda body: list(io.TextIOWrapper(io.BufferedReader(body))),
        lambda body: list(codecs.getreader("utf-8")(body)),
        lambda body: [line.decode() for line in io.BufferedReader(body).readlines()],
    ]
    for reader in readers:
        assert text == play("blocking", endpoint, opened(kind, reader))


@pytest.mark.parametrize("kind", OPENED)
@pytest.mark.parametrize("method", ["readline", "readlines", "read", "__next__"])
def test_a_closed_object_is_closed_for_every_method(endpoint: str, kind: str, method: str) -> None:
    def closed(body: Any) -> object:
        body.close()
        return getattr(body, method)()

    with pytest.raises(ValueError, match="closed"):
        play("blocking", endpoint, opened(kind, closed))
