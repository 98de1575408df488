"""Which page stands at which path. Texts common to all municipalities are prerendered."""

from collections.abc import Callable

import reflex as rx

from portal.catalogue import ServiceDefinition, load_catalogue
from portal.web.backoffice import case as staff_case
from portal.web.backoffice import counter_page, queue
from portal.web.backoffice.counter import Counter
from portal.web.backoffice.frame import Office
from portal.web.citizen import catalogue, home
from portal.web.citizen.account import pages as account
from portal.web.citizen.account.identify import Identify
from portal.web.citizen.account.state import Account, Entry
from portal.web.citizen.cases import overview
from portal.web.citizen.cases import page as case
from portal.web.citizen.cases.state import Case
from portal.web.citizen.checkout import basket, payment, result
from portal.web.citizen.chrome import Chrome
from portal.web.citizen.form import page as form
from portal.web.citizen.form.state import Application
from portal.web.citizen.info.routes import add_info_pages
from portal.web.citizen.service import page as service
from portal.web.citizen.service.state import Service

PORTAL = "Digitales Rathaus"
NOT_FOR_SEARCH_ENGINES = [{"name": "robots", "content": "noindex"}]


def add_pages(app: rx.App) -> None:
    """Add every page to the app."""
    _add_shop(app)
    _add_services(app)
    _add_personal(app)
    _add_backoffice(app)
    add_info_pages(app)


def _add_shop(app: rx.App) -> None:
    app.add_page(
        home.page,
        route="/",
        title=PORTAL,
        description=home.DESCRIPTION,
        on_load=[Chrome.load, home.Home.load],
    )
    app.add_page(
        catalogue.page,
        route="/leistungen",
        title=f"Alle Leistungen – {PORTAL}",
        description=catalogue.DESCRIPTION,
        on_load=[Chrome.load, catalogue.Catalogue.load],
    )


def _add_services(app: rx.App) -> None:
    """One prerendered page per service, and one per form: nothing grows with municipalities."""
    for definition in load_catalogue().services:
        app.add_page(
            _page(service.page_of, definition, f"{service.__name__}.{definition.slug}"),
            route=f"/leistungen/{definition.slug}",
            title=f"{definition.name} – {PORTAL}",
            description=definition.summary,
            on_load=[Chrome.load, Service.load],
        )
        if definition.form is not None:
            app.add_page(
                _page(form.page_of, definition, form.__name__),
                route=f"/antrag/{definition.slug}",
                title=f"{definition.name} beantragen – {PORTAL}",
                description=definition.summary,
                meta=NOT_FOR_SEARCH_ENGINES,
                on_load=[Chrome.load, Application.open],
            )


def _page(
    draw: Callable[[ServiceDefinition], rx.Component], definition: ServiceDefinition, module: str
) -> Callable[[], rx.Component]:
    """A page for Reflex, which writes what the pages of one `module` have into one script.

    Each page of a module loads that script: so forms, which are alike, share one, and services,
    each with its own words, have one each.
    """

    def page() -> rx.Component:
        return draw(definition)

    page.__module__ = module
    return page


def _add_personal(app: rx.App) -> None:
    pages = [
        (account.sign_in_page, "/anmelden", "Anmelden", Entry.load),
        (account.register_page, "/registrieren", "Konto erstellen", Entry.load),
        (account.account_page, "/konto", "Mein Konto", [Account.load, Identify.load]),
        (basket.page, "/warenkorb", "Warenkorb", basket.Basket.load),
        (payment.page, "/kasse", "Kasse", payment.Checkout.load),
        (result.page, "/kasse/ergebnis/[zahlung]", "Ergebnis der Zahlung", result.Result.load),
        (overview.page, "/vorgaenge", "Meine Vorgänge", overview.Cases.load),
        (case.page, "/vorgaenge/[aktenzeichen]", "Vorgang", Case.load),
    ]
    for page, route, title, load in pages:
        app.add_page(
            page,
            route=route,
            title=f"{title} – {PORTAL}",
            description=f"{title} im digitalen Rathaus",
            meta=NOT_FOR_SEARCH_ENGINES,
            on_load=[Chrome.load, *(load if isinstance(load, list) else [load])],
        )


def _add_backoffice(app: rx.App) -> None:
    pages = [
        (queue.page, "/verwaltung", "Arbeitsvorrat", queue.Queue.load),
        (
            counter_page.page,
            "/verwaltung/identifizieren",
            counter_page.LABEL,
            Counter.load,
        ),
        (
            staff_case.page,
            "/verwaltung/vorgaenge/[aktenzeichen]",
            "Vorgang",
            staff_case.StaffCase.load,
        ),
    ]
    for page, route, title, load in pages:
        app.add_page(
            page,
            route=route,
            title=f"{title} – Verwaltung",
            description=f"{title} in der Verwaltung",
            meta=NOT_FOR_SEARCH_ENGINES,
            on_load=[Office.load, load],
        )
