"""Giving an application up: its answers and its files are forgotten together."""

from uuid import UUID

from portal.applications import discard
from portal.files import files_of, remove_file
from portal.persistence.database import Scope
from portal.workflow.services import Services


async def give_up_application(services: Services, scope: Scope, application_id: UUID) -> None:
    """Discard a draft or a basket's item with everything uploaded for it.

    Raises ApplicationElsewhere once it is submitted, NotFound.
    """
    async with services.database.transaction(scope) as session:
        await discard(session, application_id)
        for file in await files_of(session, application_id):
            await remove_file(session, services.file_store, file.id, application_id)
