"""Evidence: from the browser into the application's upload field, and back to who may see it."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications import attach_file, find_application, form_context, form_of
from portal.applications.queries import lock_application
from portal.applications.status import ApplicationStatus, require_status
from portal.applications.tables import Application
from portal.audit import Look, Seen, note_access, record
from portal.cases.access import Actor, require_case_worker
from portal.cases.conversation_tables import MessageFile
from portal.cases.tables import Case
from portal.errors import InvalidInput, NotFound
from portal.files import (
    InfectedFile,
    ScannerState,
    ScannerUnavailable,
    StoredFile,
    Upload,
    open_file,
    receive_upload,
    record_upload,
    same_file,
)
from portal.forms import FormContext, field_at, file_paths
from portal.forms.field_definitions import FileField
from portal.persistence.database import Scope
from portal.shared.language import _
from portal.workflow.services import Services

log = logging.getLogger(__name__)


class FileTooLarge(InvalidInput):
    """The browser announces more bytes than the field takes; none of them was read."""


@dataclass(frozen=True)
class Sent:
    """An upload as the browser announces it; `size_bytes` is None where it does not say."""

    name: str
    size_bytes: int | None
    chunks: AsyncIterator[bytes]


async def add_evidence(
    services: Services, scope: Scope, application_id: UUID, path: str, sent: Sent
) -> StoredFile:
    """Take in a file for the upload field at `path` of a draft of `scope`'s actor.

    What can be refused is refused before the first byte is read, and no transaction is open
    while bytes arrive. Nothing stays behind of a refused file. The same file sent again, as after
    a lost connection, is the one that is there. Raises NotFound for whose draft it is not,
    FileTooLarge, InvalidInput, ScannerUnavailable, ApplicationElsewhere (a Conflict) unless it
    is a draft.
    """
    async with services.database.transaction(scope) as session:
        field = await _field_asking(session, application_id, path)
        municipality = (await find_application(session, application_id)).municipality

    async def attach(upload: Upload) -> StoredFile:
        return await _attach(services, scope, application_id, path, upload)

    return await take_in(services, field, municipality, sent, attach)


async def take_in(
    services: Services,
    field: FileField,
    municipality: str,
    sent: Sent,
    attach: Callable[[Upload], Awaitable[StoredFile]],
) -> StoredFile:
    """Receive, examine and `attach` what is sent for an upload field. Raises FileTooLarge,
    InvalidInput, ScannerUnavailable, and what `attach` raises."""
    max_bytes = field.max_megabytes * 1_000_000
    require_size(sent, field.max_megabytes)
    await require_scanner(services)
    try:
        async with receive_upload(
            services.file_store,
            name=sent.name,
            chunks=sent.chunks,
            max_bytes=max_bytes,
            accept=field.accept,
            max_pages=field.max_pages,
            scanner=services.scanner,
            municipality=municipality,
        ) as upload:
            return await attach(upload)
    except InfectedFile as fault:
        log.warning("upload refused: %s", fault.signature)
        raise
    except ScannerUnavailable as fault:
        log.error("upload refused, the scanner gives no verdict: %s", fault.reason)
        raise


async def open_evidence(
    services: Services, scope: Scope, file_id: UUID
) -> tuple[StoredFile | MessageFile, AsyncIterator[bytes]]:
    """An upload for its owner, or for a case worker, whose look at it is recorded; of a form or
    of a message.

    Row-level security decides whose it is; staff must have the case on their desk besides.
    Raises NotFound, NotAllowed; reading raises FileDamaged.
    """
    async with services.database.transaction(scope) as session:
        actor = await require_case_worker(session, scope) if scope.actor_kind == "staff" else None
        of_message = await session.get(MessageFile, file_id)
        if of_message is not None:
            await _note_look_at_message(session, scope, actor, of_message)
            return of_message, services.file_store.read(file_id)
        stored, chunks = await open_file(session, services.file_store, file_id)
        if actor is not None:
            await _require_on_desk(session, actor, stored)
            here = scope.within(stored.municipality)
            await record(session, here, "file.viewed", f"file:{file_id}")
            await _note_look(session, scope, stored)
    return stored, chunks


async def _note_look_at_message(
    session: AsyncSession, scope: Scope, actor: Actor | None, file: MessageFile
) -> None:
    """Raises NotFound for what hangs on a case of another desk."""
    if actor is None:
        return
    query = select(Case).where(col(Case.id) == file.case_id, actor.readable)
    case = (await session.scalars(query)).one_or_none()
    if case is None:
        raise NotFound
    await record(session, scope.within(case.municipality), "file.viewed", f"case:{case.id}")
    seen = Seen(case.account_id, case.municipality, f"file:{file.id}", case.reference)
    await note_access(session, scope, Look.FILE, [seen])


async def _require_on_desk(session: AsyncSession, actor: Actor, stored: StoredFile) -> None:
    """Raises NotFound for what was not sent, or to another desk."""
    application = await find_application(session, stored.application_id)
    is_sent = application.status == ApplicationStatus.SUBMITTED
    if is_sent and actor.may_see(application.municipality, application.service):
        return
    query = select(Case).where(col(Case.application_id) == application.id, actor.readable)
    if not is_sent or (await session.scalars(query)).one_or_none() is None:
        raise NotFound


async def _note_look(session: AsyncSession, scope: Scope, stored: StoredFile) -> None:
    """In the record that the citizen reads, under the case's reference."""
    if stored.account_id is None:
        return
    query = select(col(Case.reference)).where(col(Case.application_id) == stored.application_id)
    reference = (await session.scalars(query)).one_or_none() or ""
    seen = Seen(stored.account_id, stored.municipality, f"file:{stored.id}", reference)
    await note_access(session, scope, Look.FILE, [seen])


def require_size(sent: Sent, max_megabytes: int) -> None:
    """Raises FileTooLarge, before any byte is read."""
    if sent.size_bytes is not None and sent.size_bytes > max_megabytes * 1_000_000:
        raise FileTooLarge(
            _("Diese Datei ist zu groß. Bitte wählen Sie eine mit höchstens {limit} MB.").format(
                limit=max_megabytes
            )
        )


async def require_scanner(services: Services) -> None:
    """Say at once that nothing can be checked, not after minutes of sending."""
    if await services.scanner.state() is ScannerState.DOWN:
        log.error("upload refused unread, the scanner does not answer")
        raise ScannerUnavailable("no answer to PING")


async def _field_asking(session: AsyncSession, application_id: UUID, path: str) -> FileField:
    """The upload field that is asked for now at `path`. Raises as `add_evidence`."""
    application = await find_application(session, application_id)
    require_status(application.status, ApplicationStatus.DRAFT)
    return _upload_field(application, path, await form_context(session, application))


def _upload_field(application: Application, path: str, context: FormContext) -> FileField:
    form = form_of(application)
    field = field_at(form, path) if path in file_paths(form, application.answers, context) else None
    if not isinstance(field, FileField):
        raise InvalidInput(_("Hier können Sie nichts hochladen."))
    return field


async def _attach(
    services: Services, scope: Scope, application_id: UUID, path: str, upload: Upload
) -> StoredFile:
    async with services.database.transaction(scope) as session:
        # First of all: two files at once must not wait for each other.
        application = await lock_application(session, application_id)
        known = await same_file(session, application_id, path, upload.sha256)
        if known is not None:
            return known
        stored = await record_upload(session, upload, application=application, field_path=path)
        await attach_file(session, application_id, path, stored.id)
    return stored
