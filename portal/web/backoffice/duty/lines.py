"""What the page "Zuständigkeit" shows, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.cases.duty.leading import Preview
from portal.cases.duty.overview import Duty, SeenAbsence, SeenRule
from portal.cases.duty.roster import Given
from portal.cases.duty.wording import rule_in_words
from portal.errors import InvalidField


@dataclass(frozen=True)
class Choice:
    """Something to choose, by its key."""

    key: str
    words: str
    chosen: bool = False


@dataclass(frozen=True)
class RuleLine:
    """A rule; `missing` names who works on such cases no more."""

    id: str
    number: str
    words: str
    people: str
    missing: str
    may_change: bool
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class AbsenceLine:
    """An absence of today or later."""

    id: str
    name: str
    days: str
    substitute: str
    holds_today: bool
    may_remove: bool


def rule_lines(duty: Duty) -> list[RuleLine]:
    """The rules, in their order."""
    return [
        RuleLine(
            id=str(one.id),
            number=f"{one.number}.",
            words=one.words,
            people=_people(one),
            missing=", ".join(one.missing),
            may_change=one.may_change,
            is_first=one.number == 1,
            is_last=one.number == len(duty.rules),
        )
        for one in duty.rules
    ]


def absence_lines(duty: Duty) -> list[AbsenceLine]:
    """By day."""
    return [
        AbsenceLine(
            id=str(one.id),
            name=f"{one.name} (Sie)" if one.person == duty.me else one.name,
            days=_days(one),
            substitute=f"Vertretung: {one.substitute_name}"
            if one.substitute_name
            else "Ohne Vertretung",
            holds_today=one.holds_today,
            may_remove=one.may_remove,
        )
        for one in duty.absences
    ]


def colleague_choices(duty: Duty, chosen: tuple[str, ...] = ()) -> list[Choice]:
    """Everybody with a desk for cases there."""
    return [
        Choice(
            str(one.id),
            f"{one.name} (Sie)" if one.id == duty.me else one.name,
            str(one.id) in chosen,
        )
        for one in duty.colleagues
    ]


def preview_in_words(seen: Preview) -> str:
    """ "3 Vorgänge gehören niemandem. Nach den Regeln bekämen: Imke Brand 2, Ole Hinrichs 1." """
    if not seen.unassigned:
        return "Es gibt keinen Vorgang, der niemandem zugewiesen ist."
    waiting = "1 Vorgang ist" if seen.unassigned == 1 else f"{seen.unassigned} Vorgänge sind"
    who = ", ".join(f"{name} {number}" for name, number in seen.by_name)
    told = f"Nach den Regeln bekämen: {who}." if who else "Keine Regel passt auf sie."
    return f"{waiting} niemandem zugewiesen. {told}"


def given_in_words(given: Given | None, names: Mapping[UUID, str]) -> str:
    """ "Ole Hinrichs in Vertretung von Imke Brand, nach Regel 2: Alle Leistungen." """
    if given is None:
        return "Keine Regel passt: Der Vorgang bliebe ohne Zuweisung."
    rule = f"Regel {given.rule.number}: {rule_in_words(given.rule)}"
    if given.to is None:
        return f"Niemand von {rule} ist da: Der Vorgang bliebe ohne Zuweisung."
    who = names.get(given.to, "")
    if given.instead_of:
        who = f"{who} in Vertretung von {names.get(given.instead_of, 'jemandem')}"
    return f"{who}, nach {rule}."


def day_typed(field: str, typed: str) -> date:
    """Raises InvalidField where there is no such day."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise InvalidField(field, "Bitte geben Sie einen Tag an, den es gibt.") from None


def _people(rule: SeenRule) -> str:
    names = ", ".join(rule.people) or "niemand mehr"
    return f"{names} ({rule.way})" if rule.way and len(rule.people) > 1 else names


def _days(absence: SeenAbsence) -> str:
    since, until = f"{absence.since:%d.%m.%Y}", f"{absence.until:%d.%m.%Y}"
    return f"am {since}" if since == until else f"{since} bis {until}"
