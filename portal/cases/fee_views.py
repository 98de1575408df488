"""What is asked about the fees of open cases, fit for pages. Amounts in integer cents."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.relief_tables import FeeRelief
from portal.payments.claim_tables import FeeClaim
from portal.payments.claims import OWED, ClaimStatus, claims_on_their_way, payment_on_its_way
from portal.payments.tables import PaymentItem
from portal.persistence.sealed_columns import or_plain_words
from portal.shared import clock
from portal.shared.language import N_, _

CLAIM_WORDS = {
    ClaimStatus.OPEN: N_("Zu bezahlen"),
    ClaimStatus.PAID: N_("Bezahlt"),
    ClaimStatus.WITHDRAWN: N_("Zurückgenommen"),
    ClaimStatus.LAPSED: N_("Frist abgelaufen"),
}


@dataclass(frozen=True)
class ReliefView:
    """Relief that was asked for; `remains_cents` is known once it is decided."""

    label: str
    proof: str
    legal_basis: str
    full_cents: int
    offered_cents: int
    remitted_cents: int
    status: str
    reason: str

    @property
    def is_undecided(self) -> bool:
        """Whether the desk has to decide."""
        return self.status == "asked"

    @property
    def remains_cents(self) -> int:
        """What is to be paid after the decision."""
        return self.full_cents - self.remitted_cents


@dataclass(frozen=True)
class ClaimView:
    """A claim on the case; `is_owed`: it is still to be paid, `is_on_its_way`: the citizen has
    decided to, and the money is not certain yet (known to the citizen only). `payment_id` is what
    paid for it, `transfer_id` the bank transfer that is waited for."""

    id: UUID
    amount_cents: int
    reason: str
    due_words: str
    status: ClaimStatus
    status_words: str
    is_owed: bool
    end_reason: str
    is_on_its_way: bool = False
    payment_id: UUID | None = None
    transfer_id: UUID | None = None


@dataclass(frozen=True)
class FeesView:
    """All that is owed or was asked for after the application was sent."""

    relief: ReliefView | None = None
    claims: tuple[ClaimView, ...] = ()

    @property
    def owed_cents(self) -> int:
        """What is to be paid now."""
        return sum(
            claim.amount_cents for claim in self.claims if claim.is_owed and not claim.is_on_its_way
        )


async def fees_of_case(session: AsyncSession, case_id: UUID) -> FeesView:
    """The relief and the claims of a case, the oldest claim first."""
    asked = await session.scalars(select(FeeRelief).where(col(FeeRelief.case_id) == case_id))
    relief = asked.one_or_none()
    query = (
        select(FeeClaim)
        .where(col(FeeClaim.case_id) == case_id)
        .order_by(col(FeeClaim.created_at), col(FeeClaim.id))
    )
    claims = (await session.scalars(query)).all()
    paid = await _payments_of(session, [claim.id for claim in claims])
    return FeesView(
        _relief(relief) if relief else None,
        tuple([await _claim(session, claim, paid.get(claim.id)) for claim in claims]),
    )


async def owed_by_case(session: AsyncSession, account_id: UUID) -> dict[UUID, int]:
    """What a citizen still has to pay and is not paying yet, in cents, by case."""
    query = (
        select(col(FeeClaim.case_id), func.sum(col(FeeClaim.amount_cents)))
        .where(
            col(FeeClaim.account_id) == account_id,
            col(FeeClaim.status).in_(OWED),
            col(FeeClaim.id).not_in(claims_on_their_way(account_id)),
        )
        .group_by(col(FeeClaim.case_id))
    )
    return {case_id: cents for case_id, cents in await session.execute(query)}


async def _payments_of(session: AsyncSession, claim_ids: list[UUID]) -> dict[UUID, UUID]:
    query = select(col(PaymentItem.claim_id), col(PaymentItem.payment_id)).where(
        col(PaymentItem.claim_id).in_(claim_ids), col(PaymentItem.settled)
    )
    return {claim_id: paid for claim_id, paid in await session.execute(query) if claim_id}


def _relief(relief: FeeRelief) -> ReliefView:
    return ReliefView(
        label=relief.label,
        proof=relief.proof,
        legal_basis=relief.legal_basis,
        full_cents=relief.full_cents,
        offered_cents=relief.offered_cents,
        remitted_cents=relief.remitted_cents,
        status=relief.status,
        reason=or_plain_words(relief.reason),
    )


async def _claim(session: AsyncSession, claim: FeeClaim, payment_id: UUID | None) -> ClaimView:
    status = ClaimStatus(claim.status)
    on_its_way = await payment_on_its_way(session, claim.id) if status in OWED else None
    by_transfer = on_its_way is not None and on_its_way.method == "transfer"
    return ClaimView(
        id=claim.id,
        amount_cents=claim.amount_cents,
        reason=or_plain_words(claim.reason),
        due_words=clock.day_in_words(claim.due_on),
        status=status,
        status_words=_(CLAIM_WORDS[status]),
        is_owed=status in OWED,
        end_reason=or_plain_words(claim.end_reason),
        is_on_its_way=on_its_way is not None,
        payment_id=payment_id,
        transfer_id=on_its_way.id if on_its_way and by_transfer else None,
    )
