"""How a case is forwarded, and what its page says afterwards."""

import reflex as rx

from portal.web.backoffice.case.forwarding import ShownAuthority
from portal.web.backoffice.case.state import StaffCase
from portal.web.components.alerts import refusal
from portal.web.components.buttons import button_bar, primary_button
from portal.web.components.field_parts import ABSENT
from portal.web.components.forms import cancel_button, kept, plain_form, text_area


def forward_form() -> rx.Component:
    """To whom, why, and what the citizen will be told."""
    return rx.el.section(
        rx.el.h2("An zuständige Stelle weiterleiten"),
        refusal(StaffCase.forward_error),
        plain_form(
            _authority(),
            text_area(
                "Grund", "grund", id="f-weiterleiten-grund", rows=4,
                default_value=StaffCase.forward_reason, error=StaffCase.no_reason,
            ),
            rx.el.p(
                "Die Bürgerin oder der Bürger liest den Grund und an wen es geht, mit Telefon und "
                "E-Mail-Adresse; eine Benachrichtigung geht hinaus. Eine offene Korrektur "
                "entfällt, die Frist beginnt dort neu. Sie selbst können danach nur noch lesen.",
                class_name="hint",
            ),
            button_bar(
                primary_button("Weiterleiten", type="submit"),
                cancel_button(StaffCase.stop_forwarding),
            ),
            on_submit=StaffCase.forward,
            action="/antrag/ohne-skript",
            custom_attrs=kept("weiterleiten"),
        ),
    )  # fmt: skip


def where_it_was_forwarded() -> rx.Component:
    """Who works on it now, or whom the fee was paid to."""
    return rx.cond(
        StaffCase.reads_only,
        rx.el.p("Weitergeleitet. Sie können diesen Vorgang nur noch lesen.", class_name="hint"),
        rx.cond(
            StaffCase.paid_to != "",
            rx.el.p(
                "An Sie weitergeleitet von ", rx.el.b(StaffCase.paid_to),
                ". Dorthin ging eine gezahlte Gebühr; über Erstattungen entscheidet "
                "weiterhin diese Stelle.",
            ),
        ),
    )  # fmt: skip


def _authority() -> rx.Component:
    wrong = StaffCase.no_authority != ""
    choices = rx.el.select(
        rx.el.option("Bitte wählen", value=""),
        rx.foreach(StaffCase.authorities, _choice),
        name="stelle",
        id="f-stelle",
        default_value=StaffCase.forward_to,
        auto_focus=True,
        class_name="kern-form-input__select",
        aria_invalid=rx.cond(wrong, "true", "false"),
        aria_describedby=rx.cond(wrong, "f-stelle-fehler", ABSENT),
    )
    return rx.el.div(
        rx.el.label("Zuständige Stelle", html_for="f-stelle", class_name="kern-label"),
        rx.el.div(choices, class_name="kern-form-input__select-wrapper"),
        rx.cond(
            wrong, rx.el.p(StaffCase.no_authority, id="f-stelle-fehler", class_name="kern-error")
        ),
        class_name=rx.cond(
            wrong, "kern-form-input kern-form-input--error field", "kern-form-input field"
        ),
    )


def _choice(one: rx.Var[ShownAuthority]) -> rx.Component:
    return rx.el.option(one.name, value=one.key)
