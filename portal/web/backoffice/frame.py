"""What every page of the back office shows around its content."""

import reflex as rx

from portal.appointments import RECEIVE_VISITORS
from portal.identity import CASE_ROLES, MAY_REVOKE, may
from portal.personnel import ADMIN_ROLES
from portal.settings import load_settings
from portal.web.components.page import StaffHeader
from portal.web.guards import staff
from portal.web.session import visit_of
from portal.workflow.differences import COMPARE_PAYMENTS
from portal.workflow.figures import SEES_FIGURES
from portal.workflow.treasury_entry import ENTER_MONEY


class Office(rx.State):
    """Who works here, and for which municipality."""

    municipality: str = ""
    staff_name: str = ""
    works_on_cases: bool = False
    checks_identity: bool = False
    receives_visitors: bool = False
    sees_figures: bool = False
    administers: bool = False
    enters_money: bool = False
    compares_payments: bool = False

    @rx.event
    @staff
    async def load(self) -> None:
        """Fill the frame; runs at every page."""
        visit = await visit_of(self)
        self.municipality = visit.municipality.full_name if visit.municipality else ""
        self.staff_name = visit.session.display_name if visit.session else ""
        here = visit.municipality.slug if visit.municipality else ""
        self.works_on_cases = may(visit.session, here, *CASE_ROLES)
        self.sees_figures = may(visit.session, here, *SEES_FIGURES)
        self.receives_visitors = may(visit.session, here, *RECEIVE_VISITORS)
        self.administers = may(visit.session, here, *ADMIN_ROLES)
        self.compares_payments = may(visit.session, here, *COMPARE_PAYMENTS)
        self.enters_money = may(visit.session, here, *ENTER_MONEY)
        self.checks_identity = may(visit.session, here, *MAY_REVOKE)


def header() -> StaffHeader:
    """The header's values for `backoffice_page`."""
    return StaffHeader(
        municipality=Office.municipality,
        entries=(
            ("Arbeitsvorrat", "/verwaltung/", Office.works_on_cases),
            ("Zuständigkeit", "/verwaltung/zustaendigkeit/", Office.works_on_cases),
            ("Tagespost", "/verwaltung/druck/", Office.works_on_cases),
            ("Auswertung", "/verwaltung/auswertung/", Office.sees_figures),
            ("Termine", "/verwaltung/termine/", Office.receives_visitors),
            ("Identität prüfen", "/verwaltung/identifizieren/", Office.checks_identity),
            ("Zahlungen", "/verwaltung/zahlungen/", Office.enters_money),
            (
                "Zahlungsabgleich",
                "/verwaltung/zahlungen/abgleich/",
                Office.compares_payments & ~Office.enters_money,
            ),
            ("Personal und Rollen", "/verwaltung/personal/", Office.administers),
            ("Anmeldung", "/verwaltung/sicherheit/", load_settings().offers_passkeys),
        ),
        staff_name=Office.staff_name,
        demo=load_settings().demo,
        sign_out_path="/verwaltung/abmelden/",
    )
