"""`manifest`: write the keys of a prefix into a manifest, and read one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tigris_http.cli import uris
from tigris_http.cli.commands.objects.listing import size_of
from tigris_http.cli.failures import refuse

if TYPE_CHECKING:
    from tigris_http import TigrisHTTP
    from tigris_http.cli.session import Call
    from tigris_http.cli.uris import Remote
    from tigris_http.manifests import Manifest


def manifest(call: Call) -> None:
    """Write a manifest and print its facts; or print those, or the keys, of one that is there."""
    given = call.given
    place = uris.remote("URI", given.uri, snapshot=given.snapshot)
    if given.show and given.keys:
        refuse("--show and --keys exclude each other")
    if given.null and not given.keys:
        refuse("-0 needs --keys")
    call.items = 1
    if given.show or given.keys:
        if given.to is not None or given.block_keys is not None or given.dry_run:
            refuse("--to, --block-keys and --dry-run are for writing: leave out --show and --keys")
        _read(call, uris.an_object("URI", place))
    else:
        _write(call, place)


def _write(call: Call, place: Remote) -> None:
    from tigris_http.manifests import default_key, write_manifest

    given = call.given
    default = uris.Remote(place.bucket, default_key(place.key, place.snapshot))
    target = default if given.to is None else uris.an_object("--to", uris.live("--to", given.to))
    if given.dry_run:
        call.out.item("list", place, target, status="planned")
        return
    call.meter.begin(files=1)
    written = write_manifest(
        call.client,
        place.bucket,
        place.key,
        to_bucket=target.bucket,
        key=target.key,
        snapshot_version=place.snapshot,
        progress=call.meter.note,
        **({} if given.block_keys is None else {"block_keys": given.block_keys}),
    )
    _facts(call, written)


def _read(call: Call, place: Remote) -> None:
    from tigris_http.manifests import open_manifest

    client = _at(call, place)
    found = open_manifest(client, place.bucket, place.key)
    if call.given.show:
        _facts(call, found)
        return
    data = uris.Remote(found.bucket, "", found.snapshot_version)
    for number in range(len(found.blocks)):
        for entry in found.read_block(client, number):
            if call.out.json:
                values = {"uri": str(data.at(entry.key)), "bucket": data.bucket, "key": entry.key}
                call.out.record("entry", {**values, "size": entry.size})
            elif call.given.null:
                call.out.null(entry.key)
            else:
                call.out.line(entry.key)


def _at(call: Call, place: Remote) -> TigrisHTTP:
    if place.snapshot is None:
        return call.client
    from tigris_http import TigrisSnapshot

    with TigrisSnapshot(call.client, place.bucket, place.snapshot) as past:
        return past


def _facts(call: Call, found: Manifest) -> None:
    place = uris.Remote(found.manifest_bucket, found.key)
    data = uris.Remote(found.bucket, found.prefix, found.snapshot_version)
    if call.out.json:
        values = {
            "uri": str(place),
            "bucket": place.bucket,
            "key": place.key,
            "etag": found.etag,
            "source": str(data),
            "objects": found.count,
            "bytes": found.total_size,
            "blocks": len(found.blocks),
            "block_keys": found.block_keys,
            "digest": found.digest,
        }
        call.out.record("manifest", values)
        return
    call.out.facts(
        (
            ("manifest", place),
            ("objects of", data),
            ("objects", found.count),
            ("bytes", size_of(call, found.total_size)),
            ("blocks", len(found.blocks)),
            ("digest", found.digest),
        )
    )
