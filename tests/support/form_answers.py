"""Fitting answers to every shipped form, on any day: what a browser test fills in.

Where somebody wrote answers for a unit test, these; for a form without, some are made up from
its definition, so that a new form is walked through from its first day on.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from portal.appointments import Place, places_for
from portal.appointments.slots import bookable_days, free_slots
from portal.forms import Form, FormContext, FreeTimes, RawAnswers, check_all, field_at, journey
from portal.municipalities import Municipality
from portal.shared import clock
from portal.shared.clock import BERLIN
from tests.unit.catalogue import answers as common
from tests.unit.catalogue import answers_daily_life as daily
from tests.unit.catalogue import answers_registers as registers
from tests.unit.catalogue.answers import SCAN, TODAY

WRITTEN: dict[str, Callable[[], RawAnswers]] = {
    **daily.PLAUSIBLE,
    "geburtsurkunde": common.birth_certificate,
    "meldebescheinigung": common.residence_certificate,
    "hund-anmelden": lambda: common.dog_registration(dogs=2),
    "eheurkunde": registers.marriage_certificate,
    "lebenspartnerschaftsurkunde": registers.partnership_certificate,
    "sterbeurkunde": registers.death_certificate,
    "melderegisterauskunft-einfach": registers.register_information,
    "melderegisterauskunft-erweitert": registers.extended_register_information,
    "gewerbeanmeldung": registers.trade_registration,
    "gewerbeummeldung": registers.trade_change,
    "gewerbeabmeldung": registers.trade_end,
}


def answers_to(slug: str, form: Form, context: FormContext) -> RawAnswers:
    """Answers with which the form is complete on `context.today`."""
    written = WRITTEN.get(slug)
    answers = _moved(written(), context.today - TODAY) if written else _made_up(form, context)
    faults = check_all(form, answers, context)
    assert not faults, f"{slug} needs fitting answers in {__name__}.WRITTEN: {faults}"
    return answers


def _moved(answers: RawAnswers, by: timedelta) -> RawAnswers:
    """The same with every day moved: a fire in four months stays one in four months."""
    moved = dict(answers)
    for name in answers:
        path, _, part = name.rpartition(".")
        if part == "day" and f"{path}.year" in answers:
            day = date(*(int(str(answers[f"{path}.{p}"])) for p in ("year", "month", "day"))) + by
            moved |= {f"{path}.day": str(day.day), f"{path}.month": str(day.month)}
            moved[f"{path}.year"] = str(day.year)
    return moved


def _made_up(form: Form, context: FormContext) -> RawAnswers:
    """Answer what is still asked for, over and over, until nothing is."""
    answers: RawAnswers = {"": ""}
    for _ in range(200):
        step = journey(form, answers, context).next_step
        faults = check_all(form, answers, context)
        if step is None or not faults:
            break
        answers |= _sample(field_at(form, faults[0].path), faults[0].path, context)
    answers.pop("")
    return answers


def _sample(field: Any, path: str, context: FormContext) -> RawAnswers:
    assert field is not None, f"no field at {path}"
    if field.kind == "appointment":
        at = context.free_times[0].starts[-1].astimezone(BERLIN)
        return {f"{path}.day": f"{at:%Y-%m-%d}", f"{path}.time": f"{at:%H:%M}"}
    if field.kind in ("date", "datetime"):
        day = context.today + timedelta(days=30 if field.earliest else -40 * 365)
        parts = {f"{path}.day": day.day, f"{path}.month": day.month, f"{path}.year": day.year}
        time: RawAnswers = {f"{path}.time": "10:00"} if field.kind == "datetime" else {}
        return {name: str(part) for name, part in parts.items()} | time
    return {path: _SAMPLES[field.kind](field)}


_SAMPLES: dict[str, Callable[[Any], str | list[str]]] = {
    "text": lambda field: field.example or "Muster",
    "textarea": lambda field: field.example or "Das sind einige Wörter, die es erklären.",
    "pattern": lambda field: field.example,
    "number": lambda field: str(int(field.min or 1)),
    "money": lambda field: str(field.min or "10,00"),
    "time": lambda field: "10:00",
    "email": lambda field: "zoe@post.example",
    "phone": lambda field: "04961 1234567",
    "postcode": lambda field: "26871",
    "iban": lambda field: "DE02 1203 0000 0000 2020 51",
    "radio": lambda field: field.options[0].value,
    "select": lambda field: field.options[0].value,
    "checkbox": lambda field: [field.options[0].value],
    "yesno": lambda field: "no",
    "declaration": lambda field: ["yes"],
    "file": lambda field: [SCAN.id],
}


def free_times_of(town: Municipality, service: str) -> tuple[FreeTimes, ...]:
    """What the town's offices offer while nobody has booked anything."""
    now = clock.now()
    return tuple(
        FreeTimes(place.key, place.name, place.address, _all_starts(place, now))
        for place in places_for(town, service)
    )


def _all_starts(place: Place, now: datetime) -> tuple[datetime, ...]:
    state = place.municipality.state
    days = bookable_days(place.office, state, now)
    slots = free_slots(place.office, place.service, state, days, taken=(), now=now)
    return tuple(slot.starts_at for slot in slots)
