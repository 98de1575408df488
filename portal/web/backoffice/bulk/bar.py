"""How it is drawn: a box at each case, and the bar that says what is done to the ticked ones."""

from typing import Any

import reflex as rx

from portal.cases.bulk import ASSIGN, DEEDS, NOTE
from portal.web.backoffice.bulk.choosing import Choosing, Somebody
from portal.web.backoffice.queue.state import Queue
from portal.web.components.buttons import button_bar, secondary_button
from portal.web.components.forms import plain_form, text_area
from portal.web.components.scripts import script

_NOWHERE = "/antrag/ohne-skript"


def tick(reference: rx.Var[str]) -> rx.Component:
    """The box of one case. The row is keyed by the case, so a tick stays with it."""
    return rx.el.input(
        type="checkbox",
        name="vorgang",
        value=reference,
        aria_label=f"{reference} auswählen",
        class_name="kern-form-check__checkbox pick",
    )


def with_bulk_bar(table: Any) -> rx.Component:
    """The list as a form: tick, say what, look at the preview."""
    return plain_form(
        table,
        rx.cond(Queue.may_change, _bar()),
        script("picking"),
        on_submit=Choosing.preview,
        action=_NOWHERE,
        custom_attrs={"data-picking": ""},
    )


def _bar() -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            rx.el.span(
                "Mehrere Vorgänge auf einmal bearbeiten",
                rx.el.span(class_name="picked", custom_attrs={"data-picked": ""}),
            ),
        ),
        _which(),
        _what(),
        rx.cond(Choosing.deed == ASSIGN, _to_whom()),
        rx.cond(
            Choosing.deed == NOTE,
            text_area("Interner Vermerk", "vermerk", rows=4, error=Choosing.wrong_note),
        ),
        _error(Choosing.wrong_cases, "f-vorgang-fehler"),
        button_bar(secondary_button("Vorschau ansehen", type="submit")),
        rx.el.p(
            "Noch wird nichts geändert: Die Vorschau sagt, was mit welchem Vorgang geschieht.",
            class_name="hint",
        ),
        class_name="limits bulk",
    )


def _which() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("Welche Vorgänge?", class_name="kern-label"),
        _box("Alle auf dieser Seite", {"data-pick-page": "", "id": "f-seite"}),
        _box(
            rx.fragment("Alle ", Queue.found, " gefundenen, auch auf den anderen Seiten"),
            {"id": "f-alle", "data-pick-all": ""},
            name="alle",
            value="ja",
        ),
        rx.el.p(role="status", class_name="hint", custom_attrs={"data-picked-words": ""}),
        class_name="kern-fieldset field",
    )


def _box(words: Any, attributes: dict[str, str], **props: Any) -> rx.Component:
    return rx.el.div(
        rx.el.input(
            type="checkbox",
            class_name="kern-form-check__checkbox",
            custom_attrs=attributes,
            **props,
        ),
        rx.el.label(words, html_for=attributes["id"], class_name="kern-label"),
        class_name="kern-form-check",
    )


def _what() -> rx.Component:
    return _select(
        "Was soll geschehen?",
        "tat",
        [rx.el.option(words, value=key) for key, words in DEEDS.items()],
        Choosing.wrong_deed,
        default_value=Choosing.deed,
        on_change=Choosing.choose,
    )


def _to_whom() -> rx.Component:
    people = [rx.foreach(Choosing.colleagues, _somebody)]
    return _select("Zuweisen an", "kollegin", people, Choosing.wrong_colleague)


def _select(
    label: str, name: str, options: list[rx.Component], error: rx.Var[str], **props: Any
) -> rx.Component:
    identity, told = f"f-{name}", f"f-{name}-fehler"
    control = rx.el.select(
        rx.el.option("Bitte wählen", value=""),
        *options,
        name=name,
        id=identity,
        aria_invalid=rx.cond(error != "", "true", "false"),
        aria_describedby=told,
        class_name="kern-form-input__select",
        **props,
    )
    return rx.el.div(
        rx.el.label(label, html_for=identity, class_name="kern-label"),
        rx.el.div(control, class_name="kern-form-input__select-wrapper"),
        _error(error, told),
        class_name="kern-form-input field",
    )


def _error(words: rx.Var[str], identity: str) -> rx.Component:
    return rx.el.div(
        rx.cond(words != "", rx.el.p(words, class_name="kern-error")), id=identity, role="alert"
    )


def _somebody(one: rx.Var[Somebody]) -> rx.Component:
    return rx.el.option(one.name, value=one.key)
