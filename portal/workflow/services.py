"""What the story needs from outside: the adapters that wiring chose, in one object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from portal.notifications.mailer import Mailer
from portal.persistence.database import Database
from portal.persistence.follow_ups import FollowUps

if TYPE_CHECKING:
    from portal.files.storage import FileStore
    from portal.payments.provider import PaymentProvider


class PortalUrl(Protocol):
    """Where a page of a municipality's portal is."""

    def __call__(self, municipality: str, path: str) -> str:
        """The absolute address of `path` (beginning with a slash) at that municipality's host."""


@dataclass(frozen=True)
class Services:
    """The adapters of one process. `providers` are found by their `name`; make one per loop."""

    database: Database
    follow_ups: FollowUps
    mailer: Mailer
    providers: Mapping[str, PaymentProvider]
    file_store: FileStore
    portal_url: PortalUrl
    demo: bool

    async def close(self) -> None:
        """Give the connections back."""
        await self.database.close()
