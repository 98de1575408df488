"""The page "Arbeitsvorrat"."""

import reflex as rx

from portal.web.backoffice.bulk.bar import tick, with_bulk_bar
from portal.web.backoffice.frame import Office, header
from portal.web.backoffice.queue.limits import limits
from portal.web.backoffice.queue.lines import Line
from portal.web.backoffice.queue.state import Queue
from portal.web.backoffice.queue.views_parts import saved_views
from portal.web.components.alerts import refusal
from portal.web.components.buttons import button_bar, primary_link, secondary_button
from portal.web.components.empty import empty_state, skeleton
from portal.web.components.links import internal_link
from portal.web.components.page import backoffice_page
from portal.web.components.status import badge
from portal.web.components.tables import card_table, due, filter_pills, row


def page() -> rx.Component:
    """The page."""
    return backoffice_page(
        rx.el.h1(Queue.greeting, class_name="greeting"),
        refusal(Queue.refusal),
        rx.cond(Queue.stand_ins != "", _stand_ins()),
        rx.cond(Queue.mine, _work(), _no_cases()),
        current="Arbeitsvorrat",
        header=header(),
    )


def _work() -> rx.Component:
    return rx.el.div(
        _search(),
        filter_pills(Queue.pills, Queue.choose),
        saved_views(),
        limits(),
        rx.el.p(Queue.similar, role="status", class_name="found-similar"),
        rx.cond(
            Queue.ready,
            rx.cond(Queue.lines.length() > 0, _table(), _nothing()),
            skeleton(6),
        ),
    )


def _stand_ins() -> rx.Component:
    """Who reads is away, or works for somebody who is."""
    return rx.el.p(
        Queue.stand_ins, " ", internal_link("Zuständigkeit", href="/verwaltung/zustaendigkeit/")
    )


def _no_cases() -> rx.Component:
    """For who has another desk than the case workers'."""
    return rx.el.div(
        rx.el.p("Die Vorgänge bearbeitet bei Ihnen die Sachbearbeitung."),
        rx.cond(
            Office.checks_identity,
            button_bar(primary_link("Identität prüfen", "/verwaltung/identifizieren/")),
        ),
    )


def _search() -> rx.Component:
    """Posted, never in the address: people are looked for by name."""
    return rx.el.form(
        rx.el.input(
            type="search",
            name="q",
            aria_label="Vorgang suchen",
            placeholder="Aktenzeichen, Name, Leistung, Stand",
            auto_complete="off",
            default_value=Queue.query,
            key=Queue.drawing,
        ),
        rx.el.button(
            rx.el.span("Suchen", class_name="kern-label"),
            type="submit",
            class_name="kern-btn kern-btn--primary",
        ),
        role="search",
        class_name="search",
        on_submit=Queue.search,
        action="/antrag/ohne-skript",
        method="post",
    )


def _table() -> rx.Component:
    return rx.el.div(
        with_bulk_bar(
            card_table(
                ("Aktenzeichen", "Leistung", "Name", "Stand", "Frist", "Bei"),
                rx.foreach(Queue.lines, _row),
                "Arbeitsvorrat",
            )
        ),
        rx.cond(
            Queue.pages > 1,
            rx.el.div(
                secondary_button(
                    "Zurück", on_click=Queue.turn(-1), disabled=Queue.page_number <= 1
                ),
                rx.el.span(
                    f"Seite {Queue.page_number} von {Queue.pages}, {Queue.found} Vorgänge",
                    role="status",
                ),
                secondary_button(
                    "Weitere", on_click=Queue.turn(1), disabled=Queue.page_number >= Queue.pages
                ),
                class_name="bar",
            ),
        ),
    )


def _row(line: rx.Var[Line]) -> rx.Component:
    return row(
        rx.fragment(
            rx.cond(Queue.may_change, tick(line.reference)),
            internal_link(line.reference, href=line.href),
            rx.el.br(),
            rx.el.span(line.opened, class_name="hint"),
        ),
        rx.fragment(
            line.title,
            rx.cond(
                line.delegated_by != "",
                rx.fragment(rx.el.br(), rx.el.span("Für ", line.delegated_by, class_name="hint")),
            ),
        ),
        line.applicant,
        rx.fragment(
            line.status,
            rx.cond(line.news, rx.fragment(rx.el.br(), badge("Neue Nachricht", "info"))),
        ),
        due(line.due, line.colour),
        ("Bei", line.assignee),
        key=line.reference,
    )


def _nothing() -> rx.Component:
    return empty_state(
        "Hier liegt nichts.",
        "Mit diesem Filter oder Suchwort gibt es gerade keine Vorgänge.",
        drawing="cases",
    )
