"""Errors that the client finds itself, between two requests: they name the operation and the bucket, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.rawserver import RawServer, reply
from tigris_http import MalformedResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from .harness import Harness

ENDLESS: dict[str, tuple[Callable[[Any], Any], bytes, str]] = {
    "ListObjectsV2": (
        lambda client: client.list_objects_v2("atlas"),
        (
            b"<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>"
            b"</ListBucketResult>"
        ),
        "ListObjectsV2 atlas: ",
    ),
    "ListObjects": (
        lambda client: client.list_objects("atlas"),
        b"<ListBucketResult><IsTruncated>true</IsTruncated><NextMarker>t</NextMarker></ListBucketResult>",
        "ListObjects atlas: ",
    ),
    "ListObjectVersions": (
        lambda client: client.list_object_versions("atlas"),
        b"<ListVersionsResult><IsTruncated>true</IsTruncated><NextKeyMarker>t</NextKeyMarker></ListVersionsResult>",
        "ListObjectVersions atlas: ",
    ),
    "ListMultipartUploads": (
        lambda client: client.list_multipart_uploads("atlas"),
        (
            b"<ListMultipartUploadsResult><IsTruncated>true</IsTruncated><NextKeyMarker>t</NextKeyMarker>"
            b"</ListMultipartUploadsResult>"
        ),
        "ListMultipartUploads atlas: ",
    ),
    "ListParts": (
        lambda client: client.list_parts("atlas", "k", "u"),
        (
            b"<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>7</NextPartNumberMarker>"
            b"</ListPartsResult>"
        ),
        "ListParts atlas/k: ",
    ),
}
"""Listings whose second page names the marker of the first: the call, the page, and the place in the message."""


@pytest.mark.parametrize("listing", ENDLESS)
async def test_a_listing_that_repeats_its_marker_names_its_place(harness: Harness, listing: str) -> None:
    call, page, place = ENDLESS[listing]
    with RawServer(reply(200, page)) as server, pytest.raises(MalformedResponse, match=f"^{place}.* repeats ") as met:
        async for _ in call(harness.client(server.endpoint)):
            pass
    assert (listing, "atlas") == (met.value.operation, met.value.bucket)
    assert 2 == len(server.requests)
