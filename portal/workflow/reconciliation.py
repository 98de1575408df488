"""Every night: the providers' books beside ours, until nothing is left that does not agree.

What can be mended by itself is: a payment that we did not hear of is applied, a refund made
outside is entered, one that was forgotten is made. The rest is listed for a human.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.tables import Case
from portal.payments import reconciliation
from portal.payments.comparison import differences
from portal.payments.provider import (
    PaymentRefused,
    ProviderState,
    ProviderUnavailable,
)
from portal.payments.queries import find_payment
from portal.payments.reconciliation_tables import ReconciliationRun
from portal.payments.service import apply_state
from portal.payments.tables import Payment, PaymentItem
from portal.persistence.database import system_scope
from portal.persistence.follow_ups import FollowUps
from portal.persistence.live import announce
from portal.shared import clock
from portal.workflow.payment_progress import provider_named
from portal.workflow.refunds import give_back
from portal.workflow.services import Services
from portal.workflow.team_leads import tell_team_leads
from portal.workflow.unknown_money import Outcome, look_for_unknown, sum_of

log = logging.getLogger(__name__)

RECONCILE = "reconcile"
AT_NIGHT = time(4, 15)
AGAIN_AFTER = timedelta(hours=1)
MOST_ATTEMPTS = 12
AT_ONCE = 4
LISTED_LATE = timedelta(days=3)
"""PayPal lists some hours late; Stripe by when a checkout was opened, not by when it was paid."""


async def reconcile_nightly(services: Services, arguments: Mapping[str, str]) -> None:
    """Compare, tell the treasuries what is new, and see to it that it is done again.

    Tomorrow, whatever becomes of tonight's; in an hour where a provider did not answer.
    """
    async with services.database.transaction(system_scope()) as session:
        await schedule_reconciliation(session, services.follow_ups, clock.today() + timedelta(1))
        before = await reconciliation.latest_run(session)
    outcome = await reconcile(services)
    day, attempt = date.fromisoformat(arguments["day"]), int(arguments["attempt"]) + 1
    async with services.database.transaction(system_scope()) as session:
        # Also what a comparison found that was killed before its end.
        await _tell_treasuries(services, session, before.started_at if before else None)
        if outcome.unanswered and attempt < MOST_ATTEMPTS:
            await _enqueue(session, services.follow_ups, day, attempt, AGAIN_AFTER)


async def schedule_reconciliation(
    session: AsyncSession, follow_ups: FollowUps, day: date | None = None
) -> None:
    """Have it done once on `day`, at night; today's at once."""
    day = day or clock.today()
    due = datetime.combine(day, AT_NIGHT, clock.BERLIN) - clock.now()
    delay = due if due > timedelta() and day > clock.today() else None
    await _enqueue(session, follow_ups, day, 0, delay)


async def reconcile(services: Services, since: datetime | None = None) -> Outcome:
    """Compare every payment of the last weeks, or since `since`, with its provider's books."""
    async with services.database.transaction(system_scope()) as session:
        before = await reconciliation.latest_run(session)
        run = ReconciliationRun()
        session.add(run)
        payments = await reconciliation.payments_to_compare(session, since)
    outcomes: list[Outcome] = []
    for begin in range(0, len(payments), AT_ONCE):
        some = payments[begin : begin + AT_ONCE]
        outcomes += await asyncio.gather(*(_compare(services, one) for one in some))
    outcomes += [
        await look_for_unknown(services, provider, since or _unseen_since(before, run))
        for provider in services.providers.values()
    ]
    whole = sum_of(outcomes)
    async with services.database.transaction(system_scope()) as session:
        noted = await session.get_one(ReconciliationRun, run.id)
        noted.finished_at = clock.now()
        noted.compared, noted.unanswered = whole.compared, whole.unanswered
        noted.found, noted.closed = whole.found, whole.closed
        await announce(session, "differences")
    return whole


RECONCILIATION_FOLLOW_UPS = {RECONCILE: reconcile_nightly}


async def _compare(services: Services, payment_id: UUID) -> Outcome:
    """One payment; what is wrong with it keeps no other from being compared."""
    try:
        return await _compare_books(services, payment_id)
    except ProviderUnavailable:
        return Outcome(0, 1, 0, 0)
    except Exception as error:  # e.g. an answer in another form than the provider promised
        log.error("payment %s could not be compared: %s", payment_id, type(error).__qualname__)
        return Outcome(0, 1, 0, 0)


async def _compare_books(services: Services, payment_id: UUID) -> Outcome:
    """The provider is asked after what we owe went back: an older answer would not count it."""
    async with services.database.transaction(system_scope()) as session:
        payment = await find_payment(session, payment_id)
    await _give_back_what_is_owed(services, payment_id)
    theirs = await _ask(services, payment)
    async with services.database.transaction(system_scope()) as session:
        if theirs is not None:
            await apply_state(session, payment_id, theirs, services.follow_ups)
        payment = await find_payment(session, payment_id)
        ours = await reconciliation.our_view(session, payment, await _unopened(session, payment))
        found = differences(ours, theirs)
        new, closed = await reconciliation.note_differences(session, payment, found)
    return Outcome(1, 0, new, closed)


async def _give_back_what_is_owed(services: Services, payment_id: UUID) -> None:
    try:
        await give_back(services, {"payment_id": str(payment_id)})
    except PaymentRefused:
        log.warning("payment %s: its provider does not know what to give back", payment_id)


async def _ask(services: Services, payment: Payment) -> ProviderState | None:
    """None where the provider does not know it."""
    try:
        return await provider_named(services, payment.provider).fetch(payment.provider_reference)
    except PaymentRefused:
        return None


def _unseen_since(before: ReconciliationRun | None, run: ReconciliationRun) -> datetime:
    """What was paid since then may not have been listed yet."""
    if before is None:
        return run.started_at - reconciliation.LOOKS_BACK
    return min(before.started_at, run.started_at) - LISTED_LATE


async def _unopened(session: AsyncSession, payment: Payment) -> int:
    """How many paid applications have no case and never had one."""
    has_case = exists().where(col(Case.application_id) == col(PaymentItem.application_id))
    query = select(func.count()).where(
        col(PaymentItem.payment_id) == payment.id,
        col(PaymentItem.settled),
        col(PaymentItem.booked_reference) == "",
        ~has_case,
    )
    return int(await session.scalar(query) or 0)


async def _tell_treasuries(
    services: Services, session: AsyncSession, since: datetime | None
) -> None:
    """A mail to the team leads of each municipality that has something new to clear."""
    fresh = [
        one
        for one in await reconciliation.open_differences(session, None)
        if since is None or one.first_seen_at >= since
    ]
    latest = max((one.first_seen_at for one in fresh), default=clock.now())
    for municipality in sorted({one.municipality for one in fresh if one.municipality}):
        number = sum(one.municipality == municipality for one in fresh)
        await tell_team_leads(
            services,
            session,
            municipality,
            "difference" if number == 1 else "differences",
            occasion=f"differences:{latest.isoformat()}",
            number=str(number),
        )


async def _enqueue(
    session: AsyncSession,
    follow_ups: FollowUps,
    day: date,
    attempt: int,
    delay: timedelta | None,
) -> None:
    arguments = {"day": day.isoformat(), "attempt": str(attempt)}
    key = f"{day.isoformat()}:{attempt}"
    await follow_ups.enqueue(session, RECONCILE, key, arguments, delay)
