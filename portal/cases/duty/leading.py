"""What team leads decide: the rules, their order, and that they count for unassigned cases too.

All functions need the system's scope; `lead` is the scope of who acts.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.applications.tables import Submission
from portal.audit.service import record
from portal.cases.access import Actor
from portal.cases.changing import announce_case, record_change
from portal.cases.duty.giving import DutyOffice, duty_office, facts_of, give_case, names_of
from portal.cases.duty.places import asks_for_place
from portal.cases.duty.roster import Facts, Given, Rule, folded
from portal.cases.duty.surnames import LONGEST_LETTERS, sorted_as
from portal.cases.duty.tables import AssignmentRule
from portal.cases.tables import Case
from portal.errors import Conflict, InvalidField, NotAllowed, NotFound, SignInRequired
from portal.identity import Desk, desk_of
from portal.persistence.database import Scope
from portal.persistence.live import announce
from portal.personnel import services_of

MOST_RULES, MOST_DISTRICTS, MOST_AT_ONCE = 100, 30, 500
_TOLD = ("service", "kind", "districts", "first_letters", "last_letters", "way", "colleagues")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Lead:
    """A team lead at `home`; `desk` is what they lead there, delegated services included."""

    id: UUID
    name: str
    home: str
    desk: Desk

    def leads(self, service: str) -> bool:
        """Whether rules for the service are theirs to make; "" is every service there is."""
        if service:
            return self.desk.covers(self.home, service)
        return any(part.services is None for part in self.desk.parts)


@dataclass(frozen=True)
class RuleWish:
    """A rule as the form has it; see `AssignmentRule`. `districts` are separated by commas."""

    service: str = ""
    kind: str = "all"
    districts: str = ""
    first: str = ""
    last: str = ""
    way: str = "least"
    colleagues: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """How many unassigned cases there are, and who would get how many of them."""

    unassigned: int
    by_name: tuple[tuple[str, int], ...]

    @property
    def given(self) -> int:
        """How many would be somebody's."""
        return sum(number for _name, number in self.by_name)


async def require_lead(session: AsyncSession, lead: Scope) -> Lead:
    """The team lead behind the scope. Raises SignInRequired, NotAllowed."""
    if lead.actor_kind != "staff" or lead.actor_id is None:
        raise SignInRequired
    desk = await desk_of(session, lead, "team_lead")
    names = await names_of(session, [desk.account_id])
    return Lead(desk.account_id, names.get(desk.account_id, ""), desk.home, desk)


async def lead_of(session: AsyncSession, reader: Scope) -> Lead | None:
    """The same; None for who leads no team. Raises SignInRequired."""
    try:
        return await require_lead(session, reader)
    except NotAllowed:
        return None


async def add_rule(session: AsyncSession, lead: Scope, wish: RuleWish) -> None:
    """Put a rule at the end of the list. Raises InvalidField, NotAllowed, SignInRequired."""
    acting = await require_lead(session, lead)
    office = await duty_office(session, acting.home, to_give=True)
    if len(office.rows) >= MOST_RULES:
        raise InvalidField("leistung", f"Mehr als {MOST_RULES} Regeln lassen sich nicht anlegen.")
    rule = _checked(acting, office, wish)
    rule.place = max((row.place for row in office.rows), default=0) + 1
    session.add(rule)
    await session.flush()
    await _changed(session, lead, "added", rule)


async def change_rule(
    session: AsyncSession, lead: Scope, rule_id: UUID, wish: RuleWish, *, seen: RuleWish
) -> None:
    """Say it anew, at the same place of the list; `seen` is how it was when the form was opened.

    Raises as `add_rule` and `remove_rule`, and Conflict (somebody else changed it since).
    """
    rule, _rows = await _own(session, lead, rule_id)
    if wish_of(rule) != seen:
        raise Conflict
    acting = await require_lead(session, lead)
    told = _checked(acting, await duty_office(session, acting.home), wish)
    for name in _TOLD:
        setattr(rule, name, getattr(told, name))
    await session.flush()
    await _changed(session, lead, "changed", rule)


def wish_of(row: AssignmentRule) -> RuleWish:
    """The rule as the form has it."""
    return RuleWish(
        service=row.service,
        kind=row.kind,
        districts=", ".join(row.districts),
        first=row.first_letters,
        last=row.last_letters,
        way=row.way,
        colleagues=tuple(str(one) for one in row.colleagues),
    )


async def remove_rule(session: AsyncSession, lead: Scope, rule_id: UUID) -> None:
    """Cases it gave stay where they are. Raises NotFound, NotAllowed, SignInRequired."""
    rule, _rows = await _own(session, lead, rule_id)
    await session.delete(rule)
    await _changed(session, lead, "removed", rule)


async def move_rule(session: AsyncSession, lead: Scope, rule_id: UUID, *, up: bool) -> None:
    """Change places with the rule above, or below; at the end of the list nothing happens.

    Raises as `remove_rule`; NotAllowed as well where the other rule is for other teams.
    """
    rule, rows = await _own(session, lead, rule_id)
    at = rows.index(rule)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(rows):
        return
    await _own(session, lead, rows[other].id)
    order = list(rows)
    order[at], order[other] = order[other], order[at]
    for place, row in enumerate(order, 1):
        row.place = place
    await _changed(session, lead, "moved", rule)


async def who_would_get(
    session: AsyncSession, lead: Scope, facts: Facts
) -> tuple[Given | None, Mapping[UUID, str]]:
    """Whom the rules would give such a case today, and names. Nothing is counted or kept."""
    acting = await require_lead(session, lead)
    office = await duty_office(session, acting.home)
    return office.roster.give(facts), office.names


async def preview_unassigned(session: AsyncSession, lead: Scope) -> Preview:
    """What `assign_unassigned` would do now. Raises SignInRequired, NotAllowed."""
    acting = await require_lead(session, lead)
    office = await duty_office(session, acting.home)
    cases = await _unassigned(session, acting)
    given: Counter[str] = Counter()
    for case, sent in cases:
        found = office.roster.give(facts_of(case, sent))
        if found and found.to:
            given[office.names[found.to]] += 1
    return Preview(len(cases), tuple(sorted(given.items())))


async def assign_unassigned(session: AsyncSession, lead: Scope) -> int:
    """Give what is nobody's to who the rules say; how many cases that were. At most
    `MOST_AT_ONCE`, the oldest first. Raises SignInRequired, NotAllowed."""
    acting = await require_lead(session, lead)
    office = await duty_office(session, acting.home, to_give=True)
    actor = Actor("staff", acting.id, acting.name, acting.desk)
    given = [
        case
        for case, sent in await _unassigned(session, acting, to_give=True)
        if give_case(session, office, case, facts_of(case, sent), actor=actor)
    ]
    for case in given:
        case.revision += 1
        await record_change(session, lead, "case.assigned", case)
        await announce_case(session, case)
    await session.flush()
    return len(given)


async def _unassigned(
    session: AsyncSession, acting: Lead, *, to_give: bool = False
) -> Sequence[tuple[Case, Submission]]:
    query = (
        select(Case, Submission)
        .join(Submission, col(Submission.id) == col(Case.submission_id))
        .where(
            _on_desk(acting.desk), col(Case.closed_at).is_(None), col(Case.assignee_id).is_(None)
        )
        .order_by(col(Case.opened_at), col(Case.id))
        .limit(MOST_AT_ONCE)
    )
    if to_give:
        query = query.with_for_update(of=Case, skip_locked=True)
        query = query.execution_options(populate_existing=True)
    return [(case, sent) for case, sent in (await session.execute(query)).all()]


def _on_desk(desk: Desk) -> ColumnElement[bool]:
    forwarded, service = col(Case.forwarded_to), col(Case.service)
    own = and_(forwarded.is_(None), desk.holds(col(Case.municipality), service))
    return or_(own, and_(forwarded.is_not(None), desk.holds(forwarded, service)))


async def _own(
    session: AsyncSession, lead: Scope, rule_id: UUID
) -> tuple[AssignmentRule, Sequence[AssignmentRule]]:
    acting = await require_lead(session, lead)
    rows = (await duty_office(session, acting.home, to_give=True)).rows
    rule = next((row for row in rows if row.id == rule_id), None)
    if rule is None:
        raise NotFound("Diese Regel gibt es nicht mehr.")
    if not acting.leads(rule.service):
        raise NotAllowed("Diese Regel gilt auch für andere Teams. Deren Leitung ändert sie.")
    return rule, rows


def _checked(acting: Lead, office: DutyOffice, wish: RuleWish) -> AssignmentRule:
    if wish.service and wish.service not in {slug for slug, _name in services_of(acting.home)}:
        raise InvalidField("leistung", "Bitte wählen Sie eine Leistung.")
    if not acting.leads(wish.service):
        raise InvalidField("leistung", "Bitte wählen Sie eine Leistung, deren Team Sie leiten.")
    if wish.kind == "district" and wish.service and not asks_for_place(wish.service):
        raise InvalidField(
            "leistung", "Bei dieser Leistung wird weder Ortsteil noch Postleitzahl gefragt."
        )
    first, last = _letters(wish) if wish.kind == "surname" else ("", "")
    rule = AssignmentRule(
        municipality=acting.home,
        place=0,
        service=wish.service,
        kind=_known("art", wish.kind, ("all", "district", "surname")),
        districts=_districts(wish.districts) if wish.kind == "district" else [],
        first_letters=first,
        last_letters=last,
        way=_known("verteilung", wish.way, ("least", "turn")),
        colleagues=_people(office, wish),
    )
    return rule


def _known(field: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise InvalidField(field, "Bitte wählen Sie eine der Möglichkeiten.")
    return value


def _letters(wish: RuleWish) -> tuple[str, str]:
    typed = wish.first.strip(), wish.last.strip()
    for field, letters in zip(("von_buchstabe", "bis_buchstabe"), typed, strict=True):
        if not _LETTERS.fullmatch(letters) or len(letters) > LONGEST_LETTERS:
            raise InvalidField(field, "Bitte geben Sie einen oder mehrere Buchstaben an.")
    first, last = typed
    if sorted_as(first)[: len(sorted_as(last))] > sorted_as(last):
        raise InvalidField("bis_buchstabe", "Diese Buchstaben stehen im Alphabet davor.")
    return first.capitalize(), last.capitalize()


def _districts(typed: str) -> list[str]:
    found = {folded(one): " ".join(one.split()) for one in typed.split(",") if one.strip()}
    if not found or len(found) > MOST_DISTRICTS or any(len(one) > 100 for one in found):
        raise InvalidField(
            "orte",
            f"Bitte geben Sie Ortsteile oder Postleitzahlen an, mit Komma getrennt, höchstens"
            f" {MOST_DISTRICTS}.",
        )
    return list(found.values())


def _people(office: DutyOffice, wish: RuleWish) -> list[UUID]:
    rule = Rule(UUID(int=0), 0, service=wish.service, colleagues=tuple(office.roster.works_on))
    left_out = set(office.roster.missing(rule))
    fitting = {str(one): one for one in rule.colleagues if one not in left_out}
    chosen = list(dict.fromkeys(wish.colleagues))
    if not chosen:
        raise InvalidField("kollegen", "Bitte wählen Sie mindestens eine Person.")
    if any(one not in fitting for one in chosen):
        raise InvalidField(
            "kollegen", "Nicht alle Gewählten bearbeiten diese Leistung. Bitte sehen Sie nach."
        )
    return [fitting[one] for one in chosen]


async def _changed(session: AsyncSession, lead: Scope, what: str, rule: AssignmentRule) -> None:
    await session.flush()
    await record(session, lead, f"duty.rule_{what}", f"rule:{rule.id}")
    await announce(session, f"duty:{lead.municipality}")
