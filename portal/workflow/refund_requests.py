"""Team leads give fees back; the citizen is told once the money is on its way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal import audit
from portal.applications.tables import Application
from portal.cases.changing import announce_case, new_event, tell_citizen
from portal.cases.fees import FEE_REFUNDED
from portal.cases.tables import Case, CaseEvent
from portal.errors import NotAllowed
from portal.identity.desks import desk_of
from portal.identity.tables import Account
from portal.municipalities import municipality_by_slug
from portal.payments import refund_requests
from portal.payments.kassenzeichen import in_groups
from portal.payments.refund_requests import RefundWish
from portal.payments.refund_tables import Refund
from portal.payments.refunds import OUTSIDE, SURPLUS
from portal.payments.tables import PaymentItem
from portal.persistence.database import Scope, system_scope
from portal.persistence.live import announce
from portal.persistence.sealed_columns import or_plain_words
from portal.shared.money import format_euro
from portal.workflow.services import Services

STATUS_WORDS = {
    "asked": "Wartet auf eine zweite Person",
    "agreed": "Wird erstattet",
    "calling": "Wird erstattet",
    "done": "Erstattet",
    "refused": "Vom Anbieter abgelehnt",
    "declined": "Nicht erstattet",
}


@dataclass(frozen=True)
class RefundLine:
    """A refund as team leads see it. Cents; `is_own`: the one who looks asked for it."""

    id: UUID
    kassenzeichen: str
    amount_cents: int
    reason: str
    status: str
    asked_by: str
    asked_at: datetime
    is_own: bool


async def view_refunds(services: Services, clerk: Scope) -> tuple[RefundLine, ...]:
    """Those of the clerk's municipality and services, what waits first.

    Raises SignInRequired, NotAllowed.
    """
    async with services.database.transaction(system_scope()) as session:
        await desk_of(session, clerk, "team_lead")
        lines = []
        for one in await refund_requests.refunds_by_hand(session, clerk.municipality):
            item = await session.get_one(PaymentItem, one.item_id)
            if await _may_decide(session, clerk, item):
                lines.append(await _line(session, clerk, one, item))
        return tuple(lines)


async def ask_for_refund(
    services: Services, clerk: Scope, kassenzeichen: str, amount_cents: int, reason: str
) -> bool:
    """Give back a fee or a part of it; False where a second person must agree first.

    Raises InvalidInput, SignInRequired, NotAllowed.
    """
    async with services.database.transaction(system_scope()) as session:
        await desk_of(session, clerk, "team_lead")
        item = await refund_requests.item_by_kassenzeichen(
            session, clerk.municipality, kassenzeichen
        )
        await _require_item(session, clerk, item)
        assert clerk.actor_id is not None
        wish = RefundWish(item.id, amount_cents, reason, clerk.actor_id)
        limit = municipality_by_slug(item.municipality).refund_limit_cents
        refund = await refund_requests.ask_refund(session, wish, limit, services.follow_ups)
        await _record(session, clerk, "refund_asked", refund)
        return not refund.needs_second


async def agree(services: Services, clerk: Scope, refund_id: UUID) -> None:
    """The second pair of eyes. Raises OwnRefund, RefundOver, NotFound, SignInRequired, NotAllowed,
    the latter also where who asked is no team lead any more."""
    async with services.database.transaction(system_scope()) as session:
        await desk_of(session, clerk, "team_lead")
        assert clerk.actor_id is not None
        refund = await refund_requests.agree_to_refund(
            session, clerk.municipality, refund_id, clerk.actor_id, services.follow_ups
        )
        item = await session.get_one(PaymentItem, refund.item_id)
        await _require_item(session, clerk, item)
        asked = Scope("staff", refund.asked_by, clerk.municipality)
        await _require_item(session, asked, item)
        await _record(session, clerk, "refund_agreed", refund)


async def decline(services: Services, clerk: Scope, refund_id: UUID) -> None:
    """Decide against it, or take one's own back. Raises as `agree`, never OwnRefund."""
    async with services.database.transaction(system_scope()) as session:
        await desk_of(session, clerk, "team_lead")
        assert clerk.actor_id is not None
        refund = await refund_requests.decline_refund(
            session, clerk.municipality, refund_id, clerk.actor_id
        )
        await _require_item(session, clerk, await session.get_one(PaymentItem, refund.item_id))
        await _record(session, clerk, "refund_declined", refund)


async def tell_refund(services: Services, arguments: Mapping[str, str]) -> None:
    """The history of the case says what goes back and why; the citizen is told."""
    async with services.database.transaction(system_scope()) as session:
        refund = await session.get(Refund, UUID(arguments["refund_id"]))
        item = await session.get(PaymentItem, refund.item_id) if refund else None
        if refund is None or item is None or refund.kind == SURPLUS:
            return
        query = select(Case).where(col(Case.application_id) == item.application_id)
        case = (await session.scalars(query.with_for_update())).first()
        event_id = uuid5(refund.id, FEE_REFUNDED)
        if case is None or await session.get(CaseEvent, event_id) is not None:
            return
        event = new_event(case, FEE_REFUNDED, None, detail=_words(refund))
        event.id = event_id
        session.add(event)
        await session.flush()
        await tell_citizen(session, services.follow_ups, event)
        await announce_case(session, case)


REFUND_FOLLOW_UPS = {"tell_refund": tell_refund}


def _words(refund: Refund) -> str:
    amount = format_euro(refund.amount_cents)
    if refund.kind == OUTSIDE:
        return amount
    return f"{amount}: {or_plain_words(refund.reason)}"


async def _line(
    session: AsyncSession, clerk: Scope, refund: Refund, item: PaymentItem
) -> RefundLine:
    asked_by = await session.get(Account, refund.asked_by)
    return RefundLine(
        id=refund.id,
        kassenzeichen=in_groups(item.kassenzeichen or ""),
        amount_cents=refund.amount_cents,
        reason=or_plain_words(refund.reason),
        status=refund.status,
        asked_by=asked_by.display_name if asked_by else "",
        asked_at=refund.asked_at,
        is_own=refund.asked_by == clerk.actor_id,
    )


async def _require_item(session: AsyncSession, clerk: Scope, item: PaymentItem) -> None:
    if not await _may_decide(session, clerk, item):
        raise NotAllowed


async def _may_decide(session: AsyncSession, clerk: Scope, item: PaymentItem) -> bool:
    """The own municipality's money alone, whatever neighbours delegated."""
    desk = await desk_of(session, clerk, "team_lead")
    application = await session.get(Application, item.application_id)
    if item.municipality != clerk.municipality:
        return False
    if application is None:  # past its retention: only who leads all services
        return any(part.services is None for part in desk.parts)
    return desk.covers(item.municipality, application.service)


async def _record(session: AsyncSession, clerk: Scope, action: str, refund: Refund) -> None:
    await audit.record(session, clerk, action, f"refund:{refund.id}")
    await announce(session, f"refunds:{clerk.municipality}")
