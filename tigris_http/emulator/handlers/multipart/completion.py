"""CompleteMultipartUpload: join parts into an object.

Contract: a wrong ETag or a missing part is 400 `InvalidPart`, an empty list 400 `MalformedXML`, an unknown id 404
`NoSuchUpload`, a small part that is not the last 400 `EntityTooSmall`. An error changes nothing: the upload
stays open. For a day, the same request once more has the same answer. The object has a checksum if the upload announced
an algorithm and each part has one, or if the request states one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from tigris_http.emulator.handlers.multipart.multipart import find_upload
from tigris_http.emulator.handlers.objects.new_object import encryption_header
from tigris_http.emulator.handlers.objects.objects import version_header, written
from tigris_http.emulator.http import xml
from tigris_http.emulator.http.call import (
    XML,
    Answer,
    text,
)
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.http.message import percent
from tigris_http.emulator.rules.checksums import (
    ALGORITHMS,
    ELEMENTS,
    PREFIX,
    Digester,
    decode,
    elements,
    encode,
    kind,
    of_parts,
)
from tigris_http.emulator.rules.conditions import write_check

if TYPE_CHECKING:
    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service
    from tigris_http.emulator.store.catalog import Bucket
    from tigris_http.emulator.store.rows import Version
    from tigris_http.emulator.store.uploads import Part, Upload


@dataclass(frozen=True)
class _Wanted:
    number: int
    etag: str
    checksums: dict[str, str]

    def fits(self, part: Part | None) -> bool:
        return part is not None and part.etag == self.etag and self.checksums.items() <= part.checksums.items()


def complete_multipart_upload(service: Service, call: Call) -> Answer:
    """Join the named parts into the object."""
    blobs = service.store.blobs
    with service.store.lock:
        again = _repeated(service, call)
        if again is not None:
            return again
        upload = find_upload(service, call)
        wanted, claims = _wanted(call), _claims(call)
        known = {part.number: part for part in service.uploads.parts(upload)}
        for named in wanted:
            if not named.fits(known.get(named.number)):
                raise ErrorResponse("InvalidPart", extra=[("UploadId", upload.id), ("PartNumber", named.number)])
        parts = [known[named.number] for named in wanted]
        _check_sizes(service, parts)
        _check_size(call, parts)
        for part in parts:
            blobs.hold(part.blob)
    digester = Digester(_to_compute(upload, claims), sha256=False)
    try:
        digest = hashlib.md5(b"".join(bytes.fromhex(part.etag) for part in parts), usedforsecurity=False)
        content = service.uploads.join(parts, f"{digest.hexdigest()}-{len(parts)}", digester)
    finally:
        for part in parts:
            blobs.release(part.blob)
    try:
        checksums = _checksums(upload, parts, digester, claims)
        with service.store.write():
            again = _repeated(service, call)  # another request may have ended it meanwhile
            if again is not None:
                blobs.free(content.blob)
                return again
            upload = find_upload(service, call)
            bucket, version = service.objects.put(
                call.bucket,
                call.key,
                content,
                upload.storage_class,
                replace(upload.details, checksums=checksums, parts=[part.size for part in parts]),
                write_check(call.headers),
            )
            service.uploads.complete(upload, _named(wanted), version)
    except BaseException:
        blobs.free(content.blob)
        raise
    written(service, bucket, version)
    return _answer(call, bucket, version)


def _repeated(service: Service, call: Call) -> Answer | None:
    """Return the answer to an upload that was completed with these parts already, or None."""
    bucket = service.catalog.find(call.bucket)
    done = service.uploads.completed(bucket, call.key, call.query.get("uploadId") or "")
    if done is None or done.parts != _named(_wanted(call)):
        return None
    return _answer(call, bucket, done.version)


def _named(wanted: list[_Wanted]) -> list[tuple[int, str]]:
    return [(part.number, part.etag) for part in wanted]


def _answer(call: Call, bucket: Bucket, version: Version) -> Answer:
    checksums = version.details.checksums
    children: list[tuple[str, xml.Value]] = [
        ("Location", f"{call.server_base}/{percent(bucket.name.encode())}/{percent(call.key)}"),
        ("Bucket", bucket.name),
        ("Key", text(call.key)),
        ("ETag", f'"{version.etag}"'),
        *elements(checksums),
        *(("ChecksumType", kind(value)) for value in list(checksums.values())[:1]),
    ]
    body = xml.document("CompleteMultipartUploadResult", children)
    return Answer(200, [XML, *version_header(bucket, version), *encryption_header(version.details)], body)


def _wanted(call: Call) -> list[_Wanted]:
    """Read the list of parts; "`MalformedXML` for empty part list"."""
    try:
        document = xml.read(call.body.read(), "CompleteMultipartUpload")
    except ValueError as problem:
        raise ErrorResponse("MalformedXML", str(problem)) from problem
    wanted: list[_Wanted] = []
    for entry in xml.children(document, "Part"):
        number, etag = (xml.text(entry, "PartNumber") or "").strip(), xml.text(entry, "ETag")
        if not (number.isascii() and number.isdigit() and len(number) <= 5) or etag is None:
            raise ErrorResponse("MalformedXML", "a part needs a PartNumber and an ETag")
        checksums = {name: xml.text(entry, element) for name, element in ELEMENTS.items()}
        given = {name: value.strip() for name, value in checksums.items() if value is not None}
        wanted.append(_Wanted(int(number), etag.strip().strip('"'), given))
    if not wanted:
        raise ErrorResponse("MalformedXML", "the list of parts is empty")
    if any(after.number <= before.number for before, after in pairwise(wanted)):
        raise ErrorResponse("InvalidPartOrder")
    return wanted


def _claims(call: Call) -> dict[str, str]:
    """Read the stated checksums of the object: of its bytes, or of the checksums of its parts."""
    claims: dict[str, str] = {}
    for name, length in ALGORITHMS.items():
        value = call.headers.get(PREFIX + name)
        if value is not None:
            if decode(value.strip().partition("-")[0], length) is None:
                raise ErrorResponse("InvalidRequest", f"Value for {PREFIX}{name} header is invalid.")
            claims[name] = value.strip()
    return claims


def _check_sizes(service: Service, parts: list[Part]) -> None:
    least = service.options.minimum_part_size
    for part in parts[:-1]:
        if part.size < least:
            raise ErrorResponse(
                "EntityTooSmall",
                extra=[
                    ("ETag", f'"{part.etag}"'),
                    ("ProposedSize", part.size),
                    ("MinSizeAllowed", least),
                    ("PartNumber", part.number),
                ],
            )


def _check_size(call: Call, parts: list[Part]) -> None:
    claimed = call.headers.get("x-amz-mp-object-size")
    if claimed is not None and claimed.strip() != str(sum(part.size for part in parts)):
        raise ErrorResponse("InvalidRequest", "x-amz-mp-object-size is not the size of the parts together")


def _to_compute(upload: Upload, claims: dict[str, str]) -> frozenset[str]:
    """Return the algorithms that need another pass over all bytes."""
    announced = {name for name, of in upload.details.checksums.items() if of == "FULL_OBJECT"}
    return frozenset(announced | {name for name, value in claims.items() if kind(value) == "FULL_OBJECT"})


def _checksums(upload: Upload, parts: list[Part], digester: Digester, claims: dict[str, str]) -> dict[str, str]:
    """Return the checksums of the object. Raises if a stated one differs."""
    found: dict[str, str] = {}
    for name in ALGORITHMS:
        if name in _to_compute(upload, claims):
            found[name] = encode(digester.checksum(name))
        elif name in {*upload.details.checksums, *claims} and all(name in part.checksums for part in parts):
            found[name] = of_parts(name, [part.checksums[name] for part in parts])
        if name in claims and claims[name] != found.get(name):
            raise ErrorResponse("BadDigest", f"The {name.upper()} you specified did not match the calculated one.")
    return found
