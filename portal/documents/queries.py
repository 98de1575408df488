"""What documents are made of: rows for whom they belong to. Row-level security narrows further."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications import find_submission
from portal.applications.tables import Submission
from portal.audit import Look, note_access, record
from portal.cases.access import require_case_worker
from portal.cases.queries import seen_case
from portal.cases.tables import Case
from portal.documents.fee_lines import fee_lines_of
from portal.documents.receipt import PaidAuthority, PaidItem, Receipt
from portal.errors import NotFound
from portal.fees import FeeLine
from portal.identity.tables import Account
from portal.municipalities import municipality_by_slug
from portal.payments.claims import find_claim
from portal.payments.queries import find_payment, items_of, paid_share
from portal.payments.refunds import returned_of_fees_cents
from portal.payments.status import METHOD_LABELS
from portal.payments.tables import Payment, PaymentItem
from portal.persistence.database import Scope
from portal.persistence.sealed_columns import or_plain_words


async def sent_application_for_citizen(
    session: AsyncSession, account_id: UUID, reference: str
) -> tuple[Submission, Case]:
    """What the citizen sent. Raises NotFound, also for a case of somebody else."""
    case = await _find(session, reference, col(Case.account_id) == account_id)
    return await find_submission(session, case.submission_id), case


async def sent_application_for_staff(
    session: AsyncSession, scope: Scope, reference: str
) -> tuple[Submission, Case]:
    """What was sent and lies on the desk of who asks; the look is recorded.

    Raises SignInRequired, NotAllowed (not a case worker there), NotFound (not on that desk).
    """
    actor = await require_case_worker(session, scope)
    case = await _find(session, reference, actor.readable)
    here = scope.within(case.municipality)
    await record(session, here, "application_copy.viewed", f"case:{case.id}")
    await note_access(session, scope, Look.COPY, [seen_case(case)])
    return await find_submission(session, case.submission_id), case


async def paid_receipt(session: AsyncSession, account_id: UUID, reference: str) -> Receipt:
    """The payment that settled the citizen's case, with all it settled. Raises NotFound, also
    where nothing was paid."""
    case = await _find(session, reference, col(Case.account_id) == account_id)
    share = await paid_share(session, case.application_id)
    if share is None or share.amount_cents == 0:
        raise NotFound
    return await receipt_of_payment(session, account_id, share.payment_id)


async def receipt_of_payment(session: AsyncSession, account_id: UUID, payment_id: UUID) -> Receipt:
    """What the citizen's payment settled. Raises NotFound, also where it settled nothing (yet),
    cost nothing, or is somebody else's."""
    payment = await find_payment(session, payment_id)
    authorities = await _authorities(session, payment)
    if payment.account_id != account_id or payment.settled_at is None or not authorities:
        raise NotFound
    account = await session.get_one(Account, account_id)
    return Receipt(
        payment_id=payment.id,
        payer=account.display_name,
        issuer=municipality_by_slug(payment.host_municipality),
        method=METHOD_LABELS.get(payment.method, payment.method),
        paid_at=payment.settled_at,
        authorities=authorities,
        refunded_cents=await returned_of_fees_cents(session, payment.id),
    )


async def _authorities(session: AsyncSession, payment: Payment) -> tuple[PaidAuthority, ...]:
    """What the payment settled, by the authority it is for."""
    settled = [i for i in await items_of(session, payment.id) if i.settled and i.amount_cents]
    references = await _references(session, settled)
    settled.sort(key=lambda item: (item.municipality, references.get(item.application_id, "")))
    submissions = {i.id: await find_submission(session, i.submission_id) for i in settled}
    lines = {i.id: await _lines(session, i, submissions[i.id]) for i in settled}
    return tuple(
        PaidAuthority(
            municipality_by_slug(slug).full_name,
            tuple(
                _item(
                    item,
                    submissions[item.id],
                    references.get(item.application_id, ""),
                    lines[item.id],
                )
                for item in items
            ),
        )
        for slug, items in groupby(settled, key=lambda item: item.municipality)
    )


def _item(
    item: PaymentItem, submission: Submission, reference: str, lines: tuple[FeeLine, ...]
) -> PaidItem:
    return PaidItem(
        title=submission.title,
        reference=reference,
        lines=lines,
        amount_cents=item.amount_cents,
        kassenzeichen=item.kassenzeichen or "",
    )


async def _lines(
    session: AsyncSession, item: PaymentItem, submission: Submission
) -> tuple[FeeLine, ...]:
    """What it was paid for: the lines of the application's bill, or the claim's reason."""
    if item.claim_id is None:
        return fee_lines_of(submission.fee_lines)
    claim = await find_claim(session, item.claim_id)
    reason = or_plain_words(claim.reason)
    return (FeeLine(reason, 1, claim.amount_cents, claim.amount_cents),)


async def _references(session: AsyncSession, items: Sequence[PaymentItem]) -> dict[UUID, str]:
    """The references of the cases opened so far, by application."""
    query = select(Case).where(
        col(Case.application_id).in_([item.application_id for item in items])
    )
    return {case.application_id: case.reference for case in await session.scalars(query)}


async def _find(session: AsyncSession, reference: str, owned: ColumnElement[bool]) -> Case:
    query = select(Case).where(col(Case.reference) == reference.upper(), owned)
    case = (await session.scalars(query)).one_or_none()
    if case is None:
        raise NotFound("Diesen Vorgang haben wir nicht gefunden.")
    return case
