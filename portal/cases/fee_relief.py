"""Relief of the fee that was asked for with an application: the desk decides about it once.

The change, its entry in the history and its follow-up share the caller's transaction. What remains
to be paid becomes a claim (cases/fees.py).
"""

from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications.tables import Submission
from portal.cases.access import require_case_worker
from portal.cases.changing import announce_case, new_event, record_change, tell_citizen
from portal.cases.fees import WrongAmount, ask_for, lock_open_case, reason_in, relief_of
from portal.cases.relief_tables import FeeRelief
from portal.cases.tables import Case
from portal.errors import Conflict, NotFound
from portal.payments.claim_tables import FeeClaim
from portal.persistence.database import Scope
from portal.persistence.follow_ups import FollowUps
from portal.shared import clock
from portal.shared.language import N_
from portal.shared.money import format_euro

RELIEF_ASKED, RELIEF_GRANTED = "relief_asked", "relief_granted"
RELIEF_PARTLY, RELIEF_REFUSED = "relief_partly", "relief_refused"
REST_OF_FEE = N_("Gebühr nach der Entscheidung über Ihren Antrag auf Ermäßigung")


class Decision(StrEnum):
    """What the desk decides about relief."""

    GRANT = "granted"
    PARTLY = "partly"
    REFUSE = "refused"


_EVENT_OF = {
    Decision.GRANT: RELIEF_GRANTED,
    Decision.PARTLY: RELIEF_PARTLY,
    Decision.REFUSE: RELIEF_REFUSED,
}


async def note_relief(session: AsyncSession, case: Case, submission: Submission) -> None:
    """With the opening of its case: what the submission asks for is for the desk to decide."""
    asked = submission.relief
    if not asked:
        return
    terms = ("kind", "label", "proof", "legal_basis", "full_cents", "offered_cents")
    session.add(
        FeeRelief(
            case_id=case.id,
            municipality=case.municipality,
            account_id=case.account_id,
            asked_at=case.opened_at,
            **{name: asked[name] for name in terms},
        )
    )
    session.add(new_event(case, RELIEF_ASKED, None, at=case.opened_at, detail=asked["label"]))


async def decide_relief(
    session: AsyncSession,
    scope: Scope,
    follow_ups: FollowUps,
    reference: str,
    decision: Decision,
    *,
    remitted_cents: int | None = None,
    reason: str = "",
) -> FeeClaim | None:
    """Decide once about the relief asked for; the claim for what remains to be paid, if anything.

    GRANT remits what the content offers, PARTLY `remitted_cents` (less than that, more than 0),
    REFUSE nothing; the last two need a reason (VwVfG § 39). Raises SignInRequired, NotAllowed,
    NotFound (no such case on the desk, nothing asked for), Conflict (decided before, the case is
    over), WrongAmount, InvalidInput (no reason).
    """
    actor = await require_case_worker(session, scope)
    case = await lock_open_case(session, actor, reference)
    relief = await _lock_relief(session, case.id)
    if relief.status != "asked":
        raise Conflict("Darüber ist schon entschieden.")
    remitted = _remitted(relief, decision, remitted_cents)
    words = "" if decision is Decision.GRANT and not reason.strip() else reason_in(reason)
    relief.status, relief.remitted_cents, relief.reason = decision.value, remitted, words
    relief.decided_at, relief.decided_by = clock.now(), actor.id
    full = format_euro(relief.full_cents)
    told = f"{format_euro(remitted)} von {full} erlassen" if remitted else ""
    event = new_event(
        case, _EVENT_OF[decision], actor, detail=". ".join(filter(None, (told, words)))
    )
    session.add(event)
    await session.flush()
    await tell_citizen(session, follow_ups, event)
    await record_change(session, scope, f"case.{event.kind}", case)
    rest = relief.full_cents - remitted
    await announce_case(session, case)
    if not rest:
        return None
    return await ask_for(session, follow_ups, actor, case, amount_cents=rest, reason=REST_OF_FEE)


async def _lock_relief(session: AsyncSession, case_id: UUID) -> FeeRelief:
    query = relief_of(case_id).with_for_update().execution_options(populate_existing=True)
    relief = (await session.scalars(query)).one_or_none()
    if relief is None:
        raise NotFound("Für diesen Vorgang wurde keine Ermäßigung beantragt.")
    return relief


def _remitted(relief: FeeRelief, decision: Decision, remitted_cents: int | None) -> int:
    if decision is Decision.GRANT:
        return relief.offered_cents
    if decision is Decision.REFUSE:
        return 0
    if remitted_cents is None or not 0 < remitted_cents < relief.offered_cents:
        most = format_euro(relief.offered_cents)
        raise WrongAmount(f"Bitte geben Sie mehr als 0 und weniger als {most} an.")
    return remitted_cents
