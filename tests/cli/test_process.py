"""The program as a process: pipes, closed streams, locales, Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.systems import needs_posix
from tigris_http.emulator import Emulator, Fault

from .shell import ROOT, settings, started

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tigris_http import TigrisHTTP

pytestmark = needs_posix

SIZE = 3 << 20
PATIENCE = 30
"""Seconds that a test waits for something that must come."""


@pytest.fixture
def env(tigris: Emulator, tmp_path: Path) -> dict[str, str]:
    return {**settings(tigris), "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}


@contextmanager
def process(*arguments: str, env: dict[str, str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    for name in ("stdin", "stdout", "stderr"):
        options.setdefault(name, subprocess.PIPE)
    with started(*arguments, env=env, **options) as running:
        try:
            yield running
        finally:
            running.kill()


def run(*arguments: str, env: dict[str, str], stdin: bytes = b"", **options: Any) -> tuple[int, bytes, str]:
    with process(*arguments, env=env, **options) as running:
        out, err = running.communicate(stdin, timeout=PATIENCE)
        return running.returncode, out, (err or b"").decode(errors="replace")


def script(text: str, env: dict[str, str], folder: Path) -> tuple[int, bytes, str]:
    """Run lines of bash in which `t` is the program."""
    shell = shutil.which("bash")
    assert shell is not None
    head = f't() {{ "{sys.executable}" -m tigris_http "$@"; }}\n'
    base = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TIGRIS_"))}
    done = subprocess.run(
        [shell, "-c", head + text], cwd=folder, env={**base, **env}, capture_output=True, timeout=PATIENCE, check=False
    )
    return done.returncode, done.stdout, done.stderr.decode()


def test_objects_go_through_pipes(client: TigrisHTTP, env: dict[str, str], tmp_path: Path) -> None:
    client.put_object("photos", "a", bytes(SIZE))
    done = script(
        "set -euo pipefail\nt cat t3://photos/a | t pipe -q t3://photos/b\nt cat t3://photos/b | wc -c", env, tmp_path
    )
    assert (0, str(SIZE), "") == (done[0], done[1].decode().strip(), done[2])


def test_set_e_ends_a_script_at_the_first_error(client: TigrisHTTP, env: dict[str, str], tmp_path: Path) -> None:
    assert client.exists("photos", "none") is False
    code, out, err = script("set -e\nt stat t3://photos/none\necho not reached", env, tmp_path)
    assert (3, b"", 1) == (code, out, err.count("\n"))


def test_names_of_any_kind_go_through_xargs(client: TigrisHTTP, env: dict[str, str], tmp_path: Path) -> None:
    for key in ("a b", "quote's\"", "line\nbreak", "ü", "keep.txt"):
        client.put_object("photos", key, b"")
    text = f"t find -0 t3://photos --name '*[!t]' | xargs -0 {sys.executable} -m tigris_http rm -q"
    assert (0, b"", "") == script(text, env, tmp_path)
    assert ["keep.txt"] == [each.key for each in client.list_objects_v2("photos")]


def test_a_reader_that_goes_away_ends_the_program_quietly(
    client: TigrisHTTP, env: dict[str, str], tmp_path: Path
) -> None:
    for number in range(150):
        client.put_object("photos", f"{'k' * 1000}{number:05}", b"")
    client.put_object("photos", "a", bytes(SIZE))
    often = "t3://photos " * 20  # more than any pipe holds
    for command in (f"ls -r {often}", "cat t3://photos/a", f"--json find {often}"):
        code, out, err = script(f"t {command} | head -c 1 > /dev/null; echo ${{PIPESTATUS[0]}}", env, tmp_path)
        assert (0, b"141\n", "") == (code, out, err), command


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_an_error(client: TigrisHTTP, env: dict[str, str], tmp_path: Path) -> None:
    client.put_object("photos", "a", bytes(SIZE))
    client.put_object("photos", "b", b"1")
    client.put_object("photos", "c", b"1")
    for command in ("ls t3://photos", "cat t3://photos/a", "--help", "cp t3://photos/b t3://photos/c ."):
        code, _, err = script(f"t {command} > /dev/full", env, tmp_path)
        assert (1, 1) == (code, err.count("\n")), err
        assert "standard output: No space left on device" in err


def test_closed_streams_do_not_break_the_program(client: TigrisHTTP, env: dict[str, str], tmp_path: Path) -> None:
    client.put_object("photos", "a", b"1")
    assert (1, "tigris-http ls: standard output: Bad file descriptor\n") == script(
        "t ls t3://photos >&-", env, tmp_path
    )[::2]
    assert (0, b"a\n", "") == script("t ls t3://photos 2>&- <&-", env, tmp_path)
    assert 3 == script("t stat t3://photos/none 2>&-", env, tmp_path)[0]


@pytest.mark.parametrize(
    "command",
    ["pipe t3://photos/a", "cp - t3://photos/a", "run -", "bundle t3://photos out", "bundle --tar t3://photos -"],
)
def test_a_standard_input_that_is_closed_is_not_an_empty_one(
    client: TigrisHTTP, env: dict[str, str], tmp_path: Path, command: str
) -> None:
    client.put_object("photos", "a", b"1")
    done = script(f"t {command} <&-", env, tmp_path)
    assert (1, b"", f"tigris-http {command.split(maxsplit=1)[0]}: standard input: Bad file descriptor\n") == done
    assert 1 == client.head_object("photos", "a").size


@pytest.mark.parametrize(
    "locale",
    [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "latin-1"}],
)
def test_names_are_utf8_in_every_locale(
    client: TigrisHTTP, env: dict[str, str], tmp_path: Path, locale: dict[str, str]
) -> None:
    tmp_path.joinpath("ü.txt").write_text("x", "utf-8")
    env = {**env, **locale}
    assert 0 == run("cp", "ü.txt", "t3://photos/é/", env=env, cwd=tmp_path)[0]
    assert ["é/ü.txt"] == [each.key for each in client.list_objects_v2("photos")]
    assert "é/ü.txt\n".encode() == run("ls", "-r", "t3://photos", env=env)[1]
    code, _, err = run("stat", "t3://photos/ö", env=env)
    assert (3, 1) == (code, err.count("\n"))
    assert 0 == run("cp", "t3://photos/é/ü.txt", "out/", env=env, cwd=tmp_path)[0]
    assert "x" == tmp_path.joinpath("out", "ü.txt").read_text("utf-8")
    assert 0 == run("run", "-", env=env, cwd=tmp_path, stdin="cp ü.txt t3://photos/ñ".encode())[0]
    assert client.exists("photos", "ñ")


def until(condition: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.01)


def interrupted(running: subprocess.Popen[bytes], number: int = signal.SIGINT) -> tuple[int, float, str]:
    begun = time.monotonic()
    running.send_signal(number)
    _, err = running.communicate(timeout=PATIENCE)
    return running.returncode, time.monotonic() - begun, err.decode()


def test_ctrl_c_ends_a_download_within_a_second(
    tigris: Emulator, client: TigrisHTTP, env: dict[str, str], tmp_path: Path
) -> None:
    for key in ("a", "b", "c"):
        client.put_object("photos", key, bytes(SIZE))
    tigris.inject(Fault("slow_body", operation="GetObject", key="b", rate=100_000))
    words = ("t3://photos/a", "t3://photos/b", "t3://photos/c", "out/")
    with process("cp", *words, env=env, cwd=tmp_path) as running:
        assert running.stdout is not None
        assert {b"a", b"c"} == {running.stdout.readline().strip()[-1:] for _ in range(2)}
        until(lambda: sum(each.operation == "GetObject" for each in tigris.requests) > 2)
        code, seconds, err = interrupted(running)
    assert (130, 1) == (code, err.count("\n"))
    assert seconds < 1.5
    assert "tigris-http cp: interrupted: 2 done (6,291,456 bytes); not done: t3://photos/b -> out/b" in err
    assert ["a", "c"] == sorted(each.name for each in tmp_path.joinpath("out").iterdir())


def test_ctrl_c_says_how_far_a_tree_is(
    tigris: Emulator, client: TigrisHTTP, env: dict[str, str], tmp_path: Path
) -> None:
    for key in ("a", "b"):
        client.put_object("photos", key, bytes(SIZE))
    tigris.inject(Fault("slow_body", operation="GetObject", key="b", rate=100_000, times=1_000))
    with process("sync", "--json", "t3://photos", "out/", env=env, cwd=tmp_path) as running:
        assert running.stdout is not None
        assert b'"source": "t3://photos/a"' in running.stdout.readline()
        code, seconds, err = interrupted(running)
    assert (130, 1) == (code, err.count("\n"))
    assert seconds < 1.5
    assert "interrupted: 1 done (" in err
    assert "not done: t3://photos/ -> out/" in err
    assert ["a"] == sorted(each.name for each in tmp_path.joinpath("out").iterdir())


@pytest.mark.parametrize(
    ("words", "rest"), [(("cat", "t3://photos/a"), b"t3://photos/a"), (("run", "list"), b"the rest of the list")]
)
def test_ctrl_c_ends_a_write_that_nobody_reads(
    client: TigrisHTTP, env: dict[str, str], tmp_path: Path, words: tuple[str, ...], rest: bytes
) -> None:
    client.put_object("photos", "a", bytes(SIZE))
    tmp_path.joinpath("list").write_text(f"presign t3://photos/{'k' * 900}\n" * 3000, "utf-8")
    with process(*words, env=env, cwd=tmp_path) as running:
        assert running.stdout is not None
        assert 1 == len(running.stdout.read(1))
        begun = time.monotonic()
        running.send_signal(signal.SIGINT)
        assert 130 == running.wait(PATIENCE)
        assert time.monotonic() - begun < 1.5
        assert running.stderr is not None
        err = running.stderr.read()
        assert b"not done: " + rest in err
        assert 1 == err.count(b"\n")


@contextmanager
def inherited(number: signal.Signals, handler: signal.Handlers) -> Iterator[None]:
    """Let processes inherit this handling of a signal. `nohup` may have changed it for the tests, too."""
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, before)


@pytest.mark.parametrize(("name", "expected"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_ends_a_download_in_order(
    tigris: Emulator, client: TigrisHTTP, env: dict[str, str], tmp_path: Path, name: str, expected: int
) -> None:
    client.put_object("photos", "a", bytes(SIZE))
    tigris.inject(Fault("slow_body", operation="GetObject", rate=100_000))
    number = getattr(signal, name)
    with inherited(number, signal.SIG_DFL), process("cp", "t3://photos/a", "out/", env=env, cwd=tmp_path) as running:
        until(lambda: any(each.operation == "GetObject" for each in tigris.requests))
        code, seconds, err = interrupted(running, number)
    assert (expected, 1) == (code, err.count("\n"))
    assert seconds < 1.5
    assert [] == list(tmp_path.joinpath("out").iterdir())


@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP"])
def test_a_signal_that_nohup_or_a_shell_ignores_stays_ignored(
    tigris: Emulator, client: TigrisHTTP, env: dict[str, str], tmp_path: Path, name: str
) -> None:
    client.put_object("photos", "a", bytes(SIZE))
    tigris.inject(Fault("slow_body", operation="GetObject", rate=8 * SIZE))
    number = getattr(signal, name)
    with inherited(number, signal.SIG_IGN), process("cp", "t3://photos/a", "a", env=env, cwd=tmp_path) as running:
        until(lambda: any(each.operation == "GetObject" for each in tigris.requests))
        code, _, err = interrupted(running, number)
    assert (0, "") == (code, err)
    assert bytes(SIZE) == tmp_path.joinpath("a").read_bytes()


@contextmanager
def silent() -> Iterator[tuple[socket.socket, str]]:
    """A service that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server, f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize(
    ("command", "rest"),
    [
        (("ls", "t3://photos"), "t3://photos/"),
        (("pipe", "t3://photos/a"), "t3://photos/a"),
        (("run", "list"), "the rest of the list"),
        (("rm", "t3://photos/a", "t3://photos/b"), "t3://photos/a and 1 more"),
    ],
)
def test_ctrl_c_ends_a_wait_for_the_service(
    env: dict[str, str], tmp_path: Path, command: tuple[str, ...], rest: str
) -> None:
    tmp_path.joinpath("list").write_text("stat t3://photos/a\n" * 50, "utf-8")
    with silent() as (server, endpoint):
        words = (*command, "--json", "--endpoint", endpoint)
        with process(*words, env=env, cwd=tmp_path, stdin=subprocess.DEVNULL) as running:
            connection, _ = server.accept()
            with connection:
                assert connection.recv(1)
                code, seconds, err = interrupted(running)
    assert (130, 1) == (code, err.count("\n")), err
    assert seconds < 1.5
    assert f"interrupted: 0 done; not done: {rest}" in err


def test_an_upload_in_parts_is_aborted_by_ctrl_c(
    tigris: Emulator, client: TigrisHTTP, env: dict[str, str], tmp_path: Path
) -> None:
    tmp_path.joinpath("big").write_bytes(bytes(40 << 20))
    tigris.inject(Fault("stall_body", operation="CompleteMultipartUpload"))
    with process("cp", "big", "t3://photos/big", env=env, cwd=tmp_path) as running:
        until(lambda: any(each.operation == "UploadPart" for each in tigris.requests))
        code, seconds, err = interrupted(running)
    assert 130 == code
    assert seconds < 1.5
    assert "not done: big -> t3://photos/big" in err


def test_an_error_inside_shows_a_traceback_only_with_debug(env: dict[str, str]) -> None:
    program = (
        "import sys\nfrom tigris_http import TigrisHTTP\nfrom tigris_http.cli.main import entry\n"
        "def broken(*a, **k): raise RuntimeError('a bug')\n"
        "TigrisHTTP.list_buckets = broken\nsys.argv = ['tigris-http', 'ls', *sys.argv[1:]]\nentry()"
    )
    for words, expected in (((), 1), (("--debug",), 1)):
        done = subprocess.run(
            [sys.executable, "-c", program, *words], env={**os.environ, **env}, cwd=ROOT, capture_output=True,
            text=True, timeout=PATIENCE, check=False, encoding="utf-8",
        )  # fmt: skip
        assert expected == done.returncode
        assert bool(words) == ("Traceback" in done.stderr)
        assert "a bug" in done.stderr


def test_the_emulator_runs_until_ctrl_c(env: dict[str, str]) -> None:
    with process("emulator", "--port", "0", env=env) as running:
        assert running.stdout is not None
        first = running.stdout.readline().decode().strip()
        endpoint = first.removeprefix("AWS_ENDPOINT_URL_S3=")
        assert (0, b"", "") == run("ls", "--endpoint", endpoint, env=env)
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=PATIENCE)
        assert 0 == running.returncode
    code, out, _ = run("emulator", "--help", env=env)
    assert (0, True) == (code, b"--restore-seconds" in out)
