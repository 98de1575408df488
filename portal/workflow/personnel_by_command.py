"""Staff by command: whoever may run it owns the installation, and is the second pair of eyes.

How an installation gets its first administrators, and the way out when there is only one.
"""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal import identity, personnel
from portal.audit import record
from portal.cases.duty.leaving import free_cases_of
from portal.errors import InvalidInput, NotFound
from portal.identity import Account, HeldRole
from portal.identity.roles import grant_role
from portal.identity.tables import StaffRole
from portal.municipalities import municipality_by_slug
from portal.persistence.database import system_scope
from portal.workflow.personnel import mail_invitation
from portal.workflow.services import Services


async def invite_by_command(
    services: Services, email: str, post: HeldRole, municipality: str
) -> None:
    """The same without an administrator: the role holds once the invitation is accepted.

    `municipality` is whose portal the link leads to. Raises InvalidInput, NotFound.
    """
    sender = municipality_by_slug(municipality).slug
    async with services.database.transaction(system_scope()) as session:
        here = system_scope(post.municipality)
        invited = await personnel.write_invitation(session, here, email, post)
        await mail_invitation(services, session, invited, sender)


async def grant_by_command(services: Services, email: str, post: HeldRole) -> None:
    """Give an account of staff a role at once. Raises NotFound, InvalidInput."""
    async with services.database.transaction(system_scope()) as session:
        account = await _staff_account(session, email)
        await grant_role(
            session,
            account.id,
            post.municipality,
            post.role,  # type: ignore[arg-type]
            post.services or (),
        )
        words = personnel.words_of(post.role, post.services)
        here = system_scope(post.municipality)
        await record(session, here, "staff.role_granted", f"account:{account.id}", words)
        await free_cases_of(session, here, account.id)  # it may be for fewer services than before
        await personnel.announce_desks(session, post.municipality, account.id)


async def revoke_by_command(services: Services, email: str, post: HeldRole) -> None:
    """Take a role away. Raises NotFound; InvalidInput for the last of the installation."""
    async with services.database.transaction(system_scope()) as session:
        account = await _staff_account(session, email)
        if post.role == "installation_admin":
            query = select(col(StaffRole.id)).where(col(StaffRole.role) == post.role)
            if len((await session.scalars(query)).all()) < 2:
                raise InvalidInput("Das ist die letzte Administration der Installation.")
        here = system_scope(post.municipality)
        await personnel.remove_role(session, here, account.id, post)
        await free_cases_of(session, here, account.id)


async def list_by_command(services: Services, municipality: str = "") -> list[tuple[str, str, str]]:
    """Who holds which role: (municipality, address, role in words), in order."""
    query = (
        select(StaffRole, col(Account.email))
        .join(Account, col(Account.id) == col(StaffRole.account_id))
        .order_by(col(StaffRole.municipality), col(Account.email), col(StaffRole.role))
    )
    if municipality:
        query = query.where(col(StaffRole.municipality) == municipality)
    async with services.database.transaction(system_scope()) as session:
        rows = (await session.execute(query)).all()
    return [
        (row.municipality, email, personnel.words_of(row.role, row.services)) for row, email in rows
    ]


async def _staff_account(session: AsyncSession, email: str) -> Account:
    account = await identity.account_by_email(session, email)
    if account is None or account.kind != "staff":
        raise NotFound("Kein Konto der Verwaltung hat diese E-Mail-Adresse.")
    return account
