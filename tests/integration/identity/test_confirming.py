"""Before something that could cost the account, its owner proves once more who they are."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from portal.errors import SignInRequired
from portal.identity import (
    RecentSignInRequired,
    SessionInfo,
    TooManyAttempts,
    WrongPassword,
    require_recent_sign_in,
    start_session,
)
from portal.persistence.database import Database, system_scope
from portal.workflow.accounts import confirm_password
from portal.workflow.signing_in import Arrival
from tests.support.accounts import HOST, PASSWORD, a_citizen, a_visitor, session_of


async def test_for_ten_minutes_after_signing_in_nobody_asks_again(database: Database) -> None:
    citizen = await _signed_in(database)
    require_recent_sign_in(citizen)
    with pytest.raises(RecentSignInRequired):
        require_recent_sign_in(await _later(database, citizen, "11 minutes"))


async def test_a_visitor_is_asked_to_sign_in(database: Database) -> None:
    for nobody in (None, await a_visitor(database)):
        with pytest.raises(SignInRequired):
            require_recent_sign_in(nobody)
    with pytest.raises(SignInRequired):
        await confirm_password(database, Arrival(HOST, await a_visitor(database)), PASSWORD)


async def test_the_password_counts_anew_and_the_session_has_a_new_id(database: Database) -> None:
    citizen = await _signed_in(database)
    old = await _later(database, citizen, "11 minutes")
    renewed = await confirm_password(database, Arrival(HOST, old), PASSWORD)
    now = await session_of(database, renewed.token)
    require_recent_sign_in(now)
    assert now is not None
    assert now.id != citizen.id
    assert (now.account_id, now.method) == (citizen.account_id, "password")
    with pytest.raises(SignInRequired):
        await confirm_password(database, Arrival(HOST, old), PASSWORD)


async def test_an_open_session_is_no_way_to_guess_the_password(database: Database) -> None:
    citizen = await _signed_in(database)
    for _ in range(3):
        with pytest.raises(WrongPassword):
            await confirm_password(database, Arrival(HOST, citizen), "geraten und geraten")
    with pytest.raises(TooManyAttempts):
        await confirm_password(database, Arrival(HOST, citizen), PASSWORD)


async def _signed_in(database: Database) -> SessionInfo:
    account = await a_citizen(database)
    async with database.transaction(system_scope()) as session:
        begun = await start_session(session, HOST, account.id, method="password")
    found = await session_of(database, begun.token)
    assert found is not None
    return found


async def _later(database: Database, citizen: SessionInfo, passed: str) -> SessionInfo:
    """The same session, its last proof that much older."""
    async with database.transaction(system_scope()) as session:
        row = await session.execute(
            text(
                "UPDATE session SET authenticated_at = authenticated_at - CAST(:passed AS interval)"
                " WHERE id = :id RETURNING authenticated_at"
            ),
            {"passed": passed, "id": citizen.id},
        )
    return replace(citizen, authenticated_at=row.scalar_one())
