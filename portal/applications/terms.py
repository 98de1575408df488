"""Whether what lies in the basket may still be paid at the terms it was laid there with.

Form and fee are content and change. Nobody pays other terms than those shown: an item whose terms
no longer hold is a draft again, with a note that says why.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.drafts import announce_change
from portal.applications.lifetime import touch
from portal.applications.offering import NotOrderable, orderable_offer
from portal.applications.pricing import price_of
from portal.applications.queries import find_submission, form_context
from portal.applications.service import price_of_draft
from portal.applications.status import ApplicationStatus
from portal.applications.tables import Application, Submission
from portal.applications.versions import bring_up_to_date, carried_over, note_return
from portal.catalogue import Offer
from portal.errors import PortalError
from portal.forms import check_all, digest_of, in_snapshot, review, values
from portal.shared import clock
from portal.shared.trust import TrustLevel

FORM_CHANGED, FEE_CHANGED, NOT_OFFERED = "form", "fee", "gone"


@dataclass(frozen=True)
class Returned:
    """An item that went back to the drafts, and why (one of the words above).

    What it cost in the basket and what it costs now, in cents; None where that is not known.
    """

    service: str
    municipality: str
    why: str
    old_cents: int | None = None
    new_cents: int | None = None


async def return_outdated(
    session: AsyncSession, account_id: UUID, host_municipality: str
) -> tuple[Returned, ...]:
    """Make drafts again of the items in this host's basket whose terms no longer hold."""
    query = (
        select(Application)
        .where(
            col(Application.account_id) == account_id,
            col(Application.host_municipality) == host_municipality,
            col(Application.status) == ApplicationStatus.IN_BASKET,
        )
        .order_by(col(Application.id))
        .with_for_update()
    )
    items = (await session.scalars(query.execution_options(populate_existing=True))).all()
    checked = [await _return_if_outdated(session, item) for item in items]
    return tuple(returned for returned in checked if returned is not None)


async def returned_items(
    session: AsyncSession, account_id: UUID, host_municipality: str
) -> tuple[Returned, ...]:
    """The drafts that came back out of this host's basket and whose note was not closed yet."""
    query = select(Application).where(
        col(Application.account_id) == account_id,
        col(Application.host_municipality) == host_municipality,
        col(Application.status) == ApplicationStatus.DRAFT,
    )
    drafts = await session.scalars(query)
    return tuple(
        [await _with_amounts(session, draft) for draft in drafts if "returned" in draft.change_note]
    )


async def _return_if_outdated(session: AsyncSession, item: Application) -> Returned | None:
    if item.current_submission_id is None:
        return None
    submission = await find_submission(session, item.current_submission_id)
    try:
        offer = orderable_offer(item.host_municipality, item.service, item.municipality)
    except NotOrderable:
        return await _return(session, item, submission, None, NOT_OFFERED)
    why = await _why_not(session, item, submission, offer)
    return await _return(session, item, submission, offer, why) if why else None


async def _why_not(
    session: AsyncSession, item: Application, submission: Submission, offer: Offer
) -> str:
    """Why the terms do not hold any more; "" where they do."""
    form = offer.service.form
    assert form is not None and offer.fee is not None, "an orderable service has both"
    same_form = item.definition_digest == digest_of(form)
    written = offer.fee.model_dump(mode="json", by_alias=True)
    if same_form and written == submission.definition.get("fee"):
        return ""
    carried = await carried_over(session, item, form)
    context = await form_context(session, item, TrustLevel(submission.trust_level))
    try:
        fee = price_of(offer, values(form, carried.answers, context)).now
    except PortalError:
        return FORM_CHANGED
    if fee.total_cents != submission.total_cents:
        return FEE_CHANGED
    if same_form:
        return ""
    words = in_snapshot(review(form, carried.answers, context, item.proven_names))
    unfit = carried.set_aside or check_all(form, carried.answers, context)
    return FORM_CHANGED if unfit or _plain(words) != submission.review else ""


async def _return(
    session: AsyncSession, item: Application, submission: Submission, offer: Offer | None, why: str
) -> Returned:
    item.status = ApplicationStatus.DRAFT
    item.current_submission_id = None
    item.saved_at = clock.now()
    touch(item)
    if offer is not None:
        await bring_up_to_date(session, item, offer.service)
    note_return(item, why, submission.total_cents)
    await announce_change(session, item)
    return await _with_amounts(session, item)


def _returned(draft: Application) -> Returned:
    return Returned(draft.service, draft.municipality, draft.change_note["returned"])


async def _with_amounts(session: AsyncSession, draft: Application) -> Returned:
    try:
        fee = price_of_draft(draft, await form_context(session, draft)).now
    except PortalError:
        return _returned(draft)
    old = draft.change_note.get("old_cents")
    return replace(_returned(draft), old_cents=old, new_cents=fee.total_cents)


def _plain(sections: list[dict[str, object]]) -> list[dict[str, object]]:
    """As JSON holds them: tuples are lists."""
    return [
        section | {"rows": list(rows)} if isinstance(rows := section["rows"], tuple) else section
        for section in sections
    ]
