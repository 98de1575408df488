"""The status of a case for who has its reference and its secret code, without signing in.

Made by the citizen in the case, shown once, kept as a digest. What it opens is the least that
spares a telephone call: no name, no service, no answer, no message, no amount.
"""

import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.tables import Submission
from portal.cases.access import identify_actor
from portal.cases.changing import lock_case
from portal.cases.conversation_tables import GuestCode
from portal.cases.fee_views import fees_of_case
from portal.cases.queries import expected_result, last_moves
from portal.cases.status import CaseStatus
from portal.cases.tables import Case
from portal.cases.timeline import expected_next
from portal.errors import NotAllowed
from portal.identity.tokens import digest
from portal.municipalities import municipality_by_slug
from portal.persistence.database import Scope
from portal.shared import clock
from portal.shared.language import _

# No letter or digit that looks like another, and no vowels: no code is a word.
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
_OF_REFERENCES = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
_LENGTH = 16
_GROUP = 4


@dataclass(frozen=True)
class GuestStatus:
    """What reference and code open, in words; `duration_of` is authority and service."""

    reference: str
    status: str
    meaning: str
    since: str
    next_steps: tuple[str, ...]
    awaited: str
    duration_of: tuple[str, str] | None


async def make_code(session: AsyncSession, scope: Scope, reference: str) -> str:
    """A new secret code for the citizen's own case; the one before opens nothing any more.

    Raises NotFound, NotAllowed (where the municipality does not offer it, or for staff).
    """
    actor = await identify_actor(session, scope)
    case = await lock_case(session, actor, reference)
    if actor.role != "citizen" or not is_offered(case.municipality):
        raise NotAllowed
    code = "".join(secrets.choice(_ALPHABET) for _sign in range(_LENGTH))
    kept = await session.get(GuestCode, case.id)
    if kept is None:
        kept = GuestCode(
            case_id=case.id,
            municipality=case.municipality,
            account_id=case.account_id,
            code_digest="",
        )
        session.add(kept)
    kept.code_digest, kept.made_at = _digest(case.id, code), clock.now()
    await session.flush()
    return "-".join(code[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


async def has_code(session: AsyncSession, case_id: UUID) -> bool:
    """Whether a code of the case opens its status."""
    return await session.get(GuestCode, case_id) is not None


async def drop_code(session: AsyncSession, scope: Scope, reference: str) -> None:
    """From now on no code opens the case's status. Raises NotFound."""
    actor = await identify_actor(session, scope)
    case = await lock_case(session, actor, reference)
    kept = await session.get(GuestCode, case.id) if actor.role == "citizen" else None
    if kept is not None:
        await session.delete(kept)
        await session.flush()


def is_offered(municipality: str) -> bool:
    """Whether the municipality tells the status without signing in (`guest_status`)."""
    return municipality_by_slug(municipality).guest_status


def plain_reference(typed: str) -> str:
    """The reference as it is kept, however it was typed; what no reference has is left out."""
    return "".join(sign for sign in typed.upper() if sign in _OF_REFERENCES)[:20]


def plain_code(typed: str) -> str:
    """The code's letters and digits alone; at most one more than a code has."""
    return "".join(sign for sign in typed.upper() if sign in _ALPHABET)[: _LENGTH + 1]


async def status_for_guest(
    session: AsyncSession, municipality: str, reference: str, code: str
) -> GuestStatus | None:
    """The status, or None: unknown, of another municipality, without code, or the wrong code.

    Needs the system's scope; how often one may try is the caller's.
    """
    query = (
        select(Case, GuestCode)
        .join(GuestCode, col(GuestCode.case_id) == col(Case.id))
        .where(col(Case.reference) == reference, col(Case.municipality) == municipality)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        return None
    case, kept = found
    if not hmac.compare_digest(kept.code_digest, _digest(case.id, code)):
        return None
    return await _status(session, case)


async def _status(session: AsyncSession, case: Case) -> GuestStatus:
    status = CaseStatus(case.status)
    submission = await session.get_one(Submission, case.submission_id)
    moved = (await last_moves(session, [case.id])).get(case.id)
    owes = bool((await fees_of_case(session, case.id)).owed_cents)
    waits_for_us = status in (CaseStatus.RECEIVED, CaseStatus.IN_PROGRESS) and not owes
    return GuestStatus(
        reference=case.reference,
        status=status.words,
        meaning="" if (awaited := _awaited(status, owes=owes)) else status.explanation,
        since=clock.moment_in_words(moved.at if moved else case.opened_at),
        next_steps=tuple(step.words for step in expected_next(status, expected_result(submission))),
        awaited=awaited,
        duration_of=(case.authority, case.service) if waits_for_us else None,
    )


def _awaited(status: CaseStatus, *, owes: bool) -> str:
    if status is CaseStatus.INQUIRY:
        return _("Die Verwaltung wartet auf eine Auskunft von Ihnen.")
    if owes and not status.final:
        return _("Es ist noch etwas zu bezahlen.")
    return ""


def _digest(case_id: UUID, code: str) -> str:
    return digest(f"guest status\n{case_id}\n{plain_code(code)}")
