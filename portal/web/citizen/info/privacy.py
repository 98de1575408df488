"""The privacy notice (DSGVO Art. 13)."""

import reflex as rx

from portal.settings import load_settings
from portal.shared.language import N_
from portal.web.citizen.info.parts import bullets, info_page, known, part, postal_address
from portal.web.citizen.info.state import Info
from portal.web.components.cards import tick_list
from portal.web.components.links import mail_link, phone_link

TITLE = N_("Datenschutz")
DESCRIPTION = N_(
    "Welche Daten das Portal verarbeitet, wozu, wie lange, und welche Rechte Sie haben."
)


def page() -> rx.Component:
    """The page."""
    return info_page(
        TITLE,
        "Welche Daten wir verarbeiten, wozu, und welche Rechte Sie haben (Artikel 13 "
        "Datenschutz-Grundverordnung, DSGVO).",
        _in_short(),
        _controller(),
        _purposes(),
        _recipients(),
        _duration(),
        _on_the_device(),
        _rights(),
        _duty(),
    )


def _in_short() -> rx.Component:
    return part(
        "Kurz gesagt",
        tick_list(
            "Wir fragen nur, was für Ihren Antrag nötig ist.",
            "Es gibt keine Werbung, keine Auswertung Ihres Verhaltens und keine Inhalte von "
            "fremden Servern.",
            "Hochgeladene Dateien liegen verschlüsselt. Nur Sie und die zuständige Stelle sehen "
            "Ihren Antrag.",
        ),
    )


def _controller() -> rx.Component:
    return part(
        "Wer verantwortlich ist",
        known(
            postal_address(),
            rx.el.p(
                "Telefon ", phone_link(Info.phone), rx.el.br(), "E-Mail ", mail_link(Info.email)
            ),
            lines=5,
        ),
        "Geht Ihr Antrag an eine andere Kommune, steht das auf der Seite der Leistung und im "
        "Antrag. Für die Bearbeitung ist dann diese Kommune verantwortlich.",
        "Unsere Datenschutzbeauftragte oder unseren Datenschutzbeauftragten erreichen Sie unter "
        "derselben Anschrift mit dem Zusatz „Datenschutz“, oder hier:",
        rx.cond(
            Info.officer.email != "",
            rx.el.p(
                rx.el.b(Info.officer.name),
                rx.el.br(),
                "Telefon ",
                phone_link(Info.officer.phone),
                rx.el.br(),
                "E-Mail ",
                mail_link(Info.officer.email),
            ),
        ),
    )


def _purposes() -> rx.Component:
    return part(
        "Welche Daten wir wozu verarbeiten",
        rx.el.h3("Wenn Sie die Seiten ansehen"),
        rx.el.p(
            "Ihr Browser schickt uns seine Netzadresse und die Adresse der Seite, sonst könnten "
            "wir nicht antworten. Ein Protokoll der Seitenaufrufe führt das Portal nicht."
        ),
        rx.el.h3("Wenn Sie ein Konto haben"),
        rx.el.p(
            "Name, E-Mail-Adresse, Passwort (nicht lesbar gespeichert), wann Sie angemeldet sind "
            "und ob wir Ihre Identität geprüft haben. Nach falschen Passwörtern zählen wir mit, um "
            "das Erraten zu bremsen."
        ),
        rx.el.h3("Wenn Sie einen Antrag stellen"),
        rx.el.p(
            "Ihre Antworten, Ihre Nachweise, der Stand der Bearbeitung und die Nachrichten "
            "zwischen Ihnen und uns. Schon Ihr Entwurf wird gespeichert, während Sie tippen, damit "
            "nichts verloren geht. Die Verwaltung sieht ihn erst, wenn Sie ihn absenden."
        ),
        rx.el.h3("Wenn Sie einen Termin buchen"),
        rx.el.p(
            "Name, E-Mail-Adresse, Telefonnummer, wenn Sie sie angeben, Leistung, Ort und Zeit. "
            "Wir schreiben Ihnen eine Bestätigung und am Tag davor eine Erinnerung."
        ),
        rx.el.h3("Wenn Sie bezahlen"),
        rx.el.p(
            "Betrag, Zahlungsart, Zeitpunkt und die Nummer der Zahlung. Karten- und Kontodaten "
            "geben Sie nur beim Zahlungsdienst ein; wir erfahren sie nicht."
        ),
        rx.el.h3("Rechtsgrundlage"),
        known(
            rx.el.p(
                "Artikel 6 Absatz 1 Buchstaben c und e DSGVO in Verbindung mit ",
                Info.law.data_law,
                " und dem Gesetz, das für Ihre Leistung gilt. Es steht auf der Seite der Leistung "
                "unter „Rechtsgrundlage“.",
            ),
            lines=3,
        ),
    )


def _recipients() -> rx.Component:
    return part(
        "Wer die Daten bekommt",
        bullets(
            "die zuständige Stelle der Kommune, an die Ihr Antrag geht. Wer ihn dort öffnet, wird "
            "aufgezeichnet",
            "der Zahlungsdienst, den Sie an der Kasse wählen: Betrag und eine Nummer, kein Inhalt "
            "Ihres Antrags",
            "Ihr Servicekonto (zum Beispiel BundID), wenn Sie sich damit anmelden: dass Sie sich "
            "bei uns anmelden",
            "der Dienst, der unsere E-Mails zustellt: Ihre Adresse und das Aktenzeichen",
            "Dienstleister, die das Portal in unserem Auftrag betreiben (Artikel 28 DSGVO)",
            "andere Behörden nur, wenn ein Gesetz es vorschreibt",
        ),
        "Wir selbst übermitteln keine Daten in Länder außerhalb der Europäischen Union. Was ein "
        "Zahlungsdienst tut, steht in dessen Datenschutzhinweisen.",
    )


def _duration() -> rx.Component:
    return part(
        "Wie lange wir sie behalten",
        bullets(
            "Entwürfe: bis Sie sie absenden oder löschen. Ohne Konto löschen wir sie 30 Tage, "
            f"nachdem Sie zuletzt daran waren, mit Konto nach {load_settings().draft_days} Tagen. "
            "Eine Woche vorher schreiben wir Ihnen.",
            "Kontaktdaten, die Sie freiwillig im Konto speichern: bis Sie sie dort löschen.",
            "Abgesendete Anträge: von ihrem Abschluss an so lange, wie es unten für jede Leistung "
            "steht. Danach löscht das Portal sie von selbst, mit Nachrichten und Dateien.",
            "Zahlungen: zehn Jahre als Beleg der Buchhaltung (§ 147 AO).",
            "Wer in der Verwaltung Ihre Daten angesehen hat: zwei Jahre.",
            "Termine: 28 Tage, nachdem sie stattgefunden haben.",
            "Ihr Konto: bis Sie es unter „Mein Konto“, „Meine Daten“ löschen.",
            "Anmeldung: Sie endet nach 60 Minuten ohne Eingabe, spätestens nach 12 Stunden.",
            "Wo Sie angemeldet sind (Art des Geräts, Portal, Zeit): bis einen Tag nach dem Ende "
            "der Anmeldung.",
            "Geräte, auf denen Ihr Konto benutzt wurde, als Prüfwert einer zufälligen Nummer: 400 "
            "Tage nach der letzten Anmeldung.",
            "Gezählte Fehlversuche: 24 Stunden, und nur in einer Form, aus der sich Ihre Adresse "
            "nicht ablesen lässt.",
        ),
        rx.el.h3("Abgeschlossene Anträge"),
        known(
            rx.el.dl(
                rx.foreach(
                    Info.kept,
                    lambda kept: rx.fragment(rx.el.dt(kept.months), rx.el.dd(kept.services)),
                ),
                class_name="glance",
            ),
            lines=6,
        ),
    )


def _on_the_device() -> rx.Component:
    return part(
        "Was auf Ihrem Gerät gespeichert wird",
        "Nur, was unbedingt nötig ist. Deshalb fragt hier kein Banner nach Ihrer Einwilligung "
        "(§ 25 Absatz 2 TDDDG).",
        rx.el.dl(
            rx.el.dt("Cookie ", rx.el.code(Info.session_cookie)),
            rx.el.dd(
                "Eine zufällige Nummer, an der wir Ihren Entwurf und Ihre Anmeldung erkennen. Er "
                "entsteht erst, wenn Sie einen Antrag beginnen oder sich anmelden, und gilt "
                "höchstens 30 Tage."
            ),
            rx.el.dt("Cookie ", rx.el.code("kommune")),
            rx.el.dd(
                "Nur wenn Sie Ihre Kommune in einer Liste gewählt haben: welche es ist. Er gilt "
                "ein Jahr."
            ),
            rx.el.dt("Cookie ", rx.el.code(Info.device_cookie)),
            rx.el.dd(
                "Eine zufällige Nummer, an der wir merken, ob Ihr Konto auf einem neuen Gerät "
                "benutzt wird. Dann schreiben wir Ihnen. Er entsteht, wenn Sie sich anmelden, und "
                "gilt höchstens 400 Tage. Zu Ihnen führt er nicht."
            ),
            rx.el.dt("Nummer des Fensters"),
            rx.el.dd(
                "Eine zufällige Nummer, die dieses Browserfenster mit dem Portal verbindet. Sie "
                "verschwindet, wenn Sie das Fenster schließen."
            ),
            rx.el.dt("Seite ohne Verbindung"),
            rx.el.dd(
                "Eine Hinweisseite mit unserer Telefonnummer samt Schrift und Farben, für den "
                "Fall, dass das Internet fehlt. Sie enthält nichts über Sie."
            ),
            class_name="glance",
        ),
    )


def _rights() -> rx.Component:
    law = Info.law
    return part(
        "Ihre Rechte",
        bullets(
            "Auskunft darüber, was wir über Sie gespeichert haben (Artikel 15 DSGVO)",
            "Berichtigung falscher Angaben (Artikel 16)",
            "Löschung, soweit wir die Daten nicht aufbewahren müssen (Artikel 17)",
            "Einschränkung der Verarbeitung (Artikel 18)",
            "Mitnahme Ihrer Daten in einem üblichen Format (Artikel 20)",
            "Widerspruch aus Gründen, die in Ihrer besonderen Situation liegen (Artikel 21)",
        ),
        "Mit einem Konto sehen, holen und löschen Sie Ihre Daten selbst, unter „Mein Konto“, "
        "„Meine Daten“. Dort steht auch, wer in der Verwaltung sie angesehen hat. Sonst schreiben "
        "Sie uns oder rufen Sie an; ein Formular brauchen Sie nicht. Sie können "
        "sich außerdem bei der Aufsicht beschweren (Artikel 77):",
        known(
            rx.el.p(
                law.data_authority,
                rx.cond(
                    law.data_authority_address != "",
                    rx.fragment(rx.el.br(), law.data_authority_address),
                ),
            )
        ),
    )


def _duty() -> rx.Component:
    return part(
        "Müssen Sie die Daten angeben?",
        "Ohne die Angaben, die nicht „optional“ heißen, können wir Ihren Antrag online nicht "
        "bearbeiten. Sie können ihn stattdessen vor Ort oder per Brief stellen. Keine Entscheidung "
        "über Ihren Antrag trifft allein ein Computer (Artikel 22).",
    )
