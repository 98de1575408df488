"""What to transfer, in words, to copy, to scan and to print; moves on when the money is there."""

from uuid import UUID

import reflex as rx

from portal.errors import PortalError
from portal.shared.clock import long_date
from portal.shared.language import _
from portal.shared.money import format_euro
from portal.web.citizen.checkout.parts import PartLine, next_payment, part_lines, parts_list
from portal.web.citizen.checkout.payment import tab_of
from portal.web.citizen.chrome import header
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import primary_link, secondary_link, text_button
from portal.web.components.empty import skeleton
from portal.web.components.errors import not_found
from portal.web.components.page import citizen_page
from portal.web.components.qr import qr_code
from portal.web.components.scripts import script
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

    def _tell(self, view: TransferView) -> None:
        self.of_case = view.of_case
        self.phase = "waiting" if view.status.is_open else view.status.value
        self.recipient, self.bic = view.recipient, view.bic
        self.iban, self.kassenzeichen = group_iban(view.iban), view.kassenzeichen
        self.amount = format_euro(view.missing_cents)
        self.received = format_euro(view.received_cents) if view.received_cents else ""
        self.until = long_date(view.until)
        self.code_path, self.code_box = view.code.path, view.code.view_box


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        # The tab's state may still hold another payment: nothing of that is shown.
        rx.cond(
            Transfer.ready & (Transfer.payment == rx.State.zahlung),
            rx.cond(Transfer.missing, not_found(), _transfer()),
            skeleton(5),
        ),
        tab=tab_of(Transfer.of_case),
        header=header(),
    )


def _transfer() -> rx.Component:
    return rx.el.div(
        rx.match(
            Transfer.phase,
            ("waiting", _waiting()),
            ("paid", _paid()),
            _over(),
        ),
        class_name="narrow",
        aria_live="polite",
    )


def _waiting() -> rx.Component:
    return rx.fragment(
        rx.el.h1(_("Bitte überweisen Sie den Betrag")),
        refusal(Transfer.refusal),
        rx.el.p(
            rx.cond(
                Transfer.of_case,
                _("Sobald das Geld da ist, bearbeiten wir Ihren Antrag weiter."),
                _("Ihr Antrag ist vorgemerkt. Wir bearbeiten ihn, sobald Ihr Geld bei uns ist."),
            ),
            class_name="lead",
        ),
        rx.cond(
            Transfer.received != "",
            alert(
                _("Ein Teil ist angekommen"),
                rx.el.p(_("Angekommen:"), " ", rx.el.b(Transfer.received)),
                _("Unten steht, was noch fehlt."),
                tone="info",
            ),
        ),
        rx.el.section(
            rx.el.h2(_("Ihre Überweisung")),
            rx.el.dl(
                *_line(_("Empfänger"), Transfer.recipient),
                *_line_to_copy(_("IBAN"), Transfer.iban, "iban"),
                *_line(_("BIC"), Transfer.bic),
                *_line_to_copy(_("Betrag"), Transfer.amount, "betrag"),
                *_line_to_copy(
                    _("Verwendungszweck (Kassenzeichen)"), Transfer.kassenzeichen, "kassenzeichen"
                ),
                class_name="set-aside transfer",
            ),
            rx.el.p(
                _(
                    "Bitte geben Sie als Verwendungszweck nur das Kassenzeichen an. Daran "
                    "erkennen wir Ihre Zahlung."
                )
            ),
            class_name="box",
        ),
        rx.el.section(
            rx.el.h2(_("Mit der Bank-App scannen")),
            rx.el.p(
                _(
                    "Der GiroCode enthält dieselben Daten. In Ihrer Bank-App heißt das oft "
                    "„Foto-Überweisung“ oder „QR-Code scannen“."
                )
            ),
            qr_code(
                Transfer.code_path,
                Transfer.code_box,
                _("GiroCode mit Empfänger, IBAN, Betrag und Kassenzeichen, wie oben angegeben"),
            ),
            class_name="box",
        ),
        parts_list(Transfer.parts),
        rx.el.section(
            rx.el.h2(_("Wie es weitergeht")),
            rx.el.ul(
                rx.el.li(_("Diese Daten haben wir Ihnen auch als E-Mail geschickt.")),
                rx.el.li(
                    _(
                        "Eine Überweisung dauert meist ein bis zwei Werktage. Sobald das Geld da "
                        "ist, schreiben wir Ihnen."
                    )
                ),
                rx.el.li(_("So lange warten wir: bis zum"), " ", rx.el.b(Transfer.until)),
                rx.el.li(
                    rx.cond(
                        Transfer.of_case,
                        _("Danach bleibt der Betrag offen, und Sie können ihn anders bezahlen."),
                        _("Bis dahin bleibt Ihr Antrag im Warenkorb."),
                    )
                ),
            ),
        ),
        rx.el.div(
            rx.cond(
                Transfer.next_payment != "",
                primary_link(Transfer.next_payment, "/kasse/"),
                primary_link(_("Meine Vorgänge"), "/vorgaenge/"),
            ),
            rx.cond(~Transfer.of_case, secondary_link(_("Zum Warenkorb"), "/warenkorb/")),
            class_name="bar",
        ),
        rx.el.section(
            rx.el.h2(_("Doch anders bezahlen?")),
            rx.el.p(
                _(
                    "Dann warten wir nicht mehr auf diese Überweisung, und Sie wählen an der Kasse "
                    "eine andere Zahlungsart. Haben Sie schon überwiesen, warten Sie bitte, bis "
                    "Ihr Geld bei uns ist."
                )
            ),
            text_button(_("Doch anders bezahlen"), on_click=Transfer.give_up),
            class_name="other-way",
        ),
        script("copy"),
    )


def _line(label: str, value: rx.Var[str]) -> tuple[rx.Component, rx.Component]:
    return rx.el.dt(label), rx.el.dd(value)


def _line_to_copy(label: str, value: rx.Var[str], name: str) -> tuple[rx.Component, rx.Component]:
    """With a button that copy.js brings to life; without the script there is none."""
    copy = text_button(
        _("kopieren"),
        rx.el.span(": ", label, class_name="kern-sr-only"),
        custom_attrs={"data-copy": name},
    )
    note = rx.el.span(role="status", class_name="hint")
    return rx.el.dt(label), rx.el.dd(rx.el.span(value, id=name), " ", copy, note)


def _paid() -> rx.Component:
    return rx.fragment(
        rx.el.h1(_("Vielen Dank, Ihr Geld ist angekommen")),
        rx.el.p(
            _("Unter „Meine Vorgänge“ sehen Sie jederzeit, wie weit wir sind."),
            class_name="lead",
        ),
        parts_list(Transfer.parts),
        rx.el.div(
            rx.cond(
                Transfer.next_payment != "",
                primary_link(Transfer.next_payment, "/kasse/"),
                primary_link(_("Meine Vorgänge"), "/vorgaenge/"),
            ),
            class_name="bar",
        ),
    )


def _over() -> rx.Component:
    return rx.fragment(
        rx.el.h1(_("Wir warten nicht mehr auf diese Überweisung")),
        rx.el.p(
            rx.cond(
                Transfer.of_case,
                _(
                    "Der Betrag ist noch offen, Sie können ihn neu bezahlen. Haben Sie schon "
                    "überwiesen? Dann ordnen wir das Geld Ihrem Antrag zu, sobald es da ist."
                ),
                _(
                    "Ihr Antrag liegt noch im Warenkorb, Sie können ihn neu absenden. Haben Sie "
                    "schon überwiesen? Dann ordnen wir das Geld Ihrem Antrag zu, sobald es da ist."
                ),
            ),
            class_name="lead",
        ),
        rx.el.div(
            rx.cond(
                Transfer.of_case,
                primary_link(_("Meine Vorgänge"), "/vorgaenge/"),
                primary_link(_("Zum Warenkorb"), "/warenkorb/"),
            ),
            class_name="bar",
        ),
    )
