"""What to transfer, in words, to copy, to scan and to print; moves on when the money is there."""

from uuid import UUID

import reflex as rx

from portal.errors import PortalError
from portal.shared.clock import long_date
from portal.shared.language import _
from portal.shared.money import format_euro
from portal.web.citizen.chrome import header
from portal.web.components.alerts import alert
from portal.web.components.buttons import primary_link, secondary_link
from portal.web.components.empty import skeleton
from portal.web.components.errors import not_found
from portal.web.components.page import citizen_page
from portal.web.components.qr import qr_code
from portal.web.guards import citizens, internal
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.transfers import TransferView, group_iban, view_transfer


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
    ready: bool = False
    missing: bool = False

    @rx.event
    @citizens
    async def load(self) -> None:
        """Show the transfer that the address names, to whom it belongs."""
        visit = await visit_of(self)
        if payment_id := self._payment_id():
            watch(self, Transfer.refresh, f"payment:{payment_id}")
        await self._show(visit)

    @rx.event
    @internal
    async def refresh(self) -> None:
        """Something arrived, or the time is over."""
        await self._show(await visit_of(self))

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
        except PortalError:
            return
        self.missing = False
        self._tell(view)

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
        tab="Warenkorb",
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
                *_line(_("IBAN"), Transfer.iban),
                *_line(_("BIC"), Transfer.bic),
                *_line(_("Betrag"), Transfer.amount),
                *_line(_("Verwendungszweck (Kassenzeichen)"), Transfer.kassenzeichen),
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
                        _(
                            "Bis dahin bleibt Ihr Antrag im Warenkorb. Bezahlen Sie ihn doch "
                            "anders, überweisen Sie bitte nicht mehr."
                        ),
                    )
                ),
            ),
        ),
        rx.el.div(
            primary_link(_("Meine Vorgänge"), "/vorgaenge/"),
            rx.cond(~Transfer.of_case, secondary_link(_("Zum Warenkorb"), "/warenkorb/")),
            class_name="bar",
        ),
    )


def _line(label: str, value: rx.Var[str]) -> tuple[rx.Component, rx.Component]:
    return rx.el.dt(label), rx.el.dd(value)


def _paid() -> rx.Component:
    return rx.fragment(
        rx.el.h1(_("Vielen Dank, Ihr Geld ist angekommen")),
        rx.el.p(
            _("Unter „Meine Vorgänge“ sehen Sie jederzeit, wie weit wir sind."),
            class_name="lead",
        ),
        rx.el.div(primary_link(_("Meine Vorgänge"), "/vorgaenge/"), class_name="bar"),
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
