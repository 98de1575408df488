"""The basket: what is about to be sent and paid, also for several authorities at a time."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from portal.applications import Returned, basket, change_again, return_outdated, returned_items
from portal.applications.basket import BasketItem
from portal.catalogue import service_by_slug
from portal.catalogue.translation import said_by
from portal.errors import NotFound, PortalError
from portal.municipalities import municipality_by_slug
from portal.payments.queries import being_paid
from portal.payments.tables import Payment
from portal.shared.language import N_, _, spoken
from portal.shared.money import format_euro
from portal.web.citizen.checkout.parts import PartLine, part_lines, parts_list
from portal.web.citizen.chrome import header
from portal.web.citizen.translation import in_our_words, title_in_our_words
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import primary_link, secondary_link, text_button
from portal.web.components.empty import empty_state, skeleton
from portal.web.components.links import internal_link
from portal.web.components.page import breadcrumbs, citizen_page
from portal.web.components.review import basket_line, basket_list, total
from portal.web.guards import internal, public
from portal.web.language import localized
from portal.web.live import watch
from portal.web.logs import note_refusal
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.drafts import give_up_application
from portal.workflow.payment_parts import left_to_pay, standing_of_parts
from portal.workflow.payments import result_path
from portal.workflow.transfers import transfer_path


@dataclass(frozen=True)
class Line:
    """One application in the basket, in words.

    `being_paid` says that money is on its way for it, `href` leads to that payment.
    """

    application_id: str
    title: str
    town: str
    fees: list[str]
    amount: str
    being_paid: str = ""
    href: str = ""


@dataclass(frozen=True)
class ReturnedItem:
    """An item that is a draft again because its form or its fee changed."""

    title: str
    why: str
    href: str


class Basket(rx.State):
    """The basket of this account on this host."""

    lines: list[Line] = []
    parts: list[PartLine] = []
    total_amount: str = ""
    to_pay: bool = False
    returned: list[ReturnedItem] = []
    refusal: str = ""
    ready: bool = False

    @rx.event
    @public
    async def load(self) -> None:
        """Show what lies in the basket; for somebody not signed in nothing does."""
        visit = await visit_of(self)
        self.refusal = ""
        if visit.citizen_id:  # before the look: nothing is missed in between
            watch(self, Basket.refresh, f"account:{visit.citizen_id}")
        await self._show(visit)

    @rx.event
    @internal
    async def refresh(self) -> None:
        """Something was put in or taken out elsewhere."""
        await self._show(await visit_of(self))

    @rx.event
    @public
    async def change(self, application_id: str) -> rx.event.EventSpec | None:
        """ "ändern": it becomes a draft again and is opened."""
        visit = await visit_of(self)
        if visit.scope is None or visit.municipality is None:
            return None
        try:
            async with services().database.transaction(visit.scope) as session:
                draft = await change_again(session, UUID(application_id))
        except (PortalError, ValueError) as fault:
            self._refuse("change of a basket's item", fault)
            return None
        elsewhere = draft.municipality != visit.municipality.slug
        at = f"&bei={draft.municipality}" if elsewhere else ""
        return rx.redirect(localized(f"/antrag/{draft.service}/?schritt=pruefen{at}"))

    @rx.event
    @public
    async def remove(self, application_id: str) -> None:
        """ "entfernen": the application is given up."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        try:
            await give_up_application(services(), visit.scope, UUID(application_id))
        except (PortalError, ValueError) as fault:
            self._refuse("removal of a basket's item", fault)
        await self._show(visit)

    def _refuse(self, what: str, fault: Exception) -> None:
        note_refusal(what, fault)
        self.refusal = fault.message if isinstance(fault, PortalError) else _(NotFound.message)

    async def _show(self, visit: Visit) -> None:
        self.lines, self.total_amount, self.returned, self.to_pay = [], "", [], False
        self.parts = []
        if visit.citizen_id and visit.scope and visit.municipality:
            here = visit.municipality.slug
            async with services().database.transaction(visit.scope) as session:
                await return_outdated(session, visit.citizen_id, here)
                returned = await returned_items(session, visit.citizen_id, here)
                content = await basket(session, visit.citizen_id, here)
                under_way = await being_paid(session, visit.citizen_id)
                left = await left_to_pay(session, visit.citizen_id, here)
                parts = await standing_of_parts(session, visit.citizen_id, left, "")
            self.returned = [returned_item(item, here) for item in returned]
            self.lines = [
                line_of(item, under_way.get(item.application_id)) for item in content.items
            ]
            self.parts = part_lines(parts) if not left.is_empty else []
            self.total_amount, self.to_pay = format_euro(left.total_cents), not left.is_empty
        self.ready = True


def line_of(item: BasketItem, payment: Payment | None = None) -> Line:
    """An item of the basket in words, and the payment whose money is on its way for it."""
    town = municipality_by_slug(item.municipality)
    words = [
        f"{said_by(town, line.label, spoken())}: {format_euro(line.total_cents)}"
        for line in item.lines
    ]
    is_transfer = payment is not None and payment.method == "transfer"
    path = transfer_path if is_transfer else result_path
    return Line(
        application_id=str(item.application_id),
        title=title_in_our_words(item.service, item.title),
        town=item.municipality_name,
        fees=words,
        amount=format_euro(item.total_cents),
        being_paid=_(_UNDER_WAY[is_transfer]) if payment else "",
        href=localized(path(payment.id)) if payment else "",
    )


def returned_item(item: Returned, here: str) -> ReturnedItem:
    """In words, with the way to the draft."""
    at = "" if item.municipality == here else f"?bei={item.municipality}"
    return ReturnedItem(
        in_our_words(service_by_slug(item.service)).title,
        _(_WHY[item.why]) + _amounts(item),
        localized(f"/antrag/{item.service}/{at}"),
    )


def _amounts(item: Returned) -> str:
    """ " Bisher 15,00 €, jetzt 17,00 €."; "" where it costs the same or nobody can tell yet."""
    if item.old_cents is None or item.new_cents is None or item.old_cents == item.new_cents:
        return ""
    words = _("Bisher {old}, jetzt {new}.")
    return " " + words.format(old=format_euro(item.old_cents), new=format_euro(item.new_cents))


_UNDER_WAY = {
    True: N_("Wir warten auf Ihre Überweisung."),
    False: N_("Ihre Zahlung wird geprüft."),
}
_WHY = {
    "form": N_("Das Formular wurde inzwischen geändert."),
    "fee": N_("Die Gebühr hat sich inzwischen geändert."),
    "gone": N_("Diese Leistung gibt es hier zurzeit nicht online."),
}


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        rx.el.h1(_("Warenkorb")),
        refusal(Basket.refusal),
        rx.cond(Basket.returned.length() > 0, _returned()),
        rx.cond(
            Basket.ready,
            rx.cond(Basket.lines.length() > 0, _full(), _empty()),
            skeleton(4),
        ),
        tab="Warenkorb",
        header=header(),
        breadcrumb=breadcrumbs((_("Start"), "/"), here=_("Warenkorb")),
    )


def _returned() -> rx.Component:
    return alert(
        _("Bitte prüfen Sie noch einmal, was Sie schon in den Warenkorb gelegt hatten."),
        rx.el.ul(
            rx.foreach(
                Basket.returned,
                lambda item: rx.el.li(internal_link(item.title, href=item.href), ": ", item.why),
            )
        ),
        rx.el.p(_("Ihre Angaben sind noch da. Bezahlt haben Sie dafür noch nichts.")),
        tone="warning",
    )


def _full() -> rx.Component:
    return rx.el.div(
        basket_list(rx.foreach(Basket.lines, _line)),
        rx.cond(Basket.to_pay, total(Basket.total_amount)),
        parts_list(Basket.parts),
        rx.el.div(
            rx.cond(Basket.to_pay, primary_link(_("Zur Kasse"), "/kasse/")),
            secondary_link(_("Weitere Leistung wählen"), "/leistungen/"),
            class_name="bar",
        ),
        class_name="narrow",
    )


def _line(line: rx.Var[Line]) -> rx.Component:
    name = rx.el.span(": ", line.title, class_name="kern-sr-only")
    links = rx.fragment(
        text_button(_("ändern"), name, on_click=Basket.change(line.application_id)),
        text_button(_("entfernen"), name, on_click=Basket.remove(line.application_id)),
    )
    payment = rx.fragment(
        rx.el.span(line.being_paid), internal_link(_("Zur Zahlung"), name, href=line.href)
    )
    return basket_line(
        line.title,
        line.town,
        line.fees,
        line.amount,
        rx.cond(line.being_paid != "", payment, links),
    )


def _empty() -> rx.Component:
    return empty_state(
        _("Ihr Warenkorb ist leer."),
        _(
            "Wählen Sie eine Leistung und füllen Sie das Formular aus. Angefangene Anträge finden "
            "Sie unter „Mein Konto“."
        ),
        drawing="basket",
        actions=(
            primary_link(_("Leistung wählen"), "/leistungen/"),
            secondary_link(_("Mein Konto"), "/konto/"),
        ),
    )
