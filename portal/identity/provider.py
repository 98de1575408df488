"""What the portal asks of a service account's provider (OpenID Connect), and what can go wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from portal.errors import PortalError
from portal.identity.provider_config import ServiceAccount
from portal.shared.language import N_, _
from portal.shared.trust import TrustLevel


class ServiceAccountFault(PortalError):
    """Base of what keeps a sign-in by a service account from succeeding.

    `reason` is for the log: a short word without personal data.
    """

    reason = "refused"
    # Where the citizen was; set by who knows it.
    continue_to = ""


class ProviderDown(ServiceAccountFault):
    """The provider does not answer, or not in time."""

    reason = "provider does not answer"
    message = N_(
        "Das Servicekonto antwortet zurzeit nicht. Bitte versuchen Sie es später noch einmal. Alle "
        "anderen Wege, sich anzumelden, gehen weiterhin."
    )


class AnswerRefused(ServiceAccountFault):
    """The provider's answer is none that can be trusted: `reason` says which check failed."""

    message = N_(
        "Die Antwort des Servicekontos konnten wir nicht prüfen. Darum haben wir Sie nicht "
        "angemeldet. Bitte beginnen Sie noch einmal von vorn."
    )

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class SignInCancelled(ServiceAccountFault):
    """The person, or the provider, broke off."""

    reason = "cancelled at the provider"
    message = N_(
        "Die Anmeldung mit dem Servicekonto wurde abgebrochen. Es ist nichts geändert worden."
    )


class WayUnknown(ServiceAccountFault):
    """Nobody here set out on this way: used before, too old, or begun in another browser."""

    reason = "unknown, used or expired state"
    message = N_(
        "Diese Anmeldung ist abgelaufen oder wurde in einem anderen Fenster begonnen. Bitte "
        "beginnen Sie noch einmal von vorn."
    )


class LinkedElsewhere(ServiceAccountFault):
    """The service account belongs to another account here."""

    reason = "linked to another account"
    message = N_(
        "Dieses Servicekonto ist schon mit einem anderen Konto verbunden. Es ist nichts geändert "
        "worden. Melden Sie sich dort an, oder lösen Sie die Verbindung dort zuerst."
    )


class OtherServiceAccount(ServiceAccountFault):
    """The account is linked to another service account of this provider."""

    reason = "account has another link"
    message = N_(
        "Ihr Konto ist mit einem anderen Servicekonto verbunden. Es ist nichts geändert worden. "
        "Bitte nehmen Sie das Servicekonto, das zu Ihrem Konto gehört."
    )


class AddressTaken(ServiceAccountFault):
    """The verified address of the service account already has an account with a password."""

    reason = "address has an account"
    message = N_(
        "Für die E-Mail-Adresse Ihres Servicekontos gibt es hier schon ein Konto. Bitte melden Sie "
        "sich mit Ihrem Passwort an und verbinden Sie es dann unter „Anmeldung und Sicherheit“ mit "
        "dem Servicekonto."
    )


class OnlyWayIn(ServiceAccountFault):
    """Without the link nobody could sign in to the account any more."""

    reason = "only way to sign in"
    message = N_(
        "Das Servicekonto ist der einzige Weg, sich bei diesem Konto anzumelden. Legen Sie zuerst "
        "ein Passwort oder einen Passkey fest."
    )


class LevelStillTooLow(ServiceAccountFault):
    """What the provider vouches for does not reach what was wanted."""

    reason = "level too low"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Mit dieser Anmeldung am Servicekonto wissen wir noch nicht sicher genug, wer Sie "
                "sind. Ihr Entwurf bleibt gespeichert. Bitte wählen Sie im Servicekonto einen "
                "stärkeren Weg, zum Beispiel den Online-Ausweis."
            )
        )


@dataclass(frozen=True)
class WayThere:
    """What the browser takes to the provider, since `begun_at` (UTC). `fresh`: they must sign in
    there anew. `again`: they are asked to, as an open session there may be of a lower level."""

    redirect_uri: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    wanted: TrustLevel
    begun_at: datetime
    fresh: bool = False
    again: bool = False


@dataclass(frozen=True)
class ProvenIdentity:
    """Who somebody is by a verified ID token. `key` is the account key, `session_id` the `sid`.

    `email_verified`: the provider says that it has verified the address. `authenticated_at` is
    when the person proved it there (UTC), None where the provider does not tell.
    """

    issuer: str
    key: str = field(repr=False)
    subject: str = field(repr=False)
    session_id: str = field(repr=False)
    level: TrustLevel
    attributes: Mapping[str, str] = field(repr=False)
    email: str = field(repr=False)
    email_verified: bool
    id_token: str = field(repr=False)
    authenticated_at: datetime | None = None


@dataclass(frozen=True)
class SignedOutThere:
    """A verified logout token: whose session at the provider ended. `expires_at` in UTC."""

    issuer: str
    token_id: str
    subject: str = field(repr=False)
    session_id: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True)
class Finding:
    """What `portal servicekonto check` found; `is_fault` where a sign-in would fail."""

    words: str
    is_fault: bool


class IdentityProvider(Protocol):
    """One configured provider, spoken to over OpenID Connect."""

    @property
    def config(self) -> ServiceAccount:
        """As configured."""

    async def address_of(self, way: WayThere) -> str:
        """Where to send the browser. Raises ProviderDown."""

    async def redeem(self, way: WayThere, answer: Mapping[str, str]) -> ProvenIdentity:
        """Who came back: the query of the redirect checked, the code redeemed, the ID token
        verified. Raises SignInCancelled, AnswerRefused, ProviderDown."""

    async def read_logout(self, token: str) -> SignedOutThere:
        """A back-channel logout token, verified. Raises AnswerRefused, ProviderDown."""

    async def logout_address(self) -> str:
        """Where to sign out at the provider; "" where it has no such place or does not answer."""

    async def check(self) -> list[Finding]:
        """What is wrong or noteworthy about the configuration, by asking the provider."""
