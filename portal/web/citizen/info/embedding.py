"""For municipalities: the button for their own website, links, codes and posters."""

from dataclasses import dataclass
from html import escape

import reflex as rx

from portal.catalogue import OfferView, load_catalogue
from portal.municipalities import Municipality
from portal.web.citizen.chrome import header
from portal.web.citizen.info.parts import numbered, part
from portal.web.components.empty import skeleton
from portal.web.components.links import document_link
from portal.web.components.page import breadcrumbs, citizen_page
from portal.web.components.scripts import script
from portal.web.guards import public
from portal.web.session import visit_of
from portal.web.tenancy import public_address

TITLE = "Auf Ihrer Website einbinden"
DESCRIPTION = (
    "Für Kommunen: Knopf, Links, QR-Codes und Plakate, die von der eigenen Website und vom "
    "Schalter ins digitale Rathaus führen."
)


@dataclass(frozen=True)
class DeepLink:
    """One service: its name, its address, and where its code and its poster are."""

    slug: str
    name: str
    address: str
    html: str
    qr: str
    poster: str


class Embedding(rx.State):
    """What this municipality can take with it."""

    address: str = ""
    label: str = ""
    button: str = ""
    colours: str = ""
    links: list[DeepLink] = []
    ready: bool = False

    @rx.event
    @public
    async def load(self) -> None:
        """Fill in the municipality of this host."""
        visit = await visit_of(self)
        town = visit.municipality
        if town is None:
            return
        self.address = public_address(town, visit.host)
        self.label = f"Digitales Rathaus {town.name}"
        self.button = button_html(town, self.address, self.label)
        offers = load_catalogue().offers(town)
        self.links = [_deep_link(offer, self.address) for offer in offers]
        self.ready = True


def button_html(town: Municipality, address: str, label: str) -> str:
    """A link that looks like a button: its own small style, no script, nothing fetched."""
    colour = town.colour.light
    return (
        "<style>\n"
        f".schalter-knopf {{ display: inline-block; padding: .75em 1.4em; border-radius: 2em; "
        f"background: {colour}; color: #fff; font-weight: 600; text-decoration: none; }}\n"
        ".schalter-knopf:hover { text-decoration: underline; }\n"
        f".schalter-knopf:focus-visible {{ outline: 3px solid {colour}; outline-offset: 3px; }}\n"
        "</style>\n"
        f'<a class="schalter-knopf" href="{escape(address)}">{escape(label)}</a>'
    )


def _deep_link(offer: OfferView, home: str) -> DeepLink:
    address = f"{home}leistungen/{offer.slug}/"
    return DeepLink(
        slug=offer.slug,
        name=offer.name,
        address=address,
        html=f'<a href="{escape(address)}">{escape(offer.name)}</a>',
        qr=f"/einbetten/qr.svg?leistung={offer.slug}",
        poster=f"/einbetten/plakat.pdf?leistung={offer.slug}",
    )


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        rx.el.div(
            rx.el.h1(TITLE),
            rx.el.p(
                "Für Kommunen: So finden Menschen von Ihrer Website und von Ihrem Schalter aus "
                "ins digitale Rathaus. Sie brauchen dafür kein Programm und kein Skript; es wird "
                "nichts von anderen Servern geladen.",
                class_name="lead",
            ),
            rx.cond(Embedding.ready, _all(), skeleton(12)),
            script("copy"),
            class_name="narrow",
        ),
        tab="",
        header=header(),
        breadcrumb=breadcrumbs(("Start", "/"), here=TITLE),
    )


def _all() -> rx.Component:
    return rx.el.div(_button_part(), _poster_part(), _links_part())


def _button_part() -> rx.Component:
    preview = document_link(Embedding.label, href=Embedding.address, class_name="town-button")
    return part(
        "Ein Knopf für Ihre Website",
        rx.el.p(preview),
        numbered(
            "Kopieren Sie den Text aus dem Feld.",
            "Fügen Sie ihn in Ihrer Website dort ein, wo der Knopf stehen soll, im Textfeld für "
            "HTML oder Quelltext.",
        ),
        _to_copy("knopf", "HTML für den Knopf", Embedding.button, lines=9),
        "Erlaubt Ihr System keine eigenen Formate, genügt die letzte Zeile: Dann ist es ein "
        "einfacher Link.",
    )


def _poster_part() -> rx.Component:
    return part(
        "Plakat und QR-Code für Schalter und Aushang",
        "Der Code führt auf die Startseite Ihres Portals. Plakate zu einzelnen Leistungen finden "
        "Sie weiter unten.",
        rx.el.div(
            rx.el.img(
                src="/einbetten/qr.svg",
                alt=f"QR-Code zu {Embedding.address}",
                class_name="qr-preview",
                custom_attrs={"width": "180", "height": "180"},
            ),
            rx.el.ul(
                rx.el.li(document_link("Plakat, A4 (PDF)", href="/einbetten/plakat.pdf")),
                rx.el.li(document_link("Plakat, A3 (PDF)", href="/einbetten/plakat.pdf?papier=a3")),
                rx.el.li(
                    document_link(
                        "QR-Code (SVG)",
                        href="/einbetten/qr.svg",
                        custom_attrs={"download": ""},
                    )
                ),
                class_name="plain-list",
            ),
            class_name="qr-row",
        ),
        rx.el.p("Die Adresse dazu: ", rx.el.code(Embedding.address)),
    )


def _links_part() -> rx.Component:
    return part(
        "Links zu einzelnen Leistungen",
        rx.el.p(
            "Verlinken Sie aus Ihren Texten gleich die richtige Seite. Alle Adressen als Tabelle: ",
            document_link("links.csv", href="/einbetten/links.csv"),
            ".",
        ),
        rx.el.div(rx.foreach(Embedding.links, _service), class_name="link-list"),
    )


def _service(link: rx.Var[DeepLink]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(link.name),
        _to_copy(f"adresse-{link.slug}", "Adresse", link.address, lines=2),
        _to_copy(f"link-{link.slug}", "HTML für einen Link", link.html, lines=3),
        rx.el.ul(
            rx.el.li(document_link(f"Plakat „{link.name}“ (PDF)", href=link.poster)),
            rx.el.li(
                document_link(
                    f"QR-Code „{link.name}“ (SVG)", href=link.qr, custom_attrs={"download": ""}
                )
            ),
            class_name="plain-list",
        ),
        class_name="question",
    )


def _to_copy(name: str | rx.Var[str], label: str, text: rx.Var[str], lines: int) -> rx.Component:
    """Text to take along: a field that can be selected, and a button that copies it."""
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name="kern-label"),
        rx.el.textarea(
            value=text,
            id=name,
            read_only=True,
            rows=str(lines),
            class_name="kern-form-input__input copy-text",
            custom_attrs={"spellCheck": "false"},
        ),
        rx.el.button(
            rx.el.span("Kopieren", class_name="kern-label"),
            type="button",
            aria_label=f"Kopieren: {label}",
            class_name="kern-btn kern-btn--secondary",
            custom_attrs={"data-copy": name},
        ),
        rx.el.span(role="status", class_name="hint copied"),
        class_name="to-copy",
    )
