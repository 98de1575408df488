"""Signing in: for citizens and for staff, quick for the owner, slow for who guesses."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from portal.errors import SignInRequired
from portal.identity import HeldRole, SessionInfo, TooManyAttempts, WrongCode, WrongCredentials
from portal.persistence.database import Database, system_scope
from portal.shared import clock
from portal.workflow.accounts import (
    forget_second_factor_of,
    pass_second_factor,
    second_factor_of,
    sign_in_citizen,
    sign_in_staff,
)
from portal.workflow.signing_in import Arrival, SignedIn
from tests.support.accounts import (
    HOST,
    PASSWORD,
    Mailbox,
    a_case_worker,
    a_citizen,
    a_draft_of,
    a_visitor,
    session_of,
)

EMAIL = "anna@post.example"
KEY = b"k" * 32


async def test_a_citizen_signs_in_however_the_address_is_written(database: Database) -> None:
    account = await a_citizen(database)
    signed_in = await _sign_in(database, email=" ANNA@post.Example ")
    found = await session_of(database, signed_in.token)
    assert found is not None
    assert (found.account_id, found.account_kind) == (account.id, "citizen")


async def test_the_draft_of_the_visitor_and_the_one_of_the_account_are_both_kept(
    database: Database,
) -> None:
    account, visitor = await a_citizen(database), await a_visitor(database)
    elsewhere = await a_draft_of(database, (await a_visitor(database)).visitor_id, account.id)
    here = await a_draft_of(database, visitor.visitor_id)
    signed_in = await _sign_in(database, visit=visitor)
    citizen = await session_of(database, signed_in.token)
    assert citizen is not None
    async with database.transaction(citizen.scope) as session:
        drafts = (await session.scalars(text("SELECT id FROM application"))).all()
    assert set(drafts) == {elsewhere.id, here.id}


async def test_drafts_of_other_visitors_stay_theirs(database: Database) -> None:
    await a_citizen(database)
    stranger, visitor = await a_visitor(database), await a_visitor(database)
    draft = await a_draft_of(database, stranger.visitor_id)
    await _sign_in(database, visit=visitor)
    async with database.transaction(stranger.scope) as session:
        kept = await session.get(type(draft), draft.id)
    assert kept is not None
    assert kept.account_id is None


async def test_the_session_from_before_signing_in_ends(database: Database) -> None:
    await a_citizen(database)
    first = await _sign_in(database)
    citizen = await session_of(database, first.token)
    second = await _sign_in(database, visit=citizen)
    assert second.token != first.token
    assert await session_of(database, first.token) is None
    assert await session_of(database, second.token) is not None


@pytest.mark.parametrize("email", [EMAIL, "niemand@post.example", "keine Adresse", ""])
async def test_a_wrong_password_and_an_unknown_address_get_the_same_words(
    database: Database, email: str
) -> None:
    await a_citizen(database)
    with pytest.raises(WrongCredentials) as refused:
        await _sign_in(database, email=email, password="nicht das richtige")
    assert refused.value.message == WrongCredentials.message


async def test_staff_do_not_get_in_at_the_citizens_page_nor_citizens_at_theirs(
    database: Database,
) -> None:
    citizen, staff = await a_citizen(database), await a_case_worker(database)
    with pytest.raises(WrongCredentials):
        await _sign_in(database, email=staff.email)
    with pytest.raises(WrongCredentials):
        await _sign_in_staff(database, citizen.email)


async def test_the_password_alone_opens_nothing_to_staff(database: Database) -> None:
    staff = await a_case_worker(database)
    waiting = await _waiting(database, staff.email)
    assert (waiting.account_id, waiting.is_staff, waiting.roles) == (None, False, frozenset())
    assert waiting.waiting_account_id == staff.id


async def test_staff_sign_in_with_their_roles_and_it_is_recorded(database: Database) -> None:
    staff = await a_case_worker(database)
    signed_in = await _give_code(database, await _waiting(database, staff.email))
    found = await session_of(database, signed_in.token)
    assert found is not None
    assert found.roles == {HeldRole(HOST, "case_worker")}
    async with database.transaction(system_scope(HOST)) as session:
        actions = (await session.scalars(text("SELECT action FROM audit_entry"))).all()
    assert actions == ["signed_in"]


async def test_after_some_failures_one_has_to_wait_and_even_the_right_password_does(
    database: Database,
) -> None:
    await a_citizen(database)
    await _fail(database, times=3)
    with pytest.raises(TooManyAttempts, match=r"Bitte warten Sie (2 Sekunden|eine Sekunde)"):
        await _sign_in(database)
    await _let_time_pass(database, seconds=2)
    await _sign_in(database)


async def test_each_further_failure_doubles_the_wait_up_to_a_quarter_of_an_hour(
    database: Database,
) -> None:
    await a_citizen(database)
    await _fail(database, times=3)
    for wait in (4, 8):
        await _let_time_pass(database, seconds=wait)
        await _fail(database, times=1)
        with pytest.raises(TooManyAttempts) as refused:
            await _sign_in(database)
        assert wait - 1 <= refused.value.seconds <= wait
    async with database.transaction(system_scope()) as session:
        await session.execute(text("UPDATE sign_in_attempt SET failures = 19"))
    with pytest.raises(TooManyAttempts, match="15 Minuten"):
        await _sign_in(database)


async def test_others_are_not_slowed_down_by_somebodys_failures(database: Database) -> None:
    await a_citizen(database)
    await a_citizen(database, "berta@post.example")
    await _fail(database, times=3)
    await _sign_in(database, email="berta@post.example")
    await _sign_in(database, network="198.51.100.7")


async def test_guesses_made_side_by_side_are_counted_one_by_one(database: Database) -> None:
    await a_citizen(database)
    guesses = [_sign_in(database, password=f"geraten Nummer {n}") for n in range(8)]
    refusals = await asyncio.gather(*guesses, return_exceptions=True)
    checked = [refusal for refusal in refusals if isinstance(refusal, WrongCredentials)]
    assert len(checked) == 3


async def test_a_success_forgets_the_failures(database: Database) -> None:
    await a_citizen(database)
    for _ in range(3):
        await _fail(database, times=2)
        await _sign_in(database)


async def _fail(database: Database, times: int) -> None:
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            await _sign_in(database, password="nicht das richtige")


async def _let_time_pass(database: Database, seconds: int) -> None:
    async with database.transaction(system_scope()) as session:
        await session.execute(
            text(
                "UPDATE sign_in_attempt"
                " SET last_failed_at = last_failed_at - make_interval(secs => :seconds)"
            ),
            {"seconds": seconds},
        )


async def _sign_in(database: Database, **changes: object) -> SignedIn:
    entered: dict[str, object] = {
        "email": EMAIL,
        "password": PASSWORD,
        "arrival": Arrival(HOST, changes.pop("visit", None), changes.pop("network", "192.0.2.1")),
    }
    return await sign_in_citizen(database, Mailbox(), **(entered | changes))  # type: ignore[arg-type]


async def test_the_session_that_waited_ends_with_the_code(database: Database) -> None:
    staff = await a_case_worker(database)
    waiting = await _sign_in_staff(database, staff.email)
    session = await session_of(database, waiting.token)
    assert session is not None
    await _give_code(database, session)
    assert await session_of(database, waiting.token) is None


async def test_a_code_works_once_even_while_it_is_fresh(database: Database) -> None:
    staff = await a_case_worker(database)
    first, second = [await _waiting(database, staff.email) for _ in range(2)]
    code = await _code_of(database, first)
    await _give_code(database, first, code)
    with pytest.raises(WrongCode):
        await _give_code(database, second, code)


@pytest.mark.parametrize("code", ["", "abcdef", "12345", "1234567", "٠١٢٣٤٥", "000000 "])
async def test_what_is_no_code_of_this_phone_is_refused(database: Database, code: str) -> None:
    staff = await a_case_worker(database)
    waiting = await _waiting(database, staff.email)
    if code.strip() == await _code_of(database, waiting):
        return
    with pytest.raises(WrongCode):
        await _give_code(database, waiting, code)


async def test_a_code_of_two_minutes_ago_is_too_old(database: Database) -> None:
    waiting = await _waiting(database, (await a_case_worker(database)).email)
    with clock.pretend(clock.now() - timedelta(minutes=2)):
        code = await _code_of(database, waiting)
    with pytest.raises(WrongCode):
        await _give_code(database, waiting, code)


async def test_guessing_codes_has_to_wait(database: Database) -> None:
    waiting = await _waiting(database, (await a_case_worker(database)).email)
    for _ in range(5):
        with pytest.raises(WrongCode):
            await _give_code(database, waiting, "keiner")
    with pytest.raises(TooManyAttempts):
        await _give_code(database, waiting)


async def test_without_the_password_there_is_nothing_to_give_a_code_to(
    database: Database,
) -> None:
    await a_case_worker(database)
    with pytest.raises(SignInRequired):
        await _give_code(database, await a_visitor(database), "123456")


async def test_a_lost_phone_is_replaced_and_its_sessions_end(database: Database) -> None:
    staff = await a_case_worker(database)
    signed_in = await _give_code(database, await _waiting(database, staff.email))
    before = await second_factor_of(database, KEY, await _waiting(database, staff.email))
    assert before.confirmed
    assert await forget_second_factor_of(database, staff.email)
    assert await session_of(database, signed_in.token) is None
    after = await second_factor_of(database, KEY, await _waiting(database, staff.email))
    assert (after.confirmed, after.secret == before.secret) == (False, False)


async def test_the_secret_is_not_readable_in_the_database(database: Database) -> None:
    waiting = await _waiting(database, (await a_case_worker(database)).email)
    factor = await second_factor_of(database, KEY, waiting)
    async with database.transaction(system_scope()) as session:
        kept = await session.scalar(text("SELECT secret FROM second_factor"))
    assert factor.secret not in bytes(kept)


async def _waiting(database: Database, email: str) -> SessionInfo:
    """The session after the password."""
    signed_in = await _sign_in_staff(database, email)
    found = await session_of(database, signed_in.token)
    assert found is not None
    return found


async def _code_of(database: Database, waiting: SessionInfo) -> str:
    """What the phone shows now."""
    return (await second_factor_of(database, KEY, waiting)).code_now()


async def _give_code(database: Database, waiting: SessionInfo, code: str | None = None) -> SignedIn:
    typed = await _code_of(database, waiting) if code is None else code
    arrival = Arrival(HOST, waiting)
    return await pass_second_factor(database, KEY, arrival, typed, continue_to="/verwaltung/")


async def _sign_in_staff(database: Database, email: str) -> SignedIn:
    return await sign_in_staff(
        database,
        email=email,
        password=PASSWORD,
        arrival=Arrival(HOST, network="192.0.2.1"),
    )
