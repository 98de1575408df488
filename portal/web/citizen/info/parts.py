"""What these pages have in common: their frame, the contact box, who is responsible."""

from typing import Any

import reflex as rx

from portal.settings import load_settings
from portal.shared.language import GERMAN, _, spoken
from portal.web.citizen.chrome import header
from portal.web.citizen.info.state import Info, OpenDay
from portal.web.components.alerts import alert
from portal.web.components.cards import box
from portal.web.components.empty import skeleton
from portal.web.components.links import as_german, mail_link, phone_link
from portal.web.components.page import breadcrumbs, citizen_page, two_columns
from portal.web.static_files import versioned

EXAMPLE = (
    "Das ist eine Vorführung. Dieser Text ist ein Beispiel, und Anschrift, Telefonnummer und "
    "E-Mail-Adresse der Kommune sind erfunden."
)


def info_page(
    title: str, lead: Any, *children: Any, example: str = EXAMPLE, aside: Any = None
) -> rx.Component:
    """A page of text; beside it the contact box, or `aside`."""
    note = [alert("Beispieltext", example)] if load_settings().demo else []
    intro = [rx.el.p(lead, class_name="lead")] if lead else []
    told = rx.el.div(*intro, *note, *children, **as_german())
    story = rx.el.div(rx.el.h1(_(title)), _german_only(), told, class_name="narrow")
    return citizen_page(
        two_columns(story, contact_box() if aside is None else aside),
        tab="",
        header=header(),
        breadcrumb=breadcrumbs((_("Start"), "/"), here=_(title)),
    )


def _german_only() -> rx.Component:
    """These pages are law, or help nobody has translated yet."""
    if spoken() == GERMAN:
        return rx.fragment()
    words = _("Diese Seite gibt es bisher nur auf Deutsch.")
    return rx.el.p(words, class_name="kern-alert kern-alert--info")


def part(title: str, *children: Any, anchor: str = "", pictures: Any = ()) -> rx.Component:
    """A heading with what belongs to it; words become paragraphs, pictures stand beside them."""
    words = rx.el.div(
        rx.el.h2(title, id=anchor or None), *[_paragraph(child) for child in children]
    )
    if not pictures:
        return rx.el.section(words)
    return rx.el.section(words, rx.el.div(*pictures, class_name="shots"), class_name="illustrated")


def screenshot(name: str, shows: str) -> rx.Component:
    """A picture of the portal on a phone, taken by tools/screenshots.py; `shows` is read out."""
    size = {"width": "390", "height": "720"}
    image = rx.el.img(
        src=versioned(f"/hilfe/{name}.webp"), alt=shows, loading="lazy", custom_attrs=size
    )
    return rx.el.figure(image)


def bullets(*entries: Any) -> rx.Component:
    return rx.el.ul(*[rx.el.li(entry) for entry in entries])


def numbered(*entries: Any) -> rx.Component:
    return rx.el.ol(*[rx.el.li(entry) for entry in entries])


def contact_box(title: str = "") -> rx.Component:
    """Address, phone, e-mail and opening hours of the municipality served."""
    return box(
        rx.el.h2(title or _("So erreichen Sie uns")),
        rx.cond(
            Info.ready,
            rx.el.div(
                postal_address(),
                rx.el.address(phone_link(Info.phone), mail_link(Info.email)),
                rx.cond(Info.days.length() > 0, _opening_hours()),
            ),
            skeleton(8),
        ),
    )


def postal_address() -> rx.Component:
    return rx.el.p(rx.el.b(Info.name), rx.el.br(), Info.street, rx.el.br(), Info.city)


def known(*children: Any, lines: int = 2) -> rx.Component:
    """What is known once the municipality is; its room is kept until then."""
    return rx.cond(Info.ready, rx.el.div(*children), skeleton(lines))


def _opening_hours() -> rx.Component:
    return rx.el.div(
        rx.el.h3(_("Öffnungszeiten")),
        rx.el.dl(rx.foreach(Info.days, _open_day), class_name="sums"),
        rx.cond(Info.hours_note != "", rx.el.p(Info.hours_note, class_name="hint")),
    )


def _open_day(day: rx.Var[OpenDay]) -> rx.Component:
    return rx.el.div(rx.el.dt(day.day), rx.el.dd(day.hours))


def _paragraph(child: Any) -> rx.Component:
    return rx.el.p(child) if isinstance(child, str) else child
