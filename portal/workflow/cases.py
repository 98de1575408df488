"""From a settled application to a case, and from what happens to it to the citizen's inbox."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications import ApplicationStatus, find_submission
from portal.applications.status import require_status
from portal.applications.tables import Application, Submission
from portal.cases import fee_relief, fees, service
from portal.cases.changing import TELL_CITIZEN, new_event, occasion_of
from portal.cases.deadline import add_working_days
from portal.cases.durations import usual_duration
from portal.cases.duty.giving import give_new_case
from portal.cases.notices import NOTICE_POSTED, NOTICE_PROVIDED
from portal.cases.status import TRANSITIONS, CaseStatus
from portal.cases.tables import Case, CaseEvent
from portal.catalogue import load_catalogue
from portal.errors import NotFound
from portal.identity.tables import Account
from portal.municipalities import Municipality, municipality_by_slug
from portal.notifications.outbox import Occasion
from portal.payments.queries import is_debited_ahead, paid_share
from portal.persistence.database import system_scope
from portal.persistence.live import announce
from portal.shared import clock
from portal.shared.language import ngettext
from portal.shared.money import format_euro
from portal.workflow.appointments import cancel_with_application
from portal.workflow.services import Services

WORKING_DAYS_UNLESS_TOLD = 10
_NOTHING_MORE_TO_COME = (CaseStatus.WITHDRAWN, CaseStatus.REJECTED)
_MAIL_OF_FEES = frozenset(
    {
        *(fee_relief.RELIEF_GRANTED, fee_relief.RELIEF_PARTLY, fee_relief.RELIEF_REFUSED),
        *(fees.FEE_CLAIMED, fees.FEE_PAID, fees.FEE_WITHDRAWN, fees.FEE_REMINDED),
        fees.FEE_LAPSED,
        fees.FEE_REFUNDED,
    }
)
_MAIL_OF_ACTION = {transition.action: transition.mail for transition in TRANSITIONS}


async def open_case(services: Services, arguments: Mapping[str, str]) -> None:
    """Open the case of a settled application, once, and have the citizen told."""
    application_id = UUID(arguments["application_id"])
    async with services.database.transaction(system_scope()) as session:
        application, submission = await _find_sent(session, application_id)
        municipality = municipality_by_slug(application.municipality)
        share = await paid_share(session, application.id)
        case, opened = await service.open_case(
            session,
            application,
            submission,
            prefix=municipality.prefix,
            due_on=first_due_on(municipality, application.service, clock.today()),
            paid=_paid_words(share.amount_cents, share.method_label) if share else "",
        )
        if opened:
            await give_new_case(session, case, submission)
        if opened and share is None and await is_debited_ahead(session, application.id):
            session.add(new_event(case, fees.FEE_DEBITED, None))
        if opened:
            await _write_case_mail(services, session, case, opened, "opened")
        if share:
            await announce(session, f"payment:{share.payment_id}")


async def tell_citizen(services: Services, arguments: Mapping[str, str]) -> None:
    """Write the e-mail about something that happened to a case."""
    async with services.database.transaction(system_scope()) as session:
        event = await session.get(CaseEvent, UUID(arguments["event_id"]))
        if event is None:
            raise NotFound
        case = await session.get_one(Case, event.case_id)
        if event.to_status in _NOTHING_MORE_TO_COME:
            await cancel_with_application(session, services.follow_ups, case.application_id)
            await fees.end_fees(session, case)
        kind = _kind_of_mail(event)
        if kind:
            await _write_case_mail(services, session, case, event, kind)


async def usual_duration_in_words(services: Services, municipality: str, slug: str) -> str:
    """How long the service usually takes there: as measured, else as the content says, else ""."""
    async with services.database.transaction(system_scope(municipality)) as session:
        days = await usual_duration(session, municipality, slug)
    if days is not None:
        words = ngettext("meist am nächsten Tag", "meist in {days} Tagen", days)
        return words.format(days=days)
    offer = load_catalogue().offer(municipality_by_slug(municipality), slug)
    return offer.duration.words if offer and offer.duration else ""


CASE_FOLLOW_UPS = {
    "open_case": open_case,
    TELL_CITIZEN: tell_citizen,
}


async def _find_sent(session: AsyncSession, application_id: UUID) -> tuple[Application, Submission]:
    application = await session.get(Application, application_id)
    if application is None or application.current_submission_id is None:
        raise NotFound
    require_status(application.status, ApplicationStatus.SUBMITTED)
    return application, await find_submission(session, application.current_submission_id)


def first_due_on(municipality: Municipality, slug: str, start: date) -> date:
    """When a case that came to that town hall on `start` is to be done, as its content says."""
    offer = load_catalogue().offer(municipality, slug)
    told = offer.duration.working_days if offer and offer.duration else None
    days = WORKING_DAYS_UNLESS_TOLD if told is None else told
    return add_working_days(start, days, municipality.state)


def _paid_words(amount_cents: int, method_label: str) -> str:
    if not amount_cents:
        return ""
    return f"{format_euro(amount_cents)} mit {method_label} bezahlt"


def _kind_of_mail(event: CaseEvent) -> str:
    if event.kind == service.MESSAGE:
        return "message"
    if event.kind in (*_MAIL_OF_FEES, NOTICE_PROVIDED, NOTICE_POSTED):
        return event.kind
    return next((mail for action, mail in _MAIL_OF_ACTION.items() if action == event.kind), "")


async def _write_case_mail(
    services: Services, session: AsyncSession, case: Case, event: CaseEvent, kind: str
) -> None:
    """The link leads to the portal where the citizen began: that is where they are signed in."""
    account = await session.get_one(Account, case.account_id)
    application = await session.get_one(Application, case.application_id)
    occasion = Occasion(
        kind,
        case.authority,
        unique_key=occasion_of(event),
        path=f"/vorgaenge/{case.reference}/",
        host=application.host_municipality,
        case_id=case.id,
    )
    await services.outbox.tell(session, account, occasion, reference=case.reference)
