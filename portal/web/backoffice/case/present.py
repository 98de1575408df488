"""Who else has the case open: shown while both look at it."""

from uuid import UUID

import reflex as rx

from portal.cases.presence import be_present, leave, present_in
from portal.errors import PortalError
from portal.web.guards import internal, staff
from portal.web.live import stop_watching, watch_found
from portal.web.services import services
from portal.web.session import Visit, visit_of

_PAGE = "/verwaltung/vorgaenge/"


class AlsoHere(rx.State):
    """The others in the case. The page's watch is woken again and again (web/live.py), which says
    that this tab is still there, and for whom it is too long ago."""

    of: str = ""
    others: str = ""
    _case: str = ""

    @rx.event
    @staff
    async def load(self) -> None:
        """Come in."""
        await self._turn_away_from_another(await visit_of(self))
        self.of = self._on_page()
        await self._show(await visit_of(self))

    @rx.event
    @internal
    async def refresh(self) -> None:
        """Somebody came or went, or time passed."""
        visit = await visit_of(self)
        if self.of != self._on_page():
            await self._turn_away_from_another(visit)
            stop_watching(self, AlsoHere.refresh)
        elif self.of:
            await self._show(visit)

    async def _show(self, visit: Visit) -> None:
        self.others = ""
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                case_id, names = await be_present(session, visit.scope, self.of)
        except PortalError:
            return
        self.others, self._case = ", ".join(names), str(case_id)
        watch_found(self, AlsoHere.refresh, present_in(case_id))

    async def _turn_away_from_another(self, visit: Visit) -> None:
        if not self._case or self.of == self._on_page():
            return
        left, self._case, self.of, self.others = self._case, "", "", ""
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                await leave(session, visit.scope, UUID(left))
        except PortalError:
            return

    def _on_page(self) -> str:
        path = self.router.url.path
        return path.strip("/").split("/")[-1] if path.startswith(_PAGE) else ""
