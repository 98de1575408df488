"""What the form page shows: the step with its fields and faults, or the review with its sums."""

import logging
from urllib.parse import quote
from uuid import UUID

import reflex as rx

from portal.errors import NotFound
from portal.forms import FieldError, FieldView
from portal.shared.clock import clock_time
from portal.shared.language import _
from portal.web.citizen.account.servicekonto import Choice, choices_at
from portal.web.citizen.form.desk import REVIEW, Desk, acting_scope, open_desk
from portal.web.citizen.form.note import Note, note_of
from portal.web.citizen.form.opening import Opening, opening_of
from portal.web.citizen.form.review import (
    NotReviewed,
    paid_on_site,
    review_sections,
    reviewed_terms,
    sums_of,
)
from portal.web.components.review import ReviewSection, SumLine
from portal.web.language import localized
from portal.web.services import services
from portal.web.session import Visit

log = logging.getLogger("portal.web.form")


class Shown(rx.State, mixin=True):
    """The part of the page's state that is drawn from the stored application."""

    application_id: str = ""
    slug: str = ""
    municipality_name: str = ""
    own_municipality: bool = True
    step_id: str = ""
    title: str = ""
    lead: str = ""
    number: int = 1
    total: int = 1
    fields: list[FieldView] = []
    errors: list[tuple[str, str]] = []
    sections: list[ReviewSection] = []
    sums: list[SumLine] = []
    total_amount: str = ""
    costs_something: bool = False
    deferred: str = ""
    offers_relief: bool = False
    paid_on_site: str = ""
    level_too_low: bool = False
    service_accounts: list[Choice] = []
    here: str = ""
    note: Note = Note()
    opening: Opening = Opening()
    signed_in: bool = False
    has_previous: bool = False
    drawing: int = 0
    revision: int = 0
    saved: str = ""
    ready: bool = False
    _faults: list[FieldError] = []
    _reviewed: str = ""

    @rx.var
    def at_review(self) -> bool:
        """Whether the last page, "Angaben prüfen", is shown."""
        return self.step_id == REVIEW

    def _show(self, desk: Desk, visit: Visit, wanted: str) -> None:
        self.signed_in = visit.citizen_id is not None
        step_id = wanted if self._faults else desk.step_to_show(wanted)
        self.step_id = step_id
        self.note = note_of(desk, self._address)
        at_start = bool(desk.journey.steps) and desk.journey.steps[0].id == step_id
        self.opening = opening_of(desk, 1 if at_start else 0)
        self.total = len(desk.journey.steps) + 1
        if step_id == REVIEW:
            self._show_review(desk, visit)
        else:
            self._show_fields(desk, step_id)
        self.saved = clock_time(desk.application.saved_at) if desk.application.revision else ""
        self.drawing += 1
        self.ready = True

    def _show_fields(self, desk: Desk, step_id: str) -> None:
        view = desk.step(step_id, tuple(self._faults))
        self.title, self.lead, self.number = view.title, view.lead, view.number
        self.total = len(desk.journey.steps) + 1
        self.fields = list(view.fields)
        shown = {field.path for field in view.fields}
        self.errors = [(f.element_id, f.message) for f in self._faults if f.path in shown]
        self.has_previous = view.number > 1
        self.revision = desk.application.revision

    def _show_review(self, desk: Desk, visit: Visit) -> None:
        self.title, self.lead, self.fields, self.errors = _("Angaben prüfen"), "", [], []
        self.number, self.has_previous = self.total, True
        self._reviewed = reviewed_terms(desk)
        self.sections = review_sections(desk, self._address)
        sums = sums_of(desk)
        self.sums, self.total_amount, self.costs_something = sums.lines, sums.now, sums.is_due
        self.deferred, self.offers_relief = sums.deferred, desk.offers_relief
        self.paid_on_site = paid_on_site(desk)
        level = visit.session.trust_level if visit.session else None
        required = desk.definition.trust_level
        self.level_too_low = bool(visit.citizen_id and level and not level.reaches(required))
        words = _("Mit {provider} ausweisen")
        self.service_accounts = choices_at(visit, required, words)
        self.here = self._address(REVIEW)
        self.revision = desk.application.revision

    def _own_id(self) -> UUID:
        """The open application's id. Raises NotFound before the form was opened."""
        try:
            return UUID(self.application_id)
        except ValueError:
            raise NotFound from None

    async def _demand_review(self, visit: Visit) -> None:
        """Raises NotReviewed, and shows what there is to review."""
        async with services().database.transaction(acting_scope(visit)) as session:
            desk = await open_desk(session, visit, self._own_id())
            if self._reviewed == reviewed_terms(desk):
                return
            self._faults = []
            self._show(desk, visit, REVIEW)
        log.warning("application %s: not sent, as it was not reviewed", self.application_id)
        raise NotReviewed(_(NotReviewed.message))

    def _address(self, step_id: str) -> str:
        at = self.router.url.query_parameters.get("bei", "")
        query = f"schritt={quote(step_id)}" + (f"&bei={quote(at)}" if at else "")
        return localized(f"/antrag/{self.slug}/?{query}")
