"""Money that a provider has for us and we know nothing of: found, listed, and over by itself."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.payments import reconciliation
from portal.payments.provider import PaymentProvider, PaymentRefused, ProviderUnavailable
from portal.persistence.database import system_scope
from portal.workflow.services import Services

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What a comparison came to; `unanswered` were not compared."""

    compared: int
    unanswered: int
    found: int
    closed: int


async def look_for_unknown(
    services: Services, provider: PaymentProvider, since: datetime
) -> Outcome:
    """What was paid there since and is nobody's here; what was such and is over."""
    try:
        paid = await provider.paid_since(since)
    except PaymentRefused:
        log.warning("%s does not let us list what was paid", provider.name)
        return Outcome(0, 0, 0, 0)
    except ProviderUnavailable:
        return Outcome(0, 1, 0, 0)
    except Exception as error:  # e.g. a list in another form than the provider promised
        log.error("%s lists what cannot be read: %s", provider.name, type(error).__qualname__)
        return Outcome(0, 1, 0, 0)
    async with services.database.transaction(system_scope()) as session:
        found = [await reconciliation.note_unknown(session, provider.name, one) for one in paid]
    return Outcome(0, 0, sum(found), await _close_what_is_over(services, provider))


async def _close_what_is_over(services: Services, provider: PaymentProvider) -> int:
    """It went back there meanwhile, or a payment here turned out to be it; how many."""
    async with services.database.transaction(system_scope()) as session:
        listed = await reconciliation.open_unknown(session, provider.name)
        over = [one.id for one in listed if one.is_known_now]
    over += [one.id for one in listed if not one.is_known_now and await _is_gone(provider, one)]
    async with services.database.transaction(system_scope()) as session:
        return await reconciliation.close_unknown(session, over)


async def _is_gone(provider: PaymentProvider, listed: reconciliation.Unknown) -> bool:
    try:
        state = await provider.fetch(listed.reference)
    except (ProviderUnavailable, PaymentRefused):
        return False
    return state.amount_cents <= state.refunded_cents


def sum_of(outcomes: Sequence[Outcome]) -> Outcome:
    """All of them together."""
    return Outcome(
        sum(one.compared for one in outcomes),
        sum(one.unanswered for one in outcomes),
        sum(one.found for one in outcomes),
        sum(one.closed for one in outcomes),
    )
