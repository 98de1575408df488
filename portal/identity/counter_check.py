"""The one-time check of an identity document at the counter ("einmalige Identifizierung").

The citizen's account shows a code; a clerk enters it, compares the document with the person and
confirms. From then on the account's trust level is substantial, in every municipality. Nobody can
identify themselves: the code comes from the citizen's session, the confirmation from a clerk's.

All functions need the system scope; `clerk` is the scope of the member of staff who acts.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.errors import InvalidInput, NotAllowed, NotFound, SignInRequired
from portal.identity.addresses import clean_name, shown_address
from portal.identity.attempts import Limit, count_failure, seconds_to_wait
from portal.identity.errors import CodeUnknown, OwnIdentity, SignInRefused, TooManyAttempts
from portal.identity.roles import EVERYWHERE, Role
from portal.identity.tables import Account, Identification, IdentificationCode, StaffRole
from portal.identity.tokens import digest
from portal.persistence.database import Scope
from portal.persistence.live import announce
from portal.shared import clock
from portal.shared.trust import TrustLevel

DocumentKind = Literal["identity_card", "passport", "eid_card", "residence_permit"]
DOCUMENT_KINDS: frozenset[str] = frozenset(get_args(DocumentKind))
MAY_IDENTIFY: tuple[Role, ...] = ("counter_clerk",)
MAY_REVOKE: tuple[Role, ...] = ("counter_clerk", "team_lead")
CODE_LIFETIME = timedelta(minutes=15)
CODE_LENGTH = 8
LONGEST_REASON = 500
# No vowels, so that no word appears; nothing that is mistaken for something else when read out.
_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789"


@dataclass(frozen=True)
class ShownCode:
    """A fresh code, in two halves to be read out, and until when it is valid (UTC)."""

    code: str
    expires_at: datetime


@dataclass(frozen=True)
class Person:
    """Whose code it is, as far as the counter needs it."""

    account_id: UUID
    display_name: str
    email: str
    identified: bool


@dataclass(frozen=True)
class CardCheck:
    """What the clerk saw: the name as the document has it, its kind, its last valid day."""

    name: str
    document_kind: str
    document_valid_until: date


async def show_code(session: AsyncSession, account_id: UUID) -> ShownCode:
    """A new code for the citizen's own account; the one before is worth nothing any more."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))
    expires_at = clock.now() + CODE_LIFETIME
    values = {"code_digest": digest(letters), "expires_at": expires_at}
    await session.execute(
        insert(IdentificationCode)
        .values(account_id=account_id, **values)
        .on_conflict_do_update(index_elements=["account_id"], set_=values)
    )
    return ShownCode(f"{letters[:4]}-{letters[4:]}", expires_at)


def plain_code(text: str) -> str:
    """The code in what was typed or scanned: in any spelling, or at the end of a QR code's URL."""
    typed = text.rpartition("code=")[2]
    return "".join(letter for letter in typed.upper() if letter.isalnum())[: CODE_LENGTH + 1]


async def whom_to_check(session: AsyncSession, clerk: Scope, code: str) -> Person | SignInRefused:
    """The owner of the code, or why not: CodeUnknown, OwnIdentity, TooManyAttempts.

    Returned, not raised, so that the transaction which counts the failure commits.
    Raises SignInRequired, NotAllowed.
    """
    await require_role(session, clerk, *MAY_IDENTIFY)
    limits = (Limit(digest(f"codes\n{clerk.actor_id}"), free=20, longest=60),)
    if seconds := await seconds_to_wait(session, limits):
        return TooManyAttempts(seconds)
    owner = await _owner(session, plain_code(code))
    if owner is None:
        await count_failure(session, limits)
        return CodeUnknown()
    if await _is_the_clerk(session, clerk, owner):
        return OwnIdentity()
    level = TrustLevel(owner.trust_level)
    identified = level.reaches(TrustLevel.SUBSTANTIAL)
    return Person(owner.id, owner.display_name, shown_address(owner.email), identified)


async def confirm_identity(
    session: AsyncSession, clerk: Scope, code: str, check: CardCheck
) -> Identification | SignInRefused:
    """Raise the owner's trust level to substantial; the code is used up.

    The account takes the name of the document. Refusals as `whom_to_check`; raises InvalidInput.
    """
    person = await whom_to_check(session, clerk, code)
    if isinstance(person, SignInRefused):
        return person
    _refuse_unfit(check)
    account = await session.get_one(Account, person.account_id, with_for_update=True)
    account.display_name = clean_name(check.name)
    if not TrustLevel(account.trust_level).reaches(TrustLevel.SUBSTANTIAL):
        account.trust_level = TrustLevel.SUBSTANTIAL
    done = Identification(
        account_id=account.id,
        municipality=clerk.municipality,
        clerk_id=_actor_of(clerk),
        document_kind=check.document_kind,
        document_valid_until=check.document_valid_until,
    )
    session.add(done)
    await session.execute(
        delete(IdentificationCode).where(col(IdentificationCode.account_id) == account.id)
    )
    await _tell_open_pages(session, done)
    return done


async def revoke_identification(
    session: AsyncSession, clerk: Scope, identification_id: UUID, reason: str
) -> Identification:
    """Take a confirmation of one's own municipality back, such as one of the wrong account.

    Without another one the account falls to basic. Raises InvalidInput, NotAllowed, NotFound.
    """
    await require_role(session, clerk, *MAY_REVOKE)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InvalidInput("Bitte geben Sie den Grund in höchstens 500 Zeichen an.")
    done = await session.get(Identification, identification_id, with_for_update=True)
    if done is None or done.municipality != clerk.municipality or done.revoked_at is not None:
        raise NotFound
    done.revoked_at, done.revoked_by = clock.now(), clerk.actor_id
    done.revoke_reason = reason.strip()
    await _fall_to_basic(session, done.account_id)
    await _tell_open_pages(session, done)
    return done


async def identification_of(session: AsyncSession, account_id: UUID) -> Identification | None:
    """The newest confirmation of an account that was not taken back."""
    query = (
        select(Identification)
        .where(
            col(Identification.account_id) == account_id,
            col(Identification.revoked_at).is_(None),
        )
        .order_by(col(Identification.confirmed_at).desc())
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


@dataclass(frozen=True)
class DoneCheck:
    """A confirmation as the counter's list shows it."""

    id: UUID
    account_id: UUID
    name: str
    clerk: str
    confirmed_at: datetime


async def checks_done(session: AsyncSession, clerk: Scope, most: int = 20) -> list[DoneCheck]:
    """The newest confirmations of this counter. Raises SignInRequired, NotAllowed."""
    await require_role(session, clerk, *MAY_REVOKE)
    clerks = select(col(Account.id), col(Account.display_name)).subquery()
    query = (
        select(Identification, col(Account.display_name), clerks.c.display_name)
        .join(Account, col(Account.id) == col(Identification.account_id))
        .join(clerks, clerks.c.id == col(Identification.clerk_id))
        .where(
            col(Identification.municipality) == clerk.municipality,
            col(Identification.revoked_at).is_(None),
        )
        .order_by(col(Identification.confirmed_at).desc())
        .limit(most)
    )
    rows = await session.execute(query)
    return [
        DoneCheck(done.id, done.account_id, name, by, done.confirmed_at) for done, name, by in rows
    ]


async def require_role(session: AsyncSession, scope: Scope, *roles: Role) -> None:
    """Raises SignInRequired for who is not staff, NotAllowed without one of `roles` there."""
    if scope.actor_kind != "staff" or scope.actor_id is None:
        raise SignInRequired
    held = select(col(StaffRole.id)).where(
        col(StaffRole.account_id) == scope.actor_id,
        col(StaffRole.municipality).in_((scope.municipality, EVERYWHERE)),
        col(StaffRole.role).in_(roles),
    )
    if (await session.execute(held)).first() is None:
        raise NotAllowed


async def _owner(session: AsyncSession, code: str) -> Account | None:
    query = (
        select(Account)
        .join(IdentificationCode, col(IdentificationCode.account_id) == col(Account.id))
        .where(
            col(IdentificationCode.code_digest) == digest(code),
            col(IdentificationCode.expires_at) > clock.now(),
            col(Account.kind) == "citizen",
            col(Account.email_confirmed_at).is_not(None),
        )
    )
    return (await session.scalars(query)).one_or_none()


async def _is_the_clerk(session: AsyncSession, clerk: Scope, owner: Account) -> bool:
    """A clerk's private account bears the clerk's name: a colleague has to do it."""
    acting = await session.get_one(Account, clerk.actor_id)
    return acting.display_name.casefold() == owner.display_name.casefold()


def _actor_of(clerk: Scope) -> UUID:
    if clerk.actor_id is None:
        raise SignInRequired
    return clerk.actor_id


def _refuse_unfit(check: CardCheck) -> None:
    clean_name(check.name)
    if check.document_kind not in DOCUMENT_KINDS:
        raise InvalidInput("Bitte wählen Sie, welches Dokument vorgelegt wurde.")
    if check.document_valid_until < clock.today():
        raise InvalidInput("Das Dokument ist abgelaufen. Damit geht die Prüfung nicht.")


async def _fall_to_basic(session: AsyncSession, account_id: UUID) -> None:
    account = await session.get_one(Account, account_id, with_for_update=True)
    await session.flush()
    if await identification_of(session, account_id) is None:
        account.trust_level = TrustLevel.BASIC


async def _tell_open_pages(session: AsyncSession, done: Identification) -> None:
    await session.flush()
    await announce(session, f"account:{done.account_id}", f"counter:{done.municipality}")
