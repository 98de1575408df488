"""A citizen rates a service once for each case of theirs."""

from portal.cases.figures.feedback import give_feedback, is_rated, own_case_to_rate
from portal.errors import NotFound, PortalError, SignInRequired
from portal.persistence.database import Scope, system_scope
from portal.workflow.services import Services


async def may_rate(services: Services, citizen: Scope, reference: str) -> bool:
    """Whether the citizen's own case is not rated yet; False for any other."""
    town = await _town_of(services, citizen, reference)
    if town is None or citizen.actor_id is None:
        return False
    async with services.database.transaction(citizen) as session:
        case = await own_case_to_rate(session, citizen.actor_id, reference)
        return not await is_rated(session, case.id)


async def rate(services: Services, citizen: Scope, reference: str, stars: str, words: str) -> None:
    """Give stars and words. Raises InvalidField ("sterne", "worte"), NotFound, AlreadyGiven,
    SignInRequired."""
    if citizen.actor_kind != "citizen" or citizen.actor_id is None:
        raise SignInRequired
    town = await _town_of(services, citizen, reference)
    if town is None:
        raise NotFound
    async with services.database.transaction(system_scope(town)) as session:
        await give_feedback(session, citizen.actor_id, reference, stars, words)


async def _town_of(services: Services, citizen: Scope, reference: str) -> str | None:
    if citizen.actor_kind != "citizen" or citizen.actor_id is None:
        return None
    async with services.database.transaction(citizen) as session:
        try:
            case = await own_case_to_rate(session, citizen.actor_id, reference)
        except PortalError:
            return None
        return case.municipality
