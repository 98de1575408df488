"""Choosing a time: the days of one week, and the free times of one of them. Links throughout, so
that the browser's way back works and a keyboard needs no instructions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import reflex as rx

from portal.appointments import Slot
from portal.shared import clock
from portal.shared.language import N_, _, ngettext
from portal.web.components.links import internal_link

Address = Callable[[date, datetime | None], str]
_SHORT_DAYS = (N_("Mo"), N_("Di"), N_("Mi"), N_("Do"), N_("Fr"), N_("Sa"), N_("So"))
NOON = 12


@dataclass(frozen=True)
class DayChoice:
    """A day of the week shown. `href` is empty where nothing is free."""

    short: str
    number: str
    spoken: str
    href: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class TimeChoice:
    """A free time of the chosen day."""

    clock: str
    spoken: str
    href: str


@dataclass(frozen=True)
class Picker:
    """One week and one of its days. Empty hrefs lead nowhere and are not shown."""

    any_free: bool = False
    next_free: str = ""
    next_free_href: str = ""
    week: str = ""
    days: list[DayChoice] = field(default_factory=list)
    day: str = ""
    morning: list[TimeChoice] = field(default_factory=list)
    afternoon: list[TimeChoice] = field(default_factory=list)
    earlier_href: str = ""
    later_href: str = ""


def local_time(written: str) -> datetime | None:
    """'2026-11-24T09:15' of an address as an instant; None for anything else."""
    try:
        wall = datetime.strptime(written, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - Berlin follows
    except ValueError:
        return None
    return wall.replace(tzinfo=clock.BERLIN)


def written_time(at: datetime) -> str:
    """The inverse of `local_time`."""
    return f"{at.astimezone(clock.BERLIN):%Y-%m-%dT%H:%M}"


def local_day(written: str) -> date | None:
    """'2026-11-24' of an address as a day; None for anything else."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def picker_of(slots: Sequence[Slot], wanted: date | None, address: Address) -> Picker:
    """The week of the wanted day, or of the first day with a free time."""
    by_day: dict[date, list[Slot]] = {}
    for slot in slots:
        by_day.setdefault(slot.local.date(), []).append(slot)
    if not by_day:
        return Picker()
    free_days = list(by_day)
    chosen = _day_to_show(free_days, wanted)
    monday = chosen - timedelta(days=chosen.weekday())
    times = [_time(slot, chosen, address) for slot in by_day[chosen]]
    split = sum(slot.local.hour < NOON for slot in by_day[chosen])
    first = slots[0]
    return Picker(
        any_free=True,
        next_free=clock.moment_in_words(first.starts_at),
        next_free_href=address(first.local.date(), first.starts_at),
        week=_("{first} bis {last}").format(
            first=_day_and_month(monday), last=_day_and_month(monday + timedelta(days=6))
        ),
        days=[_day(day, by_day, chosen, address) for day in _days_of(monday, free_days)],
        day=clock.day_in_words(chosen),
        morning=times[:split],
        afternoon=times[split:],
        earlier_href=_neighbour([d for d in free_days if d < monday][-1:], address),
        later_href=_neighbour([d for d in free_days if d > monday + timedelta(days=6)], address),
    )


def time_picker(picker: rx.Var[Picker]) -> rx.Component:
    """Days and times of a Picker that has any."""
    return rx.el.div(
        rx.el.p(
            _("Nächster freier Termin:"),
            " ",
            internal_link(picker.next_free, href=picker.next_free_href),
            class_name="next-free",
        ),
        rx.el.nav(
            rx.el.h3(_("Tag"), id="tage"),
            rx.el.p(picker.week, class_name="hint"),
            rx.el.ul(rx.foreach(picker.days, _day_link), class_name="days"),
            rx.el.p(
                rx.cond(
                    picker.earlier_href != "",
                    internal_link(_("Frühere Woche"), href=picker.earlier_href),
                ),
                rx.cond(
                    picker.later_href != "",
                    internal_link(_("Spätere Woche"), href=picker.later_href),
                ),
                class_name="weeks",
            ),
            aria_labelledby="tage",
        ),
        rx.el.nav(
            rx.el.h3(_("Uhrzeit am {day}").format(day=picker.day), id="zeiten"),
            _times(_("Vormittag"), picker.morning),
            _times(_("Nachmittag"), picker.afternoon),
            aria_labelledby="zeiten",
        ),
        class_name="picker",
    )


def _day_to_show(free_days: list[date], wanted: date | None) -> date:
    """The wanted day, else the next one with a free time, else the last."""
    if wanted is None:
        return free_days[0]
    return next((day for day in free_days if day >= wanted), free_days[-1])


def _days_of(monday: date, free_days: list[date]) -> list[date]:
    """Monday to Friday, and the weekend where anything is free then."""
    days = [monday + timedelta(days=number) for number in range(7)]
    return [day for day in days if day.weekday() < 5 or day in free_days]


def _day(day: date, by_day: dict[date, list[Slot]], chosen: date, address: Address) -> DayChoice:
    free = len(by_day.get(day, []))
    counted = ngettext("{number} Zeit frei", "{number} Zeiten frei", free)
    words = counted.format(number=free) if free else _("nichts frei")
    return DayChoice(
        short=_(_SHORT_DAYS[day.weekday()]),
        number=_day_and_month(day),
        spoken=f"{clock.day_in_words(day)}, {words}",
        href=address(day, None) if free else "",
        chosen=day == chosen,
    )


def _time(slot: Slot, day: date, address: Address) -> TimeChoice:
    told = clock.clock_time(slot.starts_at)
    spoken = clock.moment_in_words(slot.starts_at)
    return TimeChoice(told, spoken, address(day, slot.starts_at))


def _neighbour(days: list[date], address: Address) -> str:
    return address(days[0], None) if days else ""


def _day_and_month(day: date) -> str:
    return f"{day.day}.{day.month}."


def _day_link(day: rx.Var[DayChoice]) -> rx.Component:
    face = rx.fragment(rx.el.b(day.short), rx.el.span(day.number))
    link = internal_link(
        face,
        href=day.href,
        aria_label=day.spoken,
        aria_current=rx.cond(day.chosen, "true", "false"),
    )
    full = rx.el.span(
        rx.el.span(face, aria_hidden="true"), rx.el.span(day.spoken, class_name="kern-sr-only"),
        class_name="full",
    )  # fmt: skip
    return rx.el.li(rx.cond(day.href != "", link, full))


def _times(heading: str, times: rx.Var[list[TimeChoice]]) -> rx.Component:
    links = rx.foreach(
        times,
        lambda time: rx.el.li(internal_link(time.clock, href=time.href, aria_label=time.spoken)),
    )
    return rx.cond(
        times.length() > 0, rx.el.div(rx.el.h4(heading), rx.el.ul(links, class_name="times"))
    )
