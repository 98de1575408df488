"""Which cases came out of a payment, and which one is paid for."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.tables import Case
from portal.payments.claim_tables import FeeClaim
from portal.payments.tables import PaymentItem


async def references_of_payment(
    session: AsyncSession, account_id: UUID, payment_id: UUID
) -> tuple[str, ...]:
    """The references of the cases opened so far for what this payment settled."""
    query = (
        select(col(Case.reference))
        .join(PaymentItem, col(PaymentItem.application_id) == col(Case.application_id))
        .where(
            col(PaymentItem.payment_id) == payment_id,
            or_(col(PaymentItem.settled), col(PaymentItem.ahead)),
            col(Case.account_id) == account_id,
        )
        .order_by(col(Case.reference))
    )
    return tuple(await session.scalars(query))


async def reference_of_claim(session: AsyncSession, account_id: UUID, claim_id: UUID) -> str:
    """The reference of the citizen's case on which the claim stands; "" where there is none."""
    query = (
        select(col(Case.reference))
        .join(FeeClaim, col(FeeClaim.case_id) == col(Case.id))
        .where(col(FeeClaim.id) == claim_id, col(Case.account_id) == account_id)
    )
    return (await session.scalars(query)).first() or ""
