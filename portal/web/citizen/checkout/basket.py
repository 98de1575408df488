"""The basket: what is about to be sent and paid, also for several authorities at a time."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from portal.applications import Returned, basket, change_again, return_outdated, returned_items
from portal.applications.basket import BasketItem
from portal.catalogue import service_by_slug
from portal.catalogue.translation import said_by
from portal.errors import PortalError
from portal.municipalities import municipality_by_slug
from portal.shared.language import N_, _, spoken
from portal.shared.money import format_euro
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
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.drafts import give_up_application


@dataclass(frozen=True)
class Line:
    """One application in the basket, in words."""

    application_id: str
    title: str
    detail: str
    amount: str


@dataclass(frozen=True)
class ReturnedItem:
    """An item that is a draft again because its form or its fee changed."""

    title: str
    why: str
    href: str


class Basket(rx.State):
    """The basket of this account on this host."""

    lines: list[Line] = []
    total_amount: str = ""
    returned: list[ReturnedItem] = []
    refusal: str = ""
    ready: bool = False

    @rx.event
    @public
    async def load(self) -> None:
        """Show what lies in the basket; for somebody not signed in nothing does."""
        visit = await visit_of(self)
        self.refusal = ""
        await self._show(visit)
        if visit.citizen_id:
            watch(self, Basket.refresh, f"account:{visit.citizen_id}")

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
            self._refuse(fault)
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
            self._refuse(fault)
        await self._show(visit)

    def _refuse(self, fault: Exception) -> None:
        self.refusal = fault.message if isinstance(fault, PortalError) else ""

    async def _show(self, visit: Visit) -> None:
        self.lines, self.total_amount, self.returned = [], "", []
        if visit.citizen_id and visit.scope and visit.municipality:
            here = visit.municipality.slug
            async with services().database.transaction(visit.scope) as session:
                await return_outdated(session, visit.citizen_id, here)
                returned = await returned_items(session, visit.citizen_id, here)
                content = await basket(session, visit.citizen_id, here)
            self.returned = [returned_item(item, here) for item in returned]
            self.lines = [line_of(item) for item in content.items]
            self.total_amount = format_euro(content.total_cents)
        self.ready = True


def line_of(item: BasketItem) -> Line:
    """An item of the basket in words."""
    town = municipality_by_slug(item.municipality)
    words = [
        f"{said_by(town, line.label, spoken())}: {format_euro(line.total_cents)}"
        for line in item.lines
    ]
    detail = " · ".join([item.municipality_name, *words])
    return Line(
        str(item.application_id),
        title_in_our_words(item.service, item.title),
        detail,
        format_euro(item.total_cents),
    )


def returned_item(item: Returned, here: str) -> ReturnedItem:
    """In words, with the way to the draft."""
    at = "" if item.municipality == here else f"?bei={item.municipality}"
    return ReturnedItem(
        in_our_words(service_by_slug(item.service)).title,
        _(_WHY[item.why]),
        localized(f"/antrag/{item.service}/{at}"),
    )


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
        total(Basket.total_amount),
        rx.el.div(
            primary_link(_("Zur Kasse"), "/kasse/"),
            secondary_link(_("Weitere Leistung wählen"), "/leistungen/"),
            class_name="bar",
        ),
        class_name="narrow",
    )


def _line(line: rx.Var[Line]) -> rx.Component:
    name = rx.el.span(": ", line.title, class_name="kern-sr-only")
    return basket_line(
        line.title,
        line.detail,
        line.amount,
        text_button(_("ändern"), name, on_click=Basket.change(line.application_id)),
        text_button(_("entfernen"), name, on_click=Basket.remove(line.application_id)),
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
