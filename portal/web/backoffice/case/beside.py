"""What stands beside the case: who asked for it, the fee, the papers."""

import reflex as rx

from portal.web.backoffice.case.desk_parts import earlier_cases
from portal.web.backoffice.case.state import StaffCase
from portal.web.citizen.appointments.shown import appointment_for_staff
from portal.web.citizen.cases.page import papers
from portal.web.components.cards import box
from portal.web.components.links import document_link


def beside_the_case() -> rx.Component:
    """The column beside the case."""
    return box(
        rx.el.h2("Antrag von"),
        rx.el.p(rx.el.b(StaffCase.applicant)),
        rx.el.p(StaffCase.level, class_name="hint"),
        appointment_for_staff(StaffCase.appointment),
        rx.el.h2("Gebühr"),
        rx.el.p(StaffCase.fee),
        rx.el.h2("Unterlagen"),
        papers(StaffCase.papers),
        rx.el.p(
            document_link(
                "Druckansicht", href="/verwaltung/vorgaenge/" + StaffCase.reference + "/druck/"
            )
        ),
        earlier_cases(),
    )
