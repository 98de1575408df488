"""The page "Erstattungen"."""

from typing import Any

import reflex as rx

from portal.web.backoffice.frame import header
from portal.web.backoffice.payment_pages import AREA, payment_pages
from portal.web.backoffice.refunds import Line, Refunds
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import (
    button_bar,
    primary_button,
    secondary_button,
    text_button,
)
from portal.web.components.empty import skeleton
from portal.web.components.forms import plain_form, text_input
from portal.web.components.page import backoffice_page

LABEL = "Erstattungen"
_NOWHERE = "/antrag/ohne-skript"


def page() -> rx.Component:
    """Buttons "Erstatten", "Zustimmen", "Ablehnen", "Zurücknehmen"."""
    return backoffice_page(
        rx.el.h1(LABEL),
        payment_pages("/verwaltung/zahlungen/erstattungen/"),
        rx.cond(Refunds.success != "", alert(Refunds.success, tone="success", live=True)),
        refusal(Refunds.refusal),
        rx.cond(
            Refunds.ready,
            rx.cond(Refunds.allowed, rx.fragment(_waiting(), _form(), _others())),
            skeleton(6),
        ),
        current=AREA,
        header=header(),
    )


def _waiting() -> rx.Component:
    return rx.cond(
        Refunds.waiting.length() > 0,
        rx.el.section(
            rx.el.h2("Wartet auf eine zweite Person"),
            rx.el.ul(rx.foreach(Refunds.waiting, _asked), class_name="plain-list people"),
        ),
    )


def _asked(line: rx.Var[Line]) -> rx.Component:
    return rx.el.li(
        *_words(line),
        rx.cond(
            line.is_own,
            rx.fragment(
                rx.el.p("Eine zweite Person aus der Leitung muss zustimmen."),
                button_bar(_button(text_button, "Zurücknehmen", line, Refunds.decline)),
            ),
            button_bar(
                _button(secondary_button, "Zustimmen", line, Refunds.agree),
                _button(text_button, "Ablehnen", line, Refunds.decline),
            ),
        ),
        key=line.id,
        class_name="box",
    )


def _button(kind: Any, label: str, line: rx.Var[Line], act: Any) -> rx.Component:
    whose = rx.el.span(": ", line.title, class_name="kern-sr-only")
    return kind(rx.fragment(label, whose), on_click=act(line.id))  # type: ignore[no-any-return]


def _words(line: rx.Var[Line]) -> tuple[rx.Component, ...]:
    return (
        rx.el.p(rx.el.b(line.title)),
        rx.el.p(line.reason),
        rx.el.p(line.facts, class_name="hint"),
    )


def _form() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Gebühr erstatten"),
        plain_form(
            rx.el.input(type="hidden", name="blatt", value=Refunds.drawing),
            text_input(
                "Kassenzeichen",
                "kassenzeichen",
                hint="Es steht auf der Quittung und in der Liste der Zahlungen.",
                error=Refunds.faults.get("kassenzeichen", ""),
                default_value=Refunds.kassenzeichen,
                auto_complete="off",
            ),
            text_input(
                "Betrag in Euro",
                "betrag",
                hint="Die ganze Gebühr oder ein Teil, zum Beispiel 15,00",
                error=Refunds.faults.get("betrag", ""),
                short=True,
                default_value=Refunds.amount,
                auto_complete="off",
                input_mode="decimal",
            ),
            text_input(
                "Grund",
                "grund",
                hint="Das liest auch die Bürgerin oder der Bürger.",
                error=Refunds.faults.get("grund", ""),
                default_value=Refunds.reason,
                auto_complete="off",
            ),
            button_bar(primary_button("Erstatten", type="submit")),
            on_submit=Refunds.ask,
            action=_NOWHERE,
            key=Refunds.drawing,
            class_name="narrow",
        ),
    )


def _others() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Letzte Erstattungen"),
        rx.cond(
            Refunds.others.length() > 0,
            rx.el.ul(
                rx.foreach(
                    Refunds.others,
                    lambda line: rx.el.li(
                        *_words(line), rx.el.p(line.status), key=line.id, class_name="box"
                    ),
                ),
                class_name="plain-list people",
            ),
            rx.el.p("Es wurde noch nichts erstattet.", class_name="hint"),
        ),
    )
