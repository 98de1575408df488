"""Internal notes of a case: what colleagues tell each other and the citizen never reads."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.access import require_case_worker
from portal.cases.changing import announce_case, lock_case, record_change
from portal.cases.desk_tables import CaseNote
from portal.cases.tables import Case
from portal.cases.wording import clean_text
from portal.persistence.database import Scope
from portal.persistence.sealed_columns import or_plain_words
from portal.shared import clock


@dataclass(frozen=True)
class NoteView:
    """A note: who wrote it, when (UTC, and in words), what."""

    author: str
    at: datetime
    when: str
    body: str


async def write_note(session: AsyncSession, scope: Scope, reference: str, body: str) -> None:
    """Add a note, also to a case that is over; nobody changes or deletes it.

    Raises SignInRequired, NotAllowed, NotFound (not on this desk), InvalidInput.
    """
    actor = await require_case_worker(session, scope)
    case = await lock_case(session, actor, reference)
    session.add(
        CaseNote(
            case_id=case.id,
            municipality=case.municipality,
            author_id=actor.id,
            author_name=actor.name,
            body=clean_text(body, "Interner Vermerk"),
        )
    )
    await session.flush()
    await record_change(session, scope, "case.note_written", case)
    await announce_case(session, case)


async def notes_of(session: AsyncSession, case: Case) -> tuple[NoteView, ...]:
    """The notes, the newest first; the caller has found the case on the desk."""
    query = (
        select(CaseNote)
        .where(col(CaseNote.case_id) == case.id)
        .order_by(col(CaseNote.at).desc(), col(CaseNote.id))
    )
    return tuple(
        NoteView(
            note.author_name, note.at, clock.moment_in_words(note.at), or_plain_words(note.body)
        )
        for note in await session.scalars(query)
    )
