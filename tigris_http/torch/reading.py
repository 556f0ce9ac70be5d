"""From keys to samples, by one bundle.

Contract: one result for each key, in order: the sample, or `ABSENT` for an object that does not exist. An object that
exists and cannot be read is never absent: it is an error, at the end of its bundle at the latest.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, Literal, TypeAlias, TypeVar

from tigris_http import BundleError, BundleMember, BundleSkipped, TigrisHTTP
from tigris_http.operations import BundleObjects

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

SampleT = TypeVar("SampleT")

OnMissing: TypeAlias = Literal["raise", "drop", "none"]
SnapshotVia: TypeAlias = Literal["get", "bundle"]


class Absent:
    """No object has the key."""


ABSENT: Final = Absent()


@dataclass(frozen=True)  # no slots: with them Python refuses to make a `Reading[...]`
class Reading(Generic[SampleT]):
    """How a data set reads its samples."""

    client: TigrisHTTP
    bucket: str
    transform: Callable[[BundleMember], SampleT]
    on_missing: OnMissing
    snapshot_version: str | None
    snapshot_via: SnapshotVia
    prefetch: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.client, TigrisHTTP):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"client must be a TigrisHTTP, not {type(self.client).__name__}")
        if not callable(self.transform):
            raise TypeError(f"transform must be a function of a BundleMember, not {type(self.transform).__name__}")
        self._bundle(["any"])

    def _bundle(self, keys: Iterable[str]) -> BundleObjects[None]:
        return BundleObjects(
            self.bucket,
            keys,
            on_skipped="raise" if self.on_missing == "raise" else "yield",
            prefetch=self.prefetch,
            snapshot_version=self.snapshot_version,
            snapshot_via=self.snapshot_via,
        )

    def read(self, keys: Iterable[str]) -> Generator[SampleT | Absent, None, None]:
        """Read the objects. `keys` are at least one."""
        transform = self.transform
        unexplained: deque[BundleSkipped[None]] = deque()
        with self.client.stream(self._bundle(keys)) as bundle:
            for found in bundle:
                if isinstance(found, BundleSkipped):
                    unexplained.append(found)
                    # The reasons come in the order of the keys.
                    while unexplained and self._is_missing(unexplained[0]):
                        unexplained.popleft()
                    yield ABSENT
                else:
                    yield transform(found)
        for each in unexplained:
            self._is_missing(each)

    def _is_missing(self, skipped: BundleSkipped[None]) -> bool:
        """Return whether there is no such object; False while the reason is unknown. Raises for any other reason."""
        if skipped.reason in {None, "NoSuchKey"}:
            return skipped.reason is not None
        raise BundleError(
            f"the service left {skipped.key!r} of the bucket {self.bucket!r} out, which is there: check the rights of "
            f"the access key, and restore archived objects",
            status=200,
            code=skipped.reason or "",
            missing_keys=(skipped.key,),
        )


def check_on_missing(value: str, known: tuple[str, ...]) -> None:
    """Raise `ValueError` for another word."""
    if value not in known:
        raise ValueError(f"on_missing must be {' or '.join(map(repr, known))}, not {value!r}")
