"""How it is drawn that somebody else has the case open."""

import reflex as rx

from portal.web.backoffice.case.present import AlsoHere


def also_here() -> rx.Component:
    """Read out as it changes."""
    return rx.el.p(
        rx.cond(AlsoHere.others != "", rx.fragment("Auch hier: ", rx.el.b(AlsoHere.others)), ""),
        role="status",
        class_name="also-here",
    )
