"""Which times are free: opening hours, desks side by side, holidays, notice and horizon. Pure.

Hours are those of a clock in Germany, instants are UTC: on the two nights a year when the clock
is put forward or back, a time that does not exist is not offered.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from portal.municipalities import Office
from portal.shared.clock import BERLIN
from portal.shared.public_holidays import public_holidays


@dataclass(frozen=True, order=True)
class Slot:
    """A time that could be booked, in UTC."""

    starts_at: datetime
    ends_at: datetime

    @property
    def local(self) -> datetime:
        """Its beginning as a clock in Germany shows it."""
        return self.starts_at.astimezone(BERLIN)


@dataclass(frozen=True)
class Taken:
    """A desk that is taken from one instant to another (UTC)."""

    desk: int
    starts_at: datetime
    ends_at: datetime


def bookable_days(office: Office, state: str, now: datetime) -> tuple[date, ...]:
    """The days within the horizon on which the office gives appointments at all."""
    first = now.astimezone(BERLIN).date()
    days = (first + timedelta(days=ahead) for ahead in range(office.horizon_days + 1))
    free = public_holidays(state)
    return tuple(day for day in days if office.spans_on(day) and day not in free)


def slots_on(office: Office, service: str, state: str, day: date) -> tuple[Slot, ...]:
    """Every slot of the day, taken or not, the earliest first."""
    length = timedelta(minutes=office.services[service])
    if day in public_holidays(state):
        return ()
    return tuple(
        slot
        for span in office.spans_on(day)
        for slot in _slots_between(day, span.opens, span.closes, length)
    )


def free_slots(
    office: Office,
    service: str,
    state: str,
    days: Iterable[date],
    *,
    taken: Iterable[Taken],
    now: datetime,
) -> tuple[Slot, ...]:
    """The slots of these days for which at least one desk is free and which are far enough off."""
    earliest = now + timedelta(hours=office.lead_hours)
    slots = [slot for day in days for slot in slots_on(office, service, state, day)]
    busy = _busy_desks(slots, office, taken)
    return tuple(
        slot
        for slot, desks in zip(slots, busy, strict=True)
        if slot.starts_at >= earliest and len(desks) < office.desks
    )


def free_desk(office: Office, slot: Slot, taken: Iterable[Taken]) -> int | None:
    """The first desk that is free for the whole slot; None when none is."""
    (busy,) = _busy_desks([slot], office, taken)
    return next((desk for desk in range(1, office.desks + 1) if desk not in busy), None)


def _slots_between(day: date, opens: time, closes: time, length: timedelta) -> Iterable[Slot]:
    end = datetime.combine(day, closes, BERLIN).astimezone(UTC)
    wall = datetime.combine(day, opens)
    last = datetime.combine(day, closes) - length
    while wall <= last:
        starts_at = wall.replace(tzinfo=BERLIN).astimezone(UTC)
        exists = starts_at.astimezone(BERLIN).replace(tzinfo=None) == wall
        if exists and starts_at + length <= end:
            yield Slot(starts_at, starts_at + length)
        wall += length


def _busy_desks(slots: list[Slot], office: Office, taken: Iterable[Taken]) -> list[set[int]]:
    """Per slot the desks somebody sits at; slots are in order, so each is found by bisection."""
    ends = [slot.ends_at for slot in slots]
    busy: list[set[int]] = [set() for _ in slots]
    for one in taken:
        if one.desk > office.desks:
            continue
        index = bisect_right(ends, one.starts_at)
        while index < len(slots) and slots[index].starts_at < one.ends_at:
            busy[index].add(one.desk)
            index += 1
    return busy
