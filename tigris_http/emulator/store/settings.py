"""The settings of a bucket, as one frozen value, and their form in the database.

Contract: `PATCH`, the S3 sub-resources and CreateBucket all write these fields; every answer reads them. `load` reads
the output of any earlier `dump`: fields may be added, each with a default.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

from tigris_http.emulator.rules.cors import CorsRule
from tigris_http.emulator.rules.lifecycle import LifecycleRule
from tigris_http.emulator.rules.migration import MigrationSource
from tigris_http.emulator.rules.notifications import Notifications

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Share:
    """Another user of the bucket, and the role; one of the ids is set."""

    role: str
    team_id: str | None = None
    user_id: str | None = None


@dataclass(frozen=True)
class Settings:
    """The settings of one bucket."""

    storage_class: str = "STANDARD"
    regions: str = ""
    public: bool = False
    public_listing: bool = False
    object_acl: bool = False
    retention_days: int | None = None
    """Days of retention after a deletion; None if soft delete is off."""
    cache_control: str = ""
    custom_domain: str = ""
    nosniff: bool = False
    protected: bool = False
    notifications: Notifications | None = None
    source: MigrationSource | None = None
    lifecycle: tuple[LifecycleRule, ...] = ()
    cors: tuple[CorsRule, ...] = ()
    shares: tuple[Share, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    ownership: str | None = None
    acceleration: str | None = None
    unversioned_since: int = 0
    """When the bucket stopped keeping versions (ns); 0 for never. Older versions stay."""

    def secrets(self) -> dict[str, str]:
        """Return the secrets, by their names on the wire. Answers mask them."""
        named: dict[str, str | None] = {}
        if self.notifications is not None:
            named |= {"token": self.notifications.token, "basic_pass": self.notifications.basic_pass}
        if self.source is not None:
            named["secret_key"] = self.source.secret_key
        return {name: secret for name, secret in named.items() if secret is not None}

    def dump(self) -> str:
        """Write for the database."""
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, text: str) -> Settings:
        """Return the settings of the output of `dump`."""
        return _loaded(text)

    @classmethod
    def read(cls, text: str) -> Settings:
        """Read the output of `dump`; `load` reads equal texts once."""
        stored: dict[str, Any] = json.loads(text)
        for name, one in _ONE.items():
            if stored.get(name) is not None:
                stored[name] = one(**stored[name])
        for name, each in _SEVERAL.items():
            stored[name] = tuple(each(**_tuples(entry)) for entry in stored.get(name, ()))
        stored["tags"] = tuple((key, value) for key, value in stored.get("tags", ()))
        return cls(**stored)


_ONE: Final[dict[str, Callable[..., object]]] = {"notifications": Notifications, "source": MigrationSource}
_SEVERAL: Final[dict[str, Callable[..., object]]] = {"lifecycle": LifecycleRule, "cors": CorsRule, "shares": Share}


# Every request reads the settings of its bucket.
_loaded: Final = lru_cache(maxsize=256)(Settings.read)


def _tuples(entry: dict[str, Any]) -> dict[str, Any]:
    """Restore the tuples that JSON made lists."""
    texts = {name: tuple(cast("list[str]", value)) for name, value in entry.items() if isinstance(value, list)}
    return {**entry, **texts}
