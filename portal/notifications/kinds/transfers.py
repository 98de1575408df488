"""What citizens are told about a bank transfer. What it is for stays in the portal."""

from collections.abc import Mapping

from portal.notifications.kinds.model import Kind
from portal.shared.language import N_

_DATA = N_("Die Daten mit einem QR-Code für Ihre Bank-App finden Sie hier:")
_SHOW = N_("Überweisungsdaten ansehen")
_OLD_NUMBER = N_(
    "Bitte benutzen Sie das alte Kassenzeichen nicht mehr. Kommt das Geld doch noch an, ordnen"
    " wir es Ihrem Antrag zu."
)

TRANSFER_LINES = N_(
    "Empfänger: {recipient}\nIBAN: {iban}\nBIC: {bic}\nBetrag: {amount}\n"
    "Verwendungszweck: {kassenzeichen}"
)
"""What is to be transferred: a line each, to copy from."""

TRANSFER_KINDS: Mapping[str, Kind] = {
    "transfer": Kind(
        "need", "mail", "Ein Antrag ist gesendet und wird durch Überweisung bezahlt.",
        N_("So überweisen Sie Ihre Gebühr"),
        N_(
            "bitte überweisen Sie den Betrag bis zum {until}:\n\n{lines}\n\nGeben Sie als"
            " Verwendungszweck nur diese Nummer an: Daran erkennen wir Ihre Zahlung. Sobald das"
            " Geld da ist, bearbeiten wir Ihren Antrag. Das dauert meist ein bis zwei Werktage."
        ),
        _DATA, _SHOW,
    ),
    "transfer_reminder": Kind(
        "need", "mail", "Nach zwei Wochen ist eine Überweisung nicht angekommen.",
        N_("Erinnerung: Ihre Überweisung fehlt noch"),
        N_(
            "wir warten noch auf Ihre Überweisung. Haben Sie heute oder gestern überwiesen? Dann"
            " ist alles gut.\n\nSonst überweisen Sie bitte bis zum {until}:\n\n{lines}\n\nDanach"
            " warten wir nicht länger. Ihr Antrag bleibt dann in Ihrem Warenkorb, und Sie können"
            " ihn neu absenden."
        ),
        _DATA, _SHOW,
    ),
    "transfer_reminder_of_case": Kind(
        "need", "mail", "Ebenso, wenn es um eine Forderung zu einem Vorgang geht.",
        N_("Erinnerung: Ihre Überweisung fehlt noch"),
        N_(
            "wir warten noch auf Ihre Überweisung. Haben Sie heute oder gestern überwiesen? Dann"
            " ist alles gut.\n\nSonst überweisen Sie bitte bis zum {until}:\n\n{lines}\n\nDanach"
            " warten wir nicht länger. Der Betrag bleibt dann offen, und Sie können ihn auch"
            " anders bezahlen."
        ),
        _DATA, _SHOW,
    ),
    "transfer_part": Kind(
        "need", "mail", "Eine Überweisung ist nur zum Teil angekommen.",
        N_("Von Ihrer Überweisung fehlt noch ein Teil"),
        N_(
            "von Ihrer Überweisung sind {received} angekommen. Damit wir Ihren Antrag bearbeiten"
            " können, fehlt noch ein Rest. Bitte überweisen Sie ihn:\n\n{lines}"
        ),
        _DATA, _SHOW,
    ),
    "transfer_lapsed": Kind(
        "need", "mail", "Nach vier Wochen ist eine Überweisung nicht angekommen.",
        N_("Ihre Überweisung ist nicht angekommen"),
        N_("Ihre Überweisung ist nicht angekommen. Wir warten nun nicht länger."),
        N_(
            "Ihr Antrag liegt noch in Ihrem Warenkorb. Möchten Sie ihn weiterhin stellen? Dann"
            " senden Sie ihn bitte neu ab:"
        ),
        N_("Zum Warenkorb"), _OLD_NUMBER,
    ),
    "transfer_lapsed_of_case": Kind(
        "need", "mail", "Ebenso, wenn es um eine Forderung zu einem Vorgang geht.",
        N_("Ihre Überweisung ist nicht angekommen"),
        N_("Ihre Überweisung ist nicht angekommen. Wir warten nun nicht länger."),
        N_("Der Betrag ist noch offen. So bezahlen Sie ihn:"),
        N_("Ansehen und bezahlen"), _OLD_NUMBER,
    ),
}  # fmt: skip
