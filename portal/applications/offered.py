"""What a draft's fields offer its owner: contact data of the account, answers of the last time."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.contact_profile import known_of_applicant
from portal.applications.drafts import announce_change
from portal.applications.queries import form_of, lock_application
from portal.applications.status import ApplicationStatus, require_status
from portal.applications.tables import Application, Submission
from portal.errors import NotFound, SignInRequired
from portal.forms import Offer, offers_from_account, offers_from_last_time
from portal.persistence.database import Scope


async def offers_for(
    session: AsyncSession, owner: Scope, application: Application
) -> dict[str, Offer]:
    """By input name; nothing for a visitor. What the account says is fresher than the last time."""
    if owner.actor_kind != "citizen" or application.account_id != owner.actor_id:
        return {}
    form = form_of(application)
    from_account = offers_from_account(form, await known_of_applicant(session, owner))
    if application.repeats_submission_id is None:
        return from_account
    last = await session.get(Submission, application.repeats_submission_id)
    if last is None or last.account_id != owner.actor_id:
        return from_account
    return offers_from_last_time(form, last.answers) | from_account


async def last_sent(
    session: AsyncSession, owner: Scope, application: Application
) -> Submission | None:
    """What the same citizen last sent of this service, wherever that was."""
    if owner.actor_kind != "citizen" or application.account_id != owner.actor_id:
        return None
    query = (
        select(Submission)
        .join(Application, col(Application.current_submission_id) == col(Submission.id))
        .where(
            col(Submission.account_id) == owner.actor_id,
            col(Application.account_id) == owner.actor_id,
            col(Application.service) == application.service,
            col(Application.status) == ApplicationStatus.SUBMITTED,
            col(Application.id) != application.id,
        )
        .order_by(col(Application.submitted_at).desc(), col(Submission.id))
    )
    return (await session.scalars(query.limit(1))).first()


async def repeat_last_time(session: AsyncSession, owner: Scope, application_id: UUID) -> None:
    """ "Wie beim letzten Mal": offer the earlier answers in this draft's empty fields.

    Raises SignInRequired for a draft without an account, NotFound where nothing was sent before
    or the draft is not the owner's, ApplicationElsewhere.
    """
    application = await lock_application(session, application_id)
    if application.account_id is None or application.account_id != owner.actor_id:
        raise SignInRequired
    require_status(application.status, ApplicationStatus.DRAFT)
    last = await last_sent(session, owner, application)
    if last is None:
        raise NotFound("Wir haben keinen früheren Antrag von Ihnen gefunden.")
    application.repeats_submission_id = last.id
    await announce_change(session, application)
