"""A new password as a story: the link by mail, the change, and who is told."""

from sqlalchemy.ext.asyncio import AsyncSession

from portal import audit, identity
from portal.errors import SignInRequired
from portal.identity import Account
from portal.identity.address_change import withdraw_changes
from portal.identity.new_password import (
    change_password,
    count_request,
    issue_reset,
    read_reset,
    reset_password,
)
from portal.notifications.channels import forget_devices
from portal.notifications.outbox import Occasion
from portal.persistence.database import system_scope
from portal.shared import clock
from portal.workflow.services import Services
from portal.workflow.signing_in import Arrival, SignedIn, begin_session

FORGOTTEN_PATH = "/passwort/vergessen/"
NEW_PATH = "/passwort/neu/"


async def ask_for_reset(services: Services, email: str, arrival: Arrival) -> None:
    """Count the request; the same for every address. Raises TooManyMails."""
    async with services.database.transaction(system_scope()) as session:
        await count_request(session, email, arrival.network)


async def send_reset_link(services: Services, email: str, municipality: str) -> None:
    """Mail the link, if the address has an account.

    To be done after the answer is out: how long it takes tells nobody whether there is one.
    """
    async with services.database.transaction(system_scope()) as session:
        issued = await issue_reset(session, email)
        if issued is None:
            return
        account, code = issued
        key = f"reset:{identity.digest(code)}"
        occasion = Occasion("reset_password", municipality, key, f"{NEW_PATH}?code={code}")
        await services.outbox.tell(session, account, occasion)


async def check_reset_link(services: Services, code: str) -> None:
    """Whether the link would set a password; it stays unused. Raises LinkOver."""
    async with services.database.transaction(system_scope()) as session:
        await read_reset(session, code)


async def set_forgotten_password(
    services: Services, code: str, password: str, arrival: Arrival
) -> SignedIn | None:
    """Set the password by the link. A citizen is signed in; staff (None) sign in themselves, as
    the mailbox is no second factor. Raises LinkOver, UnfitPassword.
    """
    database = services.database
    async with identity.turn_to_check(), database.transaction(system_scope()) as session:
        account = await reset_password(session, code, password)
        await withdraw_changes(session, account.id)
        await _record_and_tell(services, session, account, arrival, "password_reset")
        if account.kind != "citizen":
            return None
        return await begin_session(session, account.id, arrival, "/", method="password")


async def set_own_password(services: Services, password: str, arrival: Arrival) -> SignedIn:
    """Set the password of who is signed in; this session goes on under a new id, others end.

    Raises SignInRequired, RecentSignInRequired, UnfitPassword.
    """
    visit = arrival.visit
    identity.require_recent_sign_in(visit)
    if visit is None or visit.account_id is None:
        raise SignInRequired
    database = services.database
    async with identity.turn_to_check(), database.transaction(system_scope()) as session:
        account = await change_password(session, visit.account_id, password, visit.id)
        await withdraw_changes(session, account.id)
        await _record_and_tell(services, session, account, arrival, "password_changed")
        renewed = await identity.renew_session(session, visit.id)
        return SignedIn(renewed.token, renewed.expires_at, account.id, "/")


async def _record_and_tell(
    services: Services, session: AsyncSession, account: Account, arrival: Arrival, action: str
) -> None:
    """By mail to the account's address, so that its owner hears of what somebody else did."""
    await audit.record(session, system_scope(), action, f"account:{account.id}")
    await forget_devices(session, account.id)
    municipality = arrival.host_municipality
    key = f"{action}:{account.id}:{clock.now().isoformat()}"
    occasion = Occasion("password_changed", municipality, key, FORGOTTEN_PATH)
    await services.outbox.tell(session, account, occasion, moment=clock.now())
