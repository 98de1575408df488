"""Who gets a case: the first rule that fits, of those who are there, in turn or who has least."""

from collections import Counter
from uuid import UUID, uuid4

import pytest

from portal.cases.duty.roster import Facts, Roster, Rule, closes_a_circle, in_place_of
from portal.cases.duty.surnames import is_between, surname_of

ANNA, BERTA, CARLA, DORA = (uuid4() for _one in range(4))
DOG = "hund-anmelden"


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Ahrens", "A", "K"),
        ("Kruse", "A", "K"),
        ("Ärmel", "A", "A"),
        ("Özdemir", "O", "O"),
        ("Überall", "U", "Z"),
        ("Łuczak", "L", "L"),
        ("Ørsted", "L", "Z"),
        ("Şahin", "S", "S"),
        ("Schröder", "Sa", "Sch"),
        ("de Vries", "D", "D"),
        ("d'Angelo", "d", "d"),
        ("Aß", "Ass", "Ass"),
    ],
)
def test_a_list_from_letter_to_letter_has_the_name(name: str, first: str, last: str) -> None:
    assert is_between(name, first, last)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("Lübbers", "A", "K"), ("Jansen", "K", "Z"), ("Schröder", "Sci", "Sz"), ("", "A", "Z")],
)
def test_and_not_the_others(name: str, first: str, last: str) -> None:
    assert not is_between(name, first, last)


def test_the_surname_is_the_last_word() -> None:
    assert surname_of("Anna von der Heide") == "Heide"
    assert surname_of("  ") == ""


def test_the_first_rule_that_fits_decides() -> None:
    roster = _roster(
        _rule(1, ANNA, service=DOG, kind="surname", first="A", last="K"),
        _rule(2, BERTA, kind="district", districts=("Bokel", "26871")),
        _rule(3, CARLA),
    )
    assert _gets(roster, Facts(DOG, "Ida Ahrens", frozenset({"bokel"}))) == ANNA
    assert _gets(roster, Facts("x", "Ida Ahrens", frozenset({"bokel"}))) == BERTA
    assert _gets(roster, Facts("x", "Ida Ahrens", frozenset({"26871"}))) == BERTA
    assert _gets(roster, Facts("x", "Ida Ahrens")) == CARLA


def test_without_a_fitting_rule_nobody_gets_it() -> None:
    assert _roster(_rule(1, ANNA, service=DOG)).give(Facts("x", "Ida Ahrens")) is None


def test_in_turn_goes_round_and_skips_who_has_no_desk_any_more() -> None:
    roster = _roster(_rule(1, ANNA, BERTA, DORA, CARLA, way="turn"))
    roster.works_on = {who: None for who in (ANNA, BERTA, CARLA)}
    assert [_gets(roster) for _time in range(4)] == [ANNA, BERTA, CARLA, ANNA]
    assert roster.missing(roster.rules[0]) == (DORA,)


def test_who_has_the_fewest_open_cases_gets_the_next() -> None:
    roster = _roster(_rule(1, ANNA, BERTA), open_cases=Counter({ANNA: 2, BERTA: 1}))
    assert [_gets(roster) for _time in range(3)] == [BERTA, ANNA, BERTA]


def test_a_desk_for_other_services_does_not_count() -> None:
    roster = _roster(_rule(1, ANNA, BERTA))
    roster.works_on = {ANNA: frozenset({DOG}), BERTA: None}
    assert _gets(roster, Facts("x", "Ida Ahrens")) == BERTA


def test_the_substitute_gets_it_also_over_two_corners() -> None:
    roster = _roster(_rule(1, ANNA), away={ANNA: BERTA, BERTA: CARLA})
    given = roster.give(Facts("x", "Ida Ahrens"))
    assert given is not None
    assert (given.to, given.instead_of) == (CARLA, ANNA)


@pytest.mark.parametrize("away", [{ANNA: None}, {ANNA: BERTA, BERTA: ANNA}])
def test_where_nobody_is_there_it_stays_unassigned(away: dict[UUID, UUID | None]) -> None:
    roster = _roster(_rule(1, ANNA), _rule(2, CARLA), away=away)
    given = roster.give(Facts("x", "Ida Ahrens"))
    assert given is not None
    assert given.to is None, "and the next rule does not surprise anybody"


def test_a_substitute_without_a_desk_for_it_gets_nothing() -> None:
    roster = _roster(_rule(1, ANNA, CARLA), away={ANNA: BERTA})
    roster.works_on = {ANNA: None, BERTA: frozenset({DOG}), CARLA: None}
    assert [_gets(roster, Facts("x", "Ida")) for _time in range(2)] == [CARLA, CARLA]


def test_circles_of_substitutes_are_found() -> None:
    assert closes_a_circle(ANNA, BERTA, {BERTA: ANNA})
    assert closes_a_circle(ANNA, BERTA, {BERTA: CARLA, CARLA: ANNA})
    assert not closes_a_circle(ANNA, BERTA, {BERTA: CARLA})
    assert not closes_a_circle(ANNA, BERTA, {})
    assert in_place_of(ANNA, {ANNA: BERTA, BERTA: ANNA}) is None


def _rule(number: int, *colleagues: UUID, **more: object) -> Rule:
    return Rule(id=uuid4(), number=number, colleagues=colleagues, **more)  # type: ignore[arg-type]


def _roster(*rules: Rule, **more: object) -> Roster:
    everybody: dict[UUID, frozenset[str] | None] = {who: None for who in (ANNA, BERTA, CARLA)}
    return Roster(rules, everybody, **more)  # type: ignore[arg-type]


def _gets(roster: Roster, facts: Facts = Facts("x", "Ida Ahrens")) -> UUID | None:  # noqa: B008
    given = roster.give(facts)
    return given.to if given else None
