"""A session ends elsewhere ("Abmelden" in the list, a new password): its open pages hear of it."""

from urllib.parse import quote

import reflex as rx

from portal.identity import SessionInfo
from portal.web.guards import internal
from portal.web.language import localized
from portal.web.live import watch_besides
from portal.web.session import visit_of

RUN_OUT = "abgelaufen=1"


class Ending(rx.State):
    """Every tab of somebody signed in listens for the end of its session."""

    @rx.event
    @internal
    async def look(self) -> rx.event.EventSpec | None:
        """Lead to the sign-in page, and from there back, if the session is over."""
        visit = await visit_of(self)
        if visit.session is not None:
            return None
        return rx.redirect(way_to_sign_in(self.router.url.path))


def way_to_sign_in(path: str) -> str:
    """Where somebody whose sign-in has run out goes on with `path`."""
    page = "/verwaltung/anmelden/" if path.startswith("/verwaltung/") else localized("/anmelden/")
    return f"{page}?weiter={quote(path, safe='/')}&{RUN_OUT}"


def listen_for_the_end(client_token: str, info: SessionInfo | None) -> None:
    """From now on the tab hears when the session it is bound to is ended."""
    if info is not None and info.account_id is not None:
        watch_besides(client_token, Ending.look, f"session:{info.id}")
