"""What the Servicekonto vouches for stands in the applicant's fields, and nobody changes it."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from portal.applications import (
    find_application,
    lock_proven,
    put_into_basket,
    save_answers,
    save_step,
    set_answers,
)
from portal.applications.tables import Application, Submission
from portal.catalogue import service_by_slug
from portal.forms import step_view
from portal.persistence.database import Database, Scope
from tests.support.applications import (
    Citizen,
    a_citizen,
    a_draft,
    a_filled_birth_certificate_application,
    a_visitor,
)

TOLD = {
    "given_name": "Zoë Marie",
    "family_name": "Łuczak-Ørsted",
    "birth_date": "1988-04-12",
    "street": "Hauptkanal rechts",
    "house_number": "12",
    "postal_code": "26871",
    "city": "Papenburg",
}
PROVEN = {
    "applicant_first_name": "Zoë Marie",
    "applicant_last_name": "Łuczak-Ørsted",
    "own_birth_date.day": "12",
    "own_birth_date.month": "4",
    "own_birth_date.year": "1988",
}


@pytest.fixture
async def zoe(database: Database) -> Citizen:
    return await a_citizen(database, "substantial")


async def lock(
    database: Database, owner: Scope, draft: Application, told: dict[str, str] | None = None
) -> Application:
    async with database.transaction(owner) as session:
        assert owner.actor_id is not None
        return await lock_proven(session, owner.actor_id, draft.id, told or TOLD)


def of_applicant(draft: Application) -> dict[str, object]:
    return {name: draft.answers.get(name) for name in PROVEN}


async def test_the_applicants_names_and_day_of_birth_stand_in_the_form(
    database: Database, zoe: Citizen
) -> None:
    draft = await a_draft(database, zoe.scope, {"applicant_first_name": "Zoe"})
    draft = await lock(database, zoe.scope, draft)
    assert of_applicant(draft) == PROVEN
    assert set(draft.proven_names) == set(PROVEN)
    form = service_by_slug("geburtsurkunde").form
    assert form is not None


async def test_nobody_but_the_applicant_is_meant(database: Database, zoe: Citizen) -> None:
    draft = await lock(database, zoe.scope, await a_draft(database, zoe.scope, {}))
    others = {
        name for name in draft.answers if name not in PROVEN and not name.startswith("address.")
    }
    assert others == set()


async def test_no_way_of_writing_changes_what_is_proven(database: Database, zoe: Citizen) -> None:
    draft = await lock(database, zoe.scope, await a_draft(database, zoe.scope, {}))
    forged = {"applicant_first_name": "Mallory", "own_birth_date.year": "2000"}
    async with database.transaction(zoe.scope) as session:
        await save_answers(session, draft.id, forged | {"applicant_phone": "04961 1234"})
        await save_step(session, draft.id, "applicant", {"applicant_last_name": ""})
        await set_answers(session, draft.id, {"applicant_phone": "04961 5678"})
    async with database.transaction(zoe.scope) as session:
        draft = await find_application(session, draft.id)
    assert of_applicant(draft) == PROVEN
    assert draft.answers["applicant_phone"] == "04961 5678"


async def test_the_address_is_filled_in_once_and_stays_the_applicants(
    database: Database, zoe: Citizen
) -> None:
    draft = await lock(database, zoe.scope, await a_draft(database, zoe.scope, {}))
    assert draft.answers["address.street"] == "Hauptkanal rechts"
    assert draft.answers["address.postcode"] == "26871"
    async with database.transaction(zoe.scope) as session:
        await save_answers(session, draft.id, {"address.street": "Am Deich"})
    draft = await lock(database, zoe.scope, draft)
    assert draft.answers["address.street"] == "Am Deich"


async def test_an_address_in_parts_is_not_filled_in(database: Database, zoe: Citizen) -> None:
    draft = await a_draft(database, zoe.scope, {})
    draft = await lock(database, zoe.scope, draft, {"given_name": "Zoë", "street": "Am Deich"})
    assert draft.answers == {"applicant_first_name": "Zoë"}


async def test_what_the_form_would_refuse_is_left_to_the_applicant(
    database: Database, zoe: Citizen
) -> None:
    draft = await a_draft(database, zoe.scope, {})
    draft = await lock(
        database, zoe.scope, draft, TOLD | {"given_name": "Z" * 121, "birth_date": "1988-04"}
    )
    assert draft.proven_names == ["applicant_last_name"]


async def test_a_correction_at_the_servicekonto_arrives(database: Database, zoe: Citizen) -> None:
    draft = await lock(database, zoe.scope, await a_draft(database, zoe.scope, {}))
    draft = await lock(database, zoe.scope, draft, TOLD | {"family_name": "Ørsted"})
    assert draft.answers["applicant_last_name"] == "Ørsted"


async def test_a_draft_without_an_account_is_nobodys(database: Database, zoe: Citizen) -> None:
    visitor = a_visitor()
    draft = await a_draft(database, visitor, {})
    async with database.transaction(visitor) as session:
        draft = await lock_proven(session, zoe.id, draft.id, TOLD)
    assert (draft.answers, draft.proven_names) == ({}, [])


async def test_the_page_shows_what_is_locked_and_explains_it_once(
    database: Database, zoe: Citizen
) -> None:
    from portal.applications import form_context

    draft = await lock(database, zoe.scope, await a_draft(database, zoe.scope, {}))
    form = service_by_slug("geburtsurkunde").form
    assert form is not None
    async with database.transaction(zoe.scope) as session:
        context = await form_context(session, draft)
    view = step_view(form, "applicant", draft.answers, context, proven=draft.proven_names)
    locked = [field for field in view.fields if field.proven]
    assert [field.path for field in locked] == ["applicant_first_name", "applicant_last_name"]
    assert [field.explains_proof for field in locked] == [True, False]
    assert all(field.offered == "servicekonto" for field in locked)
    assert all(field.offered_id in field.described_by.split() for field in locked)


async def test_what_is_sent_says_which_answers_were_proven(
    database: Database, zoe: Citizen
) -> None:
    draft = await a_filled_birth_certificate_application(database, zoe)
    await lock(database, zoe.scope, draft)
    async with database.transaction(zoe.scope) as session:
        await put_into_basket(session, zoe.id, draft.id)
        query = select(Submission).where(col(Submission.application_id) == draft.id)
        sent = (await session.scalars(query)).one()
    proven = {
        row["path"]: row["text"]
        for part in sent.review
        for row in part["rows"]
        if row.get("proven")
    }
    assert proven == {
        "own_birth_date": "12. April 1988",
        "applicant_first_name": "Zoë Marie",
        "applicant_last_name": "Łuczak-Ørsted",
    }
    assert sent.answers["applicant_first_name"] == "Zoë Marie"
