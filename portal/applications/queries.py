"""What is asked about applications. Row-level security leaves out what is not the actor's."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.applications.status import ApplicationStatus
from portal.applications.tables import Application, Submission
from portal.appointments import free_times, places_for
from portal.catalogue import service_by_slug
from portal.errors import NotFound
from portal.files.tables import StoredFile
from portal.forms import FileInfo, Form, FormContext, FreeTimes, appointment_field
from portal.identity.tables import Account
from portal.municipalities import municipality_by_slug
from portal.persistence.database import Scope, scope_of
from portal.shared import clock
from portal.shared.language import _
from portal.shared.trust import TrustLevel


@dataclass(frozen=True)
class OpenDraft:
    """A draft one may go on with; moments are in UTC. For the last two see portal.applications
    .lifetime."""

    application_id: UUID
    service: str
    title: str
    municipality: str
    municipality_name: str
    saved_at: datetime
    touched_at: datetime
    end_announced_at: datetime | None


async def find_application(session: AsyncSession, application_id: UUID) -> Application:
    """The application. Raises NotFound where it is not the actor's."""
    found = await session.get(Application, application_id, populate_existing=True)
    if found is None:
        raise NotFound(_("Diesen Antrag haben wir nicht gefunden."))
    return found


async def lock_application(session: AsyncSession, application_id: UUID) -> Application:
    """The application, held until the transaction ends. Raises NotFound as above."""
    query = select(Application).where(col(Application.id) == application_id)
    fresh = query.with_for_update().execution_options(populate_existing=True)
    found = (await session.scalars(fresh)).one_or_none()
    if found is None:
        raise NotFound(_("Diesen Antrag haben wir nicht gefunden."))
    return found


async def newest_draft(
    session: AsyncSession, owner: Scope, municipality: str, host_municipality: str, service: str
) -> Application | None:
    """The owner's draft of this service that was saved last, begun on this host."""
    query = _drafts(owner, host_municipality).where(
        col(Application.municipality) == municipality, col(Application.service) == service
    )
    return (await session.scalars(query.limit(1))).first()


async def open_drafts(
    session: AsyncSession, owner: Scope, host_municipality: str
) -> tuple[OpenDraft, ...]:
    """The owner's drafts begun on this host, the one saved last first."""
    drafts = await session.scalars(_drafts(owner, host_municipality))
    return tuple(_open_draft(draft) for draft in drafts)


async def find_submission(session: AsyncSession, submission_id: UUID) -> Submission:
    """A snapshot. Raises NotFound where it is not the actor's."""
    found = await session.get(Submission, submission_id)
    if found is None:
        raise NotFound(_("Diesen Antrag haben wir nicht gefunden."))
    return found


async def last_submission(session: AsyncSession, application_id: UUID) -> Submission | None:
    """The newest snapshot of an application, if it has one yet."""
    query = (
        select(Submission)
        .where(col(Submission.application_id) == application_id)
        .order_by(col(Submission.number).desc())
    )
    return (await session.scalars(query.limit(1))).first()


async def form_context(
    session: AsyncSession, application: Application, proven: TrustLevel = TrustLevel.NONE
) -> FormContext:
    """What the form needs to know besides the answers: the owner's level as it stands in the
    database, today's date in Germany, the files of this application.

    `proven` is a level that was checked before, such as that of a snapshot."""
    query = select(StoredFile).where(col(StoredFile.application_id) == application.id)
    files = {str(file.id): _file_info(file) for file in await session.scalars(query)}
    level = proven.or_higher(await trust_level_of(session, application.account_id))
    return FormContext(level, clock.today(), files, await _free_times(session, application))


async def trust_level_of(session: AsyncSession, account_id: UUID | None) -> TrustLevel:
    """The level of the account, or the higher one of its owner's session that acts here."""
    if account_id is None:
        return TrustLevel.NONE
    account = await session.get(Account, account_id, populate_existing=True)
    level = TrustLevel(account.trust_level) if account else TrustLevel.NONE
    acting = scope_of(session)
    is_owner = acting.actor_kind == "citizen" and acting.actor_id == account_id
    return level.or_higher(acting.trust_level) if is_owner else level


def form_of(application: Application) -> Form:
    """The form as it is today. Raises NotFound where the service has none any more."""
    form = service_by_slug(application.service).form
    if form is None:
        raise NotFound(_("Diesen Antrag gibt es nicht mehr online."))
    return form


async def basket_count(session: AsyncSession, account_id: UUID, host_municipality: str) -> int:
    """How many applications lie in the basket of this host."""
    query = (
        select(func.count())
        .select_from(Application)
        .where(
            col(Application.account_id) == account_id,
            col(Application.host_municipality) == host_municipality,
            col(Application.status) == ApplicationStatus.IN_BASKET,
        )
    )
    return await session.scalar(query) or 0


async def _free_times(session: AsyncSession, application: Application) -> tuple[FreeTimes, ...]:
    """What can be booked at each office, where the form asks for an appointment."""
    form = service_by_slug(application.service).form
    if form is None or appointment_field(form) is None:
        return ()
    town = municipality_by_slug(application.municipality)
    found = []
    for place in places_for(town, application.service):
        slots = await free_times(session, place)
        starts = tuple(slot.starts_at for slot in slots)
        found.append(FreeTimes(place.key, place.name, place.address, starts))
    return tuple(found)


def _drafts(owner: Scope, host_municipality: str) -> Select[Application]:
    return (
        select(Application)
        .where(
            _owned_by(owner),
            col(Application.host_municipality) == host_municipality,
            col(Application.status) == ApplicationStatus.DRAFT,
        )
        .order_by(col(Application.saved_at).desc(), col(Application.id))
    )


def _owned_by(owner: Scope) -> ColumnElement[bool]:
    if owner.actor_kind == "visitor":
        return (col(Application.visitor_id) == owner.actor_id) & col(Application.account_id).is_(
            None
        )
    return col(Application.account_id) == owner.actor_id


def _open_draft(draft: Application) -> OpenDraft:
    return OpenDraft(
        application_id=draft.id,
        service=draft.service,
        title=service_by_slug(draft.service).title,
        municipality=draft.municipality,
        municipality_name=municipality_by_slug(draft.municipality).full_name,
        saved_at=draft.saved_at,
        touched_at=draft.touched_at,
        end_announced_at=draft.end_announced_at,
    )


def _file_info(file: StoredFile) -> FileInfo:
    return FileInfo(str(file.id), file.name, file.size_bytes, file.media_type)
