"""An action that yields what a `Listing` yields, for any client."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING

from tigris_http.operations import ListedObject, ListObjectsV2
from tigris_http.operations._base import Action
from tigris_http.transfers._trees.listing import Listing
from tigris_http.transfers._work.items import ItemAction

if TYPE_CHECKING:
    from tigris_http._core.steps import Runs


@dataclass(frozen=True, slots=True)
class Listed(ItemAction[ListedObject], Action):
    operation: ListObjectsV2
    _: KW_ONLY
    lanes: int = 1
    listings: list[Listing] = field(default_factory=list[Listing])

    def items(self, *, connections: int) -> Runs[ListedObject, None]:
        listing = Listing(self.operation, lanes=min(self.lanes, connections))
        self.listings.append(listing)
        while page := (yield from listing.page()):
            yield list(page)
