"""The conversation of a case: who has read what, what is typed, which files go along.

Writing itself is cases/service.write_message: an answer moves the case on.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.access import Actor, identify_actor
from portal.cases.changing import lock_case
from portal.cases.conversation_tables import MessageDraft, MessageFile, MessageReading
from portal.cases.status import CaseStatus, Role
from portal.cases.tables import Case, CaseMessage
from portal.cases.wording import LONGEST_TEXT
from portal.errors import InvalidInput, NotFound
from portal.persistence.database import Scope
from portal.persistence.live import announce
from portal.persistence.sealed_columns import or_plain_words
from portal.shared import clock
from portal.shared.language import _

MOST_FILES = 5
MOST_MEGABYTES = 10
BURST = timedelta(minutes=10)
"""Who has not looked yet is not told again for so long: a mail each would teach to ignore them."""


async def note_read(session: AsyncSession, scope: Scope, reference: str) -> None:
    """Whoever opens the case has read what the other side wrote. Raises NotFound."""
    actor = await identify_actor(session, scope)
    case = await lock_case(session, actor, reference)
    unread = (
        await session.scalars(_unread_by(actor.role, col(CaseMessage.case_id) == case.id))
    ).all()
    if not unread:
        return
    session.add_all(
        MessageReading(
            message_id=message_id,
            case_id=case.id,
            municipality=case.municipality,
            account_id=case.account_id,
            reader_id=actor.id,
            at=clock.now(),
        )
        for message_id in unread
    )
    await session.flush()
    await announce(session, read_by(case.id, actor.role), f"account:{case.account_id}")
    if actor.role == "staff":
        await announce(session, f"queue:{case.municipality}")


def read_by(case_id: UUID, reader: Role) -> str:
    """The subject that tells the writer's page that the other side has read."""
    return f"case-read:{case_id}:{reader}"


async def unread_by_case(session: AsyncSession, account_id: UUID) -> dict[UUID, int]:
    """How many messages of town halls the citizen has not opened, by case; those with none are
    missing."""
    mine = col(CaseMessage.account_id) == account_id
    unread = _unread_by("citizen", mine).subquery()
    query = (
        select(col(CaseMessage.case_id), func.count())
        .where(col(CaseMessage.id).in_(select(unread.c.id)))
        .group_by(col(CaseMessage.case_id))
    )
    return {case_id: number for case_id, number in await session.execute(query)}


async def with_new_messages(session: AsyncSession, case_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Which of these cases have a message of the citizen that nobody at the desk has read."""
    unread = _unread_by("staff", col(CaseMessage.case_id).in_(case_ids)).subquery()
    query = select(col(CaseMessage.case_id)).where(col(CaseMessage.id).in_(select(unread.c.id)))
    return frozenset(await session.scalars(query))


async def is_worth_telling(session: AsyncSession, case: Case) -> bool:
    """Whether the citizen is told of one more message; to be asked before it is written.

    Not while one of the last minutes lies unread: that one was told.
    """
    fresh = _unread_by(
        "citizen",
        (col(CaseMessage.case_id) == case.id) & (col(CaseMessage.at) > clock.now() - BURST),
    )
    return (await session.scalars(fresh.limit(1))).first() is None


async def keep_draft(session: AsyncSession, scope: Scope, reference: str, typed: str) -> None:
    """Keep what is in the field, cut to what a message may have; "" forgets it. Raises NotFound."""
    actor = await identify_actor(session, scope)
    case = await lock_case(session, actor, reference)
    draft = await _draft(session, case, actor)
    if not typed.strip():
        await forget_draft(session, case, actor)
    elif draft is None:
        session.add(
            MessageDraft(
                case_id=case.id,
                municipality=case.municipality,
                account_id=actor.id,
                body=typed.replace("\x00", "")[:LONGEST_TEXT],
            )
        )
    else:
        draft.body, draft.changed_at = typed.replace("\x00", "")[:LONGEST_TEXT], clock.now()
    await session.flush()


async def draft_of(session: AsyncSession, scope: Scope, reference: str) -> str:
    """What the actor has typed into the case's field and not sent. Raises NotFound."""
    actor = await identify_actor(session, scope)
    case = await lock_case(session, actor, reference)
    draft = await _draft(session, case, actor)
    return or_plain_words(draft.body) if draft else ""


async def forget_draft(session: AsyncSession, case: Case, actor: Actor) -> None:
    """It has been sent, or emptied."""
    await session.execute(
        delete(MessageDraft).where(
            col(MessageDraft.case_id) == case.id, col(MessageDraft.account_id) == actor.id
        )
    )


async def waiting_files(session: AsyncSession, case_id: UUID, author_id: UUID) -> list[MessageFile]:
    """The files that go with this author's next message, the first first."""
    query = (
        select(MessageFile)
        .where(
            col(MessageFile.case_id) == case_id,
            col(MessageFile.author_id) == author_id,
            col(MessageFile.message_id).is_(None),
        )
        .order_by(col(MessageFile.created_at), col(MessageFile.id))
    )
    return list(await session.scalars(query))


async def files_by_message(
    session: AsyncSession, case_id: UUID
) -> dict[UUID | None, list[MessageFile]]:
    """What was sent along with each message of the case."""
    query = (
        select(MessageFile)
        .where(col(MessageFile.case_id) == case_id, col(MessageFile.message_id).is_not(None))
        .order_by(col(MessageFile.created_at), col(MessageFile.id))
    )
    found: dict[UUID | None, list[MessageFile]] = defaultdict(list)
    for file in await session.scalars(query):
        found[file.message_id].append(file)
    return found


async def readings_of(session: AsyncSession, case_id: UUID) -> dict[UUID, MessageReading]:
    """Which messages of the case the other side has opened."""
    query = select(MessageReading).where(col(MessageReading.case_id) == case_id)
    return {reading.message_id: reading for reading in await session.scalars(query)}


async def require_room(session: AsyncSession, case: Case, actor: Actor) -> list[MessageFile]:
    """The files that wait already. Raises InvalidInput where one more is too many, or too late."""
    if CaseStatus(case.status).final:
        raise InvalidInput(_("Der Vorgang ist beendet. Hier können Sie nichts mehr anhängen."))
    waiting = await waiting_files(session, case.id, actor.id)
    if len(waiting) >= MOST_FILES:
        raise InvalidInput(
            _("An eine Nachricht passen höchstens {most} Dateien.").format(most=MOST_FILES)
        )
    return waiting


async def send_files_along(session: AsyncSession, actor: Actor, message: CaseMessage) -> None:
    """What waits goes with this message."""
    for file in await waiting_files(session, message.case_id, actor.id):
        file.message_id = message.id
    await session.flush()


async def take_back_file(
    session: AsyncSession, scope: Scope, reference: str, file_id: UUID
) -> UUID:
    """Forget a file that waits; its bytes are the caller's to discard. Raises NotFound: also for
    one that was sent, or is somebody else's."""
    actor = await identify_actor(session, scope)
    case = await lock_case(session, actor, reference)
    waiting = await waiting_files(session, case.id, actor.id)
    found = next((file for file in waiting if file.id == file_id), None)
    if found is None:
        raise NotFound
    await session.delete(found)
    await session.flush()
    await announce(session, typing_in(case.id, actor.id))
    return file_id


def typing_in(case_id: UUID, author_id: UUID) -> str:
    """The subject that tells an author's page that a file came or went."""
    return f"case-typing:{case_id}:{author_id}"


async def _draft(session: AsyncSession, case: Case, actor: Actor) -> MessageDraft | None:
    query = select(MessageDraft).where(
        col(MessageDraft.case_id) == case.id, col(MessageDraft.account_id) == actor.id
    )
    return (await session.scalars(query)).one_or_none()


def _unread_by(reader: Role, which: ColumnElement[bool]) -> Select[UUID]:
    other = "staff" if reader == "citizen" else "citizen"
    read = exists().where(col(MessageReading.message_id) == col(CaseMessage.id))
    return select(col(CaseMessage.id)).where(which, col(CaseMessage.author_kind) == other, ~read)
