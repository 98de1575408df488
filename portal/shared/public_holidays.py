"""The public holidays of a German state (Land)."""

from functools import cache

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


@cache
def public_holidays(state: str) -> holidays.HolidayBase:
    """The holidays of a state, by name or code; an unknown one has those of all of Germany.

    `day in public_holidays(…)` works for every year.
    """
    code = _STATES.get(state, state)
    known = code if code in _STATES.values() else None
    return holidays.country_holidays("DE", subdiv=known)
