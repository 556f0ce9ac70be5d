"""The source of a bucket that migrates: another S3 store, asked by HTTP.

Contract: None means that the source lacks the object. A source that fails raises `ErrorResponse`: no answer never
counts as a missing object. Nothing here holds the store's lock during a request.
"""

from __future__ import annotations

import http.client
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from tigris_http.emulator.auth.signing import query_text, signed_headers
from tigris_http.emulator.handlers.objects.new_object import CONTENT_HEADERS, check_fields
from tigris_http.emulator.http import xml
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.http.message import percent
from tigris_http.emulator.rules.checksums import Digester
from tigris_http.emulator.service import allow_read
from tigris_http.emulator.store.clock import SECOND, date_seconds
from tigris_http.emulator.store.rows import Content, Details, Version

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping

    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.rules.migration import MigrationSource
    from tigris_http.emulator.service import Service
    from tigris_http.emulator.store.catalog import Bucket

_TIMEOUT: Final = 30
_READ_SIZE: Final = 1 << 18
_MAX_LISTING: Final = 16 << 20
"""Bytes of a listing."""


@dataclass(frozen=True)
class SourceStore:
    """A client of the source of one bucket."""

    service: Service
    bucket: Bucket
    setting: MigrationSource

    def head(self, key: bytes) -> Version | None:
        """Return an object of the source as a version of this bucket, or None."""
        with self._ask("HEAD", key) as answer:
            return None if answer is None else self._version(key, answer)

    def copy(self, key: bytes) -> bool:
        """Copy an object from the source; return whether it exists. A version written here meanwhile stays."""
        with self._ask("GET", key) as answer:
            if answer is None:
                return False
            version = self._version(key, answer)
            content = self._received(answer, version)

        def still_missing(current: Version | None) -> None:
            if current is not None:
                raise _WrittenMeanwhile

        try:
            self.service.objects.put(
                self.bucket.name, key, content, version.storage_class, version.details, still_missing
            )
        except _WrittenMeanwhile:
            self.service.store.blobs.free(content.blob)
        except BaseException:
            self.service.store.blobs.free(content.blob)
            raise
        return True

    def listing(self, pairs: Iterable[tuple[bytes, bytes]]) -> bytes:
        """Return the source's answer to a listing, under the name of this bucket."""
        with self._ask("GET", b"", pairs) as answer:
            body = b"" if answer is None else answer.read(_MAX_LISTING)
        if not body:
            raise ErrorResponse("NoSuchBucket", "The source of the migration does not exist.")
        try:
            document = xml.read(body, "ListBucketResult")
        except ValueError as problem:
            raise _unusable("its listing cannot be read") from problem
        return xml.document("ListBucketResult", _renamed(xml.copied(document), self.bucket.name))

    def write(self, version: Version) -> None:
        """Write an object through to the source."""
        if version.blob is None:
            return
        details = version.details
        headers = {name: value for name, value in details.headers.items() if name in CONTENT_HEADERS}
        headers |= {f"x-amz-meta-{name}": value for name, value in details.metadata.items()}
        headers["content-length"] = str(version.size)
        blobs = self.service.store.blobs
        blobs.hold(version.blob)
        try:
            pieces = blobs.read(version.blob, 0, version.size)
            with self._ask("PUT", version.key, headers=headers, body=pieces) as answer:
                if answer is None:
                    raise _unusable("it has no such bucket")
        finally:
            blobs.release(version.blob)

    def delete(self, key: bytes) -> None:
        """Delete an object in the source."""
        with self._ask("DELETE", key):
            pass

    @contextmanager
    def _ask(
        self,
        method: str,
        key: bytes,
        query: Iterable[tuple[bytes, bytes]] = (),
        headers: Mapping[str, str] | None = None,
        body: Iterable[bytes | memoryview] | None = None,
    ) -> Generator[http.client.HTTPResponse | None, None, None]:
        """Send a request to the source; yield None for 404."""
        parts, asked = urlsplit(self.setting.endpoint), query_text(query)
        path = percent(b"/" + self.setting.name.encode() + (b"/" + key if key else b""))
        keys = (self.setting.access_key, self.setting.secret_key)
        now = self.service.clock.now()
        signed = signed_headers(method, parts.netloc, path, asked, headers or {}, keys, self.setting.region, now)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT)
        try:
            connection.request(method, f"{path}?{asked}" if asked else path, body, signed)
            answer = connection.getresponse()
            if answer.status >= 400 and answer.status != 404:
                raise _unusable(f"it answered {answer.status}")
            yield None if answer.status == 404 else answer
        except (OSError, http.client.HTTPException) as problem:
            raise _unusable("it cannot be reached") from problem
        finally:
            connection.close()

    def _received(self, answer: http.client.HTTPResponse, version: Version) -> Content:
        digester = Digester(frozenset(), sha256=False)
        writer = self.service.store.blobs.writer()
        try:
            while piece := answer.read(_READ_SIZE):
                digester.update(piece)
                writer.write(piece)
            _check_whole(digester.size, version.size)
            return Content(writer.commit(), digester.size, version.etag)
        except BaseException:
            writer.discard()
            raise

    def _version(self, key: bytes, answer: http.client.HTTPResponse) -> Version:
        given = {name.lower(): value for name, value in answer.getheaders()}
        try:
            modified = date_seconds(given["last-modified"])
            size, etag = int(given["content-length"]), given["etag"].strip('"')
        except (KeyError, ValueError) as problem:
            raise _unusable("its answer lacks headers of an object") from problem
        details = Details(
            {name: given[name] for name in CONTENT_HEADERS if name in given},
            {name[11:]: value for name, value in given.items() if name.startswith("x-amz-meta-")},
        )
        try:
            check_fields(details.headers, details.metadata)
        except ErrorResponse as problem:
            raise _unusable(f"its answer has an unusable header: {problem.message}") from problem
        return Version(self.bucket.id, key, modified * SECOND, 0, None, size, etag, "STANDARD", details.json())


class _WrittenMeanwhile(Exception):
    pass


def source_of(service: Service, bucket: Bucket) -> SourceStore | None:
    """Return the source of a bucket, or None."""
    return None if bucket.settings.source is None else SourceStore(service, bucket, bucket.settings.source)


def write_through_source(service: Service, bucket: Bucket) -> SourceStore | None:
    """Return the source of a bucket with write-through, or None."""
    source = source_of(service, bucket)
    return source if source is not None and source.setting.write_through else None


def source_for_missing(service: Service, call: Call) -> SourceStore | None:
    """Return the source for a key without any version or marker here, or None."""
    bucket = service.catalog.find(call.bucket)
    source = source_of(service, bucket)
    if source is None or "versionId" in call.query or "x-tigris-snapshot-version" in call.headers:
        return None
    if service.objects.look(bucket, call.key) is not None:
        return None
    allow_read(call, bucket, None)
    return source


def lists_source(call: Call, source: SourceStore) -> bool:
    """Return whether the source answers a listing, as it does with write-through. Else only migrated objects count."""
    side = (call.headers.get("x-tigris-list-source") or "").strip().lower()
    if side not in {"", "tigris", "shadow"}:
        raise ErrorResponse("InvalidArgument", "X-Tigris-List-Source must be tigris or shadow")
    return side == "shadow" or (side == "" and source.setting.write_through)


def _check_whole(received: int, announced: int) -> None:
    if received != announced:
        raise _unusable("it broke off")


def _renamed(children: xml.Children, name: str) -> xml.Children:
    return [(child, name if child == "Name" else value) for child, value in children]


def _unusable(why: str) -> ErrorResponse:
    return ErrorResponse("ServiceUnavailable", f"The source of the migration cannot be used: {why}.")
