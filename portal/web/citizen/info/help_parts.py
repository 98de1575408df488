"""The steps of the help page, each with pictures of the portal as it is (tools/screenshots.py)."""

import reflex as rx

from portal.web.citizen.info.parts import bullets, known, numbered, part, screenshot
from portal.web.citizen.info.state import Info
from portal.web.components.cards import service_search
from portal.web.components.icons import icon
from portal.web.components.links import document_link, internal_link, mail_link, phone_link


def search() -> rx.Component:
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
        anchor="finden",
        pictures=[
            screenshot(
                "suche",
                "Die Startseite auf einem Telefon: In das Suchfeld ist „urkunde“ getippt, "
                "darunter stehen die Leistungen, die dazu passen.",
            ),
            screenshot(
                "leistung",
                "Das Feld „Auf einen Blick“ der Seite Geburtsurkunde: Gebühr, "
                "Bearbeitungsdauer, Anmeldung und das Standesamt mit Telefonnummer.",
            ),
        ],
    )


def fill_in() -> rx.Component:
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
        anchor="ausfuellen",
        pictures=[
            screenshot(
                "formular",
                "Ein Schritt des Formulars mit der Überschrift „Um wen geht es?“ und Feldern für "
                "Geburtsname, Vornamen und Geburtsort; zwei sind schon ausgefüllt.",
            ),
            screenshot(
                "pruefen",
                "Die letzte Seite „Angaben prüfen“: alle Antworten untereinander, bei jedem "
                "Abschnitt ein Link zum Ändern.",
            ),
        ],
    )


def pause() -> rx.Component:
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
        anchor="unterbrechen",
    )


def account() -> rx.Component:
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
        anchor="konto",
        pictures=[
            screenshot(
                "konto",
                "Die Seite „Konto erstellen“ mit Feldern für Vor- und Nachname, E-Mail-Adresse "
                "und Passwort.",
            )
        ],
    )


def identify() -> rx.Component:
    desk = Info.identity_desk
    return part(
        "Für manche Leistungen müssen Sie sich einmal ausweisen",
        "Bei der Meldebescheinigung zum Beispiel müssen wir sicher sein, dass wirklich Sie es "
        "sind. Das prüfen wir ein einziges Mal, danach gilt Ihr Konto dauerhaft als geprüft.",
        numbered(
            "Erstellen Sie Ihr Konto und bestätigen Sie Ihre E-Mail-Adresse.",
            rx.el.span(
                "Öffnen Sie ",
                internal_link("Mein Konto", href="/konto/"),
                " und wählen Sie „Code für das Bürgerbüro anzeigen“.",
            ),
            "Kommen Sie mit diesem Code und Ihrem Personalausweis oder Reisepass ins Bürgerbüro.",
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
        anchor="ausweisen",
        pictures=[
            screenshot(
                "ausweisen",
                "„Mein Konto“ zeigt einen Code in großen Zeichen und denselben als QR-Code, dazu "
                "wie lange er gilt.",
            )
        ],
    )


def pay() -> rx.Component:
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
        anchor="bezahlen",
        pictures=[
            screenshot(
                "warenkorb",
                "Der Warenkorb mit einer Geburtsurkunde, ihrer Gebühr und der Schaltfläche „Zur "
                "Kasse“.",
            ),
            screenshot(
                "kasse",
                "Die Kasse: die Zahlungsarten zur Auswahl, darunter „Kostenpflichtig absenden“.",
            ),
        ],
    )


def follow() -> rx.Component:
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
        anchor="verfolgen",
        pictures=[
            screenshot(
                "danke",
                "Die Bestätigung „Vielen Dank, wir haben Ihren Antrag“ mit dem Aktenzeichen.",
            ),
            screenshot(
                "vorgang",
                "Die Seite eines Vorgangs: oben der Bearbeitungsstand „Eingegangen“, darunter der "
                "Verlauf mit Tag und Uhrzeit.",
            ),
        ],
    )


def install() -> rx.Component:
    mark = rx.el.img(
        src="/icons/icon-192.png", alt="", custom_attrs={"width": "64", "height": "64"}
    )
    return part(
        "Auf dem Telefon installieren",
        rx.el.p(
            mark,
            "Sie können das Rathaus wie eine App auf Ihrem Telefon ablegen. Es braucht fast keinen "
            "Platz und keinen App-Store. Ohne Internet sehen Sie immerhin, wie Sie uns erreichen.",
            class_name="with-mark",
        ),
        rx.el.h3("Android, mit Chrome"),
        numbered(
            _with_icon("Tippen Sie oben rechts auf die drei Punkte.", "more"),
            "Wählen Sie „App installieren“ oder „Zum Startbildschirm hinzufügen“.",
            "Bestätigen Sie. Danach steht das Zeichen bei Ihren Apps.",
        ),
        rx.el.h3("iPhone und iPad, mit Safari"),
        numbered(
            _with_icon("Tippen Sie auf „Teilen“: das Quadrat mit dem Pfeil nach oben.", "share"),
            _with_icon("Wählen Sie „Zum Home-Bildschirm“.", "add"),
            "Tippen Sie auf „Hinzufügen“. Danach steht das Zeichen auf Ihrem Bildschirm.",
        ),
        "Wieder loswerden: Löschen Sie das Zeichen wie jede andere App. Ihr Konto und Ihre "
        "Anträge bleiben.",
        anchor="installieren",
    )


def _with_icon(words: str, drawing: str) -> rx.Component:
    return rx.el.span(words, " ", icon(drawing))


def ask() -> rx.Component:
    return part(
        "Sie kommen nicht weiter?",
        "Rufen Sie uns an oder schreiben Sie uns. Nennen Sie bitte Ihr Aktenzeichen, wenn Sie "
        "schon eines haben. Sie können jeden Antrag auch weiterhin vor Ort stellen.",
        known(
            rx.el.p(
                "Telefon ", phone_link(Info.phone), rx.el.br(), "E-Mail ", mail_link(Info.email)
            )
        ),
        anchor="fragen",
    )
