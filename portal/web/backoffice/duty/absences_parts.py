"""How absences are drawn: who is away, and the form to enter it."""

import reflex as rx

from portal.web.backoffice.duty.absences import Absences
from portal.web.backoffice.duty.fields import NOWHERE, of_whom, select_field
from portal.web.backoffice.duty.lines import AbsenceLine
from portal.web.backoffice.duty.rules import Rules
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import button_bar, primary_button, secondary_button, text_button
from portal.web.components.forms import plain_form, text_input
from portal.web.components.status import badge


def absences() -> rx.Component:
    """The second section of the page."""
    return rx.el.section(
        rx.el.h2("Abwesend und Vertretung"),
        rx.el.p(
            "Wer vertritt, bekommt in dieser Zeit die neuen Vorgänge und findet die alten unter"
            " „Mir zugewiesen“. Warum jemand abwesend ist, fragt das Portal nicht."
        ),
        rx.cond(Absences.success != "", alert(Absences.success, tone="success", live=True)),
        refusal(Absences.refusal),
        rx.cond(
            Absences.absences.length() > 0,
            rx.el.ul(rx.foreach(Absences.absences, _absence), class_name="plain-list people"),
            rx.el.p("Niemand ist als abwesend eingetragen.", class_name="hint"),
        ),
        _form(),
        class_name="duty",
    )


def _absence(line: rx.Var[AbsenceLine]) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.b(line.name),
            ", ",
            line.days,
            " ",
            rx.cond(line.holds_today, badge("heute abwesend", "info")),
        ),
        rx.el.p(line.substitute),
        rx.cond(
            line.may_remove,
            rx.el.div(
                text_button(
                    rx.cond(line.holds_today, "Beenden", "Löschen"),
                    of_whom(line.name, ", ", line.days),
                    on_click=Absences.remove(line.id),
                ),
                class_name="links",
            ),
        ),
        key=line.id,
        class_name="box",
    )


def _form() -> rx.Component:
    return plain_form(
        rx.el.h3("Abwesenheit eintragen"),
        rx.el.input(type="hidden", name="blatt", value=Absences.drawing, read_only=True),
        rx.cond(
            Absences.leads,
            select_field(
                "Wer ist abwesend?",
                "wer",
                Absences.colleagues,
                chosen=Absences.me,
                error=Absences.faults.get("wer", ""),
            ),
        ),
        text_input(
            "Erster Tag",
            "von",
            kind="date",
            short=True,
            default_value=Absences.today,
            error=Absences.faults.get("von", ""),
        ),
        text_input(
            "Letzter Tag",
            "bis",
            kind="date",
            short=True,
            error=Absences.faults.get("bis", ""),
        ),
        select_field(
            "Vertretung",
            "vertretung",
            Absences.colleagues,
            none="Niemand",
            error=Absences.faults.get("vertretung", ""),
        ),
        button_bar(
            rx.cond(
                Rules.form_open,
                secondary_button("Abwesenheit eintragen", type="submit"),
                primary_button("Abwesenheit eintragen", type="submit"),
            )
        ),
        on_submit=Absences.enter,
        action=NOWHERE,
        key=Absences.drawing,
        class_name="box narrow",
    )
