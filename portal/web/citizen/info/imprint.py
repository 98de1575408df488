"""The imprint (DDG § 5)."""

import reflex as rx

from portal.shared.language import N_
from portal.web.citizen.info.parts import info_page, known, part, postal_address
from portal.web.citizen.info.state import Info
from portal.web.components.links import internal_link, mail_link, phone_link

TITLE = N_("Impressum")
DESCRIPTION = N_("Wer dieses Portal anbietet und wie Sie uns erreichen (§ 5 DDG).")


def page() -> rx.Component:
    """The page."""
    return info_page(
        TITLE,
        "Angaben nach § 5 Digitale-Dienste-Gesetz (DDG).",
        part(
            "Wer dieses Portal anbietet",
            known(
                postal_address(),
                rx.el.p(
                    "Telefon ", phone_link(Info.phone), rx.el.br(), "E-Mail ", mail_link(Info.email)
                ),
                lines=5,
            ),
        ),
        part("Rechtsform und Vertretung", known(_representation(), lines=6)),
        part(
            "Inhalte und Links",
            "Auf jeder Seite einer Leistung steht, welche Stelle für sie zuständig ist. Diese "
            "Stelle verantwortet die Auskünfte dort. Für Seiten anderer, zu denen wir verlinken, "
            "sind deren Betreiber verantwortlich.",
        ),
        part(
            "Bild und Software",
            "Das Zeichen neben dem Namen der Kommune ist eine eigene Zeichnung und kein amtliches "
            "Wappen. Das Portal ist freie Software unter der European Union Public Licence (EUPL "
            "1.2).",
            rx.el.p(
                "Mehr dazu, wie wir mit Daten umgehen: ",
                internal_link("Datenschutz", href="/datenschutz/"),
                ".",
            ),
        ),
        part(
            "Für Kommunen",
            rx.el.p(
                "Knopf, Links und Plakate für die eigene Website und den Schalter: ",
                internal_link("Auf Ihrer Website einbinden", href="/einbetten/"),
                ".",
            ),
        ),
        aside=rx.fragment(),
    )


def _representation() -> rx.Component:
    return rx.el.dl(
        rx.el.dt("Rechtsform"), rx.el.dd("Körperschaft des öffentlichen Rechts"),
        rx.el.dt("Vertreten durch"), rx.el.dd(Info.head),
        rx.el.dt("Aufsicht"), rx.el.dd(Info.supervisor),
        class_name="glance",
    )  # fmt: skip
