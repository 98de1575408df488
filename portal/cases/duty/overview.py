"""What the town hall sees of its rules and absences, with names. Needs the system's scope, as
staff do not see each other's accounts; `reader` is the scope of who looks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.cases.assignment import Colleague
from portal.cases.duty.absences import coming_absences
from portal.cases.duty.giving import DutyOffice, duty_office, names_of, rule_of
from portal.cases.duty.leading import Lead, RuleWish, lead_of, wish_of
from portal.cases.duty.tables import AssignmentRule
from portal.cases.duty.wording import rule_in_words
from portal.identity import CASE_ROLES, desk_of
from portal.persistence.database import Scope
from portal.personnel import services_of
from portal.shared import clock

_WAYS = {"least": "wer die wenigsten offenen Vorgänge hat", "turn": "der Reihe nach"}


@dataclass(frozen=True)
class SeenRule:
    """A rule in words. `missing` are named by it and work on such cases no more; `wish` fills the
    form to change it, where the reader may."""

    id: UUID
    number: int
    words: str
    people: tuple[str, ...]
    missing: tuple[str, ...]
    way: str
    may_change: bool
    wish: RuleWish


@dataclass(frozen=True)
class SeenAbsence:
    """An absence of today or later; `may_remove` for one's own, and for leads."""

    id: UUID
    person: UUID
    name: str
    substitute: UUID | None
    substitute_name: str
    since: date
    until: date
    may_remove: bool

    @property
    def holds_today(self) -> bool:
        """Whether the person is away now."""
        return self.since <= clock.today() <= self.until


@dataclass(frozen=True)
class Duty:
    """Everything the page shows. `services` are those the reader makes rules for: (slug, name),
    "" for all there are; empty for who leads no team."""

    me: UUID
    leads: bool
    rules: tuple[SeenRule, ...]
    absences: tuple[SeenAbsence, ...]
    colleagues: tuple[Colleague, ...]
    services: tuple[tuple[str, str], ...]


async def see_duty(session: AsyncSession, reader: Scope) -> Duty:
    """For everybody with a desk for cases there. Raises SignInRequired, NotAllowed."""
    desk = await desk_of(session, reader, *CASE_ROLES)
    lead = await lead_of(session, reader)
    office = await duty_office(session, desk.home)
    works = sorted(office.roster.works_on, key=lambda one: (office.names[one].casefold(), one.hex))
    return Duty(
        me=desk.account_id,
        leads=lead is not None,
        rules=tuple(_seen_rule(office, row, n, lead) for n, row in enumerate(office.rows, 1)),
        absences=await see_absences(session, reader),
        colleagues=tuple(Colleague(one, office.names[one]) for one in works),
        services=_services_led(lead) if lead else (),
    )


async def see_absences(session: AsyncSession, reader: Scope) -> tuple[SeenAbsence, ...]:
    """Of today and later, by day. Raises SignInRequired, NotAllowed."""
    desk = await desk_of(session, reader, *CASE_ROLES)
    leads = await lead_of(session, reader) is not None
    rows = await coming_absences(session, desk.home)
    people = {one.account_id for one in rows} | {one.substitute_id for one in rows}
    names = await names_of(session, [one for one in people if one])
    return tuple(
        SeenAbsence(
            id=one.id,
            person=one.account_id,
            name=names.get(one.account_id, ""),
            substitute=one.substitute_id,
            substitute_name=names.get(one.substitute_id, "") if one.substitute_id else "",
            since=one.since,
            until=one.until,
            may_remove=leads or one.account_id == desk.account_id,
        )
        for one in rows
    )


def _seen_rule(office: DutyOffice, row: AssignmentRule, number: int, lead: Lead | None) -> SeenRule:
    rule = rule_of(row, number)
    missing = office.roster.missing(rule)
    there = [one for one in rule.colleagues if one not in missing]
    return SeenRule(
        id=row.id,
        number=number,
        words=rule_in_words(rule),
        people=_named(office, there),
        missing=_named(office, missing),
        way=_WAYS[row.way] if len(rule.colleagues) > 1 else "",
        may_change=lead is not None and lead.leads(row.service),
        wish=wish_of(row),
    )


def _named(office: DutyOffice, people: Collection[UUID]) -> tuple[str, ...]:
    return tuple(office.names.get(one, "unbekannt") for one in people)


def _services_led(lead: Lead) -> tuple[tuple[str, str], ...]:
    every = (("", "Alle Leistungen"),) if lead.leads("") else ()
    return every + tuple(one for one in services_of(lead.home) if lead.leads(one[0]))
