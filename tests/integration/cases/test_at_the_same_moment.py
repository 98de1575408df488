"""Citizen and town hall act at the same moment: one comes first, and nothing is half done."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from portal.applications.tables import Submission
from portal.cases.corrections import (
    correction_to_answer,
    request_correction,
    save_correction,
    send_correction,
)
from portal.cases.notice_views import NoticeView, notices_on_desk
from portal.cases.notices import draft_notice
from portal.cases.status import CaseAction, CaseStatus
from portal.cases.tables import Case, CaseEvent
from portal.cases.views import CaseView
from portal.errors import PortalError
from portal.persistence.database import Database, Scope, system_scope
from portal.workflow.notices import issue_notice
from tests.support.applications import Citizen
from tests.support.cases import TownHall

Deed = Coroutine[Any, Any, None]


@pytest.fixture
async def case(town_hall: TownHall, citizen: Citizen, desk: Scope) -> CaseView:
    """A case that somebody works on."""
    case = await town_hall.opened_case(citizen)
    await town_hall.act(desk, case.reference, CaseAction.TAKE_ON)
    return case


async def test_posted_while_it_is_withdrawn(
    town_hall: TownHall, citizen: Citizen, desk: Scope, case: CaseView
) -> None:
    first = await _which_comes_first(
        town_hall.act(desk, case.reference, CaseAction.MARK_POSTED),
        town_hall.act(citizen.scope, case.reference, CaseAction.WITHDRAW),
    )
    assert (
        await _ended(town_hall.database, case)
        == [
            (CaseStatus.POSTED, CaseAction.MARK_POSTED),
            (CaseStatus.WITHDRAWN, CaseAction.WITHDRAW),
        ][first]
    )


async def test_a_correction_is_sent_while_the_desk_goes_on_without_it(
    town_hall: TownHall, citizen: Citizen, desk: Scope, case: CaseView
) -> None:
    await _asks_to_correct(town_hall, desk, case)
    async with town_hall.database.transaction(citizen.scope) as session:
        await save_correction(session, citizen.scope, case.reference, {"birth_place": "Leer"})
    first = await _which_comes_first(
        _sends(town_hall, citizen, case),
        town_hall.act(desk, case.reference, CaseAction.TAKE_ON),
    )
    status, action = await _ended(town_hall.database, case)
    assert status is CaseStatus.IN_PROGRESS
    assert action == (CaseAction.SEND_CORRECTION, CaseAction.TAKE_ON)[first]
    async with town_hall.database.transaction(system_scope()) as session:
        sent = (await session.scalars(select(Submission))).all()
    assert len(sent) == 2 - first, "a second version exists only where it was sent"


async def test_granted_and_refused_by_two_letters(
    town_hall: TownHall, desk: Scope, case: CaseView
) -> None:
    letters = [await _drafts(town_hall, desk, case, one) for one in ("bewilligung", "ablehnung")]
    issued = [
        issue_notice(
            town_hall.services, desk, case.reference, letter.id,
            title=letter.title, body="Wir haben entschieden.", revision=0, delivery="post",
        )
        for letter in letters
    ]  # fmt: skip
    await _which_comes_first(*issued)
    async with town_hall.database.transaction(desk) as session:
        assert sum(not one.is_draft for one in await notices_on_desk(session, case.id)) == 1


async def _which_comes_first(*deeds: Deed) -> int:
    """0 or 1: who got through; the other was told why not."""
    results = await asyncio.gather(*deeds, return_exceptions=True)
    refused = [result is not None for result in results]
    assert sorted(refused) == [False, True], results
    assert isinstance(results[refused.index(True)], PortalError)
    return refused.index(False)


async def _ended(database: Database, case: CaseView) -> tuple[CaseStatus, str]:
    """Its status, and the last thing its history tells of one."""
    async with database.transaction(system_scope()) as session:
        row = (await session.scalars(select(Case).where(col(Case.id) == case.id))).one()
        moves = (
            select(CaseEvent)
            .where(col(CaseEvent.case_id) == case.id, col(CaseEvent.to_status).is_not(None))
            .order_by(col(CaseEvent.at))
        )
        last = (await session.scalars(moves)).all()[-1]
        assert last.to_status == row.status
        return CaseStatus(row.status), last.kind


async def _asks_to_correct(town_hall: TownHall, desk: Scope, case: CaseView) -> None:
    revision = (await town_hall.seen_by(desk, case.reference)).revision
    async with town_hall.database.transaction(desk) as session:
        await request_correction(
            session, desk, town_hall.follow_ups, case.reference, {"birth_place": "Welche Stadt?"},
            revision=revision,
        )  # fmt: skip


async def _sends(town_hall: TownHall, citizen: Citizen, case: CaseView) -> None:
    async with town_hall.database.transaction(citizen.scope) as session:
        now = await correction_to_answer(session, citizen.scope, case.reference)
        await send_correction(
            session, citizen.scope, town_hall.follow_ups, case.reference,
            agreed_cents=now.new_cents or 0,
        )  # fmt: skip


async def _drafts(town_hall: TownHall, desk: Scope, case: CaseView, template: str) -> NoticeView:
    async with town_hall.database.transaction(desk) as session:
        notice = await draft_notice(session, desk, case.reference, template)
        views = await notices_on_desk(session, case.id)
    return next(view for view in views if view.id == notice.id)
