"""Days, times of day, and both together."""

import re
from dataclasses import replace
from datetime import date, datetime, time
from typing import TypeVar

from portal.forms import messages
from portal.forms.context import FormContext
from portal.forms.facts import compare
from portal.forms.field_definitions import DateField, DateTimeField, FieldBase, TimeField
from portal.forms.fields.base import Asked, FieldType, Refused
from portal.forms.fields.view import FieldView
from portal.shared.clock import long_date
from portal.shared.language import N_, _

D = TypeVar("D", DateField, DateTimeField)
_PARTS = {".day": N_("den Tag"), ".month": N_("den Monat"), ".year": N_("das Jahr")}
# What was typed is kept as it was typed: months are known in every language, whichever is spoken.
_MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_IN_ENGLISH = {"mar": "mär", "may": "mai", "oct": "okt", "dec": "dez"}
_EARLIEST_YEAR = 1850


def read_day(field: FieldBase, asked: Asked) -> date:
    """The day of the three inputs; Refused names the input that is missing or wrong."""
    for suffix, phrase in _PARTS.items():
        if not asked.typed(suffix):
            words = _("Bitte ergänzen Sie {phrase} bei {field}.").format(
                phrase=_(phrase), field=messages.named(field)
            )
            raise Refused("invalid", words, suffix.replace(".", "-"))
    day = _figure(field, asked, ".day", 2, range(1, 32))
    month = _month(field, asked)
    year = _year(field, asked)
    try:
        return date(year, month, day)
    except ValueError:
        words = _("Den {day}.{month}.{year} gibt es im Kalender nicht.").format(
            day=day, month=month, year=year
        )
        raise Refused("invalid", messages.please_check(field, words), "-day") from None


def _figure(field: FieldBase, asked: Asked, suffix: str, digits: int, allowed: range) -> int:
    typed = asked.typed(suffix).rstrip(".")
    fits = re.fullmatch(rf"[0-9]{{1,{digits}}}", typed) and int(typed) in allowed
    if not fits:
        how = _("Für {part} passt eine Zahl von {least} bis {most}.").format(
            part=_(_PARTS[suffix]), least=allowed[0], most=allowed[-1]
        )
        raise Refused("invalid", messages.please_check(field, how), suffix.replace(".", "-"))
    return int(typed)


def _month(field: FieldBase, asked: Asked) -> int:
    start = asked.typed(".month").lower().replace("maerz", "märz")[:3]
    start = _IN_ENGLISH.get(start, start)
    if start in _MONTHS:
        return _MONTHS.index(start) + 1
    return _figure(field, asked, ".month", 2, range(1, 13))


def _year(field: FieldBase, asked: Asked) -> int:
    typed = asked.typed(".year")
    if not re.fullmatch(r"[0-9]{4}", typed) or int(typed) < _EARLIEST_YEAR:
        how = _("Geben Sie das Jahr mit vier Ziffern an, zum Beispiel 1964.")
        raise Refused("invalid", messages.please_check(field, how), "-year")
    return int(typed)


def check_day(field: DateField | DateTimeField, asked: Asked, moment: date) -> None:
    """Refuses a day before the earliest or after the latest one."""
    earliest, latest = asked.bound(field.earliest), asked.bound(field.latest)
    if isinstance(earliest, date) and (compare(moment, earliest) or 0) < 0:
        words = _too_early(field, asked, earliest)
        raise Refused("too_small", words, "-day")
    if isinstance(latest, date) and (compare(moment, latest) or 0) > 0:
        raise Refused("too_large", _too_late(field, asked, latest), "-day")


def _too_early(field: FieldBase, asked: Asked, earliest: date) -> str:
    if earliest == asked.context.today:
        return messages.please_check(field, _("Der Tag darf nicht in der Vergangenheit liegen."))
    return messages.please_check(
        field, _("Frühestens möglich ist der {day}.").format(day=long_date(earliest))
    )


def _too_late(field: FieldBase, asked: Asked, latest: date) -> str:
    if latest == asked.context.today:
        return messages.please_check(field, _("Der Tag darf nicht in der Zukunft liegen."))
    return messages.please_check(
        field, _("Spätestens möglich ist der {day}.").format(day=long_date(latest))
    )


def read_clock(field: FieldBase, typed: str, part: str = "") -> time:
    """A time of day: '18:30', '18.30', '18 Uhr', '18'."""
    compact = typed.lower().replace("uhr", "").replace(" ", "").replace(".", ":")
    found = re.fullmatch(r"([0-9]{1,2})(?::([0-9]{2}))?", compact)
    try:
        if found:
            return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        pass
    how = _("Geben Sie die Uhrzeit so an: 18:30.")
    raise Refused("invalid", messages.please_check(field, how), part)


def draw_day(field: D, asked: Asked, view: FieldView) -> FieldView:
    """The three inputs, at first with the default ('2026-04-04' or 'today')."""
    if asked.untouched((".day", ".month", ".year")) and field.default:
        return _draw_default(field, asked, view)
    return replace(
        view, day=asked.typed(".day"), month=asked.typed(".month"), year=asked.typed(".year")
    )


def _draw_default(field: FieldBase, asked: Asked, view: FieldView) -> FieldView:
    try:
        is_today = field.default == "today"
        day = asked.context.today if is_today else date.fromisoformat(field.default)
    except ValueError:
        return view
    return replace(view, day=str(day.day), month=str(day.month), year=str(day.year))


class DateType(FieldType[DateField]):
    """A day."""

    suffixes = (".day", ".month", ".year")

    def parse(self, field: DateField, asked: Asked) -> date:
        day = read_day(field, asked)
        check_day(field, asked, day)
        return day

    def as_typed(self, asked: Asked) -> str:
        return ".".join(asked.typed(suffix) for suffix in self.suffixes)

    def words(self, field: DateField, value: object, context: FormContext) -> str:
        assert isinstance(value, date)
        return long_date(value)

    def export(self, field: DateField, value: object) -> object:
        assert isinstance(value, date)
        return value.isoformat()

    def draw(self, field: DateField, asked: Asked, view: FieldView) -> FieldView:
        return draw_day(field, asked, replace(view, kind="date", inputmode="numeric"))


class TimeType(FieldType[TimeField]):
    """A time of day."""

    def parse(self, field: TimeField, asked: Asked) -> time:
        return read_clock(field, asked.typed())

    def words(self, field: TimeField, value: object, context: FormContext) -> str:
        assert isinstance(value, time)
        return _("{time} Uhr").format(time=f"{value:%H:%M}")

    def export(self, field: TimeField, value: object) -> object:
        assert isinstance(value, time)
        return f"{value:%H:%M}"


class DateTimeType(FieldType[DateTimeField]):
    """A day and a time, as a clock in Germany shows it."""

    suffixes = (".day", ".month", ".year", ".time")

    def parse(self, field: DateTimeField, asked: Asked) -> datetime:
        day = read_day(field, asked)
        check_day(field, asked, day)
        clock = read_clock(field, asked.typed(".time"), "-time")
        return datetime.combine(day, clock)

    def as_typed(self, asked: Asked) -> str:
        day = ".".join(asked.typed(suffix) for suffix in self.suffixes[:3])
        return f"{day} {asked.typed('.time')}".strip()

    def words(self, field: DateTimeField, value: object, context: FormContext) -> str:
        assert isinstance(value, datetime)
        return _("{day}, {time} Uhr").format(day=long_date(value.date()), time=f"{value:%H:%M}")

    def export(self, field: DateTimeField, value: object) -> object:
        assert isinstance(value, datetime)
        return value.isoformat(timespec="minutes")

    def draw(self, field: DateTimeField, asked: Asked, view: FieldView) -> FieldView:
        drawn = draw_day(field, asked, replace(view, kind="datetime", inputmode="numeric"))
        return replace(drawn, time=asked.typed(".time"))
