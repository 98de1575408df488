"""Where an appointment stands."""

from enum import StrEnum

from portal.identity.roles import Role

RECEIVE_VISITORS: tuple[Role, ...] = ("case_worker", "counter_clerk", "team_lead")
"""Who works with the day list."""


class AppointmentStatus(StrEnum):
    """booked → came or missed, as staff says; or cancelled, by either side."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    CAME = "came"
    MISSED = "missed"

    @property
    def words(self) -> str:
        """'Gebucht' …"""
        return _WORDS[self]


_WORDS = {
    AppointmentStatus.BOOKED: "Gebucht",
    AppointmentStatus.CANCELLED: "Abgesagt",
    AppointmentStatus.CAME: "Erschienen",
    AppointmentStatus.MISSED: "Nicht erschienen",
}
