"""The checkout: how to pay, and the explicit "kostenpflichtig absenden" (OZG § 9a).

With `?forderung=<id>` it is a claim on an open case that is paid, instead of the basket.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.applications import Basket, return_outdated
from portal.cases.of_payment import reference_of_claim
from portal.errors import NotFound, PortalError
from portal.payments.agreed import fingerprint
from portal.payments.methods import TRANSFER
from portal.payments.parts import parts_of, ways_to_pay
from portal.shared.language import N_, _
from portal.shared.money import format_euro
from portal.web.citizen.checkout.basket import Line, line_of
from portal.web.citizen.checkout.changes import Change, Seen, changes, seen_of
from portal.web.citizen.checkout.parts import PartLine, part_lines
from portal.web.guards import citizens
from portal.web.language import localized
from portal.web.logs import note_refusal
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.web.tenancy import origin_of
from portal.workflow.payment_parts import BasketChanged, standing_of_parts
from portal.workflow.payments import start_payment, to_pay

_HINTS = {
    "paypal": N_("Sie werden zu PayPal weitergeleitet."),
    "card": N_("Visa, Mastercard und andere. Ihre Kartendaten erfahren wir nicht."),
    "sepa": N_("Abbuchung von Ihrem Konto in den nächsten Tagen."),
    "transfer": N_("Sie überweisen selbst; der Antrag beginnt, sobald das Geld da ist."),
}


@dataclass(frozen=True)
class Method:
    """A way to pay, as a choice."""

    key: str
    label: str
    hint: str


class Checkout(rx.State):
    """What is to pay and how it can be paid here."""

    lines: list[Line] = []
    total_amount: str = ""
    methods: list[Method] = []
    parts: list[PartLine] = []
    changes: list[Change] = []
    seen: str = ""
    is_free: bool = False
    errors: list[tuple[str, str]] = []
    refusal: str = ""
    leave_to: str = ""
    of_case: bool = False
    case: str = ""
    ready: bool = False
    _claim: str = ""
    _attempt_key: str = ""
    _shown: list[Seen] = []

    @rx.event
    @citizens
    async def load(self) -> rx.event.EventSpec | None:
        """Show basket and ways to pay; an empty basket leads back to its page."""
        visit = await visit_of(self)
        if visit.citizen_id is None or visit.scope is None or visit.municipality is None:
            return None
        self._claim = self.router.url.query_parameters.get("forderung", "")
        self.of_case, self.lines, self.methods = self._claim != "", [], []
        self.errors, self.refusal, self.leave_to, self.changes = [], "", "", []
        self.case = ""
        try:
            returned, content = await self._find(visit)
        except PortalError as fault:
            note_refusal("checkout", fault)
            self.refusal, self.ready = fault.message, True
            return None
        if returned or content.is_empty:
            return _to_the_basket()
        await self._show(visit, content)
        self.ready = True
        self._attempt_key = secrets.token_urlsafe(16)
        return None

    @rx.event
    @citizens
    async def send(self, form_data: FormData) -> rx.event.EventSpec | None:
        """ "Kostenpflichtig absenden": one payment per page shown, however often it is tapped.

        What the form says was seen is what is paid, or nothing: state may be newer than the page.
        """
        visit = await visit_of(self)
        method, seen = (str(form_data.get(name, "")) for name in ("zahlungsart", "gesehen"))
        if visit.citizen_id is None or visit.municipality is None or not self._attempt_key:
            return _to_the_basket()
        self.errors, self.refusal = [], ""
        try:
            returned, content = await self._find(visit)
            if returned:
                return _to_the_basket()
            if not self.is_free and method not in {way.key for way in self.methods}:
                self.errors = [("zahlungsart-0", _("Bitte wählen Sie, wie Sie bezahlen möchten."))]
                return None
            self.leave_to = await self._start(visit, method, seen)
            self.changes, self.ready = [], False  # who comes back sees what is true then
        except BasketChanged as fault:
            if content.is_empty:
                return _to_the_basket()
            # The second click of two is told the same as the first: nothing changed in between.
            self.refusal, found = fault.message, changes(self._shown, content)
            self.changes = found or self.changes
            await self._show(visit, content)
        except PortalError as fault:
            note_refusal("payment", fault)
            self.refusal = fault.message
        return None

    async def _start(self, visit: Visit, method: str, seen: str) -> str:
        """Where the browser goes to pay. Raises PortalError."""
        assert visit.citizen_id is not None and visit.municipality is not None
        started = await start_payment(
            services(),
            account_id=visit.citizen_id,
            host_municipality=visit.municipality.slug,
            method=method,
            attempt_key=self._attempt_key,
            origin=origin_of(visit.host),
            claim_id=_claim_id(self._claim),
            confirmed=seen,
            as_page=localized,
        )
        return started.redirect_url

    async def _show(self, visit: Visit, content: Basket) -> None:
        assert visit.citizen_id is not None and visit.municipality is not None
        self.lines = [line_of(item) for item in content.items]
        self.total_amount, self.is_free = format_euro(content.total_cents), not content.total_cents
        self._shown, self.seen = seen_of(content), fingerprint(content)
        claim_id = _claim_id(self._claim)
        async with services().database.transaction(visit.scope) as session:
            if claim_id:
                self.case = await reference_of_claim(session, visit.citizen_id, claim_id)
            parts = await standing_of_parts(session, visit.citizen_id, content, "")
        self.parts = [] if self.of_case else part_lines(parts)
        self.methods = _methods(content)

    async def _find(self, visit: Visit) -> tuple[bool, Basket]:
        """What is to pay, and whether something of the basket went back to the drafts. Raises
        NotFound, NothingToPay."""
        if visit.citizen_id is None or visit.scope is None or visit.municipality is None:
            raise NotFound
        citizen, here, claim_id = visit.citizen_id, visit.municipality.slug, _claim_id(self._claim)
        async with services().database.transaction(visit.scope) as session:
            returned = () if claim_id else await return_outdated(session, citizen, here)
            return bool(returned), await to_pay(session, citizen, here, claim_id)


def _to_the_basket() -> rx.event.EventSpec:
    """In place of this page, so that "back" does not lead into the same redirection again."""
    return rx.redirect(localized("/warenkorb/"), replace=True)


def _claim_id(written: str) -> UUID | None:
    """None for the basket. Raises NotFound for what is no id."""
    try:
        return UUID(written) if written else None
    except ValueError:
        raise NotFound(_("Diese Forderung haben wir nicht gefunden.")) from None


def _methods(content: Basket) -> list[Method]:
    """What those who are paid next accept."""
    ways = ways_to_pay(content.items, services().providers)
    return [Method(way.key, _(way.label), _hint(way.key, content)) for way in ways]


def _hint(method: str, content: Basket) -> str:
    if method == TRANSFER and any(item.claim_id for item in content.items):
        return _("Sie überweisen selbst; wir machen weiter, sobald das Geld da ist.")
    parts = parts_of(content.items, method)
    if method != TRANSFER or len(parts) < 2:
        return _(_HINTS[method])
    words = _("{number} Überweisungen nacheinander, zuerst {amount} an: {name}.")
    first = parts[0]
    return words.format(number=len(parts), amount=format_euro(first.total_cents), name=first.names)
