"""Which accounts at payment providers the environment names: the common one and any number more.

The common account is `PORTAL_STRIPE_SECRET_KEY` and so on. `PORTAL_PAYMENT_ACCOUNTS=leer,emsland`
names more; theirs are `PORTAL_STRIPE_SECRET_KEY_LEER` and so on.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.errors import ConfigurationFault

LIVE_PAYPAL = "https://api-m.paypal.com"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}", re.ASCII)
_METHODS = frozenset({"card", "paypal", "sepa"})


@dataclass(frozen=True)
class PaymentAccount:
    """An account at Stripe, at PayPal, or both; empty where there is none.

    `stripe_connected` is the id of an account that is connected to the platform whose key
    `stripe_secret_key` is.
    """

    name: str
    stripe_secret_key: str = field(default="", repr=False)
    stripe_webhook_secret: str = field(default="", repr=False)
    stripe_connected: str = ""
    stripe_methods: frozenset[str] = frozenset({"card", "paypal"})
    stripe_api_base: str = ""
    paypal_client_id: str = ""
    paypal_client_secret: str = field(default="", repr=False)
    paypal_webhook_id: str = ""
    paypal_api_base: str = LIVE_PAYPAL


def read_payment_accounts(environment: Mapping[str, str]) -> tuple[PaymentAccount, ...]:
    """The common account first. Raises ConfigurationFault for names and methods that are none."""
    written = environment.get("PORTAL_PAYMENT_ACCOUNTS", "")
    names = [name.strip() for name in written.split(",") if name.strip()]
    for name in names:
        if not _NAME.fullmatch(name) or names.count(name) > 1:
            raise ConfigurationFault(f"PORTAL_PAYMENT_ACCOUNTS: „{name}“ ist kein Name.")
    return tuple(_account(environment, name) for name in ("", *names))


def _account(environment: Mapping[str, str], name: str) -> PaymentAccount:
    def read(variable: str, otherwise: str = "") -> str:
        suffix = f"_{name.upper()}" if name else ""
        return environment.get(f"PORTAL_{variable}{suffix}", otherwise).strip()

    def common(variable: str, otherwise: str = "") -> str:
        """One address and, with Connect, one key serve all accounts."""
        return read(variable, environment.get(f"PORTAL_{variable}", otherwise))

    connected = read("STRIPE_CONNECTED") if name else ""
    return PaymentAccount(
        name=name,
        stripe_secret_key=(common if connected else read)("STRIPE_SECRET_KEY"),
        stripe_webhook_secret=read("STRIPE_WEBHOOK_SECRET"),
        stripe_connected=connected,
        stripe_methods=_methods(common("STRIPE_METHODS", "card,paypal")),
        stripe_api_base=common("STRIPE_API_BASE"),
        paypal_client_id=read("PAYPAL_CLIENT_ID"),
        paypal_client_secret=read("PAYPAL_CLIENT_SECRET"),
        paypal_webhook_id=read("PAYPAL_WEBHOOK_ID"),
        paypal_api_base=common("PAYPAL_API_BASE", LIVE_PAYPAL),
    )


def _methods(written: str) -> frozenset[str]:
    methods = frozenset(one.strip() for one in written.split(",") if one.strip())
    if not methods <= _METHODS:
        raise ConfigurationFault(
            "PORTAL_STRIPE_METHODS: möglich sind card, paypal und sepa, durch Kommas getrennt."
        )
    return methods
