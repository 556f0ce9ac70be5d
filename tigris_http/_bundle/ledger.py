"""The account of one bundle answer: requested, arrived and skipped keys.

Contract: pure bookkeeping over names and sizes. An archive holds the objects in the order of the request, each under
its key. If keys were skipped, its last member `__bundle_errors.json` names them
(https://www.tigrisdata.com/docs/objects/bundle/). So a later name means that the keys between were skipped. A name that
was not requested, or was passed already, is `Disorder`. So is a manifest that contradicts the members. In the end each
key has arrived, or the manifest names it, or it is lost: `IncompleteBody`. Each key is asked for once.

A real object may bear the manifest's name: see `is_manifest`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from tigris_http._wire import json
from tigris_http.errors import IncompleteBody, MalformedResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

MANIFEST_NAME: Final = "__bundle_errors.json"


class Disorder(MalformedResponse):
    """The answer does not account for its keys: read the rest in another way. Never raised to the caller."""


class Ledger:
    __slots__ = ("_numbers", "bundle_bytes", "gaps", "keys", "object_count", "place")

    def __init__(self, keys: tuple[str, ...]) -> None:
        self.keys = keys
        self._numbers: dict[str, int] | None = None
        self.place = 0
        """Place in `keys` of the next expected member. All before it arrived or are gaps."""
        self.gaps: list[int] = []
        """Places of passed-over keys."""
        self.object_count = 0
        self.bundle_bytes = 0

    def as_expected(self, sizes: Iterable[int]) -> None:
        count = 0
        for size in sizes:
            self.bundle_bytes += size
            count += 1
        self.object_count += count
        self.place += count

    def arrived(self, name: str, size: int) -> None:
        """Note a member. Raises `Disorder` if its name is not expected any more."""
        if self.place < len(self.keys) and self.keys[self.place] == name:
            self.as_expected((size,))
            return
        place = self.place_of(name)
        if place is None or place < self.place:
            what = "was not asked for" if place is None else "is out of order or came twice"
            raise Disorder(f"the bundle has a member {name[:200]!r} that {what}")
        self.gaps.extend(range(self.place, place))
        self.place = place + 1
        self.object_count += 1
        self.bundle_bytes += size

    def place_of(self, name: str) -> int | None:
        if self._numbers is None:
            self._numbers = {key: place for place, key in enumerate(self.keys)}
        return self._numbers.get(name)

    def may_be_object(self) -> bool:
        """Return whether an object with the manifest's name is still expected."""
        return MANIFEST_NAME in self.keys[self.place :]

    def missing(self) -> list[int]:
        return [*self.gaps, *range(self.place, len(self.keys))]

    def is_manifest(self, body: memoryview) -> bool:
        """Tell the manifest from a requested object of its name that is the last member.

        It is the manifest if it names exactly the keys that did not arrive, its own name among them.
        """
        try:
            named = {key for key, _ in read_manifest(body)}
        except MalformedResponse:
            return False
        return named == {self.keys[place] for place in self.missing()}

    def manifest_bound(self) -> int:
        """Return the most bytes of a manifest of these keys, with every character escaped."""
        return 4096 + sum(6 * len(key.encode("utf-8", "surrogatepass")) + 256 for key in self.keys)

    def settle(self, manifest: memoryview | None) -> dict[int, str]:
        """Account for every key; return the reasons of the places that did not arrive."""
        named = {} if manifest is None else dict(read_manifest(manifest))
        missing = self.missing()
        reasons = {place: named.pop(self.keys[place]) for place in missing if self.keys[place] in named}
        for key in named:
            what = "arrived" if key in self.keys else "was not asked for"
            raise Disorder(f"the bundle's manifest names {key[:200]!r}, which {what}")
        if len(reasons) < len(missing):
            lost = [self.keys[place] for place in missing if place not in reasons]
            raise IncompleteBody(
                f"{len(lost)} of {len(self.keys)} keys neither arrived nor were named as skipped, "
                f"such as {lost[0][:200]!r}"
            )
        return reasons


def read_manifest(body: memoryview) -> tuple[tuple[str, str], ...]:
    """Return the pairs of `{"skipped":[{"key":"a","reason":"NoSuchKey"}]}`; other fields are ignored."""
    try:
        document = json.loads(str(body, "utf-8"))
    except (ValueError, RecursionError) as error:
        raise Disorder(f"the bundle's manifest is not JSON: {error}") from error
    fields = cast("dict[str, object]", document) if isinstance(document, dict) else {}
    entries = fields.get("skipped", "missing")
    if entries is None:  # Go's nil slice: an empty list
        return ()
    if not isinstance(entries, list):
        raise Disorder("the bundle's manifest has no list 'skipped'")
    return tuple(map(_entry, cast("list[object]", entries)))


def _entry(entry: object) -> tuple[str, str]:
    fields = cast("dict[str, object]", entry) if isinstance(entry, dict) else {}
    key, reason = fields.get("key"), fields.get("reason", "")
    if not isinstance(key, str) or not isinstance(reason, str):
        raise Disorder("the bundle's manifest has an entry without key and reason")
    return key, reason
