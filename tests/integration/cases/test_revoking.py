"""An issued decision is revoked by another notice; what was issued stays as it was."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.cases.notice_tables import Notice
from portal.cases.notice_views import NoticeView, announced_on, notices_on_desk
from portal.cases.notices import CONSENT, draft_revocation
from portal.cases.status import CaseAction, CaseStatus
from portal.errors import Conflict, NotAllowed, NotFound
from portal.persistence.database import Scope, system_scope
from portal.shared import clock
from tests.integration.cases.test_notices import Story, story

__all__ = ["story"]


async def revokes(story: Story, notice: NoticeView, template: str = "ruecknahme") -> NoticeView:
    async with story.database.transaction(story.desk) as session:
        draft = await draft_revocation(
            session, story.desk, story.case.reference, notice.id, template
        )
    return next(one for one in await on_desk(story) if one.id == draft.id)


async def on_desk(story: Story) -> tuple[NoticeView, ...]:

    async with story.database.transaction(story.desk) as session:
        return await notices_on_desk(session, story.case.id)


async def granted(story: Story) -> NoticeView:
    await story.consents()
    notice = await story.drafts()
    await story.issues(notice)
    return next(one for one in await story.sees() if one.id == notice.id)


async def test_a_grant_is_taken_back_and_the_case_is_worked_on_again(story: Story) -> None:
    notice = await granted(story)
    seen = await story.hall.seen_by(story.citizen.scope, story.case.reference)
    assert "Bewilligt" in [entry.words for entry in seen.timeline]
    await story.hall.act(story.desk, story.case.reference, CaseAction.CLOSE)

    draft = await revokes(story, notice)
    assert notice.title in draft.body and "§ 48" in draft.body
    assert not any("aufgehoben" in one.standing for one in await story.sees()), "not before issue"
    await story.issues(draft, body="Den Bescheid nehmen wir zurück.")

    first, second = await story.sees()
    assert "aufgehoben am" in first.standing and second.decision == "revoked"
    assert await story.retrieves(first.id) and await story.retrieves(second.id)
    seen = await story.hall.seen_by(story.citizen.scope, story.case.reference)
    assert seen.status is CaseStatus.IN_PROGRESS and seen.may_write
    assert "Bescheid aufgehoben" in [entry.words for entry in seen.timeline]
    assert (await story.hall.subjects())[-1].startswith("Neues zur Entscheidung")
    async with story.database.transaction(system_scope()) as session:
        row = await session.execute(text('SELECT closed_at, erase_after FROM "case"'))
        assert tuple(row.one()) == (None, None)


async def test_a_refusal_is_revoked_too_and_each_decision_once(story: Story) -> None:
    await story.consents()
    refusal = await story.drafts("ablehnung")
    await story.issues(refusal, body="Nein, denn es fehlt etwas.")
    assert await story.status() is CaseStatus.REJECTED
    one, other = await revokes(story, refusal), await revokes(story, refusal, "widerruf")
    await story.issues(one, body="Doch.")
    assert await story.status() is CaseStatus.IN_PROGRESS
    with pytest.raises(Conflict, match="aufheben"):
        await story.issues(other, body="Doch.")
    with pytest.raises(Conflict):
        await revokes(story, refusal)


async def test_only_what_decided_something_is_revoked_and_only_with_such_a_template(
    story: Story,
) -> None:
    draft = await story.drafts()
    with pytest.raises(Conflict):
        await revokes(story, draft)
    with pytest.raises(NotFound):
        await revokes(story, draft, "bewilligung")
    with pytest.raises(NotFound):
        await story.drafts("ruecknahme")
    letter = await story.drafts("anschreiben")
    await story.issues(letter, "post")
    with pytest.raises(Conflict):
        await revokes(story, letter)


async def test_a_withdrawn_application_stays_withdrawn(story: Story) -> None:
    notice = await granted_by_post(story)
    await story.hall.act(story.desk, story.case.reference, CaseAction.WITHDRAW, "Anruf am 1. Mai")
    draft = await revokes(story, notice)
    with pytest.raises(NotAllowed, match="aufgehoben"):
        await story.issues(draft, "post", body="Zurück.")


async def granted_by_post(story: Story) -> NoticeView:
    notice = await story.drafts()
    await story.issues(notice, "post")
    return next(one for one in await on_desk(story) if one.id == notice.id)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE notice SET number = 9", "UPDATE notice SET issued_by = gen_random_uuid()",
        "UPDATE notice SET remedy = ''::bytea", "UPDATE notice SET body = 'x'::bytea",
        "UPDATE notice SET revision = 9", "UPDATE notice SET revoked_at = NULL",
        "UPDATE notice SET retrieved_at = NULL", "DELETE FROM notice",
        "UPDATE notice_file SET pdf = 'x'::bytea", "DELETE FROM notice_file",
    ],
)  # fmt: skip
async def test_what_was_issued_does_not_change_by_whatever_hand(story: Story, change: str) -> None:
    notice = await granted(story)
    await story.issues(await revokes(story, notice), body="Zurück.")
    await story.retrieves(notice.id)
    of = "notice_id" if "notice_file" in change else "id"
    for who in (story.desk, system_scope()):
        with pytest.raises(DBAPIError, match="does not change"):
            await runs(story, who, f"{change} WHERE {of} = :id", notice)


@pytest.mark.parametrize("column", ["revoked_at", "posted_at", "ended_at", "provided_at"])
async def test_a_citizen_only_notes_that_it_was_retrieved(story: Story, column: str) -> None:
    notice = await granted(story)
    with pytest.raises(DBAPIError, match="does not change"):
        await runs(
            story, story.citizen.scope,
            f"UPDATE notice SET {column} = now() WHERE id = :id", notice,
        )  # fmt: skip


async def runs(story: Story, who: Scope, command: str, notice: NoticeView) -> None:
    async with story.database.transaction(who) as session:
        await session.execute(text(command), {"id": notice.id})


async def test_the_day_it_counts_as_announced(story: Story) -> None:
    """The day after the first retrieval, the fourth day after the post (VwVfG § 41)."""
    notice = await granted(story)
    assert "bekannt gegeben" not in (await story.sees())[0].standing
    await story.retrieves(notice.id)
    tomorrow = clock.long_date(clock.today() + timedelta(days=1))
    assert f"gilt als bekannt gegeben am {tomorrow}" in (await story.sees())[0].standing
    posted = Notice(kind="notice", posted_at=clock.now())
    assert announced_on(posted) == clock.today() + timedelta(days=4)
    assert announced_on(Notice(kind="letter", posted_at=clock.now())) is None


async def test_the_words_of_the_consent_are_kept_with_it(story: Story) -> None:
    await story.consents()
    seen = await story.hall.seen_by(story.citizen.scope, story.case.reference)
    [consent] = [one for one in seen.timeline if one.kind == "inbox_consent"]
    assert consent.detail == CONSENT
