"""Deadlines in working days."""

from datetime import date

from portal.cases.deadline import add_working_days

FRIDAY = date(2026, 11, 20)


def test_a_weekend_does_not_count() -> None:
    assert add_working_days(FRIDAY, 3, "Niedersachsen") == date(2026, 11, 25)


def test_a_public_holiday_counts_only_where_it_is_one() -> None:
    """All Saints' Day (1 November) is free in North Rhine-Westphalia, not in Lower Saxony."""
    before = date(2027, 10, 29)
    assert before.weekday() == 4
    assert add_working_days(before, 1, "Nordrhein-Westfalen") == date(2027, 11, 2)
    assert add_working_days(before, 1, "Niedersachsen") == date(2027, 11, 1)


def test_christmas_moves_the_deadline_into_the_week_after() -> None:
    assert add_working_days(date(2026, 12, 23), 2, "Niedersachsen") == date(2026, 12, 28)


def test_no_days_means_today() -> None:
    assert add_working_days(FRIDAY, 0, "Niedersachsen") == FRIDAY


def test_a_state_nobody_knows_still_has_the_holidays_of_all_germany() -> None:
    assert add_working_days(date(2026, 10, 2), 1, "Utopia") == date(2026, 10, 5)
