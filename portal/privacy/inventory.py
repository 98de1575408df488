"""What is stored of a citizen, and what would become of each part if the account were erased."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from portal.applications.status import ApplicationStatus
from portal.applications.tables import Application
from portal.cases.status import CaseStatus
from portal.cases.tables import Case
from portal.catalogue.retention import months_later, retention_months
from portal.municipalities import municipality_by_slug
from portal.payments.tables import Payment
from portal.shared import clock

BOOKING_MONTHS = 120
"""Ten years after the end of the year: the longest that AO § 147 (3) asks of a booking."""


@dataclass(frozen=True)
class KeptCase:
    """A case that stays with its municipality. `until` is None while it is not closed."""

    reference: str
    title: str
    municipality_name: str
    months: int
    until: date | None


@dataclass(frozen=True)
class KeptPayment:
    """A paid booking; `until` is the last day it is kept."""

    amount_cents: int
    paid_on: date
    until: date


@dataclass(frozen=True)
class Inventory:
    """Numbers of what is stored, and one by one what outlives the account."""

    counts: dict[str, int]
    drafts: int
    cases: tuple[KeptCase, ...]
    payments: tuple[KeptPayment, ...]

    @property
    def open_cases(self) -> int:
        """How many are still being worked on: messages on them would not reach the citizen."""
        return sum(case.until is None for case in self.cases)


async def inventory_of(session: AsyncSession, account_id: UUID) -> Inventory:
    """Needs the system's scope, as sessions and mails are seen by nobody else."""
    drafts = select(func.count()).where(
        col(Application.account_id) == account_id,
        col(Application.status).in_((ApplicationStatus.DRAFT, ApplicationStatus.IN_BASKET)),
    )
    return Inventory(
        counts=await _count(session, account_id),
        drafts=await session.scalar(drafts) or 0,
        cases=await _cases(session, account_id),
        payments=await _payments(session, account_id),
    )


async def _count(session: AsyncSession, account_id: UUID) -> dict[str, int]:
    """Rows by table."""
    counts = {}
    for table in SQLModel.metadata.sorted_tables:
        if "account_id" in table.c:
            rows = select(func.count()).select_from(table).where(table.c.account_id == account_id)
            counts[table.name] = await session.scalar(rows) or 0
    return counts


async def _cases(session: AsyncSession, account_id: UUID) -> tuple[KeptCase, ...]:
    query = select(Case).where(col(Case.account_id) == account_id).order_by(col(Case.opened_at))
    return tuple(_kept(case) for case in await session.scalars(query))


def _kept(case: Case) -> KeptCase:
    town = municipality_by_slug(case.municipality)
    months = retention_months(town, case.service)
    until = None
    if CaseStatus(case.status).final and case.closed_at is not None:
        until = months_later(case.closed_at.astimezone(clock.BERLIN).date(), months)
    return KeptCase(case.reference, case.title, town.full_name, months, until)


async def _payments(session: AsyncSession, account_id: UUID) -> tuple[KeptPayment, ...]:
    query = select(Payment).where(
        col(Payment.account_id) == account_id,
        col(Payment.status) == "paid",
        col(Payment.amount_cents) > 0,
    )
    return tuple(_booked(payment) for payment in await session.scalars(query))


def _booked(payment: Payment) -> KeptPayment:
    paid_on = (payment.settled_at or payment.created_at).astimezone(clock.BERLIN).date()
    end = months_later(date(paid_on.year, 12, 31), BOOKING_MONTHS)
    return KeptPayment(payment.amount_cents, paid_on, end)
