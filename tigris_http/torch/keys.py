"""The keys of a data set: a list in little memory, the listing of a prefix, or a manifest.

Contract: a worker that is forked shares the pages of packed keys. Each `str` of a list has a reference count, so
reading the list in a worker would copy it, page by page.
"""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias, cast, overload

from tigris_http.manifests import Manifest
from tigris_http.operations import BundleObjects

if TYPE_CHECKING:
    from tigris_http import TigrisHTTP

_AT_ONCE: Final = 5000
_BLOCKS: Final = 8
"""Blocks of a manifest that an index keeps."""


class PackedKeys(Sequence[str]):
    """An immutable sequence of keys: their UTF-8, and eight bytes for each."""

    __slots__ = ("_ends", "_text")

    def __init__(self, keys: Iterable[str]) -> None:
        text, ends = bytearray(), array("Q", [0])
        left = iter(keys)
        while some := list(islice(left, _AT_ONCE)):
            for key in some:
                text += key.encode()
                ends.append(len(text))
        self._text, self._ends = bytes(text), ends

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = index + len(self) if index < 0 else index
        if not 0 <= number < len(self):
            raise IndexError(f"there are {len(self)} keys, and none has the index {index}")
        return self._text[self._ends[number] : self._ends[number + 1]].decode()

    def digest(self) -> str:
        """Return the SHA-256 of the keys in their order, in hexadecimal."""
        ends = self._ends
        if sys.byteorder == "big":
            ends = array("Q", ends)
            ends.byteswap()
        found = hashlib.sha256(ends)
        found.update(self._text)
        return found.hexdigest()


Keys: TypeAlias = "PackedKeys | Manifest"


def found_keys(
    client: TigrisHTTP, bucket: str, keys: Iterable[str] | Manifest | None, prefix: str | None, version: str | None
) -> Keys:
    """Return the keys that the caller gave, or those below `prefix`, listed now. Raises `ValueError` for none."""
    if (keys is None) == (prefix is None):
        raise ValueError("give either keys or prefix; prefix='' takes all objects of the bucket")
    if isinstance(keys, Manifest):
        if keys.bucket != bucket:
            raise ValueError(f"bucket must be {keys.bucket!r}, whose keys the manifest has, not {bucket!r}")
        if not len(keys):
            raise ValueError(f"keys must not be empty: the manifest {keys.key!r} has none")
        return keys
    if keys is None:
        found = PackedKeys(each.key for each in client.list_objects_v2(bucket, prefix=prefix, snapshot_version=version))
        if not len(found):
            at = "" if version is None else f" at the snapshot {version}"
            raise ValueError(f"prefix: no object of the bucket {bucket!r}{at} has a key that begins with {prefix!r}")
        return found
    if isinstance(keys, (str, bytes)):
        raise TypeError(f"keys must be an iterable of keys, not {type(keys).__name__}: give [{keys!r}]")
    named: list[object] = list(keys)
    wrong = next((key for key in named if not isinstance(key, str)), None)
    if wrong is not None:
        raise TypeError(
            f"keys must hold keys as str, not {type(wrong).__name__}: `transform` gets the key of an object"
        )
    BundleObjects(bucket, cast("list[str]", named))  # checks the keys
    return PackedKeys(cast("list[str]", named))


def version_of(keys: object, version: str | None) -> str | None:
    """Return the snapshot to read: the caller's, else the one that a manifest lists."""
    return keys.snapshot_version if version is None and isinstance(keys, Manifest) else version


def digest_of(keys: Keys) -> str:
    """Return the digest of the keys, which the state of a run names."""
    return keys.digest if isinstance(keys, Manifest) else keys.digest()


class KeyIndex:
    """Finds keys by their numbers. It keeps the last few blocks of a manifest, which each take a request."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._blocks: OrderedDict[int, tuple[str, ...]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._keys)

    def at(self, client: TigrisHTTP, numbers: Sequence[int]) -> list[str]:
        """Return the key of each number, of which negative ones count from the end. Raises `IndexError`."""
        keys = self._keys
        if isinstance(keys, PackedKeys):
            return [keys[number] for number in numbers]
        count = len(keys)
        places: list[tuple[int, int]] = []
        for number in numbers:
            if not -count <= number < count:
                raise IndexError(f"there are {count} keys, and none has the index {number}")
            places.append(divmod(number % count, keys.block_keys))
        # Each block once, however the numbers jump between more blocks than are kept.
        found: dict[int, str] = {}
        for at in sorted(range(len(places)), key=places.__getitem__):
            block, place = places[at]
            found[at] = self._block(keys, client, block)[place]
        return [found[at] for at in range(len(places))]

    def _block(self, manifest: Manifest, client: TigrisHTTP, number: int) -> tuple[str, ...]:
        block = self._blocks.pop(number, None)
        if block is None:
            block = tuple([entry.key for entry in manifest.read_block(client, number)])
        self._blocks[number] = block
        if len(self._blocks) > _BLOCKS:
            self._blocks.popitem(last=False)
        return block

    def __reduce__(self) -> tuple[object, ...]:
        return KeyIndex, (self._keys,)
