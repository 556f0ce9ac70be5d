"""`python -m tigris_http.emulator`: run an emulator until SIGTERM or Ctrl-C.

Prints the four settings of S3 clients, a line each, once it answers. Ends with status 0 on SIGTERM and Ctrl-C. Ends
with 2 and one line on standard error if it cannot start.
"""

from __future__ import annotations

import argparse
import signal
import sqlite3
import sys
import threading
from typing import Final

from tigris_http.emulator.emulator import Emulator

_SLICE: Final = 0.5
"""Seconds. Before Python 3.14, a signal does not end a wait without a timeout on Windows."""


def main(arguments: list[str] | None = None) -> int:
    """Run the emulator; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tigris_http.emulator", description="A local Tigris.")
    parser.add_argument("--port", type=int, default=9000, help="port to listen on, 0 for a free one (default: 9000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--data", metavar="DIR", help="keep everything in this directory (default: in memory)")
    parser.add_argument("--access-key", metavar="K", help="access key id (default: tid_emulator)")
    parser.add_argument("--secret-key", metavar="S", help="secret access key (default: tsec_emulator)")
    given = parser.parse_args(arguments)
    stop = threading.Event()
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if hasattr(signal, name):  # SIGBREAK is Ctrl-Break of Windows
            signal.signal(getattr(signal, name), lambda _number, _frame: stop.set())
    try:
        emulator = Emulator(given.port, given.data, given.access_key, given.secret_key, given.host)
        emulator.start()
    except (ValueError, OSError, RuntimeError, sqlite3.Error) as problem:
        print(f"{parser.prog}: {problem}", file=sys.stderr)
        return 2
    with emulator:
        for name, value in (
            ("AWS_ENDPOINT_URL_S3", emulator.endpoint),
            ("AWS_ACCESS_KEY_ID", emulator.credentials.access_key_id),
            ("AWS_SECRET_ACCESS_KEY", emulator.credentials.secret_access_key),
            ("AWS_REGION", "auto"),
        ):
            print(f"{name}={value}", flush=True)
        while not stop.wait(_SLICE):
            pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
