"""`undelete ls`, `restore` and `purge`: soft-deleted objects."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tigris_http.cli import uris
from tigris_http.cli.commands.objects.listing import version_details, version_record
from tigris_http.cli.commands.objects.reporting import folder
from tigris_http.cli.failures import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tigris_http.cli.session import Call
    from tigris_http.cli.uris import Remote
    from tigris_http.operations import ObjectVersion


def ls(call: Call) -> None:
    """List deleted versions, one for each deletion."""
    given = call.given
    place = uris.live("URI", given.uri)
    call.items = 1

    def rows() -> Iterator[Sequence[str]]:
        for version in _deleted(call, place):
            if call.out.json:
                call.out.record("version", version_record(place, version))
            elif given.null:
                call.out.null(str(place.at(version.key)))
            else:
                moment, size, tier, identity, _ = version_details(call, version)
                yield moment, size, tier, identity, str(place.at(version.key))

    call.out.table(rows(), right=(1,))


def _deleted(call: Call, place: Remote) -> Iterator[ObjectVersion]:
    yield from call.client.list_deleted_object_versions(place.bucket, prefix=place.key or None)


def restore(call: Call) -> None:
    """Restore deleted objects."""
    given = call.given
    places = _places(call)
    if given.recursive:
        from tigris_http.cli.commands.objects import trees

        call.meter.begin()
        call.for_each(places, partial(trees.restore_deleted, call))
        return
    if given.include or given.exclude or given.overwrite:
        refuse("--include, --exclude and --overwrite need -r")
    call.for_each(places, partial(_restored, call))


def _places(call: Call) -> list[Remote]:
    given = call.given
    places = [uris.live("URI", text) for text in given.uri]
    for place in places:
        if not place.key and not given.recursive:
            refuse(f"URI is a bucket: use -r for all its objects: {place}")
        if given.version_id is not None and (given.recursive or len(places) > 1):
            refuse("--version-id takes one URI, without -r")
    return places


def _restored(call: Call, place: Remote) -> None:
    given = call.given
    status = "planned" if given.dry_run else "done"
    version = given.version_id
    if not given.dry_run:
        version = call.client.restore_deleted_object(place.bucket, place.key, version_id=version).version_id
    call.out.item("restore", place, status=status, version_id=version)


def purge(call: Call) -> None:
    """Remove deleted versions for good."""
    places = [folder(place) if call.given.recursive else place for place in _places(call)]
    first = f"{places[0]}{'' if len(places) == 1 else f' and {len(places) - 1} more'}"
    call.confirm(f"Remove the deleted versions of {first} for good?")
    call.for_each(places, partial(_purged, call))


def _purged(call: Call, place: Remote) -> None:
    given = call.given
    if given.version_id is not None:
        _purge_one(call, place, given.version_id)
        return
    found = [each for each in _deleted(call, place) if given.recursive or each.key == place.key]
    if not found:
        raise FileNotFoundError(f"no deleted version is {'at or below' if given.recursive else 'of'} {place}")
    for version in found:
        _purge_one(call, place.at(version.key), version)


def _purge_one(call: Call, place: Remote, version: str | ObjectVersion) -> None:
    given = call.given
    if not given.dry_run:
        call.client.purge_deleted_object(place.bucket, place.key, version)
    identity = version if isinstance(version, str) else version.version_id
    call.out.item("purge", place, status="planned" if given.dry_run else "done", version_id=identity)
