"""A small S3 store in memory that knows nothing of Tigris: it passes over headers and queries that it does not know.

    store = PlainStore()
    client = TigrisHTTP("https://store.example", KEYS, transport=httpx.MockTransport(store))

It keeps buckets as dictionaries of objects, addressed by path.
"""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import formatdate
from urllib.parse import unquote
from xml.sax.saxutils import escape

import httpx


@dataclass
class Stored:
    """One object."""

    body: bytes
    written: float

    @property
    def headers(self) -> dict[str, str]:
        tag = hashlib.md5(self.body).hexdigest()
        return {"etag": f'"{tag}"', "last-modified": formatdate(self.written, usegmt=True)}


@dataclass
class PlainStore:
    """Answers requests. `requests` has the methods and targets received."""

    now: float = 1_792_500_000.0
    creates_twice: bool = False
    buckets: dict[str, dict[str, Stored]] = field(default_factory=dict[str, dict[str, Stored]])
    requests: list[str] = field(default_factory=list[str])
    _ids: itertools.count[int] = field(default_factory=itertools.count)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        target = request.url.raw_path.decode()
        self.requests.append(f"{request.method} {target}")
        path, _, query = target.partition("?")
        bucket, _, key = unquote(path).removeprefix("/").partition("/")
        if not bucket:
            names = "".join(f"<Bucket><Name>{name}</Name></Bucket>" for name in self.buckets)
            return _xml("ListAllMyBucketsResult", f"<Buckets>{names}</Buckets>")
        if request.method == "PUT" and not key:
            return self._create(bucket)
        if bucket not in self.buckets:
            return _refused(404, "NoSuchBucket", request.method)
        if not key:
            return self._of_bucket(request.method, bucket, query)
        return self._of_object(request, bucket, key, query)

    def _create(self, bucket: str) -> httpx.Response:
        if bucket in self.buckets and not self.creates_twice:
            return _refused(409, "BucketAlreadyOwnedByYou", "PUT")
        self.buckets.setdefault(bucket, {})
        return httpx.Response(200, headers={"location": f"/{bucket}"})

    def _of_bucket(self, method: str, bucket: str, query: str) -> httpx.Response:
        objects = self.buckets[bucket]
        if method == "HEAD":
            return httpx.Response(200)
        if method == "DELETE":
            if objects:
                return _refused(409, "BucketNotEmpty", method)
            del self.buckets[bucket]
            return httpx.Response(204)
        if method != "GET":
            return _refused(405, "MethodNotAllowed", method)
        versions = "versions" in query
        mark = "<VersionId>null</VersionId><IsLatest>true</IsLatest>" if versions else ""
        entry = "Version" if versions else "Contents"
        entries = "".join(
            f"<{entry}><Key>{escape(key)}</Key>{mark}<Size>{len(each.body)}</Size>"
            f"<ETag>{escape(each.headers['etag'])}</ETag><LastModified>{_rfc3339(each.written)}</LastModified></{entry}>"
            for key, each in sorted(objects.items())
        )
        return _xml("ListVersionsResult" if versions else "ListBucketResult", entries)

    def _of_object(self, request: httpx.Request, bucket: str, key: str, query: str) -> httpx.Response:
        objects, source = self.buckets[bucket], request.headers.get("x-amz-copy-source")
        if request.method == "POST" and "restore" in query:
            return httpx.Response(202 if key in objects else 404)
        if request.method == "PUT":
            if source is None:
                objects[key] = Stored(request.read(), self.now)
                return httpx.Response(200, headers=objects[key].headers)
            of, _, name = unquote(source).partition("/")
            if name not in self.buckets.get(of, {}):
                return _refused(404, "NoSuchKey", "PUT")
            copied = Stored(self.buckets[of][name].body, self.now)
            if "uploadId" not in query:
                objects[key] = copied
            root = "CopyPartResult" if "uploadId" in query else "CopyObjectResult"
            return _xml(root, f"<ETag>{escape(copied.headers['etag'])}</ETag>")
        if key not in objects:
            return httpx.Response(204) if request.method == "DELETE" else _refused(404, "NoSuchKey", request.method)
        if request.method == "DELETE":
            del objects[key]
            return httpx.Response(204)
        found = objects[key]
        length = {"content-length": str(len(found.body))}
        if request.method == "HEAD":
            return httpx.Response(200, headers=found.headers | length)
        return httpx.Response(200, headers=found.headers, content=found.body)


def _rfc3339(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _xml(root: str, inner: str) -> httpx.Response:
    return httpx.Response(200, content=f"<{root}>{inner}</{root}>".encode())


def _refused(status: int, code: str, method: str) -> httpx.Response:
    if method == "HEAD":
        return httpx.Response(status)
    return httpx.Response(status, content=f"<Error><Code>{code}</Code><Message>m</Message></Error>".encode())
