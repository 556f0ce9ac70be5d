"""The exchanges of URLs that the service signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.errors import MalformedResponse, ServiceError
from tigris_http.operations import Presign, PresignResult

from .expected import OWNER, VERSION, Broken, Refused

if TYPE_CHECKING:
    from . import Case

SIGNATURE = "8f14e45fceea167a5a36dedd4bea2543f5cbd9b6a5bd3e7d7ca90d7ad1b2b3c4"


def query(expires: int) -> str:
    return (
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=tid_EXAMPLEACCESSKEY%2F20261020%2Fauto%2Fs3%2Faws4_request"
        f"&X-Amz-Date=20261020T105730Z&X-Amz-Expires={expires}&X-Amz-SignedHeaders=host&X-Amz-Signature={SIGNATURE}"
    )


CASES: dict[str, Case] = {
    "presign/get": (
        Presign("atlas-data", "report.pdf", expires=600, access_key_id=OWNER),
        PresignResult(f"https://atlas-data.t3.tigrisfiles.io/report.pdf?{query(600)}"),
    ),
    "presign/put": (
        Presign("atlas-data", "in/é.jpg", method="put", access_key_id=OWNER),
        PresignResult(f"https://atlas-data.t3.tigrisfiles.io/in/%C3%A9.jpg?{query(3600)}"),
    ),
    "presign/version_on_a_custom_domain": (
        Presign("atlas-data", "report.pdf", version_id=VERSION, access_key_id=OWNER),
        PresignResult(
            f"https://atlas-data.t3.tigrisfiles.io/report.pdf?versionId={VERSION}&{query(3600)}",
            f"https://files.example.com/report.pdf?versionId={VERSION}&{query(3600)}",
        ),
    ),
    "presign/of_an_unknown_key": (
        Presign("atlas-data", "report.pdf", access_key_id="tid_UNKNOWN"),
        Refused(ServiceError, 400, "InvalidRequest", "Invalid Request"),
    ),
    "presign/without_a_url": (
        Presign("atlas-data", "report.pdf", access_key_id=OWNER),
        Broken(MalformedResponse, "lacks a required part"),
    ),
    "presign/with_something_else_for_a_url": (
        Presign("atlas-data", "report.pdf", access_key_id=OWNER),
        Broken(MalformedResponse, "something that is no URL in the place of one"),
    ),
}
