"""The second half of staff's sign-in: the code of their app, set up at the first time."""

import reflex as rx

from portal.errors import PortalError
from portal.identity import path_within_portal, take_flash
from portal.persistence.database import system_scope
from portal.settings import load_settings
from portal.shared.qr import draw_qr
from portal.web.citizen.chrome import Chrome
from portal.web.components.buttons import button_bar, primary_button
from portal.web.components.error_summary import error_summary
from portal.web.components.forms import text_input
from portal.web.components.links import document_link
from portal.web.components.native_form import native_form
from portal.web.components.page import StaffHeader, backoffice_page
from portal.web.components.passkeys import passkey_button
from portal.web.components.qr import qr_code
from portal.web.guards import public
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow.accounts import second_factor_of
from portal.workflow.passkeys import waiting_has_passkey

PATH = "/verwaltung/sicherheitscode/"
LABEL = "Sicherheitscode"


class SecondStep(rx.State):
    """What the waiting session needs. The secret is shown until a code has confirmed it."""

    continue_to: str = "/verwaltung/"
    setting_up: bool = False
    spelled: str = ""
    qr_path: str = ""
    qr_box: str = "0 0 1 1"
    demo_code: str = ""
    fault: str = ""
    has_passkey: bool = False

    @rx.var
    def errors(self) -> list[tuple[str, str]]:
        """What the error summary lists."""
        return [("f-code", self.fault)] if self.fault else []

    @rx.event
    @public
    async def load(self) -> rx.event.EventSpec | None:
        """Only after the password: everybody else is led back to it."""
        visit = await visit_of(self)
        self.spelled, self.demo_code, self.setting_up = "", "", False
        self.continue_to = path_within_portal(
            self.router.url.query_parameters.get("weiter", "") or "/verwaltung/"
        )
        if visit.session is None:
            return rx.redirect("/verwaltung/anmelden/")
        settings = load_settings()
        try:
            factor = await second_factor_of(services().database, settings.secret_key, visit.session)
        except PortalError:
            return rx.redirect("/verwaltung/" if visit.staff_id else "/verwaltung/anmelden/")
        async with services().database.transaction(system_scope()) as session:
            note = await take_flash(session, visit.session.id)
        self.fault = note.get("faults", {}).get("form", "")
        self.has_passkey = await waiting_has_passkey(services(), visit.session)
        self.setting_up = not factor.confirmed and not settings.demo
        if self.setting_up:
            town = visit.municipality.full_name if visit.municipality else "Rathaus"
            drawing = draw_qr(factor.address("Verwaltung", town))
            self.qr_path, self.qr_box = drawing.path, drawing.view_box
            self.spelled = factor.spelled
        self.demo_code = factor.code_now() if settings.demo else ""
        return None


def page() -> rx.Component:
    """Label "Sicherheitscode", button "Bestätigen"."""
    return backoffice_page(
        rx.el.h1(LABEL),
        error_summary(SecondStep.errors),
        _step(),
        current="",
        header=StaffHeader(
            municipality=Chrome.municipality,
            entries=(("Zum Bürgerportal", "/", True),),
            demo=load_settings().demo,
        ),
    )


def _step() -> rx.Component:
    return rx.el.div(
        rx.cond(SecondStep.setting_up, _set_up()),
        rx.cond(SecondStep.demo_code != "", _demo()),
        native_form(
            text_input(
                LABEL,
                "code",
                hint="Sechs Ziffern aus Ihrer Authenticator-App.",
                error=SecondStep.fault,
                short=True,
                auto_complete="one-time-code",
                auto_focus=True,
                custom_attrs={"inputMode": "numeric"},
            ),
            rx.el.input(type="hidden", name="weiter", value=SecondStep.continue_to, read_only=True),
            button_bar(
                primary_button("Bestätigen", type="submit"),
                document_link("Mit einem anderen Konto anmelden", href="/verwaltung/anmelden/"),
            ),
            action=PATH,
            class_name="narrow",
        ),
        rx.cond(
            SecondStep.has_passkey,
            rx.el.section(
                rx.el.h2("Oder mit einem Passkey", id="passkey"),
                passkey_button("Mit Passkey bestätigen", "second_factor", SecondStep.continue_to),
                aria_labelledby="passkey",
            ),
        ),
    )


def _demo() -> rx.Component:
    return rx.el.div(
        rx.el.p("In der Vorführung brauchen Sie keine App. Der Code lautet gerade:"),
        rx.el.p(SecondStep.demo_code, role="status", class_name="counter-code"),
        class_name="kern-alert kern-alert--info",
    )


def _set_up() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Einmal einrichten"),
        rx.el.ol(
            rx.el.li("Installieren Sie auf Ihrem Diensttelefon eine Authenticator-App."),
            rx.el.li("Lesen Sie damit diesen Code ein."),
            rx.el.li("Geben Sie unten die sechs Ziffern ein, die die App dann zeigt."),
        ),
        qr_code(SecondStep.qr_path, SecondStep.qr_box, "QR-Code für die Authenticator-App"),
        rx.el.details(
            rx.el.summary("Ohne Kamera: Schlüssel eintippen"),
            rx.el.p(rx.el.code(SecondStep.spelled)),
        ),
    )
