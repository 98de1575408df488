"""One to five stars for a service, once per case: nobody sees whose they are."""

import reflex as rx
from reflex_base.utils.form import FormData

from portal.errors import InvalidField, PortalError
from portal.shared.language import _
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import button_bar, primary_button
from portal.web.components.forms import plain_form, text_area
from portal.web.form_data import texts_of
from portal.web.guards import citizens
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow.ratings import may_rate, rate

_NOWHERE = "/antrag/ohne-skript"
_ERROR = "f-sterne-fehler"


class Rating(rx.State):
    """The rating of the case whose page is open."""

    reference: str = ""
    offered: bool = False
    thanked: bool = False
    wrong_stars: str = ""
    wrong_words: str = ""
    refusal: str = ""

    @rx.event
    @citizens
    async def load(self) -> None:
        """Of the case in the address: offered unless it was rated."""
        self.offered, self.thanked = False, False
        self.wrong_stars, self.wrong_words, self.refusal = "", "", ""
        self.reference = self.router.url.path.strip("/").split("/")[-1]
        visit = await visit_of(self)
        if visit.scope is not None and visit.citizen_id is not None:
            self.offered = await may_rate(services(), visit.scope, self.reference)

    @rx.event
    @citizens
    async def send(self, form_data: FormData) -> None:
        """ "Bewertung abgeben"."""
        self.wrong_stars, self.wrong_words, self.refusal = "", "", ""
        typed = texts_of(form_data)
        stars, words = str(typed.get("sterne", "")), str(typed.get("worte", ""))
        visit = await visit_of(self)
        if visit.scope is None or visit.citizen_id is None:
            return
        try:
            await rate(services(), visit.scope, self.reference, stars, words)
        except InvalidField as fault:
            self.wrong_stars = fault.message if fault.field == "sterne" else ""
            self.wrong_words = fault.message if fault.field == "worte" else ""
        except PortalError as fault:
            self.refusal = fault.message
        else:
            self.offered, self.thanked = False, True


def rating_box() -> rx.Component:
    """The question, or thanks; nothing where the case was rated before."""
    return rx.fragment(
        rx.el.div(
            rx.cond(
                Rating.thanked,
                alert(
                    _("Vielen Dank für Ihre Bewertung."),
                    _(
                        "Sie hilft der Verwaltung, besser zu werden. Eine Antwort bekommen Sie "
                        "darauf nicht: Niemand kann sehen, von wem sie ist."
                    ),
                    tone="success",
                ),
            ),
            role="status",
        ),
        rx.cond(Rating.offered, _question()),
    )


def _question() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Wie zufrieden sind Sie?")),
        rx.el.p(
            _(
                "Sie können jeden Antrag einmal bewerten. Wir speichern nur Leistung, Monat, "
                "Sterne und Ihren Text: nicht, wer Sie sind und um welchen Antrag es ging."
            ),
            class_name="hint",
        ),
        refusal(Rating.refusal),
        plain_form(
            _stars(),
            text_area(
                _("Möchten Sie noch etwas dazu sagen? (optional)"),
                "worte",
                hint=_("Bitte keine Namen, Adressen oder Telefonnummern. Höchstens 1.000 Zeichen."),
                rows=3,
                error=Rating.wrong_words,
                max_length=1000,
            ),
            button_bar(primary_button(_("Bewertung abgeben"), type="submit")),
            on_submit=Rating.send,
            action=_NOWHERE,
            key=Rating.reference,
        ),
        class_name="rating",
    )


def _stars() -> rx.Component:
    names = (
        _("1 von 5 Sternen"),
        _("2 von 5 Sternen"),
        _("3 von 5 Sternen"),
        _("4 von 5 Sternen"),
        _("5 von 5 Sternen"),
    )
    return rx.el.fieldset(
        rx.el.legend(_("Ihre Bewertung"), class_name="kern-label"),
        rx.el.div(
            *[_star(number, name) for number, name in enumerate(names, 1)], class_name="stars"
        ),
        rx.el.div(
            rx.cond(
                Rating.wrong_stars != "",
                rx.el.p(Rating.wrong_stars, id=_ERROR, class_name="kern-error"),
            ),
            role="alert",
        ),
        class_name="kern-fieldset field",
    )


def _star(number: int, name: str) -> rx.Component:
    """The radio button lies under its star; its name is "4 von 5 Sternen"."""
    wrong = Rating.wrong_stars != ""
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="sterne",
            value=str(number),
            aria_label=name,
            aria_describedby=rx.cond(wrong, _ERROR, rx.Var("undefined")),
        ),
        rx.el.span("★", aria_hidden="true"),
    )
