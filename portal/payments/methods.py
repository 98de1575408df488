"""Which ways to pay work here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from portal.errors import InvalidInput
from portal.municipalities import BankAccount, municipality_by_slug
from portal.payments.provider import PaymentProvider
from portal.payments.status import METHOD_LABELS
from portal.shared.language import _


@dataclass(frozen=True)
class OfferedMethod:
    """A way to pay, with the name the citizen reads."""

    key: str
    label: str


def offered_methods(providers: Mapping[str, PaymentProvider]) -> tuple[OfferedMethod, ...]:
    """The ways to pay that some provider here offers, always in the same order."""
    offered = frozenset[str]().union(*(provider.methods for provider in providers.values()))
    return tuple(
        OfferedMethod(key, label) for key, label in METHOD_LABELS.items() if key in offered
    )


def provider_for(providers: Mapping[str, PaymentProvider], method: str) -> PaymentProvider:
    """The first provider that offers `method`. Raises InvalidInput when none does."""
    for provider in providers.values():
        if method in provider.methods:
            return provider
    raise InvalidInput(_("Bitte wählen Sie eine Zahlungsart."))


def account_to_pay_to(municipalities: Collection[str]) -> BankAccount | None:
    """Where the citizen can transfer money to; None unless exactly one authority is paid and
    names a bank account."""
    if len(set(municipalities)) != 1:
        return None
    return municipality_by_slug(next(iter(municipalities))).bank_account
