"""The page "Meine Daten": what is stored, who saw it, taking it along, having it erased."""

import reflex as rx

from portal.shared.language import _
from portal.web.citizen.account.own_data import Look, OwnDataPage, Remains, Stored
from portal.web.citizen.chrome import header
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import (
    button_bar,
    danger_button,
    primary_button,
    secondary_button,
)
from portal.web.components.empty import skeleton
from portal.web.components.forms import plain_form, text_input
from portal.web.components.links import document_link, internal_link
from portal.web.components.page import breadcrumbs, citizen_page
from portal.web.components.tables import card_table, row

DATA_PATH = "/konto/daten/"


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        rx.el.h1(_("Meine Daten")),
        rx.cond(OwnDataPage.ready, _sections(), skeleton(6)),
        tab="Konto",
        header=header(),
        breadcrumb=breadcrumbs((_("Mein Konto"), "/konto/"), here=_("Meine Daten")),
    )


def _sections() -> rx.Component:
    return rx.el.div(
        rx.cond(OwnDataPage.done != "", alert(OwnDataPage.done, tone="success", live=True)),
        rx.cond(OwnDataPage.erasing, _erasing()),
        _stored(),
        _export(),
        _looks(),
        rx.cond(OwnDataPage.erasing, rx.fragment(), _erasure()),
    )


def _stored() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Was gespeichert ist"), id="gespeichert"),
        rx.el.p(
            _(
                "Ihr Konto mit Name und E-Mail-Adresse, Ihre angefangenen und gesendeten Anträge "
                "und was dazugehört:"
            )
        ),
        rx.el.dl(rx.foreach(OwnDataPage.stored, _kind), class_name="glance"),
        rx.el.p(internal_link(_("Datenschutz: wozu und wie lange"), href="/datenschutz/")),
        aria_labelledby="gespeichert",
    )


def _kind(stored: rx.Var[Stored]) -> rx.Component:
    return rx.fragment(rx.el.dt(stored.what), rx.el.dd(stored.count))


def _export() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Meine Daten mitnehmen"), id="mitnehmen"),
        rx.el.p(
            _(
                "Wir packen alles in eine ZIP-Datei: zum Lesen, mit Ihren Dateien, und als "
                "JSON für andere Programme. Das dauert meist unter einer Minute."
            )
        ),
        refusal(OwnDataPage.export_refusal),
        rx.el.div(
            rx.cond(
                OwnDataPage.preparing,
                alert(
                    _("Ihre Daten werden zusammengestellt. Die Seite zeigt, wenn es so weit ist.")
                ),
            ),
            rx.cond(OwnDataPage.export_href != "", _download()),
            role="status",
        ),
        rx.cond(
            OwnDataPage.preparing | (OwnDataPage.export_href != ""),
            rx.fragment(),
            button_bar(primary_button(_("Daten anfordern"), on_click=OwnDataPage.export)),
        ),
        aria_labelledby="mitnehmen",
    )


def _download() -> rx.Component:
    return rx.el.p(
        document_link(_("ZIP-Datei herunterladen"), href=OwnDataPage.export_href),
        rx.el.br(),
        rx.el.span(
            _("Sie liegt hier bis {moment}.").format(moment=OwnDataPage.export_until),
            class_name="hint",
        ),
    )


def _looks() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Wer hat meine Daten gesehen?"), id="gesehen"),
        rx.el.p(
            _(
                "Hier steht jeder Zugriff der Verwaltung auf Ihre Daten. Niemand kann einen "
                "Eintrag ändern oder entfernen."
            )
        ),
        rx.cond(
            OwnDataPage.looks.length() > 0,
            _table(
                (_("Wann"), _("Was"), _("Wer")),
                rx.foreach(OwnDataPage.looks, _look),
                _("Zugriffe der Verwaltung"),
            ),
            rx.el.p(_("Bisher niemand.")),
        ),
        aria_labelledby="gesehen",
    )


def _look(look: rx.Var[Look]) -> rx.Component:
    what = rx.el.span(
        look.what,
        rx.cond(
            look.href != "",
            rx.fragment(" ", internal_link(look.reference, href=look.href)),
        ),
    )
    return row((_("Wann"), look.when), what, (_("Wer"), look.who))


def _erasing() -> rx.Component:
    return rx.el.section(
        alert(
            _("Wir löschen Ihr Konto am {day}. Bis dahin können Sie es behalten.").format(
                day=OwnDataPage.erase_on
            ),
            tone="warning",
        ),
        button_bar(secondary_button(_("Konto behalten"), on_click=OwnDataPage.keep)),
    )


def _erasure() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Konto löschen"), id="loeschen"),
        rx.el.p(_("Das wird gelöscht:")),
        rx.el.ul(rx.foreach(OwnDataPage.goes, rx.el.li)),
        rx.cond(OwnDataPage.remains.length() > 0, _remains()),
        rx.cond(
            OwnDataPage.open_cases != "",
            alert(
                OwnDataPage.open_cases,
                rx.el.p(
                    _(
                        "Offene Vorgänge werden weiter bearbeitet, aber Nachrichten dazu können "
                        "Sie dann hier nicht mehr lesen. Warten Sie besser, bis alles "
                        "abgeschlossen ist."
                    )
                ),
                tone="warning",
            ),
        ),
        rx.el.p(
            _(
                "Möchten Sie etwas behalten? Dann laden Sie vorher Ihre Daten herunter. Nach dem "
                "Absenden haben Sie sieben Tage, um es sich anders zu überlegen; wir schreiben "
                "Ihnen eine E-Mail."
            )
        ),
        plain_form(
            text_input(
                _("Schreiben Sie LÖSCHEN, wenn Sie sicher sind"),
                "wort",
                error=OwnDataPage.erasure_refusal,
                auto_complete="off",
            ),
            button_bar(danger_button(_("Konto löschen"), type="submit")),
            on_submit=OwnDataPage.erase,
            action="/antrag/ohne-skript",
            class_name="narrow",
        ),
        aria_labelledby="loeschen",
    )


def _remains() -> rx.Component:
    return rx.fragment(
        rx.el.p(_("Das bleibt, weil ein Gesetz es verlangt:")),
        _table(
            (_("Warum"), _("Was"), _("Bis wann")),
            rx.foreach(OwnDataPage.remains, _remaining),
            _("Was nach dem Löschen bleibt"),
        ),
    )


def _remaining(line: rx.Var[Remains]) -> rx.Component:
    return row((_("Warum"), line.why), line.what, (_("Bis wann"), line.until))


def _table(columns: tuple[str, ...], rows: rx.Component, caption: str) -> rx.Component:
    """Sentences in its cells: on a phone one below the other."""
    return rx.el.div(card_table(columns, rows, caption), class_name="long-cells")
