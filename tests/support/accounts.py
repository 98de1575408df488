"""People and their mails for the tests: accounts, sessions, and a mailbox at identity's port."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications.tables import Application
from portal.identity import (
    Account,
    Registration,
    SessionInfo,
    TrustLevel,
    create_account,
    find_session,
    grant_role,
    start_session,
)
from portal.persistence.database import Database, Scope, system_scope

PASSWORD = "vier Wörter am Deich"
HOST = "papenburg"


@dataclass
class Mailbox:
    """Identity's mails as they would go out: links by address, and who was told he is known."""

    links: dict[str, list[str]] = field(default_factory=dict)
    told_already_known: list[str] = field(default_factory=list)

    async def confirm_address(
        self, session: AsyncSession, account: Account, token: str, host_municipality: str
    ) -> None:
        self.links.setdefault(account.email, []).append(token)

    async def address_already_known(
        self, session: AsyncSession, account: Account, host_municipality: str
    ) -> None:
        self.told_already_known.append(account.email)

    def newest_link(self, email: str) -> str:
        return self.links[email][-1]


def a_registration(**changes: object) -> Registration:
    """A registration that is accepted, but for `changes`."""
    entered: dict[str, object] = {
        "email": "anna@post.example",
        "display_name": "Anna Ahrens",
        "password": PASSWORD,
        "visitor_id": None,
        "continue_to": "/antrag/geburtsurkunde/",
        "host_municipality": HOST,
    }
    return Registration(**(entered | changes))  # type: ignore[arg-type]


async def a_citizen(database: Database, email: str = "anna@post.example") -> Account:
    """A confirmed citizen whose password is PASSWORD."""
    async with database.transaction(system_scope()) as session:
        return await create_account(
            session,
            kind="citizen",
            email=email,
            display_name="Anna Ahrens",
            password=PASSWORD,
            confirmed=True,
        )


async def a_case_worker(database: Database, municipality: str = HOST) -> Account:
    """A case worker of that municipality whose password is PASSWORD."""
    async with database.transaction(system_scope()) as session:
        account = await create_account(
            session,
            kind="staff",
            email=f"amt.{municipality}@post.example",
            display_name="Sachbearbeitung",
            password=PASSWORD,
            trust_level=TrustLevel.NONE,
            confirmed=True,
        )
        await grant_role(session, account.id, municipality, "case_worker")
        return account


async def a_team_lead(
    database: Database,
    municipality: str = HOST,
    email: str = "leitung@post.example",
    services: tuple[str, ...] = (),
) -> Scope:
    """The scope of who leads the office there, for all services unless told."""
    async with database.transaction(system_scope()) as session:
        account = await create_account(
            session,
            kind="staff",
            email=email,
            display_name="Leitung",
            password=PASSWORD,
            trust_level=TrustLevel.NONE,
            confirmed=True,
        )
        await grant_role(session, account.id, municipality, "team_lead", services)
    return Scope("staff", account.id, municipality)


async def a_visitor(database: Database, host: str = HOST) -> SessionInfo:
    """Somebody who has just opened the portal and has not signed in."""
    async with database.transaction(system_scope()) as session:
        begun = await start_session(session, host)
        info = await find_session(session, begun.token, host)
    assert info is not None
    return info


async def a_draft_of(
    database: Database, visitor_id: UUID, account_id: UUID | None = None, host: str = HOST
) -> Application:
    """A draft begun in that browser, or by that account."""
    scope = Scope("citizen", account_id, host) if account_id else Scope("visitor", visitor_id, host)
    draft = Application(
        id=uuid4(),
        municipality=host,
        host_municipality=host,
        service="geburtsurkunde",
        definition_version=1,
        visitor_id=visitor_id,
        account_id=account_id,
        answers={"birth_name": "Ahrens"},
        answer_changes={},
    )
    async with database.transaction(scope) as session:
        session.add(draft)
    return draft


async def session_of(database: Database, token: str, host: str = HOST) -> SessionInfo | None:
    """What a page at `host` finds for the cookie's token."""
    async with database.transaction(system_scope()) as session:
        return await find_session(session, token, host)
