"""The page that tells what to transfer, and what became of it."""

import reflex as rx

from portal.shared.language import _
from portal.web.citizen.checkout.parts import parts_list, tab_of
from portal.web.citizen.checkout.transfer import Transfer
from portal.web.citizen.chrome import header
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import primary_link, secondary_link, text_button
from portal.web.components.empty import skeleton
from portal.web.components.errors import not_found
from portal.web.components.page import citizen_page
from portal.web.components.qr import qr_code
from portal.web.components.scripts import script


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        # The tab's state may still hold another payment: nothing of that is shown.
        rx.cond(
            Transfer.ready & (Transfer.payment == rx.State.zahlung),
            rx.cond(Transfer.missing, not_found(), _transfer()),
            skeleton(5),
        ),
        tab=tab_of(Transfer.of_case),
        header=header(),
    )


def _transfer() -> rx.Component:
    return rx.el.div(
        rx.match(
            Transfer.phase,
            ("waiting", _waiting()),
            ("paid", _paid()),
            _over(),
        ),
        class_name="narrow",
        aria_live="polite",
    )


def _waiting() -> rx.Component:
    return rx.fragment(
        rx.el.h1(_("Bitte überweisen Sie den Betrag")),
        refusal(Transfer.refusal),
        rx.el.p(
            rx.cond(
                Transfer.of_case,
                _("Sobald das Geld da ist, bearbeiten wir Ihren Antrag weiter."),
                _("Ihr Antrag ist vorgemerkt. Wir bearbeiten ihn, sobald Ihr Geld bei uns ist."),
            ),
            class_name="lead",
        ),
        rx.cond(
            Transfer.received != "",
            alert(
                _("Ein Teil ist angekommen"),
                rx.el.p(_("Angekommen:"), " ", rx.el.b(Transfer.received)),
                _("Unten steht, was noch fehlt."),
                tone="info",
            ),
        ),
        rx.el.section(
            rx.el.h2(_("Ihre Überweisung")),
            rx.el.dl(
                *_line(_("Empfänger"), Transfer.recipient),
                *_line_to_copy(_("IBAN"), Transfer.iban, "iban"),
                *_line(_("BIC"), Transfer.bic),
                *_line_to_copy(_("Betrag"), Transfer.amount, "betrag"),
                *_line_to_copy(
                    _("Verwendungszweck (Kassenzeichen)"), Transfer.kassenzeichen, "kassenzeichen"
                ),
                class_name="set-aside transfer",
            ),
            rx.el.p(
                _(
                    "Bitte geben Sie als Verwendungszweck nur das Kassenzeichen an. Daran "
                    "erkennen wir Ihre Zahlung."
                )
            ),
            class_name="box",
        ),
        rx.el.section(
            rx.el.h2(_("Mit der Bank-App scannen")),
            rx.el.p(
                _(
                    "Der GiroCode enthält dieselben Daten. In Ihrer Bank-App heißt das oft "
                    "„Foto-Überweisung“ oder „QR-Code scannen“."
                )
            ),
            qr_code(
                Transfer.code_path,
                Transfer.code_box,
                _("GiroCode mit Empfänger, IBAN, Betrag und Kassenzeichen, wie oben angegeben"),
            ),
            class_name="box",
        ),
        parts_list(Transfer.parts),
        rx.el.section(
            rx.el.h2(_("Wie es weitergeht")),
            rx.el.ul(
                rx.el.li(_("Diese Daten haben wir Ihnen auch als E-Mail geschickt.")),
                rx.el.li(
                    _(
                        "Eine Überweisung dauert meist ein bis zwei Werktage. Sobald das Geld da "
                        "ist, schreiben wir Ihnen."
                    )
                ),
                rx.el.li(_("So lange warten wir: bis zum"), " ", rx.el.b(Transfer.until)),
                rx.el.li(
                    rx.cond(
                        Transfer.of_case,
                        _("Danach bleibt der Betrag offen, und Sie können ihn anders bezahlen."),
                        _("Bis dahin bleibt Ihr Antrag im Warenkorb."),
                    )
                ),
            ),
        ),
        rx.el.div(
            rx.cond(
                Transfer.next_payment != "",
                primary_link(Transfer.next_payment, "/kasse/"),
                primary_link(_("Meine Vorgänge"), "/vorgaenge/"),
            ),
            rx.cond(~Transfer.of_case, secondary_link(_("Zum Warenkorb"), "/warenkorb/")),
            class_name="bar",
        ),
        rx.el.section(
            rx.el.h2(_("Doch anders bezahlen?")),
            rx.el.p(
                _(
                    "Dann warten wir nicht mehr auf diese Überweisung, und Sie wählen an der Kasse "
                    "eine andere Zahlungsart. Haben Sie schon überwiesen, warten Sie bitte, bis "
                    "Ihr Geld bei uns ist."
                )
            ),
            text_button(_("Doch anders bezahlen"), on_click=Transfer.give_up),
            class_name="other-way",
        ),
        script("copy"),
    )


def _line(label: str, value: rx.Var[str]) -> tuple[rx.Component, rx.Component]:
    return rx.el.dt(label), rx.el.dd(value)


def _line_to_copy(label: str, value: rx.Var[str], name: str) -> tuple[rx.Component, rx.Component]:
    """With a button that copy.js brings to life; without the script there is none."""
    copy = text_button(
        _("kopieren"),
        rx.el.span(": ", label, class_name="kern-sr-only"),
        custom_attrs={"data-copy": name},
    )
    note = rx.el.span(role="status", class_name="hint")
    return rx.el.dt(label), rx.el.dd(rx.el.span(value, id=name), " ", copy, note)


def _paid() -> rx.Component:
    return rx.fragment(
        rx.el.h1(_("Vielen Dank, Ihr Geld ist angekommen")),
        rx.el.p(
            _("Unter „Meine Vorgänge“ sehen Sie jederzeit, wie weit wir sind."),
            class_name="lead",
        ),
        parts_list(Transfer.parts),
        rx.el.div(
            rx.cond(
                Transfer.next_payment != "",
                primary_link(Transfer.next_payment, "/kasse/"),
                primary_link(_("Meine Vorgänge"), "/vorgaenge/"),
            ),
            class_name="bar",
        ),
    )


def _over() -> rx.Component:
    return rx.fragment(
        rx.el.h1(_("Wir warten nicht mehr auf diese Überweisung")),
        rx.el.p(
            rx.cond(
                ~Transfer.still_owed,
                _(
                    "Dafür ist nichts mehr zu bezahlen. Haben Sie trotzdem überwiesen? Dann "
                    "bekommen Sie das Geld zurück."
                ),
                _what_is_owed(),
            ),
            class_name="lead",
        ),
        rx.el.div(
            rx.cond(
                Transfer.of_case | ~Transfer.still_owed,
                primary_link(_("Meine Vorgänge"), "/vorgaenge/"),
                primary_link(_("Zum Warenkorb"), "/warenkorb/"),
            ),
            class_name="bar",
        ),
    )


def _what_is_owed() -> rx.Component:
    return rx.cond(
        Transfer.of_case,
        _(
            "Der Betrag ist noch offen, Sie können ihn neu bezahlen. Haben Sie schon "
            "überwiesen? Dann ordnen wir das Geld Ihrem Antrag zu, sobald es da ist."
        ),
        _(
            "Ihr Antrag liegt noch im Warenkorb, Sie können ihn neu absenden. Haben Sie "
            "schon überwiesen? Dann ordnen wir das Geld Ihrem Antrag zu, sobald es da ist."
        ),
    )
