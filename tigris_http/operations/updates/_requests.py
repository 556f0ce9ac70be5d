"""The requests of `update_object`."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

from tigris_http._wire.http import Headers, Request, Response
from tigris_http._wire.success import DESCRIBED, STORED, WHOLE_OBJECT
from tigris_http.errors import (
    OutcomeUnknown,
    PreconditionFailed,
)
from tigris_http.operations._base import (
    Doubt,
    Operation,
    Settled,
    common,
)
from tigris_http.operations.listings.versions import ListObjectVersions, VersionPage
from tigris_http.operations.objects._object_info import object_info
from tigris_http.operations.objects.objects import PutObject, PutObjectResult
from tigris_http.operations.updates import _kept, _marks
from tigris_http.operations.updates._marks import State, Verdict

_MOST_VERSIONS = 50
"""The most versions of an object that are searched for a write."""


@dataclass(frozen=True, slots=True)
class Found:
    state: State
    body: bytes
    kept: Headers
    checksum: str | None
    is_tagged: bool
    """True also if the number of tags cannot be read."""


@dataclass(frozen=True, slots=True)
class ReadObject(Operation[Found]):
    """Read an object into memory, with the properties to write back."""

    SUCCESS = WHOLE_OBJECT

    bucket: str
    key: str

    def request(self) -> Request:
        # The old dialect's word for "not from a cache"; newer services ignore it.
        headers = (("x-tigris-cas", "true"), ("x-amz-checksum-mode", "ENABLED"))
        return Request("GET", self.bucket, self.key, defaults=headers)

    def parse(self, response: Response) -> Found:
        head, body = response.head, response.body
        if head.get("content-length") is None and "chunked" in (head.get("transfer-encoding") or "").lower():
            # A chunked body that was read to its last chunk is whole. Without chunks it may be cut: not written back.
            head = replace(head, headers=(*head.headers, ("content-length", str(len(body)))))
        info = object_info(head, self.bucket, self.key)
        kept = _kept.kept(head)
        return Found(_marks.state_of(head), body, kept, _kept.checksum(head, kept), info.tag_count != 0)

    @property
    def action(self) -> str:
        return "GetObject"


@dataclass(frozen=True, slots=True)
class Look(Operation[State]):
    """Read the present state of an object, or a version."""

    SUCCESS = DESCRIBED

    bucket: str
    key: str
    version_id: str | None = None

    def request(self) -> Request:
        query = () if self.version_id is None else (("versionId", self.version_id),)
        return Request("HEAD", self.bucket, self.key, query)

    def parse(self, response: Response) -> State:
        return _marks.state_of(response.head)

    @property
    def action(self) -> str:
        return "HeadObject"


@dataclass(frozen=True, slots=True)
class Store(Operation[PutObjectResult]):
    """Write over the base state only."""

    SUCCESS = STORED

    bucket: str
    key: str
    body: bytes
    base: State | None
    nonce: str
    marked: bool
    headers: Headers
    defaults: Headers
    checksum: str | None

    def request(self) -> Request:
        return Request(
            "PUT",
            self.bucket,
            self.key,
            headers=self.headers,
            body=self.body,
            checksum=self.checksum,
            defaults=self.defaults,
        )

    def parse(self, response: Response) -> PutObjectResult:
        return PutObject(self.bucket, self.key, b"").parse(response)

    @property
    def action(self) -> str:
        return "PutObject"

    def settle(self, doubt: Doubt) -> Generator[Operation[object], object, Settled[PutObjectResult] | None]:
        """Return the result if it was carried out, None while it may be; raise if it never will be, or on doubt."""
        found = yield Look(self.bucket, self.key, **common(self))
        there = found if isinstance(found, State) else None
        verdict = _marks.verdict(there, self.nonce, self.base, marked=self.marked)
        if verdict is Verdict.UNKNOWN and self.marked:
            verdict = yield from self._in_versions(there)
        if verdict is Verdict.DONE:
            return Settled(PutObjectResult(there.etag if there else "", there.version_id if there else None))
        if verdict is Verdict.NOT_DONE:
            refused = PreconditionFailed(
                "another write took the place of this one, which was not carried out", status=412
            )
            raise refused.located(self.action, self.bucket, self.key, 0)
        if verdict is Verdict.UNKNOWN:
            now = "nothing is there" if there is None else f"ETag {there.etag} is there"
            raise self.unknown(f"{now}, which does not tell")
        return None

    def unknown(self, why: str) -> OutcomeUnknown:
        error = OutcomeUnknown(
            f"an answer was lost: the update may be stored or not ({why}); look before you ask again"
        )
        return error.located(self.action, self.bucket, self.key, 0)

    def _in_versions(self, there: State | None) -> Generator[Operation[object], object, Verdict]:
        newest = there.version_id if there is not None else None
        oldest = self.base.version_id if self.base is not None else None
        if newest is None and oldest is None:
            return Verdict.UNKNOWN
        page = yield ListObjectVersions(self.bucket, prefix=self.key, max_keys=_MOST_VERSIONS, **common(self))
        versions = [each for each in page.versions if each.key == self.key] if isinstance(page, VersionPage) else []
        if not any(each.is_delete_marker if newest is None else each.version_id == newest for each in versions):
            return Verdict.UNKNOWN  # a stale listing
        for version in versions:
            if version.version_id == oldest:
                return Verdict.NOT_DONE
            if version.is_delete_marker:
                continue
            found = yield Look(self.bucket, self.key, version.version_id, **common(self))
            if not isinstance(found, State):
                return Verdict.UNKNOWN  # removed meanwhile, and maybe others before
            if found.comes_from(self.nonce):
                return Verdict.DONE
            if self.base is not None and found.comes_from(self.base.identity):
                return Verdict.NOT_DONE
        whole = isinstance(page, VersionPage) and (not page.is_truncated or len(versions) < len(page.versions))
        return Verdict.NOT_DONE if oldest is None and whole else Verdict.UNKNOWN
