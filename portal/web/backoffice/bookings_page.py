"""The page "Zahlungen"."""

import reflex as rx

from portal.payments.status import METHOD_LABELS
from portal.web.backoffice.bookings import BookingList, Choice, Day, Line
from portal.web.backoffice.frame import header
from portal.web.backoffice.payment_pages import AREA, payment_pages
from portal.web.components.alerts import refusal
from portal.web.components.buttons import button_bar, primary_button, secondary_button
from portal.web.components.empty import empty_state, skeleton
from portal.web.components.forms import plain_form, text_input
from portal.web.components.links import internal_link
from portal.web.components.native_form import native_form
from portal.web.components.page import backoffice_page
from portal.web.components.tables import card_table, row
from portal.web.http.bookings import EXPORT_PATH
from portal.workflow.bookings import CHOICES

LABEL = "Zahlungen"
_NOWHERE = "/antrag/ohne-skript"


def page() -> rx.Component:
    """Buttons "Anzeigen", "Als CSV herunterladen"."""
    return backoffice_page(
        rx.el.h1(LABEL),
        payment_pages("/verwaltung/zahlungen/"),
        refusal(BookingList.refusal),
        rx.cond(
            BookingList.ready,
            rx.cond(BookingList.allowed, rx.fragment(_filters(), _sums(), _lines(), _days())),
            skeleton(8),
        ),
        current=AREA,
        header=header(),
    )


def _filters() -> rx.Component:
    return plain_form(
        text_input(
            "Von", "von", kind="date", short=True, default_value=BookingList.since,
            error=BookingList.wrong_since,
        ),
        text_input(
            "Bis", "bis", kind="date", short=True, default_value=BookingList.until,
            error=BookingList.wrong_until,
        ),
        _select(
            "Stand", "stand", BookingList.status,
            *[rx.el.option(words, value=key) for key, words, _states in CHOICES],
        ),
        _select(
            "Zahlungsart", "zahlungsart", BookingList.method,
            rx.el.option("Alle", value=""),
            *[rx.el.option(words, value=key) for key, words in METHOD_LABELS.items()],
        ),
        _select(
            "Leistung", "leistung", BookingList.service,
            rx.el.option("Alle", value=""),
            rx.foreach(BookingList.service_choices, _option),
        ),
        text_input(
            "Kassenzeichen oder Aktenzeichen", "suche", default_value=BookingList.text,
            auto_complete="off",
        ),
        button_bar(primary_button("Anzeigen", type="submit")),
        on_submit=BookingList.search,
        action=_NOWHERE,
        key=BookingList.drawing,
        class_name="filter-form",
        role="search",
        aria_label="Zahlungen filtern",
    )  # fmt: skip


def _option(one: rx.Var[Choice]) -> rx.Component:
    return rx.el.option(one.words, value=one.key)


def _select(label: str, name: str, chosen: rx.Var[str], *options: rx.Component) -> rx.Component:
    identity = f"f-{name}"
    control = rx.el.select(
        *options,
        name=name,
        id=identity,
        default_value=chosen,
        class_name="kern-form-input__select",
    )
    return rx.el.div(
        rx.el.label(label, html_for=identity, class_name="kern-label"),
        rx.el.div(control, class_name="kern-form-input__select-wrapper"),
        class_name="kern-form-input field",
    )


def _sums() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Summe"),
        rx.el.dl(
            _sum("Bezahlt", BookingList.paid),
            _sum("Erstattet", BookingList.refunded),
            _sum("Bleibt", BookingList.net),
            class_name="totals box",
        ),
        _download(),
        aria_live="polite",
    )


def _sum(words: str, amount: rx.Var[str]) -> rx.Component:
    return rx.el.div(rx.el.dt(words), rx.el.dd(amount))


def _download() -> rx.Component:
    """What is shown, with all its pages; posted, as references stay out of addresses."""
    fields = {
        "von": BookingList.since,
        "bis": BookingList.until,
        "stand": BookingList.status,
        "zahlungsart": BookingList.method,
        "leistung": BookingList.service,
        "suche": BookingList.text,
    }
    return native_form(
        *[rx.el.input(type="hidden", name=name, value=value) for name, value in fields.items()],
        button_bar(secondary_button("Als CSV herunterladen", type="submit")),
        action=EXPORT_PATH,
    )


def _lines() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Buchungen"),
        rx.cond(
            BookingList.lines.length() > 0,
            rx.fragment(_table(), _turning()),
            empty_state(
                "Hier ist nichts gebucht.",
                "Im gewählten Zeitraum und mit diesen Filtern gibt es keine Buchungen.",
                drawing="basket",
            ),
        ),
        class_name="bookings",
    )


def _table() -> rx.Component:
    return card_table(
        ("Kassenzeichen", "Leistung", "Betrag", "Stand", "Tag", "Zahlungsart"),
        rx.foreach(BookingList.lines, _row),
        "Buchungen",
    )


def _row(line: rx.Var[Line]) -> rx.Component:
    return row(
        rx.cond(
            line.refund_href != "",
            internal_link(
                line.kassenzeichen,
                rx.el.span(" erstatten", class_name="kern-sr-only"),
                href=line.refund_href,
            ),
            line.kassenzeichen,
        ),
        rx.fragment(
            line.title,
            rx.cond(
                line.hint != "",
                rx.fragment(rx.el.br(), rx.el.span(line.hint, class_name="hint")),
            ),
        ),
        rx.el.span(line.amount, class_name="amount"),
        line.state,
        line.day,
        ("Zahlungsart", line.method),
        key=line.key,
    )


def _turning() -> rx.Component:
    return rx.cond(
        BookingList.pages > 1,
        rx.el.div(
            secondary_button("Zurück", on_click=BookingList.turn(-1)),
            rx.el.span(f"Seite {BookingList.page_number} von {BookingList.pages}"),
            secondary_button("Weitere", on_click=BookingList.turn(1)),
            class_name="bar",
        ),
    )


def _days() -> rx.Component:
    return rx.cond(
        BookingList.days.length() > 0,
        rx.el.section(
            rx.el.h2("Tagessummen"),
            card_table(
                ("Tag", "Bezahlt", "Erstattet", "Bleibt"),
                rx.foreach(BookingList.days, _day_row),
                "Tagessummen",
            ),
            class_name="day-sums",
        ),
    )


def _day_row(one: rx.Var[Day]) -> rx.Component:
    return row(
        one.day,
        ("Bezahlt", rx.el.span(one.paid, class_name="amount")),
        ("Erstattet", rx.el.span(one.refunded, class_name="amount")),
        ("Bleibt", rx.el.span(one.net, class_name="amount")),
    )
