"""The port to whoever takes the money: begin, ask, give back, and verify what it sends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from portal.errors import PortalError
from portal.shared.language import N_

EVERY_ACCOUNT = "*"
"""What collects into whichever account it should: a bank transfer, the demo's bank."""
ProviderStatus = Literal["open", "pending", "paid", "declined", "canceled", "expired"]


@dataclass(frozen=True)
class OrderLine:
    """One thing to pay for, as the payment page shows it. Integer cents; nothing personal."""

    label: str
    municipality_name: str
    amount_cents: int


@dataclass(frozen=True)
class PaymentOrder:
    """What the provider is to collect, in euro cents. The same key always means the same order.

    `expires_at` (UTC) is when an unpaid order may be forgotten; `municipalities` are the slugs
    of those that something is paid to.
    """

    payment_id: UUID
    method: str
    amount_cents: int
    description: str
    lines: tuple[OrderLine, ...]
    return_url: str
    cancel_url: str
    idempotency_key: str
    expires_at: datetime
    municipalities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Begun:
    """The provider's own reference, and the page to send the citizen to."""

    provider_reference: str
    redirect_url: str


@dataclass(frozen=True)
class ProviderState:
    """What the provider says of a payment, asked server to server. Integer cents.

    `disputed_cents` is what the payer's bank claims back and nobody has decided for us yet.
    """

    status: ProviderStatus
    amount_cents: int
    refunded_cents: int
    currency: str = "EUR"
    disputed_cents: int = 0


@dataclass(frozen=True)
class ProviderEvent:
    """A verified notification. Its content is never believed: it only makes the portal ask.

    `provider_reference` is empty when the event is about nothing the portal began.
    """

    event_id: str
    provider_reference: str
    kind: str = ""


@dataclass(frozen=True)
class PaidThere:
    """Money that the provider says it collected for us. Integer cents.

    `reference` is the provider's own; `payment_id` is whose it says it is, None where it does not.
    """

    reference: str
    payment_id: UUID | None
    amount_cents: int


@dataclass(frozen=True)
class Finding:
    """What `portal payments check` found; `is_fault` where payments would fail or get lost."""

    words: str
    is_fault: bool = True


class PaymentProvider(Protocol):
    """One account at a payment provider: an authority with an account of its own has one of its
    own here, too. `methods` are those of "paypal", "card", "sepa", "transfer" it offers.

    Every call raises ProviderUnavailable when the provider does not answer in 8 seconds or is
    in trouble, and PaymentRefused when it says no.
    """

    @property
    def name(self) -> str:
        """Its name in the payment's row, "stripe" or "stripe:leer"; in the webhook's path a slash
        stands for the colon."""

    @property
    def account(self) -> str:
        """Into which account it collects: a name of the content's `payment_account`, "" for the
        installation's common one, or EVERY_ACCOUNT."""

    @property
    def methods(self) -> frozenset[str]:
        """The methods that work with it."""

    async def begin(self, order: PaymentOrder) -> Begun:
        """Open the order; the same idempotency key gives the same answer."""

    async def fetch(self, reference: str) -> ProviderState:
        """What the provider says now. Raises PaymentRefused for an unknown reference."""

    async def cancel(self, reference: str) -> None:
        """Close an order nobody has paid; changes nothing when it is no longer open."""

    async def refund(self, reference: str, amount_cents: int, idempotency_key: str) -> None:
        """Give back `amount_cents`, once per key. Raises PaymentRefused beyond what was paid."""

    async def paid_since(self, begin: datetime) -> Sequence[PaidThere]:
        """What was collected since `begin` (UTC), for the nightly comparison.

        Raises PaymentRefused where the account does not let us look.
        """

    async def check(self) -> Sequence[Finding]:
        """What does not fit in the configuration, asked of the provider; no money moves."""

    async def verify(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        """The event in a notification. Raises NotificationForged: bad signature, old, unread.

        A provider that has to be asked itself may also raise ProviderUnavailable.
        """


def webhook_path(provider: str) -> str:
    """Where the notifications for this account are taken."""
    return f"/webhooks/{provider.replace(':', '/')}"


class ProviderUnavailable(PortalError):
    """The provider did not answer, or is in trouble; asking again later may help."""

    message = N_(
        "Diese Zahlungsart ist gerade nicht erreichbar. Es wurde nichts abgebucht. Bitte "
        "versuchen Sie es in ein paar Minuten noch einmal oder wählen Sie eine andere Zahlungsart."
    )


class PaymentRefused(PortalError):
    """The provider said no; asking again in the same way does not help."""

    message = N_(
        "Mit dieser Zahlungsart hat es nicht geklappt. Es wurde nichts abgebucht. Bitte wählen "
        "Sie eine andere Zahlungsart."
    )


class NotificationForged(PortalError):
    """A notification whose sender cannot be proven, or that is too old to be believed."""

    message = N_("Diese Benachrichtigung können wir nicht zuordnen.")


def uuid_or_none(written: str) -> UUID | None:
    """The id in what a provider says; None where it is none."""
    try:
        return UUID(written)
    except ValueError:
        return None


def name_at(provider: str, account: str) -> str:
    """What the account at a provider is called: "stripe" for the common one, "stripe:leer"."""
    return f"{provider}:{account}" if account else provider
