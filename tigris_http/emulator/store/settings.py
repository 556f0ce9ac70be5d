"""What a bucket was told, at its creation or later: one frozen value, and how it lies in the database.

Contract: `PATCH`, the S3 sub-resources and CreateBucket all write these fields, and every answer reads them. `load`
understands what any earlier `dump` wrote: fields may be added, each with a default.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from tigris_http.emulator.rules.cors import CorsRule
from tigris_http.emulator.rules.lifecycle import LifecycleRule
from tigris_http.emulator.rules.migration import MigrationSource
from tigris_http.emulator.rules.notifications import Notifications

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Share:
    """Who else may use the bucket, and how; one of the ids is set."""

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
    """Days that deleted things are kept; None when soft delete is off."""
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
    """When it ceased to keep versions (ns), 0 for never; what is older stays for the day it keeps them again."""

    def secrets(self) -> dict[str, str]:
        """Return what is shown masked, by the names it has on the wire."""
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
        """Read what `dump` wrote."""
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


def _tuples(entry: dict[str, Any]) -> dict[str, Any]:
    """Undo what JSON does to tuples of strings."""
    texts = {name: tuple(cast("list[str]", value)) for name, value in entry.items() if isinstance(value, list)}
    return {**entry, **texts}
