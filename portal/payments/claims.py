"""Claims on open cases: what may be paid, as a basket of one, and what being paid means.

They take the way of every payment: `begin_payment`, the provider, `settle`. Who makes and
withdraws them stands in `portal.cases.fees`.
"""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications import Basket, BasketItem, find_submission
from portal.errors import Conflict, NotFound
from portal.fees import FeeLine
from portal.municipalities import municipality_by_slug
from portal.payments.claim_tables import FeeClaim
from portal.payments.tables import Payment, PaymentItem
from portal.persistence.follow_ups import FollowUps
from portal.persistence.live import announce
from portal.persistence.sealed_columns import or_plain_words
from portal.shared import clock
from portal.shared.language import N_, _

TELL_CLAIM_PAID = "tell_claim_paid"


class ClaimStatus(StrEnum):
    """lapsed: its day is over; it may be paid until the case is, or the desk withdraws it."""

    OPEN = "open"
    PAID = "paid"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


OWED = frozenset({ClaimStatus.OPEN, ClaimStatus.LAPSED})
"""Still to be paid."""


class NothingToPay(Conflict):
    """The claim was paid or withdrawn meanwhile."""

    message = N_("Dafür ist nichts mehr zu bezahlen.")


async def find_claim(session: AsyncSession, claim_id: UUID) -> FeeClaim:
    """The claim. Raises NotFound, also for whom it does not belong to."""
    found = (await session.scalars(select(FeeClaim).where(col(FeeClaim.id) == claim_id))).first()
    if found is None:
        raise NotFound(_("Diese Forderung haben wir nicht gefunden."))
    return found


async def lock_claim(session: AsyncSession, claim_id: UUID) -> FeeClaim:
    """The claim, held until the transaction ends. Raises NotFound as above."""
    query = select(FeeClaim).where(col(FeeClaim.id) == claim_id).with_for_update()
    found = (await session.scalars(query.execution_options(populate_existing=True))).first()
    if found is None:
        raise NotFound(_("Diese Forderung haben wir nicht gefunden."))
    return found


async def claim_basket(session: AsyncSession, account_id: UUID, claim_id: UUID) -> Basket:
    """What the citizen's claim comes to, as a basket of one item.

    Raises NotFound for a claim of somebody else, NothingToPay.
    """
    claim = await find_claim(session, claim_id)
    if claim.account_id != account_id:
        raise NotFound(_("Diese Forderung haben wir nicht gefunden."))
    if claim.status not in OWED:
        raise NothingToPay(_(NothingToPay.message))
    submission = await find_submission(session, claim.submission_id)
    reason = or_plain_words(claim.reason)
    return Basket(
        (
            BasketItem(
                application_id=claim.application_id,
                submission_id=claim.submission_id,
                service=submission.service,
                title=submission.title,
                municipality=claim.municipality,
                municipality_name=municipality_by_slug(claim.municipality).full_name,
                lines=(FeeLine(reason, 1, claim.amount_cents, claim.amount_cents),),
                total_cents=claim.amount_cents,
                claim_id=claim.id,
                booking_account=claim.booking_account,
            ),
        )
    )


async def settle_claim(session: AsyncSession, item: PaymentItem, follow_ups: FollowUps) -> bool:
    """Let the item pay for its claim and have the case told; False where that is paid already,
    withdrawn or gone: then the money is surplus."""
    assert item.claim_id is not None
    try:
        claim = await lock_claim(session, item.claim_id)
    except NotFound:
        return False
    is_its_own = (claim.account_id, claim.amount_cents) == (item.account_id, item.amount_cents)
    if claim.status not in OWED or not is_its_own:
        return False
    claim.status, claim.ended_at = ClaimStatus.PAID, clock.now()
    await session.flush()
    arguments = {"claim_id": str(claim.id), "payment_id": str(item.payment_id)}
    await follow_ups.enqueue(session, TELL_CLAIM_PAID, str(claim.id), arguments)
    await announce(session, f"case:{claim.case_id}")
    return True


async def claim_paid_by(session: AsyncSession, payment_id: UUID) -> UUID | None:
    """The claim that the payment is for; None for one of a basket."""
    query = select(col(PaymentItem.claim_id)).where(
        col(PaymentItem.payment_id) == payment_id, col(PaymentItem.claim_id).is_not(None)
    )
    return (await session.scalars(query)).first()


async def is_owed(session: AsyncSession, claim_id: UUID) -> bool:
    """Whether the claim is still to be paid."""
    claim = await session.get(FeeClaim, claim_id)
    return claim is not None and claim.status in OWED


def claims_on_their_way(account_id: UUID) -> Select[UUID | None]:
    """The claims that the account is paying: decided, but the money is not certain."""
    return (
        select(col(PaymentItem.claim_id))
        .join(Payment, col(Payment.id) == col(PaymentItem.payment_id))
        .where(
            col(Payment.account_id) == account_id,
            col(PaymentItem.claim_id).is_not(None),
            col(Payment.status) == "pending",
        )
    )


async def is_being_paid(session: AsyncSession, claim_id: UUID) -> bool:
    """Whether a payment for the claim is on its way: decided, but the money is not certain."""
    return await payment_on_its_way(session, claim_id) is not None


async def payment_on_its_way(session: AsyncSession, claim_id: UUID) -> Payment | None:
    """The payment for the claim that is decided, but whose money is not certain."""
    query = (
        select(Payment)
        .join(PaymentItem, col(Payment.id) == col(PaymentItem.payment_id))
        .where(col(PaymentItem.claim_id) == claim_id, col(Payment.status) == "pending")
        .limit(1)
    )
    return (await session.scalars(query)).first()
