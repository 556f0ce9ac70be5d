"""`ls`, `du`, `find` and `stat`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tigris_http.cli import uris
from tigris_http.cli.failures import refuse
from tigris_http.cli.progress import human

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tigris_http import ObjectInfo
    from tigris_http.cli.session import Call
    from tigris_http.cli.uris import Remote
    from tigris_http.operations import ListedObject, ObjectVersion


def ls(call: Call) -> None:
    """List buckets, or what is below prefixes."""
    given = call.given
    if given.deleted and given.versions:
        refuse("--deleted and --versions exclude each other: `undelete ls` lists deleted versions")
    if not given.uri:
        _buckets(call)
        return
    places = [uris.remote("URI", text, snapshot=given.snapshot) for text in given.uri]
    for place in places:
        if place.snapshot is not None and (given.deleted or given.versions):
            refuse("a snapshot has neither deleted objects nor versions of its own: leave out --deleted and --versions")
    call.for_each(places, partial(_listed, call))


def _buckets(call: Call) -> None:
    given = call.given
    if given.versions or given.snapshot:
        refuse("--versions and --snapshot need a URI")
    deleted = given.deleted
    found = call.client.list_deleted_buckets() if deleted else call.client.list_buckets()
    kind, name = ("deleted_bucket", "deleted_at") if deleted else ("bucket", "created_at")

    def rows() -> Iterator[Sequence[str]]:
        for each in found:
            moment = each.modified_at if deleted else each.created_at
            if call.out.json:
                call.out.record(kind, {"bucket": each.name, name: moment})
            elif given.null:
                call.out.null(each.name)
            else:
                yield (call.time(moment), each.name) if given.long else (each.name,)

    call.out.table(rows())


def _listed(call: Call, place: Remote) -> None:
    given = call.given
    empty = True

    def rows() -> Iterator[Sequence[str]]:
        nonlocal empty
        for row in _versions(call, place) if given.versions else _entries(call, place):
            empty = False
            if row is not None:
                yield row

    call.out.table(rows(), right=(1,) if given.long else ())
    if empty and place.key:
        raise FileNotFoundError(f"nothing is at or below {place}")


def _entries(call: Call, place: Remote) -> Iterator[Sequence[str] | None]:
    """Yield rows; None for each entry that was printed otherwise."""
    given = call.given
    delimiter = None if given.recursive else "/"
    if given.deleted:
        pages = call.client.list_deleted_objects(place.bucket, prefix=place.key or None, delimiter=delimiter).pages()
        kind = "deleted"
    else:
        pages = call.client.list_objects_v2(
            place.bucket, prefix=place.key or None, delimiter=delimiter, snapshot_version=place.snapshot
        ).pages()
        kind = "object"
    cut = 0 if given.recursive else place.key.rfind("/") + 1
    for page in pages:
        for prefix in page.common_prefixes:
            if call.out.json:
                call.out.record("prefix", {"uri": str(place.at(prefix)), "bucket": place.bucket, "key": prefix})
                yield None
            else:
                yield _row(call, prefix[cut:], ("", "PREFIX", ""))
        for entry in page.objects:
            if call.out.json:
                call.out.record(kind, object_record(place, entry))
                yield None
            else:
                yield _row(call, entry.key[cut:], details(call, entry))


def _versions(call: Call, place: Remote) -> Iterator[Sequence[str] | None]:
    given = call.given
    delimiter = None if given.recursive else "/"
    cut = 0 if given.recursive else place.key.rfind("/") + 1
    for page in call.client.list_object_versions(place.bucket, prefix=place.key or None, delimiter=delimiter).pages():
        for prefix in page.common_prefixes:
            if call.out.json:
                call.out.record("prefix", {"uri": str(place.at(prefix)), "bucket": place.bucket, "key": prefix})
                yield None
            else:
                yield _row(call, prefix[cut:], ("", "PREFIX", "", "", ""))
        for version in page.versions:
            if call.out.json:
                call.out.record("version", version_record(place, version))
                yield None
            else:
                yield _row(call, version.key[cut:], version_details(call, version))


def _row(call: Call, name: str, columns: Sequence[str]) -> Sequence[str] | None:
    given = call.given
    if given.null:
        call.out.null(name)
        return None
    if given.long or given.versions:
        return (*columns, name)
    return (name,)


def size_of(call: Call, size: int) -> str:
    """Return a size for people, as `-h` asks for it."""
    given = call.given
    return human(size) if getattr(given, "human_readable", False) else str(size)


def details(call: Call, entry: ListedObject) -> tuple[str, str, str]:
    """Return the columns of an object before its name."""
    return call.time(entry.last_modified), size_of(call, entry.size), entry.storage_class


def version_details(call: Call, version: ObjectVersion) -> tuple[str, ...]:
    """Return the columns of a version before its name."""
    state = "latest" if version.is_latest else "deleted" if version.soft_deleted else ""
    size = "MARKER" if version.is_delete_marker else size_of(call, version.size)
    return call.time(version.last_modified), size, version.storage_class, version.version_id, state or "-"


def object_record(place: Remote, entry: ListedObject) -> dict[str, object]:
    """Return the JSON of an object in a listing."""
    return {
        "uri": str(place.at(entry.key)),
        "bucket": place.bucket,
        "key": entry.key,
        "size": entry.size,
        "etag": entry.etag,
        "last_modified": entry.last_modified,
        "storage_class": entry.storage_class,
    }


def version_record(place: Remote, version: ObjectVersion) -> dict[str, object]:
    """Return the JSON of a version."""
    names = [
        "version_id",
        "is_latest",
        "is_delete_marker",
        "soft_deleted",
        "size",
        "etag",
        "last_modified",
        "storage_class",
    ]
    start = {"uri": str(place.at(version.key)), "bucket": place.bucket, "key": version.key}
    return {**start, **{name: getattr(version, name) for name in names}}


def objects(call: Call, place: Remote) -> Iterable[ListedObject]:
    """List all objects below a place."""
    return call.client.list_objects_v2(place.bucket, prefix=place.key or None, snapshot_version=place.snapshot)


def du(call: Call) -> None:
    """Sum up what is below prefixes."""
    given = call.given
    places = [uris.remote("URI", text, snapshot=given.snapshot) for text in given.uri]
    rows: list[Sequence[str]] = []
    call.for_each(places, lambda place: rows.extend(_sums(call, place)))
    call.out.table(rows, right=(0, 1))


def _sums(call: Call, place: Remote) -> list[Sequence[str]]:
    given = call.given
    sums: dict[str, tuple[int, int]] = {}
    total = count = 0
    for entry in objects(call, place):
        total, count = total + entry.size, count + 1
        if given.depth:
            parts = entry.key[len(place.key) :].split("/")
            for depth in range(1, min(given.depth, len(parts) - 1) + 1):
                prefix = place.key + "/".join(parts[:depth]) + "/"
                size, number = sums.get(prefix, (0, 0))
                sums[prefix] = size + entry.size, number + 1
    if not count and place.key:
        raise FileNotFoundError(f"nothing is at or below {place}")
    rows: list[Sequence[str]] = []
    for key, (size, number) in [*sorted(sums.items()), (place.key, (total, count))]:
        at = place.at(key)
        if call.out.json:
            values = {"uri": str(at), "bucket": place.bucket, "key": key, "objects": number, "bytes": size}
            call.out.record("usage", values)
        else:
            rows.append((size_of(call, size), str(number), str(at)))
    return rows


def find(call: Call) -> None:
    """Print the URIs of objects that match all conditions."""
    given = call.given
    places = [uris.remote("URI", text, snapshot=given.snapshot) for text in given.uri]
    call.for_each(places, partial(_found, call))


def _found(call: Call, place: Remote) -> None:
    given = call.given

    def rows() -> Iterator[Sequence[str]]:
        for entry in objects(call, place):
            if not matches(given, entry):
                continue
            uri = str(place.at(entry.key))
            if call.out.json:
                call.out.record("object", object_record(place, entry))
            elif given.null:
                call.out.null(uri)
            elif given.long:
                yield (*details(call, entry), uri)
            else:
                call.out.line(uri)

    call.out.table(rows(), right=(1,))


def matches(given: Any, entry: ListedObject) -> bool:  # noqa: ANN401  # a namespace
    """Return whether an object meets the conditions of `find`."""
    from fnmatch import fnmatchcase

    name = entry.key.rpartition("/")[2]
    moment = entry.last_modified
    return (
        (not given.name or any(fnmatchcase(name, glob) for glob in given.name))
        and (not given.key or any(fnmatchcase(entry.key, glob) for glob in given.key))
        and (given.larger is None or entry.size > given.larger)
        and (given.smaller is None or entry.size < given.smaller)
        and (given.newer is None or (moment is not None and moment > given.newer))
        and (given.older is None or (moment is not None and moment < given.older))
        and (not given.storage_class or entry.storage_class in given.storage_class)
    )


def stat(call: Call) -> None:
    """Show the properties of objects and buckets."""
    given = call.given
    places = [uris.remote("URI", text, snapshot=given.snapshot) for text in given.uri]
    for place in places:
        if given.version_id is not None and (not place.key or place.snapshot is not None):
            refuse("--version-id needs the URI of an object, without a snapshot")
        if not place.key and place.snapshot is not None:
            refuse(f"stat shows the settings of a bucket as they are, not at a snapshot: {place}")
    call.for_each(places, partial(_stat, call))


def _stat(call: Call, place: Remote) -> None:
    given = call.given
    if not place.key:
        from tigris_http.cli.commands.buckets.settings import show

        show(call, place.bucket, with_size=False)
        return
    info = call.client.head_object(
        place.bucket,
        place.key,
        version_id=given.version_id,
        snapshot_version=place.snapshot,
        checksum_mode=True,
    )
    values = _stat_record(place, info)
    if call.out.json:
        call.out.record("stat", values)
        return
    shown = {**values, "size": size_of(call, info.size), "last_modified": call.time(info.last_modified)}
    for name in ("bucket", "key", "metadata", "checksums"):
        del shown[name]
    shown["tag_count"] = shown["tag_count"] or None
    pairs = [(name.replace("_", "-"), value) for name, value in shown.items()]
    pairs += [(f"metadata {name}", value) for name, value in info.metadata.items()]
    pairs += [(f"checksum {name}", value) for name, value in _checksums(info).items()]
    call.out.facts(pairs)


def _stat_record(place: Remote, info: ObjectInfo) -> dict[str, object]:
    names = (
        "size etag last_modified content_type content_encoding content_disposition content_language cache_control"
        " expires storage_class version_id metadata tag_count acl restore parts_count regions"
    )
    found = {name: getattr(info, name) for name in names.split()}
    return {"uri": str(place), "bucket": place.bucket, "key": place.key, **found, "checksums": _checksums(info)}


def _checksums(info: ObjectInfo) -> dict[str, str]:
    names = ("crc32", "crc32c", "crc64nvme", "sha1", "sha256")
    found = {name: getattr(info.checksums, name, None) for name in names}
    return {name: value for name, value in found.items() if value is not None}
