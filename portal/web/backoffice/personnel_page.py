"""The page "Personal und Rollen"."""

from typing import Any

import reflex as rx

from portal.web.backoffice.frame import header
from portal.web.backoffice.personnel import Personnel
from portal.web.backoffice.personnel_forms import (
    NOWHERE,
    delegations,
    inviting,
    of_whom,
    role_choice,
    small_button,
)
from portal.web.backoffice.personnel_lines import Choice, MemberLine, WaitingLine
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import (
    button_bar,
    danger_button,
    primary_button,
    secondary_button,
    text_button,
)
from portal.web.components.empty import skeleton
from portal.web.components.forms import plain_form, text_area
from portal.web.components.page import backoffice_page

LABEL = "Personal und Rollen"


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
                rx.fragment(_waiting(), _team(), inviting(), delegations()),
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
                button_bar(small_button("Zurücknehmen", line.name, Personnel.refuse(line.id))),
            ),
            button_bar(
                secondary_button(
                    rx.fragment("Bestätigen", of_whom(line.name)),
                    on_click=Personnel.confirm(line.id),
                ),
                small_button("Ablehnen", line.name, Personnel.refuse(line.id)),
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
        small_button(
            "Wegnehmen", line.name + ", " + role.words, _ask("take", line, role.key, role.words)
        ),
    )


def _member_buttons(line: rx.Var[MemberLine]) -> rx.Component:
    return rx.el.div(
        small_button("Rolle geben oder ändern", line.name, _ask("give", line)),
        small_button("Überall abmelden", line.name, _ask("sessions", line)),
        rx.cond(~line.me, small_button("Zweiten Faktor löschen", line.name, _ask("factor", line))),
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
        role_choice("geben"),
        button_bar(
            primary_button("Rolle vorschlagen", type="submit"),
            text_button("Abbrechen", on_click=Personnel.never_mind),
        ),
        on_submit=Personnel.give,
        action=NOWHERE,
    )
