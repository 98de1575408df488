"""The checkout: how to pay, and the explicit "kostenpflichtig absenden" (OZG § 9a).

With `?forderung=<id>` it is a claim on an open case that is paid, instead of the basket.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.applications import Basket, return_outdated
from portal.errors import NotFound, PortalError
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
from portal.workflow.payments import paid_municipalities, start_payment, to_pay

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
    of_case: bool = False
    ready: bool = False
    _claim: str = ""
    _attempt_key: str = ""
    _shown: list[str] = []

    @rx.event
    @citizens
    async def load(self) -> rx.event.EventSpec | None:
        """Show basket and ways to pay; an empty basket leads back to its page."""
        visit = await visit_of(self)
        if visit.citizen_id is None or visit.scope is None or visit.municipality is None:
            return None
        self._claim = self.router.url.query_parameters.get("forderung", "")
        self.of_case, self.lines, self.methods = self._claim != "", [], []
        self.errors, self.refusal, self.leave_to = [], "", ""
        try:
            returned, content = await self._find(visit)
        except PortalError as fault:
            self.refusal, self.ready = fault.message, True
            return None
        if returned or content.is_empty:
            return rx.redirect(localized("/warenkorb/"))
        self._show(content)
        self.methods = _methods(visit.municipality, content)
        self.ready = True
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
        try:
            has_changed = await self._has_changed(visit)
        except PortalError as fault:
            self.refusal = fault.message
            return
        if has_changed:
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
                claim_id=_claim_id(self._claim),
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
        returned, content = await self._find(visit)
        before = self._shown
        if content.is_empty and not returned:
            return False
        self._show(content)
        return before != self._shown

    async def _find(self, visit: Visit) -> tuple[bool, Basket]:
        """What is to pay, and whether something of the basket went back to the drafts. Raises
        NotFound, NothingToPay."""
        if visit.citizen_id is None or visit.scope is None or visit.municipality is None:
            raise NotFound
        citizen, here, claim_id = visit.citizen_id, visit.municipality.slug, _claim_id(self._claim)
        async with services().database.transaction(visit.scope) as session:
            returned = () if claim_id else await return_outdated(session, citizen, here)
            return bool(returned), await to_pay(session, citizen, here, claim_id)


def _claim_id(written: str) -> UUID | None:
    """None for the basket. Raises NotFound for what is no id."""
    try:
        return UUID(written) if written else None
    except ValueError:
        raise NotFound(_("Diese Forderung haben wir nicht gefunden.")) from None


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
        rx.cond(
            Checkout.ready,
            rx.cond(Checkout.lines.length() > 0, _checkout(), _nothing_to_pay()),
            skeleton(5),
        ),
        tab="Warenkorb",
        header=header(),
        breadcrumb=breadcrumbs((_("Warenkorb"), "/warenkorb/"), here=_("Kasse")),
    )


def _nothing_to_pay() -> rx.Component:
    return rx.el.div(
        refusal(Checkout.refusal),
        rx.el.div(secondary_link(_("Meine Vorgänge"), "/vorgaenge/"), class_name="bar"),
        class_name="narrow",
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
        rx.cond(Checkout.of_case, _pay_claim(), _send_basket()),
        leaving_link(_("Weiter zur Zahlung"), href=Checkout.leave_to),
        on_submit=Checkout.send,
        action="/antrag/ohne-skript",
        method="post",
        no_validate=True,
        class_name="narrow",
    )


def _send_basket() -> rx.Component:
    return rx.fragment(
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
    )


def _pay_claim() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            _("Sobald das Geld da ist, bearbeiten wir Ihren Antrag weiter."), class_name="hint"
        ),
        button_bar(
            primary_button(_("Jetzt bezahlen"), type="submit"),
            secondary_link(_("Meine Vorgänge"), "/vorgaenge/"),
        ),
    )


def _method(method: rx.Var[Method], index: int) -> rx.Component:
    identity = f"zahlungsart-{index}"
    return choice_card("zahlungsart", method.key, method.label, identity, hint=method.hint)
