"""Being identified at the counter, on "Mein Konto": the code to show, and that it is done."""

import reflex as rx

from portal.municipalities import municipality_by_slug
from portal.shared import clock
from portal.shared.language import _
from portal.shared.qr import draw_qr
from portal.shared.trust import TrustLevel
from portal.web.citizen.account.servicekonto import (
    Choice,
    choices_at,
    service_account_buttons,
)
from portal.web.citizen.account.state import Account
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import button_bar, primary_button, secondary_button
from portal.web.components.qr import qr_code
from portal.web.guards import citizens, internal
from portal.web.language import localized
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.counter_check import find_identification, show_identification_code

COUNTER_PATH = "/verwaltung/identifizieren/"


class Identify(rx.State):
    """Whether the citizen is identified, and while not, the code for the counter."""

    identified: bool = False
    done_words: str = ""
    code: str = ""
    spoken: str = ""
    valid_until: str = ""
    qr_path: str = ""
    qr_box: str = "0 0 1 1"
    just_done: bool = False
    fault: str = ""
    service_accounts: list[Choice] = []

    @rx.event
    @citizens
    async def load(self) -> None:
        """What is known; from now on the page moves by itself."""
        visit = await visit_of(self)
        self.code, self.just_done, self.fault = "", False, ""
        watch(self, Identify.refresh, f"account:{visit.citizen_id}")  # before the look
        await self._show(visit)

    @rx.event
    @internal
    async def refresh(self) -> rx.event.EventSpec | None:
        """Something about the account changed, perhaps at the counter."""
        before = self.identified
        await self._show(await visit_of(self))
        if self.identified and not before:
            self.code, self.just_done = "", True
        return Account.load if self.identified != before else None

    @rx.event
    @citizens
    async def show_code(self) -> None:
        """A fresh code; the one shown before ends."""
        visit = await visit_of(self)
        if visit.citizen_id is None or visit.municipality is None:
            return
        shown = await show_identification_code(services(), visit.citizen_id)
        self.code, self.spoken = shown.code, " ".join(shown.code.replace("-", " – "))
        self.valid_until = clock.clock_time(shown.expires_at)
        url = services().portal_url(visit.municipality.slug, f"{COUNTER_PATH}?code={shown.code}")
        drawing = draw_qr(url)
        self.qr_path, self.qr_box = drawing.path, drawing.view_box

    async def _show(self, visit: Visit) -> None:
        if visit.session is None or visit.citizen_id is None:
            return
        words = _("Mit {provider} ausweisen")
        self.service_accounts = choices_at(visit, TrustLevel.SUBSTANTIAL, words)
        self.identified = visit.session.trust_level.reaches(TrustLevel.SUBSTANTIAL)
        done = await find_identification(services(), visit.citizen_id)
        self.done_words = ""
        if done is not None:
            place = municipality_by_slug(done.municipality).full_name
            self.done_words = (
                f"{place}, {clock.long_date(done.confirmed_at.astimezone(clock.BERLIN).date())}"
            )


def identify_section() -> rx.Component:
    """How to be identified, or that one is."""
    return rx.el.section(
        rx.el.h2(_("Einmal ausweisen"), id="ausweisen"),
        rx.cond(
            Identify.just_done,
            alert(_("Ihre Identität ist bestätigt."), tone="success", live=True),
        ),
        rx.cond(Identify.identified, _done(), _to_do()),
        aria_labelledby="ausweisen",
    )


def _done() -> rx.Component:
    return rx.el.p(
        _("Ihre Identität ist geprüft"),
        rx.cond(Identify.done_words != "", rx.el.span(" (", Identify.done_words, ")")),
        ". ",
        _(
            "Damit können Sie auch Anträge absenden, für die wir sicher wissen müssen, wer Sie "
            "sind."
        ),
    )


def _to_do() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            _(
                "Für manche Leistungen müssen wir sicher wissen, wer Sie sind. Dafür kommen Sie "
                "einmal mit Ihrem Ausweis in das Bürgerbüro. Es dauert nicht einmal eine Minute "
                "und gilt für alle Kommunen in diesem Portal."
            )
        ),
        refusal(Identify.fault),
        rx.cond(
            Identify.code != "",
            _code(),
            button_bar(
                primary_button(_("Code für das Bürgerbüro anzeigen"), on_click=Identify.show_code)
            ),
        ),
        rx.cond(
            Identify.service_accounts.length() > 0,
            rx.el.div(
                rx.el.p(_("Oder Sie weisen sich gleich hier mit dem Servicekonto aus.")),
                service_account_buttons(
                    Identify.service_accounts,
                    continue_to=localized("/konto/"),
                    purpose="step_up",
                    level=TrustLevel.SUBSTANTIAL.value,
                ),
            ),
        ),
    )


def _code() -> rx.Component:
    return rx.el.div(
        rx.el.p(_("Zeigen Sie am Schalter diesen Code und Ihren Ausweis:")),
        rx.el.output(
            rx.el.span(Identify.code, aria_hidden="true"),
            rx.el.span(Identify.spoken, class_name="kern-sr-only"),
            class_name="counter-code",
            aria_live="polite",
        ),
        qr_code(Identify.qr_path, Identify.qr_box, _("Derselbe Code als QR-Code")),
        rx.el.p(
            _("Gültig bis {time} Uhr.").format(time=Identify.valid_until),
            " ",
            _("Lassen Sie diese Seite offen: Sie sehen hier gleich, dass es geklappt hat."),
            class_name="hint",
        ),
        button_bar(secondary_button(_("Neuen Code anzeigen"), on_click=Identify.show_code)),
        class_name="counter-card",
    )
