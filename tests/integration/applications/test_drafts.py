"""A draft survives: the closed browser, the second device, the wrong tap."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portal.applications import (
    AnswersChangedElsewhere,
    ApplicationElsewhere,
    NotOrderable,
    add_group_item,
    attach_file,
    begin_or_resume,
    detach_file,
    discard,
    find_application,
    open_drafts,
    remove_group_item,
    save_answers,
    save_step,
    set_answers,
)
from portal.applications.tables import Application
from portal.catalogue import service_by_slug
from portal.errors import InvalidInput, NotFound, SignInRequired
from portal.persistence.database import Database, Scope, system_scope
from tests.support.applications import (
    CERTIFICATE_FOR_MYSELF,
    a_certificate_in_the_basket,
    a_citizen,
    a_draft,
    a_visitor,
    an_uploaded_file,
)


async def begin(database: Database, owner: Scope, service: str = "geburtsurkunde") -> Application:
    async with database.transaction(owner) as session:
        return await begin_or_resume(
            session, owner, "papenburg", owner.municipality, service_by_slug(service)
        )


async def test_a_visitor_finds_the_draft_again_as_typed(database: Database) -> None:
    visitor = a_visitor()
    begun = await begin(database, visitor)

    async with database.transaction(visitor) as session:
        await save_answers(session, begun.id, {"birth_name": "  Łu", "own_birth_date.day": "31"})

    resumed = await begin(database, visitor)
    assert resumed.id == begun.id
    assert resumed.answers == {"birth_name": "Łu", "own_birth_date.day": "31"}


async def test_two_taps_begin_one_draft(database: Database) -> None:
    citizen = await a_citizen(database)

    first, second = await asyncio.gather(
        begin(database, citizen.scope), begin(database, citizen.scope)
    )

    assert first.id == second.id


async def test_drafts_of_other_portals_and_services_stay_apart(database: Database) -> None:
    visitor = a_visitor("leer")
    async with database.transaction(visitor) as session:
        certificate, dog = [
            await begin_or_resume(session, visitor, "leer", "leer", service_by_slug(slug))
            for slug in ("geburtsurkunde", "hund-anmelden")
        ]
        here = await open_drafts(session, visitor, "leer")
        elsewhere = await open_drafts(session, visitor, "weener")

    assert {draft.application_id for draft in here} == {certificate.id, dog.id}
    assert {draft.title for draft in here} == {"Geburtsurkunde bestellen", "Hund anmelden"}
    assert elsewhere == ()


async def test_a_draft_of_another_member_of_the_network_can_be_begun_here(
    database: Database,
) -> None:
    visitor = a_visitor("leer")
    async with database.transaction(visitor) as session:
        draft = await begin_or_resume(
            session, visitor, "weener", "leer", service_by_slug("geburtsurkunde")
        )

    assert (draft.municipality, draft.host_municipality) == ("weener", "leer")


async def test_what_is_no_online_form_here_cannot_be_begun(database: Database) -> None:
    visitor = a_visitor()
    async with database.transaction(visitor) as session:
        for municipality, service in (("leer", "geburtsurkunde"), ("papenburg", "kfz-zulassung")):
            with pytest.raises(NotOrderable):
                await begin_or_resume(
                    session, visitor, municipality, "papenburg", service_by_slug(service)
                )


async def test_only_citizens_and_visitors_begin_drafts(database: Database) -> None:
    staff = Scope("staff", uuid4(), "papenburg")
    with pytest.raises(SignInRequired):
        await begin(database, staff)


async def test_another_visitor_citizen_or_case_worker_sees_no_draft(database: Database) -> None:
    draft = await a_draft(database, a_visitor(), CERTIFICATE_FOR_MYSELF)
    other = await a_citizen(database)

    for stranger in (a_visitor(), other.scope, Scope("staff", uuid4(), "papenburg")):
        async with database.transaction(stranger) as session:
            with pytest.raises(NotFound):
                await find_application(session, draft.id)
            with pytest.raises(NotFound):
                await save_answers(session, draft.id, {"birth_name": "Fremd"})


async def test_names_the_form_does_not_know_are_left_out(database: Database) -> None:
    visitor = a_visitor()
    draft = await a_draft(
        database, visitor, {"birth_name": "Ada\x00", "is_admin": "yes", "identity_proof": ["x"]}
    )

    async with database.transaction(visitor) as session:
        stored = await find_application(session, draft.id)

    assert stored.answers == {"birth_name": "Ada\ufffd"}


async def test_phone_and_laptop_fill_in_different_fields(database: Database) -> None:
    citizen = await a_citizen(database)
    draft = await a_draft(database, citizen.scope, {"birth_name": "Ada"})

    async with database.transaction(citizen.scope) as session:
        seen = draft.revision
        await save_answers(session, draft.id, {"first_names": "Eva"}, seen, page="phone")
        await save_answers(session, draft.id, {"birth_place": "Leer"}, seen, page="laptop")
        stored = await find_application(session, draft.id)

    assert stored.answers == {"birth_name": "Ada", "first_names": "Eva", "birth_place": "Leer"}


async def test_the_older_view_does_not_overwrite_the_same_field(database: Database) -> None:
    citizen = await a_citizen(database)
    draft = await a_draft(database, citizen.scope, {"birth_name": "Ada"})
    seen = draft.revision

    async with database.transaction(citizen.scope) as session:
        await save_answers(session, draft.id, {"birth_name": "Eva"}, seen, page="phone")
        with pytest.raises(AnswersChangedElsewhere):
            await save_answers(session, draft.id, {"birth_name": "Ida"}, seen, page="laptop")
        with pytest.raises(AnswersChangedElsewhere):
            await set_answers(session, draft.id, {}, seen, page="laptop")
        saved = await save_answers(session, draft.id, {"birth_name": "Eve"}, seen, page="phone")
        stored = await find_application(session, draft.id)

    assert stored.answers == {"birth_name": "Eve"}
    assert stored.revision == saved.revision == seen + 2


async def test_saving_what_is_already_stored_changes_nothing(database: Database) -> None:
    visitor = a_visitor()
    draft = await a_draft(database, visitor, {"birth_name": "Ada"})

    async with database.transaction(visitor) as session:
        saved = await save_answers(session, draft.id, {"birth_name": "Ada"}, 0, page="late")

    assert (saved.revision, saved.saved_at) == (draft.revision, draft.saved_at)


async def test_two_saves_at_the_same_moment_are_both_kept(database: Database) -> None:
    visitor = a_visitor()
    draft = await a_draft(database, visitor, {})

    async def save(name: str) -> None:
        async with database.transaction(visitor) as session:
            await save_answers(session, draft.id, {name: "x"})

    await asyncio.gather(save("birth_name"), save("first_names"), save("birth_place"))

    async with database.transaction(visitor) as session:
        stored = await find_application(session, draft.id)
    assert set(stored.answers) == {"birth_name", "first_names", "birth_place"}
    assert stored.revision == 3


async def test_a_box_that_is_unticked_is_emptied_when_its_step_is_sent(database: Database) -> None:
    visitor = a_visitor()
    draft = await a_draft(database, visitor, CERTIFICATE_FOR_MYSELF)

    async with database.transaction(visitor) as session:
        await save_step(session, draft.id, "applicant", {"applicant_first_name": "Zoë"})
        stored = await find_application(session, draft.id)

    assert stored.answers["entitled"] == []


async def test_a_second_dog_is_added_and_the_first_removed(database: Database) -> None:
    visitor = a_visitor()
    draft = await a_draft(database, visitor, {"dogs.0.name": "Rex"}, "hund-anmelden")

    async with database.transaction(visitor) as session:
        await add_group_item(session, draft.id, "dogs")
        await save_answers(session, draft.id, {"dogs.1.name": "Bella"})
        await remove_group_item(session, draft.id, "dogs", 0)
        with pytest.raises(InvalidInput):
            await remove_group_item(session, draft.id, "dogs", 0)
        stored = await find_application(session, draft.id)

    assert stored.answers["dogs.0.name"] == "Bella"
    assert "dogs.1.name" not in stored.answers


async def test_an_upload_is_attached_once_and_can_be_taken_away(database: Database) -> None:
    visitor = a_visitor()
    draft = await a_draft(database, visitor, CERTIFICATE_FOR_MYSELF)

    async with database.transaction(visitor) as session:
        front = await an_uploaded_file(session, draft, name="Vorderseite.jpg")
        back = await an_uploaded_file(session, draft, name="Rückseite.jpg")
        for file in (front, front, back):
            await attach_file(session, draft.id, "identity_proof", file.id)
        await detach_file(session, draft.id, "identity_proof", front.id)
        stored = await find_application(session, draft.id)

    assert stored.answers["identity_proof"] == [str(back.id)]


async def test_uploads_go_only_where_they_are_asked_for(database: Database) -> None:
    visitor = a_visitor()
    draft = await a_draft(database, visitor, CERTIFICATE_FOR_MYSELF)
    other = await a_draft(database, visitor, {}, "hund-anmelden")

    async with database.transaction(visitor) as session:
        files = [await an_uploaded_file(session, draft) for _ in range(3)]
        strange = await an_uploaded_file(session, other)
        with pytest.raises(InvalidInput, match="nichts hochladen"):
            await attach_file(session, draft.id, "birth_name", files[0].id)
        with pytest.raises(NotFound):
            await attach_file(session, draft.id, "identity_proof", strange.id)
        for file in files[:2]:
            await attach_file(session, draft.id, "identity_proof", file.id)
        with pytest.raises(InvalidInput, match="höchstens 2"):
            await attach_file(session, draft.id, "identity_proof", files[2].id)


async def test_a_discarded_draft_forgets_its_answers_and_a_new_one_begins(
    database: Database,
) -> None:
    visitor = a_visitor()
    draft = await a_draft(database, visitor, CERTIFICATE_FOR_MYSELF)

    async with database.transaction(visitor) as session:
        await discard(session, draft.id)
        with pytest.raises(ApplicationElsewhere, match="verworfen"):
            await save_answers(session, draft.id, {"birth_name": "Ada"})
        discarded = await find_application(session, draft.id)

    assert (discarded.answers, discarded.answer_changes) == ({}, {})
    assert (await begin(database, visitor)).id != draft.id


async def test_what_lies_in_the_basket_cannot_be_changed_unseen(database: Database) -> None:
    citizen = await a_citizen(database)
    submission = await a_certificate_in_the_basket(database, citizen)

    async with database.transaction(citizen.scope) as session:
        with pytest.raises(ApplicationElsewhere, match="Warenkorb"):
            await save_answers(session, submission.application_id, {"copies": "9"})


async def test_a_change_is_announced_to_open_pages(database: Database, owner_url: str) -> None:
    import psycopg
    from sqlalchemy.engine import make_url

    visitor = a_visitor()
    draft = await a_draft(database, visitor, {})
    plain = make_url(owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(plain, autocommit=True) as listener:
        await listener.execute("LISTEN portal_live")
        async with database.transaction(visitor) as session:
            await save_answers(session, draft.id, {"birth_name": "Ada"})
        heard = [n.payload async for n in listener.notifies(timeout=5, stop_after=1)]

    assert heard == [f"draft:{draft.id}"]


async def test_refused_work_leaves_nothing_behind(database: Database) -> None:
    visitor = a_visitor()
    with pytest.raises(InvalidInput):
        async with database.transaction(visitor) as session:
            draft = await begin_or_resume(
                session, visitor, "papenburg", "papenburg", service_by_slug("geburtsurkunde")
            )
            await save_answers(session, draft.id, {"birth_name": "Ada"})
            await remove_group_item(session, draft.id, "dogs", 0)

    async with database.transaction(system_scope()) as session:
        assert await session.scalar(select(func.count()).select_from(Application)) == 0
