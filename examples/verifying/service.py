"""The service, its buckets, and their removal."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from tigris_http import NotFound, Request, Response, TigrisError, TigrisHTTP
from tigris_http.operations import CreateBucket, Operation

Pair = tuple[str, str]
JSON: Pair = ("accept", "application/json")
JSON_BODY: Pair = ("content-type", "application/json")
MISSING = f"verify-missing-{secrets.token_hex(8)}"
"""A bucket that does not exist."""


@dataclass(frozen=True)
class Exact(Operation[Response]):
    """A request of exactly this form, which the package's own operations may refuse."""

    asked: Request

    def request(self) -> Request:
        """Return the request."""
        return self.asked

    def parse(self, response: Response) -> Response:
        """Return the response."""
        return response


@dataclass(frozen=True)
class SignFor(Operation[Response]):
    """Let the service sign a URL for some seconds; the client adds its access key id."""

    bucket: str
    seconds: int
    key_id: str = field(default="", repr=False)

    @property
    def needs_key(self) -> bool:
        """Whether the client must add its key."""
        return not self.key_id

    def with_key(self, access_key_id: str) -> SignFor:
        """Return a copy with this key."""
        return replace(self, key_id=access_key_id)

    def request(self) -> Request:
        """Return `POST /?func=presign`."""
        options = {"bucket": self.bucket, "key": "k", "key_id": self.key_id, "type": "get", "expires_in": self.seconds}
        return Request(
            "POST", query=(("func", "presign"),), headers=(JSON, JSON_BODY), body=json.dumps(options).encode()
        )

    def parse(self, response: Response) -> Response:
        """Return the response."""
        return response


@dataclass
class Service:
    """The service under test. It makes each bucket at the first question that needs it."""

    clients: dict[str, TigrisHTTP]
    """By addressing style."""
    patience: float
    """Seconds to wait for an effect that may lag."""
    made: list[str] = field(default_factory=list[str])
    """Buckets that exist, or may exist."""
    tag: str = field(default_factory=partial(secrets.token_hex, 5))

    @property
    def client(self) -> TigrisHTTP:
        """The client with the default addressing style."""
        return self.clients["auto"]

    @cached_property
    def bucket(self) -> str:
        """A snapshot bucket."""
        return self._make(CreateBucket(f"verify-{self.tag}", snapshot_enabled=True))

    @cached_property
    def soft(self) -> str:
        """A snapshot bucket with soft delete."""
        return self._make(CreateBucket(f"verify-{self.tag}-soft", snapshot_enabled=True, soft_delete=7))

    @cached_property
    def fork(self) -> str:
        """A fork of `bucket` with three objects from there."""
        for key in ("fork/both", "fork/only", "fork/gone"):
            self.client.put_object(self.bucket, key, b"base")
        base = self.client.create_snapshot(self.bucket).version
        return self._make(CreateBucket(f"verify-{self.tag}-fork", fork_source=self.bucket, fork_source_snapshot=base))

    def _make(self, creation: CreateBucket) -> str:
        if creation.bucket not in self.made:
            self.made.append(creation.bucket)  # before the request: if its answer is lost, the bucket may exist
        self.client.send(creation)
        return creation.bucket

    def ask(
        self,
        method: str,
        bucket: str | None = None,
        key: str | None = None,
        *headers: Pair,
        query: tuple[Pair, ...] = (),
        body: bytes = b"",
        style: str = "auto",
    ) -> Response:
        """Send a request unchanged; return the answer, or raise `ServiceError`."""
        return self.clients[style].send(Exact(Request(method, bucket, key, query, headers, body)))

    def content(self, bucket: str, key: str) -> str:
        """Return an object as text, "gone" if there is none."""
        try:
            with self.client.get_object(bucket, key) as body:
                return body.read().decode()
        except NotFound:
            return "gone"

    def eventually(self, look: Callable[[], str], wanted: str) -> str:
        """Look until `wanted` is seen or patience ends; return the last observation."""
        end = time.monotonic() + self.patience
        while (seen := look()) != wanted and time.monotonic() < end:
            time.sleep(0.5)
        return seen

    def clean_up(self) -> None:
        """Delete the buckets, forks first. Those left stay in `made`."""
        for pause in (0, self.patience, self.patience):  # a parent may still count its deleted fork for a while
            time.sleep(pause if self.made else 0)
            for name in sorted(self.made, key=lambda name: not name.endswith("-fork")):
                try:
                    if name.endswith("-soft"):
                        self.client.set_bucket_soft_delete(name, False)  # else the name is kept for a week
                    self.client.delete_bucket(name, force=True)
                except NotFound:
                    pass
                except TigrisError:
                    continue
                self.made.remove(name)
