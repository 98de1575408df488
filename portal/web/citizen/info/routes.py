"""Where these pages stand, and the others that belong to no order: chooser, 404, staff's door."""

import reflex as rx

from portal.web.backoffice import second_factor, sign_in
from portal.web.citizen import missing, municipalities
from portal.web.citizen.account.state import Entry
from portal.web.citizen.chrome import Chrome
from portal.web.citizen.info import accessibility, easy, embedding, help, imprint, privacy
from portal.web.citizen.info.state import Info
from portal.web.multilingual import NOT_FOR_SEARCH_ENGINES, PORTAL, CitizenPage, add_citizen_page

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
        page = CitizenPage(
            module.page, route, module.TITLE, module.DESCRIPTION, (Chrome.load, Info.load)
        )
        add_citizen_page(app, page)
    chooser = municipalities
    add_citizen_page(
        app, CitizenPage(chooser.page, "/kommunen", chooser.TITLE, chooser.DESCRIPTION)
    )
    _add_embedding(app)
    _add_missing(app)
    _add_staff_sign_in(app)


def _add_embedding(app: rx.App) -> None:
    app.add_page(
        embedding.page,
        route="/einbetten",
        title=f"{embedding.TITLE} – {PORTAL}",
        description=embedding.DESCRIPTION,
        meta=NOT_FOR_SEARCH_ENGINES,
        on_load=[Chrome.load, embedding.Embedding.load],
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
    app.add_page(
        second_factor.page,
        route=second_factor.PATH.rstrip("/"),
        title=f"{second_factor.LABEL} – Verwaltung",
        description="Anmelden in der Verwaltung",
        meta=NOT_FOR_SEARCH_ENGINES,
        on_load=[Chrome.load, second_factor.SecondStep.load],
    )
