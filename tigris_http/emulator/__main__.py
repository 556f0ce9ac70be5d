"""`python -m tigris_http.emulator`: run an emulator until SIGTERM or Ctrl-C.

Prints the four settings of S3 clients, a line each, once it answers: on a terminal as commands of its shell. Ends with
status 0 on SIGTERM and Ctrl-C. Ends with 2 and a line on standard error if it cannot start.
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
import os
import shlex
import signal
import sqlite3
import sys
import threading
from typing import TYPE_CHECKING, Any, Final, get_args

from tigris_http.emulator.auth.credentials import EmulatorCredentials
from tigris_http.emulator.emulator import DEFAULT_ACCESS_KEY, DEFAULT_SECRET_KEY, MINIMUM_PART_SIZE, Emulator
from tigris_http.emulator.http.faults import Fault, FaultKind
from tigris_http.emulator.responder import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Iterator

_SLICE: Final = 0.5
"""Seconds. Before Python 3.14, a signal does not end a wait without a timeout on Windows."""
_EXAMPLES: Final = f"""\
boto3:

  boto3.client("s3", endpoint_url="http://127.0.0.1:9000", region_name="auto",
               aws_access_key_id="{DEFAULT_ACCESS_KEY}", aws_secret_access_key="{DEFAULT_SECRET_KEY}",
               config=botocore.config.Config(s3={{"addressing_style": "path"}}))

The Tigris command line and SDK for TypeScript (npm: @tigrisdata/cli, @tigrisdata/storage):

  TIGRIS_STORAGE_ENDPOINT=http://127.0.0.1:9000 \\
  TIGRIS_STORAGE_ACCESS_KEY_ID={DEFAULT_ACCESS_KEY} \\
  TIGRIS_STORAGE_SECRET_ACCESS_KEY={DEFAULT_SECRET_KEY} tigris buckets list

Faults: the next put is answered by 503, and the bodies of the next three GETs break after 1,000 bytes.

  python -m tigris_http.emulator --fault status,status=503,operation=PutObject \\
      --fault cut_body,operation=GetObject,times=3,after=1000
"""
_TYPES: Final = {field.name: str(field.type) for field in dataclasses.fields(Fault)}
_NAMES: Final = _TYPES.keys() - {"kind"}


def main(arguments: list[str] | None = None) -> int:
    """Run the emulator; return the exit status."""
    parser = _parser()
    given = parser.parse_args(arguments)
    stop = threading.Event()
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if hasattr(signal, name):  # SIGBREAK is Ctrl-Break of Windows
            signal.signal(getattr(signal, name), lambda _number, _frame: stop.set())
    if given.log:
        _log_requests()
    try:
        emulator = Emulator(
            given.port,
            given.data,
            given.access_key,
            given.secret_key,
            given.host,
            credentials=given.credentials,
            restore_seconds=given.restore_seconds,
            minimum_part_size=given.minimum_part_size,
            clock_skew=given.clock_skew,
        )
        emulator.start()
    except (ValueError, OSError, RuntimeError, sqlite3.Error) as problem:
        print(f"{parser.prog}: {problem}", file=sys.stderr)
        return 2
    with emulator:
        emulator.inject(*given.faults)
        if not given.quiet:
            shell = os.name if sys.stdout.isatty() else None
            for name, value in _settings(emulator):
                print(setting(name, value, shell), flush=True)
        while not stop.wait(_SLICE):
            pass
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tigris_http.emulator",
        description="A local Tigris.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=9000, help="port to listen on, 0 for a free one (default: 9000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--data", metavar="DIR", help="keep everything in this directory (default: in memory)")
    parser.add_argument("--access-key", metavar="K", help=f"access key id (default: {DEFAULT_ACCESS_KEY})")
    parser.add_argument("--secret-key", metavar="S", help=f"secret access key (default: {DEFAULT_SECRET_KEY})")
    parser.add_argument(
        "--credentials",
        metavar="K:S[:TOKEN]",
        action="append",
        default=[],
        type=_credentials,
        help="a further key that may sign, perhaps with a session token (may be repeated)",
    )
    parser.add_argument(
        "--fault",
        metavar="KIND[,NAME=VALUE...]",
        dest="faults",
        action="append",
        default=[],
        type=_fault,
        help=f"misbehave for the next fitting requests (may be repeated). KIND: {', '.join(get_args(FaultKind))}. NAME:"
        f" {', '.join(sorted(_NAMES))}. The class `Fault` describes them",
    )
    parser.add_argument(
        "--restore-seconds",
        metavar="N",
        type=float,
        default=0.0,
        help="time from RestoreObject until an archived object can be read (default: 0)",
    )
    parser.add_argument(
        "--minimum-part-size",
        metavar="N",
        type=int,
        default=MINIMUM_PART_SIZE,
        help="bytes of each part of an upload but the last (default: 5 MiB)",
    )
    parser.add_argument(
        "--clock-skew", metavar="N", type=float, default=0.0, help="seconds by which its clock is wrong (default: 0)"
    )
    parser.add_argument("--log", action="store_true", help="write a line for each request to standard error")
    parser.add_argument("--quiet", action="store_true", help="do not print the settings")
    return parser


def _settings(emulator: Emulator) -> Iterator[tuple[str, str]]:
    yield "AWS_ENDPOINT_URL_S3", emulator.endpoint
    yield "AWS_ACCESS_KEY_ID", emulator.credentials.access_key_id
    yield "AWS_SECRET_ACCESS_KEY", emulator.credentials.secret_access_key
    yield "AWS_REGION", "auto"


def setting(name: str, value: str, shell: str | None) -> str:
    """Return the line of a setting: for the shell of a system, by its `os.name`, or for a file of settings."""
    if shell is None:
        return f"{name}={value}"
    if shell == "nt":
        quoted = value.replace("'", "''")
        return f"$env:{name} = '{quoted}'"
    return f"export {name}={shlex.quote(value)}"


def _log_requests() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    REQUESTS.addHandler(handler)
    REQUESTS.setLevel(logging.INFO)
    REQUESTS.propagate = False


def _credentials(text: str) -> EmulatorCredentials:
    key, _, rest = text.partition(":")
    secret, _, token = rest.partition(":")
    try:
        return EmulatorCredentials(key, secret, token or None)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{problem}; write KEY:SECRET or KEY:SECRET:TOKEN") from None


def _fault(text: str) -> Fault:
    kind, *pairs = text.split(",")
    options: dict[str, Any] = {}
    try:
        for pair in pairs:
            name, _, value = pair.partition("=")
            options[name] = _read(name, value)
        return Fault(kind, **options)  # type: ignore[arg-type]  # Fault checks the kind
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{text!r}: {problem}") from None


def _read(name: str, value: str) -> object:
    """Return the value of a field of `Fault`, in the type of the field."""
    if name not in _NAMES:
        raise ValueError(f"{name!r} is not a part of a fault; they are {', '.join(sorted(_NAMES))}")
    kind = _TYPES[name]
    if "bool" in kind:
        if value not in {"true", "false"}:
            raise ValueError(f"{name} must be true or false")
        return value == "true"
    try:
        return int(value) if "int" in kind else float(value) if "float" in kind else value
    except ValueError:
        raise ValueError(f"{name} must be a number, not {value!r}") from None


if __name__ == "__main__":
    sys.exit(main())
