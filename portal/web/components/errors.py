"""What a visitor sees when a page does not exist or breaks."""

from typing import Any

import reflex as rx

from portal.shared.language import _
from portal.web.components.buttons import button_bar, primary_link, secondary_link
from portal.web.components.languages import in_each_language
from portal.web.components.links import document_link


def not_found(*children: Any) -> rx.Component:
    """The content of the 404 page."""
    return _apology(
        _("Diese Seite gibt es nicht"),
        _("Vielleicht ist die Adresse unvollständig, oder die Seite ist umgezogen."),
        *children,
    )


def broken_page() -> rx.Component:
    """The fallback of the error boundary: nothing of the error is shown, nor sent anywhere."""
    return rx.el.main(
        rx.el.div(in_each_language(_what_broke), class_name="page"),
        id="inhalt",
        role="alert",
    )


def _what_broke() -> rx.Component:
    return _apology(
        _("Da ist etwas schiefgegangen"),
        _("Bitte laden Sie die Seite neu. Was in Ihrem Antrag gespeichert war, ist noch da."),
        document_link(_("Seite neu laden"), href="", class_name="quiet-link"),
    )


def error_boundary(*children: rx.Component, on_error: Any = None) -> rx.Component:
    """For `rx.App(app_wraps=…)`. `on_error` receives name and stack; by default nobody does."""
    from reflex_components_core.base.error_boundary import ErrorBoundary

    return ErrorBoundary.create(
        *children,
        on_error=on_error or rx.noop(),
        fallback_render=rx.Var.create(broken_page()),
    )


def _apology(title: str, words: str, *children: Any) -> rx.Component:
    return rx.el.div(
        rx.el.h1(title),
        rx.el.p(words, class_name="lead"),
        *children,
        button_bar(
            primary_link(_("Zur Startseite"), "/", document=True),
            secondary_link(_("Alle Leistungen"), "/leistungen/", document=True),
        ),
        class_name="narrow empty-page",
    )
