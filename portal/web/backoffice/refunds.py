"""Fees that go back: asked for here, and agreed to by a second person above the limit."""

from collections.abc import Awaitable
from dataclasses import dataclass
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.errors import InvalidInput, PortalError
from portal.payments.kassenzeichen import in_groups, is_kassenzeichen, normalised
from portal.shared.clock import moment_in_words
from portal.shared.money import format_euro
from portal.web.form_data import texts_of
from portal.web.guards import internal, staff
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow import refund_requests
from portal.workflow.refund_requests import STATUS_WORDS, RefundLine
from portal.workflow.treasury_entry import cents_of


@dataclass(frozen=True)
class Line:
    """A refund as it is shown."""

    id: str
    title: str
    facts: str
    reason: str
    status: str
    is_own: bool


class Refunds(rx.State):
    """What goes back here."""

    waiting: list[Line] = []
    others: list[Line] = []
    kassenzeichen: str = ""
    amount: str = ""
    reason: str = ""
    faults: dict[str, str] = {}
    refusal: str = ""
    success: str = ""
    drawing: int = 0
    allowed: bool = False
    ready: bool = False

    @rx.event
    @staff
    async def load(self) -> None:
        """The form, filled in with the Kassenzeichen that the address names, and the lists."""
        self._forget()
        named = str(self.router.url.query_parameters.get("kassenzeichen", ""))
        self.kassenzeichen = in_groups(normalised(named)) if is_kassenzeichen(named) else ""
        self.amount, self.reason = "", ""
        self.drawing += 1
        visit = await visit_of(self)
        if visit.municipality:
            watch(self, Refunds.refresh, f"refunds:{visit.municipality.slug}")
        await self._list()
        self.ready = True

    @rx.event
    @internal
    async def refresh(self) -> None:
        """A colleague asked or decided."""
        await self._list()

    @rx.event
    @staff
    async def ask(self, form_data: FormData) -> None:
        """ "Erstatten": what was typed stays where it is refused."""
        typed = texts_of(form_data)
        if str(typed.get("blatt", "")) != str(self.drawing):
            return  # the second click of two: its form is done with
        self.kassenzeichen = str(typed.get("kassenzeichen", ""))[:60]
        self.amount = str(typed.get("betrag", ""))[:20]
        self.reason = str(typed.get("grund", ""))[:600]
        self._forget()
        visit = await visit_of(self)
        cents = self._cents()
        if not is_kassenzeichen(self.kassenzeichen):
            self.faults["kassenzeichen"] = (
                "Das ist kein Kassenzeichen. Bitte vergleichen Sie es Zeichen für Zeichen."
            )
        if visit.scope is None or self.faults:
            return
        try:
            at_once = await refund_requests.ask_for_refund(
                services(), visit.scope, self.kassenzeichen, cents, self.reason
            )
        except InvalidInput as fault:
            self.faults[_field_of(fault.message)] = fault.message
            return
        except PortalError as fault:
            self.refusal = fault.message
            return
        self.success = (
            "Die Erstattung ist beauftragt."
            if at_once
            else "Der Betrag liegt über der Grenze: Eine zweite Person aus der Leitung entscheidet."
        )
        self.kassenzeichen, self.amount, self.reason = "", "", ""
        self.drawing += 1
        await self._list()

    @rx.event
    @staff
    async def agree(self, key: str) -> None:
        """ "Zustimmen": the second pair of eyes."""
        visit, refund = await visit_of(self), _id(key)
        if visit.scope and refund:
            deed = refund_requests.agree(services(), visit.scope, refund)
            await self._tell(deed, "Die Erstattung ist beauftragt.")

    @rx.event
    @staff
    async def decline(self, key: str) -> None:
        """ "Ablehnen" or "Zurücknehmen"."""
        visit, refund = await visit_of(self), _id(key)
        if visit.scope and refund:
            deed = refund_requests.decline(services(), visit.scope, refund)
            await self._tell(deed, "Es wird nichts erstattet.")

    async def _tell(self, deed: Awaitable[None], success: str) -> None:
        self._forget()
        try:
            await deed
            self.success = success
        except PortalError as fault:
            self.refusal = fault.message
        await self._list()

    def _cents(self) -> int:
        try:
            return cents_of(self.amount)
        except InvalidInput as fault:
            self.faults["betrag"] = fault.message
            return 0

    def _forget(self) -> None:
        self.faults = {}
        self.refusal, self.success = "", ""

    async def _list(self) -> None:
        visit = await visit_of(self)
        if visit.scope is None:
            return
        try:
            found = await refund_requests.view_refunds(services(), visit.scope)
        except PortalError as fault:
            self.refusal, self.allowed, self.waiting, self.others = fault.message, False, [], []
            return
        self.allowed = True
        self.waiting = [_line(one) for one in found if one.status == "asked"]
        self.others = [_line(one) for one in found if one.status != "asked"]


def _line(one: RefundLine) -> Line:
    return Line(
        id=str(one.id),
        title=f"{format_euro(one.amount_cents)} · Kassenzeichen {one.kassenzeichen}",
        facts=f"{one.asked_by}, {moment_in_words(one.asked_at)}",
        reason=one.reason,
        status=STATUS_WORDS[one.status],
        is_own=one.is_own,
    )


def _field_of(message: str) -> str:
    if "Kassenzeichen" in message:
        return "kassenzeichen"
    return "grund" if "Grund" in message else "betrag"


def _id(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
