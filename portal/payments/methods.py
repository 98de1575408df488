"""Which ways to pay work here, and whose account each takes the money to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from portal.errors import InvalidInput
from portal.municipalities import BankAccount, municipality_by_slug
from portal.payments.provider import EVERY_ACCOUNT, PaymentProvider
from portal.payments.status import METHOD_LABELS
from portal.shared.language import _

TRANSFER = "transfer"


@dataclass(frozen=True)
class OfferedMethod:
    """A way to pay, with the name the citizen reads."""

    key: str
    label: str


def offered_methods(
    providers: Mapping[str, PaymentProvider], accounts: Collection[str] = ("",)
) -> tuple[OfferedMethod, ...]:
    """The ways to pay by which every one of `accounts` can be paid, always in the same order."""
    return tuple(
        OfferedMethod(key, label)
        for key, label in METHOD_LABELS.items()
        if accounts and all(_collecting(providers, key, account) for account in accounts)
    )


def accepted_by(municipality: str) -> frozenset[str]:
    """The ways to pay that an authority accepts: what its content says, and a transfer where it
    names a bank account."""
    town = municipality_by_slug(municipality)
    transfer = {TRANSFER} if town.bank_account else set()
    return frozenset({*town.payment_methods} - {TRANSFER} | transfer)


def provider_for(
    providers: Mapping[str, PaymentProvider], method: str, account: str = ""
) -> PaymentProvider:
    """The first provider that collects by `method` for `account`. Raises InvalidInput when none
    does."""
    for provider in _collecting(providers, method, account):
        return provider
    raise InvalidInput(_("Bitte wählen Sie eine Zahlungsart."))


def payee_of(municipality: str, method: str) -> str:
    """Who collects: what goes to one payee can be one payment.

    A transfer goes to the municipality itself; everything else to the account that its content
    names at a provider, "" for the common one of the installation.
    """
    return (
        municipality if method == TRANSFER else municipality_by_slug(municipality).payment_account
    )


def account_to_pay_to(municipalities: Collection[str]) -> BankAccount | None:
    """Where the citizen can transfer money to; None unless exactly one authority is paid and
    names a bank account."""
    if len(set(municipalities)) != 1:
        return None
    return municipality_by_slug(next(iter(municipalities))).bank_account


def _collecting(
    providers: Mapping[str, PaymentProvider], method: str, account: str
) -> list[PaymentProvider]:
    return [
        provider
        for provider in providers.values()
        if method in provider.methods and provider.account in (account, EVERY_ACCOUNT)
    ]
