"""Files for a correction: uploaded where one was asked for, part of the case once it is sent."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications.evidence import files_at
from portal.applications.queries import lock_application
from portal.cases.corrections import (
    OpenCorrection,
    correction_to_answer,
    set_correction_files,
)
from portal.errors import InvalidInput
from portal.files import StoredFile, Upload, record_upload, remove_file, same_file
from portal.forms import field_at
from portal.forms.field_definitions import FileField
from portal.persistence.database import Scope
from portal.shared.language import _
from portal.workflow.evidence import Sent, take_in
from portal.workflow.services import Services


async def add_correction_file(
    services: Services, scope: Scope, reference: str, path: str, sent: Sent
) -> StoredFile:
    """Take in a file at a place whose correction was asked for.

    Raises as `workflow.evidence.add_evidence`, NothingToCorrect.
    """
    async with services.database.transaction(scope) as session:
        now = await correction_to_answer(session, scope, reference)
        field, municipality = _upload_field(now, path), now.application.municipality

    async def attach(upload: Upload) -> StoredFile:
        async with services.database.transaction(scope) as session:
            return await _attach(session, scope, reference, path, upload)

    return await take_in(services, field, municipality, sent, attach)


async def remove_correction_file(
    services: Services, scope: Scope, reference: str, path: str, file_id: UUID
) -> None:
    """Not sent with the correction. What was sent earlier stays with its version, what is new is
    forgotten. Raises NothingToCorrect, InvalidInput."""
    async with services.database.transaction(scope) as session:
        now = await correction_to_answer(session, scope, reference, lock=True)
        kept = [one for one in files_at(now.corrected.answers, path) if one != str(file_id)]
        await set_correction_files(session, now, path, kept)
        if str(file_id) not in files_at(now.sent.answers, path):
            await remove_file(session, services.file_store, file_id, now.application.id)


async def _attach(
    session: AsyncSession, scope: Scope, reference: str, path: str, upload: Upload
) -> StoredFile:
    now = await correction_to_answer(session, scope, reference, lock=True)
    field = _upload_field(now, path)
    application = await lock_application(session, now.application.id)
    attached = [id for id in files_at(now.corrected.answers, path) if id in now.context.files]
    known = await same_file(session, application.id, path, upload.sha256)
    if known is not None and str(known.id) in attached:
        return known
    if len(attached) >= field.occurs.limit:
        raise InvalidInput(
            _("Hier sind höchstens {most} Dateien möglich. Entfernen Sie erst eine.").format(
                most=field.occurs.limit
            )
        )
    stored = known or await record_upload(session, upload, application=application, field_path=path)
    await set_correction_files(session, now, path, [*attached, str(stored.id)])
    return stored


def _upload_field(now: OpenCorrection, path: str) -> FileField:
    field = field_at(now.form, path) if path in now.corrected.editable else None
    if not isinstance(field, FileField):
        raise InvalidInput(_("Hier können Sie nichts hochladen."))
    return field
