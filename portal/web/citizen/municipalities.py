"""The chooser: which municipality's portal, for visitors of the installation's own host."""

from collections.abc import Iterable
from itertools import groupby

import reflex as rx

from portal.municipalities import Municipality, all_municipalities
from portal.settings import load_settings
from portal.shared.language import N_, _
from portal.web.components.links import document_link
from portal.web.components.page import bare_page

TITLE = N_("Kommune wählen")
DESCRIPTION = N_("Wählen Sie die Kommune, deren digitales Rathaus Sie besuchen möchten.")


def page() -> rx.Component:
    """The page; the list is prerendered."""
    return bare_page(
        rx.el.h1(_(TITLE)),
        rx.el.p(_("Welches Rathaus möchten Sie besuchen?"), class_name="lead"),
        *(_county(name, towns) for name, towns in _by_county()),
        demo=load_settings().demo,
    )


def _by_county() -> Iterable[tuple[str, list[Municipality]]]:
    """Counties by name, in each the county itself first."""
    ordered = sorted(
        all_municipalities(), key=lambda m: (m.county, m.kind != "Landkreis", m.name.casefold())
    )
    for county, towns in groupby(ordered, key=lambda m: m.county):
        yield county, list(towns)


def _county(name: str, towns: list[Municipality]) -> rx.Component:
    return rx.el.section(rx.el.h2(name), rx.el.ul(*map(_town, towns), class_name="shelf"))


def _town(town: Municipality) -> rx.Component:
    """A link that loads the page: the server remembers the choice in a cookie."""
    return rx.el.li(
        rx.el.h3(document_link(town.full_name, href=f"/kommunen/{town.slug}/")),
        rx.el.p(f"{town.slug}.{load_settings().base_domain}", class_name="hint"),
        class_name="item",
    )
