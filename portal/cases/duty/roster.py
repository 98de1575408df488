"""Who gets a case: rules in their order, those who are there today, who stands in for whom. Pure.

The same roster answers for a new case, for many unassigned ones and for "Wer bekäme …?".
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from portal.cases.duty.surnames import is_between, surname_of


@dataclass(frozen=True)
class Facts:
    """What rules look at: the service, the applicant's name, and every district and postcode that
    was answered."""

    service: str
    name: str
    places: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rule:
    """See `AssignmentRule`; `number` is its place in the list, from 1."""

    id: UUID
    number: int
    service: str = ""
    kind: str = "all"
    districts: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    way: str = "least"
    colleagues: tuple[UUID, ...] = ()

    def fits(self, facts: Facts) -> bool:
        """Whether the rule is for such a case."""
        if self.service and self.service != facts.service:
            return False
        if self.kind == "district":
            return any(folded(one) in facts.places for one in self.districts)
        if self.kind == "surname":
            return is_between(surname_of(facts.name), self.first, self.last)
        return True


@dataclass(frozen=True)
class Given:
    """To whom a case goes by which rule; `instead_of` is who is away. `to` is None where nobody
    of the rule is there."""

    rule: Rule
    to: UUID | None
    instead_of: UUID | None = None


@dataclass
class Roster:
    """`works_on`: each colleague's services, None for all. `away`: who is away today, with their
    substitute. `open_cases` and `turns` (who had the last one, by rule) are kept up by `give`."""

    rules: Sequence[Rule]
    works_on: Mapping[UUID, frozenset[str] | None]
    away: Mapping[UUID, UUID | None] = field(default_factory=dict)
    open_cases: Counter[UUID] = field(default_factory=Counter)
    turns: dict[UUID, UUID] = field(default_factory=dict)

    def give(self, facts: Facts) -> Given | None:
        """The first rule that fits decides; None where none does. Counted as given."""
        rule = next((one for one in self.rules if one.fits(facts)), None)
        if rule is None:
            return None
        named = self._choose(rule, facts.service)
        if named is None:
            return Given(rule, None)
        to = self.present(named, facts.service)
        assert to is not None
        self.turns[rule.id] = named
        self.open_cases[to] += 1
        return Given(rule, to, named if named != to else None)

    def present(self, person: UUID, service: str) -> UUID | None:
        """The person, or who stands in today; None where nobody is there who works on it."""
        found = in_place_of(person, self.away)
        return found if found is not None and self._works(found, service) else None

    def missing(self, rule: Rule) -> tuple[UUID, ...]:
        """Who is named by the rule and has no desk for it any more: skipped."""
        return tuple(one for one in rule.colleagues if not self._works(one, rule.service))

    def _choose(self, rule: Rule, service: str) -> UUID | None:
        there = [
            one
            for one in rule.colleagues
            if self._works(one, service) and self.present(one, service)
        ]
        if not there:
            return None
        if rule.way == "turn":
            return _next_after(self.turns.get(rule.id), rule.colleagues, there)
        return min(there, key=lambda one: self.open_cases[self.present(one, service) or one])

    def _works(self, person: UUID, service: str) -> bool:
        if person not in self.works_on:
            return False
        services = self.works_on[person]
        return services is None or not service or service in services


def in_place_of(person: UUID, away: Mapping[UUID, UUID | None]) -> UUID | None:
    """Who works for the person today: themselves, or the end of the chain of substitutes.

    None where the chain ends with nobody, or turns in a circle.
    """
    seen: set[UUID] = set()
    here: UUID | None = person
    while here is not None and here in away:
        if here in seen:
            return None
        seen.add(here)
        here = away[here]
    return here


def replaced_by(person: UUID, away: Mapping[UUID, UUID | None]) -> frozenset[UUID]:
    """For whom the person works today."""
    return frozenset(one for one in away if in_place_of(one, away) == person)


def closes_a_circle(person: UUID, substitute: UUID, away: Mapping[UUID, UUID | None]) -> bool:
    """Whether who stands in for the person would, in the end, be the person."""
    seen: set[UUID] = set()
    here: UUID | None = substitute
    while here is not None and here not in seen:
        if here == person:
            return True
        seen.add(here)
        here = away.get(here)
    return False


def folded(place: str) -> str:
    """District and postcode as they are compared: capitals and blanks do not count."""
    return " ".join(place.casefold().split())


def _next_after(last: UUID | None, everybody: Sequence[UUID], there: Sequence[UUID]) -> UUID:
    start = everybody.index(last) + 1 if last in everybody else 0
    around = [*everybody[start:], *everybody[:start]]
    return next(one for one in around if one in there)
