"""On "Personal und Rollen": inviting, choosing a role, working together with neighbours."""

from typing import Any

import reflex as rx

from portal.personnel import ROLE_WORDS
from portal.web.backoffice.personnel import Personnel
from portal.web.backoffice.personnel_lines import (
    Choice,
    InvitationLine,
    SharedLine,
)
from portal.web.components.buttons import (
    button_bar,
    primary_button,
    secondary_button,
    text_button,
)
from portal.web.components.choices import choice_card, choice_fieldset
from portal.web.components.forms import plain_form, text_area, text_input

NOWHERE = "/antrag/ohne-skript"
"""Where a form goes before its script is there: to the page that says so."""


def inviting() -> rx.Component:
    """Who is invited already, and "Einladung senden"."""
    return rx.el.section(
        rx.el.h2("Jemanden einladen"),
        rx.cond(
            Personnel.invitations.length() > 0,
            rx.el.ul(rx.foreach(Personnel.invitations, _invitation), class_name="plain-list"),
        ),
        plain_form(
            text_input(
                "E-Mail-Adresse",
                "email",
                kind="email",
                hint="Am besten die dienstliche. Dorthin geht ein Link, der 72 Stunden gilt.",
                auto_complete="off",
            ),
            role_choice("einladen"),
            button_bar(primary_button("Einladung senden", type="submit")),
            on_submit=Personnel.invite,
            action=NOWHERE,
            key=Personnel.drawing,
            class_name="narrow",
        ),
    )


def _invitation(line: rx.Var[InvitationLine]) -> rx.Component:
    return rx.el.li(
        rx.el.b(line.email),
        ": ",
        line.role,
        rx.el.span(", gilt bis ", line.until, " ", class_name="hint"),
        small_button("Zurückziehen", line.email, Personnel.withdraw(line.id)),
    )


def role_choice(prefix: str) -> rx.Component:
    """Which role, and for which services; `prefix` keeps two such forms on a page apart."""
    cards = [
        _role_card(prefix, role, words)
        for role, words in ROLE_WORDS.items()
        if role != "installation_admin"
    ]
    owner = _role_card(prefix, "installation_admin", ROLE_WORDS["installation_admin"])
    return rx.fragment(
        choice_fieldset("Rolle", *cards, rx.cond(Personnel.everywhere, owner)),
        rx.el.details(
            rx.el.summary("Nur für bestimmte Leistungen"),
            rx.el.p(
                "Sachbearbeitung und Leitung können auf Leistungen begrenzt werden. Ohne Auswahl"
                " gilt die Rolle für alle.",
                class_name="hint",
            ),
            choice_fieldset(
                "Leistungen (optional)",
                rx.foreach(
                    Personnel.service_choices,
                    lambda one: choice_card(
                        "leistung",
                        one.key,
                        one.words,
                        rx.Var.create(f"{prefix}-") + one.key,
                        kind="checkbox",
                    ),
                ),
            ),
        ),
    )


def _role_card(prefix: str, role: str, words: str) -> rx.Component:
    return choice_card("rolle", role, words, f"{prefix}-{role}", checked=role == "case_worker")


def delegations() -> rx.Component:
    """What is worked on by others or for others, and "Delegation vorschlagen"."""
    return rx.el.section(
        rx.el.h2("Zusammenarbeit mit anderen Kommunen"),
        rx.el.p(
            "Eine andere Kommune bearbeitet die Vorgänge einer Leistung für Sie, solange die"
            " Delegation gilt. Ihre Beschäftigten mit passender Rolle sehen diese Vorgänge dann"
            " in ihrem Arbeitsvorrat."
        ),
        rx.cond(
            Personnel.shared.length() > 0,
            rx.el.ul(rx.foreach(Personnel.shared, _shared), class_name="plain-list people"),
        ),
        rx.el.details(
            rx.el.summary("Leistung delegieren"),
            plain_form(
                _select("Leistung", "dienst", Personnel.service_choices),
                _select("An welche Kommune", "kommune", Personnel.towns),
                text_input("Ab (optional, sonst heute)", "ab", kind="date", short=True),
                text_input("Bis (optional)", "bis", kind="date", short=True),
                text_area(
                    "Grund",
                    "grund",
                    hint="Zum Beispiel die Zweckvereinbarung.",
                    rows=2,
                    id="f-delegation-grund",
                ),
                button_bar(primary_button("Delegation vorschlagen", type="submit")),
                on_submit=Personnel.delegate,
                action=NOWHERE,
                key=Personnel.drawing,
                class_name="narrow",
            ),
        ),
    )


def _shared(line: rx.Var[SharedLine]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.b(line.words)),
        rx.el.p(line.lasts, " · ", line.reason, class_name="hint"),
        rx.el.p(line.state),
        button_bar(
            rx.cond(
                line.confirmable,
                secondary_button(
                    rx.fragment("Bestätigen", of_whom(line.words)),
                    on_click=Personnel.confirm_delegation(line.id),
                ),
            ),
            small_button("Beenden", line.words, Personnel.end_delegation(line.id)),
        ),
        class_name="box",
    )


def _select(label: str, name: str, choices: rx.Var[list[Choice]]) -> rx.Component:
    identity = f"f-delegation-{name}"
    control = rx.el.select(
        rx.el.option("Bitte wählen", value=""),
        rx.foreach(choices, lambda one: rx.el.option(one.words, value=one.key)),
        name=name,
        id=identity,
        class_name="kern-form-input__select",
    )
    return rx.el.div(
        rx.el.label(label, html_for=identity, class_name="kern-label"),
        rx.el.div(control, class_name="kern-form-input__select-wrapper"),
        class_name="kern-form-input field",
    )


def small_button(label: str, whose: Any, act: Any) -> rx.Component:
    """A button like a link, told apart by whose it is."""
    return text_button(label, of_whom(whose), on_click=act)


def of_whom(whose: Any) -> rx.Component:
    """Whose button it is, for who does not see the box around it."""
    return rx.el.span(": ", whose, class_name="kern-sr-only")
