"""What every citizen page's frame shows of this host and this visitor."""

import reflex as rx

from portal.applications import basket_count
from portal.cases.messages import unread_by_case
from portal.settings import load_settings
from portal.web.components.page import CitizenHeader
from portal.web.guards import internal, public
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import Visit, visit_of


class Chrome(rx.State):
    """The municipality's name, how much lies in the basket, what is unread, whether somebody is
    signed in, and whether the municipality tells a case's status without that."""

    municipality: str = ""
    basket_count: int = 0
    unread: int = 0
    signed_in: bool = False
    guest_status: bool = False

    @rx.event
    @public
    async def load(self) -> None:
        """Fill the frame; runs at every page."""
        visit = await visit_of(self)
        if visit.citizen_id:  # before the look: nothing is missed in between
            watch(self, Chrome.refresh, f"account:{visit.citizen_id}")
        await self._show(visit)

    @rx.event
    @internal
    async def refresh(self) -> None:
        """The account's basket has changed."""
        await self._show(await visit_of(self))

    async def _show(self, visit: Visit) -> None:
        self.municipality = visit.municipality.full_name if visit.municipality else ""
        self.signed_in = visit.citizen_id is not None
        self.guest_status = bool(visit.municipality and visit.municipality.guest_status)
        self.basket_count, self.unread = await _counts(visit)


async def _counts(visit: Visit) -> tuple[int, int]:
    """How much lies in the basket here, and how many messages wait, wherever they come from."""
    scope = visit.scope
    if visit.citizen_id is None or scope is None or visit.municipality is None:
        return 0, 0
    async with services().database.transaction(scope) as session:
        basket = await basket_count(session, visit.citizen_id, visit.municipality.slug)
        return basket, sum((await unread_by_case(session, visit.citizen_id)).values())


def header() -> CitizenHeader:
    """The header's values for `citizen_page`."""
    return CitizenHeader(
        municipality=Chrome.municipality,
        basket_count=Chrome.basket_count,
        unread_count=Chrome.unread,
        demo=load_settings().demo,
    )
