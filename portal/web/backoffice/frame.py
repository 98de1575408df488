"""What every page of the back office shows around its content."""

import reflex as rx

from portal.settings import load_settings
from portal.web.components.page import StaffHeader
from portal.web.guards import staff
from portal.web.session import visit_of


class Office(rx.State):
    """Who works here, and for which municipality."""

    municipality: str = ""
    staff_name: str = ""

    @rx.event
    @staff
    async def load(self) -> None:
        """Fill the frame; runs at every page."""
        visit = await visit_of(self)
        self.municipality = visit.municipality.full_name if visit.municipality else ""
        self.staff_name = visit.session.display_name if visit.session else ""


def header() -> StaffHeader:
    """The header's values for `backoffice_page`."""
    return StaffHeader(
        municipality=Office.municipality,
        entries=(("Arbeitsvorrat", "/verwaltung/"),),
        staff_name=Office.staff_name,
        demo=load_settings().demo,
        sign_out_path="/verwaltung/abmelden/",
    )
