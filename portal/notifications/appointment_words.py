"""The words of mails about appointments: when and where, and the way to change it.

What the appointment is for stays in the portal, behind the link: a mail is an open postcard.
"""

from dataclasses import dataclass
from typing import Literal

from portal.appointments import AppointmentView
from portal.notifications.words import Letter, signed_body

Occasion = Literal["booked", "moved", "cancelled", "cancelled_by_staff", "reminder"]


@dataclass(frozen=True)
class _Words:
    subject: str
    news: str
    invitation: str = "Was Sie mitbringen, und ob Sie verschieben oder absagen möchten:"


_WORDS: dict[Occasion, _Words] = {
    "booked": _Words("Ihr Termin ist gebucht", "wir erwarten Sie zu Ihrem Termin."),
    "moved": _Words("Ihr Termin ist verschoben", "Ihr Termin hat jetzt diese Zeit."),
    "cancelled": _Words(
        "Ihr Termin ist abgesagt",
        "dieser Termin ist abgesagt. Wir erwarten Sie nicht mehr.",
        "Möchten Sie doch kommen? Hier wählen Sie eine neue Zeit:",
    ),
    "cancelled_by_staff": _Words(
        "Ihr Termin muss ausfallen",
        "leider müssen wir diesen Termin absagen. Wir bitten um Entschuldigung.",
        "Hier wählen Sie eine neue Zeit:",
    ),
    "reminder": _Words(
        "Erinnerung an Ihren Termin morgen", "wir erinnern Sie an Ihren Termin morgen."
    ),
}


def appointment_letter(
    occasion: Occasion, appointment: AppointmentView, *, link: str, reason: str = ""
) -> Letter:
    """The mail; `reason` is what staff wrote when they called the appointment off."""
    words = _WORDS[occasion]
    where = f"{appointment.place}\n{appointment.address}"
    paragraphs = [words.news, reason, f"{appointment.when}\n{where}", f"{words.invitation}\n{link}"]
    if occasion in ("booked", "moved"):
        paragraphs.append("Die Datei im Anhang trägt den Termin in Ihren Kalender ein.")
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    body = signed_body(appointment.name, text, appointment.municipality_name)
    return Letter(words.subject, body)
