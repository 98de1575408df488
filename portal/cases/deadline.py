"""Deadlines in working days: Monday to Friday without the public holidays of the state."""

from datetime import date, timedelta

import holidays

_STATES = {
    "Baden-Württemberg": "BW",
    "Bayern": "BY",
    "Berlin": "BE",
    "Brandenburg": "BB",
    "Bremen": "HB",
    "Hamburg": "HH",
    "Hessen": "HE",
    "Mecklenburg-Vorpommern": "MV",
    "Niedersachsen": "NI",
    "Nordrhein-Westfalen": "NW",
    "Rheinland-Pfalz": "RP",
    "Saarland": "SL",
    "Sachsen": "SN",
    "Sachsen-Anhalt": "ST",
    "Schleswig-Holstein": "SH",
    "Thüringen": "TH",
}


def add_working_days(start: date, working_days: int, state: str) -> date:
    """The day that lies `working_days` working days after `start` (which does not count).

    `state` is a German state by name or code; an unknown one has the holidays of all of Germany.
    """
    free = holidays.country_holidays("DE", subdiv=_subdivision(state))
    day = start
    for _ in range(working_days):
        day += timedelta(days=1)
        while day.weekday() >= 5 or day in free:
            day += timedelta(days=1)
    return day


def _subdivision(state: str) -> str | None:
    code = _STATES.get(state, state)
    return code if code in _STATES.values() else None
