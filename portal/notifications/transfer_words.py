"""The words of mails about a bank transfer: where to, how much, under which Kassenzeichen.

What it is for stays in the portal.
"""

from dataclasses import dataclass

from portal.notifications.words import Letter, signed_body


@dataclass(frozen=True)
class TransferData:
    """What somebody needs to transfer money, all in words; `of_case` for an open case."""

    recipient: str
    iban: str
    bic: str
    amount: str
    kassenzeichen: str
    of_case: bool = False

    @property
    def lines(self) -> str:
        """One line each, to copy from."""
        return (
            f"Empfänger: {self.recipient}\nIBAN: {self.iban}\nBIC: {self.bic}\n"
            f"Betrag: {self.amount}\nVerwendungszweck: {self.kassenzeichen}"
        )


def transfer_letter(name: str, sender: str, data: TransferData, link: str, until: str) -> Letter:
    """What to transfer, right after sending; `until` is the last day, in words."""
    text = (
        f"bitte überweisen Sie den Betrag bis zum {until}:\n\n{data.lines}\n\nGeben Sie als"
        " Verwendungszweck nur diese Nummer an: Daran erkennen wir Ihre Zahlung. Sobald das Geld"
        " da ist, bearbeiten wir Ihren Antrag. Das dauert meist ein bis zwei Werktage.\n\n"
        f"Die Daten mit einem QR-Code für Ihre Bank-App finden Sie hier:\n{link}"
    )
    return Letter("So überweisen Sie Ihre Gebühr", signed_body(name, text, sender))


def reminder_letter(name: str, sender: str, data: TransferData, link: str, until: str) -> Letter:
    """Nothing, or not everything, has arrived; `data.amount` is what is missing."""
    text = (
        "wir warten noch auf Ihre Überweisung. Haben Sie heute oder gestern überwiesen? Dann ist"
        f" alles gut.\n\nSonst überweisen Sie bitte bis zum {until}:\n\n{data.lines}\n\nDanach"
        f" warten wir nicht länger. {_what_then(data.of_case)}\n\nDie Daten mit einem"
        f" QR-Code:\n{link}"
    )
    return Letter("Erinnerung: Ihre Überweisung fehlt noch", signed_body(name, text, sender))


def partial_letter(name: str, sender: str, data: TransferData, link: str, received: str) -> Letter:
    """Only a part has arrived; `data.amount` is what is missing."""
    text = (
        f"von Ihrer Überweisung sind {received} angekommen. Damit wir Ihren Antrag bearbeiten"
        f" können, fehlt noch ein Rest. Bitte überweisen Sie ihn:\n\n{data.lines}\n\nDie Daten mit"
        f" einem QR-Code:\n{link}"
    )
    return Letter("Von Ihrer Überweisung fehlt noch ein Teil", signed_body(name, text, sender))


def lapse_letter(name: str, sender: str, link: str, *, of_case: bool = False) -> Letter:
    """Nothing came; nobody waits any longer."""
    text = (
        "Ihre Überweisung ist nicht angekommen. Wir warten nun nicht länger."
        f" {_how_to_go_on(of_case)}\n{link}\n\nBitte benutzen Sie das alte Kassenzeichen nicht"
        " mehr. Kommt das Geld doch noch an, ordnen wir es Ihrem Antrag zu."
    )
    return Letter("Ihre Überweisung ist nicht angekommen", signed_body(name, text, sender))


def _what_then(of_case: bool) -> str:
    if of_case:
        return "Der Betrag bleibt dann offen, und Sie können ihn auch anders bezahlen."
    return "Ihr Antrag bleibt dann in Ihrem Warenkorb, und Sie können ihn neu absenden."


def _how_to_go_on(of_case: bool) -> str:
    if of_case:
        return "Der Betrag ist noch offen. So bezahlen Sie ihn:"
    return (
        "Ihr Antrag liegt noch in Ihrem Warenkorb. Möchten Sie ihn weiterhin stellen? Dann senden"
        " Sie ihn bitte neu ab:"
    )
