"""From the template to the inbox or the letter box: issued once, with consent, retrieved."""

from datetime import timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import text

from portal.cases.fees import claim_fee
from portal.cases.notice_tables import Notice
from portal.cases.notice_views import NoticeView, notices_for_citizen, notices_on_desk
from portal.cases.notices import consent_to_inbox, discard_notice, draft_notice, edit_notice
from portal.cases.status import CaseAction, CaseStatus
from portal.cases.views import CaseView
from portal.documents.notice import in_one
from portal.errors import Conflict, InvalidInput, NotAllowed, NotFound, PortalError
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.days_post import (
    days_post,
    mark_posted,
    posted_batches,
    print_again,
    print_post,
)
from portal.workflow.notice_retrieval import retrieve_notice
from portal.workflow.notices import end_provision, issue_notice, provide_again
from tests.support.applications import Citizen, a_citizen
from tests.support.cases import TownHall, somebody_at_the_desk

WORDS = 'Ihrem Antrag entsprechen wir.\n\nZoë Łuczak-Ørsted: #image("/etc/passwd") $x$ *fett*'


class Story:
    """A case on which somebody works and writes."""

    def __init__(self, database: Database, desk: Scope, citizen: Citizen, case: CaseView) -> None:
        self.hall = TownHall(database)
        self.database, self.desk, self.citizen, self.case = database, desk, citizen, case

    async def drafts(self, template: str = "bewilligung") -> NoticeView:
        async with self.database.transaction(self.desk) as session:
            notice = await draft_notice(session, self.desk, self.case.reference, template)
            views = await notices_on_desk(session, self.case.id)
        return next(view for view in views if view.id == notice.id)

    async def issues(
        self,
        notice: NoticeView,
        delivery: str = "inbox",
        body: str = WORDS,
        revision: int = 0,
        *,
        tell: bool = True,
    ) -> None:
        await issue_notice(
            self.hall.services, self.desk, self.case.reference, notice.id,
            title=notice.title, body=body, revision=revision, delivery=delivery,
        )  # fmt: skip
        if tell:
            await self.hall.follow_ups.run_waiting(self.hall.services)

    async def consents(self) -> None:
        async with self.database.transaction(self.citizen.scope) as session:
            await consent_to_inbox(session, self.citizen.id, self.case.reference)

    async def sees(self) -> tuple[NoticeView, ...]:
        async with self.database.transaction(self.citizen.scope) as session:
            return await notices_for_citizen(session, self.case.id)

    async def retrieves(self, notice_id: UUID, who: Scope | None = None) -> bytes:
        scope = who or self.citizen.scope
        services = self.hall.services
        return (await retrieve_notice(services, scope, self.case.reference, notice_id))[1]

    async def timer_of(self, notice_id: UUID) -> dict[str, str]:
        """What the timer was set with when the letter was provided last."""
        async with self.database.transaction(system_scope()) as session:
            row = await session.get_one(Notice, notice_id)
            assert row.provided_at is not None
            return {"notice_id": str(notice_id), "provided": row.provided_at.isoformat()}

    async def status(self) -> CaseStatus:
        return (await self.hall.seen_by(self.desk, self.case.reference)).status


@pytest.fixture
async def story(database: Database) -> Story:
    hall = TownHall(database)
    citizen, desk = await a_citizen(database), await somebody_at_the_desk(database)
    case = await hall.opened_case(citizen)
    await hall.act(desk, case.reference, CaseAction.TAKE_ON)
    return Story(database, desk, citizen, case)


async def test_a_notice_is_provided_with_consent_and_its_retrieval_noted(story: Story):
    notice = await story.drafts()
    assert story.case.reference in notice.body
    with pytest.raises(InvalidInput, match="eingewilligt"):
        await story.issues(notice)
    await story.consents()
    await story.issues(notice)
    assert await story.status() is CaseStatus.PROVIDED
    [seen] = await story.sees()
    assert seen.standing.startswith("bereitgestellt")

    pdf = PdfReader(BytesIO(await story.retrieves(notice.id)))
    text = "".join(page.extract_text() for page in pdf.pages)
    assert '#image("/etc/passwd")' in text, "what is typed is text, never markup"
    assert "beim Amtsgericht Osnabrück" in " ".join(text.split())
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert (await story.sees())[0].standing.startswith("abgerufen")
    with pytest.raises(Conflict):
        await story.issues(notice, revision=1)


async def test_what_nobody_retrieves_in_ten_days_comes_back_to_the_desk(story: Story):
    await story.consents()
    notice = await story.drafts()
    await story.issues(notice)
    first_timer = await story.timer_of(notice.id)
    with clock.pretend(clock.now() + timedelta(days=10, minutes=1)):
        await end_provision(story.hall.services, first_timer)
        [seen] = await story.sees()
        assert seen.standing.startswith("nicht abgerufen")
        with pytest.raises(NotFound):
            await story.retrieves(notice.id)
        services, reference = story.hall.services, story.case.reference
        await provide_again(services, story.desk, reference, notice.id, by_post=False)
        await end_provision(services, first_timer)
        assert await story.retrieves(notice.id)
        with pytest.raises(Conflict):
            await provide_again(services, story.desk, reference, notice.id, by_post=True)
    with clock.pretend(clock.now() + timedelta(days=21)):
        await end_provision(story.hall.services, await story.timer_of(notice.id))
        assert (await story.sees())[0].standing.startswith("abgerufen")


async def test_the_ten_days_run_from_the_mail_that_says_so(story: Story):
    await story.consents()
    notice = await story.drafts()
    provided = clock.now()
    await story.issues(notice, tell=False)
    assert "benachrichtigt" not in (await story.sees())[0].standing
    timer = await story.timer_of(notice.id)
    with clock.pretend(provided + timedelta(days=2)):  # the mail server was away
        await story.hall.follow_ups.run_waiting(story.hall.services)
        assert "benachrichtigt am" in (await story.sees())[0].standing
    with clock.pretend(provided + timedelta(days=10, minutes=10)):
        await end_provision(story.hall.services, timer)
        assert "bereitgestellt" in (await story.sees())[0].standing
    with clock.pretend(provided + timedelta(days=12, minutes=10)):
        await end_provision(story.hall.services, timer)
        assert (await story.sees())[0].standing.startswith("nicht abgerufen")


async def test_letters_wait_for_the_days_post_and_go_out_once(story: Story):
    notice = await story.drafts("anschreiben")
    await story.issues(notice, "post", "anbei Ihre Urkunde.")
    assert await story.status() is CaseStatus.IN_PROGRESS
    assert await story.sees() == ()
    async with story.database.transaction(story.desk) as session:
        [line] = await days_post(session, story.desk)
    assert line.address == "Hauptkanal links 12a, 26871 Papenburg"
    services = story.hall.services
    pdfs = await print_post(services, story.desk, [line.id, uuid4()])
    printed = PdfReader(BytesIO(in_one(pdfs)))
    assert len(printed.pages) == 2, "on a sheet of its own"
    assert "Hauptkanal links 12a" in printed.pages[0].extract_text()
    assert await mark_posted(services, story.desk, [line.id]) == 1
    assert await mark_posted(services, story.desk, [line.id]) == 0
    await story.hall.follow_ups.run_waiting(services)
    assert await story.status() is CaseStatus.POSTED
    subjects = await story.hall.subjects()
    assert subjects.count(f"Ihr Antrag {story.case.reference} ist auf dem Postweg") == 1


async def test_a_case_has_one_decision_that_counts(story: Story):
    await story.issues(await story.drafts(), "post")
    with pytest.raises(Conflict, match="schon entschieden"):
        await story.issues(await story.drafts("ablehnung"), "post", body="Wir lehnen ab.")
    assert await story.status() is CaseStatus.IN_PROGRESS


async def test_a_decision_nobody_has_read_stays_here_once_the_application_is_withdrawn(
    story: Story,
):
    notice = await story.drafts()
    await story.issues(notice, "post")
    await story.hall.act(story.citizen.scope, story.case.reference, CaseAction.WITHDRAW)
    async with story.database.transaction(story.desk) as session:
        assert await days_post(session, story.desk) == ()
        [shown] = await notices_on_desk(session, story.case.id)
    assert shown.standing == "wird nicht versandt"
    assert await mark_posted(story.hall.services, story.desk, [notice.id]) == 0
    with pytest.raises(Conflict, match="zurückgezogen"):
        await story.issues(await story.drafts("teilbewilligung"), "post")


async def test_a_refusal_refuses(story: Story):
    notice = await story.drafts("ablehnung")
    with pytest.raises(InvalidInput, match="Auslassungspunkte"):
        await story.issues(notice, "post", notice.body)
    await story.issues(notice, "post", "Ihren Antrag lehnen wir ab.\n\nBegründung: Er fehlt.")
    assert await story.status() is CaseStatus.REJECTED
    second = await story.drafts("ablehnung")
    with pytest.raises(Conflict, match="schon entschieden"):
        await story.issues(second, "post", "Noch einmal.")


async def test_a_part_is_granted_and_the_history_says_so(story: Story):
    await story.consents()
    notice = await story.drafts("teilbewilligung")
    with pytest.raises(InvalidInput, match="Auslassungspunkte"):
        await story.issues(notice, body=notice.body)
    await story.issues(notice, body="Eine Urkunde bekommen Sie.\n\nIm Übrigen lehnen wir ab.")
    assert await story.status() is CaseStatus.PROVIDED
    told = await story.hall.seen_by(story.citizen.scope, story.case.reference)
    assert "Zum Teil bewilligt" in [entry.words for entry in told.timeline]


async def test_nothing_is_issued_before_the_fee_is_paid(story: Story):

    async with story.database.transaction(story.desk) as session:
        await claim_fee(
            session, story.desk, story.hall.follow_ups, story.case.reference,
            amount_cents=500, reason="Auslagen",
        )  # fmt: skip
    notice = await story.drafts()
    with pytest.raises(NotAllowed, match="offen"):
        await story.issues(notice, "post")


async def test_two_write_and_the_slower_is_told(story: Story):
    notice = await story.drafts()
    for title, fails in (("Erste", False), ("Zweite", True)):
        async with story.database.transaction(story.desk) as session:
            edit = edit_notice(
                session, story.desk, story.case.reference, notice.id,
                title=title, body="Text", revision=0,
            )  # fmt: skip
            if fails:
                with pytest.raises(Conflict):
                    await edit
            else:
                await edit
    async with story.database.transaction(story.desk) as session:
        await discard_notice(session, story.desk, story.case.reference, notice.id)
        assert await notices_on_desk(session, story.case.id) == ()


async def test_nobody_else_reads_writes_or_issues(story: Story):
    await story.consents()
    notice = await story.drafts()
    stranger = await a_citizen(story.database)
    elsewhere = await somebody_at_the_desk(story.database, "leer")
    for who in (stranger.scope, elsewhere, story.citizen.scope):
        with pytest.raises(PortalError):
            await story.retrieves(notice.id, who)
        with pytest.raises(PortalError):
            await issue_notice(
                story.hall.services, who, story.case.reference, notice.id,
                title="x", body="x", revision=0, delivery="inbox",
            )  # fmt: skip
    await story.issues(notice)
    for who in (stranger.scope, elsewhere):
        with pytest.raises(PortalError):
            await story.retrieves(notice.id, who)
        async with story.database.transaction(who) as session:
            assert await notices_for_citizen(session, story.case.id) == ()
    with pytest.raises(PortalError):
        await mark_posted(story.hall.services, story.citizen.scope, [notice.id])


async def test_a_batch_that_went_out_is_printed_once_more_and_that_is_on_record(story: Story):
    notice = await story.drafts()
    await story.issues(notice, "post")
    services = story.hall.services
    [first] = await print_post(services, story.desk, [notice.id])
    await mark_posted(services, story.desk, [notice.id])
    async with story.database.transaction(story.desk) as session:
        [batch] = await posted_batches(session, story.desk)
    assert batch.number == 1
    assert await print_again(services, story.desk, batch.at) == [first]
    assert await print_again(services, story.desk, batch.at + timedelta(seconds=1)) == []
    neighbour = await somebody_at_the_desk(story.database, "leer")
    assert await print_again(services, neighbour, batch.at) == []
    async with story.database.transaction(system_scope()) as session:
        query = text("SELECT count(*) FROM audit_entry WHERE action = 'notice.reprinted'")
        assert await session.scalar(query) == 1
