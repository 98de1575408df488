"""Which times an office offers: by its hours, desks and holidays, and by the clock in Germany."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from portal.appointments.slots import Slot, Taken, bookable_days, free_desk, free_slots, slots_on
from portal.municipalities import Office
from portal.shared.clock import BERLIN

LOWER_SAXONY = "Niedersachsen"
MONDAY = date(2026, 11, 23)
SUNDAY_EVENING = datetime(2026, 11, 22, 20, 0, tzinfo=BERLIN)


def an_office(**changes: Any) -> Office:
    """One desk, Mondays from eight to nine, a quarter of an hour each."""
    written = {
        "name": "Bürgerbüro",
        "hours": {"mo": "8:00-9:00"},
        "services": {"personalausweis": 15, "fundsache": 20},
    }
    return Office.model_validate(written | changes)


def clocks(slots: tuple[Slot, ...]) -> list[str]:
    """Their beginnings as a clock in Germany shows them."""
    return [f"{slot.local:%H:%M}" for slot in slots]


def taken_at(hour: int, minute: int, minutes: int = 15, desk: int = 1) -> Taken:
    start = datetime(2026, 11, 23, hour, minute, tzinfo=BERLIN)
    return Taken(desk, start, start + timedelta(minutes=minutes))


def free(office: Office, *taken: Taken, now: datetime = SUNDAY_EVENING) -> list[str]:
    found = free_slots(office, "personalausweis", LOWER_SAXONY, [MONDAY], taken=taken, now=now)
    return clocks(found)


def test_the_hours_are_divided_by_what_the_service_takes() -> None:
    office = an_office()
    quarter = slots_on(office, "personalausweis", LOWER_SAXONY, MONDAY)
    assert clocks(quarter) == ["08:00", "08:15", "08:30", "08:45"]
    assert clocks(slots_on(office, "fundsache", LOWER_SAXONY, MONDAY)) == [
        "08:00",
        "08:20",
        "08:40",
    ]


def test_nothing_is_offered_that_would_outlast_the_hours() -> None:
    office = an_office(hours={"mo": "8:00-8:40, 14:00-14:10"})
    assert clocks(slots_on(office, "personalausweis", LOWER_SAXONY, MONDAY)) == ["08:00", "08:15"]


def test_a_time_is_free_as_long_as_one_desk_is() -> None:
    two_desks = an_office(desks=2)
    assert "08:15" in free(two_desks, taken_at(8, 15, desk=1))
    assert "08:15" not in free(two_desks, taken_at(8, 15, desk=1), taken_at(8, 15, desk=2))


def test_a_longer_appointment_of_another_service_blocks_each_time_it_reaches_into() -> None:
    assert free(an_office(), taken_at(8, 20, minutes=20)) == ["08:00", "08:45"]


def test_the_first_free_desk_is_given() -> None:
    start = datetime(2026, 11, 23, 8, 15, tzinfo=BERLIN).astimezone(UTC)
    slot = Slot(start, start + timedelta(minutes=15))
    assert free_desk(an_office(desks=2), slot, [taken_at(8, 15, desk=1)]) == 2
    assert free_desk(an_office(desks=1), slot, [taken_at(8, 15, desk=1)]) is None


def test_a_desk_that_was_taken_away_from_the_content_hinders_nobody() -> None:
    assert "08:15" in free(an_office(desks=1), taken_at(8, 15, desk=4))


def test_whoever_comes_at_short_notice_finds_only_later_times() -> None:
    monday_morning = datetime(2026, 11, 23, 6, 20, tzinfo=BERLIN)
    assert free(an_office(lead_hours=2), now=monday_morning) == ["08:30", "08:45"]


def test_holidays_of_the_state_closed_days_and_the_end_of_the_horizon_are_kept() -> None:
    office = an_office(
        hours={day: "8:00-9:00" for day in ("mo", "di", "mi", "do", "fr")},
        closed=["2026-12-21", {"first": "2026-12-28", "last": "2026-12-30"}],
        closed_every_year=["12-24", "12-31"],
        horizon_days=14,
    )
    now = datetime(2026, 12, 20, 12, 0, tzinfo=BERLIN)
    days = bookable_days(office, LOWER_SAXONY, now)
    assert days == (date(2026, 12, 22), date(2026, 12, 23))  # 25th holiday, 26th–27th weekend


def test_corpus_christi_is_free_in_north_rhine_westphalia_alone() -> None:
    corpus_christi = date(2026, 6, 4)
    office = an_office(hours={"do": "8:00-9:00"})
    assert slots_on(office, "personalausweis", "Nordrhein-Westfalen", corpus_christi) == ()
    assert len(slots_on(office, "personalausweis", LOWER_SAXONY, corpus_christi)) == 4


def test_eight_o_clock_stays_eight_o_clock_when_the_clocks_change() -> None:
    office = an_office(hours={"fr": "8:00-9:00", "mo": "8:00-9:00"})
    before = slots_on(office, "personalausweis", LOWER_SAXONY, date(2027, 3, 26))  # Good Friday
    assert before == ()
    before = slots_on(office, "personalausweis", LOWER_SAXONY, date(2027, 3, 19))
    after = slots_on(office, "personalausweis", LOWER_SAXONY, date(2027, 4, 5))
    assert clocks(before)[0] == clocks(after)[0] == "08:00"
    assert before[0].starts_at.hour == 7
    assert after[0].starts_at.hour == 6


def test_an_hour_that_does_not_exist_is_not_offered() -> None:
    office = an_office(hours={"so": "1:30-4:00"}, services={"personalausweis": 30})
    spring = slots_on(office, "personalausweis", LOWER_SAXONY, date(2027, 3, 21))
    assert clocks(spring) == ["01:30", "02:00", "02:30", "03:00", "03:30"]
    sunday = office.model_copy(update={"hours": office.hours})
    change = slots_on(sunday, "personalausweis", "Bremen", date(2026, 3, 29))
    assert clocks(change) == ["01:30", "03:00", "03:30"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"desks": 0},
        {"services": {}},
        {"services": {"personalausweis": 1}},
        {"closed": [{"first": "2026-12-24", "last": "2026-12-01"}]},
        {"closed_every_year": ["24.12."]},
    ],
)
def test_content_that_cannot_be_meant_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        an_office(**wrong)
