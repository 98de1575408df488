"""`/verwaltung/sammelaktion/<id>/`: what will happen, then what has happened."""

import reflex as rx

from portal.web.backoffice.bulk.state import Bulk, JobLine
from portal.web.backoffice.frame import header
from portal.web.components.alerts import refusal
from portal.web.components.buttons import button_bar, primary_button, secondary_link
from portal.web.components.empty import skeleton
from portal.web.components.errors import not_found
from portal.web.components.links import internal_link
from portal.web.components.page import backoffice_page, breadcrumbs
from portal.web.components.tables import card_table, row

LABEL = "Sammelaktion"


def page() -> rx.Component:
    """The page."""
    return backoffice_page(
        rx.cond(
            Bulk.ready & (Bulk.job == rx.State.sammelaktion),
            rx.cond(Bulk.missing, not_found(), _job()),
            skeleton(6),
        ),
        current="Arbeitsvorrat",
        header=header(),
        breadcrumb=breadcrumbs(("Arbeitsvorrat", "/verwaltung/"), here=LABEL),
    )


def _job() -> rx.Component:
    return rx.el.div(
        rx.el.h1(Bulk.what),
        refusal(Bulk.refusal),
        rx.el.p(Bulk.standing, role="status", class_name="standing"),
        rx.cond(
            Bulk.running,
            rx.el.progress(
                value=Bulk.share, max=Bulk.whole, aria_label="Fortschritt der Sammelaktion"
            ),
        ),
        rx.cond(Bulk.note != "", rx.el.blockquote(Bulk.note)),
        rx.cond(Bulk.planned, _confirm()),
        rx.cond(
            ~Bulk.planned,
            rx.el.p(internal_link("Zurück zum Arbeitsvorrat", href="/verwaltung/")),
        ),
        card_table(
            ("Aktenzeichen", "Leistung", "Stand", "Ergebnis", "Grund"),
            rx.foreach(Bulk.lines, _row),
            "Vorgänge dieser Sammelaktion",
        ),
        rx.el.p(Bulk.not_shown, class_name="hint"),
        class_name="bulk-job",
    )


def _confirm() -> rx.Component:
    return rx.el.div(
        rx.el.p(Bulk.told),
        button_bar(
            primary_button(Bulk.button, on_click=Bulk.confirm),
            secondary_link("Abbrechen", "/verwaltung/"),
        ),
    )


def _row(line: rx.Var[JobLine]) -> rx.Component:
    return row(
        internal_link(line.reference, href=line.href),
        line.title,
        line.status,
        line.outcome,
        line.why,
        key=line.reference,
    )
