"""With row-level security switched off, the queries themselves still ask for own rows only."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update
from sqlmodel import col

from portal.applications import find_application
from portal.applications.queries import lock_application
from portal.applications.tables import Application, Submission
from portal.appointments.queries import find_appointment
from portal.appointments.tables import Appointment
from portal.cases.tables import Case, CaseEvent, CaseMessage
from portal.errors import NotFound
from portal.files.tables import StoredFile
from portal.payments.queries import find_payment
from portal.payments.tables import Payment, PaymentItem
from portal.persistence.database import Database, Scope, system_scope
from portal.persistence.ownership import OfAccount, OfAccountOrVisitor
from tests.support.accounts import HOST, a_citizen, a_draft_of
from tests.support.attacks.guards import row_security_off
from tests.support.town_hall import everything_about_one_order

OWNED = [
    Application, StoredFile, Submission, Payment, PaymentItem, Case, CaseEvent, CaseMessage,
    Appointment,
]  # fmt: skip
FIND = {
    Application: (find_application, lock_application),
    Appointment: (find_appointment,),
    Payment: (find_payment,),
}


@pytest.fixture(autouse=True)
def without_row_security(owner_url: str, database: Database) -> Iterator[None]:
    with row_security_off(owner_url):
        yield


async def test_a_stranger_finds_nothing_of_an_order_whatever_is_asked(database: Database) -> None:
    await everything_about_one_order(database)
    stranger = await a_citizen(database, "berta@post.example")
    for scope in (Scope("citizen", stranger.id, HOST), Scope("visitor", uuid4(), HOST)):
        async with database.transaction(scope) as session:
            for table in OWNED:
                assert (await session.scalars(select(table))).all() == [], table
                assert (await session.execute(select(table.account_id))).all() == [], table


async def test_the_owner_finds_everything(database: Database) -> None:
    order = await everything_about_one_order(database)
    async with database.transaction(Scope("citizen", order.citizen_id, HOST)) as session:
        for table in OWNED:
            assert (await session.scalars(select(table))).all(), table


@pytest.mark.parametrize("table", FIND)
async def test_whoever_knows_an_id_has_nothing_by_it(database: Database, table: type) -> None:
    await everything_about_one_order(database)
    async with database.transaction(system_scope()) as session:
        id = await session.scalar(select(table.id))
    stranger = await a_citizen(database, "berta@post.example")
    async with database.transaction(Scope("citizen", stranger.id, HOST)) as session:
        for find in FIND[table]:
            with pytest.raises(NotFound):
                await find(session, id)


async def test_a_stranger_changes_and_deletes_nothing(database: Database) -> None:
    await everything_about_one_order(database)
    stranger = await a_citizen(database, "berta@post.example")
    async with database.transaction(Scope("citizen", stranger.id, HOST)) as session:
        for table in (Application, StoredFile, Appointment, Payment):
            changed = await session.execute(
                update(table).values(municipality="leer").returning(col(table.id))
                if table is not Payment
                else update(table).values(method="card").returning(col(table.id))
            )
            assert changed.all() == [], table
            gone = await session.execute(delete(table).returning(col(table.id)))
            assert gone.all() == [], table


async def test_a_visitors_draft_is_that_browsers_until_an_account_has_it(
    database: Database,
) -> None:
    mine, other = uuid4(), uuid4()
    draft = await a_draft_of(database, mine)
    for visitor, count in ((mine, 1), (other, 0)):
        async with database.transaction(Scope("visitor", visitor, HOST)) as session:
            assert len((await session.scalars(select(Application))).all()) == count
    citizen = await a_citizen(database)
    async with database.transaction(system_scope()) as session:
        await session.execute(
            update(Application).where(col(Application.id) == draft.id).values(account_id=citizen.id)
        )
    async with database.transaction(Scope("visitor", mine, HOST)) as session:
        assert (await session.scalars(select(Application))).all() == []


async def test_every_table_of_an_owner_is_marked() -> None:
    """Which tables citizens read as their own, row-level security knows; here they are named."""
    for table in OWNED:
        assert issubclass(table, OfAccount | OfAccountOrVisitor), table
