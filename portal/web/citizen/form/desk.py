"""The draft on the citizen's desk: found again for this visit, read as the page shows it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications import (
    find_application,
    form_context,
    last_sent,
    offers_for,
    price_of_draft,
)
from portal.applications.pricing import Price
from portal.applications.tables import Application
from portal.catalogue import ServiceDefinition, service_by_slug
from portal.errors import NotFound, PortalError, SignInRequired
from portal.forms import (
    FieldError,
    Form,
    FormContext,
    Journey,
    Offers,
    ReviewSection,
    StepView,
    check_step,
    journey,
    review,
    step_view,
)
from portal.persistence.database import Scope
from portal.shared.language import GERMAN, _, speaking, spoken
from portal.shared.trust import TrustLevel
from portal.web.citizen.translation import in_our_words, is_german_only, offer_in_our_words
from portal.web.services import services
from portal.web.session import Visit
from portal.workflow.federated import proven_attributes

REVIEW = "pruefen"


@dataclass(frozen=True)
class Desk:
    """An application with its definition and all that its form depends on."""

    application: Application
    definition: ServiceDefinition
    context: FormContext
    offers: Offers
    may_repeat: bool = False

    @property
    def form(self) -> Form:
        """The form in the language spoken. Raises NotFound for a service without one."""
        form = in_our_words(self.definition).form
        if form is None:
            raise NotFound
        return form

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """What the form says, it says in its own language: German where nobody translated it."""
        with speaking(GERMAN if is_german_only(self.definition) else spoken()):
            yield

    @cached_property
    def journey(self) -> Journey:
        """Which steps there are now, and which come next; the answers of a desk do not change."""
        return journey(self.form, self.application.answers, self.context)

    def step(self, step_id: str, errors: tuple[FieldError, ...] = ()) -> StepView:
        """One step, ready to be shown."""
        with self.speaking():
            answers = self.application.answers
            return step_view(
                self.form,
                step_id,
                answers,
                self.context,
                errors,
                offers=self.offers,
                proven=self.application.proven_names,
            )

    def faults(self, step_id: str) -> list[FieldError]:
        """What is wrong with a step that may be visited, in words."""
        if step_id == REVIEW or not self.journey.may_visit(step_id):
            return []
        with self.speaking():
            return list(check_step(self.form, step_id, self.application.answers, self.context))

    def review(self) -> tuple[ReviewSection, ...]:
        """Each step's answers in words."""
        with self.speaking():
            application = self.application
            return tuple(
                review(self.form, application.answers, self.context, application.proven_names)
            )

    def price(self) -> Price:
        """What the application costs as it stands, its lines in words. Raises as
        `price_of_draft`."""
        return price_of_draft(self.application, self.context, offer_in_our_words)

    @property
    def offers_relief(self) -> bool:
        """Whether one may still ask to pay less: there is a fee, and the service knows reasons."""
        try:
            price = self.price()
        except PortalError:
            return False
        return bool(self.definition.fee_relief and price.now.total_cents)

    def step_to_show(self, wanted: str) -> str:
        """The step asked for if it may be visited, else the first that is still open."""
        way = self.journey
        if wanted == REVIEW and way.next_step is None:
            return REVIEW
        if wanted and wanted != REVIEW and way.may_visit(wanted):
            return wanted
        return way.next_step or REVIEW


def acting_scope(visit: Visit) -> Scope:
    """The scope of a citizen or visitor. Raises SignInRequired without a session, or for staff."""
    scope = visit.scope
    if scope is None or scope.actor_kind == "staff":
        raise SignInRequired(_("Ihre Sitzung ist abgelaufen. Bitte laden Sie die Seite neu."))
    return scope


async def open_desk(session: AsyncSession, visit: Visit, application_id: UUID) -> Desk:
    """The draft with this id. Raises NotFound where it is not this visit's."""
    application = await find_application(session, application_id)
    context = await form_context(session, application)
    scope = acting_scope(visit)
    offers = await offers_for(session, scope, application)
    fresh = application.repeats_submission_id is None
    last = await last_sent(session, scope, application) if fresh else None
    definition = service_by_slug(application.service)
    return Desk(application, definition, context, offers, may_repeat=last is not None)


async def proven_of(visit: Visit) -> dict[str, str]:
    """What the Servicekonto of this sign-in vouches for at a level that proves it."""
    if visit.session is None or visit.citizen_id is None:
        return {}
    told = await proven_attributes(services(), visit.session)
    return told.values if told and told.level.reaches(TrustLevel.SUBSTANTIAL) else {}


def must_sign_in_first(visit: Visit) -> bool:
    """Whether this municipality asks for an account before the form (content: `sign_in`)."""
    here = visit.municipality
    return here is not None and here.sign_in == "before_form" and visit.citizen_id is None
