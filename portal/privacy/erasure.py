"""Erasing an account (DSGVO Art. 17): all that need not stay goes, in one transaction."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from portal.applications.status import ApplicationStatus
from portal.applications.tables import Application
from portal.appointments.tables import Appointment
from portal.cases.tables import Case
from portal.files import StoredFile
from portal.identity.addresses import placeholder_address
from portal.identity.tables import Account
from portal.payments.tables import Payment, PaymentItem
from portal.persistence.live import announce
from portal.privacy.holdings import HOLDINGS
from portal.privacy.tables import AccountErasure, DataExport
from portal.shared import clock
from portal.shared.trust import TrustLevel

UNDER_WAY = ("created", "pending")


class PaymentUnderWay(Exception):
    """A payment has been begun; the erasure waits until it is decided."""


@dataclass(frozen=True)
class Erased:
    """Whom to write that it is done, and which bytes lie in the store for nobody now."""

    email: str
    name: str
    language: str
    host_municipality: str
    file_ids: tuple[UUID, ...]


async def erase_account(session: AsyncSession, wish_id: UUID) -> Erased | None:
    """Fulfil a wish that is due; None where it was withdrawn or fulfilled. System scope.

    Raises PaymentUnderWay. The account's row goes too, unless a case or a booking needs it: then
    it stays without name and address.
    """
    wish = await session.get(AccountErasure, wish_id, with_for_update=True)
    if wish is None or wish.withdrawn_at or wish.done_at or wish.due_at > clock.now():
        return None
    account = await session.get_one(Account, wish.account_id, with_for_update=True)
    if await _has(session, _payments_under_way(account.id)):
        raise PaymentUnderWay
    files = await _erase_unsent(session, account.id)
    files += await _files_of_exports(session, account.id)
    await _erase_what_goes_at_once(session, account.id)
    told = Erased(
        account.email,
        account.display_name,
        account.language,
        wish.host_municipality,
        tuple(files),
    )
    wish.done_at = clock.now()
    await announce(session, f"account:{account.id}")
    await _erase_person(session, account)
    return told


async def forget_empty_accounts(session: AsyncSession) -> None:
    """Delete the nameless rows of erased accounts whose last case and booking are gone."""
    erased = select(Account).where(col(Account.erased_at).is_not(None))
    for account in await session.scalars(erased):
        if not await _is_needed(session, account.id):
            await session.delete(account)
    await session.flush()


def kept_applications(account_id: UUID) -> ColumnElement[bool]:
    """What was sent belongs to the municipality's records."""
    return and_(
        col(Application.account_id) == account_id,
        col(Application.status) == ApplicationStatus.SUBMITTED,
    )


async def _erase_unsent(session: AsyncSession, account_id: UUID) -> list[UUID]:
    query = select(col(Application.id)).where(
        col(Application.account_id) == account_id,
        col(Application.status) != ApplicationStatus.SUBMITTED,
    )
    unsent = list(await session.scalars(query))
    files = select(col(StoredFile.id)).where(col(StoredFile.application_id).in_(unsent))
    found = list(await session.scalars(files))
    for application_id in unsent:
        await session.execute(select(func.erase_unsent(application_id)))
    return found


async def _files_of_exports(session: AsyncSession, account_id: UUID) -> list[UUID]:
    query = select(col(DataExport.file_id)).where(
        col(DataExport.account_id) == account_id, col(DataExport.file_id).is_not(None)
    )
    return [file_id for file_id in await session.scalars(query) if file_id]


async def _erase_what_goes_at_once(session: AsyncSession, account_id: UUID) -> None:
    """Tables that refer to others first; appointments of cases and paid bookings stay."""
    for table in reversed(SQLModel.metadata.sorted_tables):
        if HOLDINGS.get(table.name) == "at_once":
            await session.execute(delete(table).where(table.c.account_id == account_id))
    kept = select(col(Application.id)).where(kept_applications(account_id))
    loose = or_(
        col(Appointment.application_id).is_(None), col(Appointment.application_id).not_in(kept)
    )
    await session.execute(
        delete(Appointment).where(col(Appointment.account_id) == account_id, loose)
    )
    unpaid = and_(
        col(Payment.account_id) == account_id,
        col(Payment.status) != "paid",
        col(Payment.refunded_cents) == 0,  # money that came and went stays as a booking
    )
    payments = select(col(Payment.id)).where(unpaid)
    await session.execute(delete(PaymentItem).where(col(PaymentItem.payment_id).in_(payments)))
    await session.execute(delete(Payment).where(unpaid))


async def _erase_person(session: AsyncSession, account: Account) -> None:
    if not await _is_needed(session, account.id):
        await session.delete(account)
        await session.flush()
        return
    account.email = placeholder_address()
    account.display_name, account.password_hash = "", "!"
    account.trust_level = TrustLevel.NONE
    account.erased_at = clock.now()
    await session.flush()


async def _is_needed(session: AsyncSession, account_id: UUID) -> bool:
    needed = or_(
        exists().where(col(Application.account_id) == account_id),
        exists().where(col(Case.account_id) == account_id),
        exists().where(col(Payment.account_id) == account_id),
        exists().where(col(PaymentItem.account_id) == account_id),
    )
    return await _has(session, needed)


async def _has(session: AsyncSession, condition: ColumnElement[bool]) -> bool:
    return bool(await session.scalar(select(condition)))


def _payments_under_way(account_id: UUID) -> ColumnElement[bool]:
    return exists().where(col(Payment.account_id) == account_id, col(Payment.status).in_(UNDER_WAY))
