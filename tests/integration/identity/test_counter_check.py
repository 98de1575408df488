"""Once at the counter: who may confirm whom, with which code, and what is kept of it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from portal.errors import InvalidInput, NotAllowed, NotFound, SignInRequired
from portal.identity import (
    Account,
    CardCheck,
    CodeUnknown,
    Identification,
    OwnIdentity,
    Person,
    TooManyAttempts,
    TrustLevel,
    checks_done,
    confirm_identity,
    create_account,
    grant_role,
    identification_of,
    plain_code,
    revoke_identification,
    show_code,
    whom_to_check,
)
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from tests.support.accounts import HOST, PASSWORD, a_case_worker, a_citizen

CHECK = CardCheck("Anna Ahrens", "identity_card", date(2099, 12, 31))


async def a_clerk(database: Database, town: str = HOST, name: str = "Wiebke Kramer") -> Scope:
    """A clerk at the counter of that town."""
    async with database.transaction(system_scope()) as session:
        account = await create_account(
            session, kind="staff", email=f"schalter.{town}.{name[:3]}@post.example".lower(),
            display_name=name, password=PASSWORD, trust_level=TrustLevel.NONE, confirmed=True,
        )  # fmt: skip
        await grant_role(session, account.id, town, "counter_clerk")
    return Scope("staff", account.id, town)


async def code_of(database: Database, account: Account) -> str:
    async with database.transaction(system_scope()) as session:
        return (await show_code(session, account.id)).code


async def looked_up(database: Database, clerk: Scope, code: str) -> object:
    async with database.transaction(system_scope()) as session:
        return await whom_to_check(session, clerk, code)


async def confirmed(
    database: Database, clerk: Scope, code: str, check: CardCheck = CHECK
) -> object:
    async with database.transaction(system_scope()) as session:
        return await confirm_identity(session, clerk, code, check)


async def level_of(database: Database, account: Account) -> str:
    async with database.transaction(system_scope()) as session:
        return (await session.get_one(Account, account.id)).trust_level


async def test_the_level_rises_and_what_is_kept_is_who_when_and_which_kind(
    database: Database,
) -> None:
    anna, clerk = await a_citizen(database), await a_clerk(database)
    code = await code_of(database, anna)
    assert isinstance(await confirmed(database, clerk, code), Identification)
    assert await level_of(database, anna) == TrustLevel.SUBSTANTIAL
    async with database.transaction(system_scope()) as session:
        kept = await identification_of(session, anna.id)
    assert kept is not None
    assert (kept.clerk_id, kept.municipality) == (clerk.actor_id, HOST)
    assert (kept.document_kind, kept.document_valid_until) == ("identity_card", date(2099, 12, 31))


async def test_the_account_takes_the_name_of_the_document(database: Database) -> None:
    anna, clerk = await a_citizen(database), await a_clerk(database)
    check = CardCheck("  Anna  Maria Åhrens ", "passport", date(2099, 1, 1))
    await confirmed(database, clerk, await code_of(database, anna), check)
    async with database.transaction(system_scope()) as session:
        assert (await session.get_one(Account, anna.id)).display_name == "Anna Maria Åhrens"


@pytest.mark.parametrize("spelling", [str.lower, lambda c: c.replace("-", " "), lambda c: f" {c} "])
async def test_a_code_is_found_however_it_is_typed(database: Database, spelling) -> None:
    anna, clerk = await a_citizen(database), await a_clerk(database)
    found = await looked_up(database, clerk, spelling(await code_of(database, anna)))
    assert isinstance(found, Person)
    assert found.account_id == anna.id


def test_a_scanner_that_types_the_whole_address_is_understood() -> None:
    url = "https://papenburg.portal.example/verwaltung/identifizieren/?code=BCDF-2345"
    assert plain_code(url) == "BCDF2345"


async def test_a_code_works_once_and_only_the_newest(database: Database) -> None:
    anna, clerk = await a_citizen(database), await a_clerk(database)
    first = await code_of(database, anna)
    second = await code_of(database, anna)
    assert isinstance(await looked_up(database, clerk, first), CodeUnknown)
    assert isinstance(await confirmed(database, clerk, second), Identification)
    assert isinstance(await confirmed(database, clerk, second), CodeUnknown)


async def test_a_code_of_this_morning_is_worth_nothing(database: Database) -> None:
    anna, clerk = await a_citizen(database), await a_clerk(database)
    with clock.pretend(clock.now() - timedelta(minutes=16)):
        code = await code_of(database, anna)
    assert isinstance(await looked_up(database, clerk, code), CodeUnknown)
    assert await level_of(database, anna) == TrustLevel.BASIC


async def test_guessing_codes_soon_has_to_wait(database: Database) -> None:
    clerk = await a_clerk(database)
    answers = [await looked_up(database, clerk, "BBBB-BBBB") for _ in range(25)]
    assert isinstance(answers[0], CodeUnknown)
    assert isinstance(answers[-1], TooManyAttempts)


async def test_only_a_clerk_of_this_town_may_look_or_confirm(database: Database) -> None:
    anna = await a_citizen(database)
    worker = await a_case_worker(database)
    code = await code_of(database, anna)
    elsewhere = (await a_clerk(database, "leer")).within(HOST)
    for scope in (Scope("staff", worker.id, HOST), elsewhere):
        with pytest.raises(NotAllowed):
            await confirmed(database, scope, code)
    for scope in (Scope("citizen", anna.id, HOST), Scope("visitor", None, HOST)):
        with pytest.raises(SignInRequired):
            await confirmed(database, scope, code)
    assert await level_of(database, anna) == TrustLevel.BASIC


async def test_nobody_identifies_themselves(database: Database) -> None:
    anna, clerk = await a_citizen(database), await a_clerk(database, name="ANNA Ahrens")
    assert isinstance(await confirmed(database, clerk, await code_of(database, anna)), OwnIdentity)
    assert await level_of(database, anna) == TrustLevel.BASIC


@pytest.mark.parametrize(
    "check",
    [
        CardCheck("", "identity_card", date(2099, 1, 1)),
        CardCheck("Anna Ahrens", "library_card", date(2099, 1, 1)),
        CardCheck("Anna Ahrens", "identity_card", date(2020, 1, 1)),
    ],
)
async def test_what_does_not_fit_is_refused_and_changes_nothing(
    database: Database, check: CardCheck
) -> None:
    anna, clerk = await a_citizen(database), await a_clerk(database)
    code = await code_of(database, anna)
    with pytest.raises(InvalidInput):
        await confirmed(database, clerk, code, check)
    assert await level_of(database, anna) == TrustLevel.BASIC
    assert isinstance(await looked_up(database, clerk, code), Person)


async def test_taken_back_with_a_reason_the_level_falls(database: Database) -> None:
    anna, clerk = await a_citizen(database), await a_clerk(database)
    done = await confirmed(database, clerk, await code_of(database, anna))
    assert isinstance(done, Identification)
    async with database.transaction(system_scope()) as session:
        assert [check.id for check in await checks_done(session, clerk)] == [done.id]
        with pytest.raises(InvalidInput):
            await revoke_identification(session, clerk, done.id, "  ")
        await revoke_identification(session, clerk, done.id, "falsches Konto")
    assert await level_of(database, anna) == TrustLevel.BASIC
    async with database.transaction(system_scope()) as session:
        assert await checks_done(session, clerk) == []
        with pytest.raises(NotFound):
            await revoke_identification(session, clerk, done.id, "noch einmal")


async def test_another_town_takes_nothing_back(database: Database) -> None:
    anna, clerk = await a_citizen(database), await a_clerk(database)
    done = await confirmed(database, clerk, await code_of(database, anna))
    assert isinstance(done, Identification)
    async with database.transaction(system_scope()) as session:
        with pytest.raises(NotFound):
            await revoke_identification(session, await a_clerk(database, "leer"), done.id, "nein")
    assert await level_of(database, anna) == TrustLevel.SUBSTANTIAL


async def test_who_was_identified_twice_stays_so_when_one_is_taken_back(
    database: Database,
) -> None:
    anna, clerk = await a_citizen(database), await a_clerk(database)
    await confirmed(database, clerk, await code_of(database, anna))
    second = await confirmed(database, clerk, await code_of(database, anna))
    assert isinstance(second, Identification)
    async with database.transaction(system_scope()) as session:
        await revoke_identification(session, clerk, second.id, "doppelt")
        query = select(func.count()).where(col(Identification.account_id) == anna.id)
        assert await session.scalar(query) == 2
    assert await level_of(database, anna) == TrustLevel.SUBSTANTIAL
