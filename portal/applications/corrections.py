"""A corrected application: checked and priced by the form it was sent with, written down anew.

The snapshot a correction was asked for stays as it is; the corrected one is a further snapshot.
"""

from dataclasses import asdict

from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications.queries import form_context, last_submission
from portal.applications.tables import Application, Submission
from portal.catalogue import ServiceDefinition, case_title_from
from portal.errors import NotFound
from portal.fees import Fee, NoFee, compute_fee
from portal.forms import Form, FormContext, RawAnswers, in_snapshot, review, values
from portal.shared.language import GERMAN, speaking
from portal.shared.trust import TrustLevel


def definition_of(submission: Submission) -> ServiceDefinition:
    """The service as it was when it was sent."""
    return ServiceDefinition.model_validate(submission.definition)


def form_sent(submission: Submission) -> Form:
    """The form as it was when it was sent. Raises NotFound for a service without one."""
    form = definition_of(submission).form
    if form is None:
        raise NotFound
    return form


async def context_of_sent(
    session: AsyncSession, application: Application, submission: Submission
) -> FormContext:
    """What the form needs to know besides; the level is at least the one it was sent with."""
    return await form_context(session, application, TrustLevel(submission.trust_level))


def fee_of(submission: Submission, form: Form, answers: RawAnswers, context: FormContext) -> Fee:
    """What the application costs with these answers by the rule of then. Raises FeeUndecided."""
    rule = definition_of(submission).fee
    return compute_fee(rule or NoFee(kind="none"), values(form, answers, context))


async def snapshot_corrected(
    session: AsyncSession,
    application: Application,
    sent: Submission,
    answers: RawAnswers,
    context: FormContext,
) -> Submission:
    """The corrected application as a further snapshot, flushed. Who asked not to pay the fee now
    still does. Raises FeeUndecided."""
    last = await last_submission(session, application.id)
    with speaking(GERMAN):
        submission = _snapshot(application, sent, answers, context)
    submission.number = (last.number if last else sent.number) + 1
    session.add(submission)
    application.answers, application.current_submission_id = answers, submission.id
    application.revision += 1
    await session.flush()
    return submission


def _snapshot(
    application: Application, sent: Submission, answers: RawAnswers, context: FormContext
) -> Submission:
    form, service = form_sent(sent), definition_of(sent)
    fee = fee_of(sent, form, answers, context)
    sections = review(form, answers, context, application.proven_names)
    return Submission(
        application_id=application.id,
        number=0,
        municipality=sent.municipality,
        account_id=sent.account_id,
        service=sent.service,
        title=case_title_from(service.case_title, values(form, answers, context)),
        applicant_name=sent.applicant_name,
        trust_level=sent.trust_level,
        definition=sent.definition,
        answers=answers,
        review=in_snapshot(sections),
        fee_lines=[] if sent.relief else [asdict(line) for line in fee.lines],
        total_cents=0 if sent.relief else fee.total_cents,
        relief=sent.relief,
    )
