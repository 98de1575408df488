"""The page "Zahlungsabgleich"."""

import reflex as rx

from portal.web.backoffice.frame import header
from portal.web.backoffice.payment_pages import AREA, payment_pages
from portal.web.backoffice.reconciliation import Item, Reconciliation
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import button_bar, secondary_button
from portal.web.components.empty import skeleton
from portal.web.components.forms import plain_form, text_input
from portal.web.components.page import backoffice_page

LABEL = "Zahlungsabgleich"
_NOWHERE = "/antrag/ohne-skript"


def page() -> rx.Component:
    """Button "Als geklärt schließen"."""
    return backoffice_page(
        rx.el.h1(LABEL),
        payment_pages("/verwaltung/zahlungen/abgleich/"),
        rx.el.p(
            "Jede Nacht vergleicht das Portal seine Zahlungen mit denen der Anbieter. Was von"
            " selbst in Ordnung kommt, steht hier nicht."
        ),
        rx.cond(
            Reconciliation.success != "", alert(Reconciliation.success, tone="success", live=True)
        ),
        rx.cond(Reconciliation.refused == "", refusal(Reconciliation.refusal)),
        rx.cond(
            Reconciliation.ready,
            rx.cond(Reconciliation.allowed, _list()),
            skeleton(6),
        ),
        current=AREA,
        header=header(),
    )


def _list() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Offene Abweichungen"),
        rx.el.p(Reconciliation.compared, class_name="hint"),
        rx.cond(
            Reconciliation.items.length() > 0,
            rx.el.ul(rx.foreach(Reconciliation.items, _item), class_name="plain-list people"),
            rx.el.p("Alles stimmt überein."),
        ),
    )


def _item(item: rx.Var[Item]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.b(item.title)),
        rx.el.p(item.advice),
        rx.el.p(item.facts, class_name="hint"),
        plain_form(
            rx.el.input(type="hidden", name="abweichung", value=item.key),
            rx.cond(Reconciliation.refused == item.key, refusal(Reconciliation.refusal)),
            text_input(
                "Wie wurde es geklärt?",
                "grund",
                id="f-" + item.key,
                auto_complete="off",
                default_value=rx.cond(Reconciliation.refused == item.key, Reconciliation.typed, ""),
            ),
            button_bar(secondary_button("Als geklärt schließen", type="submit")),
            on_submit=Reconciliation.clear,
            action=_NOWHERE,
            class_name="narrow",
        ),
        key=item.key,
        class_name="box",
    )
