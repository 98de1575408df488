"""What to transfer, in words, to copy, to scan and to print; moves on when the money is there."""

from uuid import UUID

import reflex as rx

from portal.applications import basket
from portal.errors import PortalError
from portal.payments.claims import is_owed
from portal.payments.queries import items_of
from portal.shared.clock import long_date
from portal.shared.money import format_euro
from portal.web.citizen.checkout.parts import PartLine, next_payment, part_lines
from portal.web.guards import citizens, internal
from portal.web.language import localized
from portal.web.live import watch
from portal.web.logs import note_refusal
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.payment_parts import PartStanding, left_to_pay, standing_of_parts
from portal.workflow.transfers import (
    TransferView,
    give_up_transfer,
    group_iban,
    view_transfer,
)


class Transfer(rx.State):
    """One transfer of the citizen's, as it stands."""

    payment: str = ""
    phase: str = ""
    of_case: bool = False
    recipient: str = ""
    iban: str = ""
    bic: str = ""
    amount: str = ""
    kassenzeichen: str = ""
    received: str = ""
    until: str = ""
    code_path: str = ""
    code_box: str = ""
    parts: list[PartLine] = []
    next_payment: str = ""
    still_owed: bool = True
    refusal: str = ""
    ready: bool = False
    missing: bool = False

    @rx.event
    @citizens
    async def load(self) -> None:
        """Show the transfer that the address names, to whom it belongs."""
        visit = await visit_of(self)
        self.refusal = ""
        if payment_id := self._payment_id():
            watch(self, Transfer.refresh, f"payment:{payment_id}")
        await self._show(visit)

    @rx.event
    @internal
    async def refresh(self) -> None:
        """Something arrived, or the time is over."""
        await self._show(await visit_of(self))

    @rx.event
    @citizens
    async def give_up(self) -> rx.event.EventSpec | None:
        """ "Doch anders bezahlen": nobody waits for this transfer any longer."""
        visit, payment_id = await visit_of(self), self._payment_id()
        if visit.citizen_id is None or payment_id is None:
            return None
        try:
            await give_up_transfer(services(), visit.citizen_id, payment_id)
        except PortalError as fault:
            note_refusal("giving up of a transfer", fault)
            await self._show(visit)
            self.refusal = fault.message
            return None
        return rx.redirect(localized("/vorgaenge/" if self.of_case else "/kasse/"))

    def _address_part(self) -> str:
        return self.router.url.path.strip("/").split("/")[-1]

    def _payment_id(self) -> UUID | None:
        try:
            return UUID(self._address_part())
        except ValueError:
            return None

    async def _show(self, visit: Visit) -> None:
        payment_id = self._payment_id()
        self.payment, self.ready, self.missing = self._address_part(), True, True
        if payment_id is None or visit.citizen_id is None:
            return
        try:
            view = await view_transfer(services(), visit.citizen_id, payment_id)
            parts = await self._parts(visit)
            self.still_owed = await self._is_still_owed(visit, payment_id)
        except PortalError as fault:
            note_refusal("transfer", fault)
            return
        self.missing = False
        self._tell(view)
        parts = () if view.of_case else parts
        self.parts, self.next_payment = part_lines(parts), next_payment(parts)

    async def _parts(self, visit: Visit) -> tuple[PartStanding, ...]:
        if visit.citizen_id is None or visit.scope is None or visit.municipality is None:
            return ()
        async with services().database.transaction(visit.scope) as session:
            left = await left_to_pay(session, visit.citizen_id, visit.municipality.slug)
            return await standing_of_parts(session, visit.citizen_id, left, "transfer")

    async def _is_still_owed(self, visit: Visit, payment_id: UUID) -> bool:
        """Whether what the transfer was for can be paid anew."""
        if visit.scope is None or visit.citizen_id is None or visit.municipality is None:
            return False
        async with services().database.transaction(visit.scope) as session:
            items = await items_of(session, payment_id)
            if claim_id := next((item.claim_id for item in items if item.claim_id), None):
                return await is_owed(session, claim_id)
            found = await basket(session, visit.citizen_id, visit.municipality.slug)
        waiting = {item.application_id for item in found.items}
        return any(item.application_id in waiting for item in items)

    def _tell(self, view: TransferView) -> None:
        self.of_case = view.of_case
        self.phase = "waiting" if view.status.is_open else view.status.value
        self.recipient, self.bic = view.recipient, view.bic
        self.iban, self.kassenzeichen = group_iban(view.iban), view.kassenzeichen
        self.amount = format_euro(view.missing_cents)
        self.received = format_euro(view.received_cents) if view.received_cents else ""
        self.until = long_date(view.until)
        self.code_path, self.code_box = view.code.path, view.code.view_box
