"""Staff's own door: the same words as for citizens, but no account can be made here."""

import reflex as rx

from portal.settings import load_settings
from portal.web.citizen.account.entry import run_out, sign_in_form
from portal.web.citizen.account.state import Entry
from portal.web.citizen.chrome import Chrome
from portal.web.components.alerts import alert
from portal.web.components.error_summary import error_summary
from portal.web.components.page import StaffHeader, backoffice_page


def page() -> rx.Component:
    """ "Anmelden" for staff."""
    return backoffice_page(
        rx.el.h1("Anmelden"),
        rx.el.p("Für Beschäftigte der Verwaltung.", class_name="lead"),
        error_summary(Entry.errors),
        rx.cond(Entry.notice != "", alert(Entry.notice, tone="success", live=True)),
        rx.cond(Entry.run_out & (Entry.form_fault == ""), run_out()),
        sign_in_form("/verwaltung/anmelden/"),
        current="",
        header=StaffHeader(
            municipality=Chrome.municipality,
            entries=(("Zum Bürgerportal", "/", True),),
            demo=load_settings().demo,
        ),
    )
