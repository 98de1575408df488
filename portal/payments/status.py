"""Where a payment stands: the statuses, which may follow which, and the citizen's words."""

from dataclasses import dataclass, replace
from enum import StrEnum

from portal.payments.provider import ProviderStatus
from portal.shared.language import N_


class PaymentStatus(StrEnum):
    """created: nothing decided yet; pending: decided, the money is not certain yet."""

    CREATED = "created"
    PENDING = "pending"
    PAID = "paid"
    DECLINED = "declined"
    CANCELED = "canceled"
    EXPIRED = "expired"

    @property
    def is_open(self) -> bool:
        """Whether an answer of the provider is still awaited."""
        return self in (PaymentStatus.CREATED, PaymentStatus.PENDING)


# Money that arrives after all is accepted; a payment that was paid stays paid.
_AFTER_FAILURE = frozenset({PaymentStatus.PAID})
_FAILURES = frozenset({PaymentStatus.DECLINED, PaymentStatus.CANCELED, PaymentStatus.EXPIRED})
TRANSITIONS: dict[PaymentStatus, frozenset[PaymentStatus]] = {
    PaymentStatus.CREATED: _FAILURES | {PaymentStatus.PENDING, PaymentStatus.PAID},
    PaymentStatus.PENDING: _FAILURES | {PaymentStatus.PAID},
    PaymentStatus.DECLINED: _AFTER_FAILURE,
    PaymentStatus.CANCELED: _AFTER_FAILURE,
    PaymentStatus.EXPIRED: _AFTER_FAILURE,
    PaymentStatus.PAID: frozenset(),
}

METHOD_LABELS = {
    "paypal": N_("PayPal"),
    "card": N_("Kreditkarte"),
    "sepa": N_("SEPA-Lastschrift"),
    "transfer": N_("Überweisung"),
}


@dataclass(frozen=True)
class StatusWords:
    """What the result page says. `may_try_again`: the basket is still there to be paid."""

    heading: str
    text: str
    may_try_again: bool


_WORDS = {
    PaymentStatus.PAID: StatusWords(
        N_("Vielen Dank, wir haben Ihren Antrag"),
        N_(
            "Sie bekommen gleich eine E-Mail von uns. Unter „Meine Vorgänge“ sehen Sie jederzeit, "
            "wie weit wir sind."
        ),
        False,
    ),
    PaymentStatus.CANCELED: StatusWords(
        N_("Zahlung abgebrochen"),
        N_("Es wurde nichts abgebucht. Ihre Angaben liegen weiter im Warenkorb."),
        True,
    ),
    PaymentStatus.EXPIRED: StatusWords(
        N_("Zahlung abgebrochen"),
        N_(
            "Die Zahlung wurde nicht rechtzeitig bestätigt. Ihre Angaben liegen weiter im "
            "Warenkorb."
        ),
        True,
    ),
    PaymentStatus.DECLINED: StatusWords(
        N_("Zahlung abgelehnt"),
        N_(
            "Es wurde nichts abgebucht. Ihre Angaben liegen weiter im Warenkorb. Sie können es "
            "mit einer anderen Zahlungsart noch einmal versuchen."
        ),
        True,
    ),
}
_PAID_TWICE = StatusWords(
    N_("Vielen Dank, wir haben Ihren Antrag"),
    N_(
        "Für mindestens einen Antrag war schon bezahlt, oder Sie haben ihn inzwischen verworfen. "
        "Diesen Betrag erstatten wir Ihnen von selbst. Sie müssen nichts tun."
    ),
    False,
)
_ALL_GOES_BACK = StatusWords(
    N_("Sie bekommen Ihr Geld zurück"),
    N_(
        "Dafür war schon bezahlt, oder Sie haben den Antrag inzwischen verworfen. Den Betrag "
        "erstatten wir Ihnen von selbst. Sie müssen nichts tun."
    ),
    False,
)
_CHECKING = StatusWords(
    N_("Zahlung wird geprüft"),
    N_(
        "Wir warten noch auf die Bestätigung. Sie müssen nichts tun und können die Seite "
        "schließen: Sobald Ihre Zahlung da ist, schreiben wir Ihnen."
    ),
    False,
)

_NO_ANSWER = StatusWords(
    N_("Zahlung noch nicht bestätigt"),
    N_(
        "Die Zahlungsart ist gerade nicht erreichbar. Haben Sie dort nichts bestätigt, wurde auch "
        "nichts abgebucht: Ihre Angaben liegen weiter im Warenkorb, und Sie können anders "
        "bezahlen. Haben Sie bestätigt, müssen Sie nichts tun: Wir fragen von selbst nach und "
        "schreiben Ihnen."
    ),
    True,
)


def may_become(status: PaymentStatus, following: PaymentStatus) -> bool:
    """Whether a payment in `status` may get the status `following`."""
    return following in TRANSITIONS[status]


def status_reported(status: ProviderStatus) -> PaymentStatus:
    """Our status for what the provider reports."""
    return PaymentStatus.CREATED if status == "open" else PaymentStatus(status)


_CLAIM_PAID = StatusWords(
    N_("Vielen Dank, Ihre Zahlung ist da"),
    N_("Wir bearbeiten Ihren Antrag jetzt weiter. Sie bekommen gleich eine E-Mail von uns."),
    False,
)
_CLAIM_PAID_BEFORE = StatusWords(
    N_("Dafür war nichts mehr zu bezahlen"),
    N_("Den Betrag erstatten wir Ihnen von selbst. Sie müssen nichts tun."),
    False,
)
_CLAIM_UNPAID = N_("Es wurde nichts abgebucht. Der Betrag ist noch offen.")


def words_for_claim(status: PaymentStatus, is_surplus: bool = False) -> StatusWords:
    """As `words_for`, for a payment of a claim on an open case."""
    if status is PaymentStatus.PAID:
        return _CLAIM_PAID_BEFORE if is_surplus else _CLAIM_PAID
    words = _WORDS.get(status, _CHECKING)
    return replace(words, text=_CLAIM_UNPAID) if words.may_try_again else words


def words_for(
    status: PaymentStatus,
    is_surplus: bool = False,
    is_answered: bool = True,
    pays_nothing: bool = False,
) -> StatusWords:
    """Heading and text of the result page; `is_surplus`: part of it was paid once too often,
    `pays_nothing`: all of it was, `is_answered`: the provider could be asked just now."""
    if status is PaymentStatus.PAID and is_surplus:
        return _ALL_GOES_BACK if pays_nothing else _PAID_TWICE
    if status.is_open and not is_answered:
        return _NO_ANSWER
    return _WORDS.get(status, _CHECKING)
