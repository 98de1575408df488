"""The saved filters on the page: pills, what can be done to the one shown, and keeping another."""

import reflex as rx

from portal.web.backoffice.queue.limits import NOWHERE
from portal.web.backoffice.queue.state import Queue
from portal.web.backoffice.queue.views import View, Views
from portal.web.components.buttons import button_bar, secondary_button, text_button
from portal.web.components.forms import plain_form, text_input


def saved_views() -> rx.Component:
    """Pills, the actions of the one that is shown, and "Diesen Filter speichern"."""
    return rx.fragment(
        rx.cond(
            Views.views.length() > 0,
            rx.el.div(
                rx.foreach(Views.views, _pill),
                class_name="filters",
                role="group",
                aria_label="Eigene Filter",
            ),
        ),
        rx.foreach(Views.views, _actions),
        rx.el.p(Views.done, role="status"),
        _keeping(),
    )


def _pill(view: rx.Var[View]) -> rx.Component:
    return rx.el.button(
        view.name,
        rx.cond(view.is_start, rx.el.span("Start", class_name="number")),
        type="button",
        aria_pressed=rx.cond(view.signature == Queue.signature, "true", "false"),
        on_click=Views.open(view.key),
    )


def _actions(view: rx.Var[View]) -> rx.Component:
    """Of the view that is shown."""
    return rx.cond(
        view.signature == Queue.signature,
        rx.el.div(
            rx.el.div(
                text_button("Umbenennen", _which(view), on_click=Views.ask_for_name(view.key)),
                rx.cond(
                    view.is_start,
                    text_button("Nicht mehr damit beginnen", on_click=Views.begin_with("")),
                    text_button("Immer damit beginnen", on_click=Views.begin_with(view.key)),
                ),
                text_button("Löschen", _which(view), on_click=Views.delete(view.key)),
                class_name="view-actions",
            ),
            rx.cond(Views.renaming == view.key, _renaming(view)),
        ),
    )


def _which(view: rx.Var[View]) -> rx.Component:
    return rx.el.span(" (Filter ", view.name, ")", class_name="kern-sr-only")


def _renaming(view: rx.Var[View]) -> rx.Component:
    return plain_form(
        text_input(
            "Neuer Name",
            "neuer_name",
            default_value=view.name,
            max_length=40,
            error=Views.wrong_new_name,
            auto_complete="off",
        ),
        button_bar(secondary_button("Namen ändern", type="submit")),
        on_submit=Views.rename,
        action=NOWHERE,
        class_name="narrow",
    )


def _keeping() -> rx.Component:
    """What is shown, without what was searched."""
    return rx.el.details(
        rx.el.summary("Diesen Filter speichern"),
        plain_form(
            text_input(
                "Name des Filters",
                "name",
                hint="Gespeichert wird, was Sie oben gewählt haben, nicht das Suchwort.",
                max_length=40,
                error=Views.wrong_name,
                auto_complete="off",
            ),
            button_bar(secondary_button("Filter speichern", type="submit")),
            on_submit=Views.save,
            action=NOWHERE,
            key=Views.drawing,
            class_name="narrow",
        ),
        class_name="limits",
    )
