"""Which page stands at which path. Texts common to all municipalities are prerendered."""

import reflex as rx

from portal.web.citizen import home
from portal.web.citizen.chrome import Chrome


def add_pages(app: rx.App) -> None:
    """Add every page to the app."""
    app.add_page(
        home.page,
        route="/",
        title="Digitales Rathaus",
        description=home.DESCRIPTION,
        on_load=[Chrome.load, home.Home.load],
    )
