"""How letters are written on the desk."""

from typing import Any

import reflex as rx

from portal.web.backoffice.case.block_parts import offered_blocks
from portal.web.backoffice.case.letters import (
    LetterLine,
    Letters,
    TemplateChoice,
)
from portal.web.components.alerts import refusal
from portal.web.components.buttons import (
    button_bar,
    danger_button,
    primary_button,
    secondary_button,
    text_button,
)
from portal.web.components.choices import choice_card, choice_fieldset
from portal.web.components.forms import ASKS, kept, plain_form, text_area, text_input
from portal.web.components.links import document_link
from portal.web.components.viewing import view_button

_NOWHERE = "/antrag/ohne-skript"


def letters_on_desk() -> rx.Component:
    """The letters so far, and the one that is being written."""
    return rx.el.section(
        rx.el.h2("Schreiben und Bescheide", id="schreiben"),
        refusal(Letters.refusal),
        rx.cond(
            Letters.lines.length() > 0,
            rx.el.ul(rx.foreach(Letters.lines, _line), class_name="plain-list notices"),
        ),
        rx.cond(
            Letters.writing == "",
            rx.cond(Letters.revoking, _revoke(), _begin()),
            rx.cond(Letters.looking_over, _look_over(), _write()),
        ),
        aria_labelledby="schreiben",
    )


def _line(line: rx.Var[LetterLine]) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            document_link(line.title, href=line.href),
            rx.el.span(" · ", line.standing, class_name="hint"),
            view_button(line.title, line.href, "pdf"),
        ),
        rx.cond(
            line.is_draft,
            text_button("Weiterschreiben", on_click=Letters.edit(line.key)),
        ),
        rx.cond(
            line.needs_another_way,
            button_bar(
                secondary_button("Mit der Post schicken", on_click=Letters.again(line.key, True)),
                text_button("Noch einmal bereitstellen", on_click=Letters.again(line.key, False)),
            ),
        ),
        key=line.key,
    )


def _begin() -> rx.Component:
    return rx.cond(
        Letters.templates.length() > 0,
        rx.el.details(
            rx.el.summary("Schreiben beginnen"),
            plain_form(
                _choose("Vorlage", "vorlage", Letters.templates),
                button_bar(secondary_button("Entwurf anlegen", type="submit")),
                on_submit=Letters.begin,
                action=_NOWHERE,
            ),
        ),
    )


def _revoke() -> rx.Component:
    """Which decision, and whether it was lawful: that decides what it rests on."""
    return plain_form(
        rx.el.h3("Bescheid aufheben"),
        _choose("Welcher Bescheid?", "bescheid", Letters.revocable, auto_focus=True),
        _choose("Rücknahme oder Widerruf?", "art", Letters.ways_to_revoke),
        rx.el.p(
            "Der Bescheid gilt weiter, bis Sie den neuen ausstellen. Danach ist der Vorgang wieder "
            "in Bearbeitung; beide Bescheide bleiben lesbar.",
            class_name="hint",
        ),
        button_bar(
            primary_button("Entwurf anlegen", type="submit"),
            text_button("Abbrechen", on_click=Letters.stop_revoking),
        ),
        on_submit=Letters.revoke,
        action=_NOWHERE,
    )


def _choose(label: str, name: str, choices: Any, **props: Any) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name="kern-label"),
        rx.el.div(
            rx.el.select(
                rx.foreach(choices, _template),
                name=name,
                id=name,
                class_name="kern-form-input__select",
                **props,
            ),
            class_name="kern-form-input__select-wrapper",
        ),
        class_name="kern-form-input field",
    )


def _template(one: rx.Var[TemplateChoice]) -> rx.Component:
    return rx.el.option(one.name, value=one.key)


def _write() -> rx.Component:
    return plain_form(
        text_input(
            "Betreff", "betreff", default_value=Letters.title, max_length=200, auto_focus=True
        ),
        text_area(
            "Text",
            "text",
            hint="Absätze trennen Sie durch eine leere Zeile. Anschrift, Datum und"
            " Rechtsbehelfsbelehrung setzen wir dazu.",
            rows=14,
            default_value=Letters.body,
            max_length=20000,
        ),
        rx.cond(
            Letters.theirs != "",
            rx.el.details(
                rx.el.summary("Die andere Fassung"), rx.el.p(Letters.theirs), class_name="kept"
            ),
        ),
        offered_blocks(Letters.blocks, "f-text"),
        button_bar(
            primary_button("Speichern und ansehen", type="submit"),
            text_button("Schließen", on_click=Letters.stop),
            danger_button(
                "Entwurf löschen", on_click=Letters.discard, custom_attrs={"data-forgets": ""}
            ),
        ),
        on_submit=Letters.look_over,
        action=_NOWHERE,
        key=Letters.drawing,
        custom_attrs=kept("schreiben-" + Letters.writing),
    )


def _look_over() -> rx.Component:
    href = f"/verwaltung/vorgaenge/{Letters.reference}/schreiben/{Letters.writing}.pdf"
    return plain_form(
        rx.el.h3("Ansehen und ausstellen", custom_attrs=ASKS),
        rx.el.p(document_link("Entwurf ansehen (PDF)", href=href)),
        choice_fieldset(
            "Wie kommt es an?",
            rx.cond(
                Letters.consents,
                choice_card(
                    "zustellung",
                    "inbox",
                    "Im Postfach bereitstellen",
                    "zustellung-postfach",
                    hint="Die Bürgerin oder der Bürger hat eingewilligt und wird benachrichtigt.",
                ),
            ),
            choice_card(
                "zustellung",
                "post",
                "Mit der Post",
                "zustellung-post",
                checked=~Letters.consents,
                hint="Liegt danach in der Tagespost zum Drucken bereit.",
            ),
        ),
        button_bar(
            primary_button("Ausstellen", type="submit"),
            secondary_button("Text ändern", on_click=Letters.write_on),
        ),
        on_submit=Letters.issue,
        action=_NOWHERE,
    )
