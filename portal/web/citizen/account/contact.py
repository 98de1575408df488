""" "Kontaktdaten": what a citizen keeps to fill in forms with, on a page of its own."""

import reflex as rx
from reflex_base.utils.form import FormData

from portal.applications import erase_contact_data, find_contact_data, keep_contact_data
from portal.applications.contact_profile import STEP, contact_context, contact_form
from portal.errors import PortalError
from portal.forms import FieldError, FieldView, RawAnswers, merge_step, step_view
from portal.shared.language import _
from portal.web.citizen.chrome import header
from portal.web.components.alerts import alert, refusal
from portal.web.components.buttons import button_bar, primary_button, secondary_button
from portal.web.components.empty import skeleton
from portal.web.components.error_summary import error_summary
from portal.web.components.fields import FieldEvents, form_fields
from portal.web.components.forms import plain_form
from portal.web.components.page import breadcrumbs, citizen_page
from portal.web.form_data import texts_of
from portal.web.guards import citizens
from portal.web.services import services
from portal.web.session import visit_of

CONTACT_PATH = "/konto/kontaktdaten/"


class Contact(rx.State):
    """The page "Kontaktdaten"."""

    fields: list[FieldView] = []
    errors: list[tuple[str, str]] = []
    done: str = ""
    refusal: str = ""
    has_some: bool = False
    drawing: int = 0
    ready: bool = False

    @rx.event
    @citizens
    async def load(self) -> None:
        """Show what is kept."""
        self.done, self.refusal = "", ""
        await self._show_kept()

    @rx.event
    @citizens
    async def save(self, form_data: FormData) -> None:
        """ "Speichern": all of it, or, with faults, nothing; what was typed stays in the fields."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        self.done, self.refusal = "", ""
        typed = texts_of(form_data)
        try:
            async with services().database.transaction(visit.scope) as session:
                faults = await keep_contact_data(session, visit.scope, typed)
        except PortalError as fault:
            self.refusal = fault.message
            return
        if faults:
            answers = merge_step(contact_form(), STEP, {}, typed, contact_context())
            self._draw(answers, faults)
            return
        self.done = _("Ihre Kontaktdaten sind gespeichert.")
        await self._show_kept()

    @rx.event
    @citizens
    async def erase(self) -> None:
        """ "Kontaktdaten löschen": nothing of it is offered from now on."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        async with services().database.transaction(visit.scope) as session:
            await erase_contact_data(session, visit.scope)
        self.done, self.refusal = _("Ihre Kontaktdaten sind gelöscht."), ""
        await self._show_kept()

    async def _show_kept(self) -> None:
        visit = await visit_of(self)
        if visit.scope is None or visit.citizen_id is None:
            return
        async with services().database.transaction(visit.scope) as session:
            kept = await find_contact_data(session, visit.scope)
        self.has_some = bool(kept)
        self._draw(kept)

    def _draw(self, answers: RawAnswers, faults: tuple[FieldError, ...] = ()) -> None:
        view = step_view(contact_form(), STEP, answers, contact_context(), faults)
        self.fields = list(view.fields)
        self.errors = [(fault.element_id, fault.message) for fault in faults]
        self.drawing += 1
        self.ready = True


def page() -> rx.Component:
    """The page."""
    return citizen_page(
        rx.el.h1(_("Kontaktdaten")),
        rx.cond(Contact.ready, _contact(), skeleton(6)),
        tab="Konto",
        header=header(),
        breadcrumb=breadcrumbs((_("Mein Konto"), "/konto/"), here=_("Kontaktdaten")),
    )


def _contact() -> rx.Component:
    events = FieldEvents(
        add_item=lambda _path: rx.noop(),
        remove_item=lambda _path, _index: rx.noop(),
        remove_file=lambda _path, _file: rx.noop(),
        generation=Contact.drawing,
    )
    return rx.el.div(
        error_summary(Contact.errors),
        rx.el.div(rx.cond(Contact.done != "", alert(Contact.done, tone="success")), role="status"),
        refusal(Contact.refusal),
        rx.el.p(
            _(
                "Alle Angaben sind freiwillig. Wir tragen sie in neue Anträge ein und kennzeichnen "
                "sie dort. Mitgeschickt werden sie erst, wenn Sie den Schritt mit „Weiter“ "
                "bestätigen."
            ),
            class_name="lead",
        ),
        plain_form(
            form_fields(Contact.fields, events),
            button_bar(
                primary_button(_("Speichern"), type="submit"),
                rx.cond(
                    Contact.has_some,
                    secondary_button(_("Kontaktdaten löschen"), on_click=Contact.erase),
                ),
            ),
            on_submit=Contact.save,
            action="/antrag/ohne-skript",
        ),
        class_name="narrow",
    )
