"""The calendar file that comes with a mail about an appointment (RFC 5545, RFC 5546)."""

from datetime import timedelta
from uuid import UUID

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from portal.appointments import Appointment, AppointmentStatus, Place, place_of
from portal.shared import clock

PRODUCT = "-//Schalter//Digitales Rathaus//DE"
REMINDER = timedelta(hours=2)


def calendar_file(appointment: Appointment, link: str = "") -> str:
    """The appointment for the citizen's calendar; called off, the file takes it out again.

    The UID stays the same for ever, SEQUENCE is the appointment's: calendars then replace what
    they have. The service is not named: calendars are often shared. `link` is the page on which
    it can be changed.
    """
    called_off = appointment.status == AppointmentStatus.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if called_off else "REQUEST")
    calendar.add_component(_event(appointment, called_off, link))
    text: bytes = calendar.to_ical()
    return text.decode()


def method_of(calendar: str) -> str:
    """REQUEST or CANCEL, as the file says."""
    return "CANCEL" if "METHOD:CANCEL" in calendar else "REQUEST"


def _event(appointment: Appointment, called_off: bool, link: str) -> Event:
    place = place_of(appointment.municipality, appointment.office, appointment.service)
    event = Event()
    event.add("uid", _uid(appointment.id))
    event.add("dtstamp", clock.now())
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("sequence", appointment.sequence)
    event.add("status", "CANCELLED" if called_off else "CONFIRMED")
    event.add("summary", f"Termin: {place.name}")
    event.add("location", place.address)
    event.add("class", "PRIVATE")
    if link:
        event.add("description", f"Ansehen, verschieben oder absagen:\n{link}")
        event.add("url", link)
    _add_people(event, appointment, place)
    if not called_off:
        event.add_component(_alarm())
    return event


def _uid(appointment_id: UUID) -> str:
    return f"termin-{appointment_id}@schalter"


def _add_people(event: Event, appointment: Appointment, place: Place) -> None:
    """Calendars take a change only from the organizer they know; nobody is asked to answer."""
    organizer = vCalAddress(f"MAILTO:{place.municipality.email}")
    organizer.params["cn"] = vText(place.name)
    event.add("organizer", organizer)
    if not appointment.email:
        return
    attendee = vCalAddress(f"MAILTO:{appointment.email}")
    attendee.params["partstat"] = vText("ACCEPTED")
    attendee.params["rsvp"] = vText("FALSE")
    event.add("attendee", attendee)


def _alarm() -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", "Termin im Rathaus")
    alarm.add("trigger", -REMINDER)
    return alarm
