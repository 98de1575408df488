"""The page "Geldeingänge"."""

from typing import Any

import reflex as rx

from portal.web.backoffice.arrivals import Arrivals, Item
from portal.web.backoffice.frame import header
from portal.web.backoffice.payment_pages import AREA, payment_pages
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import button_bar, primary_button, secondary_button, text_button
from portal.web.components.empty import skeleton
from portal.web.components.forms import plain_form, text_input
from portal.web.components.page import backoffice_page

LABEL = "Geldeingänge"
_NOWHERE = "/antrag/ohne-skript"


def page() -> rx.Component:
    """Buttons "Eingang buchen", "Zuordnen", "Zurücküberwiesen"."""
    return backoffice_page(
        rx.el.h1(LABEL),
        payment_pages("/verwaltung/zahlungen/eingaenge/"),
        rx.cond(Arrivals.success != "", alert(Arrivals.success, tone="success", live=True)),
        refusal(Arrivals.refusal),
        rx.cond(
            Arrivals.ready,
            rx.cond(
                Arrivals.allowed,
                rx.fragment(_entry(), _unclear(), _unlike(), _refunds()),
            ),
            skeleton(6),
        ),
        current=AREA,
        header=header(),
    )


def _entry() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Eingang vom Kontoauszug buchen"),
        plain_form(
            text_input(
                "Kassenzeichen",
                "kassenzeichen",
                hint="Wie es im Verwendungszweck steht.",
                error=_fault("kassenzeichen"),
                default_value=Arrivals.kassenzeichen,
                auto_complete="off",
            ),
            text_input(
                "Betrag in Euro",
                "betrag",
                hint="Zum Beispiel 15,00",
                short=True,
                error=_fault("betrag"),
                default_value=Arrivals.amount,
                auto_complete="off",
                input_mode="decimal",
            ),
            text_input(
                "Buchungstag",
                "tag",
                kind="date",
                short=True,
                error=_fault("tag"),
                default_value=Arrivals.day,
            ),
            text_input(
                "Referenz der Bank",
                "referenz",
                hint="Daran erkennen wir, wenn ein Eingang ein zweites Mal gebucht wird.",
                error=_fault("referenz"),
                default_value=Arrivals.bank_reference,
                auto_complete="off",
            ),
            button_bar(primary_button("Eingang buchen", type="submit")),
            on_submit=Arrivals.enter,
            action=_NOWHERE,
            key=Arrivals.drawing,
            class_name="narrow",
        ),
    )


def _fault(field: Any) -> rx.Var[str]:
    """What is wrong at this field; "" where nothing is."""
    return rx.cond(Arrivals.wrong.contains(field), Arrivals.wrong[field], "")


def _unclear() -> rx.Component:
    return _list(
        "Ungeklärt",
        "Jedes Kassenzeichen ist bekannt.",
        Arrivals.unclear,
        lambda item: rx.fragment(
            plain_form(
                rx.el.input(type="hidden", name="eingang", value=item.key),
                text_input(
                    "Gehört zu Kassenzeichen",
                    "zuordnen",
                    id="f-" + item.key,
                    error=_fault(item.key),
                    auto_complete="off",
                ),
                button_bar(secondary_button("Zuordnen", type="submit")),
                on_submit=Arrivals.assign,
                action=_NOWHERE,
                class_name="narrow",
            ),
            _returned(item, Arrivals.send_back(item.key)),
        ),
    )


def _unlike() -> rx.Component:
    return _list(
        "Zu viel oder zu wenig",
        "Alle Beträge stimmen.",
        Arrivals.unlike,
        lambda item: _returned(item, Arrivals.return_rest(item.key)),
    )


def _refunds() -> rx.Component:
    return _list(
        "Zurückzuüberweisen",
        "Nichts ist zurückzuüberweisen.",
        Arrivals.refunds,
        lambda item: _returned(item, Arrivals.transferred(item.key)),
    )


def _list(title: str, nothing: str, items: rx.Var[list[Item]], acts: Any) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title),
        rx.cond(
            items.length() > 0,
            rx.el.ul(
                rx.foreach(
                    items,
                    lambda item: rx.el.li(
                        rx.el.p(rx.el.b(item.words)),
                        rx.el.p(item.hint, class_name="hint"),
                        acts(item),
                        key=item.key,
                        class_name="box",
                    ),
                ),
                class_name="plain-list people",
            ),
            rx.el.p(nothing, class_name="hint"),
        ),
    )


def _returned(item: rx.Var[Item], act: Any) -> rx.Component:
    return text_button("Zurücküberwiesen", _of_whom(item.words), on_click=act)


def _of_whom(words: Any) -> rx.Component:
    return rx.el.span(": ", words, class_name="kern-sr-only")
