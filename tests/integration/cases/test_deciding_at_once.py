"""A letter that decides and the button "Ablehnen" never say two things about one application."""

import asyncio

import pytest

from portal.cases.status import CaseAction, CaseStatus
from portal.errors import Conflict, NotAllowed
from tests.integration.cases.test_notices import Story, story

__all__ = ["story"]

WORDS = "So haben wir entschieden."


async def refuses(story: Story) -> None:
    await story.hall.act(story.desk, story.case.reference, CaseAction.REJECT, "Es fehlt etwas.")


async def test_what_is_granted_and_waits_for_the_post_is_not_refused_beside(story: Story) -> None:
    await story.issues(await story.drafts(), "post", body=WORDS)
    with pytest.raises(Conflict, match="schon entschieden"):
        await refuses(story)
    assert await story.status() is CaseStatus.IN_PROGRESS


@pytest.mark.parametrize("delivery", ["inbox", "post"])
async def test_what_was_refused_is_not_granted_by_a_draft_begun_before(
    story: Story, delivery: str
) -> None:
    await story.consents()
    draft = await story.drafts()
    await refuses(story)
    with pytest.raises((Conflict, NotAllowed)):
        await story.issues(draft, delivery, body=WORDS)
    assert await story.status() is CaseStatus.REJECTED
    assert await story.sees() == ()


async def test_a_grant_and_a_withdrawal_at_once_leave_one_of_them(story: Story) -> None:
    await story.consents()
    draft = await story.drafts()
    results = await asyncio.gather(
        story.issues(draft, body=WORDS, tell=False),
        story.hall.act(story.citizen.scope, story.case.reference, CaseAction.WITHDRAW),
        return_exceptions=True,
    )
    assert sum(not isinstance(one, Exception) for one in results) == 1, results
    granted = [one.decision for one in await story.sees()]
    assert (await story.status(), granted) in (
        (CaseStatus.WITHDRAWN, []),
        (CaseStatus.PROVIDED, ["granted"]),
    )
