"""Uploads that an older key locks are locked anew, beside a portal that runs."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from portal.cases.conversation_tables import MessageFile
from portal.files.storage import FileDamaged
from portal.files.tables import StoredFile
from portal.persistence.database import system_scope
from portal.workflow.services import Services


@dataclass(frozen=True)
class Renewed:
    """How many files were locked anew, and how many cannot be read any more."""

    files: int
    damaged: int


async def renew_file_keys(services: Services) -> Renewed:
    """Lock every upload with the newest key of its municipality; may be run again at any time."""
    async with services.database.transaction(system_scope()) as session:
        uploads = [
            row
            for table in (StoredFile, MessageFile)
            for row in await session.execute(select(col(table.id), col(table.municipality)))
        ]
    renewed, damaged = 0, 0
    for file_id, municipality in uploads:
        try:
            renewed += await services.file_store.renew(file_id, municipality)
        except FileDamaged:
            damaged += 1
    return Renewed(renewed, damaged)
