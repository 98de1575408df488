"""How the rules are drawn: the list, the form of one, trying them out, what is nobody's."""

from typing import Any

import reflex as rx

from portal.web.backoffice.duty.fields import NOWHERE, of_whom, select_field
from portal.web.backoffice.duty.lines import Choice, RuleLine
from portal.web.backoffice.duty.rules import Rules
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import (
    button_bar,
    danger_button,
    primary_button,
    secondary_button,
    text_button,
)
from portal.web.components.choices import choice_card, choice_fieldset
from portal.web.components.forms import plain_form, text_input

_KINDS = (
    ("all", "Alle Vorgänge der Leistung"),
    ("district", "Nach Ortsteil oder Postleitzahl"),
    ("surname", "Nach dem Nachnamen"),
)
_WAYS = (
    ("least", "Wer die wenigsten offenen Vorgänge hat"),
    ("turn", "Der Reihe nach"),
)


def rules() -> rx.Component:
    """The first section of the page."""
    return rx.el.section(
        rx.el.h2("Wer neue Vorgänge bekommt"),
        rx.el.p(
            "Die erste Regel, die passt, entscheidet. Passt keine, oder ist niemand da, bleibt der"
            " Vorgang ohne Zuweisung im Arbeitsvorrat."
        ),
        rx.cond(Rules.success != "", alert(Rules.success, tone="success", live=True)),
        refusal(Rules.refusal),
        rx.cond(
            Rules.rules.length() > 0,
            rx.el.ol(rx.foreach(Rules.rules, _rule), class_name="plain-list people"),
            rx.el.p("Noch gibt es keine Regel.", class_name="hint"),
        ),
        rx.cond(
            Rules.leads,
            rx.fragment(
                rx.cond(
                    Rules.form_open,
                    _form(),
                    button_bar(secondary_button("Neue Regel", on_click=Rules.open_form(""))),
                ),
                rx.cond(~Rules.form_open, rx.fragment(_trying_out(), _unassigned())),
            ),
            rx.el.p("Regeln ändert die Leitung.", class_name="hint"),
        ),
        class_name="duty",
    )


def _rule(line: rx.Var[RuleLine]) -> rx.Component:
    return rx.el.li(
        rx.el.p(line.number, " ", rx.el.b(line.words)),
        rx.el.p("An ", line.people),
        rx.cond(
            line.missing != "",
            rx.el.p("Übersprungen, weil ohne Rolle dafür: ", line.missing, class_name="hint"),
        ),
        rx.cond(
            Rules.leads & line.may_change,
            rx.cond(Rules.removing == line.id, _sure(line), _buttons(line)),
        ),
        key=line.id,
        class_name="box",
    )


def _buttons(line: rx.Var[RuleLine]) -> rx.Component:
    return rx.el.div(
        _small("Ändern", line, Rules.open_form(line.id)),
        rx.cond(~line.is_first, _small("Nach oben", line, Rules.move(line.id, True))),
        rx.cond(~line.is_last, _small("Nach unten", line, Rules.move(line.id, False))),
        _small("Löschen", line, Rules.ask_to_remove(line.id)),
        class_name="links",
    )


def _small(label: str, line: rx.Var[RuleLine], act: Any) -> rx.Component:
    return text_button(label, of_whom(line.number, line.words), on_click=act)


def _sure(line: rx.Var[RuleLine]) -> rx.Component:
    return rx.el.div(
        rx.el.p("Regel löschen? Vorgänge, die sie verteilt hat, bleiben, wo sie sind."),
        button_bar(
            danger_button("Regel löschen", on_click=Rules.remove, auto_focus=True),
            text_button("Abbrechen", on_click=Rules.ask_to_remove("")),
        ),
    )


def _form() -> rx.Component:
    return plain_form(
        rx.el.h3(Rules.form_words),
        rx.el.input(type="hidden", name="blatt", value=Rules.drawing, read_only=True),
        select_field(
            "Leistung",
            "leistung",
            Rules.service_choices,
            chosen=Rules.service,
            error=Rules.faults.get("leistung", ""),
            auto_focus=True,
        ),
        choice_fieldset("Für welche Vorgänge?", *[_kind(key, words) for key, words in _KINDS]),
        rx.match(Rules.kind, ("district", _places()), ("surname", _letters()), rx.fragment()),
        choice_fieldset(
            "Wer bekommt sie?",
            rx.foreach(Rules.colleagues, _colleague),
            error=Rules.faults.get("kollegen", ""),
            error_id="f-kollegen-fehler",
        ),
        choice_fieldset("Bei mehreren", *[_way(key, words) for key, words in _WAYS]),
        button_bar(
            primary_button("Regel speichern", type="submit"),
            text_button("Abbrechen", on_click=Rules.close_form),
        ),
        on_submit=Rules.save,
        action=NOWHERE,
        key=Rules.drawing,
        class_name="box narrow",
    )


def _kind(key: str, words: str) -> rx.Component:
    return choice_card(
        "art",
        key,
        words,
        f"f-art-{key}",
        checked=Rules.kind == key,
        on_change=Rules.choose_kind(key),
    )


def _way(key: str, words: str) -> rx.Component:
    return choice_card("verteilung", key, words, f"f-verteilung-{key}", checked=Rules.way == key)


def _places() -> rx.Component:
    return text_input(
        "Ortsteile oder Postleitzahlen",
        "orte",
        hint="Mit Komma getrennt, zum Beispiel: Aschendorf, 26871. Es zählt, was im Antrag steht.",
        error=Rules.faults.get("orte", ""),
        default_value=Rules.districts,
        auto_complete="off",
    )


def _letters() -> rx.Component:
    return rx.fragment(
        text_input(
            "Nachnamen von",
            "von_buchstabe",
            hint="Ein Buchstabe oder mehrere, zum Beispiel A oder Sch",
            error=Rules.faults.get("von_buchstabe", ""),
            default_value=Rules.first,
            short=True,
            auto_complete="off",
        ),
        text_input(
            "bis",
            "bis_buchstabe",
            error=Rules.faults.get("bis_buchstabe", ""),
            default_value=Rules.last,
            short=True,
            auto_complete="off",
        ),
    )


def _colleague(one: rx.Var[Choice]) -> rx.Component:
    wrong = Rules.faults.get("kollegen", "") != ""
    return choice_card(
        "kollegen",
        one.key,
        one.words,
        rx.Var.create("f-kollegen-") + one.key,
        kind="checkbox",
        checked=one.chosen,
        described_by=rx.cond(wrong, "f-kollegen-fehler", ""),
        aria_invalid=rx.cond(wrong, "true", "false"),
    )


def _trying_out() -> rx.Component:
    return rx.el.details(
        rx.el.summary("Ausprobieren: Wer bekäme das?"),
        plain_form(
            select_field("Leistung", "welche", Rules.single_services),
            text_input("Nachname", "nachname", short=True, auto_complete="off"),
            text_input("Ortsteil oder Postleitzahl", "ort", short=True, auto_complete="off"),
            button_bar(secondary_button("Wer bekäme das?", type="submit")),
            on_submit=Rules.try_out,
            action=NOWHERE,
            class_name="narrow",
        ),
        rx.el.p(Rules.answer, role="status"),
    )


def _unassigned() -> rx.Component:
    """What came before there was a rule."""
    return rx.el.details(
        rx.el.summary("Regeln auf nicht zugewiesene Vorgänge anwenden"),
        rx.el.p("Neue Regeln gelten für neue Vorgänge. Hier verteilen Sie auch, was schon liegt."),
        rx.el.p(Rules.preview, role="status"),
        button_bar(
            rx.cond(
                Rules.to_give > 0,
                secondary_button("Jetzt zuweisen", on_click=Rules.give_unassigned),
                secondary_button("Vorschau", on_click=Rules.look_at_unassigned),
            ),
        ),
    )
