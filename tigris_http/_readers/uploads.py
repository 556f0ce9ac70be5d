"""Rows written as objects, in a task.

Contract: a row is one PUT of the whole object, so a task that is repeated writes the same bytes under the same keys.
The first error ends the task. Objects that were written before it stay.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tigris_http._readers.client_options import ClientOptions, client_of, options_or_environment
from tigris_http._transport.request_body.upload import as_bytes
from tigris_http._unmade import shown
from tigris_http._wire import arguments
from tigris_http._wire.address import check_bucket_name, check_key

if TYPE_CHECKING:
    from tigris_http import TigrisHTTP
    from tigris_http._transport.request_body.upload import Chunk

MOST_CONCURRENCY: Final = 64


@dataclass(frozen=True, slots=True)
class Written:
    """The count of the objects that were written, and of their bytes."""

    objects: int
    bytes: int


@dataclass(frozen=True, slots=True, repr=False)
class Writing:
    """The settings that all tasks of one write share."""

    bucket: str
    client_options: ClientOptions
    prefix: str
    key_column: str
    bytes_column: str
    content_type: str | None
    concurrency: int

    def __post_init__(self) -> None:
        check_bucket_name(self.bucket)
        options_or_environment(self.client_options)
        for name in ("prefix", "key_column", "bytes_column"):
            arguments.text(name, getattr(self, name))
        if self.content_type is not None:
            arguments.header_text("content_type", self.content_type)
        arguments.count("concurrency", self.concurrency, least=1, most=MOST_CONCURRENCY)

    @shown
    def __repr__(self) -> str:
        return f"<objects written to {self.bucket}/{self.prefix}>"

    def write(self, rows: Iterable[tuple[object, object]]) -> Written:
        """Write rows of key and bytes. Raises `ValueError` or `TypeError` for a row that cannot be an object."""
        client = client_of(self.client_options)
        keys: set[str] = set()
        size = 0
        running: deque[Future[object]] = deque()
        with ThreadPoolExecutor(self.concurrency) as pool:
            try:
                for given_key, given_content in rows:
                    key, content = self._checked(given_key, given_content)
                    if key in keys:
                        raise ValueError(f"{self.key_column}: two rows have the key {key!r}, one would be lost")
                    keys.add(key)
                    size += len(content)
                    running.append(pool.submit(self._put, client, key, content))
                    if len(running) > 2 * self.concurrency:
                        running.popleft().result()
                while running:
                    running.popleft().result()
            finally:
                for put in running:
                    put.cancel()
        return Written(len(keys), size)

    def _checked(self, key: Any, content: object) -> tuple[str, Chunk]:  # noqa: ANN401  # of a row
        if not isinstance(key, str):
            raise TypeError(f"{self.key_column} must be str in each row, not {type(key).__name__}")
        name = check_key(self.prefix + key)
        found = as_bytes(content)
        if found is None:
            kind = type(content).__name__
            raise TypeError(f"{self.bytes_column} must be bytes in each row, not {kind}, as for {name!r}")
        return name, found

    def _put(self, client: TigrisHTTP, key: str, content: Chunk) -> object:
        return client.put_object(self.bucket, key, content, content_type=self.content_type)
