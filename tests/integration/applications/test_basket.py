"""From the filled form to the basket, and to what is sent for ever."""

from collections.abc import Mapping
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.applications import (
    AnswersIncomplete,
    ApplicationElsewhere,
    FeeIsDue,
    basket,
    basket_count,
    begin_or_resume,
    change_again,
    discard,
    find_application,
    find_submission,
    form_context,
    last_submission,
    mark_submitted,
    price_of_draft,
    put_into_basket,
    save_answers,
    submit_without_fee,
    take_out_of_basket,
)
from portal.catalogue import ServiceDefinition, service_by_slug
from portal.errors import NotFound, SignInRequired, TrustLevelTooLow
from portal.fees import FeeUndecided
from portal.identity.tables import Account
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.shared.language import speaking
from tests.support.accounts import a_case_worker
from tests.support.applications import (
    CERTIFICATE_FOR_MYSELF,
    Citizen,
    a_basket_with_two_certificates,
    a_certificate_in_the_basket,
    a_citizen,
    a_draft,
    a_filled_birth_certificate_application,
    a_free_application,
    a_paid_application,
    a_visitor,
    basket_total,
)


async def set_trust_level(database: Database, citizen: Citizen, level: str) -> None:
    async with database.transaction(system_scope()) as session:
        (await session.get_one(Account, citizen.id)).trust_level = level


async def test_three_copies_lie_in_the_basket_for_thirty_euro(database: Database) -> None:
    citizen = await a_citizen(database)
    submission = await a_certificate_in_the_basket(database, citizen, copies=3)

    async with database.transaction(citizen.scope) as session:
        content = await basket(session, citizen.id, "papenburg")
        count = await basket_count(session, citizen.id, "papenburg")

    (item,) = content.items
    assert item.submission_id == submission.id
    assert item.title == "Geburtsurkunde, 3 Ausfertigungen"
    assert item.municipality_name == "Stadt Papenburg"
    assert [line.total_cents for line in item.lines] == [1500, 1500]
    assert [line.quantity for line in item.lines] == [1, 2]
    assert (item.total_cents, content.total_cents, count) == (3000, 3000, 1)


async def test_two_certificates_make_one_sum(database: Database) -> None:
    citizen = await a_citizen(database)
    await a_basket_with_two_certificates(database, citizen)

    assert await basket_total(database, citizen) == 3750


async def test_one_basket_holds_services_of_several_municipalities_of_the_network(
    database: Database,
) -> None:
    citizen = await a_citizen(database, host="leer")
    await a_certificate_in_the_basket(database, citizen, municipality="leer")
    await a_certificate_in_the_basket(database, citizen, municipality="weener")

    async with database.transaction(citizen.scope) as session:
        content = await basket(session, citizen.id, "leer")

    assert [item.municipality for item in content.items] == ["leer", "weener"]


async def test_the_basket_belongs_to_its_host_and_its_owner(database: Database) -> None:
    citizen, other = await a_citizen(database), await a_citizen(database)
    submission = await a_certificate_in_the_basket(database, citizen)

    async with database.transaction(citizen.scope) as session:
        assert (await basket(session, citizen.id, "leer")).is_empty
    async with database.transaction(other.scope) as session:
        assert (await basket(session, citizen.id, "papenburg")).is_empty
        assert await basket_count(session, citizen.id, "papenburg") == 0
        with pytest.raises(NotFound):
            await find_submission(session, submission.id)
        with pytest.raises(NotFound):
            await take_out_of_basket(session, submission.application_id)


async def test_an_unfinished_form_is_not_accepted_and_the_gaps_are_named(
    database: Database,
) -> None:
    citizen = await a_citizen(database)
    draft = await a_draft(database, citizen.scope, CERTIFICATE_FOR_MYSELF | {"birth_place": ""})

    async with database.transaction(citizen.scope) as session:
        with pytest.raises(AnswersIncomplete) as refusal:
            await put_into_basket(session, citizen.id, draft.id)

    assert [error.path for error in refusal.value.errors] == ["birth_place", "identity_proof"]


async def test_what_is_sent_from_an_english_page_is_kept_in_german(database: Database) -> None:
    citizen = await a_citizen(database)
    german = await a_certificate_in_the_basket(database, citizen, copies=2)

    with speaking("en"):
        english = await a_certificate_in_the_basket(database, citizen, copies=2)

    assert (english.title, english.review, english.fee_lines) == (
        german.title,
        german.review,
        german.fee_lines,
    )


async def test_who_was_identified_needs_no_picture_of_the_id_card(database: Database) -> None:
    citizen = await a_citizen(database, "substantial")
    draft = await a_draft(database, citizen.scope, CERTIFICATE_FOR_MYSELF)

    async with database.transaction(citizen.scope) as session:
        submission = await put_into_basket(session, citizen.id, draft.id)

    assert submission.trust_level == "substantial"


async def test_the_level_is_read_from_the_account_at_that_moment(database: Database) -> None:
    citizen = await a_citizen(database, "basic")
    draft = await a_free_application(database, citizen)

    async with database.transaction(citizen.scope) as session:
        with pytest.raises(TrustLevelTooLow):
            await submit_without_fee(session, citizen.id, draft.id)

    await set_trust_level(database, citizen, "substantial")
    async with database.transaction(citizen.scope) as session:
        assert (await submit_without_fee(session, citizen.id, draft.id)).total_cents == 0


async def test_a_visitor_signs_in_first(database: Database) -> None:
    visitor = a_visitor()
    draft = await a_draft(database, visitor, CERTIFICATE_FOR_MYSELF)

    async with database.transaction(visitor) as session:
        with pytest.raises(SignInRequired):
            await put_into_basket(session, uuid4(), draft.id)


async def test_a_second_tap_gives_the_same_snapshot(database: Database) -> None:
    citizen = await a_citizen(database)
    first = await a_certificate_in_the_basket(database, citizen)

    async with database.transaction(citizen.scope) as session:
        second = await put_into_basket(session, citizen.id, first.application_id)

    assert second.id == first.id


async def test_changing_what_lies_in_the_basket_makes_a_further_snapshot(
    database: Database,
) -> None:
    citizen = await a_citizen(database)
    first = await a_certificate_in_the_basket(database, citizen, copies=1)
    application_id = first.application_id

    async with database.transaction(citizen.scope) as session:
        await change_again(session, application_id)
        assert await basket_count(session, citizen.id, "papenburg") == 0
        await save_answers(session, application_id, {"copies": "2"})
        second = await put_into_basket(session, citizen.id, application_id)
        kept = await find_submission(session, first.id)

    assert (kept.number, kept.total_cents, kept.answers["copies"]) == (1, 1500, "1")
    assert (second.number, second.total_cents, second.answers["copies"]) == (2, 2250, "2")
    assert await basket_total(database, citizen) == 2250


async def test_the_draft_to_change_again_is_the_one_that_opens(database: Database) -> None:
    citizen = await a_citizen(database)
    ordered = await a_certificate_in_the_basket(database, citizen)
    await a_draft(database, citizen.scope, {"birth_name": "Ada"})

    async with database.transaction(citizen.scope) as session:
        await change_again(session, ordered.application_id)
        opened = await begin_or_resume(
            session, citizen.scope, "papenburg", "papenburg", service_by_slug("geburtsurkunde")
        )

    assert opened.id == ordered.application_id


async def test_what_is_taken_out_or_discarded_is_no_longer_to_pay(database: Database) -> None:
    citizen = await a_citizen(database)
    first, second = await a_basket_with_two_certificates(database, citizen)

    async with database.transaction(citizen.scope) as session:
        draft = await take_out_of_basket(session, first.application_id)
        await discard(session, second.application_id)

    assert draft.status == "draft"
    assert draft.answers["birth_name"] == "Łuczak-Ørsted"
    assert await basket_total(database, citizen) == 0


async def test_the_snapshot_holds_all_that_was_seen_and_the_rule_that_priced_it(
    database: Database,
) -> None:
    citizen = await a_citizen(database)
    submission = await a_certificate_in_the_basket(database, citizen, copies=2)

    async with database.transaction(citizen.scope) as session:
        stored = await find_submission(session, submission.id)

    assert stored.applicant_name == citizen.display_name
    assert ServiceDefinition.model_validate(stored.definition) == service_by_slug("geburtsurkunde")
    assert stored.fee_lines == [
        {"label": "Erste Ausfertigung", "quantity": 1, "unit_cents": 1500, "total_cents": 1500},
        {"label": "Weitere Ausfertigung", "quantity": 1, "unit_cents": 750, "total_cents": 750},
    ]
    words = {row["label"]: row["text"] for section in stored.review for row in section["rows"]}
    assert words["Geburtsname"] == "Łuczak-Ørsted"
    assert words["Ihr Geburtsdatum"] == "12. August 1964"
    assert words["Ihr Ausweis"] == "Ausweis.jpg"


async def test_nobody_changes_a_snapshot(database: Database) -> None:
    citizen = await a_citizen(database)
    submission = await a_certificate_in_the_basket(database, citizen)

    for scope in (citizen.scope, system_scope()):
        for statement in ("UPDATE submission SET total_cents = 1", "DELETE FROM submission"):
            with pytest.raises(DBAPIError):
                async with database.transaction(scope) as session:
                    await session.execute(text(statement))

    async with database.transaction(citizen.scope) as session:
        assert (await find_submission(session, submission.id)).total_cents == 1500


async def test_only_what_is_free_is_sent_without_the_basket(database: Database) -> None:
    citizen = await a_citizen(database)
    draft = await a_filled_birth_certificate_application(database, citizen)

    with pytest.raises(FeeIsDue):
        async with database.transaction(citizen.scope) as session:
            await submit_without_fee(session, citizen.id, draft.id)

    async with database.transaction(citizen.scope) as session:
        assert (await find_application(session, draft.id)).status == "draft"


async def test_a_free_application_sent_twice_is_sent_once(database: Database) -> None:
    citizen = await a_citizen(database, "substantial")
    draft = await a_free_application(database, citizen)

    async with database.transaction(citizen.scope) as session:
        first = await submit_without_fee(session, citizen.id, draft.id)
        assert await mark_submitted(session, draft.id, first.id)
    async with database.transaction(citizen.scope) as session:
        second = await submit_without_fee(session, citizen.id, draft.id)

    assert second.id == first.id


async def test_what_was_paid_is_submitted_even_while_it_is_being_changed(
    database: Database,
) -> None:
    citizen = await a_citizen(database)
    paid = await a_certificate_in_the_basket(database, citizen, copies=1)
    async with database.transaction(citizen.scope) as session:
        await change_again(session, paid.application_id)
        await save_answers(session, paid.application_id, {"copies": "5"})

    async with database.transaction(system_scope()) as session:
        assert await mark_submitted(session, paid.application_id, paid.id)

    async with database.transaction(citizen.scope) as session:
        application = await find_application(session, paid.application_id)
    assert application.status == "submitted"
    assert application.current_submission_id == paid.id
    assert application.submitted_at is not None
    assert application.submitted_at <= clock.now()


async def test_a_second_payment_or_one_for_something_discarded_is_surplus(
    database: Database,
) -> None:
    citizen = await a_citizen(database)
    paid = await a_paid_application(database, citizen)
    gone = await a_certificate_in_the_basket(database, citizen)
    async with database.transaction(citizen.scope) as session:
        await discard(session, gone.application_id)

    async with database.transaction(system_scope()) as session:
        assert not await mark_submitted(session, paid.application_id, paid.id)
        assert not await mark_submitted(session, gone.application_id, gone.id)
        with pytest.raises(NotFound):
            await mark_submitted(session, paid.application_id, gone.id)


async def test_what_is_submitted_stays(database: Database) -> None:
    citizen = await a_citizen(database)
    paid = await a_paid_application(database, citizen)

    async with database.transaction(citizen.scope) as session:
        for step in (discard, change_again, take_out_of_basket):
            with pytest.raises(ApplicationElsewhere, match="schon abgesendet"):
                await step(session, paid.application_id)


async def test_case_workers_see_what_is_submitted_to_their_municipality(
    database: Database,
) -> None:
    citizen = await a_citizen(database)
    paid = await a_paid_application(database, citizen)
    here, elsewhere = await a_case_worker(database), await a_case_worker(database, "leer")

    async with database.transaction(Scope("staff", here.id, "papenburg")) as session:
        assert await last_submission(session, paid.application_id) is not None
        assert (await find_application(session, paid.application_id)).status == "submitted"
    async with database.transaction(Scope("staff", elsewhere.id, "leer")) as session:
        assert await last_submission(session, paid.application_id) is None
        with pytest.raises(NotFound):
            await find_application(session, paid.application_id)


@pytest.mark.parametrize(("change", "cents"), [({"copies": "10"}, 8250), ({"copies": "1"}, 1500)])
async def test_the_review_page_knows_the_fee_before_the_basket(
    database: Database, change: Mapping[str, str], cents: int
) -> None:
    citizen = await a_citizen(database)
    draft = await a_draft(database, citizen.scope, CERTIFICATE_FOR_MYSELF | dict(change))

    async with database.transaction(citizen.scope) as session:
        application = await find_application(session, draft.id)
        fee = price_of_draft(application, await form_context(session, application)).now

    assert fee.total_cents == cents


async def test_no_fee_is_guessed_while_its_answer_is_missing(database: Database) -> None:
    citizen = await a_citizen(database)
    draft = await a_draft(database, citizen.scope, CERTIFICATE_FOR_MYSELF | {"copies": "viele"})

    async with database.transaction(citizen.scope) as session:
        application = await find_application(session, draft.id)
        with pytest.raises(FeeUndecided):
            price_of_draft(application, await form_context(session, application))
