"""What an appointment is refused for: each message says what to do next."""

from portal.errors import Conflict, InvalidInput, NotFound
from portal.shared.language import N_


class SlotTaken(Conflict):
    """Somebody else was faster, or the time cannot be booked (any more)."""

    message = N_(
        "Diese Zeit ist gerade vergeben worden. Ihre Angaben sind noch da. "
        "Bitte wählen Sie eine andere Zeit."
    )


class NoAppointmentsHere(NotFound):
    """No office of the municipality gives appointments for the service."""

    message = N_("Für diese Leistung vergibt die Kommune hier keine Termine.")


class TooManyAppointments(Conflict):
    """One person holds as many open appointments for the service as the office allows."""

    message = N_(
        "Mit dieser E-Mail-Adresse sind für diese Leistung schon Termine gebucht. "
        "Sagen Sie bitte einen ab, oder verschieben Sie ihn. Den Link dazu finden Sie in der "
        "E-Mail."
    )


class AppointmentOver(Conflict):
    """It has begun or was called off: it cannot be changed any more."""

    message = N_("Dieser Termin lässt sich nicht mehr ändern.")


class ContactIncomplete(InvalidInput):
    """`faults` has a message per field: name, email, phone."""

    message = "Bitte prüfen Sie Ihre Angaben."

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__()
        self.faults = faults
