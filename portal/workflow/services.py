"""What the story needs from outside: the adapters that wiring chose, in one object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from portal.applications.lifetime import OF_AN_ACCOUNT
from portal.files.scanner import NoScanner, Scanner
from portal.identity.ports import ConfirmationMails
from portal.identity.provider import IdentityProvider
from portal.notifications.mailer import Mailer
from portal.notifications.outbox import Outbox, PortalUrl
from portal.notifications.push import NoPusher, Pusher
from portal.persistence.database import Database
from portal.persistence.follow_ups import FollowUps

if TYPE_CHECKING:
    from portal.files.storage import FileStore
    from portal.payments.provider import PaymentProvider


@dataclass(frozen=True)
class Services:
    """The adapters of one process. `providers` are found by their `name`; make one per loop.

    `service_accounts` are the providers of BundID and state accounts by their id, `secret_key`
    seals what they tell of a person. `draft_lifetime` is how long a draft of an account is kept
    untouched, `patience_seconds` how long somebody waits for a payment provider in all.
    """

    database: Database
    follow_ups: FollowUps
    mailer: Mailer
    providers: Mapping[str, PaymentProvider]
    file_store: FileStore
    portal_url: PortalUrl
    demo: bool
    secret_key: bytes = field(repr=False)
    service_accounts: Mapping[str, IdentityProvider] = field(default_factory=dict)
    scanner: Scanner = field(default_factory=NoScanner)
    draft_lifetime: timedelta = OF_AN_ACCOUNT
    patience_seconds: float = 8.0
    pusher: Pusher = field(default_factory=NoPusher)

    @property
    def outbox(self) -> Outbox:
        """Writes e-mails."""
        return Outbox(self.follow_ups, self.portal_url)

    @property
    def confirmation_mails(self) -> ConfirmationMails:
        """What identity writes to people with."""
        return self.outbox

    async def close(self) -> None:
        """Give the connections back."""
        await self.database.close()
