"""Our own scripts, loaded by the pages that need them."""

import reflex as rx

from portal.web.static_files import versioned


def script(name: str) -> rx.Component:
    """assets/js/`name`.js. React puts it into the head once, whichever page brings it first."""
    return rx.el.script(src=versioned(f"/js/{name}.js"), async_=True)
