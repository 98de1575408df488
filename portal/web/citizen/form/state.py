"""What happens on the form page: at "Weiter", "Zurück", "In den Warenkorb" and all the others."""

import secrets
from urllib.parse import quote
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData
from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications import (
    add_group_item,
    begin_or_resume,
    close_note,
    detach_file,
    lock_proven,
    note_reached,
    put_into_basket,
    remove_group_item,
    repeat_last_time,
    request_step,
    save_step,
)
from portal.appointments import SlotTaken
from portal.catalogue import load_catalogue
from portal.catalogue.relief import STEP as RELIEF_STEP
from portal.errors import InvalidInput, NotFound, PortalError, SignInRequired, TrustLevelTooLow
from portal.files import remove_file
from portal.shared.clock import clock_time
from portal.shared.language import _
from portal.web.citizen.form.desk import (
    REVIEW,
    Desk,
    acting_scope,
    must_sign_in_first,
    open_desk,
    proven_of,
)
from portal.web.citizen.form.note import Note
from portal.web.citizen.form.shown import Shown
from portal.web.form_data import Answers, texts_of
from portal.web.guards import internal, public
from portal.web.language import localized
from portal.web.live import watch_found
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.drafts import give_up_application
from portal.workflow.payments import submit_free


class Application(Shown, rx.State):
    """The open application of this tab. What was typed lies in the database, not here."""

    page_id: str = ""
    refusal: str = ""

    @rx.var
    def autosave_url(self) -> str:
        """Where our script sends what is typed."""
        return f"/antrag/{self.application_id}/speichern?seite={self.page_id}"

    @rx.var
    def upload_url(self) -> str:
        """Where our script sends files; the field's path follows."""
        return f"/antrag/{self.application_id}/dateien/"

    @rx.event
    @public
    async def open(self) -> rx.event.EventSpec | None:
        """Resume the open draft of this service on this host, or begin one; show its step."""
        visit = await visit_of(self)
        self.refusal, self.errors, self._faults = "", [], []
        slug = self.router.url.path.strip("/").split("/")[-1]
        if slug != self.slug:
            self.slug, self.application_id, self.ready = slug, "", False
        if must_sign_in_first(visit):
            return self._lead_to_sign_in()
        try:
            scope, proven = acting_scope(visit), await proven_of(visit)
            async with services().database.transaction(scope) as session:
                desk = await self._find_or_begin(session, visit, proven)
                self._show(desk, visit, self._step_to_open(desk))
                await note_reached(session, desk.application, desk.definition, self.step_id)
        except PortalError as fault:
            self.refusal = fault.message
            self.ready = True
            return None
        watch_found(self, Application.refresh, f"draft:{self.application_id}")
        return None

    @rx.event
    @public
    async def go_on(self, form_data: FormData) -> rx.event.EventSpec | None:
        """ "Weiter": keep what was typed, check this step, lead to the next."""
        visit = await visit_of(self)
        step_id = self.step_id
        try:
            async with services().database.transaction(acting_scope(visit)) as session:
                await self._keep(session, step_id, texts_of(form_data))
                desk = await open_desk(session, visit, self._own_id())
                self._faults = desk.faults(step_id)
                if self._faults:
                    self._show(desk, visit, step_id)
                    return None
                following = desk.journey.following(step_id)
        except PortalError as fault:
            self.refusal = fault.message
            return None
        return self._lead_to(following or REVIEW)

    @rx.event
    @public
    async def go_back(self) -> rx.event.EventSpec | None:
        """ "Zurück": the step before; what is typed here was kept by the autosave."""
        visit = await visit_of(self)
        try:
            async with services().database.transaction(acting_scope(visit)) as session:
                desk = await open_desk(session, visit, self._own_id())
        except (PortalError, ValueError):
            return None
        way = desk.journey
        steps = [step.id for step in way.steps]
        before = steps[-1] if self.step_id == REVIEW else way.previous(self.step_id)
        return self._lead_to(before) if before else None

    @rx.event
    @public
    async def redraw(self, occasion: str) -> None:
        """Something was stored on which other fields depend: show what now applies."""
        await self._show_again(await visit_of(self))

    @rx.event
    @public
    async def add(self, group_path: str) -> None:
        """One more of a repeating group."""
        await self._regroup(group_path, None)

    @rx.event
    @public
    async def remove(self, group_path: str, index: int) -> None:
        """One less of a repeating group; later ones move up."""
        await self._regroup(group_path, index)

    @rx.event
    @internal
    async def refresh(self) -> None:
        """The draft changed, by an upload or in another window: show files and revision."""
        await self._show_again(await visit_of(self))

    @rx.event
    @public
    async def remove_file(self, path: str, file_id: str) -> None:
        """ "entfernen" beside an uploaded file: it is forgotten at once."""
        visit = await visit_of(self)
        try:
            async with services().database.transaction(acting_scope(visit)) as session:
                application_id = self._own_id()
                await detach_file(session, application_id, path, UUID(file_id))
                await remove_file(session, services().file_store, UUID(file_id), application_id)
        except (PortalError, ValueError):
            return
        await self._show_again(visit)

    @rx.event
    @public
    async def finish(self) -> rx.event.EventSpec | None:
        """ "In den Warenkorb" or "Absenden": everything is checked again on the server.

        Only what "Angaben prüfen" showed in this tab, as it showed it (OZG § 9a).
        """
        visit = await visit_of(self)
        if visit.citizen_id is None:
            return self._lead_to_sign_in()
        try:
            await self._demand_review(visit)
            return await self._send(visit)
        except SignInRequired:
            return self._lead_to_sign_in()
        except TrustLevelTooLow as fault:
            self.level_too_low, self.refusal = True, fault.message
        except (InvalidInput, SlotTaken) as fault:
            self.refusal = fault.message
            return self._lead_to("", check=True)
        except PortalError as fault:
            self.refusal = fault.message
        return None

    @rx.event
    @public
    async def give_up(self) -> rx.event.EventSpec | None:
        """ "Entwurf löschen": the answers are forgotten at once."""
        visit = await visit_of(self)
        try:
            await give_up_application(services(), acting_scope(visit), self._own_id())
        except (PortalError, ValueError):
            return None
        return rx.redirect(localized(f"/leistungen/{self.slug}/"))

    @rx.event
    @public
    async def close_note(self) -> None:
        """ "Hinweis schließen": read; what was set aside is forgotten."""
        visit = await visit_of(self)
        try:
            async with services().database.transaction(acting_scope(visit)) as session:
                await close_note(session, self._own_id())
        except PortalError:
            return
        self.note = Note()

    @rx.event
    @public
    async def ask_for_relief(self) -> rx.event.EventSpec | None:
        """ "Befreiung oder Ermäßigung beantragen": the form has one step more, for reason and
        proof."""
        visit = await visit_of(self)
        try:
            async with services().database.transaction(acting_scope(visit)) as session:
                await request_step(session, self._own_id(), RELIEF_STEP)
        except PortalError as fault:
            self.refusal = fault.message
            return None
        return self._lead_to(RELIEF_STEP)

    @rx.event
    @public
    async def repeat(self) -> None:
        """ "Wie beim letzten Mal": offer one's earlier answers in the empty fields."""
        visit = await visit_of(self)
        try:
            scope = acting_scope(visit)
            async with services().database.transaction(scope) as session:
                await repeat_last_time(session, scope, self._own_id())
                desk = await open_desk(session, visit, self._own_id())
                self._faults = []
                self._show(desk, visit, self.step_id)
        except PortalError as fault:
            self.refusal = fault.message

    def _step_to_open(self, desk: Desk) -> str:
        """The step of the address; with `pruefen` the first unfinished one, with its faults."""
        query = self.router.url.query_parameters
        if not query.get("pruefen"):
            return str(query.get("schritt", ""))
        step_id = desk.step_to_show("")
        self._faults = desk.faults(step_id)
        return step_id

    async def _find_or_begin(
        self, session: AsyncSession, visit: Visit, proven: dict[str, str]
    ) -> Desk:
        if visit.municipality is None:
            raise NotFound
        at = self.router.url.query_parameters.get("bei", "")
        offer = load_catalogue().offer(visit.municipality, self.slug, at or None)
        if offer is None or offer.responsible is None or not offer.orderable:
            raise NotFound(_("Diesen Antrag gibt es hier nicht online."))
        draft = await begin_or_resume(
            session, acting_scope(visit), offer.responsible.slug, visit.municipality.slug,
            offer.service,
        )  # fmt: skip
        if proven and visit.citizen_id is not None:
            await lock_proven(session, visit.citizen_id, draft.id, proven)
        if str(draft.id) != self.application_id:
            self.page_id = secrets.token_urlsafe(9)
        self.application_id = str(draft.id)
        self.municipality_name = offer.responsible.full_name
        self.own_municipality = offer.responsible.slug == visit.municipality.slug
        return await open_desk(session, visit, draft.id)

    async def _keep(self, session: AsyncSession, step_id: str, typed: Answers) -> None:
        saved = await save_step(
            session, self._own_id(), step_id, typed, self.revision, page=self.page_id
        )
        self.revision, self.saved = saved.revision, clock_time(saved.saved_at)

    async def _show_again(self, visit: Visit) -> None:
        """Draw the step from what is stored now; what stands in the inputs stays.

        So does what the last "Weiter" found wrong: it is mended or asked for again by the next.
        """
        if not self.application_id or self.at_review:
            return
        try:
            async with services().database.transaction(acting_scope(visit)) as session:
                desk = await open_desk(session, visit, self._own_id())
                self._show_fields(desk, self.step_id)
        except (PortalError, ValueError):
            return

    async def _regroup(self, group_path: str, index: int | None) -> None:
        visit = await visit_of(self)
        try:
            async with services().database.transaction(acting_scope(visit)) as session:
                application_id = self._own_id()
                if index is None:
                    await add_group_item(session, application_id, group_path)
                else:
                    await remove_group_item(session, application_id, group_path, index)
                desk = await open_desk(session, visit, application_id)
                self.drawing, self._faults = self.drawing + 1, []
                self._show_fields(desk, self.step_id)
        except (PortalError, ValueError) as fault:
            self.refusal = fault.message if isinstance(fault, PortalError) else ""

    async def _send(self, visit: Visit) -> rx.event.EventSpec:
        assert visit.citizen_id is not None
        application_id = self._own_id()
        if self.costs_something:
            async with services().database.transaction(acting_scope(visit)) as session:
                await put_into_basket(session, visit.citizen_id, application_id)
            return rx.redirect(localized("/warenkorb/"))
        level = acting_scope(visit).trust_level
        payment_id = await submit_free(services(), visit.citizen_id, application_id, level)
        return rx.redirect(localized(f"/kasse/ergebnis/{payment_id}/"))

    def _lead_to(self, step_id: str, check: bool = False) -> rx.event.EventSpec:
        """`check` has the step say at once what is wrong with it."""
        return rx.redirect(self._address(step_id) + ("&pruefen=1" if check else ""))

    def _lead_to_sign_in(self) -> rx.event.EventSpec:
        path = localized(f"/anmelden/?weiter={quote(self._address(REVIEW))}")
        return rx.redirect(path, is_external=False)
