"""Money that arrived by bank transfer: entered here, and decided where it does not fit."""

from collections.abc import Awaitable
from dataclasses import dataclass
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.errors import InvalidField, InvalidInput, PortalError
from portal.shared.clock import day_in_words, today
from portal.shared.money import format_euro
from portal.web.form_data import texts_of
from portal.web.guards import internal, staff
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow import treasury_entry
from portal.workflow.treasury_entry import Line


@dataclass(frozen=True)
class Item:
    """A line of a list: its key, what is to be said, and a hint."""

    key: str
    words: str
    hint: str


class Arrivals(rx.State):
    """What waits for the treasury here."""

    unclear: list[Item] = []
    unlike: list[Item] = []
    refunds: list[Item] = []
    kassenzeichen: str = ""
    amount: str = ""
    day: str = ""
    bank_reference: str = ""
    wrong: dict[str, str] = {}
    doubted: str = ""
    refusal: str = ""
    success: str = ""
    drawing: int = 0
    allowed: bool = False
    ready: bool = False

    @rx.event
    @staff
    async def load(self) -> None:
        """An empty form, and the lists."""
        self.refusal, self.success, self.wrong = "", "", {}
        self._clear()
        visit = await visit_of(self)
        if visit.municipality:
            watch(self, Arrivals.refresh, f"arrivals:{visit.municipality.slug}")
        await self._list()
        self.ready = True

    @rx.event
    @internal
    async def refresh(self) -> None:
        """A colleague entered or decided something."""
        await self._list()

    @rx.event
    @staff
    async def enter(self, form_data: FormData) -> None:
        """ "Eingang buchen": what was typed stays where it is refused."""
        typed = texts_of(form_data)
        self.kassenzeichen, self.amount = _text(typed, "kassenzeichen"), _text(typed, "betrag")
        self.day, self.bank_reference = _text(typed, "tag"), _text(typed, "referenz")
        is_sure = self.doubted != "" and self.doubted == self.kassenzeichen
        line = Line(self.kassenzeichen, self.amount, self.day, self.bank_reference, is_sure)
        visit = await visit_of(self)
        if visit.scope is None:
            return
        if await self._tell(treasury_entry.enter_arrival(services(), visit.scope, line)):
            self._clear()
        elif "kassenzeichen" in self.wrong:
            self.doubted = self.kassenzeichen

    @rx.event
    @staff
    async def assign(self, form_data: FormData) -> None:
        """ "Zuordnen": the Kassenzeichen that was meant."""
        typed = texts_of(form_data)
        visit, booking = await visit_of(self), _id(_text(typed, "eingang"))
        if visit.scope is None or booking is None:
            return
        meant = _text(typed, "zuordnen")
        deed = treasury_entry.assign_arrival(services(), visit.scope, booking, meant)
        await self._tell(deed, field=str(booking))

    @rx.event
    @staff
    async def send_back(self, key: str) -> None:
        """An unclear booking was transferred back."""
        visit, booking = await visit_of(self), _id(key)
        if visit.scope and booking:
            await self._tell(treasury_entry.send_arrival_back(services(), visit.scope, booking))

    @rx.event
    @staff
    async def return_rest(self, key: str) -> None:
        """A surplus or a part was transferred back."""
        visit = await visit_of(self)
        kassenzeichen, _, cents = key.partition(" ")
        if visit.scope and cents.isdecimal() and cents.isascii() and len(cents) < 10:
            deed = treasury_entry.return_rest(services(), visit.scope, kassenzeichen, int(cents))
            await self._tell(deed)

    @rx.event
    @staff
    async def transferred(self, key: str) -> None:
        """An ordered refund was transferred."""
        visit = await visit_of(self)
        if visit.scope:
            await self._tell(treasury_entry.transferred_back(services(), visit.scope, key))

    async def _tell(self, deed: Awaitable[str | None], field: str = "") -> bool:
        """What became of it; a fault in what was typed stands at its field, or at `field`."""
        self.refusal, self.success, self.wrong = "", "", {}
        try:
            self.success = await deed or "Vermerkt: zurücküberwiesen."
        except InvalidInput as fault:
            at = fault.field if isinstance(fault, InvalidField) else field
            self.wrong = {at: fault.message} if at else {}
            self.refusal = "Bitte prüfen Sie die markierte Angabe." if at else fault.message
        except PortalError as fault:
            self.refusal = fault.message
        await self._list()
        return self.refusal == ""

    def _clear(self) -> None:
        self.kassenzeichen, self.amount, self.bank_reference, self.doubted = "", "", "", ""
        self.day = today().isoformat()
        self.drawing += 1

    async def _list(self) -> None:
        visit = await visit_of(self)
        if visit.scope is None:
            return
        try:
            found = await treasury_entry.arrivals(services(), visit.scope)
        except PortalError as fault:
            self.refusal, self.allowed = fault.message, False
            self.unclear, self.unlike, self.refunds = [], [], []
            return
        self.allowed = True
        self.unclear = [
            Item(
                str(one.id),
                f"{format_euro(one.amount_cents)} unter „{one.kassenzeichen}“",
                f"{day_in_words(one.booked_on)} · Referenz der Bank {one.bank_reference}",
            )
            for one in found.unclear
        ]
        self.unlike = [_unlike(one) for one in found.unlike]
        self.refunds = [
            Item(one.key, format_euro(one.amount_cents), f"Kassenzeichen {one.kassenzeichen}")
            for one in found.refunds
        ]


def _unlike(one: treasury_entry.Unlike) -> Item:
    rest = one.received_cents - one.ordered_cents
    words = f"{format_euro(rest)} zu viel" if rest > 0 else f"{format_euro(-rest)} fehlen noch"
    came = f"{format_euro(one.received_cents)} von {format_euro(one.ordered_cents)}"
    return Item(
        f"{one.kassenzeichen} {one.received_cents}",
        words,
        f"Kassenzeichen {one.kassenzeichen} · {came}",
    )


def _text(typed: dict[str, str | list[str]], name: str) -> str:
    return str(typed.get(name, ""))[:200]


def _id(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
