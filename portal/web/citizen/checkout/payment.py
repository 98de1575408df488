"""The checkout: how to pay, and the explicit "kostenpflichtig absenden" (OZG § 9a)."""

import secrets
from dataclasses import dataclass

import reflex as rx
from reflex_base.utils.form import FormData

from portal.applications import Basket, basket, return_outdated
from portal.errors import PortalError
from portal.municipalities import Municipality
from portal.payments.methods import account_to_pay_to, offered_methods
from portal.shared.language import N_, _
from portal.shared.money import format_euro
from portal.web.citizen.checkout.basket import Line, line_of
from portal.web.citizen.chrome import header
from portal.web.components.alerts import refusal
from portal.web.components.buttons import button_bar, primary_button, secondary_link
from portal.web.components.choices import choice_card, choice_fieldset
from portal.web.components.empty import skeleton
from portal.web.components.error_summary import error_summary
from portal.web.components.links import leaving_link
from portal.web.components.page import breadcrumbs, citizen_page
from portal.web.components.review import basket_line, basket_list, total
from portal.web.guards import citizens
from portal.web.language import localized
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.web.tenancy import origin_of
from portal.workflow.payments import paid_municipalities, start_payment

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
    errors: list[tuple[str, str]] = []
    refusal: str = ""
    leave_to: str = ""
    ready: bool = False
    _attempt_key: str = ""
    _shown: list[str] = []

    @rx.event
    @citizens
    async def load(self) -> rx.event.EventSpec | None:
        """Show basket and ways to pay; an empty basket leads back to its page."""
        visit = await visit_of(self)
        if visit.citizen_id is None or visit.scope is None or visit.municipality is None:
            return None
        here = visit.municipality.slug
        async with services().database.transaction(visit.scope) as session:
            returned = await return_outdated(session, visit.citizen_id, here)
            content = await basket(session, visit.citizen_id, here)
        if returned or content.is_empty:
            return rx.redirect(localized("/warenkorb/"))
        self._show(content)
        self.methods = _methods(visit.municipality, content)
        self.errors, self.refusal, self.leave_to, self.ready = [], "", "", True
        self._attempt_key = secrets.token_urlsafe(16)
        return None

    @rx.event
    @citizens
    async def send(self, form_data: FormData) -> None:
        """ "Kostenpflichtig absenden": one payment per page shown, however often it is tapped."""
        visit = await visit_of(self)
        method = str(form_data.get("zahlungsart", ""))
        if visit.citizen_id is None or visit.municipality is None:
            return
        if method not in {way.key for way in self.methods}:
            self.errors = [("zahlungsart-0", _("Bitte wählen Sie, wie Sie bezahlen möchten."))]
            return
        self.errors = []
        if await self._has_changed(visit):
            self.refusal = _(
                "Ihr Warenkorb hat sich inzwischen geändert. Bitte prüfen Sie die Summe noch "
                "einmal und senden Sie dann ab."
            )
            return
        try:
            started = await start_payment(
                services(),
                account_id=visit.citizen_id,
                host_municipality=visit.municipality.slug,
                method=method,
                attempt_key=self._attempt_key or secrets.token_urlsafe(16),
                origin=origin_of(visit.host),
            )
        except PortalError as fault:
            self.refusal = fault.message
            return
        self.leave_to = started.redirect_url

    def _show(self, content: Basket) -> None:
        self.lines = [line_of(item) for item in content.items]
        self.total_amount = format_euro(content.total_cents)
        self._shown = [str(item.submission_id) for item in content.items]

    async def _has_changed(self, visit: Visit) -> bool:
        """Nobody pays another sum than the one shown; the new one is shown at once."""
        if visit.citizen_id is None or visit.scope is None or visit.municipality is None:
            return True
        async with services().database.transaction(visit.scope) as session:
            returned = await return_outdated(session, visit.citizen_id, visit.municipality.slug)
            content = await basket(session, visit.citizen_id, visit.municipality.slug)
        before = self._shown
        if content.is_empty and not returned:
            return False
        self._show(content)
        return before != self._shown


def _methods(here: Municipality, content: Basket) -> list[Method]:
    """What this portal accepts; a transfer wherever there is one account to transfer to."""
    accepted = {*here.payment_methods} - {"transfer"}
    if account_to_pay_to(paid_municipalities(content)):
        accepted.add("transfer")
    return [
        Method(way.key, _(way.label), _(_HINTS[way.key]))
        for way in offered_methods(services().providers)
        if way.key in accepted
    ]


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        rx.el.h1(_("Kasse")),
        rx.cond(Checkout.ready, _checkout(), skeleton(5)),
        tab="Warenkorb",
        header=header(),
        breadcrumb=breadcrumbs((_("Warenkorb"), "/warenkorb/"), here=_("Kasse")),
    )


def _checkout() -> rx.Component:
    return rx.el.form(
        error_summary(Checkout.errors),
        refusal(Checkout.refusal),
        basket_list(
            rx.foreach(
                Checkout.lines, lambda line: basket_line(line.title, line.detail, line.amount)
            )
        ),
        total(Checkout.total_amount),
        choice_fieldset(_("Zahlungsart"), rx.foreach(Checkout.methods, _method), class_name="pay"),
        rx.el.p(
            _(
                "Mit dem Absenden stellen Sie die Anträge verbindlich. Die Gebühr wird fällig, "
                "auch wenn die Bearbeitung noch dauert."
            ),
            class_name="hint",
        ),
        button_bar(
            primary_button(_("Kostenpflichtig absenden"), type="submit"),
            secondary_link(_("Zurück zum Warenkorb"), "/warenkorb/"),
        ),
        leaving_link(_("Weiter zur Zahlung"), href=Checkout.leave_to),
        on_submit=Checkout.send,
        action="/antrag/ohne-skript",
        method="post",
        no_validate=True,
        class_name="narrow",
    )


def _method(method: rx.Var[Method], index: int) -> rx.Component:
    identity = f"zahlungsart-{index}"
    return choice_card("zahlungsart", method.key, method.label, identity, hint=method.hint)
