"""The page "Personal und Rollen"."""

from typing import Any

import reflex as rx

from portal.personnel import ROLE_WORDS
from portal.web.backoffice.frame import header
from portal.web.backoffice.personnel import Personnel
from portal.web.backoffice.personnel_lines import (
    Choice,
    InvitationLine,
    MemberLine,
    SharedLine,
    WaitingLine,
)
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import (
    button_bar,
    danger_button,
    primary_button,
    secondary_button,
    text_button,
)
from portal.web.components.choices import choice_card, choice_fieldset
from portal.web.components.empty import skeleton
from portal.web.components.forms import plain_form, text_area, text_input
from portal.web.components.page import backoffice_page

LABEL = "Personal und Rollen"
NOWHERE = "/antrag/ohne-skript"


def page() -> rx.Component:
    """Buttons "Einladung senden", "Bestätigen", "Rolle wegnehmen", "Delegation vorschlagen"."""
    return backoffice_page(
        rx.el.h1(LABEL),
        rx.cond(Personnel.success != "", alert(Personnel.success, tone="success", live=True)),
        refusal(Personnel.refusal),
        rx.cond(
            Personnel.ready,
            rx.cond(
                Personnel.allowed,
                rx.fragment(_waiting(), _team(), _inviting(), _delegations()),
            ),
            skeleton(6),
        ),
        current=LABEL,
        header=header(),
    )


def _waiting() -> rx.Component:
    return rx.cond(
        Personnel.waiting.length() > 0,
        rx.el.section(
            rx.el.h2("Wartet auf Bestätigung"),
            rx.el.ul(rx.foreach(Personnel.waiting, _proposal), class_name="plain-list people"),
        ),
    )


def _proposal(line: rx.Var[WaitingLine]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.b(line.name), ": ", line.role),
        rx.el.p("Vorgeschlagen von ", line.proposed, ", gilt bis ", line.until, class_name="hint"),
        rx.cond(
            line.mine,
            rx.fragment(
                rx.el.p("Eine zweite Person aus der Administration muss das bestätigen."),
                button_bar(_small("Zurücknehmen", line.name, Personnel.refuse(line.id))),
            ),
            button_bar(
                secondary_button(
                    rx.fragment("Bestätigen", _of(line.name)),
                    on_click=Personnel.confirm(line.id),
                ),
                _small("Ablehnen", line.name, Personnel.refuse(line.id)),
            ),
        ),
        class_name="box",
    )


def _team() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Wer hier arbeitet"),
        rx.el.ul(rx.foreach(Personnel.members, _member), class_name="plain-list people"),
    )


def _member(line: rx.Var[MemberLine]) -> rx.Component:
    return rx.el.li(
        rx.el.h3(line.name, rx.cond(line.me, " (Sie)", "")),
        rx.el.p(line.email),
        rx.el.p(
            "Letzte Anmeldung: ", line.seen, " · Zweiter Faktor: ", line.factor, class_name="hint"
        ),
        rx.el.ul(rx.foreach(line.roles, lambda role: _role(line, role)), class_name="plain-list"),
        rx.cond(Personnel.task.member == line.id, _task(line), _member_buttons(line)),
        class_name="box",
    )


def _role(line: rx.Var[MemberLine], role: rx.Var[Choice]) -> rx.Component:
    return rx.el.li(
        role.words,
        " ",
        _small(
            "Wegnehmen", line.name + ", " + role.words, _ask("take", line, role.key, role.words)
        ),
    )


def _member_buttons(line: rx.Var[MemberLine]) -> rx.Component:
    return rx.el.div(
        _small("Rolle geben oder ändern", line.name, _ask("give", line)),
        _small("Überall abmelden", line.name, _ask("sessions", line)),
        rx.cond(~line.me, _small("Zweiten Faktor löschen", line.name, _ask("factor", line))),
        class_name="links",
    )


def _ask(kind: str, line: rx.Var[MemberLine], role: Any = "", words: Any = "") -> Any:
    return Personnel.ask(kind, line.id, role, words)


def _task(line: rx.Var[MemberLine]) -> rx.Component:
    return rx.match(
        Personnel.task.kind,
        ("give", _give()),
        (
            "take",
            _sure(
                rx.fragment("Rolle „", Personnel.task.words, "“ wegnehmen? Das gilt sofort."),
                "Rolle wegnehmen",
                Personnel.take,
            ),
        ),
        (
            "sessions",
            _sure(
                rx.fragment(line.name, " auf allen Geräten abmelden?"),
                "Überall abmelden",
                Personnel.sign_out,
            ),
        ),
        ("factor", _forget()),
        rx.fragment(),
    )


def _sure(question: rx.Component, label: str, act: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(question, role="status"),
        button_bar(
            danger_button(label, on_click=act, auto_focus=True),
            text_button("Abbrechen", on_click=Personnel.never_mind),
        ),
    )


def _forget() -> rx.Component:
    return plain_form(
        rx.el.p("Das Telefon ist verloren? Alle Sitzungen enden, die Person wird benachrichtigt."),
        text_area("Grund", "grund", rows=2, auto_focus=True),
        button_bar(
            danger_button("Zweiten Faktor löschen", type="submit"),
            text_button("Abbrechen", on_click=Personnel.never_mind),
        ),
        on_submit=Personnel.forget_factor,
        action=NOWHERE,
    )


def _give() -> rx.Component:
    return plain_form(
        _roles("geben"),
        button_bar(
            primary_button("Rolle vorschlagen", type="submit"),
            text_button("Abbrechen", on_click=Personnel.never_mind),
        ),
        on_submit=Personnel.give,
        action=NOWHERE,
    )


def _roles(prefix: str) -> rx.Component:
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


def _inviting() -> rx.Component:
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
            _roles("einladen"),
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
        _small("Zurückziehen", line.email, Personnel.withdraw(line.id)),
    )


def _delegations() -> rx.Component:
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
                    rx.fragment("Bestätigen", _of(line.words)),
                    on_click=Personnel.confirm_delegation(line.id),
                ),
            ),
            _small("Beenden", line.words, Personnel.end_delegation(line.id)),
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


def _small(label: str, whose: Any, act: Any) -> rx.Component:
    return text_button(label, _of(whose), on_click=act)


def _of(whose: Any) -> rx.Component:
    """Whose button it is, for who does not see the box around it."""
    return rx.el.span(": ", whose, class_name="kern-sr-only")
