"""Help: from the first search to the finished case."""

import reflex as rx

from portal.shared.language import N_
from portal.web.citizen.info.parts import bullets, info_page, known, numbered, part
from portal.web.citizen.info.state import Info
from portal.web.components.cards import service_search
from portal.web.components.links import document_link, internal_link, mail_link, phone_link

TITLE = N_("Hilfe")
DESCRIPTION = N_(
    "So funktioniert das digitale Rathaus: suchen, ausfüllen, unterbrechen, bezahlen, verfolgen. "
    "Und so erreichen Sie uns."
)


def page() -> rx.Component:
    """The page."""
    return info_page(
        TITLE,
        "So kommen Sie ans Ziel. Wenn Sie nicht weiterwissen, rufen Sie uns an.",
        _search(),
        _fill_in(),
        _pause(),
        _account(),
        _identify(),
        _pay(),
        _follow(),
        _ask(),
        example="Das ist eine Vorführung: Sie können alles ausprobieren. Anträge, Zahlungen und "
        "die Kontaktdaten der Kommune sind nicht echt.",
    )


def _search() -> rx.Component:
    return part(
        "Leistung finden",
        "Geben Sie ein Wort ein, so wie Sie es im Alltag sagen, zum Beispiel „Hund“ oder "
        "„Umzug“. Kleine Tippfehler machen nichts.",
        rx.el.p(
            "Oder stöbern Sie in ",
            internal_link("allen Leistungen", href="/leistungen/"),
            ". Auf jeder Seite steht, was die Leistung kostet, wie lange sie dauert, was Sie "
            "brauchen und wer zuständig ist.",
        ),
        service_search("Zum Beispiel: Hund"),
    )


def _fill_in() -> rx.Component:
    return part(
        "Antrag ausfüllen",
        numbered(
            "Wählen Sie auf der Seite der Leistung „Online beantragen“.",
            "Beantworten Sie die Fragen Schritt für Schritt. Was „optional“ heißt, ist freiwillig.",
            "Mit „Weiter“ geht es zum nächsten Schritt, mit „Zurück“ zum vorigen.",
            "Nachweise fügen Sie als Foto oder PDF hinzu. Mit dem Telefon können Sie das Papier "
            "gleich fotografieren.",
            "Am Ende sehen Sie alle Angaben auf einen Blick und können jede noch ändern.",
        ),
        "Fehlt etwas oder ist etwas unklar, sagt Ihnen das Formular, wo und wie Sie es "
        "berichtigen.",
    )


def _pause() -> rx.Component:
    return part(
        "Unterbrechen und später weitermachen",
        "Wir speichern, während Sie tippen. Unter dem Formular steht „Gespeichert um …“. Sie "
        "können die Seite jederzeit schließen.",
        bullets(
            "Ohne Konto: Öffnen Sie die Leistung mit demselben Browser wieder. Ihr Entwurf ist "
            "30 Tage lang da.",
            rx.el.span(
                "Mit Konto: Ihr Entwurf steht unter ",
                internal_link("Mein Konto", href="/konto/"),
                ", auch auf einem anderen Gerät.",
            ),
        ),
        "An einem fremden oder gemeinsam genutzten Gerät melden Sie sich bitte ab, wenn Sie "
        "fertig sind, oder löschen Sie den Entwurf.",
    )


def _account() -> rx.Component:
    return part(
        "Konto und Anmelden",
        "Zum Stöbern und Ausfüllen brauchen Sie kein Konto. Erst wenn Sie einen Antrag in den "
        "Warenkorb legen oder absenden, bitten wir Sie, sich anzumelden. Ihre Eingaben bleiben "
        "dabei erhalten.",
        numbered(
            rx.el.span("Wählen Sie ", document_link("Konto erstellen", href="/registrieren/"), "."),
            "Geben Sie Namen, E-Mail-Adresse und ein Passwort mit mindestens 12 Zeichen an.",
            "Öffnen Sie den Link in der E-Mail, die wir Ihnen schicken. Er gilt 24 Stunden.",
        ),
        "Danach melden Sie sich mit E-Mail-Adresse und Passwort an. Ein Konto gilt in allen "
        "Kommunen dieses Portals. Nach 60 Minuten ohne Eingabe melden wir Sie zu Ihrem Schutz ab; "
        "was Sie eingegeben haben, bleibt gespeichert.",
    )


def _identify() -> rx.Component:
    desk = Info.identity_desk
    return part(
        "Für manche Leistungen müssen Sie sich einmal ausweisen",
        "Bei der Meldebescheinigung zum Beispiel müssen wir sicher sein, dass wirklich Sie es "
        "sind. Das prüfen wir ein einziges Mal, danach gilt Ihr Konto dauerhaft als geprüft.",
        numbered(
            "Erstellen Sie Ihr Konto und bestätigen Sie Ihre E-Mail-Adresse.",
            "Kommen Sie mit Ihrem Personalausweis oder Reisepass ins Bürgerbüro.",
            "Wir vergleichen den Ausweis mit Ihrem Konto. Das dauert wenige Minuten und kostet "
            "nichts.",
        ),
        known(
            rx.el.p(
                rx.el.b(desk.name),
                rx.cond(desk.room != "", rx.fragment(", Zimmer ", desk.room)),
                rx.el.br(),
                "Telefon ",
                phone_link(desk.phone),
                rx.el.br(),
                mail_link(desk.email),
                rx.cond(desk.hours != "", rx.fragment(rx.el.br(), desk.hours)),
            ),
            lines=4,
        ),
        "Ob eine Leistung das verlangt, steht auf ihrer Seite unter „Anmeldung“.",
    )


def _pay() -> rx.Component:
    return part(
        "Bezahlen",
        rx.el.p(
            "Kostet eine Leistung etwas, liegt Ihr Antrag zuerst im ",
            internal_link("Warenkorb", href="/warenkorb/"),
            ". Mehrere Anträge bezahlen Sie zusammen. Ihre Kommune bestimmt, welche Zahlungsarten "
            "es gibt; an der Kasse sehen Sie alle.",
        ),
        "Verbindlich wird es erst mit „Kostenpflichtig absenden“. Bricht eine Zahlung ab, wird "
        "nichts berechnet, und Ihr Antrag bleibt im Warenkorb.",
    )


def _follow() -> rx.Component:
    return part(
        "Den Stand verfolgen",
        rx.el.p(
            "Unter ",
            internal_link("Meine Vorgänge", href="/vorgaenge/"),
            " sehen Sie, wie weit Ihr Antrag ist. Bei jedem wichtigen Schritt bekommen Sie eine "
            "E-Mail mit Ihrem Aktenzeichen.",
        ),
        "Haben wir eine Frage, antworten Sie gleich dort. Sie können uns auch selbst schreiben, "
        "und solange wir nicht entschieden haben, können Sie Ihren Antrag zurückziehen.",
    )


def _ask() -> rx.Component:
    return part(
        "Sie kommen nicht weiter?",
        "Rufen Sie uns an oder schreiben Sie uns. Nennen Sie bitte Ihr Aktenzeichen, wenn Sie "
        "schon eines haben. Sie können jeden Antrag auch weiterhin vor Ort stellen.",
        known(
            rx.el.p(
                "Telefon ", phone_link(Info.phone), rx.el.br(), "E-Mail ", mail_link(Info.email)
            )
        ),
    )
