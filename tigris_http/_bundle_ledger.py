"""Who was asked for, who came, who was skipped: the exactness of a bundle.

Contract: pure bookkeeping over names and sizes. "Members: regular files, in request order, name = full object
key"; "last member `__bundle_errors.json` when something was skipped, absent otherwise" (wire reference,
2.16). So a name that is not the next one means that the keys between were skipped, and a name that is not
asked for, or was passed already, is `MalformedResponse`. In the end each key has arrived, or the manifest
names it, or it is lost: `IncompleteBody`. A key asked for twice which came once counts as arrived, unless the
manifest says that the other was skipped.

A real object may bear the manifest's name: see `is_manifest`.
"""

from __future__ import annotations

import json
from typing import Final, cast

from tigris_http.errors import IncompleteBody, MalformedResponse

MANIFEST_NAME: Final = "__bundle_errors.json"


class Ledger:
    """Accounts for the members of one bundle."""

    __slots__ = ("bundle_bytes", "expected", "gaps", "keys", "object_count", "place", "skipped")

    def __init__(self, keys: tuple[str, ...]) -> None:
        self.keys = keys
        self.expected: tuple[str | None, ...] = (*(None if k == MANIFEST_NAME else k for k in keys), None)
        """The name at each place for a quick comparison; None where a name must be looked at with care."""
        self.place = 0
        """Where in `keys` the next member is expected: all before it have arrived or are among the gaps."""
        self.gaps: list[int] = []
        """Places of keys that were passed over."""
        self.object_count = 0
        self.bundle_bytes = 0
        self.skipped: tuple[tuple[str, str], ...] = ()

    def arrived(self, name: str, size: int) -> None:
        """Note a member; raises MalformedResponse when its name is none of those still expected."""
        try:
            place = self.keys.index(name, self.place)
        except ValueError:
            what = "is out of order or came twice" if name in self.keys else "was not asked for"
            raise MalformedResponse(f"the bundle has a member {name[:200]!r} that {what}") from None
        self.gaps.extend(range(self.place, place))
        self.place = place + 1
        self.object_count += 1
        self.bundle_bytes += size

    def may_be_object(self) -> bool:
        """Return whether an object with the manifest's name is still expected."""
        return MANIFEST_NAME in self.keys[self.place :]

    def missing(self) -> list[int]:
        """Return the places of all keys that have not arrived so far, in order."""
        return [*self.gaps, *range(self.place, len(self.keys))]

    def is_manifest(self, body: memoryview) -> bool:
        """Tell the manifest from an object of its name, which was asked for and is the last member.

        It is the manifest when it names exactly the keys that did not arrive, its own name among them: then
        everything is accounted for. Else it is the object.
        """
        try:
            named = {key for key, _ in read_manifest(body)}
        except MalformedResponse:
            return False
        return named == {self.keys[place] for place in self.missing()}

    def manifest_bound(self) -> int:
        """Return how many bytes a manifest about these keys may have, every character escaped."""
        return 4096 + sum(6 * len(key.encode("utf-8", "surrogatepass")) + 256 for key in self.keys)

    def settle(self, manifest: memoryview | None) -> int:
        """Account for every key at the end and fill `skipped`; return how many the manifest names."""
        entries = () if manifest is None else read_manifest(manifest)
        reasons = dict(entries)
        missing = self.missing()
        if missing or reasons:
            gone = {self.keys[place] for place in missing}
            absent = set(missing)
            here = {key for place, key in enumerate(self.keys) if place not in absent}
            for key in reasons:
                if key not in gone:
                    what = "arrived" if key in here else "was not asked for"
                    raise MalformedResponse(f"the bundle's manifest names {key[:200]!r}, which {what}")
            lost = [key for key in gone if key not in reasons and key not in here]
            if lost:
                raise IncompleteBody(
                    f"{len(lost)} of {len(self.keys)} keys neither arrived nor were named as skipped, "
                    f"such as {min(lost)[:200]!r}"
                )
            keys = (self.keys[place] for place in missing)
            self.skipped = tuple((key, reasons[key]) for key in keys if key in reasons)
        return len(entries)


def read_manifest(body: memoryview) -> tuple[tuple[str, str], ...]:
    """Return the pairs of `{"skipped":[{"key":"a","reason":"NoSuchKey"}]}`; other fields are ignored."""
    try:
        document = cast("object", json.loads(str(body, "utf-8")))
    except (ValueError, RecursionError) as error:
        raise MalformedResponse(f"the bundle's manifest is not JSON: {error}") from error
    fields = cast("dict[str, object]", document) if isinstance(document, dict) else {}
    entries = fields.get("skipped", "missing")
    if entries is None:  # an empty list, as Go writes a slice that was never filled
        return ()
    if not isinstance(entries, list):
        raise MalformedResponse("the bundle's manifest has no list 'skipped'")
    return tuple(map(_entry, cast("list[object]", entries)))


def _entry(entry: object) -> tuple[str, str]:
    fields = cast("dict[str, object]", entry) if isinstance(entry, dict) else {}
    key, reason = fields.get("key"), fields.get("reason", "")
    if not isinstance(key, str) or not isinstance(reason, str):
        raise MalformedResponse("the bundle's manifest has an entry without key and reason")
    return key, reason
