"""How a case stands to its deadline: red, amber or green, always in words as well. Pure."""

from typing import Literal

from portal.cases.status import CaseStatus
from portal.cases.tables import Case
from portal.shared import clock

Urgency = Literal["overdue", "soon", "later", "none"]
SOON_DAYS = 2
"""What is due within so many days is due soon."""
OURS_TO_DO = (CaseStatus.RECEIVED, CaseStatus.IN_PROGRESS)
"""While a case waits for somebody else nothing is due."""


def is_overdue(case: Case) -> bool:
    """Whether the case should have been done by today, and waits for the town hall."""
    return CaseStatus(case.status) in OURS_TO_DO and case.due_on <= clock.today()


def urgency_of(case: Case) -> Urgency:
    """`none` where nothing is due; due today counts as overdue."""
    if CaseStatus(case.status) not in OURS_TO_DO:
        return "none"
    if is_overdue(case):
        return "overdue"
    return "soon" if _days_left(case) <= SOON_DAYS else "later"


def urgency_in_words(case: Case) -> str:
    """For beside the day itself: "überfällig seit 3 Tagen", "bald fällig", "im Plan"."""
    days = _days_left(case)
    match urgency_of(case):
        case "overdue":
            since = "gestern" if days == -1 else f"{-days} Tagen"
            return "heute fällig" if days == 0 else f"überfällig seit {since}"
        case "soon":
            return "morgen fällig" if days == 1 else "bald fällig"
        case "later":
            return "im Plan"
        case _:
            return "ruht" if CaseStatus(case.status) is CaseStatus.INQUIRY else ""


def due_in_words(case: Case) -> str:
    """The same where it stands alone, so with the day where one has to know it; "–" for none."""
    words, day = urgency_in_words(case), _short_day(case)
    match urgency_of(case):
        case "soon" if _days_left(case) > 1:
            return f"{words}: {day}"
        case "later":
            return f"bis {day}"
        case _:
            return words or "–"


def _days_left(case: Case) -> int:
    return (case.due_on - clock.today()).days


def _short_day(case: Case) -> str:
    """'Mi 25.11.'"""
    return f"{clock.day_in_words(case.due_on)[:2]} {case.due_on.day}.{case.due_on.month}."
