"""Drive an exchange with given answers; no network and no clock."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from tigris_http._auth.keyring_sync import BlockingKeyring
from tigris_http._auth.sigv4 import Signer
from tigris_http._core.bundle_support import BundleSupport
from tigris_http._core.clock_skew import Skew
from tigris_http._core.exchange import ask
from tigris_http._core.messages import (
    NO_PAYLOAD,
    CallContext,
    Payload,
    Reply,
    Send,
)
from tigris_http._core.retry import RetryPolicy
from tigris_http._core.retry_budget import RetryBudget
from tigris_http._wire.address import Endpoint
from tigris_http._wire.http import Head, Headers
from tigris_http.credentials import Credentials
from tigris_http.errors import (
    ConnectionFailed,
    TigrisError,
)
from tigris_http.operations import (
    HeadObject,
    Operation,
    RenameObject,
)
from tigris_http.operations._steps import Sleep

NOW = datetime(2026, 10, 20, 10, 57, 30, tzinfo=timezone.utc)
LOST = ConnectionFailed
COPIED = b"<CopyObjectResult><ETag>&#34;e&#34;</ETag></CopyObjectResult>"
OBJECT: Headers = (("content-length", "3"), ("etag", '"e"'))


def plan(**changes: Any) -> CallContext:
    signer = Signer()
    return CallContext(
        endpoint=Endpoint.parse("https://t3.storage.dev"),
        style="auto",
        policy=RetryPolicy(),
        budget=RetryBudget(),
        skew=Skew(),
        keys=BlockingKeyring(Credentials("tid_a", "tsec_b"), lambda: NOW),
        signer=lambda: signer,
        now=lambda: NOW,
        monotonic=lambda: 0.0,
        random=lambda: 1.0,
        bundles=BundleSupport(),
    )._replace(**changes)


def reply(status: int = 200, body: bytes = b"", *headers: tuple[str, str]) -> Reply[Any]:
    return Reply(Head(status, headers), body)


def refused(status: int, code: str, *headers: tuple[str, str]) -> Reply[Any]:
    return reply(status, f"<Error><Code>{code}</Code><Message>m</Message></Error>".encode(), *headers)


@dataclass
class Played:
    result: object
    sends: list[Send]
    waits: list[float]

    @property
    def methods(self) -> list[str]:
        return [f"{send.method} {send.key}" for send in self.sends]


def play(
    operation: Operation[Any], *outcomes: Reply[Any] | TigrisError, payload: Payload = NO_PAYLOAD, **changes: Any
) -> Played:
    return drive(ask(plan(**changes), operation, operation.request(), payload), *outcomes)


def drive(exchange: Generator[Any, Any, Any], *outcomes: Reply[Any] | TigrisError) -> Played:
    """Answer each `Send` by the next outcome; return the result, or the error in its place."""
    played, left, outcome = Played(None, [], []), list(outcomes), None
    while True:
        try:
            step = exchange.send(outcome)
        except StopIteration as end:
            played.result = end.value
        except TigrisError as error:
            played.result = error
        else:
            if isinstance(step, Sleep):
                played.waits.append(step.seconds)
                outcome = None
            else:
                played.sends.append(step)
                outcome = left.pop(0)
            continue
        assert [] == left
        return played


HEAD = HeadObject("bucket", "key")
RENAME = RenameObject("bucket", "old", "new")
