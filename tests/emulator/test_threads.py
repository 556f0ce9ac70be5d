"""The emulator starts, wakes and ends its threads, also if the system refuses or behaves as Windows does."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.systems import needs_posix
from tigris_http.emulator import Emulator
from tigris_http.emulator import __main__ as program
from tigris_http.emulator.http import server
from tigris_http.emulator.store.clock import Clock

from . import wire

ROOT = Path(__file__).parents[2]
REAL_START = threading.Thread.start


class Refusing:
    """Refuse to start the next threads of connections, as a system at its limit does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
        self.left = times

        def start(thread: threading.Thread) -> None:
            if thread.name == "tigris-emulator" and self.left:
                self.left -= 1
                raise RuntimeError("can't start new thread")
            REAL_START(thread)

        monkeypatch.setattr(threading.Thread, "start", start)


def test_a_connection_without_a_thread_is_closed_and_the_next_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    with Emulator(max_connections=1) as tigris:
        refusing = Refusing(monkeypatch, 3)
        for _ in range(3):
            assert b"" == wire.exchange(tigris, b"")
        assert 0 == refusing.left
        assert 200 == wire.send(tigris, "GET", "/").status  # the only slot is free


@needs_posix
def test_the_program_ends_on_sigterm_after_a_thread_could_not_start() -> None:
    script = (
        "import sys, threading\n"
        "from tigris_http.emulator.__main__ import main\n"
        "real, left = threading.Thread.start, ['once']\n"
        "def start(thread):\n"
        "    if thread.name == 'tigris-emulator' and left:\n"
        "        left.pop()\n"
        '        raise RuntimeError("can\'t start new thread")\n'
        "    real(thread)\n"
        "threading.Thread.start = start\n"
        "sys.exit(main(['--port', '0']))\n"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            port = int(running.stdout.readline().strip().rpartition(":")[2])
            with socket.create_connection(("127.0.0.1", port), timeout=10) as sock:
                assert b"" == sock.recv(1)
            running.send_signal(signal.SIGTERM)
            _, err = running.communicate(timeout=20)
            assert (0, "") == (running.returncode, err)
        finally:
            running.kill()


def test_an_emulator_without_an_acceptor_leaves_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    emulator = Emulator()
    monkeypatch.setattr(threading.Thread, "start", start)
    with pytest.raises(RuntimeError, match="can't start new thread"):
        emulator.start()
    monkeypatch.undo()
    with emulator:
        assert 200 == wire.send(emulator, "GET", "/").status


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "127.0.0.1"), ("127.0.0.1", "127.0.0.1")])
def test_an_emulator_on_all_interfaces_names_the_loopback(host: str, shown: str) -> None:
    with Emulator(host=host) as tigris:
        assert f"http://{shown}:{tigris.port}" == tigris.endpoint
        assert 200 == wire.send(tigris, "GET", "/").status


def test_stopping_needs_no_connection_to_the_acceptor(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object, **__: object) -> socket.socket:
        raise OSError(10049, "The requested address is not valid in its context")

    threads = set(threading.enumerate())
    with Emulator(host="0.0.0.0"):
        monkeypatch.setattr(socket, "create_connection", unreachable)
        monkeypatch.setattr(socket.socket, "shutdown", unreachable)
    assert threads == set(threading.enumerate())


class DeafSocket:
    """A socket whose `recv` a shutdown does not wake, only a close."""

    def __init__(self) -> None:
        self.closed = threading.Event()
        self.waiting = threading.Event()

    def recv(self, _: int) -> bytes:
        self.waiting.set()
        self.closed.wait()
        raise OSError(10038, "An operation was attempted on something that is not a socket")

    def close(self) -> None:
        self.closed.set()

    def shutdown(self, _: int) -> None:
        if self.closed.is_set():
            raise OSError(10038, "not a socket")

    def setsockopt(self, *_: object) -> None:
        raise OSError(10022, "An invalid argument was supplied")  # some systems refuse after a reset

    def settimeout(self, _: float) -> None:
        pass


class ListenerOf:
    """A listener that hands out one connection, then none."""

    def __init__(self, connection: DeafSocket) -> None:
        self.left: list[Any] = [connection]

    def accept(self) -> tuple[Any, None]:
        if self.left:
            return self.left.pop(), None
        raise TimeoutError

    def getsockname(self) -> tuple[str, int]:
        return "127.0.0.1", 9

    def close(self) -> None:
        self.left.clear()

    def settimeout(self, _: float) -> None:
        pass


class Silent:
    """Answers nothing."""

    def respond(self, incoming: object) -> Any:
        raise AssertionError(incoming)


def test_a_waiting_thread_is_woken_by_closing_its_socket() -> None:
    threads = set(threading.enumerate())
    deaf = DeafSocket()
    parts: tuple[Any, Any] = (ListenerOf(deaf), Silent())
    serving = server.Server(*parts, Clock(), "fra", 60, 2)
    serving.start()
    assert deaf.waiting.wait(10)
    serving.stop()
    assert deaf.closed.is_set()
    assert threads == set(threading.enumerate())


def test_an_address_is_exclusive_if_the_system_can(monkeypatch: pytest.MonkeyPatch) -> None:
    # SO_KEEPALIVE stands for the option of Windows: here it can be set and read, too.
    monkeypatch.setattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_KEEPALIVE, raising=False)
    listener = server.listen("127.0.0.1", 0)
    with listener:
        exclusive = listener.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        shared = listener.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)
    assert (True, False) == (bool(exclusive), bool(shared))


def test_the_program_waits_in_slices_and_hears_ctrl_break(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: dict[int, Any] = {}
    waits: list[float | None] = []
    real_event = threading.Event
    ctrl_break = 21

    class Event(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout)
            if len(waits) == 3:
                heard[ctrl_break](ctrl_break, None)
            return self.is_set()

    events: list[threading.Event] = [Event()]
    monkeypatch.setattr(signal, "SIGBREAK", ctrl_break, raising=False)
    monkeypatch.setattr(signal, "signal", heard.__setitem__)
    monkeypatch.setattr(threading, "Event", lambda: events.pop() if events else real_event())
    assert 0 == program.main(["--port", "0"])
    assert {signal.SIGTERM, signal.SIGINT, ctrl_break} == set(heard)
    assert 3 == len(waits)
    assert None not in waits
