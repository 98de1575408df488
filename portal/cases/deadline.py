"""Deadlines in working days: Monday to Friday without the public holidays of the state."""

from datetime import date, timedelta

from portal.cases.tables import Case
from portal.municipalities import municipality_by_slug
from portal.shared import clock
from portal.shared.public_holidays import public_holidays


def add_working_days(start: date, working_days: int, state: str) -> date:
    """The day that lies `working_days` working days after `start` (which does not count).

    `state` is a German state by name or code; an unknown one has the holidays of all of Germany.
    """
    free = public_holidays(state)
    day = start
    for _ in range(working_days):
        day += timedelta(days=1)
        while day.weekday() >= 5 or day in free:
            day += timedelta(days=1)
    return day


def working_days_between(start: date, end: date, state: str) -> int:
    """How many working days lie after `start`, up to and with `end`; 0 where none do."""
    free = public_holidays(state)
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 and day not in free for day in days)


def pause(case: Case) -> None:
    """From today the town hall waits for the citizen."""
    case.paused_on = case.paused_on or clock.today()


def resume(case: Case) -> None:
    """The town hall goes on: the working days it waited are added to the deadline."""
    if case.paused_on is None:
        return
    state = municipality_by_slug(case.authority).state
    waited = working_days_between(case.paused_on, clock.today(), state)
    case.due_on = add_working_days(case.due_on, waited, state)
    case.paused_on = None
