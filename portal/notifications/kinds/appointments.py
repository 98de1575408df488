"""What is told about appointments: when and where, and the way to change it. What one is for
stays in the portal, behind the link."""

from collections.abc import Mapping

from portal.notifications.kinds.model import Kind
from portal.shared.language import N_

_CHANGE = N_("Was Sie mitbringen, und ob Sie verschieben oder absagen möchten:")
_OTHER_TIME = N_("Hier wählen Sie eine neue Zeit:")
_SHOW = N_("Termin ansehen")
_CALENDAR = N_("Die Datei im Anhang trägt den Termin in Ihren Kalender ein.")

APPOINTMENT_KINDS: Mapping[str, Kind] = {
    "appointment_booked": Kind(
        "appointment", "mail", "Ein Termin ist gebucht.",
        N_("Ihr Termin ist gebucht"),
        N_("wir erwarten Sie zu Ihrem Termin.\n\n{appointment}"),
        _CHANGE, _SHOW, _CALENDAR,
    ),
    "appointment_moved": Kind(
        "appointment", "mail", "Ein Termin ist verschoben.",
        N_("Ihr Termin ist verschoben"),
        N_("Ihr Termin hat jetzt diese Zeit.\n\n{appointment}"),
        _CHANGE, _SHOW, _CALENDAR,
    ),
    "appointment_cancelled": Kind(
        "appointment", "mail", "Jemand sagt den eigenen Termin ab.",
        N_("Ihr Termin ist abgesagt"),
        N_("dieser Termin ist abgesagt. Wir erwarten Sie nicht mehr.\n\n{appointment}"),
        N_("Möchten Sie doch kommen? Hier wählen Sie eine neue Zeit:"), N_("Neue Zeit wählen"),
    ),
    "appointment_cancelled_by_staff": Kind(
        "appointment", "mail", "Das Rathaus sagt einen Termin ab.",
        N_("Ihr Termin muss ausfallen"),
        N_(
            "leider müssen wir diesen Termin absagen. Wir bitten um Entschuldigung.\n\n"
            "{reason}\n\n{appointment}"
        ),
        _OTHER_TIME, N_("Neue Zeit wählen"),
    ),
    "appointment_reminder": Kind(
        "appointment", "free", "Am Tag vor einem Termin.",
        N_("Erinnerung an Ihren Termin morgen"),
        N_("wir erinnern Sie an Ihren Termin morgen.\n\n{appointment}"),
        _CHANGE, _SHOW,
    ),
}  # fmt: skip
