"""Fees of a case that is open: claims to be paid afterwards, and whether anything is open yet.

Claiming is the desk's. Each change, its entry in the history and its follow-up share
the caller's transaction. Amounts in integer cents; none of them comes from the citizen.
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.access import Actor, require_case_worker
from portal.cases.changing import (
    announce_case,
    hold_case,
    lock_case,
    new_event,
    record_change,
    tell_citizen,
)
from portal.cases.relief_tables import FeeRelief
from portal.cases.status import CaseStatus
from portal.cases.tables import Case
from portal.cases.wording import clean_text
from portal.catalogue.booking import booking_account_at
from portal.errors import Conflict, InvalidInput, NotFound
from portal.municipalities import municipality_by_slug
from portal.payments.claim_tables import FeeClaim
from portal.payments.claims import OWED, ClaimStatus, lock_claim
from portal.payments.queries import is_debited_ahead
from portal.persistence.columns import new_id
from portal.persistence.database import Scope
from portal.persistence.follow_ups import FollowUps
from portal.shared import clock
from portal.shared.language import N_
from portal.shared.money import format_euro

FEE_CLAIMED, FEE_PAID, FEE_WITHDRAWN = "fee_claimed", "fee_paid", "fee_withdrawn"
FEE_REMINDED, FEE_LAPSED = "fee_reminded", "fee_lapsed"
FEE_REFUNDED = "fee_refunded"
FEE_DEBITED = "fee_debited"
FEE_DISPUTED, FEE_DISPUTE_OVER = "fee_disputed", "fee_dispute_over"

REMIND_OF_CLAIM, LAPSE_CLAIM = "remind_of_claim", "lapse_claim"
TO_PAY_WITHIN = timedelta(days=14)
REMIND_BEFORE = timedelta(days=4)
MOST_CLAIMED = 1_000_000
LONGEST_REASON = 500
FAILED_DEBIT = N_("Ihre Bank hat die Lastschrift nicht eingelöst.")
AFTER_CORRECTION = N_("Höhere Gebühr nach Ihrer Korrektur")


class WrongAmount(InvalidInput):
    """The amount that was typed cannot be."""


async def claim_fee(
    session: AsyncSession,
    scope: Scope,
    follow_ups: FollowUps,
    reference: str,
    *,
    amount_cents: int,
    reason: str,
) -> FeeClaim:
    """Ask the citizen for `amount_cents` more; the e-mail goes out, the timers are set.

    Raises SignInRequired, NotAllowed, NotFound (not on that desk), Conflict (the case is over),
    WrongAmount (not from 1 cent to 10,000 euros), InvalidInput (no
    reason).
    """
    actor = await require_case_worker(session, scope)
    case = await lock_open_case(session, actor, reference)
    if not 0 < amount_cents <= MOST_CLAIMED:
        most = format_euro(MOST_CLAIMED)
        raise WrongAmount(f"Bitte geben Sie mehr als 0 und höchstens {most} an.")
    words = reason_in(reason)
    claim = await ask_for(
        session, follow_ups, actor, case, amount_cents=amount_cents, reason=words, tell=True
    )
    await record_change(session, scope, "case.fee_claimed", case)
    await announce_case(session, case)
    return claim


async def claim_failed_debit(
    session: AsyncSession, follow_ups: FollowUps, case: Case, item_id: UUID, amount_cents: int
) -> bool:
    """The case was opened on the promise of a direct debit that failed: the citizen is asked for
    the fee, once per item. False where the case is over: then it is the treasury's to decide."""
    return await _claim_once(
        session, follow_ups, case, item_id, amount_cents=amount_cents, reason=FAILED_DEBIT
    )


async def claim_after_correction(
    session: AsyncSession, follow_ups: FollowUps, case: Case, request_id: UUID, amount_cents: int
) -> bool:
    """The corrected answers cost more: the citizen agreed to it and is asked for the difference,
    once per request. False where the case is over."""
    return await _claim_once(
        session, follow_ups, case, request_id, amount_cents=amount_cents, reason=AFTER_CORRECTION
    )


async def withdraw_claim(
    session: AsyncSession,
    scope: Scope,
    follow_ups: FollowUps,
    reference: str,
    *,
    claim_id: UUID,
    reason: str,
) -> None:
    """Ask for it no more. Money that arrives nevertheless goes back.

    Raises SignInRequired, NotAllowed, NotFound (not on that desk, of another case), Conflict (it
    is paid or withdrawn), InvalidInput (no reason).
    """
    actor = await require_case_worker(session, scope)
    case = await lock_case(session, actor, reference)
    claim = await lock_claim(session, claim_id)
    if claim.case_id != case.id:
        raise NotFound("Diese Forderung haben wir nicht gefunden.")
    if claim.status not in OWED:
        raise Conflict("Diese Forderung ist schon bezahlt oder zurückgenommen.")
    words = reason_in(reason)
    _end_unpaid(claim, actor.id, words)
    event = new_event(
        case, FEE_WITHDRAWN, actor, detail=f"{format_euro(claim.amount_cents)}: {words}"
    )
    session.add(event)
    await session.flush()
    await tell_citizen(session, follow_ups, event)
    await record_change(session, scope, "case.fee_withdrawn", case)
    await announce_case(session, case)


async def end_fees(session: AsyncSession, case: Case) -> None:
    """Nothing more comes of the case: what is still owed for it is not asked for any longer."""
    await hold_case(session, case.id)
    relief = (await session.scalars(relief_of(case.id).with_for_update())).one_or_none()
    if relief is not None and relief.status == "asked":
        relief.status, relief.decided_at = "moot", clock.now()
    query = select(FeeClaim).where(col(FeeClaim.case_id) == case.id, col(FeeClaim.status).in_(OWED))
    for claim in await session.scalars(query.with_for_update()):
        _end_unpaid(claim, None, "")
        detail = format_euro(claim.amount_cents)
        session.add(new_event(case, FEE_WITHDRAWN, None, detail=detail))
    await session.flush()
    await announce_case(session, case)


async def why_fee_is_open(session: AsyncSession, case: Case) -> str:
    """Why nothing may be issued yet, for the desk; "" where every fee is decided and paid, also
    the one whose direct debit opened the case."""
    relief = (await session.scalars(relief_of(case.id))).one_or_none()
    if relief is not None and relief.status == "asked":
        return "Bitte entscheiden Sie zuerst über den Antrag auf Ermäßigung."
    if await is_debited_ahead(session, case.application_id):
        return "Die Lastschrift ist noch nicht eingezogen; das dauert einige Tage."
    owed = select(FeeClaim).where(col(FeeClaim.case_id) == case.id, col(FeeClaim.status).in_(OWED))
    total = sum(claim.amount_cents for claim in await session.scalars(owed))
    return f"Es sind noch {format_euro(total)} offen." if total else ""


async def _claim_once(
    session: AsyncSession,
    follow_ups: FollowUps,
    case: Case,
    cause_id: UUID,
    *,
    amount_cents: int,
    reason: str,
) -> bool:
    """The portal itself asks for it, once per cause. False where the case is over."""
    if CaseStatus(case.status).final:
        return False
    claim_id = uuid5(cause_id, FEE_CLAIMED)
    if await session.get(FeeClaim, claim_id) is None:
        await ask_for(
            session, follow_ups, None, case,
            amount_cents=amount_cents, reason=reason, tell=True, claim_id=claim_id,
        )  # fmt: skip
        await announce_case(session, case)
    return True


async def ask_for(
    session: AsyncSession,
    follow_ups: FollowUps,
    actor: Actor | None,
    case: Case,
    *,
    amount_cents: int,
    reason: str,
    tell: bool = False,
    claim_id: UUID | None = None,
) -> FeeClaim:
    """A claim on a case that is held, with its entry and its timers; `actor` None for the portal
    itself, `tell` unless the citizen is told with something else."""
    town = municipality_by_slug(case.municipality)
    claim = FeeClaim(
        id=claim_id or new_id(),
        case_id=case.id,
        municipality=case.municipality,
        account_id=case.account_id,
        application_id=case.application_id,
        submission_id=case.submission_id,
        amount_cents=amount_cents,
        reason=reason,
        booking_account=booking_account_at(town, case.service),
        due_on=clock.today() + TO_PAY_WITHIN,
        created_by=actor.id if actor else None,
    )
    session.add(claim)
    until = clock.day_in_words(claim.due_on)
    event = new_event(
        case, FEE_CLAIMED, actor, detail=f"{format_euro(amount_cents)} bis {until}: {reason}"
    )
    session.add(event)
    await session.flush()
    if tell:
        await tell_citizen(session, follow_ups, event)
    await _set_timers(session, follow_ups, claim)
    return claim


async def _set_timers(session: AsyncSession, follow_ups: FollowUps, claim: FeeClaim) -> None:
    arguments = {"claim_id": str(claim.id)}
    for name, day in (
        (REMIND_OF_CLAIM, claim.due_on - REMIND_BEFORE),
        (LAPSE_CLAIM, claim.due_on + timedelta(days=1)),
    ):
        await follow_ups.enqueue(session, name, str(claim.id), arguments, _until(day))


def _until(day: date) -> timedelta:
    """Until shortly after that day has begun in Germany."""
    return datetime.combine(day, time(6), clock.BERLIN) - clock.now()


def _end_unpaid(claim: FeeClaim, by: UUID | None, reason: str) -> None:
    claim.status, claim.ended_at = ClaimStatus.WITHDRAWN, clock.now()
    claim.ended_by, claim.end_reason = by, reason


def reason_in(text: str) -> str:
    """The words of a reason. Raises InvalidInput for none, or too many."""
    words = clean_text(text, "Begründung")
    if len(words) > LONGEST_REASON:
        raise InvalidInput(f"Begründung: Bitte kürzen Sie auf {LONGEST_REASON} Zeichen.")
    return words


async def lock_open_case(session: AsyncSession, actor: Actor, reference: str) -> Case:
    """The case on that desk, held. Raises NotFound, Conflict (it is over)."""
    case = await lock_case(session, actor, reference)
    if CaseStatus(case.status).final:
        raise Conflict("Der Vorgang ist beendet.")
    return case


def relief_of(case_id: UUID) -> Select[FeeRelief]:
    """The relief that was asked for with the case, if any."""
    return select(FeeRelief).where(col(FeeRelief.case_id) == case_id)
