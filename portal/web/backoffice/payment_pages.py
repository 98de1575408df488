"""What the pages about money have in common: one entry of the menu, and the way between them."""

import reflex as rx

from portal.web.backoffice.frame import Office
from portal.web.components.links import internal_link

AREA = "Zahlungen"
PAGES = (
    ("Buchungen", "/verwaltung/zahlungen/"),
    ("Geldeingänge", "/verwaltung/zahlungen/eingaenge/"),
    ("Erstattungen", "/verwaltung/zahlungen/erstattungen/"),
    ("Abgleich", "/verwaltung/zahlungen/abgleich/"),
)


def payment_pages(path: str) -> rx.Component:
    """Links to all of them, for who enters money; `path` is where one is."""
    return rx.cond(
        Office.enters_money,
        rx.el.nav(
            rx.el.ul(*(rx.el.li(_link(*page, path)) for page in PAGES), class_name="filters"),
            aria_label=AREA,
        ),
    )


def _link(label: str, address: str, path: str) -> rx.Component:
    current = {"aria_current": "page"} if address == path else {}
    return internal_link(label, href=address, **current)
