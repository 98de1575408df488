"""Who is not concerned sees nothing: in every table, whatever the code above forgets to ask."""

from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from portal.audit import record
from portal.persistence.database import APP_ROLE, Database, Scope, system_scope
from tests.support.accounts import HOST, a_case_worker, a_citizen, a_visitor
from tests.support.town_hall import everything_about_one_order

TABLES = sorted(SQLModel.metadata.tables)
# What forms asked is content, as public as the form itself.
PUBLIC = {"definition_version"}
CASE_FILE = {
    "application", "case", "case_event", "case_message", "correction_request", "fee_claim",
    "fee_relief", "message_file", "message_reading",
    "notice", "notice_file",
    "payment_item", "stored_file", "submission",
}  # fmt: skip
OF_THE_DESK = {"case_note", "case_check", "case_forwarding", "case_presence"}
HISTORIES = ("submission", "case_event", "case_message", "audit_entry", "data_access")


def test_every_table_has_row_level_security_and_a_policy_and_is_not_the_portals_own(
    owner_url: str,
) -> None:
    with psycopg.connect(owner_url.replace("+psycopg", "")) as connection:
        rows = connection.execute(
            """SELECT c.relname, c.relrowsecurity, c.relowner::regrole::text,
                      (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid)
               FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
               AND c.relkind IN ('r', 'p') AND c.relname <> 'alembic_version'"""
        ).fetchall()
    assert sorted(name for name, *_ in rows) == TABLES
    for name, is_on, owner, policies in rows:
        assert is_on, f"{name} has no row-level security"
        assert policies > 0, f"{name} has no policy"
        assert owner != APP_ROLE, f"{name} belongs to the portal's role"


async def test_the_example_really_fills_every_table(database: Database) -> None:
    await everything_about_one_order(database)
    assert await _seen(database, system_scope()) == set(TABLES) - PUBLIC


async def test_a_stranger_sees_nothing_of_an_order(database: Database) -> None:
    await everything_about_one_order(database)
    stranger = await a_citizen(database, "berta@post.example")
    visitor = await a_visitor(database)
    nobody = Scope("visitor", None, HOST)
    assert await _seen(database, Scope("citizen", stranger.id, HOST)) == {"account"}
    assert await _seen(database, Scope("visitor", visitor.visitor_id, HOST)) == set()
    assert await _seen(database, nobody) == set()


async def test_without_a_scope_nothing_is_seen(database: Database) -> None:
    await everything_about_one_order(database)
    async with database.engine.connect() as connection:
        counts = [await connection.scalar(text(f'SELECT count(*) FROM "{t}"')) for t in TABLES]
    assert sum(counts) == 0


async def test_staff_of_another_town_see_nothing_even_at_this_towns_portal(
    database: Database,
) -> None:
    await everything_about_one_order(database)
    colleague = await a_case_worker(database, "leer")
    own = {"account", "staff_role"}
    assert await _seen(database, Scope("staff", colleague.id, "leer")) == own
    assert await _seen(database, Scope("staff", colleague.id, HOST)) == own
    assert await _seen(database, Scope("staff", colleague.id, "*")) == own


async def test_staff_of_this_town_see_the_case_and_what_belongs_to_it(database: Database) -> None:
    await everything_about_one_order(database)
    staff = await _staff_id(database)
    seen = await _seen(database, Scope("staff", staff, HOST))
    assert seen == CASE_FILE | OF_THE_DESK | {
        *("account", "appointment", "staff_role", "audit_entry", "staff_absence"),
    }


async def test_staff_see_nothing_of_what_was_not_sent(database: Database) -> None:
    await everything_about_one_order(database, status="in_basket")
    seen = await _seen(database, Scope("staff", await _staff_id(database), HOST))
    assert not seen & {"application", "stored_file", "submission", "payment_item"}


async def test_a_citizen_sees_the_own_order(database: Database) -> None:
    order = await everything_about_one_order(database)
    seen = await _seen(database, Scope("citizen", order.citizen_id, HOST))
    own = {"account", "appointment", "payment", "refund", "identification", "contact_profile"}
    own |= {"identity_link", "service_account_session"}
    own |= {"data_access", "data_export", "account_erasure", "message_draft", "guest_code"}
    own |= {"feedback_given"}
    own |= {"push_subscription", "channel_choice", "outgoing_push"}
    assert seen == CASE_FILE | own


async def test_the_browser_sees_nothing_any_more_of_what_became_an_accounts(
    database: Database,
) -> None:
    order = await everything_about_one_order(database)
    assert await _seen(database, Scope("visitor", order.visitor_id, HOST)) == set()


async def test_follow_ups_for_one_town_see_nothing_of_another(database: Database) -> None:
    await everything_about_one_order(database)
    seen = await _seen(database, system_scope("leer"))
    assert not seen & (CASE_FILE | {"appointment", "outgoing_mail", "audit_entry", "case_counter"})


@pytest.mark.parametrize(
    "table", ["application", "appointment", "case", "payment", "payment_item", "stored_file"]
)
@pytest.mark.parametrize("command", ['DELETE FROM "{}"', 'UPDATE "{}" SET account_id = account_id'])
async def test_a_stranger_changes_and_deletes_nothing(
    database: Database, table: str, command: str
) -> None:
    await everything_about_one_order(database)
    stranger = await a_citizen(database, "berta@post.example")
    async with database.transaction(Scope("citizen", stranger.id, HOST)) as session:
        touched = await session.execute(text(command.format(table) + " RETURNING 1"))
        assert touched.all() == []


async def test_nobody_adds_evidence_to_somebody_elses_application(database: Database) -> None:
    order = await everything_about_one_order(database)
    stranger = await a_citizen(database, "berta@post.example")
    insert = text(
        "INSERT INTO stored_file (id, application_id, municipality, visitor_id, account_id,"
        " field_path, name, media_type, size_bytes, sha256, created_at) VALUES"
        " (:id, :application, :here, :visitor, :account, 'proof', 'a.pdf', '', 1, '', now())"
    )
    values = {
        "id": uuid4(),
        "application": order.application_id,
        "here": HOST,
        "visitor": uuid4(),
        "account": stranger.id,
    }
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.transaction(Scope("citizen", stranger.id, HOST)) as session:
            await session.execute(insert, values)


@pytest.mark.parametrize("table", HISTORIES)
@pytest.mark.parametrize("command", ['DELETE FROM "{}"', "UPDATE \"{}\" SET municipality = 'leer'"])
async def test_history_is_never_rewritten_not_even_by_the_portal_itself(
    database: Database, owner_url: str, table: str, command: str
) -> None:
    await everything_about_one_order(database)
    statement = command.format(table)
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.transaction(system_scope()) as session:
            await session.execute(text(statement))
    with (
        psycopg.connect(owner_url.replace("+psycopg", "")) as connection,
        pytest.raises(psycopg.errors.RaiseException, match="never changed"),
    ):
        connection.execute(statement.encode())


async def test_what_staff_did_is_recorded_in_their_own_name_only(database: Database) -> None:
    staff = await a_case_worker(database)
    scope = Scope("staff", staff.id, HOST)
    async with database.transaction(scope) as session:
        await record(session, scope, "opened", "case:1")
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.transaction(scope) as session:
            await record(session, Scope("staff", uuid4(), HOST), "opened", "case:1")
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.transaction(scope) as session:
            await record(session, scope.within("leer"), "opened", "case:1")


async def test_a_record_is_kept_or_lost_together_with_the_change_it_is_about(
    database: Database,
) -> None:
    staff = await a_case_worker(database)
    scope = Scope("staff", staff.id, HOST)
    with pytest.raises(ZeroDivisionError):
        async with database.transaction(scope) as session:
            await record(session, scope, "opened", "case:1")
            raise ZeroDivisionError
    async with database.transaction(scope) as session:
        assert await session.scalar(text("SELECT count(*) FROM audit_entry")) == 0


async def _seen(database: Database, scope: Scope) -> set[str]:
    """The tables in which the scope sees any row."""
    async with database.transaction(scope) as session:
        return {
            table
            for table in sorted(set(TABLES) - PUBLIC)
            if await session.scalar(text(f'SELECT EXISTS (SELECT FROM "{table}")'))
        }


async def _staff_id(database: Database) -> UUID:
    async with database.transaction(system_scope()) as session:
        found = await session.scalar(text("SELECT id FROM account WHERE kind = 'staff'"))
    assert isinstance(found, UUID)
    return found
