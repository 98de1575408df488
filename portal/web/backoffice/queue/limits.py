"""The form that narrows and sorts the queue."""

import reflex as rx

from portal.cases.queue import QueueOrder
from portal.cases.status import CaseStatus
from portal.web.backoffice.queue.lines import Choice
from portal.web.backoffice.queue.state import Queue
from portal.web.components.buttons import button_bar, primary_button, secondary_button
from portal.web.components.forms import plain_form, text_input

NOWHERE = "/antrag/ohne-skript"
_ALL = ("", "Alle")


def limits() -> rx.Component:
    """Folded: "Filtern und sortieren"."""
    return rx.el.details(
        rx.el.summary(
            rx.cond(
                Queue.is_limited, "Filtern und sortieren (eingeschränkt)", "Filtern und sortieren"
            )
        ),
        _form(),
        class_name="limits",
    )


def _form() -> rx.Component:
    statuses = [(status.value, status.words) for status in CaseStatus]
    orders = [(order.value, order.words) for order in QueueOrder]
    return plain_form(
        _select("Leistung", "leistung", Queue.service, [_ALL], Queue.service_choices),
        _select("Stand", "status", Queue.status, [_ALL, *statuses]),
        rx.cond(
            Queue.town_choices.length() > 1,
            _select("Kommune", "kommune", Queue.town, [_ALL], Queue.town_choices),
        ),
        text_input(
            "Eingegangen von", "von", kind="date", short=True, default_value=Queue.since,
            error=Queue.wrong_since,
        ),
        text_input(
            "bis", "bis", kind="date", short=True, default_value=Queue.until,
            error=Queue.wrong_until,
        ),
        _select("Sortieren nach", "sortierung", Queue.order, orders),
        button_bar(
            primary_button("Anzeigen", type="submit"),
            secondary_button("Zurücksetzen", on_click=Queue.lift_limits),
        ),
        on_submit=Queue.limit,
        action=NOWHERE,
        key=Queue.drawing,
        class_name="filter-form",
        aria_label="Vorgänge eingrenzen",
    )  # fmt: skip


def _select(
    label: str,
    name: str,
    chosen: rx.Var[str],
    fixed: list[tuple[str, str]],
    choices: rx.Var[list[Choice]] | None = None,
) -> rx.Component:
    identity = f"f-{name}"
    options = [rx.el.option(words, value=key) for key, words in fixed]
    if choices is not None:
        options.append(rx.foreach(choices, _option))
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


def _option(one: rx.Var[Choice]) -> rx.Component:
    return rx.el.option(one.words, value=one.key)
