"""`rm` of objects; prefixes go on to `trees`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.cli import uris
from tigris_http.cli.failures import SOME_FAILED, Refused, is_expected, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tigris_http.cli.session import Call
    from tigris_http.cli.uris import Remote


def rm(call: Call) -> None:
    """Delete objects, those of a bucket in as few requests as can be."""
    given = call.given
    if given.recursive:
        from tigris_http.cli.commands.objects import trees

        trees.rm(call)
        return
    for name in ("include", "exclude", "max_delete"):
        if getattr(given, name) is not None:
            refuse(f"--{name.replace('_', '-')} needs -r")
    places = [uris.live("URI", text) for text in given.uri]
    for place in places:
        if not place.key:
            refuse(f"URI is a bucket: use -r for all its objects, or `bucket rm`: {place}")
    if given.version_id is not None and len(places) > 1:
        refuse("--version-id takes one URI")
    call.items = len(places)
    buckets: dict[str, list[Remote]] = {}
    for place in places:
        buckets.setdefault(place.bucket, []).append(place)
    call.pending.extend(map(str, places))
    for found in buckets.values():
        if given.dry_run:
            for place in found:
                call.out.item("delete", place, status="planned", version_id=given.version_id)
            continue
        try:
            _deleted(call, found, given.version_id)
        except Exception as error:
            if not is_expected(error):
                raise
            call.fail(error)
        for _ in found:
            call.pending.popleft()


def _deleted(call: Call, places: Sequence[Remote], version_id: str | None) -> None:
    from tigris_http._wire.documents.xml import is_writable

    # A key that XML cannot carry has a request of its own.
    single = [place for place in places if len(places) == 1 or not is_writable(place.key)]
    for place in single:
        result = call.client.delete_object(place.bucket, place.key, version_id=version_id)
        _done(call, place, result.version_id)
    many = {place.key: place for place in places if place not in single}
    if not many:
        return
    outcome = call.client.delete_objects(places[0].bucket, list(many))
    for deleted in outcome.deleted:
        _done(call, many[deleted.key], deleted.delete_marker_version_id)
    for failure in outcome.errors:
        reason = ": ".join(part for part in (failure.code, failure.message) if part) or "no answer names it"
        call.failures.append(SOME_FAILED)
        call.out.error(Refused(f"{many[failure.key]}: {reason}"), call.name, call.line)


def _done(call: Call, place: Remote, version: str | None) -> None:
    call.done += 1
    call.out.item("delete", place, version_id=version)
