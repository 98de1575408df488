"""Identifying at the counter as a story: the code, the check, the mail, and taking it back."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal import audit, identity
from portal.identity import (
    Account,
    CardCheck,
    DoneCheck,
    Identification,
    Person,
    ShownCode,
    SignInRefused,
)
from portal.notifications.outbox import Occasion
from portal.persistence.database import Scope, system_scope
from portal.workflow.services import Services


async def show_identification_code(services: Services, account_id: UUID) -> ShownCode:
    """A fresh code for the citizen's own page."""
    async with services.database.transaction(system_scope()) as session:
        return await identity.show_code(session, account_id)


async def find_identification(services: Services, account_id: UUID) -> Identification | None:
    """Where and when the citizen was identified, if it still holds."""
    async with services.database.transaction(system_scope()) as session:
        return await identity.identification_of(session, account_id)


async def find_person_to_check(services: Services, clerk: Scope, code: str) -> Person:
    """Whose code it is; that a clerk looked is recorded.

    Raises CodeUnknown, OwnIdentity, TooManyAttempts, NotAllowed, SignInRequired.
    """
    async with services.database.transaction(system_scope()) as session:
        found = await identity.whom_to_check(session, clerk, code)
        if isinstance(found, Person):
            await audit.record(session, clerk, "code_looked_up", f"account:{found.account_id}")
            await _note_looks(session, clerk, audit.Look.CODE, [found.account_id])
            return found
    raise found


async def confirm_identity(services: Services, clerk: Scope, code: str, check: CardCheck) -> None:
    """The document fits: the account is identified, its owner gets a mail.

    Raises what `find_person_to_check` raises, and InvalidInput.
    """
    async with services.database.transaction(system_scope()) as session:
        done = await identity.confirm_identity(session, clerk, code, check)
        if isinstance(done, Identification):
            await audit.record(session, clerk, "identity_confirmed", f"account:{done.account_id}")
            await _write(services, session, done, "confirmed")
            return
    assert isinstance(done, SignInRefused)
    raise done


async def revoke_identification(
    services: Services, clerk: Scope, identification_id: UUID, reason: str
) -> None:
    """Take a confirmation back; its owner is told. Raises InvalidInput, NotAllowed, NotFound."""
    async with services.database.transaction(system_scope()) as session:
        done = await identity.revoke_identification(session, clerk, identification_id, reason)
        await audit.record(session, clerk, "identity_revoked", f"account:{done.account_id}")
        await _write(services, session, done, "revoked")


async def list_checks_done(services: Services, clerk: Scope) -> list[DoneCheck]:
    """The newest confirmations of this counter. Raises SignInRequired, NotAllowed."""
    async with services.database.transaction(system_scope()) as session:
        done = await identity.checks_done(session, clerk)
        people = [one.account_id for one in done]
        await _note_looks(session, clerk, audit.Look.IDENTIFICATIONS, people)
        return done


async def _note_looks(
    session: AsyncSession, clerk: Scope, look: audit.Look, accounts: list[UUID]
) -> None:
    """A list that lies open all day counts once a day."""
    again_after = audit.AGAIN_AFTER if look is audit.Look.CODE else audit.LISTED_AGAIN_AFTER
    seen = [audit.Seen(one, clerk.municipality, f"account:{one}") for one in set(accounts)]
    await audit.note_access(session, clerk, look, seen, again_after)


async def _write(
    services: Services,
    session: AsyncSession,
    done: Identification,
    what: str,
) -> None:
    account = await session.get_one(Account, done.account_id)
    key = f"identification:{done.id}:{what}"
    occasion = Occasion(f"identity_{what}", done.municipality, key, "/konto/")
    await services.outbox.tell(session, account, occasion)
