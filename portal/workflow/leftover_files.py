"""Bytes that no upload owns any more: a crash came between writing and committing."""

import asyncio
import logging
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from portal.cases.conversation_tables import MessageFile
from portal.files import StoredFile
from portal.persistence.database import system_scope
from portal.privacy.tables import DataExport
from portal.workflow.services import Services

# No upload takes so long; what is younger may be on its way into a transaction.
AGE = timedelta(hours=24)
AT_ONCE = 500

log = logging.getLogger(__name__)


async def set_leftovers_aside(services: Services) -> None:
    """Remove what was never finished; set aside finished bytes that no row of the database names.

    Whoever keeps other bytes in the store must be asked here, too.
    """
    store = services.file_store
    await asyncio.to_thread(store.discard_unfinished, AGE)
    ids = await asyncio.to_thread(store.older_than, AGE)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        for orphan in set(some) - await _owned(services, some):
            store.set_aside(orphan)
            log.warning("stored bytes %s belong to nothing and were set aside", orphan)


async def _owned(services: Services, ids: list[UUID]) -> set[UUID]:
    owners = (
        select(col(StoredFile.id)).where(col(StoredFile.id).in_(ids)),
        select(col(MessageFile.id)).where(col(MessageFile.id).in_(ids)),
        select(col(DataExport.file_id)).where(col(DataExport.file_id).in_(ids)),
    )
    async with services.database.transaction(system_scope()) as session:
        return {owned for query in owners for owned in await session.scalars(query) if owned}
