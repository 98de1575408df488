"""Staff come, get roles and leave: each step with its mail, in one transaction of its own.

The rules stand in portal.personnel; `admin` is the scope of the administrator who acts.
"""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal import identity, personnel
from portal.cases.duty.leaving import free_cases_of, free_cases_of_service
from portal.identity import Account
from portal.identity.roles import EVERYWHERE
from portal.identity.tables import Delegation
from portal.notifications.outbox import Occasion, Reader
from portal.persistence.database import Scope, system_scope
from portal.personnel import Invited, Member, OpenInvitation, RoleGrant, StaffInvitation, Wish
from portal.shared import clock
from portal.workflow.services import Services
from portal.workflow.signing_in import Arrival, SignedIn

INVITATION_PATH = "/verwaltung/einladung/"


@dataclass(frozen=True)
class Waiting:
    """A proposal with the names of whom it is about; `mine`: the reader cannot confirm it."""

    proposal: RoleGrant
    name: str
    proposed_by: str
    mine: bool


@dataclass(frozen=True)
class Shared:
    """A delegation with the name of who proposed it; `mine` as above."""

    delegation: Delegation
    proposed_by: str
    mine: bool


@dataclass(frozen=True)
class Personnel:
    """Everything the page "Personal und Rollen" shows to one administrator."""

    admin_id: UUID
    everywhere: bool
    team: list[Member]
    waiting: list[Waiting]
    invitations: list[StaffInvitation]
    delegations: list[Shared]


async def list_personnel(services: Services, admin: Scope) -> Personnel:
    """What there is to see and to decide. Raises SignInRequired, NotAllowed."""
    async with services.database.transaction(system_scope()) as session:
        acting = await personnel.require_admin(session, admin)
        grants = await personnel.waiting_grants(session, acting, clock.now())
        delegations = await personnel.delegations_of(session, acting)
        people = {who for grant in grants for who in (grant.account_id, grant.proposed_by)}
        people |= {one.proposed_by for one in delegations if one.proposed_by}
        names = await _names(session, people)
        return Personnel(
            admin_id=acting.id,
            everywhere=acting.everywhere,
            team=await personnel.team(session, acting),
            waiting=[
                Waiting(
                    grant,
                    names[grant.account_id],
                    names[grant.proposed_by],
                    acting.id in (grant.proposed_by, grant.account_id),
                )
                for grant in grants
            ],
            invitations=await personnel.open_invitations(session, acting),
            delegations=[
                Shared(
                    one,
                    names.get(one.proposed_by, "") if one.proposed_by else "",
                    acting.id == one.proposed_by,
                )
                for one in delegations
            ],
        )


async def invite(
    services: Services, admin: Scope, email: str, role: str, limits: Collection[str]
) -> None:
    """Mail the link; ends the same way whoever's the address is.

    Raises InvalidInput, NotAllowed, SignInRequired.
    """
    async with services.database.transaction(system_scope()) as session:
        invited = await personnel.invite(session, admin, email, role, limits)
        await mail_invitation(services, session, invited, admin.municipality)


async def withdraw_invitation(services: Services, admin: Scope, invitation_id: UUID) -> None:
    """The link opens nothing any more. Raises NotAllowed, NotFound."""
    async with services.database.transaction(system_scope()) as session:
        await personnel.withdraw(session, admin, invitation_id)


async def read_invitation(services: Services, token: str) -> OpenInvitation:
    """What the link offers. Raises InvitationOver."""
    async with services.database.transaction(system_scope()) as session:
        return await personnel.read_invitation(session, token)


async def accept_as_newcomer(
    services: Services, arrival: Arrival, token: str, name: str, password: str
) -> SignedIn:
    """The account is made; its session waits for the second factor, as after every password.

    Raises InvitationOver, InvalidInput, Conflict.
    """
    async with services.database.transaction(system_scope()) as session:
        account = await personnel.accept_as_newcomer(session, token, name, password)
        begun = await identity.start_session(
            session,
            arrival.host_municipality,
            previous=arrival.visit.id if arrival.visit else None,
            waiting_account_id=account.id,
        )
        return SignedIn(begun.token, begun.expires_at, account.id, INVITATION_PATH)


async def accept_as_colleague(services: Services, token: str, account_id: UUID) -> None:
    """Somebody who has an account of staff accepts. Raises InvitationOver, OtherAddress."""
    async with services.database.transaction(system_scope()) as session:
        await personnel.accept_as_colleague(session, token, account_id)


async def what_waits_for(services: Services, account_id: UUID, municipality: str) -> list[str]:
    """The roles, in words, that somebody still has to confirm for that person there."""
    query = select(RoleGrant).where(
        col(RoleGrant.account_id) == account_id,
        col(RoleGrant.municipality).in_((municipality, EVERYWHERE)),
        col(RoleGrant.outcome) == "",
        col(RoleGrant.expires_at) > clock.now(),
    )
    async with services.database.transaction(system_scope()) as session:
        found = (await session.scalars(query)).all()
    return [personnel.words_of(one.role, one.services) for one in found]


async def propose_role(
    services: Services, admin: Scope, account_id: UUID, role: str, limits: Collection[str]
) -> bool:
    """Whether somebody else must confirm it; else it holds. Raises InvalidInput, NotAllowed."""
    async with services.database.transaction(system_scope()) as session:
        proposal = await personnel.propose_role(session, admin, account_id, role, limits)
        if proposal is None:  # fewer services hold at once
            await free_cases_of(session, admin, account_id)
        return proposal is not None


async def confirm_role(services: Services, admin: Scope, proposal_id: UUID) -> None:
    """The role holds from now on, and its owner is told.

    Raises OwnProposal, ProposalOver, NotAllowed, NotFound.
    """
    async with services.database.transaction(system_scope()) as session:
        done = await personnel.confirm_role(session, admin, proposal_id)
        await free_cases_of(session, admin, done.account_id)  # it may be for other services
        account = await session.get_one(Account, done.account_id)
        occasion = Occasion("role_given", admin.municipality, f"role:{done.id}", "/verwaltung/")
        role = personnel.words_of(done.role, done.services)
        await services.outbox.tell(session, account, occasion, role=role)


async def refuse_role(services: Services, admin: Scope, proposal_id: UUID) -> None:
    """Decide against it, or take one's own proposal back. Raises as `confirm_role`."""
    async with services.database.transaction(system_scope()) as session:
        await personnel.refuse_role(session, admin, proposal_id)


async def take_role(services: Services, admin: Scope, account_id: UUID, role: str) -> None:
    """Take a role away at once, and the cases it was for. Raises LastAdministrator, NotAllowed,
    NotFound."""
    async with services.database.transaction(system_scope()) as session:
        await personnel.take_role(session, admin, account_id, role)
        await free_cases_of(session, admin, account_id)


async def end_sessions(services: Services, admin: Scope, account_id: UUID) -> None:
    """Sign a member of the team out everywhere. Raises NotAllowed, NotFound."""
    async with services.database.transaction(system_scope()) as session:
        await personnel.end_sessions(session, admin, account_id)


async def reset_second_factor(
    services: Services, admin: Scope, account_id: UUID, reason: str
) -> None:
    """A phone is lost; its owner is told. Raises InvalidInput, NotAllowed, NotFound."""
    async with services.database.transaction(system_scope()) as session:
        account = await personnel.reset_second_factor(session, admin, account_id, reason)
        occasion = Occasion(
            "second_factor_forgotten",
            admin.municipality,
            unique_key=f"second-factor:{account.id}:{clock.now().isoformat()}",
            path="/verwaltung/anmelden/",
        )
        await services.outbox.tell(session, account, occasion)


async def propose_delegation(services: Services, admin: Scope, wish: Wish) -> None:
    """Raises InvalidInput, NotAllowed."""
    async with services.database.transaction(system_scope()) as session:
        await personnel.propose_delegation(session, admin, wish)


async def confirm_delegation(services: Services, admin: Scope, delegation_id: UUID) -> None:
    """Raises OwnProposal, ProposalOver, NotAllowed, NotFound."""
    async with services.database.transaction(system_scope()) as session:
        await personnel.confirm_delegation(session, admin, delegation_id)


async def end_delegation(services: Services, admin: Scope, delegation_id: UUID) -> None:
    """Raises ProposalOver, NotAllowed, NotFound."""
    async with services.database.transaction(system_scope()) as session:
        ended = await personnel.end_delegation(session, admin, delegation_id)
        await free_cases_of_service(session, admin, ended.municipality, ended.service)


async def mail_invitation(
    services: Services, session: AsyncSession, invited: Invited, municipality: str
) -> None:
    """Write what the owner of the address is to read, from that municipality."""
    if invited.letter == "none":
        return
    kind = "invitation_refused" if invited.letter == "citizen" else "invitation"
    path = f"{INVITATION_PATH}?code={quote(invited.token)}"
    occasion = Occasion(kind, municipality, f"invitation:{invited.id}", path)
    await services.outbox.tell_reader(
        session, Reader(invited.email), occasion, role=invited.role_words
    )


async def _names(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, str]:
    query = select(col(Account.id), col(Account.display_name)).where(col(Account.id).in_(ids))
    return {account_id: name for account_id, name in await session.execute(query)}
