"""Termin: offices with desks and hours, free times, who comes when.

The story: `free_times` says what can be booked, `book` takes a time at a free desk, `move` and
`cancel` change it; mails and reminders are the workflow's (`portal/workflow/appointments.py`).
"""

from portal.appointments.contact import Contact, clean_callers_contact, clean_contact
from portal.appointments.desk import appointment_on_desk, places_on_desk, require_place_on_desk
from portal.appointments.faults import (
    AppointmentOver,
    ContactIncomplete,
    NoAppointmentsHere,
    SlotTaken,
    TooManyAppointments,
)
from portal.appointments.places import (
    Place,
    appointment_offer,
    place_of,
    places_for,
    services_with_appointments,
)
from portal.appointments.queries import (
    AppointmentView,
    appointment_by_code,
    appointment_of_application,
    day_list,
    find_appointment,
    free_times,
    require_on_desk,
    upcoming_of_account,
    view_of,
)
from portal.appointments.service import Wish, book, cancel, move, new_link, note_whether_came
from portal.appointments.slots import Slot
from portal.appointments.status import RECEIVE_VISITORS, AppointmentStatus
from portal.appointments.tables import Appointment

__all__ = [
    "RECEIVE_VISITORS",
    "Appointment",
    "AppointmentOver",
    "AppointmentStatus",
    "AppointmentView",
    "Contact",
    "ContactIncomplete",
    "NoAppointmentsHere",
    "Place",
    "Slot",
    "SlotTaken",
    "TooManyAppointments",
    "Wish",
    "appointment_by_code",
    "appointment_of_application",
    "appointment_offer",
    "appointment_on_desk",
    "book",
    "cancel",
    "clean_callers_contact",
    "clean_contact",
    "day_list",
    "find_appointment",
    "free_times",
    "move",
    "new_link",
    "note_whether_came",
    "place_of",
    "places_for",
    "places_on_desk",
    "require_on_desk",
    "require_place_on_desk",
    "services_with_appointments",
    "upcoming_of_account",
    "view_of",
]
