"""A browser's session: found by its cookie at its host, until it ends."""

import pytest
from sqlalchemy import text

from portal.identity import (
    NewSession,
    SessionInfo,
    grant_role,
    may,
    put_flash,
    sign_out_everywhere,
    start_session,
    take_flash,
)
from portal.persistence.database import Database, Scope, system_scope
from portal.workflow.accounts import sign_out
from tests.support.accounts import HOST, a_case_worker, a_citizen, a_visitor, session_of


async def test_a_visitor_is_found_again_and_is_nobody_in_particular(database: Database) -> None:
    begun = await _begin(database)
    found = await session_of(database, begun.token)
    assert found is not None
    assert found.visitor_id == begun.visitor_id
    assert (found.account_id, found.account_kind, found.trust_level) == (None, "", "none")
    assert found.scope == Scope("visitor", begun.visitor_id, HOST)


async def test_a_session_is_worth_nothing_at_another_host(database: Database) -> None:
    begun = await _begin(database)
    assert await session_of(database, begun.token, host="leer") is None


async def test_an_invented_token_finds_nobody(database: Database) -> None:
    await _begin(database)
    assert await session_of(database, "erfunden") is None


@pytest.mark.parametrize(
    ("signed_in", "away", "still_there"),
    [
        (False, "29 days", True),
        (False, "30 days", False),
        (True, "59 minutes", True),
        (True, "61 minutes", False),
    ],
)
async def test_how_long_one_may_be_away(
    database: Database, signed_in: bool, away: str, still_there: bool
) -> None:
    account = await a_citizen(database) if signed_in else None
    begun = await _begin(database, account_id=account.id if account else None)
    await _shift(database, away)
    assert (await session_of(database, begun.token) is not None) is still_there


async def test_being_active_keeps_one_signed_in_but_not_longer_than_twelve_hours(
    database: Database,
) -> None:
    account = await a_citizen(database)
    begun = await _begin(database, account_id=account.id)
    for _ in range(14):
        await _shift(database, "50 minutes")
        assert await session_of(database, begun.token) is not None
    await _shift(database, "30 minutes")
    assert await session_of(database, begun.token) is None


async def test_looking_often_does_not_write_often(database: Database) -> None:
    begun = await _begin(database)
    before = await _last_seen(database)
    await session_of(database, begun.token)
    assert await _last_seen(database) == before
    await _shift(database, "61 seconds")
    await session_of(database, begun.token)
    assert await _last_seen(database) > before


async def test_signing_out_ends_this_session_alone(database: Database) -> None:
    account = await a_citizen(database)
    phone = await _begin(database, account_id=account.id)
    laptop = await _begin(database, account_id=account.id)
    visit = await session_of(database, phone.token)
    assert visit is not None
    await sign_out(database, visit)
    assert await session_of(database, phone.token) is None
    assert await session_of(database, laptop.token) is not None


async def test_signing_out_everywhere_ends_all_of_them(database: Database) -> None:
    account = await a_citizen(database)
    sessions = [await _begin(database, account_id=account.id) for _ in range(2)]
    visitor = await _begin(database)
    async with database.transaction(system_scope()) as session:
        await sign_out_everywhere(session, account.id)
    assert [await session_of(database, begun.token) for begun in sessions] == [None, None]
    assert await session_of(database, visitor.token) is not None


async def test_a_notice_for_the_next_page_is_shown_once(database: Database) -> None:
    visitor = await a_visitor(database)
    async with database.transaction(system_scope()) as session:
        await put_flash(session, visitor.id, {"notice": "Gespeichert."})
    async with database.transaction(system_scope()) as session:
        first = await take_flash(session, visitor.id)
        second = await take_flash(session, visitor.id)
    assert (first, second) == ({"notice": "Gespeichert."}, {})


async def test_a_role_holds_in_its_own_municipality(database: Database) -> None:
    staff = await _staff_session(database)
    assert may(staff, "papenburg", "case_worker", "team_lead")
    assert not may(staff, "papenburg", "team_lead")
    assert not may(staff, "leer", "case_worker")
    assert not may(None, "papenburg", "case_worker")


async def test_a_role_for_the_installation_holds_everywhere_and_includes_no_other(
    database: Database,
) -> None:
    staff = await _staff_session(database, municipality="*", role="installation_admin")
    assert may(staff, "leer", "installation_admin")
    assert not may(staff, "leer", "case_worker")


async def _staff_session(database: Database, municipality: str = "", role: str = "") -> SessionInfo:
    account = await a_case_worker(database)
    async with database.transaction(system_scope()) as session:
        if role:
            await grant_role(session, account.id, municipality, role)  # type: ignore[arg-type]
            await grant_role(session, account.id, municipality, role)  # type: ignore[arg-type]
    begun = await _begin(database, account_id=account.id)
    found = await session_of(database, begun.token)
    assert found is not None
    return found


async def _begin(database: Database, **of: object) -> NewSession:
    async with database.transaction(system_scope()) as session:
        return await start_session(session, HOST, **of)  # type: ignore[arg-type]


async def _shift(database: Database, back: str) -> None:
    """As if every session had begun, and been seen last, that much earlier."""
    columns = ("created_at", "last_seen_at", "expires_at")
    changes = ", ".join(f"{name} = {name} - interval '{back}'" for name in columns)
    async with database.transaction(system_scope()) as session:
        await session.execute(text(f"UPDATE session SET {changes}"))


async def _last_seen(database: Database) -> object:
    async with database.transaction(system_scope()) as session:
        return await session.scalar(text("SELECT last_seen_at FROM session"))
