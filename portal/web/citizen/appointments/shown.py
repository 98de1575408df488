"""An appointment where it is mentioned: in its case, and among one's own cases."""

from dataclasses import dataclass

import reflex as rx

from portal.appointments import AppointmentStatus, AppointmentView
from portal.shared.language import _
from portal.web.components.links import internal_link
from portal.web.language import localized


@dataclass(frozen=True)
class ShownAppointment:
    """When and where, in words; `href` is its page. Nothing is shown while `when` is empty."""

    when: str = ""
    place: str = ""
    status: str = ""
    href: str = ""
    called_off: bool = False
    may_change: bool = False


def shown(view: AppointmentView | None) -> ShownAppointment:
    """The appointment in words, or nothing."""
    if view is None:
        return ShownAppointment()
    return ShownAppointment(
        when=view.when,
        place=view.place,
        status=view.status_words,
        href=localized(f"/termine/ihr-termin/?termin={view.id}"),
        called_off=view.status is AppointmentStatus.CANCELLED,
        may_change=view.may_change,
    )


def own_appointment(appointment: rx.Var[ShownAppointment]) -> rx.Component:
    """In the citizen's case: with the way to change it."""
    change = internal_link(_("Termin verschieben oder absagen"), href=appointment.href)
    again = internal_link(_("Neuen Termin wählen"), href=appointment.href)
    return rx.cond(
        appointment.when != "",
        rx.el.section(
            rx.el.h2(_("Termin")),
            rx.cond(
                appointment.called_off,
                rx.el.p(_("Dieser Termin ist abgesagt.")),
                rx.el.p(rx.el.b(appointment.when), rx.el.br(), appointment.place),
            ),
            rx.cond(appointment.called_off, rx.el.p(again)),
            rx.cond(appointment.may_change, rx.el.p(change)),
        ),
    )


def appointment_for_staff(appointment: rx.Var[ShownAppointment]) -> rx.Component:
    """In the case on the desk."""
    return rx.cond(
        appointment.when != "",
        rx.fragment(
            rx.el.h2("Termin"),
            rx.el.p(rx.el.b(appointment.when), rx.el.br(), appointment.place),
            rx.el.p(appointment.status, class_name="hint"),
        ),
    )


def upcoming_list(appointments: rx.Var[list[ShownAppointment]]) -> rx.Component:
    """Above the cases: what comes next."""
    entries = rx.foreach(
        appointments,
        lambda one: rx.el.li(
            rx.el.h3(internal_link(one.when, href=one.href)),
            rx.el.p(one.place),
            class_name="item",
        ),
    )
    return rx.cond(
        appointments.length() > 0,
        rx.el.section(
            rx.el.h2(_("Ihre nächsten Termine")),
            rx.el.ul(entries, class_name="shelf"),
            class_name="upcoming",
        ),
    )
