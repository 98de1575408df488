"""What a municipality's team leads are told by mail about its money."""

from typing import Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.identity.tables import Account, StaffRole
from portal.municipalities import municipality_by_slug
from portal.notifications.words import Letter
from portal.workflow.services import Services

TO_CLEAR = "/verwaltung/zahlungen/abgleich/"


class LetterToLead(Protocol):
    """The mail to one of them."""

    def __call__(self, *, name: str, sender: str, link: str) -> Letter: ...


async def tell_team_leads(
    services: Services,
    session: AsyncSession,
    municipality: str,
    letter: LetterToLead,
    *,
    occasion: str,
) -> None:
    """Write to each of them, once per occasion. Needs the system's scope."""
    leads = (
        select(Account)
        .join(StaffRole, col(StaffRole.account_id) == col(Account.id))
        .where(col(StaffRole.municipality) == municipality, col(StaffRole.role) == "team_lead")
        .distinct()
    )
    for lead in await session.scalars(leads):
        await services.outbox.write(
            session,
            lead,
            letter(
                name=lead.display_name,
                sender=municipality_by_slug(municipality).full_name,
                link=services.portal_url(municipality, TO_CLEAR),
            ),
            municipality=municipality,
            unique_key=f"{occasion}:{lead.id}",
        )
