"""What a citizen sees where there is no page: the way back, and the search."""

import reflex as rx

from portal.web.citizen.chrome import header
from portal.web.components.cards import service_search
from portal.web.components.errors import not_found
from portal.web.components.page import citizen_page

TITLE = "Seite nicht gefunden"
DESCRIPTION = "Diese Seite gibt es nicht."


def page() -> rx.Component:
    """The page, in the portal's frame."""
    return citizen_page(
        not_found(service_search()),
        tab="",
        header=header(),
    )
