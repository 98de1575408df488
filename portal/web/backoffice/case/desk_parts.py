"""Notes, checklist and other cases, as they are drawn."""

import reflex as rx

from portal.web.backoffice.case.desk import CaseDesk, Check, Note, Other
from portal.web.backoffice.case.state import StaffCase
from portal.web.components.alerts import alert
from portal.web.components.buttons import button_bar, secondary_button
from portal.web.components.forms import kept, plain_form, text_area
from portal.web.components.links import internal_link

_NOWHERE = "/antrag/ohne-skript"


def perhaps_twice() -> rx.Component:
    """A hint above everything else: the same application may lie here twice."""
    return rx.cond(
        CaseDesk.duplicates.length() > 0,
        alert(
            "Vielleicht doppelt",
            rx.el.ul(rx.foreach(CaseDesk.duplicates, _other), class_name="plain-list"),
            tone="warning",
        ),
    )


def not_all_checked() -> rx.Component:
    """Before deciding: what of the checklist is open. It warns, it does not forbid."""
    return rx.cond(
        (CaseDesk.still_open != "") & (StaffCase.actions.length() > 0),
        rx.el.p("In der Checkliste ist noch offen: ", CaseDesk.still_open, class_name="still-open"),
    )


def checklist() -> rx.Component:
    """The service's checklist with who ticked what."""
    return rx.cond(
        CaseDesk.checks.length() > 0,
        rx.el.section(
            rx.el.h2("Checkliste", id="checkliste"),
            rx.el.ul(rx.foreach(CaseDesk.checks, _check), class_name="plain-list checklist"),
            aria_labelledby="checkliste",
        ),
    )


def notes() -> rx.Component:
    """Internal notes and the field for another one."""
    return rx.el.section(
        rx.el.h2("Interne Vermerke", id="vermerke"),
        rx.el.p(
            "Nur für die Verwaltung. Vermerke bleiben bei der Akte und lassen sich nicht ändern.",
            class_name="hint",
        ),
        rx.cond(
            CaseDesk.notes.length() > 0,
            rx.el.ul(rx.foreach(CaseDesk.notes, _note), class_name="letters"),
        ),
        rx.cond(~StaffCase.reads_only, _new_note()),
        aria_labelledby="vermerke",
    )


def earlier_cases() -> rx.Component:
    """What else the person asked this desk for."""
    return rx.cond(
        CaseDesk.earlier.length() > 0,
        rx.fragment(
            rx.el.h2("Weitere Vorgänge der Person"),
            rx.el.ul(rx.foreach(CaseDesk.earlier, _other), class_name="plain-list"),
        ),
    )


def _new_note() -> rx.Component:
    return plain_form(
        text_area("Neuer Vermerk", "vermerk", rows=3, error=CaseDesk.note_error),
        button_bar(secondary_button("Vermerk speichern", type="submit")),
        on_submit=CaseDesk.note,
        custom_attrs=kept("vermerk"),
        action=_NOWHERE,
        key=CaseDesk.drawing,
    )


def _check(check: rx.Var[Check]) -> rx.Component:
    return rx.el.li(
        rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=check.is_done,
                on_change=lambda ticked: CaseDesk.tick(check.item, ticked),
            ),
            rx.el.span(check.text),
        ),
        rx.cond(check.by != "", rx.el.p(check.by, class_name="hint")),
        key=check.item,
    )


def _note(note: rx.Var[Note]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.b(note.author), " · ", note.when, class_name="hint"),
        rx.el.p(note.body, class_name="letter"),
    )


def _other(other: rx.Var[Other]) -> rx.Component:
    return rx.el.li(
        internal_link(other.reference, href=other.href),
        " ",
        other.words,
        rx.cond(other.why != "", rx.fragment(" (", other.why, ")")),
        key=other.reference,
    )
