"""A case goes to the authority that is responsible: its desk works on it, the earlier one reads."""

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.cases.assignment import take_over, ways_to_assign
from portal.cases.bulk import DEEDS, bulk_view
from portal.cases.bulk_tables import Outcome
from portal.cases.corrections import request_correction
from portal.cases.duty.leading import RuleWish, add_rule
from portal.cases.notes import write_note
from portal.cases.notice_views import letters_at_desk
from portal.cases.notices import draft_notice
from portal.cases.queue import QueueFilter, QueueWish, WorkQueue, work_queue
from portal.cases.status import CaseAction, CaseStatus
from portal.cases.views import CaseView, StaffCaseView
from portal.documents.queries import sent_application_for_staff
from portal.errors import Conflict, InvalidField, InvalidInput, NotAllowed, NotFound
from portal.persistence.database import Database, Scope, system_scope
from portal.workflow.bulk import confirm_bulk
from portal.workflow.bulk_plan import plan_bulk
from portal.workflow.forwarding import authorities_for, forward_case
from portal.workflow.notices import issue_notice
from tests.support.applications import Citizen, a_citizen
from tests.support.cases import TownHall, somebody_at_the_desk

WHY = "Die Geburt ist in Sögel beurkundet."


class Story:
    """A case in Papenburg, and a colleague at the town hall of Sögel."""

    def __init__(
        self, database: Database, citizen: Citizen, case: CaseView, here: Scope, there: Scope
    ) -> None:
        self.hall, self.database, self.citizen = TownHall(database), database, citizen
        self.case, self.here, self.there = case, here, there

    async def forwards(
        self, who: Scope | None = None, to: str = "soegel", reason: str = WHY, behind: int = 0
    ) -> None:
        who = who or self.here
        revision = (await self.hall.seen_by(who, self.case.reference)).revision - behind
        async with self.database.transaction(who) as session:
            await forward_case(
                session, who, self.hall.follow_ups, self.case.reference,
                to=to, reason=reason, revision=revision,
            )  # fmt: skip
        await self.hall.follow_ups.run_waiting(self.hall.services)

    async def at(self, who: Scope) -> StaffCaseView:
        return await self.hall.at_the_desk_of(who, self.case.reference)

    async def queue_of(self, who: Scope) -> list[str]:
        return [row.reference for row in (await self.shown(who)).rows]

    async def shown(self, who: Scope, chosen: QueueFilter = QueueFilter.ALL) -> WorkQueue:
        async with self.database.transaction(who) as session:
            return await work_queue(session, who, QueueWish(chosen, text=self.case.reference))

    async def runs(self, who: Scope, command: str) -> int:
        """Hand-made SQL on the case's rows: how many it touched."""
        async with self.database.transaction(who) as session:
            done = await session.execute(text(command), {"case": self.case.id})
            return done.rowcount  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
async def story(database: Database) -> Story:
    citizen = await a_citizen(database)
    here = await somebody_at_the_desk(database)
    there = await somebody_at_the_desk(database, "soegel", name="Okke Deters")
    case = await TownHall(database).opened_case(citizen)
    await TownHall(database).act(here, case.reference, CaseAction.TAKE_ON)
    return Story(database, citizen, case, here, there)


async def test_the_other_desk_works_on_it_and_the_old_one_reads(story: Story) -> None:
    with pytest.raises(NotFound):
        await story.at(story.there)
    await story.forwards()

    seen = await story.at(story.there)
    assert seen.case.status is CaseStatus.RECEIVED
    assert seen.case.assignee_name == ""
    assert not seen.reads_only and seen.case.actions
    assert seen.paid_to == "Stadt Papenburg" and seen.delegated_by == ""
    assert await story.queue_of(story.there) == [story.case.reference]
    await story.hall.act(story.there, story.case.reference, CaseAction.TAKE_ON)
    await story.hall.write(story.there, story.case.reference, "Wir kümmern uns darum.")

    old = await story.at(story.here)
    assert old.reads_only and old.forwarded_to == "Samtgemeinde Sögel"
    assert old.case.actions == () and not old.case.may_write
    assert old.case.messages[-1].body == "Wir kümmern uns darum."
    assert await story.queue_of(story.here) == []
    async with story.database.transaction(story.here) as session:
        await sent_application_for_staff(session, story.here, story.case.reference)
        assert not (await ways_to_assign(session, story.here, story.case.reference)).may_take


@pytest.mark.parametrize("deed", DEEDS)
async def test_what_was_given_away_is_changed_by_no_bulk_action(story: Story, deed: str) -> None:
    """Neither as the view "Abgegeben", nor by a hand-made list, nor by a job planned before."""
    services, reference = story.hall.services, story.case.reference
    planned = await plan_bulk(services, story.here, [reference], "note", note="Von früher")
    await story.forwards()
    before = await story.at(story.there)
    for chosen in (QueueWish(QueueFilter.FORWARDED), [reference]):
        with pytest.raises(InvalidField) as refused:
            await plan_bulk(
                services, story.here, chosen, deed, to=story.here.actor_id, note="Von früher"
            )
        assert refused.value.field == "vorgang"
    await confirm_bulk(services, story.here, planned)
    await story.hall.follow_ups.run_waiting(services)
    async with story.database.transaction(story.here) as session:
        done = await bulk_view(session, story.here, planned)
    assert done.number[Outcome.DONE] == 0 and done.lines[0].why
    assert await story.at(story.there) == before
    async with story.database.transaction(system_scope()) as session:
        assert (await session.execute(text("select count(*) from case_note"))).scalar() == 0


async def test_the_rules_of_the_other_town_hall_say_who_gets_it(story: Story) -> None:
    lead = await somebody_at_the_desk(story.database, "soegel", role="team_lead", name="Ubbo")
    async with story.database.transaction(system_scope()) as session:
        await add_rule(session, lead, RuleWish(colleagues=(str(story.there.actor_id),)))
    await story.forwards()
    seen = await story.at(story.there)
    assert seen.assigned_to_me
    given = [one.detail for one in seen.case.timeline if one.kind == "assigned"]
    assert given == ["Okke Deters, nach der Regel „Alle Leistungen“"]


async def test_the_old_desk_finds_what_it_forwarded_until_it_comes_back(story: Story) -> None:
    gone = QueueFilter.FORWARDED
    assert (await story.shown(story.here, gone)).rows == ()
    await story.forwards()
    await story.hall.write(story.citizen.scope, story.case.reference, "Wie lange dauert es?")
    seen = await story.shown(story.here, gone)
    assert [row.reference for row in seen.rows] == [story.case.reference]
    assert (seen.rows[0].forwarded_to, seen.rows[0].due_words) == ("Samtgemeinde Sögel", "–")
    assert not seen.rows[0].has_news, "that is for the other desk to read"
    counts = {one.filter: one.count for one in seen.counts}
    assert (counts[gone], counts[QueueFilter.ALL]) == (1, 0)
    assert (await story.shown(story.there, gone)).rows == ()
    await story.forwards(story.there, to="papenburg")
    assert await story.queue_of(story.here) == [story.case.reference]
    assert (await story.shown(story.here, gone)).rows == ()
    assert [one.forwarded_to for one in (await story.shown(story.there, gone)).rows] == [
        "Stadt Papenburg"
    ]


async def test_the_citizen_reads_who_works_on_it_now_and_why(story: Story) -> None:
    await story.forwards()
    seen = await story.hall.seen_by(story.citizen.scope, story.case.reference)
    assert seen.municipality_name == "Samtgemeinde Sögel"
    [entry] = [one for one in seen.timeline if one.kind == CaseAction.FORWARD]
    assert entry.words == "An die zuständige Stelle weitergeleitet"
    assert WHY in entry.detail and "Samtgemeinde Sögel" in entry.detail
    assert "Telefon" in entry.detail
    assert f"Ihr Antrag {story.case.reference} ist weitergeleitet" in await story.hall.subjects()


async def test_the_old_desk_changes_nothing_any_more(story: Story) -> None:
    await story.forwards()
    reference = story.case.reference
    with pytest.raises((NotFound, NotAllowed)):
        await story.hall.act(story.here, reference, CaseAction.REJECT, "nein")
    with pytest.raises(NotFound):
        await story.hall.write(story.here, reference, "Noch etwas")
    async with story.database.transaction(story.here) as session:
        for change in (
            write_note(session, story.here, reference, "Vermerk"),
            draft_notice(session, story.here, reference, "bewilligung"),
            take_over(session, story.here, reference, revision=0),
        ):
            with pytest.raises(NotFound):
                await change
    with pytest.raises((NotFound, NotAllowed)):
        await story.forwards(to="emsland")


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE \"case\" SET status = 'closed' WHERE id = :case",
        'UPDATE "case" SET forwarded_to = NULL WHERE id = :case',
        'DELETE FROM "case" WHERE id = :case',
        "UPDATE notice SET revision = 9 WHERE case_id = :case",
        "DELETE FROM notice WHERE case_id = :case",
        "DELETE FROM message_reading WHERE case_id = :case",
    ],
)
async def test_nor_does_hand_made_sql_of_theirs(story: Story, command: str) -> None:
    async with story.database.transaction(story.here) as session:
        await draft_notice(session, story.here, story.case.reference, "bewilligung")
    await story.forwards()
    assert await story.runs(story.here, command) == 0


@pytest.mark.parametrize(
    "command",
    [
        "INSERT INTO case_event (id, case_id, municipality, account_id, at, kind, from_status,"
        " to_status, actor_kind, detail) SELECT gen_random_uuid(), id, municipality, account_id,"
        " now(), 'close', '', 'closed', 'staff', ''::bytea FROM \"case\" WHERE id = :case",
        "INSERT INTO case_forwarding (id, case_id, municipality, service, from_town, to_town,"
        " by_id, by_name, at) SELECT gen_random_uuid(), id, municipality, service, municipality,"
        " 'emsland', actor(), '', now() FROM \"case\" WHERE id = :case",
        "INSERT INTO case_forwarding (id, case_id, municipality, service, from_town, to_town,"
        " by_id, by_name, at) SELECT gen_random_uuid(), id, municipality, service, 'soegel',"
        " 'papenburg', actor(), '', now() FROM \"case\" WHERE id = :case",
    ],
)
async def test_nor_is_history_written_by_them(story: Story, command: str) -> None:
    await story.forwards()
    with pytest.raises(DBAPIError, match="row-level security"):
        await story.runs(story.here, command)


async def test_nobody_draws_a_case_to_their_desk(story: Story) -> None:
    """Neither with a made-up forwarding nor by changing whose desk it is."""
    stranger = await somebody_at_the_desk(story.database, "leer")
    insert = text(
        "INSERT INTO case_forwarding (id, case_id, municipality, service, from_town, to_town,"
        " by_id, by_name, at) VALUES (:id, :case, 'papenburg', 'geburtsurkunde', 'papenburg',"
        " 'leer', :me, '', now())"
    )
    for who in (stranger, story.there):
        values = {"id": uuid4(), "case": story.case.id, "me": who.actor_id}
        with pytest.raises(DBAPIError, match="row-level security"):
            async with story.database.transaction(who) as session:
                await session.execute(insert, values)
    with pytest.raises(DBAPIError, match="row-level security"):
        await story.runs(story.here, "UPDATE \"case\" SET forwarded_to = 'leer' WHERE id = :case")


async def test_it_comes_back_and_goes_on(story: Story) -> None:
    await story.forwards()
    await story.forwards(story.there, to="papenburg", reason="Doch bei Ihnen beurkundet.")
    assert not (await story.at(story.here)).reads_only
    assert (await story.at(story.there)).reads_only
    assert await story.queue_of(story.here) == [story.case.reference]
    await story.hall.act(story.here, story.case.reference, CaseAction.TAKE_ON)
    seen = await story.hall.seen_by(story.citizen.scope, story.case.reference)
    assert [one.kind for one in seen.timeline].count(CaseAction.FORWARD) == 2


async def test_an_open_correction_is_withdrawn_and_the_deadline_begins_anew(story: Story) -> None:
    before = await story.hall.seen_by(story.here, story.case.reference)
    paths = sorted((await story.at(story.here)).markable)[:1]
    async with story.database.transaction(story.here) as session:
        await request_correction(
            session, story.here, story.hall.follow_ups, story.case.reference,
            dict.fromkeys(paths, ""), revision=before.revision, text="",
        )  # fmt: skip
    await story.forwards()
    seen = await story.hall.seen_by(story.citizen.scope, story.case.reference)
    assert seen.asked_to_correct is None
    assert not seen.is_paused and seen.due_on == before.due_on


async def test_letters_have_the_new_authoritys_head_and_remedy(story: Story) -> None:
    async with story.database.transaction(story.here) as session:
        draft = await draft_notice(session, story.here, story.case.reference, "anschreiben")
    await story.forwards()
    async with story.database.transaction(story.here) as session:
        assert (await letters_at_desk(session, story.here, story.case.reference)).letters == ()
    await issue_notice(
        story.hall.services, story.there, story.case.reference, draft.id,
        title="Ihr Antrag", body="Guten Tag", revision=0, delivery="post",
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="Tagespost"):
        await story.forwards(story.there, to="papenburg")
    async with story.database.transaction(story.here) as session:
        found = await letters_at_desk(session, story.here, story.case.reference)
    assert [one.title for one in found.letters] == ["Ihr Antrag"] and found.templates == ()


async def test_only_to_who_offers_the_service_in_the_network_and_only_with_a_reason(
    story: Story,
) -> None:
    with pytest.raises(InvalidInput):
        await story.forwards(to="leer")
    with pytest.raises(InvalidInput):
        await story.forwards(to="papenburg")
    with pytest.raises(InvalidInput, match="Grund"):
        await story.forwards(reason="  ")
    with pytest.raises(Conflict):
        await story.forwards(behind=1)
    assert (await story.at(story.here)).case.status is CaseStatus.IN_PROGRESS
    slugs = [one.slug for one in authorities_for("papenburg", "papenburg", "geburtsurkunde")]
    assert "soegel" in slugs and "papenburg" not in slugs and "leer" not in slugs
