"""A time at an office, chosen from those that are free."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from portal.forms import messages
from portal.forms.context import FormContext, FreeTimes, RawAnswers
from portal.forms.field_definitions import AppointmentField
from portal.forms.fields.base import Asked, FieldType, Refused
from portal.forms.fields.view import FieldView, OptionView
from portal.shared.clock import BERLIN, clock_time, day_in_words, moment_in_words
from portal.shared.language import _, ngettext


@dataclass(frozen=True)
class ChosenTime:
    """The office by its key in the content, and when the appointment begins (UTC)."""

    office: str
    starts_at: datetime


class AppointmentType(FieldType[AppointmentField]):
    """Office (where there are several), day and time. What is free comes with the context, so a
    time that somebody else took meanwhile is refused like any other wrong answer."""

    suffixes = (".day", ".time", ".place")

    def is_empty(self, asked: Asked) -> bool:
        return not (asked.typed(".day") or asked.typed(".time"))

    def missing_words(self, field: AppointmentField) -> str:
        return messages.please_choose(field)

    def parse(self, field: AppointmentField, asked: Asked) -> ChosenTime:
        place = _place(asked)
        if place is None:
            raise Refused("invalid", _("Bitte wählen Sie, wohin Sie kommen möchten."), "-place")
        if not asked.typed(".day"):
            raise Refused("invalid", _("Bitte wählen Sie einen Tag."), "-day")
        if not asked.typed(".time"):
            raise Refused("invalid", _("Bitte wählen Sie eine Uhrzeit."), "-time")
        chosen = f"{asked.typed('.day')}T{asked.typed('.time')}"
        for starts_at in place.starts:
            if _written(starts_at) == chosen:
                return ChosenTime(place.office, starts_at)
        gone = _("Diese Zeit ist inzwischen vergeben. Bitte wählen Sie eine andere.")
        raise Refused("invalid", gone, "-day")

    def words(self, field: AppointmentField, value: object, context: FormContext) -> str:
        assert isinstance(value, ChosenTime)
        names = {place.office: place.name for place in context.free_times}
        return f"{moment_in_words(value.starts_at)}\n{names.get(value.office, '')}".strip()

    def export(self, field: AppointmentField, value: object) -> object:
        assert isinstance(value, ChosenTime)
        return value.starts_at.astimezone(BERLIN).isoformat()

    def as_typed(self, asked: Asked) -> str:
        return f"{asked.typed('.day')} {asked.typed('.time')}".strip()

    def draw(self, field: AppointmentField, asked: Asked, view: FieldView) -> FieldView:
        place, day = _place(asked), asked.typed(".day")
        starts = place.starts if place else ()
        by_day: dict[date, int] = {}
        for at in starts:
            local = at.astimezone(BERLIN).date()
            by_day[local] = by_day.get(local, 0) + 1
        return replace(
            view,
            kind="appointment",
            places=_places(asked, view.element_id),
            days=[OptionView(d.isoformat(), _day_words(d, free)) for d, free in by_day.items()],
            day=day if any(day == d.isoformat() for d in by_day) else "",
            options=_times(starts, day, asked.typed(".time"), f"{view.element_id}-time"),
        )


def chosen_time(field_id: str, raw: RawAnswers) -> tuple[str, datetime | None]:
    """What was chosen, free or not: the office's key ('' for the only one) and the beginning; no
    beginning where none was asked for."""
    day, time, office = (raw.get(f"{field_id}{end}", "") for end in AppointmentType.suffixes)
    try:
        wall = datetime.strptime(f"{day}T{time}", "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - Berlin follows
    except ValueError:
        return str(office), None
    return str(office), wall.replace(tzinfo=BERLIN)


def _place(asked: Asked) -> FreeTimes | None:
    """The office chosen, or the only one."""
    places = asked.context.free_times
    chosen = next((place for place in places if place.office == asked.typed(".place")), None)
    return chosen or (places[0] if len(places) == 1 else None)


def _places(asked: Asked, element_id: str) -> list[OptionView]:
    places, typed = asked.context.free_times, asked.typed(".place")
    if len(places) < 2:
        return []
    return [
        OptionView(
            value=place.office,
            label=place.name,
            hint=place.address,
            checked=place.office == typed,
            element_id=f"{element_id}-place" + (f"-{number}" if number else ""),
        )
        for number, place in enumerate(places)
    ]


def _times(starts: tuple[datetime, ...], day: str, typed: str, mark: str) -> list[OptionView]:
    of_day = [at for at in starts if _written(at).startswith(f"{day}T")] if day else []
    return [
        OptionView(
            _written(at)[-5:],
            _("{time} Uhr").format(time=clock_time(at)),
            checked=_written(at)[-5:] == typed,
            element_id=mark if number == 0 else f"{mark}-{number}",
        )
        for number, at in enumerate(of_day)
    ]


def _day_words(day: date, free: int) -> str:
    counted = ngettext("{number} Zeit frei", "{number} Zeiten frei", free).format(number=free)
    return f"{day_in_words(day)} – {counted}"


def _written(at: datetime) -> str:
    return f"{at.astimezone(BERLIN):%Y-%m-%dT%H:%M}"
