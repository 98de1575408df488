"""The page "Termine"."""

import reflex as rx

from portal.web.backoffice.appointments.day import DayList, Line
from portal.web.backoffice.frame import header
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import (
    button_bar,
    danger_button,
    primary_link,
    secondary_link,
    text_button,
)
from portal.web.components.empty import empty_state, skeleton
from portal.web.components.forms import plain_form, text_area
from portal.web.components.links import internal_link, phone_link
from portal.web.components.page import backoffice_page
from portal.web.components.tables import card_table, row


def page() -> rx.Component:
    """The page."""
    return backoffice_page(
        rx.el.h1("Termine"),
        rx.el.p(primary_link("Termin eintragen", DayList.entry_href)),
        rx.el.div(
            secondary_link("Tag davor", DayList.earlier_href),
            secondary_link("Tag danach", DayList.later_href),
            _day_chooser(),
            class_name="bar",
        ),
        rx.el.h2(DayList.heading),
        refusal(DayList.refusal),
        rx.cond(DayList.cancelling != "", _cancel()),
        rx.cond(
            DayList.ready,
            rx.cond(DayList.lines.length() > 0, _table(), _nothing()),
            skeleton(6),
        ),
        current="Termine",
        header=header(),
    )


def _day_chooser() -> rx.Component:
    return plain_form(
        rx.el.label("Tag", html_for="tag", class_name="kern-label"),
        rx.el.input(
            type="date",
            name="tag",
            default_value=DayList.day,
            class_name="kern-form-input__input",
            custom_attrs={"id": "tag"},
        ),
        rx.el.button(
            rx.el.span("Anzeigen", class_name="kern-label"),
            type="submit",
            class_name="kern-btn kern-btn--secondary",
        ),
        on_submit=DayList.choose_day,
        action="/antrag/ohne-skript",
        key=DayList.day,
        class_name="day-chooser",
    )


def _table() -> rx.Component:
    return card_table(
        ("Uhrzeit", "Leistung", "Name", "Stand", "Wo", "Eintragen"),
        rx.foreach(DayList.lines, _row),
        "Termine des Tages",
    )


def _row(line: rx.Var[Line]) -> rx.Component:
    return row(
        rx.el.b(line.clock, class_name="number"),
        line.service,
        rx.fragment(line.name, rx.el.br(), rx.el.span(line.contact, class_name="hint")),
        line.status,
        ("Wo", line.office),
        rx.el.div(
            rx.cond(
                line.may_note,
                rx.fragment(
                    _note("Erschienen", line, True, line.came),
                    _note("Nicht erschienen", line, False, line.missed),
                ),
            ),
            rx.cond(
                line.may_cancel,
                rx.fragment(
                    internal_link("Verschieben", _of(line), href=line.move_href),
                    text_button("Absagen", _of(line), on_click=DayList.ask_to_cancel(line.id)),
                ),
            ),
            class_name="links",
        ),
    )


def _note(label: str, line: rx.Var[Line], came: bool, pressed: rx.Var[bool]) -> rx.Component:
    return text_button(
        rx.cond(pressed, rx.el.span("✓\N{NO-BREAK SPACE}", aria_hidden="true"), rx.fragment()),
        label,
        _of(line),
        on_click=DayList.note(line.id, came),
        aria_pressed=rx.cond(pressed, "true", "false"),
    )


def _of(line: rx.Var[Line]) -> rx.Component:
    """Whose button it is, for who does not see the line."""
    return rx.el.span(": ", line.spoken, class_name="kern-sr-only")


def _cancel() -> rx.Component:
    return plain_form(
        rx.el.h3("Termin absagen: ", DayList.cancelling_words),
        rx.cond(
            DayList.cancelling_phone != "",
            alert(
                "Bitte rufen Sie an",
                rx.el.p(
                    "Wer kommt, hat keine E-Mail-Adresse angegeben und erfährt es nur von Ihnen: ",
                    phone_link(DayList.cancelling_phone),
                ),
                tone="warning",
            ),
        ),
        text_area(
            "Ihre Nachricht",
            "text",
            hint=rx.cond(
                DayList.cancelling_phone != "",
                "Sie steht beim abgesagten Termin.",
                "Sie steht in der E-Mail, mit einem Link zu neuen Zeiten.",
            ),
            rows=4,
        ),
        button_bar(
            danger_button("Termin absagen", type="submit"),
            text_button("Abbrechen", on_click=DayList.never_mind),
        ),
        on_submit=DayList.cancel,
        action="/antrag/ohne-skript",
        key=DayList.cancelling,
        class_name="box narrow",
    )


def _nothing() -> rx.Component:
    return empty_state(
        "An diesem Tag kommt niemand.",
        "Sobald jemand einen Termin bucht, steht er hier.",
        drawing="calendar",
    )
