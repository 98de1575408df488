"""The portal in Leichte Sprache. The words are content: translations/leichte-sprache/start.yaml."""

import reflex as rx

from portal.catalogue.easy_language import easy_page, easy_slugs, easy_start
from portal.settings import load_settings
from portal.shared.language import N_, _
from portal.web.citizen.info.easy_parts import (
    PATH,
    TITLE,
    easy_frame,
    passage,
    passages,
)
from portal.web.citizen.info.parts import known
from portal.web.citizen.info.state import Info
from portal.web.components.alerts import alert
from portal.web.components.links import internal_link, mail_link, phone_link

__all__ = ["DESCRIPTION", "TITLE", "page"]
DESCRIPTION = N_("Das digitale Rathaus in Leichter Sprache erklärt.")


def page() -> rx.Component:
    """The page."""
    return easy_frame(
        easy_start(),
        known(rx.el.p("Die Internet-Seite gehört zu: ", rx.el.b(Info.name), "."), lines=1),
        *([_demo()] if load_settings().demo else []),
        _services(),
        *passages(easy_start()),
        _help(),
        trail=(),
        here=_(TITLE),
    )


def _demo() -> rx.Component:
    words = (
        "Das ist eine Vorführung.",
        "Sie können alles ausprobieren.",
        "Nichts davon ist echt.",
    )
    return alert("Nur zum Üben", rx.el.div(*[rx.el.p(line) for line in words]))


def _services() -> rx.Component:
    """The pages about single services, right at the beginning: most people come for one."""
    entries = [(easy_page(slug), f"{PATH}{slug}/") for slug in easy_slugs()]
    links = [rx.el.li(internal_link(found.title, href=path)) for found, path in entries if found]
    return passage(
        "Diese Anträge erklären wir in Leichter Sprache",
        rx.el.ul(*links, class_name="easy-links"),
        drawing="file",
    )


def _help() -> rx.Component:
    return passage(
        "So bekommen Sie Hilfe",
        rx.el.p("Verstehen Sie etwas nicht?"),
        rx.el.p("Dann rufen Sie uns an."),
        rx.el.p("Oder schreiben Sie uns."),
        rx.el.p("Wir helfen Ihnen gern."),
        known(
            rx.el.p("Telefon: ", phone_link(Info.phone)),
            rx.el.p("E-Mail: ", mail_link(Info.email)),
        ),
        drawing="phone",
    )
