"""After a correction: what the corrected answers cost more or less is asked for or given back."""

from collections.abc import Mapping
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications.tables import Submission
from portal.cases.correction_tables import CorrectionRequest
from portal.cases.corrections import SETTLE_CORRECTION
from portal.cases.fees import claim_after_correction
from portal.cases.tables import Case
from portal.payments.refunds import owe_difference
from portal.persistence.database import system_scope
from portal.shared.language import N_
from portal.workflow.services import Services

LOWER_FEE = N_("Niedrigere Gebühr nach Ihrer Korrektur")


async def settle_correction(services: Services, arguments: Mapping[str, str]) -> None:
    """However often it runs, there is one claim or one refund per request.

    The amounts are those of the two snapshots, by the rule the application was sent with.
    """
    async with services.database.transaction(system_scope()) as session:
        request = await session.get(CorrectionRequest, UUID(arguments["request_id"]))
        if request is None or request.corrected_id is None:
            return
        case = await session.get_one(Case, request.case_id, with_for_update=True)
        difference = await _difference(session, request)
        if difference > 0:
            await claim_after_correction(session, services.follow_ups, case, request.id, difference)
        elif difference < 0:
            await owe_difference(
                session,
                case.application_id,
                -difference,
                services.follow_ups,
                refund_id=uuid5(request.id, LOWER_FEE),
                reason=LOWER_FEE,
            )


CORRECTION_FOLLOW_UPS = {SETTLE_CORRECTION: settle_correction}


async def _difference(session: AsyncSession, request: CorrectionRequest) -> int:
    before = await session.get_one(Submission, request.submission_id)
    after = await session.get_one(Submission, request.corrected_id)
    return after.total_cents - before.total_cents
