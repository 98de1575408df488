"""What a citizen sees where there is no page: the way back, and the search."""

import reflex as rx

from portal.shared.language import N_
from portal.web.citizen.chrome import header
from portal.web.components.cards import service_search
from portal.web.components.errors import not_found
from portal.web.components.languages import in_each_language
from portal.web.components.page import citizen_page

TITLE = N_("Seite nicht gefunden")
DESCRIPTION = N_("Diese Seite gibt es nicht.")


def _nothing_here() -> rx.Component:
    return not_found(service_search())


def page() -> rx.Component:
    """The page, in the portal's frame."""
    return citizen_page(
        in_each_language(_nothing_here),
        tab="",
        header=header(),
    )
