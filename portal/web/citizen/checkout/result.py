"""The result of a payment, in words; a page that waits moves on by itself."""

from uuid import UUID

import reflex as rx
from sqlalchemy.ext.asyncio import AsyncSession

from portal.cases.of_payment import references_of_payment
from portal.errors import PortalError
from portal.payments.queries import settled_cents
from portal.shared.language import _
from portal.shared.money import format_euro
from portal.web.citizen.checkout.parts import PartLine, next_payment, part_lines, parts_list, tab_of
from portal.web.citizen.chrome import header
from portal.web.components.alerts import alert
from portal.web.components.buttons import primary_link, secondary_link
from portal.web.components.empty import skeleton
from portal.web.components.errors import not_found
from portal.web.components.links import document_link, internal_link
from portal.web.components.page import citizen_page
from portal.web.guards import citizens, internal
from portal.web.language import localized
from portal.web.live import watch
from portal.web.logs import note_refusal
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.payment_answers import PaymentResult, cancel_payment, query_payment
from portal.workflow.payment_parts import PartStanding, left_to_pay, standing_of_parts
from portal.workflow.transfers import transfer_path


class Result(rx.State):
    """How one payment ended, or that it is still being checked."""

    heading: str = ""
    text: str = ""
    amount: str = ""
    may_try_again: bool = False
    waiting: bool = False
    by_transfer: bool = False
    surplus: bool = False
    references: list[str] = []
    parts: list[PartLine] = []
    next_payment: str = ""
    rest: str = ""
    payment: str = ""
    receipt: str = ""
    try_again_at: str = ""
    of_case: bool = False
    ready: bool = False
    missing: bool = False

    @rx.event
    @citizens
    async def load(self) -> rx.event.EventSpec | None:
        """Ask the provider itself, never the address the browser came back with."""
        visit = await visit_of(self)
        canceled = self.router.url.query_parameters.get("abgebrochen", "") == "1"
        payment_id = self._payment_id()
        if payment_id and visit.citizen_id:  # before the look: nothing is missed in between
            subjects = f"payment:{payment_id}", f"account:{visit.citizen_id}"
            watch(self, Result.refresh, *subjects)
        await self._show(visit, canceled)
        if payment_id and self.waiting and self.by_transfer:
            return rx.redirect(localized(transfer_path(payment_id)), replace=True)
        return None

    @rx.event
    @internal
    async def refresh(self) -> None:
        """The payment moved on, or its case was opened."""
        await self._show(await visit_of(self), False)

    def _address_part(self) -> str:
        return self.router.url.path.strip("/").split("/")[-1]

    def _payment_id(self) -> UUID | None:
        try:
            return UUID(self._address_part())
        except ValueError:
            return None

    async def _show(self, visit: Visit, canceled: bool) -> None:
        payment_id = self._payment_id()
        self.ready, self.missing = True, payment_id is None or visit.citizen_id is None
        self.waiting = False
        self.payment = self._address_part()
        if payment_id is None or visit.citizen_id is None or visit.scope is None:
            return
        ask = cancel_payment if canceled else query_payment
        try:
            result = await ask(services(), visit.citizen_id, payment_id)
            async with services().database.transaction(visit.scope) as session:
                references = await references_of_payment(session, visit.citizen_id, payment_id)
                settled = await settled_cents(session, payment_id)
                parts = await _parts(session, visit, result)
        except PortalError as fault:
            note_refusal("result of a payment", fault)
            self.missing = True
            return
        self._tell(result)
        self.references = list(references)
        self._tell_parts(result, parts)
        if settled:
            self.receipt = f"/kasse/quittung/{payment_id}.pdf"

    def _tell(self, result: PaymentResult) -> None:
        self.heading, self.text = _(result.words.heading), _(result.words.text)
        self.may_try_again, self.waiting = result.words.may_try_again, result.is_open
        self.by_transfer = result.method == "transfer"
        self.surplus = result.is_surplus and not result.pays_nothing
        self.receipt = ""
        self.of_case = result.claim_id is not None
        self.try_again_at = checkout_of(result.claim_id)
        paid = result.status == "paid" and result.amount_cents > 0
        self.amount = (
            _("{amount} mit {method} bezahlt").format(
                amount=format_euro(result.amount_cents), method=_(result.method_label)
            )
            if paid
            else ""
        )

    def _tell_parts(self, result: PaymentResult, parts: tuple[PartStanding, ...]) -> None:
        decided = result.status in ("paid", "pending")
        self.parts, self.rest = part_lines(parts), ""
        self.next_payment = next_payment(parts) if decided else ""
        if next_payment(parts) and parts[0].standing == "paid":
            self.rest = _(
                "Was bezahlt ist, bearbeiten wir schon. Der Rest liegt noch im Warenkorb: Wir "
                "bearbeiten ihn, sobald auch er bezahlt ist. Das geht auch später."
            )


async def _parts(
    session: AsyncSession, visit: Visit, result: PaymentResult
) -> tuple[PartStanding, ...]:
    """Where the citizen is in a series of payments; () where this one was all."""
    undecided = result.status == "created"
    if result.parts < 2 or undecided or visit.citizen_id is None or visit.municipality is None:
        return ()
    left = await left_to_pay(session, visit.citizen_id, visit.municipality.slug)
    return await standing_of_parts(session, visit.citizen_id, left, result.method)


def checkout_of(claim_id: UUID | None) -> str:
    """Where a claim is paid, or the basket."""
    return localized(f"/kasse/?forderung={claim_id}" if claim_id else "/kasse/")


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        # The tab's state may still hold another payment: nothing of that is shown.
        rx.cond(
            Result.ready & (Result.payment == rx.State.zahlung),
            rx.cond(Result.missing, not_found(), _result()),
            skeleton(4),
        ),
        tab=tab_of(Result.of_case),
        header=header(),
    )


def _result() -> rx.Component:
    return rx.el.div(
        rx.el.div(rx.el.h1(Result.heading), aria_live="polite"),
        rx.el.p(Result.text, class_name="lead"),
        rx.cond(Result.amount != "", rx.el.p(rx.el.b(Result.amount))),
        rx.cond(
            Result.surplus,
            alert(
                _("Ein Teil war schon bezahlt"),
                _("Was zu viel war, geht von selbst an Sie zurück."),
                tone="info",
            ),
        ),
        rx.cond(
            Result.references.length() > 0,
            rx.el.section(
                rx.el.h2(_("Ihre Vorgänge")),
                rx.el.ul(rx.foreach(Result.references, _reference), class_name="plain-list"),
            ),
        ),
        parts_list(Result.parts),
        rx.cond(Result.rest != "", rx.el.p(Result.rest)),
        rx.cond(
            Result.receipt != "",
            rx.el.p(document_link(_("Quittung (PDF)"), href=Result.receipt)),
        ),
        rx.cond(
            Result.may_try_again,
            rx.el.div(
                primary_link(_("Noch einmal versuchen"), Result.try_again_at),
                rx.cond(
                    Result.of_case,
                    secondary_link(_("Meine Vorgänge"), "/vorgaenge/"),
                    secondary_link(_("Zum Warenkorb"), "/warenkorb/"),
                ),
                class_name="bar",
            ),
            rx.el.div(
                rx.cond(
                    Result.next_payment != "",
                    rx.fragment(
                        primary_link(Result.next_payment, "/kasse/"),
                        secondary_link(_("Meine Vorgänge"), "/vorgaenge/"),
                    ),
                    primary_link(_("Meine Vorgänge"), "/vorgaenge/"),
                ),
                class_name="bar",
            ),
        ),
        class_name="narrow",
    )


def _reference(reference: rx.Var[str]) -> rx.Component:
    return rx.el.li(internal_link(reference, href=localized("/vorgaenge/") + reference + "/"))
