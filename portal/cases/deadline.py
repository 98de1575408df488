"""Deadlines in working days: Monday to Friday without the public holidays of the state."""

from datetime import date, timedelta

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
