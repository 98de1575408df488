"""Where an appointment stands."""

from enum import StrEnum

from portal.identity.roles import Role
from portal.shared.language import N_, _

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
        return _(_WORDS[self])


_WORDS = {
    AppointmentStatus.BOOKED: N_("Gebucht"),
    AppointmentStatus.CANCELLED: N_("Abgesagt"),
    AppointmentStatus.CAME: N_("Erschienen"),
    AppointmentStatus.MISSED: N_("Nicht erschienen"),
}
