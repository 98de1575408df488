"""Cases come to somebody by rule, substitutes get what is for who is away, and a role that is gone
leaves no case behind."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import col

from portal.cases.duty.absences import enter_absence, remove_absence
from portal.cases.duty.giving import away_today
from portal.cases.duty.leading import (
    RuleWish,
    add_rule,
    assign_unassigned,
    change_rule,
    move_rule,
    preview_unassigned,
    remove_rule,
    who_would_get,
)
from portal.cases.duty.overview import Duty, see_duty
from portal.cases.duty.roster import Facts, replaced_by
from portal.cases.duty.tables import AssignmentRule, StaffAbsence
from portal.cases.queue import QueueFilter, QueueWish, work_queue
from portal.cases.tables import Case
from portal.errors import Conflict, InvalidField, NotAllowed, NotFound, PortalError
from portal.identity.tables import StaffRole
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.cases import open_case
from portal.workflow.personnel import take_role
from tests.support.applications import PAPENBURG, Citizen
from tests.support.cases import TownHall, somebody_at_the_desk


@pytest.fixture
async def lead(database: Database) -> Scope:
    """Who decides."""
    return await somebody_at_the_desk(database, role="team_lead", name="Tomke Lead")


async def test_a_new_case_comes_to_whom_the_first_fitting_rule_names(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, lead: Scope
) -> None:
    ole = await somebody_at_the_desk(database, name="Ole Hinrichs")
    await _add(database, lead, RuleWish(kind="surname", first="a", last="k", colleagues=_of(lead)))
    await _add(database, lead, RuleWish(kind="district", districts="26871", colleagues=_of(desk)))
    await _add(database, lead, RuleWish(colleagues=_of(ole)))
    case = await town_hall.opened_case(citizen)
    at_desk = await town_hall.at_the_desk_of(desk, case.reference)
    assert at_desk.assigned_to_me
    entry = next(one for one in at_desk.case.timeline if one.kind == "assigned")
    assert entry.detail == "Imke Brand, nach der Regel „Alle Leistungen, aus 26871“"
    assert "assigned" not in {one.kind for one in case.timeline}, "the citizen reads nothing of it"
    application = {"application_id": str(await _application(database, case.reference))}
    await open_case(town_hall.services, application)
    again = await town_hall.seen_by(desk, case.reference)
    assert [one.kind for one in again.timeline].count("assigned") == 1


async def test_without_a_rule_it_stays_nobodys_until_the_lead_applies_one(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, lead: Scope
) -> None:
    references = [(await town_hall.opened_case(citizen)).reference for _one in range(2)]
    ole = await somebody_at_the_desk(database, name="Ole Hinrichs")
    both = RuleWish(way="turn", colleagues=(*_of(desk), *_of(ole)))
    await _add(database, lead, both)
    async with database.transaction(system_scope()) as session:
        seen = await preview_unassigned(session, lead)
    assert (seen.unassigned, seen.by_name) == (2, (("Imke Brand", 1), ("Ole Hinrichs", 1)))
    async with database.transaction(system_scope()) as session:
        assert await assign_unassigned(session, lead) == 2
    async with database.transaction(system_scope()) as session:
        assert await assign_unassigned(session, lead) == 0, "nobody's case twice"
    names = [(await town_hall.seen_by(lead, one)).assignee_name for one in references]
    assert names == ["Imke Brand", "Ole Hinrichs"]


async def test_the_substitute_gets_new_cases_and_sees_the_old_ones_as_in_place_of(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, lead: Scope
) -> None:
    ole = await somebody_at_the_desk(database, name="Ole Hinrichs")
    await _add(database, lead, RuleWish(colleagues=_of(desk)))
    before = (await town_hall.opened_case(citizen)).reference
    absence = await _away(database, desk, desk, ole)
    meanwhile = (await town_hall.opened_case(citizen)).reference
    assert (await town_hall.at_the_desk_of(ole, meanwhile)).assigned_to_me
    assert await _mine(database, ole) == {before: True, meanwhile: False}
    async with database.transaction(system_scope()) as session:
        await remove_absence(session, desk, absence)
    assert await _mine(database, ole) == {meanwhile: False}
    await _away(database, desk, desk, ole, since=clock.today() + timedelta(days=3))
    assert await _mine(database, ole) == {meanwhile: False}, "only from the first day on"


async def test_circles_odd_days_and_other_peoples_absences_are_refused(
    database: Database, desk: Scope, lead: Scope
) -> None:
    ole = await somebody_at_the_desk(database, name="Ole Hinrichs")
    elsewhere = await somebody_at_the_desk(database, "leer")
    await _away(database, desk, desk, ole)
    today = clock.today()
    for who, person, substitute, since, field in (
        (ole, ole, desk, today, "vertretung"),
        (ole, ole, elsewhere, today, "vertretung"),
        (ole, ole, ole, today, "vertretung"),
        (desk, desk, None, today, "von"),
        (ole, ole, None, today + timedelta(days=9), "bis"),
    ):
        with pytest.raises(InvalidField) as refused:
            await _away(database, who, person, substitute, since=since)
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        await _away(database, ole, lead, None)
    with pytest.raises(NotAllowed):
        await _away(database, lead, elsewhere, None)
    await _away(database, lead, ole, lead)
    async with database.transaction(lead) as session:
        away = await away_today(session, lead.municipality)
    assert replaced_by(_id(lead), away) == {_id(desk), _id(ole)}, "over two corners"


async def test_a_role_taken_away_frees_its_cases_and_is_skipped_by_rules(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope, lead: Scope
) -> None:
    await _add(database, lead, RuleWish(colleagues=_of(desk)))
    reference = (await town_hall.opened_case(citizen)).reference
    admin = await somebody_at_the_desk(database, role="municipality_admin", name="Ada")
    await take_role(town_hall.services, admin, _id(desk), "case_worker")
    freed = await town_hall.seen_by(lead, reference)
    assert freed.assignee_name == ""
    details = {one.detail for one in freed.timeline}
    assert "Imke Brand, bearbeitet solche Vorgänge nicht mehr" in details
    async with database.transaction(system_scope()) as session:
        given, _names = await who_would_get(session, lead, Facts("geburtsurkunde", "Ida Ahrens"))
    assert given is not None
    assert given.to is None


async def test_rules_keep_their_order_and_only_leads_change_them(
    database: Database, desk: Scope, lead: Scope
) -> None:
    for districts in ("Bokel", "Aschendorf"):
        wish = RuleWish(kind="district", districts=districts, colleagues=_of(desk))
        await _add(database, lead, wish)
    first, second = await _rules(database)
    async with database.transaction(system_scope()) as session:
        await move_rule(session, lead, first, up=True)
        await move_rule(session, lead, second, up=True)
    assert await _rules(database) == [second, first]
    for refused in (desk, await somebody_at_the_desk(database, "leer", role="team_lead")):
        with pytest.raises((NotAllowed, NotFound)):
            async with database.transaction(system_scope()) as session:
                await remove_rule(session, refused, first)
    async with database.transaction(system_scope()) as session:
        await remove_rule(session, lead, second)
    assert await _rules(database) == [first]


async def test_a_rule_said_anew_keeps_its_place_and_two_leads_do_not_overwrite_each_other(
    database: Database, desk: Scope, lead: Scope
) -> None:
    await _add(database, lead, RuleWish(colleagues=_of(desk)))
    await _add(database, lead, RuleWish(way="turn", colleagues=(*_of(desk), *_of(lead))))
    seen = await _seen(database, lead)
    assert [(one.people, one.way) for one in seen.rules] == [
        (("Imke Brand",), ""),
        (("Imke Brand", "Tomke Lead"), "der Reihe nach"),
    ]
    first, anew = seen.rules[0], RuleWish(kind="surname", first="a", last="k", colleagues=_of(lead))
    async with database.transaction(system_scope()) as session:
        await change_rule(session, lead, first.id, anew, seen=first.wish)
    with pytest.raises(Conflict):
        async with database.transaction(system_scope()) as session:
            await change_rule(session, lead, first.id, first.wish, seen=first.wish)
    assert (await _seen(database, lead)).rules[0].words == "Alle Leistungen, Nachname A bis K"
    at_desk = await _seen(database, desk)
    assert len(at_desk.rules) == 2, "every desk sees who gets what"
    assert not at_desk.leads and at_desk.services == ()
    assert not any(one.may_change for one in at_desk.rules)


async def test_absences_are_seen_with_names_and_ended_by_whom_they_concern(
    database: Database, desk: Scope, lead: Scope
) -> None:
    ole = await somebody_at_the_desk(database, name="Ole Hinrichs")
    await _away(database, desk, desk, ole)
    (mine,), (oles,) = [(await _seen(database, who)).absences for who in (desk, ole)]
    assert (mine.name, mine.substitute_name, mine.holds_today) == (
        "Imke Brand",
        "Ole Hinrichs",
        True,
    )
    assert (mine.may_remove, oles.may_remove) == (True, False)
    assert (await _seen(database, lead)).absences[0].may_remove
    clerk = await somebody_at_the_desk(database, role="counter_clerk", name="Wiebke")
    with pytest.raises(NotAllowed):
        await _seen(database, clerk)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (RuleWish(), "kollegen"),
        (RuleWish(colleagues=("x",)), "kollegen"),
        (RuleWish(service="gibt-es-nicht"), "leistung"),
        (RuleWish(kind="mond"), "art"),
        (RuleWish(way="wuerfeln", colleagues=("x",)), "verteilung"),
        (RuleWish(kind="district", districts=" , "), "orte"),
        (RuleWish(service="abfall", kind="district", districts="Bokel"), "leistung"),
        (RuleWish(kind="surname", first="1", last="K"), "von_buchstabe"),
        (RuleWish(kind="surname", first="K", last="A"), "bis_buchstabe"),
    ],
)
async def test_what_is_wrong_with_a_rule_is_said_at_the_field(
    database: Database, lead: Scope, wish: RuleWish, field: str
) -> None:
    with pytest.raises(InvalidField) as refused:
        await _add(database, lead, wish)
    assert refused.value.field == field


async def test_who_leads_some_services_makes_rules_for_these_alone(
    database: Database, lead: Scope, desk: Scope
) -> None:
    async with database.transaction(system_scope()) as session:
        role = (
            await session.scalars(select(StaffRole).where(col(StaffRole.account_id) == _id(lead)))
        ).one()
        role.services = ["geburtsurkunde"]
    with pytest.raises(PortalError, match="deren Team"):
        await _add(database, lead, RuleWish(colleagues=_of(desk)))
    await _add(database, lead, RuleWish(service="geburtsurkunde", colleagues=_of(desk)))


async def _seen(database: Database, who: Scope) -> Duty:
    async with database.transaction(system_scope()) as session:
        return await see_duty(session, who)


async def _add(database: Database, lead: Scope, wish: RuleWish) -> None:
    async with database.transaction(system_scope()) as session:
        await add_rule(session, lead, wish)


async def _away(
    database: Database,
    by: Scope,
    who: Scope,
    substitute: Scope | None,
    since: date | None = None,
) -> UUID:
    async with database.transaction(system_scope()) as session:
        await enter_absence(
            session,
            by,
            _id(who),
            substitute=_id(substitute) if substitute else None,
            since=since or clock.today(),
            until=clock.today() + timedelta(days=5),
        )
        query = select(col(StaffAbsence.id)).where(col(StaffAbsence.account_id) == _id(who))
        return (await session.scalars(query.order_by(col(StaffAbsence.since).desc()))).first()  # type: ignore[return-value]


async def _mine(database: Database, who: Scope) -> dict[str, bool]:
    async with database.transaction(who) as session:
        queue = await work_queue(session, who, QueueWish(QueueFilter.MINE))
    return {row.reference: row.stands_in for row in queue.rows}


async def _rules(database: Database) -> list[UUID]:
    async with database.transaction(system_scope(PAPENBURG)) as session:
        query = select(col(AssignmentRule.id)).order_by(col(AssignmentRule.place))
        return list(await session.scalars(query))


async def _application(database: Database, reference: str) -> UUID:

    async with database.transaction(system_scope()) as session:
        query = select(col(Case.application_id)).where(col(Case.reference) == reference)
        return (await session.scalars(query)).one()


def _of(who: Scope) -> tuple[str]:
    return (str(_id(who)),)


def _id(who: Scope) -> UUID:
    assert who.actor_id is not None
    return who.actor_id
