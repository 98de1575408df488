"""From a draft to what is sent: checked, priced and written down for ever."""

from collections.abc import Callable
from dataclasses import asdict
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications.drafts import announce_change
from portal.applications.lifetime import touch
from portal.applications.offering import orderable_offer
from portal.applications.pricing import Price, price_of
from portal.applications.queries import (
    find_submission,
    form_context,
    form_of,
    last_submission,
    lock_application,
    trust_level_of,
)
from portal.applications.status import ApplicationStatus, require_status
from portal.applications.tables import Application, Submission
from portal.applications.versions import bring_up_to_date
from portal.catalogue import Offer, case_title_from
from portal.errors import Conflict, InvalidInput, NotFound, SignInRequired, TrustLevelTooLow
from portal.forms import FieldError, FormContext, check_all, in_snapshot, review, values
from portal.identity.tables import Account
from portal.shared import clock
from portal.shared.language import GERMAN, speaking


class AnswersIncomplete(InvalidInput):
    """Something is missing or wrong; `errors` says what and where."""

    message = "Es fehlt noch etwas. Bitte sehen Sie Ihre Angaben noch einmal durch."

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__()
        self.errors = errors


class FormChanged(InvalidInput):
    """The form changed since the citizen last saw it: they read the note on it first."""

    message = (
        "Dieses Formular wurde inzwischen geändert. Bitte prüfen Sie Ihre Angaben noch einmal."
    )


class FeeIsDue(Conflict):
    """The application costs something: it goes through the basket."""

    message = "Für diesen Antrag fällt eine Gebühr an. Legen Sie ihn bitte in den Warenkorb."


async def put_into_basket(
    session: AsyncSession, account_id: UUID, application_id: UUID
) -> Submission:
    """Check everything, compute the fee and write the snapshot that will be paid and sent.

    Level, files and fee are read from the database and the content, nothing is believed. A
    second tap returns the same snapshot. Raises SignInRequired without an account,
    TrustLevelTooLow, FormChanged, AnswersIncomplete, FeeUndecided, NotOrderable,
    ApplicationElsewhere, NotFound.
    """
    application = await lock_application(session, application_id)
    if application.account_id != account_id:
        raise SignInRequired
    if application.status == ApplicationStatus.IN_BASKET:
        return await _current_submission(session, application)
    require_status(application.status, ApplicationStatus.DRAFT)
    account = await _account(session, account_id)
    submission = await _checked_snapshot(session, application, account)
    session.add(submission)
    await _lay_into_basket(session, application, submission)
    return submission


async def submit_without_fee(
    session: AsyncSession, account_id: UUID, application_id: UUID
) -> Submission:
    """As `put_into_basket` for an application that costs nothing.

    The caller settles it in the same transaction (payment provider 'none'). A second tap, even
    after that, returns the same snapshot. Raises FeeIsDue where it costs something after all.
    """
    application = await lock_application(session, application_id)
    if application.account_id == account_id and application.status == ApplicationStatus.SUBMITTED:
        return await _current_submission(session, application)
    submission = await put_into_basket(session, account_id, application_id)
    if submission.total_cents > 0:
        raise FeeIsDue
    return submission


async def take_out_of_basket(session: AsyncSession, application_id: UUID) -> Application:
    """Make it a draft again that can be found under the drafts. Raises ApplicationElsewhere."""
    application = await lock_application(session, application_id)
    require_status(application.status, ApplicationStatus.IN_BASKET)
    application.status = ApplicationStatus.DRAFT
    application.current_submission_id = None
    touch(application)
    await announce_change(session, application)
    return application


async def change_again(session: AsyncSession, application_id: UUID) -> Application:
    """As `take_out_of_basket`, to go on with at once: it becomes the newest draft."""
    application = await take_out_of_basket(session, application_id)
    application.saved_at = clock.now()
    await session.flush()
    return application


async def mark_submitted(session: AsyncSession, application_id: UUID, submission_id: UUID) -> bool:
    """Submit the snapshot that was settled, even if its draft was being changed meanwhile.

    False where nothing is left to submit: it was submitted before, or discarded. Then what was
    paid is surplus. Raises NotFound for a snapshot of another application.
    """
    application = await lock_application(session, application_id)
    submission = await find_submission(session, submission_id)
    if submission.application_id != application.id:
        raise NotFound("Diesen Antrag haben wir nicht gefunden.")
    if application.status in (ApplicationStatus.SUBMITTED, ApplicationStatus.DISCARDED):
        return False
    application.status = ApplicationStatus.SUBMITTED
    application.current_submission_id = submission.id
    application.submitted_at = clock.now()
    application.change_note = {}
    touch(application)
    await announce_change(session, application)
    return True


def price_of_draft(
    application: Application,
    context: FormContext,
    told: Callable[[Offer], Offer] = lambda offer: offer,
) -> Price:
    """What the draft costs as it stands. Raises FeeUndecided while answers it needs are missing,
    NotOrderable. `told` may say the offer in other words."""
    typed = values(form_of(application), application.answers, context)
    return price_of(told(_offer(application)), typed)


async def _checked_snapshot(
    session: AsyncSession, application: Application, account: Account
) -> Submission:
    offer = _offer(application)
    level = await trust_level_of(session, account.id)
    if not level.reaches(offer.service.trust_level):
        raise TrustLevelTooLow
    if await bring_up_to_date(session, application, offer.service):
        raise FormChanged
    context = await form_context(session, application)
    if errors := check_all(form_of(application), application.answers, context):
        raise AnswersIncomplete(errors)
    last = await last_submission(session, application.id)
    number = last.number + 1 if last else 1
    # What is sent is said in the administrative language (VwVfG § 23 (1)).
    with speaking(GERMAN):
        return _snapshot(application, account, offer, context, number)


def _snapshot(
    application: Application, account: Account, offer: Offer, context: FormContext, number: int
) -> Submission:
    form = form_of(application)
    typed = values(form, application.answers, context)
    price = price_of(offer, typed)
    definition = offer.service.model_copy(update={"fee": offer.fee})
    return Submission(
        application_id=application.id,
        number=number,
        municipality=application.municipality,
        account_id=account.id,
        service=application.service,
        title=case_title_from(offer.service.case_title, typed),
        applicant_name=account.display_name or account.email,
        trust_level=context.trust_level,
        definition=definition.model_dump(mode="json", by_alias=True),
        answers=application.answers,
        review=in_snapshot(review(form, application.answers, context, application.proven_names)),
        fee_lines=[asdict(line) for line in price.now.lines],
        total_cents=price.now.total_cents,
        relief=price.relief_in_snapshot(),
    )


async def _lay_into_basket(
    session: AsyncSession, application: Application, submission: Submission
) -> None:
    application.status = ApplicationStatus.IN_BASKET
    application.current_submission_id = submission.id
    application.definition_version = submission.definition["version"]
    application.change_note = {}
    await announce_change(session, application)


def _offer(application: Application) -> Offer:
    return orderable_offer(
        application.host_municipality, application.service, application.municipality
    )


async def _account(session: AsyncSession, account_id: UUID) -> Account:
    account = await session.get(Account, account_id)
    if account is None:
        raise SignInRequired
    return account


async def _current_submission(session: AsyncSession, application: Application) -> Submission:
    if application.current_submission_id is None:
        raise NotFound("Diesen Antrag haben wir nicht gefunden.")
    return await find_submission(session, application.current_submission_id)
