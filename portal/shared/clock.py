"""The time. UTC inside, Europe/Berlin in words, in the language spoken."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from portal.shared.language import N_, _

BERLIN = ZoneInfo("Europe/Berlin")
_WEEKDAYS = (
    N_("Montag"),
    N_("Dienstag"),
    N_("Mittwoch"),
    N_("Donnerstag"),
    N_("Freitag"),
    N_("Samstag"),
    N_("Sonntag"),
)
_MONTHS = (
    N_("Januar"), N_("Februar"), N_("März"), N_("April"), N_("Mai"), N_("Juni"),
    N_("Juli"), N_("August"), N_("September"), N_("Oktober"), N_("November"), N_("Dezember"),
)  # fmt: skip
_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """The current instant, in UTC."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def pretend(at: datetime) -> Iterator[None]:
    """Within this block it is `at`, for this task alone: for the demo's past, and for tests."""
    token = _pretended.set(at)
    try:
        yield
    finally:
        _pretended.reset(token)


def today() -> date:
    """Today's date in Germany."""
    return now().astimezone(BERLIN).date()


def clock_time(at: datetime) -> str:
    """'10:42' as a German clock shows it."""
    local = at.astimezone(BERLIN)
    return f"{local.hour}:{local.minute:02d}"


def day_in_words(day: date) -> str:
    """'Freitag, 20. November'; the year is added when it is not the current one."""
    words = _("{weekday}, {day}. {month}").format(
        weekday=_(_WEEKDAYS[day.weekday()]), day=day.day, month=_(_MONTHS[day.month - 1])
    )
    return words if day.year == today().year else f"{words} {day.year}"


def moment_in_words(at: datetime) -> str:
    """'Freitag, 20. November, 21:14 Uhr'."""
    return _("{day}, {time} Uhr").format(
        day=day_in_words(at.astimezone(BERLIN).date()), time=clock_time(at)
    )


def long_date(day: date) -> str:
    """'12. August 1964'."""
    return _("{day}. {month} {year}").format(
        day=day.day, month=_(_MONTHS[day.month - 1]), year=day.year
    )
