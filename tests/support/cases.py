"""Town halls at work: staff, cases that were opened, and what they do with them."""

from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select
from sqlmodel import col

from portal.cases.queries import case_for_citizen, case_for_staff
from portal.cases.service import apply_action, write_message
from portal.cases.status import CaseAction
from portal.cases.tables import Case
from portal.cases.views import CaseView, StaffCaseView
from portal.files.local_store import LocalFileStore
from portal.identity.roles import Role, grant_role
from portal.identity.tables import Account
from portal.integrations.demo.mailbox import DemoMailbox, ReceivedMail, read_mailbox
from portal.notifications.push import NoPusher, Pusher
from portal.payments.provider import PaymentProvider
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.at_once import FollowUpsAtOnce
from portal.workflow.cases import open_case
from portal.workflow.services import Services
from tests.support.applications import PAPENBURG, Citizen, a_paid_application

NO_FILES = LocalFileStore(Path("/nonexistent"), b"k" * 32)


@dataclass
class TownHall:
    """A portal whose follow-ups run at once and whose mails go to the demo mailbox."""

    database: Database
    follow_ups: FollowUpsAtOnce = field(default_factory=FollowUpsAtOnce)
    providers: dict[str, PaymentProvider] = field(default_factory=dict)
    pusher: Pusher = field(default_factory=NoPusher)

    @property
    def services(self) -> Services:
        """The adapters of this portal."""
        return Services(
            database=self.database,
            follow_ups=self.follow_ups,
            mailer=DemoMailbox(self.database),
            providers=self.providers,
            file_store=NO_FILES,
            portal_url=lambda municipality, path: f"http://{municipality}.localhost:3000{path}",
            demo=True,
            secret_key=bytes(32),
            pusher=self.pusher,
        )

    async def opened_case(
        self, citizen: Citizen, copies: int = 1, municipality: str = PAPENBURG
    ) -> CaseView:
        """The case of a birth certificate that the citizen ordered and paid."""
        sent = await a_paid_application(self.database, citizen, copies, municipality)
        arguments = {"application_id": str(sent.application_id), "municipality": municipality}
        await open_case(self.services, arguments)
        await self.follow_ups.run_waiting(self.services)
        async with self.database.transaction(citizen.scope) as session:
            query = select(col(Case.reference)).where(
                col(Case.application_id) == sent.application_id
            )
            reference = (await session.scalars(query)).one()
            return await case_for_citizen(session, citizen.id, reference)

    async def act(
        self,
        who: Scope,
        reference: str,
        action: CaseAction,
        text: str = "",
        *,
        revision: int | None = None,
    ) -> None:
        """Do it with what the case's page shows now, or with an older `revision`."""
        if revision is None:
            revision = (await self.seen_by(who, reference)).revision
        async with self.database.transaction(who) as session:
            await apply_action(
                session, who, self.follow_ups, reference, action, revision=revision, text=text
            )
        await self.follow_ups.run_waiting(self.services)

    async def write(self, who: Scope, reference: str, body: str) -> None:
        """Send a message."""
        async with self.database.transaction(who) as session:
            await write_message(session, who, self.follow_ups, reference, body)
        await self.follow_ups.run_waiting(self.services)

    async def seen_by(self, who: Scope, reference: str) -> CaseView:
        """The case as this person's page shows it."""
        if who.actor_kind == "staff":
            return (await self.at_the_desk_of(who, reference)).case
        async with self.database.transaction(who) as session:
            assert who.actor_id is not None
            return await case_for_citizen(session, who.actor_id, reference)

    async def at_the_desk_of(self, who: Scope, reference: str) -> StaffCaseView:
        """The case as staff's page shows it."""
        async with self.database.transaction(who) as session:
            return await case_for_staff(session, who, reference)

    async def mails(self) -> tuple[ReceivedMail, ...]:
        """What lies in the demo mailbox, the first first."""
        return tuple(reversed(await read_mailbox(self.database)))

    async def subjects(self) -> list[str]:
        """The subjects of all mails, the first first."""
        return [mail.subject for mail in await self.mails()]


async def somebody_at_the_desk(
    database: Database,
    municipality: str = PAPENBURG,
    role: Role = "case_worker",
    name: str = "Imke Brand",
) -> Scope:
    """A member of staff with this role, working on the portal of that municipality."""
    account = Account(
        kind="staff",
        email=f"{uuid4().hex}@amt.example",
        display_name=name,
        password_hash="!",
        trust_level="none",
        email_confirmed_at=clock.now(),
    )
    async with database.transaction(system_scope()) as session:
        session.add(account)
        await session.flush()
        await grant_role(session, account.id, municipality, role)
    return Scope("staff", account.id, municipality)
