"""What a municipality's team leads are told by mail about its money."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.identity.tables import Account, StaffRole
from portal.notifications.outbox import Blank, Occasion
from portal.workflow.services import Services

TO_CLEAR = "/verwaltung/zahlungen/abgleich/"


async def tell_team_leads(
    services: Services,
    session: AsyncSession,
    municipality: str,
    kind: str,
    *,
    occasion: str,
    **blanks: Blank,
) -> None:
    """Write a mail of this kind to each of them, once per occasion. Needs the system's scope."""
    leads = (
        select(Account)
        .join(StaffRole, col(StaffRole.account_id) == col(Account.id))
        .where(col(StaffRole.municipality) == municipality, col(StaffRole.role) == "team_lead")
        .distinct()
    )
    for lead in await session.scalars(leads):
        told = Occasion(kind, municipality, f"{occasion}:{lead.id}", TO_CLEAR)
        await services.outbox.tell(session, lead, told, **blanks)
