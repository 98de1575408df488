"""The demo: its accounts and its recent past, told by the portal's own functions."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Protocol, cast
from uuid import UUID

from sqlalchemy import Connection, create_engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications import begin_or_resume, note_reached, put_into_basket, set_answers
from portal.applications.tables import Submission
from portal.cases.conversation_tables import MessageFile
from portal.cases.service import apply_action
from portal.cases.status import CaseAction
from portal.cases.tables import Case
from portal.catalogue import service_by_slug
from portal.catalogue.booking import booking_account_at
from portal.files.tables import StoredFile
from portal.municipalities import municipality_by_slug
from portal.payments.provider import Begun, ProviderState
from portal.payments.queries import latest_attempt
from portal.payments.service import (
    NO_PROVIDER,
    Attempt,
    PayableItem,
    apply_state,
    begin_payment,
    note_begun,
)
from portal.payments.tables import Payment
from portal.persistence.database import Scope, system_scope
from portal.shared import clock
from portal.workflow.at_once import FollowUpsAtOnce
from portal.workflow.demo_appointments import fill_calendar
from portal.workflow.demo_people import LEER_DESK, PAPENBURG_DESK, PEOPLE, settle_in
from portal.workflow.demo_stories import STORIES, Story, Turn, answers_for
from portal.workflow.ratings import rate
from portal.workflow.services import Services

_NAMES = {person.email: person.name for person in PEOPLE}
_DESKS = {"papenburg": PAPENBURG_DESK, "leer": LEER_DESK}
_KEPT = {
    # Running processes go on sealing with the data keys they know, and the portal remembers the key
    # of the demo's Servicekonto.
    "public": ("alembic_version", "data_key", "demo_provider_key"),
    "dbos": ("dbos_migrations", "queues", "application_versions"),
}


async def load_demo(services: Services) -> None:
    """Bring in accounts and stories that are missing; changes nothing where all are there."""
    people = await settle_in(services.database)
    teller = _Teller(services, people)
    for story in STORIES:
        await teller.tell(story)
    await fill_calendar(services.database)


async def reset_demo(owner_url: str, services: Services) -> None:
    """Empty everything, pending follow-ups and uploads too, and load the demo again."""
    await _discard_files(services)
    await asyncio.to_thread(_empty_tables, owner_url)
    await load_demo(services)


class _BankOfTheDemo(Protocol):
    async def enter_paid(self, reference: str, method: str, amount_cents: int) -> None:
        """The bank's books have what a story tells was paid there."""


class _Teller:
    """Tells stories at the time they happened. Of the e-mails only the first of each is sent."""

    def __init__(self, services: Services, people: Mapping[str, UUID]) -> None:
        self._follow_ups = FollowUpsAtOnce({"open_case", "deliver_mail"})
        self._services = replace(services, follow_ups=self._follow_ups)
        self._people = people

    async def tell(self, story: Story) -> None:
        with clock.pretend(_moment(story.days_ago, story.hour)):
            application_id = await self._order(story)
        if application_id is None:
            return
        for turn in story.turns:
            with clock.pretend(_moment(turn.days_ago, turn.hour)):
                await self._take_turn(story, turn, application_id)
        if story.stars:
            await self._rate(story, application_id)

    async def _order(self, story: Story) -> UUID | None:
        """Fill in, pay, and let the case be opened; None when the story was told before."""
        citizen = Scope("citizen", self._people[story.who], story.municipality)
        key = f"demo:{story.municipality}:{story.service}:{story.days_ago}"
        async with self._services.database.transaction(citizen) as session:
            assert citizen.actor_id is not None
            if await latest_attempt(session, citizen.actor_id, key):
                return None
            submission = await _fill_in(session, citizen, story)
            payment = await begin_payment(
                session, _attempt(submission, story, key), self._follow_ups
            )
        await self._pay(payment)
        await self._follow_ups.run_waiting(self._services)
        return submission.application_id

    async def _pay(self, payment: Payment) -> None:
        if payment.provider == NO_PROVIDER:
            return
        reference = f"demo-{payment.id}"
        bank = cast(_BankOfTheDemo, self._services.providers[payment.provider])
        await bank.enter_paid(reference, payment.method, payment.amount_cents)
        async with self._services.database.transaction(system_scope()) as session:
            await note_begun(session, payment.id, Begun(reference, ""))
            paid = ProviderState("paid", payment.amount_cents, 0)
            await apply_state(session, payment.id, paid, self._follow_ups)

    async def _rate(self, story: Story, application_id: UUID) -> None:
        citizen = Scope("citizen", self._people[story.who], story.municipality)
        async with self._services.database.transaction(citizen) as session:
            query = select(col(Case.reference)).where(col(Case.application_id) == application_id)
            reference = (await session.scalars(query)).one()
        with clock.pretend(_moment(story.turns[-1].days_ago, 20)):
            await rate(self._services, citizen, reference, str(story.stars), story.words)

    async def _take_turn(self, story: Story, turn: Turn, application_id: UUID) -> None:
        by_citizen = turn.action in {CaseAction.ANSWER, CaseAction.WITHDRAW}
        who = story.who if by_citizen else _DESKS[story.municipality]
        scope = Scope("citizen" if by_citizen else "staff", self._people[who], story.municipality)
        async with self._services.database.transaction(scope) as session:
            query = select(Case).where(col(Case.application_id) == application_id)
            case = (await session.scalars(query)).one()
            await apply_action(
                session,
                scope,
                self._follow_ups,
                case.reference,
                turn.action,
                revision=case.revision,
                text=turn.text,
            )
        await self._follow_ups.run_waiting(self._services)


async def _fill_in(session: AsyncSession, citizen: Scope, story: Story) -> Submission:
    here = story.municipality
    draft = await begin_or_resume(session, citizen, here, here, service_by_slug(story.service))
    await set_answers(session, draft.id, answers_for(story, _NAMES[story.who]))
    await note_reached(session, draft, service_by_slug(story.service), "angaben-pruefen")
    assert citizen.actor_id is not None
    return await put_into_basket(session, citizen.actor_id, draft.id)


def _attempt(submission: Submission, story: Story, key: str) -> Attempt:
    town = municipality_by_slug(submission.municipality)
    item = PayableItem(
        application_id=submission.application_id,
        submission_id=submission.id,
        municipality=town.slug,
        amount_cents=submission.total_cents,
        booking_account=booking_account_at(town, submission.service),
    )
    is_free = submission.total_cents == 0
    return Attempt(
        account_id=submission.account_id,
        host_municipality=story.municipality,
        method="" if is_free else story.method,
        provider=NO_PROVIDER if is_free else "demo-bank",
        items=(item,),
        key=key,
    )


def _moment(days_ago: int, hour: int) -> datetime:
    day = clock.today() - timedelta(days=days_ago)
    return datetime.combine(day, time(hour, 12), clock.BERLIN)


async def _discard_files(services: Services) -> None:
    async with services.database.transaction(system_scope()) as session:
        for table in (StoredFile, MessageFile):
            for file_id in await session.scalars(select(col(table.id))):
                services.file_store.discard(file_id)


def _empty_tables(owner_url: str) -> None:
    engine = create_engine(make_url(owner_url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        names = ", ".join(_tables_to_empty(connection))
        connection.execute(text(f"TRUNCATE {names}"))
    engine.dispose()


def _tables_to_empty(connection: Connection) -> list[str]:
    query = text(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'dbos')"
    )
    return [
        f'"{schema}"."{table}"'
        for schema, table in connection.execute(query)
        if table not in _KEPT[schema]
    ]
