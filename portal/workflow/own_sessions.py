"""Where one is signed in, and ending it: at one device, or everywhere else."""

from uuid import UUID

from portal import identity
from portal.errors import SignInRequired
from portal.identity import SessionInfo
from portal.identity.own_sessions import OwnSession, has_run_out, sessions_of
from portal.notifications.channels import forget_devices
from portal.persistence.database import system_scope
from portal.persistence.live import announce
from portal.workflow.services import Services


async def list_sessions(services: Services, visit: SessionInfo | None) -> list[OwnSession]:
    """The own ones, the last used first. Raises SignInRequired."""
    account_id = _account_of(visit)
    async with services.database.transaction(system_scope()) as session:
        return await sessions_of(session, account_id)


async def end_session(services: Services, visit: SessionInfo | None, session_id: UUID) -> bool:
    """End one of the own ones: its open pages lead to the sign-in page at once.

    False where there is no such session any more. Raises SignInRequired.
    """
    account_id = _account_of(visit)
    async with services.database.transaction(system_scope()) as session:
        ended = await identity.end_session_of(session, account_id, session_id)
        await announce(session, f"account:{account_id}")
        return ended


async def end_other_sessions(services: Services, visit: SessionInfo | None) -> None:
    """End all but this one; notifications end on all devices. Raises SignInRequired."""
    account_id = _account_of(visit)
    assert visit is not None
    async with services.database.transaction(system_scope()) as session:
        await identity.sign_out_everywhere(session, account_id, but=visit.id)
        await forget_devices(session, account_id)
        await announce(session, f"account:{account_id}")


async def sign_in_has_run_out(services: Services, token: str, host_municipality: str) -> bool:
    """Whether this cookie's owner had signed in, and has to again."""
    async with services.database.transaction(system_scope()) as session:
        return await has_run_out(session, token, host_municipality)


def _account_of(visit: SessionInfo | None) -> UUID:
    if visit is None or visit.account_id is None:
        raise SignInRequired
    return visit.account_id
