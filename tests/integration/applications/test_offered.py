"""Contact data and the last application stand in the fields, for their owner alone."""

import pytest

from portal.applications import (
    erase_contact_data,
    find_application,
    find_contact_data,
    keep_contact_data,
    last_sent,
    mark_submitted,
    offers_for,
    repeat_last_time,
)
from portal.applications.tables import Application
from portal.errors import NotFound, SignInRequired
from portal.forms import Offer
from portal.persistence.database import Database, Scope, system_scope
from portal.workflow.signing_in import adopt_visitor
from tests.support.applications import (
    Citizen,
    a_citizen,
    a_draft,
    a_paid_application,
    a_visitor,
)

CONTACT = {
    "first_names": "Zoë",
    "phone": "04961 1234",
    "address.street": "Hauptkanal links",
    "address.house_number": "12a",
    "address.postcode": "26871",
    "address.city": "Papenburg",
}


@pytest.fixture
async def zoe(database: Database) -> Citizen:
    return await a_citizen(database)


async def keep(database: Database, owner: Scope, typed: dict[str, str]) -> list[str]:
    async with database.transaction(owner) as session:
        faults = await keep_contact_data(session, owner, typed)
    return [fault.path for fault in faults]


async def offered(database: Database, owner: Scope, draft: Application) -> dict[str, Offer]:
    async with database.transaction(owner) as session:
        return await offers_for(session, owner, await find_application(session, draft.id))


async def test_contact_data_are_kept_changed_and_erased(database: Database, zoe: Citizen) -> None:
    assert await keep(database, zoe.scope, CONTACT) == []
    assert await keep(database, zoe.scope, {"first_names": "Anna"}) == []
    async with database.transaction(zoe.scope) as session:
        assert await find_contact_data(session, zoe.scope) == {"first_names": "Anna"}
        await erase_contact_data(session, zoe.scope)
        assert await find_contact_data(session, zoe.scope) == {}


async def test_what_cannot_be_is_not_kept_and_the_field_is_named(
    database: Database, zoe: Citizen
) -> None:
    await keep(database, zoe.scope, CONTACT)
    wrong = CONTACT | {"phone": "keins", "address.city": ""}
    assert await keep(database, zoe.scope, wrong) == ["phone", "address.city"]
    async with database.transaction(zoe.scope) as session:
        assert (await find_contact_data(session, zoe.scope))["phone"] == "04961 1234"


async def test_nobody_else_reads_them_and_a_visitor_has_none(
    database: Database, zoe: Citizen
) -> None:
    await keep(database, zoe.scope, CONTACT)
    other = await a_citizen(database)
    async with database.transaction(other.scope) as session:
        assert await find_contact_data(session, zoe.scope) == {}
    with pytest.raises(SignInRequired):
        await keep(database, a_visitor(), CONTACT)


async def test_a_draft_of_a_citizen_is_offered_them_and_stores_none(
    database: Database, zoe: Citizen
) -> None:
    await keep(database, zoe.scope, CONTACT)
    draft = await a_draft(database, zoe.scope, {})
    offers = await offered(database, zoe.scope, draft)
    assert offers["applicant_first_name"] == Offer("Zoë", "account")
    assert draft.answers == {}


async def test_a_visitors_draft_is_offered_them_once_it_is_theirs(
    database: Database, zoe: Citizen
) -> None:
    await keep(database, zoe.scope, CONTACT)
    visitor = a_visitor()
    draft = await a_draft(database, visitor, {"applicant_first_name": "Eva"})
    assert await offered(database, visitor, draft) == {}
    async with database.transaction(system_scope()) as session:
        assert visitor.actor_id is not None
        await adopt_visitor(session, visitor.actor_id, zoe.id)
    assert "address.city" in await offered(database, zoe.scope, draft)
    async with database.transaction(zoe.scope) as session:
        stored = await find_application(session, draft.id)
    assert stored.answers == {"applicant_first_name": "Eva"}


async def test_like_the_last_time(database: Database, zoe: Citizen) -> None:
    sent = await a_paid_application(database, zoe)
    draft = await a_draft(database, zoe.scope, {"birth_name": "Ada"})
    await keep(database, zoe.scope, {"first_names": "Anna"})

    async with database.transaction(zoe.scope) as session:
        last = await last_sent(session, zoe.scope, draft)
        await repeat_last_time(session, zoe.scope, draft.id)

    offers = await offered(database, zoe.scope, draft)
    assert last is not None
    assert last.id == sent.id
    assert offers["birth_place"] == Offer("Papenburg", "last_time")
    assert offers["applicant_first_name"] == Offer("Anna", "account")
    assert "identity_proof" not in offers


async def test_who_never_sent_it_or_only_began_it_has_no_last_time(
    database: Database, zoe: Citizen
) -> None:
    draft = await a_draft(database, zoe.scope, {"birth_name": "Ada"})
    with pytest.raises(NotFound):
        async with database.transaction(zoe.scope) as session:
            await repeat_last_time(session, zoe.scope, draft.id)


async def test_nobody_gets_at_the_last_time_of_somebody_else(
    database: Database, zoe: Citizen
) -> None:
    sent = await a_paid_application(database, zoe)
    other = await a_citizen(database)
    draft = await a_draft(database, other.scope, {})
    theirs = await a_draft(database, zoe.scope, {})
    visitors = a_visitor()
    begun = await a_draft(database, visitors, {})

    for owner, target in ((other.scope, draft), (other.scope, theirs), (visitors, begun)):
        with pytest.raises((NotFound, SignInRequired)):
            async with database.transaction(owner) as session:
                await repeat_last_time(session, owner, target.id)
    async with database.transaction(system_scope()) as session:
        (await find_application(session, draft.id)).repeats_submission_id = sent.id
    assert "birth_place" not in await offered(database, other.scope, draft)


async def test_an_application_of_the_same_citizen_in_another_town_counts(
    database: Database, zoe: Citizen
) -> None:
    in_leer = Citizen(zoe.id, zoe.email, zoe.display_name, host="leer")
    sent = await a_paid_application(database, in_leer, municipality="leer")
    async with database.transaction(system_scope()) as session:
        await mark_submitted(session, sent.application_id, sent.id)
    draft = await a_draft(database, zoe.scope, {})
    async with database.transaction(zoe.scope) as session:
        last = await last_sent(session, zoe.scope, draft)
    assert last is not None
