"""Files of messages: in by the same checks as evidence, gone with the message or after a day."""

import logging
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from portal.cases.access import identify_actor
from portal.cases.changing import lock_case
from portal.cases.conversation_tables import MessageFile
from portal.cases.messages import MOST_MEGABYTES, require_room, take_back_file, typing_in
from portal.files import (
    MEDIA_TYPES,
    InfectedFile,
    ScannerUnavailable,
    Upload,
    receive_upload,
)
from portal.persistence.database import Scope, system_scope
from portal.persistence.live import announce
from portal.shared import clock
from portal.workflow.evidence import Sent, require_scanner, require_size
from portal.workflow.services import Services

KEPT_UNSENT = timedelta(hours=24)

log = logging.getLogger(__name__)


async def add_message_file(
    services: Services, scope: Scope, reference: str, sent: Sent
) -> MessageFile:
    """Take in a file that goes with the actor's next message in this case.

    No transaction is open while bytes arrive; nothing stays behind of a refused file, and the
    same file sent again is the one that is there. Raises NotFound, NotAllowed, FileTooLarge,
    InvalidInput, ScannerUnavailable.
    """
    async with services.database.transaction(scope) as session:
        actor = await identify_actor(session, scope)
        case = await lock_case(session, actor, reference)
        await require_room(session, case, actor)
        municipality = case.municipality
    require_size(sent, MOST_MEGABYTES)
    await require_scanner(services)
    try:
        async with receive_upload(
            services.file_store,
            name=sent.name,
            chunks=sent.chunks,
            max_bytes=MOST_MEGABYTES * 1_000_000,
            accept=tuple(MEDIA_TYPES),
            scanner=services.scanner,
            municipality=municipality,
        ) as upload:
            return await _keep(services, scope, reference, upload)
    except InfectedFile as fault:
        log.warning("upload refused: %s", fault.signature)
        raise
    except ScannerUnavailable as fault:
        log.error("upload refused, the scanner gives no verdict: %s", fault.reason)
        raise


async def remove_message_file(
    services: Services, scope: Scope, reference: str, file_id: UUID
) -> None:
    """Take back a file that was not sent yet. Raises NotFound."""
    async with services.database.transaction(scope) as session:
        await take_back_file(session, scope, reference, file_id)
    services.file_store.discard(file_id)


async def forget_unsent_files(services: Services) -> None:
    """What was attached a day ago and never sent."""
    unsent = (
        delete(MessageFile)
        .where(
            col(MessageFile.message_id).is_(None),
            col(MessageFile.created_at) < clock.now() - KEPT_UNSENT,
        )
        .returning(col(MessageFile.id))
    )
    async with services.database.transaction(system_scope()) as session:
        gone = list(await session.scalars(unsent))
    for file_id in gone:
        services.file_store.discard(file_id)


async def _keep(services: Services, scope: Scope, reference: str, upload: Upload) -> MessageFile:
    async with services.database.transaction(scope) as session:
        actor = await identify_actor(session, scope)
        case = await lock_case(session, actor, reference)
        waiting = await require_room(session, case, actor)
        if known := next((file for file in waiting if file.sha256 == upload.sha256), None):
            return known
        file = MessageFile(
            id=upload.file_id,
            case_id=case.id,
            municipality=case.municipality,
            account_id=case.account_id,
            author_kind=actor.role,
            author_id=actor.id,
            name=upload.name,
            media_type=upload.media_type,
            size_bytes=upload.size_bytes,
            sha256=upload.sha256,
        )
        session.add(file)
        await session.flush()
        await announce(session, typing_in(case.id, actor.id))
    upload.recorded = True
    return file
