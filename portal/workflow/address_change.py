"""Changing the address one signs in with, as a story: two mails, and the way back."""

from sqlalchemy.ext.asyncio import AsyncSession

from portal import audit, identity
from portal.errors import SignInRequired
from portal.identity import SessionInfo
from portal.identity.address_change import (
    CONFIRM_WITHIN,
    UNDO_WITHIN,
    AskedChange,
    ask_for_change,
    check_undo,
    confirm_change,
    undo_change,
)
from portal.identity.new_password import issue_reset_for
from portal.notifications.channels import forget_devices
from portal.notifications.outbox import Occasion, Reader
from portal.persistence.database import system_scope
from portal.persistence.live import announce
from portal.shared import clock
from portal.workflow.services import Services

CONFIRM_PATH = "/konto/adresse/bestaetigen/"
UNDO_PATH = "/konto/adresse/zurueck/"


async def ask_for_new_address(
    services: Services, email: str, visit: SessionInfo | None, municipality: str
) -> None:
    """Mail both addresses; until the new one is confirmed, nothing changes.

    Raises SignInRequired, RecentSignInRequired, UnfitAddress, InvalidInput, TooManyMails.
    """
    identity.require_recent_sign_in(visit)
    if visit is None or visit.account_id is None:
        raise SignInRequired
    async with services.database.transaction(system_scope()) as session:
        asked = await ask_for_change(session, visit.account_id, email)
        await _write_to_new(services, session, asked, municipality)
        await _write_to_old(services, session, asked, municipality)
        subject = f"account:{visit.account_id}"
        await audit.record(session, system_scope(), "address_change_asked", subject)


async def confirm_new_address(services: Services, code: str, visit: SessionInfo | None) -> None:
    """The link in the new mailbox, opened where the owner is signed in.

    Raises SignInRequired, AddressLinkOver.
    """
    if visit is None or visit.account_id is None:
        raise SignInRequired
    async with services.database.transaction(system_scope()) as session:
        await confirm_change(session, visit.account_id, code)
        subject = f"account:{visit.account_id}"
        await audit.record(session, system_scope(), "address_changed", subject)
        await announce(session, subject)


async def check_way_back(services: Services, code: str) -> None:
    """Whether the link from the old mailbox still holds. Raises AddressLinkOver."""
    async with services.database.transaction(system_scope()) as session:
        await check_undo(session, code)


async def take_address_back(services: Services, code: str) -> str:
    """Undo it; the code with which a new password is set at once. Raises AddressLinkOver."""
    async with services.database.transaction(system_scope()) as session:
        account = await undo_change(session, code)
        await forget_devices(session, account.id)
        subject = f"account:{account.id}"
        await audit.record(session, system_scope(), "address_taken_back", subject)
        return await issue_reset_for(session, account)


async def _write_to_new(
    services: Services, session: AsyncSession, asked: AskedChange, municipality: str
) -> None:
    key = f"new-address:{identity.digest(asked.confirm_code)}"
    if asked.owner is not None:
        reader = Reader(asked.new_email, asked.owner.display_name, asked.owner.language)
        occasion = Occasion("address_taken", municipality, key, "/anmelden/")
    else:
        reader = Reader(asked.new_email, language=asked.account.language)
        path = f"{CONFIRM_PATH}?code={asked.confirm_code}"
        occasion = Occasion("new_address", municipality, key, path)
    owner = asked.owner or asked.account
    await services.outbox.tell_reader(session, reader, occasion, account_id=owner.id)


async def _write_to_old(
    services: Services, session: AsyncSession, asked: AskedChange, municipality: str
) -> None:
    occasion = Occasion(
        "address_changing",
        municipality,
        unique_key=f"old-address:{identity.digest(asked.undo_code)}",
        path=f"{UNDO_PATH}?code={asked.undo_code}",
    )
    until = clock.now() + CONFIRM_WITHIN + UNDO_WITHIN
    await services.outbox.tell(session, asked.account, occasion, until=until)
