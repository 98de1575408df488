"""Whether payments would work: every provider is asked, and the content fits to them."""

from collections.abc import Collection, Mapping

from portal.errors import InvalidInput, NotFound
from portal.municipalities import Municipality, all_municipalities
from portal.payments.methods import provider_for
from portal.payments.provider import Finding, PaymentProvider


async def check_payments(providers: Mapping[str, PaymentProvider]) -> dict[str, list[Finding]]:
    """Findings by provider, and those of the content under "content"."""
    return await ask_providers(providers) | {
        "content": findings_of_content(providers, all_municipalities())
    }


async def ask_providers(providers: Mapping[str, PaymentProvider]) -> dict[str, list[Finding]]:
    """Findings by provider."""
    return {name: [*await provider.check()] for name, provider in providers.items()}


def of_account(
    providers: Mapping[str, PaymentProvider], account: str
) -> dict[str, PaymentProvider]:
    """Those that collect into that account, "" for the common one. Raises NotFound."""
    found = {name: one for name, one in providers.items() if one.account == account}
    if not found:
        raise NotFound(f"Kein Anbieter nimmt Geld auf Konto {account or '(gemeinsames)'} an.")
    return found


def findings_of_content(
    providers: Mapping[str, PaymentProvider], towns: Collection[Municipality]
) -> list[Finding]:
    """Municipalities that no way to pay reaches; nothing is wrong where none has fees online."""
    found = []
    for town in towns:
        missing = [
            method
            for method in town.payment_methods
            if method != "transfer" and not _is_collected(providers, method, town.payment_account)
        ]
        account = town.payment_account or "das gemeinsame"
        if missing and len(missing) == len(set(town.payment_methods) - {"transfer"}):
            words = f"{town.full_name}: Kein Anbieter nimmt Geld auf Konto {account} an"
            found.append(Finding(f"{words} ({', '.join(missing)})."))
        elif missing:
            words = f"{town.full_name}: nicht angeboten wird {', '.join(missing)}"
            found.append(Finding(f"{words} (Konto {account}).", is_fault=False))
    return found


def _is_collected(providers: Mapping[str, PaymentProvider], method: str, account: str) -> bool:
    try:
        return bool(provider_for(providers, method, account))
    except InvalidInput:
        return False
