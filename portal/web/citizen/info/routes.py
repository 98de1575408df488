"""Where these pages stand, and the others that belong to no order: chooser, 404, staff's door."""

import reflex as rx

from portal.web.backoffice import sign_in
from portal.web.citizen import missing, municipalities
from portal.web.citizen.account.state import Entry
from portal.web.citizen.chrome import Chrome
from portal.web.citizen.info import accessibility, easy, help, imprint, privacy
from portal.web.citizen.info.state import Info

PORTAL = "Digitales Rathaus"
NOT_FOR_SEARCH_ENGINES = [{"name": "robots", "content": "noindex"}]
_PAGES = (
    (help, "/hilfe"),
    (accessibility, "/barrierefreiheit"),
    (privacy, "/datenschutz"),
    (imprint, "/impressum"),
    (easy, "/leichte-sprache"),
)


def add_info_pages(app: rx.App) -> None:
    """Add help and legal pages, the chooser, the page for what is missing, staff's sign-in."""
    for module, route in _PAGES:
        app.add_page(
            module.page,
            route=route,
            title=f"{module.TITLE} – {PORTAL}",
            description=module.DESCRIPTION,
            on_load=[Chrome.load, Info.load],
        )
    _add_chooser(app)
    _add_missing(app)
    _add_staff_sign_in(app)


def _add_chooser(app: rx.App) -> None:
    app.add_page(
        municipalities.page,
        route="/kommunen",
        title=f"{municipalities.TITLE} – {PORTAL}",
        description=municipalities.DESCRIPTION,
    )


def _add_missing(app: rx.App) -> None:
    app.add_page(
        missing.page,
        route="404",
        title=f"{missing.TITLE} – {PORTAL}",
        description=missing.DESCRIPTION,
        meta=NOT_FOR_SEARCH_ENGINES,
        on_load=[Chrome.load],
    )


def _add_staff_sign_in(app: rx.App) -> None:
    app.add_page(
        sign_in.page,
        route="/verwaltung/anmelden",
        title="Anmelden – Verwaltung",
        description="Anmelden in der Verwaltung",
        meta=NOT_FOR_SEARCH_ENGINES,
        on_load=[Chrome.load, Entry.load],
    )
