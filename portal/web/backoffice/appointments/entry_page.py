"""The page "Termin eintragen"."""

import reflex as rx

from portal.web.backoffice.appointments.day import PATH
from portal.web.backoffice.appointments.entry import (
    DONE,
    MOVE,
    PERSON,
    PLACE,
    TIME,
    AppointmentEntry,
    PlaceChoice,
)
from portal.web.backoffice.frame import header
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import (
    button_bar,
    primary_button,
    primary_link,
    secondary_link,
)
from portal.web.components.cards import box
from portal.web.components.empty import empty_state, skeleton
from portal.web.components.error_summary import error_summary
from portal.web.components.forms import plain_form, text_input
from portal.web.components.links import internal_link
from portal.web.components.page import backoffice_page, two_columns
from portal.web.components.time_picker import time_picker

LABEL = "Termin eintragen"


def page() -> rx.Component:
    """One step at a time, each with an address of its own: what, when, who."""
    return backoffice_page(
        rx.el.p(internal_link("Zur Tagesliste", href=PATH)),
        rx.el.div(
            rx.el.h1(LABEL),
            rx.cond(AppointmentEntry.ready, _step(), skeleton(6)),
            class_name="appointment",
        ),
        current="Termine",
        header=header(),
    )


def _step() -> rx.Component:
    return rx.match(
        AppointmentEntry.step,
        (PLACE, _places()),
        (TIME, two_columns(_times(), _chosen())),
        (PERSON, two_columns(_person(), _chosen(with_time=True))),
        (MOVE, _move()),
        (DONE, _done()),
        refusal(AppointmentEntry.refusal),
    )


def _heading() -> rx.Component:
    """page.js moves the focus to it when the step changes."""
    return rx.el.h2(AppointmentEntry.heading, custom_attrs={"data-step": ""})


def _places() -> rx.Component:
    choices = rx.el.ul(rx.foreach(AppointmentEntry.choices, _place), class_name="shelf")
    nothing = empty_state(
        "Hier gibt es nichts einzutragen.",
        "Ihr Rathaus vergibt für Ihre Leistungen noch keine Termine.",
        drawing="calendar",
    )
    shown = rx.el.div(_heading(), choices)
    return rx.cond(AppointmentEntry.choices.length() > 0, shown, nothing)


def _place(choice: rx.Var[PlaceChoice]) -> rx.Component:
    return rx.el.li(
        rx.el.h3(internal_link(choice.service, href=choice.href)),
        rx.el.p(choice.office),
        class_name="item",
    )


def _times() -> rx.Component:
    nothing = alert(
        "Zurzeit ist nichts frei",
        rx.el.p("Sobald jemand absagt, erscheint die Zeit hier."),
        tone="warning",
    )
    return rx.el.div(
        _heading(),
        refusal(AppointmentEntry.refusal),
        rx.cond(AppointmentEntry.picker.any_free, time_picker(AppointmentEntry.picker), nothing),
    )


def _chosen(with_time: bool = False) -> rx.Component:
    return box(
        rx.el.h2("Der Termin"),
        rx.cond(AppointmentEntry.moving != "", rx.el.p("Bisher: ", AppointmentEntry.moving)),
        rx.el.p(rx.el.b(AppointmentEntry.service_name)),
        *([rx.el.p(AppointmentEntry.when)] if with_time else []),
        rx.el.p(AppointmentEntry.place_name),
        *_to_bring(),
    )


def _to_bring() -> tuple[rx.Component, rx.Component]:
    return (
        rx.el.h3("Das bringt mit, wer kommt"),
        rx.el.ul(
            rx.foreach(AppointmentEntry.requirements, _item),
            class_name="ticks",
        ),
    )


def _item(words: rx.Var[str]) -> rx.Component:
    return rx.el.li(words)


def _person() -> rx.Component:
    return rx.el.div(
        error_summary(AppointmentEntry.errors),
        _heading(),
        refusal(AppointmentEntry.refusal),
        plain_form(
            text_input(
                "Vor- und Nachname",
                "name",
                error=AppointmentEntry.faults.get("name", ""),
                default_value=AppointmentEntry.name,
                auto_complete="off",
            ),
            text_input(
                "E-Mail-Adresse (optional)",
                "email",
                kind="email",
                hint="Dorthin gehen die Bestätigung, eine Kalenderdatei und die Erinnerung.",
                error=AppointmentEntry.faults.get("email", ""),
                default_value=AppointmentEntry.email,
                auto_complete="off",
            ),
            text_input(
                "Telefon (optional)",
                "phone",
                kind="tel",
                hint="Eines von beiden brauchen Sie, falls der Termin ausfallen muss.",
                error=AppointmentEntry.faults.get("phone", ""),
                default_value=AppointmentEntry.phone,
                auto_complete="off",
            ),
            button_bar(
                primary_button("Termin eintragen", type="submit"),
                secondary_link("Andere Zeit", AppointmentEntry.back_href),
            ),
            on_submit=AppointmentEntry.enter,
            action="/antrag/ohne-skript",
            key=AppointmentEntry.drawing,
        ),
    )


def _move() -> rx.Component:
    return rx.el.div(
        _heading(),
        refusal(AppointmentEntry.refusal),
        rx.el.div(
            rx.el.dl(
                _row("Bisher", AppointmentEntry.moving),
                _row("Neu", AppointmentEntry.when),
                _row("Leistung", AppointmentEntry.service_name),
                _row("Ort", AppointmentEntry.place_name),
                class_name="answers",
            ),
            class_name="box narrow",
        ),
        button_bar(
            primary_button("Auf diese Zeit verschieben", on_click=AppointmentEntry.move),
            secondary_link("Andere Zeit", AppointmentEntry.back_href),
        ),
    )


def _row(label: str, value: rx.Var[str]) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(value))


def _done() -> rx.Component:
    entered = AppointmentEntry.entered
    return rx.el.div(
        rx.el.div(
            _heading(),
            rx.el.p(rx.el.b(entered.when)),
            rx.el.p(entered.name, rx.el.br(), entered.place),
            class_name="status status--done narrow",
        ),
        rx.cond(
            entered.hears_by_mail,
            rx.el.p("Die Bestätigung ist unterwegs. Am Tag davor folgt eine Erinnerung."),
            rx.el.p(
                "Ohne E-Mail-Adresse schickt das Portal keine Bestätigung und keine Erinnerung. "
                "Bitte sagen Sie Tag und Uhrzeit noch einmal an."
            ),
        ),
        *_to_bring(),
        button_bar(
            primary_link("Weiteren Termin eintragen", "/verwaltung/termine/neu/"),
            secondary_link("Zum Tag in der Liste", entered.day_href),
        ),
        class_name="narrow stack",
    )
