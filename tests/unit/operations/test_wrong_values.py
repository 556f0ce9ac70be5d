"""A value of a wrong form is refused with the right form, before a request."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import PurePosixPath
from typing import Any

import pytest

from tigris_http import Checksums
from tigris_http import operations as ops
from tigris_http._client.scopes import AtSnapshot, ForkedFrom
from tigris_http._wire import arguments
from tigris_http._wire.address import Endpoint

NOW = datetime(2026, 10, 20, tzinfo=timezone.utc)
ENTRY: Any = ops.ListedObject("a.txt", 5, "e", NOW)
UPLOAD: Any = ops.MultipartUpload("b-1", "k", "upload-1")
SNAPSHOT: Any = ops.Snapshot("atlas", "1792493847118382304")
PUT: Any = ops.PutObject
GET: Any = ops.GetObject
DELETE: Any = ops.DeleteObjects
BUNDLE: Any = ops.BundleObjects
ARCHIVE: Any = ops.BundleArchive
PART: Any = ops.UploadPart
COMPLETE: Any = ops.CompleteMultipartUpload
AT: Any = AtSnapshot
FORKED: Any = ForkedFrom
LIFETIME: Any = arguments.lifetime
DIGITS = "snapshot_version must be a str of digits, not "
ALONE = "begin and end with a letter or digit: give the name alone, 'atlas'"


@pytest.mark.parametrize(
    ("make", "end"),
    [
        (lambda: PUT("atlas", PurePosixPath("a/b"), b"").request(), "not PurePosixPath: give its as_posix()"),
        (lambda: PUT("atlas", 5, b"").request(), "key must be str, not int: give str(5)"),
        (lambda: PUT("atlas", b"k", b"").request(), "key must be str, not bytes: decode it"),
        (lambda: PUT("atlas", True, b"").request(), "key must be str, not bool"),
        (lambda: GET("atlas", ENTRY).request(), "key must be str, not ListedObject: give its key"),
        (lambda: PART("atlas", "k", UPLOAD, 1, b"").request(), "not MultipartUpload: give its upload_id"),
        (lambda: AT("atlas", SNAPSHOT), f"{DIGITS}Snapshot: give its version"),
        (lambda: AT("atlas", 17), f"{DIGITS}int: give str(17)"),
        (
            lambda: AT("atlas", NOW),
            f"{DIGITS}datetime: give its nanoseconds since the epoch, such as str(int(moment.timestamp()) * 10**9)",
        ),
        (lambda: FORKED("atlas", "release"), "not 'release': list_snapshots shows them"),
        (lambda: DELETE("atlas", "a.txt"), "keys must be an iterable of keys, not one key: put it into a list"),
        (lambda: DELETE("atlas", [ENTRY]), "pairs (key, version_id), not ListedObject: give entry.key"),
        (lambda: DELETE("atlas", [{"Key": "a"}]), "pairs (key, version_id), not dict: give entry['Key']"),
        (lambda: DELETE("atlas", [PurePosixPath("a")]), "not PurePosixPath: give its as_posix()"),
        (lambda: DELETE("atlas", [5]), "keys must hold keys or pairs (key, version_id), not int"),
        (lambda: BUNDLE("atlas", "a.txt"), "keys must be an iterable of keys, not str: put a single one into a list"),
        (lambda: BUNDLE("atlas", [ENTRY]), "or BundleKeys; one is ListedObject: give entry.key"),
        (lambda: ARCHIVE("atlas", "a.txt"), "keys must be an iterable of keys, not str: put a single one into a list"),
        (lambda: ARCHIVE("atlas", [ENTRY]), "keys must hold keys as str, not ListedObject: give entry.key"),
        (lambda: COMPLETE("atlas", "k", "u", [{"PartNumber": 1, "ETag": "e"}]).request(), "an etag; one is dict"),
        (lambda: COMPLETE("atlas", "k", "u", ["e1"]).request(), "pairs of a number and an etag; one is str"),
        (lambda: PUT("atlas", "k", b"", if_match=b"e").request(), "if_match must be a str, not bytes: decode it"),
        (lambda: PUT("atlas", "k", b"", if_none_match=True).request(), "not bool: an etag, or '*' for any object"),
        (
            lambda: PUT("atlas", "k", b"", if_match='W/"e"').request(),
            "never matches here (RFC 9110, 13.1.1)",
        ),
        (lambda: PUT("atlas", "k", b"", expires=3600).request(), "an aware one, such as datetime.now(timezone.utc)"),
        (lambda: LIFETIME("expires", timedelta(1)), "not timedelta: give int(expires.total_seconds())"),
        (lambda: LIFETIME("expires", NOW), "expires must be an int of seconds, not datetime"),
        (lambda: LIFETIME("expires", 8e9), "expires must be an int of seconds, not float"),
        (lambda: LIFETIME("expires", -1), "expires must be 1 to 7776000 seconds, which are 90 days, not -1"),
        (lambda: PUT("atlas/x/y", "k", b"").request(), f"{ALONE}, and the key by itself"),
        (lambda: PUT("s3://atlas/x", "k", b"").request(), f"{ALONE}, and the key by itself"),
        (lambda: PUT("t3://atlas", "k", b"").request(), ALONE),
        (lambda: PUT("arn:aws:s3:::atlas", "k", b"").request(), ALONE),
        (lambda: PUT("atlas/", "k", b"").request(), ALONE),
        (lambda: PUT("https://atlas.t3.storage.dev", "k", b"").request(), "begin and end with a letter or digit"),
        (lambda: PUT("Atlas", "k", b"").request(), "begin and end with a letter or digit"),
        (lambda: Endpoint.parse("t3.storage.dev"), "https:// or http://, such as https://t3.storage.dev"),
        (lambda: Endpoint.parse("tid_abc"), "must be the URL of a service, and is an access key: the URL comes first"),
        (
            lambda: Endpoint.parse("tsec_abc"),
            "is an access key: the URL comes first",
        ),
    ],
)
def test_it_is_refused_with_the_form_to_give(make: Callable[[], object], end: str) -> None:
    with pytest.raises((TypeError, ValueError), match=rf"{re.escape(end)}$"):
        make()


def test_a_listed_version_is_deleted_by_key_and_version() -> None:
    version: Any = ops.ObjectVersion("a.txt", "17", is_latest=True)
    with pytest.raises(TypeError, match=r"not ObjectVersion: give \(entry\.key, entry\.version_id\)$"):
        DELETE("atlas", [version])
    with pytest.raises(TypeError, match=r"not Checksums$"):
        DELETE("atlas", [Checksums()])
