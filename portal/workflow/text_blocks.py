"""Text blocks for a case: in the language its citizen uses, which the portal looks up."""

from portal.cases.own_blocks import own_blocks
from portal.cases.text_blocks import TextBlock, case_to_write_about, text_blocks
from portal.identity.tables import Account
from portal.persistence.database import Scope, system_scope
from portal.workflow.services import Services


async def blocks_for_case(
    services: Services, scope: Scope, reference: str
) -> tuple[TextBlock, ...]:
    """None where the reader only reads the case. Raises SignInRequired, NotAllowed, NotFound."""
    async with services.database.transaction(scope) as session:
        case = await case_to_write_about(session, scope, reference)
    if case is None:
        return ()
    async with services.database.transaction(system_scope()) as session:
        citizen = await session.get_one(Account, case.account_id)
        own = await own_blocks(session, case.authority)
    return text_blocks(case, citizen.language, own)
