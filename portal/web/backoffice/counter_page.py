"""The page of the counter check."""

import reflex as rx

from portal.web.backoffice.counter import Counter, Done
from portal.web.backoffice.frame import header
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import button_bar, danger_button, primary_button, text_button
from portal.web.components.cards import box
from portal.web.components.error_summary import error_summary
from portal.web.components.fields import FieldEvents, form_fields
from portal.web.components.forms import plain_form, text_area, text_input
from portal.web.components.page import backoffice_page, two_columns

LABEL = "Identität prüfen"


def page() -> rx.Component:
    """Label "Code", button "Identität bestätigen"."""
    return backoffice_page(
        rx.el.h1(LABEL),
        rx.cond(Counter.success != "", alert(Counter.success, tone="success", live=True)),
        error_summary(Counter.errors),
        refusal(Counter.refusal),
        two_columns(_check(), _done_lately()),
        current=LABEL,
        header=header(),
    )


def _check() -> rx.Component:
    nothing = FieldEvents(
        add_item=lambda _group: rx.noop(),
        remove_item=lambda _group, _index: rx.noop(),
        remove_file=lambda _path, _file: rx.noop(),
        generation=Counter.drawing,
    )
    return plain_form(
        text_input(
            "Code",
            "code",
            hint="Der Code steht im Konto der Person. Sie können auch den QR-Code scannen.",
            short=True,
            default_value=Counter.code,
            on_change=Counter.look_up,
            auto_complete="off",
            auto_focus=True,
            key=rx.cond(Counter.found, "found", Counter.drawing.to_string()),
            custom_attrs={"autoCapitalize": "characters", "spellCheck": "false"},
        ),
        rx.cond(Counter.found, rx.fragment(_person(), form_fields(Counter.fields, nothing))),
        button_bar(primary_button("Identität bestätigen", type="submit")),
        on_submit=Counter.confirm,
        action="/antrag/ohne-skript",
    )


def _person() -> rx.Component:
    return rx.el.div(
        rx.el.p("Konto von ", rx.el.b(Counter.name)),
        rx.el.p(Counter.email, class_name="hint"),
        rx.cond(
            Counter.identified,
            rx.el.p("Diese Person ist schon identifiziert. Sie können es erneuern."),
        ),
        class_name="box counter-person",
        role="status",
    )


def _done_lately() -> rx.Component:
    return box(
        rx.el.h2("Zuletzt bestätigt"),
        rx.cond(
            Counter.revoking != "",
            _why(),
            rx.cond(
                Counter.done.length() > 0,
                rx.el.ul(rx.foreach(Counter.done, _entry), class_name="plain-list"),
                rx.el.p("Noch niemand.", class_name="hint"),
            ),
        ),
    )


def _entry(done: rx.Var[Done]) -> rx.Component:
    return rx.el.li(
        rx.el.b(done.name),
        rx.el.p(done.when, " · ", done.clerk, class_name="hint"),
        text_button(
            "Zurücknehmen",
            rx.el.span(done.name, class_name="kern-sr-only"),
            on_click=Counter.ask_to_revoke(done.id),
        ),
    )


def _why() -> rx.Component:
    return plain_form(
        rx.el.p("Bestätigung für ", rx.el.b(Counter.revoking_name), " zurücknehmen?"),
        text_area("Grund", "grund", hint="Er bleibt im Rathaus.", rows=3),
        button_bar(
            danger_button("Zurücknehmen", type="submit"),
            text_button("Abbrechen", on_click=Counter.keep),
        ),
        on_submit=Counter.revoke,
        action="/antrag/ohne-skript",
        key=Counter.revoking,
    )
