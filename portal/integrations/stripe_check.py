"""`portal payments check` for Stripe: what its account says of itself against what we need."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from portal.payments.provider import Finding

NEEDED_EVENTS = frozenset(
    {
        "checkout.session.completed", "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed", "checkout.session.expired",
        "charge.refunded", "charge.dispute.created", "charge.dispute.closed",
    }
)  # fmt: skip
_CAPABILITIES = {
    "card": "card_payments",
    "paypal": "paypal_payments",
    "sepa": "sepa_debit_payments",
}


def of_account(
    account: Mapping[str, Any], methods: Collection[str], *, is_live: bool
) -> Iterator[Finding]:
    """Whether it may take money, in euro, by these ways to pay."""
    mode = "echtes Geld" if is_live else "Testbetrieb, kein echtes Geld"
    yield Finding(f"Konto {account.get('id', '?')}, {mode}", is_fault=False)
    if not account.get("charges_enabled", False):
        yield Finding("Das Konto darf noch kein Geld annehmen: Stripe braucht noch Angaben.")
    if account.get("default_currency", "eur") != "eur":
        yield Finding("Das Konto wird nicht in Euro geführt.")
    for method in sorted(methods):
        yield from _of_method(account.get("capabilities") or {}, method)


def _of_method(capabilities: Mapping[str, str], method: str) -> Iterator[Finding]:
    state = capabilities.get(_CAPABILITIES[method])
    if state is None:
        yield Finding(
            f"{method}: Stripe sagt nicht, ob es freigeschaltet ist. Sehen Sie im Dashboard nach.",
            is_fault=False,
        )
    elif state != "active":
        yield Finding(f"{method} ist bei Stripe nicht freigeschaltet ({state}).")


def of_webhook(endpoints: Sequence[Mapping[str, Any]], path: str, secret: str) -> Iterator[Finding]:
    """Whether Stripe tells us what happens."""
    if not secret.startswith("whsec_"):
        yield Finding("Das Geheimnis des Webhooks (whsec_…) fehlt.")
    ours = [one for one in endpoints if urlsplit(str(one.get("url", ""))).path == path]
    if not ours:
        yield Finding(f"Es ist kein Webhook auf https://<Ihr Portal>{path} eingerichtet.")
        return
    for endpoint in ours:
        if endpoint.get("status") != "enabled":
            yield Finding(f"Der Webhook {endpoint['url']} ist abgeschaltet.")
        told = set(endpoint.get("enabled_events", ()))
        missing = set() if "*" in told else NEEDED_EVENTS - told
        if missing:
            yield Finding(f"Dem Webhook fehlen Ereignisse: {', '.join(sorted(missing))}")
