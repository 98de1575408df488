"""A form or a fee changes: open drafts go on with a note, baskets too, what was sent stays."""

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from portal.applications import (
    ApplicationStatus,
    FormChanged,
    basket,
    begin_or_resume,
    change_note,
    close_note,
    find_application,
    keep_definitions,
    mark_submitted,
    put_into_basket,
    return_outdated,
    returned_items,
    save_answers,
)
from portal.applications.tables import Application, Submission
from portal.cases.tables import Case
from portal.catalogue import ServiceDefinition, load_catalogue, service_by_slug
from portal.documents.application_copy import copy_of_application
from portal.documents.queries import sent_application_for_staff
from portal.forms import Form, SetAside, digest_of
from portal.persistence.database import Database, system_scope
from portal.persistence.database import Scope as Owner
from portal.workflow.cases import open_case
from tests.support.applications import (
    CERTIFICATE_FOR_MYSELF,
    PAPENBURG,
    Citizen,
    a_certificate_in_the_basket,
    a_citizen,
    a_filled_birth_certificate_application,
    a_visitor,
)
from tests.support.cases import TownHall, somebody_at_the_desk
from tests.support.documents import text_of

EARLIER = Path(__file__).parents[2] / "fixtures" / "submission_of_november_2026.json"


def of_last_year(slug: str = "geburtsurkunde", raised_by: int = 0) -> ServiceDefinition:
    """The birth certificate as it was: it asked for the hospital and not for the purpose."""
    today = service_by_slug(slug)
    assert today.form is not None
    written = today.form.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    person, document = written["steps"][1], written["steps"][2]
    person["elements"].append({"id": "hospital", "kind": "text", "label": "Krankenhaus"})
    document["elements"] = [e for e in document["elements"] if not e["id"].startswith("purpose")]
    form = Form.model_validate(written)
    return today.model_copy(update={"form": form, "version": today.version + raised_by})


async def a_draft_of_last_year(
    database: Database, owner: Owner, answers: dict[str, Any], **definition: Any
) -> Application:
    async with database.transaction(owner) as session:
        draft = await begin_or_resume(
            session, owner, PAPENBURG, PAPENBURG, of_last_year(**definition)
        )
        draft.answers = answers
    return draft


async def reopen(database: Database, owner: Owner) -> Application:
    async with database.transaction(owner) as session:
        return await begin_or_resume(
            session, owner, PAPENBURG, PAPENBURG, service_by_slug("geburtsurkunde")
        )


async def test_a_draft_goes_on_with_the_new_form_and_says_what_changed(database: Database) -> None:
    visitor = a_visitor()
    answers = {"birth_name": "Ada", "hospital": "Marienhospital"}
    begun = await a_draft_of_last_year(database, visitor, answers)

    resumed = await reopen(database, visitor)

    assert resumed.id == begun.id
    assert resumed.answers == {"birth_name": "Ada"}
    note = change_note(resumed)
    assert note is not None
    assert note.steps == ("document",)
    assert note.set_aside == (SetAside("Krankenhaus", "Marienhospital"),)


async def test_two_tabs_that_open_it_bring_it_up_to_date_once(database: Database) -> None:
    visitor = a_visitor()
    begun = await a_draft_of_last_year(database, visitor, {"hospital": "Marienhospital"})

    first, second = await asyncio.gather(reopen(database, visitor), reopen(database, visitor))

    assert first.revision == second.revision == begun.revision + 1
    assert first.change_note == second.change_note
    assert len(second.change_note["set_aside"]) == 1


async def test_what_an_open_page_still_saves_lands_in_the_new_form(database: Database) -> None:
    visitor = a_visitor()
    draft = await a_draft_of_last_year(database, visitor, {"hospital": "Marienhospital"})

    async with database.transaction(visitor) as session:
        await save_answers(session, draft.id, {"birth_name": "Ada"}, draft.revision, page="phone")
        stored = await find_application(session, draft.id)

    assert stored.answers == {"birth_name": "Ada"}
    assert change_note(stored) is not None


async def test_the_note_stays_until_it_is_closed(database: Database) -> None:
    visitor = a_visitor()
    draft = await a_draft_of_last_year(database, visitor, {"hospital": "Marienhospital"})
    await reopen(database, visitor)
    again = await reopen(database, visitor)
    assert change_note(again) is not None

    async with database.transaction(visitor) as session:
        await close_note(session, draft.id)
        closed = await find_application(session, draft.id)

    assert closed.change_note == {}


async def test_nobody_sends_a_form_that_changed_under_their_hands(database: Database) -> None:
    zoe = await a_citizen(database, "substantial")
    answers = {key: given for key, given in CERTIFICATE_FOR_MYSELF.items() if key != "purpose"}
    draft = await a_draft_of_last_year(database, zoe.scope, answers)

    with pytest.raises(FormChanged):
        async with database.transaction(zoe.scope) as session:
            await put_into_basket(session, zoe.id, draft.id)


async def test_a_draft_from_before_forms_were_kept_goes_on_in_silence(database: Database) -> None:
    visitor = a_visitor()
    draft = await a_draft_of_last_year(database, visitor, {"birth_name": "Ada"})
    async with database.transaction(visitor) as session:
        (await find_application(session, draft.id)).definition_digest = ""

    resumed = await reopen(database, visitor)

    assert resumed.change_note == {}
    assert resumed.definition_digest == digest_of(service_by_slug("geburtsurkunde").form)  # type: ignore[arg-type]


async def test_a_form_changed_without_a_raised_version_is_noticed(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with database.transaction(system_scope()) as session:
        assert await keep_definitions(session, load_catalogue().services) == ()
        assert await keep_definitions(session, load_catalogue().services) == ()
        with caplog.at_level(logging.WARNING):
            assert await keep_definitions(session, [of_last_year(raised_by=1)]) == ()
            assert await keep_definitions(session, [of_last_year("eheurkunde")]) == ("eheurkunde",)
    assert "eheurkunde" in caplog.text


async def laid_there_with(database: Database, zoe: Citizen, **changes: Any) -> None:
    """Let the application be as it was laid into the basket under other terms."""
    async with database.transaction(zoe.scope) as session:
        await session.execute(
            update(Application).where(col(Application.account_id) == zoe.id).values(**changes)
        )


async def returned_now(database: Database, zoe: Citizen) -> tuple[list[str], int, Application]:
    async with database.transaction(zoe.scope) as session:
        returned = await return_outdated(session, zoe.id, zoe.host)
        assert await returned_items(session, zoe.id, zoe.host) == returned
        left = await basket(session, zoe.id, zoe.host)
        newest = await begin_or_resume(
            session, zoe.scope, PAPENBURG, PAPENBURG, service_by_slug("geburtsurkunde")
        )
    return [item.why for item in returned], len(left.items), newest


async def test_a_basket_whose_terms_hold_is_honoured(database: Database) -> None:
    zoe = await a_citizen(database)
    await a_certificate_in_the_basket(database, zoe)
    async with database.transaction(zoe.scope) as session:
        assert await return_outdated(session, zoe.id, zoe.host) == ()


async def test_a_form_that_asks_the_same_of_this_citizen_is_honoured_too(
    database: Database,
) -> None:
    zoe = await a_citizen(database)
    await a_certificate_in_the_basket(database, zoe)
    await laid_there_with(database, zoe, definition_digest="of an earlier wording")
    async with database.transaction(zoe.scope) as session:
        assert await return_outdated(session, zoe.id, zoe.host) == ()


async def test_a_fee_that_rose_sends_the_item_back_to_the_drafts(database: Database) -> None:
    zoe = await a_citizen(database)
    draft = await a_filled_birth_certificate_application(database, zoe)
    submission = await a_submission_at(database, zoe, draft, total_cents=1200)

    why, left, newest = await returned_now(database, zoe)

    assert (why, left) == (["fee"], 0)
    assert newest.id == draft.id
    note = change_note(newest)
    assert note is not None
    assert (note.returned, note.old_cents) == ("fee", submission.total_cents)


async def test_a_form_that_asks_more_sends_the_item_back_to_the_drafts(database: Database) -> None:
    zoe = await a_citizen(database)
    draft = await a_draft_of_last_year(
        database, zoe.scope, {"birth_name": "Ada", "copies": "1", "hospital": "Marienhospital"}
    )
    await a_submission_at(database, zoe, draft, total_cents=1500)

    why, left, newest = await returned_now(database, zoe)

    assert (why, left, newest.id) == (["form"], 0, draft.id)
    note = change_note(newest)
    assert note is not None
    assert note.set_aside == (SetAside("Krankenhaus", "Marienhospital"),)


async def a_submission_at(
    database: Database, zoe: Citizen, draft: Application, **terms: Any
) -> Submission:
    """The draft in the basket as a snapshot of an earlier release, at those terms."""
    stored = json.loads(EARLIER.read_text(encoding="utf-8")) | terms
    stored["definition"]["fee"] = {"kind": "fixed", "amount": "12.00"}
    submission = Submission(
        application_id=draft.id, municipality=PAPENBURG, account_id=zoe.id, **stored
    )
    async with database.transaction(zoe.scope) as session:
        session.add(submission)
        application = await find_application(session, draft.id)
        application.status = ApplicationStatus.IN_BASKET
        application.current_submission_id = submission.id
    return submission


async def test_what_an_earlier_release_wrote_is_read_as_it_was(database: Database) -> None:
    """The page of the case, for both sides, and the PDF tell what was sent, whatever is asked
    today: questions that are gone, and a definition nobody could read any more."""
    zoe, town_hall = await a_citizen(database), TownHall(database)
    draft = await a_filled_birth_certificate_application(database, zoe)
    stored = json.loads(EARLIER.read_text(encoding="utf-8"))
    submission = await a_submission_at(database, zoe, draft)
    async with database.transaction(system_scope()) as session:
        await mark_submitted(session, draft.id, submission.id)
    await open_case(
        town_hall.services, {"application_id": str(draft.id), "municipality": PAPENBURG}
    )
    clerk = await somebody_at_the_desk(database)

    async with database.transaction(clerk) as session:
        mine = select(col(Case.reference)).where(col(Case.application_id) == draft.id)
        reference = (await session.scalars(mine)).one()
        sent, case = await sent_application_for_staff(session, clerk, reference)
    seen = [(await town_hall.seen_by(who, reference)) for who in (zoe.scope, clerk)]
    paper = text_of(copy_of_application(sent, case))

    assert [view.review for view in seen] == [stored["review"], stored["review"]]
    assert [view.total_cents for view in seen] == [3000, 3000]
    assert "Das fragt heute niemand mehr" in paper
    assert "Łuczak-Ørsted" in paper
