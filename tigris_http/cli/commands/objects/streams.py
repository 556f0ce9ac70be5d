"""`cat` and `pipe`: objects as standard output and from standard input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.cli import uris
from tigris_http.cli.commands.objects import transfer
from tigris_http.cli.failures import refuse

if TYPE_CHECKING:
    from tigris_http.cli.session import Call


def cat(call: Call) -> None:
    """Write objects to standard output, one after the other."""
    given = call.given
    if call.is_listed:
        refuse("cat cannot be in a list: its bytes would mix with those of other commands")
    places = [uris.an_object("URI", uris.remote("URI", text, snapshot=given.snapshot)) for text in given.uri]
    if given.version_id is not None and any(place.snapshot is not None for place in places):
        refuse("--version-id and a snapshot exclude each other")
    call.meter.begin(files=len(places))
    call.for_each(places, lambda place: transfer.write_out(call, place, given.version_id, given.range))


def pipe(call: Call) -> None:
    """Store standard input as an object."""
    given = call.given
    if call.is_listed:
        refuse("pipe cannot be in a list: all commands would share one standard input")
    place = uris.an_object("URI", uris.live("URI", given.uri))
    if place.is_folder:
        refuse(f"URI must name an object, not a prefix: {place}")
    call.items = 1
    call.pending.append(str(place))
    if given.dry_run:
        call.out.item("copy", uris.STREAM, place, status="planned")
        return
    call.meter.begin(files=1)
    stored = call.client.send(transfer.upload(call, uris.Stream(), place))
    call.pending.clear()
    call.out.item("copy", uris.STREAM, place, size=stored.size, version_id=stored.version_id)
