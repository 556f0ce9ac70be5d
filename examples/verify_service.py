"""Check the assumptions of this package about the service, with your Tigris account.

    python examples/verify_service.py            # reads only; makes no bucket
    python examples/verify_service.py --write    # makes three buckets `verify-...` and deletes them at the end
    python examples/verify_service.py --json     # a document instead of lines, for a report
    python examples/verify_service.py --help

Each question is a small function in `verifying/`. Its decorator names the expected answers; the package copes with each
of them. The exit code is 1 if an answer differs, or if a bucket could not be deleted. Writing takes about a minute and
2 MB.

Credentials come from the environment or a profile, as for `TigrisHTTP.from_env()`. Without any, a local emulator
answers, which shows the assumptions. The output holds no keys, no URLs and no names of your buckets.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from contextlib import ExitStack
from functools import partial
from urllib.parse import urlsplit

from _emulator import emulator_if_no_credentials
from verifying.asking import QUESTIONS, Outcome, asked
from verifying.service import MISSING, Service

from tigris_http import CredentialsError, RetryPolicy, TigrisHTTP, __version__
from tigris_http.operations import GetObject

STUBBORN = RetryPolicy(max_attempts=3, deadline=60)


def service(stack: ExitStack, patience: float) -> tuple[Service, str]:
    """Return the service of the environment, else an emulator, and its description."""
    emulator = stack.enter_context(emulator_if_no_credentials(announce=False))
    # Virtual hosts need a name, not an address.
    endpoint = None if emulator is None else f"http://localhost:{emulator.port}"
    made = partial(TigrisHTTP.from_env, endpoint=endpoint, retry=STUBBORN)
    clients = {
        "auto": made(),
        "path": made(addressing_style="path"),
        "virtual": made(addressing_style="virtual"),
    }
    if emulator is not None:
        patience, words = 0.0, "a local emulator: no credentials were found"
    else:
        words = origin(clients["path"]) or "the service of the environment"
    for client in clients.values():
        stack.enter_context(client)
    try:
        origin(clients["virtual"])
    except ValueError:  # the endpoint is an IP address
        del clients["virtual"]
    return Service(clients, patience), words


def origin(client: TigrisHTTP) -> str | None:
    """Return scheme and host of a client, or None without a key to sign a URL."""
    try:
        url = urlsplit(client.presigned_url(GetObject(MISSING, "k")).url)
    except CredentialsError:  # a session token, or a failing provider
        return None
    return f"{url.scheme}://{url.netloc}"


def line(outcome: Outcome) -> str:
    mark, question = "same  " if outcome.same else "DIFFER", outcome.question
    return f"{mark} {question.text:<60} expected {' or '.join(question.expected):<48} observed {outcome.observed}"


def document(words: str, found: list[Outcome], wanted: int, left: list[str]) -> str:
    rows = [
        {
            "question": outcome.question.text,
            "expected": outcome.question.expected,
            "observed": outcome.observed,
            "same": outcome.same,
        }
        for outcome in found
    ]
    head = {"service": words, "tigris_http": __version__, "complete": len(found) == wanted, "left_behind": left}
    return json.dumps({**head, "questions": rows}, indent=2)


def summary(found: list[Outcome], wanted: int, left: list[str]) -> str:
    differ = sum(not outcome.same for outcome in found)
    lines = [f"\n{len(found)} of {wanted} questions asked, {differ} answered otherwise than expected"]
    return "\n".join([*lines, *(f"left behind, please delete: {name}" for name in left)])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="make three buckets, and delete them at the end")
    parser.add_argument("--json", action="store_true", help="print a document instead of lines")
    parser.add_argument("--patience", type=float, default=10.0, help="seconds to wait for effects that lag (10)")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # runs `finally`
    found: list[Outcome] = []
    with ExitStack() as stack:
        target, words = service(stack, options.patience)
        questions = [each for each in QUESTIONS if (options.write or not each.writes) and each.style in target.clients]
        if not options.json:
            print(f"asking {words}", flush=True)
        try:
            for question in questions:
                found.append(asked(question, target))
                if not options.json:
                    print(line(found[-1]), flush=True)
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            try:
                target.clean_up()
            finally:  # after a second Ctrl-C, too, print the names of left buckets
                report = (found, len(questions), target.made)
                print(document(words, *report) if options.json else summary(*report), flush=True)
    return 1 if target.made or not all(outcome.same for outcome in found) else 0


if __name__ == "__main__":
    sys.exit(main())
