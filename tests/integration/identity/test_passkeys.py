"""Passkeys: from the portal to the sign-in host and back, and whatever does not fit."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from portal.errors import InvalidInput, NotFound, SignInRequired
from portal.identity import (
    Account,
    RecentSignInRequired,
    SessionInfo,
    forget_second_factor,
    start_session,
)
from portal.identity.passkey_ceremony import (
    CeremonyOver,
    PasskeyErrand,
    Purpose,
)
from portal.identity.passkey_proofs import PasskeyRefused, RelyingParty
from portal.identity.provider import OnlyWayIn
from portal.persistence.database import Database, system_scope
from portal.workflow import passkeys
from portal.workflow.accounts import sign_in_staff
from portal.workflow.signing_in import Arrival, SignedIn
from tests.support.accounts import (
    HOST,
    PASSWORD,
    a_case_worker,
    a_citizen,
    a_draft_of,
    a_visitor,
    session_of,
)
from tests.support.authenticator import PRESENT, Device
from tests.support.cases import TownHall

PARTY = RelyingParty("localhost", "Digitales Rathaus", "http://localhost:3000")
ORIGIN = "http://papenburg.localhost:3000"
FORM = "/antrag/meldebescheinigung/"


@dataclass
class Browser:
    """A browser with a session here, and the device beside it."""

    hall: TownHall
    visit: SessionInfo
    device: Device

    async def ticket(self, purpose: Purpose) -> str:
        errand = PasskeyErrand(purpose, UUID(int=0), None, ORIGIN, FORM, "Mein Handy")
        return await passkeys.set_out(self.hall.services, self.visit, errand)

    async def answers(self, ticket: str, **wrong: Any) -> str:
        """The page asks, the device answers; the code to come back with."""
        asked = await passkeys.open_ceremony(self.hall.services, ticket, PARTY)
        for name, value in wrong.items():
            setattr(self.device, name, value)
        act = self.device.create if asked.purpose == "register" else self.device.get
        answer = act(asked.options)
        way = await passkeys.answer_ceremony(self.hall.services, ticket, answer, PARTY)
        assert way.return_origin == ORIGIN
        return way.code

    async def comes_back(self, code: str) -> SignedIn:
        signed_in = await passkeys.come_back(self.hall.services, Arrival(HOST, self.visit), code)
        found = await session_of(self.hall.database, signed_in.token)
        assert found is not None
        self.visit = found
        return signed_in

    async def uses(self, purpose: Purpose, **wrong: Any) -> SignedIn:
        """The whole way."""
        return await self.comes_back(await self.answers(await self.ticket(purpose), **wrong))


@dataclass
class Household:
    """Citizens with a passkey, and browsers for everybody."""

    hall: TownHall

    async def signed_in(self, account: Account, device: Device | None = None) -> Browser:
        async with self.hall.database.transaction(system_scope()) as session:
            begun = await start_session(session, HOST, account.id, method="password")
        visit = await session_of(self.hall.database, begun.token)
        assert visit is not None
        return Browser(self.hall, visit, device or Device())

    async def visitor(self, device: Device) -> Browser:
        return Browser(self.hall, await a_visitor(self.hall.database), device)


@pytest.fixture
def household(database: Database) -> Household:
    return Household(TownHall(database))


@pytest.fixture
async def anna(household: Household, database: Database) -> Browser:
    """Anna, signed in, who has just set up a passkey."""
    browser = await household.signed_in(await a_citizen(database))
    await browser.uses("register")
    return browser


async def test_who_has_a_passkey_signs_in_without_naming_an_address(
    household: Household, anna: Browser, database: Database
):
    browser = await household.visitor(anna.device)
    draft = await a_draft_of(database, browser.visit.visitor_id)
    signed_in = await browser.uses("sign_in")
    assert browser.visit.account_id == anna.visit.account_id
    assert (browser.visit.method, signed_in.continue_to) == ("passkey", FORM)
    async with database.transaction(system_scope()) as session:
        owner = await session.scalar(
            text("SELECT account_id FROM application WHERE id = :id"), {"id": draft.id}
        )
    assert owner == anna.visit.account_id


async def test_the_owner_is_told_by_mail_when_one_comes_and_when_one_goes(
    anna: Browser, database: Database
):
    [own] = await passkeys.passkeys_of(anna.hall.services, anna.visit)
    assert own.name == "Mein Handy"
    await passkeys.remove_passkey(anna.hall.services, anna.visit, own.id)
    assert await passkeys.passkeys_of(anna.hall.services, anna.visit) == []
    async with database.transaction(system_scope()) as session:
        subjects = await session.scalars(text("SELECT subject FROM outgoing_mail"))
    assert set(subjects) == {
        "Ihr Konto hat einen neuen Passkey",
        "Ein Passkey Ihres Kontos ist entfernt",
    }


async def test_a_removed_passkey_opens_nothing(household: Household, anna: Browser):
    [own] = await passkeys.passkeys_of(anna.hall.services, anna.visit)
    await passkeys.remove_passkey(anna.hall.services, anna.visit, own.id)
    browser = await household.visitor(anna.device)
    with pytest.raises(PasskeyRefused):
        await browser.uses("sign_in")


async def test_a_ticket_is_answered_once(household: Household, anna: Browser):
    browser = await household.visitor(anna.device)
    ticket = await browser.ticket("sign_in")
    await browser.answers(ticket)
    with pytest.raises(CeremonyOver):
        await browser.answers(ticket)


async def test_a_refused_answer_uses_the_ticket_up(household: Household, anna: Browser):
    browser = await household.visitor(Device())
    ticket = await browser.ticket("sign_in")
    with pytest.raises(PasskeyRefused):
        await browser.answers(ticket)
    browser.device = anna.device
    with pytest.raises(CeremonyOver):
        await browser.answers(ticket)


async def test_a_code_brings_only_the_browser_back_that_set_out_and_once(
    household: Household, anna: Browser
):
    browser, thief = [await household.visitor(anna.device) for _ in range(2)]
    code = await browser.answers(await browser.ticket("sign_in"))
    with pytest.raises(CeremonyOver):
        await thief.comes_back(code)
    before = browser.visit
    await browser.comes_back(code)
    browser.visit = before
    with pytest.raises(CeremonyOver):
        await browser.comes_back(code)


@pytest.mark.parametrize(
    ("column", "age"),
    [("expires_at", timedelta(minutes=6)), ("code_expires_at", timedelta(hours=1))],
)
async def test_what_is_too_old_leads_nowhere(
    household: Household, anna: Browser, database: Database, column: str, age: timedelta
):
    browser = await household.visitor(anna.device)
    ticket = await browser.ticket("sign_in")

    async def lie_around() -> None:
        async with database.transaction(system_scope()) as session:
            await session.execute(
                text(f"UPDATE passkey_ceremony SET {column} = {column} - :age"), {"age": age}
            )

    steps: list[Callable[[], Awaitable[object]]] = []
    if column == "expires_at":
        await lie_around()
        steps.append(lambda: browser.answers(ticket))
    else:
        code = await browser.answers(ticket)
        await lie_around()
        steps.append(lambda: browser.comes_back(code))
    with pytest.raises(CeremonyOver):
        await steps[0]()


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://papenburg.boese.example"},
        {"rp_id": "boese.example"},
        {"flags": PRESENT},
        {"user_handle": b"somebody else's"},
        {"counts": False},
    ],
    ids=["other page", "other domain", "no finger, no PIN", "other handle", "counter stands still"],
)
async def test_what_the_device_must_not_say_is_refused(
    household: Household, anna: Browser, wrong: dict[str, Any]
):
    first = await household.visitor(anna.device)
    await first.uses("sign_in")
    browser = await household.visitor(anna.device)
    with pytest.raises(PasskeyRefused):
        await browser.uses("sign_in", **wrong)


async def test_an_answer_to_another_question_is_refused(household: Household, anna: Browser):
    browser = await household.visitor(anna.device)
    asked = await passkeys.open_ceremony(anna.hall.services, await browser.ticket("sign_in"), PARTY)
    with pytest.raises(PasskeyRefused):
        await passkeys.answer_ceremony(
            anna.hall.services,
            await browser.ticket("sign_in"),
            anna.device.get(asked.options),
            PARTY,
        )


@pytest.mark.parametrize("junk", [{}, {"id": 7}, {"id": "x", "rawId": "x", "response": []}])
async def test_junk_is_refused(household: Household, anna: Browser, junk: dict[str, Any]):
    browser = await household.visitor(anna.device)
    with pytest.raises(PasskeyRefused):
        await passkeys.answer_ceremony(
            anna.hall.services, await browser.ticket("sign_in"), junk, PARTY
        )


async def test_a_new_passkey_counts_only_once_it_came_back_to_its_owner(
    household: Household, database: Database
):
    """Somebody lured to another's page makes a passkey for that account: it opens nothing."""
    attacker = await household.signed_in(await a_citizen(database))
    victim = await household.visitor(attacker.device)
    code = await victim.answers(await attacker.ticket("register"))
    with pytest.raises(CeremonyOver):
        await victim.comes_back(code)
    with pytest.raises(PasskeyRefused):
        await victim.uses("sign_in")


async def test_one_device_is_not_taken_twice(household: Household, anna: Browser):
    with pytest.raises(PasskeyRefused):
        await anna.uses("register")


async def test_nobody_else_gets_or_removes_a_passkey(
    household: Household, anna: Browser, database: Database
):
    [own] = await passkeys.passkeys_of(anna.hall.services, anna.visit)
    other = await household.signed_in(await a_citizen(database, "bert@post.example"))
    with pytest.raises(NotFound):
        await passkeys.remove_passkey(other.hall.services, other.visit, own.id)
    visitor = await household.visitor(Device())
    for purpose in ("register", "confirm", "second_factor"):
        with pytest.raises(SignInRequired):
            await visitor.ticket(purpose)
    with pytest.raises(SignInRequired):
        await passkeys.remove_passkey(visitor.hall.services, visitor.visit, own.id)


async def test_setting_up_and_removing_ask_for_a_recent_sign_in(anna: Browser, database: Database):
    [own] = await passkeys.passkeys_of(anna.hall.services, anna.visit)
    async with database.transaction(system_scope()) as session:
        await session.execute(
            text("UPDATE session SET authenticated_at = authenticated_at - interval '11 minutes'")
        )
    late = Browser(anna.hall, await _again(anna, database), anna.device)
    with pytest.raises(RecentSignInRequired):
        await late.ticket("register")
    with pytest.raises(RecentSignInRequired):
        await passkeys.remove_passkey(late.hall.services, late.visit, own.id)
    await late.uses("confirm")
    await passkeys.remove_passkey(late.hall.services, late.visit, own.id)


async def test_anothers_passkey_confirms_nothing(
    household: Household, anna: Browser, database: Database
):
    bert = await household.signed_in(await a_citizen(database, "bert@post.example"), anna.device)
    with pytest.raises(PasskeyRefused):
        await bert.uses("confirm")


async def test_the_last_way_in_stays(anna: Browser, database: Database):
    async with database.transaction(system_scope()) as session:
        await session.execute(text("UPDATE account SET password_hash = ''"))
    [own] = await passkeys.passkeys_of(anna.hall.services, anna.visit)
    with pytest.raises(OnlyWayIn):
        await passkeys.remove_passkey(anna.hall.services, anna.visit, own.id)


async def test_who_came_by_a_service_account_and_has_no_address_signs_in_too(
    household: Household, anna: Browser, database: Database
):
    async with database.transaction(system_scope()) as session:
        await session.execute(text("UPDATE account SET email_confirmed_at = NULL"))
    browser = await household.visitor(anna.device)
    await browser.uses("sign_in")
    assert browser.visit.account_id == anna.visit.account_id


async def test_a_lost_phone_takes_its_passkeys_along(household: Household, anna: Browser):
    assert anna.visit.account_id is not None
    async with household.hall.database.transaction(system_scope()) as session:
        await forget_second_factor(session, anna.visit.account_id)
    assert await passkeys.passkeys_of(anna.hall.services, anna.visit) == []


async def test_ten_are_enough(household: Household, anna: Browser):
    for _ in range(9):
        anna.device = Device()
        await anna.uses("register")
    with pytest.raises(InvalidInput):
        await anna.ticket("register")


async def test_staff_give_a_passkey_after_the_password_and_never_instead(
    household: Household, database: Database
):
    worker = await a_case_worker(database)
    desk = await household.signed_in(worker)
    await desk.uses("register")
    visitor = await household.visitor(desk.device)
    with pytest.raises(PasskeyRefused):
        await visitor.uses("sign_in")
    waiting = await sign_in_staff(
        database, email=worker.email, password=PASSWORD, arrival=Arrival(HOST)
    )
    visit = await session_of(database, waiting.token)
    assert visit is not None and visit.account_id is None
    browser = Browser(desk.hall, visit, desk.device)
    await browser.uses("second_factor")
    assert (browser.visit.account_id, browser.visit.method) == (worker.id, "passkey")


async def _again(browser: Browser, database: Database) -> SessionInfo:
    """The same session as its next event finds it."""
    query = text("SELECT authenticated_at FROM session WHERE id = :id")
    async with database.transaction(system_scope()) as session:
        moment = await session.scalar(query, {"id": browser.visit.id})
    return replace(browser.visit, authenticated_at=moment)
