"""The words of every e-mail: plain German, the reader's name and the reference, nothing more.

An e-mail is an open postcard: what the case is about and what was written stays in the portal.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """Subject and plain text of an e-mail; `calendar` is a calendar file that comes with it."""

    subject: str
    body: str
    calendar: str = ""


@dataclass(frozen=True)
class _CaseWords:
    subject: str
    news: str
    invitation: str = "Den Stand Ihres Antrags sehen Sie hier:"


# kind (cases/status.py) → subject and sentences; {reference} is the case's.
_CASE_WORDS = {
    "opened": _CaseWords(
        "Ihr Antrag {reference} ist eingegangen",
        "vielen Dank. Ihr Antrag ist bei uns eingegangen. Er hat das Aktenzeichen {reference}.\n\n"
        "Wir schreiben Ihnen, sobald es Neues gibt.",
    ),
    "in_progress": _CaseWords(
        "Ihr Antrag {reference} ist in Bearbeitung",
        "wir bearbeiten jetzt Ihren Antrag {reference}. Sie müssen nichts weiter tun.",
    ),
    "inquiry": _CaseWords(
        "Rückfrage zu {reference}",
        "zu Ihrem Antrag {reference} haben wir eine Frage. Sobald Sie geantwortet haben,"
        " bearbeiten wir ihn weiter.",
        "Die Frage lesen und beantworten Sie hier:",
    ),
    "correction": _CaseWords(
        "Rückfrage zu {reference}: Bitte korrigieren Sie Angaben",
        "in Ihrem Antrag {reference} sind einzelne Angaben zu korrigieren. Alles andere bleibt, wie"
        " Sie es gesendet haben. Solange ruht die Bearbeitung.",
        "Welche Angaben es sind, sehen und korrigieren Sie hier:",
    ),
    "correction_sent": _CaseWords(
        "Ihre Korrektur zu {reference} ist eingegangen",
        "vielen Dank. Ihre Korrektur zu Ihrem Antrag {reference} ist bei uns eingegangen. Wir"
        " bearbeiten ihn jetzt weiter.",
    ),
    "posted": _CaseWords(
        "Ihr Antrag {reference} ist auf dem Postweg",
        "zu Ihrem Antrag {reference} ist ein Brief an Sie unterwegs. Er kommt in den nächsten"
        " Tagen bei Ihnen an.",
    ),
    "provided": _CaseWords(
        "Ihr Antrag {reference} ist bereitgestellt",
        "das Ergebnis zu Ihrem Antrag {reference} liegt für Sie bereit.",
        "So kommen Sie dorthin:",
    ),
    "notice_provided": _CaseWords(
        "Neues Schreiben zu {reference}",
        "zu Ihrem Antrag {reference} liegt ein Schreiben für Sie bereit.",
        "So kommen Sie dorthin:",
    ),
    "notice_posted": _CaseWords(
        "Brief zu {reference} unterwegs",
        "zu Ihrem Antrag {reference} ist ein Brief an Sie unterwegs. Er kommt in den nächsten"
        " Tagen bei Ihnen an.",
    ),
    "closed": _CaseWords(
        "Ihr Antrag {reference} ist abgeschlossen",
        "Ihr Antrag {reference} ist erledigt. Vielen Dank für Ihre Geduld.",
    ),
    "rejected": _CaseWords(
        "Entscheidung zu {reference}",
        "über Ihren Antrag {reference} ist entschieden.",
        "Die Entscheidung und die Gründe lesen Sie hier:",
    ),
    "withdrawn": _CaseWords(
        "Ihr Antrag {reference} ist zurückgezogen",
        "Sie haben Ihren Antrag {reference} zurückgezogen. Wir bearbeiten ihn nicht weiter.",
    ),
    "relief_granted": _CaseWords(
        "Ihre Ermäßigung zu {reference} ist bewilligt",
        "wir haben über die Gebühr für Ihren Antrag {reference} entschieden: Ihrem Antrag auf"
        " Ermäßigung haben wir entsprochen.",
        "Was das für Sie heißt, lesen Sie hier:",
    ),
    "relief_partly": _CaseWords(
        "Entscheidung über die Gebühr zu {reference}",
        "wir haben über die Gebühr für Ihren Antrag {reference} entschieden und sie zum Teil"
        " erlassen. Den Rest bezahlen Sie bitte online.",
        "Die Gründe lesen und bezahlen Sie hier:",
    ),
    "relief_refused": _CaseWords(
        "Entscheidung über die Gebühr zu {reference}",
        "wir haben über die Gebühr für Ihren Antrag {reference} entschieden. Erlassen können wir"
        " sie nicht. Bitte bezahlen Sie sie online.",
        "Die Gründe lesen und bezahlen Sie hier:",
    ),
    "fee_claimed": _CaseWords(
        "Zahlung zu {reference} offen",
        "zu Ihrem Antrag {reference} ist noch etwas zu bezahlen. Sobald das Geld da ist,"
        " bearbeiten wir ihn weiter.",
        "Wofür und wie viel, lesen Sie hier. Dort können Sie auch bezahlen:",
    ),
    "fee_paid": _CaseWords(
        "Ihre Zahlung zu {reference} ist da",
        "vielen Dank. Ihre Zahlung zu Ihrem Antrag {reference} ist bei uns eingegangen.",
        "Die Quittung und den Stand Ihres Antrags finden Sie hier:",
    ),
    "fee_withdrawn": _CaseWords(
        "Zu {reference} müssen Sie nichts mehr bezahlen",
        "was wir zu Ihrem Antrag {reference} noch von Ihnen bekommen wollten, nehmen wir zurück."
        " Sie müssen nichts tun. Haben Sie schon bezahlt, geht das Geld an Sie zurück.",
        "Die Gründe lesen Sie hier:",
    ),
    "fee_refunded": _CaseWords(
        "Erstattung zu {reference}",
        "zu Ihrem Antrag {reference} geht Geld an Sie zurück. Bis es bei Ihnen ist, kann es einige"
        " Tage dauern.",
        "Wie viel und warum, lesen Sie hier:",
    ),
    "fee_reminded": _CaseWords(
        "Erinnerung: Zahlung zu {reference} offen",
        "zu Ihrem Antrag {reference} ist noch etwas zu bezahlen. Die Frist läuft in wenigen Tagen"
        " ab.",
        "So bezahlen Sie:",
    ),
    "fee_lapsed": _CaseWords(
        "Zahlung zu {reference}: Die Frist ist abgelaufen",
        "zu Ihrem Antrag {reference} ist noch etwas zu bezahlen, und die Frist ist abgelaufen. Sie"
        " können noch bezahlen, solange wir nicht anders entschieden haben.",
        "So bezahlen Sie:",
    ),
    "message": _CaseWords(
        "Neue Nachricht zu {reference}",
        "zu Ihrem Antrag {reference} haben wir Ihnen geschrieben.",
        "Die Nachricht lesen und beantworten Sie hier:",
    ),
}


def case_letter(kind: str, *, name: str, reference: str, sender: str, link: str) -> Letter:
    """The e-mail about a case; `kind` is a row's `mail` in cases/status.py, opened or message."""
    words = _CASE_WORDS[kind]
    news = words.news.format(reference=reference)
    return Letter(
        subject=words.subject.format(reference=reference),
        body=signed_body(name, f"{news}\n\n{words.invitation}\n{link}", sender),
    )


def confirmation_letter(*, name: str, sender: str, link: str) -> Letter:
    """Asks the owner of an address to confirm it."""
    text = (
        "Sie haben bei uns ein Konto erstellt. Bitte bestätigen Sie, dass diese E-Mail-Adresse"
        f" Ihnen gehört. Öffnen Sie dazu diesen Link:\n{link}\n\n"
        "Der Link gilt 24 Stunden und nur einmal. Haben Sie kein Konto erstellt? Dann müssen Sie"
        " nichts tun: Ohne Bestätigung bleibt das Konto gesperrt."
    )
    return Letter("Bitte bestätigen Sie Ihre E-Mail-Adresse", signed_body(name, text, sender))


def known_address_letter(*, name: str, sender: str, link: str) -> Letter:
    """Tells the owner of an account that somebody tried to register its address again."""
    text = (
        "jemand hat versucht, mit Ihrer E-Mail-Adresse ein Konto zu erstellen. Sie haben schon"
        f" eines und können sich damit anmelden:\n{link}\n\n"
        "Wenn Sie das nicht waren, müssen Sie nichts tun. Ihr Konto ist unverändert."
    )
    return Letter("Sie haben schon ein Konto", signed_body(name, text, sender))


def identity_confirmed_letter(*, name: str, sender: str, link: str) -> Letter:
    """Tells a citizen that the counter has confirmed who they are."""
    text = (
        "wir haben an unserem Schalter Ihren Ausweis geprüft. Ihr Konto gilt jetzt als geprüft."
        " Sie können damit auch Anträge absenden, für die wir sicher wissen müssen, wer Sie"
        f" sind:\n{link}\n\n"
        "Waren Sie nicht bei uns? Dann melden Sie sich bitte sofort bei uns."
    )
    return Letter("Ihre Identität ist bestätigt", signed_body(name, text, sender))


def identity_revoked_letter(*, name: str, sender: str, link: str) -> Letter:
    """Tells a citizen that the confirmation does not hold any more."""
    text = (
        "wir mussten die Bestätigung Ihrer Identität zurücknehmen. Ihr Konto und Ihre Anträge"
        " bleiben Ihnen erhalten. Für manche Leistungen müssen Sie sich noch einmal bei uns"
        f" ausweisen. Den Stand sehen Sie in Ihrem Konto:\n{link}\n\n"
        "Wenn Sie Fragen haben, rufen Sie uns bitte an."
    )
    return Letter(
        "Die Bestätigung Ihrer Identität gilt nicht mehr", signed_body(name, text, sender)
    )


def service_account_letter(
    what: str, *, name: str, provider: str, sender: str, link: str
) -> Letter:
    """Tells the owner that a service account was "linked" to the account, or "unlinked"."""
    if what == "linked":
        subject = "Ihr Konto ist mit dem Servicekonto verbunden"
        news = f"Ihr Konto ist jetzt mit {provider} verbunden. Sie können sich auch damit anmelden."
    else:
        subject = "Die Verbindung zum Servicekonto ist gelöst"
        news = f"Ihr Konto ist nicht mehr mit {provider} verbunden."
    text = f"{news} Das sehen und ändern Sie hier:\n{link}\n\n" + (
        "Waren Sie das nicht? Dann ändern Sie bitte sofort Ihr Passwort und melden Sie sich bei"
        " uns."
    )
    return Letter(subject, signed_body(name, text, sender))


def draft_ends_letter(*, service: str, day: str, sender: str, link: str) -> Letter:
    """The e-mail a week before a draft is deleted; `day` such as '12. August 2026'."""
    return Letter(
        subject=f"Ihr Entwurf „{service}“ wird bald gelöscht",
        body=signed_body(
            "",
            f"Sie haben den Antrag „{service}“ angefangen und noch nicht abgesendet. Wir löschen"
            f" den Entwurf am {day}, damit Ihre Angaben nicht länger als nötig gespeichert"
            " bleiben.\n\nMöchten Sie ihn behalten? Dann öffnen Sie ihn bis dahin einmal:\n"
            f"{link}\n\nBrauchen Sie ihn nicht mehr, müssen Sie nichts tun.",
            sender,
        ),
    )


def export_letter(*, name: str, sender: str, link: str) -> Letter:
    """The data a citizen asked for are ready."""
    text = (
        "die Daten, die Sie angefordert haben, liegen für Sie bereit. Sie können sie 24 Stunden"
        f" lang herunterladen:\n\n{link}\n\nHaben Sie nichts angefordert? Dann ändern Sie bitte"
        " Ihr Passwort."
    )
    return Letter("Ihre Daten liegen bereit", signed_body(name, text, sender))


def erasure_letter(*, name: str, day: str, sender: str, link: str) -> Letter:
    """The account will be erased, and how to keep it."""
    text = (
        f"wir löschen Ihr Konto am {day}, wie Sie es gewünscht haben. Bis dahin können Sie es"
        f" sich anders überlegen:\n\n{link}\n\nHaben Sie das nicht gewünscht? Dann melden Sie sich"
        " an, behalten Sie das Konto und ändern Sie Ihr Passwort."
    )
    return Letter("Ihr Konto wird gelöscht", signed_body(name, text, sender))


def erased_letter(*, name: str, sender: str) -> Letter:
    """The account is erased; the last mail."""
    text = (
        "Ihr Konto ist gelöscht. Anträge, die Sie gesendet haben, bleiben bei der zuständigen"
        " Kommune, solange sie die Akten aufbewahren muss. Fragen dazu beantwortet Ihnen das"
        " Rathaus. Dies ist unsere letzte E-Mail an Sie."
    )
    return Letter("Ihr Konto ist gelöscht", signed_body(name, text, sender))


def signed_body(name: str, text: str, sender: str) -> str:
    """Greeting, text and signature, as every mail of the portal has them."""
    greeting = f"Guten Tag {name}," if name else "Guten Tag,"
    return (
        f"{greeting}\n\n{text}\n\nFreundliche Grüße\n{sender}\n\n"
        "Bitte antworten Sie nicht auf diese E-Mail. Schreiben Sie uns im Portal.\n"
    )
