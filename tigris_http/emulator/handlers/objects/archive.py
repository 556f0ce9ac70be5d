"""The archive tier: objects of class GLACIER, readable only for some days after a restore.

Contract: a restore answers 202 and runs in the background, 409 during that time, 200 for a restored object (it moves
the end; S3 API page RestoreObject), 403 for GLACIER_IR, which needs none. Other classes accept and ignore it
(`restore.integration.test.ts` of @tigrisdata/storage). The duration is an option of the emulator.
Reference: https://www.tigrisdata.com/docs/objects/tiers/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tigris_http.emulator.handlers.objects.objects import find_version
from tigris_http.emulator.http import xml
from tigris_http.emulator.http.call import Answer
from tigris_http.emulator.http.errors import ErrorResponse
from tigris_http.emulator.rules.tiers import is_readable
from tigris_http.emulator.store.clock import SECOND

if TYPE_CHECKING:
    from tigris_http.emulator.http.call import Call
    from tigris_http.emulator.service import Service

_DAY_SECONDS: Final = 24 * 60 * 60
_MAX_RESTORE_DAYS: Final = 36_500  # a limit of this emulator: versions in nanoseconds have an end


def restore_object(service: Service, call: Call) -> Answer:
    """Make an archived object readable for some days."""
    days = _days(call)
    with service.store.write():
        bucket, version = find_version(service, call)
        if version.storage_class == "GLACIER_IR":
            raise ErrorResponse("InvalidObjectState", extra=[("StorageClass", "GLACIER_IR")])
        if version.storage_class != "GLACIER":
            return Answer(202)  # accepted without an effect
        now = service.clock.now()
        ready = now + round(service.options.restore_seconds * SECOND)
        done = is_readable(version, service.clock)
        if done and version.details.restored is not None:
            ready = version.details.restored[0]
        elif version.details.restored is not None and now < version.details.restored[0]:
            raise ErrorResponse("RestoreAlreadyInProgress")
        # The copy ends at the midnight (UTC) after its last day, as in S3.
        ends = (max(now, ready) // SECOND + days * _DAY_SECONDS) // _DAY_SECONDS * _DAY_SECONDS + _DAY_SECONDS
        service.objects.change_in_place(bucket, version, "restored", [ready, ends * SECOND])
    return Answer(200 if done else 202)


def _days(call: Call) -> int:
    try:
        document = xml.read(call.body.read(), "RestoreRequest")
        days = xml.number(document, "Days")
    except ValueError as problem:
        raise ErrorResponse("MalformedXML", str(problem)) from problem
    if days is None:
        raise ErrorResponse("MalformedXML", "<RestoreRequest> needs <Days>")
    if not 1 <= days <= _MAX_RESTORE_DAYS:
        raise ErrorResponse("InvalidArgument", f"Days must be between 1 and {_MAX_RESTORE_DAYS}")
    return days
