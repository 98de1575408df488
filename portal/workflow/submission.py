"""Sending what costs nothing: checked, settled and on its way in one transaction."""

from uuid import UUID

from portal.applications import submit_without_fee
from portal.payments.service import NO_PROVIDER, Attempt, PayableItem, begin_payment
from portal.persistence.database import Scope
from portal.workflow.services import Services


async def submit_free(
    services: Services, account_id: UUID, host_municipality: str, application_id: UUID
) -> UUID:
    """Submit an application without a fee; the id of the settled payment of zero cents.

    A second tap finds the first one's. Raises what `submit_without_fee` raises.
    """
    scope = Scope("citizen", account_id, host_municipality)
    async with services.database.transaction(scope) as session:
        submission = await submit_without_fee(session, account_id, application_id)
        item = PayableItem(application_id, submission.id, submission.municipality, 0)
        attempt = Attempt(
            account_id=account_id,
            host_municipality=host_municipality,
            method="",
            provider=NO_PROVIDER,
            items=(item,),
            key=f"free:{submission.id}",
        )
        payment = await begin_payment(session, attempt, services.follow_ups)
    return payment.id
