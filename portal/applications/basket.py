"""The basket: what a citizen is about to send and to pay, on one host."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.status import ApplicationStatus
from portal.applications.tables import Application, Submission
from portal.fees import FeeLine
from portal.municipalities import municipality_by_slug


@dataclass(frozen=True)
class BasketItem:
    """One application as it was checked and priced; all amounts in cents, from the snapshot.

    Or a claim (`claim_id`) on the case of one, booked at `booking_account`.
    """

    application_id: UUID
    submission_id: UUID
    service: str
    title: str
    municipality: str
    municipality_name: str
    lines: tuple[FeeLine, ...]
    total_cents: int
    claim_id: UUID | None = None
    booking_account: str = ""


@dataclass(frozen=True)
class Basket:
    """Everything that goes into one payment, the oldest first."""

    items: tuple[BasketItem, ...]

    @property
    def total_cents(self) -> int:
        """What is to pay."""
        return sum(item.total_cents for item in self.items)

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies in it."""
        return not self.items


async def basket(session: AsyncSession, account_id: UUID, host_municipality: str) -> Basket:
    """The account's basket on this host, of whichever municipalities."""
    query = (
        select(Submission)
        .join(Application, col(Application.current_submission_id) == col(Submission.id))
        .where(
            col(Application.account_id) == account_id,
            col(Application.host_municipality) == host_municipality,
            col(Application.status) == ApplicationStatus.IN_BASKET,
        )
        .order_by(col(Submission.created_at), col(Submission.id))
    )
    return Basket(tuple(_item(submission) for submission in await session.scalars(query)))


def _item(submission: Submission) -> BasketItem:
    return BasketItem(
        application_id=submission.application_id,
        submission_id=submission.id,
        service=submission.service,
        title=submission.title,
        municipality=submission.municipality,
        municipality_name=municipality_by_slug(submission.municipality).full_name,
        lines=tuple(FeeLine(**line) for line in submission.fee_lines),
        total_cents=submission.total_cents,
    )
