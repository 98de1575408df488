"""The desk asks for two answers to be mended; the citizen mends these two and no other."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from portal.applications.tables import Submission
from portal.cases.corrections import (
    CorrectionWrong,
    NothingToCorrect,
    correction_to_answer,
    request_correction,
    save_correction,
    send_correction,
)
from portal.cases.status import CaseAction, CaseStatus
from portal.cases.tables import Case
from portal.cases.views import CaseView
from portal.errors import Conflict, InvalidInput, NotAllowed, NotFound, PortalError
from portal.payments.claim_tables import FeeClaim
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from tests.support.applications import Citizen, a_citizen
from tests.support.cases import TownHall, somebody_at_the_desk

WRONG = {"birth_place": "Bitte die Stadt, nicht das Land.", "first_names": ""}


class Story:
    """A case on which somebody works."""

    def __init__(self, database: Database, desk: Scope, citizen: Citizen, case: CaseView) -> None:
        self.hall = TownHall(database)
        self.database, self.desk, self.citizen, self.case = database, desk, citizen, case

    async def asks(self, remarks: Mapping[str, str] = WRONG, text: str = "") -> None:
        revision = (await self.hall.seen_by(self.desk, self.case.reference)).revision
        async with self.database.transaction(self.desk) as session:
            await request_correction(
                session, self.desk, self.hall.follow_ups, self.case.reference, remarks,
                revision=revision, text=text,
            )  # fmt: skip
        await self.hall.follow_ups.run_waiting(self.hall.services)

    async def types(self, who: Citizen | None = None, **changes: str) -> int:
        scope = (who or self.citizen).scope
        async with self.database.transaction(scope) as session:
            return await save_correction(session, scope, self.case.reference, changes)

    async def sends(self, agreed_cents: int | None = None) -> Submission:
        scope = self.citizen.scope
        async with self.database.transaction(scope) as session:
            if agreed_cents is None:
                now = await correction_to_answer(session, scope, self.case.reference)
                agreed_cents = now.new_cents
            submission = await send_correction(
                session, scope, self.hall.follow_ups, self.case.reference,
                agreed_cents=agreed_cents or 0,
            )  # fmt: skip
        await self.hall.follow_ups.run_waiting(self.hall.services)
        return submission

    async def sees(self) -> CaseView:
        return await self.hall.seen_by(self.citizen.scope, self.case.reference)

    async def row(self) -> Case:
        async with self.database.transaction(system_scope()) as session:
            query = select(Case).where(col(Case.reference) == self.case.reference)
            return (await session.scalars(query)).one()


@pytest.fixture
async def story(database: Database) -> Story:
    hall = TownHall(database)
    citizen, desk = await a_citizen(database), await somebody_at_the_desk(database)
    case = await hall.opened_case(citizen, copies=2)
    await hall.act(desk, case.reference, CaseAction.TAKE_ON)
    return Story(database, desk, citizen, case)


async def test_two_answers_are_mended_and_both_versions_stay_readable(story: Story):
    await story.asks(text="Bitte sehen Sie noch einmal nach.")
    asked = await story.sees()
    assert asked.status is CaseStatus.INQUIRY
    assert asked.asked_to_correct is not None
    assert [mark.label for mark in asked.asked_to_correct.marks] == ["Vornamen", "Geburtsort"]
    assert (await story.hall.subjects())[-1].startswith(f"Rückfrage zu {story.case.reference}")

    await story.types(birth_place="Leer (Ostfriesland)", first_names="Zoë")
    await story.sends()
    mended = await story.hall.seen_by(story.desk, story.case.reference)
    assert mended.status is CaseStatus.IN_PROGRESS
    [correction] = mended.corrections
    assert [(one.label, one.before, one.after) for one in correction.changes] == [
        ("Vornamen", "Zoë Anna", "Zoë"),
        ("Geburtsort", "Papenburg", "Leer (Ostfriesland)"),
    ]
    assert "Leer (Ostfriesland)" in str(mended.review)
    assert (await story.hall.subjects())[-1].startswith("Ihre Korrektur")


async def test_exactly_the_marked_are_editable_also_for_a_hand_made_call(story: Story):
    await story.asks()
    await story.types(birth_place="Leer", birth_name="Falsch", copies="9", **{"address.city": "X"})
    async with story.database.transaction(story.citizen.scope) as session:
        now = await correction_to_answer(session, story.citizen.scope, story.case.reference)
    assert now.corrected.editable == set(WRONG)
    assert now.request.typed == {"birth_place": "Leer"}
    after = await story.sends()
    assert (after.answers["birth_name"], after.answers["copies"]) == ("Łuczak-Ørsted", "2")


async def test_what_is_missing_is_said_and_nothing_is_lost(story: Story):
    await story.asks()
    await story.types(birth_place="", first_names="Zoë")
    with pytest.raises(CorrectionWrong) as wrong:
        await story.sends()
    assert [error.path for error in wrong.value.errors] == ["birth_place"]
    await story.types(birth_place="Leer")
    assert (await story.sends()).answers["first_names"] == "Zoë"


async def test_a_higher_fee_is_agreed_to_and_claimed_once(story: Story):
    await story.asks({"copies": ""})
    await story.types(copies="4")
    with pytest.raises(Conflict):
        await story.sends(agreed_cents=story.case.total_cents)
    after = await story.sends()
    more = after.total_cents - story.case.total_cents
    assert more > 0
    await story.hall.follow_ups.run_waiting(story.hall.services)
    async with story.database.transaction(system_scope()) as session:
        [claim] = await session.scalars(select(FeeClaim))
    assert (claim.amount_cents, claim.status) == (more, "open")


async def test_the_deadline_stands_still_while_the_citizen_is_asked(story: Story):
    due = (await story.row()).due_on
    await story.asks()
    assert (await story.row()).paused_on == clock.today()
    with clock.pretend(clock.now() + timedelta(days=14)):
        await story.types(birth_place="Leer")
        await story.sends()
        row = await story.row()
    assert row.paused_on is None
    assert row.due_on >= due + timedelta(days=12)


async def test_a_message_meanwhile_answers_nothing_and_a_question_is_no_correction(story: Story):
    await story.asks()
    await story.hall.write(story.citizen.scope, story.case.reference, "Was ist gemeint?")
    assert (await story.sees()).status is CaseStatus.INQUIRY
    with pytest.raises(NotAllowed):
        await story.hall.act(story.citizen.scope, story.case.reference, CaseAction.SEND_CORRECTION)
    with pytest.raises(NotAllowed):
        await story.hall.act(story.desk, story.case.reference, CaseAction.REQUEST_CORRECTION)


async def test_taken_back_or_withdrawn_there_is_nothing_to_correct(story: Story):
    await story.asks()
    await story.types(birth_place="Leer")
    await story.hall.act(story.desk, story.case.reference, CaseAction.TAKE_ON)
    with pytest.raises(NothingToCorrect):
        await story.types(birth_place="Emden")
    assert [one.status for one in (await story.sees()).corrections] == ["withdrawn"]
    await story.asks()
    await story.hall.act(story.citizen.scope, story.case.reference, CaseAction.WITHDRAW)
    with pytest.raises(NothingToCorrect):
        await story.sends()


async def test_nobody_else_corrects_and_nothing_else_can_be_marked(story: Story):
    stranger = await a_citizen(story.database)
    elsewhere = await somebody_at_the_desk(story.database, "leer")
    with pytest.raises(InvalidInput):
        await story.asks({})
    for place in ("nowhere", "address", "copies.0", "applicant_name"):
        with pytest.raises(InvalidInput):
            await story.asks({place: ""})
    with pytest.raises(InvalidInput):
        await story.asks({"copies": "x" * 501})
    await story.asks()
    with pytest.raises(NotFound):
        await story.types(stranger, birth_place="Leer")
    for scope in (elsewhere, story.desk, story.citizen.scope):
        with pytest.raises(PortalError):
            async with story.database.transaction(scope) as session:
                await request_correction(
                    session, scope, story.hall.follow_ups, story.case.reference, WRONG, revision=3
                )
    with pytest.raises(PortalError):
        async with story.database.transaction(story.desk) as session:
            await save_correction(session, story.desk, story.case.reference, {"birth_place": "X"})


async def test_sent_twice_it_is_sent_once(story: Story):
    await story.asks()
    await story.types(birth_place="Leer")
    await story.sends()
    with pytest.raises(NothingToCorrect):
        await story.sends(agreed_cents=story.case.total_cents)
    assert len((await story.sees()).corrections) == 1
