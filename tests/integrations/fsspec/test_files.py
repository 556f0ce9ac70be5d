"""Open files: modes, text and compression, and failed writes, which store nothing."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import gc
import gzip
import io
import pickle
import zipfile
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import fsspec
import pytest
from fsspec.asyn import sync

from tigris_http import ObjectChanged, PreconditionFailed, TigrisHTTP
from tigris_http.emulator import Emulator, Fault
from tigris_http.fsspec.files import blocking

if TYPE_CHECKING:
    from collections.abc import Callable

    from tigris_http.fsspec import TigrisFileSystem

    Sent = Callable[[Callable[[], object]], dict[str, int]]
    Contents = Callable[[], dict[str, bytes]]

LINES = b"".join(b"line %d\n" % number for number in range(50_000))
BLOCK = 5 << 20
LARGE = 20 << 20
"""Bytes of which the first part is uploaded while the rest is written."""


class Broken(Exception):
    """The error of a caller."""


# -- reading ---------------------------------------------------------------------------------------------------------


def test_a_small_object_is_opened_and_read_by_one_request(fs: TigrisFileSystem, bucket: str, sent: Sent) -> None:
    fs.pipe(f"{bucket}/a", b"12345")

    def read() -> None:
        with fs.open(f"{bucket}/a") as file:
            assert (b"12345", b"") == (file.read(), file.read())
            assert (0, b"12") == (file.seek(0), file.read(2))

    assert {"GetObject": 1} == sent(read)


@pytest.mark.parametrize("size", [-1, 0, 1, 5, 255, 256, 257, 1000, 2000])
def test_a_line_is_read_up_to_a_size(fs: TigrisFileSystem, bucket: str, size: int) -> None:
    content = b"a" * 300 + b"\n" + b"b" * 1500 + b"\n\nend"
    fs.pipe(f"{bucket}/a", content)
    local = io.BytesIO(content)
    with fs.open(f"{bucket}/a") as file:
        for _ in range(20):
            assert (local.readline(size), local.tell()) == (file.readline(size), file.tell())


def test_a_file_seeks_and_reads_lines(fs: TigrisFileSystem, bucket: str) -> None:
    fs.pipe(f"{bucket}/a", LINES)
    local, end = io.BytesIO(LINES), len(LINES)
    with fs.open(f"{bucket}/a") as file:
        assert (end, f"{bucket}/a", True, True, False) == (
            file.size,
            file.path,
            file.readable(),
            file.seekable(),
            file.writable(),
        )
        for at in (0, end - 7, 100_000, end, 200_000, 200_010, 5):
            assert local.seek(at) == file.seek(at)
            assert local.read(17) == file.read(17)
            assert local.readline() == file.readline()
            assert local.tell() == file.tell()
        file.seek(0)
        local.seek(0)
        assert local.readlines() == list(file)
        buffer = bytearray(9)
        assert (end - 3, 3) == (file.seek(-3, 2), file.readinto(buffer))
        assert LINES[-3:] == buffer[:3]
    assert file.closed


@pytest.mark.parametrize("cache", ["none", "readahead", "bytes", "all", "blockcache", "first", "background"])
def test_each_cache_of_fsspec_can_be_chosen(fs: TigrisFileSystem, bucket: str, cache: str) -> None:
    fs.pipe(f"{bucket}/a", LINES)
    with fs.open(f"{bucket}/a", cache_type=cache, block_size=65_536) as file:
        assert cache == file.cache.name
        file.seek(300_000)
        assert LINES[300_000:300_100] == file.read(100)
        file.seek(10)
        assert LINES[10:] == file.read()


@pytest.mark.parametrize("cache", [None, "none", "bytes", "all"])
def test_a_read_beyond_the_end_returns_the_bytes_up_to_it(fs: TigrisFileSystem, bucket: str, cache: str | None) -> None:
    fs.pipe(f"{bucket}/a", LINES)
    with fs.open(f"{bucket}/a", cache_type=cache) as file:
        file.seek(10)
        assert (LINES[10:], b"") == (file.read(3 * fs.default_block_size), file.read(7))


def test_a_large_read_is_several_ranges_at_once(
    options: dict[str, Any], fs: TigrisFileSystem, bucket: str, sent: Sent
) -> None:
    fs.pipe(f"{bucket}/a", LINES)
    small = type(fs)(**options, default_block_size=100_000)
    counts = sent(lambda: small.open(f"{bucket}/a").read() == LINES)
    assert {"GetObject": 2 + len(LINES) // 100_000} == counts
    with small.open(f"{bucket}/a") as file:
        assert LINES == file.read()
    small.close()


def test_a_file_is_of_one_state_of_its_object(fs: TigrisFileSystem, bucket: str) -> None:
    fs.pipe(f"{bucket}/a", LINES)
    with fs.open(f"{bucket}/a") as file:
        assert LINES[:10] == file.read(10)
        fs.pipe(f"{bucket}/a", LINES[::-1])
        file.seek(400_000)
        with pytest.raises(OSError, match="replaced") as raised:
            file.read(10)
        assert isinstance(raised.value.__cause__, ObjectChanged)


def test_other_formats_read_from_a_file(fs: TigrisFileSystem, bucket: str) -> None:
    with fs.open(f"{bucket}/a.zip", "wb") as file, zipfile.ZipFile(file, "w") as archive:
        archive.writestr("one.txt", LINES)
    with fs.open(f"{bucket}/a.zip") as file, zipfile.ZipFile(file) as archive:
        assert LINES == archive.read("one.txt")
    with fs.open(f"{bucket}/a.csv", "w", newline="") as file:
        csv.writer(file).writerows([["a", "b"], ["1", "2"]])
    with fs.open(f"{bucket}/a.csv", newline="") as file:
        assert [["a", "b"], ["1", "2"]] == list(csv.reader(io.TextIOWrapper(file)))


def test_a_file_pickles_with_its_position(fs: TigrisFileSystem, bucket: str) -> None:
    fs.pipe(f"{bucket}/a", LINES)
    with fs.open(f"{bucket}/a") as file:
        file.seek(250_000)
        again = pickle.loads(pickle.dumps(file))
        assert (LINES[250_000:250_100], "tigris") == (again.read(100), again.cache.name)
    with fs.open(f"{bucket}/b", "wb") as file, pytest.raises(RuntimeError, match="writeable"):
        pickle.dumps(file)


def test_a_pickled_file_is_of_the_same_state_of_its_object(fs: TigrisFileSystem, bucket: str) -> None:
    fs.pipe(f"{bucket}/a", b"1")
    with fs.open(f"{bucket}/a") as file:
        pickled = pickle.dumps(file)
    fs.pipe(f"{bucket}/a", b"2")
    with pytest.raises(OSError, match="replaced") as raised:
        pickle.loads(pickled)
    assert isinstance(raised.value.__cause__, ObjectChanged)


@pytest.mark.parametrize("path", ["{bucket}/no", "{bucket}/d", "{bucket}", "no-such-bucket-here/a"])
def test_what_is_no_object_cannot_be_opened(fs: TigrisFileSystem, bucket: str, path: str) -> None:
    fs.pipe(f"{bucket}/d/e", b"")
    path = path.format(bucket=bucket)
    is_directory = path in {bucket, f"{bucket}/d"}
    with pytest.raises(IsADirectoryError if is_directory else FileNotFoundError):
        fs.open(path)
    with pytest.raises(ValueError, match="mode must be"):
        fs.open(path, "r+b")


# -- writing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 100, BLOCK - 1, BLOCK, 3 * BLOCK + 7])
def test_a_file_is_stored_when_it_is_closed(fs: TigrisFileSystem, bucket: str, contents: Contents, size: int) -> None:
    content = (LINES * (size // len(LINES) + 1))[:size]
    with fs.open(f"{bucket}/a", "wb", block_size=BLOCK) as file:
        assert (True, False) == (file.writable(), file.readable())
        for at in range(0, size, 1 << 20):
            file.write(memoryview(content)[at : at + (1 << 20)])
        assert size == file.tell()
        assert {} == contents()
    assert {"a": content} == contents()


def test_a_small_file_is_stored_by_one_request(fs: TigrisFileSystem, bucket: str, sent: Sent) -> None:
    assert {"PutObject": 1} == sent(lambda: fs.write_text(f"{bucket}/a", "é", encoding="utf-8"))
    assert "é" == fs.read_text(f"{bucket}/a", encoding="utf-8")


def test_a_file_keeps_the_properties_it_is_opened_with(fs: TigrisFileSystem, bucket: str) -> None:
    with fs.open(f"{bucket}/a", "wb", ContentType="text/csv", metadata={"of": "me"}) as file:
        file.write(b"1")
    info = fs.info(f"{bucket}/a")
    assert ("text/csv", {"of": "me"}) == (info["ContentType"], info["Metadata"])


@pytest.mark.parametrize("compression", ["gzip", "bz2", "xz", "infer"])
def test_compressed_text_comes_back(fs: TigrisFileSystem, bucket: str, compression: str) -> None:
    text = LINES.decode()
    with fs.open(f"{bucket}/a.gz", "wt", compression=compression, encoding="utf-8") as file:
        file.write(text)
    assert len(text) / 4 > fs.size(f"{bucket}/a.gz")
    with fs.open(f"{bucket}/a.gz", "rt", compression=compression, encoding="utf-8") as file:
        assert text == file.read()


def test_appending_keeps_what_is_there(fs: TigrisFileSystem, bucket: str) -> None:
    path = f"{bucket}/log"
    fs.pipe_file(path, LINES, content_type="text/plain", metadata={"of": "me"})
    with fs.open(path, "ab") as file:
        assert len(LINES) == file.tell()
        file.write(b"end")
    assert LINES + b"end" == fs.cat(path)
    assert ("text/plain", {"of": "me"}) == (fs.info(path)["ContentType"], fs.info(path)["Metadata"])
    with fs.open(f"{bucket}/new", "a") as file:
        file.write("begin")
    assert b"begin" == fs.cat(f"{bucket}/new")


def test_appending_keeps_the_properties_of_the_object(fs: TigrisFileSystem, client: TigrisHTTP, bucket: str) -> None:
    headers: dict[str, Any] = {
        "content_encoding": "identity",
        "content_disposition": "inline",
        "content_language": "de",
        "cache_control": "no-cache",
        "storage_class": "STANDARD_IA",
        "acl": "public-read",
    }
    client.update_bucket(bucket, object_acl=True)
    client.put_object(bucket, "log", b"1", **headers, tagging={"a": "b"}, extra_headers={"expires": "0"})
    with fs.open(f"{bucket}/log", "ab", metadata={"of": "me"}) as file:
        file.write(b"2")
    info = client.head_object(bucket, "log")
    assert headers == {name: getattr(info, name) for name in headers}
    assert ("0", {"of": "me"}, {"a": "b"}) == (
        info.expires,
        info.metadata,
        client.get_object_tagging(bucket, "log").tags,
    )
    expires = datetime(2030, 1, 1, tzinfo=timezone.utc)
    with fs.open(f"{bucket}/log", "ab", expires=expires) as file:
        file.write(b"3")
    assert ("Tue, 01 Jan 2030 00:00:00 GMT", 3) == (client.head_object(bucket, "log").expires, fs.size(f"{bucket}/log"))


def test_a_marker_of_a_directory_is_appended_to(fs: TigrisFileSystem, bucket: str, contents: Contents) -> None:
    fs.touch(f"{bucket}/d/")
    with fs.open(f"{bucket}/d/", "ab") as file:
        file.write(b"1")
    assert {"d/": b"1"} == contents()


def test_appending_nothing_stores_nothing(fs: TigrisFileSystem, bucket: str, sent: Sent) -> None:
    fs.pipe(f"{bucket}/log", b"1")
    assert {"HeadObject": 1} == sent(lambda: fs.open(f"{bucket}/log", "ab").close())


@pytest.mark.parametrize("old", [b"1", None])
def test_appending_never_drops_the_bytes_of_another_writer(
    fs: TigrisFileSystem, client: TigrisHTTP, bucket: str, old: bytes | None
) -> None:
    if old is not None:
        fs.pipe(f"{bucket}/log", old)
    file = fs.open(f"{bucket}/log", "ab")
    file.write(b"mine")
    client.put_object(bucket, "log", b"other")
    with pytest.raises(OSError, match="log") as raised:
        file.close()
    assert isinstance(raised.value.__cause__, PreconditionFailed)
    assert b"other" == fs.cat(f"{bucket}/log")


def test_an_exclusive_file_is_refused_at_once_and_at_its_end(
    fs: TigrisFileSystem, client: TigrisHTTP, bucket: str
) -> None:
    with fs.open(f"{bucket}/a", "xb") as file:
        file.write(b"mine")
    with pytest.raises(FileExistsError):
        fs.open(f"{bucket}/a", "xb")
    with pytest.raises(FileExistsError):
        fs.open(f"{bucket}/a", "x")
    late = fs.open(f"{bucket}/b", "xb")
    late.write(b"mine")
    client.put_object(bucket, "b", b"other")
    with pytest.raises(FileExistsError):
        late.close()
    assert [b"mine", b"other"] == list(fs.cat([f"{bucket}/a", f"{bucket}/b"]).values())


# -- failed writes ---------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def closing_late(opened: Any) -> Any:
    try:
        yield opened
    finally:
        opened.close()


OPENERS: dict[str, Callable[[Any, str, dict[str, Any]], Any]] = {
    "binary": lambda fs, path, _: fs.open(path, "wb", block_size=BLOCK),
    "exclusive": lambda fs, path, _: fs.open(path, "xb", block_size=BLOCK),
    "append": lambda fs, path, _: fs.open(path, "ab", block_size=BLOCK),
    "text": lambda fs, path, _: fs.open(path, "w", block_size=BLOCK),
    "compressed": lambda fs, path, _: fs.open(path, "wb", block_size=BLOCK, compression="gzip"),
    "compressed text": lambda fs, path, _: fs.open(path, "wt", block_size=BLOCK, compression="bz2"),
    "fsspec.open": lambda _, path, options: fsspec.open(f"t3://{path}", "wb", block_size=BLOCK, **options),
    "fsspec.open, text": lambda _, path, options: fsspec.open(f"t3://{path}", "w", block_size=BLOCK, **options),
    "fsspec.open, compressed": lambda _, path, options: fsspec.open(
        f"t3://{path}", "wt", compression="gzip", **options
    ),
    "contextlib.closing": lambda fs, path, _: contextlib.closing(fs.open(path, "wb")),
    "a generator's finally": lambda fs, path, _: closing_late(fs.open(path, "wb", block_size=BLOCK)),
}


@pytest.mark.parametrize(
    ("opener", "size"),
    [(opener, size) for opener in OPENERS for size in (10, LARGE) if size == 10 or "compressed" not in opener],
)
def test_an_error_in_the_with_stores_nothing_and_leaves_no_upload(
    fs: TigrisFileSystem,
    client: TigrisHTTP,
    options: dict[str, Any],
    bucket: str,
    contents: Contents,
    opener: str,
    size: int,
    tigris: Emulator,
) -> None:
    tigris.clear_requests()
    with pytest.raises(Broken), OPENERS[opener](fs, f"{bucket}/a", options) as file:  # noqa: PT012
        try:
            file.write("x" * size)
        except TypeError:
            file.write(b"x" * size)
        raise Broken
    begun = sum(each.operation == "CreateMultipartUpload" for each in tigris.requests)
    assert (size == LARGE) == begun
    assert {} == contents()
    assert [] == list(client.list_multipart_uploads(bucket))


@pytest.mark.parametrize("opener", OPENERS)
def test_a_file_that_is_written_while_another_error_is_handled_is_stored(
    fs: TigrisFileSystem, options: dict[str, Any], bucket: str, contents: Contents, opener: str
) -> None:
    class Reporting(contextlib.ExitStack):
        def __exit__(self, *error: object) -> bool:
            with OPENERS[opener](fs, f"{bucket}/a", options) as file:
                try:
                    file.write("report")
                except TypeError:
                    file.write(b"report")
            return True

    with Reporting():
        raise Broken
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        with fs.open(f"{bucket}/b", "wb") as file:
            file.write(b"report")
    assert {"a", "b"} == set(contents())


def test_a_file_that_is_closed_in_an_except_clause_is_stored(
    fs: TigrisFileSystem, bucket: str, contents: Contents
) -> None:
    file, numbers = fs.open(f"{bucket}/a", "wb"), iter(range(3))
    while not file.closed:
        try:
            file.write(b"%d" % next(numbers))
        except StopIteration:
            file.close()
    assert {"a": b"012"} == contents()


@pytest.mark.parametrize("size", [10, LARGE])
def test_a_forgotten_file_stores_nothing_and_warns(
    fs: TigrisFileSystem, client: TigrisHTTP, bucket: str, contents: Contents, size: int
) -> None:
    for mode in ("wb", "w"):
        file = fs.open(f"{bucket}/a", mode, block_size=BLOCK)
        file.write("x" * size if mode == "w" else b"x" * size)
        with pytest.warns(ResourceWarning, match="nothing is stored"):  # noqa: PT031
            del file
            gc.collect()
    # The abort goes on in the background.
    assert any([] == list(client.list_multipart_uploads(bucket)) for _ in range(1000))
    assert {} == contents()


def test_an_interrupted_write_stores_nothing_and_leaves_no_upload(
    fs: TigrisFileSystem, client: TigrisHTTP, bucket: str, contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends the wait of the thread. The loop goes on with the part."""
    wait = sync

    def interrupted(loop: Any, call: Any, *arguments: Any) -> Any:
        if call.__name__ == "write":
            asyncio.run_coroutine_threadsafe(call(*arguments), loop)
            raise KeyboardInterrupt
        return wait(loop, call, *arguments)

    with pytest.raises(KeyboardInterrupt), fs.open(f"{bucket}/a", "wb", block_size=LARGE) as file:  # noqa: PT012
        monkeypatch.setattr(blocking, "sync", interrupted)
        file.write(b"x" * LARGE)
    file = fs.open(f"{bucket}/a", "wb", block_size=1)
    with pytest.raises(KeyboardInterrupt):
        file.write(b"x")
    with pytest.raises(ValueError, match=r"write|closed"):
        file.write(b"y")  # the first one was stored, or was not
    file.close()
    assert {} == contents()
    assert [] == list(client.list_multipart_uploads(bucket))


def test_an_upload_that_fails_is_the_error_of_the_file(
    fs: TigrisFileSystem, client: TigrisHTTP, bucket: str, contents: Contents, tigris: Emulator
) -> None:
    tigris.inject(Fault("status", status=403, operation="UploadPart", times=9))
    with pytest.raises(PermissionError), fs.open(f"{bucket}/a", "wb", block_size=BLOCK) as file:  # noqa: PT012
        for _ in range(20):
            file.write(b"x" * BLOCK)
    tigris.clear_faults()
    tigris.inject(Fault("status", status=403, operation="PutObject"))
    with pytest.raises(PermissionError), fs.open(f"{bucket}/a", "wb") as file:
        file.write(b"x")
    assert {} == contents()
    assert [] == list(client.list_multipart_uploads(bucket))


# -- transactions ----------------------------------------------------------------------------------------------------


def test_a_transaction_stores_all_its_files_at_the_end(fs: TigrisFileSystem, bucket: str, contents: Contents) -> None:
    with fs.transaction:
        with fs.open(f"{bucket}/a", "wb") as file:
            file.write(b"1")
        with fs.open(f"{bucket}/b", "w") as file:
            file.write("2" * BLOCK)
        left_open = fs.open(f"{bucket}/c", "wb")
        left_open.write(b"3")
        assert {} == contents()
    assert {"a": b"1", "b": b"2" * BLOCK, "c": b"3"} == contents()
    with fs.transaction:
        for name, mode in (("c", "w"), ("c.gz", "wt")):
            left_open = fs.open(f"{bucket}/{name}", mode, compression="infer")
            left_open.write("held by the wrapper")
    assert b"held by the wrapper" == contents()["c"] == gzip.decompress(contents()["c.gz"])
    with fs.open(f"{bucket}/d", "wb") as file:
        file.write(b"4")
    assert "d" in contents()


def test_a_transaction_that_fails_stores_none_of_its_files(
    fs: TigrisFileSystem, client: TigrisHTTP, bucket: str, contents: Contents
) -> None:
    with pytest.raises(Broken), fs.transaction:  # noqa: PT012
        for name in "ab":
            with fs.open(f"{bucket}/{name}", "wb", block_size=BLOCK) as file:
                file.write(b"x" * LARGE)
        for mode in ("w", "wt"):
            fs.open(f"{bucket}/{mode}.gz", mode, compression="infer").write("x")
        raise Broken
    assert {} == contents()
    assert [] == list(client.list_multipart_uploads(bucket))


def test_a_transaction_goes_on_without_a_file_that_failed(
    fs: TigrisFileSystem, bucket: str, contents: Contents
) -> None:
    with fs.transaction:
        with fs.open(f"{bucket}/a", "wb") as file:
            file.write(b"1")
        with contextlib.suppress(Broken), fs.open(f"{bucket}/b", "wb") as file:
            file.write(b"2")
            raise Broken
    assert {"a": b"1"} == contents()
